"""What a query may use, and what becomes of those that want more."""

import concurrent.futures
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest
from serving import CLIENT, PATIENCE_S, SPARQL, Service, descendants, serving, state, until

from pfocr_rdf.serve.runs import LONG_NICENESS
from pfocr_rdf.serve.versions import RESERVE

#: The time of a query where it is to run out, which is plenty for a look-up on a busy machine; and where it is not.
SECONDS, AMPLE_SECONDS = 4.0, 600.0
TRIPLES = 2000
COUNT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HOARD = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a"
LOOK_UP = "SELECT ?o { <urn:s7> ?p ?o }"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """So many triples that three patterns without a link between them never end."""
    path = tmp_path_factory.mktemp("graph") / "graph.nt"
    path.write_text("".join(f'<urn:s{n}> <urn:p> "{n}" .\n' for n in range(TRIPLES)))
    return path


@pytest.fixture(scope="module")
def service(graph: Path) -> Iterator[Service]:
    """The service with little time and memory for each query."""
    with serving(graph, "--timeout-seconds", str(SECONDS), "--memory-mib", "64", "--workers", "1") as running:
        assert running.ask(LOOK_UP).status_code == 200
        yield running


@pytest.fixture(scope="module")
def patient(graph: Path) -> Iterator[Service]:
    """The service with all the time for each query, for one long one at a time."""
    limits = ("--timeout-seconds", str(AMPLE_SECONDS), "--memory-mib", "64", "--workers", "1", "--queue", "0")
    with serving(graph, *limits) as running:
        yield running


def niceness(process: int) -> int | None:
    """How far a process stands back behind others; nothing if it is gone."""
    if state(process) in {"", "Z"}:
        return None
    with suppress(ProcessLookupError):  # it has ended meanwhile
        return os.getpriority(os.PRIO_PROCESS, process)
    return None


def long_ones(service: Service) -> list[int]:
    """Processes of the service that are at long queries."""
    return [pid for pid in descendants(service.process.pid) if niceness(pid) == LONG_NICENESS]


@contextmanager
def asked(service: Service) -> Iterator[int]:
    """A client who asks what takes for ever, and goes away with the block; the process that computes it."""
    with socket.create_connection(service.place) as client:
        client.sendall(f"GET {SPARQL}?query={quote(COUNT)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert until(lambda: len(long_ones(service)) == 1)
        yield long_ones(service)[0]
    assert until(lambda: not long_ones(service))


def computing(service: Service) -> list[int]:
    """Processes of the service that want a processor, or stand still in the middle of something."""
    return [pid for pid in descendants(service.process.pid) if state(pid) in {"R", "T"}]


def test_fifty_runaway_queries_all_end_while_look_ups_are_answered(service: Service) -> None:
    """Each by its time, or at once where too many wait; benchmarks/runaways.py has the times."""
    with concurrent.futures.ThreadPoolExecutor(51) as threads:
        runaways = [threads.submit(service.ask, f"{(COUNT, HOARD)[n % 2]} # {n}") for n in range(50)]
        answers = 0
        while not all(one.done() for one in runaways):
            assert len(service.ask(LOOK_UP).json()["results"]["bindings"]) == 1
            answers += 1
        ended = [one.result() for one in runaways]
    assert answers > 1
    assert {one.status_code for one in ended} <= {500, 503, 504}
    assert all(int(one.headers["retry-after"]) > 0 for one in ended if one.status_code == 503)
    assert until(lambda: not computing(service))
    assert until(lambda: len(descendants(service.process.pid)) < 40)


def test_a_long_query_lets_all_else_go_first(patient: Service) -> None:
    """By its priority, which Linux looks at within a session alone."""
    own = patient.process.pid
    with asked(patient) as long_one:
        assert until(lambda: {niceness(pid) for pid in {own, *descendants(own)} - {long_one}} - {None} == {0})
        assert os.getsid(long_one) == os.getsid(own)


def test_a_query_out_of_time_says_so(service: Service) -> None:
    """As a problem, and not before its time."""
    began = time.monotonic()
    answer = service.ask(COUNT)
    assert SECONDS <= time.monotonic() - began < SECONDS + 60
    assert (answer.status_code, answer.json()["type"]) == (504, "urn:pfocr-rdf:problem:out-of-time")


def test_a_query_out_of_memory_says_so(patient: Service) -> None:
    """And costs nobody else anything."""
    answer = patient.ask(HOARD)
    assert (answer.status_code, answer.json()["type"]) == (500, "urn:pfocr-rdf:problem:out-of-memory")
    assert patient.ask(LOOK_UP).status_code == 200


def test_a_full_queue_is_told_with_a_time_to_come_again(patient: Service) -> None:
    """One runs, none may wait."""
    with asked(patient) as long_one:
        answers = [patient.ask(f"{COUNT} # {n}") for n in range(3)]
        assert long_ones(patient) == [long_one]
    assert [one.status_code for one in answers] == [503] * 3
    assert all(0 < int(one.headers["retry-after"]) <= AMPLE_SECONDS for one in answers)


def test_a_query_that_nobody_waits_for_ends(patient: Service) -> None:
    """Long before its time."""
    began = time.monotonic()
    with asked(patient):
        pass
    assert time.monotonic() - began < AMPLE_SECONDS / 2


@pytest.mark.parametrize("header", ["application/sparql-query", "application/x-www-form-urlencoded"])
def test_a_query_of_10_megabytes_is_cut_off(header: str, service: Service) -> None:
    """Whether it says how long it is or not."""
    body = b"query=ASK+%7B%7D+%23" + b"x" * 10_000_000

    def pieces() -> Iterator[bytes]:
        for start in range(0, len(body), 1 << 16):
            yield body[start : start + (1 << 16)]

    for content in (body, pieces()):
        try:
            answer = CLIENT.post(service.address + SPARQL, content=content, headers={"Content-Type": header})
        except (httpx2.NetworkError, httpx2.RemoteProtocolError):  # cut off before it could read the answer
            continue
        assert (answer.status_code, answer.headers["connection"]) == (413, "close")
    assert service.ask(LOOK_UP).status_code == 200


def test_an_address_without_end_is_cut_off(service: Service) -> None:
    """Its query would be too long anyway."""
    with socket.create_connection(service.place, PATIENCE_S) as client:
        with suppress(ConnectionError):  # cut off in the middle
            for _ in range(100):
                client.sendall(b"GET /sparql?query=" + b"x" * 65536)
        with suppress(ConnectionResetError):
            assert client.recv(100).startswith(b"HTTP/1.1 400 ")
    assert service.ask(LOOK_UP).status_code == 200


def test_a_worker_that_is_killed_is_no_answer(patient: Service) -> None:
    """The client hears of a failure, never of an empty or a short result."""
    with concurrent.futures.ThreadPoolExecutor(1) as threads:
        answer = threads.submit(patient.ask, COUNT)
        assert until(lambda: bool(long_ones(patient)))
        for pid in long_ones(patient):
            os.kill(pid, signal.SIGKILL)
        assert answer.result().status_code == 500


def test_the_service_opens_its_data_again(graph: Path) -> None:
    """Should the process that has them open be killed."""
    with serving(graph) as service:
        assert until(lambda: len(descendants(service.process.pid)) > RESERVE)
        before = descendants(service.process.pid)
        nursery = next(pid for pid in before if descendants(pid))
        os.kill(nursery, signal.SIGKILL)
        assert until(lambda: not before & descendants(service.process.pid))
        assert until(lambda: service.ask(LOOK_UP).status_code == 200)


def test_nothing_is_left_when_the_service_ends(graph: Path) -> None:
    """No process, whatever it was doing, and no file."""
    with serving(graph, "--workers", "2") as service, concurrent.futures.ThreadPoolExecutor(4) as threads:
        for number in range(4):
            threads.submit(_tried, service, f"{COUNT} # {number}")
        assert until(lambda: len(computing(service)) > 1)
        started = descendants(service.process.pid)
        service.process.terminate()
    assert until(lambda: all(state(pid) in {"", "Z"} for pid in started))


def test_no_process_survives_the_service(graph: Path) -> None:
    """Not even where it has no time to end them."""
    with serving(graph, ends_with={-signal.SIGKILL}) as service, concurrent.futures.ThreadPoolExecutor(4) as threads:
        for number in range(4):
            threads.submit(_tried, service, f"{COUNT} # {number}")
        assert until(lambda: len(computing(service)) > 1)
        started = descendants(service.process.pid)
        service.process.kill()
        assert until(lambda: all(state(pid) in {"", "Z"} for pid in started))


def _tried(service: Service, query: str) -> None:
    try:
        service.ask(query)
    except httpx2.HTTPError:
        return
