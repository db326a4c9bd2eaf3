"""Queries that WikiPathways publishes give the same answers with and without our data in the store."""

import os
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from checkouts import CORPUS
from commands import ROOT
from pyoxigraph import NamedNode, Quad, QueryBoolean, QueryTriples, RdfFormat, parse
from query_data import GRAPHS, made_record
from records import tree
from wikipathways_patterns import EMPTY, PATTERNS

from pfocr_rdf.identifiers import FIGURE, Namespaces
from pfocr_rdf.linking.overlaps import Thresholds
from pfocr_rdf.linking.run import LinkOptions, Targets, link
from pfocr_rdf.linking.sources import read_pathways
from pfocr_rdf.stores.embedded import Embedded, Opening, open_data

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not at ../shared/corpus")

NAMESPACES = Namespaces()
PREFIXES = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in NAMESPACES.prefixes.items())
PREFIXES += (
    "PREFIX cito: <http://purl.org/spar/cito/>\nPREFIX cur: <http://vocabularies.wikipathways.org/wp#Curation:>\n"
    "PREFIX gpml: <http://vocabularies.wikipathways.org/gpml#>\nPREFIX fn: <http://www.w3.org/2005/xpath-functions#>\n"
    "PREFIX wdt: <http://www.wikidata.org/prop/direct/>\nPREFIX wprdf: <http://rdf.wikipathways.org/>\n"
)

#: A checkout of github.com/wikipathways/SPARQLQueries, if there is one.
PUBLISHED = os.environ.get("WIKIPATHWAYS_QUERIES")


@cache
def alone() -> Embedded:
    """Thirty pathways as WikiPathways publishes them."""
    return open_data(sorted(CORPUS.glob("wikipathways-rdf/*.ttl")))


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """The same, and beside it all figures, with names of papers and with every overlap there is, in one graph."""
    folder = tmp_path_factory.mktemp("together")
    figures = [ROOT / "seeds", CORPUS / "pfocr-database", tree(folder / "made", made_record())]
    pathways = sorted(CORPUS.glob("wikipathways-rdf/*.ttl"))
    everything = Thresholds(shared=1, adjusted=1.0)
    options = LinkOptions(pathways=read_pathways(pathways), thresholds=everything, opening=Opening(jobs=1))
    links = link(figures, options, Targets(rdf=str(folder / "links.nt")))
    assert links.overlaps > 100
    return open_data([*pathways, folder / "links.nt", GRAPHS / "links.ttl", *figures], Opening(jobs=1))


def answer(data: Embedded, query: str) -> Counter[tuple[str, ...]]:
    """The rows of an answer, in whatever order."""
    found = data.query(PREFIXES + query)
    if isinstance(found, QueryBoolean | QueryTriples):
        return Counter([(str(bool(found)),)] if isinstance(found, QueryBoolean) else [(str(one),) for one in found])
    return Counter(tuple(str(one) for one in row) for row in found)


@pytest.mark.parametrize("name", PATTERNS)
def test_an_answer_is_the_same_with_and_without_our_data(name: str, together: Embedded) -> None:
    """Not one row more or less, though the figures share genes, species, chemicals and papers with the pathways."""
    expected = answer(alone(), PATTERNS[name])
    assert bool(expected) == (name not in EMPTY)
    assert answer(together, PATTERNS[name]) == expected


@pytest.mark.parametrize(
    "line",
    [
        "{figure} a wp:Pathway , skos:Collection",
        "{figure} dc:title 'A figure' ; wp:organism obo:NCBITaxon_9606 ; wp:organismName 'Homo sapiens'",
        "<https://identifiers.org/ensembl/ENSG00000000000> dcterms:isPartOf {figure} ; a wp:DataNode",
        "<https://identifiers.org/ensembl/ENSG00000088888> rdfs:label 'drawn' ; a wp:Metabolite",
    ],
    ids=["a class", "a species", "a part", "a label"],
)
def test_a_graph_in_wikipathways_own_words_would_change_answers(line: str) -> None:
    """So the test above can fail."""
    figure = f"<{NAMESPACES.iri(FIGURE, 'PMC1__f1.html')}>"
    text = PREFIXES.replace("PREFIX", "@prefix").replace(">\n", "> .\n") + line.format(figure=figure) + " ."
    spoilt = open_data(sorted(CORPUS.glob("wikipathways-rdf/*.ttl")))
    spoilt.store.extend(Quad(*triple.triple) for triple in parse(text, RdfFormat.TURTLE))
    assert any(answer(spoilt, query) != answer(alone(), query) for query in PATTERNS.values())


def test_what_we_write_has_none_of_wikipathways_words(together: Embedded) -> None:
    """On no node of ours, and on none that both have."""
    added = {quad.predicate.value for quad in together.store} - {quad.predicate.value for quad in alone().store}
    assert not {one for one in added if "wikipathways.org/wp#" in one}
    figures = together.store.quads_for_pattern(None, NamedNode(NAMESPACES.expand("schema:mentions")), None)
    said = {
        quad.predicate.value for one in figures for quad in together.store.quads_for_pattern(one.subject, None, None)
    }
    assert not {one for one in said if "/dc/" in one or "rdf-schema" in one or "wikipathways.org/wp#" in one}


@pytest.mark.skipif(not PUBLISHED, reason="WIKIPATHWAYS_QUERIES names no checkout of wikipathways/SPARQLQueries")
def test_the_published_files_themselves_give_the_same_answers(together: Embedded) -> None:
    """All that ask no other service and are SPARQL 1.1, once Virtuoso's ways to count and to cut are put right."""
    compared = 0
    for path in sorted(Path(PUBLISHED or "").glob("[A-Z]. */**/*.rq")):
        query = standard(path.read_text())
        if "SERVICE" not in query.upper() and (expected := parsed(query)) is not None:
            assert answer(together, query) == expected, path
            compared += 1
    assert compared >= 30


def parsed(query: str) -> Counter[tuple[str, ...]] | None:
    """The answer of WikiPathways alone; nothing if the query is Virtuoso's own."""
    try:
        return answer(alone(), query)
    except SyntaxError:
        return None


def standard(text: str) -> str:
    """A published query with the defaults of its parameters, without limits, and without Virtuoso's own forms."""
    for name, value in re.findall(r"^# param: *(\w+) *\|[^|\n]*\| *([^|\n]*?) *(?:\||$)", text, re.MULTILINE):
        text = text.replace(f"{{{{{name}}}}}", value.replace("WP1560", "WP5039").replace("WP1425", "WP5039"))
    text = re.sub(r"(?<!\()\b(count\(\?\w+\)) +as +(\?\w+)", r"(\1 AS \2)", text, flags=re.IGNORECASE)
    text = re.sub(r"\bfn:substring\((\?\w+)", r"SUBSTR(STR(\1)", text)
    return re.sub(r"\bLIMIT +\d+", "", text, flags=re.IGNORECASE)
