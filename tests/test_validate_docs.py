"""``docs/validate.md`` tells every option, and what is found in real records, check by check."""

from collections import Counter
from pathlib import Path

import click
import pytest

from pfocr_rdf.cli.validate import command
from pfocr_rdf.validation.results import Level, ResultLog
from pfocr_rdf.validation.run import Checks, validate

ROOT = Path(__file__).parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
TEXT = (ROOT / "docs" / "validate.md").read_text()

SOURCES = {
    "seeds": ROOT / "seeds",
    "2021": CORPUS / "pfocr-database-2021",
    "2022": CORPUS / "pfocr-database-2022",
    "2023": CORPUS / "pfocr-database-2023",
    "2025": CORPUS / "pfocr-database",
}


def listed(column: str) -> Counter[str]:
    """Counts of one column of the table of findings, by check; the first row counts figures."""
    lines = TEXT.partition("## What real records show")[2].partition("\n## ")[0].splitlines()
    header, _, *rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("|")]
    cells = [(row[0].split(","), row[header.index(column)]) for row in rows]
    return Counter({name.strip("` "): int(count) for names, count in cells for name in names if count})


@pytest.mark.parametrize("name", SOURCES)
def test_real_records_have_the_findings_that_are_listed_and_no_others(name: str) -> None:
    """No violation is among them."""
    if not SOURCES[name].is_dir():
        pytest.skip("the corpus of real records is not beside the repository")
    with ResultLog(kept=1 << 30) as log:
        figures = validate([SOURCES[name]], log, Checks(jobs=1))
        found = Counter(result.shape.rpartition("#")[2] for result in log)
        assert {**found, "figures": figures} == listed(name)
        assert log.counts()[Level.VIOLATION] == 0


@pytest.mark.parametrize(
    "option", [one for one in command.params if isinstance(one, click.Option)], ids=lambda one: one.name
)
def test_every_option_is_told(option: click.Option) -> None:
    """By its long name."""
    assert any(f"`{name}`" in TEXT or f"`{name} " in TEXT for name in option.opts if name.startswith("--"))
