"""What the queries that WikiPathways publishes ask of its RDF, in words of our own.

Each stands for the file of that name in the repository wikipathways/SPARQLQueries at commit 3f62091 (March 2026): it
matches the same classes and properties in the same way, in standard SPARQL 1.1. Those files are under the GPL, and in
Virtuoso's dialect, so none is copied; a test asks them as they are wherever there is a checkout.
"""

#: Every class and property that those queries look at on nodes that our graph shares, or could share.
PATTERNS: dict[str, str] = {
    "A. Metadata/datacounts/countPathways": "SELECT (COUNT(?p) AS ?n) { ?p a wp:Pathway , skos:Collection }",
    "A. Metadata/datacounts/countOfEntityType": "SELECT ?type (COUNT(?node) AS ?n) { VALUES ?type { wp:DataNode "
    "wp:GeneProduct wp:Interaction wp:Metabolite wp:Protein } ?node a ?type } GROUP BY ?type",
    "A. Metadata/datacounts/averagePerPathway": "SELECT (AVG(?n) AS ?mean) (MIN(?n) AS ?least) (MAX(?n) AS ?most) "
    "{ SELECT ?p (COUNT(?node) AS ?n) { ?node a wp:DataNode ; dcterms:isPartOf ?p . ?p a wp:Pathway } GROUP BY ?p }",
    "A. Metadata/datacounts/linkoutCounts": "SELECT ?link (COUNT(DISTINCT ?node) AS ?n) { VALUES ?link { wp:bdbChEBI "
    "wp:bdbHmdb wp:bdbPubChem wp:bdbEnsembl wp:bdbEntrezGene wp:bdbHgncSymbol wp:bdbRhea wp:bdbUniprot } "
    "?node ?link ?any } GROUP BY ?link",
    "A. Metadata/datasources/pathwaysForDatasource": "SELECT DISTINCT ?p ?id ?title ?gene { ?node "
    "dcterms:identifier ?any ; dcterms:isPartOf ?p ; wp:bdbEntrezGene ?gene . ?p a wp:Pathway ; "
    "dcterms:identifier ?id ; dc:title ?title }",
    "A. Metadata/species/PWsforSpecies": "SELECT DISTINCT ?id ?p ?page { ?p dc:title ?title ; foaf:page ?page ; "
    "dc:identifier ?id ; wp:organismName 'Homo sapiens' }",
    "A. Metadata/species/countEntityPerSpecies": "SELECT ?name (COUNT(DISTINCT ?node) AS ?n) { ?node a wp:DataNode ; "
    "dcterms:isPartOf ?p . ?p dc:title ?title ; wp:organism ?any ; wp:organismName ?name } GROUP BY ?name",
    "A. Metadata/species/countPathwaysPerSpecies": "SELECT ?name ?species (COUNT(?p) AS ?n) { ?p dc:title ?title ; "
    "wp:organism ?species ; wp:organismName ?name } GROUP BY ?name ?species",
    "D. General/GenesofPathway": "SELECT DISTINCT ?p ?label { ?now dcterms:identifier 'WP5039' ; a wp:Pathway ; "
    "dc:identifier ?p . ?node dcterms:isPartOf ?now ; a wp:GeneProduct ; rdfs:label ?label }",
    "D. General/InteractionsofPathway": "SELECT DISTINCT ?p ?edge ?node ?label { ?p a wp:Pathway ; dc:identifier "
    "wikipathways:WP5039 . ?edge dcterms:isPartOf ?p ; a wp:Interaction ; wp:participants ?node . "
    "?node a wp:DataNode ; rdfs:label ?label }",
    "D. General/MetabolitesofPathway": "SELECT DISTINCT ?p ?label { ?p dcterms:identifier 'WP4863' ; a wp:Pathway . "
    "?node a wp:Metabolite ; rdfs:label ?label ; dcterms:isPartOf ?p }",
    "D. General/OntologyofPathway": "SELECT ?term ?title ?p { ?now wp:ontologyTag ?term ; dc:identifier ?p ; "
    "dc:title ?title ; dcterms:identifier 'WP5039' FILTER(!REGEX(STR(?p), 'group')) }",
    "E. Literature/allPathwayswithPubMed": "SELECT DISTINCT ?p ?paper { ?paper a wp:PublicationReference ; "
    "dcterms:isPartOf ?p }",
    "E. Literature/allReferencesForInteraction": "SELECT DISTINCT ?p ?edge ?paper ?other { ?p a wp:Pathway . ?edge "
    "dcterms:isPartOf ?p ; a wp:Interaction ; wp:participants ?node ; dcterms:references ?paper . "
    "OPTIONAL { ?node dc:identifier ?id ; dcterms:references ?other } }",
    "E. Literature/countRefsPerPW": "SELECT ?p (COUNT(?paper) AS ?n) { ?paper a wp:PublicationReference ; "
    "dcterms:isPartOf ?p } GROUP BY ?p",
    "F. Datadump/CyTargetLinkerLinksetInput": "SELECT DISTINCT ?title ?id (SUBSTR(STR(?symbol), 37) AS ?name) "
    "(SUBSTR(STR(?gene), 34) AS ?number) { ?node a wp:DataNode ; dcterms:identifier ?any ; dcterms:isPartOf ?p ; "
    "wp:bdbEntrezGene ?gene ; wp:bdbHgncSymbol ?symbol . ?p a wp:Pathway ; dcterms:identifier ?id ; dc:title ?title }",
    "F. Datadump/dumpOntologyAndPW": "SELECT DISTINCT ?page ?title ?name ?id ?term { ?p foaf:page ?page ; dc:title "
    "?title ; wp:organism ?any ; wp:organismName ?name ; dc:identifier ?id OPTIONAL { ?p wp:ontologyTag ?term } }",
    "G. Curation/MetabolitesWithoutLinkWikidata": "SELECT DISTINCT ?node { ?node a wp:Metabolite "
    "OPTIONAL { ?node wp:bdbWikidata ?item } FILTER(!BOUND(?item)) }",
    "G. Curation/PWsWithoutDatanodes": "SELECT DISTINCT ?p { ?p a wp:Pathway , skos:Collection "
    "FILTER NOT EXISTS { ?node dcterms:isPartOf ?p ; a wp:DataNode } }",
    "G. Curation/PWsWithoutRef": "SELECT ?name ?title ?p { ?p a wp:Pathway ; dc:title ?title ; wp:organismName ?name "
    "MINUS { ?paper a wp:PublicationReference ; dcterms:isPartOf ?p } }",
    "G. Curation/countPWsMetabolitesOccurSorted": "SELECT ?node (COUNT(DISTINCT ?p) AS ?n) { ?node a wp:Metabolite ; "
    "dcterms:identifier ?id ; dcterms:isPartOf ?p . ?p a wp:Pathway } GROUP BY ?node",
}

#: Those that rightly find nothing in thirty pathways which all have nodes.
EMPTY = {"G. Curation/PWsWithoutDatanodes"}
