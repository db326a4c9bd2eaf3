"""Other data sets whose identifiers stand in the graph: what they are called, and how their IRIs are told."""

import re
from typing import NamedTuple

from pfocr_rdf.identifiers import (
    CHEBI,
    DOID,
    GENE,
    HGNC,
    MESH,
    NDEX,
    PAPER,
    PUBMED,
    SPACES,
    SYMBOL,
    TAXON,
    WIKIPATHWAYS,
    Namespaces,
    doi_address,
    europe_pmc,
)

#: Names of the spaces that other data sets are made of; what is not here is ours.
TITLES = {
    PAPER: "PubMed Central",
    PUBMED: "PubMed",
    GENE: "NCBI Gene",
    HGNC: "HGNC",
    SYMBOL: "HGNC symbols",
    TAXON: "NCBI Taxonomy",
    MESH: "Medical Subject Headings",
    CHEBI: "ChEBI",
    DOID: "Disease Ontology",
    NDEX: "NDEx",
    WIKIPATHWAYS: "WikiPathways",
}


class LinkedSet(NamedTuple):
    """Another data set; ``name`` tells it from the others, ``pattern`` is that of an identifier in it."""

    name: str
    title: str
    page: str
    uri_space: str
    pattern: str


def linked_sets(namespaces: Namespaces) -> tuple[LinkedSet, ...]:
    """Every data set that the graph may link to, in a fixed order.

    >>> [one.name for one in linked_sets(Namespaces())][:3]
    ['pmc', 'pubmed', 'ncbigene']
    """
    spaces = [
        LinkedSet(
            (space.prefix if space.prefix != "obo" else space.lead.strip("_").lower()),
            TITLES.get(space, space.prefix),
            space.source,
            namespaces.prefixes[space.prefix] + space.lead,
            space.pattern.removeprefix(space.lead),
        )
        for space in SPACES
        if space.source != "PFOCR"
    ]
    addresses = (("europepmc", "Europe PMC", europe_pmc("")), ("doi", "Digital Object Identifiers", doi_address("")))
    return (*spaces, *(LinkedSet(name, title, iri, iri, "[^>]+") for name, title, iri in addresses))


class Recognizer:
    """Tells which data set an IRI belongs to, by its number among :func:`linked_sets`.

    >>> Recognizer(Namespaces()).number(b"<https://identifiers.org/ncbigene/3553>")
    2
    """

    def __init__(self, namespaces: Namespaces) -> None:
        """Know the IRIs under ``namespaces``."""
        sets = linked_sets(namespaces)
        # Groups inside a pattern would be counted, so each is told by a name of its own.
        patterns = (f"(?P<set{n}>{re.escape(one.uri_space)}{one.pattern})" for n, one in enumerate(sets))
        self._any = re.compile(f"<(?:{'|'.join(patterns)})>".encode())

    def number(self, term: bytes) -> int | None:
        """The number of the data set of a term in N-Triples; nothing if it is ours or nobody's that is known."""
        found = self._any.fullmatch(term)
        return int(found.lastgroup.removeprefix("set")) if found and found.lastgroup else None
