"""A conversion that has begun: what it was told, what its records share, and their parts, whoever makes them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socket import gethostname
from typing import Any, BinaryIO, NamedTuple, TypeAlias

from pfocr_rdf.cache import Cache, held, swept
from pfocr_rdf.chunks import ChunkWorker, Look, Part, Road, Work, chunks, extent
from pfocr_rdf.entities import Entities
from pfocr_rdf.errors import Finding, InputError, Severity, UsageError
from pfocr_rdf.formats import Format, by_file_name
from pfocr_rdf.hgnc import HgncTable, bundled
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.keeping import marked
from pfocr_rdf.reading import Knowledge, Reader
from pfocr_rdf.rendering import Style
from pfocr_rdf.source import gather, orphan_tables
from pfocr_rdf.summary import FindingLog, Summary
from pfocr_rdf.workers import Crew, processors, workers

#: Told how many records of how many are done.
Progress: TypeAlias = Callable[[int, int], None]


class Observer(NamedTuple):
    """Sees records and text on their way, so that one run can do more than write them.

    ``look`` sees each chunk where it is read, which may be another process; ``take`` gets what it answered, in order,
    in this process; ``finish`` gets all entities in the end. ``supplement`` sees all text before it is written, and
    may add some.
    """

    look: Look | None = None
    take: Callable[[Any], None] = lambda _: None
    finish: Callable[[Entities, HgncTable], None] = lambda _, __: None
    supplement: Callable[[Iterator[bytes]], Iterator[bytes]] = lambda content: content


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to convert.

    ``jobs`` is the number of worker processes, 0 for one a processor; a ``crew`` does the work in their stead.
    ``cache`` is a folder that keeps what was made, so that the next run reads only what changed.
    """

    format: Format | None = None
    namespaces: Namespaces = field(default_factory=Namespaces)
    full: bool = True
    knowledge: Knowledge = field(default_factory=Knowledge)
    jobs: int = 0
    crew: Crew | None = None
    cache: Path | None = None

    def style(self, target: str) -> Style:
        """What to write to ``target``, whose name tells the format if nothing else does."""
        return Style(self.format or by_file_name(target), self.namespaces, self.full)


class Share(NamedTuple):
    """One of several equal shares of the chunks, which follow each other; they are counted from 1.

    >>> [Share(number, 3).taken("abcdefg") for number in (1, 2, 3)]
    ['ab', 'cd', 'efg']
    """

    number: int = 1
    total: int = 1

    def taken(self, chunks: Any) -> Any:  # noqa: ANN401 - a slice of any sequence, of its own kind
        """This share of ``chunks``."""
        return chunks[(self.number - 1) * len(chunks) // self.total : self.number * len(chunks) // self.total]


class Conversion(NamedTuple):
    """A conversion that has begun; ``findings`` are those that belong to no record."""

    work: Work
    reader: Reader
    options: Options
    log: FindingLog
    summary: Summary
    findings: list[Finding]

    def parts(
        self,
        style: Style,
        share: Share,
        *,
        apart: bool = False,
        progress: Progress | None = None,
        observer: Observer | None = None,
    ) -> Iterator[Part]:
        """The parts of a share of the records, in their order; findings and counts of them are taken in on the way.

        Parts that will be ``apart`` tell all entities that they name, others perhaps only what none before told.
        """
        look = observer and observer.look
        work: Work = share.taken(self.work)
        records = work.records
        done = 0
        with self._cached(share, work) as cache, self._working(style, len(work), cache, look, apart) as in_order:
            for part in in_order(enumerate(work)):
                self.log.extend(part.findings)
                self.summary.kept += part.kept
                if observer is not None:
                    observer.take(part.seen)
                done += part.records
                if progress is not None:
                    progress(done, records)
                yield part

    def size(self, share: Share) -> int:
        """How many parts a share has."""
        return len(share.taken(self.work))

    @contextmanager
    def _working(
        self, style: Style, size: int, cache: Cache | None, look: Look | None, apart: bool
    ) -> Iterator[Callable[..., Iterator[Part]]]:
        """Workers for so many chunks."""
        if look is not None and (cache is not None or self.options.crew is not None):
            raise UsageError(
                "--validate: found --cache or --scheduler too, expected it alone; try 'validate' on what was written"
            )
        jobs = min(self.options.jobs or processors(), size)
        alone = self.options.crew is None
        if alone and jobs > 1:
            bundled()  # once, for all processes that are forked from this one
        road = Road(self.reader, style, look, cache, abridged=alone and jobs > 1 and not apart)
        make = ChunkWorker if alone else _abroad
        with workers(make, (road,), jobs, crew=self.options.crew, named=extent) as in_order:
            yield in_order

    @contextmanager
    def _cached(self, share: Share, work: Sequence[Any]) -> Iterator[Cache | None]:
        """The cache, if there is one: each of several shares has its own. What a whole run did not use is removed."""
        folder = self.options.cache
        if folder is None:
            yield None
            return
        if share.total > 1:
            marked(folder)  # so that whole runs may use it as well
            folder /= f"{share.number}-of-{share.total}"
        with held(folder) as cache:
            yield cache
            swept(cache.folder, work)


def _abroad(road: Road) -> ChunkWorker:
    """A worker on another machine, which must see the same files, or each of them would count as missing."""
    for tree in road.reader.trees:
        if not tree.root.is_dir():
            raise InputError(
                f"{tree.root}: found no such folder on {gethostname()}, expected the sources; "
                "try a folder that all machines share, and unpacked archives"
            )
    return ChunkWorker(road)


@contextmanager
def begun(
    sources: str | Path | Sequence[str | Path], options: Options, log: FindingLog | None, stdin: BinaryIO | None
) -> Iterator[Conversion]:
    """List ``sources``, and read what their records share. Raises ``InputError`` where nothing can be read."""
    with ExitStack() as open_:
        log = log if log is not None else open_.enter_context(FindingLog())
        inputs = open_.enter_context(gather(sources, stdin))
        findings: list[Finding] = []
        reader = Reader.of(inputs, options.knowledge, findings)
        findings += orphan_tables(inputs)
        beside = sum(finding.severity is Severity.ERROR for finding in findings)
        findings = [*inputs.findings, *findings]
        log.extend(findings)
        summary = Summary(findings=log.counts, beside_records=beside, ignored_files=inputs.ignored)
        work = Work(chunks(inputs.entries))
        inputs.entries.clear()
        yield Conversion(work, reader, options, log, summary, findings)
