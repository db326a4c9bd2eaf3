"""The smallest legal records, of the newest dialect and of the oldest; trees of such files, and what they become."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from checkouts import CORPUS, put
from oracle import PREFIXES, XSD
from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, RdfFormat, Store

from pfocr_rdf.errors import Finding
from pfocr_rdf.pipeline import Options, convert
from pfocr_rdf.summary import FindingLog, Summary

#: One record's files, by path within a checkout.
Files = Mapping[str, str | bytes]

#: Two figures of two papers.
PMC1, PMC2 = "PMC1__f1", "PMC2__f1"

#: What is often asked of a graph.
TITLES = "?figure a pfocr:PathwayFigure ; schema:name ?x"
MENTIONED = "?figure a pfocr:PathwayFigure ; schema:mentions/schema:identifier ?x"
WORDS = "?mention pfocr:word ?x"
ORGANISMS = "?figure pfocr:organismName ?x"
KEYWORDS = "?figure a pfocr:PathwayFigure ; schema:keywords ?x"

#: Keys of the front matter, as YAML writes their values; ``{…}`` is filled in.
NEWEST: Mapping[str, str] = {
    "figid": "{figid}",
    "figtitle": "A pathway",
    "organisms": "\n- Homo sapiens",
    "organisms_ner": "\n- Homo sapiens",
    "pmcid": "{pmcid}",
    "filename": "{stem}.jpg",
    "figlink": "/pmc/articles/{pmcid}/figure/F1/",
    "number": "F1",
    "caption": "What the pathway does.",
    "papertitle": "On a pathway",
    "reftext": "Ada Able, et al. J Pathw. 2019 Mar 12;10(21):2068-2085.",
    "year": "'2019'",
    "doi": ".na.character",
    "journal_title": ".na.character",
    "journal_nlm_ta": ".na.character",
    "publisher_name": ".na.character",
    "keywords": "''",
    "automl_pathway": "0.9509984",
    "figid_alias": "{pmcid}__F1",
    "figtype": "Figure",
    "redirect_from": "/figures/{pmcid}__F1",
    "ndex": "''",
    "seo": "CreativeWork",
}

#: What the oldest dialect has in place of newer keys.
OLDEST: Mapping[str, str] = {
    key: value
    for key, value in NEWEST.items()
    if key
    in {"figid", "figlink", "caption", "pmcid", "papertitle", "reftext", "filename", "figtitle", "organisms", "ndex"}
} | {
    "number": "Figure 1",
    "year": "'2019'",
    "pmc_ranked_result_index": "'41924'",
    "pathway_score": "0.9268371",
    "annotations": "[]",
    "seo": "CreativeWork",
    "genes": "[]",
    "chemicals": "[]",
    "diseases": "[]",
}

_PROLOGUE = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in {**PREFIXES, "xsd": XSD}.items())

#: Columns of the tables of each generation.
GENES = [
    "organism_id",
    "organism_name",
    "organism_group",
    "word",
    "match",
    "ncbigene_symbol",
    "ncbigene_id",
    "source",
    "count_direct",
    "count_synonym",
    "count_match",
]
GENES_B1 = [name for name in GENES if name != "count_synonym"]
GENES_A = ["word", "symbol", "source", "hgnc_symbol", "entrez"]
CHEMICALS = ["word", "mesh", "match", "name", "chebi"]
DISEASES = ["word", "mesh", "match", "name", "doid"]
TERMS_A = ["word", "source", "identifier"]

IL1B: Mapping[str, str] = {
    "organism_id": "9606",
    "organism_name": "Homo sapiens",
    "organism_group": "Primates",
    "word": "IL-1b",
    "match": "IL1B",
    "symbol": "IL1B",
    "ncbigene_symbol": "IL1B",
    "hgnc_symbol": "IL1B",
    "ncbigene_id": "3553",
    "entrez": "3553",
    "source": "ncbigene_symbol",
    "count_match": "3",
}

CALCIUM: Mapping[str, str] = {
    "word": "Ca2+",
    "match": "Calcium",
    "name": "calcium",
    "mesh": "mesh:D002118",
    "chebi": "chebi:22984",
}


def page(figid: str, changes: Mapping[str, str | None] | None = None, base: Mapping[str, str] = NEWEST) -> str:
    """A page; ``changes`` are other keys and values in YAML, ``None`` for a key that is not there."""
    pmcid, _, stem = figid.partition("__")
    filled = {key: value.format(figid=figid, pmcid=pmcid, stem=stem) for key, value in base.items()}
    caption = (changes or {}).get("caption") or filled["caption"]
    keys = {**filled, "schema-jsonld": markup(figid, caption=caption), **(changes or {})}
    return "---\n" + "".join(line(key, value) for key, value in keys.items() if value is not None) + "---\n"


def line(key: str, value: str) -> str:
    """A key and its value, which may begin on the next line."""
    return f"{key}:{'' if value.startswith(chr(10)) else ' '}{value}\n"


def markup(figid: str, *keywords: str, caption: str = NEWEST["caption"]) -> str:
    """The value of ``schema-jsonld``."""
    values = {
        "'@context'": "https://schema.org/",
        "'@id'": f"https://pfocr.wikipathways.org/figures/{figid}.html",
        "'@type'": "Dataset",
        "description": caption,
        "license": "CC0",
        "name": "CreativeWork",
        "creator": "\n    '@type': Organization\n    name: WikiPathways",
        "keywords": "".join(f"\n  - {keyword}" for keyword in keywords) or "[]",
    }
    return "\n" + "".join("  " + line(key, value) for key, value in values.items()).removesuffix("\n")


def table(columns: list[str], *rows: Mapping[str, str], end: str = "\n") -> str:
    """A table of these columns; a cell that its row does not name is ``NA``."""
    lines = [columns, *([row.get(name, "NA") for name in columns] for row in rows)]
    return "".join("\t".join(line) + end for line in lines)


def embedded(*rows: Mapping[str, str], columns: list[str]) -> str:
    """The same rows within a page of the oldest dialect."""
    lines = (f"{name}: '{row.get(name, '')}'" for row in rows for name in columns)
    return "".join(f"\n{'  ' if number % len(columns) else '- '}{line}" for number, line in enumerate(lines))


def record(
    figid: str, changes: Mapping[str, str | None] | None = None, **tables: str | bytes
) -> dict[str, str | bytes]:
    """The files of one record of the newest dialect; ``tables`` are its ``genes``, ``chemicals`` and ``diseases``."""
    companions = {f"_data/{figid}-{kind}.tsv": content for kind, content in tables.items()}
    return {f"_figures/{figid}.md": page(figid, changes), **companions}


def old_record(figid: str, changes: Mapping[str, str | None] | None = None) -> dict[str, str | bytes]:
    """The file of one record of the oldest dialect."""
    return {f"_figures/{figid}.md": page(figid, changes, OLDEST)}


def tree(root: Path, files: Files) -> Path:
    """A folder with these files."""
    for name, content in files.items():
        put(root / name, content.encode() if isinstance(content, str) else content)
    return root


class Outcome:
    """What a run said and wrote."""

    def __init__(self, summary: Summary, findings: list[Finding], written: str) -> None:
        """Counts, findings, and a document in N-Triples."""
        self.summary = summary
        self.findings = findings
        self.written = written
        self.store = Store()
        self.store.load(written, RdfFormat.N_TRIPLES)

    @property
    def codes(self) -> Counter[str]:
        """How often each code was found."""
        return Counter(finding.code for finding in self.findings)

    @property
    def figids(self) -> list[str]:
        """Figures in the graph."""
        return self.values("?figure a pfocr:PathwayFigure ; schema:identifier ?x")

    def ask(self, pattern: str) -> bool:
        """Whether the graph has what the pattern says."""
        answer = self.store.query(f"{_PROLOGUE}ASK {{ {pattern} }}")
        assert isinstance(answer, QueryBoolean)
        return bool(answer)

    def says(self, key: str, value: str) -> bool:
        """Whether some node has exactly this text as the value of a property."""
        return self.ask(f"?any {key} {Literal(value)}")

    def values(self, pattern: str) -> list[str]:
        """Every ``?x``, sorted; IRIs without brackets, literals without quotes."""
        rows = self.store.query(f"{_PROLOGUE}SELECT ?x {{ {pattern} }}")
        assert isinstance(rows, QuerySolutions)
        found = [row["x"] for row in rows]
        return sorted(one.value for one in found if isinstance(one, NamedNode | Literal))


def converted(*sources: str | Path) -> Outcome:
    """What these sources become."""
    with TemporaryDirectory() as folder, FindingLog() as log:
        target = Path(folder) / "graph.nt"
        summary = convert(sources, target, Options(jobs=1), log=log)
        return Outcome(summary, list(log), target.read_text("utf-8"))


def real(*figids: str, tree: str = "pfocr-database") -> Outcome:
    """What records of the corpus become, which lies outside the repository."""
    return converted(*(real_file(f"{tree}/_figures/{figid}.md") for figid in figids))


def real_file(path: str) -> Path:
    """A file of the corpus; the test is skipped where that is not at hand."""
    if not CORPUS.exists():
        pytest.skip("the corpus is not at ../shared/corpus")
    return CORPUS / path
