"""Small pathways as WikiPathways writes them: RDF of today's form (GPML2RDF v5), and GMT."""

from collections.abc import Iterable

_PREFIXES = """
@prefix wp: <http://vocabularies.wikipathways.org/wp#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dc: <http://purl.org/dc/elements/1.1/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix obo: <http://purl.obolibrary.org/obo/> .
@prefix pav: <http://purl.org/pav/> .
"""


def pathway_turtle(wpid: str, revision: int, genes: Iterable[int], *, taxon: str = "9606") -> str:
    """A pathway with one node a gene; each node goes by another database's identifier, as most of them do."""
    version = f"https://identifiers.org/wikipathways/{wpid}_r{revision}"
    lines = [
        _PREFIXES,
        f"<https://identifiers.org/wikipathways/{wpid}> pav:hasVersion <{version}> .",
        f"<{version}> a wp:Pathway , skos:Collection ; dcterms:identifier {wpid!r} ; dc:title 'About {wpid}'@en ;",
        f"    dc:identifier <https://identifiers.org/wikipathways/{wpid}> ; wp:organism obo:NCBITaxon_{taxon} .",
    ]
    lines += [
        f"<https://identifiers.org/ensembl/ENSG{gene:011}> a wp:DataNode , wp:GeneProduct ; dcterms:isPartOf "
        f"<{version}> ; wp:bdbEntrezGene <https://identifiers.org/ncbigene/{gene}> ."
        for gene in genes
    ]
    return "\n".join(lines) + "\n"


def gmt_line(wpid: str, genes: Iterable[int], *, species: str = "Homo sapiens") -> str:
    """A pathway as a line of WikiPathways' GMT files."""
    address = f"https://www.wikipathways.org/instance/{wpid}"
    return "\t".join((f"About {wpid}%WikiPathways_20260610%{wpid}%{species}", address, *map(str, genes))) + "\n"
