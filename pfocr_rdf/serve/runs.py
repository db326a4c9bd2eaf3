"""One question on its way through a worker."""

import asyncio
import signal
import sys
import time
from dataclasses import replace

from pfocr_rdf.serve.pool import Pool, Worker
from pfocr_rdf.serve.problems import Problem, ProblemError, refuse
from pfocr_rdf.serve.questions import Answer, Question

#: How far the processes of long queries stand back behind all others of the service; 19 is farthest.
LONG_NICENESS = 19


class Run:
    """A question, and the worker that it is with."""

    def __init__(self, pool: Pool, question: Question, deadline: float) -> None:
        """Ask ``question`` of workers from ``pool``, until ``deadline`` on the loop's clock."""
        self._pool = pool
        self._question = question
        self._deadline = deadline
        self._worker: Worker | None = None
        self._asking: asyncio.Task[Answer | Problem] | None = None
        self._began = 0.0
        self._is_lowered = False

    async def begin(self) -> None:
        """Ask."""
        self._worker = await self._pool.take()
        self._began = processor_seconds(self._worker.pid)
        left = self._deadline - asyncio.get_running_loop().time()
        question = replace(self._question, seconds=max(left, 0.001))
        self._asking = asyncio.create_task(self._worker.ask(question))

    async def is_done(self, seconds: float) -> bool:
        """Whether there is an answer within ``seconds``."""
        assert self._asking is not None
        await asyncio.wait({self._asking}, timeout=seconds)
        return self._asking.done()

    def used(self) -> float:
        """Seconds of processor time that the question has cost."""
        assert self._worker is not None
        return processor_seconds(self._worker.pid) - self._began

    def stop(self) -> None:
        """Stand still, and keep what was computed."""
        assert self._worker is not None
        self._pool.stop(self._worker)

    def go_on_lowered(self) -> None:
        """Go on, but let others go before. A process cannot be raised again, so its worker ends with its answer."""
        assert self._worker is not None
        self._worker.lower(LONG_NICENESS)
        self._pool.go_on(self._worker)
        self._is_lowered = True

    async def answer(self) -> Answer:
        """The answer; raises ``ProblemError`` where there is none."""
        assert self._asking is not None
        try:
            async with asyncio.timeout_at(self._deadline):
                found = await self._asking
        except TimeoutError as error:
            raise self._out_of_time() from error
        except (EOFError, OSError) as error:
            raise await self._died() from error
        if isinstance(found, Problem):
            raise ProblemError(found)
        return found

    def close(self) -> None:
        """Part from the worker: it is ready for others only if it has answered and is as it was."""
        if self._worker is None:
            return
        if self._has_answered() and not self._is_lowered:
            self._pool.give_back(self._worker)
            return
        if self._asking is not None:
            self._asking.cancel()
        self._pool.end(self._worker)

    def _has_answered(self) -> bool:
        asking = self._asking
        return asking is not None and asking.done() and not asking.cancelled() and asking.exception() is None

    def _out_of_time(self) -> ProblemError:
        seconds = f"{self._question.seconds:g} s"
        return refuse("out-of-time", f"time: found no answer within {seconds}, expected one; try asking for less")

    async def _died(self) -> ProblemError:
        """Why the worker ended in the middle of the question."""
        assert self._worker is not None
        status = await self._pool.cause_of_death(self._worker)
        if status == -signal.SIGALRM:
            return self._out_of_time()
        if status in {-signal.SIGABRT, -signal.SIGKILL}:  # what the engine, and what the system does without memory
            return refuse("out-of-memory", "memory: found no more of it, expected an answer; try asking for less")
        return refuse("failed", f"the query: found that it ended its process ({status}); try a simpler one")


def processor_seconds(pid: int) -> float:
    """Processor time of a process; where the system cannot tell, the time that passes."""
    if sys.platform != "linux":
        return time.monotonic()
    try:
        return time.clock_gettime((~pid << 3) | 2)  # clock_getcpuclockid(3) makes the same number
    except OSError:
        return 0.0
