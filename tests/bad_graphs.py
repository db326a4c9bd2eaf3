"""Bad graphs: one for each mutation, and all of them as one graph, for engines that take their time."""

from functools import cache

from good_graph import DIGITS, Datum, good_graph, good_nodes, renumbered, term
from mutations import Mutation, Reason, mutations
from rdflib import Graph
from rdflib.term import Node

from pfocr_rdf.vocabulary import OA, SCHEMA

MUTATIONS = {mutation.name: mutation for mutation in mutations()}


@cache
def good() -> Graph:
    """The good graph; to be copied, not changed."""
    return good_graph()


def copied() -> Datum:
    """A copy of the good graph."""
    graph = Graph()
    graph += good()
    return Datum(graph, good_nodes())


def spoiled(mutation: Mutation) -> tuple[str, set[Reason]]:
    """A bad graph in N-Triples, and the results that it must give."""
    datum = copied()
    reasons = mutation.spoil(datum)
    return triples(datum.graph), reasons


def triples(graph: Graph) -> str:
    """A graph in N-Triples."""
    return graph.serialize(format="nt")


def simple(mutation: Mutation, reasons: set[Reason]) -> bool:
    """Whether a mutation changes one property, and only that property's shape minds."""
    place, _, _ = mutation.name.rpartition(" ")
    return False


def slimmed(graph: Graph, reasons: set[Reason]) -> Graph:
    """A bad graph without the mentions, entities and figures that have nothing to do with what is wrong with it."""
    changed = set(graph) ^ set(good())
    concerned = {str(one) for triple in changed for one in triple} | {reason.node for reason in reasons}
    for mention in set(graph.subjects(term(OA.hasTarget))):
        bodies = set(graph.objects(mention, term(OA.hasBody)))
        if not concerned & {str(mention), *map(str, bodies)}:
            graph.remove((mention, None, None))
            for body in bodies - set(graph.objects(None, term(OA.hasBody))):
                graph.remove((body, None, None))
                graph.remove((None, term(SCHEMA.mentions), body))
    return graph
