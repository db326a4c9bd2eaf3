"""Records on their way to being validated: checked for what SHACL is not made for, and written as triples."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pfocr_rdf.chunks import PaperFigures
from pfocr_rdf.entities import Entities
from pfocr_rdf.errors import Finding, RecordError
from pfocr_rdf.formats import N_TRIPLES
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.reading import Reader
from pfocr_rdf.record import Kind
from pfocr_rdf.rendering import Renderer, Style
from pfocr_rdf.source import Entry, Tree, companions
from pfocr_rdf.validation.quality import figure_results, table_results
from pfocr_rdf.validation.results import Result, of_finding
from pfocr_rdf.validation.routing import Routed, Router


class Examined(NamedTuple):
    """What came of some records."""

    records: int
    routed: Routed
    entities: Entities
    results: list[Result]


class Lookout:
    """Looks at records that have been read, lays their triples down with ``router``, and says what is wrong."""

    def __init__(self, router: Router, namespaces: Namespaces, *, full: bool = True) -> None:
        """Write triples under ``namespaces``, with mentions if ``full``."""
        self._router = router
        self._namespaces = namespaces
        self._style = Style(N_TRIPLES, namespaces, full)

    def __call__(
        self, number: int, entries: Sequence[Entry], papers: Sequence[PaperFigures], reader: Reader
    ) -> Examined:
        """Look at a chunk, which no other has the number of."""
        results = [one for entry in entries for one in self._tables(reader.trees[entry.tree], entry)]
        results += [
            one for _, figures in papers for figure in figures for one in figure_results(figure, self._namespaces)
        ]
        piece = Renderer(self._style).figures(papers)
        return Examined(len(entries), self._router.route(number, piece.content), piece.entities, results)

    def _tables(self, tree: Tree, entry: Entry) -> Iterator[Result]:
        """Checks of the gene table; what keeps it from being read is the reader's to tell."""
        try:
            tables = companions(tree, entry.figid, [])
        except RecordError:
            return
        for table in tables:
            if table.kind is Kind.GENE:
                yield from table_results(table.content, table.place, self._namespaces)


class Examiner:
    """Reads records and looks at them: in this process, or as the worker of another."""

    def __init__(self, reader: Reader, lookout: Lookout, base: str) -> None:
        """Read with ``reader``, and tell its findings too, under ``base``."""
        self._reader = reader
        self._lookout = lookout
        self._base = base

    def __call__(self, numbered: tuple[int, Sequence[Entry]]) -> Examined:
        """Examine some records, all of each paper's among them."""
        number, entries = numbered
        findings: list[Finding] = []
        papers = list(self._reader.papers(entries, findings))
        examined = self._lookout(number, entries, papers, self._reader)
        examined.results.extend(of_finding(finding, self._base) for finding in findings)
        return examined
