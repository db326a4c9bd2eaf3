"""JSON-LD inside pages, for search engines and harvesters: Bioschemas' Dataset profile, release 1.0.

The profile (https://bioschemas.org/profiles/Dataset/1.0-RELEASE) demands description, identifier, keywords, license,
name and url.
"""

from collections.abc import Sequence
from typing import Any

from pfocr_rdf.identifiers import BIOSCHEMAS_DATASET, LICENSE, SCHEMA_CONTEXT, WIKIPATHWAYS_SITE, Namespaces
from pfocr_rdf.serve.site.catalogue import Entity, Figure, Paper
from pfocr_rdf.vocabulary import DCTERMS, PREFIXES

#: Search engines take descriptions of 50 to 5,000 characters, as Google's guide to Dataset says.
SHORTEST, LONGEST = 50, 5_000

_MAKER = {"@type": "Organization", "name": "WikiPathways", "url": WIKIPATHWAYS_SITE}


def figure_markup(
    figure: Figure, paper: Paper | None, entities: Sequence[Entity], namespaces: Namespaces
) -> dict[str, Any]:
    """A figure's record as a data set; keywords are what it draws, or else that it is a pathway figure."""
    keywords = [entity.label for entity in entities] or [*figure.keywords] or ["pathway figure"]
    found: dict[str, Any] = {
        **_dataset(figure.iri, figure.title or figure.figid, _description(figure)),
        "identifier": figure.figid,
        "keywords": keywords,
        "url": figure.iri,
        "isPartOf": namespaces.dataset,
        "includedInDataCatalog": {"@type": "DataCatalog", "name": "PFOCR", "url": namespaces.base},
    }
    if figure.alias:
        found["alternateName"] = figure.alias
    if paper is not None:
        article = {"@type": "ScholarlyArticle", "@id": paper.iri, "name": paper.title or paper.pmcid, "url": paper.iri}
        found["isBasedOn"] = article
        found["citation"] = paper.citation or paper.pmcid
    return found


def dataset_markup(
    name: str, description: str, namespaces: Namespaces, downloads: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """The whole data set, with downloads as addresses and media types."""
    forms = [{"@type": "DataDownload", "contentUrl": url, "encodingFormat": media} for url, media in downloads]
    return {
        **_dataset(namespaces.dataset, name, description),
        "identifier": namespaces.dataset,
        "keywords": ["pathway figures", "genes", "chemicals", "diseases", "WikiPathways"],
        "url": namespaces.dataset,
        "distribution": forms,
    }


def _dataset(iri: str, name: str, description: str) -> dict[str, Any]:
    return {
        "@context": SCHEMA_CONTEXT,
        "@type": "Dataset",
        "@id": iri,
        PREFIXES["dcterms"] + DCTERMS.conformsTo.local: {"@type": "CreativeWork", "@id": BIOSCHEMAS_DATASET},
        "name": name,
        "description": description,
        "license": LICENSE,
        "creator": _MAKER,
        "isAccessibleForFree": True,
    }


def _description(figure: Figure) -> str:
    text = figure.caption or ""
    if len(text) < SHORTEST:
        text = f"Pathway figure {figure.figid}: {figure.title}. {text}".strip()
    if len(text) < SHORTEST:
        text += " A record of the genes, chemicals and diseases that were read from it."
    return text[:LONGEST]
