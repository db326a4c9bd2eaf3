"""Folders that keep what a run made for the next one: how they are marked, and which program made what is in them."""

from functools import cache
from hashlib import blake2b
from pathlib import Path

from pfocr_rdf.errors import OutputError
from pfocr_rdf.resources import folder

#: The file that tells backups and people what the folder is, as https://bford.info/cachedir/ asks for.
TAG = "CACHEDIR.TAG"
_OWNER = b"pfocr-rdf"
_TAG_TEXT = (
    b"Signature: 8a477f597d28d172789f06886806bc55\n"
    b"# What " + _OWNER + b" keeps so as not to make it again. It may be removed at any time.\n"
)


def marked(kept: Path) -> None:
    """Make the folder ``kept`` if it is not there, and mark it as one whose contents can be made again.

    Raises ``OutputError`` where it cannot be written, or where it holds something else.
    """
    try:
        kept.mkdir(parents=True, exist_ok=True)
        is_empty = not any(kept.iterdir())
        tag = _tag(kept)
        if not tag and (is_empty or (kept / TAG).exists()):  # nobody has been here, or somebody was killed at once
            (kept / TAG).write_bytes(_TAG_TEXT)
        elif _OWNER not in tag:
            raise OutputError(f"{kept}: found other files, expected an empty folder or a cache; try a new folder")
    except OSError as error:
        raise refused(kept, error) from error


def refused(kept: Path, error: OSError) -> OutputError:
    """What to say of a folder that cannot be used."""
    return OutputError(f"{kept}: found {error.strerror or error}, expected a folder for what is kept; try another")


def _tag(kept: Path) -> bytes:
    """The tag of a folder, which may have none; other programs' caches have another."""
    try:
        return (kept / TAG).read_bytes()
    except FileNotFoundError:
        return b""


@cache
def program(*resources: str) -> bytes:
    """A digest of this package and of the ``resources`` that it is used with, file by file.

    A version number would not tell a change in a checkout.
    """
    digest = blake2b()
    for root in (Path(__file__).parent, *map(folder, resources)):
        for path in sorted(root.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.digest()
