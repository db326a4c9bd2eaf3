"""RDF files: what they are in, and their bytes, whatever they are compressed with. Nothing is held in memory here."""

import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePath
from typing import BinaryIO, NamedTuple, cast

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
            yield _unpacked(raw, stack), raw.tell if file.path != "-" else int
        except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
            raise refusal(file, str(error) or "an end too soon", "checking it") from error


def misread(file: GraphFile, error: SyntaxError) -> InputError:
    """What to say of a file that is not what its name tells."""
    where = f"{file.place}:{error.lineno}" if error.lineno else file.place
    return InputError(f"{where}: syntax: found {error.msg}, expected {file.format.label}; try another --input-format")


def refusal(file: GraphFile, found: str, remedy: str) -> InputError:
    """What to say of a file that cannot be read."""
    return InputError(f"{file.place}: source: found {found}, expected a readable file; try {remedy}")


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
