"""What a PFOCR record says, as plain typed values: no YAML left in it, no RDF yet.

Every placeholder of the sources (``''``, ``.na.character``, ``NA`` where it means missing, ``REJECT``) has become
``None`` or an empty tuple. Identifiers are text without prefix, since none of them is a quantity.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from pfocr_rdf.identifiers import CHEBI, DOID, GENE, MESH, Space


class Kind(StrEnum):
    """What a mention's entities are; also the word in the mention's IRI."""

    GENE = "gene"
    CHEMICAL = "chemical"
    DISEASE = "disease"


class Taxon(NamedTuple):
    """A taxon whose NCBI id is known."""

    taxon_id: str
    name: str | None = None
    group: str | None = None


class Gene(NamedTuple):
    """A gene, by its NCBI Gene id; ``symbol`` as PFOCR gives it, ``hgnc_symbol`` only where the record has one."""

    ncbi_id: str
    symbol: str | None = None
    taxon: Taxon | None = None
    hgnc_symbol: str | None = None

    @property
    def identity(self) -> tuple[Space, str]:
        """Space and identifier that the gene's IRI is made of."""
        return GENE, self.ncbi_id


class Chemical(NamedTuple):
    """A chemical, by MeSH id where there is one, else by ChEBI id; ``name`` is ChEBI's."""

    mesh: str | None = None
    chebi: str | None = None
    name: str | None = None

    @property
    def identity(self) -> tuple[Space, str]:
        """Space and identifier that the chemical's IRI is made of; one of the two ids must be there."""
        return (MESH, self.mesh) if self.mesh else (CHEBI, self.chebi or "")


class Disease(NamedTuple):
    """A disease, by MeSH id where there is one, else by DOID; ``name`` is the Disease Ontology's."""

    mesh: str | None = None
    doid: str | None = None
    name: str | None = None

    @property
    def identity(self) -> tuple[Space, str]:
        """Space and identifier that the disease's IRI is made of; one of the two ids must be there."""
        return (MESH, self.mesh) if self.mesh else (DOID, self.doid or "")


class Mention(NamedTuple):
    """A word read from the picture, how it was matched, and every entity it was matched to.

    ``entities`` are all of the mention's kind, each once, in the order of the rows, and none where no row has an
    identifier.
    """

    kind: Kind
    word: str
    match: str | None = None
    source: str | None = None
    entities: tuple[Gene | Chemical | Disease, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The paper that a figure was published in."""

    pmcid: str
    title: str | None = None
    citation: str | None = None
    year: str | None = None
    doi: str | None = None
    pubmed: str | None = None
    journal: str | None = None
    journal_abbreviation: str | None = None
    publisher: str | None = None
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Organism:
    """An organism by name, with its taxon where the id is known.

    ``annotated`` on the paper, ``recognised`` in the figure, or both.
    """

    name: str
    taxon: Taxon | None = None
    annotated: bool = False
    recognised: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One record: a published figure and all that was recognised in it.

    >>> Figure(figid="PMC1__f1", title="A pathway", paper=Paper(pmcid="PMC1")).genes
    ()
    """

    figid: str
    title: str
    paper: Paper
    alias: str | None = None
    caption: str | None = None
    number: str | None = None
    figure_type: str | None = None
    score: str | None = None
    rank: str | None = None
    filename: str | None = None
    figlink: str | None = None
    ndex: str | None = None
    wikipathway: str | None = None
    organisms: tuple[Organism, ...] = ()
    genes: tuple[Mention, ...] = ()
    chemicals: tuple[Mention, ...] = ()
    diseases: tuple[Mention, ...] = ()
    keywords: tuple[str, ...] = ()
    origin: str = field(default="", compare=False)

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """All mentions: genes, then chemicals, then diseases."""
        return self.genes + self.chemicals + self.diseases
