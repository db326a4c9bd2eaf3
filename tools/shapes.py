"""SHACL shapes that follow from the model's table: what a node of each kind must, may and must not have.

:func:`properties` makes ``shapes/properties.ttl``, :func:`closed` makes ``shapes/closed.ttl``; the rules between nodes
are written by hand, in ``shapes/rules.ttl``. All of it is SHACL Core, and each shape has an IRI by which it is found.
"""

from collections.abc import Iterable, Iterator

from shape_forms import ANY_TEXT, RANGES, TARGETS, WANTED, address_forms, either, node_forms, space_form

from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.jsonld import NODE_KINDS
from pfocr_rdf.link_model import COMPARISON_NODE, OVERLAP_NODE
from pfocr_rdf.model import Address, NodeKind, Property, Reference, Text, Typed
from pfocr_rdf.terms import escaped
from pfocr_rdf.values import MISSING
from pfocr_rdf.vocabulary import RDF, Term

MADE = "# Made by tools/generate.py; edit the model's table in pfocr_rdf, or tools/shapes.py, instead.\n"
USED_PREFIXES = ("rdf", "rdfs", "xsd", "oa", "dcterms", "fabio", "prism", "prov", "skos", "schema", "pfocr")
KINDS = {kind.name: kind for kind in NODE_KINDS}

#: Kinds that no record has, but ``pfocr-rdf link`` makes.
COMPUTED = (OVERLAP_NODE, COMPARISON_NODE)

#: How often a property stands on its node, in words.
COUNTS = {(1, 1): "exactly one", (0, 1): "at most one", (1, None): "at least one", (0, None): "any number of"}

#: A subject, and what is said of it.
Block = tuple[str, list[str]]


def is_ours(kind: NodeKind) -> bool:
    """Whether nobody else describes such nodes, since their IRIs are ours."""
    return kind.iri.startswith(("{", "lex:"))


def shape(kind: NodeKind, of: str = "") -> str:
    """Name of the shape of a kind, or of one of its properties."""
    return "shape:" + anchor(kind) + (f"-{of}" if of else "")


def anchor(kind: NodeKind, prop: Property | None = None) -> str:
    """What the mapping reference calls the section of a kind, or the line of one of its properties."""
    return kind.name.replace(" ", "-") + (f"-{prop.predicate.local}" if prop else "")


def one(noun: str) -> str:
    """``noun`` with its article."""
    return ("an " if noun[0] in "aeiou" else "a ") + noun


def again(kind: NodeKind) -> str:
    """How nodes of a kind are made anew."""
    return "Compute the links again." if kind in COMPUTED else "Convert the record again."


def words(see: str, label: str, message: str, severity: str = "Violation") -> list[str]:
    """What people read of a shape: its name, what is wrong and what to do, how bad it is, and where it is explained."""
    texts = [f"rdfs:label {escaped(label)}", f"sh:message {escaped(message)}"]
    return [*texts, f"sh:severity sh:{severity}", f"rdfs:seeAlso mapping:{see}"]


def value_words(prop: Property, namespaces: Namespaces) -> str:
    """What the values of a property are."""
    if isinstance(prop.value, Text):
        return "a plain string" + ("" if prop.predicate in ANY_TEXT else " and no placeholder such as NA")
    if isinstance(prop.value, Typed):
        return f"an {prop.value.datatype} {RANGES[prop.predicate][0]}"
    if isinstance(prop.value, Address):
        return "an IRI"
    nodes = " or ".join(one(kind) for kind in prop.value.to)
    space = prop.value.spaces[0]
    return f"the IRI of {nodes or 'an entry'} such as {namespaces.iri(space, space.example)}" + (
        ", which the graph describes" if nodes else ""
    )


def own_class(kind: NodeKind) -> Term:
    """The class that says most: all mentions are annotations, and all figures data sets."""
    return next((term for term in kind.classes if term.prefix == "pfocr"), kind.classes[0])


def kinds_of(prop: Property) -> tuple[str, ...]:
    """The kinds of node that a property points to."""
    return prop.value.to if isinstance(prop.value, Reference) else ()


def pattern(form: str) -> str:
    """The constraint that a value has this form, from its first character to its last."""
    return f"sh:pattern {escaped(f'^{form}$')}"


def constraints(kind: NodeKind, prop: Property, namespaces: Namespaces) -> Iterator[str]:
    """What must hold for each value of a property."""
    match prop.value:
        case Text():
            yield "sh:datatype xsd:string"
            yield "sh:minLength 1" if prop.predicate in ANY_TEXT else "sh:not shape:placeholder"
        case Typed(datatype):
            yield f"sh:datatype {datatype}"
            yield from RANGES[prop.predicate][1]
        case Address():
            yield "sh:nodeKind sh:IRI"
            yield pattern(address_forms(namespaces)[kind.name, prop.predicate])
        case Reference(spaces, to):
            yield "sh:nodeKind sh:IRI"
            yield pattern(either(space_form(space, namespaces) for space in spaces))
            classes = [own_class(KINDS[kind]) for kind in to]
            if len(classes) == 1:
                yield f"sh:class {classes[0]}"
            elif classes:
                yield f"sh:or ( {' '.join(f'shape:is-{term.local}' for term in classes)} )"


def property_shapes(kind: NodeKind, prop: Property, namespaces: Namespaces) -> Iterator[Block]:
    """The shape of a property, and a second one where its absence is only a pity."""
    local, wanted = prop.predicate.local, WANTED.get((kind.name, prop.predicate))
    lead = f"{one(kind.name).capitalize()} has {COUNTS[prop.least, prop.most]} {prop.predicate}"
    sources = " or ".join(f"'{key}'" for key in prop.keys)
    each = "" if prop.most == 1 else "each "
    remedy = f"Correct {sources} in the source, and convert again." if sources else again(kind)
    lines = words(
        anchor(kind, prop), f"{local} of {one(kind.name)}", f"{lead}, {each}{value_words(prop, namespaces)}. {remedy}"
    )
    lines += [f"sh:description {escaped(prop.meaning)}", f"sh:path {prop.predicate}"]
    if prop.least and not wanted:
        lines.append(f"sh:minCount {prop.least}")
    if prop.most is not None:
        lines.append(f"sh:maxCount {prop.most}")
    yield shape(kind, local), ["a sh:PropertyShape", *lines, *constraints(kind, prop, namespaces)]
    if wanted:
        lines = words(anchor(kind, prop), f"missing {local} of {one(kind.name)}", f"{lead}. {wanted}", "Warning")
        yield (
            shape(kind, f"{local}-missing"),
            [
                "a sh:PropertyShape",
                *lines,
                f"sh:path {prop.predicate}",
                f"sh:minCount {prop.least}",
            ],
        )


def type_shape(kind: NodeKind) -> Block:
    """The shape of a node's classes, beside that by which it is found: all of them; no other, if the node is ours."""
    message = f"{one(kind.name).capitalize()} is a {' and a '.join(kind.classes)}. {again(kind)}"
    lines = [*words(anchor(kind), f"classes of {one(kind.name)}", message), f"sh:path {RDF.type}"]
    if len(kind.classes) > 1 or kind.name in TARGETS:
        lines.append(f"sh:hasValue {' , '.join(kind.classes)}")
    if is_ours(kind):
        lines.append(f"sh:in ( {' '.join(kind.classes)} )")
    return shape(kind, "classes"), ["a sh:PropertyShape", *lines]


def target(kind: NodeKind) -> str:
    """What picks out the nodes of a kind."""
    return TARGETS.get(kind.name, f"sh:targetClass {own_class(kind)}")


def node_shapes(kind: NodeKind, namespaces: Namespaces) -> Iterator[Block]:
    """The shape of a kind of node, and of each of its properties."""
    inner = [type_shape(kind)] if is_ours(kind) or kind.name in TARGETS else []
    inner += [block for prop in kind.properties for block in property_shapes(kind, prop, namespaces)]
    message = f"{one(kind.name).capitalize()} has an IRI of the form {kind.iri.replace('{base}', namespaces.base)}"
    message += ", and no property beside those of the mapping" if is_ours(kind) else ""
    lines = words(anchor(kind), kind.name, f"{message}. {again(kind)}")
    lines += [target(kind), "sh:nodeKind sh:IRI", pattern(node_forms(namespaces)[kind.name])]
    if is_ours(kind):
        lines += ["sh:closed true", f"sh:ignoredProperties ( {RDF.type} )"]
    lines.append(f"sh:property {' , '.join(subject for subject, _ in inner)}")
    yield shape(kind), ["a sh:NodeShape", *lines]
    yield from inner


def subject_shapes() -> Iterator[Block]:
    """The class of what has a property of ours: a node that lost its class is seen by these shapes alone."""
    predicates: dict[tuple[Term, ...], list[Term]] = {}
    for predicate in dict.fromkeys(prop.predicate for kind in NODE_KINDS for prop in kind.properties):
        if predicate.prefix == "pfocr":
            users = (kind for kind in NODE_KINDS if predicate in (prop.predicate for prop in kind.properties))
            predicates.setdefault(tuple(map(own_class, users)), []).append(predicate)
    for classes, several in predicates.items():
        section = next(kind for kind in NODE_KINDS if own_class(kind) == classes[0])
        noun = section.name.rpartition(" ")[2]
        message = f"A node with {' or '.join(several)} is a {' or a '.join(classes)}. {again(section)}"
        lines = [
            *words(anchor(section), f"class of {one(noun)}", message),
            f"sh:targetSubjectsOf {' , '.join(several)}",
        ]
        lines += [f"sh:path {RDF.type}", "sh:qualifiedMinCount 1", f"sh:qualifiedValueShape shape:class-of-{noun}"]
        yield f"shape:subject-{noun}", ["a sh:PropertyShape", *lines]
        yield f"shape:class-of-{noun}", ["a sh:NodeShape", f"sh:in ( {' '.join(classes)} )"]


def shared_shapes() -> Iterator[Block]:
    """The shapes that others refer to; none of them picks out nodes."""
    yield "shape:placeholder", ["a sh:NodeShape", f"sh:in ( {' '.join(escaped(text) for text in sorted(MISSING))} )"]
    several = {
        to for kind in NODE_KINDS for prop in kind.properties for to in kinds_of(prop) if len(kinds_of(prop)) > 1
    }
    for name in sorted(several):
        yield f"shape:is-{own_class(KINDS[name]).local}", ["a sh:NodeShape", f"sh:class {own_class(KINDS[name])}"]


def closed_shapes() -> Iterator[Block]:
    """For each kind of node that others describe too: that the graph says of it what the model does, and no more."""
    for kind in NODE_KINDS:
        if not is_ours(kind):
            message = f"The mapping names no such property of {one(kind.name)}; leave closed.ttl out if it is not ours."
            allowed = dict.fromkeys((RDF.type, *(prop.predicate for prop in kind.properties)))
            lines = [*words(anchor(kind), f"properties of {one(kind.name)}", message), target(kind), "sh:closed true"]
            yield shape(kind, "closed"), ["a sh:NodeShape", *lines, f"sh:ignoredProperties ( {' '.join(allowed)} )"]


def document(lead: str, blocks: Iterable[Block], namespaces: Namespaces) -> str:
    """Shapes as Turtle; ``lead`` says what they are."""
    base = namespaces.base
    own = {"sh": "http://www.w3.org/ns/shacl#", "shape": f"{base}rdf/shapes#", "mapping": f"{base}rdf/docs/mapping.md#"}
    prefixes = {**own, **{prefix: namespaces.prefixes[prefix] for prefix in USED_PREFIXES}}
    texts = [MADE + f"# {lead}\n", "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items())]
    texts += [f"{subject}\n    " + " ;\n    ".join(lines) + " .\n" for subject, lines in blocks]
    return "\n".join(texts)


def properties(namespaces: Namespaces) -> str:
    """Shapes of each kind of node and of each of its properties."""
    kinds = [block for kind in NODE_KINDS for block in node_shapes(kind, namespaces)]
    lead = "What each kind of node is named, and how often it has which property with which values."
    return document(lead, [*kinds, *subject_shapes(), *shared_shapes()], namespaces)


def closed(namespaces: Namespaces) -> str:
    """Shapes that hold only where no other data set is loaded beside the graph."""
    lead = "For a graph by itself: nothing else is said of genes, papers and whatever other data sets describe as well."
    return document(lead, closed_shapes(), namespaces)


#: What tools/generate.py writes.
FILES = {
    "shapes/properties.ttl": lambda: properties(Namespaces()),
    "shapes/closed.ttl": lambda: closed(Namespaces()),
}
