"""The query editor as it is packed: from its npm package, the one that was looked at, and no other."""

import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from commands import ROOT

from pfocr_rdf.serve.site.querying import has_editor


@pytest.fixture(scope="module")
def editor() -> ModuleType:
    """The tool that packs it."""
    spec = importlib.util.spec_from_file_location("editor", ROOT / "tools" / "editor.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


needs_npm = pytest.mark.skipif(
    (shutil.which("npm") is None or not has_editor()) and not os.environ.get("CI"),
    reason="found no npm with a registry, so nothing can be packed",
)


@needs_npm
def test_script_style_and_licence_are_packed(editor: ModuleType, tmp_path: Path) -> None:
    """And nothing else of the package; a second time nothing is fetched."""
    target = tmp_path / "editor"
    editor.pack(target)
    assert {path.name for path in target.iterdir()} == {"yasqe.min.js", "yasqe.min.css", "LICENSE.txt", "package.txt"}
    assert "MIT" in (target / "LICENSE.txt").read_text()
    before = (target / "yasqe.min.js").stat().st_mtime_ns
    editor.pack(target)
    assert (target / "yasqe.min.js").stat().st_mtime_ns == before


@needs_npm
def test_another_package_of_that_name_is_refused(
    editor: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whoever has changed it; nothing is left behind."""
    monkeypatch.setattr(editor, "INTEGRITY", "sha512-another")
    with pytest.raises(editor.EditorError, match="expected sha512-another"):
        editor.pack(tmp_path / "editor")
    assert not (tmp_path / "editor").exists()


def test_a_machine_without_npm_builds_without_the_editor(
    editor: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What is missing is told."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(editor.EditorError, match="try installing npm"):
        editor.pack(tmp_path / "editor")


@needs_npm
def test_the_wheel_carries_the_editor(tmp_path: Path) -> None:
    """The repository does not."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    assert "pfocr_rdf/serve/site/static/editor/yasqe.min.js" in names
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert "/pfocr_rdf/serve/site/static/editor/" in ignored
