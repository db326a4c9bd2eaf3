"""Where the time of a conversion goes, by a sampling profiler (py-spy), now and with garbage collected as usual."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from shutil import which

from measuring import CLI

#: The command, with Python's own idea of how often to look for garbage.
AS_USUAL = """
import sys
from pfocr_rdf import collecting
collecting.OBJECTS = 700
from pfocr_rdf.cli import main
sys.argv[0] = "pfocr-rdf"
main()
"""

#: Stages, each with the functions that it begins in; the innermost of these that a sample is in has it.
STAGES = {
    "listing the sources": ("gather (", "orphan_tables ("),
    "reading files": ("read_page (", "read_if_there ("),
    "front matter to values": ("parse (pfocr_rdf/frontmatter.py",),
    "tables to rows": ("read_table (",),
    "rows to mentions": ("mentions (pfocr_rdf/mentions.py",),
    "values to records": ("assemble (",),
    "mentions to text, or finding it ready": ("Fragments.of (", "placed (", "of (pfocr_rdf/fragments.py"),
    "figures and papers to text": ("Renderer.figures (", "figures (pfocr_rdf/rendering.py"),
    "entities to text": ("Renderer.entities (", "entities (pfocr_rdf/rendering.py"),
    "writing": ("write_document (",),
    "Python and imports": ("<module> (", "_find_and_load"),
}


def breakdown(records: Path, passing: Path) -> Iterator[str]:
    """A table of shares, before and after."""
    rest = ("convert", records, "-q", "-o", passing / "profiled.ttl", "-j", "1")
    before = _shares((sys.executable, "-c", AS_USUAL, *rest), passing / "before.txt")
    after = _shares((*CLI, *rest), passing / "after.txt")
    yield "## Where the time goes"
    yield (
        f"One process, Turtle, {records.name} figures; seconds by samples that py-spy took 200 times a second. Before: "
        "garbage is looked for as often as Python does by itself, the time of which is spread over all stages."
    )
    yield "\n".join(
        (
            "| stage | before, s | after, s | after |\n| --- | --- | --- | --- |",
            *(_line(stage, before, after) for stage in (*STAGES, "else")),
        )
    )


def _line(stage: str, before: Counter[str], after: Counter[str]) -> str:
    seconds = f"{before[stage] / 200:.2f} | {after[stage] / 200:.2f}"
    return f"| {stage} | {seconds} | {after[stage] / after.total():.0%} |"


def _shares(command: tuple[str | Path, ...], samples: Path) -> Counter[str]:
    """Samples by stage."""
    tool = which("py-spy", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    recording = (tool or "py-spy", "record", "-r", "200", "-f", "raw", "-o", samples, "--", *command)
    subprocess.run(recording, check=True, capture_output=True)
    shares: Counter[str] = Counter()
    for line in samples.read_text().splitlines():
        stack, _, count = line.rpartition(" ")
        shares[_stage(stack.split(";"))] += int(count)
    return shares


def _stage(stack: list[str]) -> str:
    for frame in reversed(stack):
        for stage, begins in STAGES.items():
            if frame.startswith(begins):
                return stage
    return "else"
