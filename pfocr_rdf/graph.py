"""One figure as an ``rdflib.Graph``: for a look, a test or a notebook; whole databases go through the writers."""

from rdflib import Graph, Literal, URIRef
from rdflib.term import Identifier, Node

from pfocr_rdf.entities import Entities
from pfocr_rdf.hgnc import HgncTable, bundled
from pfocr_rdf.identifiers import Namespaces, Space
from pfocr_rdf.mapping import Mapper
from pfocr_rdf.record import Figure
from pfocr_rdf.vocabulary import Term


class RdflibTerms:
    """Terms as rdflib has them."""

    def __init__(self, namespaces: Namespaces) -> None:
        """Write under ``namespaces``."""
        self.namespaces = namespaces

    def name(self, term: Term) -> Identifier:
        """A class or property of the vocabulary."""
        return URIRef(self.namespaces.expand(term))

    def identifier(self, space: Space, identifier: str) -> Identifier:
        """The IRI of an identifier."""
        return URIRef(self.namespaces.iri(space, identifier))

    def address(self, iri: str) -> Identifier:
        """Any other IRI."""
        return URIRef(iri)

    def text(self, text: str) -> Identifier:
        """A plain string."""
        return Literal(text)

    def typed(self, text: str, datatype: Term) -> Identifier:
        """A literal with a datatype; its digits stay as written."""
        return Literal(text, datatype=URIRef(self.namespaces.expand(datatype)), normalize=False)


def figure_graph(
    figure: Figure, *, namespaces: Namespaces | None = None, full: bool = True, hgnc: HgncTable | None = None
) -> Graph:
    """All triples of one figure, its paper and its entities included: the same as ``convert`` writes for it.

    Without ``full`` the mentions are left out. ``hgnc`` defaults to the bundled table.

    >>> from pfocr_rdf.record import Paper
    >>> len(figure_graph(Figure(figid="PMC1__f1", title="A pathway", paper=Paper(pmcid="PMC1"))))
    16
    """
    mapper = Mapper(RdflibTerms(namespaces or Namespaces()), full=full)
    entities = Entities()
    entities.add(figure, full=full)
    graph = Graph()
    for prefix, iri in mapper.terms.namespaces.prefixes.items():
        graph.bind(prefix, iri)
    nodes = (*mapper.figure(figure), mapper.paper(figure.paper), *entities.nodes(mapper, hgnc or bundled()))
    for node in nodes:
        for predicate, objects in node.properties:
            name: Node = mapper.terms.name(predicate)
            for one in objects:
                graph.add((node.subject, name, one))
    return graph
