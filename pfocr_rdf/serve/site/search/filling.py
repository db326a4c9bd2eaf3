"""Makes the index: figures in the order of their IRIs, entities as they come, names and texts last."""

import asyncio
import json
import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.resources import files
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from pfocr_rdf.hgnc import HgncTable
from pfocr_rdf.identifiers import CHEBI, DOID, GENE, MESH, SPACES, SYMBOL, TAXON, Namespaces, Space
from pfocr_rdf.serve.site.search.harvest import Described, Harvest, Pathway, batches
from pfocr_rdf.serve.site.search.naming import folded, gene_names, short_form
from pfocr_rdf.vocabulary import DCTERMS, PFOCR, PRISM, RDF, SCHEMA, SKOS, Term

#: Told how many figures of how many are in the index.
Progress: TypeAlias = Callable[[int, int], None]

_FIGURE = (
    SCHEMA.identifier, SCHEMA.alternateName, SCHEMA.name, SCHEMA.description, SCHEMA.isBasedOn, SCHEMA.image,
    SCHEMA.about, SCHEMA.keywords, PFOCR.figureType, PFOCR.pathwayScore, PFOCR.organismName, PFOCR.ndexNetwork,
    PFOCR.wikiPathway,
)  # fmt: skip
_PICTURE = (SCHEMA.contentUrl, SCHEMA.position, SCHEMA.mainEntityOfPage)
_PAPER = (
    SCHEMA.identifier, SCHEMA.name, DCTERMS.bibliographicCitation, SCHEMA.datePublished, PRISM.publicationName,
    SCHEMA.publisher, SCHEMA.keywords, SCHEMA.sameAs,
)  # fmt: skip
_ENTITY = (RDF.type, SCHEMA.identifier, SCHEMA.name, SCHEMA.taxonomicRange, SCHEMA.sameAs, SKOS.closeMatch)

#: Kinds of entities by class, in the order in which the first counts.
KINDS: Mapping[Term, str] = {
    SCHEMA.Gene: "gene",
    SCHEMA.ChemicalSubstance: "chemical",
    SCHEMA.MedicalCondition: "disease",
    SCHEMA.Taxon: "organism",
}
_MENTIONS = (PFOCR.ChemicalMention, PFOCR.DiseaseMention)
HUMAN = "9606"

#: Kinds by form of identifier, for what says no class.
_BY_SPACE = {GENE: "gene", TAXON: "organism", CHEBI: "chemical", DOID: "disease"}


class _Slice(NamedTuple):
    """All that was asked about some figures."""

    figures: Described
    pictures: Described
    papers: Described
    mentioned: Mapping[str, list[str]]
    words: Mapping[str, list[str]]
    called: Sequence[tuple[str, str]]


async def fill(database: sqlite3.Connection, harvest: Harvest, hgnc: HgncTable, progress: Progress | None) -> None:
    """Fill an empty database with everything that ``harvest`` gives."""
    database.executescript(files(__package__).joinpath("schema.sql").read_text(encoding="utf-8"))
    filling = _Filling(database, harvest.namespaces)
    iris = await harvest.figures()
    for batch in batches(iris):
        piece = await _slice(harvest, batch)
        await asyncio.to_thread(filling.figures, batch, piece)
        if progress is not None:
            progress(filling.count, len(iris))
    for batch in batches(sorted(filling.waiting)):
        described = await harvest.described(batch, _ENTITY)
        await asyncio.to_thread(filling.entities, batch, described, hgnc)
    filling.pathways(await harvest.pathways())
    filling.terms(await harvest.counted())
    await asyncio.to_thread(filling.finish)


async def _slice(harvest: Harvest, batch: Sequence[str]) -> _Slice:
    figures = await harvest.described(batch, _FIGURE)
    pictures = sorted({iri for one in figures.values() for iri in one[SCHEMA.image]})
    papers = sorted({iri for one in figures.values() for iri in one[SCHEMA.isBasedOn]})
    called = [pair for mention in _MENTIONS for pair in await harvest.called(batch, mention)]
    return _Slice(
        figures,
        await harvest.described(pictures, _PICTURE),
        await harvest.described(papers, _PAPER),
        await harvest.mentioned(batch),
        await harvest.words(batch),
        called,
    )


class _Filling:
    """The state of one run: what is waiting to be written once all figures are there."""

    def __init__(self, database: sqlite3.Connection, namespaces: Namespaces) -> None:
        self._database = database
        self._namespaces = namespaces
        self._papers: dict[str, int] = {}
        self._called: dict[str, Counter[str]] = defaultdict(Counter)
        self.waiting: dict[str, list[int]] = defaultdict(list)  # figures by the IRI of an entity that is in them
        self._nameless: dict[str, list[int]] = defaultdict(list)  # figures by the name of an organism without IRI
        self.count = 0
        self._depicted: list[tuple[int, int]] = []
        self._named: list[tuple[str, int, str, str]] = []
        self._kinds = {namespaces.expand(term): kind for term, kind in KINDS.items()}
        self._spaces = [(namespaces.prefixes[one.prefix] + one.lead, one) for one in SPACES]

    def figures(self, iris: Iterable[str], piece: _Slice) -> None:
        """Write some figures and their papers."""
        for body, word in piece.called:
            self._called[body][word] += 1
        for iri in iris:
            self.count += 1
            self._figure(iri, piece)

    def _figure(self, iri: str, piece: _Slice) -> None:
        figure = piece.figures[iri]
        picture = piece.pictures.get(_one(figure, SCHEMA.image) or "", {})
        paper = _one(figure, SCHEMA.isBasedOn) or ""
        facts = piece.papers.get(paper, {})
        number = self._paper(paper, facts) if facts else None
        about, names = figure[SCHEMA.about], figure[PFOCR.organismName]
        mentioned = [one for one in piece.mentioned.get(iri, ()) if not self._is_taxon(one)]
        genes = sum(one.startswith(self._namespaces.prefixes[GENE.prefix]) for one in mentioned)
        row = (
            self.count, iri, _one(figure, SCHEMA.identifier) or iri, _one(figure, SCHEMA.alternateName),
            _one(figure, SCHEMA.name) or "", _one(figure, SCHEMA.description), _one(figure, PFOCR.figureType),
            _number(_one(figure, PFOCR.pathwayScore)), number, _year(_one(facts, SCHEMA.datePublished)),
            _one(picture, SCHEMA.position), _one(picture, SCHEMA.contentUrl), _one(picture, SCHEMA.mainEntityOfPage),
            _one(figure, PFOCR.ndexNetwork), _one(figure, PFOCR.wikiPathway), json.dumps(figure[SCHEMA.keywords]),
            json.dumps(names), " · ".join(piece.words.get(iri, ())), genes,
        )  # fmt: skip
        self._insert("figure", (*row, b""))
        for entity in (*mentioned, *about):
            self.waiting[entity].append(self.count)
        for name in () if about else names:
            self._nameless[name].append(self.count)
        self._asked_by(figure, facts)

    def _is_taxon(self, iri: str) -> bool:
        return iri.startswith(self._namespaces.prefixes[TAXON.prefix] + TAXON.lead)

    def _paper(self, iri: str, facts: Mapping[Term, list[str]]) -> int:
        if iri not in self._papers:
            self._papers[iri] = len(self._papers) + 1
            row = (
                self._papers[iri], iri, _one(facts, SCHEMA.identifier) or iri, _one(facts, SCHEMA.name),
                _one(facts, DCTERMS.bibliographicCitation), _year(_one(facts, SCHEMA.datePublished)),
                _one(facts, PRISM.publicationName), _one(facts, SCHEMA.publisher),
                json.dumps(facts.get(SCHEMA.keywords, [])), json.dumps(facts.get(SCHEMA.sameAs, [])),
            )  # fmt: skip
            self._insert("paper", row)
        return self._papers[iri]

    def _asked_by(self, figure: Mapping[Term, list[str]], paper: Mapping[Term, list[str]]) -> None:
        """Everything that finds exactly this figure, or all figures of its paper or pathway."""
        links = (*figure[PFOCR.ndexNetwork], *figure[PFOCR.wikiPathway], *paper.get(SCHEMA.sameAs, ()))
        ids = (*figure[SCHEMA.identifier], *figure[SCHEMA.alternateName], *paper.get(SCHEMA.identifier, ()))
        for key in sorted({folded(one) for one in (*ids, *map(short_form, links))} - {""}):
            self._insert("figure_name", (key, self.count))

    def entities(self, iris: Iterable[str], described: Described, hgnc: HgncTable) -> None:
        """Write some entities, what they are called, and the figures that they are in."""
        for iri in iris:
            facts = described.get(iri, {})
            kind = self._kind(facts.get(RDF.type, ()), self._space(iri))
            if kind is not None:
                self._entity(iri, kind, facts, hgnc)
        self._written()

    def _kind(self, classes: Iterable[str], space: Space | None) -> str | None:
        """The kind that the classes say, or else the identifier."""
        known = {self._kinds[one] for one in classes if one in self._kinds}
        return next((kind for kind in KINDS.values() if kind in known), _BY_SPACE.get(space) if space else None)

    def _space(self, iri: str) -> Space | None:
        return next((space for lead, space in self._spaces if iri.startswith(lead)), None)

    def _entity(self, iri: str, kind: str, facts: Mapping[Term, list[str]], hgnc: HgncTable) -> None:
        key = _one(facts, SCHEMA.identifier) or iri.rpartition("/")[2]
        taxon = (_one(facts, SCHEMA.taxonomicRange) or "").rpartition("_")[2] or None
        words = [
            word for word, _ in sorted(self._called.get(iri, Counter()).items(), key=lambda one: (-one[1], one[0]))
        ]
        names = facts.get(SCHEMA.name, [])
        symbol = next((one for one in facts.get(SCHEMA.sameAs, ()) if self._space(one) is SYMBOL), "")
        label = symbol.rpartition("/")[2] or next(iter((*names, *words)), key)
        links = (*facts.get(SCHEMA.sameAs, ()), *facts.get(SKOS.closeMatch, ()))
        number = self._add(
            kind, (key, iri, label, json.dumps(names or words[:8]), json.dumps(links), taxon), self.waiting[iri]
        )
        if kind == "gene":
            called: Iterable[tuple[str, str]] = gene_names(key, names, taxon == HUMAN, hgnc)
        else:
            matches = (one.rpartition("/")[2].replace("_", ":") for one in facts.get(SKOS.closeMatch, ()))
            ids = ((one, "id") for one in (key, *matches, f"MESH:{key}" if self._space(iri) is MESH else iri))
            called = (*ids, *((name, "name") for name in names), *((word, "word") for word in words))
        self._names(number, called)

    def _add(self, kind: str, row: tuple[str | None, ...], figures: Sequence[int]) -> int:
        key, iri, label, names, links, taxon = row
        values = (kind, key, iri, label, names, links, taxon, len(set(figures)))
        query = (
            "INSERT INTO entity (kind, key, iri, label, names, links, taxon, figures) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET iri = iri RETURNING id"
        )
        found = self._database.execute(query, values).fetchone()
        number = int(found[0])
        self._depicted += ((number, figure) for figure in figures)
        return number

    def _names(self, entity: int, called: Iterable[tuple[str, str]]) -> None:
        self._named += ((key, entity, name, how) for name, how in called if (key := folded(name)))

    def _written(self) -> None:
        """Write what has come together of figures and names of entities: one statement for many."""
        self._database.executemany("INSERT OR IGNORE INTO depicts VALUES (?, ?)", self._depicted)
        self._database.executemany("INSERT OR IGNORE INTO name VALUES (?, ?, ?, ?)", self._named)
        self._depicted.clear()
        self._named.clear()

    def pathways(self, found: Iterable[Pathway]) -> None:
        """Write the pathways, each with its genes; genes of human ones that no figure has are counted only."""
        human: set[str] = set()
        for number, pathway in enumerate(found, 1):
            self._insert("pathway", (number, pathway.iri, pathway.iri.rpartition("/")[2], pathway.title))
            if not pathway.taxa or any(taxon.endswith(f"_{HUMAN}") for taxon in pathway.taxa):
                human.update(pathway.genes)
            self._database.executemany(
                "INSERT OR IGNORE INTO pathway_gene SELECT id, ? FROM entity WHERE kind = 'gene' AND iri = ?",
                ((number, gene) for gene in pathway.genes),
            )
        drawn = {iri for (iri,) in self._database.execute("SELECT iri FROM entity WHERE kind = 'gene'")}
        self._insert("about", ("human genes in pathways alone", str(len(human - drawn))))

    def terms(self, counted: Iterable[tuple[str, str, int]]) -> None:
        """Write how often each class and property is used."""
        self._database.executemany("INSERT INTO term VALUES (?, ?, ?)", counted)

    def finish(self) -> None:
        """Write organisms that are names alone, what each figure draws, and the full text."""
        for name, figures in sorted(self._nameless.items()):
            self._organism(name, figures)
        self._packed("entity", "figure", "UPDATE figure SET drawn = ? WHERE id = ?")
        self._packed("figure", "entity", "UPDATE entity SET drawn_in = ? WHERE id = ?")
        self._database.execute("INSERT INTO text (text) VALUES ('rebuild')")
        self._database.execute("INSERT INTO text (text) VALUES ('optimize')")
        self._database.execute("ANALYZE")
        self._database.commit()

    def _organism(self, name: str, figures: Sequence[int]) -> None:
        """Write an organism that has no taxon id here: the taxon of that name where another figure knows it."""
        query = (
            "SELECT key, iri, label, names, links, taxon FROM entity WHERE kind = 'organism' AND label = ? ORDER BY id"
        )
        known = self._database.execute(query, (name,)).fetchone()
        number = self._add("organism", known or (name, None, name, json.dumps([name]), "[]", None), figures)
        self._names(number, [(name, "name")])
        self._written()
        query = "UPDATE entity SET figures = (SELECT COUNT(*) FROM depicts WHERE entity = id) WHERE id = ?"
        self._database.execute(query, (number,))

    def _packed(self, what: str, of: str, update: str) -> None:
        """Write for each figure what it draws, or for each entity what draws it, as numbers without gaps."""
        pairs = self._database.execute(f"SELECT {of}, {what} FROM depicts ORDER BY {of}, {what}")  # noqa: S608 - our own
        groups = groupby(pairs, key=itemgetter(0))
        rows = ((array("I", (number for _, number in group)).tobytes(), one) for one, group in groups)
        self._database.executemany(update, list(rows))

    def _insert(self, table: str, row: Sequence[object]) -> None:
        marks = ", ".join("?" * len(row))
        self._database.execute(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608 - our own names


def _one(facts: Mapping[Term, list[str]], predicate: Term) -> str | None:
    return next(iter(facts.get(predicate, ())), None)


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def _year(text: str | None) -> int | None:
    return int(text[:4]) if text and text[:4].isdecimal() else None
