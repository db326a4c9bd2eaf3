"""HGNC's approved human gene symbols: a bundled table, or one read from the user's file.

Two formats are read, told apart by their header: our own compact table, and HGNC's ``hgnc_complete_set.txt``
(genenames.org, "Statistics and download files"). A gene stays the one line it was read as until it is asked for,
since every worker process holds the whole table.
"""

import gzip
import io
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from importlib.resources import files
from itertools import chain, takewhile
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import IO, NamedTuple

from pfocr_rdf.errors import InputError, OutputError, UsageError, quoted
from pfocr_rdf.identifiers import GENE, HGNC

#: Where the bundled table lies, in the package.
BUNDLED = "tables/hgnc.tsv.gz"

#: Most bytes of a table, unpacked; HGNC's own has about 17 MB.
SIZE_LIMIT = 64 << 20

#: The header of our own table, below its ``# key: value`` lines; several names in one cell are joined by ``|``.
COLUMNS = ("hgnc_id", "symbol", "ncbi_id", "aliases", "previous")

#: The columns that are read of HGNC's own file.
OFFICIAL_COLUMNS = ("hgnc_id", "symbol", "status", "alias_symbol", "prev_symbol", "entrez_id")
MODIFIED = "date_modified"

#: The status of a gene that counts; others were withdrawn.
APPROVED = "Approved"

_OFFICIAL_NOTES = MappingProxyType(
    {
        "source": "hgnc_complete_set.txt of the HUGO Gene Nomenclature Committee, https://www.genenames.org/",
        "licence": "CC0 1.0, https://www.genenames.org/about/license/",
        "made": "by pfocr-rdf from HGNC's file: the genes whose status is Approved",
    }
)
_GZIP = b"\x1f\x8b"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ROW = re.compile(rf"{HGNC.pattern}\t[^\t|]+\t(?:{GENE.pattern})?\t[^\t]*\t[^\t]*")
_EXPECTED = "an HGNC table"
_REMEDY = "hgnc_complete_set.txt as HGNC publishes it, or a table that pfocr-rdf made from it"


class HgncGene(NamedTuple):
    """One approved gene; ids without prefix, names other than the approved symbol in the order of the table."""

    symbol: str
    hgnc_id: str
    ncbi_id: str | None = None
    aliases: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()


class HgncTable:
    """All approved genes; ``date`` and ``source`` are those of the data.

    >>> table = HgncTable.of([HgncGene("TGFB1", "11766", "7040", ("CED",))], {"date": "2025-07-01"})
    >>> table.by_symbol("TGFB1") == table.by_ncbi_id("7040") == table.candidates("ced")[0]
    True
    """

    def __init__(self, rows: list[str], notes: Mapping[str, str]) -> None:
        """Hold ``rows``, lines of :data:`COLUMNS` without line ends, and the ``notes`` at the table's head."""
        self._rows = rows
        self.notes = dict(notes)

    @classmethod
    def of(cls, genes: Iterable[HgncGene], notes: Mapping[str, str]) -> "HgncTable":
        """The table of ``genes``, in the order of their HGNC numbers."""
        ordered = sorted(genes, key=lambda gene: (int(gene.hgnc_id), gene.symbol))
        return cls([_row(gene) for gene in ordered], notes)

    @property
    def date(self) -> str:
        """Date of the data as the table has it, ``YYYY-MM-DD``; empty where it has none."""
        return self.notes.get("date", "")

    @property
    def source(self) -> str:
        """Where the data come from; empty where the table does not say."""
        return self.notes.get("source", "")

    def __len__(self) -> int:
        """How many genes there are."""
        return len(self._rows)

    def __iter__(self) -> Iterator[HgncGene]:
        """Every gene, in the order of the table."""
        return map(_gene, self._rows)

    def __eq__(self, other: object) -> bool:
        """Whether both have the same genes and notes."""
        return isinstance(other, HgncTable) and (self._rows, self.notes) == (other._rows, other.notes)

    def __hash__(self) -> int:
        """Hash of what distinguishes one edition from the next."""
        return hash((len(self._rows), self.date, self.source))

    def by_symbol(self, symbol: str) -> HgncGene | None:
        """The gene with exactly this approved symbol, case and all; ``None`` where two have it."""
        row = self._by_symbol.get(symbol)
        return _gene(row) if row is not None else None

    def by_ncbi_id(self, ncbi_id: str) -> HgncGene | None:
        """The gene with this NCBI Gene id; ``None`` where two have it, since neither can be told to be meant."""
        row = self._by_ncbi_id.get(ncbi_id)
        return _gene(row) if row is not None else None

    def candidates(self, text: str) -> tuple[HgncGene, ...]:
        """Every gene that has, or had, this name, ignoring case: the one approved under it first, then by symbol."""
        genes = [_gene(self._rows[number]) for number in self._by_name.get(text.casefold(), ())]
        return tuple(sorted(genes, key=lambda gene: (gene.symbol != text, gene.symbol)))

    @cached_property
    def _by_symbol(self) -> dict[str, str]:
        return _index(self._rows, 1)

    @cached_property
    def _by_ncbi_id(self) -> dict[str, str]:
        return _index(self._rows, 2)

    @cached_property
    def _by_name(self) -> dict[str, tuple[int, ...]]:
        numbers: defaultdict[str, tuple[int, ...]] = defaultdict(tuple)
        for number, row in enumerate(self._rows):
            _, symbol, _, aliases, previous = row.casefold().split("\t")
            for name in {symbol, *_names(aliases), *_names(previous)}:
                numbers[name] += (number,)
        return dict(numbers)


def _gene(row: str) -> HgncGene:
    hgnc_id, symbol, ncbi_id, aliases, previous = row.split("\t")
    return HgncGene(symbol, hgnc_id, ncbi_id or None, _names(aliases), _names(previous))


def _row(gene: HgncGene) -> str:
    return "\t".join(
        (gene.hgnc_id, gene.symbol, gene.ncbi_id or "", "|".join(gene.aliases), "|".join(gene.previous)),
    )


def _names(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def _index(rows: list[str], column: int) -> dict[str, str]:
    """Rows by what one column holds, less what several rows hold and less nothing."""
    keys = [row.split("\t", column + 1)[column] for row in rows]
    index = dict(zip(keys, rows, strict=True))
    if len(index) < len(keys):
        for key, count in Counter(keys).items():
            if count > 1:
                del index[key]
    index.pop("", None)
    return index


@cache
def bundled() -> HgncTable:
    """The table that comes with the package; ``docs/decisions/0002-bundled-hgnc-table.md`` says what it is made of.

    >>> bundled().by_symbol("IL1B")._replace(aliases=(), previous=())
    HgncGene(symbol='IL1B', hgnc_id='5992', ncbi_id='3553', aliases=(), previous=())
    """
    resource = files(__package__).joinpath(BUNDLED)
    with resource.open("rb") as stream:
        return _table(_text(stream, BUNDLED), BUNDLED)


def read_hgnc(path: Path) -> HgncTable:
    """The table in ``path``, plain or gzip, in either format, of at most ``SIZE_LIMIT`` bytes.

    Of HGNC's own file only the genes with status ``Approved`` are kept, and its newest ``date_modified`` is taken
    for its date. Raises ``InputError`` with file and line for anything that is no such table.
    """
    try:
        with path.open("rb") as stream:
            return _table(_text(stream, str(path)), str(path))
    except OSError as error:
        raise _unusable(str(path), "file", error.strerror or str(error), "a readable file") from error


def rebuild(official: Path, output: Path, *, date: str | None = None) -> HgncTable:
    """Make our own table from HGNC's ``hgnc_complete_set.txt``, the same bytes each time, and return it.

    ``date`` (``YYYY-MM-DD``) is needed only where the file does not say when its genes were modified.
    Raises ``UsageError`` for a date that is none, ``InputError`` for the input and ``OutputError`` for the output.
    """
    if date is not None and not _DATE.fullmatch(date):
        raise UsageError(f"date: found {quoted(date)}, expected YYYY-MM-DD; try the day the file was downloaded")
    table = read_hgnc(official)
    if not (date or table.date):
        raise _unusable(str(official), MODIFIED, "no date", "the dates when genes were modified", "giving the date")
    dated = HgncTable(table._rows, {**table.notes, "date": date or table.date})  # noqa: SLF001 - the same class
    write_hgnc(dated, output)
    return dated


def write_hgnc(table: HgncTable, path: Path) -> None:
    """Write ``table`` in our own format, gzip where the name ends in ``.gz``; complete, or not at all.

    Raises ``OutputError``.
    """
    head = [f"# {key}: {value}" for key, value in sorted(table.notes.items())]
    lines = chain(head, ["\t".join(COLUMNS)], map(_row, table))
    content = "".join(f"{line}\n" for line in lines).encode()
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(_packed(content) if path.suffix == ".gz" else content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        found = error.strerror or str(error)
        raise OutputError(f"{path}: found {found}, expected a place to write to; try another name") from error


def _packed(content: bytes) -> bytes:
    """``content`` as gzip, without the name and time that would make each file another."""
    stream = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, stream, mtime=0) as packed:
        packed.write(content)
    return stream.getvalue()


def _unusable(place: str, key: str, found: str, expected: str = _EXPECTED, remedy: str = _REMEDY) -> InputError:
    return InputError(f"{place}: {key}: found {found}, expected {expected}; try {remedy}")


def _text(stream: IO[bytes], place: str) -> str:
    """All text of a table, unpacked, lines ending in LF."""
    content = stream.read(SIZE_LIMIT + 1)
    if content.startswith(_GZIP):
        try:
            content = gzip.GzipFile(fileobj=io.BytesIO(content)).read(SIZE_LIMIT + 1)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise _unusable(place, "file", "damaged gzip", "an HGNC table", "fetching the file again") from error
    if len(content) > SIZE_LIMIT:
        raise _unusable(place, "file", f"more than {SIZE_LIMIT} bytes")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise _unusable(place, "file", f"no UTF-8 at byte {error.start}") from error


def _table(text: str, place: str) -> HgncTable:
    """The table that ``text`` is, in whichever format its header tells."""
    lines = text.rstrip("\n").split("\n")
    notes = dict(_note(line) for line in takewhile(_is_note, lines))
    start = sum(1 for _ in takewhile(_is_note, lines))
    header = lines[start].split("\t") if start < len(lines) else []
    if tuple(header) == COLUMNS:
        rows = lines[start + 1 :]
        _check(rows, start + 2, place)
    elif {*OFFICIAL_COLUMNS} <= {*header}:
        rows, date = _approved(header, lines[start + 1 :], start + 2, place)
        notes = {**_OFFICIAL_NOTES, "date": date}
    else:
        raise _unusable(f"{place}:{start + 1}", "header", quoted("\t".join(header)))
    if not rows:
        raise _unusable(place, "rows", "no approved gene")
    return HgncTable(rows, notes)


def _is_note(line: str) -> bool:
    return line.startswith("#")


def _note(line: str) -> tuple[str, str]:
    key, _, value = line.removeprefix("#").partition(":")
    return key.strip(), value.strip()


def _check(rows: list[str], first: int, place: str) -> None:
    """Refuse a table with a row that has not the right cells; ``first`` is the line number of the first."""
    for number, row in enumerate(rows, first):
        if not _ROW.fullmatch(row):
            raise _unusable(f"{place}:{number}", "row", quoted(row), f"{len(COLUMNS)} cells with ids of digits only")


def _approved(header: list[str], lines: list[str], first: int, place: str) -> tuple[list[str], str]:
    """Rows of our own from those of HGNC's file that are approved, and when the newest of its genes was modified."""
    pick = itemgetter(*map(header.index, OFFICIAL_COLUMNS))
    modified = header.index(MODIFIED) if MODIFIED in header else None
    genes, dates = [], {""}
    for number, line in enumerate(lines, first):
        cells = [cell.strip('"') for cell in line.split("\t")]
        if len(cells) != len(header):
            raise _unusable(f"{place}:{number}", "row", f"{len(cells)} cells", f"{len(header)}, as in the header")
        hgnc_id, symbol, status, aliases, previous, ncbi_id = pick(cells)
        if status != APPROVED:
            continue
        genes.append(HgncGene(symbol, hgnc_id.removeprefix("HGNC:"), ncbi_id, _listed(aliases), _listed(previous)))
        _check([_row(genes[-1])], number, place)
        dates.update(_DATE.findall(cells[modified]) if modified is not None else ())
    return HgncTable.of(genes, {})._rows, max(dates)  # noqa: SLF001 - the same module


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.split("|") if name.strip())
