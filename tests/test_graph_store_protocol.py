"""The W3C's tests of the Graph Store HTTP Protocol, sent by our client to a real server.

The cases are those of w3c/rdf-tests, sparql/sparql11/graph-store-protocol/manifest-indirect.ttl, told as data: what is
asked for in which order, which statuses may come, and what is there then. Two of its parts have no counterpart here:
our client always names the graph (no ``post_get_new_graph``), by a parameter (none of manifest-direct.ttl), and sends
one document a request (the second POST of ``post_get_post_get_indirect`` is no multipart form).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from proxies import Proxy, proxy
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse
from servers import Server, oxigraph_over

from pfocr_rdf.stores.client import Client

FOAF, VCARD = "http://xmlns.com/foaf/0.1/", "http://www.w3.org/2006/vcard/ns#"
PREFIXES = f"PREFIX foaf: <{FOAF}> PREFIX v: <{VCARD}> BASE <http://www.example/gsp/person/> "
JOHN = '<1> a foaf:Person; foaf:businessCard [ a v:VCard; v:fn "John Doe" ] .'
JANE = '<1> a foaf:Person; foaf:businessCard [ a v:VCard; v:fn "Jane Doe" ] .'
JANE_TWO = '<2> a foaf:Person; foaf:businessCard [ a v:VCard; v:fn "Jane Doe" ] .'
NAMES = '<1> foaf:familyName "Doe"; foaf:givenName "Jane" .'
ALICE = '[] a foaf:Person; foaf:businessCard [ a v:VCard; v:given-name "Alice" ] .'

ONE, TWO, FOUR = (f"http://www.example/gsp/person/{number}.ttl" for number in (1, 2, 4))
ESCAPED = "http://www.example/gsp/person/%31.ttl"
DEFAULT = None

OK, CREATED, NO_CONTENT, NOT_FOUND = 200, 201, 204, 404
DONE = {OK, CREATED, NO_CONTENT}


@dataclass(frozen=True)
class Step:
    """One request: its method, graph and content, or the content that is to come; and the statuses that may."""

    method: str
    graph: str | None
    turtle: str
    statuses: set[int]


CASES = {
    "put_get_repeat_indirect": (
        Step("PUT", ONE, JOHN, {CREATED}),
        Step("GET", ONE, JOHN, {OK}),
        Step("PUT", ONE, JANE, {OK, NO_CONTENT}),
        Step("GET", ONE, JANE, {OK}),
    ),
    "put_get_default": (Step("PUT", DEFAULT, ALICE, DONE), Step("GET", DEFAULT, ALICE, {OK})),
    "put_delete_get_delete_indirect": (
        Step("PUT", TWO, ALICE, DONE),
        Step("DELETE", TWO, "", {OK, NO_CONTENT}),
        Step("GET", TWO, "", {NOT_FOUND}),
        Step("DELETE", TWO, "", {NOT_FOUND, OK, NO_CONTENT}),
    ),
    "post_get_post_get_indirect": (
        Step("POST", ONE, JANE, DONE),
        Step("GET", ONE, JANE, {OK}),
        Step("POST", ONE, NAMES, {OK, NO_CONTENT}),
        Step("GET", ONE, JANE + NAMES, {OK}),
    ),
    "head_existing_indirect": (Step("PUT", ONE, JOHN, DONE), Step("HEAD", ONE, "", {OK})),
    "head_non_existing_indirect": (Step("HEAD", FOUR, "", {NOT_FOUND}),),
    "put_get_uri_pct_encoded_indirect": (Step("PUT", ONE, JOHN, {CREATED}), Step("GET", ONE, JOHN, {OK})),
    "put_get_uri_pct_encoded_twice": (
        Step("PUT", ONE, JOHN, {CREATED}),
        Step("PUT", ESCAPED, JANE_TWO, {CREATED}),
        Step("GET", ONE, JOHN, {OK}),
        Step("GET", ESCAPED, JANE_TWO, {OK}),
    ),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real server."""
    with oxigraph_over(tmp_path_factory.mktemp("oxigraph")) as made:
        yield made


@pytest.fixture
def before(server: Server) -> Iterator[Proxy]:
    """A proxy before the server, which is empty, to see what is asked and answered."""
    with Client(server.address) as client:
        client.update("DROP ALL")
    with proxy(server.address) as made:
        yield made


def triples(turtle: str) -> bytes:
    """As N-Triples."""
    return b"".join(f"{quad.triple} .\n".encode() for quad in parse(PREFIXES + turtle, RdfFormat.TURTLE))


def graph(content: bytes | None) -> Dataset | None:
    """What can be compared, whatever blank nodes are called."""
    if content is None:
        return None
    made = Dataset(parse(content, RdfFormat.N_TRIPLES))
    made.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return made


def take(client: Client, step: Step) -> None:
    """Send one request, and look at what comes."""
    there = NOT_FOUND not in step.statuses
    if step.method == "PUT":
        client.put(step.graph, triples(step.turtle))
    elif step.method == "GET":
        assert graph(client.read(step.graph)) == (graph(triples(step.turtle)) if there else None)
    elif step.graph is not None and step.method == "POST":
        client.add(step.graph, triples(step.turtle))
    elif step.graph is not None and step.method == "HEAD":
        assert client.holds(step.graph) == there
    elif step.graph is not None:
        client.drop(step.graph)


@pytest.mark.parametrize("name", CASES)
def test_case_of_the_w3c(name: str, before: Proxy) -> None:
    """Each request has a status that it may have, and each graph is what it should be."""
    with Client(before.address, "oxigraph") as client:
        for step in CASES[name]:
            take(client, step)
            assert before.asked[-1].method == step.method
            assert before.answered[-1] in step.statuses


def test_percent_encoding_of_a_graph_is_undone_once(before: Proxy) -> None:
    """``put_get_uri_pct_encoded_indirect``: the server reads the parameter in either spelling."""
    with Client(before.address, "oxigraph") as client:
        client.put(ONE, triples(JOHN))
    assert before.asked[-1].target == "/store?graph=http%3A%2F%2Fwww.example%2Fgsp%2Fperson%2F1.ttl"
