"""Bars over years."""

from collections.abc import Mapping
from typing import NamedTuple

HEIGHT, STEP, GAP, FOOT, MARGIN = 120, 22, 4, 18, 10

#: Years are named where there is room for it.
_NAMED_EVERY = 5


class Bar(NamedTuple):
    """One bar, in user units of the picture; ``named`` is the year where it is written below."""

    x: int
    y: float
    width: int
    height: float
    year: int
    figures: int
    named: str


class Bars(NamedTuple):
    """All bars of a picture and its size."""

    width: int
    height: int
    bars: tuple[Bar, ...]


def years(counts: Mapping[int, int]) -> Bars:
    """A bar for each year from the first to the last; years without a figure stay empty.

    >>> [bar.height for bar in years({2019: 2, 2021: 4}).bars]
    [51.0, 0.0, 102.0]
    """
    if not counts:
        return Bars(0, HEIGHT, ())
    first, last, most = min(counts), max(counts), max(counts.values())
    room = HEIGHT - FOOT
    bars = []
    for place, year in enumerate(range(first, last + 1)):
        count = counts.get(year, 0)
        height = round(room * count / most, 1)
        named = str(year) if year % _NAMED_EVERY == 0 or (year in {first, last} and last - first < _NAMED_EVERY) else ""
        bars.append(Bar(MARGIN + place * STEP + GAP // 2, room - height, STEP - GAP, height, year, count, named))
    return Bars(2 * MARGIN + len(bars) * STEP, HEIGHT, tuple(bars))
