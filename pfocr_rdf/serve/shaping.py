"""Results of a query as bytes: in the form that was asked for, and no longer than the cap.

Results are written once in a form of lines, N-Triples or SPARQL's TSV, in which they can be counted and cut as they
come; the query stops where the cap is. Neither form holds a line break inside a line (RDF 1.1 N-Triples, section 2.4;
SPARQL 1.1 TSV results, section 4).
"""

from collections.abc import Callable, Iterable
from typing import BinaryIO, NamedTuple, cast

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
    serialize,
)

from pfocr_rdf.vocabulary import PREFIXES

#: What a query gives: a table, a truth value, or a graph.
Results = QuerySolutions | QueryBoolean | QueryTriples | list[Triple]


class Shaped(NamedTuple):
    """The bytes of an answer, and whether there was more than the cap lets pass."""

    body: bytes
    truncated: bool = False


class _CapReachedError(Exception):
    """There are more lines than may be."""


class _Lines:
    """A file that takes so many lines and then ends the query that writes them."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._most = most
        self._written = bytearray()

    def write(self, block: bytes) -> int:
        self._written += block
        self._left -= block.count(b"\n")
        if self._left < 0:
            raise _CapReachedError
        return len(block)

    def flush(self) -> None:
        """There is nothing behind this."""

    def taken(self, write: Callable[[BinaryIO], object]) -> Shaped:
        """What ``write`` writes here, cut at the cap."""
        try:
            write(cast("BinaryIO", self))
        except _CapReachedError:
            lines = bytes(self._written).split(b"\n", self._most)
            return Shaped(b"\n".join(lines[:-1]) + b"\n", truncated=True)
        return Shaped(bytes(self._written))


def shaped(results: Results, media_type: str, cap: int) -> Shaped:
    """Results of any kind, in a form that its kind has."""
    if isinstance(results, QuerySolutions):
        return table(results, media_type, cap)
    return truth(results, media_type) if isinstance(results, QueryBoolean) else graph(results, media_type, cap)


def whole(results: Results) -> Results:
    """The same results, evaluated to their end."""
    if isinstance(results, QueryTriples):
        return list(results)
    if isinstance(results, QuerySolutions):
        written = results.serialize(format=QueryResultsFormat.TSV) or b""
        return cast("QuerySolutions", parse_query_results(written, QueryResultsFormat.TSV))
    return results


def table(results: QuerySolutions, media_type: str, cap: int) -> Shaped:
    """At most ``cap`` solutions."""
    lines = _Lines(1 + cap).taken(lambda stream: results.serialize(stream, QueryResultsFormat.TSV))
    wanted = QueryResultsFormat.from_media_type(media_type)
    if wanted == QueryResultsFormat.TSV:
        return lines
    again = parse_query_results(lines.body, QueryResultsFormat.TSV)
    assert isinstance(again, QuerySolutions)
    return lines._replace(body=again.serialize(format=wanted) or b"")


def truth(result: QueryBoolean, media_type: str) -> Shaped:
    """Yes or no."""
    return Shaped(result.serialize(format=QueryResultsFormat.from_media_type(media_type)) or b"")


def graph(results: QueryTriples | list[Triple], media_type: str, cap: int) -> Shaped:
    """At most ``cap`` triples, each of them once."""
    lines = _Lines(cap).taken(lambda stream: serialize(results, stream, RdfFormat.N_TRIPLES))
    body = b"".join(dict.fromkeys(lines.body.splitlines(keepends=True)))
    wanted = RdfFormat.from_media_type(media_type)
    if wanted != RdfFormat.N_TRIPLES:
        body = serialize(parse(body, RdfFormat.N_TRIPLES), None, wanted, prefixes=dict(PREFIXES)) or b""
    return lines._replace(body=body)


def dump(results: Iterable[Triple], media_type: str, path: str) -> None:
    """All triples to a file; the cap is for answers to queries, and a graph is read whole or not at all."""
    serialize(results, path, RdfFormat.from_media_type(media_type), prefixes=dict(PREFIXES))
