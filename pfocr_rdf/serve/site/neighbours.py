"""What stands near a figure or an entity: figures like it, genes drawn with it, the network among its genes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import chain, combinations, islice

from pfocr_rdf.serve.site.catalogue import Catalogue, Entity, Figure
from pfocr_rdf.serve.site.paths import FOLDERS

#: Pathways that are shown beside a figure, those that share most of its genes.
MOST_PATHWAYS = 8

#: Entities of each kind beside another.
MOST_BESIDE = 20

#: Genes in a drawn network; more cannot be read.
MOST_NODES = 18


@dataclass(frozen=True, slots=True)
class Similar:
    """A figure like another: genes that both have, and their share among those that either has, from 0 to 1."""

    figure: Figure
    shared: int
    likeness: float


@dataclass(frozen=True, slots=True)
class Beside:
    """An entity, and the number of figures that have it together with another."""

    entity: Entity
    figures: int


@dataclass(frozen=True, slots=True)
class Edge:
    """Two genes by their place among the nodes, and the number of other figures that draw both."""

    first: int
    second: int
    figures: int


@dataclass(frozen=True, slots=True)
class Network:
    """Genes of a figure, and how often they are drawn together elsewhere."""

    nodes: tuple[Entity, ...]
    edges: tuple[Edge, ...]


def similar(figure: Figure, genes: Sequence[Entity], catalogue: Catalogue, limit: int = 6) -> list[Similar]:
    """Figures that share most genes with a figure, by Jaccard's index; one shared gene is no likeness."""
    shared = Counter(chain.from_iterable(map(catalogue.figures_of, genes)))
    shared.pop(figure.id, None)
    best = list(islice(_alike(shared, len(genes), catalogue.index.columns.genes), limit))
    figures = catalogue.figures([number for _, number in best])
    return [Similar(one, shared[one.id], round(likeness, 3)) for one, (likeness, _) in zip(figures, best, strict=True)]


def _alike(shared: Mapping[int, int], genes: int, sizes: Sequence[int]) -> Iterator[tuple[float, int]]:
    """Figures with their likeness, the most alike first: none is more alike than the genes that it shares allow."""
    by_count: dict[int, list[int]] = defaultdict(list)
    for number, count in shared.items():
        if count > 1:
            by_count[count].append(number)
    waiting: list[tuple[float, int]] = []
    for count in sorted(by_count, reverse=True):
        while waiting and -waiting[0][0] > count / genes:
            likeness, number = heappop(waiting)
            yield -likeness, number
        for number in by_count[count]:
            heappush(waiting, (-count / (genes + sizes[number] - count), number))
    while waiting:
        likeness, number = heappop(waiting)
        yield -likeness, number


def beside(
    figures: Iterable[int], catalogue: Catalogue, *, limit: int, but: int | None = None
) -> Mapping[str, list[Beside]]:
    """Entities of each kind that most of some figures have, ``but`` for one entity; ``limit`` of each at most."""
    kinds = catalogue.index.kinds
    counts = Counter(chain.from_iterable(map(catalogue.index.columns.drawn.__getitem__, figures)))
    if but is not None:
        counts.pop(but, None)
    best: dict[str, list[int]] = {kind: [] for kind in FOLDERS}
    ordered = sorted(counts)
    ordered.sort(key=counts.__getitem__, reverse=True)  # of equals, the first comes first
    for number in ordered:
        if len(best[kinds[number]]) < limit:
            best[kinds[number]].append(number)
    return {
        kind: [Beside(one, counts[one.id]) for one in catalogue.entities(numbers)] for kind, numbers in best.items()
    }


def network(figure: Figure, genes: Sequence[Entity], catalogue: Catalogue) -> Network:
    """The genes of a figure that most figures have, with an edge for each two that another figure draws too."""
    nodes = tuple(sorted(genes, key=lambda gene: (-gene.figures, gene.label, gene.id))[:MOST_NODES])
    members = [_flags(gene, figure, catalogue) for gene in nodes]
    pairs = combinations(range(len(nodes)), 2)
    counted = (Edge(one, other, (members[one] & members[other]).bit_count()) for one, other in pairs)
    return Network(nodes, tuple(edge for edge in counted if edge.figures))


def _flags(gene: Entity, but: Figure, catalogue: Catalogue) -> int:
    """A byte for each figure that draws a gene, but for one figure; numbers meet faster than sets."""
    flags = bytearray(len(catalogue.index.columns.figid))
    for number in catalogue.figures_of(gene):
        flags[number] = 1
    flags[but.id] = 0
    return int.from_bytes(flags, "little")
