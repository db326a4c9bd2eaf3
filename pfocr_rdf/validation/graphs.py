"""RDF files to pieces of N-Triples, one after the other, never a whole one in memory."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import BinaryIO

from pyoxigraph import RdfFormat, parse

from pfocr_rdf.formats import N_QUADS, N_TRIPLES
from pfocr_rdf.rdf_files import GraphFile, misread, unpacked
from pfocr_rdf.validation.routing import Piece, serialized

#: So many bytes of N-Triples or N-Quads are one piece of work, and so many triples of any other format.
PIECE_BYTES, PIECE_TRIPLES = 8 << 20, 50_000

#: Told how many bytes of how many were read.
Reading = Callable[[int, int], None]


def pieces(files: list[GraphFile], stdin: BinaryIO | None, reading: Reading | None) -> Iterator[Piece]:
    """Pieces of all files; blank nodes of one file are not those of another.

    Raises ``InputError`` where a file cannot be read or is not what it is taken for.
    """
    sizes = [one.size for one in files]
    for index, file in enumerate(files):
        before = sum(sizes[:index])
        with unpacked(file, stdin) as (stream, told):
            for piece in _pieces_of(file, stream, f"f{index}" if len(files) > 1 else ""):
                yield piece
                if reading is not None:
                    reading(before + told(), sum(sizes))


def _pieces_of(file: GraphFile, stream: BinaryIO, scope: str) -> Iterator[Piece]:
    if file.format in {N_TRIPLES, N_QUADS}:
        line = 1
        for content in _whole_lines(stream):
            yield Piece(content, file, line, scope)
            line += content.count(b"\n")
        return
    try:
        quads = parse(stream, RdfFormat.from_media_type(file.format.media_type))
        while content := serialized(islice(quads, PIECE_TRIPLES)):
            yield Piece(content, file._replace(format=N_TRIPLES), scope=scope)
    except (SyntaxError, MemoryError) as error:
        raise misread(file, error) from error


def _whole_lines(stream: BinaryIO) -> Iterator[bytes]:
    """The stream in blocks that end with a line."""
    rest = b""
    while block := stream.read(PIECE_BYTES):
        head, newline, tail = block.rpartition(b"\n")
        if newline:
            yield rest + head + newline
            rest = tail
        else:
            rest += block
    if rest:
        yield rest + b"\n"
