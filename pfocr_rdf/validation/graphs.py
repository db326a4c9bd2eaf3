"""RDF files to pieces of N-Triples, one after the other, never a whole one in memory."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import BinaryIO

from pyoxigraph import RdfFormat, parse

from pfocr_rdf.formats import N_QUADS, N_TRIPLES
from pfocr_rdf.rdf_files import GraphFile, misread, unpacked, whole_lines
from pfocr_rdf.validation.routing import Piece, serialized

#: So many bytes of N-Triples or N-Quads are one piece of work, and so many triples of any other format.
PIECE_BYTES, PIECE_TRIPLES = 16 << 20, 100_000

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
        for line, content in whole_lines(stream, PIECE_BYTES):
            yield Piece(content, file, line, scope)
        return
    try:
        quads = parse(stream, RdfFormat.from_media_type(file.format.media_type))
        while content := serialized(islice(quads, PIECE_TRIPLES)):
            yield Piece(content, file._replace(format=N_TRIPLES), scope=scope)
    except (SyntaxError, MemoryError) as error:
        raise misread(file, error) from error
