"""Messages between the processes of the service: a head in JSON, then a body of bytes.

The lengths of both stand before them, so that a message is whole or known not to be.
"""

import asyncio
import json
import socket
from collections.abc import Iterator
from struct import Struct
from typing import Any, NamedTuple

_LENGTHS = Struct("!IQ")


class Frame(NamedTuple):
    """One message."""

    head: dict[str, Any]
    body: bytes = b""

    def packed(self) -> bytes:
        """The message as it travels.

        >>> [*Unpacker().feed(Frame({"answer": 42}, b"body").packed())]
        [Frame(head={'answer': 42}, body=b'body')]
        """
        head = json.dumps(self.head).encode()
        return _LENGTHS.pack(len(head), len(self.body)) + head + self.body


class Unpacker:
    """Messages out of a stream of bytes that comes in pieces."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._waiting = bytearray()

    def feed(self, piece: bytes) -> Iterator[Frame]:
        """The messages that are whole with this piece."""
        self._waiting += piece
        while len(self._waiting) >= _LENGTHS.size:
            head, body = _LENGTHS.unpack_from(self._waiting)
            end = _LENGTHS.size + head + body
            if len(self._waiting) < end:
                return
            yield _frame(bytes(self._waiting[_LENGTHS.size : end]), head)
            del self._waiting[:end]


def receive(end: socket.socket) -> Frame | None:
    """The next message; none when the other side is gone."""
    lengths = _exactly(end, _LENGTHS.size)
    if lengths is None:
        return None
    head, body = _LENGTHS.unpack(lengths)
    text = _exactly(end, head + body)
    return None if text is None else _frame(text, head)


async def read(stream: asyncio.StreamReader) -> Frame:
    """The next message; raises ``EOFError`` when the other side is gone, in the middle of one or between two."""
    head, body = _LENGTHS.unpack(await stream.readexactly(_LENGTHS.size))
    return _frame(await stream.readexactly(head + body), head)


def _frame(text: bytes, head: int) -> Frame:
    return Frame(json.loads(text[:head]), text[head:])


def _exactly(end: socket.socket, size: int) -> bytes | None:
    """That many bytes, or none when there are not so many any more."""
    block = bytearray()
    while len(block) < size:
        piece = end.recv(min(size - len(block), 1 << 20))
        if not piece:
            return None
        block += piece
    return bytes(block)
