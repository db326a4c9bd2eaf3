"""Results of checks, one by one and gathered by shape."""

import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import unquote

from pfocr_rdf.errors import Finding
from pfocr_rdf.errors import Severity as FindingSeverity
from pfocr_rdf.identifiers import edit_page

#: What is checked beside the shapes is named in this manner, under the same base.
CHECKS = "rdf/checks#"

_FIGID = re.compile(r"(PMC\d+__[A-Za-z0-9._%-]+?)(?:\.html|\.md|-(?:genes|chemicals|diseases)\.tsv)\b")


class Level(IntEnum):
    """How bad a result is; the names are SHACL's."""

    INFO = 1
    WARNING = 2
    VIOLATION = 3


class Result(NamedTuple):
    """One result: which node does not do what which shape asks, and what to do about it.

    ``focus`` is an IRI, or the place of a record; ``path`` a property, or a key; ``value`` is in N-Triples syntax.
    """

    level: Level
    shape: str
    component: str
    focus: str
    path: str
    value: str
    message: str

    @property
    def page(self) -> str:
        """The page to edit, or nothing where no figure is named.

        >>> picture = "https://pfocr.wikipathways.org/figures/PMC1__a.1.html#image"
        >>> Result(Level.WARNING, "", "", picture, "", "", "").page
        'https://github.com/wikipathways/pfocr-database/edit/main/_figures/PMC1__a.1.md'
        """
        found = _FIGID.search(self.focus)
        return edit_page(unquote(found[1])) if found else ""


def of_finding(finding: Finding, base: str) -> Result:
    """A finding of the reader, as a result: an error is a violation."""
    level = Level.VIOLATION if finding.severity is FindingSeverity.ERROR else Level.WARNING
    message = f"found {finding.found}, expected {finding.expected}; try {finding.remedy}"
    return Result(level, f"{base}{CHECKS}{finding.code}", finding.code, finding.where, finding.key, "", message)


@dataclass(slots=True)
class Group:
    """All results of one shape at one level; ``examples`` are the first few."""

    level: Level
    shape: str
    count: int = 0
    examples: list[Result] = field(default_factory=list)


class ResultLog:
    """Counts results by shape, and keeps the first of each shape: many on disk, a few at hand."""

    def __init__(self, *, examples: int = 3, kept: int = 1000) -> None:
        """Have ``examples`` of each shape at hand, and ``kept`` of them on disk."""
        self._limits = examples, kept
        self._groups: dict[tuple[Level, str], Group] = {}
        self._disk = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - lives as long as the log

    def __enter__(self) -> Self:
        """Log within a block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Drop what is on disk."""
        self._disk.close()

    def __iter__(self) -> Iterator[Result]:
        """The results that were kept, in the order in which they came."""
        self._disk.seek(0)
        for line in self._disk:
            level, *rest = json.loads(line)
            yield Result(Level(level), *rest)

    def extend(self, results: Iterable[Result]) -> None:
        """Add results."""
        examples, kept = self._limits
        for result in results:
            group = self._groups.setdefault((result.level, result.shape), Group(result.level, result.shape))
            group.count += 1
            if group.count <= examples:
                group.examples.append(result)
            if group.count <= kept:
                self._disk.write(json.dumps(result) + "\n")

    def groups(self) -> list[Group]:
        """Groups, the worst and largest first."""
        return sorted(self._groups.values(), key=lambda group: (-group.level, -group.count, group.shape))

    def counts(self) -> Counter[Level]:
        """Number of results at each level."""
        counts: Counter[Level] = Counter()
        for group in self._groups.values():
            counts[group.level] += group.count
        return counts

    def worst(self) -> Level | None:
        """The worst level that there is."""
        return max((level for level, count in self.counts().items() if count), default=None)
