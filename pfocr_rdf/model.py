"""What the model is a table of: kinds of nodes, their properties, and the key or column that each comes from.

The tables themselves are in :mod:`pfocr_rdf.figure_model` and :mod:`pfocr_rdf.entity_model`. The converter reads its
properties from them; ``docs/mapping.md`` and ``context/pfocr.jsonld`` are made from them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from pfocr_rdf.identifiers import Namespaces, Space
from pfocr_rdf.vocabulary import PFOCR, SCHEMA, SKOS, XSD, Term

#: An identifier in its space: what an IRI is made of.
Identity: TypeAlias = tuple[Space, str]

#: What a getter answers: nothing, one value, or several.
Values: TypeAlias = "str | Iterable[str] | Iterable[Identity] | None"

#: Several values are allowed.
MANY = None


@dataclass(frozen=True, slots=True)
class Text:
    """A plain string, without language tag."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A literal with a datatype."""

    datatype: Term


@dataclass(frozen=True, slots=True)
class Address:
    """An IRI that is somebody else's address or is put together from several parts."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The IRI of an identifier, in one of these spaces; ``to`` names the kinds of node that it may be."""

    spaces: tuple[Space, ...]
    to: tuple[str, ...] = ()


ValueType: TypeAlias = Text | Typed | Address | Reference

TEXT, ADDRESS = Text(), Address()
YEAR, DECIMAL, INTEGER, DOUBLE = Typed(XSD.gYear), Typed(XSD.decimal), Typed(XSD.integer), Typed(XSD.double)


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a kind of node.

    ``get`` takes the subject (a record, or facts of an entity) and the namespaces; ``least`` and ``most`` say how
    often the property stands on a node (``most`` is ``None`` for any number); ``keys`` are what it comes from.
    """

    predicate: Term
    value: ValueType
    get: Callable[[Any, Namespaces], Values]
    keys: tuple[str, ...]
    meaning: str
    least: int = 0
    most: int | None = 1


@dataclass(frozen=True, slots=True)
class NodeKind:
    """One kind of node: its classes, the named graph it is in, and its properties in the order of writing."""

    name: str
    classes: tuple[Term, ...]
    graph: str
    iri: str
    properties: tuple[Property, ...]


#: Predicates whose triples belong to the graph ``links``, whatever node they stand on.
LINK_PREDICATES = frozenset({SCHEMA.sameAs, SKOS.closeMatch, PFOCR.ndexNetwork, PFOCR.wikiPathway})

GRAPHS = ("figures", "entities", "links", "dataset", "vocabulary")

#: Keys and columns that no triple is made of, and why. A value other than the usual one is reported.
NOT_WRITTEN: Mapping[str, str] = MappingProxyType(
    {
        "seo": "The same in every record: CreativeWork.",
        "annotations": "Empty in every record.",
        "schema-jsonld.@context": "The same in every record.",
        "schema-jsonld.@type": "The same in every record; the figure is a schema:Dataset.",
        "schema-jsonld.name": "The same in every record, a slip of the page's template.",
        "schema-jsonld.creator": "The same in every record: WikiPathways, the maker of the data set.",
        "genes: count_direct": "Follows from the rows: distinct genes of a species found through official symbols.",
        "genes: count_synonym": "Follows from the rows: distinct genes of a species found through synonyms.",
        "genes: count_match": "Follows from the rows: distinct matched terms of a species.",
    }
)
