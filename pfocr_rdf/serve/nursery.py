"""The process that has the data open and forks workers from itself: a new worker costs milliseconds and no memory.

It has one thread of its own, and nothing but this loop runs in it. It ends, with all its workers, when the service
closes the other end of its socket or is gone.
"""

import asyncio
import json
import os
import selectors
import shutil
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple, NoReturn, TypeAlias

from pyoxigraph import NamedNode

from pfocr_rdf.errors import PfocrError
from pfocr_rdf.progress import Progress
from pfocr_rdf.serve.backends import EndpointBackend, StoreBackend
from pfocr_rdf.serve.frames import Frame, Unpacker
from pfocr_rdf.serve.keeping import Keeping, provide, warn
from pfocr_rdf.serve.made import DESCRIPTIONS, INDEX
from pfocr_rdf.serve.problems import ProblemError
from pfocr_rdf.serve.reads import StoreReads
from pfocr_rdf.serve.worker import Backend, work
from pfocr_rdf.stores.embedded import Opening, is_store, open_data
from pfocr_rdf.summary import FindingLog

#: How far preparations stand back behind those who ask meanwhile.
PREPARING_NICENESS = 5

#: What the service can ask for a worker.
SIGNALS = {"kill": signal.SIGKILL, "stop": signal.SIGSTOP, "go_on": signal.SIGCONT}


class Nursery:
    """Workers by their process ids, and the socket over which the service asks for them."""

    def __init__(self, service: socket.socket, backend: Backend, memory: int) -> None:
        """Fork workers that ask ``backend`` and may have ``memory`` bytes each."""
        self._service = service
        self._backend = backend
        self._memory = memory
        self._alive: set[int] = set()
        self._preparing: set[int] = set()
        self._is_prepared = True
        self._unpacker = Unpacker()
        self._bell, self._ringer = socket.socketpair()
        self._ringer.setblocking(False)

    def serve(self, preparations: Sequence[Callable[[], None]]) -> None:
        """Fork, kill and count until the service is gone; meanwhile each preparation runs in a process of its own."""
        signal.set_wakeup_fd(self._ringer.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # so that the bell rings
        self._preparing = {self._child(partial(_finished, prepare)) for prepare in preparations}
        with selectors.DefaultSelector() as selector:
            selector.register(self._service, selectors.EVENT_READ, self._obey)
            selector.register(self._bell, selectors.EVENT_READ, self._count)
            while self._hears(selector):
                pass
        signal.set_wakeup_fd(-1)
        for pid in self._alive | self._preparing:
            os.kill(pid, signal.SIGKILL)
        for pid in self._preparing:  # which write where the service clears up next
            os.waitpid(pid, 0)

    def _hears(self, selector: selectors.BaseSelector) -> bool:
        """Whether the service still is there, after the next thing that happened."""
        heard = [key.data() for key, _ in selector.select()]
        return all(heard)

    def _obey(self) -> bool:
        """Do what the service asks; false when it is gone."""
        try:
            piece = self._service.recv(1 << 16)
        except ConnectionResetError:  # it went with words of ours unread
            return False
        for frame in self._unpacker.feed(piece):
            for _ in range(frame.head.get("fork", 0)):
                self._fork()
            for name, number in SIGNALS.items():
                if (pid := frame.head.get(name)) in self._alive:  # what is dead and waited for may be another's now
                    os.kill(pid, number)
        return bool(piece)

    def _count(self) -> bool:
        """Tell the service of those that have died."""
        self._bell.recv(1 << 10)
        for pid, code in _ended(self._alive):
            self._alive.remove(pid)
            self._tell(Frame({"died": pid, "status": code}))
        for pid, code in _ended(self._preparing):
            self._preparing.remove(pid)
            self._is_prepared &= code == 0
            if not self._preparing:
                self._tell(Frame({"prepared": self._is_prepared}))
        return True

    def _fork(self) -> None:
        ours, workers = socket.socketpair()
        pid = self._child(lambda: self._become_worker(ours, workers))
        workers.close()
        self._alive.add(pid)
        self._tell(Frame({"born": pid}), ours)
        ours.close()

    def _tell(self, frame: Frame, *sockets: socket.socket) -> None:
        try:
            socket.send_fds(self._service, [frame.packed()], [one.fileno() for one in sockets])
        except OSError:  # the service is gone, which the next reading of its socket says too
            return

    def _child(self, become: Callable[[], NoReturn]) -> int:
        """A new process, which has nothing of ours but the data."""
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for one in (self._service, self._bell, self._ringer):
                one.close()
            become()
        return pid

    def _become_worker(self, ours: socket.socket, end: socket.socket) -> NoReturn:
        ours.close()
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), sys.stderr.fileno())  # what an engine without memory says is known already
        try:
            work(end, self._backend, self._memory)
        finally:
            os._exit(0)


def _ended(children: Iterable[int]) -> list[tuple[int, int]]:
    """Those of these processes that have ended, with their exit codes."""
    found = [os.waitpid(pid, os.WNOHANG) for pid in children]
    return [(pid, os.waitstatus_to_exitcode(status)) for pid, status in found if pid]


def _finished(prepare: Callable[[], None]) -> NoReturn:
    """Prepare something, and end with 0 if that could be done."""
    code = 1
    try:
        os.nice(PREPARING_NICENESS)
        prepare()
        code = 0
    finally:
        if code:
            traceback.print_exc()
        os._exit(code)


#: What the workers and all preparations ask.
Store: TypeAlias = StoreBackend | EndpointBackend


class Settings(NamedTuple):
    """What a nursery opens, and how: ``sources`` or ``endpoint``; ``memory`` in bytes, ``seconds`` for one query.

    ``address`` is where queries will be answered, as clients know it, if that can be known; ``keep`` is a folder for
    what is made from the data, if that is to be kept for the next start.
    """

    sources: tuple[str, ...]
    endpoint: str | None
    allowed: tuple[str, ...]
    folder: str
    memory: int
    seconds: float
    address: str | None = None
    keep: str | None = None


def main() -> None:
    """Open what the command line says, tell the service, and serve it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the service hears it, and ends us
    service = socket.socket(fileno=int(sys.argv[1]))
    settings = Settings(*json.loads(sys.argv[2]))

    def tell(**head: object) -> None:
        service.sendall(Frame(head).packed())

    try:
        keeping = Keeping.of(settings.keep, settings.sources)
        backend = opened(settings, lambda *progress: tell(progress=progress))
    except PfocrError as error:
        tell(failed=str(error), exit_code=error.exit_code)
        return
    tell(ready=True)
    if keeping != Keeping.of(settings.keep, settings.sources):  # nobody knows which of the two was opened
        warn("--keep: found DATA that changed as they were opened, expected none; try SIGHUP when they are all written")
        keeping = None
    preparations = [partial(prepare, settings, backend, keeping) for prepare in (_prepare_site, _describe)]
    Nursery(service, backend, settings.memory).serve(preparations)


def opened(settings: Settings, progress: Progress) -> Store:
    """What the workers will ask."""
    if settings.endpoint:
        return EndpointBackend(settings.endpoint, settings.allowed, settings.seconds)
    sources = settings.sources
    if len(sources) == 1 and is_store(sources[0]):
        sources = (snapshot(Path(sources[0]), Path(settings.folder) / "store"),)
    with FindingLog() as log:
        data = open_data(sources, Opening(log=log, progress=progress))
        if remark := log.remark():
            warn(remark)
    data.store.contains_named_graph(NamedNode("urn:none"))  # opens it now, so that no worker has to
    return StoreBackend(data, settings.allowed, settings.seconds)


def snapshot(store: Path, folder: Path) -> str:
    """The same store in ``folder``: whatever becomes of the other, by a new load or a new name, this one stays.

    Tables of a store are never written to again (RocksDB's overview), so they are linked where that can be done.
    """

    def link_or_copy(source: str, target: str) -> str:
        if source.endswith(".sst"):
            with suppress(OSError):  # another disk, or one without links
                os.link(source, target)
                return target
        return shutil.copy2(source, target)

    shutil.copytree(store, folder, copy_function=link_or_copy, ignore=shutil.ignore_patterns("LOCK"))
    return str(folder)


def _prepare_site(settings: Settings, backend: Store, keeping: Keeping | None) -> None:
    folder = Path(settings.folder)

    def make() -> None:
        from pfocr_rdf.serve.site import prepare  # noqa: PLC0415 - its libraries are not for the nursery

        asyncio.run(prepare(StoreReads(backend.ungated, folder)))

    provide(keeping, folder, [INDEX], make)


def _describe(settings: Settings, backend: Store, keeping: Keeping | None) -> None:
    folder, address = Path(settings.folder), settings.address

    def make() -> None:
        from pfocr_rdf.serve.void import describe  # noqa: PLC0415 - likewise

        try:
            asyncio.run(describe(backend, StoreReads(backend.ungated, folder), address))
        except ProblemError as error:
            warn(f"there is no description of the data: {error}")

    provide(keeping and keeping.with_options(address), folder, DESCRIPTIONS.values(), make)


if __name__ == "__main__":
    main()
