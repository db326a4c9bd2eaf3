"""RDF files to pieces of N-Triples: any format, compressed or not, one after the other, never a whole one in memory."""

import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path, PurePath
from typing import BinaryIO, NamedTuple, cast

import zstandard
from pyoxigraph import RdfFormat, parse

from pfocr_rdf.errors import InputError
from pfocr_rdf.formats import FORMATS, JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE, Format
from pfocr_rdf.trees import shown
from pfocr_rdf.validation.routing import Piece, serialized

#: So many bytes of N-Triples or N-Quads are one piece of work, and so many triples of any other format.
PIECE_BYTES, PIECE_TRIPLES = 8 << 20, 50_000

#: Told how many bytes of how many were read.
Reading = Callable[[int, int], None]

_ENDINGS = {
    **{one.extension: one for one in FORMATS},
    ".n3": TURTLE,
    ".owl": RDF_XML,
    ".xml": RDF_XML,
    ".json": JSON_LD,
}
_PARSERS = {
    TURTLE: RdfFormat.TURTLE,
    N_TRIPLES: RdfFormat.N_TRIPLES,
    N_QUADS: RdfFormat.N_QUADS,
    TRIG: RdfFormat.TRIG,
    RDF_XML: RdfFormat.RDF_XML,
    JSON_LD: RdfFormat.JSON_LD,
}
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


class GraphFile(NamedTuple):
    """An RDF file, or ``-``, and what it is in."""

    path: str
    format: Format


def graph_format(path: str) -> Format | None:
    """The RDF format of a file by its name, below ``.gz`` or ``.zst``; nothing if that is no RDF.

    >>> graph_format("figures.nt.gz").name, graph_format("PMC1__f1.md"), graph_format("pfocr-database")
    ('ntriples', None, None)
    """
    suffixes = [suffix.lower() for suffix in PurePath(path).suffixes]
    if suffixes and suffixes[-1] in {".gz", ".zst"}:
        suffixes.pop()
    return _ENDINGS.get(suffixes[-1]) if suffixes else None


def pieces(files: list[GraphFile], stdin: BinaryIO | None, reading: Reading | None) -> Iterator[Piece]:
    """Pieces of all files; blank nodes of one file are not those of another.

    Raises ``InputError`` where a file cannot be read or is not what it is taken for.
    """
    sizes = [0 if one.path == "-" else _size(one.path) for one in files]
    for index, file in enumerate(files):
        before = sum(sizes[:index])
        with ExitStack() as stack:
            try:
                raw = _opened(file.path, stdin, stack)
                for piece in _pieces_of(file, _unpacked(raw, stack), f"f{index}" if len(files) > 1 else ""):
                    yield piece
                    if reading is not None:
                        reading(before + (raw.tell() if sizes[index] else 0), sum(sizes))
            except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
                raise _refusal(file.path, str(error) or "an end too soon", "a readable file", "checking it") from error


def _pieces_of(file: GraphFile, stream: BinaryIO, scope: str) -> Iterator[Piece]:
    place = "<stdin>" if file.path == "-" else shown(file.path)
    if file.format in {N_TRIPLES, N_QUADS}:
        line = 1
        for content in _whole_lines(stream):
            yield Piece(content, place, line, quads=file.format is N_QUADS, scope=scope)
            line += content.count(b"\n")
        return
    try:
        quads = parse(stream, _PARSERS[file.format])
        while content := serialized(islice(quads, PIECE_TRIPLES)):
            yield Piece(content, place, scope=scope)
    except SyntaxError as error:
        where = f"{place}:{error.lineno}" if error.lineno else place
        raise InputError(
            f"{where}: syntax: found {error.msg}, expected {file.format.label}; try naming another --format"
        ) from error


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


def _opened(path: str, stdin: BinaryIO | None, stack: ExitStack) -> BinaryIO:
    return (stdin or sys.stdin.buffer) if path == "-" else stack.enter_context(Path(path).open("rb"))


def _unpacked(raw: BinaryIO, stack: ExitStack) -> BinaryIO:
    """The stream behind a compression that its first bytes tell, if any."""
    peekable = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", raw))
    head = peekable.peek(4)
    if head.startswith(_GZIP):
        return cast("BinaryIO", stack.enter_context(gzip.GzipFile(fileobj=peekable)))
    if head.startswith(_ZSTD):
        reader = zstandard.ZstdDecompressor().stream_reader(peekable, read_across_frames=True)
        return cast("BinaryIO", stack.enter_context(io.BufferedReader(cast("io.RawIOBase", reader), 1 << 20)))
    return peekable


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError as error:
        raise _refusal(path, error.strerror or str(error), "a readable file", "checking the spelling") from error


def _refusal(path: str, found: str, expected: str, remedy: str) -> InputError:
    return InputError(f"{shown(path)}: source: found {found}, expected {expected}; try {remedy}")
