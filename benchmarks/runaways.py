"""What becomes of many runaway queries at once under ``pfocr-rdf serve``, and of look-ups meanwhile.

    python benchmarks/runaways.py --figures 100

The figures are made up (``synthetic.py``); what comes out is written to ``RESULTS-runaways.md`` as well.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles

import httpx2
from measuring import Results, machine, versions
from serve import made
from serving import CLIENT, descendants, serving, state

from pfocr_rdf.querying.catalogue import catalogue

HEADER = ("what", "without runaways", "with them")

#: Runaway queries at once; half count for ever, half hoard memory.
RUNAWAYS = 50
QUERIES = (
    "SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }} # {}",
    "SELECT * {{ ?a ?b ?c . ?d ?e ?f }} ORDER BY ?f ?a # {}",
)
LOOK_UP = catalogue()["genes-of-figure"].text

#: Seconds between two look-ups, and for which they are asked before there are runaways.
PAUSE, BEFORE = 0.02, 5.0


def main() -> None:
    """Measure, print a table, and write it down."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--figures", type=int, default=100)
    arguments.add_argument("--limit", type=float, default=10.0, help="seconds that a query may take")
    arguments.add_argument("--results", type=Path, default=Path(__file__).with_name("RESULTS-runaways.md"))
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="pfocr-") as passing:
        graph = made(given.figures, Path(passing))
        measured(graph, given.limit, Results(given.results, lead(given), HEADER))


def lead(given: argparse.Namespace) -> tuple[str, ...]:
    """What to know before the table."""
    asked = f"--figures {given.figures} --limit {given.limit:g}"
    meaning = (
        f"{RUNAWAYS} queries without end come at once, under a limit of {given.limit:g} s, while one client asks for",
        "the genes of a figure, time and again. Others may use the machine: the middle column has the same look-ups",
        "right before.",
    )
    return (
        "# What runaway queries do",
        f"Made by `python benchmarks/runaways.py {asked}`, of made-up figures.",
        f"{machine()}. {versions('pfocr-rdf', 'pyoxigraph', 'uvicorn')}.",
        " ".join(meaning),
    )


def measured(graph: Path, limit: float, results: Results) -> None:
    """Ask, and write down what comes of it."""
    with serving(graph, "--timeout-seconds", str(limit)) as service, ThreadPoolExecutor(RUNAWAYS) as threads:
        end = time.perf_counter() + BEFORE
        before = [*look_ups(service.address, lambda: time.perf_counter() < end)]
        texts = [QUERIES[number % 2].format(number) for number in range(RUNAWAYS)]
        ending = [threads.submit(timed, service.address, text) for text in texts]
        during = [*look_ups(service.address, lambda: not all(one.done() for one in ending))]
        results.row(("look-ups", str(len(before)), str(len(during))))
        results.row(("median, ms", f"{median(before):.0f}", f"{median(during):.0f}"))
        results.row(("95 % below, ms", f"{quantiles(before, n=20)[-1]:.0f}", f"{quantiles(during, n=20)[-1]:.0f}"))
        results.row(("last runaway ended, s", "", f"{max(one.result()[0] for one in ending):.2f}"))
        statuses = [one.result()[1] for one in ending]
        told = ", ".join(f"{statuses.count(one)} times {one}" for one in sorted({*statuses}))
        results.row(("statuses of runaways", "", told))
        time.sleep(1)
        left = [pid for pid in descendants(service.process.pid) if state(pid) in {"R", "T", "Z"}]
        results.row(("processes still at it a second later", "", str(len(left))))


def timed(address: str, text: str) -> tuple[float, int]:
    """Seconds and status of one query."""
    began = time.perf_counter()
    answer = CLIENT.get(f"{address}/sparql", params={"query": text}, timeout=60)
    return time.perf_counter() - began, answer.status_code


def look_ups(address: str, goes_on: Callable[[], bool]) -> Iterator[float]:
    """Milliseconds of look-ups, one after the other over one connection, as long as that goes on."""
    with httpx2.Client(timeout=60) as client:
        client.get(f"{address}/sparql", params={"query": LOOK_UP})
        while goes_on():
            began = time.perf_counter()
            client.get(f"{address}/sparql", params={"query": LOOK_UP}).raise_for_status()
            yield (time.perf_counter() - began) * 1000
            time.sleep(PAUSE)


if __name__ == "__main__":
    main()
