"""RDF files: what they are in, and their bytes, whatever they are compressed with. Nothing is held in memory here."""

import codecs
import gzip
import io
import re
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePath
from typing import BinaryIO, NamedTuple, cast
from xml.parsers import expat

import zstandard

from pfocr_rdf.errors import InputError
from pfocr_rdf.formats import COMPRESSIONS, FORMATS, JSON_LD, RDF_XML, TURTLE, Format
from pfocr_rdf.trees import shown

_ENDINGS = {
    **{one.extension: one for one in FORMATS},
    ".n3": TURTLE,
    ".owl": RDF_XML,
    ".xml": RDF_XML,
    ".json": JSON_LD,
}
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"

#: How the parser begins a message, though the line is told before it.
_PLACE = re.compile(r"Parser error (?:at|between) .*?: ", re.DOTALL)

#: What the parser says of a context that the file only names: nothing is fetched from elsewhere.
_FAR_CONTEXT = "LoadDocumentCallback"

#: An entity that is named in another one, and how many letters one may stand for: namespaces are what they are for.
_ENTITY, _LARGEST_ENTITY = re.compile(r"&([^#;&\s]+);"), 100_000

#: Most that is told of a fault.
_LONGEST = 200


class GraphFile(NamedTuple):
    """An RDF file, or ``-``, and what it is in."""

    path: str
    format: Format

    @property
    def place(self) -> str:
        """What a message calls it."""
        return "<stdin>" if self.path == "-" else shown(self.path)

    @property
    def size(self) -> int:
        """Its bytes on the disk; 0 where nobody can tell. Raises ``InputError`` where it is not there."""
        if self.path == "-":
            return 0
        try:
            return Path(self.path).stat().st_size
        except OSError as error:
            raise refusal(self, error.strerror or str(error), "checking the spelling") from error


def graph_format(path: str) -> Format | None:
    """The RDF format of a file by its name, below ``.gz`` or ``.zst``; nothing if that is no RDF.

    >>> graph_format("figures.nt.gz").name, graph_format("PMC1__f1.md"), graph_format("pfocr-database")
    ('ntriples', None, None)
    """
    suffixes = [suffix.lower() for suffix in PurePath(path).suffixes]
    if suffixes and suffixes[-1] in COMPRESSIONS:
        suffixes.pop()
    return _ENDINGS.get(suffixes[-1]) if suffixes else None


def sorted_out(sources: Iterable[str], named: Format | None) -> tuple[list[GraphFile], list[str]]:
    """Graphs with their formats, and records; a format that is named makes all files graphs."""
    files: list[GraphFile] = []
    records: list[str] = []
    for source in sources:
        found = None if Path(source).is_dir() else named or graph_format(source)
        if found is None:
            records.append(source)
        else:
            files.append(GraphFile(source, found))
    return files, records


@contextmanager
def unpacked(file: GraphFile, stdin: BinaryIO | None = None) -> Iterator[tuple[BinaryIO, Callable[[], int]]]:
    """The text of ``file`` as bytes, and a function that tells how many bytes of the file itself were read by now.

    The first bytes tell the compression. Raises ``InputError`` where the file cannot be read to its end.
    """
    with ExitStack() as stack:
        try:
            raw = (stdin or sys.stdin.buffer) if file.path == "-" else stack.enter_context(Path(file.path).open("rb"))
            stream: io.BufferedIOBase = _past_mark(_unpacked(raw, stack))
            if file.format == RDF_XML:
                stream = _Vetted(stream, file)
            yield cast("BinaryIO", stream), raw.tell if file.path != "-" else int
        except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
            found = getattr(error, "strerror", None) or str(error) or "an end too soon"
            raise refusal(file, found, "checking it") from error


def whole_lines(stream: BinaryIO, size: int) -> Iterator[tuple[int, bytes]]:
    r"""Blocks of a little more than ``size`` bytes that end with a line, each after the number of its first line.

    >>> list(whole_lines(io.BytesIO(b"one\ntwo\nthree"), 2))
    [(1, b'one\n'), (2, b'two\n'), (3, b'three\n')]
    """
    line = 1
    while block := stream.read(size):
        block += stream.readline()
        yield line, block if block.endswith(b"\n") else block + b"\n"
        line += block.count(b"\n")


def misread(file: GraphFile, error: SyntaxError | MemoryError, first: int = 1) -> InputError:
    """What to say of a file that is not what its name tells; ``first`` is the line that the parser began with."""
    line = f":{first + error.lineno - 1}" if isinstance(error, SyntaxError) and error.lineno else ""
    found, remedy = str(error.msg if isinstance(error, SyntaxError) else error), "another --input-format"
    if isinstance(error, MemoryError):  # so the parser refuses a line, or a text, beyond its buffer
        found, remedy = "a text too long for the parser", "a shorter one"
    elif _FAR_CONTEXT in found:
        found, remedy = "a context that is somewhere else", "putting the context into the file"
    told = shown(_PLACE.sub("", found))[:_LONGEST]
    return InputError(f"{file.place}{line}: syntax: found {told}, expected {file.format.label}; try {remedy}")


def refusal(file: GraphFile, found: str, remedy: str) -> InputError:
    """What to say of a file that cannot be read."""
    return InputError(f"{file.place}: source: found {found}, expected a readable file; try {remedy}")


class _Vetted(io.BufferedIOBase):
    """XML that expat reads first: it refuses entities that grow beyond measure, which RDF parsers swell up from.

    Some swell up from the mere declaration, so that its size is reckoned here.
    """

    def __init__(self, stream: io.BufferedIOBase, file: GraphFile) -> None:
        self._stream = stream
        self._file = file
        self._sizes: dict[str, int] = {}
        self._expat = expat.ParserCreate()
        self._expat.EntityDeclHandler = self._declared

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        content = self._stream.read(-1 if size is None else size)
        try:
            self._expat.Parse(content, not content)
        except expat.ExpatError as error:
            found = expat.ErrorString(error.code)
            raise misread(self._file, SyntaxError(found, (None, error.lineno, None, None))) from error
        return content

    def _declared(self, name: str, _: bool, text: str | None, *__: object) -> None:
        self._sizes[name] = len(text or "") + sum(self._sizes.get(one, 0) for one in _ENTITY.findall(text or ""))
        if self._sizes[name] > _LARGEST_ENTITY:
            found = f"entity {name} of more than {_LARGEST_ENTITY:,} letters"
            raise misread(self._file, SyntaxError(found, (None, self._expat.CurrentLineNumber, None, None)))


def _past_mark(stream: io.BufferedReader) -> io.BufferedReader:
    """The stream without the mark that some editors put before UTF-8."""
    if stream.peek(3).startswith(codecs.BOM_UTF8):
        stream.read(3)
    return stream


def _unpacked(raw: BinaryIO, stack: ExitStack) -> io.BufferedReader:
    """The stream behind a compression that its first bytes tell, if any."""
    peekable = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", raw))
    head = peekable.peek(4)
    if head.startswith(_GZIP):
        return _buffered(stack.enter_context(gzip.GzipFile(fileobj=peekable)))
    if head.startswith(_ZSTD):
        return _buffered(zstandard.ZstdDecompressor().stream_reader(peekable, read_across_frames=True))
    return peekable


def _buffered(raw: object) -> io.BufferedReader:
    return io.BufferedReader(cast("io.RawIOBase", raw), 1 << 20)
