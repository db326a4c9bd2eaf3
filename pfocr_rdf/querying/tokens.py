"""The tokens of a SPARQL text (SPARQL 1.1 Query Language, section 19.8), without knowing what they mean together."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from pfocr_rdf.errors import QueryError, quoted


class Kind(StrEnum):
    """What a token is."""

    IRI = "iri"
    NAME = "name"
    BLANK = "blank"
    VARIABLE = "variable"
    STRING = "string"
    LANGUAGE = "language"
    NUMBER = "number"
    WORD = "word"
    SIGN = "sign"


_KINDS = {kind.value: kind for kind in Kind}


class Token(NamedTuple):
    """A token and where it begins.

    ``NAME`` is a prefixed name, ``WORD`` a keyword or the name of a function, with what may stand behind it without a
    space, as in ``true.FILTER``: so no text is looked at twice, and the time it takes grows with its length only.
    """

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the token is over."""
        return self.start + len(self.text)

    @property
    def folded(self) -> str:
        """The text without regard to case, as keywords are compared."""
        return self.text.casefold()


_CODE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_CHARACTER = r"[0-9A-Za-z_\x80-\U0010FFFF-]"  # wider than PN_CHARS: what else is beyond ASCII is no token at all
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_IN_STRING = r"\\[tbnrf\\\"']|" + _CODE

_TOKEN = re.compile(
    rf"""(?P<blank_space>[ \t\r\n]+|\#[^\r\n]*)
    |(?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_CODE})*>)
    |(?P<string>'''(?:'{{0,2}}(?:[^'\\]|{_IN_STRING}))*'''|\"\"\"(?:"{{0,2}}(?:[^"\\]|{_IN_STRING}))*\"\"\"
        |'(?:[^'\\\r\n]|{_IN_STRING})*'|"(?:[^"\\\r\n]|{_IN_STRING})*")
    |(?P<blank>_:[0-9A-Za-z_\x80-\U0010FFFF](?:(?:{_CHARACTER}|\.)*{_CHARACTER})?)
    |(?P<name>(?:[A-Za-z\x80-\U0010FFFF](?:(?:{_CHARACTER}|\.)*{_CHARACTER})?)?:
        (?:(?:[0-9A-Za-z_:\x80-\U0010FFFF]|{_ESCAPED})(?:(?:{_CHARACTER}|[.:]|{_ESCAPED})*(?:{_CHARACTER}|:|{_ESCAPED}))?)?)
    |(?P<variable>[?$][0-9A-Za-z_\x80-\U0010FFFF]+)
    |(?P<language>@[A-Za-z]+(?:-[0-9A-Za-z]+)*)
    |(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<word>[A-Za-z_\x80-\U0010FFFF](?:(?:{_CHARACTER}|\.)*{_CHARACTER})?)
    |(?P<sign>[][(){{}}<>=!&|*/+?^.,;$@~-])""",
    re.VERBOSE,
)


class Slip(NamedTuple):
    """Where an engine stopped reading a query, and what it expected there."""

    line: int
    column: int
    found: str
    expected: str
    remedy: str


def tokens(text: str) -> Iterator[Token]:
    """The tokens of ``text``; comments and white space are none. Raises ``QueryError`` where there is no token.

    >>> [token.text for token in tokens("ASK { ?a <urn:b> 'SERVICE' } # FROM")]
    ['ASK', '{', '?a', '<urn:b>', "'SERVICE'", '}']
    """
    start = 0
    while start < len(text):
        match = _TOKEN.match(text, start)
        if match is None:
            found = quoted(text[start : start + 20])
            raise QueryError(f"{place(text, start)}: found {found}, expected SPARQL 1.1; try correcting the syntax")
        name = match.lastgroup
        assert name is not None
        if name != "blank_space":
            yield Token(_KINDS[name], match[0], start)
        start = match.end()


def place(text: str, start: int) -> str:
    r"""Where in a query that is, as messages have it.

    >>> place("ASK {\n ?a", 7)
    'query:2:2'
    """
    line, column = _line_and_column(text, start)
    return f"query:{line}:{column}"


def _line_and_column(text: str, start: int) -> tuple[int, int]:
    return text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)


#: So much is shown of what an engine could have read on; its own list goes on for pages.
_MOST_EXPECTED = 200


def slip(message: str, query: str) -> Slip | None:
    """What is wrong with the syntax of ``query``, of which Oxigraph says ``message``; nothing if that has no place.

    Of a prefix that is not declared, Oxigraph may say anything: that it expected ``OPTIONAL``, say.

    >>> slip("error at 1:7: expected one of A, B", "ASK {")
    Slip(line=1, column=7, found='an error', expected='one of A, B', remedy='correcting the syntax')
    >>> slip("error at 1:15: expected OPTIONAL", "ASK { ?s no:p ?o }").remedy
    'PREFIX no: <...> in the first line'
    """
    match = re.match(r"error at (\d+):(\d+): expected (.*)", message, re.DOTALL)
    if match is None:
        return None
    if unknown := _undeclared(query):
        prefix, line, column = unknown.text.partition(":")[0], *_line_and_column(query, unknown.start)
        return Slip(
            line, column, unknown.text, "a prefix that is declared", f"PREFIX {prefix}: <...> in the first line"
        )
    expected = " ".join(match[3].split())
    shown = expected if len(expected) <= _MOST_EXPECTED else expected[:_MOST_EXPECTED] + "…"
    return Slip(int(match[1]), int(match[2]), "an error", shown, "correcting the syntax")


def _undeclared(query: str) -> Token | None:
    """The first name whose prefix is not declared before it."""
    declared: set[str] = set()
    is_declaration = False
    for token in tokens(query):
        if token.kind is Kind.NAME:
            prefix = token.text.partition(":")[0]
            if not is_declaration and prefix not in declared:
                return token
            declared.add(prefix)
        is_declaration = token.kind is Kind.WORD and token.folded == "prefix"
    return None
