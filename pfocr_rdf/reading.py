"""Sources to figures, in the order of their ids: the reader's half of the pipeline."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self

from pfocr_rdf.assembly import Lookups, assemble
from pfocr_rdf.errors import Finding, RecordError, Severity, quoted
from pfocr_rdf.frontmatter import parse
from pfocr_rdf.hgnc import HgncTable, bundled
from pfocr_rdf.maps import Links, read_maps
from pfocr_rdf.page import Page
from pfocr_rdf.pmc_ids import NO_IDS, PaperIds, papers_of, read_pmc_ids
from pfocr_rdf.record import Figure, Paper, Taxon
from pfocr_rdf.source import Entry, Inputs, Tree, companions, gather, read_page
from pfocr_rdf.tables import Rows, read_table
from pfocr_rdf.taxonomy import Taxonomy, read_organism_pages
from pfocr_rdf.values import as_figid

#: So many findings of one code are told of one record, the others counted.
FAULTS_SHOWN = 100


class Knowledge(NamedTuple):
    """What the user brings beside the records; ``keywords`` says whether genes may be inferred from them.

    ``pmc_ids`` is NCBI's table, of which only the rows of the records' papers are read.
    """

    hgnc: HgncTable | None = None
    taxonomy: Taxonomy | None = None
    keywords: bool = True
    pmc_ids: Path | None = None


class Faults(list[Finding]):
    """Findings of one record: the first of each code, and how many more there were."""

    def __init__(self) -> None:
        """None yet."""
        super().__init__()
        self._counts: Counter[str] = Counter()

    def append(self, finding: Finding) -> None:
        """Add a finding, or only count it."""
        self._counts[finding.code] += 1
        if self._counts[finding.code] <= FAULTS_SHOWN:
            super().append(finding)

    def extend(self, findings: Iterable[Finding]) -> None:
        """Add findings, or only count them."""
        for finding in findings:
            self.append(finding)

    def __iadd__(self, findings: Iterable[Finding]) -> Self:  # type: ignore[override, misc]
        """Add findings, or only count them."""
        self.extend(findings)
        return self

    def told(self, place: str) -> Iterator[Finding]:
        """Each finding, then one for each code that has more of them."""
        yield from self
        for code, count in self._counts.items():
            if count > FAULTS_SHOWN:
                yield Finding(place, "record", code, f"{count - FAULTS_SHOWN:,} more of these")


class Reader:
    """Reads entries of some trees. Worker processes get a copy; tables that only some records need load late."""

    def __init__(
        self,
        trees: Sequence[Tree],
        links: Sequence[Links],
        taxa: Sequence[Taxonomy],
        known: Knowledge,
        papers: Mapping[str, PaperIds] = NO_IDS,
    ) -> None:
        """Read from ``trees``, with each tree's own links and taxa, with what the user knows, and ids of papers."""
        self._trees = trees
        self._links = links
        self._taxa = taxa
        self._known = known
        self._papers = papers

    @classmethod
    def of(cls, inputs: Inputs, known: Knowledge, findings: list[Finding]) -> "Reader":
        """A reader of ``inputs``, with their maps and organism pages read."""
        taxa = [_taxa(tree, known.taxonomy, findings) for tree in inputs.trees]
        papers = papers_of(entry.figid for entry in inputs.entries)
        ids = read_pmc_ids(known.pmc_ids, papers, findings) if known.pmc_ids else NO_IDS
        return cls(inputs.trees, read_maps(inputs.trees, findings), taxa, known, ids)

    @property
    def trees(self) -> Sequence[Tree]:
        """The trees that entries are numbered by."""
        return self._trees

    @property
    def infers(self) -> bool:
        """Whether genes may be inferred from keywords."""
        return self._known.keywords

    @cached_property
    def hgnc(self) -> HgncTable:
        """The user's HGNC table, or the bundled one."""
        return self._known.hgnc or bundled()

    def papers(self, entries: Iterable[Entry], findings: list[Finding]) -> Iterator[tuple[Paper, list[Figure]]]:
        """Figures, gathered by paper; ``entries`` must be in order, and hold all of each paper's.

        What is wrong is added to ``findings``, and records that cannot be trusted are left out.
        """
        for _, entries_of_paper in groupby(entries, key=lambda entry: entry.figid.partition("__")[0]):
            figures = list(self._figures(entries_of_paper, findings))
            for _, members in groupby(figures, key=lambda figure: figure.paper.pmcid):
                alike = list(members)
                check_aliases(alike, findings)
                yield united([figure.paper for figure in alike], alike[0].origin, findings), alike

    def _figures(self, entries: Iterable[Entry], findings: list[Finding]) -> Iterator[Figure]:
        """Figures of one paper; of several with one id, the first that can be read."""
        seen: dict[str, Figure] = {}
        for entry in entries:
            place = self._trees[entry.tree].place(entry.path)
            faults = Faults()
            try:
                figure = self.figure(entry, faults)
            except RecordError as error:
                faults.append(error.finding)
                continue
            finally:
                findings += faults.told(place)
            first = seen.setdefault(figure.figid, figure)
            if first is figure:
                yield figure
            else:
                code = "repeated-record" if first == figure else "duplicate-figid"
                findings.append(Finding(place, "figid", code, f"{figure.figid}, as in {first.origin}"))

    def figure(self, entry: Entry, findings: list[Finding]) -> Figure:
        """The figure of one entry. Raises ``RecordError`` where it must be left out."""
        page, tables = self.opened(entry, findings)
        return assemble(page, tables, self._lookups[entry.tree], findings)

    def opened(self, entry: Entry, findings: list[Finding]) -> tuple[Page, list[Rows]]:
        """The page of one entry, and its companion tables. Raises ``RecordError`` where it must be left out."""
        tree = self._trees[entry.tree]
        place = tree.place(entry.path)
        content = read_page(tree, entry.path)
        page = Page(parse(content, place, findings), content, place, findings)
        figid = page.required("figid")
        if as_figid(figid) is None:
            raise page.refuse("bad-figid", "figid", quoted(figid))
        if figid != entry.figid:
            raise page.refuse("figid-not-file-name", "figid", f"{quoted(figid)} in {quoted(entry.path)}")
        found = companions(tree, figid, findings)
        return page, [read_table(table.content, table.place, table.kind, findings) for table in found]

    def shared(self) -> Iterator[bytes]:
        """What records share besides HGNC's table: all that maps, organism pages and tables of taxa and ids say."""
        for links, taxonomy in zip(self._links, self._taxa, strict=True):
            for known in (*links, taxonomy.taxa, self._papers):
                yield from (repr(item).encode() for item in known.items())
                yield b"\n"

    def evidence(self, entry: Entry) -> Iterator[bytes]:
        """All bytes that the figure of an entry is made from, but for taxa and HGNC, which many figures share.

        They are the page, its companion tables with their places, and what maps and tables of ids say of it; what
        cannot be read is told as the finding that it will become.
        """
        tree, links = self._trees[entry.tree], self._links[entry.tree]
        told: list[Finding] = []
        ids = self._papers.get(entry.figid.partition("__")[0])
        said = (tree.place(entry.path), links.ndex.get(entry.figid), links.wikipathways.get(entry.figid), ids)
        yield repr(said).encode()
        try:
            yield read_page(tree, entry.path)
            for table in companions(tree, entry.figid, told):
                yield table.place.encode("utf-8", "surrogateescape")
                yield table.content
        except RecordError as error:
            told.append(error.finding)
        yield repr(told).encode("utf-8", "surrogateescape")

    def taxon(self, entry: Entry, name: str) -> Taxon | None:
        """The taxon of a name, as the tree of ``entry`` and the user know it."""
        return self._taxa[entry.tree].lookup(name)

    @cached_property
    def _lookups(self) -> list[Lookups]:
        """For each tree what its records may look up; the HGNC table is loaded by the first that needs it."""
        hgnc = (lambda: self.hgnc) if self._known.keywords else None
        each = zip(self._taxa, self._links, strict=True)
        return [Lookups(taxa, links, hgnc, self._papers) for taxa, links in each]


def _taxa(tree: Tree, known: Taxonomy | None, findings: list[Finding]) -> Taxonomy:
    """Taxa of a tree's organism pages, and those that the user knows."""
    if tree.organisms is None:
        return known or Taxonomy()
    pages = read_organism_pages(tree.root / tree.organisms, findings, label=tree.place(tree.organisms))
    return pages.merged_with(known, findings) if known else pages


def check_aliases(figures: Sequence[Figure], findings: list[Finding]) -> None:
    """Report an alias that is another figure's id; both begin with the paper's id, so that its figures suffice."""
    figids = {figure.figid for figure in figures}
    findings += [
        Finding(figure.origin, "figid_alias", "alias-is-figid", quoted(figure.alias or ""))
        for figure in figures
        if figure.alias in figids - {figure.figid}
    ]


def united(papers: Sequence[Paper], place: str, findings: list[Finding]) -> Paper:
    """One paper out of what its figures say: of each value the first, keywords of all.

    Newer records dropped the final period of titles, so that alone is no disagreement.
    """
    first = papers[0]
    if all(paper == first for paper in papers):
        return first
    united: dict[str, str | None] = {}
    for name in ("title", "citation", "year", "doi", "pubmed", "journal", "journal_abbreviation", "publisher"):
        values = [value for value in dict.fromkeys(getattr(paper, name) for paper in papers) if value]
        united[name] = values[0] if values else None
        if len({value.removesuffix(".") for value in values}) > 1:
            found = " and ".join(quoted(value) for value in values)
            findings.append(Finding(place, f"paper.{name}", "paper-disagrees", found))
    keywords = dict.fromkeys(keyword for paper in papers for keyword in paper.keywords)
    return Paper(pmcid=first.pmcid, keywords=tuple(keywords), **united)


def read(
    *sources: str | Path,
    stdin: BinaryIO | None = None,
    knowledge: Knowledge | None = None,
    on_finding: Callable[[Finding], None] | None = None,
) -> Iterator[Figure]:
    """Figures of ``sources`` in the order of their ids, one at a time.

    ``sources`` are what ``pfocr-rdf convert`` takes: checkouts, folders, files, globs, archives, ``-``.
    Findings go to ``on_finding``; without it, a record that has to be left out raises its ``RecordError``.

    >>> [figure.figid for figure in read("seeds")][0]
    'PMC3101113__cmr-3-177f3'
    """
    findings: list[Finding] = []
    with gather(sources, stdin) as inputs:
        findings += inputs.findings
        reader = Reader.of(inputs, knowledge or Knowledge(), findings)
        for _, figures in reader.papers(inputs.entries, findings):
            _tell(findings, on_finding)
            yield from figures
    _tell(findings, on_finding)


def _tell(findings: list[Finding], on_finding: Callable[[Finding], None] | None) -> None:
    for finding in findings:
        if on_finding is not None:
            on_finding(finding)
        elif finding.severity is Severity.ERROR:
            raise RecordError(finding)
    findings.clear()
