"""What pages need, kept for the next start, and taken from there only where it would be made alike."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pyoxigraph
import pytest
from commands import ROOT, run
from serving import Service, serving

from pfocr_rdf.keeping import TAG
from pfocr_rdf.output import claimed
from pfocr_rdf.serve.keeping import ENDING, VERSIONS, Keeping, provide
from pfocr_rdf.serve.made import DESCRIPTIONS, INDEX
from pfocr_rdf.serve.marks import identity

#: Where clients know the service, so that descriptions are the same whatever the port.
PUBLIC = ("--public-url", "https://pfocr.example.org")
PAGES = ("/", "/search?q=TNF", "/figures/PMC3101113__cmr-3-177f3.html", "/api/dataset", "/api/search?q=TNF")


class Prepared(NamedTuple):
    """Data that were served once, what was kept then, and what was shown."""

    graph: Path
    kept: Path
    pages: list[bytes]


def converted(folder: Path) -> Path:
    """The seeds as a file."""
    path = folder / "graph.nt"
    assert run("convert", "seeds", "-o", path).code == 0
    return path


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """The seeds, served once."""
    folder = tmp_path_factory.mktemp("prepared")
    graph, kept = converted(folder), folder / "kept"
    with serving(graph, "--keep", kept, *PUBLIC) as service:
        return Prepared(graph, kept, shown(service))


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder that is not there yet."""
    return tmp_path / "kept"


def inodes(kept: Path) -> dict[str, int]:
    """The files in the folder; whatever is made anew is another file."""
    return {path.name: path.stat().st_ino for path in kept.glob(f"*{ENDING}")}


def shown(service: Service) -> list[bytes]:
    """All that is shown of what was prepared."""
    description = service.get("/.well-known/void", headers={"Accept": "text/turtle"})
    answers = [*(service.get(path) for path in PAGES), description]
    assert {answer.status_code for answer in answers} == {200}
    return [answer.content for answer in answers]


def test_the_second_start_has_the_pages_of_the_first(prepared: Prepared) -> None:
    """Byte by byte; nothing is made, and two services at a time do not mind each other."""
    graph, kept, pages = prepared
    files = inodes(kept)
    assert len(files) == 1 + len(DESCRIPTIONS)
    assert (kept / TAG).read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55\n")
    with serving(graph, "--keep", kept, *PUBLIC) as second, serving(graph, "--keep", kept, *PUBLIC) as third:
        assert shown(second) == shown(third) == pages
        assert second.said[-1] == third.said[-1] == "all pages are ready\n"
    assert inodes(kept) == files


def found(service: Service, word: str) -> int:
    """How many figures the index finds."""
    return int(service.get(f"/api/search?q={word}").json()["total"])


def test_what_is_kept_is_for_the_same_data_alone(kept: Path, tmp_path: Path) -> None:
    """Changed data are prepared anew. That the rest is unpacked and not made is shown by a wrong file in its place."""
    graph = converted(tmp_path)
    with serving(graph, "--keep", kept) as service:
        assert found(service, "paralogy") == 0
    [index] = kept.glob(f"{INDEX}-*")
    graph.write_text(graph.read_text().replace("pathway", "paralogy"))
    with serving(graph, "--keep", kept) as changed:
        assert found(changed, "paralogy") > 0
    [other] = {*kept.glob(f"{INDEX}-*")} - {index}
    shutil.copyfile(index, other)
    with serving(graph, "--keep", kept) as deceived:
        assert found(deceived, "paralogy") == 0


@pytest.mark.parametrize(
    "harm",
    [lambda _: b"", lambda whole: whole[:-3], lambda whole: whole[:90] + bytes([whole[90] ^ 1]) + whole[91:]],
    ids=["emptied", "cut off", "changed"],
)
def test_what_is_damaged_is_told_and_made_anew(harm: Callable[[bytes], bytes], prepared: Prepared) -> None:
    """Then it is whole again, byte by byte."""
    graph, kept, pages = prepared
    [index] = kept.glob(f"{INDEX}-*")
    whole = index.read_bytes()
    index.write_bytes(harm(whole))
    with serving(graph, "--keep", kept, *PUBLIC) as service:
        assert [line for line in service.said if line.startswith(f"warning: {index}: found ")]
        assert shown(service) == pages
    assert index.read_bytes() == whole


def test_what_another_program_made_is_made_anew(prepared: Prepared, tmp_path: Path) -> None:
    """A program is told by its files, wherever they are."""
    other = tmp_path / "checkout"
    shutil.copytree(ROOT / "pfocr_rdf", other / "pfocr_rdf", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("context", "queries", "shapes"):
        (other / name).symlink_to(ROOT / name)
    graph, kept, _ = prepared
    files = inodes(kept)
    with serving(graph, "--keep", kept, *PUBLIC, folder=other):
        assert inodes(kept) == files
    with (other / "pfocr_rdf" / "serve" / "site" / "search" / "schema.sql").open("a") as schema:
        schema.write("-- Another.\n")
    with serving(graph, "--keep", kept, *PUBLIC, folder=other):
        assert len(inodes(kept)) == 2 * len(files)
    for name in {*inodes(kept)} - {*files}:
        (kept / name).unlink()


def build(folder: Path, *names: str) -> None:
    """Write to an on-disk store, as another process would."""
    store = pyoxigraph.Store(folder)
    node = pyoxigraph.NamedNode("urn:a")
    store.extend(pyoxigraph.Quad(pyoxigraph.NamedNode(name), node, node) for name in names)
    store.flush()


def test_a_store_is_known_by_what_is_in_it(tmp_path: Path) -> None:
    """Reading it changes nothing; a triple more, written in place, does."""
    build(tmp_path / "store", "urn:a")
    before = identity([str(tmp_path / "store")])
    assert len(pyoxigraph.Store.read_only(str(tmp_path / "store"))) == 1
    (tmp_path / "store" / "LOG").write_text("notes of the engine")
    assert identity([str(tmp_path / "store")]) == before
    build(tmp_path / "store", "urn:b")
    assert identity([str(tmp_path / "store")]) != before


@pytest.mark.parametrize("name", ["_figures/PMC1__f1.md", "_figures/PMC1__f2.md", "_data/PMC1__f1-genes.tsv"])
def test_records_are_known_by_all_files_of_their_tree(name: str, tmp_path: Path) -> None:
    """Also where only the folder of pages is named: tables stand beside it."""
    for folder in ("_figures", "_data"):
        (tmp_path / folder).mkdir()
    (tmp_path / "_figures" / "PMC1__f1.md").touch()
    before = [identity([str(source)]) for source in (tmp_path, tmp_path / "_figures")]
    (tmp_path / name).write_text("more")
    after = [identity([str(source)]) for source in (tmp_path, tmp_path / "_figures")]
    assert all(old != new for old, new in zip(before, after, strict=True))


def put(kept: Path, folder: Path, source: str) -> list[str]:
    """Provide a file for data in ``source``; what had to be made for that."""
    made: list[str] = []

    def make() -> None:
        made.append(source)
        (folder / "file").write_text(source)

    folder.mkdir(exist_ok=True)
    provide(Keeping.of(str(kept), [source]), folder, ["file"], make)
    assert (folder / "file").read_text() == source
    return made


def grow_older(kept: Path) -> None:
    """Make the files a second older: clocks of file systems may not tell apart what is done at once."""
    for name in inodes(kept):
        past = (kept / name).stat().st_mtime_ns - 10**9
        os.utime(kept / name, ns=(past, past))


def test_versions_that_were_not_used_of_late_are_removed(kept: Path, tmp_path: Path) -> None:
    """With what a service that was killed left; whatever another one is writing stays, and other people's files."""
    kept.mkdir()
    for name in (f".file-x{ENDING}.part", "notes.txt", f"file-x{ENDING}.txt"):
        (kept / name).touch()
    with claimed(kept / f".file-y{ENDING}.part", kept):
        for number in range(VERSIONS):
            assert put(kept, tmp_path / "version", f"{number}.nt")
            grow_older(kept)
        assert not put(kept, tmp_path / "version", "0.nt")
        grow_older(kept)
        assert put(kept, tmp_path / "version", "new.nt")
        others = {path.name for path in kept.iterdir()} - {*inodes(kept)}
        assert others == {f".file-y{ENDING}.part", "notes.txt", f"file-x{ENDING}.txt"}
    assert len(inodes(kept)) == VERSIONS
    assert not put(kept, tmp_path / "version", "0.nt")
    assert put(kept, tmp_path / "version", "1.nt")


def test_a_folder_that_cannot_be_written_costs_a_warning(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The service does without, and so it does where another one is just writing the same."""
    kept.mkdir()
    keeping = Keeping.of(str(kept), ["a.nt"])
    assert keeping is not None
    place = keeping.place("file")
    with claimed(place.with_name(f".{place.name}.part"), kept):
        assert put(kept, tmp_path / "version", "a.nt")
    assert capsys.readouterr().err.startswith(f"warning: {place}: found another run that is writing it")
    assert not place.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--endpoint", "http://127.0.0.1:9/"], 2, "--keep: found --endpoint too, expected DATA"),
        (["seeds/003_adde85229f8c654b.txt"], 2, "--keep: found seeds/003_adde85229f8c654b.txt, expected RDF files"),
        (["seeds"], 4, "seeds: found other files, expected an empty folder or a cache"),
    ],
)
def test_what_cannot_be_kept_is_refused(arguments: list[str], code: int, told: str, kept: Path) -> None:
    """An endpoint says of no triple since when it is there, and a single record's files are not known."""
    ran = run("serve", *arguments, "--port", "0", "--keep", "seeds" if code == 4 else kept)
    assert ran.code == code
    assert ran.talk.startswith(f"error: {told}")
    assert "; try " in ran.talk
    assert not kept.exists()
