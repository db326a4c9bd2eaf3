"""What can be wrong with a request, as problem details (RFC 9457)."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

MEDIA_TYPE = "application/problem+json"

#: Every kind of problem: its HTTP status and its title. ``docs/serve.md`` lists them.
PROBLEMS: Mapping[str, tuple[int, str]] = MappingProxyType(
    {
        "bad-request": (400, "The request is not one that this service knows"),
        "bad-query": (400, "The query is not SPARQL 1.1"),
        "refused": (403, "The query asks for what this service does not do"),
        "no-such-graph": (404, "There is no such graph"),
        "not-found": (404, "There is nothing at this address"),
        "method": (405, "This address is for reading only"),
        "not-acceptable": (406, "There is no answer in a media type that was asked for"),
        "too-slow": (408, "The request did not arrive in time"),
        "too-large": (413, "The query is too long"),
        "media-type": (415, "The body of the request is of another media type"),
        "failed": (500, "The query failed"),
        "out-of-memory": (500, "The query needs more memory than a query may have"),
        "bad-gateway": (502, "The store behind this service did not answer"),
        "busy": (503, "Too many queries are waiting"),
        "preparing": (503, "What is made from the data is not ready yet"),
        "out-of-time": (504, "The query needs more time than a query may have"),
    }
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem; ``line`` and ``column`` count from 1, in the text of the query."""

    code: str
    detail: str
    line: int | None = None
    column: int | None = None

    @property
    def status(self) -> int:
        """The HTTP status that goes with it."""
        return PROBLEMS[self.code][0]

    def as_json(self) -> dict[str, Any]:
        """What the client gets.

        >>> Problem("bad-query", "expected '}'", 1, 7).as_json()["column"]
        7
        """
        known = {name: value for name, value in asdict(self).items() if value is not None}
        title = PROBLEMS[self.code][1]
        return {"type": f"urn:pfocr-rdf:problem:{self.code}", "title": title, "status": self.status} | known

    def text(self) -> str:
        """The same as text."""
        return json.dumps(self.as_json(), ensure_ascii=False, indent=2) + "\n"


class ProblemError(Exception):
    """A request that gets a problem for an answer."""

    def __init__(self, problem: Problem, headers: Mapping[str, str] | None = None) -> None:
        """Answer with ``problem`` and, beside it, ``headers``."""
        super().__init__(problem.detail)
        self.problem = problem
        self.headers = dict(headers or {})


#: Seconds after which it is worth while to ask again for what is being made.
AGAIN_SECONDS = 10


class NotReadyError(ProblemError):
    """Asked was for something that is being made from the data."""

    def __init__(self, what: str) -> None:
        """Say that ``what`` is to come."""
        detail = f"{what}: found that it is being made; try again in {AGAIN_SECONDS} s"
        super().__init__(Problem("preparing", detail), {"Retry-After": str(AGAIN_SECONDS)})


def refuse(code: str, detail: str, **headers: str) -> ProblemError:
    """The error that answers with a problem of that kind; names of headers have ``_`` for ``-``."""
    return ProblemError(Problem(code, detail), {name.replace("_", "-"): value for name, value in headers.items()})
