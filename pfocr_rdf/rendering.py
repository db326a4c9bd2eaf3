"""Figures to pieces of a document: the writer's half of the pipeline, the same for one process and for many."""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from pyoxigraph import RdfFormat, parse, serialize

from pfocr_rdf.entities import Entities
from pfocr_rdf.entity_model import CHEMICAL_NODE, DISEASE_NODE, GENE_NODE, LEXICON_NODE, TAXON_NODE
from pfocr_rdf.formats import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE, Format
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
    """The text of some figures, what they name, and how much that was."""

    text: str
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


class Renderer:
    """Turns papers with their figures, and in the end the entities, into pieces of a document."""

    def __init__(self, style: Style) -> None:
        """Write in ``style``, or in what its format is made from."""
        native = _MADE_FROM[style.format][0] if style.format in _MADE_FROM else style.format
        self._full = style.full
        self.writer: Writer = _WRITERS[native](style.namespaces)
        self._mapper = Mapper(self.writer.terms, full=style.full)

    def figures(self, papers: Iterable[tuple[Paper, list[Figure]]]) -> Piece:
        """The piece of some papers and their figures."""
        piece = Piece("")
        texts = []
        for paper, figures in papers:
            nodes: list[Node[str]] = []
            for figure in figures:
                nodes += self._mapper.figure(figure)
                piece.entities.add(figure, full=self._full)
                _count(figure, piece.tally)
            nodes.append(self._mapper.paper(paper))
            piece.tally.papers += 1
            piece.tally.triples += sum(node.size for node in nodes)
            texts.append(self.writer.piece(nodes))
        piece.text = "".join(texts)
        return piece

    def entities(self, entities: Entities, hgnc: HgncTable, tally: Tally, entries: Entries) -> Iterator[str]:
        """The pieces of all entities; counts go to ``tally`` and ``entries``."""
        nodes: list[Node[str]] = []
        for node in entities.nodes(self._mapper, hgnc):
            name = _COUNTED[node.kind.name]
            setattr(entries, name, getattr(entries, name) + 1)
            tally.triples += node.size
            nodes.append(node)
            if len(nodes) == ENTITIES_A_PIECE:
                yield self.writer.piece(nodes)
                nodes.clear()
        yield self.writer.piece(nodes)


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


def write_document(pieces: Iterable[str], writer: Writer, style: Style, stream: BinaryIO) -> None:
    """Write header, pieces and footer to ``stream``, in the format of ``style``."""
    content = _encoded(pieces, writer)
    if style.format in _MADE_FROM:
        _, source, target = _MADE_FROM[style.format]
        triples = parse(io.BufferedReader(_Pulled(content), 1 << 16), source)
        serialize(triples, stream, target, prefixes=document_prefixes(style.namespaces))
    else:
        for block in content:  # noqa: FURB122 - zstandard's stream has no writelines
            stream.write(block)


def _encoded(pieces: Iterable[str], writer: Writer) -> Iterator[bytes]:
    """The document's bytes; the separator that the first piece begins with is left out."""
    yield writer.header().encode()
    lead = writer.separator
    for piece in pieces:
        if piece:
            yield piece.removeprefix(lead).encode()
            lead = ""
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
