"""What becomes of many runaway queries at once under ``pfocr-rdf serve``, and of look-ups meanwhile.

    PYTHONPATH=tests python benchmarks/runaways.py --figures 100

The figures are made up (``synthetic.py``); what comes out is written to ``RESULTS-runaways.md`` as well.
"""

import argparse
import asyncio
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

import httpx2
from measuring import Results, machine, versions
from serve import made
from serving import CLIENT, descendants, serving, state

from pfocr_rdf.querying.catalogue import catalogue

HEADER = ("what", "without runaways", "in the first second", "all the time with them")

#: Runaway queries at once; half count for ever, half hoard memory.
RUNAWAYS = 50
QUERIES = (
    "SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }} # {}",
    "SELECT * {{ ?a ?b ?c . ?d ?e ?f }} ORDER BY ?f ?a # {}",
)
LOOK_UP = catalogue()["genes-of-figure"].text

#: Seconds between two look-ups, and for which they are asked before there are runaways.
EVERY, BEFORE = 0.05, 5.0


class LookUp(NamedTuple):
    """A look-up: when it was asked, on the clock of the machine, and the milliseconds that it took."""

    asked: float
    took: float


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
        f"{RUNAWAYS} queries without end come at once, under a limit of {given.limit:g} s. Another process asks",
        f"for the genes of a figure every {EVERY * 1000:g} ms, whether or not it has the last answer. Others may use",
        "the machine: the first column has the same look-ups right before.",
    )
    return (
        "# What runaway queries do",
        f"Made by `python benchmarks/runaways.py {asked}`, of made-up figures.",
        f"{machine()}. {versions('pfocr-rdf', 'pyoxigraph', 'uvicorn')}.",
        " ".join(meaning),
    )


def measured(graph: Path, limit: float, results: Results) -> None:
    """Ask, and write down what comes of it."""
    with (
        serving(graph, "--timeout-seconds", str(limit)) as service,
        ThreadPoolExecutor(RUNAWAYS) as threads,
        ProcessPoolExecutor(1) as another,
    ):
        looking = another.submit(look_ups, service.address, BEFORE + limit)
        time.sleep(BEFORE)
        began = time.monotonic()
        ending = [threads.submit(timed, service.address, QUERIES[n % 2].format(n)) for n in range(RUNAWAYS)]
        ended = [one.result() for one in ending]
        time.sleep(1)
        left = [pid for pid in descendants(service.process.pid) if state(pid) in {"R", "T", "Z"}]
        told(looking.result(), began, results)
        results.row(("last runaway ended, s", "", "", f"{max(seconds for seconds, _ in ended):.2f}"))
        statuses = [status for _, status in ended]
        counts = ", ".join(f"{statuses.count(one)} times {one}" for one in sorted({*statuses}))
        results.row(("statuses of runaways", "", "", counts))
        results.row(("processes still at it a second later", "", "", str(len(left))))


def told(looked: list[LookUp], began: float, results: Results) -> None:
    """Write down how long look-ups took before the runaways ``began``, right then, and from then on."""
    before = [one.took for one in looked if one.asked < began - 1]
    first = [one.took for one in looked if began <= one.asked < began + 1]
    during = [one.took for one in looked if began <= one.asked]
    columns = (before, first, during)
    results.row(("look-ups", *(str(len(one)) for one in columns)))
    results.row(("median, ms", *(f"{median(one):.0f}" for one in columns)))
    results.row(("95 % below, ms", *(f"{quantiles(one, n=20, method='inclusive')[-1]:.0f}" for one in columns)))
    results.row(("longest, ms", *(f"{max(one):.0f}" for one in columns)))


def timed(address: str, text: str) -> tuple[float, int]:
    """Seconds and status of one query."""
    began = time.perf_counter()
    answer = CLIENT.get(f"{address}/sparql", params={"query": text}, timeout=60)
    return time.perf_counter() - began, answer.status_code


def look_ups(address: str, seconds: float) -> list[LookUp]:
    """Look-ups for so long, each at its time."""
    return asyncio.run(_look_ups(address, seconds))


async def _look_ups(address: str, seconds: float) -> list[LookUp]:
    limits = httpx2.Limits(max_connections=None)
    async with httpx2.AsyncClient(timeout=60, limits=limits) as client, asyncio.TaskGroup() as group:
        await _look_up(client, address)
        end = time.monotonic() + seconds
        asked = []
        while time.monotonic() < end:
            asked.append(group.create_task(_look_up(client, address)))
            await asyncio.sleep(EVERY)
    return [one.result() for one in asked]


async def _look_up(client: httpx2.AsyncClient, address: str) -> LookUp:
    began = time.monotonic()
    answer = await client.get(f"{address}/sparql", params={"query": LOOK_UP})
    answer.raise_for_status()
    return LookUp(began, (time.monotonic() - began) * 1000)


if __name__ == "__main__":
    main()
