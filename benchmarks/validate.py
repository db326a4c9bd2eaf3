"""How fast ``pfocr-rdf validate`` is, and how much memory it takes, beside pyshacl on one whole graph.

    python benchmarks/validate.py 2000 20000 117000 --pyshacl 2000

The figures are made up (``synthetic.py``); what comes out is written to ``RESULTS-validate.md`` as well.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measuring import CLI, Cost, Results, cost, count_lines, machine, versions
from synthetic import make

PYSHACL = """
import sys, pyshacl, rdflib
from pfocr_rdf.validation.shapes import load
shapes = rdflib.Graph().parse(data=load().text, format="turtle")
print(pyshacl.validate(rdflib.Graph().parse(sys.argv[1], format="nt"), shacl_graph=shapes)[0])
"""
GRAPH, RECORDS, REFERENCE = "graph", "records", "graph, by pyshacl"
HEADER = ("figures", "triples", "what is checked", "s", "processor s", "figures/s", "triples/s", "peak MiB")


def main() -> None:
    """Measure, print a table, and write it down."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("figures", type=int, nargs="+")
    arguments.add_argument("--pyshacl", type=int, default=0, help="how many figures to give to pyshacl too")
    arguments.add_argument("-j", "--jobs", default="0")
    arguments.add_argument("--folder", type=Path, help="where the figures are kept, and taken from if they are there")
    arguments.add_argument("--results", type=Path, default=Path(__file__).with_name("RESULTS-validate.md"))
    given = arguments.parse_args()
    sizes = sorted({*given.figures, *filter(None, [given.pyshacl])})
    results = Results(given.results, lead(given), HEADER)
    costs: dict[tuple[int, str], Cost] = {}
    with tempfile.TemporaryDirectory(prefix="pfocr-") as passing:
        for figures in sizes:
            records, graph = made(figures, given.folder or Path(passing))
            for what, found in runs(records, graph, given.jobs):
                costs[figures, what] = found
                results.row(cells(figures, count_lines(graph), what, found))
        if given.pyshacl:  # last, since it takes long and one processor only
            _, graph = made(given.pyshacl, given.folder or Path(passing))
            found = costs[given.pyshacl, REFERENCE] = cost((sys.executable, "-c", PYSHACL, graph))
            results.row(cells(given.pyshacl, count_lines(graph), REFERENCE, found))
    if given.pyshacl:
        results.close(comparison(given.pyshacl, costs[given.pyshacl, GRAPH], costs[given.pyshacl, REFERENCE]))


def lead(given: argparse.Namespace) -> tuple[str, ...]:
    """What to know before the table."""
    sizes = " ".join(map(str, given.figures)) + (f" --pyshacl {given.pyshacl}" if given.pyshacl else "")
    meaning = (
        "Seconds include the start of Python, reading, checking and the report; memory is that of all processes.",
        "Where the clock and the processors disagree, others were using the machine.",
    )
    return (
        "# How fast validating is",
        f"Made by `python benchmarks/validate.py {sizes}`, of made-up figures like those of 2025 (`synthetic.py`).",
        f"{machine()}. {versions('pfocr-rdf', 'shacl', 'pyoxigraph', 'pyshacl', 'rdflib')}.",
        " ".join(meaning),
    )


def made(figures: int, folder: Path) -> tuple[Path, Path]:
    """So many figures, as records and as a graph."""
    records, graph = folder / f"{figures}", folder / f"{figures}.nt"
    if not records.exists():
        make(figures, records)
    if not graph.exists():
        subprocess.run([*CLI, "convert", records, "-q", "-o", graph], check=True)
    return records, graph


def runs(records: Path, graph: Path, jobs: str) -> Iterator[tuple[str, Cost]]:
    """What is checked, and what it costs."""
    rest = ("-j", jobs, "-q", "-o", "/dev/null")
    yield GRAPH, cost((*CLI, "validate", graph, *rest))
    yield RECORDS, cost((*CLI, "validate", records, *rest))


def cells(figures: int, triples: int, what: str, cost: Cost) -> tuple[str, ...]:
    """One row."""
    seconds, work, memory = cost
    rates = f"{figures / seconds:,.0f}", f"{triples / seconds:,.0f}"
    return (f"{figures:,}", f"{triples:,}", what, f"{seconds:.1f}", f"{work:.1f}", *rates, f"{memory:,.0f}")


def comparison(figures: int, ours: Cost, reference: Cost) -> str:
    """How many times as fast as the reference."""
    clock, work = reference.seconds / ours.seconds, reference.work / ours.work
    return (
        f"On the graph of {figures:,} figures, validate is {clock:.0f} times as fast as pyshacl by the clock, "
        f"and {work:.0f} times by processor seconds."
    )


if __name__ == "__main__":
    main()
