"""What stands near a figure or an entity: figures like it, genes drawn with it, the network among its genes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from pfocr_rdf.serve.site.catalogue import Catalogue, Entity, Figure

#: Pathways that are shown beside a figure, those that share most of its genes.
MOST_PATHWAYS = 8

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
    shared = Counter(number for gene in genes for number in catalogue.figures_of(gene))
    shared.pop(figure.id, None)
    sizes = catalogue.index.columns.genes
    likeness = {number: count / (len(genes) + sizes[number] - count) for number, count in shared.items() if count > 1}
    best = sorted(likeness, key=lambda number: (-likeness[number], number))[:limit]
    pairs = zip(catalogue.figures(best), best, strict=True)
    return [Similar(one, shared[number], round(likeness[number], 3)) for one, number in pairs]


def beside(figures: Iterable[int], kind: str, catalogue: Catalogue, *, but: int = 0, limit: int = 20) -> list[Beside]:
    """Entities of a kind that most of some figures have, but for one entity."""
    columns, kinds = catalogue.index.columns, catalogue.index.kinds
    counts: Counter[int] = Counter()
    for number in figures:
        counts.update(columns.drawn[number])
    counts.pop(but, None)
    alike = ((number, count) for number, count in counts.items() if kinds[number] == kind)
    best = sorted(alike, key=lambda one: (-one[1], one[0]))[:limit]
    entities = catalogue.entities(number for number, _ in best)
    return [Beside(entity, count) for entity, (_, count) in zip(entities, best, strict=True)]


def network(figure: Figure, genes: Sequence[Entity], catalogue: Catalogue) -> Network:
    """The genes of a figure that most figures have, with an edge for each two that another figure draws too."""
    nodes = tuple(sorted(genes, key=lambda gene: (-gene.figures, gene.label, gene.id))[:MOST_NODES])
    members = [{*catalogue.figures_of(gene)} - {figure.id} for gene in nodes]
    pairs = combinations(range(len(nodes)), 2)
    counted = (Edge(one, other, len(members[one] & members[other])) for one, other in pairs)
    return Network(nodes, tuple(edge for edge in counted if edge.figures))
