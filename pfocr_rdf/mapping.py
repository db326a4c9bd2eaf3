"""Records to nodes: the only place where figures meet RDF. Every property is read from the model's table."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from pfocr_rdf.entity_model import CHEMICAL_NODE, DISEASE_NODE, GENE_NODE, LEXICON_NODE, TAXON_NODE
from pfocr_rdf.figure_model import (
    FIGURE_NODE,
    MENTION_NODES,
    NETWORK_NODE,
    PAPER_NODE,
    PICTURE_NODE,
    annotated_taxa,
    figure_iri,
    picture_iri,
)
from pfocr_rdf.identifiers import FIGURE, LEXICON, NDEX, PAPER, Namespaces
from pfocr_rdf.link_model import COMPARISON_NODE, OVERLAP_NODE
from pfocr_rdf.model import Address, NodeKind, Property, Reference, Typed, Values
from pfocr_rdf.record import Figure, Mention, Paper
from pfocr_rdf.terms import Terms
from pfocr_rdf.vocabulary import OA, PFOCR, RDF, SCHEMA, Term

T = TypeVar("T")

#: How many hexadecimal digits name a mention; all forty do where two mentions of one figure would share those.
SHORT = 10

#: Entities come back often (TNF is in thousands of figures); the terms of so many are kept ready.
CACHED_BODIES = 1 << 14


_objects = itemgetter(1)


class Node(NamedTuple, Generic[T]):
    """A subject with its properties, each with at least one object; ``rdf:type`` comes first."""

    kind: NodeKind
    subject: T
    properties: list[tuple[Term, list[T]]]

    @property
    def size(self) -> int:
        """Number of triples."""
        return sum(map(len, map(_objects, self.properties)))


#: A property made ready: its predicate, what finds its values, and what writes one of them.
_Line: TypeAlias = tuple[Term, Callable[[Any, Namespaces], Values], Callable[[Any], T]]


class Mapper(Generic[T]):
    """Writes records as nodes, in terms of one kind.

    >>> from pfocr_rdf.identifiers import Namespaces
    >>> from pfocr_rdf.terms import TurtleTerms
    >>> node = Mapper(TurtleTerms(Namespaces())).paper(Paper(pmcid="PMC1"))
    >>> node.subject, node.properties[1]
    ('pmc:PMC1', ('schema:identifier', ['"PMC1"']))
    """

    def __init__(self, terms: Terms[T], *, full: bool = True) -> None:
        """Write in ``terms``; without ``full`` the mentions are left out (profile ``core``)."""
        self.terms = terms
        self._full = full
        # A chemical and a disease may be equal as tuples, so that their types count.
        self._body = lru_cache(CACHED_BODIES, typed=True)(lambda entity: terms.identifier(*entity.identity))
        kinds = (FIGURE_NODE, PICTURE_NODE, PAPER_NODE, NETWORK_NODE, *MENTION_NODES.values())
        kinds += (OVERLAP_NODE, COMPARISON_NODE)
        entity_kinds = (GENE_NODE, CHEMICAL_NODE, DISEASE_NODE, TAXON_NODE, LEXICON_NODE)
        self._types = {kind.name: [terms.name(one) for one in kind.classes] for kind in kinds + entity_kinds}
        self._lines: dict[str, list[_Line[T]]] = {
            kind.name: [(one.predicate, one.get, self._written(one)) for one in kind.properties]
            for kind in kinds + entity_kinds
        }

    def figure(self, figure: Figure) -> Iterator[Node[T]]:
        """Nodes of one figure: itself, its picture, its mentions, its network; not its paper or its entities."""
        iri = figure_iri(figure.figid, self.terms.namespaces)
        target = self.target(figure)
        yield self.record(figure, target)
        yield self.picture(figure)
        if self._full:
            mentions = figure.mentions
            for mention, digits in zip(mentions, digests(mentions), strict=True):
                yield self.mention(mention, digits, self.bodies(mention), (iri, target))
        yield from self.network(figure)

    def target(self, figure: Figure) -> T:
        """What stands for a figure as a subject, and as the target of its mentions."""
        return self.terms.identifier(FIGURE, figure.figid + ".html")

    def record(self, figure: Figure, target: T, bodies: Iterable[T] | None = None) -> Node[T]:
        """The node of a figure itself; ``bodies`` are those of its mentions, where they are written already."""
        if bodies is None:
            bodies = map(self._body, chain.from_iterable([mention.entities for mention in figure.mentions]))
        taxa = [self.terms.identifier(*taxon) for taxon in annotated_taxa(figure)]
        return self.describe(FIGURE_NODE, target, figure, {SCHEMA.mentions: [*dict.fromkeys((*bodies, *taxa))]})

    def picture(self, figure: Figure) -> Node[T]:
        """The node of a figure's picture."""
        return self.describe(PICTURE_NODE, self.terms.address(picture_iri(figure, self.terms.namespaces)), figure)

    def network(self, figure: Figure) -> Iterator[Node[T]]:
        """The node of a figure's network, if it has one."""
        if figure.ndex:
            yield self.describe(NETWORK_NODE, self.terms.identifier(NDEX, figure.ndex), figure)

    def paper(self, paper: Paper) -> Node[T]:
        """The node of a paper, which all of its figures share."""
        return self.describe(PAPER_NODE, self.terms.identifier(PAPER, paper.pmcid), paper)

    def describe(self, kind: NodeKind, subject: T, facts: object, given: dict[Term, list[T]] | None = None) -> Node[T]:
        """A node of ``kind``, with what each property of the model finds in ``facts``.

        Objects of a predicate that are ``given`` are taken as they are.
        """
        properties = [(RDF.type, self._types[kind.name])]
        namespaces = self.terms.namespaces
        for predicate, get, written in self._lines[kind.name]:
            if given is not None and predicate in given:
                objects = given[predicate]
            else:
                values = get(facts, namespaces)
                if values is None:
                    continue
                objects = [written(values)] if isinstance(values, str) else [written(value) for value in values]
            if objects:
                properties.append((predicate, objects))
        return Node(kind, subject, properties)

    def mention(self, mention: Mention, digits: str, bodies: list[T], figure: tuple[str, T]) -> Node[T]:
        """The node of a mention, named after ``digits``, with its ``bodies``, of a ``figure`` by its IRI and its term.

        Mentions are the bulk of the graph, so this is written out here rather than read from the table.
        """
        terms = self.terms
        kind = MENTION_NODES[mention.kind]
        iri, target = figure
        properties = [(RDF.type, self._types[kind.name]), (OA.hasTarget, [target])]
        if bodies:
            properties.append((OA.hasBody, bodies))
        properties.append((PFOCR.word, [terms.text(mention.word)]))
        if mention.match is not None:
            properties.append((PFOCR.matchedTerm, [terms.text(mention.match)]))
        if mention.source is not None:
            properties.append((PFOCR.lexicon, [terms.identifier(LEXICON, mention.source)]))
        return Node(kind, terms.address(f"{iri}#{mention.kind}-{digits}"), properties)

    def bodies(self, mention: Mention) -> list[T]:
        """The entities of a mention, each once."""
        return [*dict.fromkeys(map(self._body, mention.entities))]

    def _written(self, one: Property) -> Callable[[Any], T]:
        """What writes a value of a property."""
        terms, form = self.terms, one.value
        if isinstance(form, Address):
            return terms.address
        if isinstance(form, Typed):
            return lambda value: terms.typed(value, form.datatype)
        if isinstance(form, Reference):
            first = form.spaces[0]
            return lambda value: terms.identifier(first, value) if isinstance(value, str) else terms.identifier(*value)
        return terms.text


def digest(mention: Mention) -> str:
    """The 40 digits that name a mention within its figure: SHA-1 over kind, word, match and source.

    >>> from pfocr_rdf.record import Kind
    >>> digest(Mention(Kind.GENE, "IL-1B", "IL-1B", "hgnc_alias_symbol"))[:10]
    '66b93d4387'
    """
    parts = (mention.kind, mention.word, mention.match or "", mention.source or "")
    return hashlib.sha1("\x1f".join(parts).encode(), usedforsecurity=False).hexdigest()


def short_digest(mention: Mention) -> str:
    """The digits that name a mention where no other of its figure has the same."""
    return digest(mention)[:SHORT]


def digests(mentions: Iterable[Mention]) -> list[str]:
    """Digits for each mention of a figure: ten, or all forty where ten would name two of them."""
    longs = [digest(mention) for mention in mentions]
    shorts = [one[:SHORT] for one in longs]
    return shorts if len({*shorts}) == len({*longs}) else longs
