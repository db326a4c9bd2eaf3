"""Answers that a reader has already are not sent again (RFC 9110, section 13)."""

from hashlib import sha256

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Headers of an answer that say how long it may be kept, and what it hangs on; "not modified" repeats them.
_REPEATED = ("cache-control", "etag", "vary")


class Validators:
    """Gives each whole answer an ``ETag`` out of its bytes, and sends no bytes to who names it."""

    def __init__(self, app: ASGIApp) -> None:
        """Watch ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back, or the word that it is the same."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        known = Headers(scope=scope).get("if-none-match", "")
        held: list[Message] = []

        async def answered(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_fit(message):
                held.append(message)
                return
            if held:
                start = held.pop()
                whole = not message.get("more_body")
                start, message = _validated(start, message, known) if whole else (start, message)
                await send(start)
            await send(message)

        await self._app(scope, receive, answered)


def _is_fit(start: Message) -> bool:
    """Whether an answer is one that can be named: there, and not named yet."""
    return start["status"] == 200 and "etag" not in Headers(raw=start["headers"])  # noqa: PLR2004 - HTTP's own


def _validated(start: Message, body: Message, known: str) -> tuple[Message, Message]:
    headers = MutableHeaders(raw=[*start["headers"]])
    headers["etag"] = f'W/"{sha256(body.get("body", b"")).hexdigest()[:32]}"'  # weak, since it may be compressed
    if not is_known(headers["etag"], known):
        return {**start, "headers": headers.raw}, body
    repeated = [(name.encode(), headers[name].encode()) for name in _REPEATED if name in headers]
    return {**start, "status": 304, "headers": repeated}, {**body, "body": b""}


def is_known(tag: str, known: str) -> bool:
    """Whether ``If-None-Match`` names a tag (RFC 9110, section 13.1.2: weak comparison).

    >>> is_known('W/"a"', '"b", "a"'), is_known('W/"a"', "*"), is_known('W/"a"', 'W/"ab"')
    (True, True, False)
    """
    tags = {one.strip().removeprefix("W/") for one in known.split(",")}
    return "*" in tags or tag.removeprefix("W/") in tags
