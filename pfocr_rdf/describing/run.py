"""The road of a description: graphs, stores and records to lines, lines to counts, counts to resources."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import RawIOBase
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from pyoxigraph import Quad, RdfFormat, parse

from pfocr_rdf.catalog_vocabulary import SH
from pfocr_rdf.describing.counting import Counter, counting
from pfocr_rdf.describing.digests import Digester, Lines, in_pieces
from pfocr_rdf.describing.documents import Description, write
from pfocr_rdf.describing.examples import examples
from pfocr_rdf.describing.levels import Names, levels
from pfocr_rdf.describing.ontology import declarations, lexicons, ontology
from pfocr_rdf.describing.partitions import Partitions
from pfocr_rdf.describing.release import Dump, Release, dump
from pfocr_rdf.describing.statistics import Statistics
from pfocr_rdf.errors import InputError
from pfocr_rdf.formats import N_QUADS, N_TRIPLES, TURTLE, Format, by_file_name
from pfocr_rdf.output import opened
from pfocr_rdf.pipeline import Options, convert
from pfocr_rdf.progress import Progress
from pfocr_rdf.rdf_files import GraphFile, misread, sorted_out, unpacked, whole_lines
from pfocr_rdf.stores.embedded import is_store, open_data
from pfocr_rdf.summary import FindingLog
from pfocr_rdf.workers import workers

#: So many bytes of N-Triples or N-Quads are one piece of work.
PIECE_BYTES = 8 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Describing:
    """How to describe. ``records`` is how records are converted, for namespaces and number of processes as well.

    ``format`` is that of the description, ``input_format`` that of graphs whose names do not tell it.
    """

    release: Release = field(default_factory=Release)
    records: Options = field(default_factory=Options)
    format: Format | None = None
    input_format: Format | None = None

    @property
    def jobs(self) -> int:
        """Number of processes."""
        return self.records.jobs or os.cpu_count() or 1


def describe(
    data: Sequence[str | Path],
    target: str | Path,
    options: Describing | None = None,
    *,
    log: FindingLog | None = None,
    stdin: BinaryIO | None = None,
    progress: Progress | None = None,
) -> Statistics:
    """Write a description of ``data``, all taken as one graph, to ``target``, a file name or ``-``; the counts in it.

    ``data`` are RDF files, on-disk Oxigraph stores and whatever ``pfocr_rdf.convert`` takes. Raises ``InputError``
    where one cannot be read or there is not one triple, and ``OutputError`` where ``target`` cannot be written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     describe(["seeds"], f"{folder}/void.ttl").classes["https://schema.org/Gene"].entities
    165
    """
    options = options or Describing()
    form = options.format or (TURTLE if target == "-" else by_file_name(str(target)))
    sources = _sources([os.fspath(one) for one in data], options.input_format)
    namespaces = options.records.namespaces
    with opened(str(target)) as stream:
        with counting(namespaces, options.jobs) as counter:
            count_files(sources.files, counter, options, stdin, progress)
            for folder in sources.stores:
                _count_quads(open_data([folder]).store, folder, counter, options)
            if sources.records:
                _count_records(sources.records, counter, options, (log, stdin, progress))
            statistics = counter.statistics()
        if not statistics.total.triples:
            raise InputError(f"{sources.first}: graph: found nothing, expected triples; try another file")
        dumps = [dump(file) for file in sources.files if file.path != "-"]
        write(description(options, statistics, dumps), form, namespaces, stream)
    return statistics


def counts(quads: Iterable[Quad], options: Describing | None = None) -> Statistics:
    """The counts of any quads, such as those of a store; ``description`` makes resources of them.

    >>> from pyoxigraph import NamedNode
    >>> node = NamedNode("urn:a")
    >>> counts([Quad(node, node, node)]).total.triples
    1
    """
    options = options or Describing()
    with counting(options.records.namespaces, options.jobs) as counter:
        _count_quads(quads, "graph", counter, options)
        return counter.statistics()


def description(
    options: Describing, statistics: Statistics, dumps: Sequence[Dump] = (), formats: Sequence[str] = ()
) -> Description:
    """All that is said of a release, and of the vocabulary; ``formats`` are media types, told by ``dumps`` if any."""
    namespaces = options.records.namespaces
    names = Names(namespaces, options.release)
    media = [*dict.fromkeys((*formats, *(one.format.media_type for one in dumps)))]
    queries = [*examples(namespaces, options.release.endpoint)]
    described = [
        *levels(names, statistics, dumps, media, sorted({one.iri for one in queries if one.is_a(SH.SPARQLExecutable)})),
        *Partitions(names.graph, statistics, namespaces).resources(),
        *queries,
    ]
    return described, [*ontology(namespaces), *declarations(namespaces), *lexicons(namespaces)]


class _Sources(NamedTuple):
    """Data by kind."""

    files: list[GraphFile]
    stores: list[str]
    records: list[str]
    first: str


def _sources(data: list[str], named: Format | None) -> _Sources:
    stores = [one for one in data if is_store(one)]
    files, records = sorted_out([one for one in data if one not in stores], named)
    return _Sources(files, stores, records, data[0])


def count_files(
    files: Sequence[GraphFile],
    counter: Counter,
    options: Describing,
    stdin: BinaryIO | None = None,
    progress: Progress | None = None,
) -> None:
    """Count the triples of RDF files. Raises ``InputError`` where one cannot be read."""
    found = _lines(files, stdin, progress)
    with workers(Digester, (options.records.namespaces,), options.jobs if files else 1) as work:
        for digested in work(found):
            counter.add(digested)


def _count_quads(quads: Iterable[Quad], place: str, counter: Counter, options: Describing) -> None:
    digester = Digester(options.records.namespaces)
    for lines in in_pieces(quads, place):
        counter.add(digester(lines))


def _count_records(
    records: list[str],
    counter: Counter,
    options: Describing,
    beside: tuple[FindingLog | None, BinaryIO | None, Progress | None],
) -> None:
    log, stdin, progress = beside
    told = (lambda done, total: progress("records", done, total)) if progress else None
    quads = replace(options.records, format=N_QUADS)
    sink = cast("BinaryIO", _Sink(counter, Digester(options.records.namespaces)))
    convert(records, sink, quads, log=log, stdin=stdin, progress=told)


class _Sink(RawIOBase):
    """A stream that counts the lines written to it; the pipeline writes whole lines."""

    def __init__(self, counter: Counter, digester: Digester) -> None:
        self._counter = counter
        self._digester = digester

    def writable(self) -> bool:
        return True

    def write(self, block: bytes) -> int:  # type: ignore[override]
        self._counter.add(self._digester.digest(block))
        return len(block)


def _lines(files: Sequence[GraphFile], stdin: BinaryIO | None, progress: Progress | None) -> Iterator[Lines]:
    """The lines of all files; blank nodes of one file are not those of another."""
    sizes = [one.size for one in files]
    for index, file in enumerate(files):
        before = sum(sizes[:index])
        with unpacked(file, stdin) as (stream, told):
            for lines in _lines_of(file, stream, f"f{index}" if len(files) > 1 else ""):
                yield lines
                if progress is not None:
                    progress("files", before + told(), sum(sizes))


def _lines_of(file: GraphFile, stream: BinaryIO, scope: str) -> Iterator[Lines]:
    if file.format in {N_TRIPLES, N_QUADS}:
        for line, text in whole_lines(stream, PIECE_BYTES):
            yield Lines(text, file.place, line, scope)
        return
    try:
        quads = parse(stream, RdfFormat.from_media_type(file.format.media_type))
        yield from in_pieces(quads, file.place, scope)
    except SyntaxError as error:
        raise misread(file, error) from error
