"""How everything that is served reads the data: a query goes in, an answer in a media type comes out."""

import asyncio
import sys
from pathlib import Path
from typing import Protocol

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from pfocr_rdf.formats import N_TRIPLES
from pfocr_rdf.serve.shaping import Results, shaped

#: Media type of SPARQL 1.1 Query Results JSON.
RESULTS_JSON = "application/sparql-results+json"

#: Media type of SPARQL 1.1 TSV results, the form in which tables are written first.
RESULTS_TSV = "text/tab-separated-values"

#: What makes a graph out of all that is seen.
EVERYTHING = "CONSTRUCT { ?subject ?predicate ?object } WHERE { ?subject ?predicate ?object }"


class Reads(Protocol):
    """The data as the site and the endpoint see it; it may be replaced by newer data at any moment."""

    @property
    def version(self) -> str:
        """Another text whenever the data are others; fit for an ``ETag``."""

    @property
    def folder(self) -> Path:
        """Where things made from this version of the data stand, a search index for one; gone with the version."""

    @property
    def is_prepared(self) -> bool:
        """Whether those things are all made; if not, each of them comes into the folder when it is."""

    async def answer(self, query: str, media_type: str) -> bytes:
        """The whole answer to a query of ours, in ``media_type``; raises ``PfocrError`` where there is none."""


async def rows(reads: Reads, query: str) -> QuerySolutions:
    """Solutions of a ``SELECT`` query of ours, as terms.

    Values from outside go into the text as terms, ``str(NamedNode(iri))`` or ``str(Literal(text))``, never bare.

    >>> from pyoxigraph import Store
    >>> store = Store()
    >>> solutions = asyncio.run(rows(StoreReads(store, Path()), "SELECT (1 AS ?one) {}"))
    >>> [solution["one"].value for solution in solutions]
    ['1']
    """
    results = parse_query_results(await reads.answer(query, RESULTS_TSV), QueryResultsFormat.TSV)
    assert isinstance(results, QuerySolutions)
    return results


async def triples(reads: Reads, query: str) -> bytes:
    """What a ``CONSTRUCT`` or ``DESCRIBE`` query of ours makes, as N-Triples."""
    return await reads.answer(query, N_TRIPLES.media_type)


class Queried(Protocol):
    """A store, or whatever else takes queries as one does."""

    def query(self, query: str, /) -> Results:
        """The results of a query."""


class StoreReads:
    """Reads of a store in this very process, without limits: for preparations, tests, and use inside other programs."""

    def __init__(self, store: Queried, folder: Path, version: str = "1") -> None:
        """Read ``store``; ``folder`` holds what was made from it."""
        self._store = store
        self.folder = folder
        self.version = version
        self.is_prepared = True

    async def answer(self, query: str, media_type: str) -> bytes:
        """The whole answer, evaluated in a thread."""
        return await asyncio.to_thread(lambda: shaped(self._store.query(query), media_type, sys.maxsize - 1).body)
