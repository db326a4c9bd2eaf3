"""Companion tables become rows, whatever their generation, and what does not fit is told with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfocr_rdf.errors import CATALOGUE, Finding, RecordError, Severity
from pfocr_rdf.record import Kind
from pfocr_rdf.tables import COLUMNS, DERIVED, KNOWN_HEADERS, Row, Rows, read_table

PLACE = "_data/PMC1__f1-genes.tsv"
GENES = KNOWN_HEADERS[Kind.GENE][0]
IL1B = "9606\tHomo sapiens\tPrimates\tIL-1B\tIL-1B\tIL1B\t3553\tncbigene_synonym\t2\t1\t3"
IL1B_ROW = ("IL-1B", "IL-1B", "ncbigene_synonym", "3553", "IL1B", "9606", "Homo sapiens", "Primates")
CHEMICALS = KNOWN_HEADERS[Kind.CHEMICAL][0]
CALCIUM = "Ca2+\tmesh:D002118\tCalcium\tcalcium\tchebi:22984"

HEADERS = [(kind, header) for kind, headers in KNOWN_HEADERS.items() for header in headers]
HEADER_IDS = [f"{kind}s-{len(header.split())}" for kind, header in HEADERS]


def table(*lines: str, kind: Kind = Kind.GENE, end: str = "\n") -> tuple[Rows, list[Finding]]:
    """Rows and findings of a table of these lines."""
    findings: list[Finding] = []
    return read_table("".join(line + end for line in lines).encode(), PLACE, kind, findings), findings


def refused(content: bytes, kind: Kind = Kind.GENE) -> Finding:
    """The finding for which a table is not read."""
    with pytest.raises(RecordError) as caught:
        read_table(content, PLACE, kind, [])
    assert caught.value.finding.severity is Severity.ERROR
    return caught.value.finding


@pytest.mark.parametrize(("kind", "header"), HEADERS, ids=HEADER_IDS)
def test_every_generation_is_read_by_column_name(kind: Kind, header: str) -> None:
    """Each cell lands under its own name, or under the name that its column has today; nothing is reported."""
    names = header.split("\t")
    rows, findings = table(header, "\t".join(f"<{name}>" for name in names), kind=kind)
    assert not findings
    for column, cell in zip(COLUMNS[kind], rows.rows[0], strict=True):
        assert cell in {f"<{name}>" for name in column} | ({""} if not {*column} & {*names} else set())
    assert {*rows.rows[0]} - {""} == {f"<{name}>" for name in names if name not in DERIVED}


@pytest.mark.parametrize(("kind", "header"), HEADERS, ids=HEADER_IDS)
def test_only_old_gene_tables_are_of_human_genes(kind: Kind, header: str) -> None:
    """The generation that wrote Entrez ids knew no other species."""
    rows, _ = table(header, kind=kind)
    assert rows.is_human is (kind is Kind.GENE and "entrez" in header)


@pytest.mark.parametrize(("kind", "header"), HEADERS, ids=HEADER_IDS)
def test_a_table_without_rows_is_no_fault(kind: Kind, header: str) -> None:
    """A header alone is a table that recognised nothing."""
    rows, findings = table(header, kind=kind)
    assert (rows.rows, findings) == ([], [])


def test_columns_may_stand_in_another_order() -> None:
    """Cells are found by the header, never by position."""
    rows, findings = table("chebi\tname\tword\tmatch\tmesh", "c\tn\tw\tm\tM", kind=Kind.CHEMICAL)
    assert (rows.rows, findings) == ([("w", "m", "", "M", "c", "n")], [])


def test_rows_know_their_lines() -> None:
    """The first row stands in line 2."""
    rows, _ = table(GENES, IL1B, IL1B)
    assert [rows.where(index) for index in range(2)] == [f"{PLACE}:2", f"{PLACE}:3"]


def test_repeated_rows_are_all_kept_here() -> None:
    """Rows are merged where mentions are made, which can tell what they have in common."""
    rows, findings = table(GENES, IL1B, IL1B)
    assert (rows.rows, findings) == ([IL1B_ROW, IL1B_ROW], [])


def test_the_last_line_needs_no_end() -> None:
    """A table edited by hand may end without a line break."""
    content = f"{GENES}\n{IL1B}".encode()
    assert read_table(content, PLACE, Kind.GENE, []).rows == [IL1B_ROW]


@pytest.mark.parametrize(("end", "found"), [("\r\n", [IL1B_ROW, IL1B_ROW]), ("\r", [IL1B_ROW, IL1B_ROW])])
def test_carriage_returns_end_lines_and_are_reported_once(end: str, found: list[Row]) -> None:
    """No cell keeps a carriage return, or the last column would match nothing."""
    rows, findings = table(GENES, IL1B, IL1B, end=end)
    assert rows.rows == found
    assert [rows.where(index) for index in range(2)] == [f"{PLACE}:2", f"{PLACE}:3"]
    assert [(finding.where, finding.code) for finding in findings] == [(PLACE, "carriage-return")]


def test_a_byte_order_mark_is_skipped_and_reported() -> None:
    """Otherwise the first column would be unknown."""
    rows, findings = table("\ufeff" + GENES, IL1B)
    assert rows.rows == [IL1B_ROW]
    assert findings == [Finding(f"{PLACE}:1", "table", "byte-order-mark", "U+FEFF")]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (IL1B.rpartition("\t")[0], "10 cells for 11 columns"),
        (IL1B + "\t", "12 cells for 11 columns"),
        ("", "1 cells for 11 columns"),
        ("Ca2+", "1 cells for 11 columns"),
    ],
)
def test_a_ragged_row_is_left_out_and_the_next_keeps_its_line(row: str, found: str) -> None:
    """A cell too few or too many could shift all others; an empty line is such a row too."""
    rows, findings = table(GENES, row, IL1B)
    assert findings == [Finding(f"{PLACE}:2", "row", "ragged-row", found)]
    assert rows.rows == [IL1B_ROW]
    assert rows.where(0) == f"{PLACE}:3"


@pytest.mark.parametrize(("kind", "gone"), [(Kind.GENE, "word"), (Kind.GENE, "ncbigene_id"), (Kind.DISEASE, "word")])
def test_a_table_without_a_column_that_it_needs_is_refused(kind: Kind, gone: str) -> None:
    """Its rows would say nothing."""
    header = "\t".join(name for name in KNOWN_HEADERS[kind][0].split("\t") if name != gone)
    finding = refused(f"{header}\n".encode(), kind)
    assert (finding.where, finding.key, finding.code) == (f"{PLACE}:1", gone, "missing-column")


@pytest.mark.parametrize("gone", ["match", "ncbigene_symbol", "source", "organism_id", "organism_name"])
def test_a_table_may_lack_any_other_column(gone: str) -> None:
    """Its rows are used without it, and that is told once, whatever the number of rows."""
    names = [name for name in GENES.split("\t") if name != gone]
    cells = [cell for name, cell in zip(GENES.split("\t"), IL1B.split("\t"), strict=True) if name != gone]
    rows, findings = table("\t".join(names), "\t".join(cells), "\t".join(cells))
    assert [(finding.where, finding.key, finding.code) for finding in findings] == [
        (f"{PLACE}:1", gone, "absent-column")
    ]
    assert len(rows.rows) == 2
    assert rows.rows[0][:1] + rows.rows[0][3:4] == ("IL-1B", "3553")


def test_counts_may_be_absent_without_a_word() -> None:
    """They follow from the rows, and are not written."""
    names = [name for name in GENES.split("\t") if name not in DERIVED]
    rows, findings = table("\t".join(names), "\t".join(IL1B.split("\t")[: len(names)]))
    assert (rows.rows, findings) == ([IL1B_ROW], [])


def test_an_unknown_column_is_told_and_ignored() -> None:
    """A new release may bring one; the others are read as ever."""
    rows, findings = table(GENES + "\tconfidence", IL1B + "\t0.9")
    assert rows.rows == [IL1B_ROW]
    assert findings == [Finding(f"{PLACE}:1", "confidence", "unknown-column", "'confidence'")]


@pytest.mark.parametrize("name", ["word", "count_match"])
def test_a_column_that_stands_there_twice_spoils_the_table(name: str) -> None:
    """Nobody could tell which of the two is meant."""
    finding = refused(f"{GENES}\t{name}\n".encode())
    assert (finding.where, finding.key, finding.code) == (f"{PLACE}:1", name, "duplicate-column")


def test_old_and_new_names_of_one_column_are_read_by_the_newer() -> None:
    """A table that has both is read by today's name, and the other is not overlooked in silence."""
    rows, findings = table("word\tmatch\tsymbol\tsource\tncbigene_id\tncbigene_symbol", "w\tnew\told\ts\t1\tS")
    assert rows.rows[0][1] == "new"
    assert "symbol" in {finding.key for finding in findings}


def test_na_is_kept_as_text() -> None:
    """The gene na of the fruit fly is matched by NA; only whoever knows the column can tell it from nothing."""
    rows, _ = table(
        GENES, "7227\tDrosophila melanogaster\tInvertebrates\tna\tNA\tNA\t45338\tncbigene_symbol\tNA\tNA\t3"
    )
    assert rows.rows[0] == (
        "na",
        "NA",
        "ncbigene_symbol",
        "45338",
        "NA",
        "7227",
        "Drosophila melanogaster",
        "Invertebrates",
    )


@pytest.mark.parametrize(
    "word", ['"', '"a', "'", " a ", "a,b;c|d", "#a", "\\t", "a\u2028b", "a\x85b", "\u00a0", "1e5", "007"]
)
def test_a_cell_is_neither_unquoted_nor_trimmed_nor_converted(word: str) -> None:
    """Tables are written without quoting, so each character stands for itself; only tab and LF divide."""
    rows, findings = table(CHEMICALS, CALCIUM.replace("Ca2+", word), kind=Kind.CHEMICAL)
    assert (rows.rows[0][0], findings) == (word, [])


def test_control_characters_are_left_out_and_told() -> None:
    """What XML cannot carry is not text; the row itself is kept."""
    rows, findings = table(GENES, IL1B.replace("IL-1B\tIL-1B", "IL\x07-1B\x00\tIL-1B"))
    assert rows.rows == [IL1B_ROW]
    assert [(finding.where, finding.code) for finding in findings] == [(f"{PLACE}:2", "control-character")]


@pytest.mark.parametrize("content", [b"\xff\xfe", f"{GENES}\n{IL1B}".encode("utf-16"), b"word\tmesh\n\xb5\tNA\n"])
def test_a_table_in_another_encoding_is_refused(content: bytes) -> None:
    """Latin-1 would turn micro signs into other words without anybody noticing."""
    assert refused(content).code == "not-utf-8"


@pytest.mark.parametrize("content", [b"", b"\n", b"\r\n\r\n", b"   \n", "\ufeff".encode(), b"\x00"])
def test_an_empty_table_is_refused(content: bytes) -> None:
    """Not even a header: something went wrong when it was written."""
    assert refused(content).code == "empty-table"


@given(st.binary(max_size=60), st.sampled_from(Kind))
def test_whatever_a_table_holds_is_rows_or_a_finding(content: bytes, kind: Kind) -> None:
    """No content makes anything but rows of the right width, or an error of the catalogue."""
    findings: list[Finding] = []
    try:
        rows = read_table(f"{KNOWN_HEADERS[kind][0]}\n".encode() + content, PLACE, kind, findings)
    except RecordError as error:
        codes = {error.finding.code}
    else:
        codes = set()
        assert {len(row) for row in rows.rows} <= {len(COLUMNS[kind])}
        assert len(rows.numbers) == len(rows.rows)
    assert {CATALOGUE[code].severity for code in codes} <= {Severity.ERROR}
    assert {CATALOGUE[finding.code].severity for finding in findings} <= {Severity.WARNING}
