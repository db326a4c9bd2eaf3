"""Where a document goes: standard output, or a file that is complete or not there at all.

A file is written beside its place under a name of its own, flushed to the disk, and moved over the old one; a run
that dies leaves the old file as it was, and the next run takes the leftover over.
"""

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

import zstandard

from pfocr_rdf.errors import OutputError
from pfocr_rdf.formats import COMPRESSIONS

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no advisory locks of this kind
    fcntl = None  # type: ignore[assignment]

#: Levels at which time and size are in balance for RDF text (docs/decisions/0004-compression.md).
GZIP_LEVEL, ZSTD_LEVEL = 1, 3

#: Bytes that are packed at once.
BLOCK = 1 << 20


@contextmanager
def opened(target: str) -> Iterator[BinaryIO]:
    """A binary file to write ``target`` to: ``-`` is standard output, ``.gz`` and ``.zst`` are compressed.

    Raises ``OutputError`` for anything that goes wrong with the writing; then nothing has changed at ``target``.
    """
    try:
        if target == "-":
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        else:
            with _beside(Path(target)) as beside, compressed(beside, target) as stream:
                yield stream
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(
            f"{target}: found {error.strerror or error}, expected a place to write to; try another"
        ) from error


@contextmanager
def compressed(stream: BinaryIO, name: str) -> Iterator[BinaryIO]:
    """``stream``, behind the compression that ``name`` ends in, if any; the same bytes every time."""
    kind = COMPRESSIONS.get(Path(name).suffix)
    if kind == "gzip":
        with _gzip(stream) as packed, _Even(packed) as even:
            yield cast("BinaryIO", even)
    elif kind == "zstd":
        writer = zstandard.ZstdCompressor(ZSTD_LEVEL).stream_writer(stream, closefd=False)
        with writer as zstd:
            yield cast("BinaryIO", zstd)
    else:
        yield stream


def _gzip(stream: BinaryIO) -> Any:  # noqa: ANN401 - the library has no types
    from isal.igzip import IGzipFile  # noqa: PLC0415 - most runs write no gzip, and start sooner without

    make: Callable[..., Any] = IGzipFile
    return make("", "wb", GZIP_LEVEL, stream, mtime=0)


class _Even(io.BufferedIOBase):
    """Hands on what is written in blocks of one size: what becomes of a text would else hang on how it was cut."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._rest = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, text: Any) -> int:  # noqa: ANN401 - whatever has bytes
        self._rest += text
        while len(self._rest) >= BLOCK:
            self._stream.write(self._rest[:BLOCK])
            del self._rest[:BLOCK]
        return len(text)

    def close(self) -> None:
        if not self.closed:
            try:
                self._stream.write(self._rest)
            finally:
                super().close()


@contextmanager
def _beside(target: Path) -> Iterator[BinaryIO]:
    """A file beside ``target`` that takes its place when all went well."""
    if target.is_dir():
        raise OutputError(f"{target}: found a folder, expected a file; try a name inside it")
    if target.exists() and not target.is_file():
        with target.open("wb") as special:  # a pipe or a device is written to, not replaced
            yield special
        return
    place = Path(os.path.realpath(target))  # a link stays a link, and what it points to is replaced
    if place.is_symlink():
        raise OutputError(f"{target}: found a link in a circle, expected a file; try another -o")
    part = place.with_name(f".{place.name}.part")
    stream = claimed(part, target)
    try:
        stream.truncate(0)
        yield stream
        stream.flush()
        os.fsync(stream.fileno())
        part.replace(place)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    finally:
        stream.close()


def claimed(part: Path, target: str | Path) -> BinaryIO:
    """``part``, opened by this run alone. Raises ``OutputError``, which names ``target``, where another one has it."""
    while True:
        stream = os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT, 0o666), "wb")  # what another run writes stays
        try:
            _lock(stream)
        except OSError as error:
            stream.close()
            if not isinstance(error, BlockingIOError):  # such as a file system without locks
                raise
            raise OutputError(
                f"{target}: found another run that is writing it, expected none; try again when it is done"
            ) from error
        if part.exists() and os.path.samestat(os.fstat(stream.fileno()), part.stat()):
            return stream
        stream.close()  # the other run finished and moved the file away while this one opened it


def _lock(stream: IO[bytes]) -> None:
    if fcntl is not None:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
