"""Archives made for a test."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import zstandard
from checkouts import page, put

CHECKOUT = {
    "pfocr-database-main/README.md": b"# PFOCR\n",
    "pfocr-database-main/_layouts/figure-page.html": b"<html>",
    "pfocr-database-main/_figures/PMC1__a.md": page("PMC1__a"),
    "pfocr-database-main/_figures/PMC2__b.fig.1.md": page("PMC2__b.fig.1"),
    "pfocr-database-main/_data/PMC1__a-genes.tsv": b"word\n",
    "pfocr-database-main/_data/ndex_map.tsv": b"",
    "pfocr-database-main/_organisms/homo_sapiens.md": b"---\n",
}

FLAT = {"a.txt": page("PMC1__a"), "b.yaml": page("PMC2__b"), "PMC1__a-genes.tsv": b"word\n", "notes.csv": b""}


def zipped(path: Path, members: Mapping[str, bytes]) -> Path:
    """A zip of these members, in this order."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def tar_bytes(members: Mapping[str, bytes], *, folders: bool = True) -> bytes:
    """A tar of these members, in this order, with members for their folders."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for folder in sorted({str(Path(name).parent) for name in members}) if folders else ():
            archive.addfile(special(folder, tarfile.DIRTYPE))
        for name, content in members.items():
            header = tarfile.TarInfo(name)
            header.size = len(content)
            archive.addfile(header, io.BytesIO(content))
    return stream.getvalue()


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    """The header of a member that is no regular file."""
    header = tarfile.TarInfo(name)
    header.type, header.linkname = kind, target
    return header


def tarred(path: Path, members: Mapping[str, bytes]) -> Path:
    """A tar of these members, compressed as the name says."""
    packers: dict[str, Callable[[bytes], bytes]] = {
        ".gz": gzip.compress,
        ".tgz": gzip.compress,
        ".bz2": bz2.compress,
        ".xz": lzma.compress,
        ".zst": zstandard.compress,
        ".tar": bytes,
    }
    return put(path, packers[path.suffix](tar_bytes(members)))


def packed(path: Path, members: Mapping[str, bytes]) -> Path:
    """An archive of the kind that the name says."""
    return zipped(path, members) if path.suffix == ".zip" else tarred(path, members)


NAMES = ["db.zip", "db.tar", "db.tar.gz", "db.tgz", "db.tar.bz2", "db.tar.xz", "db.tar.zst"]
