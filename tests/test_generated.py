"""What is made from the code is up to date, and the model forgets no key and no column."""

import json
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import rdflib

from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.jsonld import NODE_KINDS, context
from pfocr_rdf.model import NOT_WRITTEN, Property, Text, Typed
from pfocr_rdf.own_terms import OWN_TERMS
from pfocr_rdf.page import KEYS
from pfocr_rdf.record import Kind
from pfocr_rdf.tables import COLUMNS, DERIVED, KNOWN_HEADERS
from pfocr_rdf.vocabulary import PFOCR

ROOT = Path(__file__).parent.parent


def written_keys() -> set[str]:
    """Every key and column that some property is made of."""
    return {key for kind in NODE_KINDS for one in kind.properties for key in one.keys}


def test_generated_files_are_up_to_date() -> None:
    """``tools/generate.py --check`` finds nothing to do."""
    run = subprocess.run(
        [sys.executable, "tools/generate.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout) == (0, "")


def test_every_front_matter_key_is_written_or_said_not_to_be() -> None:
    """No key of any dialect is forgotten by the mapping."""
    rows = {"genes", "chemicals", "diseases", "schema-jsonld"}
    assert KEYS - rows <= written_keys() | {*NOT_WRITTEN}


def test_every_table_column_is_written_or_said_not_to_be() -> None:
    """No column of any table, old or new, is forgotten by the mapping."""
    columns = {
        f"{kind}s: {name}"
        for kind, headers in KNOWN_HEADERS.items()
        for header in headers
        for name in header.split("\t")
    }
    assert columns <= written_keys() | {*NOT_WRITTEN}


def test_every_known_column_is_read_or_derived() -> None:
    """What a header may hold and what the reader picks out agree."""
    for kind in Kind:
        picked = {name for column in COLUMNS[kind] for name in column}
        known = {name for header in KNOWN_HEADERS[kind] for name in header.split("\t")}
        assert known <= picked | DERIVED


def test_nothing_is_both_written_and_said_not_to_be() -> None:
    """The two lists do not contradict each other."""
    assert not written_keys() & {*NOT_WRITTEN}


def test_every_own_term_is_described() -> None:
    """The vocabulary has a label and a comment for each term under ``pfocr:``."""
    terms = {value for name, value in vars(PFOCR).items() if not name.startswith("_")}
    assert {one.term for one in OWN_TERMS} == terms


def test_a_property_has_the_same_type_of_value_on_every_node() -> None:
    """One JSON-LD context serves all kinds of nodes."""
    properties: dict[str, set[type]] = {}
    for kind in NODE_KINDS:
        for one in kind.properties:
            properties.setdefault(one.predicate, set()).add(coercion(one))
    assert {name for name, types in properties.items() if len(types) > 1} == set()


def coercion(one: Property) -> type:
    """What a context has to say of a property's values."""
    return type(one.value) if isinstance(one.value, Text | Typed) else object


def test_local_names_are_unique() -> None:
    """No two terms share an abbreviation in the JSON-LD context."""
    names = [one.predicate for kind in NODE_KINDS for one in kind.properties] + [
        c for k in NODE_KINDS for c in k.classes
    ]
    assert len({name.local for name in names}) == len(set(names))


def test_the_published_context_is_read_alike_by_two_processors() -> None:
    """Rdflib and pyoxigraph make the same triples of one object under the published context."""
    document = json.loads((ROOT / "context/pfocr.jsonld").read_text())
    document |= {"id": "fig:PMC1__a.html", "type": "PathwayFigure", "pathwayScore": "0.5", "mentions": ["ncbigene:1"]}
    text = json.dumps(document)
    graph = rdflib.Graph().parse(data=text, format="json-ld")
    quads = list(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.JSON_LD))
    assert len(graph) == len(quads) == 3
    figure = rdflib.URIRef("https://pfocr.wikipathways.org/figures/PMC1__a.html")
    score = graph.value(figure, rdflib.URIRef("https://pfocr.wikipathways.org/rdf/vocab#pathwayScore"))
    assert score == rdflib.Literal("0.5", datatype=rdflib.XSD.decimal)


def test_the_published_context_is_that_of_the_documents() -> None:
    """``context/pfocr.jsonld`` is what every document carries."""
    assert json.loads((ROOT / "context/pfocr.jsonld").read_text()) == {"@context": context(Namespaces())}
