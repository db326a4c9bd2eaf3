"""The service's side of a nursery: workers to take, and what became of them."""

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from typing import Any

from pfocr_rdf.errors import PfocrError
from pfocr_rdf.serve import frames
from pfocr_rdf.serve.frames import Frame, Unpacker
from pfocr_rdf.serve.nursery import Settings
from pfocr_rdf.serve.problems import Problem
from pfocr_rdf.serve.questions import Answer, Question, answer_or_problem

#: Descriptors that one message of the nursery may bring; it brings one.
_MOST_DESCRIPTORS = 16

#: Seconds that a dead worker's exit status may take to arrive.
_STATUS_SECONDS = 2.0


class NurseryError(PfocrError):
    """The process that has the data open could not open them, or has ended."""

    exit_code = 3

    def __init__(self, text: str, exit_code: int) -> None:
        """Say ``text``, and end the service with ``exit_code`` if it has just begun."""
        super().__init__(text)
        self.exit_code = exit_code


class Worker:
    """A worker process that is ours until we give it back or end it."""

    def __init__(self, pid: int, end: socket.socket) -> None:
        """The worker with that process id, at the other end of a socket."""
        self.pid = pid
        self._end = end
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, question: Question) -> Answer | Problem:
        """What the worker says; raises ``EOFError`` or ``OSError`` where it ends instead."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(sock=self._end)
        reader, writer = self._streams
        writer.write(question.frame().packed())
        return answer_or_problem(await frames.read(reader))

    def lower(self, niceness: int) -> None:
        """Let others go before it."""
        with contextlib.suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, self.pid, niceness)

    def close(self) -> None:
        """Part from it."""
        if self._streams is not None:
            self._streams[1].transport.abort()
        self._end.close()


class Pool:
    """Workers over one version of the data; ``ended`` is done when the nursery is gone.

    ``prepared`` is done when all that is made from the data is there, or else is known not to come.
    """

    def __init__(self, settings: Settings, reserve: int, on_progress: Callable[..., None] = lambda *_: None) -> None:
        """A pool that keeps ``reserve`` workers ready, once it is started."""
        self._settings = settings
        self._reserve = reserve
        self._on_progress = on_progress
        self._idle: asyncio.LifoQueue[Worker] = asyncio.LifoQueue()
        self._waiting = self._expected = 0
        self._unpacker = Unpacker()
        self._descriptors: deque[int] = deque()
        self._deaths: dict[int, asyncio.Future[int]] = {}

    async def start(self) -> None:
        """Open the data; raises ``NurseryError`` where that cannot be done."""
        loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[None] = loop.create_future()
        self.prepared: asyncio.Future[bool] = loop.create_future()
        self._ready: asyncio.Future[None] = loop.create_future()
        self._socket, theirs = socket.socketpair()
        self._socket.setblocking(False)
        self._nursery = _started(theirs, self._settings)
        theirs.close()
        loop.add_reader(self._socket, self._listen)
        await self._ready
        self._top_up()

    async def wait_for_pages(self) -> None:
        """Wait for all that is made from the data; raises ``NurseryError`` where it does not come."""
        if not await asyncio.shield(self.prepared):
            text = "the site: found no way to prepare its pages, expected one; try the messages above"
            raise NurseryError(text, NurseryError.exit_code)

    async def close(self) -> None:
        """End the nursery and all its workers."""
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()
        await asyncio.to_thread(self._nursery.wait)
        while not self._idle.empty():
            self._idle.get_nowait().close()

    async def take(self) -> Worker:
        """A worker that is ready."""
        self._waiting += 1
        self._top_up()
        try:
            while (worker := await self._idle.get()).pid not in self._deaths or self._deaths[worker.pid].done():
                worker.close()  # it died while nobody needed it
                self._top_up()
        finally:
            self._waiting -= 1
        return worker

    def give_back(self, worker: Worker) -> None:
        """A worker is ready again."""
        self._idle.put_nowait(worker)

    def end(self, worker: Worker) -> None:
        """A worker is needed no more, whatever it is doing."""
        self._tell(kill=worker.pid)
        worker.close()

    def stop(self, worker: Worker) -> None:
        """A worker is to stand still."""
        self._tell(stop=worker.pid)

    def go_on(self, worker: Worker) -> None:
        """A worker is to go on, if it stands still."""
        self._tell(go_on=worker.pid)

    async def cause_of_death(self, worker: Worker) -> int:
        """The exit status of a worker that has ended, negative for a signal; 0 if nobody knows."""
        death = self._deaths.get(worker.pid)
        if death is None:
            return 0
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(asyncio.shield(death), _STATUS_SECONDS)
        return 0

    def _top_up(self) -> None:
        missing = self._reserve + self._waiting - self._idle.qsize() - self._expected
        if missing > 0:
            self._expected += missing
            self._tell(fork=missing)

    def _tell(self, **head: object) -> None:
        with contextlib.suppress(OSError):  # the nursery is gone, which is noticed where its socket is read
            self._socket.sendall(Frame(head).packed())

    def _listen(self) -> None:
        try:
            piece, descriptors, _, _ = socket.recv_fds(self._socket, 1 << 16, _MOST_DESCRIPTORS)
        except OSError:
            piece, descriptors = b"", []
        self._descriptors.extend(descriptors)
        if not piece:
            self._nursery_gone()
        for frame in self._unpacker.feed(piece):
            self._hear(frame.head)

    def _hear(self, head: dict[str, Any]) -> None:
        if "born" in head:
            self._expected -= 1
            self._deaths[head["born"]] = asyncio.get_running_loop().create_future()
            self._idle.put_nowait(Worker(head["born"], socket.socket(fileno=self._descriptors.popleft())))
        elif "died" in head:
            self._deaths[head["died"]].set_result(head["status"])
        elif "progress" in head:
            self._on_progress(*head["progress"])
        elif "failed" in head:
            self._ready.set_exception(NurseryError(head["failed"], head["exit_code"]))
        elif "prepared" in head:
            self.prepared.set_result(head["prepared"])
        elif not self._ready.done():
            self._ready.set_result(None)

    def _nursery_gone(self) -> None:
        asyncio.get_running_loop().remove_reader(self._socket)
        if not self._ready.done():
            text = "the process that opens the data: found its sudden end, expected a store; try with less data at once"
            self._ready.set_exception(NurseryError(text, NurseryError.exit_code))
        if not self.prepared.done():
            self.prepared.set_result(False)
        if not self.ended.done():
            self.ended.set_result(None)


def _started(theirs: socket.socket, settings: Settings) -> subprocess.Popen[bytes]:
    """The nursery as a process: out of reach of the terminal's keys, and without the engine's stack traces."""
    command = [sys.executable, "-m", "pfocr_rdf.serve.nursery", str(theirs.fileno()), json.dumps(settings)]
    return subprocess.Popen(  # noqa: S603 - our own module
        command,
        stdin=subprocess.DEVNULL,
        pass_fds=[theirs.fileno()],
        process_group=0,  # and the same session, which Linux shares the processors out by
        env=os.environ | {"RUST_BACKTRACE": "0"},
    )
