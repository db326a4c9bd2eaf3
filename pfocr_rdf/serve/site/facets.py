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
    "linked": "Linked to",
}
_LABELS: Mapping[str, str] = {
    "wikipathways": "WikiPathways",
    "not wikipathways": "not WikiPathways",
    "ndex": "NDEx",
    "not ndex": "not NDEx",
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
    organisms = catalogue.entities_keyed("organism", [*found.facets["organism"]])
    labels = {**_LABELS, **{one.key: one.label for one in organisms}}
    shown: dict[str, list[Choice]] = {}
    for facet, title in TITLES.items():
        chosen = search.chosen.get(facet)
        counts = sorted(found.facets[facet].items(), key=lambda one: (-one[1], one[0]))[:MOST_VALUES]
        if facet == "year":
            counts.sort(reverse=True)
        shown[title] = [
            Choice(
                labels.get(value, value),
                count,
                address(search, **{facet: "" if value == chosen else value}),
                value == chosen,
            )
            for value, count in counts
        ]
    return shown
