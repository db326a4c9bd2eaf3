"""Records in chunks, and the worker that makes a part of the document out of each; both know no other process."""

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple, Protocol, TypeAlias, overload
from zlib import compress, crc32, decompress

from pfocr_rdf.entities import Entities
from pfocr_rdf.errors import Finding
from pfocr_rdf.reading import Reader
from pfocr_rdf.record import Figure, Paper
from pfocr_rdf.rendering import Piece, Renderer, Style
from pfocr_rdf.source import Entry

#: Records in one chunk, more or less: large enough for the pipe between processes, small enough for memory.
CHUNK_RECORDS = 200

#: So many entities a worker process remembers to have told of, and tells others only; most come back in every chunk.
REMEMBERED = 1 << 15

#: A paper and its figures.
PaperFigures: TypeAlias = tuple[Paper, list[Figure]]

#: Sees each chunk where it is read: its number, its entries, what was read of them, and the reader.
Look: TypeAlias = Callable[[int, Sequence[Entry], Sequence[PaperFigures], Reader], Any]


class Part(NamedTuple):
    """What came of one chunk. ``kept`` of its ``records`` were made by an earlier run; ``seen`` is a look's answer."""

    records: int
    piece: Piece
    findings: list[Finding]
    kept: int = 0
    seen: Any = None


class Maker(Protocol):
    """Makes the part of a chunk."""

    def __call__(self, entries: Sequence[Entry]) -> Part:
        """The part of ``entries``."""


class Road(NamedTuple):
    """How entries become parts.

    ``look`` sees the records on their way; ``maker``, given the reader and the style, makes parts in another manner
    than reading and rendering them all. Without ``abridged``, each part tells all entities that it names.
    """

    reader: Reader
    style: Style
    look: Look | None = None
    maker: Callable[[Reader, Style], Maker] | None = None
    abridged: bool = False


def paper_of(entry: Entry) -> str:
    """What all entries of one paper share."""
    return entry.figid.partition("__")[0]


def chunks(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Entries in chunks; all of a paper's are in one, so that the paper is described once.

    Where a chunk may end is told by the papers themselves, so that one more or less moves the next few ends at most,
    and what was kept of other chunks can be found again.
    """
    least, most, every = CHUNK_RECORDS // 2, CHUNK_RECORDS * 3 // 2, max(1, CHUNK_RECORDS // 4)
    chunk: list[Entry] = []
    for paper, group in groupby(entries, key=paper_of):
        chunk += group
        if len(chunk) >= most or (
            len(chunk) >= least and crc32(paper.encode("utf-8", "backslashreplace")) % every == 0
        ):
            yield chunk
            chunk = []
    if chunk:
        yield chunk


class Work(Sequence[list[Entry]]):
    """Chunks, packed until they are asked for: in full, entries of the whole database take 30 MB in each process.

    >>> work = Work([[Entry("PMC1__a", 0, "a"), Entry("PMC1__b", 0, "b")], [Entry("PMC2__b", 0, "c")]])
    >>> len(work), work.records, [entry.figid for entry in work[0]], work[1:].records
    (2, 3, ['PMC1__a', 'PMC1__b'], 1)
    """

    def __init__(self, chunks: Iterable[Sequence[Entry]]) -> None:
        """Pack ``chunks``."""
        self._packed = [(len(chunk), compress(pickle.dumps([*chunk]), 1)) for chunk in chunks]

    @property
    def records(self) -> int:
        """How many entries there are in all."""
        return sum(size for size, _ in self._packed)

    def __len__(self) -> int:
        """How many chunks there are."""
        return len(self._packed)

    @overload
    def __getitem__(self, place: int) -> list[Entry]: ...

    @overload
    def __getitem__(self, place: slice) -> "Work": ...

    def __getitem__(self, place: int | slice) -> "list[Entry] | Work":
        """One chunk, or some of them, which stay packed."""
        if isinstance(place, slice):
            some = Work([])
            some._packed = self._packed[place]
            return some
        entries: list[Entry] = pickle.loads(decompress(self._packed[place][1]))  # noqa: S301 - packed above
        return entries


def extent(numbered: tuple[int, Sequence[Entry]]) -> str:
    """How to name a chunk to people.

    >>> extent((0, [Entry("PMC1__a", 0, "a"), Entry("PMC2__b", 0, "b")]))
    'PMC1__a to PMC2__b'
    """
    _, entries = numbered
    return f"{entries[0].figid} to {entries[-1].figid}"


class ChunkWorker:
    """Makes parts of chunks: in this process, or in another one."""

    def __init__(self, road: Road) -> None:
        """Go ``road``."""
        self._told = Entities() if road.abridged else None
        self._road = road
        self._make = road.maker(road.reader, road.style) if road.maker else self._read_and_rendered
        self._renderer = Renderer(road.style)
        self._number = 0

    def __call__(self, numbered: tuple[int, Sequence[Entry]]) -> Part:
        """The part of a numbered chunk."""
        self._number, entries = numbered
        part = self._make(entries)
        if self._told is not None:
            if len(self._told) > REMEMBERED:
                self._told = Entities()
            part.piece.entities = part.piece.entities.news(self._told)
        return part

    def _read_and_rendered(self, entries: Sequence[Entry]) -> Part:
        findings: list[Finding] = []
        papers: Iterable[PaperFigures] = self._road.reader.papers(entries, findings)
        seen = None
        if self._road.look is not None:
            papers = list(papers)
            seen = self._road.look(self._number, entries, papers, self._road.reader)
        piece = self._renderer.figures(papers)
        return Part(len(entries), piece, findings, seen=seen)
