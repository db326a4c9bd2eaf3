"""The shapes: good graphs conform, each bad one fails for its reason alone, and engines of three families agree."""

import importlib
import re
from pathlib import Path

import pyshacl
import pytest
import rdflib
import shacl
from bad_graphs import MUTATIONS, all_bad, bad, good, triples
from good_graph import FIRST, HGNC, good_graph, good_nodes
from mutations import Reason
from rdflib import RDF, RDFS, SH, Namespace, URIRef
from rdflib.term import Node
from shape_engines import CLOSED, PROPERTIES, ROOT, RULES, SHAPES, by_pyshacl, by_shacl, by_topbraid, parsed

import pfocr_rdf
from pfocr_rdf import vocabulary
from pfocr_rdf.graph import figure_graph
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.jsonld import NODE_KINDS
from pfocr_rdf.values import FIRST_YEAR, LAST_YEAR
from pfocr_rdf.vocabulary import PREFIXES, Term

CORPUS = ROOT.parent / "shared" / "corpus"
GRAPH = parsed(SHAPES, "turtle")

#: The constraint component of each parameter that the shapes use, without ``ConstraintComponent``.
COMPONENTS: dict[Node, str] = {
    SH["class"]: "Class",
    SH.closed: "Closed",
    SH.datatype: "Datatype",
    SH.equals: "Equals",
    SH.hasValue: "HasValue",
    SH["in"]: "In",
    SH.maxCount: "MaxCount",
    SH.maxInclusive: "MaxInclusive",
    SH.minCount: "MinCount",
    SH.minInclusive: "MinInclusive",
    SH.minLength: "MinLength",
    SH.nodeKind: "NodeKind",
    SH["not"]: "Not",
    SH["or"]: "Or",
    SH.pattern: "Pattern",
    SH.qualifiedMinCount: "QualifiedMinCount",
    SH.sparql: "SPARQL",
}

SHAPE = Namespace("https://pfocr.wikipathways.org/rdf/shapes#")


def reporting() -> list[Node]:
    """The shapes that results are given for: all but those that other shapes only ask."""
    asked = {*GRAPH.objects(None, SH["not"]), *GRAPH.objects(None, SH.qualifiedValueShape)}
    for members in GRAPH.objects(None, SH["or"]):
        asked |= set(GRAPH.items(members))
    shapes = {*GRAPH.subjects(RDF.type, SH.NodeShape), *GRAPH.subjects(RDF.type, SH.PropertyShape)}
    return sorted(shapes - asked, key=str)


def local(shape: Node) -> str:
    """The name of a shape."""
    return str(shape).rpartition("#")[2]


def test_the_good_graph_conforms_by_the_quick_engine() -> None:
    """Nothing is found in a graph that the converter wrote."""
    assert by_shacl(triples(good())) == set()


def test_the_good_graph_conforms_by_the_reference() -> None:
    """Nor by pyshacl."""
    assert by_pyshacl(triples(good())) == set()


def test_the_core_profile_conforms() -> None:
    """A graph without mentions is not asked for evidence."""
    assert by_shacl(triples(good_graph(full=False))) == set()


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_bad_graph_fails_for_its_reason_and_no_other(name: str) -> None:
    """Shape, constraint and node of every result are those that the mutation was made for."""
    graph, reasons = bad(name)
    assert reasons
    assert by_shacl(triples(graph)) == reasons


@pytest.fixture(scope="module")
def everything_bad() -> tuple[str, set[Reason]]:
    """All bad graphs in one, and what must be found."""
    return all_bad()


def test_the_reference_finds_the_same(everything_bad: tuple[str, set[Reason]]) -> None:
    """All results of pyshacl, for all bad graphs, are those expected."""
    graph, reasons = everything_bad
    assert by_pyshacl(graph) == reasons


def test_a_third_engine_finds_the_same(everything_bad: tuple[str, set[Reason]], tmp_path: Path) -> None:
    """TopBraid's engine, by the editors of SHACL, finds no more and no less."""
    graph, reasons = everything_bad
    assert by_topbraid(graph, folder=tmp_path) == reasons


def test_every_constraint_has_a_bad_graph() -> None:
    """No constraint of any shape is there that nothing was ever refused for."""
    constraints = {
        (local(shape), COMPONENTS[parameter])
        for shape in reporting()
        for parameter in GRAPH.predicates(shape)
        if parameter in COMPONENTS
    }
    broken = {(reason.shape, reason.component) for name in MUTATIONS for reason in bad(name)[1]}
    assert broken == constraints


def test_every_shape_says_what_people_need() -> None:
    """A name, what to do, how bad it is, and a section or a line of the reference to read."""
    reference = (ROOT / "docs/mapping.md").read_text()
    sections = {heading.lower().replace(" ", "-") for heading in re.findall("^### (.*)", reference, re.MULTILINE)}
    sections |= {*re.findall('<a id="([^"]+)">', reference)}
    for shape in reporting():
        assert GRAPH.value(shape, RDFS.label), shape
        assert GRAPH.value(shape, SH.severity) in {SH.Violation, SH.Warning}
        assert str(GRAPH.value(shape, SH.message)).endswith("."), shape
        assert local(GRAPH.value(shape, RDFS.seeAlso) or shape) in sections, shape


def test_a_shape_of_a_property_leads_to_the_line_of_that_property() -> None:
    """Not merely to the section of its kind."""
    for kind in NODE_KINDS:
        for prop in kind.properties:
            name = f"{kind.name.replace(' ', '-')}-{prop.predicate.local}"
            assert local(GRAPH.value(SHAPE[name], RDFS.seeAlso) or SHAPE[name]) == name


def test_every_shape_has_an_iri_and_is_said_once() -> None:
    """A result can be looked up; blank nodes are only in paths and lists."""
    assert all(
        isinstance(shape, URIRef)
        for kind in (SH.NodeShape, SH.PropertyShape)
        for shape in GRAPH.subjects(RDF.type, kind)
    )
    names = re.findall("^(shape:[^ \n]+)", SHAPES, re.MULTILINE)
    assert len(names) == len({*names})


def test_the_shapes_are_shapes() -> None:
    """They are valid under SHACL's own shapes."""
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=GRAPH, meta_shacl=True)
    assert conforms, text


def test_rules_use_terms_of_the_vocabulary_only() -> None:
    """No rule, and no query in one, asks for a property or class that no graph has."""
    known = {
        value
        for one in vars(vocabulary).values()
        if isinstance(one, type)
        for value in vars(one).values()
        if isinstance(value, Term)
    }
    prefixes = {*PREFIXES, "schema", "pfocr"} - {"rdf", "rdfs", "sh", "xsd"}
    body = RULES.partition("# Figures.")[2]
    used = {
        match
        for match in re.findall(r"\b([a-z]+:[A-Za-z]+)\b", re.sub('"[^"]*" ;', "", body))
        if match.partition(":")[0] in prefixes
    }
    assert {one for one in used if not one.startswith("obo:NCBITaxon")} <= known


def test_only_a_gene_without_a_symbol_is_a_warning() -> None:
    """PFOCR has such genes; everything else that is wrong is a violation."""
    warnings = {local(shape) for shape in GRAPH.subjects(SH.severity, SH.Warning)}
    assert warnings == {"gene-name-missing"}


def test_the_years_are_those_that_the_reader_takes() -> None:
    """The pattern of the year allows what the converter writes, and no other year of four or five digits."""
    pattern = str(next(GRAPH.objects(SHAPE["paper-datePublished"], SH.pattern)))
    allowed = [year for year in range(1000, 30_000) if re.search(pattern, str(year))]
    assert allowed == list(range(FIRST_YEAR, LAST_YEAR + 1))


def test_shapes_of_another_base_are_the_same_with_another_base(monkeypatch: pytest.MonkeyPatch) -> None:
    """So rules that are written by hand follow a base by replacing it, in IRIs and in patterns."""
    monkeypatch.syspath_prepend(ROOT / "tools")
    shapes = importlib.import_module("shapes")
    namespaces = Namespaces(base="https://example.org/", schema="http")
    for made, text in ((shapes.properties, PROPERTIES), (shapes.closed, CLOSED)):
        assert made(namespaces) == moved(text)


def moved(text: str) -> str:
    """Shapes for another base, and for http://schema.org/."""
    for old, new in (
        ("https://pfocr.wikipathways.org/", "https://example.org/"),
        (r"https://pfocr\\.wikipathways\\.org/", r"https://example\\.org/"),
        ("https://schema.org/", "http://schema.org/"),
    ):
        text = text.replace(old, new)
    return text


def test_a_graph_of_another_base_conforms_to_shapes_of_that_base() -> None:
    """And to none of the usual base, where it has nothing but papers and entities."""
    namespaces = Namespaces(base="https://example.org/", schema="http")
    graph = triples(figure_graph(FIRST, namespaces=namespaces, hgnc=HGNC))
    assert by_shacl(graph, moved(SHAPES)) == set()


def test_the_seeds_conform(tmp_path: Path) -> None:
    """The five records in ``seeds/`` make a good graph."""
    pfocr_rdf.convert([ROOT / "seeds"], tmp_path / "seeds.nt")
    assert by_shacl((tmp_path / "seeds.nt").read_text()) == set()


@pytest.mark.parametrize(
    "release", ["pfocr-database", "pfocr-database-2021", "pfocr-database-2022", "pfocr-database-2023"]
)
def test_real_records_conform_but_for_a_gene_without_a_symbol(release: str, tmp_path: Path) -> None:
    """NCBI gene 32640 is called NA in PMC10036381; all else in the corpus is as it should be."""
    if not CORPUS.is_dir():
        pytest.skip("the shared corpus is not there")
    pfocr_rdf.convert([CORPUS / release], tmp_path / "release.nt")
    found = by_shacl((tmp_path / "release.nt").read_text())
    nameless = Reason("gene-name-missing", "MinCount", "https://identifiers.org/ncbigene/32640")
    assert found == ({nameless} if release == "pfocr-database" else set())


def test_a_graph_beside_wikipathways_conforms_to_all_but_closed_shapes(tmp_path: Path) -> None:
    """WikiPathways describes genes, chemicals and taxa too; only closed.ttl minds."""
    if not CORPUS.is_dir():
        pytest.skip("the shared corpus is not there")
    pfocr_rdf.convert([ROOT / "seeds"], tmp_path / "seeds.nt")
    graph = rdflib.Graph().parse(tmp_path / "seeds.nt")
    for name in ("WP5039", "WP5115"):
        graph.parse(CORPUS / "wikipathways-rdf" / f"{name}.ttl")
    assert by_shacl(triples(graph), PROPERTIES + RULES) == set()
    assert {reason.component for reason in by_shacl(triples(graph))} == {"Closed"}


def test_the_evidence_rule_names_what_has_no_evidence() -> None:
    """Its result is about the figure; the message says which entity."""
    graph, _ = bad("mentioned without a mention")
    (result,) = shacl.Shapes.from_turtle(SHAPES).validate_text(triples(graph), "ntriples").results
    assert str(good_nodes()["other chemical"]) in (result.message or "")
