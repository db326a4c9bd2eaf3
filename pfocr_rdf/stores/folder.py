"""Loading into a folder: an on-disk Oxigraph store, made beside its place and swapped with what was there at once."""

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import DefaultGraph, NamedNode, QuerySolutions, RdfFormat, Store

from pfocr_rdf.errors import OutputError
from pfocr_rdf.output import claimed
from pfocr_rdf.stores.cargo import Cargo
from pfocr_rdf.stores.chunks import Chunk, Cutter
from pfocr_rdf.stores.counting import Distinct
from pfocr_rdf.stores.embedded import is_store
from pfocr_rdf.stores.remote import Delivery, Loaded, told
from pfocr_rdf.trees import shown

#: Bytes of N-Triples that are loaded at once.
CHUNK_BYTES = 64 << 20

#: Flags of renameat2(2): take two names for each other.
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def load_folder(cargo: Cargo, folder: Path, delivery: Delivery, stdin: BinaryIO | None = None) -> Loaded:
    """Make ``folder`` an on-disk Oxigraph store in which each graph of ``cargo`` is replaced, and no other.

    Who has the old one open goes on reading it. Raises ``OutputError`` where the folder holds something else, another
    load runs, a server has it open for writing, or the disk is full; then the folder is as it was.
    """
    place = Path(os.path.realpath(folder))
    with _refusals(folder), _alone(place, folder):
        _look(place, folder)
        part = place.with_name(f".{place.name}.part")
        _remove(part)
        try:
            loaded = _made(part, place, lambda store: _fill(store, cargo, delivery, stdin))
            _look(place, folder)
            swap(part, place)
        finally:
            _remove(part)
    return loaded


def _made(part: Path, place: Path, fill: Callable[[Store], Loaded]) -> Loaded:
    """Make the new store; it is closed on return, before it gets another name."""
    store = Store(str(part))
    loaded = fill(store)
    if is_store(place):
        _keep(store, Store.read_only(str(place)), loaded.graphs)
    store.flush()
    return loaded


def _fill(store: Store, cargo: Cargo, delivery: Delivery, stdin: BinaryIO | None) -> Loaded:
    with Distinct() as distinct:
        cutter = Cutter(CHUNK_BYTES, _loading(store, distinct.add), cargo.graph)
        blank = cargo.read(cutter, log=delivery.log, stdin=stdin, progress=delivery.progress)
        expected = distinct.counts()
    counts = {graph: counted(store, graph) for graph in expected}
    for graph, count in counts.items():
        if count not in expected[graph]:
            raise OutputError(f"store: found {count} triples in <{graph}>, expected {told(expected[graph])}; try again")
    return Loaded(counts, blank)


def _keep(store: Store, older: Store, replaced: Container[str]) -> None:
    """Copy to ``store`` what is in other graphs of ``older`` than those that are replaced."""
    store.bulk_extend(older.quads_for_pattern(None, None, None, DefaultGraph()))
    for graph in list(older.named_graphs()):
        if graph.value not in replaced:
            store.bulk_extend(older.quads_for_pattern(None, None, None, graph))


def _loading(store: Store, look: Callable[[Chunk], None]) -> Callable[[Chunk], None]:
    def load(chunk: Chunk) -> None:
        look(chunk)
        try:
            store.bulk_load(chunk.text, RdfFormat.N_TRIPLES, to_graph=NamedNode(chunk.graph))
        except OSError as error:  # not to be taken for one of the data
            raise OutputError(f"found {error}, expected room for the store; try another disk") from error

    return load


def counted(store: Store, graph: str) -> int:
    """The number of triples in a graph."""
    rows = store.query(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
    assert isinstance(rows, QuerySolutions)
    return int(next(rows)["n"].value)


@contextmanager
def _refusals(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        found = error.strerror or error
        raise OutputError(f"{shown(str(folder))}: found {found}, expected a place for a store; try another") from error


@contextmanager
def _alone(place: Path, folder: Path) -> Iterator[None]:
    """As long as no other load makes the same folder."""
    place.parent.mkdir(parents=True, exist_ok=True)
    lock = place.with_name(f".{place.name}.lock")
    with claimed(lock, shown(str(folder))):
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)


def _look(place: Path, folder: Path) -> None:
    """Raise ``OutputError`` where the folder is not ours to replace."""
    if not place.exists():
        return
    if not place.is_dir() or (any(place.iterdir()) and not is_store(place)):
        found = "files that are no store" if place.is_dir() else "a file"
        raise OutputError(f"{shown(str(folder))}: found {found}, expected an Oxigraph folder or none; try another name")
    if is_store(place):
        try:
            Store(str(place))
        except OSError as error:
            raise OutputError(
                f"{shown(str(folder))}: found it open for writing, expected nobody to write; try stopping the server, "
                "or load into its address"
            ) from error


def swap(part: Path, place: Path) -> None:
    """Put ``part`` in the place of ``place``, and what was there, if anything, where ``part`` was.

    On Linux there is no moment without a folder (renameat2(2)); elsewhere there is a short one.
    """
    if not place.exists():
        part.rename(place)
    elif not _exchanged(part, place):
        aside = place.with_name(f".{place.name}.old")
        _remove(aside)
        place.rename(aside)
        part.rename(place)
        aside.rename(part)


def _exchanged(one: Path, other: Path) -> bool:
    """Whether two names were taken for each other; not every system and file system can."""
    if sys.platform != "linux":
        return False
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    if renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}:
        return False
    raise OSError(number, os.strerror(number), str(other))


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
