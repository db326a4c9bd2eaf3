"""Work in other processes: in order, whoever does it, and whatever becomes of them."""

import os
import signal
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfocr_rdf.workers import Crew, WorkerError, workers


def test_results_come_in_order() -> None:
    """However many do the work."""
    for jobs in (1, 2, 3):
        with workers(partial, (pow, 2), jobs) as work:
            assert list(work(range(50))) == [2**n for n in range(50)]


@given(st.lists(st.integers(0, 9)))
def test_a_crew_does_the_same(numbers: list[int]) -> None:
    """Any executor will do."""
    with ThreadPoolExecutor(3) as executor, workers(partial, (pow, 2), 0, crew=Crew(executor, 3)) as work:
        assert list(work(numbers)) == [2**n for n in numbers]


def dying(folder: Path, often: int) -> Callable[[int], int]:
    """A worker whose process is killed at piece 7, the first ``often`` times."""

    def work(number: int) -> int:
        marks = len([*folder.iterdir()])
        if number == 7 and marks < often:
            (folder / str(marks)).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    return work


def test_a_piece_whose_process_dies_is_done_again(tmp_path: Path) -> None:
    """And all that were in work beside it; nothing is lost or done in another order."""
    with workers(dying, (tmp_path, 1), 2) as work:
        assert list(work(range(40))) == [*range(40)]
    assert len([*tmp_path.iterdir()]) == 1


def cut_off(folder: Path) -> Callable[[int], int]:
    """A worker whose process is killed in the middle of its answer to piece 3, the first time."""

    def work(number: int) -> int:
        if number == 3 and not (folder / "killed").exists():
            (folder / "killed").touch()
            Connection._send = killed_after_a_bit  # type: ignore[attr-defined]
        return number

    return work


def killed_after_a_bit(connection: Connection, answer: bytes) -> None:
    """The length of an answer is sent, and little of the answer."""
    os.write(connection.fileno(), bytes(answer)[:6])
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_that_dies_in_the_middle_of_its_answer_keeps_nobody_waiting(tmp_path: Path) -> None:
    """Whoever reads the answer would wait for the rest of it, and other processes for their turn."""
    with workers(cut_off, (tmp_path,), 2) as work:
        assert list(work(range(8))) == [*range(8)]
    assert (tmp_path / "killed").exists()


def test_a_piece_that_kills_its_process_again_is_named(tmp_path: Path) -> None:
    """The run ends, and tells which piece it was."""
    with (
        pytest.raises(WorkerError, match=r"^piece 7: found the sudden end"),
        workers(dying, (tmp_path, 2), 2, named=lambda number: f"piece {number}") as work,
    ):
        list(work(range(40)))


def sleeping() -> Callable[[int], int]:
    """A worker that answers the first piece, and then takes as long as no test."""

    def work(number: int) -> int:
        time.sleep(600 if number else 0)
        return number

    return work


def interrupted(
    make: Callable[..., Callable[[int], object]], arguments: tuple[object, ...], work: Iterable[int]
) -> None:
    """Wait for the first answer, and no longer."""
    with workers(make, arguments, 2) as answers:
        next(answers(work))
        raise KeyboardInterrupt


def test_who_waits_no_longer_does_not_wait_for_what_is_in_hand() -> None:
    """After an interrupt, or any other error, the processes drop their work, and that which is waiting."""
    before = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        interrupted(sleeping, (), range(20))
    assert time.monotonic() - before < 60


def test_answers_on_their_way_are_no_hindrance() -> None:
    """Megabytes of them, of which the first half may have been read: whoever writes them ends only then."""
    for _ in range(10):
        with pytest.raises(KeyboardInterrupt):
            interrupted(partial, (bytes,), [1 << 24] * 9)
