"""The whole road, source to sink: parts in order, entities, a summary.

The only place where readers, mapping and writers meet.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO, cast

from pfocr_rdf import chunks
from pfocr_rdf.collecting import seldom_collected
from pfocr_rdf.conversion import Observer, Options, Progress, Share, begun
from pfocr_rdf.entities import Entities, PackedEntities
from pfocr_rdf.errors import Finding, InputError
from pfocr_rdf.hgnc import HgncTable, bundled
from pfocr_rdf.output import opened
from pfocr_rdf.reading import united
from pfocr_rdf.record import Figure
from pfocr_rdf.rendering import Piece, Renderer, Style, write_document
from pfocr_rdf.summary import FindingLog, Summary
from pfocr_rdf.trees import shown

__all__ = ["Observer", "Options", "Progress", "convert", "write", "written"]


def convert(
    sources: str | Path | Sequence[str | Path],
    target: str | Path | BinaryIO,
    options: Options | None = None,
    *,
    log: FindingLog | None = None,
    stdin: BinaryIO | None = None,
    progress: Progress | None = None,
    observer: Observer | None = None,
) -> Summary:
    """Write all figures of ``sources`` to ``target``, a file name, ``-`` or a stream, and say what was done.

    ``log`` gets every finding, ``observer`` sees every record. Raises ``InputError`` where nothing can be read, and
    ``OutputError`` where ``target`` cannot be written, which then is as it was.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     convert(["seeds"], f"{folder}/seeds.ttl").tally.figures
    5
    """
    options = options or Options()
    place = target if isinstance(target, str | Path) else "-"
    style = options.style(str(place))
    with begun(sources, options, log, stdin) as run:
        pieces = (part.piece for part in run.parts(style, Share(), progress=progress, observer=observer))
        with opened(str(place)) if place is target else nullcontext(cast("BinaryIO", target)) as stream:
            entities = written(pieces, style, lambda: run.reader.hgnc, run.summary, stream, observer)
            if not run.summary.tally.figures:
                raise no_figure(sources)
        if observer is not None:
            observer.finish(entities, run.reader.hgnc)
        return run.summary


def no_figure(sources: str | Path | Sequence[str | Path]) -> InputError:
    """What to say of ``sources`` that hold not one usable figure: a document of nothing would look like a success."""
    first = sources if isinstance(sources, str | Path) else sources[0]
    return InputError(
        f"{shown(str(first))}: source: found no figure that can be used, expected one; "
        "try --report FILE for the reasons"
    )


def write(figures: Iterable[Figure], target: str | Path, options: Options | None = None) -> Summary:
    """Write ``figures``, any iterable of records, to ``target``; give them in order of figid, as ``read`` does.

    The text is the same as that of ``convert`` for the same records; a paper is described once where its figures
    follow each other.

    >>> import tempfile
    >>> from pfocr_rdf.reading import read
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(read("seeds", on_finding=lambda finding: None), f"{folder}/seeds.nt").tally.figures
    5
    """
    options = options or Options()
    style = options.style(str(target))
    hgnc = options.knowledge.hgnc
    summary = Summary()
    with opened(str(target)) as stream:
        written(_rendered(figures, style, summary), style, lambda: hgnc or bundled(), summary, stream)
    return summary


def _rendered(figures: Iterable[Figure], style: Style, summary: Summary) -> Iterator[Piece]:
    renderer = Renderer(style)
    papers = (list(group) for _, group in groupby(figures, key=attrgetter("paper.pmcid")))
    while some := list(islice(papers, chunks.CHUNK_RECORDS)):
        findings: list[Finding] = []
        yield renderer.figures(
            (united([one.paper for one in group], group[0].origin, findings), group) for group in some
        )
        summary.findings.update(finding.code for finding in findings)


def written(
    pieces: Iterable[Piece],
    style: Style,
    hgnc: Callable[[], HgncTable],
    summary: Summary,
    stream: BinaryIO,
    observer: Observer | None = None,
) -> Entities:
    """Write the pieces of figures as they come, and the entities that they name, which it returns, in the end."""
    renderer = Renderer(style)
    entities = Entities()

    def contents() -> Iterator[bytes]:
        gathered = PackedEntities()
        for piece in pieces:
            gathered.add(piece.entities)
            summary.tally.add(piece.tally)
            yield piece.content
        entities.merge(gathered.unpacked())  # now that no other process is there, which would need memory too
        yield from renderer.entities(entities, hgnc(), summary.tally, summary.entities)

    content = contents() if observer is None else observer.supplement(contents())
    with seldom_collected():
        write_document(content, renderer.writer, style, stream)
    return entities
