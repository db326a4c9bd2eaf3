"""The whole road: the same bytes whatever the way, three ways to the same triples, and memory that stays flat."""

import os
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from checkouts import CORPUS
from hypothesis import given
from hypothesis.strategies import integers, lists
from made_papers import FIGURES, files
from pyoxigraph import Quad, RdfFormat, parse
from records import record, tree
from strategies import FIGURES as FIGURES_OF_ANY_KIND

from pfocr_rdf import chunks
from pfocr_rdf.entities import Entities, PackedEntities
from pfocr_rdf.errors import Finding, InputError
from pfocr_rdf.formats import FORMATS, Format
from pfocr_rdf.graph import figure_graph
from pfocr_rdf.pipeline import Options, convert, write
from pfocr_rdf.reading import read
from pfocr_rdf.record import Figure, Paper
from pfocr_rdf.source import Entry
from pfocr_rdf.summary import FindingLog

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
DATABASE = CORPUS / "pfocr-database"

#: What ``getrusage`` says would include the peak of the process that started this one.
MEASURE = """
import re, sys
from pathlib import Path
from pfocr_rdf import Figure, Options, Paper, convert, write

def figures(count):
    for number in range(count):
        yield Figure(figid=f"PMC{number}__f", title="A", caption="x" * 10_000, paper=Paper(pmcid=f"PMC{number}"))

way, count, target = sys.argv[1], int(sys.argv[2]), sys.argv[3]
if way == "write":
    write(figures(count), target)
else:
    convert([way], target, Options(jobs=1))
print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout of some records, not to be changed."""
    return tree(tmp_path_factory.mktemp("checkout"), files(FIGURES))


def converted(sources: Iterable[Path], target: Path, jobs: int = 1) -> tuple[bytes, list[Finding]]:
    """The document and the findings."""
    with FindingLog() as log:
        convert([*sources], target, Options(jobs=jobs), log=log)
        return target.read_bytes(), list(log)


def triples(path: Path) -> set[Quad]:
    """All triples of a file in N-Triples."""
    return set(parse(path=path, format=RdfFormat.N_TRIPLES))


def graphs(figures: Iterable[Figure], target: Path) -> set[Quad]:
    """All triples of the graphs of some figures."""
    with target.open("wb") as stream:
        for figure in figures:
            figure_graph(figure).serialize(stream, format="nt", encoding="utf-8")
    return triples(target)


def ignored(_: Finding) -> None:
    """What is found by the way is not asked for here."""


@pytest.mark.parametrize("name", ["a.ttl", "a.jsonld"])
@pytest.mark.parametrize(("jobs", "size"), [(1, 1), (1, 5), (2, 1), (2, 5), (3, 1), (8, 2)])
def test_bytes_and_findings_do_not_depend_on_jobs_and_chunks(
    name: str, jobs: int, size: int, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One process and one chunk, or many of both: the same document, and the same faults in the same order."""
    plain = converted([checkout], tmp_path / name)
    monkeypatch.setattr(chunks, "CHUNK_RECORDS", size)
    assert converted([checkout], tmp_path / name, jobs) == plain
    assert plain[1]


def test_entities_are_all_there_however_few_of_them_a_worker_remembers(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a worker forgot to have told, it tells again."""
    plain, _ = converted([checkout], tmp_path / "a.nt")
    monkeypatch.setattr(chunks, "CHUNK_RECORDS", 1)
    monkeypatch.setattr(chunks, "REMEMBERED", 3)
    assert converted([checkout], tmp_path / "b.nt", 2)[0] == plain


def test_a_process_of_many_threads_may_convert(checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may not fork, so its workers are started afresh; a server that exports by night is such a process."""
    plain, _ = converted([checkout], tmp_path / "a.nt")
    monkeypatch.setattr(chunks, "CHUNK_RECORDS", 12)
    done: list[bytes] = []
    thread = threading.Thread(target=lambda: done.append(converted([checkout], tmp_path / "b.nt", 2)[0]))
    thread.start()
    thread.join()
    assert done == [plain]


@pytest.mark.parametrize("seed", range(3))
def test_bytes_do_not_depend_on_the_order_of_sources(seed: int, checkout: Path, tmp_path: Path) -> None:
    """Files one by one in any order, or the folder: the same document."""
    plain, _ = converted([checkout], tmp_path / "a.ttl")
    pages = sorted((checkout / "_figures").iterdir())
    random.Random(seed).shuffle(pages)
    assert converted(pages, tmp_path / "b.ttl")[0] == plain


@pytest.mark.parametrize("seed", range(3))
def test_bytes_do_not_depend_on_the_order_of_folders(
    seed: int, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """File systems list files as they like."""
    plain = converted([checkout], tmp_path / "a.ttl")
    listed = os.scandir

    @contextmanager
    def shuffled(path: str) -> Iterator[Iterator["os.DirEntry[str]"]]:
        with listed(path) as items:
            yield iter(random.Random(seed).sample(found := [*items], len(found)))

    monkeypatch.setattr(os, "scandir", shuffled)
    assert converted([checkout], tmp_path / "b.ttl") == plain


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
def test_bytes_do_not_depend_on_the_version_of_python(
    version: str, checkout: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Each that is installed here gets the package in an environment of its own."""
    found = shutil.which(f"python{version}")
    if not request.config.getoption("--full"):
        pytest.skip("installs the package anew, which --full does")
    if found is None:
        pytest.skip(f"there is no python{version} here")
    subprocess.run([found, "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", ROOT], check=True)
    plain, _ = converted([checkout], tmp_path / "a.ttl")
    command = [str(python), "-m", "pfocr_rdf", "convert", str(checkout), "-q", "-o", str(tmp_path / "b.ttl")]
    subprocess.run(command, cwd=tmp_path, check=True)
    assert (tmp_path / "b.ttl").read_bytes() == plain


def test_bytes_do_not_depend_on_the_hash_seed(checkout: Path, tmp_path: Path) -> None:
    """Python orders sets of texts anew in each process."""
    written = set()
    for seed in ("0", "1", "4711"):
        target = tmp_path / f"{seed}.ttl"
        command = [sys.executable, "-m", "pfocr_rdf", "convert", str(checkout), "-q", "-j", "1", "-o", str(target)]
        subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
        written.add(target.read_bytes())
    assert len(written) == 1


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_writing_what_was_read_is_converting(form: Format, checkout: Path, tmp_path: Path) -> None:
    """``write(read(...))`` makes the bytes that ``convert`` makes, in every format."""
    options = Options(format=form, jobs=1)
    convert([checkout], tmp_path / "converted", options)
    write(read(checkout, on_finding=ignored), tmp_path / "written", options)
    assert (tmp_path / "written").read_bytes() == (tmp_path / "converted").read_bytes()


@pytest.mark.parametrize("full", [True, False], ids=["full", "core"])
def test_three_ways_lead_to_the_same_triples(full: bool, tmp_path: Path) -> None:
    """The command's way, the writer's and the graphs', for the seeds."""
    options = Options(full=full, jobs=1)
    convert([SEEDS], tmp_path / "converted.nt", options)
    write(read(SEEDS, on_finding=ignored), tmp_path / "written.nt", options)
    expected = set()
    for figure in read(SEEDS, on_finding=ignored):
        figure_graph(figure, full=full).serialize(tmp_path / "graph.nt", format="nt", encoding="utf-8")
        expected |= triples(tmp_path / "graph.nt")
    assert triples(tmp_path / "converted.nt") == triples(tmp_path / "written.nt") == expected


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not at ../shared/corpus")
def test_three_ways_lead_to_the_same_triples_of_real_records(tmp_path: Path) -> None:
    """Of the database too, where no two figures disagree on their paper."""
    summary = convert([DATABASE], tmp_path / "converted.nt", Options(jobs=1))
    figures = list(read(DATABASE, on_finding=ignored))
    write(figures, tmp_path / "written.nt")
    assert "paper-disagrees" not in summary.findings
    assert triples(tmp_path / "converted.nt") == triples(tmp_path / "written.nt")
    assert triples(tmp_path / "converted.nt") == graphs(figures, tmp_path / "graph.nt")


def test_figures_that_disagree_on_their_paper_do_so_alike_on_both_ways(tmp_path: Path) -> None:
    """The first counts, whether records are converted or written."""
    two = {**record("PMC1__f1", {"papertitle": "One"}), **record("PMC1__f2", {"papertitle": "Two"})}
    source = tree(tmp_path / "db", two)
    summary = convert([source], tmp_path / "converted.nt")
    written = write(read(source, on_finding=ignored), tmp_path / "written.nt")
    assert summary.findings["paper-disagrees"] == written.findings["paper-disagrees"] == 1
    assert triples(tmp_path / "written.nt") == triples(tmp_path / "converted.nt")
    assert '"Two"' not in (tmp_path / "written.nt").read_text("utf-8")


def test_figures_of_a_paper_are_never_in_two_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Or the paper would be described twice; a chunk may be larger than it should for that."""
    monkeypatch.setattr(chunks, "CHUNK_RECORDS", 2)
    entries = [Entry(figid, 0, figid) for figid in ("PMC1__a", "PMC2__a", "PMC2__b", "PMC2__c", "PMC3__a", "PMC30__a")]
    made = [{entry.figid.partition("__")[0] for entry in chunk} for chunk in chunks.chunks(entries)]
    assert len(made) > 1
    assert sorted(paper for papers in made for paper in papers) == ["PMC1", "PMC2", "PMC3", "PMC30"]


def test_a_new_paper_leaves_most_chunks_as_they_were() -> None:
    """Or a cache would be of no use after the first of them."""
    entries = [Entry(f"PMC{number}__f", 0, "") for number in range(10_000, 30_000)]
    before = {tuple(chunk) for chunk in chunks.chunks(entries)}
    after = {tuple(chunk) for chunk in chunks.chunks([Entry("PMC1__f", 0, ""), *entries])}
    assert len(before) > 80
    assert len(before - after) < 10


def test_progress_is_told_up_to_the_end(checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A number that grows, chunk by chunk, to that of all records."""
    monkeypatch.setattr(chunks, "CHUNK_RECORDS", 9)
    told: list[tuple[int, int]] = []
    convert([checkout], tmp_path / "a.nt", Options(jobs=2), progress=lambda done, total: told.append((done, total)))
    assert len(told) > 1
    assert told == sorted(set(told))
    assert told[-1] == (FIGURES, FIGURES)


def test_no_usable_figure_is_an_error_and_leaves_no_file(tmp_path: Path) -> None:
    """A document without figures would look like a success."""
    source = tree(tmp_path / "db", record("PMC1__f1", {"pmcid": "PMC2"}))
    with pytest.raises(InputError) as caught:
        convert([source], tmp_path / "a.nt")
    found = "source: found no figure that can be used, expected one; try --report FILE for the reasons"
    assert str(caught.value) == f"{source}: {found}"
    assert not (tmp_path / "a.nt").exists()


def test_writing_takes_figures_as_they_come(tmp_path: Path) -> None:
    """An iterable is read once, and no further ahead than some papers."""
    size = chunks.CHUNK_RECORDS
    sizes = []

    def figures() -> Iterator[Figure]:
        for number in range(2 * size + 2):
            sizes.append((tmp_path / ".a.nt.part").stat().st_size)
            yield Figure(figid=f"PMC{number}__f", title="A" * 100, paper=Paper(pmcid=f"PMC{number}"))

    write(figures(), tmp_path / "a.nt")
    assert sizes[size - 1] == 0
    assert sizes[-1] > size * 100


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
@pytest.mark.parametrize("way", ["write", "convert"])
def test_memory_does_not_grow_with_the_number_of_figures(way: str, tmp_path: Path) -> None:
    """1200 more figures have 12 MB more of captions alone; the bounded memory of identifiers may fill up meanwhile."""
    peaks = []
    for count in (300, 1500):
        source = way if way == "write" else str(few_files(tmp_path / str(count), count))
        command = [sys.executable, "-c", MEASURE, source, str(count), str(tmp_path / "a.nt")]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        peaks.append(int(run.stdout))
    assert peaks[1] - peaks[0] < 8 << 10, peaks


def few_files(root: Path, count: int) -> Path:
    """A checkout of so many records with long captions and no tables."""
    page = record("PMC0__f", {"caption": "x" * 10_000, "schema-jsonld": None})["_figures/PMC0__f.md"]
    assert isinstance(page, str)
    return tree(root, {f"_figures/PMC{n}__f.md": page.replace("PMC0", f"PMC{n}") for n in range(count)})


@given(lists(lists(FIGURES_OF_ANY_KIND, max_size=3), max_size=4), integers(0, 5))
def test_packed_entities_are_those_of_every_part(parts: list[list[Figure]], most: int) -> None:
    """However few are kept open: each once, and none lost."""
    packed, whole = PackedEntities(most), Entities()
    for figures in parts:
        part = Entities()
        for figure in figures:
            part.add(figure)
            whole.add(figure)
        packed.add(part)
    assert vars(packed.unpacked()) == vars(whole)
    assert len(packed.unpacked()) == 0
