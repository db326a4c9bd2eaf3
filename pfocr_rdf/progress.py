"""How far long work is, for whoever shows it."""

from collections.abc import Callable
from typing import TypeAlias

#: Told what is being done, and how much of how much is; a whole of 0 is not known.
Progress: TypeAlias = Callable[[str, int, int], None]


def unseen(what: str, done: int, whole: int) -> None:
    """Nobody looks on.

    >>> unseen("reading", 1, 2)
    """
