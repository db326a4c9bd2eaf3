"""HGNC's approved human gene symbols: a bundled table, or one read from the user's file.

Two formats are read, told apart by their header: our own compact table, and HGNC's ``hgnc_complete_set.txt``
(genenames.org, "Statistics and download files"). Genes stay the cells they were read as until one is asked for, and
each index is made when it is first used, since every worker process holds the whole table.
"""

import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache, cached_property
from hashlib import blake2b
from importlib.resources import files
from itertools import chain
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import IO, NamedTuple

from pfocr_rdf.errors import InputError, OutputError, UsageError, quoted
from pfocr_rdf.identifiers import GENE, HGNC

#: Where the bundled table lies, in the package.
BUNDLED = "bundled/hgnc.tsv.gz"

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
#: So many names are looked for before an index of names is made: those of a record or two.
FEW = 100

_WIDTH = len(COLUMNS)
_GZIP = b"\x1f\x8b"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ROW = re.compile(rf"{HGNC.pattern}\t[!-{{}}~]+\t(?:{GENE.pattern})?\t[^\t]*\t[^\t]*", re.ASCII)
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

    def __init__(self, cells: list[str], notes: Mapping[str, str]) -> None:
        """Hold ``cells``, those of :data:`COLUMNS` gene after gene, and the ``notes`` at the table's head."""
        self._cells = cells
        self._asked = 0
        self.notes = dict(notes)

    @classmethod
    def of(cls, genes: Iterable[HgncGene], notes: Mapping[str, str]) -> "HgncTable":
        """The table of ``genes``, in the order of their HGNC numbers."""
        ordered = sorted(genes, key=lambda gene: (int(gene.hgnc_id), gene.symbol))
        return cls([cell for gene in ordered for cell in _row(gene)], notes)

    @property
    def date(self) -> str:
        """Date of the data as the table has it, ``YYYY-MM-DD``; empty where it has none."""
        return self.notes.get("date", "")

    @property
    def source(self) -> str:
        """Where the data come from; empty where the table does not say."""
        return self.notes.get("source", "")

    @property
    def digest(self) -> str:
        """A digest of all genes, the same for the same table."""
        return blake2b("\0".join(self._cells).encode(), digest_size=16).hexdigest()

    def __len__(self) -> int:
        """How many genes there are."""
        return len(self._cells) // _WIDTH

    def __iter__(self) -> Iterator[HgncGene]:
        """Every gene, in the order of the table."""
        return map(self._gene, range(len(self)))

    def by_symbol(self, symbol: str) -> HgncGene | None:
        """The gene with exactly this approved symbol, case and all; ``None`` where two have it."""
        number = self._by_symbol.get(symbol)
        return None if number is None else self._gene(number)

    def by_ncbi_id(self, ncbi_id: str) -> HgncGene | None:
        """The gene with this NCBI Gene id; ``None`` where two have it, since neither can be told to be meant."""
        number = self._by_ncbi_id.get(ncbi_id)
        return None if number is None else self._gene(number)

    def candidates(self, text: str) -> tuple[HgncGene, ...]:
        """Every gene that has, or had, this name, ignoring case: the one approved under it first, then by symbol."""
        self._asked += 1
        find = self._found if self._asked <= FEW else self._by_name.get
        genes = map(self._gene, find(text.casefold(), ()))
        return tuple(sorted(genes, key=lambda gene: (gene.symbol != text, gene.symbol)))

    def _gene(self, number: int) -> HgncGene:
        start = number * _WIDTH
        hgnc_id, symbol, ncbi_id, aliases, previous = self._cells[start : start + _WIDTH]
        return HgncGene(symbol, hgnc_id, ncbi_id or None, _names(aliases), _names(previous))

    @cached_property
    def _by_symbol(self) -> dict[str, int]:
        return _index(self._cells[1::_WIDTH])

    @cached_property
    def _by_ncbi_id(self) -> dict[str, int]:
        return _index(self._cells[2::_WIDTH])

    @cached_property
    def _by_name(self) -> dict[str, tuple[int, ...]]:
        numbers: dict[str, tuple[int, ...]] = {}
        for number, names in enumerate(self._folded.split("\n")):
            for name in set(names.split("|")) - {""}:
                numbers[name] = (*numbers.get(name, ()), number)
        return numbers

    @cached_property
    def _folded(self) -> str:
        """A line for each gene: all its names, between bars."""
        columns = (self._cells[column::_WIDTH] for column in (1, 3, 4))
        return "".join([f"|{'|'.join(names)}|\n" for names in zip(*columns, strict=True)]).casefold()

    def _found(self, name: str, nothing: tuple[int, ...]) -> tuple[int, ...]:
        """The same as of ``_by_name``, which takes as long to make as some hundred names to find."""
        if not name or "|" in name or "\n" in name:
            return nothing
        text, numbers = self._folded, []
        at = text.find(f"|{name}|")
        while at >= 0:
            numbers.append(text.count("\n", 0, at))
            at = text.find(f"|{name}|", text.index("\n", at))  # once for each gene
        return tuple(numbers)


def _row(gene: HgncGene) -> tuple[str, ...]:
    return gene.hgnc_id, gene.symbol, gene.ncbi_id or "", "|".join(gene.aliases), "|".join(gene.previous)


def _names(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def _index(keys: list[str]) -> dict[str, int]:
    """Numbers of the keys that stand there once; nothing is no key."""
    index = {key: number for number, key in enumerate(keys)}
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
    with files(__package__).joinpath(BUNDLED).open("rb") as stream:
        parts = _parts(_text(stream, BUNDLED))
    return HgncTable(_cells(parts.rows), parts.notes)  # not checked again: the tests did, and it costs time


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


def rebuild(official: Path, output: Path, date: str | None = None) -> HgncTable:
    """Make our own table from HGNC's ``hgnc_complete_set.txt``, the same bytes each time, and return it.

    ``date`` (``YYYY-MM-DD``) is needed only where the file does not say when its genes were modified.
    Raises ``UsageError`` for a date that is none, ``InputError`` for the input and ``OutputError`` for the output.
    """
    if date is not None and not _DATE.fullmatch(date):
        raise UsageError(f"date: found {quoted(date)}, expected YYYY-MM-DD; try the day the file was downloaded")
    table = read_hgnc(official)
    if not (date or table.date):
        raise _unusable(str(official), MODIFIED, "no date", "the dates when genes were modified", "giving the date")
    dated = HgncTable(table._cells, {**table.notes, "date": date or table.date})  # noqa: SLF001 - the same class
    write_hgnc(dated, output)
    return dated


def write_hgnc(table: HgncTable, path: Path) -> None:
    """Write ``table`` in our own format, gzip where the name ends in ``.gz``; complete, or not at all.

    Raises ``OutputError``.
    """
    head = [f"# {key}: {value}" for key, value in sorted(table.notes.items())]
    lines = chain(head, map("\t".join, chain([COLUMNS], map(_row, table))))
    content = "".join(f"{line}\n" for line in lines).encode()
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(_packed(content) if path.suffix == ".gz" else content)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
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


class _Parts(NamedTuple):
    """A table's text in parts; ``line`` is the number of the line after the header."""

    notes: dict[str, str]
    header: str
    rows: str
    line: int


def _parts(text: str) -> _Parts:
    notes, start, line = {}, 0, 1
    while text.startswith("#", start):
        note, start = _line(text, start)
        key, _, value = note.removeprefix("#").partition(":")
        notes[key.strip()] = value.strip()
        line += 1
    header, start = _line(text, start)
    return _Parts(notes, header, text[start:].removesuffix("\n"), line + 1)


def _line(text: str, start: int) -> tuple[str, int]:
    """The line that begins at ``start``, and where the next one does."""
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    return text[start:end], end + 1


def _table(text: str, place: str) -> HgncTable:
    """The table that ``text`` is, in whichever format its header tells."""
    parts = _parts(text)
    columns = parts.header.split("\t")
    if tuple(columns) == COLUMNS:
        _check(parts.rows.split("\n"), parts.line, place)
        return HgncTable(_cells(parts.rows), parts.notes)
    if {*OFFICIAL_COLUMNS} <= {*columns}:
        return _approved(columns, parts.rows.split("\n"), parts.line, place)
    raise _unusable(f"{place}:{parts.line - 1}", "header", quoted(parts.header))


def _cells(rows: str) -> list[str]:
    return rows.replace("\n", "\t").split("\t")


def _check(rows: Iterable[str], line: int, place: str) -> None:
    """Refuse a table for the first of ``rows``, the first of which stands in ``line``, that is none of ours."""
    for number, row in enumerate(rows, line):
        if not _ROW.fullmatch(row):
            raise _unusable(f"{place}:{number}", "row", quoted(row), f"{_WIDTH} cells, with ids of digits only")


def _approved(header: list[str], rows: Iterable[str], line: int, place: str) -> HgncTable:
    """The approved genes of HGNC's file, dated by the newest ``date_modified``."""
    pick = itemgetter(*map(header.index, OFFICIAL_COLUMNS))
    modified = header.index(MODIFIED) if MODIFIED in header else 0
    genes, dates = [], {""}
    for number, row in enumerate(rows, line):
        cells = row.split("\t")
        if len(cells) != len(header):
            raise _unusable(f"{place}:{number}", "row", f"{len(cells)} cells", f"{len(header)}, as in the header")
        hgnc_id, symbol, status, aliases, previous, ncbi_id = (cell.strip('"') for cell in pick(cells))
        if status == APPROVED:
            genes.append(HgncGene(symbol, hgnc_id.removeprefix("HGNC:"), ncbi_id, _listed(aliases), _listed(previous)))
            _check(["\t".join(_row(genes[-1]))], number, place)
            dates.update(_DATE.findall(cells[modified]))
    if not genes:
        raise _unusable(place, "status", "no gene", f"genes whose status is {APPROVED}")
    return HgncTable.of(genes, {**_OFFICIAL_NOTES, "date": max(dates)})


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.split("|") if name.strip())
