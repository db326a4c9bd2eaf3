"""The SPARQL 1.1 Protocol for queries, asked of the live service."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pyoxigraph
import pytest
from serving import CLIENT, SPARQL, Service, serving

from pfocr_rdf.serve.negotiation import GRAPHS, TABLES

DATA = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
DOCUMENT = "<http://xmlns.com/foaf/0.1/Document>"
TYPED = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
JSON = "application/sparql-results+json"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service over the three named graphs of the W3C tests."""
    path = tmp_path_factory.mktemp("graphs") / "graphs.nq"
    lines = [f"<{DATA.format(n)}> {TYPED} {DOCUMENT} <{DATA.format(n)}> .\n" for n in (1, 2, 3)]
    path.write_text("".join(lines))
    with serving(path, "--max-rows", "50") as running:
        yield running


def graph(kind: str, *numbers: int) -> str:
    """Parameters that name data sets of the tests as graphs."""
    return "&".join(f"{kind}-graph-uri={quote(DATA.format(number), safe='')}" for number in numbers)


def typed(*numbers: int) -> str:
    """Patterns that each of these graphs meets."""
    return " ".join(f"<{DATA.format(number)}> a ?type ." for number in numbers)


NAMED = f"GRAPH ?g1 {{ {typed(1)} }} GRAPH ?g2 {{ {typed(2)} }}"


class Case(NamedTuple):
    """A request of the W3C's protocol tests: what is sent, and what must come."""

    name: str
    parameters: str = ""
    body: str | bytes | None = None
    content_type: str | None = None
    method: str = "POST"
    status: int = 2
    kind: str | None = None


def get(name: str, query: str, parameters: str = "", **expected: object) -> Case:
    """A request that has all in its address."""
    return Case(name, f"query={quote(query, safe='')}&{parameters}", method="GET", **expected)  # type: ignore[arg-type]


#: Every test of https://github.com/w3c/rdf-tests, sparql/sparql11/protocol, that is about queries, restated.
CASES = [
    Case("query_post_form", graph("default", 0), "query=ASK%20%7B%7D", FORM, kind="yes"),
    get("query_dataset_default_graphs_get", f"ASK {{ {typed(1, 2)} }}", graph("default", 1, 2), kind="yes"),
    Case("query_dataset_default_graphs_post", graph("default", 1, 2), f"ASK {{ {typed(1, 2)} }}", DIRECT, kind="yes"),
    Case("query_dataset_named_graphs_post", graph("named", 1, 2), f"ASK {{ {NAMED} }}", DIRECT, kind="yes"),
    get("query_dataset_named_graphs_get", f"ASK {{ {NAMED} }}", graph("named", 1, 2), kind="yes"),
    Case(
        "query_dataset_full",
        f"{graph('default', 3)}&{graph('named', 1, 2)}",
        f"ASK {{ {typed(3)} {NAMED} }}",
        DIRECT,
        kind="yes",
    ),
    Case(
        "query_multiple_dataset", graph("named", 1, 2), f"ASK FROM <{DATA.format(3)}> {{ {NAMED} }}", DIRECT, kind="yes"
    ),
    get("query_get", "ASK {}", graph("default", 0), kind="yes"),
    Case("query_content_type_select", graph("default", 0), "SELECT (1 AS ?value) {}", DIRECT, kind="table"),
    Case("query_content_type_ask", graph("default", 0), "ASK {}", DIRECT, kind="boolean"),
    Case("query_content_type_describe", graph("default", 0), "DESCRIBE <http://example.org/>", DIRECT, kind="RDF"),
    Case("query_content_type_construct", graph("default", 0), "CONSTRUCT { <s> <p> 1 } WHERE {}", DIRECT, kind="RDF"),
    Case("query_post_direct", "", "ASK {}", DIRECT, kind="yes"),
    Case("bad_query_method", "query=ASK%20%7B%7D", "", FORM, method="PUT", status=4),
    Case("bad_multiple_queries", "query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D", method="GET", status=4),
    Case("bad_query_wrong_media_type", "", "ASK {}", "text/plain", status=4),
    Case("bad_query_missing_form_type", "", "query=ASK%20%7B%7D", None, status=4),
    Case("bad_query_missing_direct_type", "", "ASK {}", None, status=4),
    Case("bad_query_non_utf8", "", "ASK {}".encode("utf-16"), f"{DIRECT}; charset=UTF-16", status=4),
    get("bad_query_syntax", "ASK {", status=4),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_w3c_protocol(case: Case, service: Service) -> None:
    """The status is of the expected class, and the answer of the expected kind and value."""
    headers = {"Content-Type": case.content_type} if case.content_type else {}
    body = case.body.encode() if isinstance(case.body, str) else case.body
    answer = CLIENT.request(case.method, f"{service.address}{SPARQL}/?{case.parameters}", content=body, headers=headers)
    assert answer.status_code // 100 == case.status, answer.text
    media_type = answer.headers["content-type"].partition(";")[0]
    if case.kind == "yes":
        assert answer.json()["boolean"] is True
    elif case.kind in {"table", "boolean"}:
        assert media_type in TABLES
        assert ("boolean" in answer.json()) == (case.kind == "boolean")
    elif case.kind == "RDF":
        assert media_type in GRAPHS
    else:
        assert media_type == "application/problem+json"


def test_a_dataset_of_the_request_hides_all_other_graphs(service: Service) -> None:
    """The parameters win over what is in the query (SPARQL 1.1 Protocol, section 2.1.4)."""
    query = f"ASK FROM <{DATA.format(1)}> {{ {typed(1)} }}"
    assert service.ask(query).json()["boolean"] is True
    answer = service.get(params={"query": query, "default-graph-uri": DATA.format(2)})
    assert answer.json()["boolean"] is False


@pytest.fixture(scope="module")
def description(service: Service) -> pyoxigraph.Store:
    """What the service says of itself."""
    store = pyoxigraph.Store()
    answer = service.get(headers={"Accept": "text/turtle"})
    store.load(answer.content, pyoxigraph.RdfFormat.TURTLE)
    return store


SD = "http://www.w3.org/ns/sparql-service-description#"


@pytest.mark.parametrize("media_type", GRAPHS)
def test_w3c_service_description_returns_rdf(media_type: str, service: Service) -> None:
    """In every form that graphs have, the same triples."""
    answer = service.get(headers={"Accept": media_type})
    assert answer.headers["content-type"].partition(";")[0] == media_type
    form = pyoxigraph.RdfFormat.from_media_type(media_type)
    assert len([*pyoxigraph.parse(answer.content, form)]) > 10


def test_w3c_service_description_has_the_endpoint(description: pyoxigraph.Store, service: Service) -> None:
    """The address that was asked."""
    query = f"ASK {{ ?service a <{SD}Service> ; <{SD}endpoint> <{service.address}{SPARQL}> }}"
    assert bool(description.query(query)) is True


def test_w3c_service_description_conforms_to_schema(description: pyoxigraph.Store) -> None:
    """Each property stands at a node of its domain and points to one of its range (its schema, section 3)."""
    expected = {
        "defaultDataset": ("Service", "Dataset"),
        "defaultGraph": ("Dataset", "Graph"),
        "namedGraph": ("Dataset", "NamedGraph"),
    }
    for name, (domain, range_) in expected.items():
        pairs = description.query(f"SELECT * {{ ?s <{SD}{name}> ?o OPTIONAL {{ ?s a ?d }} OPTIONAL {{ ?o a ?r }} }}")
        kinds = {(row["d"].value, row["r"].value) for row in pairs}  # type: ignore[union-attr]
        assert kinds == {(SD + domain, SD + range_)}, name
    names = description.query(f"SELECT ?n {{ ?g a <{SD}NamedGraph> ; <{SD}name> ?n }} ORDER BY ?n")
    assert [row["n"].value for row in names] == [DATA.format(n) for n in (1, 2, 3)]  # type: ignore[union-attr]
    used = {quad.predicate.value.removeprefix(SD) for quad in description if quad.predicate.value.startswith(SD)}
    assert used == {*expected, "endpoint", "supportedLanguage", "resultFormat", "feature", "name"}


@pytest.mark.parametrize("media_type", TABLES)
@pytest.mark.parametrize("query", ["SELECT ?s { ?s ?p ?o } ORDER BY ?s", "ASK {}"])
def test_tables_come_in_every_form(media_type: str, query: str, service: Service) -> None:
    """And say in which."""
    answer = service.ask(query, media_type)
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type
    if media_type.startswith("application/"):
        form = pyoxigraph.QueryResultsFormat.from_media_type(media_type)
        again = pyoxigraph.parse_query_results(answer.content, form)
        assert again if isinstance(again, pyoxigraph.QueryBoolean) else len([*again]) == 3


@pytest.mark.parametrize("media_type", GRAPHS)
def test_graphs_come_in_every_form(media_type: str, service: Service) -> None:
    """With the same triples in each."""
    answer = service.ask("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", media_type)
    assert answer.headers["content-type"].partition(";")[0] == media_type
    form = pyoxigraph.RdfFormat.from_media_type(media_type)
    assert {quad.subject.value for quad in pyoxigraph.parse(answer.content, form)} == {
        DATA.format(n) for n in (1, 2, 3)
    }


@pytest.mark.parametrize(
    ("accept", "query", "media_type"),
    [
        ("", "ASK {}", JSON),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "ASK {}", JSON),
        ("text/csv;q=0.5, application/sparql-results+xml", "ASK {}", "application/sparql-results+xml"),
        ("application/json", "SELECT * {}", JSON),
        ("text/turtle;q=0.1, application/rdf+xml", "DESCRIBE <urn:x>", "application/rdf+xml"),
    ],
)
def test_the_preferred_form_wins(accept: str, query: str, media_type: str, service: Service) -> None:
    """By the qualities that the client gives (RFC 9110, section 12.5.1)."""
    assert service.ask(query, accept).headers["content-type"].partition(";")[0] == media_type


def test_a_form_can_be_named_in_the_address(service: Service) -> None:
    """For links, which cannot choose an Accept header."""
    answer = service.get(params={"query": "SELECT (1 AS ?one) {}", "format": "csv"})
    assert answer.text == "one\r\n1\r\n"


@pytest.mark.parametrize(("accept", "status"), [("image/png", 406), ("text/turtle", 406), ("nonsense", 400)])
def test_a_form_that_there_is_not_is_a_problem(accept: str, status: int, service: Service) -> None:
    """Which says what there is."""
    problem = service.ask("SELECT * {}", accept)
    assert (problem.status_code, problem.json()["status"]) == (status, status)
    assert "Accept" in problem.json()["detail"]


def test_head_has_the_headers_of_get_and_no_body(service: Service) -> None:
    """The length among them."""
    parameters = {"query": "SELECT * { ?s ?p ?o }"}
    head = CLIENT.head(service.address + SPARQL, params=parameters)
    whole = service.get(params=parameters)
    assert head.content == b""
    same = ("content-type", "content-length", "etag", "x-result-limit", "x-result-truncated")
    assert [head.headers[name] for name in same] == [whole.headers[name] for name in same]


def test_options_tell_the_methods(service: Service) -> None:
    """For people; scripts ask with an Origin."""
    answer = CLIENT.options(service.address + SPARQL)
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")


def test_scripts_of_other_sites_may_read(service: Service) -> None:
    """Simple requests and those that are asked for first (Fetch Standard, section 3.3)."""
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    first = CLIENT.options(service.address + SPARQL, headers=asked | {"Access-Control-Request-Headers": "content-type"})
    assert (first.status_code, first.headers["access-control-allow-origin"]) == (200, "*")
    answer = service.get(params={"query": "ASK {}"}, headers={"Origin": "https://example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "X-Result-Truncated" in answer.headers["access-control-expose-headers"]


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [("SELECT * {\n  ?s ?p", 2, 8), ("ASK { ?s foo:bar ?o }", 1, 10), ("LOAD <http://example.org/>", 1, 1)],
)
def test_an_error_has_its_line_and_column(query: str, line: int, column: int, service: Service) -> None:
    """As problem details (RFC 9457)."""
    answer = service.ask(query)
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["line"], problem["column"]) == (line, column), problem
    assert problem["status"] == answer.status_code >= 400
    assert problem["type"].startswith("urn:pfocr-rdf:problem:")


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "LOAD <http://127.0.0.1:9/>",
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERVICE ?where { ?s ?p ?o } }",
        "SELECT * FROM <http://127.0.0.1:9/> { ?s ?p ?o }",
        "PREFIX x: <http://127.0.0.1:9/> SELECT * FROM NAMED x:y { GRAPH ?g { ?s ?p ?o } }",
    ],
)
def test_what_reaches_out_or_writes_is_refused(query: str, service: Service) -> None:
    """Before anything of it is done."""
    answer = service.ask(query)
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:pfocr-rdf:problem:refused")


def test_a_misspelt_keyword_is_no_update(service: Service) -> None:
    """But an error of the text, at its place."""
    answer = service.ask("CHOOSE * { ?s ?p ?o }")
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["line"], problem["column"]) == (400, "bad-query", 1, 1)


def test_an_update_is_refused_in_each_form(service: Service) -> None:
    """As a parameter of a form, and as a body."""
    for body, kind in ((b"update=CLEAR+ALL", FORM), (b"CLEAR ALL", "application/sparql-update")):
        answer = CLIENT.post(service.address + SPARQL, content=body, headers={"Content-Type": kind})
        assert answer.status_code == 403
    assert service.ask("SELECT * { ?s ?p ?o }").json()["results"]["bindings"]


@pytest.mark.parametrize("media_type", TABLES)
def test_the_cap_is_told_and_cuts_between_rows(media_type: str, service: Service) -> None:
    """Fifty of sixty rows, in every form, each of them whole; of fifty, all."""
    for rows, truncated in ((60, "true"), (50, "false")):
        values = " ".join(f'("{number}\\n\\"{{,")' for number in range(rows))
        answer = service.ask(f"SELECT ?n {{ VALUES (?n) {{ {values} }} }}", media_type)
        assert (answer.headers["x-result-limit"], answer.headers["x-result-truncated"]) == ("50", truncated)
        if media_type == JSON:
            assert len(answer.json()["results"]["bindings"]) == 50
        elif media_type == "text/tab-separated-values":
            assert len(answer.text.splitlines()) == 51


def test_the_cap_holds_for_graphs_too(service: Service) -> None:
    """Fifty of sixty triples."""
    values = " ".join(map(str, range(60)))
    query = f"CONSTRUCT {{ <urn:s> <urn:p> ?n }} WHERE {{ VALUES ?n {{ {values} }} }}"
    answer = service.ask(query, "application/n-triples")
    assert len(answer.text.splitlines()) == 50
    assert answer.headers["x-result-truncated"] == "true"


def test_an_unchanged_answer_is_not_sent_again(service: Service) -> None:
    """The tag of an answer holds until the data change; answers that are never the same have none."""
    parameters = {"query": "SELECT * { ?s ?p ?o }"}
    tag = service.get(params=parameters).headers["etag"]
    again = service.get(params=parameters, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert "etag" not in service.ask("SELECT (NOW() AS ?now) {}").headers


@pytest.mark.parametrize("media_type", GRAPHS)
def test_the_graph_store_gives_whole_graphs(media_type: str, service: Service) -> None:
    """The default graph with all there is, whatever the cap, and each named one (Graph Store Protocol, section 5.2)."""
    form = pyoxigraph.RdfFormat.from_media_type(media_type)
    for parameters, size in (({"default": ""}, 3), ({"graph": DATA.format(2)}, 1)):
        answer = service.get("/graphs", params=parameters, headers={"Accept": media_type})
        assert answer.headers["content-type"].partition(";")[0] == media_type
        assert len([*pyoxigraph.parse(answer.content, form)]) == size


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/graphs?graph=urn:none", 404),
        ("/graphs?graph=no%20iri", 404),
        ("/graphs/none", 404),
        ("/graphs", 400),
        ("/graphs?default&graph=urn:a", 400),
        ("/graphs?graph=urn:a&graph=urn:b", 400),
    ],
)
def test_a_graph_that_there_is_not_is_a_problem(path: str, status: int, service: Service) -> None:
    """And no empty graph."""
    answer = service.get(path)
    assert (answer.status_code, answer.json()["status"]) == (status, status)


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_the_graph_store_is_for_reading(method: str, service: Service) -> None:
    """Which other methods are told."""
    answer = CLIENT.request(method, f"{service.address}/graphs?default", content=b"")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_a_graph_below_our_own_address_is_named_by_it(tmp_path: Path) -> None:
    """Direct identification (Graph Store Protocol, section 4.1)."""
    path = tmp_path / "own.nq"
    path.write_text("<urn:s> <urn:p> <urn:o> <https://example.org/graphs/mine> .\n")
    with serving(path, "--public-url", "https://example.org") as service:
        answer = service.get("/graphs/mine", headers={"Accept": "application/n-triples"})
        assert answer.text == "<urn:s> <urn:p> <urn:o> .\n"
        description = service.get(headers={"Accept": "application/n-triples"}).text
        assert f"<{SD}endpoint> <https://example.org/sparql> ." in description


def test_a_request_for_another_host_is_refused(service: Service) -> None:
    """So that no page of another name can read through a browser what runs on this machine."""
    assert service.get("/", headers={"Host": "evil.example"}).status_code == 400
