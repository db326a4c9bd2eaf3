"""SHACL shapes of a description: what the HCLS profile, section 5, demands of each level, and what is ours beside it.

:func:`dataset` makes ``shapes/dataset.ttl``. What a level must say is a violation where it is missing, what it should
say is an information, what it must not say is a violation where it is there.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pfocr_rdf.catalog_vocabulary import DCAT, PAV, SH, SPDX, VANN, VOID
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.terms import escaped
from pfocr_rdf.vocabulary import DCTERMS, DCTYPES, FOAF, PROV, RDF, RDFS, SCHEMA, SKOS, Term

MADE = "# Made by tools/generate.py; edit tools/dataset_shapes.py instead.\n"
LEAD = "# What a description of the data set must, should and must not say, by the HCLS profile, section 5.\n"

#: What the values of a property are, in words and in constraints.
Form = tuple[str, str]

ENGLISH: Form = ("a text with a language", "sh:datatype rdf:langString")
TEXT: Form = ("a plain string", "sh:datatype xsd:string")
IRI: Form = ("an IRI", "sh:nodeKind sh:IRI")
COUNT: Form = ("a whole number from 0", "sh:datatype xsd:integer ; sh:minInclusive 0")
SIZE: Form = ("a number of bytes", "sh:datatype xsd:nonNegativeInteger")
DAY: Form = ("a day such as 2025-07-01", "sh:datatype xsd:date")
DIGEST: Form = ("64 hexadecimal digits", 'sh:datatype xsd:hexBinary ; sh:pattern "^[0-9a-f]{64}$"')
SPACE: Form = ("the beginning of IRIs", "sh:datatype xsd:anyURI")

#: How often: at least so many, at most so many; beyond what a level should say, whether its absence is only a pity.
MUST, ONCE, SOME, SHOULD, NEVER, AT_MOST_ONCE = "must", "once", "some", "should", "never", "at most once"
TIMES = {
    MUST: "at least one",
    ONCE: "exactly one",
    SOME: "at least one",
    SHOULD: "at least one",
    NEVER: "no",
    AT_MOST_ONCE: "at most one",
}


class Demand(NamedTuple):
    """What a kind of node has to say with one property."""

    predicate: Term
    form: Form
    times: str


class Described(NamedTuple):
    """A kind of node in a description: how it is found, its classes, and what is demanded of it."""

    name: str
    target: str
    classes: tuple[Term, ...]
    demands: tuple[Demand, ...]


#: The profile's table: property, values, and what holds at the levels of summary, version and distribution.
HCLS: tuple[tuple[Term, Form, str, str, str], ...] = (
    (DCTERMS.title, ENGLISH, MUST, MUST, MUST),
    (DCTERMS.description, ENGLISH, MUST, MUST, MUST),
    (DCTERMS.created, DAY, NEVER, SHOULD, SHOULD),
    (DCTERMS.creator, IRI, NEVER, MUST, MUST),
    (DCTERMS.publisher, IRI, MUST, MUST, MUST),
    (DCTERMS.issued, DAY, NEVER, SHOULD, SHOULD),
    (FOAF.page, IRI, SHOULD, SHOULD, SHOULD),
    (DCTERMS.license, IRI, "", SHOULD, MUST),
    (DCTERMS.language, IRI, NEVER, SHOULD, SHOULD),
    (DCTERMS.conformsTo, IRI, NEVER, "", SHOULD),
    (PAV.version, TEXT, NEVER, ONCE, SHOULD),
    (DCTERMS.isVersionOf, IRI, NEVER, ONCE, NEVER),
    (PAV.previousVersion, IRI, NEVER, "", ""),
    (PAV.hasCurrentVersion, IRI, "", NEVER, NEVER),
    (PROV.wasDerivedFrom, IRI, NEVER, SHOULD, SHOULD),
    (PAV.createdWith, IRI, NEVER, SHOULD, SHOULD),
    (DCTERMS.accrualPeriodicity, IRI, SHOULD, NEVER, NEVER),
    (DCAT.distribution, IRI, NEVER, SHOULD, NEVER),
    (DCTERMS.format, TEXT, NEVER, NEVER, MUST),
    (DCAT.downloadURL, IRI, NEVER, NEVER, ""),
    (DCAT.byteSize, SIZE, NEVER, NEVER, AT_MOST_ONCE),
    (VOID.dataDump, IRI, NEVER, NEVER, ""),
    (VOID.vocabulary, IRI, NEVER, NEVER, ""),
    (VOID.exampleResource, IRI, NEVER, NEVER, ""),
    (VOID.subset, IRI, NEVER, NEVER, ""),
    (VOID.triples, COUNT, NEVER, NEVER, AT_MOST_ONCE),
    (VOID.entities, COUNT, NEVER, NEVER, AT_MOST_ONCE),
    (VOID.distinctSubjects, COUNT, NEVER, NEVER, AT_MOST_ONCE),
    (VOID.properties, COUNT, NEVER, NEVER, AT_MOST_ONCE),
    (VOID.distinctObjects, COUNT, NEVER, NEVER, AT_MOST_ONCE),
    (VOID.classPartition, IRI, NEVER, NEVER, ""),
    (VOID.propertyPartition, IRI, NEVER, NEVER, ""),
)

#: What the graph as a whole says beside what every distribution does.
STATISTICS = (VOID.triples, VOID.entities, VOID.distinctSubjects, VOID.properties, VOID.distinctObjects)


def level(column: int) -> tuple[Demand, ...]:
    """The demands of the profile on one level."""
    return tuple(Demand(row[0], row[1], str(row[column])) for row in HCLS if row[column])


DESCRIBED: tuple[Described, ...] = (
    Described("summary", "sh:targetSubjectsOf pav:hasCurrentVersion", (DCTYPES.Dataset,), level(2)),
    Described(
        "version",
        "sh:targetClass dcat:Dataset ; sh:targetSubjectsOf dcterms:isVersionOf",
        (DCTYPES.Dataset, DCAT.Dataset),
        level(3),
    ),
    Described("distribution", "sh:targetClass dcat:Distribution", (), level(4)),
    Described(
        "graph",
        "sh:targetSubjectsOf void:vocabulary",
        (VOID.Dataset, DCTYPES.Dataset, DCAT.Distribution),
        (
            *(Demand(one, COUNT, ONCE) for one in STATISTICS),
            Demand(VOID.classPartition, IRI, SOME),
            Demand(VOID.propertyPartition, IRI, SOME),
            Demand(VOID.exampleResource, IRI, SHOULD),
            Demand(VOID.subset, IRI, SHOULD),
        ),
    ),
    Described(
        "file",
        "sh:targetSubjectsOf dcat:byteSize",
        (),
        (Demand(DCAT.mediaType, IRI, ONCE), Demand(SPDX.checksum, IRI, ONCE)),
    ),
    Described(
        "checksum",
        "sh:targetClass spdx:Checksum",
        (),
        (Demand(SPDX.algorithm, IRI, ONCE), Demand(SPDX.checksumValue, DIGEST, ONCE)),
    ),
    Described(
        "linkset",
        "sh:targetClass void:Linkset",
        (),
        (
            Demand(DCTERMS.title, ENGLISH, ONCE),
            *(Demand(one, IRI, ONCE) for one in (VOID.linkPredicate, VOID.subjectsTarget, VOID.objectsTarget)),
            *(Demand(one, COUNT, ONCE) for one in (VOID.triples, VOID.distinctSubjects, VOID.distinctObjects)),
        ),
    ),
    Described(
        "class partition",
        "sh:targetSubjectsOf void:class",
        (),
        (
            Demand(VOID.class_, IRI, AT_MOST_ONCE),
            *(Demand(one, COUNT, AT_MOST_ONCE) for one in (VOID.triples, VOID.entities)),
            *(Demand(one, COUNT, AT_MOST_ONCE) for one in (VOID.distinctSubjects, VOID.distinctObjects)),
        ),
    ),
    Described(
        "property partition",
        "sh:targetSubjectsOf void:property",
        (),
        (
            Demand(VOID.property, IRI, AT_MOST_ONCE),
            Demand(VOID.triples, COUNT, AT_MOST_ONCE),
            *(Demand(one, COUNT, AT_MOST_ONCE) for one in (VOID.distinctSubjects, VOID.distinctObjects)),
        ),
    ),
    Described(
        "conversion",
        "sh:targetClass prov:Activity",
        (),
        (Demand(PROV.used, IRI, SOME), Demand(PROV.wasAssociatedWith, IRI, ONCE)),
    ),
    Described(
        "vocabulary",
        "sh:targetClass owl:Ontology",
        (),
        (
            Demand(DCTERMS.title, ENGLISH, ONCE),
            Demand(DCTERMS.license, IRI, ONCE),
            Demand(VANN.preferredNamespacePrefix, TEXT, ONCE),
            Demand(VANN.preferredNamespaceUri, TEXT, ONCE),
            Demand(SH.declare, IRI, SOME),
        ),
    ),
    Described(
        "term",
        "sh:targetSubjectsOf rdfs:isDefinedBy",
        (),
        (
            Demand(RDFS.label, ENGLISH, ONCE),
            Demand(RDFS.comment, ENGLISH, ONCE),
            Demand(RDFS.isDefinedBy, IRI, AT_MOST_ONCE),
        ),
    ),
    Described(
        "prefix",
        "sh:targetSubjectsOf sh:prefix",
        (),
        (Demand(SH.prefix, TEXT, AT_MOST_ONCE), Demand(SH.namespace, SPACE, ONCE)),
    ),
    *(
        Described(
            f"{name} query",
            f"sh:targetClass {kind} ; sh:targetSubjectsOf {text}",
            (SH.SPARQLExecutable, kind),
            (
                Demand(RDFS.label, ENGLISH, ONCE),
                Demand(RDFS.comment, ENGLISH, ONCE),
                Demand(text, TEXT, ONCE),
                Demand(SH.prefixes, IRI, ONCE),
                Demand(SCHEMA.keywords, TEXT, SOME),
            ),
        )
        for name, kind, text in (
            ("ASK", SH.SPARQLAskExecutable, SH.ask),
            ("CONSTRUCT", SH.SPARQLConstructExecutable, SH.construct),
            ("SELECT", SH.SPARQLSelectExecutable, SH.select),
        )
    ),
    Described(
        "scheme",
        "sh:targetClass skos:ConceptScheme",
        (),
        (Demand(DCTERMS.title, ENGLISH, ONCE), Demand(SKOS.hasTopConcept, IRI, SOME)),
    ),
)


def dataset(namespaces: Namespaces) -> str:
    """The shapes, as Turtle."""
    base = namespaces.base
    own = {"shape": f"{base}rdf/shapes#", "describe": f"{base}rdf/docs/describe.md#"}
    used = {term.prefix for kind in DESCRIBED for term in (*kind.classes, *(one.predicate for one in kind.demands))}
    used |= {prefix for kind in DESCRIBED for prefix in re.findall(r"(\w+):", kind.target)}
    shared = {prefix: namespaces.prefixes[prefix] for prefix in sorted(used | {"rdf", "rdfs", "sh", "xsd"})}
    blocks = [MADE + LEAD, "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in {**shared, **own}.items())]
    blocks += [block for kind in DESCRIBED for block in kind_shapes(kind)]
    return "\n".join(blocks)


def kind_shapes(kind: Described) -> Iterator[str]:
    """The shape of a kind of node, and of each of its properties."""
    inner = [(name(kind, one.predicate), demand_lines(kind, one)) for one in kind.demands]
    if kind.classes:
        inner.insert(0, (name(kind, RDF.type), class_lines(kind)))
    lead = words(kind.name, f"The {kind.name} has an IRI. Describe the data again.", "Violation")
    names = " , ".join(one for one, _ in inner)
    yield block(shape(kind), ["a sh:NodeShape", *lead, kind.target, "sh:nodeKind sh:IRI", f"sh:property {names}"])
    for one, lines in inner:
        yield block(one, ["a sh:PropertyShape", *lines])


def class_lines(kind: Described) -> list[str]:
    """All classes of a kind of node, and no other: a summary, for one, must not be a void:Dataset."""
    message = f"The {kind.name} is a {' and a '.join(kind.classes)}, and nothing else. Describe the data again."
    has = f"sh:hasValue {' , '.join(kind.classes)}"
    lines = words(f"classes of the {kind.name}", message, "Violation")
    return [*lines, "sh:path rdf:type", has, f"sh:in ( {' '.join(kind.classes)} )"]


def demand_lines(kind: Described, one: Demand) -> list[str]:
    """What is demanded of one property."""
    values, constraints = one.form
    message = f"The {kind.name} has {TIMES[one.times]} {one.predicate}"
    message += ". " if one.times == NEVER else f", {values}. "
    remedy = "Give it as an option, and describe the data again." if one.times == SHOULD else "Describe the data again."
    severity = "Info" if one.times == SHOULD else "Violation"
    lines = words(f"{one.predicate} of the {kind.name}", message + remedy, severity)
    lines.append(f"sh:path {one.predicate}")
    if one.times in {MUST, ONCE, SOME, SHOULD}:
        lines.append("sh:minCount 1")
    if one.times in {ONCE, AT_MOST_ONCE, NEVER}:
        lines.append(f"sh:maxCount {int(one.times != NEVER)}")
    return lines if one.times == NEVER else [*lines, constraints]


def words(label: str, message: str, severity: str) -> list[str]:
    """What people read of a shape."""
    texts = [f"rdfs:label {escaped(label)}", f"sh:message {escaped(message)}"]
    return [*texts, f"sh:severity sh:{severity}", "rdfs:seeAlso describe:what-is-said"]


def shape(kind: Described) -> str:
    """Name of the shape of a kind of node."""
    return "shape:description-" + kind.name.replace(" ", "-")


def name(kind: Described, predicate: Term) -> str:
    """Name of the shape of a property; the prefix is part of it, as two may have one local name."""
    return f"{shape(kind)}-{predicate.replace(':', '-')}"


def block(subject: str, lines: list[str]) -> str:
    """One subject, as Turtle."""
    return f"{subject}\n    " + " ;\n    ".join(lines) + " .\n"


#: What tools/generate.py writes.
FILES = {"shapes/dataset.ttl": lambda: dataset(Namespaces())}
