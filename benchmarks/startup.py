"""How long the shortest commands take: Python, imports, and next to nothing to do."""

import resource
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from measuring import CLI, ENVIRONMENT

ROUNDS = 20


def starts(figure: Path) -> Iterator[str]:
    """A paragraph, and a line for each command."""
    yield "## Start-up"
    one = (*CLI, "convert", figure, "-q", "-o", "/dev/null", "-f", "turtle")
    commands = (("`pfocr-rdf --help`", (*CLI, "--help"), 150), ("one figure to Turtle", one, 400))
    lines = [f"- {name}: {_best(command)}; aim {aim} ms." for name, command, aim in commands]
    yield "\n".join((f"Best of {ROUNDS} runs, by the clock and in processor time.\n", *lines))


def _best(command: tuple[str | Path, ...]) -> str:
    clock, work = zip(*(_once(command) for _ in range(ROUNDS)), strict=True)
    return f"{min(clock) * 1000:.0f} ms, {min(work) * 1000:.0f} ms"


def _once(command: tuple[str | Path, ...]) -> tuple[float, float]:
    """Seconds on the clock, and of processors."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    clock, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
