"""A query is answered whole or not at all, within its limits, and nothing of it stays behind."""

import csv
import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import ROOT
from pyoxigraph import NamedNode, Quad, QueryResultsFormat, QuerySolutions, RdfFormat, Store, parse, parse_query_results
from servers import wait_until

from pfocr_rdf.errors import EvaluationError, LimitError, QueryError
from pfocr_rdf.querying.evaluation import CSV, JSON, TSV, XML, Answer, Evaluator, Limits, Wanted
from pfocr_rdf.querying.gate import Permission
from pfocr_rdf.stores.embedded import Graphs, open_data

#: Both run for years and need no memory to do so; the engine begins the second one's answer at once.
COUNTED = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONCAT(STR(?a), STR(?d), STR(?g)) = '') }"

#: Holds millions of rows until the last is there.
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"

EVERYTHING = "SELECT * { ?s ?p ?o }"
TRIPLES_OF_SEEDS = 2449


@pytest.fixture(scope="module")
def evaluator() -> Iterator[Evaluator]:
    """The seeds, ready to be asked."""
    with Evaluator(open_data([ROOT / "seeds"])) as made:
        yield made


def whole(answer: Answer) -> bytes:
    """All of an answer."""
    with answer:
        return b"".join(answer)


def children(pid: int) -> list[int]:
    """The processes below one that are not dead yet."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = place.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(place.parent.name))
    return found


def gone(pid: int) -> bool:
    """Whether a process has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.mark.parametrize("media_type", [JSON, XML, TSV])
def test_solutions_come_in_the_media_type_that_is_wanted(media_type: str, evaluator: Evaluator) -> None:
    """All of them."""
    answer = evaluator.answer(EVERYTHING, Wanted(solutions=media_type))
    assert answer.media_type == media_type
    solutions = parse_query_results(whole(answer), QueryResultsFormat.from_media_type(media_type))
    assert isinstance(solutions, QuerySolutions)
    assert len(list(solutions)) == TRIPLES_OF_SEEDS


def test_solutions_come_as_csv(evaluator: Evaluator) -> None:
    """With a header."""
    rows = list(csv.reader(io.StringIO(whole(evaluator.answer(EVERYTHING, Wanted(solutions=CSV))).decode())))
    assert (sorted(rows[0]), len(rows)) == (["o", "p", "s"], TRIPLES_OF_SEEDS + 1)


def test_triples_come_in_the_media_type_that_is_wanted(evaluator: Evaluator) -> None:
    """As Turtle, with our prefixes."""
    answer = evaluator.answer("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", Wanted(triples="text/turtle"))
    assert answer.media_type == "text/turtle"
    content = whole(answer)
    assert b"@prefix schema: <https://schema.org/> ." in content
    assert len(list(parse(content, RdfFormat.TURTLE))) == TRIPLES_OF_SEEDS


@pytest.mark.parametrize(("text", "answered"), [("ASK { ?s ?p ?o }", b"true"), ("ASK { ?s ?p 'no' }", b"false")])
def test_a_yes_or_no_comes_in_the_media_type_of_solutions(text: str, answered: bytes, evaluator: Evaluator) -> None:
    """As SPARQL 1.1 has it."""
    assert b'"boolean":' + answered in whole(evaluator.answer(text))


def test_graphs_can_be_chosen(tmp_path: Path) -> None:
    """As the protocol's default-graph-uri does."""
    (tmp_path / "a.nq").write_text('<urn:s> <urn:p> "1" <urn:g> .\n<urn:s> <urn:p> "2" .\n')
    with Evaluator(open_data([tmp_path / "a.nq"])) as made:
        assert (
            whole(made.answer("ASK { ?s ?p '2' }", graphs=Graphs(default=("urn:g",)))) == b'{"head":{},"boolean":false}'
        )


def test_a_folder_is_asked_where_it_is(tmp_path: Path) -> None:
    """Each child opens it for itself."""
    store = Store(str(tmp_path / "store"))
    store.add(Quad(NamedNode("urn:s"), NamedNode("urn:p"), NamedNode("urn:o"), NamedNode("urn:g")))
    store.flush()
    del store
    with Evaluator(open_data([tmp_path / "store"])) as made:
        for _ in range(3):
            assert b'"boolean":true' in whole(made.answer("ASK { <urn:s> <urn:p> <urn:o> }"))


@pytest.mark.parametrize("text", [COUNTED, ENDLESS])
def test_a_query_out_of_time_is_ended(text: str, evaluator: Evaluator) -> None:
    """With an error of its own, and no process left."""
    with pytest.raises(LimitError, match=r"^query: found no end within 0\.2 seconds, .* try more time") as caught:
        whole(evaluator.answer(text, limits=Limits(seconds=0.2)))
    assert caught.value.exit_code == 6
    assert children(evaluator._keeper) == []


def test_a_query_out_of_time_is_ended_in_the_middle_of_its_answer(evaluator: Evaluator) -> None:
    """What came before is no answer."""
    text = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    came: list[bytes] = []
    with evaluator.answer(text) as answer:
        came.append(next(iter(answer)))
        answer._left = 0.5
        with pytest.raises(LimitError):
            came.extend(answer)
    assert came[0]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process")
def test_a_query_out_of_memory_is_ended(evaluator: Evaluator) -> None:
    """Long before the machine suffers."""
    with pytest.raises(LimitError, match=r"found no end within 64 MiB, expected an answer; try more memory"):
        whole(evaluator.answer(GREEDY, limits=Limits(seconds=120, memory_mib=64)))
    assert children(evaluator._keeper) == []


def test_an_answer_that_is_left_ends_its_process(evaluator: Evaluator) -> None:
    """As when a client goes away."""
    with evaluator.answer(ENDLESS):
        assert len(children(evaluator._keeper)) == 1
    assert children(evaluator._keeper) == []


def test_time_in_which_nobody_reads_is_not_counted(evaluator: Evaluator) -> None:
    """Somebody may page through an answer."""
    wide = "SELECT * { ?s ?p ?o . ?a <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ?c } LIMIT 20000"
    with evaluator.answer(wide) as answer:
        blocks = iter(answer)
        next(blocks)
        answer._left = 3.0
        time.sleep(3.5)
        assert sum(map(len, blocks)) > 1 << 20


def test_several_queries_are_answered_at_once(evaluator: Evaluator) -> None:
    """From several threads, while another runs out of time."""
    answers: list[bytes] = []

    def ask() -> None:
        answers.append(whole(evaluator.answer("ASK { ?s ?p ?o }")))

    with evaluator.answer(ENDLESS):
        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == [b'{"head":{},"boolean":true}'] * 8


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT * { ?s ?p }", r"^query:1:19: found an error, expected one of .{,200}…?; try correcting the syntax$"),
        ("ASK { ?s no:p ?o }", r"^query:1:10: found no:p, .*; try PREFIX no: <\.\.\.> in the first line$"),
        (
            "CHOOSE * { ?s ?p ?o }",
            r"^query:1:1: found CHOOSE, expected SPARQL 1\.1; try a query that begins with SELECT",
        ),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", r"query:1:12: found SERVICE <http"),
    ],
)
def test_what_is_no_query_is_told_before_any_answer(text: str, said: str, evaluator: Evaluator) -> None:
    """As wrong usage."""
    with pytest.raises(QueryError, match=said) as caught:
        evaluator.answer(text)
    assert caught.value.exit_code == 2


def test_a_service_that_fails_fails_the_query(evaluator: Evaluator) -> None:
    """And is no empty answer."""
    address = "http://127.0.0.1:1/sparql"
    with pytest.raises(EvaluationError, match=r"^query: found ") as caught:
        whole(
            evaluator.answer(
                f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}", permission=Permission(frozenset({address}))
            )
        )
    assert caught.value.exit_code == 3


def test_an_engine_that_ends_suddenly_gave_no_answer(evaluator: Evaluator) -> None:
    """Whoever ended it."""
    with evaluator.answer(ENDLESS, limits=Limits(memory_mib=None)) as answer:
        os.kill(children(evaluator._keeper)[0], signal.SIGTERM)
        with pytest.raises(EvaluationError, match=r"found the engine's sudden end \(-15\), expected an answer"):
            list(answer)


def test_closing_ends_everything() -> None:
    """The keeper, and queries that still run."""
    made = Evaluator(open_data([ROOT / "seeds"]))
    keeper = made._keeper
    with made.answer(ENDLESS):
        child = children(keeper)[0]
        made.close()
    wait_until(lambda: gone(keeper) and gone(child))


ORPHAN = """
import sys, time
from pfocr_rdf.querying.evaluation import Evaluator
from pfocr_rdf.stores.embedded import open_data
made = Evaluator(open_data(["seeds"]))
made.answer(sys.argv[1])
print(made._keeper, flush=True)
time.sleep(600)
"""


def test_a_process_that_is_killed_leaves_nothing_running() -> None:
    """Not even when it has no moment to clean up."""
    command = [sys.executable, "-c", ORPHAN, ENDLESS]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        keeper = int(process.stdout.readline())
        child = children(keeper)[0]
        process.kill()
    wait_until(lambda: gone(child) and gone(keeper))
