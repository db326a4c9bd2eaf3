"""What a request carries: parameters and bodies, checked before anything is done with them."""

import asyncio
from email.message import Message
from urllib.parse import parse_qsl

from starlette.datastructures import QueryParams
from starlette.requests import Request

from pfocr_rdf.serve.problems import ProblemError, refuse

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"

#: Seconds that the body of a request may take to arrive.
BODY_SECONDS = 20.0

#: Parameters that one request may have; a query of many graphs has some.
MOST_PARAMETERS = 1000


def parameters(text: str | bytes) -> QueryParams:
    """What is in a form or behind the question mark of an address.

    Raises ``ProblemError`` where it is not UTF-8, or more than anybody needs.

    >>> parameters("query=ASK+%7B%7D&format=csv")["query"]
    'ASK {}'
    """
    plain = text.decode("latin-1") if isinstance(text, bytes) else text
    try:
        pairs = parse_qsl(plain, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except ValueError as error:  # UnicodeDecodeError among them
        raise refuse("bad-request", f"parameters: found {error}, expected a form in UTF-8") from error
    return QueryParams(pairs)


async def posted(request: Request, most: int) -> QueryParams:
    """What a POST asks, whichever form it has (SPARQL 1.1 Protocol, sections 2.1.2 and 2.1.3).

    Raises ``ProblemError`` where the body is something else, longer than ``most`` bytes, or too slow in coming.
    """
    kind = _content_type(request)
    body = await _body(request, most)
    behind = parameters(request.url.query)
    if kind == FORM:
        return QueryParams([*behind.multi_items(), *parameters(body).multi_items()])
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise refuse("bad-request", f"body: found {error}, expected UTF-8") from error
    name = "query" if kind == QUERY else "update"
    return QueryParams([*behind.multi_items(), (name, text)])


def too_large(most: int) -> ProblemError:
    """The problem with a query of more than ``most`` bytes; what else comes over the connection is not read."""
    detail = f"query: found more than {most} bytes, expected fewer; try VALUES in several smaller queries"
    return refuse("too-large", detail, Connection="close")


def _content_type(request: Request) -> str:
    header = Message()
    header["content-type"] = request.headers.get("content-type", "")
    kind = header.get_content_type()
    if kind not in {FORM, QUERY, UPDATE}:
        raise refuse("media-type", f"Content-Type: found {kind}, expected {QUERY} or {FORM}")
    if (header.get_content_charset() or "utf-8") not in {"utf-8", "utf8", "us-ascii"}:
        raise refuse("media-type", f"Content-Type: found {header.get_content_charset()}, expected utf-8")
    return kind


async def _body(request: Request, most: int) -> bytes:
    if int(request.headers.get("content-length", "0")) > most:
        raise too_large(most)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for piece in request.stream():
                body += piece
                if len(body) > most:
                    raise too_large(most)
    except TimeoutError as error:
        detail = f"body: found no end within {BODY_SECONDS:g} s, expected one"
        raise refuse("too-slow", detail, Connection="close") from error
    return bytes(body)
