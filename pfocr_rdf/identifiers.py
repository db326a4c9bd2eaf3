"""Identifier spaces and the IRIs made from them; the only place where an IRI is put together.

The forms are those of ``docs/mapping.md``: https, slash, never colon, because that is what WikiPathways RDF has.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from urllib.parse import quote, unquote

from pfocr_rdf.errors import UsageError
from pfocr_rdf.vocabulary import BASE_PATHS, PREFIXES, SCHEMA_NAMESPACES

_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]*")

_HOST = r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?/"
_PATH = r"[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2}"

_BASE = re.compile(f"{_HOST}(?:(?:{_PATH})*/)?")

_TEMPLATE = re.compile(rf"{_HOST}(?:{_PATH}|\?|\{{pmcid\}}|\{{filename\}})+")

DEFAULT_BASE = "https://pfocr.wikipathways.org/"

#: Address of a picture. NCBI's own addresses broke in October 2024; the PFOCR site has used Europe PMC's since.
DEFAULT_IMAGE_TEMPLATE = "https://europepmc.org/articles/{pmcid}/bin/{filename}"

LICENSE = "https://creativecommons.org/publicdomain/zero/1.0/"

#: Who makes the database, what it is kept in, and where it is shown.
WIKIPATHWAYS_SITE = "https://www.wikipathways.org/"
SOURCE_REPOSITORY = "https://github.com/wikipathways/pfocr-database"

#: What the description of a data set refers to: the language of the texts, and the profile that it keeps to.
ENGLISH = "http://lexvo.org/id/iso639-3/eng"
HCLS_PROFILE = "https://www.w3.org/TR/hcls-dataset/"

#: Any picture belongs to its figure, as a part of that page.
IMAGE_FRAGMENT = "#image"

#: What a figure has in common with a pathway belongs to the figure as well; the pathway's id follows.
OVERLAP_FRAGMENT = "#overlap-"

#: The graph of WikiPathways' own RDF, by which the data set as a whole is named, and where it can be asked.
WIKIPATHWAYS_GRAPH = "http://rdf.wikipathways.org/"
WIKIPATHWAYS_ENDPOINT = "https://sparql.wikipathways.org/sparql"


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """A set of identifiers under one IRI prefix; each is one of the constants below, and equal only to itself.

    ``lead`` stands between prefix and identifier (``CHEBI:``, ``NCBITaxon_``); ``pattern`` is that of a whole
    local part, lead included; ``source`` says who defines it.
    """

    prefix: str
    lead: str
    pattern: str
    example: str
    source: str

    def local(self, identifier: str) -> str:
        """Local part of an IRI, percent-encoded where the identifier holds anything out of the ordinary.

        >>> CHEBI.local("15422"), SYMBOL.local("HLA-A"), SYMBOL.local("a b")
        ('CHEBI:15422', 'HLA-A', 'a%20b')
        """
        return self.lead + encoded(identifier)


def encoded(text: str) -> str:
    """``text`` with all but letters, digits and ``_.-~`` percent-encoded as UTF-8 (RFC 3986, section 2.3).

    >>> encoded("a b/é")
    'a%20b%2F%C3%A9'
    """
    return text if _UNRESERVED.fullmatch(text) else quote(text, safe="")


FIGURE = Space("fig", "", r"PMC\d+__[A-Za-z0-9._%~-]+\.html", "PMC4745709__oncotarget-06-29034-g006.html", "PFOCR")
PAPER = Space("pmc", "", r"PMC\d+", "PMC4745709", "https://bioregistry.io/pmc")
GENE = Space("ncbigene", "", r"[1-9]\d*", "3553", "https://bioregistry.io/ncbigene")
PUBMED = Space("pubmed", "", r"[1-9]\d*", "26362269", "https://bioregistry.io/pubmed")
HGNC = Space("hgnc", "", r"\d+", "5992", "https://bioregistry.io/hgnc")
SYMBOL = Space("hgnc.symbol", "", r"[A-Za-z0-9._%~-]+", "IL1B", "https://bioregistry.io/hgnc.symbol")
TAXON = Space("obo", "NCBITaxon_", r"NCBITaxon_[1-9]\d*", "9606", "https://obofoundry.org/ontology/ncbitaxon")
MESH = Space("mesh", "", r"[CD]\d+", "D000255", "https://id.nlm.nih.gov/mesh/")
CHEBI = Space("chebi", "CHEBI:", r"CHEBI:\d+", "15422", "https://bioregistry.io/chebi")
DOID = Space("obo", "DOID_", r"DOID_\d+", "8893", "https://obofoundry.org/ontology/doid")
NDEX = Space(
    "ndex",
    "",
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "ee8a08e7-de8d-11ea-99da-0ac135e8bacf",
    "https://bioregistry.io/ndex",
)
WIKIPATHWAYS = Space("wikipathways", "", r"WP\d+", "WP5382", "https://bioregistry.io/wikipathways")
LEXICON = Space("lex", "", r"[A-Za-z0-9._%~-]+", "hgnc_alias_symbol", "PFOCR")

SPACES: tuple[Space, ...] = (
    FIGURE, PAPER, PUBMED, GENE, HGNC, SYMBOL, TAXON, MESH, CHEBI, DOID, NDEX, WIKIPATHWAYS, LEXICON,
)  # fmt: skip


@dataclass(frozen=True)
class Namespaces:
    """What every prefix stands for, under one choice of base and of schema.org form.

    >>> Namespaces().expand("schema:name")
    'https://schema.org/name'
    >>> Namespaces(base="https://example.org/").iri(FIGURE, "PMC1__a.html")
    'https://example.org/figures/PMC1__a.html'
    """

    base: str = DEFAULT_BASE
    schema: str = "https"
    image_template: str = DEFAULT_IMAGE_TEMPLATE

    def __post_init__(self) -> None:
        """Refuse what would make IRIs that nobody can read."""
        if not _BASE.fullmatch(self.base):
            raise UsageError(f"base: found {self.base!r}, expected an http(s) IRI that ends in '/'; try {DEFAULT_BASE}")
        if self.schema not in SCHEMA_NAMESPACES:
            raise UsageError(f"schema.org: found {self.schema!r}, expected https or http; try https")
        if not _TEMPLATE.fullmatch(self.image_template):
            raise UsageError(
                f"image template: found {self.image_template!r}, expected an address with {{pmcid}} and {{filename}} "
                f"alone in braces; try {DEFAULT_IMAGE_TEMPLATE}"
            )

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """Prefix to IRI, in the order in which documents declare them."""
        hung = {prefix: self.base + path for prefix, path in BASE_PATHS.items()}
        return {"schema": SCHEMA_NAMESPACES[self.schema], **PREFIXES, **hung}

    def expand(self, term: str) -> str:
        """The IRI of a compact name."""
        prefix, _, local = term.partition(":")
        return self.prefixes[prefix] + local

    def shortened(self, iri: str) -> str | None:
        """The compact name of an IRI, if it has one; the longest prefix counts.

        >>> Namespaces().shortened("https://schema.org/name"), Namespaces().shortened("https://example.org/")
        ('schema:name', None)
        """
        fitting = [prefix for prefix, start in self.prefixes.items() if iri.startswith(start)]
        prefix = max(fitting, key=lambda one: len(self.prefixes[one]), default=None)
        local = iri.removeprefix(self.prefixes[prefix]) if prefix else ""
        return f"{prefix}:{local}" if is_plain_local(local) else None

    def label(self, iri: str) -> str:
        """A part of another IRI that stands for ``iri``: its compact name, or a digest of it.

        >>> Namespaces().label("https://schema.org/name"), Namespaces().label("https://example.org/")
        ('schema.name', '8198d1bac40a1033')
        """
        short = self.shortened(iri)
        return short.replace(":", ".", 1) if short else sha256(iri.encode()).hexdigest()[:16]

    def iri(self, space: Space, identifier: str) -> str:
        """The IRI of ``identifier`` in ``space``."""
        return self.prefixes[space.prefix] + space.local(identifier)

    @property
    def dataset(self) -> str:
        """IRI of the data set, at HCLS' summary level."""
        return self.base + "rdf/dataset"

    def identifier(self, space: Space, iri: str) -> str | None:
        """The identifier in an IRI of ``space``; nothing if it is none. Undoes :meth:`iri`.

        >>> Namespaces().identifier(GENE, "https://identifiers.org/ncbigene/3553")
        '3553'
        """
        prefix = self.prefixes[space.prefix]
        local = iri.removeprefix(prefix)
        if not iri.startswith(prefix) or not re.fullmatch(space.pattern, local, re.ASCII):
            return None
        return unquote(local.removeprefix(space.lead))

    @property
    def lexicons(self) -> str:
        """IRI of the scheme that all lexicons are in."""
        return self.base + "rdf/lexicon"

    def overlap(self, figid: str, wpid: str) -> str:
        """IRI of what a figure and a pathway have in common, a part of the figure's page."""
        return f"{self.iri(FIGURE, figid + '.html')}{OVERLAP_FRAGMENT}{encoded(wpid)}"

    def comparison(self, digest: str) -> str:
        """IRI of one computation over pathways, named by a digest of all that it depends on but the figures."""
        return f"{self.base}rdf/comparison/{digest}"

    @property
    def vocabulary(self) -> str:
        """IRI of the vocabulary as a document."""
        return self.base + "rdf/vocab"

    def release(self, name: str) -> str:
        """IRI of one release of the data set, at HCLS' version level."""
        return f"{self.dataset}/{encoded(name)}"

    def linked(self, name: str) -> str:
        """IRI by which the description names another data set that this one links to."""
        return f"{self.base}rdf/linked/{encoded(name)}"

    def declaration(self, prefix: str) -> str:
        """IRI of the declaration of a prefix."""
        return f"{self.base}rdf/prefixes#{prefix}"

    def software(self, version: str) -> str:
        """IRI of this package, in one version."""
        return f"{self.base}rdf/software/pfocr-rdf/{encoded(version)}"

    def graph(self, name: str) -> str:
        """IRI of a named graph: figures, entities, links, dataset or vocabulary."""
        return f"{self.base}rdf/graph/{name}"

    def genid(self, scope: str) -> str:
        """What the IRIs begin with that stand for blank nodes of ``scope`` (RDF 1.1 Concepts, section 3.5)."""
        return f"{self.base}.well-known/genid/{encoded(scope)}/"

    def picture_address(self, pmcid: str, filename: str) -> str:
        """Where the picture is said to lie on the web; a value, never an identity."""
        return self.image_template.format(pmcid=encoded(pmcid), filename=encoded(filename))


def page_address(figlink: str) -> str:
    """Address of the figure's page at PMC, from the path that the record has.

    The path comes with or without a leading slash, and is kept as written after it.

    >>> page_address("pmc/articles/PMC1/figure/F7")
    'https://www.ncbi.nlm.nih.gov/pmc/articles/PMC1/figure/F7'
    """
    path = re.sub("%(?![0-9A-Fa-f]{2})", "%25", figlink.lstrip("/"))
    return "https://www.ncbi.nlm.nih.gov/" + quote(path, safe="/%~-._:@!$&'()*+,;=")


def edit_page(figid: str) -> str:
    """Where a curator edits the page of a figure.

    >>> edit_page("PMC1__a.1")
    'https://github.com/wikipathways/pfocr-database/edit/main/_figures/PMC1__a.1.md'
    """
    return f"https://github.com/wikipathways/pfocr-database/edit/main/_figures/{figid}.md"


def europe_pmc(pmcid: str) -> str:
    """Europe PMC's address of a paper, the subject of WikiPathways' ``cito:cites`` triples.

    >>> europe_pmc("PMC4745709")
    'https://europepmc.org/article/PMC/4745709'
    """
    return "https://europepmc.org/article/PMC/" + encoded(pmcid.removeprefix("PMC"))


def doi_address(doi: str) -> str:
    """Address of a DOI; characters that an IRI may not hold are percent-encoded (DOI Handbook, section 2.5.2.4).

    >>> doi_address("10.1002/(SICI)1<2::AID>3")
    'https://doi.org/10.1002/(SICI)1%3C2::AID%3E3'
    """
    return "https://doi.org/" + quote(doi, safe="/~-._:@!$&'()*+,;=")


def media_type_iri(media_type: str) -> str:
    """IANA's page of a media type, which DCAT names it by.

    >>> media_type_iri("text/turtle")
    'https://www.iana.org/assignments/media-types/text/turtle'
    """
    return "https://www.iana.org/assignments/media-types/" + media_type


def network_download(uuid: str) -> str:
    """Address of a network's CX2 document at NDEx' version 3 interface."""
    return "https://www.ndexbio.org/v3/networks/" + uuid


def is_web_address(text: str) -> bool:
    """Whether ``text`` is an address on the web, and no file's name.

    >>> is_web_address("https://sparql.wikipathways.org/sparql"), is_web_address("figures.ttl")
    (True, False)
    """
    return text.startswith(("http://", "https://"))


def local_address(port: int, path: str) -> str:
    """The address of something that this machine serves to itself.

    >>> local_address(7878, "query")
    'http://127.0.0.1:7878/query'
    """
    return f"http://127.0.0.1:{port}/{path}"


_LOCAL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.:-]*[A-Za-z0-9_-])?")


def is_plain_local(local: str) -> bool:
    """Whether a local part can stand behind a Turtle prefix without any escape (a subset of PN_LOCAL).

    >>> is_plain_local("PMC1__a.html"), is_plain_local("CHEBI:1"), is_plain_local("a."), is_plain_local("")
    (True, True, False, False)
    """
    return _LOCAL.fullmatch(local) is not None


#: Where people look at an identifier; an address of its own, since not every IRI leads to a page in a browser.
_VIEWED_AT: Mapping[Space, str] = {
    PAPER: "https://pmc.ncbi.nlm.nih.gov/articles/{}/",
    PUBMED: "https://pubmed.ncbi.nlm.nih.gov/{}/",
    GENE: "https://www.ncbi.nlm.nih.gov/gene/{}",
    HGNC: "https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/HGNC:{}",
    SYMBOL: "https://www.genenames.org/data/gene-symbol-report/#!/symbol/{}",
    TAXON: "https://www.ncbi.nlm.nih.gov/datasets/taxonomy/{}/",
    MESH: "https://meshb.nlm.nih.gov/record/ui?ui={}",
    CHEBI: "https://www.ebi.ac.uk/chebi/CHEBI:{}",
    DOID: "https://disease-ontology.org/?id=DOID:{}",
    NDEX: "https://www.ndexbio.org/viewer/networks/{}",
    WIKIPATHWAYS: "https://www.wikipathways.org/pathways/{}.html",
}


def viewed_at(space: Space, identifier: str) -> str:
    """Where people look at ``identifier``, which has no lead; for the spaces that have pages.

    >>> viewed_at(CHEBI, "15422")
    'https://www.ebi.ac.uk/chebi/CHEBI:15422'
    """
    return _VIEWED_AT[space].format(identifier)


#: What schema.org calls its JSON-LD context, and the profile that data sets of the life sciences follow.
SCHEMA_CONTEXT = "https://schema.org/"
BIOSCHEMAS_DATASET = "https://bioschemas.org/profiles/Dataset/1.0-RELEASE"

#: The article that the database is cited by, as ``CITATION.cff`` has it.
PFOCR_PAPER = doi_address("10.1186/s13059-020-02181-2")
