"""What every benchmark here needs: the cost of a command, the machine and the versions, and a file of results.

Memory is the largest sum over all processes of a command at any time, shared pages counted once (Pss, Linux). On a
machine that others use too, seconds on the clock say little; seconds of processors are given beside them.
"""

import os
import platform
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

#: The command line that is measured: that of this checkout.
CLI = (sys.executable, "-m", "pfocr_rdf")

#: As people run it: with the byte code that Python writes beside modules, which this variable would forbid.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

#: Seconds between two looks at the memory, and how many times as long as a look the time to the next one is at least:
#: the kernel goes through all pages of a process, which takes a tenth of a second for 5 GB, and halts it meanwhile.
_INTERVAL, _APART = 0.1, 50


class Cost(NamedTuple):
    """Seconds on the clock, seconds of processors, and peak memory in MiB."""

    seconds: float
    work: float
    memory: float


def cost(*commands: Sequence[str | Path]) -> Cost:
    """Run commands that must succeed, one after the other, and look at their processes while they run."""
    started, before = time.perf_counter(), _work()
    peaks = [0]
    for command in commands:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
        threading.Thread(target=_watch, args=(process.pid, peaks), daemon=True).start()
        if process.wait():
            raise SystemExit(f"{' '.join(map(str, command))}: exit code {process.returncode}")
    return Cost(time.perf_counter() - started, _work() - before, max(peaks) / 1024)


def _watch(pid: int, peaks: list[int]) -> None:
    """Add the memory of a process and all below it to ``peaks``, every so often, until it is gone."""
    started = time.perf_counter()
    while memory := sum(map(_memory, _family(pid))):
        peaks.append(memory)
        time.sleep(max(_INTERVAL, _APART * (time.perf_counter() - started)))
        started = time.perf_counter()


def _work() -> float:
    """Processor seconds of all processes that ended so far."""
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


def machine() -> str:
    """What kind of machine this is, and how busy it is with other things."""
    models = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    memory = next((int(line.split()[1]) >> 20 for line in _lines("/proc/meminfo") if line.startswith("MemTotal:")), 0)
    kind = models[0] if models else platform.machine()
    busy = f"load {os.getloadavg()[0]:.1f} before the first run"
    return f"{os.cpu_count()} processors ({kind}), {memory} GiB, {platform.system()}, {busy}"


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def versions(*packages: str) -> str:
    """Versions of Python and of packages."""
    return ", ".join((f"Python {platform.python_version()}", *(f"{one} {version(one)}" for one in packages)))


class Results:
    """A table that is written to a file and shown, a row at a time."""

    def __init__(self, path: Path, lead: Sequence[str], header: Sequence[str]) -> None:
        """Begin the file anew: paragraphs, and the head of the table."""
        self._path = path
        path.write_text("")
        self._write("\n\n".join(lead) + "\n")
        self.row(header)
        self.row(["---"] * len(header))

    def row(self, cells: Sequence[str]) -> None:
        """Add a row."""
        self._write(f"| {' | '.join(cells)} |")

    def close(self, *paragraphs: str) -> None:
        """Add what follows from the table."""
        for paragraph in paragraphs:
            self._write(f"\n{paragraph}")

    def _write(self, text: str) -> None:
        print(text, flush=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(text + "\n")


def count_lines(path: Path) -> int:
    """Number of lines of a file, such as triples in N-Triples."""
    with path.open("rb") as stream:
        return sum(block.count(b"\n") for block in iter(partial(stream.read, 1 << 24), b""))
