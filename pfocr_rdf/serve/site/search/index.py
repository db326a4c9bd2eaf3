"""The index as pages read it: a file that is made once for each version of the data, and connections to it."""

import queue
import sqlite3
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from pfocr_rdf.hgnc import HgncTable, bundled
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.serve.made import INDEX
from pfocr_rdf.serve.reads import Reads
from pfocr_rdf.serve.site.search.filling import Progress, fill
from pfocr_rdf.serve.site.search.harvest import Harvest, namespaces_of

#: The value of a facet for figures that have none.
NONE = "none"

#: Values of the facets of links, by whether there is none.
_LINKED = {True: ("no",), False: ("yes",)}

#: Pages that read at the same time; more wait for each other.
CONNECTIONS = 8


class Columns(NamedTuple):
    """What results are counted and sorted by, one entry a figure; the first figure has number 1, and 0 is nobody's.

    ``facets`` are values by facet, ``by_score`` is the place in the order of falling score, of equals by figid.
    """

    figid: list[str]
    year: list[int]
    score: list[float]
    genes: list[int]
    drawn: list[Sequence[int]]
    organisms: list[tuple[int, ...]]
    facets: Mapping[str, list[Sequence[str]]]
    by_score: list[int]


async def build(reads: Reads, hgnc: HgncTable | None = None, progress: Progress | None = None) -> Path:
    """Make the index of the present version of the data; it is there whole, or not at all."""
    namespaces = await namespaces_of(reads)
    path = reads.folder / INDEX
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(part, check_same_thread=False)) as database:
        database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;")
        await fill(database, Harvest(reads, namespaces), hgnc or bundled(), progress)
        facts = {"base": namespaces.base, "schema": namespaces.schema, "fingerprint": _fingerprint(database)}
        database.executemany("INSERT INTO about VALUES (?, ?)", facts.items())
        database.commit()
    return part.replace(path)


class Index:
    """One version of the data, ready to be searched; its connections stay good when the file is gone."""

    def __init__(self, path: Path) -> None:
        """Open the index at ``path``."""
        self._free: queue.SimpleQueue[sqlite3.Connection] = queue.SimpleQueue()
        for _ in range(CONNECTIONS):
            connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA mmap_size = 268435456")
            connection.execute("SELECT COUNT(*) FROM about")
            self._free.put(connection)
        facts = dict(self.tuples("SELECT name, value FROM about"))
        self.namespaces = Namespaces(facts["base"], facts["schema"])
        self.fingerprint = facts["fingerprint"]
        entities = [("", "", None), *self.tuples("SELECT kind, key, taxon FROM entity ORDER BY id")]
        self.kinds: list[str] = [kind for kind, _, _ in entities]
        self.keys: list[str] = [key for _, key, _ in entities]
        self.taxa: list[str | None] = [taxon for _, _, taxon in entities]
        self.in_pathways_alone = int(facts["human genes in pathways alone"])
        self.columns = self._columns()

    @contextmanager
    def connected(self) -> Iterator[sqlite3.Connection]:
        """A connection of one's own, for a while."""
        connection = self._free.get()
        try:
            yield connection
        finally:
            self._free.put(connection)

    def rows(self, query: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        with self.connected() as connection:
            return connection.execute(query, values).fetchall()

    def tuples(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query, plain: quicker where there are many."""
        with self.connected() as connection:
            cursor = connection.cursor()
            cursor.row_factory = None
            return cursor.execute(query, values).fetchall()

    def row(self, query: str, values: Sequence[object] = ()) -> sqlite3.Row | None:
        """The first row of a query."""
        return next(iter(self.rows(query, values)), None)

    def value(self, query: str, values: Sequence[object] = ()) -> Any:  # noqa: ANN401 - whatever the column holds
        """The one value of a query."""
        row = self.row(query, values)
        return None if row is None else row[0]

    def showing(self, entity: int) -> Sequence[int]:
        """Numbers of all figures that have an entity, from the lowest."""
        return array("I", self.value("SELECT drawn_in FROM entity WHERE id = ?", [entity]) or b"")

    def close(self) -> None:
        """Close what is free; what is in use is closed with its last user."""
        while not self._free.empty():
            self._free.get().close()

    def _columns(self) -> Columns:
        query = "SELECT figid, year, score, genes, drawn, type, pathway, network FROM figure ORDER BY id"
        rows: list[Any] = [("", None, None, 0, b"", None, None, None), *self.tuples(query)]
        figids, years, scores, genes, drawn, types, pathways, networks = map(list, zip(*rows, strict=True))
        entities: list[Sequence[int]] = [array("I", numbers) for numbers in drawn]
        organisms = [tuple(one for one in numbers if self.kinds[one] == "organism") for numbers in entities]
        facets: dict[str, list[Sequence[str]]] = {
            "year": [(str(year or NONE),) for year in years],
            "organism": [tuple(self.keys[one] for one in numbers) or (NONE,) for numbers in organisms],
            "type": [(kind or NONE,) for kind in types],
            "wikipathways": [_LINKED[pathway is None] for pathway in pathways],
            "ndex": [_LINKED[network is None] for network in networks],
        }
        scored = [score or 0.0 for score in scores]
        order = sorted(range(len(rows)), key=lambda number: (-scored[number], figids[number]))
        by_score = [0] * len(rows)
        for place, number in enumerate(order):
            by_score[number] = place
        return Columns(figids, [year or 0 for year in years], scored, genes, entities, organisms, facets, by_score)


def _fingerprint(database: sqlite3.Connection) -> str:
    """The same for the same data, whenever they are indexed: what a cursor belongs to."""
    digest = sha256()
    for row in database.execute("SELECT iri, title, caption, words, year, score, drawn FROM figure ORDER BY id"):
        digest.update(repr(row).encode())
    return digest.hexdigest()[:16]


def is_built(reads: Reads) -> bool:
    """Whether there is an index of the present version of the data."""
    return (reads.folder / INDEX).exists()


async def opened(reads: Reads, hgnc: HgncTable | None = None, progress: Progress | None = None) -> Index:
    """The index of the present version of the data, made now where it is missing."""
    return Index(reads.folder / INDEX if is_built(reads) else await build(reads, hgnc, progress))
