"""Parameters of a request, checked: what is wrong is told, never guessed."""

from collections.abc import Mapping

from pfocr_rdf.serve.problems import refuse
from pfocr_rdf.serve.site.search.results import FACETS, SORTS, Search

#: Results on a page at most.
MOST_RESULTS = 100


def search_of(parameters: Mapping[str, str], limit: int = 24) -> Search:
    """The search that the parameters ``q``, ``sort``, ``limit``, ``after`` and the facets ask for.

    Raises ``ProblemError``.

    >>> search_of({"q": " TNF ", "year": "2019", "sort": "year"}).chosen
    {'year': '2019'}
    """
    sort = parameters.get("sort", SORTS[0])
    if sort not in SORTS:
        raise refuse("bad-request", f"sort: found {sort[:60]!r}, expected one of {', '.join(SORTS)}; try {SORTS[0]}")
    facets = {facet: parameters[facet] for facet in FACETS if parameters.get(facet)}
    rows = limit_of(parameters, limit)
    return Search(parameters.get("q", "").strip(), facets, sort, rows, parameters.get("after", ""))


def limit_of(parameters: Mapping[str, str], limit: int, most: int = MOST_RESULTS) -> int:
    """The parameter ``limit``, 1 to ``most``. Raises ``ProblemError``."""
    text = parameters.get("limit", str(limit))
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= most):
        raise refuse("bad-request", f"limit: found {text[:60]!r}, expected a number from 1 to {most}; try {limit}")
    return int(text)
