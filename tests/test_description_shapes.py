"""The shapes of descriptions: a good one conforms, and each constraint refuses what it is there for."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import rdflib
from commands import ROOT, Command
from rdflib import RDF, SH, XSD, Literal, URIRef
from rdflib.term import Node
from shape_engines import by_pyshacl, by_shacl, parsed

from pfocr_rdf.describing.release import Release
from pfocr_rdf.describing.run import Describing, describe
from pfocr_rdf.pipeline import convert

SHAPES = (ROOT / "shapes/dataset.ttl").read_text()
GRAPH = parsed(SHAPES, "turtle")
STRANGER = URIRef("https://example.org/stranger")


class Constraint(NamedTuple):
    """One parameter of a shape of a property, and the shape of the nodes that it holds for."""

    node_shape: Node
    shape: Node
    parameter: URIRef
    value: Node

    @property
    def name(self) -> str:
        """For people."""
        return f"{str(self.shape).rpartition('#')[2]} {self.parameter.rpartition('#')[2]}"


#: Parameters that are broken one by one, and the name of their constraint component.
COMPONENTS = {
    SH.minCount: "MinCount",
    SH.maxCount: "MaxCount",
    SH.datatype: "Datatype",
    SH.nodeKind: "NodeKind",
    SH.minInclusive: "MinInclusive",
    SH.pattern: "Pattern",
    SH.hasValue: "HasValue",
    SH["in"]: "In",
}


def constraints() -> Iterator[Constraint]:
    """Every constraint of every property's shape."""
    for node_shape, shape in sorted(GRAPH.subject_objects(SH.property), key=str):
        for parameter, value in sorted(GRAPH.predicate_objects(shape), key=str):
            if parameter in COMPONENTS:
                assert isinstance(parameter, URIRef)
                yield Constraint(node_shape, shape, parameter, value)


CONSTRAINTS = list(constraints())


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> rdflib.Graph:
    """A description with all that a description may have."""
    folder = tmp_path_factory.mktemp("good")
    convert([ROOT / "seeds"], folder / "seeds.nq")
    release = Release(
        name="20250701", previous="20250101", endpoint="https://example.org/sparql", download="https://example.org/"
    )
    describe([folder / "seeds.nq"], folder / "void.nt", Describing(release=release))
    return rdflib.Graph().parse(folder / "void.nt")


def focus_of(graph: rdflib.Graph, node_shape: Node, path: Node) -> Node:
    """The first node that a shape picks out, of those that have the property if any has it."""
    found = [node for one in GRAPH.objects(node_shape, SH.targetClass) for node in graph.subjects(RDF.type, one)]
    found += [node for one in GRAPH.objects(node_shape, SH.targetSubjectsOf) for node in graph.subjects(one)]
    return min(found, key=lambda node: ((node, path, None) not in graph, str(node)))


def spoil(graph: rdflib.Graph, constraint: Constraint) -> Node:
    """Break one constraint; the node that is to blame."""
    path = GRAPH.value(constraint.shape, SH.path)
    assert path is not None
    focus = focus_of(graph, constraint.node_shape, path)
    bad: dict[URIRef, Node] = {
        SH.datatype: STRANGER,
        SH.nodeKind: Literal("a text"),
        SH.minInclusive: Literal("-1", datatype=XSD.integer),
        SH.pattern: Literal("0a1b", datatype=XSD.hexBinary, normalize=False),
    }
    match constraint.parameter:
        case SH.minCount:
            graph.remove((focus, path, None))
        case SH.hasValue:
            graph.remove((focus, path, constraint.value))
        case SH.maxCount:
            several = [*graph.objects(focus, path), *another(constraint.shape)]
            for one in several[: int(str(constraint.value)) + 1]:
                graph.add((focus, path, one))
        case one if one == SH["in"]:
            graph.add((focus, path, STRANGER))
        case parameter:
            graph.remove((focus, path, None))
            graph.add((focus, path, bad[parameter]))
    return focus


def another(shape: Node) -> list[Node]:
    """Two values of the kind that a shape asks for."""
    datatype = GRAPH.value(shape, SH.datatype)
    if datatype is None:
        return [STRANGER, URIRef(f"{STRANGER}/2")]
    if datatype == RDF.langString:
        return [Literal("one", lang="en"), Literal("two", lang="en")]
    texts = ("a" * 64, "b" * 64) if datatype == XSD.hexBinary else ("7", "8")
    assert isinstance(datatype, URIRef)
    return [Literal(one, datatype=None if datatype == XSD.string else datatype, normalize=False) for one in texts]


def local(term: Node) -> str:
    """The name of a shape."""
    return str(term).rpartition("#")[2]


def test_a_good_description_conforms(good: rdflib.Graph) -> None:
    """By two engines, with nothing to say at all."""
    triples = good.serialize(format="nt")
    assert by_shacl(triples, SHAPES) == set()
    assert by_pyshacl(triples, SHAPES) == set()


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda one: one.name)
def test_a_constraint_refuses_what_it_is_there_for(constraint: Constraint, good: rdflib.Graph) -> None:
    """Named by its own shape, for the node that was spoiled; no other minds, but where it is of another kind now."""
    graph = rdflib.Graph() + good
    focus = spoil(graph, constraint)
    found = by_shacl(graph.serialize(format="nt"), SHAPES)
    expected = (local(constraint.shape), COMPONENTS[constraint.parameter], str(focus))
    assert expected in {tuple(one) for one in found}
    path = GRAPH.value(constraint.shape, SH.path)
    if path not in {RDF.type, *GRAPH.objects(None, SH.targetSubjectsOf)}:
        assert {GRAPH.value(URIRef(f"{BASE}{one.shape}"), SH.path) for one in found} == {path}


BASE = "https://pfocr.wikipathways.org/rdf/shapes#"


def test_the_reference_finds_the_same(good: rdflib.Graph) -> None:
    """In descriptions with several faults each."""
    for parameter in COMPONENTS:
        graph = rdflib.Graph() + good
        for constraint in CONSTRAINTS:
            if constraint.parameter == parameter:
                spoil(graph, constraint)
        triples = graph.serialize(format="nt")
        assert by_pyshacl(triples, SHAPES) == by_shacl(triples, SHAPES) != set()


def test_validate_knows_descriptions(here: Command, tmp_path: Path) -> None:
    """By itself and within a conversion; what is missing for want of an option is no fault."""
    described = here("convert", "seeds", "-o", tmp_path / "a.nq", "--describe", tmp_path / "void.ttl", "--validate")
    assert described.code == 0
    ran = here("validate", tmp_path / "void.ttl")
    assert ran.code == 0
    assert ran.out.decode().endswith("0 figures: 6 x info\n")
    text = (tmp_path / "void.ttl").read_text()
    (tmp_path / "bad.ttl").write_text(text.replace("pav:version", "pav:oldVersion"))
    bad = here("validate", tmp_path / "bad.ttl")
    assert bad.code == 1
    assert "pav:version of the version" in bad.out.decode()
    assert here("validate", tmp_path / "a.nq", "--fail-on", "warning").code == 0


def test_every_shape_says_what_people_need() -> None:
    """A name, what to do, how bad it is, and where to read."""
    for kind in (SH.NodeShape, SH.PropertyShape):
        for shape in GRAPH.subjects(RDF.type, kind):
            assert GRAPH.value(shape, rdflib.RDFS.label)
            assert str(GRAPH.value(shape, SH.message)).endswith("again.")
            assert GRAPH.value(shape, SH.severity) in {SH.Violation, SH.Info}
    assert "## What is said" in (ROOT / "docs/describe.md").read_text()
