"""Shares of a conversion, made one by one on any machines, and joined to the document that one run would have made.

A shard is a zip archive: what it is a share of, then its parts. All shares of one conversion must be made of the same
sources, by the same version and with the same options, which is checked when they are joined.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from pfocr_rdf.cache import maker
from pfocr_rdf.conversion import Conversion, Options, Progress, Share, begun
from pfocr_rdf.errors import Finding, InputError, UsageError
from pfocr_rdf.formats import by_file_name, by_name
from pfocr_rdf.hgnc import HgncTable, bundled
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.output import opened
from pfocr_rdf.parts import DamagedError, Keyed, Pack, packed
from pfocr_rdf.pipeline import no_figure, written
from pfocr_rdf.rendering import Piece, Style
from pfocr_rdf.source import Entry
from pfocr_rdf.summary import FindingLog, Summary
from pfocr_rdf.trees import shown

#: What names of shards end in; before it stands what tells the format, as in ``figures.nt.3.shard``.
ENDING = ".shard"

_HEADER, _PART = "shard.json", "{:06d}.pack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a shard is a share of.

    ``sources`` is a digest of the names of all records, and of what they share; what is in the others' records no share
    can tell. ``findings`` are those that belong to no record, in the first share only.
    """

    made_by: str
    sources: str
    number: int
    total: int
    parts: int
    format: str
    namespaces: dict[str, str]
    full: bool
    infers: bool
    beside_records: int
    ignored_files: int
    findings: list[list[str]]

    @property
    def style(self) -> Style:
        """How its parts are written."""
        return Style(by_name(self.format), Namespaces(**self.namespaces), self.full)

    @property
    def conversion(self) -> tuple[object, ...]:
        """What all shares of one conversion have in common."""
        return self.made_by, self.sources, self.total, self.format, self.namespaces, self.full, self.infers


def convert_shard(
    sources: str | Path | Sequence[str | Path],
    target: str | Path,
    share: Share,
    options: Options | None = None,
    *,
    log: FindingLog | None = None,
    stdin: BinaryIO | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Write one share of the conversion of ``sources`` to ``target``, a file whose name ends in ``.shard``.

    Raises ``InputError`` where nothing can be read, and ``OutputError`` where ``target`` cannot be written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     convert_shard("seeds", f"{folder}/seeds.nt.shard", Share(1, 2)).tally.figures
    0
    """
    options = options or Options()
    if not str(target).endswith(ENDING):
        raise UsageError(f"{target}: found no {ENDING}, expected it at the end of a shard's name; try {target}{ENDING}")
    style = options.style(_plain(str(target)))
    with begun(sources, options, log, stdin) as run, opened(str(target)) as stream, ZipFile(stream, "w") as archive:
        header = _header(run, style, share)
        archive.writestr(ZipInfo(_HEADER), json.dumps(asdict(header)))
        for number, part in enumerate(run.parts(style, share, apart=True, progress=progress)):
            run.summary.tally.add(part.piece.tally)
            keyed = Keyed(str(number), part, [])
            archive.writestr(ZipInfo(_PART.format(number)), packed(header.made_by, [keyed]))
        return run.summary


def _plain(target: str) -> str:
    """The name of a shard without its ending and its number."""
    name = target.removesuffix(ENDING)
    stem, _, number = name.rpartition(".")
    return stem if number.isdigit() else name


def _header(run: Conversion, style: Style, share: Share) -> Header:
    first = share.number == 1
    return Header(
        made_by=maker(style, run.reader.hgnc, infers=run.reader.infers),
        sources=_sources(chain.from_iterable(run.work), run.reader.shared()),
        number=share.number,
        total=share.total,
        parts=run.size(share),
        format=style.format.name,
        namespaces=asdict(style.namespaces),
        full=style.full,
        infers=run.reader.infers,
        beside_records=run.summary.beside_records,
        ignored_files=run.summary.ignored_files,
        findings=[[one.where, one.key, one.code, one.found] for one in run.findings] if first else [],
    )


def _sources(entries: Iterable[Entry], shared: Iterable[bytes]) -> str:
    digest = blake2b(digest_size=16)
    for entry in entries:
        digest.update(repr(tuple(entry)).encode())
    for piece in shared:
        digest.update(piece)
    return digest.hexdigest()


class Shard:
    """A shard that is read."""

    def __init__(self, path: Path, archive: ZipFile) -> None:
        """Read from ``archive``. Raises ``InputError`` where it is no shard."""
        self.place = shown(str(path))
        self._archive = archive
        try:
            self.header = Header(**json.loads(archive.read(_HEADER)))
        except (KeyError, ValueError, TypeError, BadZipFile) as error:
            raise _no_shard(self.place, str(error)) from error

    def parts(self) -> Iterator[tuple[Piece, list[Finding]]]:
        """Its parts, in order, and what was found on the way to each."""
        for number in range(self.header.parts):
            try:
                part = Pack.opened(self._archive.read(_PART.format(number))).whole()
            except (KeyError, BadZipFile, DamagedError) as error:
                raise _no_shard(self.place, str(error).partition(";")[0]) from error
            yield part.piece, part.findings


def join(
    shards: Sequence[str | Path],
    target: str | Path,
    *,
    hgnc: HgncTable | None = None,
    log: FindingLog | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Write the document whose shares are ``shards``, given in any order, to ``target``.

    The bytes and the summary are those of one run. ``hgnc`` is the table that the shares were made with, if not the
    bundled one. Raises ``InputError`` where a shard is missing, comes twice or cannot be read, or where two are not of
    one conversion, and ``UsageError`` where ``target`` names another format than theirs.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     paths = [f"{folder}/seeds.nt.{number}.shard" for number in (1, 2)]
    ...     made = [convert_shard("seeds", path, Share(i, 2)) for i, path in enumerate(paths, 1)]
    ...     join(paths, f"{folder}/seeds.nt").tally.figures
    5
    """
    with ExitStack() as open_:
        log = log if log is not None else open_.enter_context(FindingLog())
        found = sorted((_opened(Path(path), open_) for path in shards), key=lambda shard: shard.header.number)
        _check(found)
        first = found[0].header
        style, table = first.style, hgnc or bundled()
        _check_target(str(target), style)
        if maker(style, table, infers=first.infers) != first.made_by:
            raise InputError(
                f"{found[0].place}: made_by: found another version of this package or another HGNC table, "
                "expected those of this run; try the --hgnc that the shards were made with"
            )
        log.extend(Finding(*finding) for finding in first.findings)
        summary = Summary(findings=log.counts, beside_records=first.beside_records, ignored_files=first.ignored_files)
        with opened(str(target)) as stream:
            written(_pieces(found, log, progress), style, lambda: table, summary, stream)
            if not summary.tally.figures:
                raise no_figure(shards)
        return summary


def _pieces(shards: Sequence[Shard], log: FindingLog, progress: Progress | None) -> Iterator[Piece]:
    total = sum(shard.header.parts for shard in shards)
    done = 0
    for shard in shards:
        for piece, findings in shard.parts():
            log.extend(findings)
            done += 1
            if progress is not None:
                progress(done, total)
            yield piece


def _opened(path: Path, open_: ExitStack) -> Shard:
    try:
        return Shard(path, open_.enter_context(ZipFile(path)))
    except (OSError, BadZipFile) as error:
        raise _no_shard(shown(str(path)), getattr(error, "strerror", None) or str(error)) from error


def _no_shard(place: str, found: str) -> InputError:
    return InputError(f"{place}: shard: found {found}, expected a whole shard; try making it anew")


def _check(shards: Sequence[Shard]) -> None:
    """See to it that each share of one conversion is there once."""
    first = shards[0]
    for shard in shards:
        if shard.header.conversion != first.header.conversion:
            raise InputError(
                f"{shard.place}: shard: found other sources, options or version than in {first.place}, "
                "expected shares of one conversion; try making all of them anew"
            )
    numbers = [shard.header.number for shard in shards]
    wanted = [*range(1, first.header.total + 1)]
    if numbers != wanted:
        missing = ", ".join(map(str, sorted({*wanted} - {*numbers}))) or "none"
        raise InputError(
            f"{first.place}: shard: found {len(shards)} of {first.header.total}, missing {missing}, "
            "expected each once; try all files that --shard wrote"
        )


def _check_target(target: str, style: Style) -> None:
    told: Any = None if target == "-" else by_file_name(target)
    if told not in (None, style.format):
        raise UsageError(
            f"{target}: found {told.label} in the name, expected {style.format.label} as in the shards; "
            f"try a name that ends in {style.format.extension}"
        )
