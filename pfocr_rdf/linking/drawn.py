"""What is drawn in figures: their genes, and their papers, out of RDF files, records and Oxigraph folders.

Triples may come in any order. Those that matter are laid down in a table on the disk, and read back figure by figure,
so that memory does not grow with the number of figures. The genes' species are kept, some 150,000 of them.
"""

import io
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, NamedTuple, cast
from urllib.parse import unquote

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from pfocr_rdf.errors import OutputError
from pfocr_rdf.formats import N_TRIPLES
from pfocr_rdf.identifiers import FIGURE, GENE, PAPER, TAXON, Namespaces, Space
from pfocr_rdf.pipeline import Options, convert
from pfocr_rdf.rdf_files import GraphFile, misread, sorted_out, unpacked
from pfocr_rdf.stores.embedded import Opening, is_store, open_data
from pfocr_rdf.vocabulary import SCHEMA

#: Rows that go to the table at once.
_BATCH = 10_000

#: Bytes of N-Triples that are taken in at once.
_BLOCK = 8 << 20

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = FILE;
CREATE TABLE drawn (figid TEXT, gene INTEGER);
CREATE TABLE paper (pmcid TEXT);
"""


class DrawnGenes(NamedTuple):
    """The genes of one figure, by NCBI Gene id, each with the taxonomy id of its species if that is known."""

    figid: str
    genes: dict[int, str | None]


class Drawn:
    """The table of what is drawn."""

    def __init__(self, table: sqlite3.Connection, namespaces: Namespaces) -> None:
        """Read IRIs as ``namespaces`` has them, and keep what they say in ``table``."""
        self._table = table
        self._taxa: dict[int, str] = {}
        self._figure = _pattern(FIGURE, namespaces)
        self._gene, self._taxon, self._paper = (_pattern(space, namespaces) for space in (GENE, TAXON, PAPER))
        self._mentions, self._range, self._based = (
            NamedNode(namespaces.expand(name)) for name in (SCHEMA.mentions, SCHEMA.taxonomicRange, SCHEMA.isBasedOn)
        )

    @property
    def predicates(self) -> tuple[NamedNode, ...]:
        """The properties that matter here."""
        return (self._mentions, self._range, self._based)

    def take(self, triples: Iterable[Quad | Triple]) -> None:
        """Take in triples, of whatever kind they are."""
        wanted = {predicate.value for predicate in self.predicates}
        found = (one for one in triples if one.predicate.value in wanted and isinstance(one.object, NamedNode))
        while batch := list(islice(found, _BATCH)):
            self._take([(one.subject, one.predicate, cast("NamedNode", one.object).value) for one in batch])

    def _take(self, batch: list[tuple[object, NamedNode, str]]) -> None:
        drawn: list[tuple[str, int]] = []
        papers: list[tuple[str]] = []
        for subject, predicate, value in batch:
            if not isinstance(subject, NamedNode):
                continue
            if predicate == self._range:
                gene, taxon = self._gene.fullmatch(subject.value), self._taxon.fullmatch(value)
                if gene and taxon:
                    self._taxa[int(gene[1])] = taxon[1]
            elif figure := self._figure.fullmatch(subject.value):
                if found := self._gene.fullmatch(value):
                    drawn.append((unquote(figure[1]), int(found[1])))
                elif found := self._paper.fullmatch(value):
                    papers.append((found[1],))
        self._table.executemany("INSERT INTO drawn VALUES (?, ?)", drawn)
        self._table.executemany("INSERT INTO paper VALUES (?)", papers)

    def figures(self) -> Iterator[DrawnGenes]:
        """Every figure that has genes, in order of figid, each gene once."""
        rows = self._table.execute("SELECT DISTINCT figid, gene FROM drawn ORDER BY figid, gene")
        for figid, group in groupby(rows, itemgetter(0)):
            yield DrawnGenes(figid, {gene: self._taxa.get(gene) for _, gene in group})

    def papers(self) -> Iterator[str]:
        """The PMC id of every paper that has figures, in order."""
        rows = self._table.execute("SELECT DISTINCT pmcid FROM paper ORDER BY length(pmcid), pmcid")
        yield from map(itemgetter(0), rows)


def _pattern(space: Space, namespaces: Namespaces) -> re.Pattern[str]:
    """IRIs of a space; the first group is the identifier."""
    end = r"\.html" if space is FIGURE else ""
    form = space.pattern.removeprefix(space.lead).removesuffix(end)
    return re.compile(f"{re.escape(namespaces.prefixes[space.prefix] + space.lead)}({form}){end}", re.ASCII)


@contextmanager
def drawn(
    data: Sequence[str | Path], opening: Opening, namespaces: Namespaces, *, stdin: BinaryIO | None = None
) -> Iterator[Drawn]:
    """What is drawn in the figures of ``data``: RDF files, Oxigraph folders, and what ``convert`` takes.

    Raises ``InputError`` where something cannot be read, and ``OutputError`` where the disk has no room for the table.
    """
    with TemporaryDirectory(prefix="pfocr-") as folder, closing(sqlite3.connect(Path(folder, "drawn"))) as table:
        try:
            table.executescript(_TABLES)
            found = Drawn(table, namespaces)
            _fill(found, [str(one) for one in data], opening, namespaces, stdin)
            yield found
        except sqlite3.OperationalError as error:
            raise OutputError(
                f"{folder}: table: found {error}, expected room for it; try another folder, by the variable TMPDIR"
            ) from error


def _fill(found: Drawn, data: Sequence[str], opening: Opening, namespaces: Namespaces, stdin: BinaryIO | None) -> None:
    files, records = sorted_out([one for one in data if not is_store(one)], opening.format)
    for file in files:
        _fill_from_file(found, file, opening, stdin)
    for folder in filter(is_store, data):
        store = open_data([folder]).store
        for predicate in found.predicates:
            found.take(store.quads_for_pattern(None, predicate, None))
    if records:
        told = opening.progress
        progress = (lambda done, total: told("records", done, total)) if told else None
        options = Options(
            format=N_TRIPLES, namespaces=namespaces, full=False, knowledge=opening.knowledge, jobs=opening.jobs
        )
        stream = _Taking(found)
        convert(records, cast("BinaryIO", stream), options, log=opening.log, stdin=stdin, progress=progress)
        stream.finish()


def _fill_from_file(found: Drawn, file: GraphFile, opening: Opening, stdin: BinaryIO | None) -> None:
    size = file.size
    media_type = RdfFormat.from_media_type(file.format.media_type)
    with unpacked(file, stdin) as (stream, told):
        try:
            triples = parse(stream, media_type)
            while batch := list(islice(triples, _BATCH)):
                found.take(batch)
                if opening.progress is not None:
                    opening.progress(file.place, told(), size)
        except SyntaxError as error:
            raise misread(file, error) from error


class _Taking(io.RawIOBase):
    """A stream whose N-Triples are taken in, some whole lines at a time."""

    def __init__(self, found: Drawn) -> None:
        self._found = found
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, block: bytes) -> int:  # type: ignore[override]
        self._waiting += block
        if len(self._waiting) > _BLOCK:
            self._take(self._waiting.rfind(b"\n") + 1)
        return len(block)

    def finish(self) -> None:
        """Take in what is left."""
        self._take(len(self._waiting))

    def _take(self, size: int) -> None:
        self._found.take(parse(bytes(self._waiting[:size]), RdfFormat.N_TRIPLES))
        del self._waiting[:size]
