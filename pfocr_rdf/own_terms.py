"""What our own terms mean: the text of the published vocabulary."""

from dataclasses import dataclass

from pfocr_rdf.vocabulary import OA, OWL, PFOCR, PROV, RDFS, SCHEMA, Term


@dataclass(frozen=True, slots=True)
class OwnTerm:
    """What one of our own terms means."""

    term: Term
    kind: Term
    label: str
    comment: str
    parent: Term | None = None


#: Description of each term under ``pfocr:``, in the order in which the vocabulary shows them.
OWN_TERMS: tuple[OwnTerm, ...] = (
    OwnTerm(
        PFOCR.PathwayFigure,
        RDFS.Class,
        "pathway figure",
        "A record about one published figure that depicts a biological pathway.",
        SCHEMA.Dataset,
    ),
    OwnTerm(
        PFOCR.Mention,
        RDFS.Class,
        "mention",
        "A word read from a figure by optical character recognition and matched to entities; "
        "evidence that the word is there, not a claim about biology.",
        OA.Annotation,
    ),
    OwnTerm(PFOCR.GeneMention, RDFS.Class, "gene mention", "A mention whose entities are genes.", PFOCR.Mention),
    OwnTerm(
        PFOCR.ChemicalMention,
        RDFS.Class,
        "chemical mention",
        "A mention whose entities are chemical substances.",
        PFOCR.Mention,
    ),
    OwnTerm(
        PFOCR.DiseaseMention, RDFS.Class, "disease mention", "A mention whose entities are diseases.", PFOCR.Mention
    ),
    OwnTerm(PFOCR.word, OWL.DatatypeProperty, "word", "The text as read from the image, noise included."),
    OwnTerm(
        PFOCR.matchedTerm, OWL.DatatypeProperty, "matched term", "The term of the lexicon that the word was matched to."
    ),
    OwnTerm(PFOCR.lexicon, OWL.ObjectProperty, "lexicon", "The lexicon that the matched term comes from."),
    OwnTerm(
        PFOCR.pathwayScore,
        OWL.DatatypeProperty,
        "pathway score",
        "Probability from 0 to 1, by an image classifier, that the figure depicts a pathway.",
    ),
    OwnTerm(
        PFOCR.figureType,
        OWL.DatatypeProperty,
        "figure type",
        "Kind of figure, as derived from its printed number: Figure, Scheme, Supplemental figure, …",
    ),
    OwnTerm(
        PFOCR.organismName,
        OWL.DatatypeProperty,
        "organism name",
        "Name of an organism that is annotated on the paper or recognised in the figure, as the record has it.",
    ),
    OwnTerm(PFOCR.organismGroup, OWL.DatatypeProperty, "organism group", "Coarse group of a taxon, such as Primates."),
    OwnTerm(
        PFOCR.resultRank,
        OWL.DatatypeProperty,
        "result rank",
        "Rank of the figure among the results of the image query that found it in PubMed Central; 1 is the first.",
    ),
    OwnTerm(
        PFOCR.ndexNetwork,
        OWL.ObjectProperty,
        "NDEx network",
        "Network at NDEx that was made from the figure.",
        RDFS.seeAlso,
    ),
    OwnTerm(
        PFOCR.wikiPathway,
        OWL.ObjectProperty,
        "WikiPathways pathway",
        "Pathway at WikiPathways, of no particular revision, that was drawn from the figure.",
        RDFS.seeAlso,
    ),
    OwnTerm(
        PFOCR.GeneOverlap,
        RDFS.Class,
        "gene overlap",
        "That a figure and a pathway have genes in common, with those genes and how surprising their number is; "
        "computed from gene sets, not a claim that the figure shows the pathway.",
    ),
    OwnTerm(
        PFOCR.GeneComparison,
        RDFS.Class,
        "gene comparison",
        "A computation that compared the genes of figures with those of all pathways of one species.",
        PROV.Activity,
    ),
    OwnTerm(PFOCR.overlapOf, OWL.ObjectProperty, "overlap of", "The figure of a gene overlap."),
    OwnTerm(
        PFOCR.overlapWith,
        OWL.ObjectProperty,
        "overlap with",
        "The pathway of a gene overlap, at WikiPathways, of no particular revision.",
    ),
    OwnTerm(
        PFOCR.pathwayRevision,
        OWL.DatatypeProperty,
        "pathway revision",
        "The revision of the pathway whose genes were compared, as WikiPathways names it.",
    ),
    OwnTerm(PFOCR.sharedGene, OWL.ObjectProperty, "shared gene", "A gene of both the figure and the pathway."),
    OwnTerm(
        PFOCR.sharedGeneCount, OWL.DatatypeProperty, "shared gene count", "Number of genes of both: the shared genes."
    ),
    OwnTerm(
        PFOCR.figureGeneCount,
        OWL.DatatypeProperty,
        "figure gene count",
        "Number of genes that the figure mentions, of the species of the pathway.",
    ),
    OwnTerm(
        PFOCR.testedGeneCount,
        OWL.DatatypeProperty,
        "tested gene count",
        "Number of genes of the figure that are in the background, and so could be shared with some pathway.",
    ),
    OwnTerm(
        PFOCR.pathwayGeneCount,
        OWL.DatatypeProperty,
        "pathway gene count",
        "Number of genes of the pathway, in the background.",
    ),
    OwnTerm(
        PFOCR.backgroundGeneCount,
        OWL.DatatypeProperty,
        "background gene count",
        "Number of genes that a comparison draws from: those of any compared pathway of the species, or a list.",
    ),
    OwnTerm(
        PFOCR.pathwayCount,
        OWL.DatatypeProperty,
        "pathway count",
        "Number of pathways that each figure was compared with: the tests that p-values are adjusted for.",
    ),
    OwnTerm(
        PFOCR.jaccard,
        OWL.DatatypeProperty,
        "Jaccard index",
        "Shared genes by genes of the figure or the pathway, from 0 to 1.",
    ),
    OwnTerm(
        PFOCR.pValue,
        OWL.DatatypeProperty,
        "p-value",
        "Probability to share at least so many genes by chance: upper tail of the hypergeometric distribution over the "
        "background.",
    ),
    OwnTerm(
        PFOCR.adjustedPValue,
        OWL.DatatypeProperty,
        "adjusted p-value",
        "The p-value after Benjamini and Hochberg (1995), over all pathways that the figure was compared with.",
    ),
)
