"""Whatever a few bytes are changed to: findings, never a crash, and documents that are whole."""

import random
import re
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse
from records import CALCIUM, CHEMICALS, GENES, IL1B, old_record, record, table, tree

from pfocr_rdf.errors import CATALOGUE, Finding, Severity
from pfocr_rdf.formats import FORMATS, JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE, Format
from pfocr_rdf.hgnc import bundled
from pfocr_rdf.pipeline import Options, convert
from pfocr_rdf.reading import read
from pfocr_rdf.summary import FindingLog

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))

PARSERS = {
    TURTLE: RdfFormat.TURTLE,
    N_TRIPLES: RdfFormat.N_TRIPLES,
    N_QUADS: RdfFormat.N_QUADS,
    TRIG: RdfFormat.TRIG,
    RDF_XML: RdfFormat.RDF_XML,
    JSON_LD: RdfFormat.JSON_LD,
}

#: Pieces that mean something to YAML, to tables, to Unicode, or to some format of RDF.
PIECES = (
    b"", b"\n", b"\r", b"\t", b" ", b"'", b'"', b":", b": ", b"- ", b"[", b"]", b"{", b"}", b"#", b" #", b"&a ", b"*a",
    b"!", b"|", b">", b"%", b"@", b"`", b"---", b"---\n", b"...\n", b"\0", b"\x07", b"\x7f", b"\x80", b"\xff",
    b"\xc2\x85", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\xef\xbf\xbf", b"\xed\xa0\x80",
    b"\\", b'"\\a"', b'"\\ud800"', b"<", b"]]>", b"NA", b"REJECT", b"..", b"0", b"9" * 30, b"-1", b"1e999",
    b"\nfigid: x", b"\npmcid: PMC2", b"\ngenes:", b"\tNA",
)  # fmt: skip

#: Where, as a share of the whole; how many bytes go; and what comes instead.
EDITS = st.lists(
    st.tuples(
        st.floats(0, 1), st.sampled_from((0, 0, 1, 1, 2, 20, 500)), st.sampled_from(PIECES) | st.binary(max_size=3)
    ),
    min_size=1,
    max_size=5,
)


def originals() -> Iterator[tuple[str, dict[str, bytes]]]:
    """Records in which bytes are changed: the seeds, and one of each dialect with its tables."""
    for number, seed in enumerate(SEEDS):
        yield f"PMC10{number}__f1", {f"{seed.stem}.txt": seed.read_bytes()}
    genes, chemicals = table(GENES, IL1B, {**IL1B, "word": "NA"}), table(CHEMICALS, CALCIUM)
    newest = record("PMC1__f1", genes=genes, chemicals=chemicals)
    for files in (newest, old_record("PMC1__f1")):
        yield "PMC1__f1", {name.partition("/")[2]: str(content).encode() for name, content in files.items()}


ORIGINALS = list(originals())


def changed(content: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    """``content`` after some edits."""
    for share, length, piece in edits:
        start = int(share * len(content))
        content = content[:start] + piece + content[start + length :]
    return content


@settings(max_examples=150)
@given(st.sampled_from(ORIGINALS), st.data(), EDITS, st.sampled_from(FORMATS))
def test_changed_bytes_make_findings_and_never_a_crash(
    original: tuple[str, dict[str, bytes]], data: st.DataObject, edits: list[tuple[float, int, bytes]], form: Format
) -> None:
    """A record or one of its tables is changed; the good record beside it is written, and the document can be read."""
    files = original[1]
    spoilt = data.draw(st.sampled_from(sorted(files)))
    good = {"PMC9__good.md": record("PMC9__good")["_figures/PMC9__good.md"]}
    with TemporaryDirectory() as folder, FindingLog() as log:
        root = tree(Path(folder) / "tree", {**files, **good, spoilt: changed(files[spoilt], edits)})
        target = Path(folder) / "graph"
        summary = convert([root], target, Options(format=form, jobs=1), log=log)
        assert list(parse(path=target, format=PARSERS[form]))
        assert "PMC9__good" in target.read_text("utf-8")
        assert summary.tally.figures + summary.left_out == 2
        assert {CATALOGUE[finding.code].severity for finding in log} <= {*Severity}
        assert not [finding for finding in log if re.search(r"[\x00-\x1f\x7f]", str(finding))]


#: Files that once took a time that grew with the square of their length, or would with an innocent change.
LONG: dict[str, dict[str, str | bytes]] = {
    "a score": record("PMC1__f1", {"automl_pathway": "1" * 100_000 + "x"}),
    "organisms": record("PMC1__f1", {"organisms": "".join(f"\n- a{number}" for number in range(15_000))}),
    "unknown keys": record("PMC1__f1", {f"k{number}": "a" for number in range(12_000)}),
    "a header": record("PMC1__f1", genes="\t".join(map(str, range(100_000)))),
    "empty lines": record("PMC1__f1", genes=table(GENES) + "\n" * 1_000_000),
    "rows of nothing": record("PMC1__f1", chemicals=table(CHEMICALS) + "\t\t\t\t\n" * 100_000),
    "a figid": {"PMC1.txt": b"---\nfigid: a" + b" " * 60_000 + b"b\n---\n"},
}


@pytest.mark.parametrize("files", LONG.values(), ids=LONG)
def test_a_long_record_takes_no_longer_than_its_length(files: dict[str, str | bytes], tmp_path: Path) -> None:
    """Some seconds of the processor are plenty for what would take minutes otherwise."""
    root = tree(tmp_path / "tree", {**files, "_figures/PMC9__good.md": record("PMC9__good")["_figures/PMC9__good.md"]})
    bundled()
    before = time.thread_time()
    with FindingLog() as log:
        convert([root, *root.glob("*.txt")], tmp_path / "graph.nt", Options(jobs=1), log=log)
    assert time.thread_time() - before < 10
    assert log.counts.total() < 1_000


#: A record of up to a mebibyte may take this long; a longer one, as much for each.
SECONDS_PER_MEBIBYTE = 0.1


def told(finding: Finding) -> None:
    """Each finding has a text."""
    assert str(finding)


def reading_time(root: Path) -> float:
    """Seconds of the processor that the records of a tree take, the best of ten if it seems too long."""
    best = SECONDS_PER_MEBIBYTE
    for _ in range(10):
        before = time.thread_time()
        for _figure in read(root, on_finding=told):
            pass
        best = min(best, time.thread_time() - before)
        if best < SECONDS_PER_MEBIBYTE:
            break
    return best


def test_changed_records_are_read_without_a_crash_and_in_bounded_time(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Two thousand of them, and 100,000 under ``--full``; each finding can be told."""
    chance = random.Random(42)
    bundled()
    slowest = 0.0
    for number in range(100_000 if request.config.getoption("--full") else 2_000):
        _, files = ORIGINALS[number % len(ORIGINALS)]
        spoilt = chance.choice(sorted(files))
        edits = [
            (chance.random(), chance.choice((0, 1, 2, 20, 500)), chance.choice(PIECES))
            for _ in range(chance.randint(1, 5))
        ]
        root = tree(tmp_path / str(number % len(ORIGINALS)), {**files, spoilt: changed(files[spoilt], edits)})
        slowest = max(slowest, reading_time(root))
    assert slowest < SECONDS_PER_MEBIBYTE
