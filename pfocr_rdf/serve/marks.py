"""By what sources are known again without being read: what the file system says of their files."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pfocr_rdf.archives import is_archive
from pfocr_rdf.rdf_files import graph_format
from pfocr_rdf.trees import FIGURES

#: A file that every on-disk Oxigraph store has, and that is another one when the store is.
STORE_MARK = "CURRENT"

#: Files in which RocksDB notes what it does, which change while the data stay; ``000008.log`` and the like have data.
_NOTES = re.compile(r"LOCK|LOG(\.old\.\d+)?")


class Mark(NamedTuple):
    """What changes when a file is replaced or written to: its inode, its time in nanoseconds, its size in bytes."""

    inode: int
    changed: int
    size: int


def stamp(sources: Iterable[str]) -> tuple[Mark, ...]:
    """What changes when a source is replaced: a file, a folder, or something right inside a folder."""
    return tuple(_mark(path) for source in sources for path in (Path(source), *_folders(Path(source))))


def identity(sources: Iterable[str]) -> list[tuple[str, Mark]]:
    """Every file that sources consist of, with its mark: equal where nothing was replaced, added or written to.

    A store that another process writes to in place shows it: RocksDB writes data to new tables, or appends to a log
    and to its manifest.
    """
    return [(str(path), _mark(path)) for source in sources for path in _files(source)]


def is_identified(source: str) -> bool:
    """Whether all files of a source are known without reading it; those that belong to a single record are not.

    >>> [is_identified(one) for one in ("seeds", "figures.ttl.gz", "pfocr.zip", "seeds/*.txt", "PMC1__f1.md")]
    [True, True, True, False, False]
    """
    return Path(source).is_dir() or graph_format(source) is not None or is_archive(source, b"")


def _files(source: str) -> Iterable[Path]:
    path = Path(os.path.realpath(source))
    if not path.is_dir():
        return [path]
    return _below(path.parent if path.name == FIGURES else path)


def _below(root: Path) -> Iterator[Path]:
    """All files in a folder and in those below, in order."""
    for folder, folders, files in os.walk(root):
        folders.sort()
        yield from (Path(folder, name) for name in sorted(files) if not _NOTES.fullmatch(name))


def _folders(source: Path) -> list[Path]:
    try:
        return sorted(path for path in source.iterdir() if path.is_dir() or path.name == STORE_MARK)
    except OSError:
        return []


def _mark(path: Path) -> Mark:
    try:
        found = path.stat()
    except OSError:  # between the removal of the old and the coming of the new
        return Mark(0, 0, 0)
    return Mark(found.st_ino, found.st_mtime_ns, found.st_size)
