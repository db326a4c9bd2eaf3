"""No query reaches out of the store or writes to it, however it is spelled, and no harmless one is refused."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from commands import ROOT
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import QuerySolutions, Store
from servers import wait_until

from pfocr_rdf.errors import QueryError
from pfocr_rdf.querying.catalogue import read_query
from pfocr_rdf.querying.gate import Form, Permission, check

PREFIXES = "PREFIX : <http://127.0.0.1:{port}/> PREFIX SERVICE: <urn:x:> PREFIX FROM: <urn:f:> PREFIX b: <urn:b:> "

#: Ways to ask a service that one of several engines reads as such.
REACHING = [
    "SELECT * { SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
    "SELECT * { service silent <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
    "SELECT * { sErViCe :x { ?s ?p ?o } }",
    "SELECT * { SERVICE:x{ ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<http://127.0.0.1:{port}/>{ ?s ?p ?o } }",
    "SELECT * { BIND(<http://127.0.0.1:{port}/> AS ?x) SERVICE ?x { ?s ?p ?o } }",
    "SELECT * { SERVICE # a comment\n <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
    "SELECT * { # a comment ends here\r SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } \n}",
    "SELECT * { ?s ?p 'a' . SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p '''a''' SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
    "SELECT * { ?a ?b true SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
    "SELECT * { ?a ?b trueSERVICE<http://127.0.0.1:{port}/>{ ?s ?p ?o } }",
    "SELECT * { ?a ?b 1SERVICE:x{ ?s ?p ?o } }",
    "SELECT * { ?a ?b 1.SERVICE<http://127.0.0.1:{port}/>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o FILTER(?s<?p)SERVICE:x#>\n{ ?a ?b ?c } }",
    "SELECT * { ?s ?p ?o FILTER(?s<'x>')SERVICE <http://127.0.0.1:{port}/> { ?a ?b ?c } FILTER(?s<'y>') }",
    "SELECT * { ?s ?p ?o FILTER(?s<b:c#>'''\n) SERVICE <http://127.0.0.1:{port}/> { ?a ?b ?c } #'''\n }",
    "SELECT * { { SELECT * { { SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } } } } }",
    "SELECT * { OPTIONAL { ?s ?p ?o FILTER EXISTS { SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } } } }",
    "SELECT * { ?s ?p ?o MINUS { SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } } }",
    "SELECT * { \\u0053ERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
    'SELECT * { ?s ?p "a\\u0022 . SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } #" }',
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
    "ASK { SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
]

#: Ways to name graphs, or to write.
OTHERS = [
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "SELECT * from named <urn:g> { ?s ?p ?o }",
    "SELECT * FROM:g{ ?s ?p ?o }",
    "SELECT * FROMNAMED<urn:g>{ ?s ?p ?o }",
    "SELECT (1<2AS?x)FROM:g{ ?s ?p ?o }",
    "DESCRIBE <urn:s> FROM <urn:g>",
    "LOAD <file:///etc/passwd>",
    "PREFIX a: <urn:a> LOAD <file:///etc/passwd>",
    "INSERT DATA { <urn:s> <urn:p> <urn:o> }",
    "DELETE WHERE { ?s ?p ?o }",
    "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "CLEAR ALL",
    "drop all",
    "MOVE <urn:a> TO <urn:b>",
    "",
    "# SELECT",
    "PREFIX select: <urn:s>",
]

HARMLESS = [
    "SELECT * { ?s ?p 'SERVICE <http://example.org/> { ?s ?p ?o }' }",
    'SELECT * { ?s ?p """\nSERVICE <x> {} FROM " LOAD ""\n""" }',
    "SELECT * { ?s ?p ?o } # SERVICE <http://example.org/>",
    "# FROM <urn:g>\nSELECT * { ?s ?p ?o }",
    "SELECT ?service ?from { ?service ?from 'it\\'s SERVICE' }",
    "SELECT * { ?s <https://example.org/service#from> ?o }",
    "SELECT * { ?s <http://purl.obolibrary.org/obo/derives_from> ?o }",
    "PREFIX ex: <https://example.org/> SELECT * { ?s ex:service.from ?o ; ex:FROM ex:SERVICE }",
    "SELECT * { ?s ?p ?o FILTER(?s<?p && ?o>?p) }",
    "SELECT * { ?s ?p ?o FILTER(?s<?p&&?o>?p) }",
    "SELECT * { ?s ?p 'load'@en-from , 1.5e3 , true . _:service ?p ?o }",
    "SELECT * { ?s ?p 'caf\\u00E9' , <https://example.org/\\u00E9> }",
    "SELECT * { ?s (<urn:a>/^<urn:b>|!<urn:c>)* ?o }",
    "SELECT ?été { ?été ?p 'é' }",
]


@pytest.mark.parametrize("query", [*REACHING, *OTHERS])
def test_what_reaches_out_or_writes_is_refused(query: str) -> None:
    """With the place, what is expected, and what to try."""
    with pytest.raises(QueryError, match=r"^query:\d+:\d+: found .*, expected .*; try "):
        check(PREFIXES.replace("{port}", "1") + query if query in REACHING else query)


@pytest.mark.parametrize("query", HARMLESS)
def test_what_is_harmless_passes_and_runs(query: str) -> None:
    """Keywords in strings, comments, addresses, names and variables mean nothing."""
    assert check(query) is Form.SELECT
    assert isinstance(Store().query(query), QuerySolutions)


@pytest.mark.parametrize("query", sorted((ROOT / "queries").glob("*.rq")), ids=lambda file: file.stem)
def test_the_bundled_queries_pass_unless_they_are_federated(query: str) -> None:
    """The gate was not made for the tests alone."""
    text = (ROOT / "queries" / query).read_text("utf-8")
    services = frozenset(read_query(query, text).services)
    assert check(text, Permission(services)) in Form
    if services:
        with pytest.raises(QueryError, match="SERVICE"):
            check(text)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("BASE <urn:a> PREFIX ask: <urn:b> SELECT * {}", Form.SELECT),
        ("prefix a:<urn:b>ask{}", Form.ASK),
        ("CONSTRUCT WHERE { ?s ?p ?o }", Form.CONSTRUCT),
        ("# SELECT\ndescribe <urn:select>", Form.DESCRIBE),
    ],
)
def test_the_form_is_told(text: str, form: Form) -> None:
    """By the first keyword behind the prologue."""
    assert check(text) is form


def test_a_service_on_the_list_passes() -> None:
    """By its address alone, whole and in angle brackets."""
    permission = Permission(frozenset({"https://example.org/sparql"}))
    assert check("SELECT * { SERVICE <https://example.org/sparql> { ?s ?p ?o } }", permission) is Form.SELECT
    assert check("SELECT * { SERVICE SILENT <https://example.org/sparql> { ?s ?p ?o } }", permission) is Form.SELECT
    for target in (
        "<https://example.org/sparql/>",
        "?x",
        "x:sparql",
        "<https://example.org/sparql> {} SERVICE <urn:x>",
    ):
        with pytest.raises(QueryError, match="found SERVICE"):
            check(f"PREFIX x: <https://example.org/> SELECT * {{ SERVICE {target} {{ ?s ?p ?o }} }}", permission)


def test_graphs_may_be_permitted() -> None:
    """For engines that take them from their store only."""
    assert check("SELECT * FROM <urn:g> FROM NAMED <urn:h> {}", Permission(graphs=True)) is Form.SELECT
    with pytest.raises(QueryError):
        check("SELECT * FROM:g {}", Permission(graphs=True))


@contextmanager
def listening() -> Iterator[socket.socket]:
    """A port that hears whoever reaches out."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield server


def heard(server: socket.socket) -> bool:
    """Whether anybody knocked."""
    with suppress(BlockingIOError):
        server.accept()[0].close()
        return True
    return False


@pytest.mark.parametrize(
    "text", ["SELECT * { SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }", "SELECT * { SERVICE:x{ ?s ?p ?o } }"]
)
def test_the_engine_would_reach_out(text: str) -> None:
    """So the gate is needed: without it, a listener is called."""
    with listening() as server:
        filled = (PREFIXES + text).replace("{port}", str(server.getsockname()[1]))
        store = Store()
        server.settimeout(0)
        asking = threading.Thread(target=lambda: suppressed(store, filled))
        asking.start()
        wait_until(lambda: heard(server))
        asking.join()


def suppressed(store: Store, text: str) -> None:
    """Ask, and do not mind the answer."""
    with suppress(OSError):
        solutions = store.query(text)
        assert isinstance(solutions, QuerySolutions)
        list(solutions)


PIECES = st.sampled_from(
    ["SERVICE", "service", "FROM", ":x", "<urn:x>", "<", ">", "?a", "'", '"', "'''", "#", "\n", " ", "{", "}", "(", ")",
     "?s ?p ?o", "FILTER", "a", "1", ".", "true", "\\u0053", "b:", "&&", "@en", "_:b", "SILENT", "AS"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12))
def test_whatever_the_engine_reads_as_a_service_is_refused(pieces: list[str]) -> None:
    """Of all texts that the engine takes, those that pass the gate ask for no service: their variables tell.

    ``?hidden`` stands in the pattern of a service alone; if the engine counts it among the variables, it saw one.
    """
    text = "SELECT * { ?s ?p ?o FILTER(?s" + "".join(pieces) + ") SERVICE:x { ?hidden ?b ?c } }"
    text = PREFIXES.replace("{port}", "1").replace("PREFIX SERVICE: <urn:x:>", "") + text
    try:
        solutions = Store().query(text)
    except (SyntaxError, OSError):
        return
    assert isinstance(solutions, QuerySolutions)
    if "hidden" in {variable.value for variable in solutions.variables}:
        with pytest.raises(QueryError):
            check(text)
