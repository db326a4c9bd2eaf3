"""Work in other processes: results in order, and never many of them waiting. The only place that starts processes."""

import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from typing import Any, TypeVar

from pfocr_rdf.errors import PfocrError

T = TypeVar("T")
R = TypeVar("R")

#: Pieces of work in flight for each worker: the next one waits while one is done.
AHEAD = 2


class WorkerError(PfocrError):
    """A worker process ended in the middle of its work; that says nothing of what it worked on."""

    exit_code = 3


@contextmanager
def workers(
    make: Callable[..., Callable[[T], R]], arguments: tuple[Any, ...], jobs: int
) -> Iterator[Callable[[Iterable[T]], Iterator[R]]]:
    """A function from pieces of work to what came of them, in order, done by ``jobs`` processes.

    Each process makes its own worker, ``make(*arguments)``; with one job or none, this process does the work itself.

    >>> with workers(partial, (pow, 2), jobs=1) as work:
    ...     list(work([1, 2, 3]))
    [2, 4, 8]
    """
    if jobs <= 1:
        yield partial(map, make(*arguments))
        return
    pool = ProcessPoolExecutor(jobs, _context(), _start, (make, arguments))
    try:
        yield partial(_in_order, pool, AHEAD * jobs)
    except BrokenProcessPool as error:
        raise WorkerError("a worker process: found its sudden end, expected a result; try -j 1") from error
    finally:
        with _undisturbed():
            pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A second interrupt does not leave workers behind that nobody waits for."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


#: The worker of a worker process; set once when the process starts.
_here: list[Callable[[Any], Any]] = []


def _start(make: Callable[..., Callable[[Any], Any]], arguments: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and ends its workers
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _here[:] = [make(*arguments)]


def _do(work: T) -> object:
    return _here[0](work)


def _in_order(pool: ProcessPoolExecutor, ahead: int, work: Iterable[T]) -> Iterator[Any]:
    """Results in the order of ``work``, with at most ``ahead`` of them waiting: memory stays flat."""
    waiting: deque[Future[object]] = deque()
    for one in work:
        waiting.append(pool.submit(_do, one))
        if len(waiting) >= ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _context() -> BaseContext:
    """Forking is quickest and asks nothing of the caller's script, but only a process of one thread may do it."""
    can_fork = sys.platform == "linux" and threading.active_count() == 1
    return get_context("fork" if can_fork else "spawn")
