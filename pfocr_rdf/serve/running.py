"""The service as a running program: a socket, signals, and what it says."""

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias
from urllib.parse import urlsplit, urlunsplit

import uvicorn
from pyoxigraph import NamedNode

from pfocr_rdf.errors import PfocrError, UsageError
from pfocr_rdf.identifiers import DEFAULT_IMAGE_TEMPLATE
from pfocr_rdf.keeping import marked
from pfocr_rdf.serve.application import service
from pfocr_rdf.serve.connections import GuardedConnection
from pfocr_rdf.serve.marks import is_identified
from pfocr_rdf.serve.nursery import Settings
from pfocr_rdf.serve.protocol import ENDPOINT
from pfocr_rdf.serve.versions import Limits, Served
from pfocr_rdf.trees import shown

#: Connections that may wait to be accepted.
BACKLOG = 1024

#: Seconds that answers on their way may take when the service ends.
FAREWELL_SECONDS = 3

#: Names by which a service on this machine alone is called.
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What to serve, where, and within which limits; port 0 is any that is free."""

    sources: tuple[str, ...] = ()
    endpoint: str | None = None
    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str | None = None
    allowed: tuple[str, ...] = ()
    watch: bool = False
    image_template: str = DEFAULT_IMAGE_TEMPLATE
    keep: Path | None = None
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        """Refuse addresses that are none, and to keep what is made from data that nothing tells apart."""
        for option, address in (("--endpoint", self.endpoint), ("--public-url", self.public_url)):
            if address is not None and not is_address(address):
                raise UsageError(f"{option}: found {address!r}, expected an address; try https://example.org")
        if self.keep is not None:
            self._refuse_unidentified()

    def _refuse_unidentified(self) -> None:
        if self.endpoint is not None:
            raise UsageError(
                "--keep: found --endpoint too, expected DATA, which files tell apart; try it without --keep"
            )
        for source in self.sources:
            if not is_identified(source):
                what = f"{shown(source)}, expected RDF files, archives, a store or a folder of records"
                raise UsageError(f"--keep: found {what}; try the folder")

    @property
    def hosts(self) -> list[str]:
        """Names that requests may be meant for; any, where the service is open to all and nobody said its name."""
        if self.host in {"0.0.0.0", "::"} and self.public_url is None:  # noqa: S104 - compared, not bound
            return ["*"]
        named = urlsplit(self.public_url).hostname if self.public_url else None
        return [*_LOOPBACK, self.host, *([named] if named else [])]


def is_address(text: str) -> bool:
    """Whether ``text`` is an address of the web.

    >>> is_address("https://example.org/sparql"), is_address("example.org"), is_address("http:x")
    (True, False, False)
    """
    try:
        parts = urlsplit(NamedNode(text).value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


#: Shows how the reading gets on, for as long as it is entered: what is read, how much, of how much.
Shown: TypeAlias = Callable[[], AbstractContextManager[Callable[[str, int, int], None]]]


def run(serving: Serving, *, tell: Callable[[str], None], progress: Shown) -> None:
    """Serve until a signal ends it; ``tell`` is told where, and when all pages are there.

    Raises ``PfocrError`` where it cannot begin.
    """
    if sys.platform == "win32":
        raise UsageError("serve: found Windows, expected a system with processes that fork; try Linux or macOS")
    logging.basicConfig(stream=sys.stderr, format="%(message)s")
    logging.getLogger("pfocr_rdf.serve").setLevel(logging.INFO)
    if serving.keep is not None:
        marked(serving.keep)
    listening = _listening(serving)
    with listening, TemporaryDirectory(prefix="pfocr-rdf-") as folder:
        asyncio.run(_serve(serving, listening, Path(folder), tell, progress))


async def _serve(
    serving: Serving, listening: socket.socket, folder: Path, tell: Callable[[str], None], progress: Shown
) -> None:
    limits, local = serving.limits, _address(listening)
    settings = Settings(
        serving.sources,
        serving.endpoint,
        serving.allowed,
        folder="",
        memory=limits.memory,
        seconds=limits.seconds,
        address=(serving.public_url or local).rstrip("/") + ENDPOINT,
        keep=str(serving.keep) if serving.keep else None,
    )
    served = Served(settings, limits, folder)
    try:
        with progress() as on_progress:
            await served.renew(on_progress)
        with _renewed_on_demand(served, watch=serving.watch):
            tell(f"serving at {local} (Ctrl-C ends it)")
            await _served(_server(serving, served), served, listening, tell)
    finally:
        await served.close()


async def _served(
    server: uvicorn.Server, served: Served, listening: socket.socket, tell: Callable[[str], None]
) -> None:
    """Serve until a signal comes; raises ``PfocrError`` where what pages need cannot be made."""

    async def prepare() -> None:
        try:
            await served.wait_for_pages()
            tell("all pages are ready")
        except PfocrError:
            server.should_exit = True
            raise

    preparing = asyncio.create_task(prepare())
    await server.serve([listening])
    if preparing.done():
        preparing.result()
    preparing.cancel()


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return urlunsplit(("http", f"{f'[{host}]' if ':' in host else host}:{port}", "/", "", ""))


def _server(serving: Serving, served: Served) -> uvicorn.Server:
    app = service(served, public_url=serving.public_url, image_template=serving.image_template, hosts=serving.hosts)
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=GuardedConnection,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=FAREWELL_SECONDS,
        )
    )


@contextmanager
def _renewed_on_demand(served: Served, *, watch: bool) -> Iterator[None]:
    """Renew the data on SIGHUP, and under ``watch`` whenever their files change."""
    loop = asyncio.get_running_loop()
    tasks = {loop.create_task(served.watch())} if watch else set()
    loop.add_signal_handler(signal.SIGHUP, lambda: tasks.add(loop.create_task(served.renew_or_tell())))
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGHUP)
        for task in tasks:
            task.cancel()


def _listening(serving: Serving) -> socket.socket:
    """The socket; raises ``UsageError`` where there can be none."""
    try:
        family, kind, proto, _, address = socket.getaddrinfo(serving.host, serving.port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, proto)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError as error:
        place = f"{serving.host}:{serving.port}"
        raise UsageError(f"{place}: found {error.strerror or error}, expected a free port; try --port 0") from error
    return listening
