"""Services that a query asks, asked on the engine's behalf: an engine takes a cut answer for a whole one.

Oxigraph joins whatever a service returns, and WikiPathways' returns 10,000 rows at most without a word. So the engine
is led to an address of this process, from where the service is asked as any endpoint is: whole, or not at all.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from secrets import token_urlsafe
from threading import Thread

from pfocr_rdf.errors import PfocrError
from pfocr_rdf.identifiers import local_address
from pfocr_rdf.querying.evaluation import JSON, Limits
from pfocr_rdf.querying.gate import Permission
from pfocr_rdf.querying.remote import ask_endpoint
from pfocr_rdf.querying.tokens import Kind, Token, tokens


class Relay:
    """What stands between an engine and the services in ``addresses``; ``faults`` are theirs, in their order."""

    def __init__(self, addresses: Iterable[str], limits: Limits) -> None:
        """Ask each service within ``limits``."""
        self.faults: list[PfocrError] = []
        self._limits = limits
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        secret = token_urlsafe()  # others on this machine have no business with it
        self._services = {f"/{secret}/{number}": address for number, address in enumerate(addresses)}

    @property
    def permission(self) -> Permission:
        """To ask our own addresses, and no others."""
        return Permission(frozenset(map(self._own, self._services)))

    def rewritten(self, query: str) -> str:
        """``query`` with our addresses behind ``SERVICE``."""
        ours = {f"<{address}>": f"<{self._own(path)}>" for path, address in self._services.items()}
        for token in reversed([one for one in _targets(query) if one.text in ours]):
            query = query[: token.start] + ours[token.text] + query[token.end :]
        return query

    def answer(self, path: str, query: str) -> bytes | None:
        """What the service behind a path answers; nothing where it fails, which is noted, or where there is none."""
        if path not in self._services:
            return None
        for one, address in self._services.items():  # a service may be asked to ask another one
            query = query.replace(f"<{self._own(one)}>", f"<{address}>")
        try:
            return ask_endpoint(self._services[path], query, self._limits).content
        except PfocrError as error:
            self.faults.append(type(error)(*error.args))  # without frames whose results only this thread may drop
            return None

    def _own(self, path: str) -> str:
        return local_address(self.server.server_port, path[1:])


@contextmanager
def relayed(addresses: Iterable[str], limits: Limits) -> Iterator[Relay]:
    """A relay as long as it is needed. It starts threads, so fork before."""
    relay = Relay(addresses, limits)
    thread = Thread(target=relay.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield relay
    finally:
        relay.server.shutdown()
        relay.server.server_close()
        thread.join()


def _targets(query: str) -> Iterator[Token]:
    """The tokens that name services."""
    found = [token for token in tokens(query) if token.folded != "silent"]
    return (target for word, target in pairwise(found) if word.folded == "service" and target.kind is Kind.IRI)


def _handler(relay: Relay) -> type[BaseHTTPRequestHandler]:
    """Takes what the engine posts (SPARQL 1.1 Protocol, section 2.1.3)."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"])).decode()
            content = relay.answer(self.path, query)
            with suppress(ConnectionError):  # of an engine that has been ended meanwhile
                if content is None:
                    self.send_error(502)
                    return
                self.send_response(200)
                self.send_header("Content-Type", JSON)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
