"""What a user would write by hand: PyYAML and csv to flat rows; rdflib from rows to Turtle, or CSV files for others.

    python benchmarks/by_hand.py out/database out/by-hand.ttl --loader safe
    python benchmarks/by_hand.py out/database out/rows

It knows the made-up records of ``synthetic.py`` and no odder ones: no control characters, no faults, no dialect between
the first and the last. For those it writes the same triples as ``pfocr-rdf convert``, which ``convert.py`` checks.
"""

import argparse
import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef

from pfocr_rdf.hgnc import bundled
from pfocr_rdf.vocabulary import LEXICONS

BASE, PMC, IDS = "https://pfocr.wikipathways.org/", "https://identifiers.org/pmc/", "https://identifiers.org/"
OBO, MESH, NDEX = "http://purl.obolibrary.org/obo/", "http://id.nlm.nih.gov/mesh/", "https://www.ndexbio.org/"
S, PF, OA = "https://schema.org/", BASE + "rdf/vocab#", "http://www.w3.org/ns/oa#"
SKOS, FABIO = "http://www.w3.org/2004/02/skos/core#", "http://purl.org/spar/fabio/"
PRISM, DCTERMS = "http://prismstandard.org/namespaces/basic/2.0/", "http://purl.org/dc/terms/"
PREFIXES = {"schema": S, "pfocr": PF, "oa": OA, "skos": SKOS, "fabio": FABIO, "prism": PRISM, "dcterms": DCTERMS}

#: What an object is: an IRI, a text, or a literal with this datatype.
IRI, TEXT, YEAR, DECIMAL, INTEGER = "iri", "text", "gYear", "decimal", "integer"

#: For each kind of row its classes, and its columns after the subject: predicate, and what the object is.
TABLES: dict[str, tuple[tuple[str, ...], tuple[tuple[str, str], ...]]] = {
    "figure": (
        (PF + "PathwayFigure", S + "Dataset"),
        (
            *((S + name, TEXT) for name in ("identifier", "alternateName", "name", "description")),
            *((S + name, IRI) for name in ("url", "isBasedOn", "image", "license", "isPartOf")),
            (PF + "figureType", TEXT),
            (PF + "pathwayScore", DECIMAL),
            (PF + "resultRank", INTEGER),
            (PF + "ndexNetwork", IRI),
        ),
    ),
    "picture": (
        (S + "ImageObject", FABIO + "Figure"),
        (
            (S + "isPartOf", IRI),
            (S + "position", TEXT),
            (S + "contentUrl", IRI),
            (S + "mainEntityOfPage", IRI),
            (S + "encodingFormat", TEXT),
        ),
    ),
    "paper": (
        (S + "ScholarlyArticle",),
        (
            (S + "identifier", TEXT),
            (S + "name", TEXT),
            (DCTERMS + "bibliographicCitation", TEXT),
            (S + "datePublished", YEAR),
            (PRISM + "publicationName", TEXT),
            (FABIO + "hasNLMJournalTitleAbbreviation", TEXT),
            (S + "publisher", TEXT),
        ),
    ),
    "network": ((S + "Dataset",), ((S + "isBasedOn", IRI), (S + "url", IRI), (S + "distribution", IRI))),
    **{
        kind: (
            (OA + "Annotation", PF + kind.capitalize() + "Mention"),
            ((OA + "hasTarget", IRI), (PF + "word", TEXT), (PF + "matchedTerm", TEXT), (PF + "lexicon", IRI)),
        )
        for kind in ("gene", "chemical", "disease")
    },
    "a gene": ((S + "Gene",), ((S + "identifier", TEXT), (S + "name", TEXT), (S + "taxonomicRange", IRI))),
    "a chemical": ((S + "ChemicalSubstance",), ((S + "identifier", TEXT), (S + "name", TEXT))),
    "a disease": ((S + "MedicalCondition",), ((S + "identifier", TEXT), (S + "name", TEXT))),
    "a taxon": ((S + "Taxon",), ((S + "identifier", TEXT), (S + "name", TEXT), (PF + "organismGroup", TEXT))),
    "a lexicon": (
        (SKOS + "Concept",),
        ((SKOS + "notation", TEXT), (SKOS + "prefLabel", TEXT), (SKOS + "definition", TEXT), (SKOS + "inScheme", IRI)),
    ),
    "body": ((), ((OA + "hasBody", IRI),)),
    "mentioned": ((), ((S + "mentions", IRI),)),
    "about": ((), ((S + "about", IRI),)),
    "organism": ((), ((PF + "organismName", TEXT),)),
    "keyword": ((), ((S + "keywords", TEXT),)),
    "same": ((), ((S + "sameAs", IRI),)),
}

#: Kind of row, subject, and objects in the order of the columns; nothing is the empty text.
Row = tuple[str, ...]

_PLACEHOLDERS = ("", "NA", ".na.character")


def main() -> None:
    """Write Turtle, or a folder of CSV files."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("source", type=Path)
    arguments.add_argument("target", type=Path)
    arguments.add_argument("--loader", choices=("safe", "c"), default="c")
    given = arguments.parse_args()
    found = rows(given.source, yaml.SafeLoader if given.loader == "safe" else yaml.CSafeLoader)
    if given.target.suffix == ".ttl":
        graph(found).serialize(given.target, "turtle", encoding="utf-8")
    else:
        write_csv(found, given.target)


def graph(rows: Iterator[Row]) -> Graph:
    """All rows as one graph."""
    made = Graph(bind_namespaces="none")
    for prefix, iri in PREFIXES.items():
        made.bind(prefix, Namespace(iri))
    for kind, subject, *objects in rows:
        classes, columns = TABLES[kind]
        node = URIRef(subject)
        for one in classes:
            made.add((node, RDF.type, URIRef(one)))
        for (predicate, form), text in zip(columns, objects, strict=True):
            if text:
                made.add((node, URIRef(predicate), term(text, form)))
    return made


def term(text: str, form: str) -> URIRef | Literal:
    """One object."""
    if form == IRI:
        return URIRef(text)
    return Literal(text) if form == TEXT else Literal(text, datatype=XSD[form], normalize=False)


def write_csv(rows: Iterator[Row], folder: Path) -> None:
    """A file for each kind of row."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        kind: (folder / f"{kind.replace(' ', '-')}.csv").open("w", newline="", encoding="utf-8") for kind in TABLES
    }
    writers = {kind: csv.writer(file) for kind, file in files.items()}
    for kind, (_, columns) in TABLES.items():
        writers[kind].writerow(["s", *(f"o{number}" for number in range(len(columns)))])
    for kind, *cells in rows:
        writers[kind].writerow(cells)
    for file in files.values():
        file.close()


def rows(source: Path, loader: type[yaml.SafeLoader | yaml.CSafeLoader]) -> Iterator[Row]:
    """Rows of all records; what the whole graph says once may come several times."""
    pages = [front_matter(path, loader) for path in (source / "_organisms").glob("*.md")]
    taxa = {page["title"]: (str(page["ncbi"]), page["title"], page["group"]) for page in pages}
    networks = dict(line.split("\t") for line in (source / "_data/ndex_map.tsv").read_text("utf-8").splitlines())
    said: set[Row] = set()
    for path in sorted((source / "_figures").glob("*.md")):
        page = front_matter(path, loader)
        yield from figure_rows(page, networks.get(page["figid"], ""))
        for row in (*organism_rows(page, taxa), *mention_rows(page, source / "_data")):
            if row not in said:
                if row[0].startswith("a "):
                    said.add(row)
                yield row


def front_matter(path: Path, loader: type[yaml.SafeLoader | yaml.CSafeLoader]) -> dict[str, Any]:
    """The YAML of a page."""
    loaded = yaml.load(path.read_text("utf-8").split("---\n")[1], loader)
    assert isinstance(loaded, dict)
    return loaded


def text(page: dict[str, Any], *keys: str) -> str:
    """The value of the first key that has one, as text."""
    return next((str(page[key]) for key in keys if page.get(key) not in (*_PLACEHOLDERS, None)), "")


def figure_rows(page: dict[str, Any], network: str) -> Iterator[Row]:
    """The figure, its picture, its paper and its network."""
    figid, pmcid = page["figid"], page["pmcid"]
    figure, paper = f"{BASE}figures/{figid}.html", PMC + pmcid
    names = [text(page, key) for key in ("figid", "figid_alias", "figtitle", "caption")]
    license_iri = "https://creativecommons.org/publicdomain/zero/1.0/"
    iris = [figure, paper, figure + "#image", license_iri, BASE + "rdf/dataset"]
    score, rank = text(page, "automl_pathway", "pathway_score"), text(page, "pmc_ranked_result_index")
    viewer = f"{NDEX}viewer/networks/{network}" if network else ""
    yield "figure", figure, *names, *iris, text(page, "figtype"), score, rank, viewer
    address = f"https://europepmc.org/articles/{pmcid}/bin/{page['filename']}"
    at_pmc = "https://www.ncbi.nlm.nih.gov" + page["figlink"]
    yield "picture", figure + "#image", paper, text(page, "number"), address, at_pmc, "image/jpeg"
    keys = ("pmcid", "papertitle", "reftext", "year", "journal_title", "journal_nlm_ta", "publisher_name")
    yield "paper", paper, *(text(page, key) for key in keys)
    yield "same", paper, "https://europepmc.org/article/PMC/" + pmcid.removeprefix("PMC")
    if text(page, "doi"):
        yield "same", paper, "https://doi.org/" + page["doi"]
    for keyword in filter(None, text(page, "keywords").split(" | ")):
        yield "keyword", paper, keyword
    if network:
        yield "network", viewer, figure, viewer, f"{NDEX}v3/networks/{network}"


def organism_rows(page: dict[str, Any], taxa: dict[str, Row]) -> Iterator[Row]:
    """Organisms of the paper and of the figure."""
    figure = f"{BASE}figures/{page['figid']}.html"
    listed = page["organisms"] if isinstance(page["organisms"], list) else [page["organisms"]]
    for kind, names in (("mentioned", listed), ("about", page.get("organisms_ner", listed))):
        for name in names:
            if name not in _PLACEHOLDERS:
                yield "organism", figure, name
                yield kind, figure, f"{OBO}NCBITaxon_{taxa[name][0]}"
                yield taxon_row(*taxa[name])


def taxon_row(number: str, name: str, group: str) -> Row:
    """A taxon."""
    return "a taxon", f"{OBO}NCBITaxon_{number}", number, name, group


def mention_rows(page: dict[str, Any], folder: Path) -> Iterator[Row]:
    """What was read from the picture, and what it means."""
    figure = f"{BASE}figures/{page['figid']}.html"
    for kind in ("gene", "chemical", "disease"):
        for cells in (*page.get(f"{kind}s", ()), *table(folder / f"{page['figid']}-{kind}s.tsv")):
            match = cells.get("match", cells.get("symbol", ""))
            if kind != "gene" and match == "NA":
                match = ""
            source = cells.get("source", "")
            digest = hashlib.sha1("\x1f".join((kind, cells["word"], match, source)).encode()).hexdigest()
            mention = f"{figure}#{kind}-{digest[:10]}"
            lexicon = f"{BASE}rdf/lexicon/{source}" if source else ""
            yield kind, mention, figure, cells["word"], match, lexicon
            if source:
                known = LEXICONS[source]
                yield "a lexicon", lexicon, source, known.label, known.definition, BASE + "rdf/lexicon"
            body, *said = gene_rows(cells) if kind == "gene" else term_rows(kind, cells)
            yield "body", mention, body[1]
            yield "mentioned", figure, body[1]
            yield body
            yield from said


def table(path: Path) -> list[dict[str, str]]:
    """Rows of a table, if there is one."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def gene_rows(cells: dict[str, str]) -> Iterator[Row]:
    """A gene, its taxon, and what HGNC knows of it."""
    number, symbol = cells.get("ncbigene_id") or str(cells["entrez"]), cells.get("ncbigene_symbol", "")
    taxon = (
        cells.get("organism_id", "9606"),
        cells.get("organism_name", "Homo sapiens"),
        cells.get("organism_group", ""),
    )
    gene = f"{IDS}ncbigene/{number}"
    yield "a gene", gene, number, symbol or str(cells["hgnc_symbol"]), f"{OBO}NCBITaxon_{taxon[0]}"
    yield taxon_row(*taxon)
    approved = bundled().by_ncbi_id(number) if taxon[0] == "9606" else None
    if approved:
        yield "same", gene, f"{IDS}hgnc.symbol/{approved.symbol}"
        yield "same", gene, f"{IDS}hgnc/{approved.hgnc_id}"
    elif "hgnc_symbol" in cells:
        yield "same", gene, f"{IDS}hgnc.symbol/{cells['hgnc_symbol']}"


def term_rows(kind: str, cells: dict[str, str]) -> Iterator[Row]:
    """A chemical or disease: by MeSH, or by ChEBI or the Disease Ontology; no made-up row has both."""
    mesh = cells.get("mesh", cells.get("identifier", "")).removeprefix("mesh:")
    if mesh != "NA":
        yield f"a {kind}", MESH + mesh, mesh, ""
        return
    number = cells["chebi" if kind == "chemical" else "doid"].rpartition(":")[2]
    space, lead = (IDS + "chebi/CHEBI:", "CHEBI:") if kind == "chemical" else (OBO + "DOID_", "DOID:")
    yield f"a {kind}", space + number, lead + number, cells["name"]


if __name__ == "__main__":
    main()
