"""One tree of files: its folders by name, and how bytes under its root are read without leaving it."""

import errno
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pfocr_rdf.errors import Finding, RecordError, quoted
from pfocr_rdf.record import Kind

#: Folders of a database checkout. Tables were moved from ``download`` to ``_data`` in 2023, so the latter wins.
FIGURES = "_figures"
TABLES = ("_data", "download")
ORGANISMS = "_organisms"

#: Maps of links, figid to identifier; they lie beside the tables.
MAPS = ("ndex_map.tsv", "wpid_map.tsv")

#: What a record may be called in a folder that is no checkout.
RECORD_SUFFIXES = (".md", ".markdown", ".txt", ".yaml", ".yml")

#: Most bytes that are read of a page, a table and a map; the largest known have 22 KB, 0.2 MB and 2.1 MB.
PAGE_LIMIT = 1 << 20
TABLE_LIMIT = 16 << 20
MAP_LIMIT = 64 << 20

#: Label of the tree whose one record came through standard input.
STDIN = "<stdin>"

_ENDINGS = {f"{kind}s.tsv": kind for kind in Kind}
_FIGID_NAME = re.compile(r"PMC\d+__.*\.md", re.DOTALL)
_NO_NAME = re.compile("[/\\\\:\0\ud800-\udfff]")

_NO_FOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
#: A pipe is not waited for; on Windows, line ends stay as they are.
READ_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
#: What O_NOFOLLOW answers for a link; POSIX says ELOOP, FreeBSD EMLINK, NetBSD EFTYPE.
_IS_LINK = {errno.ELOOP, errno.EMLINK, getattr(errno, "EFTYPE", errno.ELOOP)}

#: A name that no file system can hold is one that it does not hold.
_ABSENT = {errno.ENOENT, errno.ENAMETOOLONG}

_WORDS = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a named pipe", stat.S_IFSOCK: "a socket"}


@dataclass(frozen=True, slots=True)
class Tree:
    """Where pages and their companions lie; ``tables`` names first the folder that wins.

    Folders are relative to ``root``, with ``/``; ``.`` is the root itself, as in a flat folder.
    """

    label: str
    root: Path
    figures: str
    tables: tuple[str, ...]
    organisms: str | None

    def place(self, relative: str) -> str:
        r"""What to show for a path in this tree.

        >>> Tree("db.zip!", Path("x"), "_figures", ("_data",), None).place("_figures/a\nb.md")
        'db.zip!/_figures/a\\nb.md'
        """
        return placed(self.label, relative)


class Table(NamedTuple):
    """One companion table, its rows unread."""

    kind: Kind
    place: str
    content: bytes


def placed(label: str, relative: str) -> str:
    """``label`` and ``relative`` as one path to show.

    >>> placed("seeds", "a.txt"), placed("", "a.txt"), placed("/", "a.txt"), placed(STDIN, "record.txt")
    ('seeds/a.txt', 'a.txt', '/a.txt', '<stdin>')
    """
    if label == STDIN:
        return STDIN
    return shown(label + relative if not label or label.endswith(("/", os.sep)) else f"{label}/{relative}")


def shown(name: str) -> str:
    r"""A file name fit for a line of text: bytes that are not UTF-8 and characters that cannot be seen are escaped.

    >>> shown("a b.md"), shown("a\nb\udcff.md")
    ('a b.md', 'a\\nb\\xff.md')
    """
    if name.isprintable():
        return name
    return "".join(c if c.isprintable() else _escaped(c) for c in name)


def _escaped(character: str) -> str:
    if "\udc80" <= character <= "\udcff":  # a byte, as os.fsdecode keeps it
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")


def joined(folder: str, name: str) -> str:
    """Path of ``name`` in ``folder``, where ``.`` is the root.

    >>> joined("_data", "a.tsv"), joined(".", "a.tsv")
    ('_data/a.tsv', 'a.tsv')
    """
    return name if folder == "." else f"{folder}/{name}"


def figid_of_page(name: str) -> str | None:
    """The figid that a page is named after; dots belong to it (quirk 10 of the data).

    >>> figid_of_page("PMC12150400__research.0728.fig.002.md"), figid_of_page("README.md")
    ('PMC12150400__research.0728.fig.002', None)
    """
    return name[:-3] if _FIGID_NAME.fullmatch(name) else None


def figid_of_table(name: str) -> str | None:
    """The figid that a companion table is named after.

    >>> figid_of_table("PMC1__a-b-genes.tsv"), figid_of_table("ndex_map.tsv")
    ('PMC1__a-b', None)
    """
    figid, _, ending = name.rpartition("-")
    return figid if ending in _ENDINGS and figid else None


def is_record_name(name: str) -> bool:
    """Whether a file of this name in a flat folder is taken for a record.

    >>> is_record_name("a.TXT"), is_record_name("a.csv"), is_record_name(".a.md")
    (True, False, False)
    """
    return name.lower().endswith(RECORD_SUFFIXES) and not name.startswith(".")


def follow(root: Path, path: str, place: str) -> str:
    """Where the link at ``path`` under ``root`` leads, all links resolved.

    Raises RecordError (``link-leaves-tree``, ``unreadable``) where that is outside ``root`` or nowhere.
    """
    link = root / path
    try:
        real = os.path.realpath(link, strict=True)
        if Path(real).is_relative_to(os.path.realpath(root)):
            return real
        found = f"a link to {quoted(str(link.readlink()))}"
    except OSError as error:
        found = "a link in a circle" if error.errno == errno.ELOOP else "a link that leads nowhere"
        raise RecordError(Finding(place, "file", "unreadable", found)) from error
    raise RecordError(Finding(place, "file", "link-leaves-tree", found))


def what_is(mode: int) -> str:
    """The word for what ``st_mode`` says a file is.

    >>> what_is(stat.S_IFIFO | 0o600)
    'a named pipe'
    """
    return "a file" if stat.S_ISREG(mode) else _WORDS.get(stat.S_IFMT(mode), "a device")


def _open_within(tree: Tree, path: str) -> int:
    """Descriptor of the file at ``path``; only links that stay under ``root`` are followed, no pipe is waited for.

    Raises RecordError for a bad link and OSError for all else. Folders on the way are taken as they are.
    """
    full = f"{tree.root}/{path}"  # a Path for each of 370,000 files would cost a second
    try:
        if _NO_FOLLOW or not Path(full).is_symlink():
            return os.open(full, READ_FLAGS | _NO_FOLLOW)
    except OSError as error:
        if error.errno not in _IS_LINK:
            raise
    return os.open(follow(tree.root, path, tree.place(path)), READ_FLAGS)


def read_page(tree: Tree, path: str) -> bytes:
    """The whole page at ``path``, of at most ``PAGE_LIMIT`` bytes; a larger file is not read.

    Raises RecordError (``unreadable``, ``link-leaves-tree``, ``too-large``).
    """
    content = read_if_there(tree, path, PAGE_LIMIT, "too-large")
    if content is None:
        raise RecordError(Finding(tree.place(path), "file", "unreadable", "no such file"))
    return content


def read_if_there(tree: Tree, path: str, limit: int, too_large: str) -> bytes | None:
    """The whole file at ``path``, None where there is none; of more than ``limit`` bytes, a ``too_large`` finding.

    Raises RecordError, also with ``unreadable`` and ``link-leaves-tree``.
    """
    try:
        descriptor = _open_within(tree, path)
        try:
            return _content(descriptor, limit)
        finally:
            os.close(descriptor)
    except _TooLargeError as error:
        raise RecordError(Finding(tree.place(path), "file", too_large, str(error))) from error
    except OSError as error:
        if error.errno in _ABSENT:
            return None
        found = error.strerror or str(error)
        raise RecordError(Finding(tree.place(path), "file", "unreadable", found)) from error


def companions(tree: Tree, figid: str, findings: list[Finding]) -> list[Table]:
    """The companion tables of ``figid``, at most one of a kind: genes, chemicals, diseases.

    A table that another one beats is added to ``findings`` (``table-superseded``).
    Raises RecordError (``table-too-large``, ``unreadable``, ``link-leaves-tree``).
    """
    if _NO_NAME.search(figid):
        return []
    tables = (_companion(tree, f"{figid}-{ending}", kind, findings) for ending, kind in _ENDINGS.items())
    return [table for table in tables if table]


def _companion(tree: Tree, name: str, kind: Kind, findings: list[Finding]) -> Table | None:
    for folder in tree.tables:
        path = joined(folder, name)
        content = read_if_there(tree, path, TABLE_LIMIT, "table-too-large")
        if content is not None:
            if folder != tree.tables[-1]:
                findings += _superseded(tree, name, folder)
            return Table(kind, tree.place(path), content)
    return None


def _superseded(tree: Tree, name: str, winner: str) -> Iterator[Finding]:
    for folder in tree.tables[tree.tables.index(winner) + 1 :]:
        if os.path.lexists(tree.root / folder / name):
            found = f"the same table in {winner}/"
            yield Finding(tree.place(joined(folder, name)), "table", "table-superseded", found)


class _TooLargeError(Exception):
    """More bytes than the limit; says how many."""


def _content(descriptor: int, limit: int) -> bytes:
    """All bytes of a regular file. As many as its size are asked for: a fixed large buffer is mapped each time."""
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise OSError(what_is(status.st_mode))
    if status.st_size > limit:
        raise _TooLargeError(f"{status.st_size} bytes")
    content = os.read(descriptor, status.st_size + 1)
    return content if len(content) == status.st_size else _rest(descriptor, content, limit)


def _rest(descriptor: int, content: bytes, limit: int) -> bytes:
    """All bytes of a file that has another size than it says, or is handed out in pieces."""
    pieces, length = [content], len(content)
    while piece := os.read(descriptor, 1 << 16):
        pieces.append(piece)
        length += len(piece)
        if length > limit:
            raise _TooLargeError(f"more than {limit} bytes")
    return b"".join(pieces)
