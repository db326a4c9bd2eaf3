"""Imports go downward only, and what only one place may do is done there alone."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "pfocr_rdf"

#: From the bottom up; a module may import from lower layers, and from none beside it unless it is named after it here.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("errors", "resources", "collecting", "progress"),
    ("workers", "keeping"),
    ("vocabulary",),
    ("catalog_vocabulary",),
    ("identifiers", "formats", "plain", "own_terms"),
    ("record", "frontmatter", "hgnc"),
    ("values", "trees"),
    ("tables", "archives", "taxonomy", "maps", "listing", "pmc_ids", "rdf_files"),
    ("mentions", "page", "source"),
    ("keywords",),
    ("assembly",),
    ("reading",),
    ("model",),
    ("figure_model", "entity_model", "link_model", "terms"),
    ("mapping",),
    ("entities", "writers"),
    ("graph", "jsonld", "summary", "output", "fragments"),
    ("rendering", "explain"),
    ("chunks",),
    ("parts",),
    ("cache",),
    ("conversion",),
    ("pipeline", "cluster"),
    ("shards",),
    ("validation", "stores"),
    ("querying",),
    ("comparing",),
    ("linking", "exporting", "describing"),
    ("serve",),
    ("cli", "__init__"),
    ("__main__",),
)

LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
FILES = sorted(PACKAGE.rglob("*.py"))


def own_name(path: Path) -> str:
    """The module as the layers name it; everything in a folder goes by the folder's name."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """Full names of everything that a file imports, wherever it does so."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            assert node.module is not None
            yield node.module


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_lower_layers(path: Path) -> None:
    """The road of a figure goes one way."""
    module = own_name(path)
    below = {name.split(".")[1] for name in imported(path) if name.startswith("pfocr_rdf.")} - {module}
    upward = {name for name in below if LEVEL[name] >= LEVEL[module]}
    assert not upward


def test_every_module_has_a_layer() -> None:
    """A new module has to say where it stands, and a layer names no module that is gone."""
    assert {own_name(path) for path in FILES} == {*LEVEL}


#: Who alone may import what.
ONLY = {
    "rdflib": {"graph", "validation"},
    "multiprocessing": {"workers"},
    "concurrent": {"cluster", "workers"},
    "distributed": {"cluster"},
    "click": {"cli"},
    "rich": {"cli"},
    "yaml": {"frontmatter"},
    "pyoxigraph": {
        "comparing",
        "describing",
        "exporting",
        "linking",
        "rendering",
        "validation",
        "stores",
        "querying",
        "serve",
    },
    "duckdb": {"describing"},
    "numpy": {"describing"},
    "starlette": {"serve"},
    "uvicorn": {"serve"},
    "httpx2": {"serve", "stores"},
    "platformdirs": {"stores"},
}


@pytest.mark.parametrize(("library", "homes"), ONLY.items())
def test_a_library_is_used_in_its_place_alone(library: str, homes: set[str]) -> None:
    """Readers know text and no RDF; one place starts processes; one talks to people."""
    users = {own_name(path) for path in FILES if any(name.split(".")[0] == library for name in imported(path))}
    assert users == homes


def test_iris_are_put_together_in_two_places_only() -> None:
    """Each predicate IRI stands in the vocabulary, each form of an identifier among the identifiers."""
    homes = {
        own_name(path)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith(("http://", "https://"))
        and len(node.value.split()) == 1
    }
    assert homes <= {"vocabulary", "identifiers", "page"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_is_short_enough_to_read_at_once(path: Path) -> None:
    """400 lines at most."""
    assert len(path.read_text().splitlines()) <= 400
