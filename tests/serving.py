"""The service as a process of its own, asked over HTTP."""

import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
from commands import COMMAND, ROOT

#: Address of the endpoint below that of the service.
SPARQL = "/sparql"


class Service(NamedTuple):
    """A running service, and the lines that it has said."""

    address: str
    process: "subprocess.Popen[str]"
    said: list[str]

    def get(self, path: str = SPARQL, **options: Any) -> httpx2.Response:
        """The answer to a GET."""
        return httpx2.get(self.address + path, timeout=30, **options)

    def ask(self, query: str, accept: str = "*/*", **options: Any) -> httpx2.Response:
        """The answer to a query."""
        return self.get(params={"query": query}, headers={"Accept": accept}, **options)


@contextmanager
def serving(*arguments: str | Path) -> Iterator[Service]:
    """The service on a free port, until the block is left; it must end by itself then, and leave nothing behind."""
    command = [*COMMAND, "serve", "--port", "0", *map(str, arguments)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said: list[str] = []
        address = None
        for line in process.stderr:
            said.append(line)
            if address := re.search(r"serving at (http://\S+)/", line):
                break
        assert address is not None, said
        threading.Thread(target=lambda: said.extend(process.stderr or ()), daemon=True).start()
        try:
            yield Service(address[1], process, said)
        finally:
            process.terminate()
            assert process.wait(20) in {143, -15}, said


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
