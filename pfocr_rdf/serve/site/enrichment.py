"""Figures in which genes of a list are over-represented: one-sided hypergeometric tests, adjusted for all of them.

The background is every gene of the species that any figure has; tested are all figures that have enough of them.
"""

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pfocr_rdf.linking.hypergeometric import adjusted, tails
from pfocr_rdf.serve.site.catalogue import Catalogue, Entity, Figure

#: Genes of the species that a figure needs to be tested; fewer are no set.
LEAST_GENES = 3

#: Genes of the list that a figure needs to be shown.
LEAST_SHARED = 2

#: Figures in a download at most.
DOWNLOADED = 10_000

#: What a first visitor may try: signalling by RANK, of which all are in the literature.
EXAMPLE = "TNFSF11 TNFRSF11A TNFRSF11B TRAF6 NFATC1 FOS CTSK MAPK8 IKBKB CHUK"

#: Species whose figures' sizes are kept.
KEPT_SPECIES = 16


@dataclass(frozen=True, slots=True)
class Enriched:
    """A figure: ``genes`` of it and of the list, ``size`` all of it, ``expected`` by chance, ``p`` and ``q`` 0 to 1."""

    figure: Figure
    genes: tuple[Entity, ...]
    size: int
    expected: float
    p: float
    q: float

    @property
    def fold(self) -> float:
        """How many times more genes are shared than by chance."""
        return round(len(self.genes) / self.expected, 1)


@dataclass(frozen=True, slots=True)
class Enrichment:
    """The best figures, the numbers of those that are as good, of tests, and of genes in the background."""

    figures: tuple[Enriched, ...]
    total: int
    tests: int
    background: int


class Enricher:
    """Tests lists of genes against all figures of one index."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Test against the figures of ``catalogue``."""
        self._catalogue = catalogue
        self._sizes = lru_cache(KEPT_SPECIES)(self._sized)

    def enrichment(self, genes: Sequence[Entity], taxon: str, *, most_q: float, limit: int) -> Enrichment:
        """Figures with an adjusted p-value of at most ``most_q``, the least likely first, ``limit`` at most."""
        sizes, background = self._sizes(taxon)
        having = [(gene, {*self._catalogue.figures_of(gene)}) for gene in genes]
        shared = Counter(number for _, numbers in having for number in numbers if sizes[number] >= LEAST_GENES)
        chances = {size: tails(len(genes), size, background) for size in {sizes[number] for number in shared}}
        ranked = sorted((chances[sizes[number]][count], -count, number) for number, count in shared.items())
        tests = sum(size >= LEAST_GENES for size in sizes)
        rates = adjusted([p for p, _, _ in ranked], tests)
        found = [
            (number, p, q)
            for (p, count, number), q in zip(ranked, rates, strict=True)
            if q <= most_q and -count >= LEAST_SHARED
        ]
        best = found[:limit]
        figures = self._catalogue.figures([number for number, _, _ in best])
        shown = tuple(
            Enriched(
                figure,
                tuple(gene for gene, numbers in having if number in numbers),
                sizes[number],
                len(genes) * sizes[number] / background,
                p,
                q,
            )
            for figure, (number, p, q) in zip(figures, best, strict=True)
        )
        return Enrichment(shown, len(found), tests, background)

    def _sized(self, taxon: str) -> tuple[Sequence[int], int]:
        """Genes of a species in each figure, and in all of them."""
        index = self._catalogue.index
        counted = {
            number
            for number, (kind, of) in enumerate(zip(index.kinds, index.taxa, strict=True))
            if kind == "gene" and of == taxon
        }
        sizes = array("I", (len(counted.intersection(numbers)) for numbers in index.columns.drawn))
        return sizes, len(counted)
