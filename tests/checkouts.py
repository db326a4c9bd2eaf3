"""Trees of files made for a test, and short views of what was gathered from them."""

import sys
from io import BytesIO
from pathlib import Path

import pytest

from pfocr_rdf.errors import Finding, InputError
from pfocr_rdf.source import Inputs, gather

ROOT = Path(__file__).parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


def page(figid: str) -> bytes:
    """A page of which only the figid matters."""
    return f"---\nfigid: {figid}\n---\n".encode()


def put(path: Path, content: bytes = b"") -> Path:
    """A file, with the folders on the way."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def checkout(root: Path, *figids: str) -> Path:
    """A database checkout with these pages."""
    for figid in figids:
        put(root / "_figures" / f"{figid}.md", page(figid))
    return root


def figids(inputs: Inputs) -> list[str]:
    """What the entries are called."""
    return [entry.figid for entry in inputs.entries]


def paths(inputs: Inputs) -> list[str]:
    """Where the entries lie."""
    return [entry.path for entry in inputs.entries]


def places(inputs: Inputs) -> list[str]:
    """Where the entries are shown to lie."""
    return [inputs.trees[entry.tree].place(entry.path) for entry in inputs.entries]


def codes(findings: list[Finding]) -> list[str]:
    """What was found."""
    return [finding.code for finding in findings]


def refusal(*sources: str | Path, stdin: bytes = b"") -> str:
    """The text of the error that these sources give."""
    with pytest.raises(InputError) as caught:
        gather(sources, BytesIO(stdin))
    return str(caught.value)
