"""Data of every kind are opened as one store, in which every graph is seen without being named."""

import gzip
import io
from pathlib import Path

import pytest
import zstandard
from commands import ROOT
from pyoxigraph import NamedNode, Quad, QuerySolutions, RdfFormat, Store

from pfocr_rdf.errors import InputError
from pfocr_rdf.formats import FORMATS, N_TRIPLES, TURTLE, Format, by_name
from pfocr_rdf.pipeline import Options, convert
from pfocr_rdf.reading import Knowledge
from pfocr_rdf.stores.embedded import Embedded, Graphs, Opening, is_store, open_data

FIGURES = "SELECT (COUNT(*) AS ?n) { ?figure a <https://pfocr.wikipathways.org/rdf/vocab#PathwayFigure> }"
EVERYTHING = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
TRIPLES_OF_SEEDS = 2449


def count(opened: Embedded, query: str = EVERYTHING, graphs: Graphs = Graphs()) -> int:  # noqa: B008
    """The one number that a query answers."""
    solutions = opened.query(query, graphs)
    assert isinstance(solutions, QuerySolutions)
    return int(next(iter(solutions))["n"].value)


def packed(content: bytes, ending: str) -> bytes:
    """``content`` in that compression."""
    return {"": content, ".gz": gzip.compress(content), ".zst": zstandard.compress(content)}[ending]


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds in every format."""
    folder = tmp_path_factory.mktemp("seeds")
    for one in FORMATS:
        convert(ROOT / "seeds", folder / f"seeds{one.extension}", Options(knowledge=Knowledge(), jobs=1))
    return folder


@pytest.mark.parametrize("ending", ["", ".gz", ".zst"])
@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_a_file_of_any_format_is_opened_whatever_it_is_packed_with(
    form: Format, ending: str, seeds: Path, tmp_path: Path
) -> None:
    """The same triples in the default graph."""
    file = tmp_path / f"seeds{form.extension}{ending}"
    file.write_bytes(packed((seeds / f"seeds{form.extension}").read_bytes(), ending))
    assert count(open_data([file])) == TRIPLES_OF_SEEDS


@pytest.mark.parametrize("jobs", [1, 2])
def test_records_are_opened_as_they_are_converted(jobs: int) -> None:
    """With all of their triples."""
    assert count(open_data([ROOT / "seeds"], Opening(jobs=jobs))) == TRIPLES_OF_SEEDS


def test_more_records_than_are_loaded_at_once_are_all_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks end where lines do."""
    monkeypatch.setattr("pfocr_rdf.stores.embedded._BLOCK", 1000)
    assert count(open_data([ROOT / "seeds"])) == TRIPLES_OF_SEEDS


def test_a_triple_in_several_graphs_is_one_in_the_default_graph(tmp_path: Path) -> None:
    """As in a merge of the graphs, which stay what they were."""
    file = tmp_path / "a.nq"
    file.write_text('<urn:s> <urn:p> <urn:o> <urn:g1> .\n<urn:s> <urn:p> <urn:o> <urn:g2> .\n<urn:s> <urn:p> "x" .\n')
    opened = open_data([file])
    assert count(opened) == 2
    assert count(opened, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }") == 2


def test_a_query_sees_the_graphs_that_it_is_given(tmp_path: Path) -> None:
    """And nothing else."""
    file = tmp_path / "a.nq"
    file.write_text('<urn:s> <urn:p> "1" <urn:g1> .\n<urn:s> <urn:p> "2" <urn:g2> .\n<urn:s> <urn:p> "3" .\n')
    opened = open_data([file])
    assert count(opened) == 3
    assert count(opened, graphs=Graphs(default=("urn:g1",))) == 1
    assert count(opened, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", Graphs(named=("urn:g2",))) == 1
    assert count(opened, graphs=Graphs(named=("urn:g2",))) == 0


def test_blank_nodes_of_two_files_are_two(tmp_path: Path) -> None:
    """Labels mean nothing outside of their file."""
    files = [tmp_path / "a.nt", tmp_path / "b.nt"]
    for file in files:
        file.write_text("_:a <urn:p> <urn:o> .\n")
    assert count(open_data(files), "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }") == 2


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An on-disk store with one triple in a named graph and one in none."""
    place = tmp_path / "store"
    store = Store(str(place))
    subject, predicate = NamedNode("urn:s"), NamedNode("urn:p")
    store.bulk_extend([Quad(subject, predicate, predicate), Quad(subject, predicate, subject, NamedNode("urn:g"))])
    store.flush()
    del store
    return place


def test_a_folder_is_opened_where_it_is(folder: Path) -> None:
    """Named graphs are seen too, and the files stay as they are."""
    before = {file.name: file.read_bytes() for file in folder.iterdir() if file.suffix == ".sst"}
    opened = open_data([folder])
    assert (opened.folder, count(opened)) == (folder, 2)
    with pytest.raises(RuntimeError, match="only possible on read-write"):
        opened.store.add(Quad(NamedNode("urn:s"), NamedNode("urn:p"), NamedNode("urn:new")))
    assert {file.name: file.read_bytes() for file in folder.iterdir() if file.suffix == ".sst"} == before


def test_files_records_and_folders_are_opened_together(folder: Path, tmp_path: Path) -> None:
    """As one store in memory."""
    file = tmp_path / "a.ttl"
    file.write_text("<urn:s> <urn:p> 'from a file' .")
    opened = open_data([folder, file, ROOT / "seeds"])
    assert opened.folder is None
    assert count(opened) == 2 + 1 + TRIPLES_OF_SEEDS
    assert count(opened, FIGURES) == 5


def test_standard_input_is_opened_as_what_it_is_said_to_be() -> None:
    """Since it has no name to tell it."""
    opened = open_data(
        ["-"], Opening(format=N_TRIPLES), stdin=io.BytesIO(gzip.compress(b"<urn:s> <urn:p> <urn:o> .\n"))
    )
    assert count(opened) == 1


def test_reading_is_told(seeds: Path) -> None:
    """Bytes of files as they are read, then records."""
    told: list[tuple[str, int, int]] = []
    file = seeds / "seeds.ttl"
    open_data([file, ROOT / "seeds"], Opening(jobs=1, progress=lambda *step: told.append(step)))
    size = file.stat().st_size
    assert (str(file), size, size) in told
    assert told[-1] == ("records", 5, 5)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.ttl", b"<urn:s> <urn:p>\n.", "a.ttl:2: syntax: found "),
        ("a.nt.gz", gzip.compress(b"<urn:s> <urn:p> <urn:o> .\n" * 9)[:-9], "a.nt.gz: source: found "),
        ("a.nt.zst", b"\x28\xb5\x2f\xfdnonsense", "a.nt.zst: source: found "),
        ("a.jsonld", b"{", "a.jsonld:1: syntax: found "),
    ],
)
def test_what_cannot_be_read_is_named(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    """With its place and a remedy."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=r", expected .*; try ") as caught:
        open_data([tmp_path / name])
    assert said in str(caught.value)


def test_what_is_not_there_is_named() -> None:
    """Be it a graph or a record."""
    with pytest.raises(InputError, match=r"^nothing\.ttl: source: found No such file"):
        open_data(["nothing.ttl"])
    with pytest.raises(InputError, match=r"^nothing: source: found "):
        open_data(["nothing"])


def test_a_folder_that_is_damaged_is_named(folder: Path) -> None:
    """Instead of being taken for an empty one."""
    (folder / "CURRENT").write_text("MANIFEST-999999\n")
    assert is_store(folder)
    with pytest.raises(InputError, match=r"store: found .*, expected an Oxigraph folder; try loading it again"):
        open_data([folder])


def test_the_format_of_a_file_can_be_named(tmp_path: Path, seeds: Path) -> None:
    """Where its name does not tell."""
    (tmp_path / "seeds").write_bytes((seeds / "seeds.ttl").read_bytes())
    assert by_name("turtle") is TURTLE
    assert count(open_data([tmp_path / "seeds"], Opening(format=TURTLE))) == TRIPLES_OF_SEEDS
    assert RdfFormat.from_media_type(TURTLE.media_type) == RdfFormat.TURTLE
