"""How long pages take: every kind of them, asked one after the other from the real service, no address twice.

    python benchmarks/site.py 20000

The figures are made up (``synthetic.py``); what comes out is written to ``RESULTS-site.md`` as well.
"""

import argparse
import random
import re
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import httpx2
from measuring import CLI, Results, machine, versions
from synthetic import make

HEADER = ("page", "asked", "median ms", "95th percentile", "longest", "processor: median ms", "95th percentile")

#: What was promised, in milliseconds at the 95th percentile.
PROMISE = 100

#: Words that most texts have: so many of the most frequent ones.
COMMON = 20


class Known(NamedTuple):
    """What there is to ask for."""

    figids: Sequence[str]
    papers: Sequence[str]
    words: Sequence[str]
    common: Sequence[str]
    organisms: Sequence[str]
    genes: Sequence[str]
    symbols: Sequence[str]


class Service(NamedTuple):
    """A running service."""

    client: httpx2.Client
    process: int

    def json(self, path: str) -> dict[str, object]:
        """What the API answers."""
        found: dict[str, object] = self.client.get(path).raise_for_status().json()
        return found


def main() -> None:
    """Measure, print a table, and write it down."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("figures", type=int)
    arguments.add_argument("--times", type=int, default=200, help="how often to ask for each kind of page")
    arguments.add_argument("--graph", type=Path, help="a graph of so many figures, if it is there already")
    arguments.add_argument("--results", type=Path, default=Path(__file__).with_name("RESULTS-site.md"))
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="pfocr-") as folder:
        graph = given.graph or made(given.figures, Path(folder))
        results = Results(given.results, lead(given), HEADER)
        began = time.perf_counter()
        with serving(graph) as service:
            ready = time.perf_counter() - began
            known = look_around(service)
            worst = [measure(kind, paths, service, results) for kind, paths in questions(known, given.times)]
    clock, processors = (max(column) for column in zip(*worst, strict=True))
    results.close(
        f"Slowest kind at the 95th percentile: {clock:.0f} ms on the clock, {processors:.0f} ms of processors; "
        f"{PROMISE} ms are promised.",
        f"From the start of the command to the first page, loading and indexing included: {ready:.0f} s.",
    )


def lead(given: argparse.Namespace) -> tuple[str, ...]:
    """What to know before the table."""
    meaning = (
        "One client, one request at a time over one connection, no address twice. The time of processors is that of "
        "all processes of the service: what the clock would say if nobody else used the machine."
    )
    return (
        "# How long pages take",
        f"Made by `python benchmarks/site.py {given.figures} --times {given.times}` of made-up figures.",
        f"{machine()}. {versions('pfocr-rdf', 'pyoxigraph', 'starlette', 'uvicorn', 'jinja2')}.",
        meaning,
    )


def made(figures: int, folder: Path) -> Path:
    """A graph of so many figures."""
    make(figures, folder / "database")
    subprocess.run([*CLI, "convert", folder / "database", "-q", "-o", folder / "graph.nt"], check=True)
    return folder / "graph.nt"


def until_ready(said: Iterable[str]) -> str:
    """What the service says until it has all pages."""
    return "".join(takewhile(lambda line: "all pages are ready" not in line, said))


@contextmanager
def serving(graph: Path) -> Iterator[Service]:
    """The service over a graph."""
    with subprocess.Popen([*CLI, "serve", graph, "--port", "0"], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        address = re.search(r"serving at (http://\S+)/", until_ready(process.stderr))[1]  # type: ignore[index]
        try:
            kept = httpx2.Limits(keepalive_expiry=2)  # less than the service keeps a connection for
            with httpx2.Client(base_url=address, timeout=60, limits=kept) as client:
                yield Service(client, process.pid)
        finally:
            process.terminate()


def look_around(service: Service) -> Known:
    """Ids, words and genes, as the service has them."""
    figures = [one for path in pieces(service) for one in service.json(path)["figures"]]  # type: ignore[attr-defined]
    chance = random.Random(1)
    some = chance.sample(figures, min(400, len(figures)))
    genes = [gene for one in some for gene in service.json(f"/api/figures/{one['figid']}")["genes"]]  # type: ignore[attr-defined]
    words = Counter(word for one in some for word in re.findall(r"[A-Za-z]{4,}", f"{one['title']} {one['caption']}"))
    return Known(
        [one["figid"] for one in figures],
        [one["figid"].partition("__")[0] for one in figures],
        sorted(words),
        [word for word, _ in words.most_common(COMMON)],
        [key for key in service.json("/api/search?limit=1")["facets"]["organism"] if key.isdigit()],  # type: ignore[index]
        list(dict.fromkeys(gene["key"] for gene in genes)),
        list(dict.fromkeys(gene["label"] for gene in genes)),
    )


def pieces(service: Service) -> Iterator[str]:
    """Addresses of all pieces of the list of figures."""
    following: object = "/api/figures?limit=1000"
    while isinstance(following, str):
        yield following
        following = service.json(following)["next"]


def questions(known: Known, times: int) -> Iterator[tuple[str, list[str]]]:
    """Addresses by kind of page."""
    chance = random.Random(2)

    def some(items: Sequence[str], count: int = times) -> list[str]:
        return chance.sample(items, min(count, len(items)))

    def search(*texts: str, path: str = "/search", **more: str) -> str:
        return f"{path}?{urlencode({'q': ' '.join(texts), **more})}"

    def pairs(items: Sequence[str]) -> list[tuple[str, ...]]:
        return [tuple(chance.sample(items, 2)) for _ in range(times)]

    yield "search: a gene", [search(one) for one in some(known.symbols)]
    yield "search: two genes", [search(*pair) for pair in pairs(known.symbols)]
    yield "search: a word", [search(one) for one in some(known.words)]
    yield "search: two words", [search(*pair) for pair in pairs(known.words)]
    yield "search: words of most texts", [search(*pair) for pair in pairs(known.common)]
    yield "search: gene and year, by score", [search(one, year="2019", sort="score") for one in some(known.symbols)]
    yield "search: all figures of a year", [search(year=str(year), sort="matches") for year in range(1995, 2026)]
    yield "search: PMC id", [search(one) for one in some(known.papers)]
    yield "figure", [f"/figures/{one}.html" for one in some(known.figids)]
    yield "figure as Turtle", [f"/figures/{one}.ttl" for one in some(known.figids)]
    yield "figure as GMT", [f"/figures/{one}.gmt" for one in some(known.figids)]
    yield "gene", [f"/genes/{one}" for one in some(known.genes)]
    yield "paper", [f"/papers/{one}" for one in some(known.papers)]
    yield "organism", [f"/organisms/{one}" for one in some(known.organisms)]
    yield (
        "enrichment of 50 genes",
        [search(path="/enrichment", genes=" ".join(some(known.symbols, 50))) for _ in range(times)],
    )
    yield "data set", ["/rdf/dataset"] * 5
    yield "API: search", [search(*pair, path="/api/search") for pair in pairs(known.symbols)]


def measure(kind: str, paths: Sequence[str], service: Service, results: Results) -> tuple[float, float]:
    """Ask for pages, write a row, and return the 95th percentiles in milliseconds: of the clock, of the processors."""
    service.client.get("/")
    clock, processors = [], []
    for path in paths:
        before, began = work(service.process), time.perf_counter()
        service.client.get(path).raise_for_status()
        clock.append(1000 * (time.perf_counter() - began))
        processors.append(1000 * (work(service.process) - before))
    slow = percentile(clock, 0.95), percentile(processors, 0.95)
    shown = (percentile(clock, 0.5), slow[0], max(clock), percentile(processors, 0.5), slow[1])
    results.row((kind, str(len(paths)), *(f"{one:.1f}" for one in shown)))
    return slow


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that is not below so many of them."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def work(process: int) -> float:
    """Processor seconds of a process and all below it, to the nanosecond (Linux: fs/proc/base.c, schedstat)."""
    total = 0
    for task in Path(f"/proc/{process}/task").glob("*"):
        try:
            total += int((task / "schedstat").read_text().split()[0])
            children = (task / "children").read_text().split()
        except OSError:  # the thread has ended meanwhile
            continue
        total += int(1e9 * sum(work(int(child)) for child in children))
    return total / 1e9


if __name__ == "__main__":
    main()
