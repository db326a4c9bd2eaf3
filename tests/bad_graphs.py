"""The bad graphs: each by itself, and all as one graph, for engines that take their time."""

from collections.abc import Iterator
from functools import cache

from good_graph import Datum, good_graph, good_nodes, renumbered, term
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
    """A copy of the good graph, to be changed."""
    graph = Graph()
    graph += good()
    return Datum(graph, good_nodes())


def triples(graph: Graph) -> str:
    """A graph in N-Triples."""
    return graph.serialize(format="nt")


@cache
def bad(name: str) -> tuple[Graph, set[Reason]]:
    """The graph that a mutation leads to, and the results that it must give."""
    datum = copied()
    reasons = MUTATIONS[name].spoil(datum)
    return datum.graph, reasons


def all_bad() -> tuple[str, set[Reason]]:
    """All bad graphs in one, each with identifiers of its own, in N-Triples; and all results.

    Mutations of different properties stand in one graph, as long as only the shapes of those properties mind.
    """
    texts, reasons = [], set()
    for number, (graph, expected) in enumerate((*layers(), *alone()), 10_000):
        texts.append(renumbered(triples(graph), number))
        reasons |= {Reason(*(renumbered(part, number) for part in reason)) for reason in expected}
    return "".join(texts), reasons


def is_simple(mutation: Mutation) -> bool:
    """Whether the shape of the property that is changed is the only one that minds."""
    return {reason.shape.removesuffix("-missing") for reason in bad(mutation.name)[1]} == {mutation.place}


def layers() -> Iterator[tuple[Graph, set[Reason]]]:
    """Bad graphs with many simple mutations each, never two of one property."""
    waiting = [mutation for mutation in MUTATIONS.values() if is_simple(mutation)]
    while waiting:
        layer = {mutation.place: mutation for mutation in reversed(waiting)}
        datum = copied()
        yield datum.graph, {reason for mutation in layer.values() for reason in mutation.spoil(datum)}
        waiting = [mutation for mutation in waiting if mutation is not layer[mutation.place]]


def alone() -> Iterator[tuple[Graph, set[Reason]]]:
    """Bad graphs with one mutation that is not simple, without what has nothing to do with it."""
    for mutation in MUTATIONS.values():
        if not is_simple(mutation):
            graph, reasons = bad(mutation.name)
            yield slimmed(graph, reasons), reasons


def slimmed(graph: Graph, reasons: set[Reason]) -> Graph:
    """A bad graph without what is neither changed nor to blame: the second figure, mentions and their entities."""
    slim = Graph()
    slim += graph
    concerned = {str(one) for triple in set(graph) ^ set(good()) for one in triple} | {one.node for one in reasons}
    second = set(second_nodes(slim))
    if concerned & {*map(str, second)}:
        return slim
    concerned.add(str(good_nodes()["gene mention"]))
    for node in second:
        slim.remove((node, None, None))
    for mention in set(slim.subjects(term(OA.hasTarget))):
        bodies = set(slim.objects(mention, term(OA.hasBody)))
        if not concerned & {str(mention), *map(str, bodies)}:
            slim.remove((mention, None, None))
            for body in bodies - set(slim.objects(None, term(OA.hasBody))):
                slim.remove((body, None, None))
                slim.remove((None, term(SCHEMA.mentions), body))
    return slim


def second_nodes(graph: Graph) -> Iterator[Node]:
    """The second figure, its paper, its picture, its network and its mention."""
    nodes = good_nodes()
    yield from (nodes[f"other {kind}"] for kind in ("figure", "paper", "picture", "network"))
    yield from graph.subjects(term(OA.hasTarget), nodes["other figure"])
