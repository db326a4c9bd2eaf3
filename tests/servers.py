"""Real servers as processes of their own: Oxigraph and Virtuoso, started on a free port and killed at will."""

import shutil
import signal
import socket
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2

#: Seconds after which nothing more is expected to happen, however busy the machine is.
PATIENCE_S = 240


def free_port() -> int:
    """A port that nobody listens on."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """So many ports that nobody listens on, no two of them the same."""
    with ExitStack() as stack:
        held = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [one.getsockname()[1] for one in held]


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait, but not for ever."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, "nothing happens"
        time.sleep(0.02)


def members(session: int) -> Iterator[int]:
    """The living processes of a session, less its leader."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and int(entry.name) != session:
            try:
                state, _, _, of = (entry / "stat").read_text().rpartition(") ")[2].split()[:4]
            except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
                continue
            if int(of) == session and state != "Z":
                yield int(entry.name)


def wait_for_the_end_of(session: int) -> None:
    """Wait until no process of a session lives, its leader aside."""
    wait_until(lambda: not any(members(session)))


class Server:
    """A process that listens on a port, and comes back there with its data."""

    def __init__(self, command: list[str], port: int, path: str) -> None:
        """Run ``command``, which is up when it answers queries at ``path``."""
        self._command = command
        self.address = f"http://127.0.0.1:{port}"
        self._queries = self.address + path
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        self.launch()
        wait_until(self._answers)

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, "the server ended"
        try:
            httpx2.get(self._queries, params={"query": "ASK {}"}, timeout=5)
        except httpx2.TransportError:
            return False
        return True

    def launch(self) -> None:
        """Start, and do not wait."""
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def kill(self) -> None:
        """End it as a crash would."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def rows(self, query: str) -> list[list[str]]:
        """The rows of a query, as text, in order."""
        headers = {"Accept": "application/sparql-results+json"}
        answer = httpx2.post(self._queries, data={"query": query}, headers=headers, timeout=PATIENCE_S).json()
        names = answer["head"]["vars"]
        return sorted([row[name]["value"] for name in names if name in row] for row in answer["results"]["bindings"])

    def counts(self) -> dict[str, int]:
        """Triples by graph."""
        rows = self.rows("SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
        return {graph: int(count) for graph, count in rows}


#: The program of the ``oxigraph`` wheel lies beside the interpreter.
OXIGRAPH = shutil.which("oxigraph", path=sysconfig.get_path("scripts")) or "oxigraph"


@contextmanager
def running(command: list[str], port: int, path: str) -> Iterator[Server]:
    """A server as long as it is needed."""
    server = Server(command, port, path)
    try:
        server.start()
        yield server
    finally:
        server.kill()


@contextmanager
def oxigraph_over(folder: Path) -> Iterator[Server]:
    """Oxigraph's server over a folder."""
    port = free_port()
    command = [OXIGRAPH, "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with running(command, port, "/query") as server:
        yield server


@contextmanager
def oxigraph(*files: Path, options: tuple[str, ...] = ()) -> Iterator[str]:
    """The address of an Oxigraph server in memory, with N-Triples ``files`` in its default graph."""
    port = free_port()
    with running([OXIGRAPH, "serve", "--bind", f"127.0.0.1:{port}", *options], port, "/query") as server:
        for file in files:
            headers = {"Content-Type": "application/n-triples"}
            url = f"{server.address}/store?default"
            httpx2.post(url, content=file.read_bytes(), headers=headers, timeout=PATIENCE_S).raise_for_status()
        yield server.address


#: The program of Debian's ``virtuoso-opensource-7-bin``.
VIRTUOSO = shutil.which("virtuoso-t")

_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
NumberOfBuffers = 2000
TransactionAfterImageLimit = 80000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
[SPARQL]
"""


@contextmanager
def virtuoso(folder: Path) -> Iterator[Server]:
    """Virtuoso over a folder; its user dba has the password dba."""
    assert VIRTUOSO is not None
    port, sql_port = free_ports(2)
    settings = folder / "virtuoso.ini"
    settings.write_text(_INI.format(folder=folder, port=port, sql_port=sql_port))
    command = [VIRTUOSO, "+configfile", str(settings), "+foreground"]
    with running(command, port, "/sparql") as server:
        yield server
