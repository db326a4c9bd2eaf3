"""Figures, papers and entities as programs get them: JSON objects, BioThings records, lines of gene sets."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from pfocr_rdf.exporting.gene_sets import GeneSet, SetGene
from pfocr_rdf.exporting.gmt import gmt_line
from pfocr_rdf.identifiers import CHEBI, DOID
from pfocr_rdf.serve.site.cards import Card
from pfocr_rdf.serve.site.catalogue import Entity, Figure, Paper
from pfocr_rdf.serve.site.neighbours import MOST_BESIDE, MOST_PATHWAYS, Beside, beside, similar
from pfocr_rdf.serve.site.overview import overview
from pfocr_rdf.serve.site.paths import FOLDERS
from pfocr_rdf.serve.site.search.harvest import batches
from pfocr_rdf.serve.site.state import View

#: Parts of our own classes that no program needs: numbers within the index, and texts made for the search.
_INNER = {"id", "paper_id", "words"}


def plain(one: Figure | Paper | Entity) -> dict[str, Any]:
    """The parts of a figure, paper or entity, with the path of its page."""
    return {"path": one.path, **{name: value for name, value in asdict(one).items() if name not in _INNER}}


def figure_record(figure: Figure, view: View) -> dict[str, Any]:
    """A figure with its paper and everything that it draws."""
    paper = view.catalogue.paper_numbered(figure.paper_id)
    entities = view.catalogue.entities_of(figure)
    drawn = {folder: [plain(one) for one in entities if one.kind == kind] for kind, folder in FOLDERS.items()}
    return {**plain(figure), "gene_count": figure.genes, "paper": plain(paper) if paper else None, **drawn}


def figure_neighbours(figure: Figure, view: View) -> dict[str, Any]:
    """What the page of a figure shows beside it: figures like it, and pathways that share its genes."""
    genes = [one for one in view.catalogue.entities_of(figure) if one.kind == "gene"]
    alike = similar(figure, genes, view.catalogue)
    return {
        "similar": [{"figid": one.figure.figid, "shared": one.shared, "likeness": one.likeness} for one in alike],
        "pathways": [asdict(one) for one in view.catalogue.pathways([gene.id for gene in genes], MOST_PATHWAYS)],
    }


def dataset_record(view: View) -> dict[str, Any]:
    """What is in the data set: counts, completeness, coverage, classes and links."""
    known = overview(view)
    return {
        "iri": view.namespaces.dataset,
        "fingerprint": view.index.fingerprint,
        "counts": view.counts,
        "completeness": {name: [asdict(one) for one in rows] for name, rows in known.completeness.items()},
        "coverage": asdict(known.coverage) if known.coverage else None,
        "classes": [{"name": one.name, "count": one.count} for one in known.classes],
        "links": [asdict(one) for one in known.links],
    }


def card_record(card: Card) -> dict[str, Any]:
    """A result of a search: the figure in brief, and what of the search it met."""
    figure = card.figure
    return {
        "figid": figure.figid,
        "iri": figure.iri,
        "path": figure.path,
        "title": figure.title,
        "year": figure.year,
        "score": figure.score,
        "organisms": card.organisms,
        "picture": figure.picture,
        "matched": [{"asked": asked, "drawn": label} for asked, label in card.matched],
        "snippet": "".join(text for text, _ in card.snippet),
    }


def entity_record(entity: Entity, view: View) -> dict[str, Any]:
    """An entity with its figures by year, what is drawn with it, and its pathways."""
    figures = view.catalogue.figures_of(entity)
    years = Counter(view.index.columns.year[number] for number in figures)
    years.pop(0, None)
    together = {FOLDERS[kind]: _counted(rows) for kind, rows in view.beside(entity.id).items()}
    found = {**plain(entity), "years": {str(year): years[year] for year in sorted(years)}, "beside": together}
    if entity.kind == "gene":
        known = view.catalogue.has_pathways()
        found["pathways"] = [asdict(one) for one in view.catalogue.pathways([entity.id], 50)] if known else None
    return found


def _counted(rows: Iterable[Beside]) -> list[dict[str, Any]]:
    return [{**plain(row.entity), "together": row.figures} for row in rows]


def paper_record(paper: Paper, view: View) -> dict[str, Any]:
    """A paper with its figures, and what they draw."""
    figures = view.catalogue.figures(view.catalogue.figures_of_paper(paper.id))
    rows = beside([one.id for one in figures], view.catalogue, limit=MOST_BESIDE)
    return {
        **plain(paper),
        "figures": [{"figid": one.figid, "path": one.path, "title": one.title} for one in figures],
        "beside": {FOLDERS[kind]: _counted(found) for kind, found in rows.items()},
    }


def gene_sets(figures: Sequence[int], view: View) -> Iterator[str]:
    """Gene sets in GMT, a line for each figure that draws a gene, as ``pfocr-rdf export`` writes it."""
    kinds, keys, drawn = view.index.kinds, view.index.keys, view.index.columns.drawn
    for batch in batches(figures):
        for figure in view.catalogue.figures(batch):
            genes = sorted((keys[number] for number in drawn[figure.id] if kinds[number] == "gene"), key=numeric)
            if genes:
                yield gmt_line(GeneSet(figure.figid, figure.iri, figure.title, genes=tuple(map(SetGene, genes))))


def numeric(digits: str) -> tuple[int, str]:
    """What puts numbers in their order, and bears whatever else a store may hold.

    >>> sorted(["10", "9", "x"], key=numeric)
    ['9', 'x', '10']
    """
    return len(digits), digits


def cell(text: str) -> str:
    """A text as one cell of a table: blanks are single, and nothing breaks the line."""
    return " ".join(text.split())


def biothings(figure: Figure, view: View) -> dict[str, Any]:
    """A record as the BioThings API of PFOCR has it, with identifiers as strings."""
    paper = view.catalogue.paper_numbered(figure.paper_id)
    entities = view.catalogue.entities_of(figure)
    mentions: dict[str, dict[str, list[str]]] = {
        "genes": {"ncbigene": [one.key for one in entities if one.kind == "gene"]},
        "chemicals": _spaces(entities, "chemical", CHEBI.lead, "chebi"),
        "diseases": _spaces(entities, "disease", DOID.lead, "doid"),
    }
    return {
        "_id": figure.figid,
        "associatedWith": {
            "figureUrl": figure.picture,
            "pfocrUrl": figure.iri,
            "pmc": paper.pmcid if paper else None,
            "title": figure.title,
            "mentions": {kind: ids for kind, ids in mentions.items() if any(ids.values())},
        },
    }


def _spaces(entities: Iterable[Entity], kind: str, lead: str, name: str) -> dict[str, list[str]]:
    """Identifiers of one kind in MeSH, and in the other space, that of what a MeSH term is mapped to included."""
    found: dict[str, dict[str, None]] = {"mesh": {}, name: {}}
    for one in entities:
        if one.kind == kind:
            for iri in filter(None, (one.iri, *one.links)):
                _, _, local = iri.rpartition("/")
                found[name if local.startswith(lead) else "mesh"][local.replace("_", ":")] = None
    return {space: list(ids) for space, ids in found.items() if ids}
