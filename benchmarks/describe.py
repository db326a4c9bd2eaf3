"""How long ``pfocr-rdf describe`` takes, in how much memory and room, beside the same graph's conversion without it.

    python benchmarks/describe.py 2000 20000 130000

Memory is the largest sum over all processes at any time, shared pages counted once (Pss, Linux).
"""

import argparse
import sys
import tempfile
from pathlib import Path

from synthetic import make
from validate import Cost, cost


def main() -> None:
    """Measure and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("figures", type=int, nargs="+")
    arguments.add_argument("-j", "--jobs", default="0")
    given = arguments.parse_args()
    cli = (sys.executable, "-m", "pfocr_rdf")
    print("| figures | triples | what | s | processor s | triples/s | peak MiB |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for figures in given.figures:
        with tempfile.TemporaryDirectory(prefix="pfocr-") as folder:
            records, graph, told = (Path(folder) / name for name in ("records", "graph.nt", "void.ttl"))
            make(figures, records)
            jobs = ("-j", given.jobs, "-q")
            converted = cost((*cli, "convert", records, "-o", graph, *jobs))
            with graph.open("rb") as stream:
                triples = sum(1 for _ in stream)
            tell(figures, triples, "convert", converted)
            tell(figures, triples, "describe", cost((*cli, "describe", graph, "-o", told, *jobs)))
            both = cost((*cli, "convert", records, "-o", graph, "--describe", told, *jobs))
            tell(figures, triples, "convert --describe", both)


def tell(figures: int, triples: int, what: str, cost: Cost) -> None:
    """Print one row."""
    seconds, work, memory = cost
    rate = f"{triples / seconds:,.0f}"
    print(f"| {figures:,} | {triples:,} | {what} | {seconds:.0f} | {work:.0f} | {rate} | {memory:.0f} |", flush=True)


if __name__ == "__main__":
    main()
