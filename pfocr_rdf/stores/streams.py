"""Streams between those who read or write a whole document and those who work on parts of it."""

from collections.abc import Callable
from io import RawIOBase
from typing import BinaryIO


class Blocks(RawIOBase):
    """A stream that hands on what is written to it in blocks of whole lines, larger than ``size`` bytes.

    >>> taken: list[bytes] = []
    >>> stream = Blocks(taken.append, 4)
    >>> for text in (b"a", b"b\\nc\\nd", b"e"):
    ...     _ = stream.write(text)
    >>> stream.finish()
    >>> taken
    [b'ab\\nc\\n', b'de']
    """

    def __init__(self, take: Callable[[bytes], object], size: int) -> None:
        """Hand on to ``take``."""
        self._take = take
        self._size = size
        self._waiting = bytearray()

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, block: bytes) -> int:  # type: ignore[override]
        """Take bytes in."""
        self._waiting += block
        if len(self._waiting) > self._size:
            self._hand_on(self._waiting.rfind(b"\n") + 1)
        return len(block)

    def finish(self) -> None:
        """Hand on what is left."""
        self._hand_on(len(self._waiting))

    def _hand_on(self, size: int) -> None:
        if size:
            self._take(bytes(self._waiting[:size]))
            del self._waiting[:size]


class Watched(RawIOBase):
    """A stream that says when it has been read from."""

    def __init__(self, stream: BinaryIO, told: Callable[[], None]) -> None:
        """Read from ``stream``, and call ``told`` each time."""
        self._stream = stream
        self._told = told

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Bytes, as many as there are, up to ``size``."""
        block = self._stream.read(size)
        self._told()
        return block
