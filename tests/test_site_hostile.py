"""Records and requests that want to harm: nothing runs, nothing escapes."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from hostile import CORPUS, faults, records
from records import record
from site_service import client_of_records, seeds_client
from starlette.testclient import TestClient

from pfocr_rdf.serve.site.forms import file_name

#: Paths of pages and answers that take a parameter, with the parameter.
PARAMETERS = {
    "/search": ("q", "sort", "limit", "after", "year", "organism", "type", "wikipathways", "ndex"),
    "/query": ("name", "query", "gene"),
    "/query?name=figures-of-gene": ("gene", "query"),
    "/query?name=figures-about-text": ("text",),
    "/enrichment": ("genes", "organism"),
    "/api/search": ("q", "sort", "limit", "after", "year", "organism", "type", "wikipathways", "ndex"),
    "/api/search.gmt": ("q", "year"),
    "/api/search.ndjson": ("q",),
    "/api/figures": ("after", "limit"),
    "/api/enrichment": ("genes", "organism", "limit"),
    "/api/enrichment.tsv": ("genes", "organism", "limit"),
}

#: Paths below which a name is looked up.
FOLDERS = (
    "/figures/", "/papers/", "/genes/", "/chemicals/", "/diseases/", "/organisms/", "/pictures/", "/static/",
    "/rdf/lexicon/", "/api/", "/api/figures/", "/api/genes/", "/api/biothings/", "/api/papers/", "/",
)  # fmt: skip

#: Ways up, and ways to write them.
TRAVERSALS = (
    "../../../../etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/%2e%2e/etc/passwd", "..%252f..%252fetc",
    "....//....//etc/passwd", "..\\..\\..\\etc\\passwd", "..%5c..%5cetc%5cpasswd", "/etc/passwd", "//etc/passwd",
    "%2fetc%2fpasswd", "file:///etc/passwd", "..;/..;/etc/passwd", "%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd", "../site.py",
)  # fmt: skip

HEADERS = ("content-security-policy", "x-content-type-options", "referrer-policy")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """The site over the seeds."""
    return seeds_client(tmp_path_factory.mktemp("seeds"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """The site over the corpus."""
    return client_of_records(tmp_path_factory.mktemp("hostile"), records())


def links(html: str) -> set[str]:
    """Pages here that a page leads to."""
    return {one.partition("#")[0] for one in re.findall(r'href="(/[^"]*)"', html)}


@pytest.mark.parametrize("number", range(len(CORPUS)))
def test_no_field_of_a_record_becomes_more_than_text(hostile: TestClient, number: int) -> None:
    """On its own page, on all that it leads to, and in its other forms."""
    path = f"/figures/PMC{number + 1}__f1.html"
    answer = hostile.get(path)
    assert answer.status_code == 200
    assert faults(answer.text) == []
    assert " ".join(CORPUS[number].split()) in " ".join(unescape(answer.text).split())
    for link in sorted(links(answer.text) - {"/query", "/enrichment", "/rdf/dataset", "/rdf/vocab", "/api/"}):
        linked = hostile.get(link.replace("&amp;", "&"))
        assert linked.status_code in {200, 301, 404}, link
        if linked.headers.get("content-type", "").startswith("text/html"):
            assert faults(linked.text) == [], link


@pytest.mark.parametrize("path", ["/", "/search", "/search?sort=year", "/rdf/dataset", "/genes/3553", "/enrichment"])
def test_pages_of_many_figures_hold_text_alone(hostile: TestClient, path: str) -> None:
    """Cards, facets, chips and options."""
    answer = hostile.get(path)
    assert answer.status_code == 200
    assert faults(answer.text) == []


@pytest.mark.parametrize("path", PARAMETERS)
@pytest.mark.parametrize("text", CORPUS)
def test_no_parameter_becomes_more_than_text(seeds: TestClient, path: str, text: str) -> None:
    """In pages and in messages, whose type says that they are none; and no answer has a header of theirs."""
    for name in PARAMETERS[path]:
        mark = "&" if "?" in path else "?"
        answer = seeds.get(f"{path}{mark}{name}={quote(text)}")
        assert answer.status_code in {200, 400, 404, 413}
        _is_harmless(answer.headers["content-type"], answer.text)
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("text", CORPUS)
def test_no_path_becomes_more_than_text(seeds: TestClient, folder: str, text: str) -> None:
    """Nor leads anywhere else."""
    answer = seeds.get(folder + quote(text, safe=""))
    assert answer.status_code in {200, 301, 404}  # pictures have a stand-in
    _is_harmless(answer.headers["content-type"], answer.text)
    assert answer.headers.get("location", "/").startswith("/")
    assert not answer.headers.get("location", "").startswith("//")


def _is_harmless(kind: str, body: str) -> None:
    if kind.startswith("text/html"):
        assert faults(body) == []
    else:
        assert kind.partition(";")[0] in {
            "application/json", "application/problem+json", "application/x-ndjson", "text/x-gmt", "text/plain",
            "text/tab-separated-values", "image/svg+xml",
        }  # fmt: skip


@pytest.mark.parametrize("traversal", TRAVERSALS)
def test_no_path_leads_out_of_the_site(seeds: TestClient, traversal: str) -> None:
    """210 ways to ask for files: below each folder, each way up."""
    assert len(FOLDERS) * len(TRAVERSALS) >= 200
    for folder in FOLDERS:
        answer = seeds.get(folder + traversal)
        assert "root:" not in answer.text
        assert "import" not in answer.text
        assert answer.status_code in {200, 301, 307, 404}
        assert answer.headers.get("location", "/").startswith("/")


def test_static_files_are_those_of_the_site_alone(seeds: TestClient) -> None:
    """No listing, no source."""
    assert seeds.get("/static/site.css").status_code == 200
    assert seeds.get("/static/").status_code == 404
    assert seeds.get("/static/../rendering.py").status_code == 404


def test_every_answer_carries_the_policy(seeds: TestClient) -> None:
    """Pages, data, problems, pictures, what is not there."""
    for path in ("/", "/search?q=TNF", "/nothing", "/api/search?limit=x", "/pictures/x", "/static/site.css", "/query"):
        headers = seeds.get(path).headers
        assert all(name in headers for name in HEADERS), path
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


@pytest.mark.parametrize("name", ["evil.invalid", "evil.invalid:80", 'x"><script>', "a b", "[::1", "localhost\t", ""])
def test_no_host_name_gets_into_an_answer(seeds: TestClient, name: str) -> None:
    """Links are paths, so that it does not matter what a client says it asks."""
    for path in (
        "/",
        "/search?q=TNF",
        "/figures/PMC3157546__F7",
        "/api/search?limit=1",
        "/rdf/dataset",
        "/api/openapi.json",
    ):
        answer = seeds.get(
            path, headers={"Host": name, "X-Forwarded-Host": "evil.invalid", "Forwarded": "host=evil.invalid"}
        )
        assert "evil.invalid" not in answer.text
        assert answer.headers.get("location", "/").startswith("/")
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert faults(answer.text) == []


def test_other_hosts_are_refused_where_hosts_are_named(tmp_path: Path) -> None:
    """As behind a public name."""
    client = client_of_records(tmp_path, record("PMC1__f1"), hosts=("pfocr.example.org",))
    assert client.get("/", headers={"Host": "pfocr.example.org"}).status_code == 200
    assert client.get("/", headers={"Host": "evil.invalid"}).status_code == 400


@pytest.mark.parametrize("name", ["x\r\nSet-Cookie: a=b", 'x"; filename="evil.html', "é", "a/b", "x\x00y"])
def test_names_of_downloads_break_no_header(name: str) -> None:
    """Whatever a figure is called."""
    assert re.fullmatch(r"[A-Za-z0-9._-]+", file_name(name))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_pages_are_for_reading(seeds: TestClient, method: str) -> None:
    """Other methods are refused."""
    for path in ("/", "/search", "/genes/3553", "/api/search"):
        assert seeds.request(method, path).status_code == 405
