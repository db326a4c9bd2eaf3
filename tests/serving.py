"""The service as a process of its own, asked over HTTP."""

import re
import subprocess
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
from commands import COMMAND, ROOT

#: Seconds after which nothing more is expected to happen, however busy the machine is.
PATIENCE_S = 120.0

#: Address of the endpoint below that of the service.
SPARQL = "/sparql"

#: What the service says when it answers queries, and when it has all pages.
OPEN, READY = "serving at", "all pages are ready"

#: One for all tests, since making one costs more than most requests.
CLIENT = httpx2.Client(timeout=PATIENCE_S, limits=httpx2.Limits(max_connections=None, max_keepalive_connections=0))


class Service(NamedTuple):
    """A running service, and the lines that it has said."""

    address: str
    process: "subprocess.Popen[str]"
    said: list[str]

    @property
    def place(self) -> tuple[str, int]:
        """Host and port."""
        host, port = self.address.removeprefix("http://").split(":")
        return host, int(port)

    def get(self, path: str = SPARQL, **options: Any) -> httpx2.Response:
        """The answer to a GET."""
        return CLIENT.get(self.address + path, **options)

    def ask(self, query: str, accept: str = "*/*", **options: Any) -> httpx2.Response:
        """The answer to a query."""
        return self.get(params={"query": query}, headers={"Accept": accept}, **options)


@contextmanager
def serving(
    *arguments: str | Path,
    ends_with: Collection[int] = (143, -15),
    until_it_says: str = READY,
    folder: Path = ROOT,
) -> Iterator[Service]:
    """The service on a free port, until the block is left; then it must end, in one of the ways expected.

    It is waited for ``until_it_says`` so: ``OPEN`` comes first, when queries are answered. The package is that in
    ``folder``.
    """
    command = [*COMMAND, "serve", "--port", "0", *map(str, arguments)]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said: list[str] = []
        for line in process.stderr:
            said.append(line)
            if until_it_says in line:
                break
        address = re.search(r"serving at (http://\S+)/", "".join(said))
        assert address is not None, said
        listening = threading.Thread(target=lambda: said.extend(process.stderr or ()), daemon=True)
        listening.start()
        try:
            yield Service(address[1], process, said)
        finally:
            process.terminate()
            assert process.wait(PATIENCE_S) in ends_with, said
            listening.join(PATIENCE_S)  # or it would read what is closed now


def descendants(process: int) -> set[int]:
    """Process ids of all that a process has started, and of what these have."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found: set[int] = set()
    new = [process]
    while new:
        new = [child for one in new for child in parents.get(one, [])]
        found.update(new)
    return found


def state(process: int) -> str:
    """What a process is doing, in the letters of proc(5), R for running, T for stopped; nothing if it is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def until(met: Callable[[], bool]) -> bool:
    """Whether something is so before long."""
    end = time.monotonic() + PATIENCE_S
    while not (done := met()) and time.monotonic() < end:
        time.sleep(0.05)
    return done
