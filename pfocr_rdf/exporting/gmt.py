"""GMT, a gene set a line: name, description and genes, with tabs between them (GSEA's Data formats)."""

from collections.abc import Iterable

from pfocr_rdf.exporting.gene_sets import GeneSet, SetGene


def gmt_line(gene_set: GeneSet, genes: Iterable[SetGene] | None = None) -> str:
    """The line of a figure: figid, title, and NCBI Gene ids of ``genes``, or of all its genes.

    >>> gmt_line(GeneSet("PMC1__f1", "https://example.org/1", "A\\tpathway", genes=(SetGene("1"), SetGene("20"))))
    'PMC1__f1\\tA pathway\\t1\\t20\\n'
    """
    chosen = gene_set.genes if genes is None else genes
    cells = (gene_set.figid, " ".join(gene_set.title.split()), *(gene.ncbi_id for gene in chosen))
    return "\t".join(cells) + "\n"
