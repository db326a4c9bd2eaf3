"""The whole road of linking: what is drawn, what pathways have, what both share, and where that is written."""

import io
import os
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import chain, islice
from pathlib import Path
from typing import IO, BinaryIO, TextIO, cast

from pfocr_rdf.errors import Finding, InputError, UsageError, quoted
from pfocr_rdf.formats import Format, by_file_name
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.linking.drawn import Drawn, drawn
from pfocr_rdf.linking.linker import COLUMNS, Linker, Links, Work, comparisons
from pfocr_rdf.linking.overlaps import Thresholds, collections
from pfocr_rdf.linking.pathways import Pathway
from pfocr_rdf.mapping import Mapper, Node
from pfocr_rdf.output import opened
from pfocr_rdf.pmc_ids import PaperIds, read_pmc_ids
from pfocr_rdf.record import Paper
from pfocr_rdf.rendering import Style, document_writer, write_document
from pfocr_rdf.stores.embedded import Opening
from pfocr_rdf.trees import shown
from pfocr_rdf.values import as_ncbi_id
from pfocr_rdf.vocabulary import SCHEMA
from pfocr_rdf.workers import workers
from pfocr_rdf.writers import Writer

#: Figures that are compared at once, or nodes that are written at once.
_BATCH = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOptions:
    """What to link figures to, and how.

    Without ``pathways`` nothing is compared, without ``pmc_ids``, NCBI's table, no paper is named. ``background`` is
    the genes that figures and pathways are drawn from; without it, those of all pathways of a species.
    """

    pathways: Sequence[Pathway] = ()
    background: frozenset[int] | None = None
    thresholds: Thresholds = field(default_factory=Thresholds)
    pmc_ids: Path | None = None
    namespaces: Namespaces = field(default_factory=Namespaces)
    opening: Opening = field(default_factory=Opening)


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """Where links go: ``rdf`` and ``table`` are file names or ``-``; ``format`` is that of the RDF."""

    rdf: str | None = None
    format: Format | None = None
    table: str | None = None

    @property
    def known_format(self) -> Format:
        """The format of the RDF, told by its name if by nothing else."""
        assert self.rdf is not None
        if self.rdf == "-" and self.format is None:
            raise UsageError("-o -: found no format in the name, expected one; try --format turtle")
        return self.format or by_file_name(self.rdf)


def link(data: Sequence[str | Path], options: LinkOptions, targets: Targets, *, stdin: BinaryIO | None = None) -> Links:
    """Link the figures of ``data`` to pathways and papers, and say what was found.

    Raises ``InputError`` where something cannot be read, and ``OutputError`` where a target cannot be written, which
    then is as it was.

    >>> import tempfile
    >>> pathways = [Pathway("WP1", "A pathway", "9606", frozenset({3553, 4790, 3576}))]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     links = link(["seeds"], LinkOptions(pathways=pathways), Targets(table=f"{folder}/overlaps.tsv"))
    >>> links.compared
    5
    """
    style = Style(targets.known_format, options.namespaces) if targets.rdf is not None else None
    compared = collections(options.pathways, options.background)
    work = Work(compared, options.thresholds, style, bool(targets.table), version("pfocr-rdf"))
    usable = sum(len(collection.pathways) for collection in compared.values())
    links = Links(pathways=usable, geneless=len(options.pathways) - usable)
    with (
        drawn(data, options.opening, options.namespaces, stdin=stdin) as inside,
        _table(targets.table) as table,
    ):
        pieces = _overlaps(inside, work, table, links, options.opening)
        if style is None or targets.rdf is None:
            deque(pieces, maxlen=0)
        else:
            writer = document_writer(style)
            nodes = chain(_last(work, links, writer), _papers(inside, options, links, writer))
            with opened(targets.rdf) as stream:
                write_document(chain(pieces, _written(nodes, writer)), writer, style, stream)
    return links


def _overlaps(inside: Drawn, work: Work, table: TextIO | None, links: Links, opening: Opening) -> Iterator[bytes]:
    """RDF of the overlaps of all figures, in order; their lines go to ``table``, and what was found to ``links``."""
    if not work.collections:
        return
    figures = inside.figures()
    batches = iter(lambda: list(islice(figures, _BATCH)), [])
    with workers(Linker, (work,), opening.jobs or os.cpu_count() or 1) as compare:
        for linked in compare(batches):
            links.add(linked.links)
            if table is not None:
                table.write(linked.table)
            yield linked.rdf


def _last(work: Work, links: Links, writer: Writer) -> Iterator[Node[str]]:
    """What the overlaps refer to, which is known when all of them are."""
    yield from comparisons(work, links, Mapper(writer.terms))


def _papers(inside: Drawn, options: LinkOptions, links: Links, writer: Writer) -> Iterator[Node[str]]:
    """Papers that NCBI's table knows by another name; all others are counted."""
    if options.pmc_ids is None:
        return
    findings: list[Finding] = []
    pmcids = list(inside.papers())
    ids = read_pmc_ids(options.pmc_ids, pmcids, findings)
    if options.opening.log is not None:
        options.opening.log.extend(findings)
    mapper = Mapper(writer.terms)
    links.papers = len(pmcids)
    for pmcid in pmcids:
        found = ids.get(pmcid, PaperIds())
        if found.pubmed or found.doi:
            links.identified += 1
            node = mapper.paper(Paper(pmcid=pmcid, doi=found.doi, pubmed=found.pubmed))
            yield node._replace(properties=[line for line in node.properties if line[0] == SCHEMA.sameAs])


def _written(nodes: Iterator[Node[str]], writer: Writer) -> Iterator[bytes]:
    for batch in iter(lambda: list(islice(nodes, _BATCH)), []):
        yield writer.piece(batch).encode()


@contextmanager
def _table(target: str | None) -> Iterator[TextIO | None]:
    """The table with its header, if one is wanted."""
    if target is None:
        yield None
        return
    with opened(target) as stream:
        text = io.TextIOWrapper(cast("IO[bytes]", stream), encoding="utf-8", newline="\n", write_through=True)
        text.write("\t".join(COLUMNS) + "\n")
        yield text
        text.detach()


def read_background(path: Path) -> frozenset[int]:
    """NCBI Gene ids, one a line. Raises ``InputError`` where one is none, or there are none."""
    place = shown(str(path))
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        found = getattr(error, "strerror", None) or error
        raise InputError(f"{place}: background: found {found}, expected a readable file; try another") from error
    genes = [(number, line.strip()) for number, line in enumerate(lines, 1) if line.strip()]
    wrong = next(((number, gene) for number, gene in genes if as_ncbi_id(gene) is None), None)
    if wrong or not genes:
        where, gene = (f"{place}:{wrong[0]}", quoted(wrong[1])) if wrong else (place, "nothing")
        raise InputError(f"{where}: background: found {gene}, expected one NCBI Gene id a line; try digits alone")
    return frozenset(int(gene) for _, gene in genes)
