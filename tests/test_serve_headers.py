"""Headers that every answer of the service carries."""

import asyncio
from pathlib import Path

import pytest
from pyoxigraph import Store
from starlette.testclient import TestClient

from pfocr_rdf.serve.application import application
from pfocr_rdf.serve.reads import StoreReads
from pfocr_rdf.serve.site import prepare


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    """A client of the service over an empty store."""
    reads = StoreReads(Store(), tmp_path)
    asyncio.run(prepare(reads))
    return TestClient(application(reads))


@pytest.mark.parametrize("path", ["/", "/no-such-page"])
def test_the_policy_allows_nothing_that_is_not_ours(client: TestClient, path: str) -> None:
    """No inline script or style, no frame, no plug-in, nothing from elsewhere."""
    policy = dict(part.split(" ", 1) for part in client.get(path).headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["img-src"] == "'self' data:"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"


@pytest.mark.parametrize("path", ["/", "/no-such-page"])
def test_browsers_are_told_not_to_guess_or_tell(client: TestClient, path: str) -> None:
    """Neither the media type of what they get, nor where they came from."""
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_data_without_figures_are_served_too(client: TestClient) -> None:
    """The site then has nothing to find, and says so."""
    assert client.get("/search").text.count("No figure has all of this") == 1
