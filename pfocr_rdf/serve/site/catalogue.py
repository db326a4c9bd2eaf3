"""Figures, papers and entities as pages and the API show them, read from the index."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from pfocr_rdf.serve.site.paths import entity_path, paper_path
from pfocr_rdf.serve.site.search.index import Index


@dataclass(frozen=True, slots=True)
class Entity:
    """A gene, chemical, disease or organism; ``key`` is its identifier, ``figures`` how many figures have it."""

    id: int = field(repr=False)
    kind: str
    key: str
    iri: str | None
    label: str
    names: tuple[str, ...]
    links: tuple[str, ...]
    taxon: str | None
    figures: int

    @property
    def path(self) -> str:
        """Path of its page."""
        return entity_path(self.kind, self.key)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper; ``links`` are its other addresses."""

    id: int = field(repr=False)
    iri: str
    pmcid: str
    title: str | None
    citation: str | None
    year: int | None
    journal: str | None
    publisher: str | None
    keywords: tuple[str, ...]
    links: tuple[str, ...]

    @property
    def path(self) -> str:
        """Path of its page."""
        return paper_path(self.pmcid)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure; ``annotated`` are names of organisms, ``words`` what was read in it, ``score`` from 0 to 1."""

    id: int = field(repr=False)
    iri: str
    figid: str
    alias: str | None
    title: str
    caption: str | None
    type: str | None
    score: float | None
    paper_id: int | None = field(repr=False)
    year: int | None
    number: str | None
    picture: str | None
    picture_page: str | None
    network: str | None
    pathway: str | None
    keywords: tuple[str, ...]
    annotated: tuple[str, ...]
    words: str = field(repr=False)
    genes: int

    @property
    def path(self) -> str:
        """Path of its page, which is that of its IRI."""
        return urlsplit(self.iri).path

    @property
    def stem(self) -> str:
        """The path without extension; those of the other forms of the same resource begin with it."""
        return self.path.removesuffix(".html")


@dataclass(frozen=True, slots=True)
class Pathway:
    """A pathway of WikiPathways, with the number of genes that it shares with what it is shown beside."""

    iri: str
    key: str
    title: str
    shared: int


_FIGURE = (
    "id, iri, figid, alias, title, caption, type, score, paper, year, number, picture, picture_page, network, pathway, "
    "keywords, annotated, words, genes"
)
_PAPER = "id, iri, pmcid, title, citation, year, journal, publisher, keywords, links"
_ENTITY = "id, kind, key, iri, label, names, links, taxon, figures"


class Catalogue:
    """Look-ups in one index; what is not there is ``None``."""

    def __init__(self, index: Index) -> None:
        """Look into ``index``."""
        self.index = index

    def figure(self, figid: str) -> Figure | None:
        """The figure with this figid."""
        row = self.index.row(f"SELECT {_FIGURE} FROM figure WHERE figid = ?", [figid])  # noqa: S608 - our own columns
        return None if row is None else _figure(row)

    def figure_called(self, alias: str) -> Figure | None:
        """The figure with this alias; where several have it, none is meant."""
        rows = self.index.rows(f"SELECT {_FIGURE} FROM figure WHERE alias = ? LIMIT 2", [alias])  # noqa: S608 - same
        return _figure(rows[0]) if len(rows) == 1 else None

    def figures(self, numbers: Sequence[int]) -> list[Figure]:
        """Figures by their numbers in the index, in that order."""
        found = {row["id"]: _figure(row) for row in self._among(_FIGURE, "figure", numbers)}
        return [found[number] for number in numbers]

    def figures_after(self, figid: str, limit: int) -> list[Figure]:
        """The next figures in the order of figids."""
        query = f"SELECT {_FIGURE} FROM figure WHERE figid > ? ORDER BY figid LIMIT ?"  # noqa: S608 - our own columns
        return [_figure(row) for row in self.index.rows(query, [figid, limit])]

    def figures_of_paper(self, paper: int) -> list[int]:
        """Numbers of all figures of a paper."""
        return [number for (number,) in self.index.rows("SELECT id FROM figure WHERE paper = ? ORDER BY id", [paper])]

    def figures_of(self, entity: Entity) -> Sequence[int]:
        """Numbers of all figures that have an entity."""
        return self.index.showing(entity.id)

    def paper(self, pmcid: str) -> Paper | None:
        """The paper with this PMC id."""
        row = self.index.row(f"SELECT {_PAPER} FROM paper WHERE pmcid = ?", [pmcid])  # noqa: S608 - our own columns
        return None if row is None else _paper(row)

    def paper_numbered(self, number: int | None) -> Paper | None:
        """The paper with this number in the index."""
        row = self.index.row(f"SELECT {_PAPER} FROM paper WHERE id = ?", [number])  # noqa: S608 - our own columns
        return None if row is None else _paper(row)

    def entity(self, kind: str, key: str) -> Entity | None:
        """The entity of this kind with this identifier."""
        query = f"SELECT {_ENTITY} FROM entity WHERE kind = ? AND key = ?"  # noqa: S608 - our own columns
        row = self.index.row(query, [kind, key])
        return None if row is None else _entity(row)

    def entities(self, numbers: Iterable[int]) -> list[Entity]:
        """Entities by their numbers in the index, in that order."""
        wanted = list(numbers)
        found = {row["id"]: _entity(row) for row in self._among(_ENTITY, "entity", wanted)}
        return [found[number] for number in wanted]

    def entities_keyed(self, kind: str, keys: Sequence[str]) -> list[Entity]:
        """Entities of a kind by their identifiers, in no order; those that are not there are left out."""
        marks = ", ".join("?" * len(keys))
        query = f"SELECT {_ENTITY} FROM entity WHERE kind = ? AND key IN ({marks})"  # noqa: S608 - marks alone
        return [_entity(row) for row in self.index.rows(query, [kind, *keys])]

    def entities_of(self, figure: Figure) -> list[Entity]:
        """Everything that a figure draws, what is in most figures first."""
        return sorted(
            self.entities(self.index.columns.drawn[figure.id]), key=lambda one: (-one.figures, one.label, one.id)
        )

    def pathways(self, genes: Sequence[int], limit: int) -> list[Pathway]:
        """Pathways of WikiPathways that have most of some genes, given by number."""
        marks = ", ".join("?" * len(genes))
        query = (
            "SELECT iri, key, title, COUNT(*) AS shared FROM pathway_gene JOIN pathway ON id = pathway "  # noqa: S608 - same
            f"WHERE entity IN ({marks}) GROUP BY id ORDER BY shared DESC, key LIMIT ?"
        )
        return [Pathway(*row) for row in self.index.rows(query, [*genes, limit])]

    def has_pathways(self) -> bool:
        """Whether WikiPathways' RDF stands beside ours; without it nothing can be said of its coverage."""
        return bool(self.index.value("SELECT COUNT(*) FROM pathway"))

    def _among(self, columns: str, table: str, numbers: Sequence[int]) -> list[sqlite3.Row]:
        marks = ", ".join("?" * len(numbers))
        return self.index.rows(f"SELECT {columns} FROM {table} WHERE id IN ({marks})", numbers)  # noqa: S608 - our own


def _listed(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _cells(row: sqlite3.Row) -> dict[str, Any]:
    return {name: row[name] for name in row.keys() if name != "paper"}  # noqa: SIM118 - rows iterate over values


def _figure(row: sqlite3.Row) -> Figure:
    listed = {name: _listed(row[name]) for name in ("keywords", "annotated")}
    return Figure(**{**_cells(row), "paper_id": row["paper"], **listed})


def _paper(row: sqlite3.Row) -> Paper:
    return Paper(**{**_cells(row), **{name: _listed(row[name]) for name in ("keywords", "links")}})


def _entity(row: sqlite3.Row) -> Entity:
    return Entity(**{**_cells(row), **{name: _listed(row[name]) for name in ("names", "links")}})
