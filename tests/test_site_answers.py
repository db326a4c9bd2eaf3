"""Answers of the site as HTTP has them: kept, compressed, refused, moved."""

from collections.abc import Iterator

import pytest
from hostile import faults
from site_service import seeds_client
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from pfocr_rdf.serve.site.openapi import operations

FIGURE = "/figures/PMC3157546__nihms305602f7"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

#: One of each kind of answer whose bytes follow from the data.
ANSWERS = (
    "/", "/search?q=RANKL", f"{FIGURE}.html", f"{FIGURE}.ttl", f"{FIGURE}.cx2", "/genes/8600", "/papers/PMC3157546",
    "/rdf/vocab", "/rdf/dataset", "/query", "/enrichment?genes=RANKL", "/api/", "/api/search?q=RANKL",
    "/api/openapi.json",
)  # fmt: skip

#: The description itself, as a page and as JSON, and what catches the rest.
UNDESCRIBED = {"/api/", "/api/openapi.json", "/api/{path:path}"}


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """The site over the seeds."""
    return seeds_client(tmp_path_factory.mktemp("seeds"))


@pytest.mark.parametrize("path", ANSWERS)
def test_what_a_reader_has_is_not_sent_again(seeds: TestClient, path: str) -> None:
    """Whoever names the bytes gets none, but the same rules for keeping them."""
    first = seeds.get(path)
    assert first.status_code == 200
    again = seeds.get(path, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == first.headers["cache-control"] == "no-cache"
    assert "content-security-policy" in again.headers
    assert seeds.get(path, headers={"If-None-Match": '"other"'}).content == first.content


def test_other_bytes_have_another_name(seeds: TestClient) -> None:
    """Also at one address, in two forms."""
    address = f"{FIGURE}.html"
    tags = {seeds.get(address, headers={"Accept": kind}).headers["etag"] for kind in ("text/html", "text/turtle")}
    assert len(tags) == 2


def test_faults_and_moves_are_not_named(seeds: TestClient) -> None:
    """Only what is there can be the same."""
    for path in ("/nothing", "/search?sort=height", FIGURE):
        assert "etag" not in seeds.get(path, headers={"If-None-Match": "*"}).headers


def test_answers_are_compressed_for_who_can_read_that(seeds: TestClient) -> None:
    """With one name for both, and caches are told."""
    path = f"{FIGURE}.html"
    small = seeds.get(path, headers={"Accept-Encoding": "gzip"})
    plain = seeds.get(path, headers={"Accept-Encoding": "identity"})
    assert small.headers["content-encoding"] == "gzip"
    assert int(small.headers["content-length"]) < len(plain.content) / 3
    assert "content-encoding" not in plain.headers
    assert small.content == plain.content
    assert small.headers["etag"] == plain.headers["etag"]
    assert {"Accept", "Accept-Encoding"} <= {*small.headers["vary"].split(", ")}


@pytest.mark.parametrize("path", ANSWERS)
def test_head_has_the_headers_of_get(seeds: TestClient, path: str) -> None:
    """Without asking for the bytes."""
    head, get = seeds.head(path), seeds.get(path)
    assert head.status_code == 200
    for name in ("content-type", "content-length", "etag", "vary"):
        assert head.headers[name] == get.headers[name], name


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/search?sort=%3Cb%3Eheight", 400, "sort: found &#39;&lt;b&gt;height&#39;"),
        ("/query?name=nothing", 404, "expected a bundled query"),
        ("/search?limit=0", 400, "limit: found"),
        ("/static/nothing.js", 404, "Not Found"),
        ("/nothing", 404, "There is nothing at this address"),
    ],
)
def test_what_is_wrong_is_told_to_people_on_a_page(seeds: TestClient, path: str, status: int, said: str) -> None:
    """With the search box, and as text."""
    answer = seeds.get(path, headers={"Accept": BROWSER})
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert said in answer.text
    assert 'role="search"' in answer.text
    assert faults(answer.text) == []


@pytest.mark.parametrize(
    "accept", ["application/json", "application/problem+json", "application/json, text/html;q=0.5"]
)
@pytest.mark.parametrize("path", ["/search?sort=height", "/nothing", f"{FIGURE}x.ttl", "/static/nothing.js"])
def test_what_is_wrong_is_told_to_programs_as_problem_details(seeds: TestClient, path: str, accept: str) -> None:
    """Where they ask for JSON."""
    answer = seeds.get(path, headers={"Accept": accept})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code >= 400


@pytest.mark.parametrize("path", ["/api/search?sort=height", "/api/nothing", "/api/genes/0"])
def test_the_api_answers_programs_whatever_they_accept(seeds: TestClient, path: str) -> None:
    """It is described so."""
    answer = seeds.get(path, headers={"Accept": BROWSER})
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("accept", ["text/turtle;q=x", ";;", "a/b/c", "\t"])
def test_an_accept_header_that_is_none_is_no_failure(seeds: TestClient, accept: str) -> None:
    """Whatever is asked for."""
    for path in ("/", f"{FIGURE}.html", "/rdf/vocab", "/nothing", "/search?sort=height"):
        assert seeds.get(path, headers={"Accept": accept}).status_code < 500


@pytest.mark.parametrize(("accept", "kind"), [(BROWSER, "text/html"), ("*/*", "application/problem+json")])
def test_another_method_is_refused_in_the_form_that_is_asked_for(seeds: TestClient, accept: str, kind: str) -> None:
    """With the methods that there are."""
    answer = seeds.post("/search", headers={"Accept": accept})
    assert answer.status_code == 405
    assert {*answer.headers["allow"].split(", ")} == {"GET", "HEAD"}
    assert answer.headers["content-type"].startswith(kind)


@pytest.mark.parametrize("extension", ["html", "ttl", "nt", "jsonld", "json", "gmt", "cx2"])
def test_an_alias_leads_to_the_form_that_was_asked_for(seeds: TestClient, extension: str) -> None:
    """And the form is there."""
    answer = seeds.get(f"/figures/PMC3157546__F7.{extension}")
    assert answer.status_code == 301
    assert answer.headers["location"] == f"{FIGURE}.{extension}"
    assert seeds.get(answer.headers["location"]).status_code == 200


def test_the_data_set_leads_programs_to_its_description(seeds: TestClient) -> None:
    """Its IRI is no dead link for them, and a page for people."""
    answer = seeds.get("/rdf/dataset", headers={"Accept": "text/turtle"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/.well-known/void")
    assert seeds.get("/rdf/dataset", headers={"Accept": BROWSER}).status_code == 200


def test_every_address_of_the_api_is_described(seeds: TestClient) -> None:
    """What the application answers and what the description has are the same, methods included."""
    described = seeds.get("/api/openapi.json").json()["paths"]
    served = dict(api_routes(seeds.app.routes))  # type: ignore[attr-defined]
    assert {*served} == {*described} == {one.path for one in operations()}
    for path, methods in served.items():
        assert {one.upper() for one in described[path]} == methods - {"HEAD"}, path


def api_routes(routes: list[object]) -> Iterator[tuple[str, set[str]]]:
    """Paths under ``/api/`` with their methods; neither the description itself nor what catches the rest."""
    for one in routes:
        if isinstance(one, Mount):
            yield from api_routes([*one.routes])
        elif isinstance(one, Route) and one.path.startswith("/api/") and one.path not in UNDESCRIBED:
            yield one.path, one.methods or set()
