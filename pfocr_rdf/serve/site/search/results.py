"""Results of a search: filtered by facets, sorted, and cut into pages that lose no row."""

import base64
import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from pfocr_rdf.serve.problems import refuse
from pfocr_rdf.serve.site.search.index import Columns, Index
from pfocr_rdf.serve.site.search.matching import weights
from pfocr_rdf.serve.site.search.terms import SearchTerm, understood

#: Searches whose results are kept, so that facets and further pages cost next to nothing.
KEPT_SEARCHES = 64

#: Orders of results; of equals, the figid decides.
SORTS = ("matches", "year", "score")

#: Facets in the order of the page.
FACETS = ("year", "organism", "type", "wikipathways", "ndex")

Key: TypeAlias = tuple[float, float, float]


class Search(NamedTuple):
    """What is asked: text, chosen value by facet, order, rows, and the cursor after which they begin."""

    text: str = ""
    chosen: Mapping[str, str] = {}
    sort: str = "matches"
    limit: int = 24
    after: str = ""


class Found(NamedTuple):
    """One page of results, with the number of all, and counts by value for each facet."""

    terms: Sequence[SearchTerm]
    figures: Sequence[int]
    total: int
    facets: Mapping[str, Mapping[str, int]]
    following: str


class Finder:
    """Searches one index, and remembers what it found lately."""

    def __init__(self, index: Index) -> None:
        """Search ``index``."""
        self.index = index
        self._matches = lru_cache(KEPT_SEARCHES)(self._matched)

    def _matched(self, text: str) -> tuple[list[SearchTerm], Mapping[int, float]]:
        terms = understood(text, self.index)
        return terms, weights(terms, self.index)

    def find(self, search: Search) -> Found:
        """The page of results that ``search`` asks for; raises ``ProblemError`` for a cursor that is none of ours."""
        terms, weight = self._matches(search.text)
        columns = self.index.columns
        ordered = _ordered(_filtered(weight, search.chosen, columns), search.sort, weight, columns)
        start = 0
        if search.after:
            start = bisect_right(ordered, self._place(search), key=_key(search.sort, weight, columns))
        page = ordered[start : start + search.limit]
        following = self._cursor(search.sort, page[-1], weight) if page and page[-1] != ordered[-1] else ""
        facets = {facet: self._counted(facet, weight, search.chosen) for facet in FACETS}
        return Found(terms, page, len(ordered), facets, following)

    def all(self, search: Search) -> Sequence[int]:
        """Every figure that meets a search, in its order."""
        _, weight = self._matches(search.text)
        columns = self.index.columns
        return _ordered(_filtered(weight, search.chosen, columns), search.sort, weight, columns)

    def _counted(self, facet: str, weight: Mapping[int, float], chosen: Mapping[str, str]) -> Mapping[str, int]:
        """Figures by value of one facet, as the other facets leave them."""
        others = {name: value for name, value in chosen.items() if name != facet}
        values = self.index.columns.facets[facet]
        together = Counter(map(values.__getitem__, _filtered(weight, others, self.index.columns)))
        counts: Counter[str] = Counter()
        for several, count in together.items():
            counts.update(dict.fromkeys(several, count))
        return counts

    def _cursor(self, sort: str, figure: int, weight: Mapping[int, float]) -> str:
        text = json.dumps([self.index.fingerprint, sort, *_key(sort, weight, self.index.columns)(figure)])
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def _place(self, search: Search) -> Key:
        """The place that a cursor stands for."""
        try:
            read: Any = json.loads(base64.urlsafe_b64decode(search.after.encode("ascii") + b"=="))
            fingerprint, sort, *numbers = read
            first, second, third = map(float, numbers)
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
            raise refuse("bad-request", "after: found no cursor of ours, expected 'next' of an earlier page") from error
        if (fingerprint, sort) != (self.index.fingerprint, search.sort):
            raise refuse("bad-request", "after: found a cursor for other data or another order; try the first page")
        return first, second, third


def _filtered(figures: Iterable[int], chosen: Mapping[str, str], columns: Columns) -> Sequence[int]:
    remaining = list(figures)
    for facet, value in chosen.items():
        values = columns.facets[facet]
        remaining = [figure for figure in remaining if value in values[figure]]
    return remaining


def _ordered(figures: Sequence[int], sort: str, weight: Mapping[int, float], columns: Columns) -> list[int]:
    """Figures in the order of :func:`_key`; one sort after the other, since each then runs without Python code."""
    ordered = sorted(figures, key=columns.by_score.__getitem__)
    if sort != "score":
        ordered.sort(key=weight.__getitem__, reverse=True)
    if sort == "year":
        ordered.sort(key=columns.year.__getitem__, reverse=True)
    return ordered


def _key(sort: str, weight: Mapping[int, float], columns: Columns) -> Callable[[int], Key]:
    """What figures are sorted by; no two have the same."""
    return {
        "matches": lambda figure: (-weight[figure], columns.by_score[figure], 0),
        "year": lambda figure: (-columns.year[figure], -weight[figure], columns.by_score[figure]),
        "score": lambda figure: (columns.by_score[figure], 0, 0),
    }[sort]
