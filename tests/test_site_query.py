"""The page where queries are written, as the service makes it: bundled queries, their forms, what is completed."""

from urllib.parse import quote

import pytest
from pyoxigraph import Store
from site_service import seeds_client
from starlette.testclient import TestClient

from pfocr_rdf.querying.catalogue import catalogue
from pfocr_rdf.querying.gate import NOTHING, check
from pfocr_rdf.serve.site import querying
from pfocr_rdf.serve.site.querying import default


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """The site over the seeds."""
    return seeds_client(tmp_path_factory.mktemp("seeds"))


def text_of(html: str) -> str:
    """The query on the page, as its text area holds it."""
    import html as entities  # noqa: PLC0415 - the parameter has the better name

    found = html.partition('<textarea class="code"')[2].partition(">")[2].partition("</textarea>")[0]
    return entities.unescape(found)


@pytest.mark.parametrize("name", catalogue())
def test_every_bundled_query_is_offered_and_opens_with_its_form(seeds: TestClient, name: str) -> None:
    """A field for each parameter, with its value, which the form takes as it stands."""
    html = seeds.get("/query", params={"name": name}).text
    query = catalogue()[name]
    assert f'<option value="{name}" selected>' in html
    for parameter in query.parameters:
        assert f'name="{parameter.name}"' in html
    values = {one.name: default(one) for one in query.parameters}
    filled = seeds.get("/query", params={"name": name, **values}).text
    assert "alert" not in filled
    if not query.services:
        check(text_of(filled), NOTHING)


def test_values_become_terms(seeds: TestClient) -> None:
    """A symbol is the gene's IRI, and what it was taken for is told."""
    html = seeds.get("/query", params={"name": "figures-of-gene", "gene": "RANKL"}).text
    assert "VALUES ?gene { <https://identifiers.org/ncbigene/8600> }" in text_of(html)
    assert "is taken for TNFSF11" in html


def test_a_list_has_blanks_or_commas_between(seeds: TestClient) -> None:
    """Or both."""
    html = seeds.get("/query", params={"name": "figures-by-gene-overlap", "genes": "IL1B, TNF\n3576"}).text
    iris = [f"<https://identifiers.org/ncbigene/{gene}>" for gene in (3553, 7124, 3576)]
    assert " ".join(iris) in text_of(html)


def test_a_value_that_is_none_is_told_and_nothing_runs(seeds: TestClient) -> None:
    """What was typed stays in the field."""
    html = seeds.get("/query", params={"name": "figures-of-gene", "gene": "no such gene"}).text
    assert 'role="alert"' in html
    assert 'value="no such gene"' in html
    assert 'data-runs="false"' in html


@pytest.mark.parametrize("value", ['" } } DROP ALL #', "\\", '"""', "} SERVICE <http://x/> {", "a\nb", "'"])
def test_no_value_becomes_anything_but_a_value(seeds: TestClient, value: str) -> None:
    """Whatever it holds: the query has the same form, and passes the gate."""
    text = text_of(seeds.get("/query", params={"name": "figures-about-text", "text": value}).text)
    check(text, NOTHING)
    assert list(Store().query(text)) == []  # type: ignore[arg-type]


def test_a_permanent_link_shows_its_query_and_runs_it(seeds: TestClient) -> None:
    """Byte for byte."""
    query = 'SELECT ("</textarea><script>" AS ?x) { }\n# "é" & more'
    html = seeds.get(f"/query?query={quote(query)}").text
    assert text_of(html) == query
    assert 'data-runs="true"' in html


def test_a_query_of_no_name_is_a_problem(seeds: TestClient) -> None:
    """With a name that there is."""
    answer = seeds.get("/query?name=nothing")
    assert answer.status_code == 404
    assert "figures-of-gene" in answer.text


def test_terms_are_completed_as_they_are_used(seeds: TestClient) -> None:
    """Counts of instances and triples, as VoID's partitions have them; the most used come first."""
    terms = seeds.get("/api/terms").json()
    classes = {one["iri"]: one["uses"] for one in terms["classes"]}
    assert classes["https://pfocr.wikipathways.org/rdf/vocab#PathwayFigure"] == 5
    uses = [one["uses"] for one in terms["properties"]]
    assert uses == sorted(uses, reverse=True)
    assert terms["prefixes"]["ncbigene"] == "https://identifiers.org/ncbigene/"


@pytest.mark.parametrize("is_there", [True, False])
def test_the_editor_is_asked_for_only_where_it_was_packed(
    seeds: TestClient, monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    """Elsewhere the text area does the job."""
    monkeypatch.setattr(querying, "has_editor", lambda: is_there)
    html = seeds.get("/query").text
    assert ("/static/editor/yasqe.min.js" in html) is is_there
    assert '<textarea class="code"' in html
