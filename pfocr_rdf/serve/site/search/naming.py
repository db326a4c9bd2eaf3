"""How names are compared: without case, accents, Greek letters, hyphens or blanks."""

import re
import unicodedata
from collections.abc import Iterator

from pfocr_rdf.hgnc import HgncTable

#: Greek letters as gene names spell them.
_GREEK = str.maketrans(
    {
        **dict(zip("αβγδεζικλμνξοπρστυω", "abgdeziklmnxoprstuo", strict=True)),
        "η": "h",
        "θ": "th",
        "φ": "ph",
        "χ": "ch",
        "ψ": "ps",
        "ς": "s",
        "ß": "b",
    }
)
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """The key under which ``text`` is looked up; empty where it has neither letter nor digit.

    >>> folded("NF-κB"), folded("IL-1 Beta"), folded("CHEBI:15422"), folded("→")
    ('nfkb', 'il1beta', 'chebi15422', '')
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKD", text.casefold().translate(_GREEK))
    return _NOT_ALPHANUMERIC.sub("", plain.casefold())


def gene_names(identifier: str, symbols: list[str], human: bool, hgnc: HgncTable) -> Iterator[tuple[str, str]]:
    """Each name of a gene with the reason why it is one; aliases from HGNC for human genes alone.

    >>> from pfocr_rdf.hgnc import bundled
    >>> ("RANKL", "alias") in gene_names("8600", ["TNFSF11"], True, bundled())
    True
    """
    yield from ((symbol, "symbol") for symbol in symbols)
    yield from ((f"{lead}{identifier}", "NCBI Gene id") for lead in ("", "ncbigene:", "NCBI Gene "))
    gene = hgnc.by_ncbi_id(identifier) if human else None
    if gene is not None:
        yield gene.symbol, "symbol"
        yield f"HGNC:{gene.hgnc_id}", "HGNC id"
        yield from ((name, "alias") for name in gene.aliases)
        yield from ((name, "previous symbol") for name in gene.previous)


def short_form(link: str) -> str:
    """What people type for a paper, network or pathway instead of its address; empty where they would not.

    Bare numbers are genes', so a PubMed id needs its prefix.

    >>> short_form("https://doi.org/10.1000/a/b"), short_form("https://identifiers.org/pubmed/26512921")
    ('10.1000/a/b', 'PMID:26512921')
    >>> short_form("https://identifiers.org/wikipathways/WP5382"), short_form("https://europepmc.org/article/PMC/1")
    ('WP5382', '')
    """
    space, _, last = link.rpartition("/")
    if "://doi.org/" in link:
        return link.partition("://doi.org/")[2]
    if last.isdecimal():
        return f"PMID:{last}" if space.endswith("/pubmed") else ""
    return last
