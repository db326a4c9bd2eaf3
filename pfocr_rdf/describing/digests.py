"""Pieces of a graph to rows of numbers: what is counted is the same if and only if its digest is.

A term is told by 128 bits of BLAKE2b over its canonical N-Triples form, so that a row has one size whatever the terms
are. Among the hundred million terms of a graph ten times as large as PFOCR's, the chance that any two share a digest
is less than one in 10^22: the counts are exact.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, Quad, RdfFormat, parse, serialize

from pfocr_rdf.describing.linked import Recognizer
from pfocr_rdf.errors import InputError
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.vocabulary import RDF

#: A row has so many bytes: subject (16), object (16), property (8), sort of object (8).
ROW_BYTES = 48

#: Sorts of object: an IRI or a blank node, a literal, and, from here on, the data sets of ``linked_sets``.
RESOURCE, LITERAL, FIRST_LINKED = 0, 1, 2

#: Quads of a format without lines that are one piece.
PIECE_QUADS = 50_000

#: One line in the form that digests are made of (RDF 1.1 N-Triples, section 4), which each literal has but one of: no
#: control characters, no other escapes, no datatype of strings, no capitals in languages.
_IRI = rb"<[^\x00-\x20<>\"{}|^`\\]*+>"
_BLANK = rb"_:[A-Za-z0-9_][A-Za-z0-9_-]*+"
_CHARACTERS = rb'[^"\\\x00-\x1f\x7f]*+'
_TYPE = rb"\^\^(?!<http://www\.w3\.org/2001/XMLSchema#string>)%b|@[a-z]++(?:-[a-z0-9]++)*+" % _IRI
_LITERAL = rb'"%b(?:\\[nr"\\]%b)*+"(?:%b)?+' % (_CHARACTERS, _CHARACTERS, _TYPE)
_NODE = rb"(?:%b|%b)" % (_IRI, _BLANK)
_LINES = re.compile(rb"(?:%b %b (?:%b|%b)(?: %b)?+ \.\n)*+" % (_NODE, _IRI, _NODE, _LITERAL, _NODE))


class Lines(NamedTuple):
    """Some lines of N-Quads or N-Triples; ``place`` is what they are called, ``line`` is the first one's number.

    Blank nodes are those of ``scope``, which tells one file from another.
    """

    text: bytes
    place: str = "graph"
    line: int = 1
    scope: str = ""


@dataclass(slots=True)
class Digested:
    """The rows of some lines, and the names behind those digests that have to be told again.

    ``examples`` has, for each class, the first of its instances in the order of their IRIs.
    """

    rows: bytes = b""
    properties: dict[int, str] = field(default_factory=dict)
    classes: dict[int, str] = field(default_factory=dict)
    examples: dict[str, str] = field(default_factory=dict)
    graphs: set[bytes] = field(default_factory=set)


class Digester:
    """Digests lines: in this process, or as the worker of another; leaves out the graphs that describe the others."""

    def __init__(self, namespaces: Namespaces) -> None:
        """Know the data sets of others, and our own graphs, under ``namespaces``."""
        self._recognizer = Recognizer(namespaces)
        self._type = namespaces.expand(RDF.type).encode()
        self._left_out = {f"<{namespaces.graph(name)}>".encode() for name in ("dataset", "vocabulary")}

    def __call__(self, lines: Lines) -> Digested:
        """Digest some lines. Raises ``InputError`` where they are no RDF."""
        return self.digest(canonical(lines))

    def digest(self, text: bytes) -> Digested:
        """Digest lines in canonical form."""
        done = Digested()
        rows: list[bytes] = []
        known: dict[bytes, bytes | None] = {}
        examples: dict[bytes, bytes] = {}
        last, subject_digest = b"", b""
        for line in text.split(b"\n"):
            subject, _, rest = line.partition(b" ")
            tail = known[rest] if rest in known else self._tail(rest, known, examples, done)
            if tail is None:
                continue
            if subject != last:
                last, subject_digest = subject, blake2b(subject, digest_size=16).digest()
            rows.append(subject_digest + tail)
            if rest in examples and (not examples[rest] or subject < examples[rest]):
                examples[rest] = subject
        done.rows = b"".join(rows)
        for rest, subject in examples.items():
            name, example = _object(rest), _bare(subject)
            done.examples[name] = min(example, done.examples.get(name, example))
        return done

    def _tail(
        self, rest: bytes, known: dict[bytes, bytes | None], examples: dict[bytes, bytes], done: Digested
    ) -> bytes | None:
        """All of a row but its subject; nothing for an empty line, or one of a graph that is left out."""
        predicate, _, value = rest.removesuffix(b" .").partition(b" ")
        value, graph = without_graph(value)
        if not value or graph in self._left_out:
            known[rest] = None
            return None
        if graph:
            done.graphs.add(graph)
        property_digest, object_digest = (
            blake2b(predicate, digest_size=8).digest(),
            blake2b(value, digest_size=16).digest(),
        )
        done.properties[int.from_bytes(property_digest, "little")] = predicate[1:-1].decode()
        if predicate[1:-1] == self._type:
            done.classes[int.from_bytes(object_digest, "little")] = _bare(value)
            examples[rest] = b""
        known[rest] = object_digest + property_digest + self._sort(value).to_bytes(8, "little")
        return known[rest]

    def _sort(self, value: bytes) -> int:
        if value.startswith(b'"'):
            return LITERAL
        number = self._recognizer.number(value)
        return RESOURCE if number is None else FIRST_LINKED + number


def without_graph(value: bytes) -> tuple[bytes, bytes]:
    """What follows the property in a line of N-Quads, as the object and the graph, if there is one.

    >>> without_graph(b'"a <b>"^^<c>'), without_graph(b'"a <b>" <c>')
    ((b'"a <b>"^^<c>', b''), (b'"a <b>"', b'<c>'))
    """
    head, _, last = value.rpartition(b" ")
    if head and last.startswith((b"<", b"_:")) and b'"' not in last:
        return head, last
    return value, b""


def canonical(lines: Lines) -> bytes:
    r"""The text of some lines in the form that digests are made of; as it is, where it has that form.

    >>> canonical(Lines(b'<urn:a>  <urn:b> "\\u0041"^^<http://www.w3.org/2001/XMLSchema#string> .'))
    b'<urn:a> <urn:b> "A" .\n'
    """
    text = lines.text
    scoped = lines.scope and b"_:" in text
    if not scoped and _LINES.fullmatch(text):
        return text
    try:
        return serialized(parse(text, RdfFormat.N_QUADS), lines.scope)
    except SyntaxError as error:
        where = f"{lines.place}:{lines.line + (error.lineno or 1) - 1}"
        raise InputError(
            f"{where}: syntax: found {error.msg}, expected N-Triples or N-Quads; try another --input-format"
        ) from error


def serialized(quads: Iterable[Quad], scope: str = "") -> bytes:
    """Quads in canonical form, with blank nodes named after ``scope``, if given."""
    text = serialize((_scoped(one, scope) for one in quads) if scope else quads, format=RdfFormat.N_QUADS)
    assert text is not None
    return text


def in_pieces(quads: Iterable[Quad], place: str, scope: str = "") -> Iterator[Lines]:
    """Quads as lines, some at a time."""
    waiting = iter(quads)
    while text := serialized(islice(waiting, PIECE_QUADS), scope):
        yield Lines(text, place)


def _scoped(quad: Quad, scope: str) -> Quad:
    subject, value = (
        BlankNode(f"{scope}-{term.value}") if isinstance(term, BlankNode) else term
        for term in (quad.subject, quad.object)
    )
    assert not isinstance(subject, Literal)
    return Quad(subject, quad.predicate, value, quad.graph_name)


def _object(rest: bytes) -> str:
    value, _ = without_graph(rest.removesuffix(b" .").partition(b" ")[2])
    return _bare(value)


def _bare(term: bytes) -> str:
    """An IRI without its brackets; a blank node as it is."""
    return term.decode().removeprefix("<").removesuffix(">")
