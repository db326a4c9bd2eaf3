"""A store over HTTP: SPARQL 1.1 Protocol, Update and Graph Store HTTP Protocol, in the dialect of the product.

Requests that can be repeated without harm are, as long as the store is away, for as long as one has patience. An
address is never followed elsewhere, certificates are verified against those of the system, and proxies are those that
the environment names.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlencode, urlsplit

import httpx2
import stamina

from pfocr_rdf.errors import RemoteError, UsageError, quoted
from pfocr_rdf.stores.credentials import PASSWORD, TOKEN, USER, credentials
from pfocr_rdf.stores.dialects import DIALECTS, Dialect, by_answer, by_name

T = TypeVar("T")

#: Statuses that say: not now (RFC 9110, sections 15.5 and 15.6; RFC 6585, section 4; RFC 8470, section 5.2).
_BUSY = {408, 425, 429, 502, 503, 504}

_NOT_FOUND, _TOO_LARGE = 404, 413

#: Seconds until a server must have taken a connection.
_CONNECT_S = 10.0

_JSON = {"Accept": "application/sparql-results+json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How to treat a store: seconds that one request may take, and seconds to wait for a store that is away.

    ``by_update`` sends data as updates instead of by the Graph Store Protocol.
    """

    timeout_s: float = 600
    patience_s: float = 120
    by_update: bool = False


class Client:
    """One store, under its address."""

    def __init__(self, address: str, dialect: str | None = None, manners: Manners | None = None) -> None:
        """Talk to the store at ``address``, in ``dialect`` or in the one that it is found to speak.

        Raises ``UsageError`` where the address or the dialect make no sense, and ``RemoteError`` where nobody answers.
        """
        host = checked(address)
        self.manners = manners or Manners()
        self._http = httpx2.Client(timeout=httpx2.Timeout(self.manners.timeout_s, connect=_CONNECT_S))
        self._met = self.disturbed = False
        self.address = address
        self.dialect = by_name(dialect) if dialect else self._detected()
        self.root = self.dialect.root(address)
        self._too_much = re.compile(self.dialect.too_much)
        signed = credentials(host)
        self._signed = self.dialect.signed if signed else ""
        if signed:
            self._http.auth = signed.auth(self.dialect.scheme)

    def __enter__(self) -> Self:
        """Nothing more to do."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close its connections."""
        self._http.close()

    @property
    def by_update(self) -> bool:
        """Whether data are sent as updates."""
        return self.manners.by_update or self.dialect.graphs is None

    @property
    def can_put(self) -> bool:
        """Whether a graph is replaced and removed by the Graph Store Protocol."""
        return self.dialect.standard and not self.by_update

    def count(self, graph: str) -> int:
        """The number of triples in a graph."""
        query = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        return int(self.retried(lambda: self._rows(query)[0]["n"]["value"]))

    def is_empty(self, graph: str) -> bool:
        """Whether a graph holds no triple, or is not there."""
        return not self.retried(lambda: self._rows(f"SELECT ?s WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} LIMIT 1"))

    def add(self, graph: str, triples: bytes) -> None:
        """Add N-Triples without blank nodes to a graph; half of them at a time where all are too much for the store."""
        try:
            if self.by_update:
                self.retried(lambda: self.update(f"INSERT DATA {{ GRAPH <{graph}> {{ {triples.decode()} }} }}"))
            else:
                self.retried(lambda: self._store("POST", graph, triples, self.dialect.extra))
        except _TooLargeError:
            half = triples.rfind(b"\n", 0, len(triples) // 2) + 1
            if not half:
                raise
            self.add(graph, triples[:half])
            self.add(graph, triples[half:])

    def put(self, graph: str | None, triples: bytes) -> None:
        """Make N-Triples the whole of a graph, or of the default graph, in one request."""
        self.retried(lambda: self._store("PUT", graph, triples))

    def drop(self, graph: str) -> None:
        """Remove a graph, if it is there."""
        if self.can_put:
            self.retried(lambda: self._store("DELETE", graph))
        else:
            self.retried(lambda: self.update(f"DROP SILENT GRAPH <{graph}>"))

    def read(self, graph: str | None) -> bytes | None:
        """A graph, or the default graph, as the store writes N-Triples or Turtle; nothing if it is not there."""
        return self.retried(lambda: self._store("GET", graph))

    def holds(self, graph: str) -> bool:
        """Whether a graph is there, in the view of the store; some say so of every graph."""
        return self.retried(lambda: self._store("HEAD", graph)) is not None

    def update(self, text: str, *, timeout_s: float | None = None) -> None:
        """Run an update, once: the answer may be lost when the work is done."""
        timeout = httpx2.Timeout(timeout_s or self.manners.timeout_s, connect=_CONNECT_S)
        url = self._url(self.dialect.update)
        self._answer(self._http.build_request("POST", url, data={"update": text}, timeout=timeout))

    def retried(self, action: Callable[[], T]) -> T:
        """What ``action`` answers, in the end. Raises ``RemoteError`` where patience ends.

        Nobody waits for a store that has never answered: its address may be wrong.
        """
        attempts, patience_s = (None, self.manners.patience_s) if self._met else (1, None)
        try:
            for attempt in stamina.retry_context(
                on=self._may_pass, attempts=attempts, timeout=patience_s, wait_initial=0.2, wait_max=10.0
            ):
                with attempt:
                    return action()
        except httpx2.HTTPError as error:
            remedy = "again, and loading goes on from where it was" if self._met else "another address"
            raise RemoteError(f"{self.address}: found {told(error)}, expected an answer; try {remedy}") from error
        raise AssertionError("a retried action ends")

    def _may_pass(self, error: Exception) -> bool:
        """Whether it may be better soon."""
        passing = isinstance(error, (httpx2.TransportError, httpx2.HTTPStatusError))
        self.disturbed |= passing
        return passing

    def _detected(self) -> Dialect:
        answer = self.retried(lambda: self._http.get(self.address, headers=_JSON))
        self._met = True
        return by_answer(self.address, answer.headers)

    def _rows(self, query: str) -> list[Any]:
        """Rows of a result in JSON, which cannot be cut without being noticed."""
        url = self._url(self.dialect.query)
        response = self._answer(self._http.build_request("POST", url, data={"query": query}, headers=_JSON))
        try:
            rows = json.loads(response.content)["results"]["bindings"]
        except (ValueError, LookupError, TypeError) as error:
            raise httpx2.RemoteProtocolError(f"an answer that is no result: {quoted(response.text)}") from error
        assert isinstance(rows, list)
        return rows

    def _store(
        self, method: str, graph: str | None, content: bytes | None = None, extra: tuple[str, ...] = ()
    ) -> bytes | None:
        """A request of the Graph Store Protocol; nothing where it names a graph that is not there."""
        assert self.dialect.graphs is not None
        headers = {"Content-Type": self.dialect.media_type} if content is not None else {"Accept": _GRAPH_TYPES}
        named = {"default": ""} if graph is None else {self.dialect.key: graph}
        query = urlencode({**named, **dict.fromkeys(extra, "")})
        url = f"{self._url(self.dialect.graphs)}?{query}"
        request = self._http.build_request(method, url, content=content, headers=headers)
        response = self._answer(request, missing=method in {"GET", "HEAD", "DELETE"})
        return None if response.status_code == _NOT_FOUND else response.content

    def _url(self, path: str) -> str:
        """The address of a path of the dialect, for those who have signed in or for all."""
        return self.root + path.rstrip("/") + self._signed + ("/" if path.endswith("/") else "")

    def _answer(self, request: httpx2.Request, *, missing: bool = False) -> httpx2.Response:
        """The answer to one request; ``missing`` allows for 404."""
        response = self._http.send(request)
        self._met = True
        if response.status_code in _BUSY:
            response.raise_for_status()
        where = request.url.copy_with(query=None)
        if response.status_code == _TOO_LARGE or (response.is_error and self._too_much.search(response.text)):
            raise _TooLargeError(f"{where}: found {told_of(response)}, expected it to fit; try a smaller --chunk-mib")
        if not response.is_success and not (missing and response.status_code == _NOT_FOUND):
            raise RemoteError(f"{where}: found {told_of(response)}, expected it to be done; try {remedy(response)}")
        return response


_GRAPH_TYPES = "application/n-triples, text/turtle;q=0.9"


class _TooLargeError(RemoteError):
    """A chunk is larger than what the store takes at once."""


def checked(address: str) -> str:
    """The host of an address. Raises ``UsageError`` where it is none, or holds a password."""
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UsageError(
            f"STORE: found {address!r}, expected a folder or an http(s) address; try {DIALECTS[0].address}"
        )
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            f"STORE: found a user in the address of {parts.hostname}, expected none where others can read it; "
            f"try {USER} and {PASSWORD}, {TOKEN}, or a netrc file"
        )
    return parts.hostname


def told(error: httpx2.HTTPError) -> str:
    """A failure in words."""
    if isinstance(error, httpx2.HTTPStatusError):
        return told_of(error.response)
    return str(error) or type(error).__name__


def told_of(response: httpx2.Response) -> str:
    """The status of an answer, and how its text begins."""
    first = next(iter(response.text.strip().splitlines()), "")
    status = f"{response.status_code} {response.reason_phrase}".strip()
    return f"{status}: {quoted(first, 200)}" if first and not first.startswith("<") else status


def remedy(response: httpx2.Response) -> str:
    """What to try after an answer that says no."""
    if response.status_code in {401, 403}:
        return f"{USER} and {PASSWORD}, {TOKEN}, or a netrc file"
    if response.is_redirect:
        return f"the address {quoted(response.headers.get('location', ''), 200)} itself"
    if response.status_code in {404, 405, 406, 415}:
        return "another address or --dialect"
    return "what the store's own log says"
