"""How fast ``pfocr-rdf convert`` is, beside what else makes the same triples, and beside what no converter can beat.

    python benchmarks/convert.py 2000 20000 117000 --rivals 2000 20000

The figures are made up (``synthetic.py``). What comes out is written to ``RESULTS.md`` as well.
"""

import argparse
import math
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from breakdown import AS_USUAL, breakdown
from measuring import CLI, Cost, Results, cost, count_lines, machine, versions
from pyoxigraph import RdfFormat, parse
from rivals import RIVALS, YAML, Rival
from startup import starts
from synthetic import make

HERE = Path(__file__).parent
HEADER = (
    "figures",
    "what",
    "s",
    "processor s",
    "figures/s",
    "triples/s",
    "peak MiB",
    "times as long, clock",
    "processor",
)

#: Figures that the triples of all engines are compared on, one by one.
CHECKED = 200
FIRST = "convert, Turtle, 1 process"

#: Beyond so many figures rdflib is not tried. With 20,000 it was ended after an hour, in which it had written nothing:
#: nine minutes had gone into the graph, the others into its Turtle writer, whose search for prefixes slows down as it
#: makes more of them (``by_hand.py``, on the machine of the results).
SHORT, TRIED, TRIED_S = 2_000, 20_000, 3600

#: Beyond so many figures only these are run.
LONG = 20_000
AT_LENGTH = {
    FIRST,
    "convert, Turtle, 2 processes",
    "convert, N-Triples, 2 processes",
    "convert, N-Triples, gzip, 2 processes",
    "convert, Turtle, core profile, 2 processes",
}
BY_HAND = {"safe": "by hand: PyYAML, csv, rdflib, Turtle", "c": "the same with PyYAML's C loader"}

#: What keeps a run from its aims; docs/decisions/0010-speed.md has the measurements.
IN_THE_WAY = """\
- Time: for each figure Python makes and drops some 400 cells, 37 rows, 17 mentions and their texts. No stage below has
  more than a fifth of the time, and no function more than a tenth, so that no change of one place gains much. Compiling
  the same code gains 15 per cent; a program in another language, that makes no objects, is six times as fast
  (docs/decisions/0010-speed.md says why there is none).
- Two processes: listing the files comes before both, and the entities after both.
- gzip: compressing takes a fiftieth of a conversion to N-Triples (the limits above), and saves writing most of the
  bytes; what goes beyond that, one way or the other, is what else the machine had to do."""


class Run(NamedTuple):
    """Something to measure: commands, and what they write, if that is a graph whose triples count."""

    what: str
    commands: tuple[Sequence[str | Path], ...]
    graph: Path | None = None


def main() -> None:
    """Measure, print a table, and write it down."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("figures", type=int, nargs="+")
    arguments.add_argument("--rivals", type=int, nargs="*", default=[], help="how many figures to give to others too")
    arguments.add_argument("--repeat", type=int, default=3, help="runs of each of ours, of which the best counts")
    arguments.add_argument("--folder", type=Path, help="where figures and environments are kept, and taken from")
    arguments.add_argument("--results", type=Path, default=HERE / "RESULTS.md")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="pfocr-", dir=given.folder) as passing:
        bench = Bench(Path(passing), given.folder or Path(passing), given.repeat)
        same = bench.compared()
        results = Results(given.results, lead(given, same), HEADER)
        for figures in sorted(given.rivals):
            bench.others(figures)
        for figures in sorted({*given.figures, *given.rivals}):
            for cells in bench.ours(figures):
                results.row(cells)
        for figures in sorted(given.rivals):
            for cells in bench.beside(figures):
                results.row(cells)
        smallest = bench.records(min(given.figures))
        results.close(*bench.verdict(), *breakdown(smallest, Path(passing)), *starts(next(smallest.glob("_figures/*"))))


def lead(given: argparse.Namespace, same: str) -> tuple[str, ...]:
    """What to know before the table."""
    sizes = " ".join(map(str, given.figures)) + (
        f" --rivals {' '.join(map(str, given.rivals))}" if given.rivals else ""
    )
    meaning = (
        "Seconds are of whole commands, the start of Python included; memory is the largest sum over all processes.",
        "The last two columns say how many times as long a run takes as the first of its size, by the clock and by",
        f"processor seconds. Of ours the best of {given.repeat} runs counts, others ran once. A row that is not there",
        "was not run: rdflib takes some 1.4 GB a million triples, and the largest size takes long.",
    )
    return (
        "# How fast converting is",
        f"Made by `python benchmarks/convert.py {sizes}`, of made-up figures like those of 2025 (`synthetic.py`).",
        f"{machine()}. {versions('pfocr-rdf', 'pyoxigraph', 'PyYAML', 'rdflib', 'isal', 'zstandard')}.",
        same,
        " ".join(meaning),
    )


class Bench:
    """Runs, and what was found so far, by number of figures and by what was run."""

    def __init__(self, passing: Path, folder: Path, repeat: int) -> None:
        """Write to ``passing``, and keep figures and environments in ``folder``."""
        self._passing = passing
        self._folder = folder
        self._repeat = repeat
        self._found: dict[tuple[int, str], Cost] = {}
        self._triples: dict[int, int] = {}
        self._made: dict[tuple[int, str], int] = {}
        self._pythons = {rival.name: rival.python(folder) for rival in (*RIVALS, YAML)}

    def records(self, figures: int) -> Path:
        """So many figures, made if they are not there."""
        records = self._folder / f"{figures}"
        if not records.exists():
            make(figures, records)
        return records

    def compared(self) -> str:
        """Whether all engines make the same triples."""
        records, ours = self.records(CHECKED), self._passing / "ours.nt"
        cost((*CLI, "convert", records, "-q", "-o", ours))
        expected = statements([ours])
        told = []
        for run in self._others(records):
            cost(*run.commands)
            assert run.graph is not None
            others = statements([run.graph])
            different = len(expected ^ others)
            told.append(f"{run.what}: {f'{different:,} other triples' if different else 'the same triples'}")
        return f"Compared triple by triple on {CHECKED} figures with {len(expected):,} triples. {'; '.join(told)}."

    def ours(self, figures: int) -> Iterator[tuple[str, ...]]:
        """Our runs of one size, in rounds, so that what disturbs a round disturbs each; and the limits."""
        records = self.records(figures)
        ours = [run for run in self._ours(records) if figures <= LONG or run.what in AT_LENGTH]
        for _ in range(self._repeat):
            for run in ours:
                self._keep(figures, run)
        self._triples[figures] = count_lines(self._passing / "full-2.nt")
        for run in ours:
            yield self._cells(figures, run.what)
        for run in self._limits(records):
            self._keep(figures, run)
            yield self._cells(figures, run.what)
        self._clear()

    def others(self, figures: int) -> None:
        """Measure what others take for one size."""
        for run in self._others(self.records(figures)):
            if run.what in BY_HAND.values() and figures > SHORT:
                continue
            print(f"{figures:,} figures: {run.what}", file=sys.stderr, flush=True)
            self._keep(figures, run)
            assert run.graph is not None
            self._made[figures, run.what] = triples_of(run.graph)
            self._clear()

    def beside(self, figures: int) -> Iterator[tuple[str, ...]]:
        """What others took for one size, beside ours, which has to be the same triples."""
        yield from self._missing(figures)
        expected = self._triples[figures]
        for (size, what), made in self._made.items():
            if size == figures:
                yield self._cells(figures, what)
                if made != expected:
                    raise SystemExit(f"{what}: {made:,} triples, expected {expected:,}")

    def _clear(self) -> None:
        for graph in filter(Path.is_file, self._passing.iterdir()):
            graph.unlink()

    def _ours(self, records: Path) -> Iterator[Run]:
        for name, ending, options in (
            (FIRST, "ttl", ("-j", "1")),
            ("convert, Turtle, 2 processes", "ttl", ("-j", "2")),
            ("convert, N-Triples, 1 process", "nt", ("-j", "1")),
            ("convert, N-Triples, 2 processes", "nt", ("-j", "2")),
            ("convert, N-Triples, gzip, 1 process", "nt.gz", ("-j", "1")),
            ("convert, N-Triples, gzip, 2 processes", "nt.gz", ("-j", "2")),
            ("convert, Turtle, gzip, 2 processes", "ttl.gz", ("-j", "2")),
            ("convert, Turtle, core profile, 1 process", "core.ttl", ("-j", "1", "--profile", "core")),
            ("convert, Turtle, core profile, 2 processes", "core.ttl", ("-j", "2", "--profile", "core")),
        ):
            target = self._passing / f"full-{options[1]}.{ending}"
            yield Run(name, ((*CLI, "convert", records, "-q", "-o", target, *options),))
        target = self._passing / "usual.ttl"
        again = (sys.executable, "-c", AS_USUAL, "convert", records, "-q", "-o", target, "-j", "1")
        yield Run(f"{FIRST}, garbage looked for as Python does it by itself", (again,))

    def _limits(self, records: Path) -> Iterator[Run]:
        limit = (sys.executable, HERE / "limits.py")
        python = self._pythons[YAML.name]
        yield Run("limit: reading all bytes", ((*limit, "read", records),))
        if python:
            yield Run("limit: parsing the front matter alone, by yaml-rs", ((python, *limit[1:], "parse", records),))
        for form, ending in (("Turtle", "ttl"), ("N-Triples", "nt")):
            known, copy = self._passing / f"full-2.{ending}", self._passing / f"copy.{ending}"
            yield Run(f"limit: writing the bytes of {form} to the disk", ((*limit, "write", known, copy),))
            yield Run(f"limit: compressing the bytes of {form}", ((*limit, "compress", known, f"{copy}.gz"),))

    def _others(self, records: Path) -> Iterator[Run]:
        """What else makes the same triples; engines that read no YAML are given CSV files, whose making counts."""
        by_hand = (sys.executable, HERE / "by_hand.py", records)
        for loader, name in BY_HAND.items():
            target = self._passing / f"by-hand-{loader}.ttl"
            yield Run(name, ((*by_hand, target, "--loader", loader),), target)
        for rival, python in self._installed():
            rows, target = self._passing / f"rows-{rival.package}", self._passing / f"{rival.package}.nt"
            rows.mkdir(exist_ok=True)
            commands = (*by_hand, rows), rival.command(python, rows, target)
            yield Run(f"{rival}, N-Triples, behind CSV files made with the C loader", commands, target)

    def _installed(self) -> Iterator[tuple[Rival, Path]]:
        for rival in RIVALS:
            if python := self._pythons[rival.name]:
                yield rival, python

    def _missing(self, figures: int) -> Iterator[tuple[str, ...]]:
        """A row for each engine that could not be installed here."""
        for rival in (*RIVALS, YAML):
            if self._pythons[rival.name] is None:
                yield (f"{figures:,}", f"{rival}: could not be installed here", *[""] * (len(HEADER) - 2))

    def _keep(self, figures: int, run: Run) -> None:
        """Measure, and keep the best."""
        known, new = self._found.get((figures, run.what)), cost(*run.commands)
        best = new if known is None else Cost(*map(min, known[:2], new[:2]), max(known.memory, new.memory))
        self._found[figures, run.what] = best

    def _cells(self, figures: int, what: str) -> tuple[str, ...]:
        """One row."""
        seconds, work, memory = self._found[figures, what]
        first = self._found[figures, FIRST]
        done = f"{figures / seconds:,.0f}", f"{self._triples[figures] / seconds:,.0f}"
        if "core" in what or what.startswith("limit"):
            done = done[0], ""
        ratios = f"{seconds / first.seconds:.2f}", f"{work / first.work:.2f}"
        return (f"{figures:,}", what, f"{seconds:.2f}", f"{work:.2f}", *done, f"{memory:,.0f}", *ratios)

    def verdict(self) -> Iterator[str]:
        """What was aimed at, and what was reached."""
        yield "## Aims"
        yield "\n".join(f"- {line}" for line in self._aims())
        yield "Where one of these is missed, this stands in the way:"
        yield IN_THE_WAY

    def _aims(self) -> Iterator[str]:
        sizes = sorted({figures for figures, what in self._found if what == FIRST})
        for size in sizes:
            yield from self._beside(size)
        if TRIED in sizes:
            yield from self._tried()
        largest = sizes[-1]
        one, two = (self._found[largest, f"convert, Turtle, {jobs}"] for jobs in ("1 process", "2 processes"))
        core = self._found[largest, "convert, Turtle, core profile, 2 processes"]
        yield f"Two processes at {largest:,} figures: {one.seconds / two.seconds:.2f} times as fast as one; aim 1.6."
        yield f"{largest:,} figures as Turtle on two processes: {two.seconds:.1f} s; aim 30 for the whole database."
        yield f"The same in the core profile: {core.seconds:.1f} s; aim 20."
        yield f"Memory of all processes: {two.memory:,.0f} MiB at {largest:,} figures; aim 250."
        for gzip, plain in (("gzip, 1 process", "1 process"), ("gzip, 2 processes", "2 processes")):
            size = max(figures for figures, what in self._found if what == f"convert, N-Triples, {gzip}")
            ratio = self._ratio(size, f"convert, N-Triples, {gzip}", f"convert, N-Triples, {plain}")
            yield f"N-Triples with gzip take {ratio:.2f} of the time without, {plain}, {size:,} figures; aim at most 1."
        if len(sizes) > 1:
            seconds = {size: self._found[size, FIRST].seconds for size in sizes}
            memory = [self._found[size, "convert, Turtle, 2 processes"].memory for size in sizes[-2:]]
            yield f"Time grows with figures to the power of {exponent(seconds):.2f}; aim at most 1.05."
            yield f"Memory from {sizes[-2]:,} to {sizes[-1]:,} figures: {memory[1] / memory[0]:.2f} times; aim 1.2."

    def _beside(self, size: int) -> Iterator[str]:
        """Ours and others at one size."""
        for what in (what for number, what in self._made if number == size):
            for jobs, aim in zip(("1 process", "2 processes"), aims_beside(what), strict=True):
                times = self._ratio(size, what, f"convert, Turtle, {jobs}")
                aimed = f"; aim {aim}" if aim else ""
                yield f"{size:,} figures on {jobs}: {times:.0f} times as fast as «{what}»{aimed}."

    def _tried(self) -> Iterator[str]:
        """What can be said of rdflib where it was ended."""
        for jobs, aim in zip(("1 process", "2 processes"), aims_beside(BY_HAND["safe"]), strict=True):
            times = TRIED_S / self._found[TRIED, f"convert, Turtle, {jobs}"].seconds
            what = f"«{BY_HAND['safe']}», ended after {TRIED_S:,} s"
            yield f"{TRIED:,} figures on {jobs}: more than {times:.0f} times as fast as {what}; aim {aim}."

    def _ratio(self, figures: int, what: str, than: str) -> float:
        return self._found[figures, what].seconds / self._found[figures, than].seconds


def aims_beside(what: str) -> tuple[int | None, int | None]:
    """How many times as fast one process and two are to be as another engine, where that was said."""
    if what.startswith("Morph-KGC"):
        return 10, 15
    return (100, 150) if what == BY_HAND["safe"] else (None, None)


def exponent(seconds: dict[int, float]) -> float:
    """The slope of a line through the logarithms, by least squares."""
    points = [(math.log(size), math.log(time)) for size, time in seconds.items()]
    across, up = (sum(values) / len(points) for values in zip(*points, strict=True))
    return sum((x - across) * (y - up) for x, y in points) / sum((x - across) ** 2 for x, _ in points)


def statements(graphs: Iterable[Path]) -> set[str]:
    """All triples of some graphs, as text; there are no blank nodes."""
    return {str(found.triple) for graph in graphs for found in parse(path=graph)}


def triples_of(graph: Path) -> int:
    """How many triples a graph has."""
    if graph.suffix == ".nt":
        return count_lines(graph)
    return sum(1 for _ in parse(path=graph, format=RdfFormat.TURTLE))


if __name__ == "__main__":
    main()
