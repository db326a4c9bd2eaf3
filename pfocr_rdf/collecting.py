"""How often Python looks for garbage that refers to itself, of which a conversion makes next to none.

A look goes through what was made since the last one, and every so often through all that is kept. At Python's own
700 objects between two looks, they take a third of the time of a conversion (docs/decisions/0010-speed.md).
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: Lists, tuples and the like that may be made between two looks: some 200 figures' worth; more gains nothing.
OBJECTS = 20_000


def collect_seldom() -> None:
    """Look for garbage seldom from now on, unless the process has been told to do so more seldom, or never."""
    often = gc.get_threshold()[0]
    if 0 < often < OBJECTS:
        gc.set_threshold(OBJECTS, *gc.get_threshold()[1:])


def leave_alone() -> None:
    """Never look through what there is by now: looking writes on it, and what a fork shares would be copied.

    >>> leave_alone()
    >>> gc.get_freeze_count() > 0
    True
    >>> gc.unfreeze()
    """
    gc.freeze()


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Within this context, look for garbage seldom.

    >>> before = gc.get_threshold()
    >>> with seldom_collected():
    ...     gc.get_threshold()[0] >= OBJECTS
    True
    >>> gc.get_threshold() == before
    True
    """
    before = gc.get_threshold()
    collect_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*before)
