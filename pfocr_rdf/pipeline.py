"""The whole road, source to sink: chunks of entries, worker processes, pieces in order, entities, a summary.

The only place where readers, mapping and writers meet, in worker processes.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeAlias, cast

from pfocr_rdf.entities import Entities
from pfocr_rdf.errors import Finding, InputError, Severity
from pfocr_rdf.formats import Format, by_file_name
from pfocr_rdf.hgnc import HgncTable, bundled
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.output import opened
from pfocr_rdf.reading import Knowledge, Reader, united
from pfocr_rdf.record import Figure, Paper
from pfocr_rdf.rendering import Piece, Renderer, Style, write_document
from pfocr_rdf.source import Entry, Inputs, gather, orphan_tables
from pfocr_rdf.summary import FindingLog, Summary
from pfocr_rdf.trees import shown
from pfocr_rdf.workers import workers

#: Records in one chunk of work: large enough for the pipe between processes, small enough for memory.
CHUNK_RECORDS = 200

#: So many entities a worker process remembers to have told of, and tells others only; most come back in every chunk.
REMEMBERED = 1 << 15

#: Told how many records of how many are done.
Progress: TypeAlias = Callable[[int, int], None]


#: A paper and its figures.
PaperFigures: TypeAlias = tuple[Paper, list[Figure]]


class Observer(NamedTuple):
    """Sees records on their way, so that one run can do more than write them.

    ``look`` sees each chunk where it is read, which may be another process; ``take`` gets what it answered, in order,
    in this process; ``finish`` gets all entities in the end.
    """

    look: Callable[[int, Sequence[Entry], Sequence[PaperFigures], Reader], Any]
    take: Callable[[Any], None]
    finish: Callable[[Entities, HgncTable], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to convert. ``jobs`` is the number of worker processes, 0 for one a processor."""

    format: Format | None = None
    namespaces: Namespaces = field(default_factory=Namespaces)
    full: bool = True
    knowledge: Knowledge = field(default_factory=Knowledge)
    jobs: int = 0

    def style(self, target: str) -> Style:
        """What to write to ``target``, whose name tells the format if nothing else does."""
        return Style(self.format or by_file_name(target), self.namespaces, self.full)


def convert(
    sources: str | Path | Sequence[str | Path],
    target: str | Path | BinaryIO,
    options: Options | None = None,
    *,
    log: FindingLog | None = None,
    stdin: BinaryIO | None = None,
    progress: Progress | None = None,
    observer: Observer | None = None,
) -> Summary:
    """Write all figures of ``sources`` to ``target``, a file name, ``-`` or a stream, and say what was done.

    ``log`` gets every finding, ``observer`` sees every record. Raises ``InputError`` where nothing can be read, and
    ``OutputError`` where ``target`` cannot be written, which then is as it was.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     convert(["seeds"], f"{folder}/seeds.ttl").tally.figures
    5
    """
    options = options or Options()
    place = target if isinstance(target, str | Path) else "-"
    style = options.style(str(place))
    with gather(sources, stdin) as inputs, _logged(log) as kept:
        kept.extend(inputs.findings)
        findings: list[Finding] = []
        reader = Reader.of(inputs, options.knowledge, findings)
        findings += orphan_tables(inputs)
        kept.extend(findings)
        beside = sum(finding.severity is Severity.ERROR for finding in findings)
        summary = Summary(findings=kept.counts, beside_records=beside, ignored_files=inputs.ignored)
        pieces = _pieces(inputs, _Road(reader, style, observer), options.jobs, kept, progress)
        with opened(str(place)) if place is target else nullcontext(cast("BinaryIO", target)) as stream:
            entities = _write(pieces, style, lambda: reader.hgnc, summary, stream)
            if not summary.tally.figures:
                first = sources if isinstance(sources, str | Path) else sources[0]
                raise InputError(
                    f"{shown(str(first))}: source: found no figure that can be used, expected one; "
                    "try --report FILE for the reasons"
                )
        if observer is not None:
            observer.finish(entities, reader.hgnc)
        return summary


def write(figures: Iterable[Figure], target: str | Path, options: Options | None = None) -> Summary:
    """Write ``figures``, any iterable of records, to ``target``; give them in order of figid, as ``read`` does.

    The text is the same as that of ``convert`` for the same records; a paper is described once where its figures
    follow each other.

    >>> import tempfile
    >>> from pfocr_rdf.reading import read
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(read("seeds", on_finding=lambda finding: None), f"{folder}/seeds.nt").tally.figures
    5
    """
    options = options or Options()
    style = options.style(str(target))
    hgnc = options.knowledge.hgnc
    summary = Summary()
    with opened(str(target)) as stream:
        _write(_rendered(figures, style, summary), style, lambda: hgnc or bundled(), summary, stream)
    return summary


def _rendered(figures: Iterable[Figure], style: Style, summary: Summary) -> Iterator[Piece]:
    renderer = Renderer(style)
    papers = (list(group) for _, group in groupby(figures, key=attrgetter("paper.pmcid")))
    while some := list(islice(papers, CHUNK_RECORDS)):
        findings: list[Finding] = []
        yield renderer.figures(
            (united([one.paper for one in group], group[0].origin, findings), group) for group in some
        )
        summary.findings.update(finding.code for finding in findings)


def _write(
    pieces: Iterable[Piece], style: Style, hgnc: Callable[[], HgncTable], summary: Summary, stream: BinaryIO
) -> Entities:
    """Write the pieces of figures as they come, and the entities that they name, which it returns, in the end."""
    renderer = Renderer(style)
    entities = Entities()

    def contents() -> Iterator[bytes]:
        for piece in pieces:
            entities.merge(piece.entities)
            summary.tally.add(piece.tally)
            yield piece.content
        yield from renderer.entities(entities, hgnc(), summary.tally, summary.entities)

    write_document(contents(), renderer.writer, style, stream)
    return entities


class _Road(NamedTuple):
    """How records become pieces, and who looks on."""

    reader: Reader
    style: Style
    observer: Observer | None


def _pieces(inputs: Inputs, road: _Road, jobs: int, log: FindingLog, progress: Progress | None) -> Iterator[Piece]:
    """Pieces in the order of the entries, whoever makes them."""
    work = list(chunks(inputs.entries))
    jobs = min(jobs or os.cpu_count() or 1, len(work))
    look = road.observer and road.observer.look
    done = 0
    if jobs > 1:
        bundled()  # once, for all processes that are forked from this one
    with workers(_Worker, (road.reader, road.style, look, jobs > 1), jobs) as done_in_order:
        for size, piece, findings, seen in done_in_order(enumerate(work)):
            log.extend(findings)
            if road.observer is not None:
                road.observer.take(seen)
            done += size
            if progress is not None:
                progress(done, len(inputs.entries))
            yield piece


def chunks(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Entries in chunks; all of a paper's are in one, so that the paper is described once."""
    chunk: list[Entry] = []
    for _, group in groupby(entries, key=lambda entry: entry.figid.partition("__")[0]):
        chunk += group
        if len(chunk) >= CHUNK_RECORDS:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


_Done: TypeAlias = tuple[int, Piece, list[Finding], Any]


class _Worker:
    """Reads and renders chunks: in this process, or ``abroad``, as the one worker of another."""

    def __init__(self, reader: Reader, style: Style, look: Callable[..., Any] | None, abroad: bool) -> None:
        self._told = Entities() if abroad else None
        self._reader = reader
        self._renderer = Renderer(style)
        self._look = look

    def __call__(self, numbered: tuple[int, Sequence[Entry]]) -> _Done:
        number, entries = numbered
        findings: list[Finding] = []
        papers: Iterable[PaperFigures] = self._reader.papers(entries, findings)
        seen = None
        if self._look is not None:
            papers = list(papers)
            seen = self._look(number, entries, papers, self._reader)
        piece = self._renderer.figures(papers)
        if self._told is not None:
            if len(self._told) > REMEMBERED:
                self._told = Entities()
            piece.entities = piece.entities.news(self._told)
        return len(entries), piece, findings, seen


@contextmanager
def _logged(log: FindingLog | None) -> Iterator[FindingLog]:
    """``log``, or one that lives as long as the run."""
    if log is not None:
        yield log
    else:
        with FindingLog() as own:
            yield own
