"""A real Virtuoso, the engine of WikiPathways' own endpoint, is loaded, replaced, and killed in between."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import ROOT, Command
from pyoxigraph import RdfFormat, parse
from servers import PATIENCE_S, VIRTUOSO, Server, virtuoso

from pfocr_rdf.errors import RemoteError
from pfocr_rdf.stores.cargo import Cargo
from pfocr_rdf.stores.client import Client, Manners
from pfocr_rdf.stores.remote import Delivery, Loaded, load_remote

pytestmark = pytest.mark.skipif(
    VIRTUOSO is None and not os.environ.get("CI"), reason="Debian's virtuoso-opensource-7-bin is not installed"
)

SEEDS = ROOT / "tests/golden/seeds.nt"
GRAPH = "https://pfocr.wikipathways.org/rdf/graph/seeds"
GOLDEN = {str(quad) for quad in parse(path=SEEDS, format=RdfFormat.N_TRIPLES)}
CHUNK = 40_000


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests: it takes its time to start."""
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        yield server


@pytest.fixture
def server(shared: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    """A server on which an older version of the graph stands, and a user who may write."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("PFOCR_RDF_USER", "dba")
    monkeypatch.setenv("PFOCR_RDF_PASSWORD", "dba")
    with Client(shared.address) as client:
        client.put(GRAPH, b"<urn:old> <urn:p> <urn:o> .\n")
    return shared


def load(server: Server, *sources: str | Path, kind: type[Client] = Client, by_update: bool = False) -> Loaded:
    """Load in small chunks."""
    with kind(server.address, None, Manners(by_update=by_update, patience_s=PATIENCE_S)) as client:
        delivery = Delivery(chunk_bytes=CHUNK)
        return load_remote(Cargo(sources=tuple(map(str, sources or (SEEDS,))), jobs=1), client, delivery)


def statements(server: Server) -> set[str]:
    """What the graph holds, as lines."""
    with Client(server.address) as client:
        return {str(quad) for quad in parse(client.read(GRAPH) or b"", RdfFormat.TURTLE)}


def beside(server: Server) -> list[str]:
    """Graphs that were left beside their place."""
    rows = server.rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    return [graph for (graph,) in rows if "/loading-" in graph]


@pytest.mark.parametrize("by_update", [False, True], ids=["graph-store", "update"])
def test_a_graph_is_replaced_by_either_protocol(server: Server, by_update: bool) -> None:
    """Twice, which changes nothing; statement for statement what was sent."""
    for _ in range(2):
        assert load(server, by_update=by_update).graphs == {GRAPH: len(GOLDEN)}
        assert (statements(server), beside(server)) == (GOLDEN, [])


def test_more_than_one_transaction_holds_is_moved_piece_by_piece(server: Server) -> None:
    """Of which the server is told when it has refused to do it at once."""
    updates: list[str] = []

    class Recording(Client):
        def update(self, text: str, *, timeout_s: float | None = None) -> None:
            updates.append(text)
            super().update(text, timeout_s=timeout_s)

    for _ in range(2):
        load(server, kind=Recording)
        assert (statements(server), beside(server)) == (GOLDEN, [])
    assert [text.startswith("DEFINE") for text in updates][-2:] == [False, True]
    assert updates[-1].endswith(updates[-2])


def test_records_go_to_a_graph_for_each_part(server: Server, here: Command) -> None:
    """By the command, with the user from the environment, and the product found by its answer."""
    ran = here("load", "seeds", server.address)
    counts = dict(line.split("\t") for line in ran.out.decode().splitlines())
    assert (ran.code, {graph.rpartition("/")[2] for graph in counts}) == (0, {"figures", "entities", "links"})
    with Client(server.address) as client:
        assert {graph: str(client.count(graph)) for graph in counts} == counts


def test_who_is_not_known_is_told_what_to_set(server: Server, here: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """The graph stays."""
    monkeypatch.setenv("PFOCR_RDF_PASSWORD", "another")
    ran = here("load", "seeds", server.address, "-q")
    assert ran.code == 5
    assert "found 401" in ran.talk
    assert "PFOCR_RDF_USER and PFOCR_RDF_PASSWORD" in ran.talk


def test_an_update_that_is_too_large_is_halved(server: Server) -> None:
    """It becomes 10,000 lines of SQL before it is executed, whatever its bytes."""
    triples = b"".join(b"<a:> <a:> <b:%d> .\n" % number for number in range(6000))
    with Client(server.address, None, Manners(by_update=True)) as client:
        with pytest.raises(RemoteError, match=r"found 400 .*, expected it to fit"):
            client.update(f"INSERT DATA {{ GRAPH <{GRAPH}> {{ {triples.decode()} }} }}")
        client.add(GRAPH, triples)
        assert client.count(GRAPH) == 6001


def test_a_chunk_that_is_too_large_for_a_transaction_is_halved(server: Server) -> None:
    """Nothing of it was there before it was sent in two."""
    with Client(server.address) as client:
        client.add(GRAPH, SEEDS.read_bytes())
        assert client.count(GRAPH) == len(GOLDEN) + 1


def test_a_store_that_is_killed_and_comes_back_is_loaded_whole(server: Server) -> None:
    """Killed with half of the chunks taken; the load waits, and goes on."""

    class Dying(Client):
        sent = 0

        def add(self, graph: str, triples: bytes) -> None:
            if self.sent == 3:
                server.kill()
                threading.Timer(0.3, server.launch).start()
            super().add(graph, triples)
            self.sent += 1

    load(server, kind=Dying)
    assert (statements(server), beside(server)) == (GOLDEN, [])
