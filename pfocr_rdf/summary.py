"""What a run did: counts, findings, records left out; for people on the terminal and for programs as JSON."""

import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from types import TracebackType
from typing import Any, Self, TextIO

from pfocr_rdf.errors import CATALOGUE, Finding, OutputError, Severity

#: So many findings of one code are shown as lines; the report has them all.
SHOWN_PER_CODE = 20


@dataclass(slots=True)
class Tally:
    """How much was written; two tallies add up.

    >>> Tally(figures=1).add(Tally(figures=2, triples=5))
    Tally(figures=3, papers=0, gene_mentions=0, chemical_mentions=0, disease_mentions=0, keywords=0, triples=5)
    """

    figures: int = 0
    papers: int = 0
    gene_mentions: int = 0
    chemical_mentions: int = 0
    disease_mentions: int = 0
    keywords: int = 0
    triples: int = 0

    def add(self, other: "Tally") -> "Tally":
        """Add ``other`` to this one, and return this one."""
        for name, count in asdict(other).items():
            setattr(self, name, getattr(self, name) + count)
        return self


@dataclass(slots=True)
class Entries:
    """How many entities were described."""

    genes: int = 0
    chemicals: int = 0
    diseases: int = 0
    taxa: int = 0
    lexicons: int = 0


class FindingLog:
    """All findings of a run: counted here, kept on disk, the first of each code shown as they come."""

    def __init__(self, talk: TextIO | None = None) -> None:
        """Show findings on ``talk``, if given."""
        self.counts: Counter[str] = Counter()
        self._talk = talk
        with _on_disk():
            self._kept = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - lives as long as the log

    def __enter__(self) -> Self:
        """Log within a block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Drop what is on disk; that the last of it could not be written any more harms nobody."""
        with suppress(OSError):
            self._kept.close()

    def __iter__(self) -> Iterator[Finding]:
        """Every finding, in the order in which they came."""
        with _on_disk():
            self._kept.seek(0)
        for line in self._kept:
            yield Finding(*json.loads(line))

    def extend(self, findings: Iterable[Finding]) -> None:
        """Add findings."""
        for finding in findings:
            self.counts[finding.code] += 1
            row = [finding.where, finding.key, finding.code, finding.found]
            with _on_disk():
                self._kept.write(json.dumps(row) + "\n")
            self._show(finding)

    def count(self, severity: Severity) -> int:
        """Number of findings of that severity."""
        return sum(count for code, count in self.counts.items() if CATALOGUE[code].severity is severity)

    def remark(self) -> str | None:
        """How many findings there were, for who asks data and does not convert them; nothing if there was none.

        >>> with FindingLog() as log:
        ...     log.extend([Finding("a.md", "figid", "no-title", "nothing")])
        ...     log.remark()
        "1 finding about the records; 'pfocr-rdf convert' shows it"
        """
        count = self.counts.total()
        if not count:
            return None
        them = "it" if count == 1 else "them"
        return f"{_many(count, 'finding')} about the records; 'pfocr-rdf convert' shows {them}"

    def _show(self, finding: Finding) -> None:
        if self._talk is None or self.counts[finding.code] > SHOWN_PER_CODE:
            return
        print(f"{finding.severity}: {finding}", file=self._talk)
        if self.counts[finding.code] == SHOWN_PER_CODE:
            print(f"… further findings [{finding.code}] are counted; --report FILE has them all", file=self._talk)


@contextmanager
def _on_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"temporary files: found {error.strerror or error}, expected room for findings; try another TMPDIR"
        ) from error


@dataclass(slots=True)
class Summary:
    """The result of a run.

    ``beside_records`` counts errors that cost no record: those of maps and organism pages. ``kept`` counts records
    whose part of the document came from an earlier run.
    """

    tally: Tally = field(default_factory=Tally)
    entities: Entries = field(default_factory=Entries)
    findings: Counter[str] = field(default_factory=Counter)
    beside_records: int = 0
    ignored_files: int = 0
    kept: int = 0

    @property
    def left_out(self) -> int:
        """How many records were left out: each has one error."""
        errors = sum(count for code, count in self.findings.items() if CATALOGUE[code].severity is Severity.ERROR)
        return errors - self.beside_records

    def lines(self) -> Iterator[str]:
        """The summary for people.

        >>> next(Summary(Tally(figures=1)).lines())
        '1 figure of 0 papers, 0 triples'
        """
        tally, entities = self.tally, self.entities
        yield f"{_many(tally.figures, 'figure')} of {_many(tally.papers, 'paper')}, {_many(tally.triples, 'triple')}"
        yield (
            f"mentions: {tally.gene_mentions:,} of genes, {tally.chemical_mentions:,} of chemicals, "
            f"{tally.disease_mentions:,} of diseases; {_many(tally.keywords, 'other keyword')}"
        )
        yield (
            f"entities: {_many(entities.genes, 'gene')}, {_many(entities.chemicals, 'chemical')}, "
            f"{_many(entities.diseases, 'disease')}, {_many(entities.taxa, 'taxon', 'taxa')}, "
            f"{_many(entities.lexicons, 'lexicon')}"
        )
        if self.kept:
            yield f"{_many(self.kept, 'record')} unchanged since the last run"
        for code, count in sorted(self.findings.items()):
            yield f"{CATALOGUE[code].severity}: {count:,} x {code}"
        if self.ignored_files:
            yield f"{_many(self.ignored_files, 'other file')} ignored"
        if self.left_out:
            yield f"{_many(self.left_out, 'record')} left out"

    def as_json(self) -> dict[str, Any]:
        """The counts for programs."""
        return {
            "written": asdict(self.tally),
            "entities": asdict(self.entities),
            "findings": dict(sorted(self.findings.items())),
            "ignored_files": self.ignored_files,
            "unchanged": self.kept,
            "left_out": self.left_out,
        }


def write_report(summary: Summary, log: FindingLog, report: TextIO) -> None:
    """Write the summary and every finding as one JSON object, a finding at a time."""
    counts = json.dumps(summary.as_json(), indent=2)
    report.write(counts.removesuffix("\n}") + ',\n  "every_finding": [')
    separator = "\n"
    for finding in log:
        entry = {
            "severity": finding.severity,
            "code": finding.code,
            "where": finding.where,
            "key": finding.key,
            "found": finding.found,
            "expected": finding.expected,
            "try": finding.remedy,
        }
        report.write(f"{separator}    {json.dumps(entry, ensure_ascii=False)}")
        separator = ",\n"
    report.write("\n  ]\n}\n")


def _many(count: int, noun: str, nouns: str | None = None) -> str:
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"
