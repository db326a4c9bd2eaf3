"""Answers as responses: with their length, so that one that breaks off is never taken for a whole one."""

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from pfocr_rdf.serve.problems import MEDIA_TYPE, ProblemError
from pfocr_rdf.serve.questions import Delivery

T = TypeVar("T")

#: Forms that are text, and say in which letters.
_CHARSET = "; charset=utf-8"


class ClientGoneError(Exception):
    """Nobody waits for the answer any more."""


class DeliveryResponse(Response):
    """A response whose body comes from a delivery, some of it at a time."""

    def __init__(self, delivery: Delivery, headers: Mapping[str, str]) -> None:
        """Send ``delivery`` with ``headers``."""
        media_type = delivery.answer.media_type
        super().__init__(None, 200, headers, media_type + (_CHARSET if media_type.startswith("text/") else ""))
        self.headers["content-length"] = str(delivery.answer.size)
        self._delivery = delivery

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; nothing but the headers for HEAD."""
        leaving = asyncio.ensure_future(_left(receive))
        with self._delivery as delivery:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            if scope["method"] != "HEAD":
                for block in delivery.blocks():
                    await send({"type": "http.response.body", "body": block, "more_body": True})
                    await asyncio.sleep(0)  # others want to be served too
                    if leaving.done():
                        return
            await send({"type": "http.response.body", "body": b""})
            leaving.cancel()


async def while_connected(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """What comes of ``work``, which is given up when the client goes away; then raises ``ClientGoneError``."""
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_left(request.receive))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientGoneError
        return await working
    finally:
        for task in (working, leaving):
            task.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def problem_response(request: Request, error: Exception) -> Response:
    """The response to a request that has a problem."""
    del request
    assert isinstance(error, ProblemError)
    headers = {**error.headers, "Cache-Control": "no-store"}
    return Response(error.problem.text(), error.problem.status, headers, MEDIA_TYPE)


async def no_response(request: Request, error: Exception) -> Response:
    """What is sent to nobody."""
    del request, error
    return Response(status_code=204)
