"""Bad input: each kind is told in one line, with its place; a bad record is left out whole, and the run goes on."""

import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from bad_inputs import ERRORS, WARNINGS, Case, Hole, Strange, lay, places
from checkouts import posix
from records import GENES, IL1B, page, record, table

from pfocr_rdf.cli import main
from pfocr_rdf.errors import CATALOGUE

pytestmark = posix

GOOD, BAD = "PMC9__good", "PMC1__f1"


class Ran(NamedTuple):
    """What one call of the command did."""

    code: int
    talk: str
    written: str | None
    report: dict[str, Any]

    @property
    def codes(self) -> Counter[str]:
        """How often each code was found."""
        return Counter(finding["code"] for finding in self.report["every_finding"])

    def only(self) -> dict[str, str]:
        """The one finding."""
        (finding,) = self.report["every_finding"]
        assert isinstance(finding, dict)
        return finding


Command = Callable[..., Ran]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """``pfocr-rdf convert``, in this process."""
    target, report = tmp_path / "out.nt", tmp_path / "report.json"

    def run(*arguments: str | Path) -> Ran:
        for path in (target, report):
            path.unlink(missing_ok=True)
        given = ["pfocr-rdf", "convert", *map(str, arguments), "-o", str(target), "--report", str(report)]
        monkeypatch.setattr(sys, "argv", given)
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code is None or isinstance(ended.value.code, int)
        told = json.loads(report.read_text("utf-8")) if report.exists() else {}
        written = target.read_text("utf-8") if target.exists() else None
        return Ran(ended.value.code or 0, capsys.readouterr().err, written, told)

    return run


def good(figid: str = GOOD) -> Strange:
    """A record without any fault."""
    return record(figid, genes=table(GENES, IL1B))


def speaks_of(ran: Ran, figid: str) -> bool:
    """Whether any triple is about a figure, its paper, or anything of theirs."""
    return re.search(rf"{figid.partition('__')[0]}(?!\d)", ran.written or "") is not None


def check_finding(ran: Ran, case: Case, root: Path, severity: str) -> None:
    """The one finding has its code, place, key and value, and is shown as one line."""
    finding = ran.only()
    assert (finding["severity"], finding["code"], finding["key"]) == (severity, case.code, case.key)
    place = places(case, BAD)
    assert finding["where"].startswith(str(root))
    assert finding["where"].endswith(place) or (place.endswith(":") and place in finding["where"])
    assert case.found in finding["found"]
    line = "{severity}: {where}: {key}: found {found}, expected {expected}; try {try} [{code}]".format(**finding)
    assert line in ran.talk.splitlines()


@pytest.mark.parametrize("case", ERRORS, ids=lambda case: case.name)
def test_an_error_costs_its_record_and_nothing_else(case: Case, tmp_path: Path, command: Command) -> None:
    """No triple of the bad record, all of the good one; exit code 0, and 1 under ``--strict``."""
    alone = command(lay(tmp_path / "alone", good()))
    root = lay(tmp_path / "tree", {**good(), **case.files(BAD)})
    ran = command(root)
    check_finding(ran, case, root, "error")
    assert not speaks_of(ran, BAD)
    assert ran.written == alone.written
    assert (ran.report["written"]["figures"], ran.report["left_out"]) == (1, 1)
    assert (ran.code, command(root, "--strict").code) == (0, 1)


@pytest.mark.parametrize("case", WARNINGS, ids=lambda case: case.name)
def test_a_warning_costs_a_value_at_most(case: Case, tmp_path: Path, command: Command) -> None:
    """Both records are in the graph; exit code 0, and 1 under ``--strict``."""
    root = lay(tmp_path / "tree", {**good(), **case.files(BAD)})
    ran = command(root)
    check_finding(ran, case, root, "warning")
    assert speaks_of(ran, BAD)
    assert speaks_of(ran, GOOD)
    assert (ran.report["written"]["figures"], ran.report["left_out"]) == (2, 0)
    assert (ran.code, command(root, "--strict").code) == (0, 1)


def test_one_of_each_kind_at_once(tmp_path: Path, command: Command) -> None:
    """Every good record is kept, every fault is told once, and the counts add up."""
    cases = (*ERRORS, *WARNINGS)
    files: dict[str, Any] = {**good(), **good("PMC500__good")}
    for number, case in enumerate(cases, start=100):
        files |= case.files(f"PMC{number}__f1")
    ran = command(lay(tmp_path / "tree", files))
    assert ran.codes == Counter(case.code for case in cases) == ran.report["findings"]
    assert ran.report["written"]["figures"] == ran.report["written"]["papers"] == len(WARNINGS) + 2
    assert ran.report["left_out"] == len(ERRORS)
    assert [speaks_of(ran, f"PMC{number}__") for number in range(100, 100 + len(cases))] == (
        [False] * len(ERRORS) + [True] * len(WARNINGS)
    )
    assert speaks_of(ran, GOOD)
    assert speaks_of(ran, "PMC500__good")
    assert f"{len(ERRORS)} records left out" in ran.talk


def test_a_record_without_fault_says_nothing(tmp_path: Path, command: Command) -> None:
    """The measure of all cases here: ``--strict`` passes, and standard error has the summary alone."""
    ran = command(lay(tmp_path / "tree", {**good(), **good(BAD)}), "--strict")
    assert ran.code == 0
    assert ran.report["every_finding"] == []
    assert "found" not in ran.talk


# ---- faults between records ----------------------------------------------------------------------------------------


def test_two_records_of_one_figid(tmp_path: Path, command: Command) -> None:
    """The first counts, whatever the order in which the sources are named."""
    first = lay(tmp_path / "a", {**good(), **record(BAD)})
    second = lay(tmp_path / "b", record(BAD, {"caption": "Another caption."}))
    for sources in ((first, second), (second, first)):
        ran = command(*sources)
        assert ran.only()["code"] == "duplicate-figid"
        assert ran.only()["where"] == f"{second}/_figures/{BAD}.md"
        assert ran.only()["found"] == f"{BAD}, as in {first}/_figures/{BAD}.md"
        assert "Another caption" not in (ran.written or "")
        assert (ran.report["written"]["figures"], ran.report["left_out"], ran.code) == (2, 1, 0)


def test_one_record_twice_is_no_contradiction(tmp_path: Path, command: Command) -> None:
    """The same record in two places is written once."""
    sources = [lay(tmp_path / name, record(BAD)) for name in "ab"]
    ran = command(*sources)
    assert ran.only()["code"] == "repeated-record"
    assert (ran.report["written"]["figures"], ran.report["left_out"]) == (1, 0)


def test_the_readable_one_of_two_counts(tmp_path: Path, command: Command) -> None:
    """A broken record does not stand in the way of a whole one of the same figid."""
    broken = lay(tmp_path / "a", record(BAD, {"caption": "[", "year": "'2001'"}))
    ran = command(broken, lay(tmp_path / "b", record(BAD)))
    assert ran.only()["code"] == "broken-yaml"
    assert '"2019"' in (ran.written or "")


def test_an_alias_that_is_another_figid(tmp_path: Path, command: Command) -> None:
    """It is told at the record that has the alias, and both are kept."""
    alias = {"figid_alias": "PMC1__f2", "redirect_from": "/figures/PMC1__f2"}
    ran = command(lay(tmp_path / "tree", {**record(BAD, alias), **record("PMC1__f2")}))
    finding = ran.only()
    assert (finding["code"], finding["key"], finding["found"]) == ("alias-is-figid", "figid_alias", "'PMC1__f2'")
    assert finding["where"].endswith(f"_figures/{BAD}.md")
    assert ran.report["written"]["figures"] == 2


def test_figures_that_disagree_on_their_paper(tmp_path: Path, command: Command) -> None:
    """The paper is described once, as the first figure has it."""
    ran = command(lay(tmp_path / "tree", {**record(BAD), **record("PMC1__f2", {"year": "'2020'"})}))
    finding = ran.only()
    assert (finding["code"], finding["key"], finding["found"]) == ("paper-disagrees", "paper.year", "'2019' and '2020'")
    assert '"2020"' not in (ran.written or "")


UUID, OTHER = "0626a9a9-df0c-11ea-99da-0ac135e8bacf", "89ecdeb8-def4-11ea-99da-0ac135e8bacf"

#: Files beside the records, what is found in them, and where.
BESIDE: tuple[tuple[str, Strange, str, str], ...] = (
    ("a map line", {"_data/ndex_map.tsv": f"{BAD}\tx\n"}, "bad-map-line", "_data/ndex_map.tsv:1"),
    ("spaces in a map", {"_data/ndex_map.tsv": f"{BAD}  {UUID}\n"}, "repaired-map-line", "_data/ndex_map.tsv:1"),
    ("two lines of a map", {"_data/wpid_map.tsv": f"{BAD}\tWP1\n{BAD}\tWP2\n"}, "map-repeats", "_data/wpid_map.tsv:2"),
    ("a map of 65 MiB", {"_data/ndex_map.tsv": Hole(65 << 20)}, "map-too-large", "_data/ndex_map.tsv"),
    ("a map against the page", {"_data/ndex_map.tsv": f"{GOOD}\t{OTHER}\n"}, "map-disagrees", f"_figures/{GOOD}.md:25"),
    ("a broken organism page", {"_organisms/a.md": "---\nlatin: [\n---\n"}, "broken-yaml", "_organisms/a.md:"),
    (
        "two ids for one name",
        {f"_organisms/{name}.md": f"---\nlatin: Zea mays\nncbi: '{number}'\n---\n" for name, number in ("a1", "b2")},
        "taxon-disagrees",
        "_organisms/b.md",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("files", "code", "place"), [one[1:] for one in BESIDE], ids=[one[0] for one in BESIDE])
def test_a_fault_beside_the_records_costs_no_record(
    files: Strange, code: str, place: str, tmp_path: Path, command: Command
) -> None:
    """Maps and organism pages are told of like records, but no record is left out for them."""
    ran = command(lay(tmp_path / "tree", {**record(GOOD, {"ndex": UUID}), **record(BAD), **files}))
    assert ran.only()["code"] == code
    assert place in ran.only()["where"]
    assert (ran.report["written"]["figures"], ran.report["left_out"], ran.code) == (2, 0, 0)


def test_every_finding_of_the_catalogue_has_its_case() -> None:
    """A new code needs a case; of archives alone is the one that is tried elsewhere."""
    tried = {case.code for case in (*ERRORS, *WARNINGS)} | {code for _, _, code, _ in BESIDE}
    tried |= {"duplicate-figid", "repeated-record", "alias-is-figid", "paper-disagrees"}
    tried |= {"bad-pathway"}  # in test_pathways
    tried |= {"bad-pmc-row", "pmc-ids-disagree", "doi-disagrees"}  # in test_pmc_ids
    tried |= {"damaged-cache"}  # in test_cache
    assert {*CATALOGUE} - tried == {"unsafe-member"}


# ---- many findings, and none of use --------------------------------------------------------------------------------


def test_findings_of_one_record_are_told_up_to_a_hundred(tmp_path: Path, command: Command) -> None:
    """A record with a fault a row must not drown all others; the rest is counted."""
    rows = table(GENES, *[{**IL1B, "ncbigene_id": "0", "word": str(number)} for number in range(1_000)])
    ran = command(lay(tmp_path / "tree", {**good(), **record(BAD, genes=rows)}))
    assert ran.codes == {"bad-gene-id": 101}
    assert ran.report["every_finding"][-1]["found"] == "900 more of these"
    assert ran.report["written"]["gene_mentions"] == 1_001


@pytest.mark.parametrize(
    "case",
    [case for case in ERRORS if "link" not in case.name and "table" not in case.name],
    ids=lambda case: case.name,
)
def test_nothing_of_use_is_unreadable_input(case: Case, tmp_path: Path, command: Command) -> None:
    """Exit code 3; nothing is written, and the report tells why."""
    ran = command(lay(tmp_path / "tree", case.files(BAD)))
    assert (ran.code, ran.written) == (3, None)
    assert ran.codes == {case.code: 1}
    assert "found no figure that can be used" in ran.talk


@pytest.mark.parametrize("name", ["gone", "gone/*.md", "folder", "folder/*.md"])
def test_no_input_is_unreadable_input(name: str, tmp_path: Path, command: Command) -> None:
    """Exit code 3 for a path that is not there, and for one that holds no record; other sources do not help."""
    (tmp_path / "folder").mkdir()
    ran = command(lay(tmp_path / "tree", good()), tmp_path / name)
    assert (ran.code, ran.written) == (3, None)
    (line,) = ran.talk.splitlines()
    assert re.fullmatch(r"error: .*: source: found .+, expected .+; try .+", line)


def test_the_rest_of_a_flat_folder_goes_on(tmp_path: Path, command: Command) -> None:
    """Seeds are files of any name beside each other; a bad one is told by its name."""
    files = {"000.txt": page(GOOD), "001.txt": "no record", "002.txt": page(BAD, {"figid": "'PMC1__a b'"})}
    ran = command(lay(tmp_path / "flat", files))
    told = [(finding["where"].rpartition("/")[2], finding["code"]) for finding in ran.report["every_finding"]]
    assert sorted(told) == [("001.txt:1", "no-front-matter"), ("002.txt:2", "bad-figid")]
    assert (ran.report["written"]["figures"], ran.report["left_out"]) == (1, 2)


def explained(
    record_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    """Exit code of ``pfocr-rdf explain``, and what it says on standard error."""
    monkeypatch.setattr(sys, "argv", ["pfocr-rdf", "explain", str(record_file)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code is None or isinstance(ended.value.code, int)
    return ended.value.code or 0, capsys.readouterr().err


@pytest.mark.parametrize("case", [*ERRORS[:4], *WARNINGS[3:6]], ids=lambda case: case.name)
def test_explain_tells_what_convert_tells(
    case: Case, tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same line; and exit code 3 where there is nothing to explain."""
    root = lay(tmp_path / "tree", {**good(), **case.files(BAD)})
    line = command(root).talk.splitlines()[0]
    assert f"[{case.code}]" in line
    code, talk = explained(root / "_figures" / f"{BAD}.md", monkeypatch, capsys)
    assert talk.splitlines()[0] == line
    assert code == (3 if case in ERRORS else 0)
