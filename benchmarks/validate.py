"""How fast ``pfocr-rdf validate`` is, and how much memory it takes, beside pyshacl on one whole graph.

    python benchmarks/validate.py 2000 20000 --pyshacl 2000

Memory is the largest sum over all processes at any time, shared pages counted once (Pss, Linux).
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from synthetic import make

PYSHACL = """
import sys, rdflib, pyshacl
from pfocr_rdf.validation.shapes import load
shapes = rdflib.Graph().parse(data=load().text, format="turtle")
print(pyshacl.validate(rdflib.Graph().parse(sys.argv[1], format="nt"), shacl_graph=shapes)[0])
"""


class Cost(NamedTuple):
    """Seconds on the clock, seconds of processors, and peak memory in MiB."""

    seconds: float
    work: float
    memory: float


def main() -> None:
    """Measure and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("figures", type=int, nargs="+")
    arguments.add_argument("--pyshacl", type=int, action="append", default=[], help="figures to give to pyshacl too")
    arguments.add_argument("-j", "--jobs", default="0")
    given = arguments.parse_args()
    cli = (sys.executable, "-m", "pfocr_rdf")
    print("| figures | triples | what | s | processor s | figures/s | triples/s | peak MiB |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory(prefix="pfocr-") as folder:
        for figures in given.figures:
            records, graph = Path(folder) / f"{figures}", Path(folder) / f"{figures}.nt"
            make(figures, records)
            subprocess.run([*cli, "convert", records, "-q", "-o", graph], check=True)
            with graph.open("rb") as stream:
                triples = sum(1 for _ in stream)
            jobs = ("-j", given.jobs, "-q", "-o", "/dev/null")
            tell(figures, triples, "graph", cost((*cli, "validate", graph, *jobs)))
            tell(figures, triples, "records", cost((*cli, "validate", records, *jobs)))
            if figures in given.pyshacl:
                tell(figures, triples, "graph, by pyshacl", cost((sys.executable, "-c", PYSHACL, graph)))


def tell(figures: int, triples: int, what: str, cost: Cost) -> None:
    """Print one row."""
    seconds, work, memory = cost
    rates = f"{figures / seconds:,.0f} | {triples / seconds:,.0f}"
    print(f"| {figures:,} | {triples:,} | {what} | {seconds:.1f} | {work:.1f} | {rates} | {memory:.0f} |", flush=True)


def cost(command: tuple[str | Path, ...]) -> Cost:
    """Run a command, and look at its processes ten times a second."""
    started, before = time.perf_counter(), _work()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(map(_memory, _family(process.pid))))
        time.sleep(0.1)
    if process.returncode:
        raise SystemExit(f"{command}: exit code {process.returncode}")
    return Cost(time.perf_counter() - started, _work() - before, peak / 1024)


def _work() -> float:
    """Processor seconds of all processes that ended so far."""
    import resource  # noqa: PLC0415 - not everywhere

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _family(pid: int) -> list[int]:
    """A process and all below it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in _family(int(child)))]


def _memory(pid: int) -> int:
    """KiB of one process, shared pages by share."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


if __name__ == "__main__":
    main()
