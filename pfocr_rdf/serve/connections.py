"""Connections that do not keep the service waiting: a request that does not come, an answer that nobody takes."""

import asyncio
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

#: Seconds in which the head of a request must be here, and in which a piece of an answer must be taken.
HEAD_SECONDS, STALL_SECONDS = 15.0, 20.0

#: Bytes of a head, address and headers together, after which no more of it is waited for.
MOST_HEAD_BYTES = 1 << 17


class GuardedConnection(HttpToolsProtocol):
    """uvicorn's connection, cut when the other side is too slow or says too much before it comes to the point."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - they are uvicorn's
        """Take what uvicorn gives."""
        super().__init__(*arguments, **options)
        self._head_timer: asyncio.TimerHandle | None = None
        self._stall_timer: asyncio.TimerHandle | None = None
        self._head_bytes: int | None = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)  # so that we hear of everything that is not taken at once
        self._head_timer = self._cut_in(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        _stop(self._head_timer)
        _stop(self._stall_timer)
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Begin to wait for the rest of a head."""
        _stop(self._head_timer)
        self._head_timer = self._cut_in(HEAD_SECONDS)
        self._head_bytes = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is here."""
        _stop(self._head_timer)
        self._head_bytes = None
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Count what comes while a head is not whole."""
        super().data_received(data)
        if self._head_bytes is not None:
            self._head_bytes += len(data)
            if self._head_bytes > MOST_HEAD_BYTES and not self.transport.is_closing():
                self.send_400_response("The address and headers are too long.")

    def pause_writing(self) -> None:
        """Begin to wait for the client to take what was sent."""
        super().pause_writing()
        self._stall_timer = self._cut_in(STALL_SECONDS)

    def resume_writing(self) -> None:
        """The client has taken it."""
        super().resume_writing()
        _stop(self._stall_timer)

    def _cut_in(self, seconds: float) -> asyncio.TimerHandle:
        cut: Callable[[], None] = self.transport.abort
        return self.loop.call_later(seconds, cut)


def _stop(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
