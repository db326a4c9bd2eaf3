"""A conversion that is described as it runs: what is written is counted on its way, and told when all of it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pfocr_rdf.describing.counting import Counter, counting
from pfocr_rdf.describing.digests import Digester
from pfocr_rdf.describing.documents import quads, write
from pfocr_rdf.describing.release import dump
from pfocr_rdf.describing.run import Describing, count_files, description
from pfocr_rdf.describing.statistics import Statistics
from pfocr_rdf.errors import UsageError
from pfocr_rdf.formats import JSON_LD, TURTLE, Format, by_file_name
from pfocr_rdf.output import opened
from pfocr_rdf.rdf_files import GraphFile

#: Formats that are not made of lines, one a triple: what was written in them is read again.
READ_AGAIN = (TURTLE, JSON_LD)


class Companion:
    """Give ``supplement`` to ``convert``, then ``finish``."""

    def __init__(self, counter: Counter, options: Describing, output: GraphFile, stream: BinaryIO) -> None:
        """Describe what is written to ``output``, on ``stream``."""
        self._counter = counter
        self._options = options
        self._output = output
        self._stream = stream
        self._statistics: Statistics | None = None

    def supplement(self, content: Iterator[bytes]) -> Iterator[bytes]:
        """The content of a document, and, where it has named graphs, the two that describe the others."""
        if self._output.format in READ_AGAIN:
            yield from content
            return
        digester = Digester(self._options.records.namespaces)
        for block in content:
            self._counter.add(digester.digest(block))
            yield block
        self._statistics = self._counter.statistics()
        if self._output.format.has_graphs:
            media = [self._output.format.media_type]
            yield quads(description(self._options, self._statistics, formats=media), self._options.records.namespaces)

    def finish(self) -> Statistics:
        """Write the description, which knows the file by now; answers the counts in it."""
        options, output = self._options, self._output
        if self._statistics is None:
            count_files([output], self._counter, options)
            self._statistics = self._counter.statistics()
        dumps = [dump(output)] if Path(output.path).is_file() else []
        told = description(options, self._statistics, dumps, [output.format.media_type])
        form = options.format
        assert form is not None
        write(told, form, options.records.namespaces, self._stream)
        return self._statistics


@contextmanager
def describing(target: str, output: str, options: Describing) -> Iterator[Companion]:
    """A companion for a conversion to ``output`` that describes it in ``target``.

    Raises ``UsageError`` where that cannot be, and ``OutputError`` where ``target`` cannot be written.
    """
    written = options.records.style(output).format
    form = options.format or _format(target)
    if output == "-" and (written in READ_AGAIN or target == "-"):
        other = "a file" if target == "-" else "a format of lines"
        raise UsageError(f"-o -: found standard output and --describe, expected {other}; try -o figures.nq")
    with opened(target) as stream, counting(options.records.namespaces, options.jobs) as counter:
        yield Companion(
            counter,
            Describing(release=options.release, records=options.records, format=form),
            GraphFile(output, written),
            stream,
        )


def _format(target: str) -> Format:
    return TURTLE if target == "-" else by_file_name(target)
