"""The service before a store that is elsewhere, and queries that reach out to addresses that are allowed."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph
import pytest
from commands import run
from servers import Server, free_port, oxigraph, oxigraph_over
from serving import Service, serving

from pfocr_rdf import convert

GENE = "https://identifiers.org/ncbigene/3553"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def the_number(service: Service, query: str) -> int:
    """The one number that a query finds."""
    answer = service.ask(query)
    assert answer.status_code == 200, answer.text
    ((row),) = answer.json()["results"]["bindings"]
    return int(row["n"]["value"])


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds as a graph."""
    path = tmp_path_factory.mktemp("graph") / "graph.nt"
    convert("seeds", path)
    return path


@pytest.fixture(scope="module")
def store(graph: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Oxigraph's own server over them."""
    folder = tmp_path_factory.mktemp("stores") / "store"
    filled = pyoxigraph.Store(folder)
    filled.bulk_load(path=graph)
    filled.flush()
    del filled
    with oxigraph_over(folder) as server:
        yield server


@pytest.fixture(scope="module")
def service(store: Server) -> Iterator[Service]:
    """The service before it."""
    with serving("--endpoint", f"{store.address}/query", "--max-rows", "50") as running:
        yield running


PAGES = ("/", "/search?q=IL1B", "/figures/PMC4745709__oncotarget-06-29034-g006.html", "/genes/3553", "/query")


def test_the_same_site_stands_before_another_store(service: Service, graph: Path) -> None:
    """Its pages are those over the same data in a file."""
    with serving(graph) as own:
        for path in PAGES:
            page = service.get(path)
            assert page.status_code == 200, path
            assert page.text == own.get(path).text


def test_the_store_answers_queries(service: Service, graph: Path) -> None:
    """In every kind of answer, with the cap told."""
    assert the_number(service, COUNT) == len(graph.read_bytes().splitlines())
    assert service.ask(f"ASK {{ ?figure ?mentions <{GENE}> }}").json()["boolean"] is True
    answer = service.ask("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "application/n-triples")
    assert (len(answer.text.splitlines()), answer.headers["x-result-truncated"]) == (50, "true")


def test_the_store_is_described_and_read(service: Service, graph: Path) -> None:
    """All of it."""
    count = len(graph.read_bytes().splitlines())
    assert f'<http://rdfs.org/ns/void#triples> "{count}"' in service.get("/.well-known/void?format=ntriples").text
    assert len(service.get("/graphs?default&format=ntriples").text.splitlines()) == count


def test_an_error_of_the_store_is_the_clients(service: Service) -> None:
    """With what the store says."""
    answer = service.ask("SELECT * { ?s ?p")
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:pfocr-rdf:problem:bad-query")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("SELECT * FROM <{store}/store?default> {{ ?s ?p ?o }}", 403),
        ("SELECT * {{ SERVICE <{store}/query> {{ ?s ?p ?o }} }}", 403),
        ("INSERT DATA {{ <urn:a> <urn:b> <urn:c> }}", 403),
    ],
)
def test_the_store_is_never_asked_to_reach_out_or_write(
    query: str, status: int, service: Service, store: Server
) -> None:
    """It might do so."""
    assert service.ask(query.format(store=store.address)).status_code == status


def test_a_store_that_does_not_answer_is_a_problem(graph: Path, tmp_path: Path) -> None:
    """Of the store, not of the client."""
    filled = pyoxigraph.Store(tmp_path / "store")
    filled.bulk_load(path=graph)
    del filled
    with oxigraph_over(tmp_path / "store") as store, serving("--endpoint", f"{store.address}/query") as service:
        store.kill()
        answer = service.ask(COUNT)
        assert (answer.status_code, answer.json()["type"]) == (502, "urn:pfocr-rdf:problem:bad-gateway")


def test_an_allowed_service_is_asked(graph: Path, tmp_path: Path) -> None:
    """That one, and no other."""
    own = tmp_path / "own.nt"
    own.write_text("<urn:s> <urn:p> <urn:o> .\n")
    nobody = f"http://127.0.0.1:{free_port()}/query"
    with (
        oxigraph(graph) as address,
        serving(own, "--allow-service", f"{address}/query", "--allow-service", nobody) as service,
    ):
        found = the_number(service, f"SELECT ?n {{ SERVICE <{address}/query> {{ {COUNT} }} }}")
        assert found == len(graph.read_bytes().splitlines())
        assert service.ask(f"SELECT * {{ SERVICE <{address}/other> {{ ?s ?p ?o }} }}").status_code == 403
        answer = service.ask(f"SELECT * {{ SERVICE <{nobody}> {{ ?s ?p ?o }} }}")
        assert (answer.status_code, answer.json()["type"]) == (502, "urn:pfocr-rdf:problem:bad-gateway")


def test_an_allowed_graph_is_read(graph: Path, tmp_path: Path) -> None:
    """Beside the graphs that are here, for FROM and for the parameters of the protocol."""
    own = tmp_path / "own.nq"
    own.write_text("<urn:s> <urn:p> <urn:o> <urn:g> .\n")
    count = len(graph.read_bytes().splitlines())
    with oxigraph(graph) as address:
        there = f"{address}/store?default"
        with serving(own, "--allow-service", there, "--allow-service", f"{address}/none") as service:
            both = f"FROM <urn:g> FROM <{there}>"
            assert the_number(service, f"SELECT (COUNT(*) AS ?n) {both} {{ ?s ?p ?o }}") == count + 1
            answer = service.get(f"/sparql?default-graph-uri={quote(there, safe='')}&query={quote(COUNT)}")
            assert answer.json()["results"]["bindings"][0]["n"]["value"] == str(count)
            assert service.ask(f"SELECT * FROM <{address}/none> {{ ?s ?p ?o }}").status_code == 502
            assert service.ask(f"SELECT * FROM <{address}/store> {{ ?s ?p ?o }}").status_code == 403


def test_an_address_that_is_none_ends_the_command() -> None:
    """Before anything is asked."""
    ran = run("serve", "--endpoint", "localhost:7878", "--port", str(free_port()))
    assert (ran.code, "--endpoint: found 'localhost:7878'" in ran.talk) == (2, True)
