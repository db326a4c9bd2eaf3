"""Nodes to text: Turtle, N-Triples and N-Quads, a block at a time and without looking back.

A writer turns a group of nodes into a piece of text; joined in order between ``header`` and ``footer``, the pieces
are a document. Writers know subjects, properties and graphs, never figures.
"""

from collections.abc import Sequence
from typing import Protocol

from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.mapping import Node
from pfocr_rdf.model import GRAPHS, LINK_PREDICATES
from pfocr_rdf.terms import NTriplesTerms, Terms, TurtleTerms

#: Prefixes that no node is written with; a document does not declare them.
_UNUSED_PREFIXES = frozenset(
    {"rdf", "rdfs", "owl", "dctypes", "void", "void-ext", "dcat", "pav", "foaf", "pubmed", "dc", "wp"}
    | {"sd", "sh", "spex", "spdx", "vann", "freq"}
)


class Writer(Protocol):
    """What every writer offers; ``separator`` stands between pieces, which begin with it.

    A writer that ``nests`` puts nodes into each other, and needs all of a paper's at once.
    """

    separator: str
    nests: bool

    @property
    def terms(self) -> Terms[str]:
        """The terms that nodes have to be written in."""

    def header(self) -> str:
        """What comes before the first piece."""

    def piece(self, nodes: Sequence[Node[str]]) -> str:
        """The text of some nodes that belong together."""

    def parts(self, nodes: Sequence[Node[str]]) -> tuple[str, str]:
        """The text of some nodes in two parts, of which the second comes after all other first parts of a piece."""

    def footer(self) -> str:
        """What comes after the last piece."""


class TurtleWriter:
    """RDF 1.1 Turtle, grouped by subject, one property a line.

    >>> from pfocr_rdf.mapping import Mapper
    >>> from pfocr_rdf.record import Paper
    >>> writer = TurtleWriter(Namespaces())
    >>> print(writer.piece([Mapper(writer.terms).paper(Paper(pmcid="PMC1"))]), end="")
    pmc:PMC1
        a schema:ScholarlyArticle ;
        schema:identifier "PMC1" ;
        schema:sameAs <https://europepmc.org/article/PMC/1> .
    <BLANKLINE>
    """

    separator = ""
    nests = False

    def __init__(self, namespaces: Namespaces) -> None:
        """Write under ``namespaces``."""
        self.terms = TurtleTerms(namespaces)

    def header(self) -> str:
        """Prefixes, each declared once."""
        prefixes = document_prefixes(self.terms.namespaces)
        return "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items()) + "\n"

    def piece(self, nodes: Sequence[Node[str]]) -> str:
        """One block for each node."""
        name = self.terms.name
        blocks = []
        for _, subject, properties in nodes:
            lines = [f"{name(predicate)} {' , '.join(objects)}" for predicate, objects in properties]
            blocks.append(f"{subject}\n    " + " ;\n    ".join(lines) + " .\n\n")
        return "".join(blocks)

    def parts(self, nodes: Sequence[Node[str]]) -> tuple[str, str]:
        """All of it in the first part."""
        return self.piece(nodes), ""

    def footer(self) -> str:
        """Nothing."""
        return ""


class NTriplesWriter:
    """RDF 1.1 N-Triples."""

    separator = ""
    nests = False

    def __init__(self, namespaces: Namespaces) -> None:
        """Write under ``namespaces``."""
        self.terms = NTriplesTerms(namespaces)

    def header(self) -> str:
        """Nothing."""
        return ""

    def piece(self, nodes: Sequence[Node[str]]) -> str:
        """One line for each triple."""
        name = self.terms.name
        lines = []
        for _, subject, properties in nodes:
            for predicate, objects in properties:
                lead = f"{subject} {name(predicate)} "
                lines += [f"{lead}{one} .\n" for one in objects]
        return "".join(lines)

    def parts(self, nodes: Sequence[Node[str]]) -> tuple[str, str]:
        """All of it in the first part."""
        return self.piece(nodes), ""

    def footer(self) -> str:
        """Nothing."""
        return ""


class NQuadsWriter(NTriplesWriter):
    """RDF 1.1 N-Quads; of a group of nodes, what belongs to ``links`` comes last."""

    def __init__(self, namespaces: Namespaces) -> None:
        """Write under ``namespaces``."""
        super().__init__(namespaces)
        self._graphs = {graph: self.terms.address(namespaces.graph(graph)) for graph in GRAPHS}

    def piece(self, nodes: Sequence[Node[str]]) -> str:
        """One line for each quad."""
        return "".join(self.parts(nodes))

    def parts(self, nodes: Sequence[Node[str]]) -> tuple[str, str]:
        """Links in the second part."""
        name = self.terms.name
        lines: list[str] = []
        links: list[str] = []
        for kind, subject, properties in nodes:
            for predicate, objects in properties:
                graph = "links" if predicate in LINK_PREDICATES else kind.graph
                end = f" {self._graphs[graph]} .\n"
                lead = f"{subject} {name(predicate)} "
                (links if graph == "links" else lines).extend([lead + one + end for one in objects])
        return "".join(lines), "".join(links)


def document_prefixes(namespaces: Namespaces) -> dict[str, str]:
    """The prefixes that documents declare.

    >>> "schema" in document_prefixes(Namespaces())
    True
    """
    return {prefix: iri for prefix, iri in namespaces.prefixes.items() if prefix not in _UNUSED_PREFIXES}
