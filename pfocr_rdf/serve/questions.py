"""What goes to a worker process and what comes back."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from types import TracebackType
from typing import Any, BinaryIO, NamedTuple, Self

from pfocr_rdf.serve.frames import Frame
from pfocr_rdf.serve.problems import Problem

#: Bytes of a long answer that are read and sent at once.
BLOCK = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A query, or a graph to be read whole where ``query`` is empty.

    ``default`` and ``named`` are the graphs that the query sees, and ``default`` the one to be read, if not the
    default graph; relative addresses in ``query`` hang on ``base``. ``table`` and ``graph`` are the media types of the
    answer, by its kind; none where the client takes none. ``rows`` is the cap, ``spool`` the file for an answer too
    long for a message, ``seconds`` the time there is.
    """

    query: str = ""
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    base: str | None = None
    table: str | None = None
    graph: str | None = None
    rows: int = 0
    spool: str = ""
    seconds: float = 0.0

    def frame(self) -> Frame:
        """The question as a message."""
        return Frame(asdict(self))

    @classmethod
    def of(cls, frame: Frame) -> "Question":
        """The question in a message."""
        lists = {name: tuple(frame.head[name]) for name in ("default", "named")}
        return cls(**frame.head | lists)


class Answer(NamedTuple):
    """A whole answer: its bytes are here, or in the file that was named for them if ``spooled``."""

    media_type: str
    body: bytes
    size: int
    spooled: bool = False
    truncated: bool = False

    def frame(self) -> Frame:
        """The answer as a message."""
        return Frame({name: value for name, value in self._asdict().items() if name != "body"}, self.body)


@dataclass(frozen=True, slots=True)
class Delivery:
    """An answer on its way to the client, with the open file that holds it if it is long."""

    answer: Answer
    file: BinaryIO | None

    def __enter__(self) -> Self:
        """Deliver within a block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Part from the file."""
        if self.file is not None:
            self.file.close()

    def blocks(self) -> Iterator[bytes]:
        """The bytes of the answer, some at a time."""
        if self.file is None:
            yield self.answer.body
        else:
            yield from iter(partial(self.file.read, BLOCK), b"")


def problem_frame(problem: Problem) -> Frame:
    """A problem as a message."""
    return Frame({"problem": asdict(problem)})


def answer_or_problem(frame: Frame) -> Answer | Problem:
    """What a worker said."""
    found: dict[str, Any] | None = frame.head.get("problem")
    return Problem(**found) if found else Answer(body=frame.body, **frame.head)
