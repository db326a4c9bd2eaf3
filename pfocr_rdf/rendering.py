"""Figures to pieces of a document: the writer's half of the pipeline, the same for one process and for many."""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from pyoxigraph import RdfFormat, parse, serialize

from pfocr_rdf.entities import Entities
from pfocr_rdf.entity_model import CHEMICAL_NODE, DISEASE_NODE, GENE_NODE, LEXICON_NODE, TAXON_NODE
from pfocr_rdf.figure_model import figure_iri
from pfocr_rdf.formats import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE, Format
from pfocr_rdf.fragments import Fragment, Fragments, bodies, placed
from pfocr_rdf.hgnc import HgncTable
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.jsonld import JsonLdWriter
from pfocr_rdf.mapping import Mapper, Node
from pfocr_rdf.record import Figure, Paper
from pfocr_rdf.summary import Entries, Tally
from pfocr_rdf.writers import NQuadsWriter, NTriplesWriter, TurtleWriter, Writer, document_prefixes

#: How many entities go into one piece.
ENTITIES_A_PIECE = 1000


class Style(NamedTuple):
    """What to write: the format, the IRIs, and whether mentions are in it."""

    format: Format
    namespaces: Namespaces = Namespaces()
    full: bool = True


@dataclass(slots=True)
class Piece:
    """The text of some figures as bytes, what they name, and how much that was."""

    content: bytes
    entities: Entities = field(default_factory=Entities)
    tally: Tally = field(default_factory=Tally)


_WRITERS: dict[Format, Callable[[Namespaces], Writer]] = {
    TURTLE: TurtleWriter,
    N_TRIPLES: NTriplesWriter,
    N_QUADS: NQuadsWriter,
    JSON_LD: JsonLdWriter,
}

#: Formats that are made from another one, with pyoxigraph.
_MADE_FROM = {
    TRIG: (N_QUADS, RdfFormat.N_QUADS, RdfFormat.TRIG),
    RDF_XML: (N_TRIPLES, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML),
}


def document_writer(style: Style) -> Writer:
    """The writer of a document in ``style``, or of what its format is made from."""
    native = _MADE_FROM[style.format][0] if style.format in _MADE_FROM else style.format
    return _WRITERS[native](style.namespaces)


class Renderer:
    """Turns papers with their figures, and in the end the entities, into pieces of a document."""

    def __init__(self, style: Style) -> None:
        """Write in ``style``, or in what its format is made from."""
        self._full = style.full
        self.writer = document_writer(style)
        self._mapper = Mapper(self.writer.terms, full=style.full)
        self._fragments = Fragments(self._mapper, self.writer)

    def figures(self, papers: Iterable[tuple[Paper, list[Figure]]]) -> Piece:
        """The piece of some papers and their figures."""
        piece = Piece(b"")
        group = _Group(self.writer, [])
        used: set[Fragment] = set()
        for paper, figures in papers:
            piece.tally.papers += 1
            for figure in figures:
                piece.entities.add_organisms(figure)
                _count(figure, piece.tally)
            if self.writer.nests:
                self._nested(paper, figures, piece, group)
            else:
                used |= self._flat(paper, figures, piece, group)
        piece.entities.add_mentions([fragment.mention for fragment in used])
        piece.tally.triples += group.size
        piece.content = b"".join(group.texts)
        return piece

    def _nested(self, paper: Paper, figures: list[Figure], piece: Piece, group: "_Group") -> None:
        """The nodes of one paper, all at once."""
        for figure in figures:
            piece.entities.add(figure, full=self._full)
        group.add([*(node for figure in figures for node in self._mapper.figure(figure)), self._mapper.paper(paper)])

    def _flat(self, paper: Paper, figures: list[Figure], piece: Piece, group: "_Group") -> set[Fragment]:
        """The nodes of one paper, with fragments for its mentions, which it returns."""
        mapper = self._mapper
        used: set[Fragment] = set()
        for figure in figures:
            fragments = self._fragments.of(figure.mentions) if self._full else None
            if fragments is None:  # no mentions in the document, or short names that collide
                piece.entities.add(figure, full=self._full)
                group.add([*mapper.figure(figure)])
                continue
            used.update(fragments)
            target = mapper.target(figure)
            group.add([mapper.record(figure, target, bodies(fragments)), mapper.picture(figure)])
            group.texts.append(placed(fragments, figure_iri(figure.figid, mapper.terms.namespaces), target))
            group.size += sum([fragment.size for fragment in fragments])
            group.add([*mapper.network(figure)])
        group.add([mapper.paper(paper)])
        group.end()
        return used

    def entities(self, entities: Entities, hgnc: HgncTable, tally: Tally, entries: Entries) -> Iterator[bytes]:
        """The pieces of all entities; counts go to ``tally`` and ``entries``."""
        nodes: list[Node[str]] = []
        for node in entities.nodes(self._mapper, hgnc):
            name = _COUNTED[node.kind.name]
            setattr(entries, name, getattr(entries, name) + 1)
            tally.triples += node.size
            nodes.append(node)
            if len(nodes) == ENTITIES_A_PIECE:
                yield self.writer.piece(nodes).encode()
                nodes.clear()
        yield self.writer.piece(nodes).encode()


@dataclass(slots=True)
class _Group:
    """Texts of nodes, in the order of writing; what a writer puts last waits for the ``end`` of a paper."""

    writer: Writer
    texts: list[bytes]
    size: int = 0
    last: list[str] = field(default_factory=list)

    def add(self, nodes: list[Node[str]]) -> None:
        """Add the text of some nodes."""
        if nodes:
            first, second = self.writer.parts(nodes)
            self.texts.append(first.encode())
            self.size += sum([node.size for node in nodes])
            if second:
                self.last.append(second)

    def end(self) -> None:
        """Add what was put last."""
        if self.last:
            self.texts.append("".join(self.last).encode())
            self.last.clear()


_COUNTED = {
    GENE_NODE.name: "genes",
    CHEMICAL_NODE.name: "chemicals",
    DISEASE_NODE.name: "diseases",
    TAXON_NODE.name: "taxa",
    LEXICON_NODE.name: "lexicons",
}


def _count(figure: Figure, tally: Tally) -> None:
    tally.figures += 1
    tally.gene_mentions += len(figure.genes)
    tally.chemical_mentions += len(figure.chemicals)
    tally.disease_mentions += len(figure.diseases)
    tally.keywords += len(figure.keywords)


def write_document(pieces: Iterable[bytes], writer: Writer, style: Style, stream: BinaryIO) -> None:
    """Write header, pieces and footer to ``stream``, in the format of ``style``."""
    content = _framed(pieces, writer)
    if style.format in _MADE_FROM:
        _, source, target = _MADE_FROM[style.format]
        triples = parse(io.BufferedReader(_Pulled(content), 1 << 16), source)
        serialize(triples, stream, target, prefixes=document_prefixes(style.namespaces))
    else:
        for block in content:  # noqa: FURB122 - zstandard's stream has no writelines
            stream.write(block)


def _framed(pieces: Iterable[bytes], writer: Writer) -> Iterator[bytes]:
    """Header, pieces and footer; the separator that the first piece begins with is left out."""
    yield writer.header().encode()
    lead = writer.separator.encode()
    for piece in pieces:
        if piece:
            yield piece.removeprefix(lead)
            lead = b""
    yield writer.footer().encode()


class _Pulled(io.RawIOBase):
    """A readable stream over blocks that are made as it is read."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._rest = memoryview(block)
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
