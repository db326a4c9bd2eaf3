"""How surprising it is to share so many genes: exact arithmetic, the same on every machine.

The chance to draw at least ``shared`` of a pathway's genes when a figure's genes are drawn from the background without
putting any back is the upper tail of the hypergeometric distribution (Fisher's exact test, one-sided).
"""

from array import array
from collections.abc import Sequence
from itertools import accumulate
from math import comb


def tails(drawn: int, pathway: int, background: int) -> "array[float]":
    """For each number of shared genes, from 0 to all, the chance to share at least so many.

    ``drawn`` are the figure's genes and ``pathway`` the pathway's, both among those of the ``background``. Chances
    under 5e-324, the smallest double, are 0.

    >>> [round(chance, 6) for chance in tails(3, 4, 10)]
    [1.0, 0.833333, 0.333333, 0.033333]
    """
    chances = _chances(drawn, pathway, background)
    chances.reverse()
    summed = array("d", accumulate(chances))
    summed.reverse()
    for shared, chance in enumerate(summed):  # the first ones are certain, but for rounding
        if chance < 1:
            break
        summed[shared] = 1.0
    return summed


def _chances(drawn: int, pathway: int, background: int) -> "array[float]":
    """The chance to share exactly so many genes, for each number from 0 up.

    The likeliest is computed in whole numbers and rounded once; each other one is its neighbour times the ratio of the
    two. So none loses more than some roundings, and what is too small to be written becomes 0 at the ends.
    """
    others = background - pathway
    least, most = max(0, drawn - others), min(drawn, pathway)
    chances = array("d", bytes(8 * (most + 1)))
    mode = min(max((drawn + 1) * (pathway + 1) // (background + 2), least), most)
    chances[mode] = comb(pathway, mode) * comb(others, drawn - mode) / comb(background, drawn)
    for k in range(mode, most):
        chances[k + 1] = chances[k] * ((pathway - k) * (drawn - k)) / ((k + 1) * (others - drawn + k + 1))
    for k in range(mode, least, -1):
        chances[k - 1] = chances[k] * (k * (others - drawn + k)) / ((pathway - k + 1) * (drawn - k + 1))
    return chances


def adjusted(ordered: Sequence[float], tests: int) -> list[float]:
    """P-values after Benjamini and Hochberg (1995), each the smallest false discovery rate at which it is found.

    ``ordered`` are the smallest p-values of all ``tests``, ascending; those left out must be larger.

    >>> adjusted([0.01, 0.02, 0.03], 4)
    [0.04, 0.04, 0.04]
    """
    least = 1.0
    found = []
    for rank in range(len(ordered), 0, -1):
        least = min(least, ordered[rank - 1] * tests / rank)
        found.append(least)
    return found[::-1]
