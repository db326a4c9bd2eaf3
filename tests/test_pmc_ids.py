"""PubMed ids and DOIs of papers, from NCBI's table of PMC ids."""

import gzip
import tracemalloc
from pathlib import Path

import pytest
from commands import ROOT, Command
from pyoxigraph import NamedNode, RdfFormat, parse

from pfocr_rdf import pmc_ids
from pfocr_rdf.errors import Finding, InputError
from pfocr_rdf.pipeline import Options, convert
from pfocr_rdf.pmc_ids import PaperIds, read_pmc_ids
from pfocr_rdf.reading import Knowledge, read

HEADER = "Journal Title,ISSN,eISSN,Year,Volume,Issue,Page,DOI,PMCID,PMID,Manuscript Id,Release Date\n"
#: The row of a seed, as NCBI has it, among others.
ROWS = (
    "Breast Cancer Res,1465-5411,1465-542X,2000,3,1,55,,PMC13900,11250746,,live\n"
    '"Oncotarget, ""the"" journal",1949-2553,,2015,6,30,29034,10.18632/oncotarget.4732,PMC4745709,26362269,,live\n'
    "J Unlisted,,,2001,1,,1,10.1186/bcr272,PMC13901,0,,live\n"
)
SAME_AS = NamedNode("https://schema.org/sameAs")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table of three papers."""
    path = tmp_path / "PMC-ids.csv"
    path.write_text(HEADER + ROWS)
    return path


def read_one(path: Path, pmcid: str) -> tuple[PaperIds | None, list[str]]:
    """What a table says of one paper, and the codes of what is wrong with it."""
    findings: list[Finding] = []
    return read_pmc_ids(path, {pmcid}, findings).get(pmcid), [finding.code for finding in findings]


def test_a_quoted_row_is_read_by_column(table: Path) -> None:
    """Commas and quotes in a journal's title do not shift the ids."""
    assert read_one(table, "PMC4745709") == (PaperIds("26362269", "10.18632/oncotarget.4732"), [])


def test_a_paper_that_pubmed_has_not_has_no_pubmed_id(table: Path) -> None:
    """NCBI writes 0, or nothing; an empty DOI is none either."""
    assert read_one(table, "PMC13901") == (PaperIds(None, "10.1186/bcr272"), [])
    assert read_one(table, "PMC13900") == (PaperIds("11250746", None), [])


def test_gzipped_tables_are_read_as_they_are(table: Path, tmp_path: Path) -> None:
    """Whatever the file is called."""
    packed = tmp_path / "ids.csv"
    packed.write_bytes(gzip.compress(table.read_bytes()))
    assert read_one(packed, "PMC4745709") == read_one(table, "PMC4745709")


@pytest.mark.parametrize("block", [7, 64, 333, 1 << 20])
def test_rows_are_found_wherever_a_block_ends(table: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    """Also the last one, without a line end, and with the line ends of Windows."""
    table.write_bytes((HEADER + ROWS).replace("\n", "\r\n").encode().removesuffix(b"\r\n"))
    monkeypatch.setattr(pmc_ids, "BLOCK_BYTES", block)
    found = read_pmc_ids(table, {"PMC13900", "PMC4745709", "PMC13901", "PMC1390"}, [])
    assert sorted(found) == ["PMC13900", "PMC13901", "PMC4745709"]
    assert found["PMC13901"].doi == "10.1186/bcr272"


@pytest.mark.parametrize(
    ("row", "ids", "codes"),
    [
        ("J,,,2000,3,1,55,10.1186/a,PMC4745709,x7,,live", PaperIds(None, "10.1186/a"), ["bad-pmc-row"]),
        ("J,,,2000,3,1,55,doi:10.1,PMC4745709,7,,live", PaperIds("7", None), ["bad-pmc-row"]),
        ("J,10.1186/a,PMC4745709,7", None, ["bad-pmc-row"]),
        ("J,,,,,,,,PMC4745709,7,,live\nJ,,,,,,,,PMC4745709,8,,live", PaperIds("7", None), ["pmc-ids-disagree"]),
    ],
    ids=["a PubMed id of letters", "a DOI of a wrong form", "a short row", "two rows"],
)
def test_a_faulty_row_is_told(table: Path, row: str, ids: PaperIds | None, codes: list[str]) -> None:
    """What is right of it is used."""
    table.write_text(f"{HEADER}{row}\n")
    assert read_one(table, "PMC4745709") == (ids, codes)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "no column PMCID"),
        (b"PMCID,PMID\n", "no column DOI"),
        (b"\x1f\x8bnothing", "Compressed file ended"),
        (HEADER.encode() + b"x" * 70_000 + b"\n" * 2, "a line of more than"),
    ],
    ids=["empty", "without a DOI", "broken gzip", "an endless line"],
)
def test_another_file_is_refused(table: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, found: str) -> None:
    """With what to give instead."""
    monkeypatch.setattr(pmc_ids, "BLOCK_BYTES", 1 << 10)
    table.write_bytes(content)
    with pytest.raises(InputError, match=f"(?s)PMC ids: found .*{found}.*try NCBI's PMC-ids.csv"):
        read_pmc_ids(table, {"PMC1"}, [])


def test_memory_does_not_grow_with_the_table(table: Path) -> None:
    """A table of 20 MB takes no more than a block and what is wanted."""
    with table.open("a") as file:
        file.writelines(
            f"J,,,2000,3,1,55,10.1186/bcr{number},PMC{number + 5_000_000},7,,live\n" for number in range(300_000)
        )
    tracemalloc.start()
    read_pmc_ids(table, {"PMC4745709"}, [])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6 * pmc_ids.BLOCK_BYTES


def test_convert_adds_the_ids_to_papers(table: Path, tmp_path: Path, here: Command) -> None:
    """As ``schema:sameAs``, in the forms that WikiPathways has."""
    ran = here("convert", "seeds", "-o", tmp_path / "seeds.nt", "--pmc-ids", table, "-q")
    assert ran.code == 0
    paper = NamedNode("https://identifiers.org/pmc/PMC4745709")
    same = [
        triple.object.value
        for triple in parse(path=tmp_path / "seeds.nt", format=RdfFormat.N_TRIPLES)
        if (triple.subject, triple.predicate) == (paper, SAME_AS) and isinstance(triple.object, NamedNode)
    ]
    assert same == [
        "https://europepmc.org/article/PMC/4745709",
        "https://identifiers.org/pubmed/26362269",
        "https://doi.org/10.18632/oncotarget.4732",
    ]


def test_a_run_of_any_number_of_processes_gives_the_same_bytes(table: Path, tmp_path: Path) -> None:
    """The ids travel to worker processes."""
    knowledge = Knowledge(pmc_ids=table)
    for jobs in (1, 2):
        convert([ROOT / "seeds"], tmp_path / f"{jobs}.ttl", Options(knowledge=knowledge, jobs=jobs))
    assert (tmp_path / "1.ttl").read_bytes() == (tmp_path / "2.ttl").read_bytes()


def test_the_records_own_doi_counts_more(table: Path, tmp_path: Path) -> None:
    """And a table that has another is told; case makes no difference."""
    record = next(path for path in (ROOT / "seeds").iterdir() if "PMC3962044" in path.read_text())
    text = record.read_text().replace("doi: .na.character", "doi: 10.1186/OWN")
    (tmp_path / "record.txt").write_text(text)
    for doi, codes in (("10.1186/own", []), ("10.1186/other", ["doi-disagrees"])):
        table.write_text(f"{HEADER}J,,,,,,,{doi},PMC3962044,7,,live\n")
        findings: list[Finding] = []
        (figure,) = read(tmp_path / "record.txt", knowledge=Knowledge(pmc_ids=table), on_finding=findings.append)
        assert (figure.paper.doi, figure.paper.pubmed) == ("10.1186/OWN", "7")
        assert [one.code for one in findings if one.key == "doi"] == codes
