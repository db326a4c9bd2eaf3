"""What is known of a release besides its triples: its name and date, who makes it, and the files that it comes in."""

import re
from dataclasses import dataclass
from datetime import date
from hashlib import file_digest
from pathlib import Path, PurePath

from pfocr_rdf.errors import InputError, UsageError
from pfocr_rdf.formats import COMPRESSIONS, Format
from pfocr_rdf.identifiers import LICENSE, SOURCE_REPOSITORY, WIKIPATHWAYS_SITE
from pfocr_rdf.rdf_files import GraphFile

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_IRI = re.compile(r"https?://[^\x00-\x20<>\"{}|^`\\]+")

#: Media types of compressed files.
_PACKED = {"gzip": "application/gzip", "zstd": "application/zstd"}


@dataclass(frozen=True, kw_only=True)
class Release:
    """What the options say of a release; nothing is ever taken from the clock.

    ``day`` is when it was issued (``YYYY-MM-DD``), by default what ``name`` says, if that is a date. ``download`` is
    the address of the folder that its files can be had from, ``previous`` the name of the release before.
    """

    name: str = "unreleased"
    day: str | None = None
    previous: str | None = None
    sources: tuple[str, ...] = (SOURCE_REPOSITORY,)
    creator: str = WIKIPATHWAYS_SITE
    publisher: str = WIKIPATHWAYS_SITE
    license: str = LICENSE
    endpoint: str | None = None
    download: str | None = None

    def __post_init__(self) -> None:
        """Refuse what would make IRIs or dates that nobody can read."""
        for option, name in (("--release", self.name), ("--previous", self.previous)):
            if name is not None and not _NAME.fullmatch(name):
                raise UsageError(f"{option}: found {name!r}, expected letters, digits, '.', '_' and '-'; try 20250701")
        if self.day is not None and _day(self.day) is None:
            raise UsageError(f"--date: found {self.day!r}, expected a day; try 2025-07-01")
        addresses = {
            "--source": self.sources,
            "--creator": (self.creator,),
            "--publisher": (self.publisher,),
            "--endpoint": (self.endpoint,),
            "--download": (self.download,),
        }
        for option, iris in addresses.items():
            for iri in iris:
                if iri is not None and not _IRI.fullmatch(iri):
                    raise UsageError(f"{option}: found {iri!r}, expected an address; try https://example.org/")

    @property
    def issued(self) -> str | None:
        """The day on which the release was issued, if anything tells it.

        >>> Release(name="20250701").issued, Release(name="2025-07-01").issued, Release().issued
        ('2025-07-01', '2025-07-01', None)
        """
        return _day(self.day or self.name)

    def address(self, file: str) -> str | None:
        """Where a file can be had, if the release says where its files are."""
        return self.download and f"{self.download.rstrip('/')}/{file}"


@dataclass(frozen=True, slots=True)
class Dump:
    """A file that a release comes in; ``size`` is in bytes, ``packed`` the media type of its compression, if any."""

    name: str
    format: Format
    size: int
    sha256: str
    packed: str | None = None


def dump(file: GraphFile) -> Dump:
    """The facts of a file on the disk. Raises ``InputError`` where it cannot be read."""
    path = Path(file.path)
    try:
        with path.open("rb") as stream:
            return Dump(
                path.name,
                file.format,
                path.stat().st_size,
                file_digest(stream, "sha256").hexdigest(),
                _PACKED.get(COMPRESSIONS.get(PurePath(file.path).suffix.lower(), "")),
            )
    except OSError as error:
        raise InputError(
            f"{file.place}: source: found {error.strerror}, expected a readable file; try checking the spelling"
        ) from error


def _day(text: str) -> str | None:
    """A date, if the text is one, in the form of XML Schema."""
    found = _DAY.fullmatch(text)
    if not found:
        return None
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError:
        return None
