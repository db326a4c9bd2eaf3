"""Garbage is looked for seldom while figures are converted, and as before afterwards."""

import gc
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from pfocr_rdf.collecting import OBJECTS, collect_seldom, seldom_collected
from pfocr_rdf.pipeline import write
from pfocr_rdf.record import Figure, Paper
from pfocr_rdf.workers import workers


@pytest.fixture(autouse=True)
def threshold() -> Iterator[tuple[int, int, int]]:
    """Python's own threshold before each test, and what was there before after it."""
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield gc.get_threshold()
    gc.set_threshold(*before)


def test_a_document_is_written_with_few_collections(tmp_path: Path, threshold: tuple[int, int, int]) -> None:
    """Whoever calls gets back the threshold that was there."""
    seen = []

    def figures() -> Iterator[Figure]:
        seen.append(gc.get_threshold()[0])
        yield Figure(figid="PMC1__f1", title="A pathway", paper=Paper(pmcid="PMC1"))

    write(figures(), tmp_path / "one.nt")
    assert seen == [OBJECTS]
    assert gc.get_threshold() == threshold


def test_the_threshold_comes_back_after_an_error(threshold: tuple[int, int, int]) -> None:
    """An interrupted conversion leaves no trace."""
    with pytest.raises(KeyError), seldom_collected():
        raise KeyError
    assert gc.get_threshold() == threshold


def threshold_of(_: int) -> int:
    """The threshold where this is called."""
    return gc.get_threshold()[0]


def made() -> Callable[[int], int]:
    """A worker that tells the threshold."""
    return threshold_of


def test_worker_processes_collect_seldom() -> None:
    """And the process that starts them goes on as it did."""
    with workers(made, (), 2) as work:
        assert {*work(range(4))} == {OBJECTS}
    assert gc.get_threshold()[0] == 700


def frozen(_: int) -> int:
    """How many objects are never looked through where this is called."""
    return gc.get_freeze_count()


def test_worker_processes_leave_alone_what_they_share() -> None:
    """Looking would copy it; the process that starts them goes on looking."""
    with workers(partial, (frozen,), 2) as work:
        assert min(work(range(4))) > 0
    assert gc.get_freeze_count() == 0


@pytest.mark.parametrize("own", [0, OBJECTS * 5])
def test_who_collects_more_seldom_or_never_goes_on_so(own: int) -> None:
    """The threshold is never lowered, and the collector never turned on."""
    gc.set_threshold(own)
    collect_seldom()
    assert gc.get_threshold()[0] == own
