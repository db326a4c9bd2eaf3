"""Descriptions: every count is that of the profile's own queries, and nothing is said that nobody told."""

import gzip
import hashlib
import os
import re
import subprocess
from pathlib import Path

import pytest
import rdflib
from commands import COMMAND, ROOT
from hcls_queries import PROLOGUE, STATISTICS
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
    serialize,
)
from rdflib.query import ResultRow

from pfocr_rdf.describing.counting import counting
from pfocr_rdf.describing.digests import Digester, Lines
from pfocr_rdf.describing.documents import quads
from pfocr_rdf.describing.release import Release
from pfocr_rdf.describing.run import Describing, describe, description
from pfocr_rdf.describing.statistics import Statistics
from pfocr_rdf.formats import FORMATS
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.own_terms import OWN_TERMS
from pfocr_rdf.pipeline import convert
from pfocr_rdf.querying.catalogue import catalogue
from pfocr_rdf.vocabulary import LEXICONS, PFOCR

CORPUS = ROOT.parent / "shared" / "corpus"
TREES = (ROOT / "seeds", *(CORPUS / f"pfocr-database{year}" for year in ("", "-2021", "-2022", "-2023")))
BASE = "https://pfocr.wikipathways.org/"
GRAPH = f"{BASE}rdf/dataset/unreleased/rdf"

#: A row of results, as texts.
Row = tuple[str, ...]


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds as N-Quads."""
    target = tmp_path_factory.mktemp("described") / "seeds.nq"
    convert([ROOT / "seeds"], target)
    return target


@pytest.fixture(scope="module")
def told(seeds: Path) -> Store:
    """What is said of the seeds."""
    describe([seeds], seeds.with_name("void.nt"))
    return loaded(seeds.with_name("void.nt"))


def loaded(path: Path) -> Store:
    """A file in a store."""
    store = Store()
    store.bulk_load(path=path)
    return store


def rows(store: Store, query: str) -> set[Row]:
    """The rows of a query to Oxigraph, over all graphs."""
    found = store.query(PROLOGUE + query, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    return {tuple(text(value) for value in row) for row in found}


def text(term: object) -> str:
    """A term as text."""
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def reference_rows(graph: rdflib.Graph, query: str) -> set[Row]:
    """The rows of a query to rdflib."""
    result = graph.query(PROLOGUE + query)
    return {tuple(str(value) for value in row) for row in result if isinstance(row, ResultRow)}


def told_rows(store: Store, query: str) -> set[Row]:
    """What a description answers."""
    return rows(store, query.replace("?d ", f"<{GRAPH}> "))


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: tree.name)
def test_the_counts_are_those_of_the_profiles_own_queries(tree: Path, tmp_path: Path) -> None:
    """Every query of section 6.6, run on the same graph, has the rows that the description tells."""
    if not tree.exists():
        pytest.skip("the shared corpus is not there")
    convert([tree], tmp_path / "data.nq")
    describe([tmp_path / "data.nq"], tmp_path / "void.ttl")
    data, told = loaded(tmp_path / "data.nq"), loaded(tmp_path / "void.ttl")
    for name, statistic in STATISTICS.items():
        counted = rows(data, statistic.asked)
        assert counted, name
        assert told_rows(told, statistic.told) == counted, name


def test_another_engine_counts_the_same(tmp_path: Path) -> None:
    """The same queries, asked of rdflib about one figure."""
    convert([min((ROOT / "seeds").glob("*"), key=lambda path: path.stat().st_size)], tmp_path / "data.nq")
    describe([tmp_path / "data.nq"], tmp_path / "void.ttl")
    graphs, told = rdflib.Dataset().parse(tmp_path / "data.nq"), loaded(tmp_path / "void.ttl")
    united = rdflib.Graph()
    united += ((s, p, o) for s, p, o, _ in graphs.quads())
    for name, statistic in STATISTICS.items():
        counted = reference_rows(graphs if "graphs" in name else united, statistic.asked)
        assert told_rows(told, statistic.told) == counted, name


TERMS = [NamedNode(f"urn:x:{name}") for name in "abcd"]
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
NODES = st.sampled_from([*TERMS, BlankNode("n")])
VALUES = st.one_of(NODES, st.sampled_from([Literal("a"), Literal("a", language="en"), Literal("a\t\u0007é\\")]))
STATEMENTS = st.builds(
    Quad,
    NODES,
    st.sampled_from([TYPE, TYPE, *TERMS[:2]]),
    VALUES,
    st.sampled_from([DefaultGraph(), *TERMS[:2]]),
)


@settings(max_examples=10)
@given(st.lists(STATEMENTS, min_size=1, max_size=30), st.integers(0, 30))
def test_any_graph_is_counted_as_the_queries_count_it(statements: list[Quad], cut: int) -> None:
    """Classes of several, none, or no name, repeated triples, literals that differ in a language: all agree."""
    store = Store()
    store.bulk_extend(statements)
    union = Store()
    union.bulk_extend(Quad(one.subject, one.predicate, one.object) for one in statements)
    counted = counts(statements[:cut], statements[cut:])
    told = Store()
    told.bulk_load(quads(description(Describing(), counted), Namespaces()), RdfFormat.N_QUADS)
    for name, statistic in STATISTICS.items():
        asked = rows(store if "graphs" in name else union, statistic.asked)
        named = {row for row in asked if not any(part.startswith(("_:", "a")) for part in row)}
        assert told_rows(told, statistic.told) == named, name


def counts(*parts: list[Quad]) -> Statistics:
    """The counts of some quads that come in several pieces."""
    digester = Digester(Namespaces())
    with counting(Namespaces(), 1) as counter:
        for part in parts:
            content = serialize(part, format=RdfFormat.N_QUADS)
            assert content is not None
            counter.add(digester(Lines(content)))
        return counter.statistics()


def test_linksets_count_what_leads_to_another_data_set(seeds: Path, told: Store) -> None:
    """The triples, subjects and objects of each are those that a query for the beginning of IRIs finds."""
    data = loaded(seeds)
    found = rows(
        told,
        """SELECT ?p ?space ?n ?s ?o { ?l a void:Linkset ; void:linkPredicate ?p ; void:subjectsTarget ?d ;
           void:objectsTarget/void:uriSpace ?space ; void:triples ?n ; void:distinctSubjects ?s ;
           void:distinctObjects ?o . ?d void:subset ?l }""",
    )
    assert {space for _, space, *_ in found} >= {
        "https://identifiers.org/ncbigene/",
        "https://identifiers.org/pmc/",
        "https://identifiers.org/hgnc/",
        "https://www.ndexbio.org/viewer/networks/",
        "http://purl.obolibrary.org/obo/NCBITaxon_",
    }
    for predicate, space, *numbers in found:
        query = f"""SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) (COUNT(DISTINCT ?o) AS ?k)
            {{ ?s <{predicate}> ?o FILTER(STRSTARTS(STR(?o), "{space}") && ?s != ?o) }}"""
        assert rows(data, query) == {tuple(numbers)}


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_a_graph_has_the_same_counts_in_every_format(form: object, seeds: Path, tmp_path: Path) -> None:
    """Compressed as well; formats without named graphs have none to count."""
    ending = next(one.extension for one in FORMATS if one is form)
    target = tmp_path / f"seeds{ending}.gz"
    convert([ROOT / "seeds"], target)
    found, expected = (describe([path], tmp_path / "void.ttl") for path in (target, seeds))
    assert found._replace(total=found.total._replace(graphs=3)) == expected


def test_records_and_stores_have_the_counts_of_their_graph(seeds: Path, tmp_path: Path) -> None:
    """What ``convert`` would write, and what is in an on-disk store."""
    store = Store(tmp_path / "store")
    store.bulk_load(path=seeds)
    store.flush()
    del store
    expected = describe([seeds], tmp_path / "void.ttl")
    assert describe([tmp_path / "store"], tmp_path / "void.ttl") == expected
    assert describe([ROOT / "seeds"], tmp_path / "void.ttl") == expected


def test_a_triple_counts_once_however_often_it_comes(seeds: Path, tmp_path: Path) -> None:
    """In two files, in two formats, in two graphs, or as records beside their own graph."""
    convert([ROOT / "seeds"], tmp_path / "seeds.ttl")
    several = describe([seeds, tmp_path / "seeds.ttl", ROOT / "seeds"], tmp_path / "void.ttl")
    assert several == describe([seeds], tmp_path / "void.ttl")


def test_one_literal_in_two_spellings_is_one(tmp_path: Path) -> None:
    """Escapes, the datatype that strings have anyway, capitals in a language."""
    lines = (
        r'<urn:a> <urn:b> "\u0041" .',
        '<urn:a> <urn:b> "A"^^<http://www.w3.org/2001/XMLSchema#string> .',
        '<urn:a>  <urn:b>\t"A". # the same',
        '<urn:a> <urn:b> "A"@EN .',
        '<urn:a> <urn:b> "A"@en .',
    )
    (tmp_path / "data.nt").write_text("\n".join(lines) + "\n")
    assert describe([tmp_path / "data.nt"], tmp_path / "void.ttl").total.literals == 2


def test_blank_nodes_of_two_files_are_two(tmp_path: Path) -> None:
    """Even if they have one name."""
    for name in ("one.nt", "two.nt"):
        (tmp_path / name).write_text("_:a <urn:b> _:c .\n")
    total = describe([tmp_path / "one.nt", tmp_path / "two.nt"], tmp_path / "void.ttl").total
    assert (total.triples, total.subjects, total.objects) == (2, 2, 2)


def test_files_have_sizes_and_checksums(seeds: Path, tmp_path: Path) -> None:
    """What DCAT asks for, as the file is on the disk, compression and address included."""
    packed = tmp_path / "seeds.nq.gz"
    packed.write_bytes(gzip.compress(seeds.read_bytes(), mtime=0))
    release = Release(name="20250701", download="https://example.org/files")
    describe([packed], tmp_path / "void.ttl", Describing(release=release))
    found = rows(
        loaded(tmp_path / "void.ttl"),
        """PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX spdx: <http://spdx.org/rdf/terms#>
           PREFIX dcterms: <http://purl.org/dc/terms/>
           SELECT ?file ?size ?sum ?type ?packed ?url { ?version dcat:distribution ?file . ?file dcat:byteSize ?size ;
             spdx:checksum [ spdx:checksumValue ?sum ; spdx:algorithm spdx:checksumAlgorithm_sha256 ] ;
             dcterms:format ?type ; dcat:compressFormat ?packed ; dcat:downloadURL ?url }""",
    )
    assert found == {
        (
            f"{BASE}rdf/dataset/20250701/seeds.nq.gz",
            str(packed.stat().st_size),
            hashlib.sha256(packed.read_bytes()).hexdigest(),
            "application/n-quads",
            "https://www.iana.org/assignments/media-types/application/gzip",
            "https://example.org/files/seeds.nq.gz",
        )
    }


def test_the_bytes_hang_on_the_data_alone(seeds: Path, tmp_path: Path) -> None:
    """Not on the number of processes, on the seed of hashes, or on the order of the lines."""
    shuffled = tmp_path / "other" / seeds.name
    shuffled.parent.mkdir()
    shuffled.write_bytes(b"".join(sorted(seeds.read_bytes().splitlines(keepends=True), reverse=True)))
    texts = set()
    for jobs, seed, data in (("1", "1", seeds), ("2", "2", seeds), ("1", "3", shuffled)):
        command = [*COMMAND, "describe", str(data), "-o", "-", "-j", jobs, "-q"]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
        texts.add(re.sub(rb'spdx:checksumValue "\w+"', b"", run.stdout))
    assert len(texts) == 1


def test_every_format_says_the_same(seeds: Path, tmp_path: Path) -> None:
    """And there is no blank node in any."""
    found = []
    for form in FORMATS:
        target = tmp_path / f"void{form.extension}"
        describe([seeds], target)
        found.append({quad.triple for quad in parse(path=target)})
    assert all(one == found[0] for one in found)
    assert not [one for one in found[0] if isinstance(one.subject, BlankNode) or isinstance(one.object, BlankNode)]


def test_what_nobody_told_is_not_said(told: Store) -> None:
    """No date, no address and no endpoint without an option."""
    dates = rows(told, "SELECT ?v { ?s ?p ?v FILTER(DATATYPE(?v) = <http://www.w3.org/2001/XMLSchema#date>) }")
    assert not dates
    assert not rows(told, "SELECT ?v { ?s void:sparqlEndpoint|<http://www.w3.org/ns/dcat#downloadURL> ?v }")


def test_every_own_term_is_explained(seeds: Path, told: Store) -> None:
    """Kind, label, meaning and document; no term of ours is in the data that is not."""
    explained = rows(
        told,
        """SELECT ?term ?label ?comment { ?term rdfs:label ?label ; rdfs:comment ?comment ; a ?kind ;
           rdfs:isDefinedBy ?document . ?document a <http://www.w3.org/2002/07/owl#Ontology> }""",
    )
    namespaces = Namespaces()
    assert explained == {(namespaces.expand(one.term), one.label, one.comment) for one in OWN_TERMS}
    assert {one.term for one in OWN_TERMS} == {term for name, term in vars(PFOCR).items() if not name.startswith("_")}
    data = seeds.read_text()
    used = {f"{BASE}rdf/vocab#{name}" for name in re.findall(r"rdf/vocab#(\w+)>", data)}
    assert used <= {term for term, *_ in explained}


def test_every_lexicon_is_in_the_scheme(told: Store) -> None:
    """With its notation, name and meaning."""
    found = rows(
        told,
        f"""PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
           SELECT ?notation ?label ?means {{ <{BASE}rdf/lexicon> a skos:ConceptScheme ; skos:hasTopConcept ?one .
           ?one skos:inScheme <{BASE}rdf/lexicon> ; skos:notation ?notation ; skos:prefLabel ?label ;
             skos:definition ?means }}""",
    )
    assert found == {(one.source, one.label, one.definition) for one in LEXICONS.values()}


def test_every_bundled_query_is_an_example(told: Store) -> None:
    """With title, text and the prefixes in it; the data set leads to each."""
    found = rows(
        told,
        f"""PREFIX sh: <http://www.w3.org/ns/shacl#>
           SELECT ?title ?text {{ <{BASE}rdf/dataset> rdfs:seeAlso ?query . ?query a sh:SPARQLExecutable ;
           rdfs:label ?title ; sh:prefixes/sh:declare/sh:prefix "schema" ; sh:select|sh:ask|sh:construct ?text }}""",
    )
    assert found == {(one.title, one.body) for one in catalogue().values()}


def test_an_endpoint_is_where_the_examples_are_asked(seeds: Path, tmp_path: Path) -> None:
    """Told by an option, for every query."""
    endpoint = "https://example.org/sparql"
    describe([seeds], tmp_path / "void.ttl", Describing(release=Release(endpoint=endpoint)))
    query = "SELECT (COUNT(*) AS ?n) { ?query <https://schema.org/target> ?where }"
    assert rows(loaded(tmp_path / "void.ttl"), query) == {(str(len(catalogue())),)}


def test_every_prefix_is_declared(told: Store) -> None:
    """As query editors read them."""
    found = rows(
        told,
        f"""PREFIX sh: <http://www.w3.org/ns/shacl#>
           SELECT ?prefix ?iri {{ <{BASE}rdf/vocab> sh:declare [ sh:prefix ?prefix ; sh:namespace ?iri ] }}""",
    )
    assert found == {*Namespaces().prefixes.items()}


def test_what_figures_refer_to_is_described(seeds: Path, told: Store) -> None:
    """The data set and the scheme of lexicons, which the figures and lexicons point at."""
    pointed = rows(loaded(seeds), f'SELECT DISTINCT ?o {{ ?s ?p ?o FILTER(STRSTARTS(STR(?o), "{BASE}rdf/")) }}')
    described = rows(told, "SELECT DISTINCT ?s { ?s a ?any }")
    assert {iri for (iri,) in pointed if "/vocab#" not in iri} <= {iri for (iri,) in described}
