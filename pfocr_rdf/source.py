"""What the user typed becomes a list of candidate records, in an order that does not depend on how it was typed.

Files and their names are all that is looked at here; only where a name does not tell the figid, it is peeked out of
the file. :mod:`pfocr_rdf.trees` reads what is listed here.
"""

import glob
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import BinaryIO, NamedTuple, Self

from pfocr_rdf.archives import HEAD_LENGTH, TOTAL_LIMIT, is_archive, unpack
from pfocr_rdf.errors import Finding, InputError, UsageError, quoted
from pfocr_rdf.listing import Listing
from pfocr_rdf.trees import (
    MAPS,
    PAGE_LIMIT,
    READ_FLAGS,
    STDIN,
    Table,
    Tree,
    companions,
    figid_of_table,
    is_record_name,
    joined,
    read_page,
    shown,
    what_is,
)

__all__ = ["Entry", "Inputs", "Table", "Tree", "companions", "gather", "orphan_tables", "read_page"]


class Entry(NamedTuple):
    """One candidate record; ``path`` is relative to the root of the tree, with ``/``.

    ``figid`` is what its name says, in a checkout always, elsewhere where the name is like one; else what the file
    says, or empty.
    """

    figid: str
    tree: int
    path: str


@dataclass(slots=True, kw_only=True)
class Inputs:
    """All candidate records; leaving the context removes what archives were unpacked to.

    ``ignored`` counts files and folders that are neither records nor tables nor maps. ``whole`` are the indexes of
    trees that were listed in full; of the others only single files were asked for.
    """

    trees: tuple[Tree, ...]
    entries: list[Entry]
    findings: list[Finding] = field(default_factory=list)
    ignored: int = 0
    whole: frozenset[int] = frozenset()
    unpacked: ExitStack = field(default_factory=ExitStack, repr=False)

    def __enter__(self) -> Self:
        """The inputs themselves."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove unpacked copies."""
        self.unpacked.close()


def gather(sources: str | Path | Sequence[str | Path], stdin: BinaryIO | None = None) -> Inputs:
    """List the records of ``sources``: checkouts, folders, files, globs, archives, and ``-`` for ``stdin``.

    Raises InputError where a source is not there, cannot be read or unpacked, or holds no record.

    >>> with gather(["seeds"]) as inputs:
    ...     print(len(inputs.entries), inputs.entries[0].figid)
    5 PMC3101113__cmr-3-177f3
    """
    sources = [sources] if isinstance(sources, str | Path) else list(sources)
    if not sources or not all(isinstance(source, str | Path) for source in sources):
        raise UsageError(f"sources: found {sources!r}, expected paths; try a folder of records")
    with ExitStack() as unpacked:
        gathering = _Gathering(unpacked, stdin)
        for source in sources:
            gathering.add(os.fspath(source))
        return _inputs(gathering.listing, unpacked.pop_all())


def _inputs(listing: Listing, unpacked: ExitStack) -> Inputs:
    seen = [sighting for sighting in listing.sightings.values() if sighting.pages]
    seen.sort(key=lambda sighting: (sighting.label, sighting.figures, sighting.root))
    entries = [Entry(figid, i, path) for i, sighting in enumerate(seen) for path, figid in sighting.pages.items()]
    return Inputs(
        trees=tuple(sighting.tree() for sighting in seen),
        entries=sorted(entries),
        findings=sorted(listing.findings),
        ignored=listing.ignored,
        whole=frozenset(i for i, sighting in enumerate(seen) if sighting.whole),
        unpacked=unpacked,
    )


def orphan_tables(inputs: Inputs) -> Iterator[Finding]:
    """Tables without a page, and tables of no known kind, in the folders that were listed in full."""
    for number in sorted(inputs.whole):
        tree = inputs.trees[number]
        figids = {entry.figid for entry in inputs.entries if entry.tree == number}
        for folder in tree.tables:
            yield from sorted(_orphans(tree, folder, figids))


def _orphans(tree: Tree, folder: str, figids: set[str]) -> Iterator[Finding]:
    try:
        with os.scandir(tree.root / folder) as items:
            for item in items:
                figid = figid_of_table(item.name)
                if figid not in figids and (fault := _table_fault(figid, item.name)):
                    yield Finding(tree.place(joined(folder, item.name)), "table", *fault)
    except OSError as error:
        yield Finding(tree.place(folder), "file", "unreadable", error.strerror or "an error")


def _table_fault(figid: str | None, name: str) -> tuple[str, str] | None:
    if figid:
        return "table-without-page", f"no page of {quoted(figid)}"
    return ("unknown-table", quoted(name)) if name.endswith(".tsv") and name not in MAPS else None


@dataclass(slots=True)
class _Gathering:
    """One source after the other, each taken for what it is."""

    unpacked: ExitStack
    stdin: BinaryIO | None
    listing: Listing = field(default_factory=Listing)
    taken: set[str] = field(default_factory=set)

    def add(self, source: str) -> None:
        """List all records of a source."""
        before = self.listing.met
        try:
            self._add(source)
        except OSError as error:
            raise _refusal(source, error.strerror or str(error), "something readable", "checking it") from error
        if self.listing.met == before:
            raise _refusal(source, "no record", "PFOCR pages", "naming a file, or the folder that holds _figures")

    def _add(self, source: str) -> None:
        if source == "-":
            self._add_stdin()
        elif source and Path(source).exists():
            self._add_path(source)
        elif os.path.lexists(source):
            raise _refusal(source, "a link that leads nowhere", "a file or folder", "repairing the link")
        elif glob.has_magic(source):
            self._add_glob(source)
        else:
            raise _refusal(source, "nothing there", "a file, folder, pattern or archive", "checking the spelling")

    def _add_path(self, source: str) -> None:
        if Path(source).is_dir():
            self.listing.folder(source, source.rstrip("/" + os.sep) or source)
        elif Path(source).is_file():
            self._add_file(_followed(source), source)
        else:
            raise _refusal(source, what_is(Path(source).stat().st_mode), "a file or folder", "'-', with a pipe")

    def _add_file(self, path: str, source: str) -> None:
        name = Path(path).name
        if is_record_name(name) or not is_archive(name, _head(path)):
            self.listing.file(path, os.path.split(path)[0])
        elif self._is_new(os.path.realpath(path), source):
            self._add_archive(Path(path), source)

    def _add_archive(self, path: Path, source: str) -> None:
        target = self._folder()
        unpacked = unpack(path, target, source)
        self.listing.findings += unpacked.findings
        self.listing.ignored += unpacked.ignored
        for folder in unpacked.folders:
            self.listing.folder(target / folder, f"{source}!" if folder == "." else f"{source}!/{folder}")

    def _add_stdin(self) -> None:
        if not self._is_new("-", STDIN):
            return
        stream = self.stdin or sys.stdin.buffer
        head = stream.read(HEAD_LENGTH)
        spool = self._folder()
        if is_archive("", head):
            _spool(stream, head, spool / "archive", TOTAL_LIMIT)
            self._add_archive(spool / "archive", STDIN)
        elif head:
            _spool(stream, head, spool / "record", PAGE_LIMIT)
            self.listing.file(str(spool / "record"), STDIN)

    def _add_glob(self, pattern: str) -> None:
        start = pattern
        while glob.has_magic(start):
            start = os.path.split(start)[0]
        matches = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - Path.glob wants the folder apart
        for match in matches:
            self._add_match(match, Path(os.path.realpath(start or ".")), recursive="**" in pattern)
        if not matches:
            raise _refusal(pattern, "no match", "a pattern that matches files", "quoting or correcting it")

    def _add_match(self, match: str, start: Path, *, recursive: bool) -> None:
        """List one match: the user did not name it, so it must lie below where the pattern starts."""
        if not Path(os.path.realpath(match)).is_relative_to(start):
            self.listing.findings.append(Finding(shown(match), "file", "link-leaves-tree", "a link to elsewhere"))
        elif not Path(match).is_dir():
            self._add_file(match, match)
        elif not recursive:
            before = self.listing.met
            self.listing.folder(match, match.rstrip("/" + os.sep))
            self.listing.ignored += self.listing.met == before

    def _is_new(self, identity: str, source: str) -> bool:
        if identity in self.taken:
            self.listing.findings.append(Finding(shown(source), "file", "repeated-record", "it a second time"))
            return False
        self.taken.add(identity)
        return True

    def _folder(self) -> Path:
        return Path(self.unpacked.enter_context(TemporaryDirectory(prefix="pfocr-")))


def _refusal(source: str, found: str, expected: str, remedy: str) -> InputError:
    return InputError(f"{shown(source)}: source: found {found}, expected {expected}; try {remedy}")


def _followed(path: str) -> str:
    """Where a link that the user named leads; its folder is then the one whose tables count."""
    while (link := Path(path)).is_symlink():
        path = str(link.parent / link.readlink())
    return path


def _head(path: str) -> bytes:
    """The first bytes of a file, none where it cannot be read: reading it as a record says why."""
    try:
        with os.fdopen(os.open(path, READ_FLAGS), "rb") as file:
            return file.read(HEAD_LENGTH)
    except OSError:
        return b""


def _spool(stream: BinaryIO, head: bytes, path: Path, limit: int) -> None:
    """Copy a stream to a file, up to one byte beyond ``limit``, so that it is found too large as any file is."""
    left = limit + 1 - len(head)
    with path.open("wb") as file:
        file.write(head)
        while left > 0 and (chunk := stream.read(min(left, 1 << 16))):
            file.write(chunk)
            left -= len(chunk)
