"""What the whole export says of genes, chemicals, diseases, taxa and lexicons, each once, after the figures.

Grows with the number of distinct entities (some 170,000 in the whole database), never with that of figures.
"""

import pickle
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeVar
from zlib import compress, decompress

from pfocr_rdf.entity_model import (
    CHEMICAL_NODE,
    DISEASE_NODE,
    GENE_NODE,
    LEXICON_NODE,
    TAXON_NODE,
    GeneFacts,
    TaxonFacts,
    TermFacts,
    unknown_lexicon,
)
from pfocr_rdf.hgnc import HgncTable
from pfocr_rdf.identifiers import CHEBI, DOID, GENE, LEXICON, TAXON, Space
from pfocr_rdf.mapping import Mapper, Node
from pfocr_rdf.mentions import HUMAN
from pfocr_rdf.model import Identity, NodeKind
from pfocr_rdf.record import Chemical, Disease, Figure, Gene, Kind, Mention, Taxon
from pfocr_rdf.vocabulary import LEXICONS

T = TypeVar("T")

#: So many descriptions are kept as they are while more are gathered, in some 8 MB.
OPEN = 1 << 15


class Entities:
    """All entities of some figures, as the records describe them.

    >>> entities = Entities()
    >>> entities.genes.add(Gene("3553", "IL1B", HUMAN))
    >>> len(entities)
    1
    """

    def __init__(self) -> None:
        """No entities yet."""
        self.genes: set[Gene] = set()
        self.chemicals: set[Chemical] = set()
        self.diseases: set[Disease] = set()
        self.taxa: set[Taxon] = set()
        self.sources: set[str] = set()

    def __len__(self) -> int:
        """Number of descriptions; an entity may have several."""
        return sum(len(one) for one in (self.genes, self.chemicals, self.diseases, self.taxa, self.sources))

    def add(self, figure: Figure, *, full: bool = True) -> None:
        """Add what one figure names; lexicons only where the mentions are written too."""
        self.add_organisms(figure)
        self.add_mentions(figure.mentions, full=full)

    def add_organisms(self, figure: Figure) -> None:
        """Add the taxa of the organisms of one figure."""
        self.taxa.update([one.taxon for one in figure.organisms if one.taxon])

    def add_mentions(self, mentions: Iterable[Mention], *, full: bool = True) -> None:
        """Add what some mentions name."""
        of_kind: dict[Kind, set[Any]] = {
            Kind.GENE: self.genes,
            Kind.CHEMICAL: self.chemicals,
            Kind.DISEASE: self.diseases,
        }
        for kind, _, _, source, entities in mentions:
            of_kind[kind].update(entities)
            if full and source:
                self.sources.add(source)

    def merge(self, other: "Entities") -> None:
        """Add all of ``other``."""
        self.genes |= other.genes
        self.chemicals |= other.chemicals
        self.diseases |= other.diseases
        self.taxa |= other.taxa
        self.sources |= other.sources

    def news(self, told: "Entities") -> "Entities":
        """What ``told`` lacks, which is added to it.

        >>> told = Entities()
        >>> told.sources.add("MESH")
        >>> one = Entities()
        >>> one.sources |= {"MESH", "hgnc_symbol"}
        >>> one.news(told).sources
        {'hgnc_symbol'}
        """
        new = Entities()
        new.genes = self.genes - told.genes
        new.chemicals = self.chemicals - told.chemicals
        new.diseases = self.diseases - told.diseases
        new.taxa = self.taxa - told.taxa
        new.sources = self.sources - told.sources
        told.merge(new)
        return new

    def nodes(self, mapper: Mapper[T], hgnc: HgncTable) -> Iterator[Node[T]]:
        """A node for each entity, in numeric order within its kind."""
        terms = mapper.terms
        for gene in gene_facts(self.genes, hgnc):
            yield mapper.describe(GENE_NODE, terms.identifier(GENE, gene.ncbi_id), gene)
        yield from self._terms(mapper)
        for taxon in self._taxa():
            yield mapper.describe(TAXON_NODE, terms.identifier(TAXON, taxon.taxon_id), taxon)
        for source in sorted(self.sources):
            lexicon = LEXICONS.get(source) or unknown_lexicon(source)
            yield mapper.describe(LEXICON_NODE, terms.identifier(LEXICON, source), lexicon)

    def _terms(self, mapper: Mapper[T]) -> Iterator[Node[T]]:
        """Chemicals, then diseases; a MeSH term that is both is one node."""
        chemicals = term_facts((*one.identity, one.name, CHEBI, one.chebi) for one in self.chemicals)
        diseases = term_facts((*one.identity, one.name, DOID, one.doid) for one in self.diseases)
        waiting = {one.identity: one for one in diseases}
        for chemical in chemicals:
            node = _described(mapper, CHEMICAL_NODE, chemical)
            disease = waiting.pop(chemical.identity, None)
            yield united(node, _described(mapper, DISEASE_NODE, disease)) if disease else node
        for disease in waiting.values():
            yield _described(mapper, DISEASE_NODE, disease)

    def _taxa(self) -> Iterator[TaxonFacts]:
        everywhere = self.taxa | {gene.taxon for gene in self.genes if gene.taxon}
        ordered = sorted(everywhere, key=lambda taxon: int(taxon.taxon_id))
        for taxon_id, group in groupby(ordered, attrgetter("taxon_id")):
            taxa = list(group)
            names = _distinct(taxon.name for taxon in taxa)
            yield TaxonFacts(taxon_id, names, _distinct(taxon.group for taxon in taxa))


class PackedEntities:
    """Entities of a long run while it goes on, in a tenth of the memory: what came before the latest is packed.

    >>> one = Entities()
    >>> one.sources.add("MESH")
    >>> packed = PackedEntities()
    >>> packed.add(one)
    >>> packed.unpacked().sources
    {'MESH'}
    """

    def __init__(self, most: int = OPEN) -> None:
        """No entities yet; at most some more than ``most`` of them will be kept open."""
        self._most = most
        self._open = Entities()
        self._packed: list[bytes] = []

    def add(self, entities: Entities) -> None:
        """Add entities, known ones or new ones."""
        self._open.merge(entities)
        if len(self._open) > self._most:
            self._packed.append(compress(pickle.dumps(self._open), 1))
            self._open = Entities()

    def unpacked(self) -> Entities:
        """All of them, each once; nothing is left packed."""
        whole, self._open = self._open, Entities()
        while self._packed:
            whole.merge(pickle.loads(decompress(self._packed.pop())))  # noqa: S301 - packed above
        return whole


def _described(mapper: Mapper[T], kind: NodeKind, facts: TermFacts) -> Node[T]:
    return mapper.describe(kind, mapper.terms.identifier(*facts.identity), facts)


def united(first: Node[T], second: Node[T]) -> Node[T]:
    """One node that says what two of the same subject say."""
    properties = dict(first.properties)
    for predicate, objects in second.properties:
        properties[predicate] = [*dict.fromkeys([*properties.get(predicate, []), *objects])]
    return Node(first.kind, first.subject, [*properties.items()])


def gene_facts(genes: Iterable[Gene], hgnc: HgncTable) -> Iterator[GeneFacts]:
    """What to say of each gene; HGNC's word on a symbol counts more than that of a record, which may be old."""
    ordered = sorted(genes, key=lambda gene: int(gene.ncbi_id))
    for ncbi_id, group in groupby(ordered, attrgetter("ncbi_id")):
        rows = list(group)
        taxa = _distinct([gene.taxon.taxon_id for gene in rows if gene.taxon])
        symbols = _distinct([gene.hgnc_symbol for gene in rows])
        hgnc_ids: tuple[str, ...] = ()
        approved = hgnc.by_ncbi_id(ncbi_id) if HUMAN.taxon_id in taxa else None
        if approved is not None:
            symbols, hgnc_ids = (approved.symbol,), (approved.hgnc_id,)
        yield GeneFacts(ncbi_id, _distinct([gene.symbol for gene in rows]), taxa, symbols, hgnc_ids)


def term_facts(rows: Iterable[tuple[Space, str, str | None, Space, str | None]]) -> Iterator[TermFacts]:
    """What to say of each chemical or disease, from (space, id, name, the other space, the other id)."""
    ordered = sorted(rows, key=lambda row: (row[0].prefix, row[0].lead, row[1], row[2] or "", row[4] or ""))
    for _, group in groupby(ordered, key=lambda row: row[:2]):
        found = list(group)
        identity: Identity = found[0][:2]
        matches = dict.fromkeys((row[3], row[4]) for row in found if row[4] and row[3] is not identity[0])
        yield TermFacts(identity, _distinct(row[2] for row in found), tuple(sorted(matches, key=lambda one: one[1])))


def _distinct(texts: Iterable[str | None]) -> tuple[str, ...]:
    texts = tuple(texts)
    if len(texts) == 1:  # as for most
        return () if texts[0] is None else (texts[0],)
    return tuple(sorted({text for text in texts if text is not None}))
