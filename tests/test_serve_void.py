"""The description of what is served, at its well-known address."""

from collections.abc import Iterator

import pyoxigraph
import pytest
from serving import Service, serving

from pfocr_rdf.serve.negotiation import GRAPHS

VOID = "/.well-known/void"
PREFIX = "PREFIX void: <http://rdfs.org/ns/void#>\n"


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """The service over the seeds, known by another name."""
    with serving("seeds", "--public-url", "https://example.org/") as running:
        yield running


def described(service: Service, media_type: str = "text/turtle") -> pyoxigraph.Store:
    """The description in one form."""
    answer = service.get(VOID, headers={"Accept": media_type})
    assert answer.headers["content-type"].partition(";")[0] == media_type
    store = pyoxigraph.Store()
    store.load(answer.content, pyoxigraph.RdfFormat.from_media_type(media_type))
    return store


def number(store: pyoxigraph.Store, query: str) -> int:
    """The one number that a query finds."""
    ((value,),) = store.query(PREFIX + query, use_default_graph_as_union=True)  # type: ignore[misc]
    return int(value.value)


@pytest.mark.parametrize("media_type", GRAPHS)
def test_the_description_comes_in_every_form(media_type: str, service: Service) -> None:
    """With the same statements."""
    count = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT * { ?s ?p ?o } }"
    assert number(described(service, media_type), count) == number(described(service), count) > 1000


@pytest.mark.parametrize(
    ("told", "counted"),
    [
        ("?d void:triples ?n ; void:uriSpace ?space", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
        (
            "?d void:classPartition [ void:class <https://schema.org/Gene> ; void:entities ?n ]",
            "SELECT (COUNT(*) AS ?n) { ?s a <https://schema.org/Gene> }",
        ),
    ],
)
def test_its_counts_are_those_that_queries_find(told: str, counted: str, service: Service) -> None:
    """Of what is served."""
    (row,) = service.ask(counted).json()["results"]["bindings"]
    assert number(described(service), f"SELECT DISTINCT ?n {{ {told} }}") == int(row["n"]["value"]) > 0


def test_it_tells_where_queries_are_answered(service: Service) -> None:
    """By the name that the service has outside."""
    found = described(service).query(PREFIX + "SELECT DISTINCT ?at { ?dataset void:sparqlEndpoint ?at }")
    assert [row["at"].value for row in found] == ["https://example.org/sparql"]  # type: ignore[union-attr]


@pytest.mark.parametrize("media_type", GRAPHS)
def test_the_address_of_the_data_set_leads_to_it(media_type: str, service: Service) -> None:
    """For those who would rather have RDF than the page for people."""
    answer = service.get("/rdf/dataset", headers={"Accept": f"{media_type}, text/html;q=0.5"})
    assert (answer.status_code, answer.headers["location"]) == (303, VOID)
    followed = service.get("/rdf/dataset", headers={"Accept": media_type}, follow_redirects=True)
    assert followed.headers["content-type"].partition(";")[0] == media_type
    for accept in ("text/html,application/xml;q=0.9,*/*;q=0.8", "*/*"):
        page = service.get("/rdf/dataset", headers={"Accept": accept})
        assert page.headers["content-type"].startswith("text/html")


def test_a_form_that_there_is_not_is_a_problem(service: Service) -> None:
    """And no other form."""
    assert service.get(VOID, headers={"Accept": "image/png"}).status_code == 406
