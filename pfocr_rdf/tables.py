"""Companion tables: tab-separated text to rows, whatever generation of columns they have.

Cells are never quoted and never trimmed, and every one stays text: ``NA`` is a gene in some columns
(pfocr-database, ``_data/*.tsv``).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from operator import methodcaller
from types import MappingProxyType
from typing import NamedTuple

from pfocr_rdf.errors import Finding, RecordError, named, quoted
from pfocr_rdf.record import Kind
from pfocr_rdf.values import has_control_characters, without_control_characters

#: A row in the order of :data:`COLUMNS`; an absent column is empty.
Row = tuple[str, ...]

#: The columns that rows are made of, each by the names it has had; the first three say what makes a mention.
COLUMNS: Mapping[Kind, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {
        Kind.GENE: (
            ("word",),
            ("match", "symbol"),
            ("source",),
            ("ncbigene_id", "entrez"),
            ("ncbigene_symbol", "hgnc_symbol"),
            ("organism_id",),
            ("organism_name",),
            ("organism_group",),
        ),
        Kind.CHEMICAL: (("word",), ("match",), ("source",), ("mesh", "identifier"), ("chebi",), ("name",)),
        Kind.DISEASE: (("word",), ("match",), ("source",), ("mesh", "identifier"), ("doid",), ("name",)),
    }
)

#: Columns that follow from the rows, or describe figure and organism together, and are not written.
DERIVED = frozenset({"count_direct", "count_synonym", "count_match"})

#: Every header seen, old and new. Any other is read by column name, with a finding.
_OLD_GENES = "word\tsymbol\tsource\thgnc_symbol\tentrez"
_OLD_TERMS = "word\tsource\tidentifier"
_GENES = "organism_id\torganism_name\torganism_group\tword\tmatch\tncbigene_symbol\tncbigene_id\tsource\tcount_direct"
KNOWN_HEADERS: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        Kind.GENE: (_GENES + "\tcount_synonym\tcount_match", _GENES + "\tcount_match", _OLD_GENES),
        Kind.CHEMICAL: ("word\tmesh\tmatch\tname\tchebi", _OLD_TERMS),
        Kind.DISEASE: ("word\tmesh\tmatch\tname\tdoid", _OLD_TERMS),
    }
)

#: Most characters of a header line (the longest known has 133), and most ragged rows before a table is given up.
MOST_HEADER, MOST_RAGGED = 4096, 1000

#: Columns without which a row says nothing.
_REQUIRED: Mapping[Kind, tuple[int, ...]] = MappingProxyType(
    {Kind.GENE: (0, 3), Kind.CHEMICAL: (0,), Kind.DISEASE: (0,)}
)


class Rows(NamedTuple):
    """The rows of one table, with the number that each has in its place.

    ``is_human`` tells the old gene tables, which know human genes only.
    """

    kind: Kind
    place: str
    rows: list[Row]
    numbers: Sequence[int]
    is_human: bool = False

    def where(self, index: int) -> str:
        """The place of the row at ``index``: a table's line, or the number of an embedded row."""
        return f"{self.place}:{self.numbers[index]}"


class _Layout(NamedTuple):
    width: int
    places: list[int]
    findings: tuple[Finding, ...]
    is_human: bool


def read_table(content: bytes, place: str, kind: Kind, findings: list[Finding]) -> Rows:
    r"""Rows of one companion table.

    Ragged rows are left out and reported, and so are unknown and absent columns; a table that cannot be read, or
    has too many ragged rows, raises ``RecordError``, since a figure without its table would look complete.

    >>> read_table(b"word\tsource\tidentifier\nCa2+\tMESH\tD002118\n", "x.tsv", Kind.CHEMICAL, []).rows
    [('Ca2+', '', 'MESH', 'D002118', '', '')]
    """
    lines = _lines(content, place, findings)
    layout = _layout(lines[0], kind)
    if layout.findings:
        _report_layout(layout.findings, place, findings)
    width = layout.width
    del lines[0]
    if {*map(_tabs, lines)} <= {width - 1}:
        return Rows(kind, place, _rows(lines, layout), range(2, len(lines) + 2), layout.is_human)
    rows, numbers, ragged = [], [], []
    for number, line in enumerate(lines, start=2):
        cells = line.split("\t")
        if len(cells) != width:
            found = f"{len(cells)} cells for {width} columns"
            ragged.append(Finding(f"{place}:{number}", "row", "ragged-row", found))
            if len(ragged) == MOST_RAGGED:
                raise RecordError(Finding(f"{place}:{number}", "table", "ragged-table", f"{MOST_RAGGED:,} ragged rows"))
            continue
        rows.append(line)
        numbers.append(number)
    findings += ragged
    return Rows(kind, place, _rows(rows, layout), numbers, layout.is_human)


_tabs = methodcaller("count", "\t")


def _rows(lines: list[str], layout: _Layout) -> list[Row]:
    """The rows of lines that all have as many cells as the header, column by column."""
    if not lines:
        return []
    cells = "\t".join(lines).split("\t")
    columns = [cells[place :: layout.width] if place < layout.width else repeat("") for place in layout.places]
    return list(zip(*columns))  # noqa: B905 - an absent column has no end


def _lines(content: bytes, place: str, findings: list[Finding]) -> list[str]:
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        number = content.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{content[error.start]:02X} at offset {error.start:,}"
        raise RecordError(Finding(f"{place}:{number}", "table", "not-utf-8", found)) from error
    if text.startswith("\ufeff"):
        findings.append(Finding(f"{place}:1", "table", "byte-order-mark", "U+FEFF"))
        text = text[1:]
    if "\r" in text:
        findings.append(Finding(place, "table", "carriage-return", "CR LF"))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if has_control_characters(text):
        odd = [(number, line) for number, line in enumerate(text.split("\n"), 1) if has_control_characters(line)]
        findings += [Finding(f"{place}:{number}", "row", "control-character", quoted(line)) for number, line in odd]
        text = without_control_characters(text)
    if not text.strip():
        raise RecordError(Finding(place, "table", "empty-table", "nothing"))
    lines = text.removesuffix("\n").split("\n")
    if len(lines[0]) > MOST_HEADER:
        raise RecordError(Finding(f"{place}:1", "header", "long-header", f"{len(lines[0]):,} characters"))
    return lines


def _report_layout(layout_findings: tuple[Finding, ...], place: str, findings: list[Finding]) -> None:
    for finding in layout_findings:
        placed = finding.__class__(f"{place}:1", finding.key, finding.code, finding.found)
        if finding.code in {"missing-column", "duplicate-column"}:
            raise RecordError(placed)
        findings.append(placed)


@lru_cache(maxsize=256)
def _layout(header: str, kind: Kind) -> _Layout:
    """How to pick a row out of cells under ``header``; the place of an absent column is beyond the last."""
    names = header.split("\t")
    positions = [_position(names, column) for column in COLUMNS[kind]]
    known = header in KNOWN_HEADERS[kind]
    return _Layout(
        len(names),
        positions,
        () if known else tuple(_header_findings(names, kind)),
        kind is Kind.GENE and "entrez" in names and "ncbigene_id" not in names,
    )


def _position(names: list[str], column: tuple[str, ...]) -> int:
    return next((names.index(name) for name in column if name in names), len(names))


def _header_findings(names: list[str], kind: Kind) -> list[Finding]:
    counts = Counter(names)
    findings = [Finding("", named(name), "duplicate-column", quoted(name)) for name in counts if counts[name] > 1]
    columns = COLUMNS[kind]
    required = {columns[index] for index in _REQUIRED[kind]}
    newest = KNOWN_HEADERS[kind][-1 if "entrez" in names or "identifier" in names else 0].split("\t")
    for column in columns:
        if not set(column) & set(names) and set(column) & set(newest):
            code = "missing-column" if column in required else "absent-column"
            findings.append(Finding("", column[0], code, quoted(", ".join(names))))
    known = {next((name for name in column if name in names), "") for column in columns} | DERIVED
    findings += [Finding("", named(name), "unknown-column", quoted(name)) for name in names if name not in known]
    return sorted(findings)
