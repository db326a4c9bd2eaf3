"""Records to nodes: the only place where figures meet RDF. Every property is read from the model's table."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

from pfocr_rdf.entity_model import CHEMICAL_NODE, DISEASE_NODE, GENE_NODE, LEXICON_NODE, TAXON_NODE
from pfocr_rdf.figure_model import (
    FIGURE_NODE,
    MENTION_NODES,
    NETWORK_NODE,
    PAPER_NODE,
    PICTURE_NODE,
    figure_iri,
    picture_iri,
)
from pfocr_rdf.identifiers import FIGURE, LEXICON, NDEX, PAPER, Space
from pfocr_rdf.model import Address, NodeKind, Property, Reference, Typed
from pfocr_rdf.record import Figure, Mention, Paper
from pfocr_rdf.terms import Terms
from pfocr_rdf.vocabulary import OA, PFOCR, RDF, Term

T = TypeVar("T")

#: How many hexadecimal digits name a mention; all forty do where two mentions of one figure would share those.
SHORT = 10


class Node(NamedTuple, Generic[T]):
    """A subject with its properties, each with at least one object; ``rdf:type`` comes first."""

    kind: NodeKind
    subject: T
    properties: list[tuple[Term, list[T]]]

    @property
    def size(self) -> int:
        """Number of triples."""
        return sum(len(objects) for _, objects in self.properties)


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
        kinds = (FIGURE_NODE, PICTURE_NODE, PAPER_NODE, NETWORK_NODE, *MENTION_NODES.values())
        entity_kinds = (GENE_NODE, CHEMICAL_NODE, DISEASE_NODE, TAXON_NODE, LEXICON_NODE)
        self._types = {kind.name: [terms.name(one) for one in kind.classes] for kind in kinds + entity_kinds}

    def figure(self, figure: Figure) -> Iterator[Node[T]]:
        """Nodes of one figure: itself, its picture, its mentions, its network; not its paper or its entities."""
        terms = self.terms
        iri = figure_iri(figure.figid, terms.namespaces)
        target = terms.identifier(FIGURE, figure.figid + ".html")
        yield self.describe(FIGURE_NODE, target, figure)
        yield self.describe(PICTURE_NODE, terms.address(picture_iri(figure, terms.namespaces)), figure)
        if self._full:
            yield from self._mentions(figure, iri, target)
        if figure.ndex:
            yield self.describe(NETWORK_NODE, terms.identifier(NDEX, figure.ndex), figure)

    def paper(self, paper: Paper) -> Node[T]:
        """The node of a paper, which all of its figures share."""
        return self.describe(PAPER_NODE, self.terms.identifier(PAPER, paper.pmcid), paper)

    def describe(self, kind: NodeKind, subject: T, facts: object) -> Node[T]:
        """A node of ``kind``, with what each property of the model finds in ``facts``."""
        properties = [(RDF.type, self._types[kind.name])]
        namespaces = self.terms.namespaces
        for one in kind.properties:
            values = one.get(facts, namespaces)
            if values is None:
                continue
            objects = [self._object(one, value) for value in ((values,) if isinstance(values, str) else values)]
            if objects:
                properties.append((one.predicate, objects))
        return Node(kind, subject, properties)

    def _object(self, one: Property, value: str | tuple[Space, str]) -> T:
        terms, form = self.terms, one.value
        if isinstance(form, Reference):
            space, identifier = (form.spaces[0], value) if isinstance(value, str) else value
            return terms.identifier(space, identifier)
        assert isinstance(value, str)
        if isinstance(form, Address):
            return terms.address(value)
        return terms.typed(value, form.datatype) if isinstance(form, Typed) else terms.text(value)

    def _mentions(self, figure: Figure, iri: str, target: T) -> Iterator[Node[T]]:
        """Nodes of the mentions: the bulk of the graph, so written out here rather than read from the table."""
        terms = self.terms
        targets = [target]
        mentions = figure.mentions
        for mention, digest in zip(mentions, digests(mentions), strict=True):
            kind = MENTION_NODES[mention.kind]
            properties = [(RDF.type, self._types[kind.name]), (OA.hasTarget, targets)]
            if mention.entities:
                bodies = dict.fromkeys(entity.identity for entity in mention.entities)
                properties.append((OA.hasBody, [terms.identifier(*identity) for identity in bodies]))
            properties.append((PFOCR.word, [terms.text(mention.word)]))
            if mention.match is not None:
                properties.append((PFOCR.matchedTerm, [terms.text(mention.match)]))
            if mention.source is not None:
                properties.append((PFOCR.lexicon, [terms.identifier(LEXICON, mention.source)]))
            yield Node(kind, terms.address(f"{iri}#{mention.kind.value}-{digest}"), properties)


def digest(mention: Mention) -> str:
    """The 40 digits that name a mention within its figure: SHA-1 over kind, word, match and source.

    >>> from pfocr_rdf.record import Kind
    >>> digest(Mention(Kind.GENE, "IL-1B", "IL-1B", "hgnc_alias_symbol"))[:10]
    '66b93d4387'
    """
    parts = (mention.kind.value, mention.word, mention.match or "", mention.source or "")
    return hashlib.sha1("\x1f".join(parts).encode(), usedforsecurity=False).hexdigest()


def digests(mentions: Iterable[Mention]) -> list[str]:
    """Digits for each mention of a figure: ten, or all forty where ten would name two of them."""
    longs = [digest(mention) for mention in mentions]
    shorts = [one[:SHORT] for one in longs]
    return shorts if len({*shorts}) == len({*longs}) else longs
