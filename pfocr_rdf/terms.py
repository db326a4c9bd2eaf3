"""Ways to write a term: as Turtle, as N-Triples, or as an rdflib object. The mapping is written once, over any of them.

Escapes follow RDF 1.1 Turtle, section 6.4, and RDF 1.1 N-Triples, section 3.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Protocol, TypeVar

from rdflib.term import Identifier

from pfocr_rdf.identifiers import Namespaces, Space, is_plain_local
from pfocr_rdf.vocabulary import RDF, Term

T = TypeVar("T")
Co = TypeVar("Co", covariant=True)

#: Identifiers come back often (TNF is in thousands of figures); so many of them are kept ready.
CACHED_IDENTIFIERS = 16_384

_SPECIAL = re.compile(r'[\x00-\x1f\x7f"\\]')
_ESCAPES = str.maketrans(
    {
        **{code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)},
        "\t": "\\t",
        "\b": "\\b",
        "\n": "\\n",
        "\r": "\\r",
        "\f": "\\f",
        '"': '\\"',
        "\\": "\\\\",
    }
)


class Terms(Protocol[Co]):
    """A way to write terms; ``Co`` is what a written term is."""

    namespaces: Namespaces

    def name(self, term: Term) -> Co:
        """A class or property of the vocabulary."""

    def identifier(self, space: Space, identifier: str) -> Co:
        """The IRI of an identifier."""

    def address(self, iri: str) -> Co:
        """Any other IRI."""

    def text(self, text: str) -> Co:
        """A plain string."""

    def typed(self, text: str, datatype: Term) -> Co:
        """A literal with a datatype."""


def escaped(text: str) -> str:
    r"""``text`` as a quoted string of Turtle and N-Triples.

    >>> print(escaped('a "b"\n'))
    "a \"b\"\n"
    """
    return f'"{text.translate(_ESCAPES)}"' if _SPECIAL.search(text) else f'"{text}"'


class NTriplesTerms:
    """Terms in full, as N-Triples and N-Quads have them."""

    def __init__(self, namespaces: Namespaces) -> None:
        """Write under ``namespaces``."""
        self.namespaces = namespaces
        self.name: Callable[[Term], str] = lru_cache(maxsize=None)(self._name)
        self.identifier: Callable[[Space, str], str] = lru_cache(CACHED_IDENTIFIERS)(self._identifier)
        self.text: Callable[[str], str] = escaped

    def _name(self, term: Term) -> str:
        return f"<{self.namespaces.expand(term)}>"

    def _identifier(self, space: Space, identifier: str) -> str:
        return f"<{self.namespaces.iri(space, identifier)}>"

    def address(self, iri: str) -> str:
        """Any other IRI."""
        return f"<{iri}>"

    def typed(self, text: str, datatype: Term) -> str:
        """A literal with a datatype."""
        return f"{escaped(text)}^^{self.name(datatype)}"


class TurtleTerms(NTriplesTerms):
    """Terms with prefixes where they need no escape behind one, in full elsewhere."""

    def _name(self, term: Term) -> str:
        return "a" if term == RDF.type else term

    def _identifier(self, space: Space, identifier: str) -> str:
        local = space.local(identifier)
        if is_plain_local(local):
            return f"{space.prefix}:{local}"
        return super()._identifier(space, identifier)


class RdflibTerms:
    """Terms as rdflib has them."""

    def __init__(self, namespaces: Namespaces) -> None:
        """Write under ``namespaces``."""
        self.namespaces = namespaces

    def name(self, term: Term) -> Identifier:
        """A class or property of the vocabulary."""
        return self.address(self.namespaces.expand(term))

    def identifier(self, space: Space, identifier: str) -> Identifier:
        """The IRI of an identifier."""
        return self.address(self.namespaces.iri(space, identifier))

    def address(self, iri: str) -> Identifier:
        """Any other IRI."""
        from rdflib import URIRef

        return URIRef(iri)

    def text(self, text: str) -> Identifier:
        """A plain string."""
        from rdflib import Literal

        return Literal(text)

    def typed(self, text: str, datatype: Term) -> Identifier:
        """A literal with a datatype; its digits stay as written."""
        from rdflib import Literal, URIRef

        return Literal(text, datatype=URIRef(self.namespaces.expand(datatype)), normalize=False)
