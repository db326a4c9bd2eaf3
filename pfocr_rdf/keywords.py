"""Genes of records that have no gene rows: keywords that are approved human gene symbols, and nothing less certain."""

from collections.abc import Callable, Iterable

from pfocr_rdf.errors import quoted
from pfocr_rdf.hgnc import HgncTable
from pfocr_rdf.mentions import HUMAN
from pfocr_rdf.page import Page
from pfocr_rdf.record import Gene, Kind, Mention, Organism

#: The lexicon of mentions made here, so that nobody takes them for what the recognition found.
SOURCE = "keyword_symbol"


def keyword_mentions(
    keywords: Iterable[str], organisms: Iterable[Organism], find_hgnc: Callable[[], HgncTable] | None, page: Page
) -> tuple[Mention, ...]:
    """A mention for each keyword that equals exactly one approved symbol, in a record of a human figure.

    A keyword that could be one of several genes stays a keyword and is reported with its candidates: ``COX2`` is an
    alias of MT-CO2 and of PTGS2.
    """
    if find_hgnc is None or not any(organism.recognised and organism.name == HUMAN.name for organism in organisms):
        return ()
    hgnc = find_hgnc()
    made = []
    for keyword in keywords:
        approved = hgnc.by_symbol(keyword)
        if approved is not None and approved.ncbi_id is not None:
            gene = Gene(approved.ncbi_id, keyword, HUMAN, keyword)
            made.append(Mention(Kind.GENE, keyword, keyword, SOURCE, (gene,)))
            continue
        candidates = hgnc.candidates(keyword)
        if len(candidates) > 1:
            names = ", ".join(candidate.symbol for candidate in candidates)
            page.report("ambiguous-keyword", "schema-jsonld.keywords", f"{quoted(keyword)}, which may be {names}")
    return tuple(made)
