"""What users type becomes terms: each kind of parameter with the identifiers that it takes, checked and resolved."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode

from pfocr_rdf.errors import QueryError, quoted
from pfocr_rdf.hgnc import HgncGene, HgncTable, bundled
from pfocr_rdf.identifiers import (
    CHEBI,
    DOID,
    FIGURE,
    GENE,
    MESH,
    PAPER,
    PUBMED,
    TAXON,
    WIKIPATHWAYS,
    Namespaces,
    Space,
    doi_address,
)
from pfocr_rdf.taxonomy import Taxonomy
from pfocr_rdf.vocabulary import XSD

#: What stands for a variable.
Term = NamedNode | Literal

#: How many candidates of an ambiguous name a message shows.
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Resolver:
    """What parameters are resolved with; ``say`` is told what a name was taken for.

    >>> said = []
    >>> resolver = Resolver(say=said.append)
    >>> resolver.term("gene", "IL1B").value, said
    ('https://identifiers.org/ncbigene/3553', [])
    >>> resolver.term("gene", "IL-1B").value, said
    ('https://identifiers.org/ncbigene/3553', ["gene: 'IL-1B' is taken for IL1B, NCBI Gene 3553"])
    """

    namespaces: Namespaces = field(default_factory=Namespaces)
    hgnc: HgncTable | None = None
    taxonomy: Taxonomy = field(default_factory=Taxonomy)
    say: Callable[[str], None] = lambda _: None

    def term(self, kind: str, text: str) -> Term:
        """The term that ``text`` stands for, as a parameter of that kind. Raises ``QueryError`` where it is none."""
        wanted = KINDS[kind]
        found = wanted.read(self, text.strip())
        if found is None:
            raise QueryError(f"{kind}: found {quoted(text)}, expected {wanted.what}; try {wanted.example}")
        return found

    def terms(self, kind: str, texts: Iterable[str]) -> list[Term]:
        """The terms of a list, each once. Raises one ``QueryError`` for all that are none."""
        terms: dict[Term, None] = {}
        faults = []
        for text in texts:
            try:
                terms[self.term(kind, text)] = None
            except QueryError as error:
                faults.append(str(error))
        if faults:
            raise QueryError("\n".join(faults))
        return list(terms)

    def node(self, space: Space, identifier: str) -> NamedNode:
        """The node of an identifier."""
        return NamedNode(self.namespaces.iri(space, identifier))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of parameter: what it is in words, an example, and how a text becomes a term."""

    what: str
    example: str
    read: Callable[[Resolver, str], Term | None]


def _identifier(*patterns: tuple[str, Space]) -> Callable[[Resolver, str], Term | None]:
    """Reads identifiers of some spaces: alone, behind the space's own prefix, or as a whole IRI of ours."""
    compiled = [(re.compile(pattern, re.IGNORECASE | re.ASCII), space) for pattern, space in patterns]

    def read(resolver: Resolver, text: str) -> Term | None:
        for pattern, space in compiled:
            match = pattern.fullmatch(text.replace(resolver.namespaces.prefixes[space.prefix], f"{space.prefix}:", 1))
            if match is not None:
                return resolver.node(space, match[1])
        return None

    return read


_NCBI_GENE = _identifier((r"(?:ncbigene:)?([1-9]\d*)", GENE))
_TAXON = _identifier((r"(?:(?:obo:)?ncbitaxon[:_]|taxonomy:)?([1-9]\d*)", TAXON))
_PAPER = _identifier((r"(?:pmc:)?(PMC\d+)", PAPER), (r"(?:pubmed|pmid):\s*([1-9]\d*)", PUBMED))
_FIGID = re.compile(r"(?:fig:)?(PMC\d+__[A-Za-z0-9._~-]+?)(?:\.html)?", re.ASCII)
_DOI = re.compile(r"(?:https://doi\.org/|doi:)?(10\.\d{4,9}/\S+)", re.ASCII | re.IGNORECASE)


def _gene(resolver: Resolver, text: str) -> Term | None:
    return _NCBI_GENE(resolver, text) or _gene_of_symbol(resolver, text)


def _gene_of_symbol(resolver: Resolver, symbol: str) -> Term | None:
    """The gene of an approved symbol, or else of a name that only one gene has or had."""
    table = resolver.hgnc or bundled()
    named = [gene for gene in table.candidates(symbol) if gene.ncbi_id]
    approved = [gene for gene in named if gene.symbol == symbol]
    if len(named) > 1 and not approved:
        found = f"{quoted(symbol)}, a name of {len(named)} genes"
        raise QueryError(f"gene: found {found}, expected one; try {_listed(named)}")
    if not named:
        return None
    gene = (approved or named)[0]
    others = [one for one in named if one is not gene]
    if not approved:
        resolver.say(f"gene: {quoted(symbol)} is taken for {_shown(gene)}")
    elif others:
        resolver.say(f"gene: {quoted(symbol)} is taken for {_shown(gene)}; also a name of {_listed(others)}")
    assert gene.ncbi_id is not None
    return resolver.node(GENE, gene.ncbi_id)


def _shown(gene: HgncGene) -> str:
    return f"{gene.symbol}, NCBI Gene {gene.ncbi_id}"


def _listed(genes: list[HgncGene]) -> str:
    shown = [f"{gene.ncbi_id} ({gene.symbol})" for gene in genes[:_SHOWN]]
    return ", ".join([*shown, *(["…"] if len(genes) > _SHOWN else [])])


def _organism(resolver: Resolver, text: str) -> Term | None:
    taxon = resolver.taxonomy.lookup(text)
    return _TAXON(resolver, text) if taxon is None else resolver.node(TAXON, taxon.taxon_id)


def _figure(resolver: Resolver, text: str) -> Term | None:
    match = _FIGID.fullmatch(unquote(text.removeprefix(resolver.namespaces.prefixes[FIGURE.prefix])))
    return None if match is None else resolver.node(FIGURE, f"{match[1]}.html")


def _paper(resolver: Resolver, text: str) -> Term | None:
    match = _DOI.fullmatch(text)
    return _PAPER(resolver, text) if match is None else NamedNode(doi_address(match[1]))


def _integer(resolver: Resolver, text: str) -> Term | None:
    iri = NamedNode(resolver.namespaces.expand(XSD.integer))
    return Literal(text, datatype=iri) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else None


def _score(resolver: Resolver, text: str) -> Term | None:
    iri = NamedNode(resolver.namespaces.expand(XSD.decimal))
    return Literal(text, datatype=iri) if re.fullmatch(r"[01]|0?\.\d+", text, re.ASCII) and Decimal(text) <= 1 else None


#: Every kind of parameter that the header of a query may name.
KINDS = {
    "gene": Kind("an NCBI Gene id or a human gene symbol", "3553 or IL1B", _gene),
    "chemical": Kind(
        "a MeSH id or a ChEBI id",
        "D000255 or CHEBI:15422",
        _identifier((r"(?:mesh:)?([CD]\d+)", MESH), (r"(?:chebi:)?chebi:(\d+)", CHEBI)),
    ),
    "disease": Kind(
        "a MeSH id or a Disease Ontology id",
        "D008545 or DOID:8893",
        _identifier((r"(?:mesh:)?([CD]\d+)", MESH), (r"(?:obo:)?doid[:_](\d+)", DOID)),
    ),
    "paper": Kind("a PMC id, a PubMed id or a DOI", "PMC4745709 or pubmed:26362269", _paper),
    "figure": Kind("a figid", "PMC4745709__oncotarget-06-29034-g006", _figure),
    "pathway": Kind("a WikiPathways id", "WP5039", _identifier((r"(?:wikipathways:)?(WP\d+)(?:_r\d+)?", WIKIPATHWAYS))),
    "organism": Kind("an NCBI taxonomy id or a name in the table of taxa", "9606 or 'Homo sapiens'", _organism),
    "year": Kind("a year", "2015", _integer),
    "score": Kind("a number from 0 to 1", "0.9", _score),
    "text": Kind("a text", "'breast cancer'", lambda _, text: Literal(text) if text else None),
}

#: Every variable that a bundled query may have for a parameter, and the kind that it is of.
VARIABLES = {
    "gene": "gene",
    "genes": "gene",
    "chemical": "chemical",
    "disease": "disease",
    "paper": "paper",
    "figure": "figure",
    "pathway": "pathway",
    "organism": "organism",
    "fromYear": "year",
    "toYear": "year",
    "minScore": "score",
    "text": "text",
}
