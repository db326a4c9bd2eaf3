"""A folder becomes a store in which graphs are replaced; until it does, and whatever happens, it is what it was."""

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from commands import COMMAND, ROOT, Command
from pyoxigraph import Quad, RdfFormat, Store, parse
from servers import wait_until

from pfocr_rdf.errors import OutputError
from pfocr_rdf.output import claimed
from pfocr_rdf.stores import folder as folders
from pfocr_rdf.stores.cargo import Cargo
from pfocr_rdf.stores.embedded import open_data
from pfocr_rdf.stores.folder import load_folder
from pfocr_rdf.stores.remote import Delivery, Loaded

SEEDS = ROOT / "tests/golden/seeds.nt"


OLD = "<urn:old> <urn:b> <urn:c> <https://pfocr.wikipathways.org/rdf/graph/{}>"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder that holds one statement in the graph ``seeds``, and one in another."""
    files = [tmp_path / f"{name}.nt" for name in ("seeds", "other")]
    for file in files:
        file.write_text("<urn:old> <urn:b> <urn:c> .\n")
    load(tmp_path / "store", *files)
    for file in files:
        file.unlink()
    return tmp_path / "store"


def load(place: Path, *sources: str | Path) -> Loaded:
    """Load in this process."""
    return load_folder(Cargo(sources=tuple(map(str, sources)), jobs=1), place, Delivery())


def held(place: Path) -> set[str]:
    """Lines of N-Quads."""
    return {str(quad) for quad in Store.read_only(str(place))}


def in_graph(path: Path, name: str) -> set[str]:
    """Lines of N-Quads that a file becomes."""
    graph = f"https://pfocr.wikipathways.org/rdf/graph/{name}"
    triples = parse(path=path, format=RdfFormat.N_TRIPLES)
    return {f"{str(quad).removesuffix('.').strip()} <{graph}>" for quad in triples}


def test_graphs_of_the_data_are_replaced_and_no_other(place: Path) -> None:
    """What was in the same graph is gone, and nothing is left beside the folder."""
    loaded = load(place, SEEDS)
    assert held(place) == in_graph(SEEDS, "seeds") | {OLD.format("other")}
    assert loaded.graphs == {"https://pfocr.wikipathways.org/rdf/graph/seeds": len(held(place)) - 1}
    assert [*place.parent.iterdir()] == [place]


def test_records_are_loaded_as_they_are_converted(place: Path) -> None:
    """Statement for statement, in the graphs of the model."""
    place = place.with_name("new")
    load(place, "seeds")
    golden = {str(quad) for quad in parse(path=SEEDS, format=RdfFormat.N_TRIPLES)}
    store = Store.read_only(str(place))
    assert {str(Quad(one.subject, one.predicate, one.object)) for one in store} == golden
    assert len({*store.named_graphs()}) == 3


def test_loading_twice_changes_nothing(place: Path) -> None:
    """Not even where there are blank nodes."""
    source = place.with_name("a.ttl")
    source.write_text("<urn:a> <urn:b> [ <urn:c> [] ] .")
    first = load(place, source)
    before = held(place)
    assert (load(place, source).graphs, held(place)) == (first.graphs, before)
    assert (first.blank_nodes, len(before)) == (2, 4)


def test_numbers_that_the_store_takes_for_one_are_no_loss(place: Path) -> None:
    """Oxigraph keeps the value, not its spelling; the count is that of the store."""
    source = place.with_name("numbers.ttl")
    source.write_text("<urn:a> <urn:b> 1.0, 1.00, 2, 02 .")
    assert [*load(place, source).graphs.values()] == [2]


def test_a_reader_of_the_old_store_goes_on_reading_it(place: Path) -> None:
    """It has the files open."""
    reader = open_data([place])
    assert len(reader.store) == 2
    load(place, SEEDS)
    assert len(reader.store) == 2
    assert len(open_data([place]).store) > 2


def test_there_is_always_a_whole_store(place: Path) -> None:
    """Whoever opens the folder while it is swapped finds the old one or the new one."""
    sizes: set[int] = set()
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            sizes.add(len(open_data([place]).store))

    reader = threading.Thread(target=look)
    reader.start()
    try:
        for source in (SEEDS, SEEDS, SEEDS):
            load(place, source)
    finally:
        done.set()
        reader.join()
    assert sizes <= {2, len(held(place))}


def test_folders_are_swapped_where_the_system_cannot_do_so_at_once(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other systems rename three times."""
    monkeypatch.setattr(folders, "_exchanged", lambda _, __: False)
    load(place, SEEDS)
    assert held(place) == in_graph(SEEDS, "seeds") | {OLD.format("other")}
    assert [*place.parent.iterdir()] == [place]


def test_data_that_break_off_leave_the_old_store(place: Path) -> None:
    """A file is no RDF at its end."""
    broken = place.with_name("broken.nt")
    broken.write_bytes(SEEDS.read_bytes() + b"nonsense\n")
    with pytest.raises(Exception, match="syntax"):
        load(place, broken)
    broken.unlink()
    assert held(place) == {OLD.format("seeds"), OLD.format("other")}
    assert [*place.parent.iterdir()] == [place]


def test_a_load_that_is_killed_leaves_the_old_store_and_the_next_one_cleans_up(place: Path) -> None:
    """Killed with half of the data read, out of a pipe that never ends."""
    before = held(place)
    command = [*COMMAND, "load", "-", str(place), "--input-format", "nt", "--graph", "urn:g"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        process.stdin.write(SEEDS.read_bytes())
        process.stdin.flush()
        wait_until(place.with_name(".store.part").exists)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert held(place) == before
    load(place, SEEDS)
    assert [*place.parent.iterdir()] == [place]


def test_two_loads_into_one_folder_are_noticed(place: Path, here: Command) -> None:
    """The second one says so, and the first is not disturbed."""
    with claimed(place.with_name(".store.lock"), place):
        ran = here("load", "seeds", place, "-q")
    assert (ran.code, ran.out) == (4, b"")
    assert "found another run that is writing it" in ran.talk


def test_a_server_that_has_the_folder_open_is_noticed(place: Path) -> None:
    """It would go on with the old store, and lose what it writes."""
    program = (
        "import sys, pyoxigraph; store = pyoxigraph.Store(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, place], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"
        with pytest.raises(OutputError, match="open for writing"):
            load(place, SEEDS)
        process.communicate()


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_is_no_store_is_not_replaced(kind: str, tmp_path: Path) -> None:
    """A folder with other files, or a file."""
    place = tmp_path / "store"
    kept = place / "thesis.txt" if kind == "folder" else place
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("years of work")
    with pytest.raises(OutputError, match="expected an Oxigraph folder or none"):
        load(place, SEEDS)
    assert kept.read_text() == "years of work"


def test_a_place_that_cannot_be_is_an_error_of_the_output(tmp_path: Path) -> None:
    """Exit code 4, with the reason."""
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="found File exists, expected a place"):
        load(tmp_path / "file/store", SEEDS)


def test_the_command_tells_graphs_and_triples(tmp_path: Path, here: Command) -> None:
    """On standard output, for programs; the sum on standard error."""
    ran = here("load", "seeds", tmp_path / "store")
    counts = dict(line.split("\t") for line in ran.out.decode().splitlines())
    assert (ran.code, len(counts)) == (0, 3)
    assert f"{sum(map(int, counts.values())):,} triples in 3 graphs, counted in the store" in ran.talk
    assert here("load", "seeds", tmp_path / "store", "--strict", "-q").code == 1


def test_a_progress_bar_is_shown_on_a_terminal_alone(tmp_path: Path) -> None:
    """It says what is being read; standard output stays what programs read."""
    ours, theirs = os.openpty()
    command = [*COMMAND, "load", str(SEEDS), str(tmp_path / "store")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        shown = all_shown(ours)
        out = process.communicate()[0]
    os.close(ours)
    assert SEEDS.name in shown
    assert "━" in shown
    assert (process.returncode, out) == (0, b"https://pfocr.wikipathways.org/rdf/graph/seeds\t2449\n")


def all_shown(terminal: int) -> str:
    """What is shown on a terminal until nobody has it open, as which Linux makes a failure of reading."""
    shown = bytearray()
    with suppress(OSError):
        while piece := os.read(terminal, 1 << 16):
            shown += piece
    return shown.decode()


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (("ftp://example.org/store",), "STORE: found 'ftp://example.org/store'"),
        (("http://[bad",), "STORE: found 'http://[bad'"),
        (("store", "--graph", "no iri"), "--graph: found 'no iri', expected an absolute IRI"),
    ],
)
def test_a_place_that_cannot_be_is_refused(arguments: tuple[str, ...], found: str, here: Command) -> None:
    """Before anything is read or made."""
    ran = here("load", "seeds", *arguments)
    assert ran.code == 2
    assert ran.talk.startswith(f"error: {found}")
    assert ran.talk.count("\n") == 1
