"""The model's table, third part: what figures have in common with pathways, as ``pfocr-rdf link`` computes it."""

from typing import NamedTuple

from pfocr_rdf.identifiers import FIGURE, GENE, TAXON, WIKIPATHWAYS
from pfocr_rdf.model import ADDRESS, DECIMAL, DOUBLE, INTEGER, MANY, TEXT, NodeKind, Reference
from pfocr_rdf.model import Property as P  # noqa: N817 - it begins every line of a table
from pfocr_rdf.vocabulary import PFOCR, PROV, SCHEMA


class Overlap(NamedTuple):
    """A figure and a pathway that share genes.

    ``figure_genes`` are those of the pathway's species, ``tested_genes`` those of them in the background; ``shared``
    are NCBI Gene ids in numeric order; ``revision`` is that of the pathway, where it is known.
    """

    figid: str
    wpid: str
    shared: tuple[int, ...]
    figure_genes: int
    tested_genes: int
    pathway_genes: int
    p: float
    adjusted: float
    revision: str | None = None

    @property
    def jaccard(self) -> float:
        """Shared genes by genes of either.

        >>> Overlap("PMC1__f1", "WP1", (1, 2), 3, 3, 4, 0.5, 0.5).jaccard
        0.4
        """
        return len(self.shared) / (self.figure_genes + self.pathway_genes - len(self.shared))


class Comparison(NamedTuple):
    """All pathways of one species, as figures are compared with them; ``used`` are IRIs of what went into it."""

    taxon: str
    background_genes: int
    pathways: int
    description: str
    used: tuple[str, ...]
    software: str


class Compared(NamedTuple):
    """An overlap, and the IRI of the comparison that it comes from."""

    overlap: Overlap
    comparison: str


def as_double(value: float) -> str:
    """A number from 0 to 1 as ``xsd:double`` in canonical form (XML Schema 1.0, 3.2.5.2), with seven digits.

    >>> as_double(0.000123), as_double(1.0), as_double(0.0)
    ('1.23E-4', '1.0E0', '0.0E0')
    """
    digits, _, exponent = f"{value:.6E}".partition("E")
    digits = digits.rstrip("0")
    return f"{digits}{'0' if digits.endswith('.') else ''}E{int(exponent)}"


def as_share(value: float) -> str:
    """A number from 0 to 1 with six decimals.

    >>> as_share(1 / 3)
    '0.333333'
    """
    return f"{value:.6f}"


OVERLAP_NODE = NodeKind(
    "overlap",
    (PFOCR.GeneOverlap,),
    "links",
    "{figure}#overlap-{WikiPathways id}",
    (
        P(PFOCR.overlapOf, Reference((FIGURE,)), lambda c, _: f"{c.overlap.figid}.html", (), "The figure.", least=1),
        P(PFOCR.overlapWith, Reference((WIKIPATHWAYS,)), lambda c, _: c.overlap.wpid, (), "The pathway.", least=1),
        P(PFOCR.pathwayRevision, TEXT, lambda c, _: c.overlap.revision, (), "Revision of the pathway."),
        P(
            PFOCR.sharedGene,
            Reference((GENE,)),
            lambda c, _: [str(gene) for gene in c.overlap.shared],
            (),
            "Every gene of both: the evidence.",
            least=1,
            most=MANY,
        ),
        P(
            PFOCR.sharedGeneCount,
            INTEGER,
            lambda c, _: str(len(c.overlap.shared)),
            (),
            "Number of genes of both.",
            least=1,
        ),
        P(
            PFOCR.figureGeneCount,
            INTEGER,
            lambda c, _: str(c.overlap.figure_genes),
            (),
            "Number of the figure's genes, of the pathway's species.",
            least=1,
        ),
        P(
            PFOCR.testedGeneCount,
            INTEGER,
            lambda c, _: str(c.overlap.tested_genes),
            (),
            "Number of those in the background.",
            least=1,
        ),
        P(
            PFOCR.pathwayGeneCount,
            INTEGER,
            lambda c, _: str(c.overlap.pathway_genes),
            (),
            "Number of the pathway's genes, in the background.",
            least=1,
        ),
        P(
            PFOCR.jaccard,
            DECIMAL,
            lambda c, _: as_share(c.overlap.jaccard),
            (),
            "Genes of both by genes of either.",
            least=1,
        ),
        P(
            PFOCR.pValue,
            DOUBLE,
            lambda c, _: as_double(c.overlap.p),
            (),
            "Upper tail of the hypergeometric distribution.",
            least=1,
        ),
        P(
            PFOCR.adjustedPValue,
            DOUBLE,
            lambda c, _: as_double(c.overlap.adjusted),
            (),
            "The same, adjusted for all pathways of the comparison.",
            least=1,
        ),
        P(PROV.wasGeneratedBy, ADDRESS, lambda c, _: c.comparison, (), "The comparison.", least=1),
    ),
)

COMPARISON_NODE = NodeKind(
    "comparison",
    (PFOCR.GeneComparison, PROV.Activity),
    "links",
    "{base}rdf/comparison/{12 hexadecimal digits}",
    (
        P(SCHEMA.description, TEXT, lambda c, _: c.description, (), "What was compared, and how.", least=1),
        P(SCHEMA.about, Reference((TAXON,)), lambda c, _: c.taxon, (), "The species.", least=1),
        P(
            PFOCR.backgroundGeneCount,
            INTEGER,
            lambda c, _: str(c.background_genes),
            (),
            "Number of genes in the background.",
            least=1,
        ),
        P(
            PFOCR.pathwayCount,
            INTEGER,
            lambda c, _: str(c.pathways),
            (),
            "Number of pathways, and so of tests a figure.",
            least=1,
        ),
        P(PROV.used, ADDRESS, lambda c, _: c.used, (), "The two data sets.", least=1, most=MANY),
        P(PROV.wasAssociatedWith, ADDRESS, lambda c, _: c.software, (), "The program that computed it.", least=1),
    ),
)
