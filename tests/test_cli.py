"""The command as people meet it: a process with arguments, two streams and an exit code."""

import contextlib
import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from commands import COMMAND, ROOT, Command, run
from pyoxigraph import RdfFormat, parse
from records import record, tree
from servers import wait_until

SEED = "seeds/002_ce78414ad204c60a.txt"

needs_posix = pytest.mark.skipif(os.name != "posix", reason="no signals and closed pipes of POSIX here")


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout of a record with a faulty year, and of another that has to be left out."""
    files = {**record("PMC1__f1", {"year": "20I5"}), **record("PMC2__f1", {"pmcid": "PMC3"})}
    return tree(tmp_path_factory.mktemp("faulty"), files)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout that takes some seconds, of records that each have a fault."""
    page = "---\nfigid: {0}__f\npmcid: {0}\nfigtitle: A\nyear: x\ncaption: {1}\n---\n"
    files = {f"_figures/PMC{n}__f.md": page.format(f"PMC{n}", "word " * 100) for n in range(6000)}
    return tree(tmp_path_factory.mktemp("many"), files)


def test_a_conversion_without_fault_is_0(tmp_path: Path) -> None:
    """The document is written, standard output stays empty, and the summary goes to standard error."""
    ran = run("convert", SEED, "-o", tmp_path / "a.ttl")
    assert (ran.code, ran.out) == (0, b"")
    assert ran.talk.splitlines()[0].startswith("1 figure of 1 paper, ")
    assert (tmp_path / "a.ttl").stat().st_size > 1000


def test_standard_output_carries_the_document_and_nothing_else(faulty: Path, tmp_path: Path) -> None:
    """Findings and the summary are beside it, so that it can be piped on."""
    ran = run("convert", faulty, "-o", "-", "-f", "ttl")
    run("convert", faulty, "-o", tmp_path / "a.ttl")
    assert ran.code == 0
    assert ran.out == (tmp_path / "a.ttl").read_bytes()
    assert "bad-year" in ran.talk


def test_standard_output_is_the_same_with_many_processes(tmp_path: Path) -> None:
    """None of them writes what another one had in its buffer."""
    files: dict[str, str | bytes] = {}
    for number in range(420):
        files |= record(f"PMC{number}__f", {"schema-jsonld": None})
    source = tree(tmp_path / "db", files)
    one, two = (run("convert", source, "-o", "-", "-f", "nt", "-q", "-j", jobs) for jobs in ("1", "2"))
    assert (one.code, two.code) == (0, 0)
    assert one.out == two.out
    assert len(list(parse(one.out, RdfFormat.N_TRIPLES))) == one.out.count(b"\n")


def test_a_record_may_come_through_standard_input() -> None:
    """As from a download."""
    ran = run("convert", "-", "-o", "-", "-f", "nt", "-q", stdin=(ROOT / SEED).read_bytes())
    assert (ran.code, ran.talk) == (0, "")
    assert b"PMC4745709__oncotarget-06-29034-g006" in ran.out


def test_quiet_is_quiet(faulty: Path, tmp_path: Path, here: Command) -> None:
    """Neither findings nor summary."""
    ran = here("convert", faulty, "-q", "-o", tmp_path / "a.ttl")
    assert (ran.code, ran.out, ran.talk) == (0, b"", "")


def test_findings_are_told_with_place_and_remedy(faulty: Path, tmp_path: Path, here: Command) -> None:
    """One line each, and the summary counts them."""
    ran = here("convert", faulty, "-o", tmp_path / "a.ttl")
    place = (
        f"{faulty}/_figures/PMC1__f1.md:15: year: found '20I5', expected a year of four digits between 1800 and 2100"
    )
    assert f"warning: {place}; try correcting the year, which was left out [bad-year]" in ran.talk.splitlines()
    assert "warning: 1 x bad-year" in ran.talk.splitlines()
    assert "error: 1 x figid-not-of-paper" in ran.talk.splitlines()
    assert "1 record left out" in ran.talk.splitlines()


def test_strict_makes_any_finding_1(faulty: Path, tmp_path: Path) -> None:
    """Even where nobody sees it; the document is written all the same."""
    ran = run("convert", faulty, "--strict", "-q", "-o", tmp_path / "a.ttl")
    assert (ran.code, ran.talk) == (1, "")
    assert (tmp_path / "a.ttl").exists()


def test_strict_without_finding_is_0(tmp_path: Path, here: Command) -> None:
    """Nothing is wrong with the sample."""
    assert here("convert", SEED, "--strict", "-o", tmp_path / "a.ttl").code == 0


def test_the_report_has_every_count_and_every_finding(faulty: Path, tmp_path: Path, here: Command) -> None:
    """As JSON, with whatever the terminal showed, and what it did not."""
    report = tmp_path / "report.json"
    here("convert", faulty, "-o", tmp_path / "a.nt", "--report", report)
    told = json.loads(report.read_text("utf-8"))
    triples = len(list(parse(path=tmp_path / "a.nt", format=RdfFormat.N_TRIPLES)))
    assert told["written"] == {
        "figures": 1,
        "papers": 1,
        "gene_mentions": 0,
        "chemical_mentions": 0,
        "disease_mentions": 0,
        "keywords": 0,
        "triples": triples,
    }
    assert told["entities"] == {"genes": 0, "chemicals": 0, "diseases": 0, "taxa": 1, "lexicons": 0}
    assert told["findings"] == {"bad-year": 1, "figid-not-of-paper": 1}
    assert told["left_out"] == 1
    assert told["every_finding"] == [
        {
            "severity": "warning",
            "code": "bad-year",
            "where": f"{faulty}/_figures/PMC1__f1.md:15",
            "key": "year",
            "found": "'20I5'",
            "expected": "a year of four digits between 1800 and 2100",
            "try": "correcting the year, which was left out",
        },
        {
            "severity": "error",
            "code": "figid-not-of-paper",
            "where": f"{faulty}/_figures/PMC2__f1.md:2",
            "key": "figid",
            "found": "'PMC2__f1' with pmcid 'PMC3'",
            "expected": "a figid that begins with the pmcid and '__'",
            "try": "correcting one of the two",
        },
    ]


def test_an_unreadable_source_is_3(tmp_path: Path) -> None:
    """It is told in one line, and nothing is written."""
    ran = run("convert", tmp_path / "none", "-o", tmp_path / "a.ttl")
    assert (ran.code, ran.out) == (3, b"")
    assert ran.talk.startswith(f"error: {tmp_path}/none: ")
    assert ran.talk.count("\n") == 1
    assert not (tmp_path / "a.ttl").exists()


def test_no_usable_figure_is_3_and_the_report_has_the_reasons(tmp_path: Path, here: Command) -> None:
    """What stood at the output stays."""
    source = tree(tmp_path / "db", record("PMC1__f1", {"pmcid": "PMC2"}))
    (tmp_path / "a.ttl").write_text("old")
    ran = here("convert", source, "-q", "-o", tmp_path / "a.ttl", "--report", tmp_path / "report.json")
    found = "source: found no figure that can be used, expected one; try --report FILE for the reasons"
    assert (ran.code, ran.talk) == (3, f"error: {source}: {found}\n")
    assert json.loads((tmp_path / "report.json").read_text())["findings"] == {"figid-not-of-paper": 1}
    assert (tmp_path / "a.ttl").read_text() == "old"


@pytest.mark.parametrize("option", ["--hgnc", "--taxonomy"])
def test_an_unreadable_table_is_3(option: str, tmp_path: Path, here: Command) -> None:
    """Nothing is converted without what was asked for."""
    ran = here("convert", SEED, "-o", f"{tmp_path}/a.ttl", option, f"{tmp_path}/none.tsv")
    assert ran.code == 3
    assert ran.talk.startswith(
        f"error: {tmp_path}/none.tsv: file: found No such file or directory, expected a readable"
    )
    assert not (tmp_path / "a.ttl").exists()


def test_an_output_that_cannot_be_written_is_4(tmp_path: Path, here: Command) -> None:
    """It is told in one line."""
    target = tmp_path / "none" / "a.ttl"
    ran = here("convert", SEED, "-q", "-o", target)
    text = f"error: {target}: found No such file or directory, expected a place to write to; try another\n"
    assert (ran.code, ran.out, ran.talk) == (4, b"", text)


@pytest.mark.parametrize("option", ["--report", "--describe"])
def test_one_place_for_two_outputs_is_2(option: str, tmp_path: Path, here: Command) -> None:
    """It is no other run that writes there."""
    target = tmp_path / "a.ttl"
    ran = here("convert", SEED, "-q", "-o", target, option, target)
    text = f"error: {option} {target}: found the place of -o, expected another; try another name\n"
    assert (ran.code, ran.talk) == (2, text)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("option", [("--release", "20250701"), ("--date", "2025-07-01")])
def test_a_release_without_a_description_is_2(option: tuple[str, str], tmp_path: Path, here: Command) -> None:
    """Nothing else would have its name."""
    ran = here("convert", SEED, "-q", "-o", tmp_path / "a.ttl", *option)
    assert (ran.code, ran.talk) == (
        2,
        "error: --release, --date: found no --describe, expected one; try --describe void.ttl\n",
    )


def test_a_report_that_cannot_be_written_is_4(tmp_path: Path, here: Command) -> None:
    """It is found out before there is any work, so no document is there without it."""
    report = tmp_path / "none" / "report.json"
    ran = here("convert", SEED, "-q", "-o", tmp_path / "a.ttl", "--report", report)
    text = f"error: {report}: found No such file or directory, expected a place to write to; try another\n"
    assert (ran.code, ran.talk) == (4, text)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("arguments", [("convert", SEED, "-q", "-o", "-", "-f", "nt"), ("explain", SEED)])
def test_a_full_disk_behind_standard_output_is_4(arguments: tuple[str, ...]) -> None:
    """In one line, without a trace of Python."""
    with Path("/dev/full").open("wb") as full:
        ran = run(*arguments, stdout=full)
    assert (ran.code, ran.talk.count("\n")) == (4, 1)
    assert "No space left on device" in ran.talk


def is_gone(group: int) -> bool:
    """Whether no process of a group is left, not even a dead one."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


@needs_posix
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_is_130_and_leaves_nothing(jobs: str, many: Path, tmp_path: Path) -> None:
    """Ctrl-C while records are read: what stood at the output stays, and no process lives on."""
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "a.ttl").write_text("old")
    command = [*COMMAND, "convert", str(many), "-j", jobs, "-o", str(folder / "a.ttl")]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, process_group=0) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith(b"warning: ")
        os.killpg(process.pid, signal.SIGINT)
        rest = process.stderr.read().decode()
        assert process.wait() == 130
    assert "Traceback" not in rest
    assert [path.name for path in folder.iterdir()] == ["a.ttl"]
    assert (folder / "a.ttl").read_text() == "old"
    wait_until(lambda: is_gone(process.pid))


@needs_posix
def test_an_impatient_interrupt_leaves_nothing_either(many: Path, tmp_path: Path) -> None:
    """Ctrl-C five times in a row, while workers are being ended."""
    command = [*COMMAND, "convert", str(many), "-j", "2", "-o", str(tmp_path / "a.ttl")]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, process_group=0) as process:
        assert process.stderr is not None
        process.stderr.readline()
        for _ in range(5):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGINT)
            time.sleep(0.005)
        process.stderr.read()
        assert process.wait() in {130, -signal.SIGINT}
    assert [path.name for path in tmp_path.iterdir() if path != many] == []
    wait_until(lambda: is_gone(process.pid))


@needs_posix
@pytest.mark.parametrize("arguments", [("convert", "seeds", "-q", "-o", "-", "-f", "nt"), ("explain", "seeds")])
def test_a_reader_who_goes_away_is_141(arguments: tuple[str, ...]) -> None:
    """As with ``head``: no word about it."""
    command = [*COMMAND, *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        talk = process.stderr.read().decode()
        assert process.wait() == 141
    assert [line for line in talk.splitlines() if not line.startswith("warning: ")] == []


def test_options_reach_the_document(tmp_path: Path, here: Command) -> None:
    """Base, form of schema.org, address of pictures, and profile."""
    ran = here(
        *("convert", SEED, "-q", "-o", "-", "-f", "nt", "--base", "https://example.org/p/", "--schema-org", "http"),
        *("--image-template", "https://example.org/i/{pmcid}/{filename}?x", "--profile", "core"),
    )
    text = ran.out.decode()
    assert "<https://example.org/p/figures/PMC4745709__oncotarget-06-29034-g006.html> <http://schema.org/name>" in text
    assert "<https://example.org/i/PMC4745709/oncotarget-06-29034-g006.jpg?x>" in text
    assert "hasBody" not in text
    assert "https://schema.org" not in text
    assert not [*tmp_path.iterdir()]


def test_keywords_can_be_left_alone(here: Command) -> None:
    """No gene is inferred from them then; they stay keywords."""
    seed = "seeds/000_e2be7bce4d4dc1f5.txt"
    inferred, plain = (here("convert", seed, "-q", "-o", "-", "-f", "nt", *more) for more in ((), ("--no-keywords",)))
    assert b"keyword_symbol" in inferred.out
    assert b"keyword_symbol" not in plain.out
    assert b'/keywords> "IL1B"' in plain.out


def test_explain_shows_each_triple_with_its_source(here: Command) -> None:
    """A key with its line, or a row."""
    text = here("explain", SEED).out.decode()
    assert 'schema:name "IL-1B produced by aggressive breast cancer cells"  <-  figtitle (line ' in text
    assert re.search(r"oa:hasBody ncbigene:3553  <-  .*: genes: row \d+", text)
