"""Sources to statements in canonical N-Triples or N-Quads, a line each, dealt to buckets on the disk by resource.

A *resource* is an IRI without its fragment: a figure with its picture and mentions is one, and so is every paper and
entity. All statements of a resource are in one bucket, so that one bucket after the other can be compared.
"""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple
from zlib import crc32

import zstandard
from pyoxigraph import RdfFormat, parse, serialize

from pfocr_rdf.errors import InputError
from pfocr_rdf.formats import N_QUADS, N_TRIPLES
from pfocr_rdf.rdf_files import GraphFile, misread, unpacked, whole_lines
from pfocr_rdf.validation.routing import Piece, Slice, spill
from pfocr_rdf.validation.units import is_canonical, without_graphs

#: How many buckets resources are dealt to; each holds a few MiB of the whole database.
BUCKETS = 512

#: So many bytes of N-Triples or N-Quads are one piece of work, and so many statements of any other format.
PIECE_BYTES, PIECE_STATEMENTS = 8 << 20, 50_000

_BLANK = re.compile(rb"(?m)^(?:_:|<[^>]*> <[^>]*> _:)")


def pieces(file: GraphFile, stdin: BinaryIO | None) -> Iterator[Piece]:
    """The statements of a file, some at a time. Raises ``InputError`` where it is not what its name tells."""
    with unpacked(file, stdin) as (stream, _):
        if file.format in {N_TRIPLES, N_QUADS}:
            for line, content in whole_lines(stream, PIECE_BYTES):
                yield Piece(content, file, line)
            return
        try:
            statements = parse(stream, RdfFormat.from_media_type(file.format.media_type))
            while content := serialize(islice(statements, PIECE_STATEMENTS), format=RdfFormat.N_QUADS) or b"":
                yield Piece(content, file._replace(format=N_QUADS))
        except (SyntaxError, MemoryError) as error:
            raise misread(file, error) from error


class Dealt(NamedTuple):
    """Where the statements of one piece lie, by bucket, and whether some of them are in a named graph."""

    slices: dict[int, Slice]
    has_graphs: bool


class Dealer:
    """Deals pieces to buckets: in this process, or as the worker of another."""

    def __init__(self, folder: Path) -> None:
        """Lay statements down in ``folder``."""
        self._folder = folder

    def __call__(self, numbered: tuple[int, Piece]) -> Dealt:
        """Deal one piece, which no other has the number of.

        Raises ``InputError`` for what is no RDF, and for blank nodes, which cannot be told from one another.
        """
        number, piece = numbered
        content = canonical(piece)
        if b"_:" in content and _BLANK.search(content):
            raise InputError(
                f"{piece.file.place}: graph: found a blank node, expected IRIs, which alone can be compared; "
                "try an export of pfocr-rdf"
            )
        has_graphs = piece.quads and without_graphs(content) != content
        return Dealt(self._lay_down(number, _by_bucket(content)), has_graphs)

    def _lay_down(self, number: int, buckets: dict[int, list[bytes]]) -> dict[int, Slice]:
        compressor = zstandard.ZstdCompressor(1)  # what is read again within the minute
        slices: dict[int, Slice] = {}
        offset = 0
        with spill(self._folder, number).open("wb") as file:
            for place, lines in sorted(buckets.items()):
                text = b"".join(lines)
                packed = compressor.compress(text)
                file.write(packed)
                slices[place] = Slice(number, offset, len(packed), len(text))
                offset += len(packed)
        return slices


def resource(line: bytes) -> bytes:
    """The resource that a statement is about.

    >>> resource(b'<http://a/b#c> <http://d> "e" .\\n')
    b'http://a/b'
    """
    return line[1 : line.index(b">")].partition(b"#")[0]


def canonical(piece: Piece) -> bytes:
    """The statements of a piece in canonical form: as they are where they have it, parsed and written otherwise."""
    content = piece.content
    if is_canonical(content) or (piece.quads and without_graphs(content) is not None):
        return content
    try:
        statements = parse(content, RdfFormat.N_QUADS if piece.quads else RdfFormat.N_TRIPLES)
        return serialize(statements, format=RdfFormat.N_QUADS) or b""
    except (SyntaxError, MemoryError) as error:
        raise misread(piece.file, error, piece.line) from error


def _by_bucket(content: bytes) -> dict[int, list[bytes]]:
    """Lines by bucket."""
    buckets: dict[int, list[bytes]] = {}
    before, lines = b"", list[bytes]()
    for line in content.splitlines(keepends=True):
        subject = line[: line.index(b">") + 1]
        if subject != before:
            before = subject
            lines = buckets.setdefault(crc32(resource(line)) % BUCKETS, [])
        lines.append(line)
    return buckets
