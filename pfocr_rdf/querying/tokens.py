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
    return f"query:{text.count(chr(10), 0, start) + 1}:{start - text.rfind(chr(10), 0, start)}"
