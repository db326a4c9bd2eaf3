"""Pictures through the service: from the one host that it was told of, and nothing but pictures."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from records import record, tree
from site_service import client_of
from starlette.testclient import TestClient

from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.pipeline import Options, convert
from pfocr_rdf.serve.site.pictures import LARGEST
from pfocr_rdf.stores.embedded import open_data

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"

#: Names of files, with what the host answers for them.
FILES = {
    "good.jpg": (200, b"\xff\xd8\xffjpeg"),
    "named-otherwise.jpg": (200, PNG),
    "script.jpg": (200, b"<svg xmlns='http://www.w3.org/2000/svg'><script>xss(1)</script></svg>"),
    "page.jpg": (200, b"<!doctype html><script>xss(1)</script>"),
    "missing.jpg": (404, PNG),
    "huge.jpg": (200, PNG + bytes(LARGEST)),
}


class Host(ThreadingHTTPServer):
    """A host of pictures that keeps account of what it is asked."""

    asked: list[str]

    @property
    def name(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    """Pictures, and ways to other hosts."""

    server: Host

    def do_GET(self) -> None:
        """Answer."""
        name = self.path.rpartition("/")[2]
        self.server.asked.append(name)
        if name in {"elsewhere.jpg", "around.jpg"}:
            to = "localhost" if name == "elsewhere.jpg" else "127.0.0.1"
            self.send_response(302)
            self.send_header("Location", f"http://{to}:{self.server.server_port}/good.jpg")
            self.end_headers()
            return
        status, content = FILES[name]
        self.send_response(status)
        self.send_header("Content-Type", "image/jpeg")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Say nothing."""


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    """A host of pictures."""
    with Host(("127.0.0.1", 0), Answers) as running:
        running.asked = []
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture(scope="module")
def client(host: Host, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """The site over figures whose pictures lie there, told of that host."""
    folder = tmp_path_factory.mktemp("pictures")
    template = f"http://{host.name}/{{pmcid}}/{{filename}}"
    files: dict[str, str | bytes] = {}
    for number, name in enumerate([*FILES, "elsewhere.jpg", "around.jpg"]):
        files |= record(f"PMC{number + 1}__{name.removesuffix('.jpg')}", {"filename": name})
    namespaces = Namespaces(image_template=template)
    convert(tree(folder / "database", files), folder / "graph.nt", Options(namespaces=namespaces))
    return client_of(open_data([folder / "graph.nt"]).store, folder, image_template=template)


def figid(client: TestClient, name: str) -> str:
    """The figure with the picture of that name."""
    figures = client.get("/api/figures").json()["figures"]
    return next(str(one["figid"]) for one in figures if one["figid"].endswith(f"__{name}"))


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("good", "image/jpeg"), ("named-otherwise", "image/png"), ("around", "image/jpeg")],
)
def test_a_picture_is_passed_on_as_what_it_is(client: TestClient, name: str, media_type: str) -> None:
    """Whatever the host calls it; also after a redirect on the same host."""
    answer = client.get(f"/pictures/{figid(client, name)}")
    assert answer.headers["content-type"] == media_type
    assert answer.content in {PNG, FILES["good.jpg"][1]}
    assert answer.headers["cache-control"] == "public, max-age=86400"


@pytest.mark.parametrize("name", ["script", "page", "missing", "huge", "elsewhere"])
def test_what_is_no_picture_or_comes_from_elsewhere_has_a_stand_in(client: TestClient, name: str) -> None:
    """Ours, which is SVG without a script."""
    answer = client.get(f"/pictures/{figid(client, name)}")
    assert answer.status_code == 200
    assert b"could not be loaded" in answer.content
    assert b"xss" not in answer.content


def test_a_picture_is_fetched_once(client: TestClient, host: Host) -> None:
    """The second reader gets what was kept."""
    for _ in range(3):
        client.get(f"/pictures/{figid(client, 'good')}")
    assert host.asked.count("good.jpg") <= 2  # the redirect leads there too


def test_another_host_is_never_asked(host: Host, tmp_path: Path) -> None:
    """Whatever a record says: the site is told of its one host by whoever runs it."""
    before = len(host.asked)
    (tmp_path / "site").mkdir()
    graph = tmp_path / "graph.nt"
    files = record("PMC1__good", {"filename": "good.jpg"})

    namespaces = Namespaces(image_template=f"http://{host.name}/{{pmcid}}/{{filename}}")
    convert(tree(tmp_path / "database", files), graph, Options(namespaces=namespaces))
    other = client_of(
        open_data([graph]).store, tmp_path / "site", image_template="https://example.org/{pmcid}/{filename}"
    )
    assert b"could not be loaded" in other.get("/pictures/PMC1__good").content
    assert len(host.asked) == before
