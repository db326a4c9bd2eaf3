"""Data that are replaced while they are read."""

import concurrent.futures
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pyoxigraph
import pytest
from commands import run
from serving import Service, descendants, serving, until

from pfocr_rdf.serve.lanes import QUICK_PLACES
from pfocr_rdf.serve.versions import RESERVE

TRIPLES = 200
WHICH = "SELECT ?version (COUNT(*) AS ?n) { ?s <urn:version> ?version } GROUP BY ?version"


def write(path: Path, version: int) -> None:
    """Put a version where the last one was, in one step."""
    part = path.with_suffix(".part")
    part.write_text("".join(f'<urn:s{n}> <urn:version> "{version}" .\n' for n in range(TRIPLES)))
    part.replace(path)


def seen(service: Service) -> tuple[int, str]:
    """The one version that a query sees, all of it, and the tag that it has."""
    answer = service.ask(WHICH)
    assert answer.status_code == 200, answer.text
    ((version, count),) = [(row["version"]["value"], row["n"]["value"]) for row in answer.json()["results"]["bindings"]]
    assert int(count) == TRIPLES
    return int(version), answer.headers["etag"]


@contextmanager
def read_all_the_time(service: Service) -> Iterator[list[tuple[int, str]]]:
    """What three clients see, in the order in which they do, until the block is left.

    No read may fail, and no page that a fourth reads meanwhile.
    """
    stop = threading.Event()
    found: list[tuple[int, str]] = []

    def read() -> None:
        while not stop.is_set():
            found.append(seen(service))

    def read_pages() -> None:
        while not stop.is_set():
            assert service.get("/search?q=TNF").status_code == 200

    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        readers = [threads.submit(one) for one in (read, read, read, read_pages)]
        try:
            yield found
        finally:
            stop.set()
    for reader in readers:
        reader.result()


def sees(found: list[tuple[int, str]], version: int) -> bool:
    """Whether that version is what was seen last."""
    return bool(found) and found[-1][0] == version


def test_a_file_is_replaced_under_load_with_no_failed_read(tmp_path: Path) -> None:
    """Three times, as --watch sees it; tags change with the data, and the old versions' processes go."""
    path = tmp_path / "graph.nt"
    write(path, 0)
    with serving(path, "--watch") as service:
        with read_all_the_time(service) as found:
            assert until(partial(sees, found, 0))
            for version in (1, 2, 3):
                write(path, version)
                assert until(partial(sees, found, version))
        assert until(lambda: len(descendants(service.process.pid)) <= 1 + RESERVE + QUICK_PLACES)
    assert {version for version, _ in found} == {0, 1, 2, 3}
    assert len({tag for _, tag in found}) == 4


def test_a_hangup_opens_the_data_again(tmp_path: Path) -> None:
    """As servers do, whether anything has changed or not."""
    path = tmp_path / "graph.nt"
    write(path, 0)
    with serving(path) as service:
        write(path, 1)
        assert seen(service)[0] == 0
        service.process.send_signal(signal.SIGHUP)
        assert until(lambda: seen(service)[0] == 1)


def test_data_that_cannot_be_read_change_nothing(tmp_path: Path) -> None:
    """The old are served on, and the reason is told."""
    path = tmp_path / "graph.nt"
    write(path, 0)
    with serving(path) as service:
        path.write_text("this is no graph\n")
        service.process.send_signal(signal.SIGHUP)
        assert until(lambda: any("graph.nt" in line and "error" in line for line in service.said))
        assert seen(service)[0] == 0


def build(folder: Path, version: int) -> None:
    """An on-disk store."""
    store = pyoxigraph.Store(folder)
    name = pyoxigraph.NamedNode("urn:version")
    quads = [
        pyoxigraph.Quad(pyoxigraph.NamedNode(f"urn:s{n}"), name, pyoxigraph.Literal(str(version)))
        for n in range(TRIPLES)
    ]
    store.bulk_extend(quads)
    store.flush()


def by_another_folder(place: Path) -> None:
    """The folder gets the name of the old one, which is removed."""
    build(place.with_name("next"), 1)
    place.rename(place.with_name("old"))
    place.with_name("next").rename(place)
    for file in place.with_name("old").iterdir():
        file.unlink()


def by_a_writer(place: Path) -> None:
    """The store is written to while it is served."""
    store = pyoxigraph.Store(place)
    store.clear()
    del store
    build(place, 1)
    pyoxigraph.Store(place).optimize()


@pytest.mark.parametrize("replace", [by_another_folder, by_a_writer])
def test_a_store_is_replaced_under_load_with_no_failed_read(replace: Callable[[Path], None], tmp_path: Path) -> None:
    """Whatever becomes of its files, what is served stays whole."""
    place = tmp_path / "store"
    build(place, 0)
    with serving(place) as service, read_all_the_time(service) as found:
        replace(place)
        count = len(found)
        assert until(lambda: len(found) > count + 20)
        assert found[-1][0] == 0
        service.process.send_signal(signal.SIGHUP)
        assert until(lambda: sees(found, 1))
    assert {version for version, _ in found} == {0, 1}


def test_what_cannot_be_opened_ends_the_command(tmp_path: Path) -> None:
    """With the exit code and the words of every other command."""
    ran = run("serve", tmp_path / "none.nt", "--port", "0")
    assert ran.code == 3
    assert ran.talk.startswith("error: ")
    assert "none.nt" in ran.talk
