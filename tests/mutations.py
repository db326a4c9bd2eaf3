"""Every way of spoiling a good graph; each names the results that must follow, and no others may.

What a mutation of a property does, and what its shape must say to it, follows from the model's table. Where rules
between nodes are broken, :mod:`broken_rules` lists them.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple, TypeAlias

from broken_rules import ALSO, RULES, Change, Consequence
from good_graph import NAMESPACES, Datum, term
from rdflib import RDF, RDFS, XSD, BNode, Literal, URIRef
from rdflib.term import Node

from pfocr_rdf.identifiers import DOID, FIGURE, GENE, LEXICON, MESH, NDEX, PAPER, TAXON
from pfocr_rdf.jsonld import NODE_KINDS
from pfocr_rdf.model import Address, NodeKind, Property, Reference, Text, Typed
from pfocr_rdf.vocabulary import OA, PFOCR, PROV, SCHEMA, SKOS, Term

KINDS = {kind.name: kind for kind in NODE_KINDS}

#: Texts that may be ``NA``: as read from the picture, or held to the node's IRI by a rule.
ANY_TEXT = {PFOCR.word, PFOCR.matchedTerm, SCHEMA.identifier, SKOS.notation}

#: Kinds that others describe as well, or that are found by what points to them.
SHARED = {"paper", "network", "gene", "chemical", "disease", "taxon"}
POINTED_TO = {"network": PFOCR.ndexNetwork, "lexicon": PFOCR.lexicon}


#: A name, what to put in the place of a value, and the constraint components of the property's shape that must say so.
Variant: TypeAlias = tuple[str, Callable[[Node], Node], list[str]]


class Reason(NamedTuple):
    """One result: the shape, the constraint component, and the node that is to blame."""

    shape: str
    component: str
    node: str


class Mutation(NamedTuple):
    """A way to spoil a good graph; ``edit`` does it, and returns the results that its shape must give.

    ``place`` is the shape of the property that it changes, if that is all it does.
    """

    name: str
    edit: Callable[[Datum], Iterable[Reason]]
    place: str = ""

    def spoil(self, datum: Datum) -> set[Reason]:
        """Change ``datum``; all that must be found then."""
        found = {*self.edit(datum)}
        for names, name, component, node in ALSO:
            if match := re.fullmatch(names, self.name):
                blamed = datum.nodes[node.format(*match.groups())]
                found.add(Reason(name.format(*match.groups()), component, shown(blamed)))
        return found


def shown(node: Node) -> str:
    """A node as it stands in a result: strings in quotes, and blank nodes without their names."""
    return "_:" if isinstance(node, BNode) else f'"{node}"' if isinstance(node, Literal) else str(node)


def shape(kind: str, of: str = "") -> str:
    """Local name of the shape of a kind, or of one of its properties."""
    return kind.replace(" ", "-") + (f"-{of}" if of else "")


def own_class(kind: NodeKind) -> Term:
    """The class that a kind has for itself."""
    return next((one for one in kind.classes if one.prefix == "pfocr"), kind.classes[0])


def kinds_of(prop: Property) -> tuple[str, ...]:
    """The kinds of node that a property points to."""
    return prop.value.to if isinstance(prop.value, Reference) else ()


def points(prop: Property) -> list[str]:
    """How the shape of a property says that a value is not a node of the right kind."""
    kinds = kinds_of(prop)
    return [] if not kinds else ["Class"] if len(kinds) == 1 else ["Or"]


# Mutations of one property: what they put in the place of a value, and what the property's shape must say.


def replaced(
    new: Callable[[Node], Node], components: list[str], kind: str, prop: Property, datum: Datum
) -> Iterator[Reason]:
    """Put another value in the place of one."""
    node, predicate = datum.nodes[kind], term(prop.predicate)
    value = datum.value(kind, prop.predicate)
    datum.graph.remove((node, predicate, value))
    datum.graph.add((node, predicate, changed := new(value)))
    yield from (Reason(shape(kind, prop.predicate.local), component, shown(node)) for component in components)
    for name, pointer in POINTED_TO.items():
        if prop.predicate == pointer:
            yield from nothing(name, changed, components)


def nothing(kind: str, node: Node, components: list[str]) -> Iterator[Reason]:
    """What the shape of a kind finds on a node that has nothing, since it is checked for being pointed to."""
    yield Reason(shape(kind, "classes"), "HasValue", shown(node))
    yield from (Reason(shape(kind), one, shown(node)) for one in components if one in {"NodeKind", "Pattern"})
    for prop in KINDS[kind].properties:
        if prop.least:
            yield Reason(shape(kind, prop.predicate.local), "MinCount", shown(node))


def dropped(kind: str, prop: Property, datum: Datum) -> Iterator[Reason]:
    """Take all values away."""
    node = datum.nodes[kind]
    datum.graph.remove((node, term(prop.predicate), None))
    wanted = "-missing" if (kind, prop.predicate) == ("gene", SCHEMA.name) else ""
    yield Reason(shape(kind, prop.predicate.local) + wanted, "MinCount", shown(node))


def doubled(kind: str, prop: Property, datum: Datum) -> Iterator[Reason]:
    """Add a second value of the right form."""
    node = datum.nodes[kind]
    datum.graph.add((node, term(prop.predicate), second(datum, kind, prop)))
    yield Reason(shape(kind, prop.predicate.local), "MaxCount", shown(node))


def second(datum: Datum, kind: str, prop: Property) -> Node:
    """Another value of the right form; of constants there is none, and a wrong one is given."""
    value, figure = datum.value(kind, prop.predicate), datum.nodes["other figure"]
    match prop.value:
        case Text():
            return Literal("another")
        case Typed(datatype):
            return Literal(
                {"decimal": "0.5", "integer": "7", "gYear": "1999", "double": "0.5E0"}[datatype.local],
                datatype=term(datatype),
            )
        case Reference(_, (to,)):
            others = (node for name, node in datum.nodes.items() if name in {to, f"other {to}"})
            return next(node for node in others if node != value)
    known = {
        PFOCR.overlapOf: figure,
        PROV.wasGeneratedBy: URIRef(NAMESPACES.comparison("0" * 12)),
        SCHEMA.url: datum.nodes["other network"] if kind == "network" else figure,
        SCHEMA.image: datum.nodes["other picture"],
        SCHEMA.distribution: datum.value("other network", SCHEMA.distribution),
    }
    return known.get(prop.predicate) or URIRef(f"{value}1")


def other_scheme(value: Node) -> Node:
    """The IRI with https for http, or the other way round: it looks right, and joins with nothing."""
    scheme, _, rest = str(value).partition("://")
    return URIRef(f"{'http' if scheme == 'https' else 'https'}://{rest}")


def text_mutations(prop: Property) -> Iterator[Variant]:
    """A string with a language, with a datatype, and one that stands for nothing."""
    yield "with a language", lambda value: Literal(str(value), lang="en"), ["Datatype"]
    yield "with a datatype", lambda value: Literal(str(value), datatype=XSD.token), ["Datatype"]
    if prop.predicate in ANY_TEXT:
        empty = ["MinLength"]
    else:
        empty = ["Not"]
        yield "a placeholder", lambda _: Literal(".na.character"), ["Not"]
    yield "empty", lambda _: Literal(""), empty


#: IRIs of the right form that no graph here describes.
UNKNOWN = {
    "figure": NAMESPACES.iri(FIGURE, "PMC1__none.html"),
    "paper": NAMESPACES.iri(PAPER, "PMC1"),
    "network": NAMESPACES.iri(NDEX, "00000000-0000-0000-0000-000000000000"),
    "gene": NAMESPACES.iri(GENE, "1"),
    "chemical": NAMESPACES.iri(MESH, "C1"),
    "disease": NAMESPACES.iri(DOID, "1"),
    "taxon": NAMESPACES.iri(TAXON, "1"),
    "lexicon": NAMESPACES.iri(LEXICON, "none"),
}

COUNTS = (
    PFOCR.resultRank,
    PFOCR.sharedGeneCount,
    PFOCR.figureGeneCount,
    PFOCR.testedGeneCount,
    PFOCR.pathwayGeneCount,
    PFOCR.backgroundGeneCount,
    PFOCR.pathwayCount,
)

OUT_OF_RANGE = {
    PFOCR.pathwayScore: (("-0.1", "MinInclusive"), ("1.0001", "MaxInclusive")),
    **dict.fromkeys(COUNTS, (("0", "MinInclusive"),)),
    PFOCR.jaccard: (("-0.1", "MinInclusive"), ("1.0001", "MaxInclusive")),
    **dict.fromkeys((PFOCR.pValue, PFOCR.adjustedPValue), (("-1.0E-9", "MinInclusive"), ("1.0001E0", "MaxInclusive"))),
    SCHEMA.datePublished: (("1799", "Pattern"), ("2101", "Pattern"), ("20151", "Pattern")),
}


def typed_mutations(prop: Property, datatype: Term) -> Iterator[Variant]:
    """A literal without its datatype, with a wrong one, and out of range."""
    limits = list(dict.fromkeys(component for _, component in OUT_OF_RANGE[prop.predicate]))
    order = [] if limits == ["Pattern"] else limits
    yield "a string", lambda value: Literal(str(value)), ["Datatype", *order]
    if order:
        yield "malformed", lambda _: Literal("abc", datatype=term(datatype), normalize=False), ["Datatype", *order]
    for text, component in OUT_OF_RANGE[prop.predicate]:
        yield text, partial(lambda text, _: Literal(text, datatype=term(datatype)), text), [component]


def iri_mutations(prop: Property) -> Iterator[Variant]:
    """A string for an IRI, an IRI of a wrong form, a blank node, and one that the graph says nothing of."""
    yield "a string", lambda value: Literal(str(value)), ["NodeKind", *points(prop)]
    yield "a blank node", lambda _: BNode(), ["NodeKind", "Pattern", *points(prop)]
    if isinstance(prop.value, Address):
        yield "of a wrong form", lambda _: URIRef("urn:example:wrong"), ["Pattern"]
    if isinstance(prop.value, Reference):
        yield "of the other scheme", other_scheme, ["Pattern", *points(prop)]
    if kinds_of(prop):
        yield "not described", lambda _: URIRef(UNKNOWN[kinds_of(prop)[0]]), points(prop)


def value_mutations(prop: Property) -> Iterator[Variant]:
    """Everything that may be wrong with a value."""
    match prop.value:
        case Text():
            yield from text_mutations(prop)
        case Typed(datatype):
            yield from typed_mutations(prop, datatype)
        case _:
            yield from iri_mutations(prop)


def property_mutations(kind: NodeKind, prop: Property) -> Iterator[Mutation]:
    """Everything that may be wrong with a property."""
    lead, place = f"{kind.name} {prop.predicate.local}", shape(kind.name, prop.predicate.local)
    if prop.least:
        yield Mutation(f"{lead} dropped", partial(dropped, kind.name, prop), place)
    if prop.most == 1:
        yield Mutation(f"{lead} doubled", partial(doubled, kind.name, prop), place)
    for name, new, components in value_mutations(prop):
        yield Mutation(f"{lead} {name}", partial(replaced, new, components, kind.name, prop), place)


# Mutations of a whole node.


def references(datum: Datum, node: Node) -> Iterator[tuple[Reason, list[str]]]:
    """What points to a node: the shape that would say so, and what it would say of a node of another kind."""
    for subject, predicate in datum.graph.subject_predicates(node):
        classes = set(datum.graph.objects(subject, RDF.type))
        for kind in NODE_KINDS:
            if classes == {*map(term, kind.classes)}:
                for prop in kind.properties:
                    if term(prop.predicate) == predicate and points(prop):
                        yield Reason(shape(kind.name, prop.predicate.local), "", shown(subject)), points(prop)


def classless(kind: str, one: Term, datum: Datum) -> Iterator[Reason]:
    """Take one class away. Without its own, a node is seen through what points to it, or through its properties."""
    node = datum.nodes[kind]
    datum.graph.remove((node, RDF.type, term(one)))
    own = own_class(KINDS[kind])
    if one != own or kind in {*POINTED_TO, "picture"}:
        yield Reason(shape(kind, "classes"), "HasValue", shown(node))
    if one == own:
        for reason, components in references(datum, node):
            yield from (reason._replace(component=component) for component in components)
    if one == own and (one.prefix == "pfocr" or kind == "taxon"):
        yield Reason(f"subject-{kind.rpartition(' ')[2]}", "QualifiedMinCount", shown(node))


def reclassed(kind: str, datum: Datum) -> Iterator[Reason]:
    """Give a node of ours a class more."""
    datum.graph.add((datum.nodes[kind], RDF.type, term(SCHEMA.Dataset if kind != "figure" else OA.Annotation)))
    yield Reason(shape(kind, "classes"), "In", shown(datum.nodes[kind]))


def extended(kind: str, datum: Datum) -> Iterator[Reason]:
    """Give a node a property that the model does not know."""
    datum.graph.add((datum.nodes[kind], RDFS.label, Literal("a label")))
    yield Reason(shape(kind, "closed" if kind in SHARED else ""), "Closed", shown(datum.nodes[kind]))


def renamed(new: Callable[[Node], Node], components: list[str], kind: str, datum: Datum) -> Iterator[Reason]:
    """Give a node another name wherever it stands."""
    node = datum.nodes[kind]
    name = datum.nodes[kind] = new(node)
    pointing = list(references(datum, node))
    for subject, predicate, value in list(datum.graph):
        if node in {subject, value}:
            datum.graph.remove((subject, predicate, value))
            datum.graph.add((name if subject == node else subject, predicate, name if value == node else value))
    yield from (Reason(shape(kind), component, shown(name)) for component in components)
    yield from (reason._replace(component=component) for reason, _ in pointing for component in components)


def node_mutations(kind: NodeKind) -> Iterator[Mutation]:
    """Everything that may be wrong with a node."""
    name = kind.name
    for one in kind.classes:
        yield Mutation(f"{name} without {one}", partial(classless, name, one))
    if name not in SHARED:
        yield Mutation(f"{name} with another class", partial(reclassed, name))
    yield Mutation(f"{name} with an unknown property", partial(extended, name))
    yield Mutation(f"{name} of the other scheme", partial(renamed, other_scheme, ["Pattern"], name))
    yield Mutation(f"{name} a blank node", partial(renamed, lambda _: BNode(), ["NodeKind", "Pattern"], name))


# Mutations that no shape of one property sees.


def rewritten(changes: Iterable[Change], reasons: Iterable[Consequence], datum: Datum) -> Iterator[Reason]:
    """Take triples away, and add others."""
    for sign, name, predicate, value in changes:
        node = datum.nodes.get(name)
        target = datum.nodes.get(value) or (URIRef(value) if value.startswith("http") else Literal(value))
        if sign != "+":
            datum.graph.remove((node, term(predicate), None if sign == "=" else target))
        if sign != "-" and node is not None:
            datum.graph.add((node, term(predicate), target))
    yield from (Reason(blamed, component, shown(datum.nodes[name])) for blamed, component, name in reasons)


def mutations() -> Iterator[Mutation]:
    """All of them."""
    for kind in NODE_KINDS:
        yield from node_mutations(kind)
        for prop in kind.properties:
            yield from property_mutations(kind, prop)
    for name, changes, reasons in RULES:
        yield Mutation(name, partial(rewritten, changes, reasons))
