"""What figures share with pathways, as lines of a table and as nodes of the graph, some figures at a time."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pfocr_rdf.identifiers import WIKIPATHWAYS_GRAPH, Namespaces
from pfocr_rdf.link_model import COMPARISON_NODE, OVERLAP_NODE, Compared, Comparison, Overlap, as_double, as_share
from pfocr_rdf.linking.drawn import DrawnGenes
from pfocr_rdf.linking.overlaps import Collection, Thresholds, digest
from pfocr_rdf.linking.pathways import STRAINS
from pfocr_rdf.mapping import Mapper, Node
from pfocr_rdf.rendering import Style, document_writer

#: Columns of the table, one row an overlap.
COLUMNS = (
    "figid",
    "pathway",
    "revision",
    "title",
    "taxon",
    "shared",
    "figure_genes",
    "tested_genes",
    "pathway_genes",
    "background_genes",
    "jaccard",
    "p",
    "adjusted_p",
    "shared_genes",
)


@dataclass(slots=True)
class Links:
    """How much was found: figures that were compared, their overlaps, and papers with their names elsewhere.

    ``pathways`` are those that could be compared, ``geneless`` those without a gene in the background. ``by_taxon``
    counts the figures that have genes of a species, ``without_species`` genes of which none is known.
    """

    compared: int = 0
    figures: int = 0
    overlaps: int = 0
    papers: int = 0
    identified: int = 0
    without_species: int = 0
    pathways: int = 0
    geneless: int = 0
    by_taxon: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Links") -> None:
        """Add the overlaps of other figures."""
        self.compared += other.compared
        self.figures += other.figures
        self.overlaps += other.overlaps
        self.without_species += other.without_species
        self.by_taxon += other.by_taxon

    def lines(self) -> Iterator[str]:
        """The same for people.

        >>> list(Links(compared=5, figures=4, overlaps=21).lines())
        ['5 figures with genes compared, 21 overlaps with pathways, of 4 of them']
        """
        if self.compared:
            yield (
                f"{self.compared:,} figures with genes compared, {self.overlaps:,} overlaps with pathways, "
                f"of {self.figures:,} of them"
            )
        if self.geneless:
            yield f"{self.pathways:,} pathways compared, {self.geneless:,} left out: no gene in the background"
        for taxon, count in sorted(self.by_taxon.items()):
            yield f"NCBITaxon:{taxon}: {count:,} figures with genes of this species"
        if self.without_species:
            yield f"{self.without_species:,} genes in figures left out, since their species is not known"
        if self.papers:
            yield f"{self.papers:,} papers, {self.identified:,} of them with a PubMed id or DOI"


class Work(NamedTuple):
    """What figures are compared with, in which forms the result is wanted, and this package's version."""

    collections: Mapping[str, Collection]
    thresholds: Thresholds
    style: Style | None
    table: bool
    version: str


class Linked(NamedTuple):
    """What came of some figures: RDF, lines of the table, and how much that was."""

    rdf: bytes
    table: str
    links: Links


class Linker:
    """Compares figures with pathways: in this process, or as the worker of another."""

    def __init__(self, work: Work) -> None:
        """Do ``work``."""
        self._work = work
        self._digests = digests(work)
        self._writer = document_writer(work.style) if work.style else None
        self._mapper = Mapper(self._writer.terms) if self._writer else None

    def __call__(self, figures: Sequence[DrawnGenes]) -> Linked:
        """Compare some figures."""
        links = Links(compared=len(figures))
        found: list[tuple[str, Overlap]] = []
        for figure in figures:
            before = len(found)
            for taxon, genes in sorted(self._by_species(figure, links).items()):
                links.by_taxon[taxon] += 1
                overlaps = self._work.collections[taxon].overlaps(figure.figid, genes, self._work.thresholds)
                found += [(taxon, overlap) for overlap in overlaps]
            links.figures += len(found) > before
        links.overlaps = len(found)
        table = "".join(self._row(*one) for one in found) if self._work.table else ""
        return Linked(self._rdf(found), table, links)

    def _by_species(self, figure: DrawnGenes, links: Links) -> dict[str, set[int]]:
        """Genes of each species that has pathways; those of a strain are its species'."""
        found: defaultdict[str, set[int]] = defaultdict(set)
        for gene, taxon in figure.genes.items():
            if taxon is None:
                links.without_species += 1
            elif (species := STRAINS.get(taxon, taxon)) in self._work.collections:
                found[species].add(gene)
        return found

    def _rdf(self, found: Sequence[tuple[str, Overlap]]) -> bytes:
        if self._writer is None or self._mapper is None:
            return b""
        nodes = [self._node(self._mapper, *one) for one in found]
        return self._writer.piece(nodes).encode()

    def _node(self, mapper: Mapper[str], taxon: str, overlap: Overlap) -> Node[str]:
        namespaces = mapper.terms.namespaces
        subject = mapper.terms.address(namespaces.overlap(overlap.figid, overlap.wpid))
        compared = Compared(overlap, namespaces.comparison(self._digests[taxon]))
        return mapper.describe(OVERLAP_NODE, subject, compared)

    def _row(self, taxon: str, overlap: Overlap) -> str:
        collection = self._work.collections[taxon]
        cells = (
            overlap.figid,
            overlap.wpid,
            overlap.revision or "",
            collection.titles[overlap.wpid],
            taxon,
            len(overlap.shared),
            overlap.figure_genes,
            overlap.tested_genes,
            overlap.pathway_genes,
            len(collection.background),
            as_share(overlap.jaccard),
            as_double(overlap.p),
            as_double(overlap.adjusted),
            ";".join(map(str, overlap.shared)),
        )
        return "\t".join(map(str, cells)) + "\n"


def digests(work: Work) -> dict[str, str]:
    """What names the comparison with each species' pathways."""
    return {taxon: digest(collection, work.thresholds, work.version) for taxon, collection in work.collections.items()}


def comparisons(work: Work, links: Links, mapper: Mapper[str]) -> Iterator[Node[str]]:
    """A node for each comparison that some figure took part in."""
    namespaces = mapper.terms.namespaces
    for taxon, name in digests(work).items():
        if taxon in links.by_taxon:
            subject = mapper.terms.address(namespaces.comparison(name))
            yield mapper.describe(COMPARISON_NODE, subject, _comparison(work, taxon, namespaces))


def _comparison(work: Work, taxon: str, namespaces: Namespaces) -> Comparison:
    collection = work.collections[taxon]
    text = (
        f"Genes of figures compared with those of {len(collection.pathways):,} pathways of NCBITaxon:{taxon}, over "
        f"a background of {len(collection.background):,} genes; kept are {work.thresholds}. "
        f"Computed by pfocr-rdf {work.version}."
    )
    used = (namespaces.dataset, WIKIPATHWAYS_GRAPH)
    size = len(collection.background), len(collection.pathways)
    return Comparison(taxon, *size, text, used, namespaces.software(work.version))
