"""The model's table, first half: figures, pictures, papers, mentions and networks, record by record."""

from collections.abc import Iterable, Iterator

from pfocr_rdf.identifiers import (
    CHEBI,
    DOID,
    FIGURE,
    GENE,
    IMAGE_FRAGMENT,
    LEXICON,
    LICENSE,
    MESH,
    NDEX,
    PAPER,
    PUBMED,
    TAXON,
    WIKIPATHWAYS,
    Namespaces,
    doi_address,
    europe_pmc,
    network_download,
    page_address,
)
from pfocr_rdf.model import ADDRESS, DECIMAL, INTEGER, MANY, TEXT, YEAR, Identity, NodeKind, Reference
from pfocr_rdf.model import Property as P  # noqa: N817 - it begins every line of a table
from pfocr_rdf.record import Figure, Kind, Mention, Paper
from pfocr_rdf.vocabulary import DCTERMS, FABIO, OA, PFOCR, PRISM, SCHEMA, Term

ENTITY_SPACES = (GENE, MESH, CHEBI, DOID)

_MEDIA_TYPES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif"}


def figure_iri(figid: str, namespaces: Namespaces) -> str:
    """IRI of a figure, which is the address of its page.

    >>> figure_iri("PMC1__f.1", Namespaces())
    'https://pfocr.wikipathways.org/figures/PMC1__f.1.html'
    """
    return namespaces.iri(FIGURE, figid + ".html")


def picture_iri(figure: Figure, namespaces: Namespaces) -> str:
    """IRI of a figure's picture."""
    return figure_iri(figure.figid, namespaces) + IMAGE_FRAGMENT


def _no_value(_: object, __: Namespaces) -> None:
    """What the converter fills in, since more than the subject is needed for it."""


def annotated_taxa(figure: Figure) -> Iterator[Identity]:
    """The taxa that are annotated on a figure's paper, as far as their ids are known."""
    return ((TAXON, one.taxon.taxon_id) for one in figure.organisms if one.taxon and one.annotated)


def _about(figure: Figure, _: Namespaces) -> Iterable[str]:
    return dict.fromkeys(one.taxon.taxon_id for one in figure.organisms if one.taxon and one.recognised)


def _content_url(figure: Figure, namespaces: Namespaces) -> str:
    """The picture's address; the image file is named after the figid (45 of 45 records)."""
    filename = figure.filename or figure.figid.partition("__")[2] + ".jpg"
    return namespaces.picture_address(figure.paper.pmcid, filename)


def _media_type(figure: Figure, _: Namespaces) -> str | None:
    return _MEDIA_TYPES.get((figure.filename or "").rpartition(".")[2].lower())


def _same_paper(paper: Paper, namespaces: Namespaces) -> Iterable[str]:
    yield europe_pmc(paper.pmcid)
    if paper.pubmed:
        yield namespaces.iri(PUBMED, paper.pubmed)
    if paper.doi:
        yield doi_address(paper.doi)


FIGURE_NODE = NodeKind(
    "figure",
    (PFOCR.PathwayFigure, SCHEMA.Dataset),
    "figures",
    "{base}figures/{figid}.html",
    (
        P(SCHEMA.identifier, TEXT, lambda f, _: f.figid, ("figid",), "Figure id.", least=1),
        P(SCHEMA.alternateName, TEXT, lambda f, _: f.alias, ("figid_alias", "redirect_from"), "Second, readable id."),
        P(SCHEMA.name, TEXT, lambda f, _: f.title, ("figtitle",), "Title.", least=1),
        P(
            SCHEMA.description,
            TEXT,
            lambda f, _: f.caption,
            ("caption", "schema-jsonld.description"),
            "Caption, one line, citations stripped.",
        ),
        P(
            SCHEMA.url,
            ADDRESS,
            lambda f, ns: figure_iri(f.figid, ns),
            ("figid", "schema-jsonld.@id"),
            "The figure's page.",
            least=1,
        ),
        P(
            SCHEMA.isBasedOn,
            Reference((PAPER,), ("paper",)),
            lambda f, _: f.paper.pmcid,
            ("pmcid",),
            "Paper that the figure is from.",
            least=1,
        ),
        P(SCHEMA.image, ADDRESS, picture_iri, ("figid",), "The picture itself.", least=1),
        P(
            SCHEMA.license,
            ADDRESS,
            lambda _, __: LICENSE,
            ("schema-jsonld.license",),
            "Licence of the record, not of the picture.",
            least=1,
        ),
        P(SCHEMA.isPartOf, ADDRESS, lambda _, ns: ns.dataset, (), "The data set.", least=1),
        P(PFOCR.figureType, TEXT, lambda f, _: f.figure_type, ("figtype",), "Kind of figure."),
        P(
            PFOCR.pathwayScore,
            DECIMAL,
            lambda f, _: f.score,
            ("automl_pathway", "pathway_score"),
            "Probability from 0 to 1 that the figure is a pathway; digits as written.",
        ),
        P(
            PFOCR.resultRank,
            INTEGER,
            lambda f, _: f.rank,
            ("pmc_ranked_result_index",),
            "Rank in the image query of 2020; 1 is the first.",
        ),
        P(
            SCHEMA.about,
            Reference((TAXON,), ("taxon",)),
            _about,
            ("organisms_ner", "organisms"),
            "Taxa recognised in the figure.",
            most=MANY,
        ),
        P(
            SCHEMA.mentions,
            Reference((*ENTITY_SPACES, TAXON), ("gene", "chemical", "disease", "taxon")),
            _no_value,
            (
                "genes: ncbigene_id",
                "genes: entrez",
                "chemicals: mesh",
                "chemicals: chebi",
                "chemicals: identifier",
                "diseases: mesh",
                "diseases: doid",
                "diseases: identifier",
                "organisms",
            ),
            "Every gene, chemical and disease that a mention stands for, and every annotated taxon.",
            most=MANY,
        ),
        P(
            PFOCR.organismName,
            TEXT,
            lambda f, _: (one.name for one in f.organisms),
            ("organisms", "organisms_ner"),
            "Name of every annotated or recognised organism.",
            most=MANY,
        ),
        P(
            PFOCR.ndexNetwork,
            Reference((NDEX,), ("network",)),
            lambda f, _: f.ndex,
            ("ndex", "ndex_map.tsv"),
            "Network at NDEx.",
        ),
        P(
            PFOCR.wikiPathway,
            Reference((WIKIPATHWAYS,)),
            lambda f, _: f.wikipathway,
            ("wpid", "wpid_map.tsv"),
            "Pathway drawn from the figure, without revision.",
        ),
        P(
            SCHEMA.keywords,
            TEXT,
            lambda f, _: f.keywords,
            ("schema-jsonld.keywords",),
            "Keywords that no mention accounts for.",
            most=MANY,
        ),
    ),
)

PICTURE_NODE = NodeKind(
    "picture",
    (SCHEMA.ImageObject, FABIO.Figure),
    "figures",
    "{figure}#image",
    (
        P(
            SCHEMA.isPartOf,
            Reference((PAPER,), ("paper",)),
            lambda f, _: f.paper.pmcid,
            ("pmcid",),
            "Paper that the picture is printed in.",
            least=1,
        ),
        P(SCHEMA.position, TEXT, lambda f, _: f.number, ("number",), "Number of the figure, as written."),
        P(
            SCHEMA.contentUrl,
            ADDRESS,
            _content_url,
            ("filename", "pmcid"),
            "Where the picture is said to lie; from a template.",
            least=1,
        ),
        P(
            SCHEMA.mainEntityOfPage,
            ADDRESS,
            lambda f, _: page_address(f.figlink) if f.figlink else None,
            ("figlink",),
            "The picture's page at PMC.",
        ),
        P(SCHEMA.encodingFormat, TEXT, _media_type, ("filename",), "Media type, where the file name tells."),
    ),
)

PAPER_NODE = NodeKind(
    "paper",
    (SCHEMA.ScholarlyArticle,),
    "figures",
    "pmc:{pmcid}",
    (
        P(SCHEMA.identifier, TEXT, lambda p, _: p.pmcid, ("pmcid",), "PMC id.", least=1),
        P(SCHEMA.name, TEXT, lambda p, _: p.title, ("papertitle",), "Title of the paper."),
        P(DCTERMS.bibliographicCitation, TEXT, lambda p, _: p.citation, ("reftext",), "Citation."),
        P(SCHEMA.datePublished, YEAR, lambda p, _: p.year, ("year",), "Year of publication, Gregorian."),
        P(PRISM.publicationName, TEXT, lambda p, _: p.journal, ("journal_title",), "Title of the journal."),
        P(
            FABIO.hasNLMJournalTitleAbbreviation,
            TEXT,
            lambda p, _: p.journal_abbreviation,
            ("journal_nlm_ta",),
            "NLM's abbreviation of the journal's title.",
        ),
        P(SCHEMA.publisher, TEXT, lambda p, _: p.publisher, ("publisher_name",), "Name of the publisher."),
        P(SCHEMA.keywords, TEXT, lambda p, _: p.keywords, ("keywords",), "Keywords of the authors.", most=MANY),
        P(
            SCHEMA.sameAs,
            ADDRESS,
            _same_paper,
            ("pmcid", "doi", "PMC ids"),
            "The paper at Europe PMC, in PubMed, and its DOI; the last two also from NCBI's table of PMC ids.",
            least=1,
            most=MANY,
        ),
    ),
)

MENTION_CLASSES: dict[Kind, Term] = {
    Kind.GENE: PFOCR.GeneMention,
    Kind.CHEMICAL: PFOCR.ChemicalMention,
    Kind.DISEASE: PFOCR.DiseaseMention,
}


def _bodies(mention: Mention, _: Namespaces) -> Iterable[Identity]:
    return dict.fromkeys(entity.identity for entity in mention.entities)


def _mention_node(kind: Kind, bodies: Reference, lexicons: int, keys: tuple[str, ...]) -> NodeKind:
    """Mentions of one kind; ``oa:hasTarget`` stands first, and the converter fills it in."""
    return NodeKind(
        f"{kind} mention",
        (OA.Annotation, MENTION_CLASSES[kind]),
        "figures",
        "{figure}#" + kind + "-{10 hexadecimal digits}",
        (
            P(OA.hasTarget, Reference((FIGURE,), ("figure",)), _no_value, ("figid",), "The figure.", least=1),
            P(OA.hasBody, bodies, _bodies, keys, "Every entity that the word was matched to.", most=MANY),
            P(PFOCR.word, TEXT, lambda m, _: m.word, (f"{kind}s: word",), "The word as read.", least=1),
            P(
                PFOCR.matchedTerm,
                TEXT,
                lambda m, _: m.match,
                (f"{kind}s: match", *((f"{kind}s: symbol",) if kind is Kind.GENE else ())),
                "The lexicon's term that was hit.",
            ),
            P(
                PFOCR.lexicon,
                Reference((LEXICON,), ("lexicon",)),
                lambda m, _: m.source,
                (f"{kind}s: source",),
                "The lexicon of that term.",
                least=lexicons,
            ),
        ),
    )


MENTION_NODES: dict[Kind, NodeKind] = {
    Kind.GENE: _mention_node(Kind.GENE, Reference((GENE,), ("gene",)), 1, ("genes: ncbigene_id", "genes: entrez")),
    Kind.CHEMICAL: _mention_node(
        Kind.CHEMICAL,
        Reference((MESH, CHEBI), ("chemical",)),
        0,
        ("chemicals: mesh", "chemicals: chebi", "chemicals: identifier"),
    ),
    Kind.DISEASE: _mention_node(
        Kind.DISEASE,
        Reference((MESH, DOID), ("disease",)),
        0,
        ("diseases: mesh", "diseases: doid", "diseases: identifier"),
    ),
}

NETWORK_NODE = NodeKind(
    "network",
    (SCHEMA.Dataset,),
    "links",
    "ndex:{uuid}",
    (
        P(
            SCHEMA.isBasedOn,
            Reference((FIGURE,), ("figure",)),
            lambda f, _: f.figid + ".html",
            ("figid",),
            "Figure that the network was made from.",
            least=1,
        ),
        P(
            SCHEMA.url,
            Reference((NDEX,)),
            lambda f, _: f.ndex,
            ("ndex", "ndex_map.tsv"),
            "The network's page.",
            least=1,
        ),
        P(
            SCHEMA.distribution,
            ADDRESS,
            lambda f, _: network_download(f.ndex),
            ("ndex", "ndex_map.tsv"),
            "The network in CX2.",
            least=1,
        ),
    ),
)
