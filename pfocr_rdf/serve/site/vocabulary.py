"""The vocabulary as a page at its own path: every term explained, ours and those that the data borrow."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pfocr_rdf import entity_model, figure_model, link_model
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.model import NodeKind
from pfocr_rdf.own_terms import OWN_TERMS
from pfocr_rdf.vocabulary import LEXICONS, RDFS, Lexicon, Term


@dataclass(frozen=True, slots=True)
class Explained:
    """A term, where it stands and what it means there."""

    name: str
    iri: str
    anchor: str
    label: str
    kind: str
    meaning: str
    parent: str | None
    uses: tuple[tuple[str, str], ...]


#: Every kind of node, that of figures first.
NODES: Sequence[NodeKind] = (
    *(one for one in vars(figure_model).values() if isinstance(one, NodeKind)),
    *figure_model.MENTION_NODES.values(),
    *(one for one in vars(entity_model).values() if isinstance(one, NodeKind)),
    *(one for one in vars(link_model).values() if isinstance(one, NodeKind)),
)


def own_terms(namespaces: Namespaces) -> list[Explained]:
    """Our own terms, in the order of the vocabulary."""
    return [
        Explained(
            one.term,
            namespaces.expand(one.term),
            one.term.local,
            one.label,
            "class" if one.kind == RDFS.Class else "property",
            one.comment,
            one.parent,
            tuple(_uses(one.term)),
        )
        for one in OWN_TERMS
    ]


def borrowed_terms(namespaces: Namespaces) -> list[Explained]:
    """Classes and properties of others that the data are written with, by name."""
    classes = {term for kind in NODES for term in kind.classes}
    properties = {one.predicate for kind in NODES for one in kind.properties}
    return [
        Explained(
            term,
            namespaces.expand(term),
            term.replace(":", "-"),
            term.local,
            "class" if term in classes else "property",
            "",
            None,
            tuple(_uses(term)),
        )
        for term in sorted(classes | properties)
        if term.prefix != "pfocr"
    ]


def lexicons() -> Sequence[Lexicon]:
    """The lexicons that words are matched against."""
    return tuple(LEXICONS.values())


def _uses(term: Term) -> Iterator[tuple[str, str]]:
    """Kinds of nodes that a term stands on, with what it says of them."""
    for kind in NODES:
        if term in kind.classes:
            yield kind.name, "every one"
        for one in kind.properties:
            if one.predicate == term:
                yield kind.name, one.meaning
