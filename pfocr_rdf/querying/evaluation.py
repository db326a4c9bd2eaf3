"""Queries evaluated in processes of their own, which can be ended at any moment: the only way to stop an engine.

>>> from pfocr_rdf.stores.embedded import open_data
>>> with Evaluator(open_data(["seeds"])) as evaluator:
...     with evaluator.answer("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", Wanted(solutions="text/csv")) as answer:
...         answer.media_type, b"".join(answer)
('text/csv', b'n\\r\\n2449\\r\\n')
"""

import json
import os
import signal
import socket
import threading
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from pfocr_rdf.errors import EvaluationError, LimitError, QueryError, UsageError
from pfocr_rdf.formats import N_TRIPLES
from pfocr_rdf.querying.frames import Frame, receive, send_json
from pfocr_rdf.querying.gate import NOTHING, Permission, check
from pfocr_rdf.stores.embedded import ALL_GRAPHS, Embedded, Graphs

#: Media types of SPARQL 1.1 results.
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv", "text/tab-separated-values"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may use: ``seconds`` of waiting for it, ``memory_mib`` beyond the data (on Linux); ``None`` is all.

    Time in which nobody reads the answer is not counted: the query stands still then, as soon as a pipe is full.
    """

    seconds: float | None = 60
    memory_mib: int | None = 4096


@dataclass(frozen=True, slots=True)
class Wanted:
    """Media types of the answer: of ``solutions`` (for ASK too), and of ``triples``."""

    solutions: str = JSON
    triples: str = N_TRIPLES.media_type


class Answer:
    """An answer as it comes: blocks of bytes, in ``media_type``. Leaving the context ends what is not done.

    To iterate raises ``LimitError`` where a limit is reached and ``EvaluationError`` where the engine fails. An answer
    is whole if and only if the iteration ends without an error.
    """

    def __init__(self, evaluator: "Evaluator", channel: socket.socket, child: int, limits: Limits) -> None:
        """Read the head from ``channel``, whose other end ``child`` has."""
        self._evaluator = evaluator
        self._channel = channel
        self._child = child
        self._limits = limits
        self._left = limits.seconds
        self._open = True
        try:
            self.media_type: str = json.loads(self._expect(Frame.HEAD)[1])["media_type"]
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        """Read within a block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the process that answers."""
        self.close()

    def __iter__(self) -> Iterator[bytes]:
        """The blocks of the answer."""
        while True:
            kind, content = self._expect(Frame.BODY, Frame.END)
            if kind is Frame.END:
                self.close()
                return
            yield content

    def close(self) -> int:
        """End the process that answers, if it has not ended; the status that it ended with."""
        if not self._open:
            return 0
        self._open = False
        self._channel.close()
        return self._evaluator._end(self._child)  # noqa: SLF001 - the other half of this class

    def _expect(self, *kinds: Frame) -> tuple[Frame, bytes]:
        """The next frame, which is one of ``kinds``."""
        begun = time.monotonic()
        try:
            self._channel.settimeout(None if self._left is None else max(self._left, 0.001))
            kind, content = receive(self._channel)
        except TimeoutError as error:
            self.close()
            raise self._out_of("time", f"{self._limits.seconds:g} seconds", "--timeout-seconds") from error
        except (EOFError, ConnectionError) as error:
            raise self._sudden_end(self.close()) from error
        if self._left is not None:
            self._left -= time.monotonic() - begun
        if kind is Frame.FAULT:
            self.close()
            raise self._fault(**json.loads(content))
        assert kind in kinds
        return kind, content

    def _sudden_end(self, status: int) -> Exception:
        """What to say of a child that ended in the middle of an answer."""
        if status == -signal.SIGXCPU:
            return self._out_of("time", f"{self._limits.seconds:g} seconds", "--timeout-seconds")
        if self._limits.memory_mib is not None and status in {-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGKILL}:
            return self._out_of("memory", f"{self._limits.memory_mib} MiB", "--memory-mib")
        return EvaluationError(
            f"query: found the engine's sudden end ({status}), expected an answer; try a simpler query"
        )

    def _fault(self, kind: str, text: str) -> Exception:
        """What to say of a fault that the child told."""
        if kind == "syntax":
            return QueryError(text)
        if kind == "memory":
            return self._out_of("memory", f"{self._limits.memory_mib} MiB", "--memory-mib")
        return EvaluationError(f"query: found {text}, expected an answer; try a simpler query")

    def _out_of(self, what: str, limit: str, option: str) -> LimitError:
        return LimitError(f"query: found no end within {limit}, expected an answer; try more {what} with {option}")


class Evaluator:
    """Evaluates queries on data in this process' memory or on disk; any thread may ask, several at once.

    It forks when it is made, so make it before there are threads. Raises ``UsageError`` on systems that cannot fork.
    """

    def __init__(self, data: Embedded) -> None:
        """Answer from ``data``."""
        if not hasattr(os, "fork"):
            raise UsageError("query: found a system without fork, expected a POSIX system; try Linux or macOS")
        self._control, theirs = socket.socketpair()
        self._lock = threading.Lock()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of threads: the keeper takes no lock of theirs
            self._keeper = os.fork()
        if self._keeper == 0:
            from pfocr_rdf.querying.keeper import keep  # noqa: PLC0415 - needs what Windows lacks

            self._control.close()
            keep(theirs, data)
        theirs.close()

    def __enter__(self) -> Self:
        """Evaluate within a block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End all processes."""
        self.close()

    def close(self) -> None:
        """End the keeper and all that still answers."""
        with self._lock:
            self._control.close()
            if self._keeper:
                os.waitpid(self._keeper, 0)
                self._keeper = 0

    def answer(
        self,
        query: str,
        wanted: Wanted = Wanted(),
        *,
        limits: Limits = Limits(),
        permission: Permission = NOTHING,
        graphs: Graphs = ALL_GRAPHS,
    ) -> Answer:
        """The answer to ``query``, which passes the gate first, in one of the media types ``wanted``.

        It is there when the engine begins to answer, which for a query that sorts or counts is when it is done.
        Raises ``QueryError`` where the query is none or asks for more than is permitted, ``LimitError`` and
        ``EvaluationError`` as the iteration over the answer does.
        """
        check(query, permission)
        ours, theirs = socket.socketpair()
        with theirs:
            child = self._order(b"S", 0, [theirs.fileno()])
        request = {
            "query": query,
            "solutions": wanted.solutions,
            "triples": wanted.triples,
            "graphs": graphs,
            "seconds": limits.seconds,
            "memory_mib": limits.memory_mib,
        }
        send_json(ours, Frame.REQUEST, request)
        return Answer(self, ours, child, limits)

    def _end(self, child: int) -> int:
        """End ``child``; the status that it ended with, which is that of its keeper if that has ended before."""
        return self._order(b"E", child) if self._keeper else -signal.SIGKILL

    def _order(self, order: bytes, number: int, channels: tuple[int, ...] | list[int] = ()) -> int:
        """What the keeper answers to an order."""
        from pfocr_rdf.querying.keeper import ORDER  # noqa: PLC0415 - needs what Windows lacks

        with self._lock:
            socket.send_fds(self._control, [ORDER.pack(order, number)], list(channels))
            answer = self._control.recv(ORDER.size, socket.MSG_WAITALL)
        if len(answer) < ORDER.size:
            raise EvaluationError("query: found the keeper's sudden end, expected an answer; try again")
        return int(ORDER.unpack(answer)[1])
