"""The steps of a comparison: lay down both sides in buckets, then compare bucket by bucket, in worker processes."""

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from pfocr_rdf.comparing.buckets import Change, Compared, Comparer
from pfocr_rdf.comparing.statements import BUCKETS, Dealer, pieces
from pfocr_rdf.errors import UsageError
from pfocr_rdf.formats import N_TRIPLES, Format
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.pipeline import Options, convert
from pfocr_rdf.progress import Progress
from pfocr_rdf.rdf_files import GraphFile, sorted_out
from pfocr_rdf.validation.routing import Slice
from pfocr_rdf.workers import processors, workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How to compare. ``format`` is that of files whose names do not tell it; ``jobs`` 0 is one a processor."""

    format: Format | None = None
    namespaces: Namespaces = field(default_factory=Namespaces)
    jobs: int = 0


@dataclass(slots=True)
class Totals:
    """What was found: resources by kind and change, and how much of each kind either side holds."""

    changes: Counter[tuple[str, Change]] = field(default_factory=Counter)
    statements: Counter[Change] = field(default_factory=Counter)
    old: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)

    def add(self, compared: Compared) -> None:
        """Add what came of one bucket."""
        self.changes.update((one.kind, one.change) for one in compared.changes)
        self.statements[Change.ADDED] += len(compared.added)
        self.statements[Change.REMOVED] += len(compared.removed)
        self.old += compared.old
        self.new += compared.new


@contextmanager
def compared(
    old: str | Path,
    new: str | Path,
    comparison: Comparison = Comparison(),
    *,
    stdin: BinaryIO | None = None,
    progress: Progress | None = None,
) -> Iterator[Iterator[Compared]]:
    """What differs between two sources, bucket by bucket: RDF files, or what ``convert`` takes.

    The order is the same for the same statements, whatever they were read from. Memory does not grow with them; the
    disk holds both sides, compressed. Raises ``InputError`` where one cannot be read or has blank nodes.

    >>> with compared("seeds", "seeds") as buckets:
    ...     sum(len(one.changes) for one in buckets)
    0
    """
    jobs = comparison.jobs or processors()
    with tempfile.TemporaryDirectory(prefix="pfocr-") as folder:
        sides: list[_Side] = []
        for name, source in (("old", old), ("new", new)):
            place = Path(folder) / name
            place.mkdir()
            files = _files(os.fspath(source), place, comparison, stdin)
            sides.append(_laid_down(files, place, jobs, (stdin, progress and _named(progress, name))))
        if {side.has_graphs for side in sides} == {True, False}:
            with_graphs, without = (old, new) if sides[0].has_graphs else (new, old)
            raise UsageError(
                f"{without}: graph: found no named graphs, expected some, as in {with_graphs}; "
                "try two exports of one format"
            )
        with workers(Comparer, ((sides[0].folder, sides[1].folder), comparison.namespaces), jobs) as compare:
            yield _told(compare(zip(sides[0].slices, sides[1].slices, strict=True)), progress)


@dataclass(slots=True)
class _Side:
    """Where the statements of one side lie, and whether some are in named graphs, which nobody can tell of nothing."""

    folder: Path
    slices: list[list[Slice]] = field(default_factory=lambda: [[] for _ in range(BUCKETS)])
    has_graphs: bool | None = None


def _files(source: str, folder: Path, comparison: Comparison, stdin: BinaryIO | None) -> list[GraphFile]:
    """The RDF files of a side; records are converted to one."""
    files, records = sorted_out([source], comparison.format)
    if not records:
        return files
    target = folder / "records.nt.zst"
    convert(records, target, Options(namespaces=comparison.namespaces, jobs=comparison.jobs), stdin=stdin)
    return [GraphFile(str(target), N_TRIPLES)]


def _laid_down(
    files: Sequence[GraphFile], folder: Path, jobs: int, streams: tuple[BinaryIO | None, Callable[[int], None] | None]
) -> _Side:
    side = _Side(folder)
    stdin, told = streams
    with workers(Dealer, (folder,), jobs) as deal:
        some = (piece for file in files for piece in pieces(file, stdin))
        for number, dealt in enumerate(deal(enumerate(some)), start=1):
            if dealt.slices:
                side.has_graphs = dealt.has_graphs or bool(side.has_graphs)
            for bucket, one in dealt.slices.items():
                side.slices[bucket].append(one)
            if told is not None:
                told(number)
    return side


def _named(progress: Progress, name: str) -> Callable[[int], None]:
    return lambda done: progress(name, done, 0)


def _told(buckets: Iterator[Compared], progress: Progress | None) -> Iterator[Compared]:
    for number, one in enumerate(buckets, start=1):
        if progress is not None:
            progress("comparing", number, BUCKETS)
        yield one
