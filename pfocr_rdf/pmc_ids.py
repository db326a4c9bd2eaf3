"""What NCBI's table of PMC ids says of papers: their PubMed id and their DOI.

The table is ``PMC-ids.csv`` (https://pmc.ncbi.nlm.nih.gov/tools/idconv-dl/), plain or gzipped: ten million rows under
one header line, in no order that could be relied on. Only rows of papers that are asked for are kept.
"""

import csv
import gzip
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from pfocr_rdf.errors import Finding, InputError, quoted
from pfocr_rdf.trees import shown
from pfocr_rdf.values import as_doi, as_ncbi_id

#: Columns that are read, by the names that NCBI gives them.
COLUMNS = ("PMCID", "PMID", "DOI")

#: Most bytes of one line; NCBI's longest has some hundreds.
LINE_LIMIT = 1 << 16

#: So many faulty rows are told one by one, the others counted.
FAULTS_SHOWN = 100

#: How much is read at once.
BLOCK_BYTES = 1 << 20

_GZIP, _BOM = b"\x1f\x8b", b"\xef\xbb\xbf"
_PMCID = re.compile(rb'PMC[0-9]++(?=[",])')
#: What NCBI writes for a paper that PubMed does not have.
_NO_PUBMED = {"", "0"}
_REMEDY = "NCBI's PMC-ids.csv or PMC-ids.csv.gz"


class PaperIds(NamedTuple):
    """What a paper is called elsewhere: its PubMed id, and its DOI as NCBI writes it."""

    pubmed: str | None = None
    doi: str | None = None


def read_pmc_ids(path: Path, wanted: Iterable[str], findings: list[Finding]) -> dict[str, PaperIds]:
    """PubMed ids and DOIs of those papers, named by PMC id, that are ``wanted``.

    Memory grows with what is wanted, not with the table. Rows that cannot be used are added to ``findings``
    (``bad-pmc-row``, ``pmc-ids-disagree``). Raises ``InputError`` where ``path`` is no such table.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     table = Path(folder, "PMC-ids.csv")
    ...     _ = table.write_text("Journal Title,DOI,PMCID,PMID\\n" '"J, Pathw",10.1186/a,PMC1,11\\n' "J,,PMC2,22\\n")
    ...     read_pmc_ids(table, {"PMC1"}, [])
    {'PMC1': PaperIds(pubmed='11', doi='10.1186/a')}
    """
    found: dict[str, PaperIds] = {}
    place = shown(str(path))
    names = {pmcid.encode() for pmcid in wanted}
    try:
        with path.open("rb") as raw:
            stream = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if raw.peek(2)[:2] == _GZIP else raw
            header = _cells(stream.readline(LINE_LIMIT).removeprefix(_BOM))
            columns = _Columns.of(header, place)
            faults = (fault for row in _rows(stream, names, place) for fault in columns.take(row, found, place))
            findings += islice(faults, FAULTS_SHOWN)
            if more := sum(1 for _ in faults):
                findings.append(Finding(place, "PMCID", "bad-pmc-row", f"{more:,} more faulty rows"))
    except (OSError, EOFError, zlib.error, csv.Error) as error:
        raise _refusal(place, (error.strerror if isinstance(error, OSError) else None) or str(error)) from error
    return found


class _Columns(NamedTuple):
    """How wide the table is, and where the three columns are."""

    width: int
    pmcid: int
    pubmed: int
    doi: int

    @classmethod
    def of(cls, header: list[str], place: str) -> "_Columns":
        missing = [name for name in COLUMNS if name not in header]
        if missing:
            raise _refusal(place, f"no column {' and no '.join(missing)}")
        return cls(len(header), *(header.index(name) for name in COLUMNS))

    def take(self, row: list[str], found: dict[str, PaperIds], place: str) -> Iterator[Finding]:
        """Add one row to ``found``; yields what is wrong with it."""
        if len(row) != self.width:
            yield Finding(place, "PMCID", "bad-pmc-row", quoted(",".join(row)))
            return
        pmcid, pubmed, doi = row[self.pmcid], row[self.pubmed], row[self.doi]
        ids = PaperIds(None if pubmed in _NO_PUBMED else as_ncbi_id(pubmed), as_doi(doi))
        if (doi and not ids.doi) or (pubmed not in _NO_PUBMED and not ids.pubmed):
            yield Finding(place, pmcid, "bad-pmc-row", quoted(f"{pubmed} {doi}"))
        if found.setdefault(pmcid, ids) != ids:
            yield Finding(place, pmcid, "pmc-ids-disagree", quoted(f"{pubmed} {doi}"))


def _rows(stream: BinaryIO, wanted: set[bytes], place: str) -> Iterator[list[str]]:
    """Rows of the papers that are wanted; the others, nearly all, are never taken apart."""
    rest = b""
    while block := stream.read(BLOCK_BYTES):
        head, newline, tail = (rest + block).rpartition(b"\n")
        rest = tail
        if len(rest) > LINE_LIMIT:
            raise _refusal(place, f"a line of more than {LINE_LIMIT:,} bytes")
        yield from _rows_of(head + newline, wanted)
    yield from _rows_of(rest, wanted)


def _rows_of(lines: bytes, wanted: set[bytes]) -> Iterator[list[str]]:
    for match in _PMCID.finditer(lines):
        if match[0] in wanted:
            end = lines.find(b"\n", match.end())
            yield _cells(lines[lines.rfind(b"\n", 0, match.start()) + 1 : end if end >= 0 else None])


def _cells(line: bytes) -> list[str]:
    """The cells of one line, which hold no line breaks; bytes that are not UTF-8 are replaced."""
    return next(csv.reader([line.decode("utf-8", "replace").rstrip("\r\n")]), [])


def _refusal(place: str, found: str) -> InputError:
    return InputError(f"{place}: PMC ids: found {found}, expected columns {', '.join(COLUMNS)}; try {_REMEDY}")


def papers_of(figids: Iterable[str]) -> frozenset[str]:
    """The papers of some figures, whose ids begin with the paper's.

    >>> papers_of(["PMC1__f1", "PMC1__f2"])
    frozenset({'PMC1'})
    """
    return frozenset(figid.partition("__")[0] for figid in figids)


#: No paper is called anything else.
NO_IDS: Mapping[str, PaperIds] = {}
