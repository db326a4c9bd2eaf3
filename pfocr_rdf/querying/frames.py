"""What travels between the one who asks and the process that answers: frames of a kind, a length and a content.

An answer is a ``HEAD``, any number of ``BODY``, and an ``END``. Without the last, it is not whole.
"""

import json
import socket
import struct
from enum import Enum
from io import RawIOBase
from typing import Any

_HEADER = struct.Struct(">cI")

#: Most bytes of a frame of a body; more are sent in several.
BLOCK = 1 << 16


class Frame(Enum):
    """Kinds of frames; ``FAULT`` ends an answer that failed."""

    REQUEST = b"R"
    HEAD = b"H"
    BODY = b"B"
    END = b"E"
    FAULT = b"F"


def send(channel: socket.socket, kind: Frame, content: bytes = b"") -> None:
    """Send one frame."""
    channel.sendall(_HEADER.pack(kind.value, len(content)) + content)


def send_json(channel: socket.socket, kind: Frame, content: dict[str, Any]) -> None:
    """Send one frame that holds JSON."""
    send(channel, kind, json.dumps(content).encode())


def receive(channel: socket.socket) -> tuple[Frame, bytes]:
    """The next frame. Raises ``EOFError`` where the other side is gone, ``TimeoutError`` where the channel says so."""
    kind, size = _HEADER.unpack(_exactly(channel, _HEADER.size))
    return Frame(kind), _exactly(channel, size)


def _exactly(channel: socket.socket, size: int) -> bytes:
    content = bytearray()
    while len(content) < size:
        block = channel.recv(size - len(content))
        if not block:
            raise EOFError("the other side is gone")
        content += block
    return bytes(content)


class BodyWriter(RawIOBase):
    """A stream whose content is sent as a body, in blocks."""

    def __init__(self, channel: socket.socket) -> None:
        """Send to ``channel``."""
        self._channel = channel

    def writable(self) -> bool:
        """It is there to be written to."""
        return True

    def write(self, block: bytes) -> int:  # type: ignore[override]
        """Send ``block``."""
        for start in range(0, len(block), BLOCK):
            send(self._channel, Frame.BODY, bytes(block[start : start + BLOCK]))
        return len(block)
