"""Endpoints on the web, asked by SPARQLWrapper; an answer is taken when all of it is there, or not at all.

Servers answer 200 and then break off: Oxigraph ends with a sentence, Virtuoso with fewer rows. Rows of CSV and TSV look
whole wherever they end, so JSON is asked for, and RDF/XML for graphs: both have an end that cannot be missed.
"""

import re
import time
from ast import literal_eval
from http.client import HTTPException, HTTPResponse
from importlib.metadata import version
from typing import Any, NamedTuple
from urllib.error import HTTPError
from xml.parsers.expat import ExpatError, ParserCreate

from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat, parse, parse_query_results

from pfocr_rdf.errors import LimitError, PfocrError, QueryError, RemoteError, quoted
from pfocr_rdf.formats import RDF_XML
from pfocr_rdf.querying.binding import row_limit
from pfocr_rdf.querying.evaluation import JSON, Limits
from pfocr_rdf.querying.gate import form_of

#: Bytes read at once.
_BLOCK = 1 << 16

#: Longest query that goes into an address; longer ones are posted (SPARQL 1.1 Protocol, section 2.1).
_LONGEST_GET = 2000

#: Numbers of rows at which endpoints are known to stop: WikiPathways', and the most that Virtuoso can have.
CAPS = (10_000, 1 << 20)

#: What an endpoint says whose own time is over: in HTTP (RFC 9110, sections 15.5.9 and 15.6.5), and in Virtuoso.
_TOO_LATE = (408, 504)
_OF_VIRTUOSO = re.compile(r"S1T00|SR171|estimated execution time")


class Whole(NamedTuple):
    """A whole answer."""

    content: bytes
    media_type: str


def ask_endpoint(address: str, query: str, limits: Limits) -> Whole:
    """The whole answer of an endpoint: JSON results, or RDF/XML.

    Raises ``RemoteError`` where it fails, refuses or does not answer whole, ``LimitError`` where it takes too long,
    ``QueryError`` where it does not understand, and where the query is an update.
    """
    media_type = RDF_XML.media_type if form_of(query).makes_triples else JSON
    asked = _Asked(address, media_type, limits)
    content = asked.content(query)
    try:
        rows = _rows(content, media_type)
    except (SyntaxError, ValueError, ExpatError) as error:
        found = f"{len(content):,} bytes that are no whole answer ({error})"
        raise asked.refusal(found, media_type, "a smaller question") from error
    if rows in CAPS and rows != row_limit(query):
        found = f"exactly {rows:,} rows, at which endpoints stop"
        raise asked.refusal(found, "all of them", "a smaller question, or a LIMIT of that number")
    return Whole(content, media_type)


def _rows(content: bytes, media_type: str) -> int | None:
    """The number of rows or triples, after a look at every one of them."""
    if media_type == RDF_XML.media_type:
        ParserCreate().Parse(content, True)
        return sum(1 for _ in parse(content, RdfFormat.RDF_XML))
    results = parse_query_results(content, QueryResultsFormat.JSON)
    return None if isinstance(results, QueryBoolean) else sum(1 for _ in results)


class _Asked:
    """One question to one endpoint."""

    def __init__(self, address: str, media_type: str, limits: Limits) -> None:
        self._address = address
        self._media_type = media_type
        self._limits = limits
        self._until = None if limits.seconds is None else time.monotonic() + limits.seconds

    def content(self, query: str) -> bytes:
        """The body of the answer, all of it as far as the protocol tells."""
        from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException  # noqa: PLC0415 - slow to load

        try:
            with self._request(query).query().response as response:
                self._look_at_head(response)
                return self._body(response)
        except (SPARQLWrapperException, HTTPException, OSError, ValueError) as error:  # of an address that is none
            for answer in (error, error.__context__):
                if isinstance(answer, HTTPError):
                    answer.close()
            raise self._fault(error) from error

    def _fault(self, error: Exception) -> PfocrError:
        """What to say of an error."""
        from SPARQLWrapper.SPARQLExceptions import QueryBadFormed  # noqa: PLC0415 - slow to load

        said = _said(error)
        if isinstance(error, QueryBadFormed):
            return QueryError(f"{self._address}: query: found {said}, expected SPARQL; try correcting it")
        if isinstance(error, TimeoutError) or isinstance(getattr(error, "reason", None), TimeoutError):
            return self._too_much(f"no end within {self._limits.seconds:g} seconds", "more time with --timeout-seconds")
        if getattr(error, "code", None) in _TOO_LATE or _OF_VIRTUOSO.search(str(error)):
            return self._too_much(said, "a smaller question")
        return self.refusal(said, "a SPARQL endpoint", "its address, or later")

    def _request(self, query: str) -> Any:  # noqa: ANN401 - SPARQLWrapper has no types
        from SPARQLWrapper import GET, POST, SPARQLWrapper  # noqa: PLC0415 - slow to load

        wrapper = SPARQLWrapper(self._address, agent=f"pfocr-rdf/{version('pfocr-rdf')}")
        # setQuery() would guess the form, and takes words of comments, such as "address", for updates.
        wrapper.queryString = query
        wrapper.queryType = form_of(query).upper()
        wrapper.setMethod(GET if len(query) <= _LONGEST_GET else POST)
        wrapper.setOnlyConneg(True)
        wrapper.addCustomHttpHeader("Accept", self._media_type)
        if self._limits.seconds is not None:
            # setTimeout knows whole seconds only; the socket knows others too.
            wrapper.timeout = self._limits.seconds  # type: ignore[assignment]
        return wrapper

    def _look_at_head(self, response: HTTPResponse) -> None:
        """Refuse what says of itself that it is no answer, or not all of it."""
        found = response.headers.get_content_type()
        if found != self._media_type:
            raise self.refusal(found, self._media_type, "the address of the endpoint itself, not of its page")
        for header in ("X-SQL-Message", "X-SPARQL-MaxRows"):  # of Virtuoso, for an answer that it has cut
            if header in response.headers:
                text = f"{header}: {response.headers[header]}"
                raise self.refusal(text, "a whole answer", "a smaller --limit-rows")

    def _body(self, response: HTTPResponse) -> bytes:
        content = bytearray()
        while block := response.read1(_BLOCK):  # what has come, so that an endless trickle is noticed
            content += block
            if self._limits.memory_mib is not None and len(content) > self._limits.memory_mib << 20:
                raise self._too_much(f"more than {self._limits.memory_mib} MiB", "more memory with --memory-mib")
            if self._until is not None and time.monotonic() > self._until:
                raise TimeoutError
        length = response.headers.get("Content-Length")
        if length is not None and length != str(len(content)):
            raise self.refusal(f"{len(content):,} bytes", f"{int(length):,}", "again")
        return bytes(content)

    def _too_much(self, found: str, remedy: str) -> LimitError:
        return LimitError(f"{self._address}: query: found {found}, expected an answer; try {remedy}")

    def refusal(self, found: str, expected: str, remedy: str) -> RemoteError:
        """What to say of an answer that is none, or not whole."""
        return RemoteError(f"{self._address}: answer: found {found}, expected {expected}; try {remedy}")


def _said(error: Exception) -> str:
    """What an endpoint said, in one line; SPARQLWrapper shows its words as bytes behind its own."""
    own, mark, response = str(error).partition("Response:\n")
    text = literal_eval(response).decode(errors="replace") if mark else own
    return quoted(" ".join(text.split()) or getattr(error, "msg", "nothing"), 200)
