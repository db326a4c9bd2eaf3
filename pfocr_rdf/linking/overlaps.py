"""Pathways that share genes with a figure: found through an index from gene to pathways, one figure at a time.

A figure is tested against all pathways of a species at once, and its p-values are adjusted for just those tests. So
what is said of one figure does not hang on which others are in the data, and memory does not grow with their number.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from pfocr_rdf.errors import UsageError
from pfocr_rdf.link_model import Overlap
from pfocr_rdf.linking.hypergeometric import adjusted, tails
from pfocr_rdf.linking.pathways import Pathway

#: How many lists of chances are kept ready: figures and pathways come in the same few sizes.
KEPT_CHANCES = 1 << 16


_kept_tails = lru_cache(KEPT_CHANCES)(tails)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """What an overlap must reach to be written; shares and probabilities are from 0 to 1.

    ``best`` is how many of a figure's overlaps are kept, the most surprising first; 0 keeps all.
    """

    shared: int = 3
    jaccard: float = 0.0
    p: float = 1.0
    adjusted: float = 0.05
    best: int = 0

    def __post_init__(self) -> None:
        """Refuse what nothing can reach."""
        for name, value in (("jaccard", self.jaccard), ("p-value", self.p), ("adjusted p-value", self.adjusted)):
            if not 0 <= value <= 1:
                raise UsageError(f"thresholds: {name}: found {value}, expected a number from 0 to 1; try 0.05")

    def __str__(self) -> str:
        """The thresholds in words."""
        kept = f", the {self.best} best of a figure" if self.best else ""
        return (
            f"at least {self.shared} shared genes, Jaccard index {self.jaccard:g}, p at most {self.p:g}, "
            f"adjusted p at most {self.adjusted:g}{kept}"
        )


class Collection:
    """All pathways of one species, narrowed to a background, and an index from gene to pathways.

    Without a ``background`` it is made of the genes of all pathways.

    >>> pathways = [Pathway("WP1", "", "9606", frozenset({1, 2, 3})), Pathway("WP2", "", "9606", frozenset({3, 4}))]
    >>> [overlap.wpid for overlap in Collection(pathways).overlaps("PMC1__f1", {1, 2, 3}, Thresholds(adjusted=1))]
    ['WP1']
    """

    def __init__(self, pathways: Sequence[Pathway], background: frozenset[int] | None = None) -> None:
        """Index ``pathways``; those without a gene in the background take no part."""
        narrowed = [one._replace(genes=one.genes & background) for one in pathways] if background else list(pathways)
        self.pathways = [one for one in narrowed if one.genes]
        every = frozenset(chain.from_iterable(one.genes for one in self.pathways))
        self.background = background or every
        index: defaultdict[int, list[int]] = defaultdict(list)
        for number, pathway in enumerate(self.pathways):
            for gene in pathway.genes:
                index[gene].append(number)
        self._index: Mapping[int, Sequence[int]] = dict(index)
        self.titles = {pathway.wpid: " ".join(pathway.title.split()) for pathway in self.pathways}
        self._sizes = [len(pathway.genes) for pathway in self.pathways]

    def overlaps(self, figid: str, genes: Iterable[int], thresholds: Thresholds) -> list[Overlap]:
        """Overlaps of a figure that reach the thresholds, the most surprising first; ``genes`` are of the species."""
        genes = frozenset(genes)
        tested = len(genes & self.background)
        shared = Counter(chain.from_iterable(self._index.get(gene, ()) for gene in genes))
        limit = min(thresholds.p, thresholds.adjusted)
        ranked = sorted(
            (chance, -count, number)
            for number, count in shared.items()
            if (chance := _kept_tails(tested, self._sizes[number], len(self.background))[count]) <= thresholds.adjusted
        )
        rates = adjusted([chance for chance, _, _ in ranked], len(self.pathways))
        found = (
            self._overlap(figid, genes, tested, number, chance, rate)
            for (chance, count, number), rate in zip(ranked, rates, strict=True)
            if -count >= thresholds.shared and chance <= limit and rate <= thresholds.adjusted
        )
        kept = [overlap for overlap in found if overlap.jaccard >= thresholds.jaccard]
        return kept[: thresholds.best] if thresholds.best else kept

    def _overlap(self, figid: str, genes: frozenset[int], tested: int, number: int, *chances: float) -> Overlap:
        pathway = self.pathways[number]
        both = tuple(sorted(genes & pathway.genes))
        p, rate = chances
        return Overlap(figid, pathway.wpid, both, len(genes), tested, len(pathway.genes), p, rate, pathway.revision)


def collections(pathways: Iterable[Pathway], background: frozenset[int] | None = None) -> dict[str, Collection]:
    """Pathways by species, each species a collection of its own."""
    by_taxon: defaultdict[str, list[Pathway]] = defaultdict(list)
    for pathway in pathways:
        by_taxon[pathway.taxon].append(pathway)
    made = {taxon: Collection(several, background) for taxon, several in sorted(by_taxon.items())}
    return {taxon: collection for taxon, collection in made.items() if collection.pathways}


def digest(collection: Collection, thresholds: Thresholds, software: str) -> str:
    """Twelve digits that name a comparison: a hash of its pathways, background and thresholds, and who made it."""
    hashed = hashlib.sha256(f"{thresholds} {software}".encode())
    for part in _parts(collection):
        hashed.update(part.encode() + b"\n")
    return hashed.hexdigest()[:12]


def _parts(collection: Collection) -> Iterator[str]:
    yield " ".join(map(str, sorted(collection.background)))
    for pathway in collection.pathways:
        yield f"{pathway.wpid} {pathway.revision} {pathway.taxon} {sorted(pathway.genes)}"
