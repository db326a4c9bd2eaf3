"""The terms that data sets and services are described with, beside those that figures are: same form, same prefixes."""

from pfocr_rdf.vocabulary import Term


class DCAT:
    """Data Catalog Vocabulary, W3C Recommendation 2024 (version 3)."""

    Dataset = Term("dcat:Dataset")
    Distribution = Term("dcat:Distribution")
    byteSize = Term("dcat:byteSize")
    compressFormat = Term("dcat:compressFormat")
    distribution = Term("dcat:distribution")
    downloadURL = Term("dcat:downloadURL")
    keyword = Term("dcat:keyword")
    mediaType = Term("dcat:mediaType")


class VOID:
    """Vocabulary of Interlinked Datasets, W3C Interest Group Note 2011, and its extensions."""

    Dataset = Term("void:Dataset")
    Linkset = Term("void:Linkset")
    classPartition = Term("void:classPartition")
    class_ = Term("void:class")
    dataDump = Term("void:dataDump")
    distinctObjects = Term("void:distinctObjects")
    distinctSubjects = Term("void:distinctSubjects")
    entities = Term("void:entities")
    exampleResource = Term("void:exampleResource")
    linkPredicate = Term("void:linkPredicate")
    objectClassPartition = Term("void-ext:objectClassPartition")
    objectsTarget = Term("void:objectsTarget")
    properties = Term("void:properties")
    property = Term("void:property")
    propertyPartition = Term("void:propertyPartition")
    sparqlEndpoint = Term("void:sparqlEndpoint")
    subjectsTarget = Term("void:subjectsTarget")
    subset = Term("void:subset")
    triples = Term("void:triples")
    uriSpace = Term("void:uriSpace")
    vocabulary = Term("void:vocabulary")


class PAV:
    """Provenance, Authoring and Versioning."""

    createdWith = Term("pav:createdWith")
    hasCurrentVersion = Term("pav:hasCurrentVersion")
    previousVersion = Term("pav:previousVersion")
    version = Term("pav:version")


class SD:
    """SPARQL 1.1 Service Description."""

    BasicFederatedQuery = Term("sd:BasicFederatedQuery")
    Dataset = Term("sd:Dataset")
    Graph = Term("sd:Graph")
    NamedGraph = Term("sd:NamedGraph")
    SPARQL11Query = Term("sd:SPARQL11Query")
    Service = Term("sd:Service")
    UnionDefaultGraph = Term("sd:UnionDefaultGraph")
    defaultDataset = Term("sd:defaultDataset")
    defaultGraph = Term("sd:defaultGraph")
    endpoint = Term("sd:endpoint")
    feature = Term("sd:feature")
    name = Term("sd:name")
    namedGraph = Term("sd:namedGraph")
    resultFormat = Term("sd:resultFormat")
    supportedLanguage = Term("sd:supportedLanguage")


class FORMATS:
    """Unique URIs for file formats, W3C."""

    JSON_LD = Term("formats:JSON-LD")
    N_Quads = Term("formats:N-Quads")
    N_Triples = Term("formats:N-Triples")
    RDF_XML = Term("formats:RDF_XML")
    SPARQL_Results_CSV = Term("formats:SPARQL_Results_CSV")
    SPARQL_Results_JSON = Term("formats:SPARQL_Results_JSON")
    SPARQL_Results_TSV = Term("formats:SPARQL_Results_TSV")
    SPARQL_Results_XML = Term("formats:SPARQL_Results_XML")
    TriG = Term("formats:TriG")
    Turtle = Term("formats:Turtle")


class SH:
    """SHACL, for queries, and for prefixes that are told to query editors."""

    SPARQLAskExecutable = Term("sh:SPARQLAskExecutable")
    SPARQLConstructExecutable = Term("sh:SPARQLConstructExecutable")
    SPARQLExecutable = Term("sh:SPARQLExecutable")
    SPARQLSelectExecutable = Term("sh:SPARQLSelectExecutable")
    ask = Term("sh:ask")
    construct = Term("sh:construct")
    declare = Term("sh:declare")
    namespace = Term("sh:namespace")
    prefix = Term("sh:prefix")
    prefixes = Term("sh:prefixes")
    select = Term("sh:select")


class SPDX:
    """SPDX 2.3, as DCAT uses it for checksums."""

    Checksum = Term("spdx:Checksum")
    algorithm = Term("spdx:algorithm")
    checksum = Term("spdx:checksum")
    checksumValue = Term("spdx:checksumValue")
    sha256 = Term("spdx:checksumAlgorithm_sha256")


class VANN:
    """How a vocabulary wants to be abbreviated."""

    preferredNamespacePrefix = Term("vann:preferredNamespacePrefix")
    preferredNamespaceUri = Term("vann:preferredNamespaceUri")


class FREQ:
    """Frequencies of the Dublin Core Collection Description."""

    irregular = Term("freq:irregular")
