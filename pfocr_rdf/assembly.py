"""One page and its tables to one :class:`pfocr_rdf.record.Figure`."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import NamedTuple, cast

from pfocr_rdf.errors import Finding, quoted
from pfocr_rdf.hgnc import HgncTable
from pfocr_rdf.identifiers import DEFAULT_BASE, FIGURE, Namespaces
from pfocr_rdf.keywords import keyword_mentions
from pfocr_rdf.maps import Links
from pfocr_rdf.mentions import mentions
from pfocr_rdf.page import Page
from pfocr_rdf.pmc_ids import NO_IDS, PaperIds
from pfocr_rdf.record import Figure, Gene, Kind, Mention, Organism, Paper, Taxon
from pfocr_rdf.tables import Rows
from pfocr_rdf.taxonomy import Taxonomy
from pfocr_rdf.values import (
    as_doi,
    as_ndex,
    as_path,
    as_pmcid,
    as_rank,
    as_score,
    as_wpid,
    as_year,
    is_missing,
)

#: The separator between author keywords (pfocr-database, key ``keywords``).
KEYWORD_SEPARATOR = " | "

#: Characters that organism names lose on their way into a page, but not into a table (pfocr-database, B to D).
_DROPPED_IN_PAGES = str.maketrans("", "", "'\":")

_PAGES = Namespaces(base=DEFAULT_BASE)


class Lookups(NamedTuple):
    """What is known from beside the records: taxa, links, how to get at HGNC for keywords, and ids of papers.

    Without ``hgnc`` nothing is inferred from keywords.
    """

    taxonomy: Taxonomy
    links: Links
    hgnc: Callable[[], HgncTable] | None = None
    papers: Mapping[str, PaperIds] = NO_IDS


def assemble(page: Page, tables: Sequence[Rows], lookups: Lookups, findings: list[Finding]) -> Figure:
    """The figure that ``page`` and its companion ``tables`` describe.

    Raises ``RecordError`` where the record cannot be trusted: no ``figid`` or ``pmcid``, or a value of a wrong type.
    """
    page.check_keys()
    figid, pmcid = _identity(page)
    found = {kind: _mentions(page, kind, tables, findings) for kind in Kind}
    organisms = _organisms(page, _taxa_of(found[Kind.GENE], page), lookups.taxonomy)
    keywords = _open_keywords(page.markup(), found)
    if "genes" not in page.front and not tables:
        inferred = keyword_mentions(keywords, organisms, lookups.hgnc, page)
        found[Kind.GENE] = inferred
        keywords = _open_keywords(keywords, found)
    _check_markup(page, figid)
    return Figure(
        figid=figid,
        title=_title(page, figid),
        paper=_paper(page, pmcid, lookups.papers.get(pmcid, PaperIds())),
        alias=_alias(page, pmcid),
        caption=page.text("caption"),
        number=page.text("number"),
        figure_type=page.text("figtype"),
        score=_score(page),
        rank=page.value("pmc_ranked_result_index", as_rank, "bad-rank"),
        filename=_filename(page, figid),
        figlink=page.value("figlink", as_path, "bad-figlink"),
        ndex=_linked(page, "ndex", page.value("ndex", as_ndex, "bad-ndex"), lookups.links.ndex, figid),
        wikipathway=_linked(page, "wpid", page.value("wpid", as_wpid, "bad-wpid"), lookups.links.wikipathways, figid),
        organisms=organisms,
        genes=found[Kind.GENE],
        chemicals=found[Kind.CHEMICAL],
        diseases=found[Kind.DISEASE],
        keywords=keywords,
        origin=page.place,
    )


def _identity(page: Page) -> tuple[str, str]:
    figid, pmcid = page.required("figid"), page.required("pmcid")
    if as_pmcid(pmcid) is None:
        raise page.refuse("bad-pmcid", "pmcid", quoted(pmcid))
    if not figid.startswith(pmcid + "__"):
        raise page.refuse("figid-not-of-paper", "figid", f"{quoted(figid)} with pmcid {quoted(pmcid)}")
    return figid, pmcid


def _mentions(page: Page, kind: Kind, tables: Sequence[Rows], findings: list[Finding]) -> tuple[Mention, ...]:
    """Mentions of the embedded rows and of the table; both count, and rows that differ are reported."""
    tabled = [table for table in tables if table.kind is kind]
    if not page.has_rows(kind):
        return mentions(tabled, findings)
    embedded = page.rows(kind)
    in_page = mentions([embedded], findings)
    if not tabled:
        return in_page
    in_table = mentions(tabled, findings)
    if not in_page:
        return in_table
    if set(in_page) != set(in_table):
        page.report("rows-in-two-places", f"{kind}s", f"{len(embedded.rows)} rows here, others in {tabled[0].place}")
    return mentions([embedded, *tabled], [])


def _organisms(page: Page, known: Mapping[str, Taxon], taxonomy: Taxonomy) -> tuple[Organism, ...]:
    """Organisms by name; where no ``organisms_ner`` was ever written, ``organisms`` says what is in the figure."""
    annotated = dict.fromkeys(page.texts("organisms"))
    recognised = dict.fromkeys(page.texts("organisms_ner")) if "organisms_ner" in page.front else annotated
    return tuple(
        Organism(
            name=name,
            taxon=known.get(name) or taxonomy.lookup(name),
            annotated=name in annotated,
            recognised=name in recognised,
        )
        for name in recognised | annotated
    )


def _taxa_of(genes: Iterable[Mention], page: Page) -> Mapping[str, Taxon]:
    """Taxa of the gene rows, by name as the rows have it and as the page has it, less quotes and colons."""
    taxa: dict[str, Taxon] = {}
    every = [*map(_taxon, _genes(genes))]
    distinct = dict.fromkeys(every)
    several = len({taxon.name for taxon in distinct if taxon}) < len(distinct)
    for taxon in every if several else distinct:  # each gene that disagrees is told
        if taxon is None or taxon.name is None:
            continue
        first = taxa.setdefault(taxon.name, taxon)
        if first.taxon_id != taxon.taxon_id:
            found = f"{taxon.taxon_id} after {first.taxon_id} for {quoted(taxon.name)}"
            page.report("taxon-disagrees", "genes.organism_id", found)
    return {name.translate(_DROPPED_IN_PAGES): taxon for name, taxon in taxa.items()} | taxa


def _open_keywords(keywords: Iterable[str], found: Mapping[Kind, Iterable[Mention]]) -> tuple[str, ...]:
    """Keywords that no mention accounts for: neither a gene's symbol nor a chemical's or disease's word."""
    accounted = {*map(_symbol, _genes(found[Kind.GENE]))}
    accounted.update([mention.word for kind in (Kind.CHEMICAL, Kind.DISEASE) for mention in found[kind]])
    return tuple([keyword for keyword in keywords if keyword not in accounted])


def _genes(mentions: Iterable[Mention]) -> Iterator[Gene]:
    """The genes of mentions that are all of genes."""
    return cast("Iterator[Gene]", chain.from_iterable([mention.entities for mention in mentions]))


_taxon: Callable[[Gene], Taxon | None] = attrgetter("taxon")
_symbol: Callable[[Gene], str | None] = attrgetter("symbol")


def _title(page: Page, figid: str) -> str:
    """The figure's title; curators wrote REJECT where there was none, and the paper's title stands in."""
    title = page.text("figtitle")
    if title is not None:
        return title
    page.report("no-title", "figtitle", page.shown("figtitle"))
    return page.text("papertitle") or figid


def _paper(page: Page, pmcid: str, ids: PaperIds) -> Paper:
    authors_keywords = page.text("keywords") if isinstance(page.front.get("keywords"), str) else None
    listed = authors_keywords.split(KEYWORD_SEPARATOR) if authors_keywords else page.texts("keywords")
    return Paper(
        pmcid=pmcid,
        title=page.text("papertitle"),
        citation=page.text("reftext"),
        year=page.value("year", as_year, "bad-year"),
        doi=_doi(page, ids),
        pubmed=ids.pubmed,
        journal=page.text("journal_title"),
        journal_abbreviation=page.text("journal_nlm_ta"),
        publisher=page.text("publisher_name"),
        keywords=tuple(dict.fromkeys(keyword for keyword in listed if not is_missing(keyword))),
    )


def _doi(page: Page, ids: PaperIds) -> str | None:
    """The record's own DOI, or NCBI's; upper and lower case are one (DOI Handbook, section 2.4)."""
    own = page.value("doi", as_doi, "bad-doi")
    if own and ids.doi and own.casefold() != ids.doi.casefold():
        page.report("doi-disagrees", "doi", f"{quoted(own)}, where PMC ids say {quoted(ids.doi)}")
    return own or ids.doi


def _score(page: Page) -> str | None:
    """The score under either of its two names."""
    scores = [page.value(key, as_score, "bad-score") for key in ("automl_pathway", "pathway_score")]
    first, second = scores
    if first and second and first != second:
        page.report("score-disagrees", "pathway_score", f"{quoted(second)}, where automl_pathway is {quoted(first)}")
    return first or second


def _alias(page: Page, pmcid: str) -> str | None:
    """The alias; ``redirect_from`` must repeat it, since nothing else is made of that key."""
    alias = page.text("figid_alias")
    if alias is not None and not alias.startswith(pmcid + "__"):
        page.report("alias-not-of-paper", "figid_alias", f"{quoted(alias)} with pmcid {quoted(pmcid)}")
    for redirect in page.texts("redirect_from"):
        if redirect != f"/figures/{alias}":
            page.report("redirect-differs", "redirect_from", quoted(redirect))
    return alias


def _filename(page: Page, figid: str) -> str | None:
    filename = page.text("filename")
    if filename is not None and filename.rpartition(".")[0] != figid.partition("__")[2]:
        page.report("filename-differs", "filename", quoted(filename))
    return filename


def _linked(page: Page, key: str, own: str | None, table: Mapping[str, str], figid: str) -> str | None:
    """The record's own identifier, or the map's where the record has none."""
    mapped = table.get(figid)
    if own is not None and mapped is not None and own != mapped:
        page.report("map-disagrees", key, f"{quoted(own)}, where the map says {quoted(mapped)}")
    return own or mapped


def _check_markup(page: Page, figid: str) -> None:
    """``@id`` and ``description`` repeat what the figid and the caption say; anything else would be lost."""
    markup = page.front.get("schema-jsonld", {})
    assert isinstance(markup, dict)
    address = _PAGES.iri(FIGURE, figid + ".html")
    if markup.get("@id", address) != address:
        page.report("page-differs", "schema-jsonld.@id", quoted(str(markup["@id"])))
    caption = page.front.get("caption", "")
    if markup.get("description", caption) != caption:
        page.report("description-differs", "schema-jsonld.description", "another text")
