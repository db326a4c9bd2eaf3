"""What differs between two releases: resource by resource, and as what makes the new one of the old one."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from commands import Command
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store
from records import GENES, IL1B, record, table, tree
from strategies import FIGURES

import pfocr_rdf
from pfocr_rdf.comparing.buckets import graph_of
from pfocr_rdf.record import Figure

ONE, TWO, THREE = "PMC1__f1", "PMC2__f1", "PMC3__f1"
BASE = "https://pfocr.wikipathways.org/figures/"


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two checkouts: one figure stays, one has another title, one goes, one comes."""
    folder = tmp_path_factory.mktemp("releases")
    old = {**record(ONE), **record(TWO), **record(THREE)}
    new = {**record(ONE), **record(TWO, {"figtitle": "Another title"}), **record("PMC4__f1")}
    return tree(folder / "old", old), tree(folder / "new", new)


def test_resources_are_added_removed_and_changed(releases: tuple[Path, Path], here: Command) -> None:
    """A figure with its picture is one; so is its paper."""
    ran = here("diff", *releases, "--format", "tsv")
    assert ran.code == 0
    assert [line.split("\t") for line in ran.out.decode().splitlines() if line.startswith("figure\t")] == [
        ["figure", "added", f"{BASE}PMC4__f1.html", "23", "0"],
        ["figure", "changed", f"{BASE}{TWO}.html", "1", "1"],
        ["figure", "removed", f"{BASE}{THREE}.html", "0", "23"],
    ]


def test_the_table_counts_both_sides(releases: tuple[Path, Path], here: Command) -> None:
    """And names the first of each."""
    text = here("diff", *releases).out.decode()
    assert re.search(r"^figure +3 +3 +1 +1 +1$", text, re.MULTILINE)
    assert re.search(r"^paper +3 +3 +1 +1$", text, re.MULTILINE)
    assert f"figure, changed:\n  {BASE}{TWO}.html\n" in text


def test_json_has_counts_and_resources(releases: tuple[Path, Path], here: Command) -> None:
    """For programs."""
    found = json.loads(here("diff", *releases, "--format", "json").out)
    assert found["changes"]["figure"] == {"added": 1, "removed": 1, "changed": 1}
    assert (found["old"]["figure"], found["new"]["figure"]) == (3, 3)
    assert sum(one["statements_added"] for one in found["resources"]) == found["statements"]["added"]


def test_the_same_is_no_difference(releases: tuple[Path, Path], here: Command) -> None:
    """Nothing is listed."""
    assert here("diff", releases[0], releases[0], "--format", "tsv").out.count(b"\n") == 1


def exported(sources: Sequence[Path], folder: Path, ending: str) -> list[Path]:
    """A graph of each source."""
    targets = [folder / f"{number}{ending}" for number in range(len(sources))]
    for source, target in zip(sources, targets, strict=True):
        pfocr_rdf.convert([source], target)
    return targets


@pytest.mark.parametrize("ending", [".ttl", ".nt.gz", ".rdf", ".jsonld.zst"])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_form_of_an_export_makes_no_difference(
    ending: str, jobs: str, releases: tuple[Path, Path], tmp_path: Path, here: Command
) -> None:
    """Nor does the number of processes: the same bytes."""
    graphs = exported(releases, tmp_path, ending)
    expected = here("diff", *releases, "--format", "patch", "-j", "1").out
    assert here("diff", *graphs, "--format", "patch", "-j", jobs).out == expected


@pytest.mark.parametrize("ending", [".nt", ".nq"])
def test_the_update_makes_the_new_of_the_old(
    ending: str, releases: tuple[Path, Path], tmp_path: Path, here: Command
) -> None:
    """In named graphs too."""
    old, new = exported(releases, tmp_path, ending)
    store = loaded(old)
    store.update(here("diff", old, new, "--format", "update").out.decode())
    assert {*store} == {*loaded(new)}


def loaded(graph: Path) -> Store:
    """A store that holds a graph."""
    store = Store()
    store.load(path=str(graph), format=RdfFormat.from_extension(graph.suffix[1:]))
    return store


def patched(statements: set[str], patch: str) -> set[str]:
    """Statements after an RDF Patch, which takes away only what is there, and adds only what is not."""
    lines = split(patch)
    assert (lines[0], lines[-1]) == ("TX .\n", "TC .\n")
    for line in lines[1:-1]:
        statement = line[2:]
        assert (statement in statements) is line.startswith("D ")
        statements = statements ^ {statement}
    return statements


@given(st.lists(FIGURES, max_size=3), st.lists(FIGURES, max_size=3))
@settings(max_examples=15, phases=[Phase.generate])
def test_a_patch_makes_any_graph_of_any_other(
    tmp_path_factory: pytest.TempPathFactory, old: list[Figure], new: list[Figure]
) -> None:
    """Whatever is in the records."""
    from pfocr_rdf.comparing.reports import write_patch  # noqa: PLC0415 - keeps the start of the suite quick
    from pfocr_rdf.comparing.run import Comparison, compared  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("graphs")
    for name, figures in (("old", old), ("new", new)):
        pfocr_rdf.write(figures, folder / f"{name}.nt")
    with (
        compared(folder / "old.nt", folder / "new.nt", Comparison(jobs=1)) as buckets,
        (folder / "patch").open("w", encoding="utf-8", newline="\n") as stream,
    ):
        write_patch(buckets, stream)
    before, after, patch = ((folder / name).read_text("utf-8") for name in ("old.nt", "new.nt", "patch"))
    assert patched({*split(before)}, patch) == {*split(after)}


def split(text: str) -> list[str]:
    """Lines of N-Triples; other characters that Python takes for line ends are content."""
    return [line + "\n" for line in text.split("\n") if line]


@pytest.mark.parametrize(("percent", "code"), [("34%", 0), ("33", 1)])
def test_the_guard_lets_changes_through_up_to_a_share(
    percent: str, code: int, releases: tuple[Path, Path], tmp_path: Path, here: Command
) -> None:
    """One figure of three is 33.3 %."""
    fewer = tree(tmp_path / "fewer", {**record(ONE), **record(TWO)})
    ran = here("diff", releases[0], fewer, "--guard", percent, "-q")
    assert ran.code == code
    assert ("guard: figure: found 2 after 3 (-33.3 %)" in ran.talk) is bool(code)


def test_the_guard_tells_which_query_lost_its_rows(tmp_path: Path, here: Command) -> None:
    """Though nothing shrank much: the one link to a network went."""
    links = {"ndex": "ee8a08e7-de8d-11ea-99da-0ac135e8bacf"}
    genes = table(GENES, IL1B)
    old = tree(tmp_path / "old", {**record(ONE, links, genes=genes), **record(TWO), **record(THREE)})
    new = tree(tmp_path / "new", {**record(ONE, genes=genes), **record(TWO), **record(THREE)})
    ran = here("diff", old, new, "--guard", "50%", "-q")
    assert ran.code == 1
    expected = "found no row after some, expected some; try 'pfocr-rdf query networks-of-genes' on both"
    assert f"guard: query networks-of-genes: {expected}\n" in ran.talk
    assert here("diff", new, old, "--guard", "50%", "-q").code == 0


def test_the_guard_reads_twice(releases: tuple[Path, Path], here: Command) -> None:
    """So that standard input will not do."""
    ran = here("diff", releases[0], "-", "--guard", "5%")
    assert (ran.code, ran.talk) == (2, "error: --guard: found '-', expected what can be read again; try a file\n")


@pytest.mark.parametrize("text", ["five", "-1", "nan", "inf", ""])
def test_a_guard_is_a_number(text: str, releases: tuple[Path, Path], here: Command) -> None:
    """Told before anything is read."""
    ran = here("diff", *releases, "--guard", text)
    assert (ran.code, ran.talk) == (2, f"error: --guard: found {text!r}, expected per cent; try 5%\n")


def test_blank_nodes_cannot_be_compared(tmp_path: Path, here: Command) -> None:
    """Named with the file."""
    (tmp_path / "a.nt").write_text('<http://a> <http://b> "_:c" .\n')
    (tmp_path / "b.nt").write_text("<http://a> <http://b> _:c .\n")
    assert here("diff", tmp_path / "a.nt", tmp_path / "a.nt").code == 0
    ran = here("diff", tmp_path / "a.nt", tmp_path / "b.nt")
    assert (ran.code, ran.talk.count("\n")) == (3, 1)
    assert "b.nt: graph: found a blank node" in ran.talk


@pytest.mark.parametrize("ending", [".nt", ".nq"])
def test_nothing_is_compared_with_anything(
    ending: str, releases: tuple[Path, Path], tmp_path: Path, here: Command
) -> None:
    """An empty file has no graphs, and lacks none."""
    (graph,) = exported(releases[:1], tmp_path, ending)
    empty = tmp_path / f"empty{ending}"
    empty.touch()
    assert here("diff", empty, graph, "--format", "patch").out.count(b"\nA <") == len(graph.read_bytes().splitlines())
    assert here("diff", empty, empty, "--format", "patch").out == b"TX .\nTC .\n"


def test_a_file_that_is_not_there_is_told(releases: tuple[Path, Path], here: Command) -> None:
    """In words, not as Python puts it."""
    ran = here("diff", releases[0], "gone.nt")
    expected = "found No such file or directory, expected a readable file; try checking it"
    assert (ran.code, ran.talk) == (3, f"error: gone.nt: source: {expected}\n")


def test_graphs_on_one_side_only_are_refused(releases: tuple[Path, Path], tmp_path: Path, here: Command) -> None:
    """Everything would differ."""
    (triples,), (quads,) = (exported(releases[:1], tmp_path, ending) for ending in (".nt", ".nq"))
    ran = here("diff", triples, quads)
    assert (ran.code, ran.talk.count("\n")) == (2, 1)
    assert "found no named graphs, expected some" in ran.talk


@pytest.mark.parametrize(
    ("statement", "graph"),
    [
        (b"<http://a> <http://b> <http://c> .\n", None),
        (b"<http://a> <http://b> <http://c> <http://g> .\n", b"<http://g>"),
        (b'<http://a> <http://b> "<x> <y> ."@en .\n', None),
        (b'<http://a> <http://b> "c\\" <x>"^^<http://d> .\n', None),
        (b'<http://a> <http://b> "c\\" <x>"^^<http://d> <http://g> .\n', b"<http://g>"),
        (b'<http://a> <http://b> "c \\\\" <http://g> .\n', b"<http://g>"),
    ],
)
def test_the_graph_of_a_statement_is_told(statement: bytes, graph: bytes | None) -> None:
    """Whatever stands in its literal."""
    assert graph_of(statement) == graph
