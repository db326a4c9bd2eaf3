"""What happens to files and processes when a run is killed, the disk is full, or a worker dies.

Under ``--full`` each is tried at 200 moments or writes instead of some.
"""

import os
import random
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from commands import COMMAND, ROOT, Ran
from made_papers import files
from records import record, tree
from servers import members, wait_for_the_end_of

if sys.platform != "linux":
    pytest.skip("processes and limits are looked up as Linux has them", allow_module_level=True)

#: Enough for several chunks and for workers to be at work for a while.
FIGURES = 900


@pytest.fixture(scope="module")
def rounds(request: pytest.FixtureRequest) -> int:
    """How often to try."""
    return 200 if request.config.getoption("--full") else 4


class Way(NamedTuple):
    """One way to convert: options, and the file that they write."""

    options: tuple[str, ...]
    target: str


WAYS = {
    "plain": Way((), "out.nt"),
    "cache": Way(("--cache", "kept"), "out.nt"),
    "shard": Way(("--shard", "1/2"), "out.nt.shard"),
}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout, not to be changed."""
    return tree(tmp_path_factory.mktemp("checkout"), files(FIGURES))


def started(checkout: Path, folder: Path, way: Way, jobs: int = 2) -> "subprocess.Popen[bytes]":
    """A conversion in a session of its own."""
    command = [*COMMAND, "convert", str(checkout), "-o", way.target, "-j", str(jobs), "-q", *way.options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, start_new_session=True)


def finished(checkout: Path, folder: Path, way: Way, jobs: int = 2) -> Ran:
    """A conversion that was let run."""
    with started(checkout, folder, way, jobs) as process:
        _, err = process.communicate()
        return Ran(process.returncode, b"", err)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_run_that_is_killed_leaves_the_old_file_or_the_new_one(
    way: Way, checkout: Path, rounds: int, tmp_path: Path
) -> None:
    """Whole, at whatever moment; no worker outlives it, and the next run cleans up."""
    target = tmp_path / way.target
    before = time.monotonic()
    assert finished(checkout, tmp_path, way).code == 0
    duration = time.monotonic() - before
    new, old = target.read_bytes(), b"what an earlier run wrote"
    chance = random.Random(way.target + str(way.options))
    for _ in range(rounds):
        target.write_bytes(old)
        for pack in [*tmp_path.rglob("*.pack")][::2]:
            pack.unlink()
        with started(checkout, tmp_path, way) as process:
            time.sleep(chance.uniform(0, duration))
            process.kill()
        assert target.read_bytes() in {old, new}
        wait_for_the_end_of(process.pid)
    assert finished(checkout, tmp_path, way).code == 0
    assert target.read_bytes() == new
    assert not [*tmp_path.rglob("*.part")]


def limited(checkout: Path, folder: Path, way: Way, limit: int) -> Ran:
    """A conversion that may write so many bytes to any one file; the next one fails, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        process = started(checkout, folder, way, jobs=2)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    with process:
        _, err = process.communicate()
    return Ran(process.returncode, b"", err)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_full_disk_is_told_in_one_line_wherever_it_is_met(
    way: Way, checkout: Path, rounds: int, tmp_path: Path
) -> None:
    """At the first write, at the last, and between; exit code 4, and the old file is as it was."""
    assert finished(checkout, tmp_path, way).code == 0
    target = tmp_path / way.target
    new, old = target.read_bytes(), b"what an earlier run wrote"
    for step in range(rounds):
        target.write_bytes(old)
        for pack in tmp_path.rglob("*.pack"):
            pack.unlink()
        ran = limited(checkout, tmp_path, way, (len(new) - 1) * step // (rounds - 1))
        assert ran.code == 4, ran.talk
        assert ran.talk.startswith("error: ")
        assert ran.talk.count("\n") == 1
        assert re.search("File too large|No usable temporary directory", ran.talk)
        assert target.read_bytes() == old
        assert not [*tmp_path.glob(".*.part")]
    assert finished(checkout, tmp_path, way).code == 0
    assert target.read_bytes() == new


def test_a_worker_that_is_killed_costs_nothing(checkout: Path, rounds: int, tmp_path: Path) -> None:
    """As the system does where memory is short: what it had in hand is done again."""
    way = WAYS["plain"]
    assert finished(checkout, tmp_path, way).code == 0
    new = (tmp_path / way.target).read_bytes()
    killed = 0
    for _ in range(rounds // 2):
        with started(checkout, tmp_path, way) as process:
            while process.poll() is None and not (workers := [*members(process.pid)]):
                time.sleep(0.005)
            if process.poll() is None:
                os.kill(workers[0], signal.SIGKILL)
                killed += 1
            _, err = process.communicate()
        assert process.returncode == 0, err
        assert (tmp_path / way.target).read_bytes() == new
    assert killed


def test_a_hostile_record_costs_only_itself(tmp_path: Path) -> None:
    """Beside it, all are as they would be without it."""
    good = files(12)
    hostile = {
        **record("PMC5__f"),
        "_figures/PMC6__f.md": b"---\nfigid: " + b"[" * 50_000,
        "_figures/PMC7__f.md": b"\0",
    }
    bombs = {"_figures/PMC8__f.md": "---\na: &a [x]\n" + "".join(f"b{n}: [*a,*a]\n" for n in range(999)) + "---\n"}
    alone, beside = (
        tree(tmp_path / "alone", {**good, **record("PMC5__f")}),
        tree(tmp_path / "beside", {**good, **hostile, **bombs}),
    )
    for source in (alone, beside):
        assert finished(source, source.parent, Way((), f"{source.name}.nt")).code == 0
    assert (tmp_path / "beside.nt").read_bytes() == (tmp_path / "alone.nt").read_bytes()
