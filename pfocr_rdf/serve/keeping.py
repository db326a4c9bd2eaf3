"""What was made from the data for pages, kept for the next start: file by file, each of them whole or not there.

A file's name says by a digest what it was made from: which data, by which program, with which options. Whoever makes
it again makes the same, so services share a folder without looking at each other.
"""

import json
import sqlite3
import sys
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple, Self

import pyoxigraph
import zstandard

from pfocr_rdf.errors import OutputError
from pfocr_rdf.keeping import program
from pfocr_rdf.output import BLOCK, claimed, opened
from pfocr_rdf.serve.marks import identity

#: Ending of what is kept; nothing else in the folder is ever removed.
ENDING = ".kept"

#: Files of one name that stay, those of the versions of the data that were asked for last.
VERSIONS = 4

#: Some 500 MB a second, to a third of the size.
LEVEL = 1


class Keeping(NamedTuple):
    """A folder of files, and a digest of what those of this start are made from."""

    folder: Path
    origin: str

    @classmethod
    def of(cls, folder: str | None, sources: Iterable[str]) -> Self | None:
        """What is kept in ``folder``, if that is given, of ``sources`` as they are now, by this program."""
        if folder is None:
            return None
        digest = blake2b(program("queries"), digest_size=16)
        told = [pyoxigraph.__version__, sqlite3.sqlite_version, identity(sources)]
        digest.update(json.dumps(told).encode())
        return cls(Path(folder), digest.hexdigest())

    def with_options(self, *options: str | None) -> Self:
        """What hangs on ``options`` as well."""
        digest = blake2b(self.origin.encode(), digest_size=16)
        digest.update(json.dumps(options).encode())
        return self._replace(origin=digest.hexdigest())

    def place(self, name: str) -> Path:
        """Where the file of that name is kept."""
        return self.folder / f"{name}-{self.origin}{ENDING}"


def provide(keeping: Keeping | None, folder: Path, names: Collection[str], make: Callable[[], None]) -> None:
    """Have the files ``names`` in ``folder``: as they were kept, or else as ``make`` makes them, to be kept."""
    if keeping is None:
        make()
    elif not all(_taken(keeping.place(name), folder / name) for name in names):
        make()
        for name in names:
            if (folder / name).exists():
                _keep(folder / name, keeping.place(name))
            swept(keeping.folder, name)


def warn(text: str) -> None:
    """Say what went wrong and ends nothing."""
    print(f"warning: {text}", file=sys.stderr, flush=True)  # noqa: T201 - processes of the service have no other way


def _taken(place: Path, target: Path) -> bool:
    """Whether ``target`` is there now, unpacked from ``place``; if that is damaged, it is told."""
    part = target.with_suffix(".part")
    try:
        _unpack(place, part)
    except FileNotFoundError:
        return False
    except (OSError, EOFError, zstandard.ZstdError) as error:
        warn(f"{place}: found {error}, expected a whole file; try nothing more, it is made anew")
        return False
    part.replace(target)
    with suppress(OSError):  # the folder of somebody else
        place.touch()
    return True


def _unpack(place: Path, target: Path) -> None:
    frame = zstandard.ZstdDecompressor().decompressobj()
    with place.open("rb") as kept, target.open("wb") as file:
        while block := kept.read(BLOCK):
            file.write(frame.decompress(block))
    if not frame.eof:
        raise EOFError("an end too soon")


def _keep(file: Path, place: Path) -> None:
    try:
        with file.open("rb") as made, opened(str(place)) as stream:
            zstandard.ZstdCompressor(LEVEL, write_checksum=True).copy_stream(made, stream)
    except OutputError as error:  # the service does without
        warn(str(error))


def swept(folder: Path, name: str) -> None:
    """Remove files of that name but those that were made or taken last, and what services that died left behind."""
    for old in sorted(folder.glob(f"{name}-*{ENDING}"), key=_age)[VERSIONS:]:
        old.unlink(missing_ok=True)
    for part in folder.glob(f".{name}-*{ENDING}.part"):
        with suppress(OutputError, OSError), claimed(part, folder):  # or else somebody is writing it
            part.unlink(missing_ok=True)


def _age(path: Path) -> float:
    try:
        return -path.stat().st_mtime
    except OSError:  # another service has removed it
        return 0
