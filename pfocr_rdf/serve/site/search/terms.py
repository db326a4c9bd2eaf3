"""What was typed, understood: the parts of a search, each with the entities and figures that it names.

All parts must be met (AND). Words that together are a name, or stand between quotes, are one part.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pfocr_rdf.serve.site.paths import entity_path
from pfocr_rdf.serve.site.search.index import Index
from pfocr_rdf.serve.site.search.naming import folded

#: Characters and parts that are looked at; nobody types more.
LONGEST, MOST_TERMS = 500, 12

#: Words that may make up one name.
_LONGEST_NAME = 6

_WORDS = re.compile(r'"([^"]*)"|(\S+)')


class Named(NamedTuple):
    """An entity that a part of the search names, and how."""

    id: int
    kind: str
    key: str
    label: str
    shown: str
    how: str

    @property
    def path(self) -> str:
        """Path of its page."""
        return entity_path(self.kind, self.key)


class SearchTerm(NamedTuple):
    """One part of a search."""

    text: str
    entities: tuple[Named, ...]
    figures: tuple[int, ...]

    @property
    def match(self) -> str:
        """What is looked for in texts, as FTS5 has it (SQLite's documentation, FTS5, section 3): always a phrase."""
        star = "*" if self.text.endswith("*") else ""
        phrase = self.text.rstrip("*").replace('"', " ").replace("\0", " ")
        return f'"{phrase}"{star}'


def understood(text: str, index: Index) -> list[SearchTerm]:
    """The parts of a search; what has neither letter nor digit is no part.

    The same part twice counts once.
    """
    words = [quoted or bare for quoted, bare in _WORDS.findall(text[:LONGEST])]
    spoken = [word for word in words if folded(word)]
    return list({term.text.casefold(): term for term in _terms(spoken, index)}.values())[:MOST_TERMS]


def _terms(words: Sequence[str], index: Index) -> Iterator[SearchTerm]:
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + _LONGEST_NAME), start, -1):
            text = " ".join(words[start:end])
            term = SearchTerm(text, _entities(text, index), _figures(text, index))
            if term.entities or term.figures or end == start + 1:
                yield term
                start = end
                break


def _entities(text: str, index: Index) -> tuple[Named, ...]:
    query = (
        "SELECT id, kind, key, label, shown, how FROM name JOIN entity ON id = entity WHERE folded = ? "
        "ORDER BY figures DESC, id"
    )
    return tuple(Named(*row) for row in index.rows(query, [folded(text)]))


def _figures(text: str, index: Index) -> tuple[int, ...]:
    return tuple(row[0] for row in index.rows("SELECT figure FROM figure_name WHERE folded = ?", [folded(text)]))
