"""The whole road of a validation: graphs and records to pieces, pieces to buckets, buckets to results."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from pfocr_rdf.chunks import chunks
from pfocr_rdf.conversion import Observer
from pfocr_rdf.entities import Entities
from pfocr_rdf.errors import InputError, OutputError
from pfocr_rdf.formats import N_TRIPLES, Format
from pfocr_rdf.hgnc import HgncTable
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.progress import Progress, unseen
from pfocr_rdf.rdf_files import GraphFile, sorted_out
from pfocr_rdf.reading import Knowledge, Reader
from pfocr_rdf.rendering import Renderer, Style
from pfocr_rdf.source import gather, orphan_tables
from pfocr_rdf.summary import Entries, Tally
from pfocr_rdf.trees import shown
from pfocr_rdf.validation.graphs import pieces
from pfocr_rdf.validation.index import Index
from pfocr_rdf.validation.judging import Judge
from pfocr_rdf.validation.quality import Register, gene_results
from pfocr_rdf.validation.records import Examined, Examiner, Lookout
from pfocr_rdf.validation.results import ResultLog, of_finding
from pfocr_rdf.validation.routing import Router
from pfocr_rdf.validation.shapes import Shapes, load
from pfocr_rdf.workers import processors, workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """How to validate. ``jobs`` is the number of worker processes, 0 for one a processor.

    ``format`` is that of graphs whose names do not tell it, ``foreign`` allows for what others say of genes and papers.
    """

    engine: str = "shacl"
    shapes: Path | None = None
    foreign: bool = False
    format: Format | None = None
    namespaces: Namespaces = field(default_factory=Namespaces)
    full: bool = True
    knowledge: Knowledge = field(default_factory=Knowledge)
    jobs: int = 0

    @property
    def workers(self) -> int:
        """Number of processes."""
        return self.jobs or processors()


def validate(
    sources: Sequence[str | Path],
    log: ResultLog,
    checks: Checks | None = None,
    *,
    stdin: BinaryIO | None = None,
    progress: Progress | None = None,
) -> int:
    """Check graphs and records, all as one graph; tells ``log`` every result, and answers how many figures there were.

    ``sources`` are RDF files, told by their names, and whatever ``pfocr_rdf.convert`` takes. Raises ``InputError``
    where one cannot be read, and ``EngineError`` where the engine fails.

    >>> with ResultLog() as log:
    ...     validate(["seeds"], log), log.worst()
    (5, <Level.WARNING: 2>)
    """
    checks = checks or Checks()
    shapes = load(checks.shapes, checks.namespaces, foreign=checks.foreign)
    files, records = sorted_out([os.fspath(source) for source in sources], checks.format)
    with spilling() as folder:
        validation = Validation(folder, shapes, checks, log, progress)
        if files:
            validation.graphs(files, stdin)
        if records:
            validation.records(records, stdin)
        return validation.judge()


class Validation:
    """One validation, step by step; all that is looked at is taken for one graph."""

    def __init__(self, folder: Path, shapes: Shapes, checks: Checks, log: ResultLog, progress: Progress | None) -> None:
        """Lay parts of the graph down in ``folder``, and tell ``log`` the results."""
        self._index = Index(folder)
        self._shapes = shapes
        self._checks = checks
        self._log = log
        self._progress = progress or unseen
        self._pieces = 0
        self._places: list[str] = []

    def graphs(self, files: list[GraphFile], stdin: BinaryIO | None) -> None:
        """Take RDF files in."""
        self._places += [file.place for file in files]
        found = pieces(files, stdin, lambda done, total: self._progress("reading", done, total))
        make = (self._index.folder, self._checks.namespaces)
        with workers(Router, make, self._checks.workers) as work:
            for routed in work(enumerate(found, self._pieces)):
                self._pieces += 1
                self._index.add(routed)

    def records(self, sources: Sequence[str], stdin: BinaryIO | None) -> None:
        """Take records in, with what is wrong with them."""
        checks, base = self._checks, self._checks.namespaces.base
        with gather(sources, stdin) as inputs:
            self._places += map(shown, sources)
            findings = list(inputs.findings)
            reader = Reader.of(inputs, checks.knowledge, findings)
            findings += orphan_tables(inputs)
            self._log.extend(of_finding(finding, base) for finding in findings)
            work = list(chunks(inputs.entries))
            entities = Entities()
            done = 0
            examiner = reader, self.lookout(), base
            with workers(Examiner, examiner, min(checks.workers, len(work))) as examine:
                for examined in examine(enumerate(work, self._pieces)):
                    self.take(examined)
                    entities.merge(examined.entities)
                    done += examined.records
                    self._progress("reading", done, len(inputs.entries))
            self.finish(entities, reader.hgnc)

    def lookout(self) -> Lookout:
        """What looks at records, where they are read."""
        checks = self._checks
        return Lookout(Router(self._index.folder, checks.namespaces), checks.namespaces, full=checks.full)

    def observer(self) -> Observer:
        """What looks at the records of a conversion, in the same run."""
        return Observer(self.lookout(), self.take, self.finish)

    def take(self, examined: Examined) -> None:
        """Take in what was seen of some records."""
        self._pieces += 1
        self._index.add(examined.routed)
        self._log.extend(examined.results)

    def finish(self, entities: Entities, hgnc: HgncTable) -> None:
        """Take in what is said of genes and all others that figures share, after the figures."""
        namespaces = self._checks.namespaces
        router = Router(self._index.folder, namespaces)
        renderer = Renderer(Style(N_TRIPLES, namespaces, self._checks.full))
        for text in renderer.entities(entities, hgnc, Tally(), Entries()):
            self._index.add(router.route(self._pieces, text))
            self._pieces += 1
        self._log.extend(gene_results(entities.genes, hgnc, namespaces))

    def judge(self) -> int:
        """Judge all that was taken in; answers how many figures that were."""
        checks = self._checks
        if self._index.is_empty:
            if self._log.worst() is not None:  # records, none of which can be read
                return 0
            raise InputError(f"{', '.join(self._places)}: graph: found no triple, expected a graph; try another file")
        batches = self._index.batches()
        register = Register()
        judge = self._index, self._shapes, checks.engine, checks.namespaces
        with workers(Judge, judge, min(checks.workers, len(batches))) as work:
            for done, ruling in enumerate(work(batches), 1):
                self._log.extend(ruling.results)
                register.add(ruling.identities)
                self._progress("checking", done, len(batches))
        self._log.extend(register.results(checks.namespaces))
        return len(register.figures)


@contextmanager
def spilling() -> Iterator[Path]:
    """A folder for parts of the graph, as long as they are needed. Raises ``OutputError`` where there is no room."""
    try:
        with TemporaryDirectory(prefix="pfocr-") as folder:
            yield Path(folder)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(
            f"temporary folder: found {error.strerror or error}, expected room for a fifteenth of the graph; "
            "try another TMPDIR"
        ) from error
