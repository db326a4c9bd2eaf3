"""Values put into a query as terms: the only places that change are blocks of ``VALUES``, and a ``LIMIT``.

What is put there is written by a serialiser of terms, and the tokens around it stay as they are, so that no value,
whatever it holds, becomes anything but a value.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from pfocr_rdf.errors import QueryError
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.querying.parameters import Term
from pfocr_rdf.querying.tokens import Kind, Token, tokens


class Block(NamedTuple):
    """What stands between the braces of ``VALUES ?variable { … }``, and where."""

    variable: str
    inside: str
    start: int
    end: int


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def blocks(text: str) -> Iterator[Block]:
    """Every block of one variable.

    >>> [block.inside for block in blocks("SELECT * { VALUES ?a { <urn:b> 'VALUES ?c {' } }")]
    [" <urn:b> 'VALUES ?c {' "]
    """
    found = list(tokens(text))
    for word, variable, brace in zip(found, found[1:], found[2:], strict=False):
        if word.folded == "values" and variable.kind is Kind.VARIABLE and brace.text == "{":
            end = next((one.start for one in found if one.text == "}" and one.start > brace.start), len(text))
            yield Block(variable.text[1:], text[brace.end : end], brace.end, end)


def bound(text: str, values: Mapping[str, Sequence[Term]]) -> str:
    """``text`` with ``values`` for its variables. Raises ``QueryError`` where it has no block for one of them.

    >>> from pyoxigraph import Literal
    >>> bound("ASK { VALUES ?a { 1 } }", {"a": [Literal('" } SERVICE <urn:x> {')]})
    'ASK { VALUES ?a { "\\\\" } SERVICE <urn:x> {" } }'
    """
    found = list(blocks(text))
    for name in values:
        if name not in {block.variable for block in found}:
            has = ", ".join(dict.fromkeys(block.variable for block in found)) or "none"
            raise QueryError(f"query: found no parameter {name}, expected one of its own: {has}; try leaving it out")
    edits = [
        _Edit(block.start, block.end, " " + " ".join(map(str, values[block.variable])) + " ")
        for block in found
        if block.variable in values
    ]
    return _edited(text, edits)


def limited(text: str, rows: int) -> str:
    """``text`` with ``LIMIT`` ``rows`` for the whole of it, in place of its own.

    >>> limited("SELECT * { { SELECT * {} LIMIT 2 } } LIMIT 3 OFFSET 1 VALUES ?a { 1 }", 9)
    'SELECT * { { SELECT * {} LIMIT 2 } } LIMIT 9 OFFSET 1 VALUES ?a { 1 }'
    >>> limited("SELECT * {} # all of them", 9)
    'SELECT * {} # all of them\\nLIMIT 9'
    """
    outer = list(_outermost(text))
    for word, number in pairwise(outer):
        if word.folded == "limit" and number.kind is Kind.NUMBER:
            return _edited(text, [_Edit(number.start, number.end, str(rows))])
    behind = next((token.start for token in outer if token.folded == "values"), None)
    if behind is None:
        return f"{text.rstrip()}\nLIMIT {rows}"
    return _edited(text, [_Edit(behind, behind, f"LIMIT {rows} ")])


def row_limit(text: str) -> int | None:
    """The number behind the ``LIMIT`` of the whole query, if it has one."""
    outer = list(_outermost(text))
    pairs = pairwise(outer)
    return next((int(number.text) for word, number in pairs if word.folded == "limit" and number.text.isdigit()), None)


def rebased(text: str, namespaces: Namespaces) -> str:
    """``text`` with its prefixes for our own terms and schema.org's as ``namespaces`` has them."""
    own = Namespaces().prefixes
    found = list(tokens(text))
    return _edited(
        text,
        [
            _Edit(iri.start, iri.end, f"<{namespaces.prefixes[prefix]}>")
            for word, name, iri in zip(found, found[1:], found[2:], strict=False)
            if word.folded == "prefix" and iri.text == f"<{own.get(prefix := name.text[:-1])}>"
        ],
    )


def _outermost(text: str) -> Iterator[Token]:
    """The tokens outside of all braces."""
    depth = 0
    for token in tokens(text):
        depth += (token.text == "{") - (token.text == "}")
        if not depth:
            yield token


def _edited(text: str, edits: list[_Edit]) -> str:
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text
