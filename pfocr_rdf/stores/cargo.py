"""All that is to be loaded, read once from its beginning to its end: RDF files, and records as their named graphs."""

import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import BinaryIO, cast

from pyoxigraph import NamedNode, RdfFormat, parse

from pfocr_rdf.errors import UsageError, quoted
from pfocr_rdf.formats import COMPRESSIONS, N_QUADS, Format
from pfocr_rdf.identifiers import Namespaces, encoded
from pfocr_rdf.pipeline import Options, convert
from pfocr_rdf.progress import Progress
from pfocr_rdf.rdf_files import GraphFile, misread, sorted_out, unpacked
from pfocr_rdf.reading import Knowledge
from pfocr_rdf.stores.chunks import Cutter, Skolemizer
from pfocr_rdf.stores.streams import Blocks, Watched
from pfocr_rdf.summary import FindingLog

#: Bytes of N-Quads that are parsed at once.
_BLOCK = 4 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Cargo:
    """RDF files, and whatever ``pfocr_rdf.convert`` takes.

    ``graph`` is the one that all goes to; without it, statements go to the graphs that they name, records to those of
    the model, and files that name none to ``{base}rdf/graph/`` and their own name. ``format`` is that of files whose
    names do not tell it, ``jobs`` the number of processes that read records, 0 for one a processor.
    """

    sources: tuple[str, ...]
    graph: str | None = None
    format: Format | None = None
    namespaces: Namespaces = field(default_factory=Namespaces)
    full: bool = True
    knowledge: Knowledge = field(default_factory=Knowledge)
    jobs: int = 0

    def __post_init__(self) -> None:
        """Refuse a graph that no store could have."""
        try:
            NamedNode(self.graph or self.namespaces.base)
        except ValueError as error:
            found, example = quoted(str(self.graph)), self.namespaces.graph("all")
            raise UsageError(f"--graph: found {found}, expected an absolute IRI; try {example}") from error

    @property
    def identity(self) -> tuple[str, ...]:
        """What tells this cargo from others, as far as one can say before it is read."""
        sources = (one if one == "-" else os.path.abspath(one) for one in self.sources)  # noqa: PTH100 - of a glob too
        return (*sources, str(self.graph), repr(self.namespaces), str(self.full), repr(self.format))

    def read(
        self, cutter: Cutter, *, log: FindingLog | None, stdin: BinaryIO | None = None, progress: Progress | None = None
    ) -> int:
        """Read all of it into ``cutter``; the number of blank nodes that were given IRIs.

        Raises ``InputError`` where something cannot be read.
        """
        files, records = sorted_out(self.sources, self.format)
        blank = 0
        for file, scope in scopes(files):
            blank += self._file(file, scope, cutter, stdin, progress)
        if records:
            self._records(records, cutter, log, stdin, progress)
        cutter.finish()
        return blank

    def _file(
        self, file: GraphFile, scope: str, cutter: Cutter, stdin: BinaryIO | None, progress: Progress | None
    ) -> int:
        if file.path == "-" and not (self.graph or file.format.has_graphs):
            raise UsageError("-: found no name, expected one to call the graph by; try --graph IRI")
        skolemizer = Skolemizer(self.namespaces.genid(scope))
        size = file.size
        with unpacked(file, stdin) as (stream, told):
            watched = Watched(stream, lambda: progress(file.place, told(), size)) if progress else stream
            try:
                quads = parse(cast("BinaryIO", watched), RdfFormat.from_media_type(file.format.media_type))
                cutter.take(quads, self.namespaces.graph(encoded(graph_name(file.path))), skolemizer)
            except SyntaxError as error:
                raise misread(file, error) from error
        return len(skolemizer)

    def _records(
        self,
        sources: list[str],
        cutter: Cutter,
        log: FindingLog | None,
        stdin: BinaryIO | None,
        progress: Progress | None,
    ) -> None:
        options = Options(
            format=N_QUADS, namespaces=self.namespaces, full=self.full, knowledge=self.knowledge, jobs=self.jobs
        )
        stream = Blocks(self._taken(cutter), _BLOCK)
        told = (lambda done, total: progress("records", done, total)) if progress else None
        convert(sources, cast("BinaryIO", stream), options, log=log, stdin=stdin, progress=told)
        stream.finish()

    def _taken(self, cutter: Cutter) -> Callable[[bytes], None]:
        none = Skolemizer(self.namespaces.genid("records"))
        return lambda block: cutter.take(parse(block, RdfFormat.N_QUADS), self.namespaces.dataset, none)


def graph_name(path: str) -> str:
    """What a graph is called after the file that it comes from: its name, without its endings.

    >>> graph_name("out/figures.nt.gz"), graph_name("WP4846.ttl")
    ('figures', 'WP4846')
    """
    name = PurePath(path)
    if name.suffix.lower() in COMPRESSIONS:
        name = name.with_suffix("")
    return name.stem


def scopes(files: Iterable[GraphFile]) -> Iterable[tuple[GraphFile, str]]:
    """Files, and what their blank nodes are called after, which no two of them share."""
    met: Counter[str] = Counter()
    for file in files:
        name = graph_name(file.path)
        met[name] += 1
        yield file, name if met[name] == 1 else f"{name}~{met[name]}"
