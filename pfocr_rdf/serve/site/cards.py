"""Figure cards: what results, and lists of figures anywhere, are made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from pfocr_rdf.serve.site.catalogue import Catalogue, Figure
from pfocr_rdf.serve.site.search.matching import drawn, snippets
from pfocr_rdf.serve.site.search.terms import SearchTerm


@dataclass(frozen=True, slots=True)
class Card:
    """A figure in brief: ``matched`` pairs what was asked with what is drawn, ``snippet`` has marked pieces of text."""

    figure: Figure
    organisms: tuple[str, ...]
    matched: tuple[tuple[str, str], ...]
    snippet: tuple[tuple[str, bool], ...]


def cards(figures: Sequence[int], terms: Sequence[SearchTerm], catalogue: Catalogue) -> list[Card]:
    """Cards in the order of ``figures``."""
    index = catalogue.index
    matched = drawn(figures, terms, index)
    pieces = snippets(figures, terms, index)
    names = {one.id: one.label for one in catalogue.entities({*_organisms(figures, catalogue)})}
    return [
        Card(
            figure,
            tuple(names[one] for one in index.columns.organisms[figure.id]),
            tuple(matched.get(figure.id, ())),
            tuple(pieces.get(figure.id, ())),
        )
        for figure in catalogue.figures(figures)
    ]


def _organisms(figures: Sequence[int], catalogue: Catalogue) -> Sequence[int]:
    return [one for figure in figures for one in catalogue.index.columns.organisms[figure]]
