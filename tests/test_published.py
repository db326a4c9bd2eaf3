"""Bundled queries in the forms of SIB and of WikiPathways: made from our files, and they answer what our files do."""

import re
from pathlib import Path

import pytest
import rdflib
from commands import ROOT, Command
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, Store
from rdflib.namespace import RDF, RDFS, SH
from rdflib.plugins.sparql import prepareQuery

from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.querying.catalogue import Query, catalogue
from pfocr_rdf.querying.published import query_iri, sib, wikipathways
from pfocr_rdf.stores.embedded import open_data

QUERIES = list(catalogue().values())
ENDPOINT = "https://example.org/sparql"
SCHEMA = rdflib.Namespace("https://schema.org/")
SPEX = rdflib.Namespace("https://purl.expasy.org/sparql-examples/ontology#")

#: A parameter's line in WikiPathways' files (wikipathways/SPARQLQueries, HEADER_CONVENTIONS.md).
PARAM = re.compile(r"# param: (\w+) \| (string|uri|enum:[^|]+) \| ([^|]+) \| ([^|]+)")


@pytest.fixture(scope="module")
def published() -> rdflib.Graph:
    """All queries in SIB's form."""
    return rdflib.Graph().parse(sib(QUERIES, endpoint=ENDPOINT), format="turtle")


@pytest.fixture(scope="module")
def seeds() -> Store:
    """The seeds."""
    return open_data([ROOT / "seeds"]).store


def rows(store: Store, text: str) -> bytes:
    """What a query answers."""
    results = store.query(text)
    if isinstance(results, QuerySolutions):
        return results.serialize(format=QueryResultsFormat.CSV) or b""
    return repr(bool(results) if isinstance(results, QueryBoolean) else sorted(map(str, results))).encode()


def node(query: Query) -> rdflib.URIRef:
    """A query in the graph."""
    return rdflib.URIRef(query_iri(query.name, Namespaces()))


def test_every_query_is_an_executable(published: rdflib.Graph) -> None:
    """And nothing else is."""
    assert {*published.subjects(RDF.type, SH.SPARQLExecutable)} == {node(query) for query in QUERIES}


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_an_executable_says_what_sib_asks_for(query: Query, published: rdflib.Graph) -> None:
    """One text by its form, comment, keywords, endpoint, and what it federates with."""
    form = {"select": "Select", "ask": "Ask", "construct": "Construct"}[query.form]
    assert (node(query), RDF.type, SH[f"SPARQL{form}Executable"]) in published
    assert published.value(node(query), SH[query.form], any=False) == rdflib.Literal(query.body)
    assert published.value(node(query), RDFS.label, any=False) == rdflib.Literal(query.title, "en")
    assert published.value(node(query), RDFS.comment, any=False) == rdflib.Literal(query.description, "en")
    assert {*map(str, published.objects(node(query), SCHEMA.keywords))} == {*query.keywords}
    assert published.value(node(query), SCHEMA.target, any=False) == rdflib.URIRef(ENDPOINT)
    assert {*map(str, published.objects(node(query), SPEX.federatesWith))} == {*query.services}


def test_prefixes_are_declared_once_for_all(published: rdflib.Graph) -> None:
    """As SHACL has it, and with the IRIs that the queries have."""
    (owner,) = {*published.objects(None, SH.prefixes)}
    declared = {
        str(published.value(one, SH.prefix, any=False)): str(published.value(one, SH.namespace, any=False))
        for one in published.objects(owner, SH.declare)
    }
    for query in QUERIES:
        prepareQuery(query.body.partition("\n\n")[2], initNs=declared)


def test_no_node_is_blank(published: rdflib.Graph) -> None:
    """Files of several queries can be joined."""
    assert [one for triple in published for one in triple if isinstance(one, rdflib.BNode)] == []


def test_another_base_is_that_of_the_text_too() -> None:
    """A query would find nothing otherwise."""
    graph = rdflib.Graph().parse(sib(QUERIES, Namespaces("https://example.org/mine/")), format="turtle")
    texts = [str(text) for form in (SH.select, SH.ask, SH.construct) for text in graph.objects(None, form)]
    assert len(texts) == len(QUERIES)
    assert not any("<https://pfocr.wikipathways.org/" in text for text in texts)
    assert any("PREFIX fig: <https://example.org/mine/figures/>" in text for text in texts)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_wikipathways_file_has_its_header(query: Query) -> None:
    """Title, category, description and keywords, then the parameters, each with one place at least."""
    header, _, body = wikipathways(query).partition("\n\n")
    keys = [line.removeprefix("# ").partition(":")[0] for line in header.splitlines()]
    assert [*dict.fromkeys(keys)][:4] == ["title", "category", "description", "keywords"]
    named = [PARAM.fullmatch(line) for line in header.splitlines() if line.startswith("# param:")]
    assert [match and match[1] for match in named] == [one.name for one in query.parameters]
    assert {*re.findall(r"\{\{(\w+)\}\}", body)} == {one.name for one in query.parameters}


@pytest.mark.parametrize(
    "query", [query for query in QUERIES if query.stands_alone and query.parameters], ids=lambda query: query.name
)
def test_a_wikipathways_file_answers_the_same(query: Query, seeds: Store) -> None:
    """With its defaults put in, as WikiPathways' own tools do it."""
    text = wikipathways(query)
    for line in text.splitlines():
        if match := PARAM.fullmatch(line):
            text = text.replace("{{" + match[1] + "}}", match[3].strip())
    assert rows(seeds, text) == rows(seeds, query.text)


@pytest.mark.parametrize(("form", "ending"), [("sib", ".ttl"), ("wikipathways", ".rq")])
def test_the_command_writes_a_file_for_each(form: str, ending: str, tmp_path: Path, here: Command) -> None:
    """With the query's name."""
    assert here("queries", "--format", form, "-o", tmp_path).code == 0
    assert {file.name for file in tmp_path.iterdir()} == {f"{name}{ending}" for name in catalogue()}


def test_the_command_writes_all_at_once(here: Command) -> None:
    """As one Turtle file, where it is to be served."""
    assert here("queries", "--format", "sib", "--endpoint", ENDPOINT).out == sib(QUERIES, endpoint=ENDPOINT)


def test_only_published_forms_are_files(tmp_path: Path, here: Command) -> None:
    """A list is one text."""
    ran = here("queries", "-o", tmp_path)
    assert ran.code == 2
    assert "found --format list, expected one of sib, wikipathways; try sib" in ran.talk
