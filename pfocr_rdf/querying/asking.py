"""Questions asked of any data: opened here and evaluated within limits, or at an endpoint; answers that are whole."""

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import IO, Any, BinaryIO, NamedTuple, cast

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
    serialize,
)

from pfocr_rdf.errors import EvaluationError, QueryError, UsageError
from pfocr_rdf.formats import N_TRIPLES, RDF_XML
from pfocr_rdf.identifiers import Namespaces, is_web_address
from pfocr_rdf.querying.binding import bound, limited, rebased
from pfocr_rdf.querying.catalogue import Query, catalogue, find_query, read_query
from pfocr_rdf.querying.evaluation import JSON, Evaluator, Limits, Wanted
from pfocr_rdf.querying.gate import NOTHING, Permission, check
from pfocr_rdf.querying.parameters import VARIABLES, Resolver, Term
from pfocr_rdf.querying.relay import relayed
from pfocr_rdf.querying.remote import ask_endpoint
from pfocr_rdf.querying.rows import Row, Rows
from pfocr_rdf.stores.embedded import Opening, open_data

#: Bytes of an answer that are kept in memory; a larger one waits on the disk until it is whole.
_IN_MEMORY = 8 << 20


class Answered(NamedTuple):
    """A whole answer, at its beginning."""

    content: IO[bytes]
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How to ask: within which ``limits``, with which ``permission`` to reach out, and how data are opened."""

    limits: Limits = field(default_factory=Limits)
    permission: Permission = NOTHING
    wanted: Wanted = field(default_factory=Wanted)
    opening: Opening = field(default_factory=Opening)


def query(
    question: str | Path,
    data: str | Path | Sequence[str | Path],
    *,
    asking: Asking | None = None,
    resolver: Resolver | None = None,
    limit_rows: int | None = None,
    **parameters: str | int | Iterable[str | int],
) -> list[Row]:
    """The rows that answer a question: the name of a bundled query, a file, or the text of a query.

    ``data`` are RDF files, records, an Oxigraph folder, or the address of an endpoint. ``parameters`` are identifiers
    or names, one or several. Each row is a named tuple: IRIs are ``Iri``, numbers and years numbers, and an unbound
    variable is ``None``; of a graph the rows are its triples. Raises ``QueryError`` for the question, ``InputError``
    for data, ``LimitError`` where it takes too much, ``RemoteError`` for an endpoint.

    >>> for row in query("figures-per-year", "seeds", fromYear=2010, toYear=2015):
    ...     print(row.year, row.figures)
    2011 1
    2015 1
    """
    resolver = resolver or Resolver()
    found = question_of(str(question))
    given = {name: [str(one) for one in _several(values)] for name, values in parameters.items()}
    text = filled(found, given, resolver, limit_rows)
    sources = [data] if isinstance(data, str | Path) else list(data)
    answer = answered(text, sources, _as_rows(asking, resolver))
    with answer.content as content:
        return list(Rows(content, answer.media_type))


def row_counts(
    data: Sequence[str | Path],
    asking: Asking | None = None,
    *,
    names: Iterable[str] | None = None,
    resolver: Resolver | None = None,
    limit_rows: int | None = None,
) -> dict[str, int]:
    """How many rows each bundled query has that our data alone answer, with its own defaults; data are opened once.

    What two releases differ in can be seen from it. ``names`` are those to ask, if not all. ``data`` are no endpoint.
    Raises what ``query`` raises.

    >>> counts = row_counts(["seeds"])
    >>> counts["figures-of-gene"], counts["figures-of-disease"], "pathways-like-figure" in counts
    (3, 0, False)
    """
    resolver = resolver or Resolver()
    asking = _as_rows(asking, resolver)
    counts = {}
    with Evaluator(open_data(data, asking.opening)) as evaluator:
        for question in map(find_query, names) if names is not None else catalogue().values():
            if question.stands_alone:
                answer = _evaluated(evaluator, filled(question, {}, resolver, limit_rows), asking)
                with answer.content as content:
                    counts[question.name] = sum(1 for _ in Rows(content, answer.media_type))
    return counts


def _as_rows(asking: Asking | None, resolver: Resolver) -> Asking:
    """How to ask for rows, of records under the namespaces that parameters get."""
    asking = asking or Asking()
    return replace(asking, wanted=Wanted(), opening=replace(asking.opening, namespaces=resolver.namespaces))


def _several(values: str | int | Iterable[str | int]) -> Iterable[str | int]:
    return [values] if isinstance(values, str | int) else values


def question_of(text: str) -> Query:
    """A bundled query, the query in a file, or the query that the text itself is."""
    return read_query("query", text) if {*"{<\n"} & {*text} else find_query(text)


def filled(question: Query, given: dict[str, list[str]], resolver: Resolver, limit_rows: int | None = None) -> str:
    """The text of a question with values for its parameters, under the resolver's namespaces.

    Raises ``QueryError`` where one is unknown, of another kind, or has too many values.
    """
    several = {one.name: one.several for one in question.parameters}
    values: dict[str, list[Term]] = {}
    for name, texts in given.items():
        if name not in VARIABLES:
            has = ", ".join(several) or "none"
            raise QueryError(f"{question.name}: found no parameter {name}, expected one of {has}; try leaving it out")
        if not texts or (len(texts) > 1 and not several.get(name, True)):
            expected = "one; try one after the other" if texts else "one or more; try leaving the parameter out"
            raise QueryError(f"{question.name}: {name}: found {len(texts)} values, expected {expected}")
        values[name] = resolver.terms(VARIABLES[name], texts)
    text = rebased(bound(question.text, values), resolver.namespaces)
    return text if limit_rows is None else limited(text, limit_rows)


def answered(
    text: str, data: Sequence[str | Path], asking: Asking | None = None, *, stdin: BinaryIO | None = None
) -> Answered:
    """The whole answer to a query, in a media type that is wanted."""
    asking = asking or Asking()
    addresses = [str(one) for one in data if is_web_address(str(one))]
    if addresses and len(data) > 1:
        raise UsageError(
            f"{addresses[0]}: data: found an endpoint among {len(data)}, expected it alone; try SERVICE in the query"
        )
    if addresses:
        return _of_endpoint(addresses[0], text, asking)
    with Evaluator(open_data(data, asking.opening, stdin=stdin)) as evaluator:
        if not asking.permission.services:
            return _evaluated(evaluator, text, asking)
        check(text, asking.permission)
        with relayed(sorted(asking.permission.services), asking.limits) as relay:
            permission = replace(relay.permission, graphs=asking.permission.graphs)
            try:
                return _evaluated(evaluator, relay.rewritten(text), replace(asking, permission=permission))
            except EvaluationError as error:
                raise (relay.faults or [error])[0] from error


def _evaluated(evaluator: Evaluator, text: str, asking: Asking) -> Answered:
    wanted = Wanted(asking.wanted.solutions, N_TRIPLES.media_type)
    with evaluator.answer(text, wanted, limits=asking.limits, permission=asking.permission) as answer:
        content = _collected(answer)
    if answer.media_type == wanted.solutions:
        return Answered(content, answer.media_type)
    with content:
        return _graph(content.read(), N_TRIPLES.media_type, asking.wanted.triples)


def _collected(blocks: Iterable[bytes]) -> IO[bytes]:
    """All of an answer, at its beginning."""
    whole = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed by whoever reads it
    try:
        whole.writelines(blocks)
    except BaseException:
        whole.close()
        raise
    whole.seek(0)
    return cast("IO[bytes]", whole)


def _of_endpoint(address: str, text: str, asking: Asking) -> Answered:
    whole = ask_endpoint(address, text, asking.limits)
    if whole.media_type == RDF_XML.media_type:
        return _graph(whole.content, whole.media_type, asking.wanted.triples)
    wanted = asking.wanted.solutions
    return Answered(BytesIO(whole.content if wanted == JSON else _rewritten(whole.content, wanted)), wanted)


def _graph(content: bytes, media_type: str, wanted: str) -> Answered:
    """A graph with each of its triples once, in the order of N-Triples, and the prefixes that it has a use for."""
    triples = parse(content, RdfFormat.from_media_type(media_type))
    lines = sorted({f"{one} .\n" for one in triples})
    written = "".join(lines)
    if wanted == N_TRIPLES.media_type:
        return Answered(BytesIO(written.encode()), wanted)
    prefixes = {prefix: iri for prefix, iri in Namespaces().prefixes.items() if f"<{iri}" in written}
    again = serialize(parse(written, RdfFormat.N_TRIPLES), format=RdfFormat.from_media_type(wanted), prefixes=prefixes)
    return Answered(BytesIO(again or b""), wanted)


def _rewritten(content: bytes, wanted: str) -> bytes:
    """The same solutions in another media type."""
    results: Any = parse_query_results(content, QueryResultsFormat.JSON)
    assert isinstance(results, QuerySolutions | QueryBoolean)
    return results.serialize(format=QueryResultsFormat.from_media_type(wanted)) or b""
