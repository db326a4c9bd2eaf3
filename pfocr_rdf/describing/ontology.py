"""The vocabulary as a document: each own term explained, the lexicons, and the prefixes that editors are told."""

from collections.abc import Iterator
from importlib.metadata import version

from pfocr_rdf.catalog_vocabulary import SH, VANN
from pfocr_rdf.describing.resources import English, Iri, Resource, Typed, Value, resource
from pfocr_rdf.identifiers import LICENSE, WIKIPATHWAYS_SITE, Namespaces
from pfocr_rdf.jsonld import NODE_KINDS
from pfocr_rdf.model import NodeKind, Property, Reference, Text
from pfocr_rdf.model import Typed as TypedValue
from pfocr_rdf.own_terms import OWN_TERMS, OwnTerm
from pfocr_rdf.vocabulary import (
    DCTERMS,
    LEXICONS,
    OWL,
    PFOCR,
    RDFS,
    SKOS,
    XSD,
    Term,
)

#: The term that stands for several classes, where a property is one of all of them.
MENTIONS = {PFOCR.GeneMention, PFOCR.ChemicalMention, PFOCR.DiseaseMention}


def ontology(namespaces: Namespaces) -> Iterator[Resource]:
    """The vocabulary, and each of its terms."""
    yield resource(
        namespaces.vocabulary,
        OWL.Ontology,
        said=(
            (DCTERMS.title, (English("PFOCR vocabulary"),)),
            (DCTERMS.description, (English("What no standard term says of pathway figures and of words in them."),)),
            (DCTERMS.publisher, (Iri(WIKIPATHWAYS_SITE),)),
            (DCTERMS.license, (Iri(LICENSE),)),
            (OWL.versionInfo, (version("pfocr-rdf"),)),
            (VANN.preferredNamespacePrefix, ("pfocr",)),
            (VANN.preferredNamespaceUri, (namespaces.prefixes["pfocr"],)),
        ),
    )
    for one in OWN_TERMS:
        yield _term(one, namespaces)


def lexicons(namespaces: Namespaces) -> Iterator[Resource]:
    """The scheme of all lexicons, and each of them; the export itself has those that its mentions refer to."""
    iris = {source: namespaces.expand(f"lex:{source}") for source in LEXICONS}
    yield resource(
        namespaces.lexicons,
        SKOS.ConceptScheme,
        said=(
            (DCTERMS.title, (English("Lexicons of PFOCR"),)),
            (
                DCTERMS.description,
                (
                    English(
                        "Lists of terms that the words of a figure, as optical character recognition read them, "
                        "were matched against."
                    ),
                ),
            ),
            (SKOS.hasTopConcept, tuple(map(Iri, iris.values()))),
        ),
    )
    for source, lexicon in LEXICONS.items():
        yield resource(
            iris[source],
            SKOS.Concept,
            said=(
                (SKOS.notation, (lexicon.source,)),
                (SKOS.prefLabel, (lexicon.label,)),
                (SKOS.definition, (lexicon.definition,)),
                (SKOS.inScheme, (Iri(namespaces.lexicons),)),
            ),
        )


def declarations(namespaces: Namespaces) -> Iterator[Resource]:
    """Every prefix, as SHACL declares them (SHACL, section 5.2.1): query editors complete them."""
    names = {prefix: namespaces.declaration(prefix) for prefix in namespaces.prefixes}
    yield resource(namespaces.vocabulary, said=((SH.declare, tuple(map(Iri, names.values()))),))
    for prefix, iri in namespaces.prefixes.items():
        said: tuple[tuple[Term, tuple[Value, ...]], ...] = (
            (SH.prefix, (prefix,)),
            (SH.namespace, (Typed(iri, XSD.anyURI),)),
        )
        yield resource(names[prefix], said=said)


def _term(own: OwnTerm, namespaces: Namespaces) -> Resource:
    is_class = own.kind == RDFS.Class
    parent = () if own.parent is None else (own.parent,)
    return resource(
        namespaces.expand(own.term),
        *((RDFS.Class, OWL.Class) if is_class else (own.kind,)),
        said=(
            (RDFS.label, (English(own.label),)),
            (RDFS.comment, (English(own.comment),)),
            (RDFS.subClassOf if is_class else RDFS.subPropertyOf, parent),
            (RDFS.domain, _domain(own.term)),
            (RDFS.range, _range(own.term)),
            (RDFS.isDefinedBy, (Iri(namespaces.vocabulary),)),
        ),
    )


def _domain(term: Term) -> tuple[Term, ...]:
    """The class of all nodes with a property, if one class is that of all."""
    classes = {_own_class(kind) for kind, _ in _uses(term)}
    if classes and classes <= MENTIONS:
        return (PFOCR.Mention,)
    return tuple(classes) if len(classes) == 1 else ()


def _range(term: Term) -> tuple[Term, ...]:
    """The datatype of a property's values, or the class of the nodes that it leads to."""
    kinds = {kind.name: kind for kind in NODE_KINDS}
    found: dict[Term, None] = {}
    for _, use in _uses(term):
        match use.value:
            case Text():
                found[XSD.string] = None
            case TypedValue(datatype):
                found[datatype] = None
            case Reference(_, to):
                found.update(dict.fromkeys(_own_class(kinds[name]) for name in to))
    return tuple(found) if len(found) == 1 else ()


def _uses(term: Term) -> Iterator[tuple[NodeKind, Property]]:
    return ((kind, one) for kind in NODE_KINDS for one in kind.properties if one.predicate == term)


def _own_class(kind: NodeKind) -> Term:
    """The class that says most."""
    return next((one for one in kind.classes if one.prefix == "pfocr"), kind.classes[0])
