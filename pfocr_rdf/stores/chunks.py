"""Statements on their way to a store: cut by graph into chunks, the same chunks for the same data.

Chunks hold no blank nodes, so that a chunk that is sent twice says nothing new (RDF 1.1 Semantics, section 5.1.1: a
blank node of another document is another node). Where there are some, they get IRIs (RDF 1.1 Concepts, section 3.5).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import groupby, islice
from operator import attrgetter
from typing import NamedTuple, TypeVar

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

#: A term that stays what it is, unless it is a blank node.
Term = TypeVar("Term", NamedNode, NamedNode | BlankNode, NamedNode | BlankNode | Literal)

#: Statements that are looked at together.
_BATCH = 5_000

#: Chunks that may wait in memory before they are full, however many graphs there are.
_WAITING = 8


class Chunk(NamedTuple):
    """Whole lines of canonical N-Triples, the graph that they belong to, and whether they are all that there is."""

    graph: str
    text: bytes
    alone: bool = False

    @property
    def triples(self) -> int:
        """The number of its lines."""
        return self.text.count(b"\n")


class Cutter:
    """Cuts statements into chunks; each goes to ``emit`` as soon as it is full, and the rest when all is there."""

    def __init__(self, size: int, emit: Callable[[Chunk], None], graph: str | None = None) -> None:
        """Make chunks of about ``size`` bytes; all of them of ``graph`` if it is named."""
        self._size = size
        self._emit = emit
        self._graph = graph
        self._texts: dict[str, bytearray] = defaultdict(bytearray)
        self._waiting = 0
        self._emitted = False

    def take(self, quads: Iterable[Quad], graph: str, skolemizer: "Skolemizer") -> None:
        """Take statements in; those in no graph go to ``graph``. Raises ``SyntaxError`` where ``quads`` does."""
        quads = iter(quads)
        while batch := list(islice(quads, _BATCH)):
            for name, some in groupby(batch, key=attrgetter("graph_name")):
                text = skolemizer(n_triples(some, name))
                own = graph if isinstance(name, DefaultGraph) else skolemizer.graph(name)
                self._add(self._graph or own, text)

    def _add(self, graph: str, text: bytes) -> None:
        waiting = self._texts[graph]
        waiting += text
        self._waiting += len(text)
        while len(waiting) > self._size:
            self._cut(graph, waiting.rfind(b"\n", 0, self._size) + 1 or waiting.index(b"\n") + 1)
        while self._waiting > _WAITING * self._size:
            longest = max(self._texts, key=lambda one: len(self._texts[one]))
            self._cut(longest, len(self._texts[longest]))

    def _cut(self, graph: str, end: int) -> None:
        waiting = self._texts[graph]
        self._emit(Chunk(graph, bytes(waiting[:end])))
        self._emitted = True
        self._waiting -= end
        del waiting[:end]
        if not waiting:
            del self._texts[graph]

    def finish(self) -> None:
        """Emit what is left."""
        left = {graph: bytes(text) for graph, text in self._texts.items() if text}
        for graph, text in left.items():
            self._emit(Chunk(graph, text, alone=not self._emitted and len(left) == 1))
        self._texts.clear()


def n_triples(quads: Iterable[Quad], name: NamedNode | BlankNode | DefaultGraph) -> bytes:
    """Statements that are all in the graph ``name``, as canonical N-Triples.

    >>> one = NamedNode("urn:a")
    >>> n_triples([Quad(one, one, one, one)], one)
    b'<urn:a> <urn:a> <urn:a> .\\n'
    """
    text = serialize(quads, format=RdfFormat.N_QUADS)
    assert text is not None
    return text if isinstance(name, DefaultGraph) else text.replace(f" {name} .\n".encode(), b" .\n")


class Skolemizer:
    """Gives blank nodes IRIs: the first that is met is 1, and so on, so that the same statements get the same ones."""

    def __init__(self, prefix: str) -> None:
        """Make IRIs that begin with ``prefix``."""
        self._prefix = prefix
        self._names: dict[str, NamedNode] = {}

    def __len__(self) -> int:
        """The number of blank nodes so far."""
        return len(self._names)

    def __call__(self, text: bytes) -> bytes:
        """N-Triples without blank nodes.

        >>> Skolemizer("urn:file#")(b"_:x <urn:b> _:y .\\n_:y <urn:b> _:x .\\n").splitlines()
        [b'<urn:file#1> <urn:b> <urn:file#2> .', b'<urn:file#2> <urn:b> <urn:file#1> .']
        """
        if b"_:" not in text:
            return text
        triples = (one.triple for one in parse(text, RdfFormat.N_TRIPLES))
        named = (Triple(self._node(one.subject), one.predicate, self._node(one.object)) for one in triples)
        made = serialize(named, format=RdfFormat.N_TRIPLES)
        assert made is not None
        return made

    def graph(self, name: NamedNode | BlankNode) -> str:
        """The IRI of a graph."""
        return self._node(name).value

    def _node(self, term: Term) -> Term:
        if not isinstance(term, BlankNode):
            return term
        return self._names.setdefault(term.value, NamedNode(f"{self._prefix}{len(self._names) + 1}"))
