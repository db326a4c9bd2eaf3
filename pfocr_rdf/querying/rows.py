"""Answers as rows of Python values."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import IO, Any, BinaryIO, TypeAlias, cast

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from pfocr_rdf.vocabulary import PREFIXES


class Iri(str):
    """An IRI, to be told from a text that looks like one."""

    __slots__ = ()


class Blank(str):
    """The label of a blank node, which means nothing outside of its answer."""

    __slots__ = ()


#: What a cell may hold; ``None`` is an unbound variable.
Value: TypeAlias = Iri | Blank | str | int | Decimal | float | bool | None

#: What a cell is before it is a value.
Term: TypeAlias = NamedNode | BlankNode | Literal | Triple | None

#: A row: a named tuple, one field for each variable.
Row: TypeAlias = Any

_TYPED: dict[str, Callable[[str], Value]] = {
    "boolean": lambda text: text in {"true", "1"},
    "decimal": Decimal,
    "double": float,
    "float": float,
    "gYear": int,
    **dict.fromkeys(("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger"), int),
}


def value(term: Term) -> Value:
    """A term as a Python value: numbers, booleans and years by their datatype, everything else as text.

    >>> value(Literal("7", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer"))), value(NamedNode("urn:a"))
    (7, 'urn:a')
    """
    if term is None or isinstance(term, Triple):
        return None if term is None else str(term)
    if isinstance(term, NamedNode):
        return Iri(term.value)
    if isinstance(term, BlankNode):
        return Blank(term.value)
    convert = _TYPED.get(term.datatype.value.removeprefix(PREFIXES["xsd"]), str)
    try:
        return convert(term.value)
    except (ValueError, ArithmeticError):
        return term.value  # "sixty"^^xsd:integer is legal RDF, if no number


class Rows:
    """The rows of an answer as they are read, and the ``names`` of their fields.

    Solutions have a row each, yes or no is the one row ``answer``, and a graph has a row for each of its triples.

    >>> from io import BytesIO
    >>> answer = BytesIO(b'{"head": {"vars": ["n"]}, "results": {"bindings": []}}')
    >>> found = Rows(answer, "application/sparql-results+json")
    >>> found.names, list(found)
    (('n',), [])
    """

    def __init__(self, content: IO[bytes], media_type: str) -> None:
        """Read ``content``, which is in ``media_type``."""
        solutions = QueryResultsFormat.from_media_type(media_type)
        if solutions is None:
            triples = parse(content, RdfFormat.from_media_type(media_type))
            self.names: tuple[str, ...] = ("subject", "predicate", "object")
            self._terms: Iterator[Iterable[Term]] = ((one.subject, one.predicate, one.object) for one in triples)
            return
        results = parse_query_results(cast("BinaryIO", content), solutions)
        if isinstance(results, QueryBoolean):
            answer = Literal("true" if results else "false", datatype=NamedNode(f"{PREFIXES['xsd']}boolean"))
            self.names, self._terms = ("answer",), iter([(answer,)])
        else:
            self.names, self._terms = tuple(one.value for one in results.variables), iter(results)

    def __iter__(self) -> Iterator[Row]:
        """Each row, a named tuple."""
        row: Callable[..., Row] = namedtuple("Row", self.names, rename=True)  # type: ignore[misc] # noqa: PYI024 - a query names its fields
        return (row(*map(value, terms)) for terms in self._terms)
