"""Every way of spoiling a good graph; each names the results that must follow, and no others may.

What a mutation of a property does, and what its shape must say to it, follows from the model's table. Where rules
between nodes are broken as well, :data:`ALSO` lists them.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from good_graph import NAMESPACES, Datum, good_nodes, term
from rdflib import RDF, RDFS, XSD, BNode, Literal, URIRef
from rdflib.term import Node

from pfocr_rdf.identifiers import DOID, FIGURE, GENE, LEXICON, MESH, NDEX, PAPER, TAXON
from pfocr_rdf.jsonld import NODE_KINDS
from pfocr_rdf.model import Address, NodeKind, Property, Reference, Text, Typed
from pfocr_rdf.vocabulary import OA, PFOCR, SCHEMA, SKOS, Term

KINDS = {kind.name: kind for kind in NODE_KINDS}

#: Texts that may be ``NA``: as read from the picture, or held to the node's IRI by a rule.
ANY_TEXT = {PFOCR.word, PFOCR.matchedTerm, SCHEMA.identifier, SKOS.notation}

#: Kinds that others describe as well, or that are found by what points to them.
SHARED = {"paper", "network", "gene", "chemical", "disease", "taxon"}
POINTED_TO = {"network": PFOCR.ndexNetwork, "lexicon": PFOCR.lexicon}


class Reason(NamedTuple):
    """One result: the shape, the constraint component, and the node that is to blame."""

    shape: str
    component: str
    node: str


class Mutation(NamedTuple):
    """A way to spoil a good graph; ``edit`` does it, and returns the results that its shape must give."""

    name: str
    edit: Callable[[Datum], Iterable[Reason]]

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


def points(prop: Property) -> list[str]:
    """How the shape of a property says that a value is not a node of the right kind."""
    kinds = prop.value.to if isinstance(prop.value, Reference) else ()
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
            return Literal({"decimal": "0.5", "integer": "7", "gYear": "1999"}[datatype.local], datatype=term(datatype))
        case Reference(_, (to,)):
            others = (node for name, node in datum.nodes.items() if name in {to, f"other {to}"})
            return next(node for node in others if node != value)
    known = {
        SCHEMA.url: datum.nodes["other network"] if kind == "network" else figure,
        SCHEMA.image: figure + "#image",
        SCHEMA.distribution: datum.value("other network", SCHEMA.distribution),
    }
    return known.get(prop.predicate) or URIRef(f"{value}1")


def other_scheme(value: Node) -> Node:
    """The IRI with https for http, or the other way round: it looks right, and joins with nothing."""
    scheme, _, rest = str(value).partition("://")
    return URIRef(f"{'http' if scheme == 'https' else 'https'}://{rest}")


def text_mutations(prop: Property) -> Iterator[tuple[str, Callable[[Node], Node], list[str]]]:
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

OUT_OF_RANGE = {
    PFOCR.pathwayScore: (("-0.1", "MinInclusive"), ("1.0001", "MaxInclusive")),
    PFOCR.resultRank: (("0", "MinInclusive"),),
    SCHEMA.datePublished: (("1799", "Pattern"), ("2101", "Pattern"), ("20151", "Pattern")),
}


def typed_mutations(prop: Property, datatype: Term) -> Iterator[tuple[str, Callable[[Node], Node], list[str]]]:
    """A literal without its datatype, with a wrong one, and out of range."""
    limits = list(dict.fromkeys(component for _, component in OUT_OF_RANGE[prop.predicate]))
    order = [] if limits == ["Pattern"] else limits
    yield "a string", lambda value: Literal(str(value)), ["Datatype", *order]
    if order:
        yield "malformed", lambda _: Literal("abc", datatype=term(datatype), normalize=False), ["Datatype", *order]
    for text, component in OUT_OF_RANGE[prop.predicate]:
        yield text, partial(lambda text, _: Literal(text, datatype=term(datatype)), text), [component]


def iri_mutations(prop: Property) -> Iterator[tuple[str, Callable[[Node], Node], list[str]]]:
    """A string for an IRI, an IRI of a wrong form, a blank node, and one that the graph says nothing of."""
    yield "a string", lambda value: Literal(str(value)), ["NodeKind", *points(prop)]
    yield "a blank node", lambda _: BNode(), ["NodeKind", "Pattern", *points(prop)]
    if isinstance(prop.value, Address):
        yield "of a wrong form", lambda _: URIRef("urn:example:wrong"), ["Pattern"]
    if isinstance(prop.value, Reference):
        yield "of the other scheme", other_scheme, ["Pattern", *points(prop)]
        yield "of a wrong space", lambda _: URIRef("https://identifiers.org/uniprot/P01584"), ["Pattern", *points(prop)]
    if points(prop):
        yield "not described", lambda _: URIRef(UNKNOWN[prop.value.to[0]]), points(prop)


def value_mutations(prop: Property) -> Iterator[tuple[str, Callable[[Node], Node], list[str]]]:
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
    lead = f"{kind.name} {prop.predicate.local}"
    if prop.least:
        yield Mutation(f"{lead} dropped", partial(dropped, kind.name, prop))
    if prop.most == 1:
        yield Mutation(f"{lead} doubled", partial(doubled, kind.name, prop))
    for name, new, components in value_mutations(prop):
        yield Mutation(f"{lead} {name}", partial(replaced, new, components, kind.name, prop))


# Mutations of a whole node.


def references(datum: Datum, node: URIRef) -> Iterator[tuple[Reason, list[str]]]:
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

#: Name, triples to take away (-), to add (+) or to put in the place of others (=), and what must be found. A triple is
#: a node by its name, or any (*), a property, and a node by its name or a text.
RULES: tuple[tuple[str, tuple[tuple[str, str, Term, str], ...], tuple[tuple[str, str, str], ...]], ...] = (
    (
        "body not mentioned",
        (("-", "figure", SCHEMA.mentions, "gene"),),
        (("figure-mentions-bodies", "Equals", "figure"),),
    ),
    (
        "mentioned without a mention",
        (("-", "*", OA.hasBody, "other chemical"),),
        (("figure-mentions-evidence", "SPARQL", "figure"),),
    ),
    (
        "disease mentioned without a mention",
        (("-", "disease mention", OA.hasBody, "disease"),),
        (("figure-mentions-evidence", "SPARQL", "figure"),),
    ),
    (
        "figid of another figure",
        (("=", "figure", SCHEMA.identifier, "PMC10000__other"),),
        (("figure-iri", "SPARQL", "figure"), ("figure-pmcid", "SPARQL", "figure")),
    ),
    (
        "figure of another paper",
        (
            ("=", "figure", SCHEMA.isBasedOn, "other paper"),
            ("=", "picture", SCHEMA.isPartOf, "other paper"),
        ),
        (("figure-pmcid", "SPARQL", "figure"),),
    ),
    (
        "picture of another paper",
        (("=", "picture", SCHEMA.isPartOf, "other paper"),),
        (("figure-picture-paper", "Equals", "figure"),),
    ),
    (
        "page of another figure",
        (("=", "figure", SCHEMA.url, "other figure"),),
        (("figure-page", "SPARQL", "figure"),),
    ),
    (
        "picture of no figure",
        (("-", "figure", SCHEMA.image, "picture"),),
        (
            ("figure-image", "MinCount", "figure"),
            ("picture-figure", "MinCount", "picture"),
        ),
    ),
    (
        "network of another figure",
        (("=", "network", SCHEMA.isBasedOn, "other figure"),),
        (("figure-network", "Equals", "figure"), ("figure-network", "Equals", "other figure")),
    ),
    (
        "network that its figure does not name",
        (("-", "figure", PFOCR.ndexNetwork, "network"),),
        (("figure-network", "Equals", "figure"),),
    ),
    (
        "network of two figures",
        (("+", "other figure", PFOCR.ndexNetwork, "network"),),
        (("figure-ndexNetwork", "MaxCount", "other figure"), ("figure-network", "Equals", "other figure")),
    ),
    (
        "page of another network",
        (("=", "network", SCHEMA.url, "other network"),),
        (("network-page", "SPARQL", "network"),),
    ),
    (
        "download of another network",
        (
            (
                "=",
                "network",
                SCHEMA.distribution,
                "https://www.ndexbio.org/v3/networks/00000000-0000-4000-8000-fffffffffff0",
            ),
        ),
        (("network-download", "SPARQL", "network"),),
    ),
    *(
        (
            f"{kind} with the identifier of another",
            (("=", kind, SCHEMA.identifier, text),),
            ((f"{kind}-identity", "SPARQL", kind),),
        )
        for kind, text in (
            ("paper", "PMC1"),
            ("gene", "1"),
            ("chemical", "CHEBI:1"),
            ("other chemical", "D000001"),
            ("disease", "DOID:1"),
            ("other disease", "DOID_1"),
            ("taxon", "1"),
        )
    ),
    (
        "notation of another lexicon",
        (("=", "lexicon", SKOS.notation, "MESH"),),
        (("lexicon-identity", "SPARQL", "lexicon"),),
    ),
    (
        "another paper at Europe PMC",
        (("=", "paper", SCHEMA.sameAs, "https://europepmc.org/article/PMC/1"),),
        (("paper-europe-pmc", "SPARQL", "paper"),),
    ),
    (
        "HGNC on a gene of a mouse",
        (("+", "other gene", SCHEMA.sameAs, "https://identifiers.org/hgnc.symbol/IL1B"),),
        (("gene-human", "Or", "other gene"),),
    ),
    (
        "HGNC on a gene that is not human",
        (("=", "gene", SCHEMA.taxonomicRange, "taxon"),),
        (("gene-human", "Or", "gene"),),
    ),
)


def ruled(
    changes: Iterable[tuple[str, str, Term, str]], reasons: Iterable[tuple[str, str, str]], datum: Datum
) -> Iterator[Reason]:
    """Change some triples."""
    for sign, kind, predicate, value in changes:
        node = datum.nodes.get(kind)
        if value in datum.nodes:
            target: Node = datum.nodes[value]
        else:
            target = URIRef(value) if value.startswith("http") else Literal(value)
        if sign != "+":
            datum.graph.remove((node, term(predicate), None if sign == "=" else target))
        if sign != "-" and node is not None:
            datum.graph.add((node, term(predicate), target))
    for name, component, kind in reasons:
        yield Reason(name.removeprefix("other "), component, shown(datum.nodes[kind]))


def mutations() -> Iterator[Mutation]:
    """All of them."""
    for kind in NODE_KINDS:
        yield from node_mutations(kind)
        for prop in kind.properties:
            yield from property_mutations(kind, prop)
    for name, changes, reasons in RULES:
        yield Mutation(name, partial(ruled, changes, reasons))


#: Rules that a mutation of one property or node breaks too: a pattern of its name, the shape, the constraint component
#: and the node. ``{0}`` is the first group of the pattern.
ALSO: tuple[tuple[str, str, str, str], ...] = (
    ("figure of the other scheme", "figure-picture", "SPARQL", "figure"),
    *(("figure of the other scheme", "mention-iri", "SPARQL", one) for one in good_nodes() if "mention" in one),
    ("(figure|network) (of the other scheme|a blank node)", "{0}-url", "Pattern", "{0}"),
    ("(figure|network) a blank node", "{0}-url", "NodeKind", "{0}"),
    ("picture (of the other scheme|a blank node)", "figure-image", "Pattern", "figure"),
    ("picture a blank node", "figure-image", "NodeKind", "figure"),
    ("picture of the other scheme", "figure-picture", "SPARQL", "figure"),
    (
        "(gene|chemical|disease) mention (of the other scheme|hasTarget (doubled|of|not).*)",
        "mention-iri",
        "SPARQL",
        "{0} mention",
    ),
    ("figure without pfocr:PathwayFigure", "picture-figure", "Class", "picture"),
    ("figure identifier (doubled|empty)", "figure-iri", "SPARQL", "figure"),
    ("figure identifier (doubled|empty)", "figure-pmcid", "SPARQL", "figure"),
    ("figure url (?!dropped).*", "figure-page", "SPARQL", "figure"),
    ("figure isBasedOn (?!doubled).*", "figure-picture-paper", "Equals", "figure"),
    ("figure isBasedOn (doubled|of a wrong space|not described)", "figure-pmcid", "SPARQL", "figure"),
    ("figure image (?!doubled).*", "picture-figure", "MinCount", "picture"),
    ("figure image (doubled|of a wrong form)", "figure-picture", "SPARQL", "figure"),
    ("figure image doubled", "figure-picture-paper", "Equals", "figure"),
    ("figure image doubled", "picture-figure", "MaxCount", "other picture"),
    ("figure license doubled", "figure-license", "Pattern", "figure"),
    ("figure isPartOf doubled", "figure-isPartOf", "Pattern", "figure"),
    ("figure mentions .*", "figure-mentions-bodies", "Equals", "figure"),
    ("figure mentions (of|not) .*", "figure-mentions-evidence", "SPARQL", "figure"),
    ("figure ndexNetwork .*", "figure-network", "Equals", "figure"),
    ("picture isPartOf (?!dropped).*", "figure-picture-paper", "Equals", "figure"),
    ("(paper|gene|chemical|disease|taxon) identifier (doubled|empty)", "{0}-identity", "SPARQL", "{0}"),
    ("paper sameAs dropped", "paper-europe-pmc", "SPARQL", "paper"),
    (".* mention hasBody .*", "figure-mentions-bodies", "Equals", "figure"),
    ("(chemical|disease) mention hasBody .*", "figure-mentions-evidence", "SPARQL", "figure"),
    ("(chemical|disease) mention hasTarget (?!doubled).*", "figure-mentions-evidence", "SPARQL", "figure"),
    ("(chemical|disease) mention hasTarget doubled", "figure-mentions-bodies", "Equals", "other figure"),
    ("network isBasedOn (?!doubled).*", "figure-network", "Equals", "figure"),
    ("network isBasedOn doubled", "figure-network", "Equals", "other figure"),
    ("network url (?!dropped).*", "network-page", "SPARQL", "network"),
    ("network distribution (doubled|of).*", "network-download", "SPARQL", "network"),
    ("gene taxonomicRange (?!doubled).*", "gene-human", "Or", "gene"),
    ("taxon of the other scheme", "figure-mentions-evidence", "SPARQL", "figure"),
    ("lexicon notation (doubled|empty)", "lexicon-identity", "SPARQL", "lexicon"),
    ("lexicon inScheme doubled", "lexicon-inScheme", "Pattern", "lexicon"),
)
