"""Data opened to be asked: RDF files, PFOCR records and on-disk Oxigraph folders, together or alone, as one store.

Whatever graph a triple is named to be in, it is found in the default graph too, the union of all. A store in memory
holds it there once more, and only once (RDF 1.1 Semantics, section 5.4, on merging). An on-disk folder that is opened
alone stays as it is: its graphs are united as a query runs, and a triple that stands in two of them is met twice.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from pyoxigraph import NamedNode, Quad, QueryBoolean, QuerySolutions, QueryTriples, RdfFormat, Store

from pfocr_rdf.errors import InputError
from pfocr_rdf.formats import N_TRIPLES, Format
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.pipeline import Options, convert
from pfocr_rdf.progress import Progress
from pfocr_rdf.rdf_files import GraphFile, misread, sorted_out, unpacked
from pfocr_rdf.reading import Knowledge
from pfocr_rdf.stores.streams import Blocks, Watched
from pfocr_rdf.summary import FindingLog
from pfocr_rdf.trees import shown

#: A file that every on-disk Oxigraph store has, since it is a RocksDB database.
_MARK = "CURRENT"

#: Bytes of N-Triples that are loaded at once.
_BLOCK = 32 << 20


class Graphs(NamedTuple):
    """The graphs that a query sees, by IRI (SPARQL 1.1 Protocol, section 2.1.4); all of them where none are given."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


ALL_GRAPHS = Graphs()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How to open data.

    ``format`` is that of files whose names do not tell it, ``namespaces`` those that records get; ``jobs`` is the
    number of processes that read records, 0 for one a processor. ``log`` gets the findings about records, ``progress``
    is told how far the reading is.
    """

    format: Format | None = None
    namespaces: Namespaces = field(default_factory=Namespaces)
    knowledge: Knowledge = field(default_factory=Knowledge)
    jobs: int = 0
    log: FindingLog | None = None
    progress: Progress | None = None


class Embedded:
    """A store in memory, or a folder that is opened when it is first asked; nothing here ever writes to either."""

    def __init__(self, store: Store | None = None, folder: Path | None = None) -> None:
        """Ask ``store``, or the store in ``folder``."""
        self.folder = folder
        self._store = store

    @property
    def store(self) -> Store:
        """The store itself; that of a folder is opened now, so that a process can fork before it has threads."""
        if self._store is None:
            assert self.folder is not None
            self._store = _read_only(self.folder)
        return self._store

    def query(
        self, text: str, graphs: Graphs = ALL_GRAPHS, base: str | None = None
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """The results of a query, as they are made; relative addresses in it hang on ``base``.

        Raises ``SyntaxError`` where the text is none.

        >>> seeds = open_data(["seeds"])
        >>> bool(seeds.query("ASK { ?figure <https://schema.org/mentions> <https://identifiers.org/ncbigene/3553> }"))
        True
        """
        return self.store.query(
            text,
            base_iri=base,
            use_default_graph_as_union=self.folder is not None and not any(graphs),
            default_graph=[NamedNode(iri) for iri in graphs.default] if any(graphs) else None,
            named_graphs=[NamedNode(iri) for iri in graphs.named] if any(graphs) else None,
        )


def open_data(data: Sequence[str | Path], opening: Opening | None = None, *, stdin: BinaryIO | None = None) -> Embedded:
    """Open all of ``data`` as one store: RDF files, told by their names, Oxigraph folders, and what ``convert`` takes.

    A folder that is opened alone stays on the disk; all else is loaded into memory, about 0.5 GB a million triples.
    Raises ``InputError`` where something cannot be read.
    """
    opening = opening or Opening()
    sources = [os.fspath(one) for one in data]
    if len(sources) == 1 and is_store(sources[0]):
        return Embedded(folder=_readable(Path(sources[0])))
    files, records = sorted_out([one for one in sources if not is_store(one)], opening.format)
    store = Store()
    for file in files:
        _load_file(store, file, stdin, opening.progress)
    for folder in filter(is_store, sources):
        store.bulk_extend(iter(_read_only(Path(folder))))
    if records:
        _load_records(store, records, opening, stdin)
    _unite_graphs(store)
    return Embedded(store)


def is_store(path: str | Path) -> bool:
    """Whether ``path`` is an on-disk Oxigraph folder."""
    return (Path(path) / _MARK).is_file()


def _read_only(folder: Path, attempts: int = 3) -> Store:
    """The store in a folder, which may be swapped for a newer one while its files are opened one by one.

    RocksDB finds files of two stores by their ids, and pyoxigraph then raises ``RuntimeError``.
    """
    try:
        return Store.read_only(str(folder))
    except (OSError, RuntimeError) as error:
        if attempts > 1:
            return _read_only(folder, attempts - 1)
        raise InputError(
            f"{shown(str(folder))}: store: found {error}, expected an Oxigraph folder; try loading it again"
        ) from error


def _readable(folder: Path) -> Path:
    """``folder``, after a look whether it can be opened."""
    _read_only(folder)
    return folder


def _load_file(store: Store, file: GraphFile, stdin: BinaryIO | None, progress: Progress | None) -> None:
    size = file.size
    with unpacked(file, stdin) as (stream, told):
        watched = Watched(stream, lambda: progress(file.place, told(), size)) if progress else stream
        try:
            store.bulk_load(cast("BinaryIO", watched), RdfFormat.from_media_type(file.format.media_type))
        except (SyntaxError, MemoryError) as error:
            raise misread(file, error) from error


def _load_records(store: Store, records: Sequence[str], opening: Opening, stdin: BinaryIO | None) -> None:
    progress = opening.progress
    told = (lambda done, total: progress("records", done, total)) if progress else None
    options = Options(format=N_TRIPLES, namespaces=opening.namespaces, knowledge=opening.knowledge, jobs=opening.jobs)
    stream = Blocks(partial(store.bulk_load, format=RdfFormat.N_TRIPLES), _BLOCK)
    convert(records, cast("BinaryIO", stream), options, log=opening.log, stdin=stdin, progress=told)
    stream.finish()


def _unite_graphs(store: Store) -> None:
    """Copy what is in named graphs to the default graph, which is a set."""
    for graph in list(store.named_graphs()):
        quads = store.quads_for_pattern(None, None, None, graph)
        store.bulk_extend(Quad(one.subject, one.predicate, one.object) for one in quads)
