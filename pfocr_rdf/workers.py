"""Work in other processes: results in order, and never many of them waiting. The only place that starts processes."""

import os
import pickle
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from concurrent.futures import wait as wait_for
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import lru_cache, partial
from multiprocessing import Pipe, get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from typing import Any, NamedTuple, TypeVar

from pfocr_rdf.collecting import collect_seldom, leave_alone
from pfocr_rdf.errors import PfocrError

T = TypeVar("T")
R = TypeVar("R")

#: Pieces of work in flight for each worker: the next one waits while one is done.
AHEAD = 2


#: Seconds after which somebody looks whether all processes are there, where an answer takes longer.
LOOK_SECONDS = 2.0


class WorkerError(PfocrError):
    """A worker process ended in the middle of its work; that says nothing of what it worked on."""

    exit_code = 3


class Crew(NamedTuple):
    """Somebody else's workers, which may be on other machines; each has to have this package.

    ``size`` is how many pieces they work on at once. ``share`` brings what all pieces need to every worker, and gives
    what stands for it when a piece is submitted. ``lost`` are the errors that tell of the end of a worker, where the
    executor has tried others.
    """

    executor: Executor
    size: int
    share: Callable[[bytes], Any] = lambda state: state
    lost: tuple[type[Exception], ...] = (BrokenExecutor,)


def processors() -> int:
    """How many processors this process may use, which may be fewer than the machine has: job schedulers see to that."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def workers(
    make: Callable[..., Callable[[T], R]],
    arguments: tuple[Any, ...],
    jobs: int,
    *,
    crew: Crew | None = None,
    named: Callable[[T], str] = lambda _: "a worker process",
) -> Iterator[Callable[[Iterable[T]], Iterator[R]]]:
    """A function from pieces of work to what came of them, in order, done by ``jobs`` processes or by a ``crew``.

    Each process makes its own worker, ``make(*arguments)``; with one job or none, this process does the work itself.
    A piece whose process dies is done again, alone; raises ``WorkerError``, which tells how the piece is ``named``,
    where that dies too.

    >>> with workers(partial, (pow, 2), jobs=1) as work:
    ...     list(work([1, 2, 3]))
    [2, 4, 8]
    """
    if crew is not None:
        state = crew.share(pickle.dumps((make, arguments)))
        yield partial(_in_order, _abroad(crew, state), partial(_result, crew, named), AHEAD * crew.size)
    elif jobs <= 1:
        yield partial(map, make(*arguments))
    else:
        pool = _Pool(jobs, (make, arguments))
        try:
            yield partial(_in_order, pool.submit, partial(pool.result, named), AHEAD * jobs)
        except BaseException:
            pool.dismiss()
            raise
        finally:
            with _undisturbed():
                pool.shut_down()


class _Pool:
    """Worker processes, which are replaced when one of them dies."""

    def __init__(self, jobs: int, worker: tuple[Callable[..., Callable[[Any], Any]], tuple[Any, ...]]) -> None:
        self._jobs = jobs
        self._worker = worker
        self._bell_heard, self._bell = Pipe(duplex=False)
        self._pool = self._made(jobs)

    def submit(self, work: object) -> Future[Any]:
        """Have a piece done."""
        try:
            return self._pool.submit(_do, work)
        except BrokenProcessPool:
            self.shut_down()
            self._pool = self._made(self._jobs)
            return self._pool.submit(_do, work)

    def result(self, named: Callable[[Any], str], work: object, future: Future[Any]) -> object:
        """What came of a piece. A process that dies takes all with it, and nobody can tell whose fault it was."""
        try:
            return _awaited(self._pool, future)
        except BrokenProcessPool:
            return self._alone(named, work)

    def dismiss(self) -> None:
        """Have all processes drop what they are making: whoever waited for it waits no longer."""
        self._bell.send_bytes(b"!")  # which none of them takes, so that all hear it

    def shut_down(self) -> None:
        """End all processes."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _alone(self, named: Callable[[Any], str], work: object) -> object:
        """A piece in a process of its own."""
        try:
            with self._made(1) as pool:
                return _awaited(pool, pool.submit(_do, work))
        except BrokenProcessPool as error:
            raise _lost(named(work)) from error

    def _made(self, jobs: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(jobs, _context(), _start, (self._bell_heard, *self._worker))


def _awaited(pool: ProcessPoolExecutor, future: Future[Any]) -> object:
    """What came of a piece; ``BrokenProcessPool`` where a process died.

    The executor sees that by itself, unless the process was killed in the middle of its answer: then it reads on, and
    the others wait for their turn, for ever. It is told by the end of all who could still write.
    """
    while not wait_for([future], LOOK_SECONDS).done:
        processes = [*pool._processes.values()]  # noqa: SLF001 - the executor has no other way to be asked or told
        if wait([one.sentinel for one in processes], 0):
            for one in processes:
                one.kill()
            pool._result_queue._writer.close()  # type: ignore[attr-defined]  # noqa: SLF001
    return future.result()


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

#: Held by a worker process but while it works: whoever ends in the middle of an answer has the others wait for ever.
_answering = threading.Lock()


def _start(bell: Connection, make: Callable[..., Callable[[Any], Any]], arguments: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and ends its workers
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _answering.acquire()
    threading.Thread(target=_end_when_told, args=(bell,), daemon=True).start()
    leave_alone()  # a list of all records among it
    collect_seldom()
    _here[:] = [make(*arguments)]


def _end_when_told(bell: Connection) -> None:
    """End when the bell rings, or the parent is gone: after a ``kill -9``, workers would wait, and hold its locks."""
    parent = parent_process()
    assert parent is not None
    if parent.sentinel not in wait([bell, parent.sentinel]):
        _answering.acquire()
    os._exit(1)


def _do(work: T) -> object:
    _answering.release()
    try:
        return _here[0](work)
    finally:
        _answering.acquire()


def _abroad(crew: Crew, state: Any) -> Callable[[Any], Future[Any]]:  # noqa: ANN401 - what share() gave
    return lambda work: crew.executor.submit(_do_abroad, state, work)


def _do_abroad(state: bytes, work: Any) -> Any:  # noqa: ANN401 - whatever the worker takes and makes
    return _made_of(state, threading.get_ident())(work)


@lru_cache(maxsize=8)
def _made_of(state: bytes, thread: int) -> Callable[[Any], Any]:
    """The worker of a thread, made when its first piece comes."""
    del thread  # tells threads apart, which must not share a worker
    make, arguments = pickle.loads(state)  # noqa: S301 - written by workers() above
    worker: Callable[[Any], Any] = make(*arguments)
    return worker


def _in_order(
    submit: Callable[[T], Future[Any]], result: Callable[[T, Future[Any]], Any], ahead: int, work: Iterable[T]
) -> Iterator[Any]:
    """Results in the order of ``work``, with at most ``ahead`` of them waiting: memory stays flat."""
    waiting: deque[tuple[T, Future[Any]]] = deque()
    for one in work:
        waiting.append((one, submit(one)))
        if len(waiting) >= ahead:
            yield result(*waiting.popleft())
    while waiting:
        yield result(*waiting.popleft())


def _result(crew: Crew, named: Callable[[Any], str], work: object, future: Future[Any]) -> object:
    try:
        return future.result()
    except crew.lost as error:
        raise _lost(named(work)) from error


def _lost(name: str) -> WorkerError:
    return WorkerError(
        f"{name}: found the sudden end of the process that worked on it, more than once, expected a result; "
        "try more memory, or leaving it out"
    )


def _context() -> BaseContext:
    """Forking is quickest and asks nothing of the caller's script, but only a process of one thread may do it."""
    can_fork = sys.platform == "linux" and threading.active_count() == 1
    return get_context("fork" if can_fork else "spawn")
