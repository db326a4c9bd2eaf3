"""Connections: slow ones are cut, and an answer that breaks off is never a whole one."""

import concurrent.futures
import io
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx2
import pytest
import uvicorn
from serving import CLIENT, PATIENCE_S, until
from starlette.types import ASGIApp, Receive, Scope, Send

from pfocr_rdf.serve import connections
from pfocr_rdf.serve.connections import GuardedConnection
from pfocr_rdf.serve.deliveries import DeliveryResponse
from pfocr_rdf.serve.questions import Answer, Delivery

SIZE = 20_000_000


@contextmanager
def running(app: ASGIApp) -> Iterator[int]:
    """The port of a server with our connections, in a thread."""
    config = uvicorn.Config(app, port=0, http=GuardedConnection, ws="none", lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def received(client: socket.socket) -> bytes:
    """All that comes until the connection is cut."""
    found = bytearray()
    with suppress(ConnectionError):
        while piece := client.recv(1 << 20):
            found += piece
    return bytes(found)


class Delivering:
    """An application that delivers a file of so many bytes as one of ``SIZE``; ``open`` says what is still open."""

    def __init__(self, size: int) -> None:
        """Have so many bytes."""
        self._size = size
        self.open: list[io.BytesIO] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Deliver."""
        self.open.append(io.BytesIO(bytes(self._size)))
        delivery = Delivery(Answer("text/csv", b"", SIZE, spooled=True), self.open[-1])
        await DeliveryResponse(delivery, {})(scope, receive, send)


def test_a_long_answer_is_delivered_whole() -> None:
    """With its length, and its file is closed."""
    app = Delivering(SIZE)
    with running(app) as port:
        answer = CLIENT.get(f"http://127.0.0.1:{port}/")
        assert len(answer.content) == int(answer.headers["content-length"]) == SIZE
        assert until(lambda: app.open[0].closed)


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_an_answer_that_breaks_off_is_never_well_formed(version: str) -> None:
    """Its length tells, in either version of HTTP."""
    with running(Delivering(SIZE // 2)) as port, socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(f"GET / HTTP/{version}\r\nHost: localhost\r\n\r\n".encode())
        head, _, body = client.makefile("rb").read().partition(b"\r\n\r\n")
        assert f"content-length: {SIZE}\r\n".encode() in head + b"\r\n"
        assert len(body) < SIZE
    with running(Delivering(SIZE // 2)) as port, pytest.raises(httpx2.RemoteProtocolError):
        CLIENT.get(f"http://127.0.0.1:{port}/")


def test_a_client_that_takes_nothing_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """And what it was to get is closed."""
    monkeypatch.setattr(connections, "STALL_SECONDS", 0.2)
    app = Delivering(SIZE)
    with running(app) as port, socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert until(lambda: bool(app.open) and app.open[0].closed)
        assert len(received(client)) < SIZE


@pytest.mark.parametrize("beginning", [b"", b"GET /slow", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "])
def test_a_request_that_does_not_come_is_cut_off(beginning: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an answer, though a little more of it comes now and then."""
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.3)
    with (
        running(Delivering(0)) as port,
        socket.create_connection(("127.0.0.1", port), PATIENCE_S) as client,
        concurrent.futures.ThreadPoolExecutor(1) as thread,
    ):
        client.sendall(beginning)
        answer = thread.submit(received, client)
        while not answer.done():
            time.sleep(0.05)
            with suppress(ConnectionError):
                client.sendall(b"w"[: len(beginning)])
        assert answer.result() == b""


def test_a_second_request_gets_as_long_as_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time between two requests does not count."""
    monkeypatch.setattr(connections, "HEAD_SECONDS", 2.0)
    with running(Delivering(SIZE)) as port, httpx2.Client(timeout=PATIENCE_S) as client:
        for seconds in (2.5, 0.0):
            assert len(client.get(f"http://127.0.0.1:{port}/").content) == SIZE
            time.sleep(seconds)
