"""Ways to write a term: as Turtle or as N-Triples here, as rdflib or JSON objects elsewhere.

The mapping is written once, over any of them.

Escapes follow RDF 1.1 Turtle, section 6.4, and RDF 1.1 N-Triples, section 3.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Protocol, TypeVar

from pfocr_rdf.identifiers import Namespaces, Space, is_plain_local
from pfocr_rdf.vocabulary import RDF, XSD, Term

T_co = TypeVar("T_co", covariant=True)

#: Taxa and lexicons come back in every figure; so many identifiers are kept ready.
CACHED_IDENTIFIERS = 1 << 10

#: Numbers that every reader keeps as written: some drop leading zeros, rdflib makes 5E-7 of a very small one.
_BARE = {XSD.decimal: re.compile(r"(?!0\.000000)(?:0|[1-9][0-9]*)\.[0-9]+"), XSD.integer: re.compile(r"0|[1-9][0-9]*")}
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


class Terms(Protocol[T_co]):
    """A way to write terms; ``T_co`` is what a written term is."""

    namespaces: Namespaces

    def name(self, term: Term) -> T_co:
        """A class or property of the vocabulary."""

    def identifier(self, space: Space, identifier: str) -> T_co:
        """The IRI of an identifier."""

    def address(self, iri: str) -> T_co:
        """Any other IRI."""

    def text(self, text: str) -> T_co:
        """A plain string."""

    def typed(self, text: str, datatype: Term) -> T_co:
        """A literal with a datatype."""


def escaped(text: str) -> str:
    r"""``text`` as a quoted string of Turtle and N-Triples.

    >>> print(escaped('a "b"\n'))
    "a \"b\"\n"
    """
    written = encode_basestring(text)  # as JSON does it, in C; but that has lower-case digits, and leaves U+007F
    return f'"{text.translate(_ESCAPES)}"' if "\\u00" in written or "\x7f" in written else written


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
        if identifier.isalnum() and identifier.isascii():  # most are digits, and stand behind any lead as they are
            return f"{space.prefix}:{space.lead}{identifier}"
        local = space.local(identifier)
        if is_plain_local(local):
            return f"{space.prefix}:{local}"
        return super()._identifier(space, identifier)

    def typed(self, text: str, datatype: Term) -> str:
        """A literal with a datatype; numbers stand for themselves (RDF 1.1 Turtle, section 2.5.2)."""
        bare = _BARE.get(datatype)
        return text if bare and bare.fullmatch(text) else super().typed(text, datatype)
