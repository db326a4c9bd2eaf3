"""What a query may ask for: our data, and nothing that makes the engine reach out or write.

Engines follow ``SERVICE``, some follow ``FROM`` and ``LOAD``. The gate looks at tokens, and trusts no text that an
engine may cut into other tokens than these: Oxigraph reads ``SERVICE:x`` and ``trueSERVICE`` as two tokens, and
``?a<?b)SERVICE:x#>``, an address by the rules of SPARQL's tokens, as a comparison, a service and a comment.
"""

import re
import sys
from dataclasses import dataclass
from enum import StrEnum

from pfocr_rdf.errors import QueryError
from pfocr_rdf.querying.tokens import Kind, Token, place, tokens


class Form(StrEnum):
    """What a query does, by its first keyword (SPARQL 1.1 Query Language, section 16)."""

    SELECT = "select"
    ASK = "ask"
    CONSTRUCT = "construct"
    DESCRIBE = "describe"

    @property
    def makes_triples(self) -> bool:
        """Whether the answer is a graph."""
        return self in {Form.CONSTRUCT, Form.DESCRIBE}


@dataclass(frozen=True, slots=True)
class Permission:
    """What a query may ask for beyond our data: ``services`` by their addresses, and ``graphs`` by ``FROM``.

    ``FROM`` names graphs of the store for Oxigraph, and addresses to read for some other engines.
    """

    services: frozenset[str] = frozenset()
    graphs: bool = False


NOTHING = Permission()

_PROLOGUE = re.compile("base|prefix|version", re.ASCII)
_CODE_POINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ADDRESS = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
_DOUBTFUL = re.compile("['#()]")
_FORMS = "SELECT, ASK, CONSTRUCT or DESCRIBE"
_UPDATE = re.compile("insert|delete|with|load|clear|create|drop|add|move|copy", re.ASCII)


def check(text: str, permission: Permission = NOTHING) -> Form:
    """The form of a query that asks for nothing more than is permitted; its syntax is for the engine to judge.

    Raises ``QueryError`` for ``SERVICE``, ``FROM`` and updates, and for what might be read as one of them.

    >>> check("select * { ?s ?p 'SERVICE' }")
    <Form.SELECT: 'select'>
    >>> check("select * { service <https://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    ...
    pfocr_rdf.errors.QueryError: query:1:12: found service <https://example.org/>, expected a query of the data alone; \
try --allow-service https://example.org/
    """
    decoded = _CODE_POINT.sub(_character, text)  # some engines decode before they look for tokens, some after
    if decoded != text:
        _check_tokens(decoded, permission)
    return _check_tokens(text, permission)


def form_of(text: str) -> Form:
    """The form of a query. Raises ``QueryError`` for what is no query, such as an update.

    >>> form_of("ask { service <https://example.org/> {} }")
    <Form.ASK: 'ask'>
    """
    return _form(text, list(tokens(text)))


def _check_tokens(text: str, permission: Permission) -> Form:
    found = list(tokens(text))
    for number, token in enumerate(found):
        behind = found[number + 1 : number + 3]
        _check_iri(text, token)
        _check_name(text, token)
        if token.kind is Kind.WORD and "service" in token.folded:
            _check_service(text, token, behind, permission)
        if token.kind is Kind.WORD and "from" in token.folded and not (permission.graphs and token.folded == "from"):
            raise _refusal(text, token, _shown(token, behind), "a query of all graphs", "GRAPH, or leaving it out")
    return _form(text, found)


def _character(match: re.Match[str]) -> str:
    number = int(match[1] or match[2], 16)
    return chr(number) if number <= sys.maxunicode else match[0]


def _check_iri(text: str, token: Token) -> None:
    """A scheme and ``//`` can begin nothing but an address; of others, only plain ones are let through."""
    if token.kind is Kind.IRI and not _ADDRESS.match(token.text) and _DOUBTFUL.search(token.text):
        raise _refusal(text, token, token.text, "an address of plain characters", "spaces around '<' and '>'")


def _check_name(text: str, token: Token) -> None:
    prefix = token.folded.partition(":")[0]
    if token.kind is Kind.NAME and ("service" in prefix or "from" in prefix):
        raise _refusal(text, token, f"the prefix {prefix}:", "one without a keyword in it", "another name for it")


def _check_service(text: str, token: Token, behind: list[Token], permission: Permission) -> None:
    if behind and behind[0].folded == "silent":
        behind = behind[1:]
    target = behind[0] if behind and behind[0].kind is Kind.IRI else None
    if token.folded == "service" and target is not None and target.text[1:-1] in permission.services:
        return
    remedy = "its address in angle brackets" if target is None else f"--allow-service {target.text[1:-1]}"
    raise _refusal(text, token, _shown(token, behind), "a query of the data alone", remedy)


def _shown(token: Token, behind: list[Token]) -> str:
    return " ".join(one.text for one in [token, *behind[:1]])


def _form(text: str, found: list[Token]) -> Form:
    """The form that the first keyword behind the prologue tells."""
    for token in found:
        if token.kind is Kind.WORD and not _PROLOGUE.match(token.folded):
            for form in Form:
                if token.folded.startswith(form):
                    return form
            if _UPDATE.match(token.folded):
                raise _refusal(text, token, token.text, _FORMS, "a query instead of an update")
            raise _refusal(text, token, token.text, "SPARQL 1.1", f"a query that begins with {_FORMS}")
    raise QueryError(f"query:1:1: found nothing, expected {_FORMS}; try another text")


def _refusal(text: str, token: Token, found: str, expected: str, remedy: str) -> QueryError:
    return QueryError(f"{place(text, token.start)}: found {found}, expected {expected}; try {remedy}")
