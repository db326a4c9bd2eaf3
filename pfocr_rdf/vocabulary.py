"""The closed set of terms that the graph is written with; each IRI stands here and nowhere else.

A term is a compact name such as ``schema:name``. What a prefix stands for is in :data:`PREFIXES`, but for the
few that hang on the ``base`` and ``schema`` options: :class:`pfocr_rdf.identifiers.Namespaces` completes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


class Term(str):
    """A class or property by its compact name, ``prefix:local``.

    >>> SCHEMA.name.prefix, SCHEMA.name.local
    ('schema', 'name')
    """

    __slots__ = ()

    @property
    def prefix(self) -> str:
        """The part before the colon."""
        return self.partition(":")[0]

    @property
    def local(self) -> str:
        """The part after the colon."""
        return self.partition(":")[2]


#: Prefixes whose IRI never changes. https and slash, as WikiPathways RDF writes them, or plain joins find nothing.
PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "oa": "http://www.w3.org/ns/oa#",
        "dcterms": "http://purl.org/dc/terms/",
        "dctypes": "http://purl.org/dc/dcmitype/",
        "fabio": "http://purl.org/spar/fabio/",
        "prism": "http://prismstandard.org/namespaces/basic/2.0/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "prov": "http://www.w3.org/ns/prov#",
        "void": "http://rdfs.org/ns/void#",
        "dcat": "http://www.w3.org/ns/dcat#",
        "pav": "http://purl.org/pav/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "wp": "http://vocabularies.wikipathways.org/wp#",
        "void-ext": "http://ldf.fi/void-ext#",
        "sd": "http://www.w3.org/ns/sparql-service-description#",
        "sh": "http://www.w3.org/ns/shacl#",
        "spex": "https://purl.expasy.org/sparql-examples/ontology#",
        "spdx": "http://spdx.org/rdf/terms#",
        "vann": "http://purl.org/vocab/vann/",
        "freq": "http://purl.org/cld/freq/",
        "obo": "http://purl.obolibrary.org/obo/",
        "ncbigene": "https://identifiers.org/ncbigene/",
        "hgnc": "https://identifiers.org/hgnc/",
        "hgnc.symbol": "https://identifiers.org/hgnc.symbol/",
        "pmc": "https://identifiers.org/pmc/",
        "pubmed": "https://identifiers.org/pubmed/",
        "wikipathways": "https://identifiers.org/wikipathways/",
        "mesh": "http://id.nlm.nih.gov/mesh/",
        "chebi": "https://identifiers.org/chebi/",
        "ndex": "https://www.ndexbio.org/viewer/networks/",
    }
)

#: What ``schema:`` may stand for; the records and WikiPathways' queries use https.
SCHEMA_NAMESPACES: Mapping[str, str] = MappingProxyType({"https": "https://schema.org/", "http": "http://schema.org/"})

#: What shapes, reports and published queries (sib-swiss/sparql-examples) are written in.
SHACL_NAMESPACE = PREFIXES["sh"]
SPEX_NAMESPACE = PREFIXES["spex"]

#: What service descriptions are written in; no document of ours declares it.
SERVICE_PREFIXES: Mapping[str, str] = MappingProxyType(
    {"sd": PREFIXES["sd"], "formats": "http://www.w3.org/ns/formats/"}
)

#: Prefixes under the configurable base, with the path that follows it.
BASE_PATHS: Mapping[str, str] = MappingProxyType({"fig": "figures/", "pfocr": "rdf/vocab#", "lex": "rdf/lexicon/"})


class RDF:
    """RDF itself."""

    type = Term("rdf:type")


class RDFS:
    """RDF Schema, for the description of our own terms only."""

    Class = Term("rdfs:Class")
    Literal = Term("rdfs:Literal")
    label = Term("rdfs:label")
    comment = Term("rdfs:comment")
    domain = Term("rdfs:domain")
    range = Term("rdfs:range")
    seeAlso = Term("rdfs:seeAlso")
    isDefinedBy = Term("rdfs:isDefinedBy")
    subClassOf = Term("rdfs:subClassOf")
    subPropertyOf = Term("rdfs:subPropertyOf")


class OWL:
    """OWL, for the description of our own terms only."""

    Class = Term("owl:Class")
    Ontology = Term("owl:Ontology")
    ObjectProperty = Term("owl:ObjectProperty")
    DatatypeProperty = Term("owl:DatatypeProperty")
    versionInfo = Term("owl:versionInfo")


class XSD:
    """XML Schema datatypes; plain strings carry none."""

    date = Term("xsd:date")
    hexBinary = Term("xsd:hexBinary")
    nonNegativeInteger = Term("xsd:nonNegativeInteger")
    string = Term("xsd:string")
    decimal = Term("xsd:decimal")
    double = Term("xsd:double")
    integer = Term("xsd:integer")
    anyURI = Term("xsd:anyURI")
    gYear = Term("xsd:gYear")


class SCHEMA:
    """schema.org, release 29."""

    ChemicalSubstance = Term("schema:ChemicalSubstance")
    Dataset = Term("schema:Dataset")
    Gene = Term("schema:Gene")
    ImageObject = Term("schema:ImageObject")
    MedicalCondition = Term("schema:MedicalCondition")
    ScholarlyArticle = Term("schema:ScholarlyArticle")
    Taxon = Term("schema:Taxon")
    about = Term("schema:about")
    alternateName = Term("schema:alternateName")
    contentUrl = Term("schema:contentUrl")
    datePublished = Term("schema:datePublished")
    description = Term("schema:description")
    distribution = Term("schema:distribution")
    encodingFormat = Term("schema:encodingFormat")
    identifier = Term("schema:identifier")
    image = Term("schema:image")
    isBasedOn = Term("schema:isBasedOn")
    isPartOf = Term("schema:isPartOf")
    keywords = Term("schema:keywords")
    license = Term("schema:license")
    mainEntityOfPage = Term("schema:mainEntityOfPage")
    mentions = Term("schema:mentions")
    name = Term("schema:name")
    position = Term("schema:position")
    publisher = Term("schema:publisher")
    sameAs = Term("schema:sameAs")
    target = Term("schema:target")
    taxonomicRange = Term("schema:taxonomicRange")
    url = Term("schema:url")


class OA:
    """Web Annotation vocabulary, W3C Recommendation 2017."""

    Annotation = Term("oa:Annotation")
    hasBody = Term("oa:hasBody")
    hasTarget = Term("oa:hasTarget")


class DCTERMS:
    """DCMI metadata terms."""

    accrualPeriodicity = Term("dcterms:accrualPeriodicity")
    bibliographicCitation = Term("dcterms:bibliographicCitation")
    conformsTo = Term("dcterms:conformsTo")
    created = Term("dcterms:created")
    creator = Term("dcterms:creator")
    description = Term("dcterms:description")
    format = Term("dcterms:format")
    isVersionOf = Term("dcterms:isVersionOf")
    issued = Term("dcterms:issued")
    language = Term("dcterms:language")
    license = Term("dcterms:license")
    publisher = Term("dcterms:publisher")
    source = Term("dcterms:source")
    title = Term("dcterms:title")


class DCTYPES:
    """DCMI types."""

    Dataset = Term("dctypes:Dataset")


class FOAF:
    """Friend of a friend."""

    homepage = Term("foaf:homepage")
    name = Term("foaf:name")
    page = Term("foaf:page")


class FABIO:
    """FaBiO; PubMed RDF uses the same property for the same string."""

    Figure = Term("fabio:Figure")
    hasNLMJournalTitleAbbreviation = Term("fabio:hasNLMJournalTitleAbbreviation")


class PRISM:
    """PRISM 2.0; PubMed RDF and Crossref's RDF use the same property for a journal's title."""

    publicationName = Term("prism:publicationName")


class SKOS:
    """SKOS."""

    Concept = Term("skos:Concept")
    ConceptScheme = Term("skos:ConceptScheme")
    closeMatch = Term("skos:closeMatch")
    definition = Term("skos:definition")
    hasTopConcept = Term("skos:hasTopConcept")
    inScheme = Term("skos:inScheme")
    notation = Term("skos:notation")
    prefLabel = Term("skos:prefLabel")


class PROV:
    """PROV-O, W3C Recommendation 2013."""

    Activity = Term("prov:Activity")
    SoftwareAgent = Term("prov:SoftwareAgent")
    used = Term("prov:used")
    wasAssociatedWith = Term("prov:wasAssociatedWith")
    wasDerivedFrom = Term("prov:wasDerivedFrom")
    wasGeneratedBy = Term("prov:wasGeneratedBy")


class WP:
    """WikiPathways' own terms and those it borrows, to read its RDF with; nothing here is ever written with them."""

    Pathway = Term("wp:Pathway")
    Collection = Term("skos:Collection")
    bdbEntrezGene = Term("wp:bdbEntrezGene")
    organism = Term("wp:organism")
    identifier = Term("dc:identifier")
    title = Term("dc:title")
    isPartOf = Term("dcterms:isPartOf")


class PFOCR:
    """Our own terms, only where no standard term says it; described in :mod:`pfocr_rdf.own_terms`."""

    ChemicalMention = Term("pfocr:ChemicalMention")
    DiseaseMention = Term("pfocr:DiseaseMention")
    GeneComparison = Term("pfocr:GeneComparison")
    GeneMention = Term("pfocr:GeneMention")
    GeneOverlap = Term("pfocr:GeneOverlap")
    Mention = Term("pfocr:Mention")
    PathwayFigure = Term("pfocr:PathwayFigure")
    adjustedPValue = Term("pfocr:adjustedPValue")
    backgroundGeneCount = Term("pfocr:backgroundGeneCount")
    figureGeneCount = Term("pfocr:figureGeneCount")
    figureType = Term("pfocr:figureType")
    jaccard = Term("pfocr:jaccard")
    lexicon = Term("pfocr:lexicon")
    matchedTerm = Term("pfocr:matchedTerm")
    ndexNetwork = Term("pfocr:ndexNetwork")
    organismGroup = Term("pfocr:organismGroup")
    organismName = Term("pfocr:organismName")
    overlapOf = Term("pfocr:overlapOf")
    overlapWith = Term("pfocr:overlapWith")
    pValue = Term("pfocr:pValue")
    pathwayCount = Term("pfocr:pathwayCount")
    pathwayGeneCount = Term("pfocr:pathwayGeneCount")
    pathwayRevision = Term("pfocr:pathwayRevision")
    pathwayScore = Term("pfocr:pathwayScore")
    resultRank = Term("pfocr:resultRank")
    sharedGene = Term("pfocr:sharedGene")
    sharedGeneCount = Term("pfocr:sharedGeneCount")
    testedGeneCount = Term("pfocr:testedGeneCount")
    wikiPathway = Term("pfocr:wikiPathway")
    word = Term("pfocr:word")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A list of terms that words were matched against: ``source`` in the tables."""

    source: str
    label: str
    definition: str


#: Every lexicon seen in the database, and one that this package adds (``keyword_symbol``).
LEXICONS: Mapping[str, Lexicon] = MappingProxyType(
    {
        lexicon.source: lexicon
        for lexicon in (
            Lexicon("ncbigene_symbol", "NCBI Gene symbols", "Official symbols of NCBI Gene, per species."),
            Lexicon("ncbigene_synonym", "NCBI Gene synonyms", "Synonyms of NCBI Gene, per species."),
            Lexicon(
                "famplex_relations",
                "FamPlex members",
                "Protein families and complexes of FamPlex, expanded to the genes of their members.",
            ),
            Lexicon("hgnc_symbol", "HGNC symbols", "Approved human gene symbols of HGNC."),
            Lexicon("hgnc_alias_symbol", "HGNC alias symbols", "Alias symbols that HGNC lists for human genes."),
            Lexicon("hgnc_prev_symbol", "HGNC previous symbols", "Symbols that HGNC approved earlier for human genes."),
            Lexicon(
                "bioentities_symbol",
                "Bioentities members",
                "Protein families and complexes of Bioentities (now FamPlex), expanded to the genes of their members.",
            ),
            Lexicon("MESH", "Medical Subject Headings", "Chemicals and diseases of MeSH."),
            Lexicon(
                "keyword_symbol",
                "record keywords",
                "Inferred: a keyword of a record without gene rows that equals one approved human gene symbol.",
            ),
        )
    }
)
