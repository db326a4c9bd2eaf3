"""Who is served when: short queries at once, long ones a few at a time, and none for longer than its time.

Nobody can tell from its text how long a query takes, so every query begins in the quick lane. One that has used up its
slice there goes to the long lane, where its process lets all others go before it; where no place is free, it stands
still until there is one. While there are more than places in the quick lane, the newest goes first: it may be a short
one, and those before it had their chance. Pages have a lane of their own, and so has the reading of whole graphs.
"""

import asyncio
import math
import os
import sys
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from pfocr_rdf.serve.pool import Pool
from pfocr_rdf.serve.problems import ProblemError, refuse
from pfocr_rdf.serve.questions import Answer, Question
from pfocr_rdf.serve.runs import Run

#: Processors that this process may use.
PROCESSORS = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1

#: Seconds of processor time in the quick lane: while there are no more queries than processors, and while there are.
SLICE_ALONE, SLICE_CROWDED = 0.1, 0.01

#: Seconds between two looks at a query in the quick lane, and that it may be there though it hardly computes.
LOOK_SECONDS, IDLE_SECONDS = 0.01, 1.0

#: Places in the quick lane: more than processors, so that a short query is done while longer ones use up their slice,
#: and few more, so that it has a fair part of a processor meanwhile.
QUICK_PLACES = 2 * PROCESSORS


class Lane:
    """Places, and a queue before them that has an end."""

    def __init__(self, places: int, queue: int, *, newest_first: bool = False) -> None:
        """A lane of so many places, for which so many may wait."""
        self._places = self._free = places
        self._queue = queue
        self._next = deque.pop if newest_first else deque.popleft
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def is_free(self) -> bool:
        """Whether there is a place for whoever asks now."""
        return self._free > 0

    @property
    def is_crowded(self) -> bool:
        """Whether more are here than there are processors."""
        return self._places - self._free > PROCESSORS

    @asynccontextmanager
    async def place(self, deadline: float) -> AsyncIterator[None]:
        """A place; raises ``ProblemError`` where too many wait for one, or there is none before ``deadline``."""
        if self._free:
            self._free -= 1
        else:
            await self._wait(deadline)
        try:
            yield
        finally:
            self._leave()

    async def _wait(self, deadline: float) -> None:
        if len(self._waiting) >= self._queue:
            raise busy(deadline)
        called = asyncio.get_running_loop().create_future()
        self._waiting.append(called)
        try:
            async with asyncio.timeout_at(deadline):
                await self._called(called)
        except TimeoutError as error:
            raise busy(deadline) from error

    async def _called(self, called: asyncio.Future[None]) -> None:
        try:
            await called
        except asyncio.CancelledError:
            if called.cancelled():
                with suppress(ValueError):  # it may have been called, in vain, since
                    self._waiting.remove(called)
            else:  # called in the very moment in which the one who waited went away
                self._leave()
            raise

    def _leave(self) -> None:
        """Leave a place to the next, or free."""
        while self._waiting:
            called = self._next(self._waiting)
            if not called.done():
                called.set_result(None)
                return
        self._free += 1


def busy(deadline: float) -> ProblemError:
    """The problem that there is no place; the client may come again when those that have one have ended."""
    again = max(1, math.ceil(deadline - asyncio.get_running_loop().time()))
    return refuse("busy", f"queries: found no free place; try again in {again} s", Retry_After=str(again))


@dataclass(frozen=True, slots=True)
class Lanes:
    """All lanes of a service."""

    quick: Lane
    long: Lane
    pages: Lane
    dumps: Lane

    @classmethod
    def of(cls, workers: int, queue: int) -> "Lanes":
        """Lanes with ``workers`` long queries at once, and a queue of that length before each lane."""
        return cls(
            Lane(QUICK_PLACES, queue, newest_first=True),
            Lane(workers, queue),
            Lane(max(4, workers), 4 * queue),
            Lane(1, queue),
        )

    async def query(self, pool: Pool, question: Question) -> Answer:
        """The answer to a query of somebody; raises ``ProblemError`` where there is none."""
        deadline = _deadline(question)
        run = Run(pool, question, deadline)
        try:
            async with self.quick.place(deadline):
                await run.begin()
                if await self._is_quick(run):
                    return await run.answer()
                if not self.long.is_free:
                    run.stop()
            async with self.long.place(deadline):
                run.go_on_lowered()
                return await run.answer()
        finally:
            run.close()

    async def page(self, pool: Pool, question: Question) -> Answer:
        """The answer to a query of our own pages."""
        return await _in_lane(self.pages, pool, question, lowered=False)

    async def dump(self, pool: Pool, question: Question) -> Answer:
        """A whole graph."""
        return await _in_lane(self.dumps, pool, question, lowered=True)

    async def _is_quick(self, run: Run) -> bool:
        """Whether a query ends within its slice."""
        began = asyncio.get_running_loop().time()
        while not await run.is_done(LOOK_SECONDS):
            is_idle = asyncio.get_running_loop().time() - began > IDLE_SECONDS
            if is_idle or run.used() > (SLICE_CROWDED if self.quick.is_crowded else SLICE_ALONE):
                return False
        return True


async def _in_lane(lane: Lane, pool: Pool, question: Question, *, lowered: bool) -> Answer:
    deadline = _deadline(question)
    run = Run(pool, question, deadline)
    try:
        async with lane.place(deadline):
            await run.begin()
            if lowered:
                run.go_on_lowered()
            return await run.answer()
    finally:
        run.close()


def _deadline(question: Question) -> float:
    return asyncio.get_running_loop().time() + question.seconds
