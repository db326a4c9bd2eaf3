"""Mentions of one figure, asked from the store when its page is shown: the evidence behind what the figure draws."""

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from pfocr_rdf.figure_model import MENTION_CLASSES
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.serve.reads import Reads, rows
from pfocr_rdf.vocabulary import OA, PFOCR, RDF, SKOS


@dataclass(frozen=True, slots=True)
class Mention:
    """A word as read, the term that it was matched to, the lexicon of that term, and what it was found to mean."""

    iri: str
    kind: str
    word: str
    match: str | None
    lexicon: str | None
    lexicon_label: str | None
    bodies: tuple[str, ...]


async def mentions_of(figure: str, reads: Reads, namespaces: Namespaces) -> list[Mention]:
    """All mentions of a figure, genes first, in the order of their words."""
    found: dict[str, tuple[str, ...]] = {}
    bodies: dict[str, set[str]] = {}
    for row in await rows(reads, _query(figure, namespaces)):
        iri, *said, body = ("" if term is None else term.value for term in row)
        found.setdefault(iri, tuple(said))
        bodies.setdefault(iri, set()).update((body,) if body else ())
    kinds = {namespaces.expand(term): str(kind) for kind, term in MENTION_CLASSES.items()}
    order = list(kinds.values())
    mentions = (
        Mention(iri, kinds[kind], word, match or None, lexicon or None, label or None, tuple(sorted(bodies[iri])))
        for iri, (kind, word, match, lexicon, label) in found.items()
    )
    return sorted(mentions, key=lambda one: (order.index(one.kind), one.word.casefold(), one.iri))


def _query(figure: str, namespaces: Namespaces) -> str:
    def iri(term: str) -> str:
        return f"<{namespaces.expand(term)}>"

    kinds = ", ".join(map(iri, MENTION_CLASSES.values()))  # no VALUES: with it, Oxigraph begins with all mentions
    return (
        f"SELECT ?m ?kind ?word ?match ?lexicon ?label ?body {{ ?m {iri(OA.hasTarget)} {NamedNode(figure)} ; "
        f"{iri(RDF.type)} ?kind ; {iri(PFOCR.word)} ?word . FILTER(?kind IN ({kinds})) "
        f"OPTIONAL {{ ?m {iri(PFOCR.matchedTerm)} ?match }} "
        f"OPTIONAL {{ ?m {iri(PFOCR.lexicon)} ?lexicon OPTIONAL {{ ?lexicon {iri(SKOS.prefLabel)} ?label }} }} "
        f"OPTIONAL {{ ?m {iri(OA.hasBody)} ?body }} }}"
    )


def grouped(mentions: Iterable[Mention]) -> dict[str, list[Mention]]:
    """Mentions by kind, in the order in which they come."""
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        groups.setdefault(mention.kind, []).append(mention)
    return groups
