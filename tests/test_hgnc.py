"""The HGNC table: what the bundled one says, and how others are read and made."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfocr_rdf import hgnc
from pfocr_rdf.errors import InputError, OutputError, UsageError
from pfocr_rdf.hgnc import FEW, HgncGene, HgncTable, bundled, read_hgnc, rebuild, write_hgnc

OFFICIAL_HEADER = (
    "hgnc_id\tsymbol\tname\tlocus_group\tstatus\talias_symbol\talias_name\tprev_symbol\tdate_modified\tentrez_id"
)
OFFICIAL_ROWS = (
    'HGNC:7421\tMT-CO2\tcytochrome c oxidase II\tprotein-coding gene\tApproved\t"COX2|CO2"\t\tMTCO2\t2024-05-01\t4513',
    "HGNC:37133\tA1BG-AS1\tA1BG antisense RNA 1\tnon-coding RNA\tApproved\tFLJ23569\t\t\t2013-06-27\t503538",
    "HGNC:5\tA1BG\talpha-1-B glycoprotein\tprotein-coding gene\tApproved\t\t\t\t2023-01-20\t1",
    "HGNC:6\tA1S9T\t\twithdrawn\tEntry Withdrawn\t\t\t\t2025-01-01\t",
    "HGNC:52\tNOID\tno NCBI id\tother\tApproved\t\t\t\t\t",
)


@pytest.fixture
def official(tmp_path: Path) -> Path:
    """A sample in the format of HGNC's own file."""
    path = tmp_path / "hgnc_complete_set.txt"
    path.write_text("\n".join((OFFICIAL_HEADER, *OFFICIAL_ROWS)) + "\n")
    return path


def of_genes(*genes: HgncGene) -> HgncTable:
    """A table of a few genes."""
    return HgncTable.of(genes, {"date": "2025-01-01"})


@pytest.mark.parametrize(
    ("symbol", "hgnc_id", "ncbi_id", "name"),
    [
        ("IL1B", "5992", "3553", "IL1F2"),
        ("MT-CO2", "7421", "4513", "COX2"),
        ("PTGS2", "9605", "5743", "COX2"),
        ("TNFSF11", "11926", "8600", "RANKL"),
        ("CXCL8", "6025", "3576", "IL8"),
        ("CBS", "1550", "875", "HIP4"),
        ("SMN2", "11118", "6607", "SMNC"),
        ("C4A", "1323", "720", "C4"),
    ],
)
def test_the_bundled_table_knows_genes_by_symbol_id_and_other_names(
    symbol: str, hgnc_id: str, ncbi_id: str, name: str
) -> None:
    """Facts of genenames.org, among them genes for which the table's sources had several NCBI ids."""
    gene = bundled().by_symbol(symbol)
    assert gene is not None
    assert (gene.hgnc_id, gene.ncbi_id) == (hgnc_id, ncbi_id)
    assert bundled().by_ncbi_id(ncbi_id) == gene
    assert name in gene.aliases + gene.previous
    assert gene in bundled().candidates(name)


def test_the_bundled_table_tells_previous_symbols_from_aliases() -> None:
    """IL8 was the symbol of CXCL8, GCP1 never was."""
    gene = bundled().by_symbol("CXCL8")
    assert gene is not None
    assert "IL8" in gene.previous
    assert "GCP1" in gene.aliases


def test_the_bundled_table_is_whole_and_says_what_it_is() -> None:
    """About as many genes as HGNC has, with date, source and licence."""
    table = bundled()
    assert 43_000 <= len(table) <= 45_000
    assert table.date == "2025-06-04"
    assert "genenames.org" in table.source
    assert "CC0" in table.notes["licence"]


def test_the_bundled_table_has_each_symbol_and_each_id_once() -> None:
    """No approved symbol and no HGNC id is ambiguous."""
    genes = list(bundled())
    assert len({gene.symbol for gene in genes}) == len({gene.hgnc_id for gene in genes}) == len(genes)


def test_the_bundled_table_passes_the_tests_of_a_table_from_outside(tmp_path: Path) -> None:
    """It is loaded without being checked row by row, so that is done here."""
    copy = tmp_path / "copy.tsv.gz"
    copy.write_bytes((Path(hgnc.__file__).parent / hgnc.BUNDLED).read_bytes())
    assert list(read_hgnc(copy)) == list(bundled())


def test_the_bundled_file_is_what_writing_it_again_gives(tmp_path: Path) -> None:
    """The same rows in the same order, and no name or time of day in the gzip header."""
    written, original = tmp_path / "hgnc.tsv.gz", Path(hgnc.__file__).parent / hgnc.BUNDLED
    write_hgnc(bundled(), written)
    assert gzip.decompress(written.read_bytes()) == gzip.decompress(original.read_bytes())
    assert original.read_bytes()[:9] == b"\x1f\x8b\x08\0\0\0\0\0\x02"


def test_a_symbol_of_two_meanings_has_all_its_genes_as_candidates() -> None:
    """COX2 is no approved symbol, and an alias of two genes at least."""
    symbols = [gene.symbol for gene in bundled().candidates("COX2")]
    assert {"MT-CO2", "PTGS2"} <= set(symbols)
    assert symbols == sorted(symbols)
    assert bundled().by_symbol("COX2") is None


def test_a_mouse_symbol_is_a_candidate_but_no_approved_symbol() -> None:
    """Tgfb1 differs from TGFB1 in case only, which is what tells mouse from man."""
    assert [gene.symbol for gene in bundled().candidates("Tgfb1")] == ["TGFB1"]
    assert bundled().by_symbol("Tgfb1") is None


def test_the_gene_approved_under_a_name_comes_before_those_that_sort_before_it() -> None:
    """An approved symbol weighs more than an alias."""
    table = of_genes(HgncGene("AAA", "1", aliases=("ZZZ",)), HgncGene("ZZZ", "2"))
    assert [gene.symbol for gene in table.candidates("ZZZ")] == ["ZZZ", "AAA"]
    assert [gene.symbol for gene in table.candidates("zzz")] == ["AAA", "ZZZ"]


def test_a_name_that_a_gene_has_twice_gives_the_gene_once() -> None:
    """Alias and previous symbol may be the same but for case."""
    table = of_genes(HgncGene("A", "1", aliases=("il8",), previous=("IL8",)))
    assert len(table.candidates("Il8")) == 1


def test_a_symbol_or_ncbi_id_of_two_genes_finds_neither() -> None:
    """Which one is meant cannot be told."""
    table = of_genes(HgncGene("A", "1", "7"), HgncGene("A", "2", "8"), HgncGene("B", "3", "8"), HgncGene("C", "4"))
    assert table.by_symbol("A") is None
    assert table.by_ncbi_id("8") is None
    assert table.by_ncbi_id("7") == HgncGene("A", "1", "7")


def test_nothing_is_no_name() -> None:
    """Genes without NCBI id or aliases are not found under the empty text."""
    table = of_genes(HgncGene("A", "1"))
    assert (table.by_symbol(""), table.by_ncbi_id(""), table.candidates("")) == (None, None, ())


@pytest.mark.parametrize("name", ["hgnc.tsv", "hgnc.tsv.gz"])
def test_a_table_rebuilt_from_the_official_file_reads_back_equal(official: Path, name: str) -> None:
    """Approved genes only, by number, aliases unquoted, dated by the newest change of an approved gene."""
    output = official.with_name(name)
    rebuilt = rebuild(official, output)
    table = read_hgnc(output)
    assert list(table) == list(rebuilt) == list(read_hgnc(official))
    assert list(table) == [
        HgncGene("A1BG", "5", "1"),
        HgncGene("NOID", "52"),
        HgncGene("MT-CO2", "7421", "4513", ("COX2", "CO2"), ("MTCO2",)),
        HgncGene("A1BG-AS1", "37133", "503538", ("FLJ23569",)),
    ]
    assert table.date == "2024-05-01"
    assert table.notes == rebuilt.notes


def test_rebuilding_gives_the_same_bytes_whatever_the_order_of_rows(official: Path, tmp_path: Path) -> None:
    """Neither the clock nor the name of the file nor the order of the input is in it."""
    rebuild(official, tmp_path / "one.tsv.gz")
    official.write_text("\r\n".join((OFFICIAL_HEADER, *reversed(OFFICIAL_ROWS))))
    rebuild(official, tmp_path / "two.tsv.gz")
    assert (tmp_path / "one.tsv.gz").read_bytes() == (tmp_path / "two.tsv.gz").read_bytes()


def test_the_date_may_be_given(official: Path, tmp_path: Path) -> None:
    """A date given counts more than those in the file."""
    assert rebuild(official, tmp_path / "o.tsv", date="2026-01-31").date == "2026-01-31"


def test_a_date_that_is_none_is_refused(official: Path, tmp_path: Path) -> None:
    """Before anything is read or written."""
    with pytest.raises(UsageError, match="found 'May 2024', expected YYYY-MM-DD"):
        rebuild(official, tmp_path / "o.tsv", date="May 2024")


def test_an_official_file_without_dates_needs_one(tmp_path: Path) -> None:
    """The clock never fills in."""
    official = tmp_path / "set.txt"
    official.write_text("hgnc_id\tsymbol\tstatus\talias_symbol\tprev_symbol\tentrez_id\nHGNC:5\tA\tApproved\t\t\t\n")
    assert read_hgnc(official).date == ""
    with pytest.raises(InputError, match="date_modified: found no date"):
        rebuild(official, tmp_path / "o.tsv")
    assert not (tmp_path / "o.tsv").exists()


def test_a_table_that_cannot_be_written_leaves_nothing(official: Path, tmp_path: Path) -> None:
    """Nor does it hide why."""
    with pytest.raises(OutputError, match="expected a place to write to"):
        rebuild(official, tmp_path / "nowhere" / "o.tsv")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError):
        rebuild(official, tmp_path / "folder")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", official.name]


OWN_HEADER = "# date: 2025-01-01\nhgnc_id\tsymbol\tncbi_id\taliases\tprevious\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "t:1: header: found '', expected an HGNC table"),
        (b"# date: 1\n", "t:2: header: found ''"),
        (b"symbol\tid\nA\t1\n", r"t:1: header: found 'symbol\\tid'"),
        (OWN_HEADER.encode(), "t:3: row: found ''"),
        (OWN_HEADER.encode() + b"1\tA\t\t\t\n2\tB\t\t\n", r"t:4: row: found '2\\tB\\t\\t', expected 5 cells"),
        (OWN_HEADER.encode() + b"HGNC:1\tA\t\t\t\n", "t:3: row: found"),
        (OWN_HEADER.encode() + b"1\tA\t0\t\t\n", "t:3: row: found"),
        (OWN_HEADER.encode() + "\u0661\tA\t\t\t\n".encode(), "t:3: row: found"),
        (f"{OFFICIAL_HEADER}\nHGNC:5\tA\n".encode(), "t:2: row: found 2 cells, expected 10"),
        (f"{OFFICIAL_HEADER}\n{OFFICIAL_ROWS[2][:-1]}x\n".encode(), "t:2: row: found"),
        (f"{OFFICIAL_HEADER}\n{OFFICIAL_ROWS[3]}\n".encode(), "t: status: found no gene"),
        (b"hgnc_id\xff", "t: file: found no UTF-8 at byte 7"),
        (b"\x1f\x8bnot gzip", "t: file: found damaged gzip"),
        (gzip.compress(b"# much\n" * 999)[:-12], "t: file: found damaged gzip"),
    ],
)
def test_what_is_no_table_is_refused_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, said: str
) -> None:
    """Every refusal says file and line, what was found, what was expected and what to try."""
    monkeypatch.chdir(tmp_path)
    Path("t").write_bytes(content)
    with pytest.raises(InputError, match=f"^{said}.*; try "):
        read_hgnc(Path("t"))


def test_a_table_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """So is a folder."""
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(InputError, match="expected a readable file"):
            read_hgnc(path)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_table_of_more_than_the_limit_is_refused(tmp_path: Path, pack: type[bytes]) -> None:
    """Also where it is small on the disk."""
    path = tmp_path / "t"
    path.write_bytes(pack(b"#" * (hgnc.SIZE_LIMIT + 1)))
    with pytest.raises(InputError, match="found more than 67108864 bytes"):
        read_hgnc(path)


NAMES = st.text("ABab19-@/βİ ", min_size=1, max_size=3)
GENES = st.builds(
    HgncGene,
    st.text("ABab19-@.", min_size=1, max_size=3),
    st.integers(1, 99).map(str),
    st.none() | st.integers(1, 9).map(str),
    st.lists(NAMES, max_size=3).map(tuple),
    st.lists(NAMES, max_size=2).map(tuple),
)


@given(st.lists(GENES, min_size=1, max_size=6))
def test_any_table_is_read_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, genes: list[HgncGene]
) -> None:
    """Every gene, every name and every note."""
    path = tmp_path_factory.getbasetemp() / "any.tsv"
    table = of_genes(*genes)
    write_hgnc(table, path)
    again = read_hgnc(path)
    assert (list(again), again.notes) == (list(table), table.notes)


@given(st.lists(GENES, max_size=6), NAMES)
def test_candidates_are_all_genes_that_have_the_name_in_any_case(genes: list[HgncGene], name: str) -> None:
    """As asking each gene in turn would find them: the first that are asked for, and all that come later."""
    table = of_genes(*genes)
    found = table.candidates(name)
    for _ in range(FEW):
        assert table.candidates(name) == found
    named = [
        gene
        for gene in genes
        if name.casefold() in {other.casefold() for other in (gene.symbol, *gene.aliases, *gene.previous)}
    ]
    assert sorted(map(repr, found)) == sorted(map(repr, named))
