"""Every fact of a tree of records as a question to the graph, asked in SPARQL.

Nothing here makes an IRI of its own: a figure is named by the ``@id`` of its record, and all else is found through
the literals of the files. The questions and :mod:`oracle` share the reading of the files, and nothing more.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Template
from typing import Any, NamedTuple

from pyoxigraph import Literal
from second_reader import (
    TABLES,
    Cells,
    Record,
    filled,
    hgnc_by_gene,
    hgnc_by_symbol,
    keywords,
    link_map,
    names,
    organism_pages,
    present,
    records,
)

PROLOGUE = """\
PREFIX schema: <https://schema.org/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX fabio: <http://purl.org/spar/fabio/>
PREFIX prism: <http://prismstandard.org/namespaces/basic/2.0/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX pfocr: <https://pfocr.wikipathways.org/rdf/vocab#>
"""

#: What a key of the front matter says: ``$f`` is the figure, ``$v`` the value, ``?p`` the paper, ``?i`` the picture.
PAGE_PATTERNS: Mapping[str, str] = {
    "figid": """
        $f a pfocr:PathwayFigure, schema:Dataset ; schema:identifier $v ; schema:url $f ; schema:isPartOf ?d ;
           schema:license <https://creativecommons.org/publicdomain/zero/1.0/> .
        FILTER(STRENDS(STR(?d), "/rdf/dataset"))""",
    "figtitle": "$f schema:name $v .",
    "figid_alias": "$f schema:alternateName $v .",
    "caption": "$f schema:description $v .",
    "figtype": "$f pfocr:figureType $v .",
    "automl_pathway": "$f pfocr:pathwayScore ?n . FILTER(STR(?n) = $v && DATATYPE(?n) = xsd:decimal)",
    "pathway_score": "$f pfocr:pathwayScore ?n . FILTER(STR(?n) = $v && DATATYPE(?n) = xsd:decimal)",
    "pmc_ranked_result_index": "$f pfocr:resultRank ?n . FILTER(STR(?n) = $v && DATATYPE(?n) = xsd:integer)",
    "ndex": """
        $f pfocr:ndexNetwork ?x . ?x a schema:Dataset ; schema:isBasedOn $f ; schema:url ?x ; schema:distribution ?y .
        FILTER(STRENDS(STR(?x), CONCAT("/viewer/networks/", $v)) && STRENDS(STR(?y), CONCAT("/v3/networks/", $v)))""",
    "wpid": '$f pfocr:wikiPathway ?x . FILTER(STR(?x) = CONCAT("https://identifiers.org/wikipathways/", $v))',
    "filename": """
        $f schema:image ?i . ?i a schema:ImageObject, fabio:Figure ; schema:contentUrl ?x ; schema:encodingFormat ?t .
        FILTER(?t = REPLACE(CONCAT("image/", REPLACE(LCASE($v), "^.*[.]", "")), "jpg", "jpeg"))
        FILTER(STRSTARTS(STR(?x), "https://europepmc.org/articles/PMC") && STRENDS(STR(?x), CONCAT("/bin/", $v)))""",
    "number": "$f schema:image ?i . ?i schema:position $v .",
    "figlink": """
        $f schema:image ?i . ?i schema:mainEntityOfPage ?x .
        FILTER(STR(?x) = CONCAT("https://www.ncbi.nlm.nih.gov/", REPLACE($v, "^/+", "")))""",
    "pmcid": """
        $f schema:isBasedOn ?p ; schema:image ?i . ?i schema:isPartOf ?p ; schema:contentUrl ?x .
        ?p a schema:ScholarlyArticle ; schema:identifier $v ; schema:sameAs ?e .
        FILTER(STR(?e) = CONCAT("https://europepmc.org/article/PMC/", STRAFTER($v, "PMC")))
        FILTER(CONTAINS(STR(?x), CONCAT("/articles/", $v, "/bin/")))""",
    "papertitle": "$f schema:isBasedOn ?p . ?p schema:name $v .",
    "reftext": "$f schema:isBasedOn ?p . ?p dcterms:bibliographicCitation $v .",
    "year": "$f schema:isBasedOn ?p . ?p schema:datePublished ?y . FILTER(STR(?y) = $v && DATATYPE(?y) = xsd:gYear)",
    "doi": '$f schema:isBasedOn ?p . ?p schema:sameAs ?x . FILTER(STR(?x) = CONCAT("https://doi.org/", $v))',
    "journal_title": "$f schema:isBasedOn ?p . ?p prism:publicationName $v .",
    "journal_nlm_ta": "$f schema:isBasedOn ?p . ?p fabio:hasNLMJournalTitleAbbreviation $v .",
    "publisher_name": "$f schema:isBasedOn ?p . ?p schema:publisher $v .",
}

#: Keys whose parts are asked about one by one, in functions below.
LIST_KEYS = frozenset({"organisms", "organisms_ner", "keywords", *TABLES})

#: Keys that say nothing of a figure, with the one value that they have.
CONSTANT_KEYS: Mapping[str, object] = {"seo": "CreativeWork", "annotations": []}

#: Constants of ``schema-jsonld``; the licence is written out, the creator belongs to the data set.
CONSTANT_JSONLD: Mapping[str, object] = {
    "@context": "https://schema.org/",
    "@type": "Dataset",
    "license": "CC0",
    "name": "CreativeWork",
    "creator": {"@type": "Organization", "name": "WikiPathways"},
}

_SOURCE = """
    ?m pfocr:lexicon ?l . ?l a skos:Concept ; skos:notation $v ; skos:prefLabel ?label ; skos:definition ?means ;
       skos:inScheme ?scheme . FILTER(STRENDS(STR(?scheme), "/rdf/lexicon"))"""
_GENE_ID = "?m oa:hasBody ?e . $f schema:mentions ?e . ?e a schema:Gene ; schema:identifier $v ."
_MENTION = "?m a oa:Annotation, pfocr:$kind ; oa:hasTarget $f ; pfocr:word $v ."

#: What a column says: ``?m`` is the mention, ``?e`` its entity, ``?t`` the gene's taxon.
GENE_PATTERNS: Mapping[str, str] = {
    "word": _MENTION.replace("$kind", "GeneMention"),
    "match": "?m pfocr:matchedTerm $v .",
    "symbol": "?m pfocr:matchedTerm $v .",
    "source": _SOURCE,
    "ncbigene_id": _GENE_ID,
    "entrez": _GENE_ID + '?e schema:taxonomicRange ?t . ?t schema:identifier "9606" ; schema:name "Homo sapiens" .',
    "ncbigene_symbol": "?e schema:name $v .",
    "hgnc_symbol": "?e schema:name $v .",
    "organism_id": "?e schema:taxonomicRange ?t . ?t a schema:Taxon ; schema:identifier $v .",
    "organism_name": "?t schema:name $v .",
    "organism_group": "?t pfocr:organismGroup $v .",
}

#: Columns of genes in which ``NA`` is a word as any.
READ_COLUMNS = frozenset({"word", "match", "symbol"})

#: Columns that can be counted again in the graph; a test of its own does so.
COUNTED_COLUMNS = frozenset({"count_direct", "count_synonym", "count_match"})

#: Columns of chemicals and diseases; their identifiers are asked about in :func:`entity_pattern`.
ENTITY_COLUMNS = frozenset({"word", "mesh", "match", "name", "chebi", "doid", "source", "identifier"})
_ENTITIES = {
    "chemicals": ("ChemicalMention", "schema:ChemicalSubstance"),
    "diseases": ("DiseaseMention", "schema:MedicalCondition"),
}


class Fact(NamedTuple):
    """One thing that the files say: where it stands, and the question that the graph must answer with yes."""

    where: str
    ask: str


def fact(record: Record, where: str, pattern: str, value: str = "") -> Fact:
    """The question whether ``pattern`` holds, of the figure that the record itself names."""
    figure = f"<{record.page['schema-jsonld']['@id']}>"
    filled_in = Template(pattern).substitute(f=figure, v=literal(value))
    return Fact(f"{record.path.name}: {where}" + (f": {value!r}" if value else ""), f"{PROLOGUE}ASK {{ {filled_in} }}")


def literal(text: str) -> str:
    """A string as SPARQL writes it."""
    return str(Literal(text))


def facts(tree: Path) -> Iterator[Fact]:
    """Every fact of every record, table row and map line of a tree."""
    for record in records(tree):
        yield from page_facts(record)
        yield from organism_facts(tree, record)
        yield from keyword_facts(record)
        yield from map_facts(tree, record)
        for plural in TABLES:
            for number, cells in enumerate(record.rows(plural), 1):
                pattern = gene_pattern(cells) if plural == "genes" else entity_pattern(plural, cells)
                yield fact(record, f"{plural} {number} {list(cells.values())}", pattern)


def page_facts(record: Record) -> Iterator[Fact]:
    """One fact for each key that says anything; a title that says nothing is stood in for by the paper's."""
    page = {key: value for key, value in record.page.items() if present(value)}
    page = {"figtitle": page.get("papertitle", record.figid), **page}
    for key, pattern in PAGE_PATTERNS.items():
        if key in page:
            yield fact(record, key, pattern, page[key])
    for word in page.get("keywords", "").split(" | ") if "keywords" in page else ():
        yield fact(record, "keywords", "$f schema:isBasedOn ?p . ?p schema:keywords $v .", word)


def organism_facts(tree: Path, record: Record) -> Iterator[Fact]:
    """Names as they stand; taxa where the gene table, an organism page or common knowledge has the id."""
    taxa = {"Homo sapiens": "9606"} | {name: page["ncbi"] for name, page in organism_pages(tree).items()}
    rows = [row for row in record.rows("genes") if filled(row.get("organism_id"))]
    taxa |= {row["organism_name"]: row["organism_id"] for row in rows}
    told_apart = "organisms_ner" in record.page
    roles = {"organisms": "mentions" if told_apart else "mentions ?t ; schema:about", "organisms_ner": "about"}
    for key, role in roles.items():
        for name in names(record, key):
            yield fact(record, key, "$f pfocr:organismName $v .", name)
            if name in taxa:
                taxon = with_value("?t a schema:Taxon ; schema:identifier $v ; schema:name ", taxa[name]) + "$v ."
                yield fact(record, key, f"$f schema:{role} ?t . {taxon}", name)
            if filled(organism_pages(tree).get(name, {}).get("group")):
                group = with_value("?t pfocr:organismGroup $v .", organism_pages(tree)[name]["group"])
                yield fact(record, key, f"$f schema:{role} ?t . {group}", name)


def keyword_facts(record: Record) -> Iterator[Fact]:
    """Each keyword is a mention's word, a mentioned gene's name, or still a keyword."""
    anywhere = """
        { ?m a pfocr:ChemicalMention ; oa:hasTarget $f ; pfocr:word $v } UNION
        { ?m a pfocr:DiseaseMention ; oa:hasTarget $f ; pfocr:word $v } UNION
        { $f schema:mentions ?e . ?e a schema:Gene ; schema:name $v } UNION { $f schema:keywords $v }"""
    human = "Homo sapiens" in names(record, "organisms_ner" if "organisms_ner" in record.page else "organisms")
    bare = human and "genes" not in record.page and not record.tables
    for word in keywords(record):
        yield fact(record, "schema-jsonld keywords", anywhere, word)
        if bare and word in hgnc_by_symbol():
            yield fact(record, "inferred gene", inferred_pattern(word), word)


def inferred_pattern(word: str) -> str:
    """The mention that a keyword amounts to which is an approved human symbol."""
    gene_id = hgnc_by_symbol()[word]["ncbi_id"]
    row = {"word": word, "match": word, "source": "keyword_symbol", "ncbigene_id": gene_id, "ncbigene_symbol": word}
    human = {"organism_id": "9606", "organism_name": "Homo sapiens"}
    return f"{gene_pattern(row | human)} FILTER NOT EXISTS {{ $f schema:keywords {dollar(literal(word))} }}"


def map_facts(tree: Path, record: Record) -> Iterator[Fact]:
    """Links that only the maps have."""
    for key in ("ndex", "wpid"):
        identifier = link_map(tree, f"{key}_map.tsv").get(record.figid)
        if identifier and not present(record.page.get(key)):
            yield fact(record, f"{key}_map.tsv", PAGE_PATTERNS[key], identifier)


def dollar(text: str) -> str:
    """``text`` as it must stand in a template to come out as it is."""
    return text.replace("$", "$$")


def with_value(pattern: str, value: str) -> str:
    """A column's pattern with the cell in it; the figure is still open."""
    return pattern.replace("$v", dollar(literal(value)))


def gene_pattern(cells: Cells) -> str:
    """What a row of genes says, column by column."""
    identified = filled(cells.get("ncbigene_id", cells.get("entrez")))
    said = [
        with_value(pattern, cells[column])
        for column, pattern in GENE_PATTERNS.items()
        if filled(cells.get(column)) or (column in READ_COLUMNS and cells.get(column))
        if identified or column in {*READ_COLUMNS, "source"}
    ]
    return "\n".join([*said, *hgnc_pattern(cells)])


def hgnc_pattern(cells: Cells) -> Iterator[str]:
    """HGNC's identifiers of a human gene, from the HGNC table or from the row."""
    if not filled(cells.get("ncbigene_id", cells.get("entrez"))) or cells.get("organism_id", "9606") != "9606":
        return
    row = hgnc_by_gene().get(cells.get("entrez", cells.get("ncbigene_id", "")))
    symbol = row["symbol"] if row else cells.get("hgnc_symbol")
    if filled(symbol):
        yield f'?e schema:sameAs ?hs . FILTER(STR(?hs) = "https://identifiers.org/hgnc.symbol/{symbol}")'
    if row:
        number = row["hgnc_id"].removeprefix("HGNC:")
        yield f'?e schema:sameAs ?hn . FILTER(STR(?hn) = "https://identifiers.org/hgnc/{number}")'


def entity_pattern(plural: str, cells: Cells) -> str:
    """What a row of chemicals or diseases says: one entity by its first identifier, a match by its second."""
    mention, entity_type = _ENTITIES[plural]
    spaces: dict[str, Any] = {"mesh": "/mesh/", "identifier": "/mesh/", "chebi": "/chebi/CHEBI:", "doid": "/DOID_"}
    known = [column for column in spaces if filled(cells.get(column))]
    said = [with_value(_MENTION.replace("$kind", mention), cells["word"])]
    if filled(cells.get("match")) or ("match" in cells and {"chebi", "doid"} & set(known)):
        said.append(with_value("?m pfocr:matchedTerm $v .", cells["match"]))
    if filled(cells.get("source")):
        said.append(with_value(_SOURCE, cells["source"]))
    if known:
        said.append(f"?m oa:hasBody ?e . $f schema:mentions ?e . ?e a {entity_type} .")
        said.append(with_value("?e schema:identifier $v .", shown_identifier(known[0], cells[known[0]])))
    for variable, column in zip(("?e", "?other"), known, strict=False):
        number = cells[column].rpartition(":")[2]
        said.append(f'FILTER(STRENDS(STR({variable}), "{spaces[column]}{number}"))')
    if len(known) > 1:
        said.append("?e skos:closeMatch ?other .")
    if known and filled(cells.get("name")):
        said.append(with_value("?e schema:name $v .", cells["name"]))
    return "\n".join(said)


def shown_identifier(column: str, cell: str) -> str:
    """An identifier as people write it: MeSH bare, the others with their prefix in capitals."""
    return cell.removeprefix("mesh:") if column in ("mesh", "identifier") else cell.upper()


def unaccounted(tree: Path) -> Iterator[str]:
    """Keys, columns and constants that no question covers: what a new release has brought."""
    for record in records(tree):
        yield from (f"{record.path.name}: {oddity}" for oddity in odd_keys(record))
        yield from (f"{record.path.name}: {oddity}" for oddity in odd_columns(record))


def odd_keys(record: Record) -> Iterator[str]:
    """Keys that are unknown, constants that vary, and values that do not derive from what they should."""
    page = record.page
    derived = {"redirect_from": f"/figures/{page.get('figid_alias')}"}
    linked = {
        **CONSTANT_JSONLD,
        "@id": f"https://pfocr.wikipathways.org/figures/{record.figid}.html",
        "description": page["caption"],
    }
    for key, value in page.items():
        if key == "schema-jsonld":
            yield from (f"{key} {k}: {v!r}" for k, v in value.items() if k != "keywords" and linked.get(k) != v)
        elif key in CONSTANT_KEYS or key in derived:
            if value != {**CONSTANT_KEYS, **derived}[key]:
                yield f"{key}: {value!r}"
        elif key not in PAGE_PATTERNS and key not in LIST_KEYS:
            yield f"{key}: unknown key"


def odd_columns(record: Record) -> Iterator[str]:
    """Columns that are unknown, and rows of another width than their header."""
    columns = {"genes": GENE_PATTERNS.keys() | COUNTED_COLUMNS}
    for plural in TABLES:
        for cells in record.rows(plural):
            unknown: set[Any] = set(cells) - columns.get(plural, ENTITY_COLUMNS)
            if unknown or None in cells.values():
                yield f"{plural}: {cells}"
