"""How many triples a store will hold, told in bounded memory."""

import re
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import NamedTuple, Self

from pfocr_rdf.stores.chunks import Chunk

#: Hashes of one bucket that wait for being written, and the number of buckets, a power of two.
_WAITING, _BUCKETS = 1 << 13, 1 << 6

#: How a line ends that has a value with a datatype or a language; looked for from its quotation mark on, it is quick.
_END_OF_VALUE = re.compile(rb'"(?:\^\^<[^>\n]*>|@[A-Za-z0-9-]+) \.$', re.MULTILINE)


class Distinct:
    """Counts the different triples of each graph in little memory: their hashes wait on the disk, eight bytes each.

    Stores write values their own way, so that ``"1.0"`` and ``"1.00"`` may be one: where a property of a node has
    several values with datatypes, the answer is a range. Two of 10 million triples share a hash of 64 bits once in
    370,000 runs (the birthday bound, n²/2⁶⁵).

    >>> with Distinct() as distinct:
    ...     for text in (b'<urn:a> <urn:b> "1" .\\n', b'<urn:a> <urn:b> "1" .\\n<urn:a> <urn:b> "2" .\\n'):
    ...         distinct.add(Chunk("urn:g", text))
    ...     distinct.add(Chunk("urn:h", b'<urn:a> <urn:b> "1"^^<urn:t> .\\n<urn:a> <urn:b> "01"^^<urn:t> .\\n'))
    ...     distinct.counts()
    {'urn:g': range(2, 3), 'urn:h': range(1, 3)}
    """

    def __init__(self) -> None:
        """Keep hashes in a folder of the system's temporary one."""
        self._folder = TemporaryDirectory(prefix="pfocr-")
        self._graphs: dict[str, _Hashes] = {}

    def __enter__(self) -> Self:
        """Nothing more to do."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the folder."""
        self._folder.cleanup()

    def add(self, chunk: Chunk) -> None:
        """Count the triples of a chunk."""
        if chunk.graph not in self._graphs:
            place = Path(self._folder.name) / str(len(self._graphs))
            self._graphs[chunk.graph] = _Hashes(*(_Bag(f"{place}-{kind}") for kind in _Hashes._fields))
        hashes = self._graphs[chunk.graph]
        hashes.lines.add(chunk.text.splitlines())
        values = [*lines_with_values(chunk.text)]
        hashes.values.add(values)
        hashes.places.add(map(but_for_value, values))

    def counts(self) -> dict[str, range]:
        """How many different triples there may be, by graph."""
        return {graph: hashes.possible() for graph, hashes in self._graphs.items()}


def lines_with_values(text: bytes) -> Iterator[bytes]:
    """Lines of N-Triples with a value that has a datatype or a language."""
    for end in _END_OF_VALUE.finditer(text):
        yield text[text.rfind(b"\n", 0, end.start()) + 1 : end.end()]


def but_for_value(line: bytes) -> bytes:
    """What is left of a line with a value when it does not matter how the value is written.

    >>> but_for_value(b'<urn:a> <urn:b> "01"^^<urn:t> .'), but_for_value(b'<urn:a> <urn:b> "A"@EN .')
    (b'<urn:a> <urn:b> ', b'<urn:a> <urn:b> "A"@en .')
    """
    if line.endswith(b"> ."):
        return line[: line.index(b'"')]
    start = line.rindex(b"@")
    return line[:start] + line[start:].lower()


class _Bag:
    """Hashes of byte strings, in buckets."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._buckets = [array("q") for _ in range(_BUCKETS)]

    def add(self, some: Iterable[bytes]) -> None:
        buckets = self._buckets
        for one in map(hash, some):
            buckets[one & _BUCKETS - 1].append(one)
        for number, bucket in enumerate(buckets):
            if len(bucket) > _WAITING:
                with self._spill(number).open("ab") as file:
                    bucket.tofile(file)
                del bucket[:]

    def count(self) -> int:
        """The number of different ones."""
        return sum(len(self._hashes(number)) for number in range(_BUCKETS))

    def _hashes(self, number: int) -> set[int]:
        hashes = set(self._buckets[number])
        spill = self._spill(number)
        if spill.exists():
            spilt = array("q")
            spilt.frombytes(spill.read_bytes())
            hashes.update(spilt)
        return hashes

    def _spill(self, number: int) -> Path:
        return Path(f"{self._place}-{number}")


class _Hashes(NamedTuple):
    """Those of lines, of lines with values that stores may write their own way, and of what these are values of."""

    lines: _Bag
    values: _Bag
    places: _Bag

    def possible(self) -> range:
        most = self.lines.count()
        return range(most - self.values.count() + self.places.count(), most + 1)
