"""Rows to counts: the queries of the HCLS profile, section 6.6, in SQL, over digests instead of terms.

DuckDB keeps the rows in a temporary folder, and sorts and counts them there once they exceed the memory it may use: so
much, whatever the size of the graph. A triple that comes twice, as in two files or two graphs, counts once.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, TypeVar

import duckdb
import numpy as np

from pfocr_rdf.describing.digests import FIRST_LINKED, LITERAL, ROW_BYTES, Digested
from pfocr_rdf.describing.linked import linked_sets
from pfocr_rdf.describing.statistics import ClassCount, End, Ends, PropertyCount, Statistics, Total
from pfocr_rdf.errors import OutputError
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.vocabulary import RDF

K = TypeVar("K")
V = TypeVar("V")
E = TypeVar("E")

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
_CLASSES = "CREATE TABLE classes (digest UHUGEINT, class INTEGER)"
_TYPES = """
    CREATE TABLE types AS SELECT s AS node, class FROM triples JOIN classes ON o = digest
    WHERE list_contains($types, p)"""


class Rows(NamedTuple):
    """Rows that are counted by group; the numbers of a group stand in these columns."""

    query: str
    groups: tuple[str, ...] = ()

    def by(self, *groups: str) -> "Rows":
        """The same, by other groups."""
        return self._replace(groups=groups)


#: All triples; those whose subject, object or both have a class, and those that lead to another data set.
_ALL = Rows("SELECT s, p, o, literal FROM triples")
_NODES = Rows("SELECT node, class FROM types")
_OF = Rows("SELECT p, class, s FROM triples JOIN types ON s = node WHERE class >= 0", ("p", "class"))
_TO = Rows("SELECT p, class, o FROM triples JOIN types ON o = node WHERE class >= 0", ("p", "class"))
_BOTH = Rows(
    """SELECT p, here.class AS here, there.class AS there, s, o FROM triples
       JOIN types AS here ON s = here.node JOIN types AS there ON o = there.node
       WHERE here.class >= 0 AND there.class >= 0""",
    ("p", "here", "there"),
)
_LINKED = Rows("SELECT p, linked, s, o FROM triples WHERE linked IS NOT NULL AND s <> o", ("p", "linked"))


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
        entities = self._count(_NODES.by("class"))
        return Statistics(
            self._total(),
            _ordered(
                (names[one], ClassCount(count, self._examples[names[one]]))
                for (one,), count in entities.items()
                if one >= 0
            ),
            self._by_property(),
            self._ends(End, _OF, ("s",), names),
            self._ends(End, _TO, ("o",), names),
            self._ends(Ends, _BOTH, ("s", "o"), names, names),
            self._ends(Ends, _LINKED, ("s", "o"), sets),
        )

    def _prepare(self, names: list[str]) -> None:
        """The tables that are asked."""
        self._connection.execute(_TRIPLES)
        self._connection.execute("DROP TABLE rows")
        self._connection.execute(_CLASSES)
        numbers = {name: number for number, name in enumerate(names)}
        if self._classes:
            rows = [(digest, numbers.get(name, -1)) for digest, name in self._classes.items()]
            self._connection.executemany("INSERT INTO classes VALUES (?, ?)", rows)
        kind = self._namespaces.expand(RDF.type)
        types = [digest for digest, name in self._properties.items() if name == kind]
        self._connection.execute(_TYPES, {"types": types})

    def _total(self) -> Total:
        objects = self._count(_ALL.by("literal"), "o")
        return Total(
            triples=self._count(_ALL)[()],
            entities=self._count(_NODES, "node")[()],
            subjects=self._count(_ALL, "s")[()],
            properties=len(self._properties),
            objects=objects.get((False,), 0),
            classes=len(self._classes),
            literals=objects.get((True,), 0),
            graphs=len(self._graphs),
        )

    def _by_property(self) -> dict[str, PropertyCount]:
        triples, subjects = self._count(_ALL.by("p", "literal")), self._count(_ALL.by("p"), "s")
        objects = self._count(_ALL.by("p", "literal"), "o")
        return _ordered(
            (
                name,
                PropertyCount(
                    triples=triples.get((one, False), 0) + triples.get((one, True), 0),
                    subjects=subjects[(one,)],
                    objects=objects.get((one, False), 0),
                    literals=objects.get((one, True), 0),
                    literal_triples=triples.get((one, True), 0),
                ),
            )
            for one, name in self._properties.items()
        )

    def _ends(self, kind: Callable[..., E], rows: Rows, columns: tuple[str, ...], *names: list[str]) -> dict[Any, E]:
        """Triples of each group, a property and then a number in each of ``names``, and how many differ in columns."""
        counts = [self._count(rows), *(self._count(rows, one) for one in columns)]
        return _ordered(
            (
                (self._properties[key[0]], *(some[one] for some, one in zip(names, key[1:], strict=True))),
                kind(*(count[key] for count in counts)),
            )
            for key in counts[0]
        )

    def _count(self, rows: Rows, distinct: str | None = None) -> dict[tuple[Any, ...], int]:
        """How many rows there are of each group, or how many that differ in one column.

        Each count has a statement of its own, with one step that can go to the disk: several at once cannot (DuckDB,
        "Tuning Workloads", limitations of larger-than-memory operations).
        """
        relation, by = self._connection.sql(rows.query), ", ".join(rows.groups)
        if distinct is not None:
            relation = relation.project(", ".join((*rows.groups, distinct))).distinct()
        found = relation.aggregate(", ".join((*rows.groups, "count(*)")), by).fetchall()
        return {tuple(key): count for *key, count in found}

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

    Raises ``OutputError`` where there is no room: a triple takes about 100 bytes.
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
            f"temporary folder: found {reason}, expected room for 100 bytes a triple; try another TMPDIR"
        ) from error


def _ordered(found: Iterable[tuple[K, V]]) -> dict[K, V]:
    return dict(sorted(found))
