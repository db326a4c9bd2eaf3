"""Zip and tar archives: what matters in them is unpacked into a folder of our own, whatever else they try.

Only regular files with the name of a page, table or map are written, each up to its limit, so that neither a path, a
link nor a size that lies can reach beyond that folder or fill the disk.
"""

import bz2
import errno
import gzip
import lzma
import os
import re
import stat
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from io import BufferedReader
from pathlib import Path
from typing import IO, NamedTuple, Self

import zstandard

from pfocr_rdf.errors import Finding, InputError
from pfocr_rdf.trees import (
    FIGURES,
    MAP_LIMIT,
    MAPS,
    ORGANISMS,
    PAGE_LIMIT,
    TABLE_LIMIT,
    figid_of_table,
    is_record_name,
    placed,
    shown,
)

#: Most bytes that an archive may unpack to, and say that it does; the whole database has about 1 GB.
TOTAL_LIMIT = 32 << 30

#: Most members of an archive; the whole database has about 400,000.
MEMBER_LIMIT = 5_000_000

#: How many bytes of a file tell whether it is an archive.
HEAD_LENGTH = 512

_SUFFIXES = (".zip", ".tar", ".tgz", ".tbz2", ".txz", ".tzst", ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_Stream = gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile | zstandard.ZstdDecompressionReader | BufferedReader
_OPENERS: dict[bytes, Callable[[Path], _Stream]] = {
    b"\x1f\x8b": gzip.GzipFile,
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\0": lzma.LZMAFile,
    b"\x28\xb5\x2f\xfd": lambda path: zstandard.ZstdDecompressor().stream_reader(path.open("rb"), 1 << 17, True),
}
_USTAR = slice(257, 262)
_CHUNK = 1 << 16
_DRIVE = re.compile(r"[A-Za-z]:")

#: What the libraries raise for bytes that are not what they should be.
_DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    zstandard.ZstdError,
    EOFError,
    RuntimeError,
    ValueError,
    OSError,
)


class Unpacked(NamedTuple):
    """What came out of an archive; ``folders`` are those to be read as if they had been given, relative to it."""

    folders: tuple[str, ...]
    findings: tuple[Finding, ...]
    ignored: int


class _Member(NamedTuple):
    """One member; ``fault`` says why it must not be unpacked."""

    name: str
    size: int
    fault: str | None
    content: Callable[[], IO[bytes] | None]


def is_archive(name: str, head: bytes) -> bool:
    r"""Whether a file is an archive, by its name or its first ``HEAD_LENGTH`` bytes.

    >>> is_archive("db.tar.gz", b""), is_archive("db", b"PK\x03\x04"), is_archive("a.txt", b"---\n")
    (True, True, False)
    """
    return name.lower().endswith(_SUFFIXES) or head.startswith((*_ZIP, *_OPENERS)) or head[_USTAR] == b"ustar"


def unpack(archive: Path, target: Path, label: str) -> Unpacked:
    """Unpack into the empty folder ``target`` what records need; ``label`` is what the archive is called.

    Raises InputError for an archive that is encrypted, damaged, cut off or beyond a limit.
    """
    unpacking = _Unpacking(target, label)
    try:
        with closing(_members(archive, label)) as members:
            for member in members:
                unpacking.take(member)
    except _DAMAGE as error:
        raise _no_archive(label, error) from error
    return unpacking.result()


def _no_archive(label: str, error: Exception) -> InputError:
    found = str(error) or type(error).__name__
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return _refusal(label, "a full disk", "room to unpack", "setting TMPDIR to a larger one")
    return _refusal(label, f"a damaged archive ({found})", "a whole zip or tar archive", "getting it again")


def _refusal(label: str, found: str, expected: str, remedy: str) -> InputError:
    return InputError(f"{shown(label)}: archive: found {shown(found)}, expected {expected}; try {remedy}")


@dataclass(slots=True)
class _Unpacking:
    """One archive on its way to a folder."""

    target: Path
    label: str
    findings: list[Finding] = field(default_factory=list)
    ignored: int = 0
    members: int = 0
    bytes: int = 0
    records: Counter[str] = field(default_factory=Counter)
    folders: set[str] = field(default_factory=set)

    def take(self, member: _Member) -> None:
        """Unpack one member, or say why not."""
        self._count(member)
        name = member.name.replace("\\", "/")
        fault = member.fault or _fault(name)
        if fault:
            self._refuse(name, fault)
            return
        parts = [part for part in name.split("/") if part not in ("", ".")]
        limit = _limit(parts)
        if limit:
            self._write("/".join(parts[:-1]), parts[-1], member, limit)
        else:
            self.ignored += 1

    def _count(self, member: _Member) -> None:
        self.members += 1
        self.bytes += max(member.size, 0)
        if self.members > MEMBER_LIMIT:
            raise _refusal(self.label, "too many members", f"at most {MEMBER_LIMIT}", "unpacking it first")
        if self.bytes > TOTAL_LIMIT:
            raise _refusal(self.label, "too much in it", f"at most {TOTAL_LIMIT} bytes", "unpacking it first")

    def _refuse(self, name: str, found: str) -> None:
        self.findings.append(Finding(placed(f"{self.label}!", name), "archive", "unsafe-member", found))

    def _write(self, folder: str, name: str, member: _Member, limit: int) -> None:
        try:
            descriptor = self._create(folder, name)
        except FileExistsError:
            self._refuse(f"{folder}/{name}".lstrip("/"), "another member of this name before")
        except (OSError, ValueError) as error:
            if isinstance(error, OSError) and error.errno == errno.ENOSPC:
                raise
            self._refuse(f"{folder}/{name}".lstrip("/"), f"a name that cannot be unpacked ({type(error).__name__})")
        else:
            with os.fdopen(descriptor, "wb") as file:
                _copy(member, file, limit)
            self.records[folder] += is_record_name(name)

    def _create(self, folder: str, name: str) -> int:
        directory = self.target / folder
        if folder not in self.folders:
            directory.mkdir(parents=True, exist_ok=True)
            self.folders.add(folder)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        return os.open(directory / name, flags, 0o600)

    def result(self) -> Unpacked:
        """Checkouts where there are any, else every folder that holds records."""
        records = {folder: count for folder, count in self.records.items() if count and _last(folder) != ORGANISMS}
        figures = {folder for folder in records if _last(folder) == FIGURES}
        loose = sum(count for folder, count in records.items() if folder not in figures) if figures else 0
        roots = {folder.removesuffix(FIGURES).rstrip("/") for folder in figures} or set(records)
        return Unpacked(tuple(sorted(root or "." for root in roots)), tuple(self.findings), self.ignored + loose)


def _last(folder: str) -> str:
    return folder.rpartition("/")[2]


def _fault(name: str) -> str | None:
    """Why a path must not be unpacked."""
    if name.startswith("/") or _DRIVE.match(name):
        return "an absolute path"
    if ".." in name.split("/"):
        return "a path with '..'"
    return "a path with a NUL character" if "\0" in name else None


def _limit(parts: list[str]) -> int:
    """Most bytes that a member may have; 0 where it is of no use."""
    if not parts or any(part.startswith(".") for part in parts):
        return 0
    if parts[-1] in MAPS:
        return MAP_LIMIT
    if figid_of_table(parts[-1]):
        return TABLE_LIMIT
    return PAGE_LIMIT if is_record_name(parts[-1]) else 0


def _copy(member: _Member, file: IO[bytes], limit: int) -> None:
    """Copy up to one byte beyond ``limit``; the reader then finds the file too large, as it would any other."""
    left = limit + 1
    content = member.content()
    if content is None:
        raise tarfile.ReadError("a member without content")
    with content:
        while left and (chunk := content.read(min(left, _CHUNK))):
            file.write(chunk)
            left -= len(chunk)


def _members(archive: Path, label: str) -> Generator[_Member, None, None]:
    with archive.open("rb") as file:
        head = file.read(HEAD_LENGTH)
    if head.startswith(_ZIP):
        return _zip_members(archive, label)
    return _tar_members(archive, next((_OPENERS[magic] for magic in _OPENERS if head.startswith(magic)), _plain))


def _plain(path: Path) -> BufferedReader:
    return path.open("rb")


def _zip_members(path: Path, label: str) -> Generator[_Member, None, None]:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if info.flag_bits & 1:
                raise _refusal(label, "an encrypted archive", "one without password", "unpacking it first")
            if not info.is_dir():
                yield _Member(info.orig_filename, info.file_size, _zip_fault(info), partial(archive.open, info))


def _zip_fault(info: zipfile.ZipInfo) -> str | None:
    """Why a member is no regular file; its Unix mode is in the upper half of the attributes."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind in (0, stat.S_IFREG):
        return None
    return "a symbolic link" if kind == stat.S_IFLNK else "a special file"


def _tar_members(path: Path, opener: Callable[[Path], _Stream]) -> Generator[_Member, None, None]:
    with opener(path) as file, _Tar.open(fileobj=file, mode="r|", tarinfo=_Header) as archive:
        while (header := archive.next()) is not None:
            archive.members.clear()
            if not header.isdir():
                yield _Member(header.name, header.size, _tar_fault(header), partial(archive.extractfile, header))
        file.read(PAGE_LIMIT)  # the check sum, if there is one, stands behind the padding


def _tar_fault(header: tarfile.TarInfo) -> str | None:
    if header.isreg():
        return None
    return "a symbolic link" if header.issym() else "a hard link" if header.islnk() else "a special file"


class _Tar(tarfile.TarFile):
    """A tar whose members are forgotten once read; tarfile keeps all of them, 1 KB each."""

    members: list[tarfile.TarInfo]


#: Headers that are read into memory whole: longer names, and what other tars know of a member.
_LONG_HEADERS = {tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.XGLTYPE}
_LONG_HEADERS |= {tarfile.SOLARIS_XHDTYPE}


class _Header(tarfile.TarInfo):
    """A member's header; tarfile itself takes a damaged or cut off one for the end of the archive."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        at_end = len(buf) == tarfile.BLOCKSIZE and not any(buf)
        try:
            header = super().frombuf(buf, encoding, errors)
        except tarfile.HeaderError as error:
            if at_end:
                raise
            raise tarfile.ReadError(str(error)) from error
        if header.type in _LONG_HEADERS and header.size > PAGE_LIMIT:
            raise tarfile.ReadError(f"a header of {header.size} bytes")
        if not 0 <= header.size <= TOTAL_LIMIT:
            raise tarfile.ReadError(f"a member of {header.size} bytes")
        return header
