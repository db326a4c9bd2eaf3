"""What workers ask: the store that the nursery has opened, or a store elsewhere that speaks the SPARQL 1.1 Protocol."""

import io
import json
import re
from collections.abc import Iterator
from typing import Self, cast

import httpx2
from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from pfocr_rdf.describing.digests import Lines, in_pieces
from pfocr_rdf.errors import QueryError
from pfocr_rdf.formats import N_TRIPLES
from pfocr_rdf.querying.evaluation import Limits
from pfocr_rdf.querying.gate import Form, Permission, check
from pfocr_rdf.querying.relay import relayed
from pfocr_rdf.querying.tokens import Kind, Token, place, tokens
from pfocr_rdf.serve.elsewhere import dataset
from pfocr_rdf.serve.problems import Problem, ProblemError, refuse
from pfocr_rdf.serve.reads import EVERYTHING, RESULTS_JSON
from pfocr_rdf.serve.shaping import Results, whole
from pfocr_rdf.stores.embedded import ALL_GRAPHS, Embedded, Graphs

#: Bytes of N-Triples that are counted at once.
_PIECE_BYTES = 8 << 20


class StoreBackend:
    """A store that is open in this process."""

    def __init__(self, data: Embedded, allowed: tuple[str, ...], seconds: float) -> None:
        """Ask ``data``; queries may use the services and read the graphs whose addresses are ``allowed``.

        Reading gives up after ``seconds`` without a sign.
        """
        self._data = data
        self._allowed = frozenset(allowed)
        self._seconds = seconds

    @property
    def ungated(self) -> Embedded:
        """The data themselves, for queries of our own: there is nothing to look for in these."""
        return self._data

    def query(self, text: str, graphs: Graphs = ALL_GRAPHS, base: str | None = None) -> Results:
        """The results of a query. What ``FROM`` names is a graph that is here, or an allowed address that is read."""
        passed(text, self._allowed)
        folded = text.casefold()  # to look at tokens again only where there can be such ones
        wanted = {*graphs.default, *graphs.named}
        for token in graphs_named(text) if "from" in folded else ():
            iri = token.text[1:-1]
            if token.kind is not Kind.IRI or not (iri in self._allowed or self.has_graph(iri)):
                raise _refused_graph(text, token)
            wanted.add(iri)
        elsewhere = [iri for iri in sorted(wanted & self._allowed) if not self.has_graph(iri)]
        data = Embedded(dataset(self._data.store, wanted, elsewhere, self._seconds)) if elsewhere else self._data
        if "service" in folded and any(token.kind is Kind.WORD and token.folded == "service" for token in tokens(text)):
            return self._with_services(data, text, graphs, base)
        return data.query(text, graphs, base)

    def _with_services(self, data: Embedded, text: str, graphs: Graphs, base: str | None) -> Results:
        """The results of a query that asks services; each of these must answer whole, or there are none."""
        with relayed(sorted(self._allowed), Limits(seconds=self._seconds)) as relay:
            try:
                return whole(data.query(relay.rewritten(text), graphs, base))
            except (OSError, RuntimeError) as error:  # which is what the engine makes of all that services do
                raise refuse("bad-gateway", str([*relay.faults, error][0])) from error

    def size(self) -> None:
        """Nothing: there are as many triples as are found."""

    def everything(self) -> Iterator[Lines]:
        """Every statement of the store."""
        return in_pieces(iter(self._data.store), "store")

    def has_graph(self, iri: str) -> bool:
        """Whether there is a graph of that name."""
        try:
            return self._data.store.contains_named_graph(NamedNode(iri))
        except ValueError:  # no IRI, so no graph's name
            return False


class EndpointBackend:
    """A store behind an address. Answers are read whole before any of them is passed on, so that none is cut short."""

    def __init__(self, address: str, allowed: tuple[str, ...], seconds: float) -> None:
        """Ask the store at ``address``, and wait ``seconds`` at most for a sign of it."""
        self._address = address
        self._allowed = frozenset(allowed)
        self._seconds = seconds

    @property
    def ungated(self) -> Self:
        """The same, since a form of results is known by the gate."""
        return self

    def query(self, text: str, graphs: Graphs = ALL_GRAPHS, base: str | None = None) -> Results:
        """The results of a query; ``FROM`` needs an allowed address, since a store elsewhere may read what is there."""
        del base  # the store has its own address
        form = passed(text, self._allowed)
        for token in graphs_named(text):
            if token.kind is not Kind.IRI or token.text[1:-1] not in self._allowed:
                raise _refused_graph(text, token)
        body = self._asked(text, graphs, N_TRIPLES.media_type if form.makes_triples else RESULTS_JSON)
        try:
            return _triples(body) if form.makes_triples else _solutions(body)
        except (SyntaxError, ValueError) as error:
            raise refuse("bad-gateway", f"the store: found an answer that is not whole ({error})") from error

    def has_graph(self, iri: str) -> bool:
        """Whether there is a graph of that name with anything in it."""
        try:
            name = NamedNode(iri)
        except ValueError:
            return False
        return bool(self.query(f"ASK {{ GRAPH {name} {{ ?subject ?predicate ?object }} }}"))

    def size(self) -> int:
        """How many triples there are, as the store says."""
        results = self.query("SELECT (COUNT(*) AS ?size) { SELECT DISTINCT * { ?s ?p ?o } }")
        return next(int(row["size"].value) for row in cast("QuerySolutions", results))

    def everything(self) -> Iterator[Lines]:
        """Every triple that the store gives."""
        body = io.BytesIO(self._asked(EVERYTHING, ALL_GRAPHS, N_TRIPLES.media_type))
        while lines := body.readlines(_PIECE_BYTES):
            yield Lines(b"".join(lines), "store")

    def _asked(self, text: str, graphs: Graphs, media_type: str) -> bytes:
        """The body of the store's answer."""
        form = {"query": text, "default-graph-uri": [*graphs.default], "named-graph-uri": [*graphs.named]}
        try:
            answer = httpx2.post(self._address, data=form, headers={"Accept": media_type}, timeout=self._seconds)
        except httpx2.HTTPError as error:
            raise refuse("bad-gateway", f"the store: found {error}, expected an answer; try again later") from error
        if answer.status_code == httpx2.codes.BAD_REQUEST:
            raise ProblemError(Problem("bad-query", " ".join(answer.text[:500].split())))
        if answer.status_code != httpx2.codes.OK:
            raise refuse("bad-gateway", f"the store: found status {answer.status_code}, expected 200; try again later")
        return answer.content


def passed(text: str, allowed: frozenset[str]) -> Form:
    """The form of a query that passes the gate; raises ``ProblemError`` where it does not."""
    try:
        return check(text, Permission(services=allowed, graphs=True))
    except QueryError as error:
        raise ProblemError(gate_problem(str(error))) from error


def gate_problem(text: str) -> Problem:
    """The problem that the gate tells: a query that is none, or one that is refused.

    >>> gate_problem("query:1:12: found LOAD, expected a query; try another")
    Problem(code='refused', detail='found LOAD, expected a query; try another', line=1, column=12)
    """
    found = re.match(r"query:(\d+):(\d+): (.*)", text, re.DOTALL)
    assert found is not None
    line, column, detail = found.groups()
    code = "bad-query" if "expected SPARQL 1.1" in detail or "found nothing" in detail else "refused"
    return Problem(code, detail, int(line), int(column))


def graphs_named(text: str) -> Iterator[Token]:
    """What stands behind each ``FROM`` and ``FROM NAMED`` of a query that has passed the gate.

    >>> [token.text for token in graphs_named("ASK FROM <urn:a> FROM NAMED b:c { ?from ?x 'FROM' }")]
    ['<urn:a>', 'b:c']
    """
    is_next = False
    for token in tokens(text):
        if token.kind is Kind.WORD and token.folded in {"from", "named"}:
            is_next = is_next or token.folded == "from"
        elif is_next:
            is_next = False
            yield token


def _refused_graph(text: str, token: Token) -> ProblemError:
    _, line, column = place(text, token.start).split(":")
    detail = f"found FROM {token.text}, expected the address of a graph that is here, in angle brackets; try GRAPH"
    return ProblemError(Problem("refused", detail, int(line), int(column)))


def _solutions(body: bytes) -> QuerySolutions | QueryBoolean:
    json.loads(body)  # which an answer that was cut short does not survive
    return parse_query_results(body, QueryResultsFormat.JSON)


def _triples(body: bytes) -> list[Triple]:
    return [one.triple for one in parse(body, RdfFormat.N_TRIPLES)]
