"""How fast ``pfocr-rdf serve`` answers beside ``oxigraph serve`` and rdflib-endpoint.

    PYTHONPATH=tests python benchmarks/serve.py --figures 200 --seconds 3

The figures are made up (``synthetic.py``); all servers have the same graph in memory and are asked by ``wrk`` (a
Debian package); rdflib-endpoint is the extra ``bench``. What comes out is written to ``RESULTS-serve.md`` as well.
"""

import argparse
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import product
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlsplit

import httpx2
import pyoxigraph
from measuring import CLI, Results, count_lines, machine, versions
from servers import OXIGRAPH, free_port
from serving import descendants, serving
from synthetic import make

from pfocr_rdf.querying.catalogue import catalogue
from pfocr_rdf.stores.embedded import Embedded, open_data

HEADER = ("server", "what is asked", "clients", "requests/s", "median ms", "95 % below ms", "processor ms", "failed")
CLIENTS = (1, 8, 64)

#: Values of a parameter that requests go through in turn.
VALUES = 50

#: What the bundled queries have for a gene and a figure.
GENE, FIGURE = "ncbigene:3553", "fig:PMC4745709__oncotarget-06-29034-g006.html"
QUERIES = ("figures-of-gene", "genes-of-figure", "figure-as-graph", "genes-drawn-together", "figures-per-year")
PAGES = "figure pages"

#: Asks wrk for one address after the other, and for a line of JSON at the end.
SCRIPT = """
local paths, at = {}, 0
for path in io.lines("%s") do paths[#paths + 1] = path end
request = function()
  at = at + 1
  return wrk.format("GET", paths[at %% #paths + 1], {["Accept"] = "%s"})
end
done = function(summary, latency)
  local failed = summary.errors.status + summary.errors.timeout + summary.errors.read + summary.errors.connect
  print(string.format('\\n{"requests": %%d, "micros": %%d, "failed": %%d, "median": %%f, "high": %%f}',
    summary.requests, summary.duration, failed, latency:percentile(50), latency:percentile(95)))
end
"""
ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9, text/html;q=0.8"


class Running(NamedTuple):
    """A server: where queries are answered, and its first process."""

    address: str
    pid: int


class Speed(NamedTuple):
    """Requests a second, two latencies and the server's work for a request in ms, and how many requests failed."""

    rate: float
    median: float
    high: float
    work: float
    failed: int


def main() -> None:
    """Measure, print tables, and write them down."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--figures", type=int, default=200)
    arguments.add_argument("--seconds", type=int, default=3, help="how long each row of the table takes")
    arguments.add_argument("--results", type=Path, default=Path(__file__).with_name("RESULTS-serve.md"))
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="pfocr-") as passing:
        graph = made(given.figures, Path(passing))
        results = Results(given.results, lead(given, count_lines(graph)), HEADER)
        asked = requests(open_data([graph]))
        speeds = {}
        for what, paths in asked.items():
            for name, server in SERVERS.items():
                if what == PAGES and server is not ours:
                    continue
                with server(graph) as running:  # a new one each time, which has nothing left to do
                    script = scripted(what, paths, running.address, Path(passing))
                    wrk(running, 1, 1, script)  # to warm up
                    for clients in CLIENTS:
                        speeds[name, what, clients] = wrk(running, clients, given.seconds, script)
                        results.row((name, what, str(clients), *shown(speeds[name, what, clients])))
        results.close(comparison(speeds))


def made(figures: int, folder: Path) -> Path:
    """The graph of so many figures."""
    make(figures, folder / "records")
    subprocess.run([*CLI, "convert", "-q", folder / "records", "-o", folder / "graph.nt"], check=True)
    return folder / "graph.nt"


def requests(data: Embedded) -> dict[str, list[str]]:
    """What is asked: queries with values from the data, the most and the least frequent among them, and pages."""
    values = {
        GENE: spread(data, "SELECT ?x { ?figure schema:mentions ?x . ?x a schema:Gene } GROUP BY ?x ORDER BY COUNT(*)"),
        FIGURE: spread(data, "SELECT ?x { ?x a pfocr:PathwayFigure } ORDER BY ?x"),
    }
    asked = {}
    for name in QUERIES:
        text = catalogue()[name].text
        parameter = next((one for one in values if one in text), None)
        texts = [text.replace(parameter, f"<{iri}>") for iri in values[parameter]] if parameter else [text]
        asked[name] = [f"?query={quote(text)}" for text in texts]
    return asked | {PAGES: [urlsplit(iri).path for iri in values[FIGURE]]}


def spread(data: Embedded, query: str) -> list[str]:
    """Some IRIs out of all that a query finds, equally far from each other."""
    prefixes = catalogue()["figures-of-gene"].text.partition("SELECT")[0]
    found = data.query(prefixes + query)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    iris = [row["x"].value for row in found]
    return iris[:: max(1, len(iris) // VALUES)][:VALUES]


@contextmanager
def ours(graph: Path) -> Iterator[Running]:
    """This package."""
    with serving(graph) as service:
        yield Running(service.address + "/sparql", service.process.pid)


@contextmanager
def oxigraph(graph: Path) -> Iterator[Running]:
    """Oxigraph's own server, in memory as well."""
    place = f"127.0.0.1:{free_port()}"
    with started([OXIGRAPH, "serve", "--bind", place], f"http://{place}/query") as running:
        body = graph.read_bytes()
        headers = {"Content-Type": "application/n-triples"}
        httpx2.post(f"http://{place}/store?default", content=body, headers=headers, timeout=600).raise_for_status()
        yield running


@contextmanager
def rdflib_endpoint(graph: Path) -> Iterator[Running]:
    """rdflib-endpoint with rdflib's own store."""
    port = str(free_port())
    command = ["rdflib-endpoint", "serve", "--host", "127.0.0.1", "--port", port, str(graph)]
    with started(command, f"http://127.0.0.1:{port}/") as running:
        yield running


SERVERS = {"pfocr-rdf serve": ours, "oxigraph serve": oxigraph, "rdflib-endpoint": rdflib_endpoint}


@contextmanager
def started(command: Sequence[str], address: str) -> Iterator[Running]:
    """A server, once it answers."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            until_it_answers(address)
            yield Running(address, process.pid)
        finally:
            process.kill()


def until_it_answers(address: str) -> None:
    """Wait for a server to come up."""
    for _ in range(600):
        with suppress(httpx2.TransportError):
            httpx2.get(address, params={"query": "ASK {}"}, headers={"Accept": ACCEPT}, timeout=60)
            return
        time.sleep(0.5)
    raise SystemExit(f"{address}: no answer")


def scripted(what: str, paths: Sequence[str], address: str, folder: Path) -> Path:
    """What wrk is to do."""
    lead = "" if what == PAGES else urlsplit(address).path
    (folder / "paths").write_text("".join(f"{lead}{path}\n" for path in paths))
    script = folder / "script.lua"
    script.write_text(SCRIPT % (folder / "paths", "text/html" if what == PAGES else ACCEPT))
    return script


def wrk(running: Running, clients: int, seconds: int, script: Path) -> Speed:
    """One run of wrk."""
    before = work(running.pid)
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "60s", "-s", script, running.address]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = json.loads(out.splitlines()[-1])
    rate = found["requests"] / found["micros"] * 1e6
    each = (work(running.pid) - before) / max(1, found["requests"]) * 1000
    return Speed(rate, found["median"] / 1000, found["high"] / 1000, each, found["failed"])


def work(pid: int) -> float:
    """Processor seconds of a process and all that it has started, those that have ended included."""
    ticks = 0
    for one in (pid, *descendants(pid)):
        with suppress(OSError):
            ticks += sum(map(int, Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def shown(speed: Speed) -> tuple[str, ...]:
    """The cells of a row."""
    if not speed.rate:
        return ("0", "none came in time", "", "", str(speed.failed))
    return (*(f"{one:,.1f}" for one in speed[:-1]), str(speed.failed))


def lead(given: argparse.Namespace, triples: int) -> tuple[str, ...]:
    """What to know before the table."""
    return (
        "# How fast the service answers",
        (
            f"Made by `python benchmarks/serve.py --figures {given.figures} --seconds {given.seconds}`, of made-up "
            f"figures like those of 2025 (`synthetic.py`): {triples:,} triples, in memory."
        ),
        f"{machine()}. {versions('pfocr-rdf', 'pyoxigraph', 'oxigraph', 'rdflib-endpoint', 'rdflib', 'uvicorn')}.",
        (
            "Server and clients share the processors, and so does whatever else the machine has to do: compare the "
            "rows of one run, not seconds; processor ms is the work of all processes of a server for one request. "
            f"Queries are bundled ones, each with {VALUES} values in turn where it has a parameter; "
            "pfocr-rdf evaluates each in a process that can be ended, with its time, memory and rows limited."
        ),
    )


def comparison(speeds: dict[tuple[str, str, int], Speed]) -> str:
    """The other servers beside ours, by requests a second and by work."""
    mine, *others = SERVERS
    told = []
    for other in others:
        pairs = [(speeds[mine, *row], speeds[other, *row]) for row in product(QUERIES, CLIENTS)]
        rates = [one.rate / their.rate for one, their in pairs if their.rate]
        works = [one.work / their.work for one, their in pairs if their.rate]
        told.append(
            f"{min(rates):.2f} to {max(rates):,.2f} times the requests of {other} a second, for {min(works):.2f} to "
            f"{max(works):.2f} times its work a request"
        )
    return f"Over the queries, `{mine}` answers {'; and '.join(told)}."


if __name__ == "__main__":
    main()
