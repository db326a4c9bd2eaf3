"""Triples to buckets on the disk: each piece of N-Triples is cut into units and laid down by bucket, compressed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import zstandard
from pyoxigraph import BlankNode, Literal, Quad, RdfFormat, Triple, parse, serialize

from pfocr_rdf.formats import N_QUADS
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.rdf_files import GraphFile, misread, whole_lines
from pfocr_rdf.validation.units import Run, Units, bucket, is_canonical, is_paper, subclasses, without_graphs

#: So many bytes are looked at together, several times: what stays in a processor's cache takes a tenth less time.
BLOCK = 1 << 20

#: Speed counts for what is read again within the minute.
_LEVEL = 1


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines of a graph, in N-Triples or N-Quads, as ``file`` says.

    ``line`` is where the first of them stands there. Blank nodes are taken for those of ``scope``, which tells one file
    from another.
    """

    content: bytes
    file: GraphFile
    line: int = 1
    scope: str = ""

    @property
    def quads(self) -> bool:
        """Whether there may be names of graphs."""
        return self.file.format == N_QUADS

    def blocks(self) -> Iterator["Piece"]:
        """The same in smaller pieces."""
        for line, content in whole_lines(BytesIO(self.content), BLOCK):
            yield replace(self, content=content, line=self.line + line - 1)


class Slice(NamedTuple):
    """Where some triples of a bucket lie: in which spill file, from where, how many bytes, and how many unpacked."""

    number: int
    offset: int
    length: int
    size: int


@dataclass(slots=True)
class Routed:
    """What one piece held; see :class:`pfocr_rdf.validation.index.Index`, which adds them up."""

    slices: dict[int, Slice] = field(default_factory=dict)
    links: set[tuple[bytes, bytes]] = field(default_factory=set)
    types: dict[bytes, tuple[bytes, ...]] = field(default_factory=dict)
    placed: dict[bytes, tuple[int, tuple[bytes, ...]]] = field(default_factory=dict)
    pointed: set[tuple[bytes, bytes]] = field(default_factory=set)
    subclasses: set[tuple[bytes, bytes]] = field(default_factory=set)


class Router:
    """Routes pieces: in this process, or as the worker of another."""

    def __init__(self, folder: Path, namespaces: Namespaces) -> None:
        """Lay triples down in ``folder``."""
        self._folder = folder
        self._units = Units(namespaces)

    def __call__(self, numbered: tuple[int, Piece]) -> Routed:
        """Route one piece, which no other has the number of. Raises ``InputError`` where it is no RDF."""
        number, piece = numbered
        return self._routed(number, map(canonical, piece.blocks()))

    def route(self, number: int, triples: bytes) -> Routed:
        """Route triples in canonical form."""
        return self._routed(number, [block for _, block in whole_lines(BytesIO(triples), BLOCK)])

    def _routed(self, number: int, blocks: Iterable[bytes]) -> Routed:
        routed = Routed()
        buckets: dict[int, list[bytes]] = {}
        for triples in blocks:
            routed.pointed |= self._units.pointed(triples)
            routed.subclasses.update(subclasses(triples))
            for run in self._units.runs(triples):
                buckets.setdefault(self._place(run, routed), []).append(run.text)
        self._lay_down(number, buckets, routed)
        return routed

    def _place(self, run: Run, routed: Routed) -> int:
        """The bucket of one run; a subject that is linked to a paper goes to that paper, as networks do."""
        links = self._units.links(run)
        routed.links.update((run.unit, other) for other in links)
        if run.is_paper:
            return bucket(run.unit)
        types = self._units.types(run)
        papers = sorted(filter(is_paper, links))
        if papers:
            place = bucket(papers[0])
            routed.placed[run.unit] = place, types + routed.placed.get(run.unit, (place, ()))[1]
            return place
        routed.types[run.unit] = routed.types.get(run.unit, ()) + types
        return bucket(run.unit)

    def _lay_down(self, number: int, buckets: dict[int, list[bytes]], routed: Routed) -> None:
        compressor = zstandard.ZstdCompressor(_LEVEL)
        offset = 0
        with spill(self._folder, number).open("wb") as file:
            for place, texts in sorted(buckets.items()):
                text = b"".join(texts)
                packed = compressor.compress(text)
                file.write(packed)
                routed.slices[place] = Slice(number, offset, len(packed), len(text))
                offset += len(packed)


def spill(folder: Path, number: int) -> Path:
    """The file that the triples of one piece are in."""
    return folder / f"{number}.zst"


def fetched(folder: Path, slices: Iterable[Slice]) -> list[bytes]:
    """The triples of some slices."""
    decompressor = zstandard.ZstdDecompressor()
    texts = []
    for number, offset, length, _ in slices:
        with spill(folder, number).open("rb") as file:
            file.seek(offset)
            texts.append(decompressor.decompress(file.read(length)))
    return texts


def canonical(piece: Piece) -> bytes:
    """The triples of a piece in canonical form: as they are where they have it, parsed and written again otherwise.

    >>> from pfocr_rdf.formats import N_TRIPLES
    >>> canonical(Piece(b"<http://a> <http://b>  'c' .", GraphFile("x.nt", N_TRIPLES)))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    pfocr_rdf.errors.InputError: x.nt:1: syntax: found ...
    >>> canonical(Piece(b'<http://a> <http://b>  "c" .', GraphFile("x.nt", N_TRIPLES)))
    b'<http://a> <http://b> "c" .\\n'
    """
    content = piece.content
    if not (piece.scope and b"_:" in content):
        triples = without_graphs(content) if piece.quads else content
        if triples is not None and is_canonical(triples):
            return triples
    quads = parse(content, RdfFormat.N_QUADS if piece.quads else RdfFormat.N_TRIPLES)
    try:
        return serialized(quads, piece.scope)
    except (SyntaxError, MemoryError) as error:
        raise misread(piece.file, error, piece.line) from error


def serialized(quads: Iterable[Quad | Triple], scope: str = "") -> bytes:
    """Quads as triples in canonical form, with blank nodes named after ``scope``, if given."""
    triples = (Triple(one.subject, one.predicate, one.object) for one in quads)
    text = serialize(map(partial(_scoped, scope), triples) if scope else triples, format=RdfFormat.N_TRIPLES)
    assert text is not None
    return text


def _scoped(scope: str, triple: Triple) -> Triple:
    subject, value = (
        BlankNode(f"{scope}-{term.value}") if isinstance(term, BlankNode) else term
        for term in (triple.subject, triple.object)
    )
    assert not isinstance(subject, Literal)
    return Triple(subject, triple.predicate, value)
