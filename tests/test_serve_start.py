"""How the service begins: queries are answered as soon as the data are open, pages when they have been prepared."""

import socket
from collections.abc import Iterator

import pytest
from commands import run
from servers import free_port
from serving import OPEN, Service, serving


@pytest.fixture(scope="module")
def beginning() -> Iterator[Service]:
    """A service that never gets further, since the store before which it stands never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        place = ("--endpoint", f"http://127.0.0.1:{port}/", "--timeout-seconds", "600")
        with serving(*place, until_it_says=OPEN) as running:
            yield running


def test_the_endpoint_is_there_at_once(beginning: Service) -> None:
    """Before any page: it has read this query."""
    assert beginning.ask("LOAD <urn:a>").status_code == 403


@pytest.mark.parametrize("path", ["/api/search?q=TNF", "/.well-known/void", "/figures/x.html"])
def test_what_is_being_made_is_told_to_programs(path: str, beginning: Service) -> None:
    """As a problem, with a time to come again."""
    answer = beginning.get(path, headers={"Accept": "text/turtle, application/json"})
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:pfocr-rdf:problem:preparing")
    assert int(answer.headers["retry-after"]) > 0


def test_what_is_being_made_is_told_to_people(beginning: Service) -> None:
    """By a page."""
    answer = beginning.get("/", headers={"Accept": "text/html,*/*;q=0.8"})
    assert answer.status_code == 503
    assert answer.headers["content-type"].startswith("text/html")
    assert int(answer.headers["retry-after"]) > 0
    assert "being prepared" in answer.text


def test_pages_that_cannot_be_made_end_the_command() -> None:
    """With a word about why."""
    ran = run("serve", "--endpoint", f"http://127.0.0.1:{free_port()}/", "--port", "0")
    assert ran.code == 3
    assert "the store: found" in ran.talk
    assert "the site: found no way to prepare its pages" in ran.talk


def test_findings_about_records_are_counted() -> None:
    """As by ``query``: who serves records learns that something in them was doubtful."""
    with serving("seeds", until_it_says=OPEN) as running:
        assert running.said[0] == "warning: 2 findings about the records; 'pfocr-rdf convert' shows them\n"
