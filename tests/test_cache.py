"""What an earlier run kept saves work, and never shows in what is written."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from made_papers import FIGURES, files
from records import record, tree

from pfocr_rdf import chunks
from pfocr_rdf.cache import ENDING, held
from pfocr_rdf.errors import Finding, OutputError, UsageError
from pfocr_rdf.formats import FORMATS, TURTLE, Format
from pfocr_rdf.hgnc import HgncGene, HgncTable
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.keeping import TAG
from pfocr_rdf.output import claimed
from pfocr_rdf.pipeline import Observer, Options, convert
from pfocr_rdf.reading import Knowledge
from pfocr_rdf.record import Taxon
from pfocr_rdf.summary import FindingLog
from pfocr_rdf.taxonomy import Taxonomy

Done = tuple[bytes, list[Finding], int]


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "CHUNK_RECORDS", 6)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout to be changed, with a record whose gene is inferred from a keyword."""
    inferred = record("PMC999__f", {"keywords": "\n- IL1B", "genes": None})
    return tree(tmp_path / "db", {**files(FIGURES), **inferred})


def done(checkout: Path, cache: Path | None = None, **options: Any) -> Done:
    """The document, the findings, and how many records were taken from the cache."""
    target = checkout.parent / "out"
    chosen = Options(**{"format": TURTLE, "jobs": 1, "cache": cache, **options})
    with FindingLog() as log:
        summary = convert(checkout, target, chosen, log=log)
        return target.read_bytes(), list(log), summary.kept


def packs(cache: Path) -> list[Path]:
    """All packs, in order."""
    return sorted(cache.glob(f"*{ENDING}"))


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_with_a_cache_writes_what_a_run_without_writes(form: Format, jobs: int, checkout: Path) -> None:
    """The first, which fills it, and the second, which reads nothing; with the same findings."""
    cache = checkout.parent / "cache"
    document, findings, _ = done(checkout, format=form)
    assert done(checkout, cache, format=form, jobs=jobs) == (document, findings, 0)
    assert done(checkout, cache, format=form, jobs=jobs) == (document, findings, FIGURES + 1)
    assert findings


def edited(path: str, old: str, new: str) -> Callable[[Path], None]:
    """What changes a file."""

    def change(checkout: Path) -> None:
        text = (checkout / path).read_text("utf-8")
        assert old in text
        (checkout / path).write_text(text.replace(old, new), "utf-8")

    return change


def put(path: str, text: str) -> Callable[[Path], None]:
    """What adds a file."""

    def change(checkout: Path) -> None:
        (checkout / path).parent.mkdir(exist_ok=True)
        (checkout / path).write_text(text, "utf-8")

    return change


def removed(path: str) -> Callable[[Path], None]:
    """What removes a file."""
    return lambda checkout: (checkout / path).unlink()


PAGE = "_figures/PMC101__f4.md"

#: What is done to a checkout, and how many records have to be read again for it.
CHANGES: dict[str, tuple[Callable[[Path], None], int]] = {
    "a title": (edited(PAGE, "A pathway", "Another pathway"), 3),
    "a table": (edited("_data/PMC101__f3-genes.tsv", "w3", "w4"), 3),
    "a new table": (put("_data/PMC101__f4-genes.tsv", "word\tsource\n"), 3),
    "no table": (removed("_data/PMC101__f3-genes.tsv"), 3),
    "a new figure of a paper": (put("_figures/PMC101__g.md", record("PMC101__g")["_figures/PMC101__g.md"]), 4),  # type: ignore[arg-type]
    "no figure": (removed("_figures/PMC107__f22.md"), 3),  # two, and one that comes to stand in another chunk
    "no paper": (removed("_figures/PMC999__f.md"), 0),
    "a broken page": (edited(PAGE, "figid: ", "figid: {"), 3),
    "a map": (put("_data/wpid_map.tsv", "PMC101__f4\tWP1\n"), 3),
    "a taxon": (put("_organisms/Mus_musculus.md", "---\nlatin: Mus musculus\nncbi: '10090'\n---\n"), 0),
    "nothing": (lambda _: None, 0),
}


@pytest.mark.parametrize(("change", "read"), CHANGES.values(), ids=CHANGES)
def test_only_papers_that_changed_are_read_again(change: Callable[[Path], None], read: int, checkout: Path) -> None:
    """And the document is that of a run without a cache."""
    cache = checkout.parent / "cache"
    done(checkout, cache)
    change(checkout)
    document, findings, _ = done(checkout)
    records = len([*(checkout / "_figures").iterdir()])
    assert done(checkout, cache) == (document, findings, records - read)


def test_a_taxon_that_becomes_known_changes_the_records_that_name_it(checkout: Path) -> None:
    """Though none of their own bytes changed."""
    edited(PAGE, "Homo sapiens", "Mus musculus")(checkout)
    cache = checkout.parent / "cache"
    before, _, _ = done(checkout, cache)
    known = Knowledge(taxonomy=Taxonomy({"Mus musculus": Taxon("10090", "Mus musculus")}))
    document, findings, _ = done(checkout, knowledge=known)
    assert done(checkout, cache, knowledge=known) == (document, findings, FIGURES + 1 - 3)
    assert document != before


@pytest.mark.parametrize("harm", ["cut", "changed", "emptied", "another's"])
def test_a_damaged_pack_is_found_and_made_anew(harm: str, checkout: Path) -> None:
    """The document is right all the same, and the next run finds nothing wrong."""
    cache = checkout.parent / "cache"
    document, findings, _ = done(checkout, cache)
    first, second = packs(cache)[:2]
    content = first.read_bytes()
    half = len(content) // 2
    harmed = {
        "cut": content[:half],
        "changed": content[:half] + bytes([content[half] ^ 1]) + content[half + 1 :],
        "emptied": b"",
        "another's": second.read_bytes(),
    }
    first.write_bytes(harmed[harm])
    again, found, kept = done(checkout, cache)
    assert again == document
    assert 0 < kept < FIGURES
    told = [finding for finding in found if finding.code == "damaged-cache"]
    assert [finding.where for finding in told] == ([] if harm == "another's" else [str(first)])
    assert done(checkout, cache) == (document, findings, FIGURES + 1)


@pytest.mark.parametrize(
    "options",
    [
        {"full": False},
        {"format": FORMATS[1]},
        {"namespaces": Namespaces("https://example.org/")},
        {"knowledge": Knowledge(keywords=False)},
        {"knowledge": Knowledge(hgnc=HgncTable.of([HgncGene("IL1B", "1", "2")], {}))},
    ],
    ids=["profile", "format", "base", "no keywords", "HGNC"],
)
def test_what_other_options_kept_is_not_taken(options: dict[str, Any], checkout: Path) -> None:
    """It is made anew, and then kept in its place."""
    cache = checkout.parent / "cache"
    done(checkout, cache)
    document, findings, _ = done(checkout, **options)
    assert done(checkout, cache, **options) == (document, findings, 0)
    assert done(checkout, cache, **options) == (document, findings, FIGURES + 1)


def test_what_another_version_kept_is_not_taken(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A version is told by the package's own files."""
    cache = checkout.parent / "cache"
    monkeypatch.setattr("pfocr_rdf.cache.program", lambda: b"an older one")
    done(checkout, cache)
    monkeypatch.undo()
    monkeypatch.setattr(chunks, "CHUNK_RECORDS", 6)
    assert done(checkout, cache)[2] == 0
    assert done(checkout, cache)[2] == FIGURES + 1


def test_what_is_no_longer_used_is_removed(checkout: Path) -> None:
    """With what a run that was killed left; other people's files stay."""
    cache = checkout.parent / "cache"
    done(checkout, cache)
    before = packs(cache)
    (cache / f".x{ENDING}.part").touch()
    (cache / f"x{ENDING}").touch()
    (cache / "notes.txt").touch()
    for path in (checkout / "_figures").glob("PMC10[0-5]__*"):
        path.unlink()
    done(checkout, cache)
    assert len(packs(cache)) < len(before)
    assert {path.name for path in cache.iterdir()} == {path.name for path in packs(cache)} | {TAG, "notes.txt"}


def test_a_folder_of_other_files_is_no_cache(checkout: Path) -> None:
    """Somebody might have mistaken the name; nothing is written there."""
    before = sorted(checkout.rglob("*"))
    with pytest.raises(OutputError, match="found other files, expected an empty folder or a cache"):
        done(checkout, checkout)
    assert sorted(checkout.rglob("*")) == before


def test_the_cache_of_another_program_is_no_cache(checkout: Path) -> None:
    """Though it is marked as one too: its packs are not ours to remove."""
    cache = tree(checkout.parent / "cache", {TAG: "Signature: 8a477f597d28d172789f06886806bc55\n", "0.pack": "theirs"})
    with pytest.raises(OutputError, match="found other files, expected an empty folder or a cache"):
        done(checkout, cache)
    assert (cache / "0.pack").read_text() == "theirs"


def test_a_cache_whose_first_run_was_killed_at_once_is_one(checkout: Path) -> None:
    """Its tag is there, and empty; folders are nobody's packs."""
    cache = tree(checkout.parent / "cache", {TAG: "", f"x{ENDING}/a.txt": ""})
    done(checkout, cache)
    assert (cache / TAG).read_text().startswith("Signature: ")
    assert (cache / f"x{ENDING}" / "a.txt").exists()


@pytest.mark.skipif(os.name != "posix", reason="no users of POSIX here")
def test_a_cache_of_another_user_is_named(checkout: Path) -> None:
    """Not the output, which is all right. Root may write anywhere, so it becomes nobody for the time of this test."""
    cache = checkout.parent / "cache"
    done(checkout, cache)
    (cache / TAG).chmod(0o444)
    user = os.geteuid()
    try:
        if user == 0:
            os.seteuid(65534)
        with pytest.raises(OutputError) as caught, held(cache):
            pass
    finally:
        os.seteuid(user)
    assert str(caught.value) == f"{cache}: found Permission denied, expected a folder for what is kept; try another"


def test_a_cache_serves_one_run_at_a_time(checkout: Path) -> None:
    """The second is told so at once."""
    cache = checkout.parent / "cache"
    done(checkout, cache)
    text = (cache / TAG).read_text()
    with claimed(cache / TAG, cache), pytest.raises(OutputError, match="found another run that is writing it"):
        done(checkout, cache)
    assert (cache / TAG).read_text() == text


def test_a_run_that_validates_keeps_nothing(checkout: Path) -> None:
    """Each record has to be read for it; the user is told how to have both."""
    observer = Observer(lambda *_: None, lambda _: None, lambda *_: None)
    with pytest.raises(UsageError, match="try 'validate' on what was written"):
        convert(checkout, checkout.parent / "a.nt", Options(cache=checkout.parent / "cache"), observer=observer)
