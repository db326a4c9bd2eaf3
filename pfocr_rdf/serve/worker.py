"""A worker process: answers one question after the other, and can be ended in the middle of any."""

import re
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from pyoxigraph import QueryBoolean, QuerySolutions

from pfocr_rdf.querying.tokens import slip
from pfocr_rdf.serve.frames import Frame, receive
from pfocr_rdf.serve.negotiation import GRAPHS, TABLES
from pfocr_rdf.serve.problems import Problem, ProblemError, refuse
from pfocr_rdf.serve.questions import Answer, Question, problem_frame
from pfocr_rdf.serve.reads import EVERYTHING
from pfocr_rdf.serve.shaping import Results, Shaped, dump, shaped
from pfocr_rdf.stores.embedded import ALL_GRAPHS, Graphs

if sys.platform != "win32":
    import resource

#: An answer longer than this goes to a file: the worker is free at once, however slowly the client reads.
INLINE_BYTES = 1 << 18

#: Seconds after which a worker ends itself, should nobody have ended it when its time was over.
GRACE_SECONDS = 0.5


class Backend(Protocol):
    """What a worker asks: a store here, or one behind an address."""

    def query(self, text: str, graphs: Graphs = ALL_GRAPHS, base: str | None = None) -> Results:
        """The results of a query. Raises ``SyntaxError`` where it is none, ``ProblemError`` where it is refused."""

    def has_graph(self, iri: str) -> bool:
        """Whether there is a graph of that name."""


def work(end: socket.socket, backend: Backend, memory: int) -> None:
    """Answer questions until the other side is gone; ``memory`` is in bytes, beyond what this process has now."""
    limit_memory(memory)
    while (frame := receive(end)) is not None:
        question = Question.of(frame)
        signal.setitimer(signal.ITIMER_REAL, question.seconds + GRACE_SECONDS)  # whose default is the end
        reply = replied(question, backend)
        signal.setitimer(signal.ITIMER_REAL, 0)
        end.sendall(reply.packed())


def limit_memory(more: int) -> None:
    """Let this process have ``more`` bytes beyond what it has; a query that needs still more ends it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        sizes = re.findall(r"^VmData:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
        limit = int(sizes[0]) * 1024 + more
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def replied(question: Question, backend: Backend) -> Frame:
    """The answer to a question, or the problem with it."""
    try:
        return answered(question, backend).frame()
    except ProblemError as error:
        return problem_frame(error.problem)
    except SyntaxError as error:
        return problem_frame(syntax_problem(str(error), question.query))
    except MemoryError:
        return problem_frame(Problem("out-of-memory", "the query was ended; try asking for less at once"))
    except (OSError, RuntimeError, ValueError) as error:  # whatever the engine says of a query that it began
        return problem_frame(Problem("failed", str(error)))


def answered(question: Question, backend: Backend) -> Answer:
    """The answer to a question."""
    if not question.query:
        return _graph_read(question, backend)
    results = backend.query(question.query, Graphs(question.default, question.named), question.base)
    if isinstance(results, QuerySolutions | QueryBoolean):
        media_type = acceptable(question.table, TABLES)
    else:
        media_type = acceptable(question.graph, GRAPHS)
    return _delivered(shaped(results, media_type, question.rows), media_type, question.spool)


def _delivered(whole: Shaped, media_type: str, spool: str) -> Answer:
    """The answer in a message, or in a file if it is long."""
    size = len(whole.body)
    if size <= INLINE_BYTES:
        return Answer(media_type, whole.body, size, truncated=whole.truncated)
    Path(spool).write_bytes(whole.body)
    return Answer(media_type, b"", size, spooled=True, truncated=whole.truncated)


def _graph_read(question: Question, backend: Backend) -> Answer:
    """A whole graph, in a file."""
    media_type = acceptable(question.graph, GRAPHS)
    for iri in question.default:
        if not backend.has_graph(iri):
            raise refuse(
                "no-such-graph", f"graph: found {iri}, expected the name of a graph that is here; try ?default"
            )
    results = backend.query(EVERYTHING, Graphs(question.default))
    assert not isinstance(results, QuerySolutions | QueryBoolean)
    dump(results, media_type, question.spool)
    return Answer(media_type, b"", Path(question.spool).stat().st_size, spooled=True)


def acceptable(media_type: str | None, offered: Mapping[str, str]) -> str:
    """The media type that was asked for; raises ``ProblemError`` where none of those offered was."""
    if media_type is None:
        raise refuse("not-acceptable", f"Accept: expected one of {', '.join(offered)}; try {next(iter(offered))}")
    return media_type


def syntax_problem(text: str, query: str) -> Problem:
    """The problem that the engine's message tells.

    >>> syntax_problem("error at 1:7: expected one of A, B", "ASK {")
    Problem(code='bad-query', detail='expected one of A, B; try correcting the syntax', line=1, column=7)
    """
    at = slip(text, query)
    if at is None:
        return Problem("bad-query", text)
    return Problem("bad-query", f"expected {at.expected}; try {at.remedy}", at.line, at.column)
