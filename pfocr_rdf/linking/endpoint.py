"""Pathways out of a SPARQL endpoint that holds WikiPathways' RDF, such as its own.

Endpoints cut answers that are longer than they like, and say nothing. So the endpoint counts first, each answer asked
for is short, and what comes is held against the count: an answer that was cut is never taken as whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, cast

import stamina
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from pfocr_rdf.errors import Finding, RemoteError, quoted
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.linking.pathways import Pathway, gene_of, pathway_of
from pfocr_rdf.querying.evaluation import Limits
from pfocr_rdf.querying.remote import ask_endpoint
from pfocr_rdf.vocabulary import RDF, WP

#: Seconds that one request may take, and how often it is made.
TIMEOUT_SECONDS, ATTEMPTS = 300, 4

#: Rows that are asked for at once; Virtuoso gives 10,000 where nobody set another limit (its ResultSetMaxRows).
ROWS_AT_ONCE = 5_000

#: A pathway of a revision, and not one that is drawn as a node in another.
_PATHWAY = f"?pathway {RDF.type} {WP.Pathway} , {WP.Collection} ."

_COUNT = f"SELECT (COUNT(DISTINCT ?pathway) AS ?pathways) WHERE {{ {_PATHWAY} }}"

_LIST = f"""
SELECT ?pathway (SAMPLE(?its_id) AS ?id) (SAMPLE(?its_title) AS ?title) (SAMPLE(?its_organism) AS ?organism)
       (COUNT(DISTINCT ?gene) AS ?genes)
WHERE {{
  {_PATHWAY}
  OPTIONAL {{ ?pathway {WP.organism} ?its_organism }}
  OPTIONAL {{ ?pathway {WP.identifier} ?its_id }}
  OPTIONAL {{ ?pathway {WP.title} ?its_title }}
  OPTIONAL {{ ?node {WP.isPartOf} ?pathway ; {WP.bdbEntrezGene} ?gene }}
}}
GROUP BY ?pathway
"""

_GENES = f"""
SELECT DISTINCT ?pathway ?gene
WHERE {{ VALUES ?pathway {{ %s }} ?node {WP.isPartOf} ?pathway ; {WP.bdbEntrezGene} ?gene }}
"""

_PREFIXES = "".join(
    f"PREFIX {prefix}: <{iri}>\n"
    for prefix, iri in Namespaces().prefixes.items()
    if prefix in {term.prefix for term in (RDF.type, WP.Pathway, WP.Collection, WP.identifier, WP.isPartOf)}
)


class _Listed(NamedTuple):
    """A pathway as the endpoint lists it, and how many genes it has there."""

    iri: str
    pathway: Pathway
    size: int


def ask_pathways(address: str, findings: list[Finding] | None = None) -> Iterator[Pathway]:
    """Every pathway of the endpoint at ``address``, in no particular order; ``findings`` gets those that are none.

    Raises ``RemoteError`` where it cannot be reached or answers with less than it counted, ``LimitError`` where it
    takes too long.
    """
    (counted,) = _ask(address, _COUNT)
    listed = list(_ask(address, _LIST))
    if len(listed) != int(counted["pathways"]):
        raise _refusal(address, f"{len(listed):,} pathways of {int(counted['pathways']):,}")
    known = list(_known(listed, findings))
    for batch in _batches(known):
        genes = defaultdict(set)
        for row in _ask(address, _GENES % " ".join(f"<{one.iri}>" for one in batch)):
            genes[row["pathway"]].add(row["gene"])
        for one in batch:
            if len(genes[one.iri]) != one.size:
                raise _refusal(address, f"{len(genes[one.iri]):,} genes of {one.size:,} in {one.pathway.wpid}")
            found = frozenset(gene for gene in map(gene_of, genes[one.iri]) if gene is not None)
            yield one.pathway._replace(genes=found)


def _known(rows: Iterable[dict[str, str]], findings: list[Finding] | None) -> Iterator[_Listed]:
    for row in rows:
        iri, organism = row["pathway"], row.get("organism", "")
        if pathway := pathway_of(iri, row.get("id"), row.get("title", ""), organism):
            yield _Listed(iri, pathway, int(row["genes"]))
        elif findings is not None:
            findings.append(Finding(iri, "wp:organism", "bad-pathway", quoted(organism)))


def _batches(listed: Iterable[_Listed]) -> Iterator[Sequence[_Listed]]:
    """Pathways whose genes are asked for together."""
    batch: list[_Listed] = []
    size = 0
    for one in listed:
        if batch and size + one.size > ROWS_AT_ONCE:
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += one.size
    if batch:
        yield batch


def _ask(address: str, query: str) -> list[dict[str, str]]:
    """Rows of the answer to a query, each value as its text."""
    for attempt in stamina.retry_context(on=RemoteError, attempts=ATTEMPTS, timeout=None):
        with attempt:
            answer = ask_endpoint(address, _PREFIXES + query, Limits(seconds=TIMEOUT_SECONDS))
    results = cast("QuerySolutions", parse_query_results(answer.content, QueryResultsFormat.JSON))
    names = [variable.value for variable in results.variables]
    return [
        {name: term.value for name in names if isinstance(term := row[name], NamedNode | Literal)} for row in results
    ]


def _refusal(address: str, found: str) -> RemoteError:
    return RemoteError(f"{address}: pathways: found {found}, expected all of WikiPathways; try its RDF or GMT files")
