"""Which figures meet a search, and how well: a figure that draws what was named stands above one that speaks of it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pfocr_rdf.serve.site.search.index import Index
from pfocr_rdf.serve.site.search.terms import SearchTerm

#: Weight of a figure's own id, and of an entity that it draws; texts weigh what bm25 says, seldom more than 10.
ID_WEIGHT, ENTITY_WEIGHT = 100.0, 20.0

#: Weights of title, caption, words and paper's title in bm25 (SQLite's documentation, FTS5, section 5.1.1).
TEXT_WEIGHTS = "8.0, 2.0, 4.0, 1.0"

#: Texts that are ranked by bm25, which takes about 4 microseconds each; a word that more have tells them apart badly.
MOST_RANKED = 5_000

#: Weights of a word that more texts have.
COMMON_WEIGHT, COMMON_TITLE_WEIGHT = 1.0, 4.0

#: Words before the first one that is met in the part of a text that is shown.
MOST_LEADING = 8

#: Weights are rounded, so that a cursor finds its place again.
DIGITS = 4


def weights(terms: Sequence[SearchTerm], index: Index) -> Mapping[int, float]:
    """Weight by figure, for figures that meet every term; for no term, each figure weighs nothing."""
    if not terms:
        return dict.fromkeys(range(1, len(index.columns.figid)), 0.0)
    first, *others = sorted((_weights(term, index) for term in terms), key=len)
    if not others:
        return first
    common = set(first).intersection(*others)
    return {figure: round(first[figure] + sum(one[figure] for one in others), DIGITS) for figure in common}


def _weights(term: SearchTerm, index: Index) -> dict[int, float]:
    found = _texts(term, index)
    for figure in drawing((entity.id for entity in term.entities), index):
        found[figure] = round(found.get(figure, 0.0) + ENTITY_WEIGHT, DIGITS)
    for figure in term.figures:
        found[figure] = found.get(figure, 0.0) + ID_WEIGHT
    return found


def _texts(term: SearchTerm, index: Index) -> dict[int, float]:
    """Weights of texts; those of a word that very many have depend on whether the title has it, and on nothing else."""
    figures = _matching(term.match, index)
    if len(figures) > MOST_RANKED:
        return {
            **dict.fromkeys(figures, COMMON_WEIGHT),
            **dict.fromkeys(_matching(f"title: {term.match}", index), COMMON_TITLE_WEIGHT),
        }
    query = (
        f"SELECT rowid, ROUND(-bm25(text, {TEXT_WEIGHTS}), {DIGITS}) "  # noqa: S608 - our own constants
        "FROM text WHERE text MATCH ?"
    )
    return dict(index.tuples(query, [term.match]))


def _matching(match: str, index: Index) -> list[int]:
    return [figure for (figure,) in index.tuples("SELECT rowid FROM text WHERE text MATCH ?", [match])]


def drawing(entities: Iterable[int], index: Index) -> set[int]:
    """Figures that draw any of some entities."""
    return {figure for entity in entities for figure in index.showing(entity)}


def drawn(figures: Sequence[int], terms: Sequence[SearchTerm], index: Index) -> Mapping[int, list[tuple[str, str]]]:
    """For each figure the parts of the search that it draws, with the symbol or name of what is drawn."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    marks = ", ".join("?" * len(figures))
    query = f"SELECT figure FROM depicts WHERE entity = ? AND figure IN ({marks})"  # noqa: S608 - marks alone
    for term in terms:
        for entity in term.entities:
            for (figure,) in index.rows(query, [entity.id, *figures]):
                pair = (term.text, entity.label)
                if pair not in found[figure]:
                    found[figure].append(pair)
    return found


def snippets(figures: Sequence[int], terms: Sequence[SearchTerm], index: Index) -> Mapping[int, list[tuple[str, bool]]]:
    """For each figure the part of its texts that meets the search best, in pieces, each with whether it is met."""
    if not terms or not figures:
        return {}
    marks = ", ".join("?" * len(figures))
    query = (
        "SELECT rowid, snippet(text, -1, '\x02', '\x03', '…', 28) FROM text "  # noqa: S608 - marks alone
        f"WHERE text MATCH ? AND rowid IN ({marks})"
    )
    match = " OR ".join(term.match for term in terms)
    return {figure: _pieces(text) for figure, text in index.rows(query, [match, *figures])}


def _pieces(text: str) -> list[tuple[str, bool]]:
    """A marked text in pieces.

    >>> _pieces("of \\x02TAK1\\x03 in bone")
    [('of ', False), ('TAK1', True), (' in bone', False)]
    >>> _pieces("one two three four five six seven eight nine \\x02ten\\x03")
    [('…two three four five six seven eight nine ', False), ('ten', True)]
    """
    pieces: list[tuple[str, bool]] = []
    for part in text.split("\x02"):
        met, mark, rest = part.rpartition("\x03")
        pieces += [(met.replace("\x03", ""), True)] if mark else []
        pieces += [(rest, False)] if rest else []
    return [*_led(*pieces[0]), *pieces[1:]] if pieces else []


def _led(text: str, is_met: bool) -> Iterator[tuple[str, bool]]:
    """The first piece, short enough for the first words that are met to be seen."""
    words = text.rsplit(maxsplit=MOST_LEADING)
    is_long = not is_met and len(words) > MOST_LEADING
    yield ("…" + text[text.index(words[1], len(words[0])) :] if is_long else text), is_met
