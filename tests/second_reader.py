"""A second reader of PFOCR records, sharing no code with the package: pages, tables and maps as they stand.

Plain PyYAML and csv, written from the data alone. Nothing is interpreted here but which file belongs to which
figure, and which values are placeholders.
"""

import csv
import gzip
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

Cells = dict[str, str]

#: The companion tables, by the word in their names.
TABLES = ("genes", "chemicals", "diseases")

_PACKAGE = Path(__file__).parent.parent / "pfocr_rdf"
_FENCED = re.compile(r"\A---\n(.*?)^---\s*\Z", re.DOTALL | re.MULTILINE)


class Record(NamedTuple):
    """One page with its companion tables, both as they stand in the files."""

    path: Path
    page: dict[str, Any]
    tables: dict[str, list[Cells]]

    @property
    def figid(self) -> str:
        """The figure's primary key."""
        return str(self.page["figid"])

    def rows(self, plural: str) -> list[Cells]:
        """Rows of one kind: those embedded in the page, then those of the table."""
        return [*listed(self.page.get(plural)), *self.tables.get(plural, [])]


def front_matter(path: Path) -> dict[str, Any]:
    """What stands between the two fences, every scalar as text."""
    fenced = _FENCED.match(path.read_text("utf-8"))
    assert fenced, f"{path}: no front matter between two lines of ---"
    loaded = yaml.load(fenced[1], Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    assert isinstance(loaded, dict), f"{path}: front matter is no mapping"
    return loaded


def read_table(path: Path) -> list[Cells]:
    """Rows of a tab-separated table, every cell as text and no character special but tab and line end."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def tables_of(tree: Path, figid: str) -> dict[str, list[Cells]]:
    """The companion tables of a figure; ``download`` counts only for kinds that ``_data`` lacks."""
    places = {
        plural: [tree / folder / f"{figid}-{plural}.tsv" for folder in ("_data", "download")] for plural in TABLES
    }
    found = {plural: [path for path in paths if path.exists()] for plural, paths in places.items()}
    return {plural: read_table(paths[0]) for plural, paths in found.items() if paths}


def pages_of(tree: Path) -> list[Path]:
    """The pages of a checkout, or every file of a flat folder."""
    figures = tree / "_figures"
    return sorted(path for path in (figures if figures.is_dir() else tree).iterdir() if path.is_file())


@cache
def records(tree: Path) -> tuple[Record, ...]:
    """Every record of a tree, by the name of its page."""
    pages = ((path, front_matter(path)) for path in pages_of(tree))
    return tuple(Record(path, page, tables_of(tree, page["figid"])) for path, page in pages)


@cache
def link_map(tree: Path, name: str) -> dict[str, str]:
    """Figure to identifier, from ``ndex_map.tsv`` or ``wpid_map.tsv``: a tab, or two spaces, lies between."""
    path = tree / "_data" / name
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    pairs = (re.split(r"\t| {2,}", line.strip()) for line in lines if line.strip())
    return {figid: identifier for figid, identifier in pairs}  # noqa: C416 - two cells a line, no more and no less


@cache
def organism_pages(tree: Path) -> dict[str, Cells]:
    """Pages of ``_organisms``, under each of the names that they give."""
    pages = [front_matter(path) for path in sorted((tree / "_organisms").glob("*.md"))]
    return {page[key]: page for page in pages for key in ("common", "title", "latin") if present(page.get(key))}


@cache
def hgnc_rows() -> tuple[Cells, ...]:
    """The bundled HGNC table, comment lines left out."""
    (path,) = _PACKAGE.rglob("hgnc*.tsv.gz")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        plain = (line for line in lines if not line.startswith("#"))
        return tuple(csv.DictReader(plain, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def hgnc_by_gene() -> dict[str, Cells]:
    """HGNC rows by NCBI Gene id; an id that stands for two symbols stands for neither."""
    return hgnc_by("ncbi_id")


@cache
def hgnc_by_symbol() -> dict[str, Cells]:
    """HGNC rows by approved symbol, of genes that have an NCBI Gene id."""
    return hgnc_by("symbol")


def hgnc_by(column: str) -> dict[str, Cells]:
    """HGNC rows that have an NCBI Gene id, by a column, where that tells one gene from all others."""
    rows = [row for row in hgnc_rows() if row["ncbi_id"]]
    often = Counter(row[column] for row in rows)
    return {row[column]: row for row in rows if often[row[column]] == 1}


def present(value: object) -> bool:
    """Whether a value of a page says anything; R's yaml package writes ``~`` and ``.na`` with or without a type."""
    placeholders: tuple[object, ...] = ("", "NA", "REJECT", [], "~", ".na", ".na.character", ".na.integer", ".na.real")
    return value is not None and value not in placeholders


def filled(cell: str | None) -> bool:
    """Whether a cell of a table says anything, in the columns where ``NA`` means missing."""
    return cell is not None and cell not in ("", "NA")


def listed(value: Any) -> list[Any]:
    """A list, a scalar that should have been a list of one, or nothing."""
    return value if isinstance(value, list) else [value] if value else []


def names(record: Record, key: str) -> list[str]:
    """Organism names under a key of the page, placeholders left out."""
    return [name for name in listed(record.page.get(key)) if present(name)]


def keywords(record: Record) -> list[str]:
    """Keywords of the record's JSON-LD; a missing symbol left a placeholder there, while ``NA`` is a word as any."""
    return [word for word in listed(record.page["schema-jsonld"].get("keywords")) if word not in ("", ".na.character")]
