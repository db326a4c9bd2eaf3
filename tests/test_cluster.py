"""A Dask cluster of worker processes does what the processes here do, and outlives one of its workers."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import Command
from distributed import Client, LocalCluster
from made_papers import FIGURES, files
from records import tree
from servers import PATIENCE_S
from test_workers import dying

from pfocr_rdf import chunks
from pfocr_rdf.cluster import dask_crew
from pfocr_rdf.errors import InputError, RemoteError
from pfocr_rdf.pipeline import Options, convert
from pfocr_rdf.workers import WorkerError, workers


@pytest.fixture(scope="module")
def shared() -> Iterator[LocalCluster]:
    """Two worker processes and a scheduler, which starts a worker anew when it dies."""
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as cluster:
        yield cluster


@pytest.fixture
def cluster(shared: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalCluster]:
    """Both workers there, before and after, whatever becomes of them meanwhile; nobody loses patience."""
    monkeypatch.setattr("pfocr_rdf.cluster.TIMEOUT_SECONDS", PATIENCE_S)
    with Client(shared.scheduler_address, set_as_default=False, timeout=PATIENCE_S) as client:
        client.wait_for_workers(2, timeout=PATIENCE_S)
        yield shared
        client.wait_for_workers(2, timeout=PATIENCE_S)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of some chunks."""
    monkeypatch.setattr(chunks, "CHUNK_RECORDS", 2)
    return tree(tmp_path / "db", files(FIGURES))


def pids(cluster: LocalCluster) -> set[int]:
    """The worker processes of a cluster."""
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        return set(client.run(os.getpid).values())


@pytest.mark.parametrize("name", ["out.ttl", "out.jsonld"])
def test_a_cluster_writes_the_same_bytes(name: str, checkout: Path, cluster: LocalCluster) -> None:
    """As the processes of this machine do."""
    convert(checkout, checkout.parent / name, Options(jobs=2))
    with dask_crew(cluster.scheduler_address) as crew:
        summary = convert(checkout, checkout.parent / f"crew-{name}", Options(crew=crew))
    assert summary.tally.figures == FIGURES
    assert (checkout.parent / f"crew-{name}").read_bytes() == (checkout.parent / name).read_bytes()


def test_a_worker_that_dies_in_the_middle_costs_nothing(checkout: Path, cluster: LocalCluster) -> None:
    """Its work is done again by the other one, or by the one that takes its place."""
    convert(checkout, checkout.parent / "a.nt", Options(jobs=1))
    victim = min(pids(cluster))
    killed: list[int] = []

    def kill_one(done: int, total: int) -> None:
        if not killed:
            os.kill(victim, signal.SIGKILL)
            killed.append(total - done)

    with dask_crew(cluster.scheduler_address) as crew:
        convert(checkout, checkout.parent / "b.nt", Options(crew=crew), progress=kill_one)
    assert killed[0] > 0
    assert (checkout.parent / "b.nt").read_bytes() == (checkout.parent / "a.nt").read_bytes()


def test_sources_that_a_machine_does_not_see_end_the_run(checkout: Path, cluster: LocalCluster) -> None:
    """Each record would count as unreadable, and the document would lack it."""

    def moved(state: bytes) -> bytes:
        checkout.rename(checkout.parent / "elsewhere")
        return state

    with dask_crew(cluster.scheduler_address) as crew:
        blind = Options(crew=crew._replace(share=moved))
        with pytest.raises(InputError, match="expected the sources; try a folder that all machines share"):
            convert(checkout, checkout.parent / "a.nt", blind)
    assert not (checkout.parent / "a.nt").exists()


def test_work_that_kills_every_worker_is_named(tmp_path: Path, cluster: LocalCluster) -> None:
    """After some attempts, in case it was not its fault."""
    with (
        dask_crew(cluster.scheduler_address) as crew,
        pytest.raises(WorkerError, match=r"^piece 7: found the sudden end"),
        workers(dying, (tmp_path, 99), 0, crew=crew, named=lambda number: f"piece {number}") as work,
    ):
        list(work([7]))


def test_no_scheduler_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one line, after some seconds at most."""
    monkeypatch.setattr("pfocr_rdf.cluster.TIMEOUT_SECONDS", 1)
    with pytest.raises(RemoteError, match=r"^--scheduler tcp://127\.0\.0\.1:9: found"), dask_crew("tcp://127.0.0.1:9"):
        pass


@pytest.mark.parametrize("address", ["nowhere", "tcp://nowhere", "nosuch://127.0.0.1:9"])
def test_what_is_no_address_is_told_at_once(address: str, here: Command) -> None:
    """In one line, as wrong usage; nothing waits for a client that never had a scheduler."""
    ran = here("convert", "seeds", "-o", "-", "-f", "turtle", "--scheduler", address)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.talk.startswith(f"error: --scheduler {address}: found ")
    assert ran.talk.count("\n") == 1


def test_a_cluster_without_workers_is_told() -> None:
    """It would wait for ever."""
    with (
        LocalCluster(n_workers=0, processes=False, dashboard_address=":0") as empty,
        pytest.raises(RemoteError, match="found no workers, expected one"),
        dask_crew(empty.scheduler_address),
    ):
        pass
