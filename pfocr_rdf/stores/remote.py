"""Loading into a store over HTTP: chunk by chunk, to where nobody looks, and then in the place of what was there.

A graph that is not there yet is filled where it is to be. One that is there stays as it is until all has arrived
beside it and has been counted; then one update moves all graphs to their places, and they are counted again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from pfocr_rdf.errors import RemoteError
from pfocr_rdf.progress import Progress
from pfocr_rdf.stores.cargo import Cargo
from pfocr_rdf.stores.chunks import Chunk, Cutter
from pfocr_rdf.stores.client import Client
from pfocr_rdf.stores.counting import Distinct
from pfocr_rdf.stores.journal import DataChangedError, Journal, digest, journal_of
from pfocr_rdf.summary import FindingLog

#: Triples that the slowest of stores moves in a second.
_MOVED_A_SECOND = 5_000

#: Most bytes of an update: servlet containers take 200 kB of a form, in which each byte may be three.
UPDATE_BYTES = 64_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How to load: bytes of a chunk, and whether graphs that are there are emptied first instead of being replaced.

    ``log`` gets findings about records, ``progress`` is told how far the reading is.
    """

    chunk_bytes: int = 16 << 20
    in_place: bool = False
    log: FindingLog | None = None
    progress: Progress | None = None


@dataclass(slots=True)
class Loaded:
    """What was loaded: triples by graph, blank nodes that got IRIs, and chunks that an earlier run had sent."""

    graphs: dict[str, int] = field(default_factory=dict)
    blank_nodes: int = 0
    resumed: int = 0


def told(count: range) -> str:
    """How many there may be.

    >>> told(range(4, 5)), told(range(2, 5))
    ('4', '2 to 4')
    """
    most = count.stop - 1
    return str(most) if count.start == most else f"{count.start} to {most}"


class LostError(Exception):
    """The store does not have what it has taken."""


def load_remote(cargo: Cargo, client: Client, delivery: Delivery, stdin: BinaryIO | None = None) -> Loaded:
    """Load ``cargo`` into the store behind ``client``; each of its graphs is what the data say, and nothing else.

    Goes on where an earlier run ended, if the data are the same. Raises ``RemoteError`` where the store is away for
    too long, refuses, or does not hold in the end what was sent, and ``OutputError`` where another load runs.
    """
    name = digest(*(one.encode() for one in (client.root, *cargo.identity, repr(delivery.in_place))))
    with journal_of(client.root, name) as journal:
        if journal.of_another:
            _begin_anew(journal, client, journal.beside)
        try:
            return _Load(cargo, client, delivery, journal).run(stdin)
        except (DataChangedError, LostError) as error:
            explained = client.disturbed or journal.resumed or isinstance(error, DataChangedError)
            _begin_anew(journal, client, journal.targets)
            if "-" in cargo.sources or not explained:
                raise _unlike(client, error) from error
        try:
            return _Load(cargo, client, delivery, journal).run(stdin)
        except (DataChangedError, LostError) as error:
            _begin_anew(journal, client, journal.targets)
            raise _unlike(client, error) from error


def _begin_anew(journal: Journal, client: Client, graphs: Mapping[str, str]) -> None:
    """Remove where ``graphs`` were loaded to, and then what says so: this can be broken off, too."""
    for target in graphs.values():
        client.drop(target)
    journal.forget()


def _unlike(client: Client, error: Exception) -> RemoteError:
    found = str(error) or "chunks of other data"
    return RemoteError(f"{client.address}: found {found}, expected what was sent; try again, or see docs/stores.md")


class _Load:
    """One run over the data."""

    def __init__(self, cargo: Cargo, client: Client, delivery: Delivery, journal: Journal) -> None:
        self._cargo = cargo
        self._client = client
        self._delivery = delivery
        self._journal = journal

    def run(self, stdin: BinaryIO | None) -> Loaded:
        """Send, count, swap, count."""
        delivery, client = self._delivery, self._client
        most = UPDATE_BYTES if client.by_update else client.dialect.most_bytes
        size = min(delivery.chunk_bytes, most)
        with Distinct() as self._distinct:
            cutter = Cutter(size, self._take, self._cargo.graph)
            blank = self._cargo.read(cutter, log=delivery.log, stdin=stdin, progress=delivery.progress)
            if not self._journal.is_whole:
                raise DataChangedError
            expected = self._distinct.counts()
        self._swap(expected)
        counts = {graph: self._held(graph, count) for graph, count in expected.items()}
        return Loaded(counts, blank, self._journal.resumed)

    def _take(self, chunk: Chunk) -> None:
        self._distinct.add(chunk)
        if chunk.alone and self._client.can_put and chunk.graph not in self._journal.targets:
            self._client.put(chunk.graph, chunk.text)
            return
        target = self._target(chunk.graph)
        if not self._journal.has(chunk):
            self._client.add(target, chunk.text)
            self._journal.add(chunk)

    def _target(self, graph: str) -> str:
        """Where a graph is loaded to; decided once."""
        if graph not in self._journal.targets:
            self._journal.send_to(graph, self._place(graph))
        return self._journal.targets[graph]

    def _place(self, graph: str) -> str:
        if self._client.is_empty(graph):
            return graph
        if self._delivery.in_place:
            self._client.drop(graph)
            return graph
        beside = self._cargo.namespaces.graph(f"loading-{self._journal.load}-{len(self._journal.targets)}")
        self._client.drop(beside)
        return beside

    def _held(self, graph: str, count: range) -> int:
        """The number of triples in a graph. Raises ``LostError`` where there are more or fewer."""
        found = self._client.count(graph)
        if found not in count:
            raise LostError(f"{found} triples in <{graph}> instead of {told(count)}")
        return found

    def _swap(self, expected: dict[str, range]) -> None:
        """Move what was loaded beside its graph to its place, all in one update."""
        beside = self._journal.beside
        if beside:
            self._client.retried(lambda: self._move(beside, expected))

    def _move(self, beside: dict[str, str], expected: dict[str, range]) -> None:
        """Move what has not moved yet: an update whose answer was lost may have been done."""
        left = self._left(beside, expected)
        if not left:
            return
        self._journal.swap()
        moves = "; ".join(f"MOVE GRAPH <{target}> TO GRAPH <{graph}>" for graph, target in left.items())
        seconds = self._client.manners.timeout_s + sum(expected[graph].stop for graph in left) / _MOVED_A_SECOND
        for before in dict.fromkeys(("", self._client.dialect.piecewise)):
            try:
                self._client.update(before + moves, timeout_s=seconds)
            except RemoteError as error:
                refused = error
            else:
                return
        if self._left(beside, expected):
            raise refused

    def _left(self, beside: dict[str, str], expected: dict[str, range]) -> dict[str, str]:
        """Graphs that are still beside their place. Raises ``LostError`` where one is not whole."""
        left = {}
        for graph, target in beside.items():
            moved = self._journal.swapping and self._client.is_empty(target)
            if not moved:
                self._held(target, expected[graph])
                left[graph] = target
        return left
