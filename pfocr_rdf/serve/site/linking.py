"""Addresses of things elsewhere, for people: where a gene, term, network or paper is looked at."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from pfocr_rdf.identifiers import (
    CHEBI,
    DOID,
    GENE,
    HGNC,
    MESH,
    NDEX,
    PAPER,
    PUBMED,
    SYMBOL,
    TAXON,
    WIKIPATHWAYS,
    Space,
    doi_address,
    europe_pmc,
    viewed_at,
)
from pfocr_rdf.vocabulary import PREFIXES

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")

#: What each space is called on pages.
PLACES: Mapping[Space, str] = MappingProxyType(
    {
        GENE: "NCBI Gene",
        HGNC: "HGNC",
        SYMBOL: "HGNC",
        MESH: "MeSH",
        CHEBI: "ChEBI",
        DOID: "DOID",
        TAXON: "NCBI Taxonomy",
        PAPER: "PMC",
        PUBMED: "PubMed",
        NDEX: "NDEx",
        WIKIPATHWAYS: "WikiPathways",
    }
)


def is_address(text: object) -> bool:
    """Whether ``text`` may become a link: nothing but http and https ever does.

    >>> is_address("https://doi.org/10.1/2"), is_address("javascript:alert(1)"), is_address(None)
    (True, False, False)
    """
    return isinstance(text, str) and _ADDRESS.fullmatch(text) is not None


def label_of(iri: str) -> str:
    """An IRI as people know it.

    >>> label_of("https://identifiers.org/ncbigene/3553"), label_of("https://doi.org/10.1/x")
    ('NCBI Gene 3553', '10.1/x')
    """
    for space, place in PLACES.items():
        lead = PREFIXES[space.prefix] + space.lead
        if iri.startswith(lead):
            local = iri.removeprefix(lead)
            return local if local.startswith(place) else f"{place} {local}"
    if iri.startswith(europe_pmc("")):
        return "Europe PMC"
    return iri.removeprefix(doi_address(""))


def elsewhere(iri: str) -> str:
    """Where people look at what an IRI stands for; the IRI itself where it is no identifier that we know.

    >>> elsewhere("https://identifiers.org/ncbigene/3553")
    'https://www.ncbi.nlm.nih.gov/gene/3553'
    """
    for space in PLACES:
        lead = PREFIXES[space.prefix] + space.lead
        if iri.startswith(lead):
            return viewed_at(space, iri.removeprefix(lead))
    return iri
