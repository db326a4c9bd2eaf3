"""A good graph of two figures, and every way of spoiling it: each bad graph comes with the results that it must give.

What a mutation does follows from the model's table; what it must lead to follows from that and, where rules between
nodes are touched too, from :data:`ALSO`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from pfocr_rdf.graph import figure_graph
from pfocr_rdf.hgnc import HgncGene, HgncTable
from pfocr_rdf.identifiers import CHEBI, DOID, FIGURE, GENE, LEXICON, MESH, NDEX, PAPER, TAXON, Namespaces
from pfocr_rdf.jsonld import NODE_KINDS
from pfocr_rdf.mapping import digests
from pfocr_rdf.model import Address, NodeKind, Property, Reference, Text, Typed
from pfocr_rdf.record import Chemical, Disease, Figure, Gene, Kind, Mention, Organism, Paper, Taxon
from pfocr_rdf.vocabulary import OA, PFOCR, RDFS, SCHEMA, SKOS, Term

NAMESPACES = Namespaces()
KINDS = {kind.name: kind for kind in NODE_KINDS}
HUMAN = Taxon("9606", "Homo sapiens", "Primates")

#: Texts that may be ``NA``: as read from the picture, or held to the node's IRI by a rule.
ANY_TEXT = {PFOCR.word, PFOCR.matchedTerm, SCHEMA.identifier, SKOS.notation}

#: Addresses that are the same on every node, so that any second one is also a wrong one.
CONSTANT = {SCHEMA.license, SCHEMA.isPartOf, SKOS.inScheme}


class Reason(NamedTuple):
    """One result: the shape, the constraint component, and the node that is to blame."""

    shape: str
    component: str
    node: str


@dataclass(frozen=True)
class Datum:
    """A graph, and the node of each kind in it that mutations spoil."""

    graph: Graph
    nodes: Mapping[str, URIRef]

    def value(self, kind: str, predicate: Term) -> Node:
        """One value of a property."""
        return min(self.graph.objects(self.nodes[kind], term(predicate)))


class Mutation(NamedTuple):
    """A way to spoil a good graph; ``edit`` does it, and returns the results that must follow."""

    name: str
    edit: Callable[[Datum], Iterable[Reason]]

    def spoil(self, datum: Datum) -> set[Reason]:
        """Change ``datum``; what must be found then."""
        return {*self.edit(datum), *(Reason(*one, str(datum.nodes[node])) for *one, node in ALSO.get(self.name, ()))}


def term(name: Term) -> URIRef:
    """A term of the vocabulary in full."""
    return URIRef(NAMESPACES.expand(name))


def figures(number: int) -> tuple[Figure, Figure]:
    """A figure with everything that a figure may have, and a small one; all identifiers depend on ``number``."""
    human = Gene(f"{10_000 + number}", f"SYM{number}", HUMAN, f"SYM{number}")
    other = Gene(f"{20_000 + number}", "Sym", Taxon(f"{30_000 + number}", "Mus musculus", "Rodents"))
    first = Figure(
        figid=f"PMC{10_000 + number}__fig-1.a",
        title="A pathway",
        paper=Paper(
            pmcid=f"PMC{10_000 + number}",
            title="A paper",
            citation="Somebody, 2015.",
            year="2015",
            doi=f"10.1000/{number}",
            journal="A journal",
            journal_abbreviation="J",
            publisher="A publisher",
            keywords=("cancer",),
        ),
        alias=f"PMC{10_000 + number}__F1",
        caption="What is seen.",
        number="Figure 1",
        figure_type="Figure",
        score="0.85",
        rank="12",
        filename="fig-1.a.jpg",
        figlink=f"/pmc/articles/PMC{10_000 + number}/figure/F1/",
        ndex=uuid(2 * number),
        wikipathway="WP5382",
        organisms=(
            Organism(name="Homo sapiens", taxon=HUMAN, recognised=True),
            Organism(name="Mus musculus", taxon=other.taxon, annotated=True),
        ),
        genes=(
            Mention(Kind.GENE, "IL-1B", "IL-1B", f"lexicon-{number}", (human,)),
            Mention(Kind.GENE, "NA", "NA", f"lexicon-{number}", (human, other)),
        ),
        chemicals=(
            Mention(Kind.CHEMICAL, "ATP", "ATP", "MESH", (Chemical(f"D{10_000 + number}", "15422", "ATP"),)),
            Mention(Kind.CHEMICAL, "water", "water", "MESH", (Chemical(None, f"{10_000 + number}", "water"),)),
            Mention(Kind.CHEMICAL, "salt"),
        ),
        diseases=(
            Mention(Kind.DISEASE, "flu", "flu", "MESH", (Disease(f"D{20_000 + number}", "8469", "influenza"),)),
            Mention(Kind.DISEASE, "cold", "cold", "MESH", (Disease(None, f"{10_000 + number}", "cold"),)),
        ),
        keywords=("COX2",),
    )
    paper = Paper(pmcid=f"PMC{20_000 + number}")
    mention = Mention(Kind.GENE, "MAPK", "MAPK", "famplex_relations", (human,))
    return first, Figure(
        figid=f"PMC{20_000 + number}__f2", title="Another", paper=paper, ndex=uuid(2 * number + 1), genes=(mention,)
    )


def uuid(number: int) -> str:
    """A network's id."""
    return f"00000000-0000-4000-8000-{number:012x}"


def good(number: int) -> Datum:
    """A good graph; graphs of different numbers share human beings, some lexicons and nothing else."""
    first, second = figures(number)
    hgnc = HgncTable.of([HgncGene(f"SYM{number}", f"{number + 5}", f"{10_000 + number}")], {})
    graph = figure_graph(first, hgnc=hgnc) + figure_graph(second, hgnc=hgnc)
    iri = NAMESPACES.iri
    figure = iri(FIGURE, first.figid + ".html")
    shorts = dict(zip(first.mentions, digests(first.mentions), strict=True))
    nodes = {
        "figure": figure,
        "picture": figure + "#image",
        "paper": iri(PAPER, first.paper.pmcid),
        "network": iri(NDEX, uuid(2 * number)),
        "gene": iri(GENE, f"{10_000 + number}"),
        "other gene": iri(GENE, f"{20_000 + number}"),
        "chemical": iri(MESH, f"D{10_000 + number}"),
        "other chemical": iri(CHEBI, f"{10_000 + number}"),
        "disease": iri(MESH, f"D{20_000 + number}"),
        "other disease": iri(DOID, f"{10_000 + number}"),
        "taxon": iri(TAXON, f"{30_000 + number}"),
        "human": iri(TAXON, "9606"),
        "lexicon": iri(LEXICON, f"lexicon-{number}"),
        "other lexicon": iri(LEXICON, "MESH"),
        "second figure": iri(FIGURE, second.figid + ".html"),
        "second paper": iri(PAPER, second.paper.pmcid),
        "second network": iri(NDEX, uuid(2 * number + 1)),
    }
    for kind, mentions in zip(Kind, (first.genes, first.chemicals, first.diseases), strict=True):
        nodes[f"{kind} mention"] = f"{figure}#{kind}-{shorts[mentions[0]]}"
    return Datum(graph, {name: URIRef(node) for name, node in nodes.items()})


def shape(kind: str, of: str = "") -> str:
    """Local name of the shape of a kind, or of one of its properties."""
    return kind.replace(" ", "-") + (f"-{of}" if of else "")


def replaced(datum: Datum, kind: str, prop: Property, value: Node, *components: str) -> Iterator[Reason]:
    """Put ``value`` in the place of one that the property has; what must be found by its shape."""
    node, predicate = datum.nodes[kind], term(prop.predicate)
    datum.graph.remove((node, predicate, datum.value(kind, prop.predicate)))
    datum.graph.add((node, predicate, value))
    yield from (Reason(shape(kind, prop.predicate.local), component, str(node)) for component in components)


def dropped(datum: Datum, kind: str, prop: Property) -> Iterator[Reason]:
    """Take all values of a property away."""
    node = datum.nodes[kind]
    datum.graph.remove((node, term(prop.predicate), None))
    wanted = "-missing" if (kind, prop.predicate) == ("gene", SCHEMA.name) else ""
    yield Reason(shape(kind, prop.predicate.local) + wanted, "MinCount", str(node))


def doubled(datum: Datum, kind: str, prop: Property) -> Iterator[Reason]:
    """Add a second value, as good as the first."""
    node = datum.nodes[kind]
    datum.graph.add((node, term(prop.predicate), another(datum, kind, prop)))
    yield Reason(shape(kind, prop.predicate.local), "MaxCount", str(node))
    if kind != "picture" and prop.predicate in CONSTANT:
        yield Reason(shape(kind, prop.predicate.local), "Pattern", str(node))


def another(datum: Datum, kind: str, prop: Property) -> Node:
    """A second value of the right form."""
    value = datum.value(kind, prop.predicate)
    match prop.value:
        case Text():
            return Literal("another")
        case Typed(datatype):
            return Literal({"decimal": "0.5", "integer": "7", "gYear": "1999"}[datatype.local], datatype=term(datatype))
        case Reference(_, (to,)):
            return next(node for name, node in datum.nodes.items() if to in name.split() and node != value and "mention" not in name)
    second = datum.nodes["second figure"]
    return {
        (PFOCR.wikiPathway): URIRef(f"{value}1"),
    }.get(prop.predicate, second)
