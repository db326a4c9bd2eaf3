"""A conversion that is validated as it runs: its records are read once, written, and judged when all are written."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pfocr_rdf.errors import Finding
from pfocr_rdf.pipeline import Observer, Options
from pfocr_rdf.progress import Progress
from pfocr_rdf.validation.reports import Verdict
from pfocr_rdf.validation.results import ResultLog, of_finding
from pfocr_rdf.validation.run import Checks, Validation, spilling
from pfocr_rdf.validation.shapes import Shapes, load


class Inspection:
    """Give ``observer`` to ``convert``, then ask for the verdict."""

    def __init__(self, validation: Validation, shapes: Shapes, log: ResultLog, base: str) -> None:
        """Judge what ``validation`` takes in."""
        self._validation = validation
        self._shapes = shapes
        self._log = log
        self._base = base

    @property
    def observer(self) -> Observer:
        """What sees the records of the conversion."""
        return self._validation.observer()

    def verdict(self, findings: Iterable[Finding]) -> Verdict:
        """What is wrong with the graph that was written, and, as ``findings`` say, with the records."""
        self._log.extend(of_finding(finding, self._base) for finding in findings)
        return Verdict(self._validation.judge(), self._log, self._shapes.words, self._base)


@contextmanager
def inspecting(options: Options, progress: Progress | None = None) -> Iterator[Inspection]:
    """An inspection of a conversion with these options."""
    shapes = load(namespaces=options.namespaces)
    checks = Checks(namespaces=options.namespaces, full=options.full, knowledge=options.knowledge, jobs=options.jobs)
    with spilling() as folder, ResultLog() as log:
        yield Inspection(Validation(folder, shapes, checks, log, progress), shapes, log, options.namespaces.base)
