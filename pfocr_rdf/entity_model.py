"""The model's table, second half: what the whole export says once of each gene, chemical, disease, taxon, lexicon."""

from collections.abc import Iterable
from typing import NamedTuple

from pfocr_rdf.identifiers import CHEBI, DOID, HGNC, SYMBOL, TAXON, Namespaces
from pfocr_rdf.model import ADDRESS, MANY, TEXT, Identity, NodeKind, Reference
from pfocr_rdf.model import Property as P  # noqa: N817 - it begins every line of a table
from pfocr_rdf.vocabulary import PFOCR, SCHEMA, SKOS, Lexicon


class GeneFacts(NamedTuple):
    """All that the whole export says of one gene."""

    ncbi_id: str
    names: tuple[str, ...]
    taxa: tuple[str, ...]
    symbols: tuple[str, ...]
    hgnc_ids: tuple[str, ...]


class TermFacts(NamedTuple):
    """All that the whole export says of one chemical or disease."""

    identity: Identity
    names: tuple[str, ...]
    matches: tuple[Identity, ...]


class TaxonFacts(NamedTuple):
    """All that the whole export says of one taxon."""

    taxon_id: str
    names: tuple[str, ...]
    groups: tuple[str, ...]


def term_identifier(identity: Identity) -> str:
    """The identifier of a chemical or disease as its makers write it.

    >>> from pfocr_rdf.identifiers import MESH
    >>> term_identifier((MESH, "D002118")), term_identifier((CHEBI, "22984")), term_identifier((DOID, "8893"))
    ('D002118', 'CHEBI:22984', 'DOID:8893')
    """
    space, identifier = identity
    return space.lead.replace("_", ":") + identifier


def _same_gene(gene: GeneFacts, _: Namespaces) -> Iterable[Identity]:
    return [(SYMBOL, symbol) for symbol in gene.symbols] + [(HGNC, hgnc_id) for hgnc_id in gene.hgnc_ids]


GENE_NODE = NodeKind(
    "gene",
    (SCHEMA.Gene,),
    "entities",
    "ncbigene:{NCBI Gene id}",
    (
        P(
            SCHEMA.identifier,
            TEXT,
            lambda g, _: g.ncbi_id,
            ("genes: ncbigene_id", "genes: entrez"),
            "NCBI Gene id.",
            least=1,
        ),
        P(
            SCHEMA.name,
            TEXT,
            lambda g, _: g.names,
            ("genes: ncbigene_symbol", "genes: hgnc_symbol"),
            "Symbol, as PFOCR gives it.",
            least=1,
            most=MANY,
        ),
        P(
            SCHEMA.taxonomicRange,
            Reference((TAXON,), ("taxon",)),
            lambda g, _: g.taxa,
            ("genes: organism_id",),
            "The gene's species.",
            least=1,
        ),
        P(
            SCHEMA.sameAs,
            Reference((SYMBOL, HGNC)),
            _same_gene,
            ("genes: hgnc_symbol", "HGNC"),
            "A human gene's HGNC id and symbol, from the HGNC table by NCBI Gene id.",
            most=MANY,
        ),
    ),
)


CHEMICAL_NODE = NodeKind(
    "chemical",
    (SCHEMA.ChemicalSubstance,),
    "entities",
    "mesh:{MeSH id}, or chebi:CHEBI:{ChEBI id} where the row has no MeSH id",
    (
        P(
            SCHEMA.identifier,
            TEXT,
            lambda t, _: term_identifier(t.identity),
            ("chemicals: mesh", "chemicals: chebi", "chemicals: identifier"),
            "MeSH or ChEBI id.",
            least=1,
        ),
        P(SCHEMA.name, TEXT, lambda t, _: t.names, ("chemicals: name",), "Name at ChEBI.", most=MANY),
        P(
            SKOS.closeMatch,
            Reference((CHEBI,)),
            lambda t, _: t.matches,
            ("chemicals: chebi",),
            "What PFOCR maps the MeSH term to.",
            most=MANY,
        ),
    ),
)

DISEASE_NODE = NodeKind(
    "disease",
    (SCHEMA.MedicalCondition,),
    "entities",
    "mesh:{MeSH id}, or obo:DOID_{id} where the row has no MeSH id",
    (
        P(
            SCHEMA.identifier,
            TEXT,
            lambda t, _: term_identifier(t.identity),
            ("diseases: mesh", "diseases: doid", "diseases: identifier"),
            "MeSH or Disease Ontology id.",
            least=1,
        ),
        P(SCHEMA.name, TEXT, lambda t, _: t.names, ("diseases: name",), "Name in the Disease Ontology.", most=MANY),
        P(
            SKOS.closeMatch,
            Reference((DOID,)),
            lambda t, _: t.matches,
            ("diseases: doid",),
            "What PFOCR maps the MeSH term to.",
            most=MANY,
        ),
    ),
)

TAXON_NODE = NodeKind(
    "taxon",
    (SCHEMA.Taxon,),
    "entities",
    "obo:NCBITaxon_{taxonomy id}",
    (
        P(SCHEMA.identifier, TEXT, lambda t, _: t.taxon_id, ("genes: organism_id",), "NCBI taxonomy id.", least=1),
        P(
            SCHEMA.name,
            TEXT,
            lambda t, _: t.names,
            ("genes: organism_name", "organisms", "organisms_ner"),
            "Name of the species.",
            most=MANY,
        ),
        P(
            PFOCR.organismGroup,
            TEXT,
            lambda t, _: t.groups,
            ("genes: organism_group",),
            "Coarse group.",
            most=MANY,
        ),
    ),
)

LEXICON_NODE = NodeKind(
    "lexicon",
    (SKOS.Concept,),
    "entities",
    "lex:{source}",
    (
        P(SKOS.notation, TEXT, lambda x, _: x.source, ("genes: source",), "Source as in the tables.", least=1),
        P(SKOS.prefLabel, TEXT, lambda x, _: x.label, (), "Name of the lexicon.", least=1),
        P(SKOS.definition, TEXT, lambda x, _: x.definition or None, (), "What it is."),
        P(SKOS.inScheme, ADDRESS, lambda _, ns: ns.lexicons, (), "The scheme of all lexicons.", least=1),
    ),
)


def unknown_lexicon(source: str) -> Lexicon:
    """A lexicon that no release had so far; its source is all that is known of it."""
    return Lexicon(source, source, "")
