"""The whole road, source to sink: chunks of entries, worker processes, pieces in order, entities, a summary.

The only place where readers, mapping and writers meet, and the only one that starts processes.
"""

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby, islice
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO, TypeAlias

from pfocr_rdf.entities import Entities
from pfocr_rdf.errors import Finding, InputError
from pfocr_rdf.formats import Format, by_file_name
from pfocr_rdf.hgnc import HgncTable, bundled
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.output import opened
from pfocr_rdf.reading import Knowledge, Reader, united
from pfocr_rdf.record import Figure
from pfocr_rdf.rendering import Piece, Renderer, Style, write_document
from pfocr_rdf.source import Entry, Inputs, gather, orphan_tables
from pfocr_rdf.summary import FindingLog, Summary

#: Records in one chunk of work: large enough for the pipe between processes, small enough for memory.
CHUNK_RECORDS = 200

#: Chunks in flight for each worker: the next one waits while one is done.
CHUNKS_AHEAD = 2

#: Told how many records of how many are done.
Progress: TypeAlias = Callable[[int, int], None]


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
    sources: Sequence[str | Path],
    target: str | Path,
    options: Options | None = None,
    *,
    log: FindingLog | None = None,
    stdin: BinaryIO | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Write all figures of ``sources`` to ``target``, a file name or ``-``, and say what was done.

    ``log`` gets every finding. Raises ``InputError`` where nothing can be read, and ``OutputError`` where ``target``
    cannot be written, which then is as it was.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     convert(["seeds"], f"{folder}/seeds.ttl").tally.figures
    5
    """
    options = options or Options()
    style = options.style(str(target))
    with gather(sources, stdin) as inputs, _logged(log) as kept:
        kept.extend(inputs.findings)
        findings: list[Finding] = []
        reader = Reader.of(inputs, options.knowledge, findings)
        kept.extend(findings)
        kept.extend(orphan_tables(inputs))
        summary = Summary(findings=kept.counts, ignored_files=inputs.ignored)
        pieces = _pieces(inputs, reader, style, options.jobs, kept, progress)
        with opened(str(target)) as stream:
            _write(pieces, style, lambda: reader.hgnc, summary, stream)
            if not summary.tally.figures:
                raise InputError(f"{sources[0]}: found no figure that can be used; try --report FILE for the reasons")
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
    with opened(str(target)) as stream:
        summary = Summary()
        _write(_rendered(figures, style), style, lambda: hgnc or bundled(), summary, stream)
    return summary


def _rendered(figures: Iterable[Figure], style: Style) -> Iterator[Piece]:
    renderer = Renderer(style)
    papers = (list(group) for _, group in groupby(figures, key=attrgetter("paper.pmcid")))
    while some := list(islice(papers, CHUNK_RECORDS)):
        yield renderer.figures((united([one.paper for one in group], group[0].origin, []), group) for group in some)


def _write(
    pieces: Iterable[Piece], style: Style, hgnc: Callable[[], HgncTable], summary: Summary, stream: BinaryIO
) -> None:
    """Write the pieces of figures as they come, and the entities that they name when all are written."""
    renderer = Renderer(style)
    entities = Entities()

    def texts() -> Iterator[str]:
        for piece in pieces:
            entities.merge(piece.entities)
            summary.tally.add(piece.tally)
            yield piece.text
        yield from renderer.entities(entities, hgnc(), summary.tally, summary.entities)

    write_document(texts(), renderer.writer, style, stream)


def _pieces(
    inputs: Inputs, reader: Reader, style: Style, jobs: int, log: FindingLog, progress: Progress | None
) -> Iterator[Piece]:
    """Pieces in the order of the entries, whoever makes them."""
    chunks = list(_chunks(inputs.entries))
    jobs = min(jobs or os.cpu_count() or 1, len(chunks))
    done = 0
    with _workers(reader, style, jobs) as work:
        for size, piece, findings in work(chunks):
            log.extend(findings)
            done += size
            if progress is not None:
                progress(done, len(inputs.entries))
            yield piece


def _chunks(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Entries in chunks; all of a paper's are in one, so that the paper is described once."""
    chunk: list[Entry] = []
    for _, group in groupby(entries, key=lambda entry: entry.figid.partition("__")[0]):
        chunk += group
        if len(chunk) >= CHUNK_RECORDS:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


_Done: TypeAlias = tuple[int, Piece, list[Finding]]


class _Worker:
    """Reads and renders chunks: in this process, or as the one worker of another."""

    def __init__(self, reader: Reader, style: Style) -> None:
        self._reader = reader
        self._renderer = Renderer(style)

    def __call__(self, entries: Sequence[Entry]) -> _Done:
        findings: list[Finding] = []
        piece = self._renderer.figures(self._reader.papers(entries, findings))
        return len(entries), piece, findings


#: The worker of a worker process; set once when the process starts.
_here: list[_Worker] = []


def _start(reader: Reader, style: Style) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and ends its workers
    _here[:] = [_Worker(reader, style)]


def _do(entries: Sequence[Entry]) -> _Done:
    return _here[0](entries)


@contextmanager
def _workers(
    reader: Reader, style: Style, jobs: int
) -> Iterator[Callable[[Iterable[Sequence[Entry]]], Iterator[_Done]]]:
    """A function from chunks to what was done with them, in order."""
    if jobs <= 1:
        yield partial(map, _Worker(reader, style))
        return
    pool = ProcessPoolExecutor(jobs, _context(), _start, (reader, style))
    try:
        yield partial(_in_order, pool, CHUNKS_AHEAD * jobs)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _in_order(pool: ProcessPoolExecutor, ahead: int, chunks: Iterable[Sequence[Entry]]) -> Iterator[_Done]:
    """Results in the order of ``chunks``, with at most ``ahead`` of them waiting: memory stays flat."""
    waiting: deque[Future[_Done]] = deque()
    for chunk in chunks:
        waiting.append(pool.submit(_do, chunk))
        if len(waiting) >= ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _context() -> BaseContext:
    """Forking is quickest and asks nothing of the caller's script, but only a process of one thread may do it."""
    can_fork = sys.platform == "linux" and threading.active_count() == 1
    return get_context("fork" if can_fork else "spawn")


@contextmanager
def _logged(log: FindingLog | None) -> Iterator[FindingLog]:
    """``log``, or one that lives as long as the run."""
    if log is not None:
        yield log
    else:
        with FindingLog() as own:
            yield own
