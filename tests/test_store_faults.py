"""A store behind a proxy that answers wrongly: what can be waited out is, what cannot is told, and nobody is misled."""

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme
from commands import ROOT, Command
from proxies import Answer, Asked, Proxy, proxy
from servers import PATIENCE_S, Server, oxigraph_over

from pfocr_rdf.errors import RemoteError
from pfocr_rdf.stores.cargo import Cargo
from pfocr_rdf.stores.client import Client, Manners
from pfocr_rdf.stores.remote import Delivery, Loaded, load_remote

SEEDS = ROOT / "tests/golden/seeds.nt"
GRAPH = "https://pfocr.wikipathways.org/rdf/graph/seeds"
TRIPLES = 2449


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server in good health."""
    with oxigraph_over(tmp_path_factory.mktemp("oxigraph")) as server:
        yield server


@pytest.fixture
def before(shared: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """The proxy before it, on which an older version of the graph stands."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", "/dev/null")
    with Client(shared.address) as client:
        client.update(f"DROP ALL; INSERT DATA {{ GRAPH <{GRAPH}> {{ <urn:old> <urn:b> <urn:c> }} }}")
    with proxy(shared.address) as made:
        yield made


def load(before: Proxy, patience_s: float = PATIENCE_S, *, by_update: bool = False) -> Loaded:
    """Load the seeds in some chunks."""
    with Client(before.address, None, Manners(patience_s=patience_s, by_update=by_update)) as client:
        return load_remote(Cargo(sources=(str(SEEDS),)), client, Delivery(chunk_bytes=200_000))


def is_chunk(asked: Asked) -> bool:
    """Whether some data come."""
    return asked.target.startswith("/store") and asked.method == "POST"


def is_swap(asked: Asked) -> bool:
    """Whether graphs are to be moved."""
    return asked.target == "/update" and "MOVE" in asked.form


def is_count(asked: Asked) -> bool:
    """Whether triples are counted."""
    return asked.target == "/query" and "COUNT" in asked.form


@pytest.mark.parametrize(
    "answer",
    [
        Answer(503, b"busy"),
        Answer(429, headers=(("Retry-After", "0"),)),
        Answer(502, after=True),
        Answer(0),
        Answer(0, after=True),
        Answer(200, b"x" * 99, cut=True),
    ],
    ids=["503", "429", "502 when all was done", "reset", "reset when all was done", "cut"],
)
@pytest.mark.parametrize("wanted", [is_chunk, is_swap, is_count])
def test_what_passes_is_waited_out(
    wanted: Callable[[Asked], bool], answer: Answer, before: Proxy, shared: Server
) -> None:
    """At every step; the count is exact in the end."""
    before.once(wanted, answer)
    assert load(before).graphs == {GRAPH: TRIPLES}
    assert shared.counts() == {GRAPH: TRIPLES}


@pytest.mark.parametrize("body", [b"", b'{"results": {"bindings": [', b"The query timed out", b"[]", b"<html>"])
def test_an_answer_that_is_cut_is_no_count(body: bytes, before: Proxy) -> None:
    """Though its status says that all is well."""
    before.fault = lambda asked: Answer(200, body) if is_count(asked) else None
    with pytest.raises(RemoteError, match="an answer that is no result"):
        load(before, patience_s=0.3)


def test_a_chunk_that_is_too_large_for_the_store_is_halved(before: Proxy, shared: Server) -> None:
    """As often as need be."""
    before.fault = lambda asked: Answer(413) if is_chunk(asked) and len(asked.body) > 30_000 else None
    load(before)
    assert shared.counts() == {GRAPH: TRIPLES}


def test_a_triple_that_is_too_large_for_the_store_is_told(before: Proxy, shared: Server) -> None:
    """Half of it would not be one."""
    before.fault = lambda asked: Answer(413) if is_chunk(asked) else None
    with pytest.raises(RemoteError, match=r"found 413 .*, expected it to fit"):
        load(before)
    assert shared.counts()[GRAPH] == 1


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (Answer(401), r"found 401 Unauthorized, .* try PFOCR_RDF_USER and PFOCR_RDF_PASSWORD"),
        (Answer(404), "try another address or --dialect"),
        (Answer(415, b"no such type"), r"found 415 Unsupported Media Type: 'no such type', .* --dialect"),
        (Answer(500, b"out of memory\nat line 3"), "found 500 Internal Server Error: 'out of memory'"),
        (Answer(500, b"<html><p>no"), "found 500 Internal Server Error, expected"),
        (Answer(307, headers=(("Location", "https://example.org/"),)), "try the address 'https://example.org/' itself"),
    ],
)
def test_what_does_not_pass_is_told_at_once(answer: Answer, text: str, before: Proxy, shared: Server) -> None:
    """With what to try; the old graph stays."""
    before.fault = lambda asked: answer if is_chunk(asked) else None
    with pytest.raises(RemoteError, match=text):
        load(before)
    assert shared.counts()[GRAPH] == 1


@pytest.mark.parametrize("update", [False, True])
def test_every_request_is_one_of_the_standards(update: bool, before: Proxy) -> None:
    """Paths, parameters and media types of SPARQL 1.1 Protocol and Graph Store HTTP Protocol."""
    load(before, by_update=update)
    form = "application/x-www-form-urlencoded"
    seen = {(one.method, one.target.partition("?")[0], one.headers.get("content-type")) for one in before.asked}
    always = {("GET", "/", None), ("POST", "/query", form), ("POST", "/update", form)}
    stores = {("POST", "/store", "application/n-triples"), ("DELETE", "/store", None)}
    assert seen == always | (set() if update else stores)


class Guard:
    """Lets those in who say the right thing."""

    def __init__(self, wanted: str) -> None:
        """Ask for this header."""
        self.wanted = wanted

    def __call__(self, asked: Asked) -> Answer | None:
        """Nothing, or a refusal."""
        return None if asked.headers.get("authorization") == self.wanted else Answer(401)


BASIC = "Basic YTpi"  # a:b, RFC 7617


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({"PFOCR_RDF_USER": "a", "PFOCR_RDF_PASSWORD": "b"}, BASIC),
        ({"PFOCR_RDF_TOKEN": "a.b-c"}, "Bearer a.b-c"),
        ({"NETRC": "{folder}/netrc"}, BASIC),
        ({"HOME": "{folder}", "NETRC": ""}, BASIC),
        ({"PFOCR_RDF_USER": "a", "PFOCR_RDF_PASSWORD": "b", "NETRC": "/nowhere"}, BASIC),
    ],
    ids=["user", "token", "NETRC", "~/.netrc", "the environment comes first"],
)
def test_who_is_known_gets_in(
    environment: dict[str, str],
    wanted: str,
    before: Proxy,
    tmp_path: Path,
    here: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By the environment or a netrc file."""
    for name in ("netrc", ".netrc"):
        (tmp_path / name).write_text("machine localhost login a password b\n")
        (tmp_path / name).chmod(0o600)
    for name, value in environment.items():
        monkeypatch.setenv(name, value.format(folder=tmp_path))
    before.fault = Guard(wanted)
    ran = here("load", "seeds", before.address, "--dialect", "oxigraph", "-q")
    assert (ran.code, ran.talk) == (0, "")


@pytest.mark.parametrize(
    ("environment", "text"),
    [
        ({"PFOCR_RDF_USER": "a"}, "PFOCR_RDF_PASSWORD: found nothing beside PFOCR_RDF_USER, expected both"),
        ({"PFOCR_RDF_PASSWORD": "s3cret"}, "PFOCR_RDF_USER: found nothing beside PFOCR_RDF_PASSWORD, expected both"),
        ({"NETRC": "{folder}/none"}, "none: found No such file or directory, expected a netrc file"),
        ({"NETRC": "{folder}/bad"}, "bad: found line 1, expected a netrc file"),
    ],
)
def test_half_of_a_sign_in_is_2(
    environment: dict[str, str],
    text: str,
    before: Proxy,
    tmp_path: Path,
    here: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is sent."""
    (tmp_path / "bad").write_text("s3cret machine\n")
    for name, value in environment.items():
        monkeypatch.setenv(name, value.format(folder=tmp_path))
    ran = here("load", "seeds", before.address, "--dialect", "oxigraph", "-q")
    assert (ran.code, before.asked) == (2, [])
    assert text in ran.talk
    assert "s3cret" not in ran.talk


def test_a_password_in_an_address_is_refused_and_not_repeated(here: Command) -> None:
    """Others see it in the list of processes."""
    ran = here("load", "seeds", "http://dba:s3cret@localhost:1", "-q")
    assert (ran.code, "s3cret" in ran.talk) == (2, False)
    assert "try PFOCR_RDF_USER and PFOCR_RDF_PASSWORD, PFOCR_RDF_TOKEN, or a netrc file" in ran.talk


def test_a_refused_password_is_not_repeated(before: Proxy, here: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not in any message."""
    monkeypatch.setenv("PFOCR_RDF_USER", "a")
    monkeypatch.setenv("PFOCR_RDF_PASSWORD", "s3cret")
    before.fault = Guard(BASIC)
    ran = here("load", "seeds", before.address, "--dialect", "oxigraph", "-q")
    assert (ran.code, "s3cret" in ran.talk) == (5, False)


def test_a_certificate_of_nobody_is_refused(
    shared: Server, tmp_path: Path, here: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And one of an authority that the system knows is taken."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    with proxy(shared.address, context) as made:
        refused = here("load", "seeds", made.address, "-q")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        taken = here("load", "seeds", made.address, "-q")
    assert (refused.code, taken.code) == (5, 0)
    assert "CERTIFICATE_VERIFY_FAILED" in refused.talk
