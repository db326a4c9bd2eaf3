"""The reference engine: pyshacl over rdflib's own store, for results and for whole report graphs."""

from collections.abc import Iterator

import pyoxigraph
import pyshacl
import rdflib
from pyparsing import ParseBaseException
from rdflib.namespace import RDF, SH
from rdflib.term import BNode, IdentifiedNode, Literal, Node, URIRef

from pfocr_rdf.terms import escaped
from pfocr_rdf.validation.engines import EngineError, one_line
from pfocr_rdf.validation.results import Level, Result
from pfocr_rdf.validation.shapes import load


class PyshaclEngine:
    """The engine of the package ``pyshacl``."""

    def __init__(self, shapes: str) -> None:
        """Compile ``shapes``, in Turtle."""
        self._shapes = rdflib.Graph().parse(data=shapes, format="turtle")

    def results(self, triples: str) -> list[Result]:
        """What is wrong with the graph ``triples``, in N-Triples."""
        _, report, _ = self.report(_graph(triples))
        return list(graph_results(report))

    def report(self, graph: rdflib.Graph) -> tuple[bool, rdflib.Graph, str]:
        """Whether ``graph`` conforms, the validation report, and the same in words."""
        try:
            conforms, report, text = pyshacl.validate(graph, shacl_graph=self._shapes, inference="none", advanced=True)
        except (RuntimeError, ValueError, LookupError, ParseBaseException) as error:  # its own, and rdflib's on queries
            raise EngineError(f"pyshacl: found {one_line(error)}, expected a report; try --engine shacl") from error
        if not isinstance(report, rdflib.Graph):
            raise EngineError(f"pyshacl: found {one_line(text)}, expected a report; try --engine shacl")
        return conforms, report, text


def validate(graph: rdflib.Graph, *, foreign: bool = False) -> tuple[bool, rdflib.Graph, str]:
    """Check a graph against the shapes, by the reference engine: whether it conforms, the report, the same in words.

    What it answers is what ``pyshacl.validate`` answers. With ``foreign``, the graph may say more of genes, papers and
    whatever else other data sets describe. Use ``pfocr-rdf validate`` for more than some thousand figures.

    >>> from pfocr_rdf.reading import read
    >>> from pfocr_rdf.graph import figure_graph
    >>> conforms, report, text = validate(figure_graph(next(read("seeds", on_finding=print))))
    >>> conforms
    True
    """
    return PyshaclEngine(load(foreign=foreign).text).report(graph)


def graph_results(report: rdflib.Graph) -> Iterator[Result]:
    """Results of a SHACL validation report."""
    assert (None, RDF.type, SH.ValidationReport) in report
    for one in report.objects(None, SH.result):
        severity = str(report.value(one, SH.resultSeverity)).rpartition("#")[2]
        path = report.value(one, SH.resultPath)
        focus = report.value(one, SH.focusNode)
        yield Result(
            Level[severity.upper()],
            str(report.value(one, SH.sourceShape)),
            str(report.value(one, SH.sourceConstraintComponent)).rpartition("#")[2],
            str(focus) if isinstance(focus, URIRef) else _term(focus),
            str(path) if isinstance(path, URIRef) else "",
            _term(report.value(one, SH.value)),
            min((str(text) for text in report.objects(one, SH.resultMessage)), default=""),
        )


def _graph(triples: str) -> rdflib.Graph:
    """A graph that keeps literals as they are written; rdflib's own parser would rewrite numbers."""
    graph = rdflib.Graph()
    for one in pyoxigraph.parse(triples, pyoxigraph.RdfFormat.N_TRIPLES):
        subject, value = _node(one.subject), _node(one.object)
        assert isinstance(subject, IdentifiedNode)
        graph.add((subject, URIRef(one.predicate.value), value))
    return graph


def _node(term: object) -> Node:
    if isinstance(term, pyoxigraph.Literal):
        datatype = None if term.language or term.datatype.value == _STRING else URIRef(term.datatype.value)
        return Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
    if not isinstance(term, pyoxigraph.NamedNode | pyoxigraph.BlankNode):
        raise EngineError("pyshacl: found a triple as an object (RDF 1.2), expected RDF 1.1; try --engine shacl")
    return URIRef(term.value) if isinstance(term, pyoxigraph.NamedNode) else BNode(term.value)


_STRING = pyoxigraph.Literal("").datatype.value


def _term(term: Node | None) -> str:
    """A term in N-Triples, on one line."""
    if term is None:
        return ""
    if isinstance(term, Literal):
        end = f"@{term.language}" if term.language else f"^^<{term.datatype}>" if term.datatype else ""
        return escaped(str(term)) + end
    return f"<{term}>" if isinstance(term, URIRef) else f"_:{term}"
