"""What the service is and can do, in its own words (SPARQL 1.1 Service Description)."""

from collections.abc import Iterator

from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Triple, serialize

from pfocr_rdf.catalog_vocabulary import FORMATS, SD
from pfocr_rdf.formats import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE
from pfocr_rdf.serve.negotiation import CSV, GRAPHS, RESULTS_XML, TABLES
from pfocr_rdf.serve.problems import refuse
from pfocr_rdf.serve.reads import RESULTS_JSON, RESULTS_TSV, Reads, rows
from pfocr_rdf.vocabulary import PREFIXES, RDF, SERVICE_PREFIXES, Term

#: Media types by their names in service descriptions.
FORMAT_NAMES = {
    RESULTS_JSON: FORMATS.SPARQL_Results_JSON,
    RESULTS_XML: FORMATS.SPARQL_Results_XML,
    CSV: FORMATS.SPARQL_Results_CSV,
    RESULTS_TSV: FORMATS.SPARQL_Results_TSV,
    TURTLE.media_type: FORMATS.Turtle,
    N_TRIPLES.media_type: FORMATS.N_Triples,
    JSON_LD.media_type: FORMATS.JSON_LD,
    RDF_XML.media_type: FORMATS.RDF_XML,
    N_QUADS.media_type: FORMATS.N_Quads,
    TRIG.media_type: FORMATS.TriG,
}

_NAMED_GRAPHS = "SELECT DISTINCT ?graph { GRAPH ?graph {} } ORDER BY ?graph"


async def service_description(reads: Reads, address: str, media_type: str) -> bytes:
    """The description of the endpoint at ``address``; raises ``ProblemError`` where that is no address."""
    graphs = await rows(reads, _NAMED_GRAPHS)
    try:
        triples = [*_triples(address, graphs)]
    except ValueError as error:  # of a host name that no IRI may have
        raise refuse("bad-request", f"address: found {error}, expected an IRI; try another host name") from error
    written = serialize(triples, None, RdfFormat.from_media_type(media_type), prefixes=dict(SERVICE_PREFIXES))
    return written or b""


def _triples(address: str, graphs: QuerySolutions) -> Iterator[Triple]:
    service, dataset = NamedNode(f"{address}#service"), NamedNode(f"{address}#dataset")
    default = NamedNode(f"{address}#default-graph")
    yield from _said(service, (RDF.type, SD.Service), (SD.endpoint, NamedNode(address)))
    yield from _said(service, (SD.supportedLanguage, SD.SPARQL11Query), (SD.feature, SD.UnionDefaultGraph))
    for media_type in (*TABLES, *GRAPHS):
        yield from _said(service, (SD.resultFormat, FORMAT_NAMES[media_type]))
    yield from _said(service, (SD.defaultDataset, dataset))
    yield from _said(dataset, (RDF.type, SD.Dataset), (SD.defaultGraph, default))
    yield from _said(default, (RDF.type, SD.Graph))
    for number, row in enumerate(graphs, 1):
        graph, name = NamedNode(f"{address}#graph-{number}"), row["graph"]
        assert isinstance(name, NamedNode)
        yield from _said(dataset, (SD.namedGraph, graph))
        yield from _said(graph, (RDF.type, SD.NamedGraph), (SD.name, name))


def _said(subject: NamedNode, *pairs: tuple[Term, Term | NamedNode]) -> Iterator[Triple]:
    for predicate, value in pairs:
        yield Triple(subject, _node(predicate), _node(value) if isinstance(value, Term) else value)


def _node(term: Term) -> NamedNode:
    return NamedNode({**PREFIXES, **SERVICE_PREFIXES}[term.prefix] + term.local)
