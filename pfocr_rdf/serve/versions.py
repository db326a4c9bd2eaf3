"""Versions of the data: one is served while the next is being opened, and goes when its last request is answered."""

import asyncio
import logging
import secrets
import shutil
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from pfocr_rdf.errors import PfocrError
from pfocr_rdf.serve.lanes import Lanes
from pfocr_rdf.serve.marks import stamp
from pfocr_rdf.serve.nursery import Settings
from pfocr_rdf.serve.pool import Pool
from pfocr_rdf.serve.problems import refuse
from pfocr_rdf.serve.questions import Answer, Delivery, Question

_LOG = logging.getLogger("pfocr_rdf.serve")

#: Seconds between two looks at the sources, under ``--watch``.
WATCH_SECONDS = 1.0

#: Workers that are kept ready, at 2 MB each, so that none has to be waited for when many queries come at once.
RESERVE = 16

#: Rows that our own pages may ask for at once.
PAGE_ROWS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a query may use. Times are in seconds, ``memory`` in bytes, ``rows`` in solutions or triples.

    ``workers`` is how many long queries run at once, ``queue`` how many may wait, ``text`` the longest query in bytes.
    """

    seconds: float = 30.0
    page_seconds: float = 10.0
    dump_seconds: float = 600.0
    memory: int = 1 << 30
    rows: int = 100_000
    workers: int = 2
    queue: int = 64
    text: int = 1 << 20


class Version:
    """One version of the data: its workers, and what was made from it."""

    def __init__(self, name: str, folder: Path, pool: Pool) -> None:
        """The version of that name, with ``folder`` to itself."""
        self.name = name
        self.folder = folder
        self.pool = pool
        self._users = 0
        self._unused = asyncio.Event()
        self._unused.set()
        self._numbers = count()

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Keep the version from going."""
        self._users += 1
        self._unused.clear()
        try:
            yield
        finally:
            self._users -= 1
            if not self._users:
                self._unused.set()

    def spool(self) -> Path:
        """A file for a long answer, which nobody else has."""
        return self.folder / f"answer-{next(self._numbers)}"

    async def retire(self) -> None:
        """Go when nobody uses the version any more."""
        await self._unused.wait()
        await self.close()

    async def close(self) -> None:
        """Go now."""
        await self.pool.close()
        shutil.rmtree(self.folder, ignore_errors=True)


#: The version that a request began with; it sees no other.
_PINNED: ContextVar[Version] = ContextVar("version")


class Served:
    """The data as the service reads them: always the newest version that could be opened."""

    def __init__(self, settings: Settings, limits: Limits, folder: Path) -> None:
        """Serve what ``settings`` say, with files in ``folder``."""
        self.limits = limits
        self.lanes = Lanes.of(limits.workers, limits.queue)
        self._settings = settings
        self._folder = folder
        self._current: Version | None = None
        self._stamp = stamp(())
        self._renewing = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def version(self) -> str:
        """The name of the version that this request sees."""
        return self.pinned.name

    @property
    def folder(self) -> Path:
        """Where things made from it stand."""
        return self.pinned.folder

    @property
    def is_prepared(self) -> bool:
        """Whether all things are made."""
        return self.pinned.pool.prepared.done()

    async def wait_for_pages(self) -> None:
        """Wait until all things are made from what is served now; raises ``PfocrError`` where they cannot be."""
        await self.pinned.pool.wait_for_pages()

    @property
    def pinned(self) -> Version:
        """The version that this request sees."""
        current = _PINNED.get(None) or self._current
        assert current is not None, "the service is started before it is asked"
        return current

    @contextmanager
    def one_version(self) -> Iterator[Version]:
        """See one version of the data alone."""
        version = self.pinned
        token = _PINNED.set(version)
        try:
            with version.in_use():
                yield version
        finally:
            _PINNED.reset(token)

    async def renew(self, on_progress: Callable[..., None] = lambda *_: None) -> None:
        """Open the sources anew, and serve what they hold from now on; where that fails, nothing has changed.

        What is made from the data is waited for only where there are older data to serve meanwhile.
        """
        async with self._renewing:
            name = secrets.token_hex(4)
            folder = self._folder / name
            folder.mkdir()
            self._stamp = await asyncio.to_thread(stamp, self._settings.sources)  # now: they may change meanwhile
            pool = Pool(self._settings._replace(folder=str(folder)), RESERVE, on_progress)
            try:
                await pool.start()
                if self._current is not None and not self._current.pool.ended.done():
                    await pool.wait_for_pages()
            except BaseException:
                await pool.close()
                shutil.rmtree(folder, ignore_errors=True)
                raise
            old, self._current = self._current, Version(name, folder, pool)
            self._begin(self._revived(self._current))
            if old is not None:
                _LOG.info("version %s of the data is served from now on", name)
                self._begin(old.retire())

    async def close(self) -> None:
        """End everything."""
        for task in self._tasks:
            task.cancel()
        if self._current is not None:
            await self._current.close()

    async def watch(self) -> None:
        """Renew the data whenever their files have changed since they were opened, and then have stood still."""
        last = self._stamp
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            seen = await asyncio.to_thread(stamp, self._settings.sources)
            if seen == last != self._stamp:
                await self.renew_or_tell()
            last = seen

    async def renew_or_tell(self) -> None:
        """Renew the data, or say why that cannot be done and serve on what was served."""
        try:
            await self.renew()
        except PfocrError as error:
            _LOG.error("error: %s; the data are served as they were", error)

    async def query(self, question: Question) -> Delivery:
        """The answer to somebody's query; raises ``ProblemError`` where there is none."""
        return await self._delivered(self.lanes.query, replace(question, seconds=self.limits.seconds))

    async def dump(self, question: Question) -> Delivery:
        """A whole graph; raises ``ProblemError`` likewise."""
        return await self._delivered(self.lanes.dump, replace(question, seconds=self.limits.dump_seconds))

    async def answer(self, query: str, media_type: str) -> bytes:
        """The whole answer to a query of our own pages."""
        question = Question(
            query=query, table=media_type, graph=media_type, rows=PAGE_ROWS, seconds=self.limits.page_seconds
        )
        with await self._delivered(self.lanes.page, question) as delivery:
            if delivery.answer.truncated:
                raise refuse("failed", f"a page: found more than {PAGE_ROWS} rows, expected fewer; try a smaller page")
            return b"".join(delivery.blocks())

    async def _delivered(self, lane: Callable[[Pool, Question], Awaitable[Answer]], question: Question) -> Delivery:
        with self.one_version() as version:
            path = version.spool()
            try:
                answer = await lane(version.pool, replace(question, spool=str(path)))
                return Delivery(answer, path.open("rb") if answer.spooled else None)
            finally:
                path.unlink(missing_ok=True)  # an open file stays readable

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _revived(self, version: Version) -> None:
        """Open the sources again should the process end that has them open."""
        await asyncio.shield(version.pool.ended)
        if version is self._current:
            _LOG.error("the process that has the data open ended; they are opened again")
            await self.renew_or_tell()
