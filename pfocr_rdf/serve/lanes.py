"""Who is served when: short queries at once, long ones a few at a time, and none for longer than its time.

Nobody can tell from its text how long a query takes, so every query begins in the quick lane. One that has used up its
slice there goes to the long lane, where its process lets all others go before it; where no place is free, it is ended,
waits for one, and begins again. Pages have a lane of their own, and so has the reading of whole graphs.
"""

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pfocr_rdf.serve.pool import Pool
from pfocr_rdf.serve.problems import ProblemError, refuse
from pfocr_rdf.serve.questions import Answer, Question
from pfocr_rdf.serve.runs import Run

#: Seconds of processor time in the quick lane: while nobody else waits there, and while somebody does.
SLICE_ALONE, SLICE_CROWDED = 0.1, 0.02

#: Seconds between two looks at a query in the quick lane, and how many slices it may wait there without computing.
LOOK_SECONDS, IDLE_SLICES = 0.01, 5


class Lane:
    """Places, and a queue before them that has an end."""

    def __init__(self, places: int, queue: int) -> None:
        """A lane of so many places, for which so many may wait."""
        self._places = asyncio.Semaphore(places)
        self._queue = queue
        self.waiting = 0

    @property
    def is_free(self) -> bool:
        """Whether there is a place for whoever asks now."""
        return not self._places.locked()

    @asynccontextmanager
    async def place(self, deadline: float) -> AsyncIterator[None]:
        """A place; raises ``ProblemError`` where too many wait for one, or there is none before ``deadline``."""
        if not self.is_free and self.waiting >= self._queue:
            raise busy(deadline)
        self.waiting += 1
        try:
            async with asyncio.timeout_at(deadline):
                await self._places.acquire()
        except TimeoutError as error:
            raise busy(deadline) from error
        finally:
            self.waiting -= 1
        try:
            yield
        finally:
            self._places.release()


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
        return cls(Lane(max(2, workers), queue), Lane(workers, queue), Lane(max(4, workers), 4 * queue), Lane(1, queue))

    async def query(self, pool: Pool, question: Question) -> Answer:
        """The answer to a query of somebody; raises ``ProblemError`` where there is none."""
        deadline = _deadline(question)
        run = Run(pool, question, deadline)
        try:
            async with self.quick.place(deadline):
                await run.begin()
                if await self._is_quick(run):
                    return await run.answer()
                stays = self.long.is_free
                if not stays:
                    run.end()
            async with self.long.place(deadline):
                await run.begin()
                run.lower()
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
            used = max(run.used(), (asyncio.get_running_loop().time() - began) / IDLE_SLICES)
            if used > (SLICE_CROWDED if self.quick.waiting else SLICE_ALONE):
                return False
        return True


async def _in_lane(lane: Lane, pool: Pool, question: Question, *, lowered: bool) -> Answer:
    deadline = _deadline(question)
    run = Run(pool, question, deadline)
    try:
        async with lane.place(deadline):
            await run.begin()
            if lowered:
                run.lower()
            return await run.answer()
    finally:
        run.close()


def _deadline(question: Question) -> float:
    return asyncio.get_running_loop().time() + question.seconds
