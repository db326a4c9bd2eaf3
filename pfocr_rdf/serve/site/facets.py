"""Facets as links: each leads to the same search with one more, one less or another choice."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from pfocr_rdf.serve.site.catalogue import Catalogue
from pfocr_rdf.serve.site.search.results import Found, Search

#: Values of a facet that are shown, the most frequent.
MOST_VALUES = 60

TITLES: Mapping[str, str] = {
    "year": "Year",
    "organism": "Organism",
    "type": "Type of figure",
    "wikipathways": "Linked to WikiPathways",
    "ndex": "Linked to NDEx",
}
_LABELS: Mapping[str, str] = {
    "none": "not known",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: where it leads, and whether it is chosen, in which case it leads back."""

    label: str
    count: int
    href: str
    chosen: bool


def address(search: Search, path: str = "/search", **changes: str) -> str:
    """The address of a search with some changes; an empty value takes a facet away.

    >>> address(Search("TNF", {"year": "2019"}), year="", sort="score")
    '/search?q=TNF&sort=score'
    """
    parameters = {"q": search.text, "sort": search.sort, **search.chosen, **changes}
    return f"{path}?{urlencode({name: value for name, value in parameters.items() if value})}"


def choices(search: Search, found: Found, catalogue: Catalogue) -> dict[str, list[Choice]]:
    """Every facet by its title, with its values: years from the newest, others from the most frequent."""
    keys = {*found.facets["organism"], search.chosen.get("organism", "")}
    labels = {**_LABELS, **{one.key: one.label for one in catalogue.entities_keyed("organism", [*keys])}}
    return {
        title: [_choice(facet, value, count, search, labels) for value, count in _counts(facet, search, found)]
        for facet, title in TITLES.items()
    }


def _counts(facet: str, search: Search, found: Found) -> list[tuple[str, int]]:
    """Values that are shown, with their figures; what was chosen is always there, else nothing would lead back."""
    counts = dict(sorted(found.facets[facet].items(), key=lambda one: (-one[1], one[0]))[:MOST_VALUES])
    if facet in search.chosen:
        counts[search.chosen[facet]] = found.facets[facet].get(search.chosen[facet], 0)
    return sorted(counts.items(), reverse=True) if facet == "year" else [*counts.items()]


def _choice(facet: str, value: str, count: int, search: Search, labels: Mapping[str, str]) -> Choice:
    is_chosen = search.chosen.get(facet) == value
    href = address(search, **{facet: "" if is_chosen else value})
    return Choice(labels.get(value, value), count, href, is_chosen)
