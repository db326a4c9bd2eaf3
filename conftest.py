"""What the examples in README and docs stand on."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent


@pytest.fixture(autouse=True)
def _example_folder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Examples run in the checkout, where ``make`` has left a folder ``out``."""
    if request.node.name.endswith(".md") or "pfocr_rdf." in request.node.name:
        monkeypatch.chdir(ROOT)
        (ROOT / "out").mkdir(exist_ok=True)
