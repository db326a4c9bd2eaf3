"""What a tree of PFOCR records must become: every triple, worked out without any code of the package.

Everything is a *statement* of three parts until the very end: IRIs and compact names are text, literals are
:class:`pyoxigraph.Literal`.
"""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Triple
from second_reader import (
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

Statement = tuple[str, str, str | Literal]

BASE = "https://pfocr.wikipathways.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES: Mapping[str, str] = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "schema": "https://schema.org/",
    "oa": "http://www.w3.org/ns/oa#",
    "dcterms": "http://purl.org/dc/terms/",
    "fabio": "http://purl.org/spar/fabio/",
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "obo": "http://purl.obolibrary.org/obo/",
    "ncbigene": "https://identifiers.org/ncbigene/",
    "hgnc": "https://identifiers.org/hgnc/",
    "hgnc.symbol": "https://identifiers.org/hgnc.symbol/",
    "pmc": "https://identifiers.org/pmc/",
    "wikipathways": "https://identifiers.org/wikipathways/",
    "mesh": "http://id.nlm.nih.gov/mesh/",
    "chebi": "https://identifiers.org/chebi/",
    "ndex": "https://www.ndexbio.org/viewer/networks/",
    "pfocr": BASE + "rdf/vocab#",
    "lex": BASE + "rdf/lexicon/",
}

#: Each of the three companion tables, its kind of mention, and the class of its entities.
KINDS = {
    "genes": ("gene", "schema:Gene"),
    "chemicals": ("chemical", "schema:ChemicalSubstance"),
    "diseases": ("disease", "schema:MedicalCondition"),
}

HUMAN = "Homo sapiens"
IMAGE_TYPES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif"}
#: What an address may hold besides letters and digits (RFC 3986, section 3.3).
_PATH = "/%~-._:@!$&'()*+,;="


# ---- figure, picture, paper ----------------------------------------------------------------------------------


def figure_node(figid: str) -> str:
    """IRI of a figure."""
    return f"{BASE}figures/{quote(figid, safe='')}.html"


def texts(subject: str, page: Mapping[str, Any], properties: Mapping[str, str]) -> Iterator[Statement]:
    """One plain literal for each key that says anything."""
    return ((subject, term, Literal(page[key])) for key, term in properties.items() if present(page.get(key)))


def typed(subject: str, term: str, lexical: str | None, datatype: str) -> Iterator[Statement]:
    """A literal with a datatype, digits as written, or nothing."""
    if present(lexical):
        yield subject, term, Literal(str(lexical), datatype=NamedNode(XSD + datatype))


def figure_statements(record: Record) -> Iterator[Statement]:
    """What a record says of the figure itself."""
    page, figure = record.page, figure_node(record.figid)
    for kind in ("pfocr:PathwayFigure", "schema:Dataset"):
        yield figure, "rdf:type", kind
    yield figure, "schema:url", figure
    yield figure, "schema:isBasedOn", f"pmc:{page['pmcid']}"
    yield figure, "schema:image", figure + "#image"
    yield figure, "schema:license", "https://creativecommons.org/publicdomain/zero/1.0/"
    yield figure, "schema:isPartOf", BASE + "rdf/dataset"
    title = next(text for text in (page["figtitle"], page.get("papertitle"), record.figid) if present(text))
    yield figure, "schema:name", Literal(str(title))
    terms = {"figid": "identifier", "figid_alias": "alternateName", "caption": "description"}
    yield from texts(figure, page, {key: f"schema:{term}" for key, term in terms.items()})
    yield from texts(figure, page, {"figtype": "pfocr:figureType"})
    yield from typed(figure, "pfocr:pathwayScore", page.get("automl_pathway", page.get("pathway_score")), "decimal")
    yield from typed(figure, "pfocr:resultRank", page.get("pmc_ranked_result_index"), "integer")


def link_statements(tree: Path, record: Record) -> Iterator[Statement]:
    """Links to NDEx and WikiPathways: the record's own, else those of the maps."""
    figure = figure_node(record.figid)
    ndex, wpid = (
        record.page[key] if present(record.page.get(key)) else link_map(tree, f"{key}_map.tsv").get(record.figid)
        for key in ("ndex", "wpid")
    )
    if wpid:
        yield figure, "pfocr:wikiPathway", f"wikipathways:{wpid}"
    if ndex:
        network = f"ndex:{ndex}"
        yield figure, "pfocr:ndexNetwork", network
        yield network, "rdf:type", "schema:Dataset"
        yield network, "schema:isBasedOn", figure
        yield network, "schema:url", network
        yield network, "schema:distribution", f"https://www.ndexbio.org/v3/networks/{ndex}"


def picture_statements(record: Record) -> Iterator[Statement]:
    """What a record says of the picture."""
    page, picture = record.page, figure_node(record.figid) + "#image"
    for kind in ("schema:ImageObject", "fabio:Figure"):
        yield picture, "rdf:type", kind
    yield picture, "schema:isPartOf", f"pmc:{page['pmcid']}"
    yield from texts(picture, page, {"number": "schema:position"})
    if present(page.get("filename")):
        filename = page["filename"]
        address = f"https://europepmc.org/articles/{page['pmcid']}/bin/{quote(filename, safe='')}"
        yield picture, "schema:contentUrl", address
        extension = filename.rpartition(".")[2].lower()
        if extension in IMAGE_TYPES:
            yield picture, "schema:encodingFormat", Literal(IMAGE_TYPES[extension])
    if present(page.get("figlink")):
        path = quote(page["figlink"].lstrip("/"), safe=_PATH)
        yield picture, "schema:mainEntityOfPage", "https://www.ncbi.nlm.nih.gov/" + path


def paper_statements(record: Record) -> Iterator[Statement]:
    """What a record says of its paper."""
    page, paper = record.page, f"pmc:{record.page['pmcid']}"
    yield paper, "rdf:type", "schema:ScholarlyArticle"
    yield paper, "schema:sameAs", "https://europepmc.org/article/PMC/" + page["pmcid"].removeprefix("PMC")
    if present(page.get("doi")):
        yield paper, "schema:sameAs", "https://doi.org/" + quote(page["doi"], safe=_PATH.replace("%", ""))
    terms = {
        "pmcid": "schema:identifier",
        "papertitle": "schema:name",
        "reftext": "dcterms:bibliographicCitation",
        "journal_title": "prism:publicationName",
        "journal_nlm_ta": "fabio:hasNLMJournalTitleAbbreviation",
        "publisher_name": "schema:publisher",
    }
    yield from texts(paper, page, terms)
    yield from typed(paper, "schema:datePublished", page.get("year"), "gYear")
    if present(page.get("keywords")):
        yield from ((paper, "schema:keywords", Literal(word)) for word in page["keywords"].split(" | "))


# ---- organisms, mentions, entities ---------------------------------------------------------------------------


def taxon_statements(taxon_id: str, name: str | None, group: str | None) -> Iterator[Statement]:
    """A taxon, by its NCBI id."""
    taxon = f"obo:NCBITaxon_{taxon_id}"
    yield taxon, "rdf:type", "schema:Taxon"
    yield taxon, "schema:identifier", Literal(taxon_id)
    if filled(name):
        yield taxon, "schema:name", Literal(str(name))
    if filled(group):
        yield taxon, "pfocr:organismGroup", Literal(str(group))


def known_taxa(tree: Path, record: Record) -> dict[str, tuple[str, str | None]]:
    """Taxon id and group by name, from the record's own gene rows, the organism pages, and what is built in."""
    pages = {name: (page["ncbi"], page.get("group")) for name, page in organism_pages(tree).items()}
    rows = [row for row in record.rows("genes") if filled(row.get("organism_id"))]
    own = {row["organism_name"]: (row["organism_id"], row.get("organism_group")) for row in rows}
    return {HUMAN: ("9606", None), **pages, **own}


def organism_statements(tree: Path, record: Record) -> Iterator[Statement]:
    """Organisms recognised in the figure and annotated on the paper; old records do not tell the two apart."""
    figure, known = figure_node(record.figid), known_taxa(tree, record)
    recognised = "organisms_ner" if "organisms_ner" in record.page else "organisms"
    for key, term in (("organisms", "schema:mentions"), (recognised, "schema:about")):
        for name in names(record, key):
            yield figure, "pfocr:organismName", Literal(name)
            if name in known:
                taxon_id, group = known[name]
                yield figure, term, f"obo:NCBITaxon_{taxon_id}"
                yield from taxon_statements(taxon_id, name, group)


def gene_cells(cells: Cells) -> tuple[str, str]:
    """NCBI Gene id and symbol of a row, new or old."""
    new, old = ("ncbigene_id", "ncbigene_symbol"), ("entrez", "hgnc_symbol")
    gene_id, symbol = new if new[0] in cells else old
    return cells[gene_id], cells[symbol]


def gene_body(cells: Cells) -> tuple[str | None, list[Statement]]:
    """The gene of a row, new or old, and what the row says of it."""
    old = "entrez" in cells
    gene_id, symbol = gene_cells(cells)
    taxon_id, name, group = ("9606", HUMAN, None) if old else taxon_cells(cells)
    if not filled(gene_id):
        return None, []
    gene = f"ncbigene:{gene_id}"
    said: list[Statement] = [(gene, "schema:identifier", Literal(gene_id))]
    if filled(symbol):
        said.append((gene, "schema:name", Literal(symbol)))
    if filled(taxon_id):
        said += [(gene, "schema:taxonomicRange", f"obo:NCBITaxon_{taxon_id}"), *taxon_statements(taxon_id, name, group)]
    if taxon_id == "9606":
        said += [(gene, "schema:sameAs", same) for same in hgnc_nodes(gene_id, symbol if old else None)]
    return gene, said


def taxon_cells(cells: Cells) -> tuple[str, str, str | None]:
    """The three organism columns of a row."""
    return cells["organism_id"], cells["organism_name"], cells.get("organism_group")


def hgnc_nodes(gene_id: str, symbol: str | None) -> list[str]:
    """HGNC's identifiers of a human gene: from the table by NCBI id, else the symbol that an old record has."""
    row = hgnc_by_gene().get(gene_id)
    if row:
        return ["hgnc.symbol:" + quote(row["symbol"], safe=""), "hgnc:" + row["hgnc_id"].removeprefix("HGNC:")]
    return ["hgnc.symbol:" + quote(str(symbol), safe="")] if filled(symbol) else []


def other_body(cells: Cells) -> tuple[str | None, list[Statement]]:
    """The chemical or disease of a row: MeSH where there is one, else ChEBI or the Disease Ontology."""
    mesh = cells.get("mesh", cells.get("identifier"))
    other = cells.get("chebi", cells.get("doid"))
    number = str(other).rpartition(":")[2]
    curie, identifier = (
        (f"chebi:CHEBI:{number}", f"CHEBI:{number}") if "chebi" in cells else (f"obo:DOID_{number}", other)
    )
    if filled(mesh):
        identifier = str(mesh).removeprefix("mesh:")
    elif not filled(other):
        return None, []
    entity = f"mesh:{identifier}" if filled(mesh) else curie
    said: list[Statement] = [(entity, "schema:identifier", Literal(str(identifier)))]
    if filled(mesh) and filled(other):
        said.append((entity, "skos:closeMatch", curie))
    if filled(cells.get("name")):
        said.append((entity, "schema:name", Literal(cells["name"])))
    return entity, said


def matched_term(plural: str, cells: Cells) -> str | None:
    """The lexicon's term that a word was matched to; ``NA`` is a term where the row has the identifier it led to."""
    match = cells.get("match", cells.get("symbol")) or None
    led = plural == "genes" or filled(cells.get("chebi", cells.get("doid")))
    return match if led or filled(match) else None


def mention_node(figure: str, kind: str, word: str, match: str | None, source: str | None) -> str:
    """IRI of a mention, which hangs on what was read and how it was matched."""
    digest = hashlib.sha1("\x1f".join((kind, word, match or "", source or "")).encode()).hexdigest()
    return f"{figure}#{kind}-{digest[:10]}"


def row_statements(record: Record, plural: str, cells: Cells) -> Iterator[Statement]:
    """The mention of one row, and its entity."""
    figure, (kind, entity_type) = figure_node(record.figid), KINDS[plural]
    word, match = cells["word"], matched_term(plural, cells)
    source = cells["source"] if filled(cells.get("source")) else None
    mention = mention_node(figure, kind, word, match, source)
    yield mention, "rdf:type", "oa:Annotation"
    yield mention, "rdf:type", f"pfocr:{kind.capitalize()}Mention"
    yield mention, "oa:hasTarget", figure
    yield mention, "pfocr:word", Literal(word)
    if match is not None:
        yield mention, "pfocr:matchedTerm", Literal(match)
    if source is not None:
        yield mention, "pfocr:lexicon", f"lex:{source}"
        yield f"lex:{source}", "rdf:type", "skos:Concept"
        yield f"lex:{source}", "skos:notation", Literal(source)
        yield f"lex:{source}", "skos:inScheme", BASE + "rdf/lexicon"
    body, said = gene_body(cells) if plural == "genes" else other_body(cells)
    if body:
        yield mention, "oa:hasBody", body
        yield figure, "schema:mentions", body
        yield body, "rdf:type", entity_type
        yield from said


def keyword_rows(record: Record) -> dict[str, Cells]:
    """Gene rows, of the old kind, that the keywords of a human figure without any rows amount to, by keyword."""
    human = HUMAN in names(record, "organisms_ner" if "organisms_ner" in record.page else "organisms")
    if record.tables or "genes" in record.page or not human:
        return {}
    approved = {word: row for word in keywords(record) if (row := hgnc_by_symbol().get(word))}
    return {
        word: {"word": word, "symbol": word, "source": "keyword_symbol", "hgnc_symbol": word, "entrez": row["ncbi_id"]}
        for word, row in approved.items()
    }


def mention_statements(record: Record) -> Iterator[Statement]:
    """Every mention of a record with its entity, and the keywords that no mention accounts for."""
    inferred = keyword_rows(record)
    rows = {plural: record.rows(plural) for plural in KINDS}
    rows["genes"] += inferred.values()
    for plural in KINDS:
        for cells in rows[plural]:
            yield from row_statements(record, plural, cells)
    accounted = {cells["word"] for plural in ("chemicals", "diseases") for cells in rows[plural]}
    accounted |= {symbol for gene_id, symbol in map(gene_cells, rows["genes"]) if filled(gene_id) and filled(symbol)}
    for word in (word for word in keywords(record) if word not in accounted):
        yield figure_node(record.figid), "schema:keywords", Literal(word)


# ---- the whole -----------------------------------------------------------------------------------------------


def node(name: str) -> NamedNode:
    """An IRI, from itself or from a compact name."""
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local if prefix in PREFIXES else name)


def triple(statement: Statement) -> Triple:
    """A statement as a triple."""
    subject, predicate, value = statement
    return Triple(node(subject), node(predicate), value if isinstance(value, Literal) else node(value))


@cache
def expected_triples(tree: Path) -> frozenset[Triple]:
    """All that a tree must become under the default options, but labels and definitions of the lexicons."""
    parts = ((figure_statements(r), link_statements(tree, r), picture_statements(r), paper_statements(r),
              organism_statements(tree, r), mention_statements(r)) for r in records(tree))  # fmt: skip
    return frozenset(map(triple, chain.from_iterable(chain.from_iterable(parts))))


def expected_graph(told: Triple) -> NamedNode:
    """The named graph for a triple: what links to other data, what describes an entity, or else a figure's."""
    subject, predicate = str(told.subject)[1:-1], told.predicate
    linking = ("schema:sameAs", "skos:closeMatch", "pfocr:ndexNetwork", "pfocr:wikiPathway")
    described = ("ncbigene", "mesh", "chebi", "obo", "lex")
    if predicate in map(node, linking) or subject.startswith(PREFIXES["ndex"]):
        return NamedNode(BASE + "rdf/graph/links")
    name = "entities" if any(subject.startswith(PREFIXES[prefix]) for prefix in described) else "figures"
    return NamedNode(f"{BASE}rdf/graph/{name}")
