"""A good graph of two figures, made from records: every shape is satisfied with it, and mutations begin from it."""

from dataclasses import dataclass

from rdflib import Graph, URIRef
from rdflib.term import Node

from pfocr_rdf.graph import RdflibTerms, figure_graph
from pfocr_rdf.hgnc import HgncGene, HgncTable
from pfocr_rdf.identifiers import (
    CHEBI,
    DOID,
    FIGURE,
    GENE,
    LEXICON,
    MESH,
    NDEX,
    PAPER,
    TAXON,
    WIKIPATHWAYS_GRAPH,
    Namespaces,
)
from pfocr_rdf.link_model import COMPARISON_NODE, OVERLAP_NODE, Compared, Comparison, Overlap
from pfocr_rdf.mapping import Mapper, digests
from pfocr_rdf.record import Chemical, Disease, Figure, Gene, Kind, Mention, Organism, Paper, Taxon
from pfocr_rdf.vocabulary import Term

NAMESPACES = Namespaces()

#: Digits in every identifier that is not shared; :func:`renumbered` puts others in their place.
DIGITS = "77077"
LEXICON_OF_GENES = "hgnc_symbol"

NETWORK, SECOND_NETWORK = f"00000000-0000-4000-8000-0000001{DIGITS}", f"00000000-0000-4000-8000-0000002{DIGITS}"
HUMAN = Taxon("9606", "Homo sapiens", "Primates")
MOUSE = Taxon(f"3{DIGITS}", "Mus musculus", "Rodents")
GENE_OF_HUMAN = Gene(f"1{DIGITS}", "IL1B", HUMAN, "IL1B")
GENE_OF_MOUSE = Gene(f"2{DIGITS}", "Il1b", MOUSE)
ATP, WATER = Chemical(f"D1{DIGITS}", "15422", "ATP"), Chemical(None, f"1{DIGITS}", "water")
FLU, COLD = Disease(f"D2{DIGITS}", "8469", "influenza"), Disease(None, f"1{DIGITS}", "common cold")
HGNC = HgncTable.of([HgncGene("IL1B", f"1{DIGITS}", GENE_OF_HUMAN.ncbi_id)], {})

PAPER_RECORD = Paper(
    pmcid=f"PMC1{DIGITS}",
    title="A paper",
    citation="Somebody, 2015.",
    year="2015",
    doi=f"10.1000/{DIGITS}",
    pubmed=f"1{DIGITS}",
    journal="A journal",
    journal_abbreviation="J",
    publisher="A publisher",
    keywords=("cancer",),
)

#: A figure with everything that a figure may have.
FIRST = Figure(
    figid=f"{PAPER_RECORD.pmcid}__fig-1.a",
    title="A pathway",
    paper=PAPER_RECORD,
    alias=f"{PAPER_RECORD.pmcid}__F1",
    caption="What is seen.",
    number="Figure 1",
    figure_type="Figure",
    score="0.85",
    rank="12",
    filename="fig-1.a.jpg",
    figlink=f"/pmc/articles/{PAPER_RECORD.pmcid}/figure/F1/",
    ndex=NETWORK,
    wikipathway="WP5382",
    organisms=(
        Organism(name="Homo sapiens", taxon=HUMAN, recognised=True),
        Organism(name="Mus musculus", taxon=MOUSE, annotated=True),
    ),
    genes=(
        Mention(Kind.GENE, "IL-1B", "IL-1B", LEXICON_OF_GENES, (GENE_OF_HUMAN,)),
        Mention(Kind.GENE, "NA", "NA", LEXICON_OF_GENES, (GENE_OF_HUMAN, GENE_OF_MOUSE)),
    ),
    chemicals=(
        Mention(Kind.CHEMICAL, "ATP", "ATP", "MESH", (ATP,)),
        Mention(Kind.CHEMICAL, "water", "water", "MESH", (WATER,)),
        Mention(Kind.CHEMICAL, "salt"),
    ),
    diseases=(
        Mention(Kind.DISEASE, "flu", "flu", "MESH", (FLU,)),
        Mention(Kind.DISEASE, "cold", "cold", "MESH", (COLD,)),
    ),
    keywords=("COX2",),
)

#: A figure with little.
SECOND = Figure(
    figid=f"PMC2{DIGITS}__f2",
    title="Another pathway",
    paper=Paper(pmcid=f"PMC2{DIGITS}"),
    ndex=SECOND_NETWORK,
    genes=(Mention(Kind.GENE, "IL1", "IL1", "famplex_relations", (GENE_OF_HUMAN,)),),
)


#: What the first figure shares with a pathway.
SHARED = Overlap(FIRST.figid, "WP5382", (int(GENE_OF_HUMAN.ncbi_id),), 1, 1, 8, 0.01, 0.04, "WP5382_r1")
OVERLAP = NAMESPACES.overlap(FIRST.figid, SHARED.wpid)
COMPARISON = NAMESPACES.comparison(f"{DIGITS}abcdef0")


@dataclass(frozen=True)
class Datum:
    """A graph, and the nodes in it that mutations spoil, by name."""

    graph: Graph
    nodes: dict[str, Node]

    def value(self, node: str, predicate: Term) -> Node:
        """One value of a property."""
        return min(self.graph.objects(self.nodes[node], term(predicate)), key=str)


def term(name: Term) -> URIRef:
    """A term of the vocabulary in full."""
    return URIRef(NAMESPACES.expand(name))


def good_graph(*, full: bool = True) -> Graph:
    """The graph of both figures, and of what the first shares with a pathway."""
    return figure_graph(FIRST, full=full, hgnc=HGNC) + figure_graph(SECOND, full=full, hgnc=HGNC) + link_graph()


def link_graph() -> Graph:
    """An overlap, and the comparison that it comes from."""
    mapper, graph = Mapper(RdflibTerms(NAMESPACES)), Graph()
    used = (NAMESPACES.dataset, WIKIPATHWAYS_GRAPH)
    comparison = Comparison(HUMAN.taxon_id, 800, 30, "All of it.", used, NAMESPACES.software("1.0"))
    nodes = (
        mapper.describe(OVERLAP_NODE, URIRef(OVERLAP), Compared(SHARED, COMPARISON)),
        mapper.describe(COMPARISON_NODE, URIRef(COMPARISON), comparison),
    )
    for node in nodes:
        for predicate, objects in node.properties:
            for one in objects:
                graph.add((node.subject, mapper.terms.name(predicate), one))
    return graph


def good_nodes() -> dict[str, Node]:
    """The nodes of the first figure, by kind, and others of the same kinds."""
    figure = NAMESPACES.iri(FIGURE, f"{FIRST.figid}.html")
    names = {
        "figure": figure,
        "picture": f"{figure}#image",
        "paper": NAMESPACES.iri(PAPER, FIRST.paper.pmcid),
        "network": NAMESPACES.iri(NDEX, NETWORK),
        "gene": NAMESPACES.iri(GENE, GENE_OF_HUMAN.ncbi_id),
        "other gene": NAMESPACES.iri(GENE, GENE_OF_MOUSE.ncbi_id),
        "chemical": NAMESPACES.iri(MESH, f"D1{DIGITS}"),
        "other chemical": NAMESPACES.iri(CHEBI, f"1{DIGITS}"),
        "disease": NAMESPACES.iri(MESH, f"D2{DIGITS}"),
        "other disease": NAMESPACES.iri(DOID, f"1{DIGITS}"),
        "taxon": NAMESPACES.iri(TAXON, MOUSE.taxon_id),
        "other taxon": NAMESPACES.iri(TAXON, HUMAN.taxon_id),
        "lexicon": NAMESPACES.iri(LEXICON, LEXICON_OF_GENES),
        "other lexicon": NAMESPACES.iri(LEXICON, "MESH"),
        "other figure": NAMESPACES.iri(FIGURE, f"{SECOND.figid}.html"),
        "other paper": NAMESPACES.iri(PAPER, SECOND.paper.pmcid),
        "other network": NAMESPACES.iri(NDEX, SECOND_NETWORK),
        "overlap": OVERLAP,
        "comparison": COMPARISON,
    }
    names["other picture"] = names["other figure"] + "#image"
    for mention, digest in zip(FIRST.mentions, digests(FIRST.mentions), strict=True):
        one = f"{mention.kind} mention"
        names[one if one not in names else f"other {one} {mention.word}"] = f"{figure}#{mention.kind}-{digest}"
    return {name: URIRef(iri) for name, iri in names.items()}


def renumbered(text: str, number: int) -> str:
    """A graph or a result with other digits, so that many graphs can be looked at as one and nothing mixes."""
    return text.replace(DIGITS, f"{number:05}").replace(LEXICON_OF_GENES, f"{LEXICON_OF_GENES}_{number}")
