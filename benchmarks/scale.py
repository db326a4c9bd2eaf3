"""What a cache saves, what shards cost, and how long a comparison of two releases takes.

    python benchmarks/scale.py 20000 117000

The figures are made up (``synthetic.py``). The second release differs in one page of a hundred. What comes out is
written to ``RESULTS-scale.md`` as well.
"""

import argparse
import filecmp
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measuring import CLI, Cost, Results, cost, machine, versions
from synthetic import make

HEADER = ("figures", "what", "s", "processor s", "peak MiB", "share of a full run")
CHANGED = 0.01


def main() -> None:
    """Measure, print a table, and write it down."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("figures", type=int, nargs="+")
    arguments.add_argument("--folder", type=Path, help="where the figures are kept, and taken from if they are there")
    arguments.add_argument("--results", type=Path, default=Path(__file__).with_name("RESULTS-scale.md"))
    given = arguments.parse_args()
    lead = (
        "# What caches, shards and comparisons cost",
        (
            f"Made by `python benchmarks/scale.py {' '.join(map(str, given.figures))}`, of made-up figures like those "
            "of 2025 (`synthetic.py`), to N-Triples, with two processes. Of the second release one page of 100 differs."
        ),
        f"{machine()}. {versions('pfocr-rdf', 'pyoxigraph', 'zstandard')}.",
    )
    results = Results(given.results, lead, HEADER)
    for figures in given.figures:
        with tempfile.TemporaryDirectory(prefix="pfocr-", dir=given.folder) as passing:
            records = (given.folder or Path(passing)) / str(figures)
            if not records.exists():
                make(figures, records)
            full: Cost | None = None
            for what, found in runs(records, Path(passing)):
                full = full or found
                share = f"{found.seconds / full.seconds:.2f}"
                cells = f"{found.seconds:.1f}", f"{found.work:.1f}", f"{found.memory:,.0f}", share
                results.row((f"{figures:,}", what, *cells))


def runs(records: Path, folder: Path) -> Iterator[tuple[str, Cost]]:
    """What is done, and what it costs; that the bytes are those of a full run is checked on the way."""
    current = folder / "current"
    shutil.copytree(records, current, copy_function=os.link)
    first, second, again, kept = folder / "1.nt", folder / "2.nt", folder / "out.nt", ("--cache", folder / "kept")
    yield "full run", converted(current, first)
    yield "first run with a cache", converted(current, again, *kept)
    same(first, again)
    yield "run with a cache, nothing changed", converted(current, again, *kept)
    same(first, again)
    shards = [folder / f"out.nt.{number}.shard" for number in (1, 2)]
    for number, shard in enumerate(shards, 1):
        yield f"shard {number} of 2", converted(current, shard, "--shard", f"{number}/2")
    yield "join of both shards", cost((*CLI, "join", *shards, "-q", "-o", again))
    same(first, again)
    change(current)
    yield "run with a cache, 1 % changed", converted(current, again, *kept)
    converted(current, second)
    same(second, again)
    yield "comparison of both releases", cost((*CLI, "diff", first, second, "-q", "-f", "update", "-o", "/dev/null"))


def converted(records: Path, target: Path, *options: str | Path) -> Cost:
    """The cost of a conversion."""
    return cost((*CLI, "convert", records, "-q", "-j", "2", "-o", target, *options))


def same(one: Path, other: Path) -> None:
    """End here where two files differ."""
    if not filecmp.cmp(one, other, shallow=False):
        raise SystemExit(f"{other}: found other bytes than in {one.name}, expected the same")


def change(records: Path) -> None:
    """Change the title in one page of a hundred, whoever else has it as a link."""
    pages = sorted((records / "_figures").iterdir())
    for page in random.Random(1).sample(pages, round(len(pages) * CHANGED)):
        text = page.read_bytes().replace(b"figtitle: ", b"figtitle: Another ", 1)
        page.unlink()
        page.write_bytes(text)


if __name__ == "__main__":
    main()
