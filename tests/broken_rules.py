"""Mutations that break rules between nodes, and what mutations of one property or node do to such rules."""

from typing import TypeAlias

from good_graph import good_nodes

from pfocr_rdf.vocabulary import OA, PFOCR, SCHEMA, SKOS, Term

#: A triple to take away (-), to add (+) or to put in the place of others (=): a node by its name, or any (*), a
#: property, and a node by its name, or a text.
Change: TypeAlias = tuple[str, str, Term, str]

#: What must be found: the shape, the constraint component, and the node by its name.
Consequence: TypeAlias = tuple[str, str, str]

#: Name, changes, and what must be found.
RULES: tuple[tuple[str, tuple[Change, ...], tuple[Consequence, ...]], ...] = (
    (
        "body not mentioned",
        (("-", "figure", SCHEMA.mentions, "gene"),),
        (("figure-mentions-bodies", "Equals", "figure"), ("overlap-genes", "Equals", "figure")),
    ),
    (
        "shared gene not mentioned",
        (("=", "overlap", PFOCR.sharedGene, "https://identifiers.org/ncbigene/1"),),
        (("overlap-genes", "Equals", "figure"),),
    ),
    (
        "overlap of another figure",
        (("=", "overlap", PFOCR.overlapOf, "other figure"),),
        (("overlap-identity", "SPARQL", "overlap"),),
    ),
    (
        "overlap with another pathway",
        (("=", "overlap", PFOCR.overlapWith, "https://identifiers.org/wikipathways/WP1"),),
        (("overlap-identity", "SPARQL", "overlap"),),
    ),
    (
        "more genes than are counted",
        (("+", "overlap", PFOCR.sharedGene, "other gene"),),
        (("overlap-count", "SPARQL", "overlap"),),
    ),
    (
        "mentioned without a mention",
        (("-", "*", OA.hasBody, "other chemical"),),
        (("figure-mentions-evidence", "SPARQL", "figure"),),
    ),
    (
        "disease mentioned without a mention",
        (("-", "disease mention", OA.hasBody, "disease"),),
        (("figure-mentions-evidence", "SPARQL", "figure"),),
    ),
    (
        "figid of another figure",
        (("=", "figure", SCHEMA.identifier, "PMC10000__other"),),
        (("figure-iri", "SPARQL", "figure"), ("figure-pmcid", "SPARQL", "figure")),
    ),
    (
        "figure of another paper",
        (
            ("=", "figure", SCHEMA.isBasedOn, "other paper"),
            ("=", "picture", SCHEMA.isPartOf, "other paper"),
        ),
        (("figure-pmcid", "SPARQL", "figure"),),
    ),
    (
        "picture of another paper",
        (("=", "picture", SCHEMA.isPartOf, "other paper"),),
        (("figure-picture-paper", "Equals", "figure"),),
    ),
    (
        "page of another figure",
        (("=", "figure", SCHEMA.url, "other figure"),),
        (("figure-page", "SPARQL", "figure"),),
    ),
    (
        "picture of no figure",
        (("-", "figure", SCHEMA.image, "picture"),),
        (
            ("figure-image", "MinCount", "figure"),
            ("picture-figure", "MinCount", "picture"),
        ),
    ),
    (
        "network of another figure",
        (("=", "network", SCHEMA.isBasedOn, "other figure"),),
        (("figure-network", "Equals", "figure"), ("figure-network", "Equals", "other figure")),
    ),
    (
        "network that its figure does not name",
        (("-", "figure", PFOCR.ndexNetwork, "network"),),
        (("figure-network", "Equals", "figure"),),
    ),
    (
        "network of two figures",
        (("+", "other figure", PFOCR.ndexNetwork, "network"),),
        (("figure-ndexNetwork", "MaxCount", "other figure"), ("figure-network", "Equals", "other figure")),
    ),
    (
        "page of another network",
        (("=", "network", SCHEMA.url, "other network"),),
        (("network-page", "SPARQL", "network"),),
    ),
    (
        "download of another network",
        (
            (
                "=",
                "network",
                SCHEMA.distribution,
                "https://www.ndexbio.org/v3/networks/00000000-0000-4000-8000-fffffffffff0",
            ),
        ),
        (("network-download", "SPARQL", "network"),),
    ),
    *(
        (
            f"{kind} with the identifier of another",
            (("=", kind, SCHEMA.identifier, text),),
            ((f"{kind.removeprefix('other ')}-identity", "SPARQL", kind),),
        )
        for kind, text in (
            ("paper", "PMC1"),
            ("gene", "1"),
            ("chemical", "CHEBI:1"),
            ("other chemical", "D000001"),
            ("disease", "DOID:1"),
            ("other disease", "DOID_1"),
            ("taxon", "1"),
        )
    ),
    (
        "notation of another lexicon",
        (("=", "lexicon", SKOS.notation, "MESH"),),
        (("lexicon-identity", "SPARQL", "lexicon"),),
    ),
    (
        "another paper at Europe PMC",
        (("=", "paper", SCHEMA.sameAs, "https://europepmc.org/article/PMC/1"),),
        (("paper-europe-pmc", "SPARQL", "paper"),),
    ),
    (
        "HGNC on a gene of a mouse",
        (("+", "other gene", SCHEMA.sameAs, "https://identifiers.org/hgnc.symbol/IL1B"),),
        (("gene-human", "Or", "other gene"),),
    ),
    (
        "HGNC on a gene that is not human",
        (("=", "gene", SCHEMA.taxonomicRange, "taxon"),),
        (("gene-human", "Or", "gene"),),
    ),
)

#: Rules that a mutation of one property or node breaks too: a pattern of its name, the shape, the constraint component
#: and the node. ``{0}`` is the first group of the pattern.
ALSO: tuple[tuple[str, str, str, str], ...] = (
    ("figure of the other scheme", "figure-picture", "SPARQL", "figure"),
    *(("figure of the other scheme", "mention-iri", "SPARQL", one) for one in good_nodes() if "mention" in one),
    ("(figure|network) (of the other scheme|a blank node)", "{0}-url", "Pattern", "{0}"),
    ("(figure|network) a blank node", "{0}-url", "NodeKind", "{0}"),
    ("picture (of the other scheme|a blank node)", "figure-image", "Pattern", "figure"),
    ("picture a blank node", "figure-image", "NodeKind", "figure"),
    ("picture of the other scheme", "figure-picture", "SPARQL", "figure"),
    (
        "(gene|chemical|disease) mention (of the other scheme|hasTarget (doubled|of|not).*)",
        "mention-iri",
        "SPARQL",
        "{0} mention",
    ),
    ("figure without pfocr:PathwayFigure", "picture-figure", "Class", "picture"),
    ("figure identifier (doubled|empty)", "figure-iri", "SPARQL", "figure"),
    ("figure identifier (doubled|empty)", "figure-pmcid", "SPARQL", "figure"),
    ("figure url (?!dropped).*", "figure-page", "SPARQL", "figure"),
    ("figure isBasedOn (?!doubled).*", "figure-picture-paper", "Equals", "figure"),
    ("figure isBasedOn (doubled|not described)", "figure-pmcid", "SPARQL", "figure"),
    ("figure image (?!doubled).*", "picture-figure", "MinCount", "picture"),
    ("figure image (doubled|of a wrong form)", "figure-picture", "SPARQL", "figure"),
    ("figure image doubled", "figure-picture-paper", "Equals", "figure"),
    ("figure image doubled", "picture-figure", "MaxCount", "other picture"),
    ("figure license doubled", "figure-license", "Pattern", "figure"),
    ("figure isPartOf doubled", "figure-isPartOf", "Pattern", "figure"),
    ("figure mentions .*", "figure-mentions-bodies", "Equals", "figure"),
    ("figure mentions (of|not) .*", "figure-mentions-evidence", "SPARQL", "figure"),
    ("figure ndexNetwork .*", "figure-network", "Equals", "figure"),
    ("picture isPartOf (?!dropped).*", "figure-picture-paper", "Equals", "figure"),
    ("(paper|gene|chemical|disease|taxon) identifier (doubled|empty)", "{0}-identity", "SPARQL", "{0}"),
    ("paper sameAs dropped", "paper-europe-pmc", "SPARQL", "paper"),
    (".* mention hasBody .*", "figure-mentions-bodies", "Equals", "figure"),
    ("(chemical|disease) mention hasBody .*", "figure-mentions-evidence", "SPARQL", "figure"),
    ("(chemical|disease) mention hasTarget (?!doubled).*", "figure-mentions-evidence", "SPARQL", "figure"),
    ("(chemical|disease) mention hasTarget doubled", "figure-mentions-bodies", "Equals", "other figure"),
    ("network isBasedOn (?!doubled).*", "figure-network", "Equals", "figure"),
    ("network isBasedOn doubled", "figure-network", "Equals", "other figure"),
    ("network url (?!dropped).*", "network-page", "SPARQL", "network"),
    ("network distribution (doubled|of).*", "network-download", "SPARQL", "network"),
    ("gene taxonomicRange (?!doubled).*", "gene-human", "Or", "gene"),
    ("taxon of the other scheme", "figure-mentions-evidence", "SPARQL", "figure"),
    ("lexicon notation (doubled|empty)", "lexicon-identity", "SPARQL", "lexicon"),
    ("figure (of the other scheme|a blank node)", "overlap-overlapOf", "Pattern", "overlap"),
    ("figure a blank node", "overlap-overlapOf", "NodeKind", "overlap"),
    ("gene (of the other scheme|a blank node)", "overlap-sharedGene", "Pattern", "overlap"),
    ("gene a blank node", "overlap-sharedGene", "NodeKind", "overlap"),
    ("comparison (of the other scheme|a blank node)", "overlap-wasGeneratedBy", "Pattern", "overlap"),
    ("comparison a blank node", "overlap-wasGeneratedBy", "NodeKind", "overlap"),
    ("(figure|overlap) of the other scheme", "overlap-identity", "SPARQL", "overlap"),
    ("overlap overlapOf (doubled|of .*)", "overlap-identity", "SPARQL", "overlap"),
    ("overlap overlapWith doubled", "overlap-identity", "SPARQL", "overlap"),
    ("overlap sharedGene (a|of) .*", "overlap-genes", "Equals", "figure"),
    ("overlap sharedGeneCount (doubled|malformed|0)", "overlap-count", "SPARQL", "overlap"),
    ("lexicon inScheme doubled", "lexicon-inScheme", "Pattern", "lexicon"),
)
