"""What users type becomes a term of its kind, and a term in a query is never anything else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from pfocr_rdf.errors import PfocrError, QueryError
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.querying.asking import Asking, filled, query
from pfocr_rdf.querying.binding import blocks, bound, limited, rebased, row_limit
from pfocr_rdf.querying.catalogue import find_query
from pfocr_rdf.querying.evaluation import Wanted
from pfocr_rdf.querying.parameters import KINDS, VARIABLES, Resolver
from pfocr_rdf.querying.rows import Iri
from pfocr_rdf.record import Taxon
from pfocr_rdf.taxonomy import Taxonomy

NOTHING = Store()
QUESTION = "SELECT ?a ?b { VALUES ?a { 'default' } VALUES ?b { 1 } }"


def asked(text: str) -> list[list[str]]:
    """The values in the rows of a query on nothing."""
    rows = NOTHING.query(text)
    assert isinstance(rows, QuerySolutions)
    return [[getattr(term, "value", "") for term in row] for row in rows]


@settings(max_examples=60)
@given(st.text())
def test_a_text_comes_out_as_it_went_in(text: str) -> None:
    """Whatever it holds: quotes, braces, backslashes, lines, comments."""
    if text.strip():
        term = Resolver().term("text", text)
        assert asked(bound(QUESTION, {"a": [term]})) == [[text.strip(), "1"]]


@settings(max_examples=60)
@given(st.sampled_from(sorted(KINDS)), st.text())
def test_a_value_is_a_term_or_refused(kind: str, text: str) -> None:
    """Nothing else comes of any text, and nothing but the value changes."""
    try:
        term = Resolver().term(kind, text)
    except QueryError:
        return
    assert asked(bound(QUESTION, {"a": [term]})) == [[term.value, "1"]]


@pytest.mark.parametrize(
    ("kind", "text", "iri"),
    [
        ("gene", "7157", "https://identifiers.org/ncbigene/7157"),
        ("gene", " TP53 ", "https://identifiers.org/ncbigene/7157"),
        ("gene", "NCBIGene:7157", "https://identifiers.org/ncbigene/7157"),
        ("chemical", "D000255", "http://id.nlm.nih.gov/mesh/D000255"),
        ("chemical", "mesh:C063008", "http://id.nlm.nih.gov/mesh/C063008"),
        ("chemical", "CHEBI:15422", "https://identifiers.org/chebi/CHEBI:15422"),
        ("chemical", "https://identifiers.org/chebi/CHEBI:15422", "https://identifiers.org/chebi/CHEBI:15422"),
        ("disease", "DOID:8893", "http://purl.obolibrary.org/obo/DOID_8893"),
        ("disease", "http://purl.obolibrary.org/obo/DOID_8893", "http://purl.obolibrary.org/obo/DOID_8893"),
        ("disease", "D008545", "http://id.nlm.nih.gov/mesh/D008545"),
        ("paper", "PMC4745709", "https://identifiers.org/pmc/PMC4745709"),
        ("paper", "pmid:26362269", "https://identifiers.org/pubmed/26362269"),
        ("paper", "doi:10.18632/oncotarget.5206", "https://doi.org/10.18632/oncotarget.5206"),
        ("figure", "PMC1__a", "https://pfocr.wikipathways.org/figures/PMC1__a.html"),
        ("figure", "PMC1__a.html", "https://pfocr.wikipathways.org/figures/PMC1__a.html"),
        (
            "figure",
            "https://pfocr.wikipathways.org/figures/PMC1__a.html",
            "https://pfocr.wikipathways.org/figures/PMC1__a.html",
        ),
        ("pathway", "WP5039", "https://identifiers.org/wikipathways/WP5039"),
        ("pathway", "WP5039_r118", "https://identifiers.org/wikipathways/WP5039"),
        ("organism", "Homo sapiens", "http://purl.obolibrary.org/obo/NCBITaxon_9606"),
        ("organism", "NCBITaxon:10090", "http://purl.obolibrary.org/obo/NCBITaxon_10090"),
    ],
)
def test_an_identifier_is_an_iri(kind: str, text: str, iri: str) -> None:
    """By itself, with its prefix, or in full."""
    assert Resolver().term(kind, text) == NamedNode(iri)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("gene", "0"),
        ("gene", "-5"),
        ("gene", "٣"),
        ("gene", "https://example.org/3553"),
        ("chemical", "15422"),
        ("disease", "8893"),
        ("paper", "26362269"),
        ("year", "20150101120000"),
        ("year", "2015.5"),
        ("score", "1.1"),
        ("score", "-0.1"),
        ("score", "1e-1"),
        ("figure", "PMC1__../../x"),
        ("text", "  "),
    ],
)
def test_what_is_of_another_kind_is_refused(kind: str, text: str) -> None:
    """With what was expected."""
    with pytest.raises(QueryError, match=f"^{kind}: found .*, expected {KINDS[kind].what}; try "):
        Resolver().term(kind, text)


@pytest.mark.parametrize("kind", KINDS)
def test_examples_are_of_their_kind(kind: str) -> None:
    """They stand in messages and in the help."""
    for example in KINDS[kind].example.split(" or "):
        Resolver().term(kind, example.strip("'"))


def test_a_symbol_goes_before_the_aliases_of_others() -> None:
    """Which is said: somebody may have meant the other gene."""
    said: list[str] = []
    resolver = Resolver(say=said.append)
    assert resolver.term("gene", "CAT") == NamedNode("https://identifiers.org/ncbigene/847")
    assert all(line.startswith("gene: 'CAT' is taken for CAT, NCBI Gene 847; also a name of ") for line in said)


def test_names_of_organisms_are_those_of_the_table() -> None:
    """The bundled one knows humans."""
    resolver = Resolver(taxonomy=Taxonomy({"Mus musculus": Taxon("10090", "Mus musculus")}))
    assert resolver.term("organism", "Mus musculus") == NamedNode("http://purl.obolibrary.org/obo/NCBITaxon_10090")


def test_values_are_under_the_namespaces_of_the_data() -> None:
    """And so are the prefixes of the text."""
    resolver = Resolver(Namespaces("https://example.org/mine/", "http"))
    text = filled(find_query("genes-of-figure"), {"figure": ["PMC1__a"]}, resolver)
    assert "VALUES ?figure { <https://example.org/mine/figures/PMC1__a.html> }" in text
    assert "PREFIX schema: <http://schema.org/>" in text
    assert "pfocr.wikipathways.org" not in text.partition("\n\n")[2]


def test_a_variable_is_bound_wherever_it_has_a_block() -> None:
    """Also in sub-queries; the same letters in strings, comments and longer names stay."""
    text = "SELECT * { VALUES ?a { 1 } { SELECT * { VALUES $a { 2 3 } } } VALUES ?ab { 4 } } # VALUES ?a { 5 }"
    assert bound(text, {"a": [Literal(9)]}).count('{ "9"^^<http://www.w3.org/2001/XMLSchema#integer> }') == 2
    assert [block.variable for block in blocks(text)] == ["a", "a", "ab"]


def test_what_a_query_has_no_block_for_is_refused() -> None:
    """It would be asked without the value."""
    with pytest.raises(QueryError, match="found no parameter c, expected one of its own: a, b; try leaving it out"):
        bound(QUESTION, {"c": [Literal(1)]})


@pytest.mark.parametrize(
    ("text", "limit", "row"),
    [
        ("SELECT * {} LIMIT 5", "SELECT * {} LIMIT 2", 5),
        ("SELECT * { { SELECT * {} LIMIT 5 } }", "SELECT * { { SELECT * {} LIMIT 5 } }\nLIMIT 2", None),
        ("SELECT * { ?s ?p 'LIMIT 5' } OFFSET 1", "SELECT * { ?s ?p 'LIMIT 5' } OFFSET 1\nLIMIT 2", None),
    ],
)
def test_the_limit_is_that_of_the_whole_query(text: str, limit: str, row: int | None) -> None:
    """Not that of a part."""
    assert limited(text, 2) == limit
    assert row_limit(text) == row
    assert row_limit(limited(text, 2)) == 2


def test_foreign_prefixes_stay() -> None:
    """Only what hangs on the options changes."""
    text = "PREFIX a: <https://schema.org/> PREFIX schema: <urn:b> ASK {}"
    assert rebased(text, Namespaces(schema="http")) == text


def test_every_variable_has_a_kind_and_an_option() -> None:
    """And every kind is of use."""
    assert {*VARIABLES.values()} == {*KINDS}


@given(st.text(max_size=40))
def test_any_text_is_a_query_or_refused(text: str) -> None:
    """Nothing else is raised."""
    try:
        limited(text, 3)
    except PfocrError:
        return


@pytest.mark.parametrize(
    ("name", "texts", "said"),
    [
        ("figures-of-gene", ["1", "2"], "gene: found 2 values, expected one; try one after the other"),
        ("figures-of-gene", [], "gene: found 0 values, expected one or more"),
        ("figures-of-all-genes", [], "genes: found 0 values, expected one or more"),
    ],
)
def test_a_parameter_has_as_many_values_as_it_takes(name: str, texts: list[str], said: str) -> None:
    """None would be no rows, and nobody would know why."""
    parameter = find_query(name).parameters[0].name
    with pytest.raises(QueryError, match=said):
        filled(find_query(name), {parameter: texts}, Resolver())


def test_rows_are_values() -> None:
    """Whatever is wanted of the answer otherwise."""
    rows = query("SELECT (1 AS ?n) (<urn:a> AS ?iri) ?none {}", "seeds", asking=Asking(wanted=Wanted("text/csv")))
    assert rows == [(1, "urn:a", None)]
    assert isinstance(rows[0].iri, Iri)


def test_a_description_is_asked_for_without_braces() -> None:
    """It is no name of a file."""
    rows = query("DESCRIBE <https://identifiers.org/ncbigene/3553>", "seeds")
    assert {row.subject for row in rows} == {"https://identifiers.org/ncbigene/3553"}
