"""An answer of an endpoint, or of a service, is taken whole or not at all."""

import json
import socket
import time

import pytest
from commands import ROOT, Command
from faulty import Faulty, serving
from servers import free_port

from pfocr_rdf.errors import LimitError, PfocrError, QueryError, RemoteError
from pfocr_rdf.querying.asking import Asking, answered
from pfocr_rdf.querying.evaluation import JSON, Limits
from pfocr_rdf.querying.gate import Permission
from pfocr_rdf.querying.remote import ask_endpoint

PATIENT = Limits(120)
RDF_XML = "application/rdf+xml"
SELECT, CONSTRUCT = "SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"

GRAPH = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="urn:a#">
<rdf:Description rdf:about="urn:s"><a:p rdf:resource="urn:o"/><a:q>text</a:q></rdf:Description></rdf:RDF>"""


def results(rows: int) -> bytes:
    """Results in JSON with so many rows."""
    bindings = [{"s": {"type": "literal", "value": str(number)}} for number in range(rows)]
    return json.dumps({"head": {"vars": ["s"]}, "results": {"bindings": bindings}}).encode()


def answer(media_type: str, body: bytes, **headers: str) -> Faulty:
    """An answer of the right type that is closed with its connection."""
    return Faulty(body, headers={"Content-Type": media_type, **headers})


def fault(faulty: Faulty, query: str = SELECT, limits: Limits = PATIENT) -> PfocrError:
    """What is said of such an endpoint."""
    with serving(faulty) as address, pytest.raises(PfocrError) as caught:
        ask_endpoint(address, query, limits)
    assert str(caught.value).startswith(address)
    return caught.value


@pytest.mark.parametrize(
    ("query", "media_type", "body"), [(SELECT, JSON, results(2)), (CONSTRUCT, RDF_XML, GRAPH)], ids=["rows", "graph"]
)
def test_an_answer_cut_at_any_byte_is_refused(query: str, media_type: str, body: bytes) -> None:
    """Even if the connection is closed as it should be."""
    faulty = answer(media_type, body)
    with serving(faulty) as address:
        assert ask_endpoint(address, query, Limits()).content == body
        for size in range(len(body)):
            faulty.body = body[:size]
            with pytest.raises(RemoteError, match="no whole answer"):
                ask_endpoint(address, query, Limits())


@pytest.mark.parametrize("query", [SELECT, CONSTRUCT])
def test_an_answer_shorter_than_announced_is_refused(query: str) -> None:
    """What came is whole as far as its own syntax goes."""
    media_type, body = (JSON, results(1)) if query == SELECT else (RDF_XML, GRAPH)
    told = fault(answer(media_type, body, **{"Content-Length": str(len(body) + 1)}), query)
    assert isinstance(told, RemoteError)
    assert f"{len(body) + 1:,}" in str(told)


def test_chunks_that_break_off_are_refused() -> None:
    """Without the empty chunk at the end, there is more to come."""
    body = results(1)
    chunk = f"{len(body):x}\r\n".encode() + body + b"\r\n"
    told = fault(answer(JSON, chunk, **{"Transfer-Encoding": "chunked"}))
    assert isinstance(told, RemoteError)


@pytest.mark.parametrize("rows", [9_999, 10_001])
def test_rows_are_counted(rows: int) -> None:
    """These were cut by nobody."""
    with serving(answer(JSON, results(rows))) as address:
        assert len(json.loads(ask_endpoint(address, SELECT, Limits()).content)["results"]["bindings"]) == rows


def test_as_many_rows_as_endpoints_return_at_most_are_refused() -> None:
    """WikiPathways' endpoint stops at 10,000 without a word."""
    told = fault(answer(JSON, results(10_000)))
    assert isinstance(told, RemoteError)
    assert "found exactly 10,000 rows, at which endpoints stop, expected all of them" in str(told)


def test_as_many_rows_as_were_asked_for_are_whole() -> None:
    """Whoever asks for 10,000 knows that there may be more."""
    with serving(answer(JSON, results(10_000))) as address:
        assert ask_endpoint(address, f"{SELECT} LIMIT 10000", Limits()).content == results(10_000)


@pytest.mark.parametrize("header", ["X-SQL-Message", "X-SPARQL-MaxRows"])
def test_an_answer_that_says_that_it_is_cut_is_refused(header: str) -> None:
    """As Virtuoso's do."""
    told = fault(answer(JSON, results(3), **{header: "3 rows"}))
    assert isinstance(told, RemoteError)
    assert f"found {header}: 3 rows, expected a whole answer" in str(told)


def test_a_page_is_no_answer() -> None:
    """Of a proxy, or of the endpoint's own editor."""
    told = fault(answer("text/html", b"<html></html>"))
    assert isinstance(told, RemoteError)
    assert "found text/html, expected application/sparql-results+json" in str(told)


def test_what_an_endpoint_does_not_understand_is_told() -> None:
    """In its own words, in one line."""
    told = fault(Faulty(b"line 1:\nno such function", 400))
    assert isinstance(told, QueryError)
    assert "no such function" in str(told)


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 502, 503])
def test_an_endpoint_that_fails_or_refuses_is_told(status: int) -> None:
    """Whatever its reason."""
    assert isinstance(fault(Faulty(b"no", status)), RemoteError)


@pytest.mark.parametrize(
    ("status", "body"),
    [(504, b""), (408, b""), (500, b"Virtuoso S1T00 Error SR171: Transaction timed out")],
    ids=["gateway", "request", "Virtuoso"],
)
def test_an_endpoint_out_of_its_time_is_told_as_such(status: int, body: bytes) -> None:
    """It is no fault of the endpoint."""
    assert isinstance(fault(Faulty(body, status)), LimitError)


@pytest.mark.parametrize("seconds", [1, 0.05], ids=["silence", "trickle"])
def test_an_endpoint_is_not_waited_for_longer_than_allowed(seconds: float) -> None:
    """Neither if nothing comes, nor if a little comes all the time."""
    faulty = answer(JSON, results(1000))
    faulty.seconds = seconds
    with serving(faulty) as address:
        begun = time.monotonic()
        with pytest.raises(LimitError, match=r"found no end within 0\.4 seconds"):
            ask_endpoint(address, SELECT, Limits(0.4))
        assert time.monotonic() - begun < seconds * len(faulty.body) / 2


def test_a_server_that_says_nothing_is_not_waited_for() -> None:
    """It takes the connection, and that is all."""
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(LimitError, match="no end within"):
        ask_endpoint(f"http://127.0.0.1:{server.getsockname()[1]}/sparql", SELECT, Limits(0.3))


def test_an_answer_larger_than_allowed_is_refused() -> None:
    """Before it fills the memory."""
    told = fault(answer(JSON, b" " * (2 << 20)), limits=Limits(120, 1))
    assert isinstance(told, LimitError)
    assert "found more than 1 MiB" in str(told)


def test_nobody_there_is_told() -> None:
    """With the address."""
    with pytest.raises(RemoteError, match="Connection refused"):
        ask_endpoint(f"http://127.0.0.1:{free_port()}/sparql", SELECT, Limits())


def test_an_address_that_is_none_is_told() -> None:
    """As an endpoint that does not answer."""
    with pytest.raises(RemoteError, match="expected a SPARQL endpoint"):
        ask_endpoint("http://[bad", SELECT, Limits())


@pytest.mark.parametrize(("length", "method"), [(10, "GET"), (3000, "POST")])
def test_a_long_query_is_posted(length: int, method: str) -> None:
    """Addresses have a longest length."""
    faulty = answer(JSON, results(1))
    with serving(faulty) as address:
        ask_endpoint(address, SELECT + " " * length + "#", Limits())
    assert [one.partition(" ")[0] for one in faulty.asked] == [method]


@pytest.mark.parametrize(
    "query",
    [
        "# of one\n# an address\nSELECT * {}",
        "# of one\n# LOAD it\nSELECT * {}" + " " * 3000 + "#",
        "PREFIX a: <urn:a#> SELECT * { a:b <urn:c:> ?d }",
    ],
    ids=["comment", "long", "one line"],
)
def test_a_query_is_never_sent_as_an_update(query: str) -> None:
    """Whatever words its comments have: ``address`` has ADD in it."""
    faulty = answer(JSON, results(1))
    with serving(faulty) as address:
        ask_endpoint(address, query, Limits())
    assert [one.partition("=")[0].rpartition("?")[2] for one in faulty.received] == ["query"]


def test_an_update_is_not_sent() -> None:
    """The endpoint might do it."""
    faulty = answer(JSON, results(1))
    with serving(faulty) as address, pytest.raises(QueryError):
        ask_endpoint(address, "CLEAR ALL", Limits())
    assert faulty.asked == []


def test_the_exit_codes_tell_a_broken_endpoint_from_a_slow_one(here: Command) -> None:
    """5 and 6, and no output."""
    with serving(answer(JSON, results(3)[:-1])) as address:
        assert here("query", "-q", SELECT, "--on", address)[:2] == (5, b"")
    with serving(Faulty(b"", 504)) as address:
        assert here("query", "-q", SELECT, "--on", address)[:2] == (6, b"")


def test_an_endpoint_is_asked_alone(here: Command) -> None:
    """Two places cannot be asked one question."""
    ran = here("query", "-q", SELECT, "--on", "http://127.0.0.1:9/", "--on", "seeds")
    assert ran.code == 2
    assert "found an endpoint among 2, expected it alone; try SERVICE in the query" in ran.talk


def federated(faulty: Faulty, silent: str = "", limits: Limits = PATIENT) -> bytes:
    """What the data answer together with a service."""
    with serving(faulty) as address:
        asking = Asking(permission=Permission(frozenset({address})), limits=limits)
        query = f"SELECT (COUNT(*) AS ?n) {{ SERVICE {silent} <{address}> {{ ?s ?p ?o }} }}"
        with answered(query, [ROOT / "seeds"], asking).content as content:
            return content.read()


def test_a_service_is_asked() -> None:
    """And its rows are there."""
    assert b'"value":"7"' in federated(answer(JSON, results(7)))


@pytest.mark.parametrize(
    ("body", "said"), [(results(10_000), "at which endpoints stop"), (results(5)[:-1], "no whole answer")]
)
def test_a_cut_answer_of_a_service_is_refused(body: bytes, said: str) -> None:
    """The engine would have joined what came."""
    with pytest.raises(RemoteError, match=said):
        federated(answer(JSON, body))


def test_a_service_that_may_fail_may_fail() -> None:
    """SILENT says so (SPARQL 1.1 Federated Query, section 2.3): one row, with nothing in it."""
    assert b'"value":"1"' in federated(answer(JSON, results(5)[:-1]), "SILENT")


def test_a_service_is_not_waited_for_longer_than_allowed() -> None:
    """Nor the query that needs it."""
    faulty = answer(JSON, results(1000))
    faulty.seconds = 0.05
    with pytest.raises(LimitError):
        federated(faulty, limits=Limits(0.4))
