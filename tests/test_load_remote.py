"""A real Oxigraph server is loaded while it is killed, and holds in the end what was sent, and nothing else."""

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path

import pytest
from commands import COMMAND, ROOT, Command
from pyoxigraph import RdfFormat, parse
from servers import PATIENCE_S, Server, oxigraph_over, wait_until

from pfocr_rdf.errors import OutputError, RemoteError
from pfocr_rdf.formats import N_TRIPLES
from pfocr_rdf.stores.cargo import Cargo
from pfocr_rdf.stores.client import Client, Manners
from pfocr_rdf.stores.journal import digest, journal_of
from pfocr_rdf.stores.remote import Delivery, Loaded, load_remote

SEEDS = ROOT / "tests/golden/seeds.nt"
GRAPH = "https://pfocr.wikipathways.org/rdf/graph/seeds"
OTHER = "urn:other"
CHUNK = 60_000
#: More than one chunk of a MiB, in few triples.
LONG = b"".join(b'<urn:s> <urn:p> "%s%d" .\n' % (b"long " * 50, number) for number in range(6000))
CHUNKS = len(SEEDS.read_bytes()) // CHUNK


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests, which come back to it when they have killed it."""
    with oxigraph_over(tmp_path_factory.mktemp("oxigraph")) as server:
        yield server


@pytest.fixture
def server(shared: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    """A server with a statement in a graph that is nobody's business; journals are kept elsewhere."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with Client(shared.address) as client:
        client.update(f"DROP ALL; INSERT DATA {{ GRAPH <{OTHER}> {{ <urn:a> <urn:b> <urn:c> }} }}")
    return shared


def load(
    server: Server, *sources: str | Path, kind: type[Client] = Client, in_place: bool = False, **manners: float | bool
) -> Loaded:
    """Load in small chunks."""
    given = Manners(**{"patience_s": PATIENCE_S, **manners})  # type: ignore[arg-type]
    with kind(server.address, None, given) as client:
        delivery = Delivery(chunk_bytes=CHUNK, in_place=in_place)
        return load_remote(Cargo(sources=tuple(map(str, sources or (SEEDS,))), jobs=1), client, delivery)


def statements(server: Server, graph: str = GRAPH) -> set[str]:
    """What a graph of the server holds, as lines."""
    with Client(server.address) as client:
        return {str(quad) for quad in parse(client.read(graph) or b"", RdfFormat.N_TRIPLES)}


GOLDEN = {str(quad) for quad in parse(path=SEEDS, format=RdfFormat.N_TRIPLES)}


def whole(server: Server) -> bool:
    """Whether the server holds the seeds, what it had besides, and nothing left over."""
    return server.counts() == {GRAPH: len(GOLDEN), OTHER: 1} and statements(server) == GOLDEN


@pytest.fixture
def older(server: Server, tmp_path: Path) -> Server:
    """A server on which an older version of the graph stands."""
    (tmp_path / "seeds.nt").write_text("".join(f"<urn:old> <urn:p> <urn:{n}> .\n" for n in range(1000)))
    load(server, tmp_path / "seeds.nt")
    assert server.counts()[GRAPH] == 1000
    return server


def dying(server: Server, chunks: int) -> type[Client]:
    """A client whose store is killed when it has taken so many chunks, and comes back a little later."""

    class Dying(Client):
        sent = 0

        def add(self, graph: str, triples: bytes) -> None:
            if self.sent == chunks:
                server.kill()
                threading.Timer(0.3, server.launch).start()
            super().add(graph, triples)
            self.sent += 1

    return Dying


def has_begun(state: Path) -> bool:
    """Whether a load has a chunk behind it."""
    return any(b'"chunk"' in path.read_bytes() for path in state.glob("pfocr-rdf/*"))


@pytest.mark.parametrize("update", [False, True], ids=["graph-store", "update"])
def test_a_graph_that_is_there_is_replaced_and_no_other(older: Server, update: bool) -> None:
    """By either protocol; the answer says how many triples there are."""
    assert load(older, by_update=update).graphs == {GRAPH: len(GOLDEN)}
    assert whole(older)


def test_loading_twice_changes_nothing(server: Server) -> None:
    """Whether the graph is there or not."""
    for _ in range(2):
        assert load(server).resumed == 0
        assert whole(server)


def test_records_go_to_a_graph_for_each_part(server: Server) -> None:
    """Figures, entities, links."""
    loaded = load(server, "seeds")
    assert server.counts() == {**loaded.graphs, OTHER: 1}
    assert {graph.rpartition("/")[2] for graph in loaded.graphs} == {"figures", "entities", "links"}


def test_blank_nodes_are_not_doubled(server: Server, tmp_path: Path) -> None:
    """They get IRIs, the same each time."""
    (tmp_path / "seeds.ttl").write_text("<urn:a> <urn:b> [ <urn:c> [] ] .")
    assert [load(server, tmp_path / "seeds.ttl").blank_nodes for _ in range(2)] == [2, 2]
    assert server.counts() == {GRAPH: 2, OTHER: 1}


def test_numbers_that_the_store_takes_for_one_are_no_loss(server: Server, tmp_path: Path) -> None:
    """Oxigraph keeps the value, not its spelling; the count is that of the store."""
    (tmp_path / "seeds.ttl").write_text("<urn:a> <urn:b> 1.0, 1.00, 2, 02 .")
    assert load(server, tmp_path / "seeds.ttl").graphs == {GRAPH: 2}


def test_a_small_graph_alone_is_one_request(server: Server, tmp_path: Path) -> None:
    """One PUT replaces it, without a copy beside."""
    (tmp_path / "seeds.nt").write_text("<urn:a> <urn:b> <urn:c> .\n")

    class Counting(Client):
        puts = 0

        def put(self, graph: str | None, triples: bytes) -> None:
            super().put(graph, triples)
            Counting.puts += 1

    for _ in range(2):
        load(server, tmp_path / "seeds.nt", kind=Counting)
    assert (Counting.puts, server.counts()) == (2, {GRAPH: 1, OTHER: 1})


@pytest.mark.parametrize("chunks", range(0, CHUNKS, 2))
def test_a_store_that_is_killed_and_comes_back_is_loaded_whole(older: Server, chunks: int) -> None:
    """Wherever it is killed; the load waits and goes on."""
    load(older, kind=dying(older, chunks))
    assert whole(older)


def test_a_store_that_stays_away_is_loaded_on_by_the_next_run(older: Server) -> None:
    """The old graph is whole as long as that takes; the run ends with exit code 5."""

    class Killing(Client):
        def add(self, graph: str, triples: bytes) -> None:
            super().add(graph, triples)
            self.sent = getattr(self, "sent", 0) + 1
            if self.sent == 3:
                older.kill()

    with pytest.raises(RemoteError, match="try again, and loading goes on from where it was") as ended:
        load(older, kind=Killing, patience_s=0.5)
    assert ended.value.exit_code == 5
    older.start()
    assert older.counts()[GRAPH] == 1000
    with pytest.raises(RemoteError):
        load(older, kind=Killing, patience_s=0.5)
    older.start()
    assert load(older).resumed == 6
    assert whole(older)


def test_a_loader_that_is_killed_is_followed_by_one_that_goes_on(older: Server, tmp_path: Path) -> None:
    """The command, killed as it waits for more of a pipe."""
    command = [*COMMAND, "load", "-", older.address, "--input-format", "nt", "--graph", GRAPH, "--chunk-mib", "1", "-q"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        process.stdin.write(LONG)
        process.stdin.flush()
        wait_until(lambda: has_begun(tmp_path / "state"))
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert older.counts()[GRAPH] == 1000
    done = subprocess.run(command[:-1], cwd=ROOT, input=LONG, capture_output=True, check=True)
    assert b"1 chunks had been sent before" in done.stderr
    assert done.stdout == f"{GRAPH}\t6000\n".encode()
    assert older.counts() == {GRAPH: 6000, OTHER: 1}


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_store_that_dies_at_the_swap_has_the_old_graph_or_the_new_one(older: Server, after: bool) -> None:
    """An update whose answer is lost is not repeated when it was done."""

    class Swapping(Client):
        updates = 0

        def update(self, text: str, *, timeout_s: float | None = None) -> None:
            Swapping.updates += 1
            if after:
                super().update(text, timeout_s=timeout_s)
            if Swapping.updates == 1:
                assert statements(older) == GOLDEN or older.counts()[GRAPH] == 1000
                older.kill()
                threading.Timer(0.3, older.launch).start()
            if not after or Swapping.updates == 1:
                super().update(text, timeout_s=timeout_s)

    load(older, kind=Swapping)
    assert whole(older)
    assert Swapping.updates == (1 if after else 2)


def test_readers_see_the_old_graphs_or_the_new_ones(server: Server, tmp_path: Path) -> None:
    """All parts of them, at every moment."""
    old = [f"<urn:old> <urn:p> <urn:{n}> <urn:{graph}> .\n" for n in range(500) for graph in ("one", "two")]
    new = [f"<urn:new> <urn:p> <urn:{n}> <urn:{graph}> .\n" for n in range(1500) for graph in ("one", "two")]
    for name, lines in (("old", old), ("new", new)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "data.nq").write_text("".join(lines))
    load(server, tmp_path / "old/data.nq")
    seen: set[tuple[str, ...]] = set()
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            query = "SELECT ?g (COUNT(*) AS ?n) { VALUES ?g { <urn:one> <urn:two> } GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
            seen.add(tuple(count for _, count in server.rows(query)))

    reader = threading.Thread(target=look)
    reader.start()
    try:
        load(server, tmp_path / "new/data.nq")
    finally:
        done.set()
        reader.join()
    assert seen <= {("500", "500"), ("1500", "1500")}
    assert server.counts()["urn:two"] == 1500


def test_a_graph_is_emptied_first_where_one_asks_for_it(older: Server) -> None:
    """Without a copy beside, and without a swap; also when the store dies in between."""

    class Plain(dying(older, 2)):  # type: ignore[misc]
        def update(self, text: str, *, timeout_s: float | None = None) -> None:
            raise AssertionError(f"a swap: {text}, {timeout_s}")

    load(older, kind=Plain, in_place=True)
    assert whole(older)


def test_data_that_changed_since_a_load_broke_off_are_loaded_from_their_beginning(
    older: Server, tmp_path: Path
) -> None:
    """What had been sent of the others is gone."""
    source = tmp_path / "new/seeds.nt"
    source.parent.mkdir()
    source.write_bytes(SEEDS.read_bytes().replace(b"IL1B", b"IL1X"))

    class Failing(Client):
        def add(self, graph: str, triples: bytes) -> None:
            super().add(graph, triples)
            self.sent = getattr(self, "sent", 0) + 1
            if self.sent == CHUNKS - 1:
                raise RemoteError("enough")

    with pytest.raises(RemoteError, match="enough"):
        load(older, source, kind=Failing)
    source.write_bytes(SEEDS.read_bytes())
    assert load(older, source).resumed == 0
    assert whole(older)


def test_what_a_load_that_was_given_up_has_left_is_removed_by_the_next_one(older: Server, tmp_path: Path) -> None:
    """Of other data, into the same store."""

    class Failing(Client):
        def add(self, graph: str, triples: bytes) -> None:
            super().add(graph, triples)
            raise RemoteError("enough")

    with pytest.raises(RemoteError, match="enough"):
        load(older, SEEDS, kind=Failing)
    assert len(older.counts()) == 3
    (tmp_path / "other.nt").write_text("<urn:a> <urn:b> <urn:c> .\n")
    load(older, tmp_path / "other.nt")
    assert {*older.counts()} == {GRAPH, OTHER, GRAPH.replace("seeds", "other")}


def test_a_store_that_has_lost_what_it_took_gets_it_again(older: Server) -> None:
    """As one may that is killed before it has written all to the disk."""

    class Forgetful(Client):
        sent = 0

        def add(self, graph: str, triples: bytes) -> None:
            Forgetful.sent += 1
            if Forgetful.sent == 3:
                self.disturbed = True
                return
            super().add(graph, triples)

    load(older, kind=Forgetful)
    assert whole(older)


def test_a_store_that_holds_something_else_in_the_end_is_an_error(older: Server) -> None:
    """And the old graph stays."""

    class Lossy(Client):
        def add(self, graph: str, triples: bytes) -> None:
            super().add(graph, triples.partition(b"\n")[2])

    with pytest.raises(RemoteError, match=rf"found \d+ triples in .* instead of {len(GOLDEN)}"):
        load(older, kind=Lossy)
    assert older.counts() == {GRAPH: 1000, OTHER: 1}


def test_a_load_of_standard_input_that_went_wrong_can_be_repeated(older: Server) -> None:
    """Its chunks are gone from the store, and so they are from the journal."""

    class Lossy(Client):
        def add(self, graph: str, triples: bytes) -> None:
            super().add(graph, triples.partition(b"\n")[2])

    cargo = Cargo(sources=("-",), graph=GRAPH, format=N_TRIPLES)
    for kind in (Lossy, Client):
        with kind(older.address) as client, nullcontext() if kind is Client else pytest.raises(RemoteError):
            load_remote(cargo, client, Delivery(chunk_bytes=CHUNK), BytesIO(SEEDS.read_bytes()))
    assert whole(older)


def test_two_loads_into_one_store_are_noticed(server: Server, here: Command) -> None:
    """The second one says so at once."""
    with journal_of(server.address, "another"):
        ran = here("load", "seeds", server.address, "-q")
    assert (ran.code, ran.out) == (4, b"")
    assert "found another run that is writing it" in ran.talk


@pytest.mark.parametrize("left", [b'{"load": "x"}\n{"chu', b"\x00\x00\x00\x00\n", b"[]\n"])
def test_a_journal_of_no_use_is_begun_anew(left: bytes, server: Server, tmp_path: Path) -> None:
    """Its last line was cut when the machine went down, or worse."""
    path = tmp_path / f"state/pfocr-rdf/load-{digest(server.address.encode())}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(left)
    load(server)
    assert whole(server)
    assert not path.exists()


def test_a_journal_that_cannot_be_kept_ends_the_run(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is sent."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    with pytest.raises(OutputError, match="journal: found"):
        load(server)
    assert server.counts() == {OTHER: 1}


def test_an_address_where_nobody_answers_is_told_at_once(here: Command) -> None:
    """Nobody waits for two minutes because of a slip of the pen."""
    began = time.monotonic()
    ran = here("load", "seeds", "http://127.0.0.1:9", "-q")
    assert (ran.code, time.monotonic() - began < Manners().patience_s) == (5, True)
    assert "expected an answer; try another address" in ran.talk


def test_the_wait_for_a_store_is_told(older: Server, tmp_path: Path) -> None:
    """On standard error, unless one asks for silence."""
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path / "elsewhere")}
    command = [*COMMAND, "load", "-", older.address, "--input-format", "nt", "--graph", GRAPH, "--chunk-mib", "1"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        process.stdin.write(LONG[:1_500_000])
        process.stdin.flush()
        wait_until(lambda: has_begun(tmp_path / "elsewhere"))
        older.kill()
        process.stdin.write(LONG[1_500_000:])
        process.stdin.close()
        assert process.stdout is not None
        assert process.stderr is not None
        assert re.match(rb"the store is away .*; trying again in ", process.stderr.readline())
        older.launch()
        out = process.stdout.read()
    assert (process.returncode, out) == (0, f"{GRAPH}\t6000\n".encode())
