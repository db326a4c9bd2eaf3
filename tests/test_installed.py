"""The wheel has everything that it needs, and works away from the checkout."""

import os
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the wheel is installed in; what it depends on comes from the environment of the tests."""
    folder = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder), str(wheel)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def run(installed: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the installed command in its own folder."""
    command = [sys.executable, "-m", "pfocr_rdf", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    return subprocess.run(command, cwd=installed, env=environment, capture_output=True, text=True, check=False)


def test_the_wheel_carries_shapes_queries_context_and_tables(wheel: Path) -> None:
    """Everything that lies at the top of the checkout, or beside the code, travels inside the package."""
    names = set(zipfile.ZipFile(wheel).namelist())
    beside = {
        path.relative_to(ROOT) for folder in ("shapes", "queries", "context") for path in (ROOT / folder).iterdir()
    }
    assert {f"pfocr_rdf/{path}" for path in beside} <= names
    assert {"pfocr_rdf/bundled/hgnc.tsv.gz", "pfocr_rdf/py.typed"} <= names


def test_the_installed_command_converts_the_seeds(installed: Path, tmp_path: Path) -> None:
    """Away from the checkout, the main job is done."""
    done = run(installed, "convert", ROOT / "seeds", "-o", tmp_path / "seeds.ttl")
    assert done.returncode == 0, done.stderr
    assert "5 figures of 5 papers" in done.stderr


def test_the_installed_command_knows_its_version(installed: Path) -> None:
    """One version, in the metadata and on the command line."""
    assert version("pfocr-rdf") in run(installed, "--version").stdout


def test_the_citation_names_the_version() -> None:
    """Who cites the software cites the version at hand."""
    assert f"\nversion: {version('pfocr-rdf')}\n" in (ROOT / "CITATION.cff").read_text()
