"""The seeds as they are written, byte for byte: what changes there was meant to change."""

from pathlib import Path

import pytest

from conftest import pytest_configure
from pfocr_rdf.pipeline import Options, convert

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden"
NAMES = ("seeds.ttl", "seeds.nt", "seeds.jsonld")
MISMATCH = (
    "differs from tests/golden; if that is meant, run pytest tests/test_golden.py --regen and look at the difference"
)


def written(target: Path) -> str:
    """What ``convert`` makes of the seeds; N-Triples are sorted, so that a difference shows what was said."""
    convert([ROOT / "seeds"], target, Options(jobs=1))
    text = target.read_text("utf-8")
    return text if target.suffix != ".nt" else "".join(sorted(text.splitlines(keepends=True)))


@pytest.mark.parametrize("name", NAMES)
def test_the_seeds_are_written_as_ever(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """A file for people, one that shows each triple, and one for programs."""
    text = written(tmp_path / name)
    if request.config.getoption("--regen"):
        GOLDEN.mkdir(exist_ok=True)
        (GOLDEN / name).write_text(text, "utf-8")
    same = text == (GOLDEN / name).read_text("utf-8")
    assert same, f"{name} {MISMATCH}"


def test_expectations_are_not_written_where_nobody_looks(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Continuous integration sets ``CI``; ``--regen`` there would make every test of this file pass for good."""
    monkeypatch.setattr(request.config.option, "regen", True)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.UsageError, match="--regen: found CI set"):
        pytest_configure(request.config)
