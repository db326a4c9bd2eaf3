"""A proxy before a real store, which asks who is there, answers wrongly, breaks off, or speaks TLS, as it is told."""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote_plus

import httpx2


@dataclass(frozen=True)
class Asked:
    """A request as the proxy got it."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> str:
        """The body of a form, readable."""
        return unquote_plus(self.body.decode())


@dataclass(frozen=True)
class Answer:
    """What to answer, instead of what the store would; ``after`` it has done what was asked, or before."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    after: bool = False
    cut: bool = False


#: Nothing is wrong with a request.
Fault = Callable[[Asked], Answer | None]


@dataclass
class Proxy:
    """Where it listens, what goes wrong, and what it was asked and has answered."""

    address: str = ""
    fault: Fault = lambda _: None
    asked: list[Asked] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)

    def once(self, wanted: Callable[[Asked], bool], answer: Answer) -> None:
        """Give that answer to the first request that is wanted."""
        left = [answer]
        self.fault = lambda asked: left.pop() if left and wanted(asked) else None


@contextmanager
def proxy(upstream: str, tls: ssl.SSLContext | None = None) -> Iterator[Proxy]:
    """A proxy before ``upstream``, an address without a path."""
    made = Proxy()
    client = httpx2.Client(timeout=60)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked = Asked(self.command, self.path, {name.lower(): self.headers[name] for name in self.headers}, body)
            made.asked.append(asked)
            wrong = made.fault(asked)
            if wrong is None or wrong.after:
                answer = self.forward(asked)
            made.answered.append((wrong or answer).status)
            self.reply(wrong or answer)

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do  # noqa: N815 - as http.server has it

        def forward(self, asked: Asked) -> Answer:
            kept = {name: asked.headers[name] for name in ("content-type", "accept") if name in asked.headers}
            answer = client.request(asked.method, upstream + asked.target, content=asked.body, headers=kept)
            told = tuple((name, answer.headers[name]) for name in ("content-type", "server") if name in answer.headers)
            return Answer(answer.status_code, answer.content, told)

        def reply(self, answer: Answer) -> None:
            if not answer.status:
                self.close_connection = True
                return
            self.send_response_only(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body[: len(answer.body) // 2] if answer.cut else answer.body)
            self.close_connection |= answer.cut

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("localhost", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    made.address = f"{'https' if tls else 'http'}://localhost:{server.server_address[1]}"
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        client.close()
