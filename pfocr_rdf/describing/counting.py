"""Rows to counts: each query of the HCLS profile, section 6.6, as one in SQL, over digests instead of terms.

DuckDB keeps the rows in a temporary folder, and sorts and counts them there once they exceed the memory it may use: so
much, whatever the size of the graph. A triple that comes twice, as in two files or two graphs, counts once.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import duckdb
import numpy as np

from pfocr_rdf.describing.digests import FIRST_LINKED, LITERAL, ROW_BYTES, Digested
from pfocr_rdf.describing.linked import linked_sets
from pfocr_rdf.describing.statistics import ClassCount, Ends, PropertyCount, Statistics, Total
from pfocr_rdf.errors import OutputError
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.vocabulary import RDF

K = TypeVar("K")

#: What the engine may use before it goes to the disk.
MEMORY = "512MB"

#: How a blank node and a literal begin; where one stands for a class, the class is counted, and has no partition.
_NAMELESS = ("_:", '"')

#: Rows that are waiting are added at once when they are so many bytes.
_BLOCK_BYTES = 32 << 20

_COLUMNS = ("subject_low", "subject_high", "object_low", "object_high", "property", "sort")
_ROW = np.dtype([(name, "<u8") for name in _COLUMNS])
assert _ROW.itemsize == ROW_BYTES

_TABLE = "CREATE TABLE rows (s UHUGEINT, p UBIGINT, o UHUGEINT, literal BOOLEAN, linked UTINYINT)"
_ADD = """
    INSERT INTO rows SELECT (subject_high::UHUGEINT << 64) | subject_low, property,
                            (object_high::UHUGEINT << 64) | object_low,
                            sort = $literal, CASE WHEN sort >= $linked THEN sort - $linked END FROM block"""
_TRIPLES = "CREATE TABLE triples AS SELECT DISTINCT * FROM rows"
_PROPERTIES = "CREATE TABLE properties (digest UBIGINT, name VARCHAR)"
_CLASSES = "CREATE TABLE classes (digest UHUGEINT, class INTEGER)"
_TYPES = """
    CREATE TABLE types AS SELECT s AS node, digest, class FROM triples JOIN classes ON o = digest
    WHERE p IN (SELECT properties.digest FROM properties WHERE name = ?)"""
_TOTAL = """
    SELECT count(*), (SELECT count(DISTINCT node) FROM types), count(DISTINCT s), count(DISTINCT p),
           count(DISTINCT o) FILTER (NOT literal), (SELECT count(DISTINCT digest) FROM types),
           count(DISTINCT o) FILTER (literal) FROM triples"""
_BY_CLASS = "SELECT class, count(DISTINCT node) FROM types WHERE class >= 0 GROUP BY ALL"
_BY_PROPERTY = """
    SELECT name, count(*), count(DISTINCT s), count(DISTINCT o) FILTER (NOT literal),
           count(DISTINCT o) FILTER (literal), count(*) FILTER (literal)
    FROM triples JOIN properties ON p = digest GROUP BY ALL"""
_BY_SUBJECT = """
    SELECT name, class, count(*), count(DISTINCT s), count(DISTINCT o)
    FROM triples JOIN properties ON p = properties.digest JOIN types ON s = node WHERE class >= 0 GROUP BY ALL"""
_BY_OBJECT = """
    SELECT name, class, count(*), count(DISTINCT s), count(DISTINCT o)
    FROM triples JOIN properties ON p = properties.digest JOIN types ON o = node WHERE class >= 0 GROUP BY ALL"""
_BY_BOTH = """
    SELECT name, here.class, there.class, count(*), count(DISTINCT s), count(DISTINCT o)
    FROM triples JOIN properties ON p = properties.digest
    JOIN types AS here ON s = here.node JOIN types AS there ON o = there.node
    WHERE here.class >= 0 AND there.class >= 0 GROUP BY ALL"""
_BY_LINKED = """
    SELECT name, linked, count(*), count(DISTINCT s), count(DISTINCT o)
    FROM triples JOIN properties ON p = digest WHERE linked IS NOT NULL AND s <> o GROUP BY ALL"""


class Counter:
    """Counts what was digested; see :func:`counting`."""

    def __init__(self, folder: Path, namespaces: Namespaces, threads: int) -> None:
        """Keep rows in ``folder``."""
        self._folder = folder
        self._threads = threads
        self._namespaces = namespaces
        self._waiting: list[bytes] = []
        self._size = 0
        self._properties: dict[int, str] = {}
        self._classes: dict[int, str] = {}
        self._examples: dict[str, str] = {}
        self._graphs: set[bytes] = set()

    def add(self, digested: Digested) -> None:
        """Take in the rows of some lines."""
        self._properties |= digested.properties
        self._classes |= digested.classes
        self._graphs |= digested.graphs
        for name, example in digested.examples.items():
            self._examples[name] = min(example, self._examples.get(name, example))
        self._waiting.append(digested.rows)
        self._size += len(digested.rows)
        if self._size >= _BLOCK_BYTES:
            self._flush()

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        """The database; opened with the first rows, when the processes that made them have been forked."""
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY,
            "preserve_insertion_order": False,
            "temp_directory": str(self._folder),
            "threads": self._threads,
        }
        connection = duckdb.connect(self._folder / "rows.duckdb", config=settings)
        connection.execute(_TABLE)
        return connection

    def close(self) -> None:
        """Give the database up."""
        if "_connection" in self.__dict__:
            self._connection.close()

    def statistics(self) -> Statistics:
        """The counts of all that was taken in; nothing may be added after."""
        self._flush()
        names = sorted({name for name in self._classes.values() if not name.startswith(_NAMELESS)})
        sets = [one.name for one in linked_sets(self._namespaces)]
        self._prepare(names)
        return Statistics(
            Total._make([*self._rows(_TOTAL)[0], len(self._graphs)]),
            _ordered(
                (names[one], ClassCount(count, self._examples[names[one]])) for one, count in self._rows(_BY_CLASS)
            ),
            _ordered((name, PropertyCount(*counts)) for name, *counts in self._rows(_BY_PROPERTY)),
            _ordered(((name, names[one]), Ends(*counts)) for name, one, *counts in self._rows(_BY_SUBJECT)),
            _ordered(((name, names[one]), Ends(*counts)) for name, one, *counts in self._rows(_BY_OBJECT)),
            _ordered(
                ((name, names[one], names[other]), Ends(*counts)) for name, one, other, *counts in self._rows(_BY_BOTH)
            ),
            _ordered(((name, sets[one]), Ends(*counts)) for name, one, *counts in self._rows(_BY_LINKED)),
        )

    def _prepare(self, names: list[str]) -> None:
        """The tables that are asked."""
        self._connection.execute(_TRIPLES)
        self._connection.execute("DROP TABLE rows")
        self._connection.execute(_PROPERTIES)
        if self._properties:
            self._connection.executemany("INSERT INTO properties VALUES (?, ?)", [*self._properties.items()])
        self._connection.execute(_CLASSES)
        numbers = {name: number for number, name in enumerate(names)}
        if self._classes:
            rows = [(digest, numbers.get(name, -1)) for digest, name in self._classes.items()]
            self._connection.executemany("INSERT INTO classes VALUES (?, ?)", rows)
        self._connection.execute(_TYPES, [self._namespaces.expand(RDF.type)])

    def _rows(self, query: str) -> list[Any]:
        return self._connection.execute(query).fetchall()

    def _flush(self) -> None:
        rows = np.frombuffer(b"".join(self._waiting), _ROW)
        self._waiting, self._size = [], 0
        if len(rows):
            self._connection.register("block", {name: np.ascontiguousarray(rows[name]) for name in _COLUMNS})
            self._connection.execute(_ADD, {"literal": LITERAL, "linked": FIRST_LINKED})
            self._connection.unregister("block")


@contextmanager
def counting(namespaces: Namespaces, jobs: int = 0) -> Iterator[Counter]:
    """A counter, with a folder as long as it is needed; ``jobs`` is the number of threads, 0 for one a processor.

    Raises ``OutputError`` where there is no room: a triple takes about 60 bytes.
    """
    try:
        with (
            TemporaryDirectory(prefix="pfocr-") as folder,
            closing(Counter(Path(folder), namespaces, jobs or os.cpu_count() or 1)) as counter,
        ):
            yield counter
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise OutputError(
            f"temporary folder: found {reason}, expected room for 60 bytes a triple; try another TMPDIR"
        ) from error


def _ordered(found: Iterable[tuple[K, Any]]) -> dict[K, Any]:
    return dict(sorted(found))
