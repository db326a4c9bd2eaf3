"""The bundled queries as examples of what a release can be asked, in the form that SIB publishes its own in."""

from collections.abc import Iterator
from dataclasses import replace

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from pfocr_rdf.describing.resources import English, Iri, Resource, Typed, Value
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.querying.catalogue import Query, catalogue
from pfocr_rdf.querying.published import sib
from pfocr_rdf.vocabulary import RDF, XSD, Term


def examples(namespaces: Namespaces, endpoint: str | None = None) -> Iterator[Resource]:
    """Every query with its prefixes, and the endpoint that answers it, if there is one.

    >>> next(examples(Namespaces())).said[0]
    ('rdf:type', ('sh:SPARQLExecutable',))
    """
    text = sib([_under(namespaces, query) for query in catalogue().values()], namespaces, endpoint)
    for quad in parse(text, RdfFormat.TURTLE):
        assert isinstance(quad.subject, NamedNode)
        predicate = _name(quad.predicate.value, namespaces)
        assert isinstance(predicate, Term)
        yield Resource(quad.subject.value, ((predicate, (_value(quad.object, predicate, namespaces),)),))


def _under(namespaces: Namespaces, query: Query) -> Query:
    """A query for a graph of other namespaces than the files are written for."""
    written, text = Namespaces(), query.text
    for old, new in ((written.base, namespaces.base), (written.expand("schema:"), namespaces.expand("schema:"))):
        text = text.replace(f"<{old}", f"<{new}")
    return replace(query, text=text)


def _value(term: object, predicate: Term, namespaces: Namespaces) -> Value:
    """A value as descriptions have it; of IRIs, classes alone are written with a prefix."""
    match term:
        case NamedNode(value=iri):
            return _name(iri, namespaces) if predicate == RDF.type else Iri(iri)
        case Literal(value=text, language="en"):
            return English(text)
        case Literal(value=text, datatype=NamedNode(value=datatype)) if datatype != namespaces.expand(XSD.string):
            name = _name(datatype, namespaces)
            assert isinstance(name, Term)
            return Typed(text, name)
        case Literal(value=text):
            return text
    raise AssertionError(term)


def _name(iri: str, namespaces: Namespaces) -> Term | Iri:
    short = namespaces.shortened(iri)
    return Term(short) if short else Iri(iri)
