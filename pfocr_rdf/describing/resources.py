"""What a description says of one resource, and how that is written: in any terms, by the writers of the converter."""

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from pfocr_rdf.mapping import Node
from pfocr_rdf.model import NodeKind
from pfocr_rdf.terms import NTriplesTerms, escaped
from pfocr_rdf.vocabulary import RDF, XSD, Term


class Iri(str):
    """An IRI in full."""

    __slots__ = ()


class English(str):
    """A text in English; titles and descriptions have a language in the HCLS profile."""

    __slots__ = ()


class Typed(NamedTuple):
    """A literal with a datatype."""

    text: str
    datatype: Term


#: A class or property by its compact name, an IRI, a text in English, a typed literal, or a plain string.
Value: TypeAlias = "Term | Iri | English | Typed | str"

#: A property and its values; without any value it is left out.
Said: TypeAlias = "tuple[Term, tuple[Value, ...]]"


class Resource(NamedTuple):
    """One resource of a description."""

    iri: str
    said: tuple[Said, ...]

    @property
    def prefixes(self) -> set[str]:
        """The prefixes that it is written with."""
        values = [value for _, some in self.said for value in some]
        terms = [*(predicate for predicate, _ in self.said), *(value for value in values if isinstance(value, Term))]
        typed = [value.datatype for value in values if isinstance(value, Typed)]
        return {term.prefix for term in (*terms, *typed)} - {"rdf"}

    def is_a(self, kind: Term) -> bool:
        """Whether the resource is said to be of a class."""
        return any(predicate == RDF.type and kind in values for predicate, values in self.said)


def resource(iri: str, *classes: Term, said: tuple[Said, ...]) -> Resource:
    """A resource of some classes; properties without values are left out.

    >>> from pfocr_rdf.catalog_vocabulary import VOID
    >>> from pfocr_rdf.vocabulary import DCTERMS
    >>> resource("urn:a", VOID.Dataset, said=((DCTERMS.title, ()), (VOID.triples, (number(3),)))).said[1]
    ('void:triples', (Typed(text='3', datatype='xsd:integer'),))
    """
    return Resource(iri, tuple(one for one in ((RDF.type, classes), *said) if one[1]))


def united(resources: Iterable[Resource]) -> list[Resource]:
    """Resources of which each IRI is that of one alone, and each property too: values are put together, in order."""
    said: dict[str, dict[Term, tuple[Value, ...]]] = {}
    for one in resources:
        everything = said.setdefault(one.iri, {})
        for predicate, values in one.said:
            everything[predicate] = (*everything.get(predicate, ()), *values)
    return [Resource(iri, tuple(everything.items())) for iri, everything in said.items()]


def number(count: int) -> Typed:
    """A count; the HCLS profile has them as integers."""
    return Typed(str(count), XSD.integer)


def node(one: Resource, graph: str, terms: NTriplesTerms) -> Node[str]:
    """A resource in the terms of a writer, for the named graph of that name."""
    properties = [(predicate, [_written(value, terms) for value in values]) for predicate, values in one.said]
    return Node(NodeKind("description", (), graph, "", ()), terms.address(one.iri), properties)


def _written(value: Value, terms: NTriplesTerms) -> str:
    match value:
        case Typed():
            return terms.typed(value.text, value.datatype)
        case Term():
            return terms.name(value)
        case Iri():
            return terms.address(value)
        case English():
            return f"{escaped(value)}@en"
        case _:
            return terms.text(value)
