"""What is in the data set: counts, completeness, coverage beside WikiPathways, and the diagram of classes and links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pfocr_rdf.serve.site.search.filling import HUMAN
from pfocr_rdf.serve.site.search.index import Index
from pfocr_rdf.serve.site.state import VIEWS, View
from pfocr_rdf.vocabulary import OA, PFOCR, SCHEMA, Term


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many have something."""

    name: str
    count: int
    total: int

    @property
    def percent(self) -> float:
        """The share in percent, with one decimal."""
        return round(100 * self.count / self.total, 1) if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Coverage:
    """Human genes in figures alone, in both, and in pathways alone."""

    figures: int
    both: int
    pathways: int


#: What is told of figures and papers: a name, and the condition that it is there.
_FIGURE_FIELDS = (
    ("Caption", "caption IS NOT NULL"),
    ("Year", "year IS NOT NULL"),
    ("Pathway score", "score IS NOT NULL"),
    ("Alias", "alias IS NOT NULL"),
    ("Type of figure", "type IS NOT NULL"),
    ("Number in the paper", "number IS NOT NULL"),
    ("Genes", "genes > 0"),
    ("NDEx network", "network IS NOT NULL"),
    ("Pathway at WikiPathways", "pathway IS NOT NULL"),
)
_PAPER_FIELDS = (
    ("Title", "title IS NOT NULL"),
    ("Citation", "citation IS NOT NULL"),
    ("Journal", "journal IS NOT NULL"),
    ("Publisher", "publisher IS NOT NULL"),
    ("DOI", "links LIKE '%doi.org/%'"),
    ("PubMed id", "links LIKE '%/pubmed/%'"),
)
_DRAWN = "id IN (SELECT figure FROM depicts JOIN entity ON entity.id = entity WHERE kind = ?)"


def completeness(index: Index) -> dict[str, list[Share]]:
    """Shares of figures and papers that have each field."""
    figures = _shares(index, "figure", _FIGURE_FIELDS)
    total = len(index.columns.figid) - 1
    for kind, name in (("chemical", "Chemicals"), ("disease", "Diseases"), ("organism", "Organisms")):
        count = index.value(f"SELECT COUNT(*) FROM figure WHERE {_DRAWN}", [kind])  # noqa: S608 - our own text
        figures.append(Share(name, count, total))
    return {"figures": figures, "papers": _shares(index, "paper", _PAPER_FIELDS)}


def _shares(index: Index, table: str, fields: Sequence[tuple[str, str]]) -> list[Share]:
    counts = ", ".join(f"COALESCE(SUM({condition}), 0)" for _, condition in fields)
    (row,) = index.tuples(f"SELECT COUNT(*), {counts} FROM {table}")  # noqa: S608 - our own text
    total, *found = row
    return [Share(name, count, total) for (name, _), count in zip(fields, found, strict=True)]


def coverage(view: View) -> Coverage | None:
    """Genes in figures and pathways; nothing where no pathway stands beside the data."""
    if not view.catalogue.has_pathways():
        return None
    genes = "SELECT COUNT(*) FROM entity WHERE kind = 'gene' AND taxon = ?"
    in_figures = view.index.value(genes, [HUMAN])
    both = view.index.value(f"{genes} AND id IN (SELECT entity FROM pathway_gene)", [HUMAN])  # noqa: S608 - our own
    return Coverage(in_figures - both, both, view.index.in_pathways_alone)


@dataclass(frozen=True, slots=True)
class Box:
    """A class in the diagram: its place, 0 to 100 in both directions, and the number of its instances."""

    name: str
    x: int
    y: int
    count: int


@dataclass(frozen=True, slots=True)
class Link:
    """A property in the diagram, from one class to another, with the number of its triples."""

    name: str
    origin: str
    target: str
    count: int


#: Classes of the diagram: name, place, and the term that is counted.
_BOXES: Sequence[tuple[str, int, int, Term]] = (
    ("Paper", 14, 12, SCHEMA.ScholarlyArticle),
    ("Picture", 50, 12, SCHEMA.ImageObject),
    ("NDEx network", 86, 12, PFOCR.ndexNetwork),
    ("Figure", 32, 50, PFOCR.PathwayFigure),
    ("Gene mention", 76, 38, PFOCR.GeneMention),
    ("Chemical mention", 76, 52, PFOCR.ChemicalMention),
    ("Disease mention", 76, 66, PFOCR.DiseaseMention),
    ("Taxon", 11, 88, SCHEMA.Taxon),
    ("Gene", 37, 88, SCHEMA.Gene),
    ("Chemical", 63, 88, SCHEMA.ChemicalSubstance),
    ("Disease", 89, 88, SCHEMA.MedicalCondition),
)
_LINKS: Sequence[tuple[Term, str, str]] = (
    (SCHEMA.isBasedOn, "Figure", "Paper"),
    (SCHEMA.image, "Figure", "Picture"),
    (PFOCR.ndexNetwork, "Figure", "NDEx network"),
    (OA.hasTarget, "Gene mention", "Figure"),
    (OA.hasTarget, "Chemical mention", "Figure"),
    (OA.hasTarget, "Disease mention", "Figure"),
    (SCHEMA.mentions, "Figure", "Gene"),
    (SCHEMA.mentions, "Figure", "Chemical"),
    (SCHEMA.mentions, "Figure", "Disease"),
    (SCHEMA.about, "Figure", "Taxon"),
)


def diagram(view: View) -> tuple[list[Box], list[Link]]:
    """Classes with their instances, and links between them with their triples."""
    uses = {(kind, iri): count for kind, iri, count in view.index.tuples("SELECT kind, iri, uses FROM term")}

    def used(term: Term) -> int:
        iri = view.namespaces.expand(term)
        return int(uses.get(("class", iri), uses.get(("property", iri), 0)))

    boxes = [Box(name, x, y, used(term)) for name, x, y, term in _BOXES]
    counts = {box.name: box.count for box in boxes}
    drawn = dict(view.index.tuples("SELECT kind, SUM(figures) FROM entity GROUP BY kind"))
    of_kind = {"Gene": "gene", "Chemical": "chemical", "Disease": "disease"}
    links = []
    for term, origin, target in _LINKS:
        if term == SCHEMA.mentions:
            count = int(drawn.get(of_kind[target], 0))
        elif term == OA.hasTarget:
            count = counts[origin]
        elif term == SCHEMA.isBasedOn:
            count = counts["Figure"]
        else:
            count = used(term)
        links.append(Link(term, origin, target, count))
    return [box for box in boxes if box.count], [link for link in links if link.count]


class Overview(NamedTuple):
    """All that is counted over a whole version of the data."""

    completeness: Mapping[str, Sequence[Share]]
    coverage: Coverage | None
    classes: Sequence[Box]
    links: Sequence[Link]


@lru_cache(VIEWS)
def overview(view: View) -> Overview:
    """What is in the data set: counted once, since a view never changes."""
    return Overview(completeness(view.index), coverage(view), *diagram(view))
