"""Write what follows from the code: the mapping reference, lists of findings and queries, the JSON-LD context.

``python tools/generate.py`` writes the files; ``--check`` only says which of them are out of date, and exits with 1.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from dataset_shapes import FILES as DATASET_SHAPES

from pfocr_rdf.errors import CATALOGUE
from pfocr_rdf.identifiers import SPACES, Namespaces
from pfocr_rdf.jsonld import NODE_KINDS, context
from pfocr_rdf.model import NOT_WRITTEN, Address, NodeKind, Property, Reference, Text
from pfocr_rdf.own_terms import OWN_TERMS
from pfocr_rdf.page import KEYS
from pfocr_rdf.querying.catalogue import Query, catalogue
from pfocr_rdf.record import Kind
from pfocr_rdf.tables import COLUMNS, DERIVED
from pfocr_rdf.vocabulary import LEXICONS
from shapes import FILES as SHAPES
from shapes import anchor

ROOT = Path(__file__).parent.parent
MADE = "<!-- Made by tools/generate.py from the code; edit that instead. -->\n"


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Lines of a Markdown table."""
    header = list(header)
    yield "| " + " | ".join(header) + " |"
    yield "|" + " --- |" * len(header)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
    yield ""


def value(one: Property) -> str:
    """What a property's values are, in words."""
    if isinstance(one.value, Text):
        return "text"
    if isinstance(one.value, Address):
        return "IRI"
    if isinstance(one.value, Reference):
        return "IRI: " + ", ".join(dict.fromkeys(f"`{space.prefix}:{space.lead}…`" for space in one.value.spaces))
    return f"`{one.value.datatype}`"


def cardinality(one: Property) -> str:
    """How often a property stands on its node."""
    most = "n" if one.most is None else str(one.most)
    return most if str(one.least) == most else f"{one.least}..{most}"


def node_section(kind: NodeKind) -> Iterator[str]:
    """The properties of one kind of node."""
    yield f"### {kind.name.capitalize()}"
    yield ""
    yield f"IRI `{kind.iri}`, a {', '.join(f'`{one}`' for one in kind.classes)}, in the graph `{kind.graph}`."
    yield ""
    rows = (
        (
            f'<a id="{anchor(kind, p)}"></a>`{p.predicate}`',
            cardinality(p),
            value(p),
            ", ".join(f"`{key}`" for key in p.keys) or "—",
            p.meaning,
        )
        for p in kind.properties
    )
    yield from table(("property", "how often", "value", "from", "meaning"), rows)


def keys() -> list[str]:
    """Every front-matter key and every column of every table, as the model names them."""
    markup = ("@context", "@id", "@type", "creator", "description", "keywords", "license", "name")
    front = KEYS - {"genes", "chemicals", "diseases", "schema-jsonld"}
    cells = [f"{kind}s: {name}" for kind in Kind for column in COLUMNS[kind] for name in column]
    return [*sorted(front), *(f"schema-jsonld.{key}" for key in markup), *cells, *(f"genes: {one}" for one in DERIVED)]


def fate(key: str) -> str:
    """What becomes of a key or column."""
    places = [f"{kind.name} `{one.predicate}`" for kind in NODE_KINDS for one in kind.properties if key in one.keys]
    return "; ".join(places) or f"not written. {NOT_WRITTEN[key]}"


def mapping() -> str:
    """The mapping reference."""
    lines = [
        "# From record to graph",
        "",
        MADE,
        "The model in tables: what becomes of each key and column, what each node carries, and what IRIs look like.",
        "Rows of genes, chemicals and diseases are either embedded in the page (`genes:`, …) or in a companion table",
        "(`<figid>-genes.tsv`, …); both are named `genes: column` here.",
        "",
        "## What becomes of each key and column",
        "",
        *table(("key or column", "becomes"), ((f"`{key}`", fate(key)) for key in sorted(keys()))),
        "Missing values (`''`, `.na.character`, `NA` where it means missing, `REJECT`, an empty list) become nothing.",
        "",
        "## Nodes",
        "",
        *(line for kind in NODE_KINDS for line in node_section(kind)),
        "Triples with `schema:sameAs`, `skos:closeMatch`, `pfocr:ndexNetwork` and `pfocr:wikiPathway` are in the graph",
        "`links`, whatever node they stand on.",
        "",
        "## Identifiers",
        "",
        *table(
            ("prefix", "local part", "example", "defined by"),
            ((f"`{s.prefix}:`", f"`{s.pattern}`", f"`{s.prefix}:{s.local(s.example)}`", s.source) for s in SPACES),
        ),
        "## Prefixes",
        "",
        *table(("prefix", "IRI"), ((f"`{p}:`", f"`{iri}`") for p, iri in Namespaces().prefixes.items())),
        "## Own terms",
        "",
        *table(("term", "kind", "meaning"), ((f"`{one.term}`", f"`{one.kind}`", one.comment) for one in OWN_TERMS)),
        "## Lexicons",
        "",
        *table(("source", "name", "meaning"), ((f"`{x.source}`", x.label, x.definition) for x in LEXICONS.values())),
    ]
    return "\n".join(lines).rstrip() + "\n"


def findings() -> str:
    """The list of findings."""
    rows = ((f"`{code}`", one.severity, one.expected, one.remedy) for code, one in sorted(CATALOGUE.items()))
    lines = [
        "# Findings",
        "",
        MADE,
        "Everything that can be wrong with a record, a table or a map. An *error* leaves its record out whole; a",
        "*warning* costs at most one value or row. Each is shown as `where: key: found X, expected Y; try Z [code]`,",
        "counted in the summary, listed by `--report FILE`, and makes `--strict` exit with 1.",
        "",
        *table(("code", "severity", "expected", "try"), rows),
    ]
    return "\n".join(lines).rstrip() + "\n"


def context_document() -> str:
    """The JSON-LD context."""
    return json.dumps({"@context": context(Namespaces())}, indent=2, ensure_ascii=False) + "\n"


def query_section(query: Query) -> Iterator[str]:
    """What the header of a bundled query says."""
    yield f"### {query.name}"
    yield ""
    yield f"{query.title}. {query.description} {query.expects}"
    yield ""
    for one in query.parameters:
        several = ", one or several" if one.several else ""
        yield f"- `{one.name}`: {one.label}{several}; `{one.default}` unless told."
    if query.services:
        yield f"- Asks {', '.join(f'<{address}>' for address in query.services)}."
    if query.needs:
        yield "- WikiPathways RDF is loaded beside our data."
    if query.twin:
        yield f"- Its twin: [{query.twin}](#{query.twin})."
    yield f"- Keywords: {', '.join(query.keywords)}."
    yield ""


def bundled_queries() -> str:
    """The list of bundled queries."""
    queries = catalogue().values()
    rows = ((f"[{one.name}](#{one.name})", one.title, ", ".join(p.name for p in one.parameters)) for one in queries)
    lines = [
        "# Bundled queries",
        "",
        MADE,
        "`pfocr-rdf query NAME --on DATA` asks one of them ([query.md](query.md)); the files are in `queries/`.",
        "",
        *table(("name", "title", "parameters"), rows),
        *(line for query in queries for line in query_section(query)),
    ]
    return "\n".join(lines).rstrip() + "\n"


FILES = {
    "docs/mapping.md": mapping,
    "docs/findings.md": findings,
    "docs/queries.md": bundled_queries,
    "context/pfocr.jsonld": context_document,
    **SHAPES,
    **DATASET_SHAPES,
}


def main() -> int:
    """Write or check the files; the exit code."""
    stale = [name for name, make in FILES.items() if not (ROOT / name).exists() or (ROOT / name).read_text() != make()]
    if "--check" in sys.argv:
        for name in stale:
            print(f"{name}: found an old version, expected what tools/generate.py makes; try running it")
        return 1 if stale else 0
    for name in stale:
        (ROOT / name).parent.mkdir(exist_ok=True)
        (ROOT / name).write_text(FILES[name]())
        print(f"{name} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
