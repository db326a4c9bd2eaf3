"""A SPARQL server that is no good, in the way that a test asks for: no real one breaks off at a given byte."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class Faulty:
    """What a server that is no good answers to everything, and what it has been asked.

    ``seconds`` go by before each byte of the body. ``received`` are the bodies of requests, or their paths.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0
    asked: list[str] = field(default_factory=list)
    received: list[str] = field(default_factory=list)

    def blocks(self) -> Iterator[bytes]:
        """The body as it is sent."""
        if not self.seconds:
            yield self.body
            return
        for number in range(len(self.body)):
            time.sleep(self.seconds)
            yield self.body[number : number + 1]


@contextmanager
def serving(faulty: Faulty) -> Iterator[str]:
    """A server that answers what it is told to; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            faulty.asked.append(f"{self.command} {self.path}")
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            faulty.received.append(body.decode() or self.path)
            self.send_response(faulty.status)
            for name, value in faulty.headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(ConnectionError):
                for block in faulty.blocks():
                    self.wfile.write(block)

        do_POST = do_GET  # noqa: N815 - named by http.server

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sparql"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
