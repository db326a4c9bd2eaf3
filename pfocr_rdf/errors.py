"""What can go wrong, in one place: the error classes and the catalogue of findings.

An *error* stops a run; a *finding* is a fault of one record, table or link that is counted, shown and lived with.
Every text reads ``where: key: found X, expected Y; try Z``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class PfocrError(Exception):
    """Root of every error this package raises on purpose."""

    exit_code = 1


class UsageError(PfocrError):
    """An option or argument does not make sense; nothing was read or written."""

    exit_code = 2


class InputError(PfocrError):
    """An input cannot be read at all, or holds not one usable figure."""

    exit_code = 3


class OutputError(PfocrError):
    """The output cannot be written; what stood there before is untouched."""

    exit_code = 4


class QueryError(UsageError):
    """A query is none, or asks for what it may not; it was not run."""


class EvaluationError(PfocrError):
    """A query began and failed: the engine gave it up, or a service that it asked."""

    exit_code = 3


class RemoteError(PfocrError):
    """A remote store or endpoint cannot be reached, refuses, or does not answer whole."""

    exit_code = 5


class LimitError(PfocrError):
    """A query ran out of its time or memory; nothing of it runs on."""

    exit_code = 6


class Severity(StrEnum):
    """What a finding costs: an ``error`` its whole record, a ``warning`` at most one value or row."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding: how bad it is, what was expected, and what to try."""

    severity: Severity
    expected: str
    remedy: str


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault, with its place.

    >>> print(Finding("seeds/a.txt:7", "year", "bad-year", "'20I5'"))
    seeds/a.txt:7: year: found '20I5', expected a year of four digits between 1800 and 2100; \
try correcting the year, which was left out [bad-year]
    """

    where: str
    key: str
    code: str
    found: str

    @property
    def severity(self) -> Severity:
        """Severity of this finding's code."""
        return CATALOGUE[self.code].severity

    @property
    def expected(self) -> str:
        """What should have stood there."""
        return CATALOGUE[self.code].expected

    @property
    def remedy(self) -> str:
        """What to try."""
        return CATALOGUE[self.code].remedy

    def __str__(self) -> str:
        """The finding as one line; line breaks in what was found are shown as ``\\n``."""
        found = self.found.replace("\r", "\\r").replace("\n", "\\n")
        return f"{self.where}: {self.key}: found {found}, expected {self.expected}; try {self.remedy} [{self.code}]"


class RecordError(PfocrError):
    """A record is left out whole, because of the finding it carries."""

    def __init__(self, finding: Finding) -> None:
        """Carry ``finding``, whose code must have severity ``error``."""
        super().__init__(str(finding))
        self.finding = finding

    def __reduce__(self) -> tuple[type["RecordError"], tuple[Finding]]:
        """Travel between processes whole."""
        return (RecordError, (self.finding,))


def quoted(text: str, limit: int = 60) -> str:
    """``text`` between quotes, control characters escaped, cut after ``limit`` characters.

    >>> quoted("a\\x00b")
    "'a\\\\x00b'"
    >>> quoted("x" * 70, limit=5)
    "'xxxxx…'"
    """
    return repr(text if len(text) <= limit else text[:limit] + "…")


def named(name: str) -> str:
    """A key or column as a finding shows it: as it is, or quoted and cut where it is long or does not print.

    >>> named("figid"), named("a\\nb")
    ('figid', "'a\\\\nb'")
    """
    return name if name.isprintable() and len(name) <= LONGEST_NAME else quoted(name)


#: Longest name of a key that is shown as it is.
LONGEST_NAME = 60


def _error(expected: str, remedy: str) -> Code:
    return Code(Severity.ERROR, expected, remedy)


def _warning(expected: str, remedy: str) -> Code:
    return Code(Severity.WARNING, expected, remedy)


#: Every finding there is. ``docs/findings.md`` is made from it.
CATALOGUE: Mapping[str, Code] = MappingProxyType(
    {
        # The file
        "unreadable": _error("a readable file", "checking its permissions"),
        "link-leaves-tree": _error("a file inside the tree", "replacing the link by the file itself"),
        "too-large": _error("a record of at most 1 MiB", "checking that the file is a PFOCR record"),
        "not-utf-8": _error("text in UTF-8", "saving the file as UTF-8"),
        "nul-character": _error("text without NUL characters", "restoring the file from the database"),
        "byte-order-mark": _warning("UTF-8 without a byte order mark", "saving the file without it; it was skipped"),
        "carriage-return": _warning("lines that end in LF", "saving the file with LF line ends; CR was skipped"),
        "no-front-matter": _error("a first line '---'", "giving only PFOCR records"),
        "unclosed-front-matter": _error("a line '---' after the front matter", "restoring the end of the file"),
        "two-documents": _error("one record in a file", "splitting the file"),
        "text-after-front-matter": _warning("nothing after the front matter", "removing the text, which was ignored"),
        # The YAML
        "broken-yaml": _error("YAML", "correcting the syntax"),
        "too-deep": _error("YAML nested at most 32 deep", "checking that the file is a PFOCR record"),
        "too-many-values": _error("at most 32,768 keys and values", "checking that the file is a PFOCR record"),
        "yaml-alias": _error("YAML without anchors, aliases and tags", "writing the value out"),
        "duplicate-key": _error("each key once", "removing one of the two"),
        "complex-key": _error("keys that are text, and not '<<'", "writing keys and values out"),
        "not-a-mapping": _error("keys and values", "checking that the file is a PFOCR record"),
        # Keys
        "missing-key": _error("a value", "restoring the key"),
        "wrong-type": _error("the type of value that this key has in all records", "correcting the value"),
        "unknown-key": _warning("a key of a known dialect", "checking its spelling; it was ignored"),
        "unexpected-constant": _warning("the constant that every record has", "checking the record; it was ignored"),
        "bad-pmcid": _error("'PMC' and digits", "correcting the PMC id"),
        "bad-figid": _error("letters, digits, '.', '_' and '-' after 'PMC…__'", "correcting the figid"),
        "figid-not-of-paper": _error("a figid that begins with the pmcid and '__'", "correcting one of the two"),
        "figid-not-file-name": _error("the file name without '.md'", "renaming the file or correcting the figid"),
        "duplicate-figid": _error("each figure once", "removing one of the two files"),
        "repeated-record": _warning("each file once", "giving it once; the second was ignored"),
        "alias-not-of-paper": _warning("an alias that begins with the pmcid and '__'", "correcting it; it was used"),
        "alias-is-figid": _warning("an alias that is no other figure's figid", "correcting the alias"),
        "no-title": _warning("a title", "adding the title; the paper's title or the figid stands in"),
        "control-character": _warning("text without control characters", "removing them; they were left out"),
        "bad-year": _warning("a year of four digits between 1800 and 2100", "correcting the year, which was left out"),
        "bad-score": _warning("a number from 0 to 1", "correcting the score, which was left out"),
        "score-disagrees": _warning("the same score under both keys", "removing one; automl_pathway was used"),
        "bad-rank": _warning("a whole number", "correcting the rank, which was left out"),
        "bad-doi": _warning("a DOI, '10.…/…'", "correcting the DOI, which was left out"),
        "bad-ndex": _warning("an NDEx UUID", "correcting the UUID, which was left out"),
        "bad-wpid": _warning("'WP' and digits", "correcting the WikiPathways id, which was left out"),
        "bad-figlink": _warning("a path without spaces", "correcting the link, which was left out"),
        "page-differs": _warning("the page address that follows from the figid", "correcting '@id'"),
        "description-differs": _warning("the caption again", "correcting either; the caption was used"),
        "redirect-differs": _warning("'/figures/' and the alias", "correcting either; the alias was used"),
        "filename-differs": _warning("the figid after '__', with an extension", "correcting either; both were used"),
        "paper-disagrees": _warning("what another figure of this paper says", "making them agree; the first was used"),
        # Tables
        "table-without-page": _warning("a figure page for each table", "restoring the page; the table was ignored"),
        "unknown-table": _warning("'-genes.tsv', '-chemicals.tsv' or '-diseases.tsv'", "renaming it; it was ignored"),
        "table-superseded": _warning("one table of a kind", "removing the one in download/, which was ignored"),
        "rows-in-two-places": _warning("rows in the page or in a table", "removing one; both were used"),
        "table-too-large": _error("a table of at most 16 MiB", "checking the table"),
        "empty-table": _error("a header line", "restoring the table"),
        "long-header": _error("a header line of at most 4,096 characters", "checking that the file is a table"),
        "ragged-table": _error("fewer than 1,000 ragged rows", "restoring the table"),
        "missing-column": _error("a column of that name", "restoring the column"),
        "absent-column": _warning("a column of that name", "restoring the column; the rows were used without it"),
        "unknown-column": _warning("a column of a known schema", "checking its name; it was ignored"),
        "duplicate-column": _error("each column once", "removing one of the two"),
        "ragged-row": _warning("as many cells as columns", "correcting the row, which was left out"),
        "no-word": _warning("the word that was read", "correcting the row, which was left out"),
        "bad-gene-id": _warning("an NCBI Gene id above 0", "correcting the id; the mention was kept without its gene"),
        "bad-mesh": _warning("'mesh:' and a D or C number", "correcting the id, which was left out"),
        "bad-chebi": _warning("'chebi:' and digits", "correcting the id, which was left out"),
        "bad-doid": _warning("'DOID:' and digits", "correcting the id, which was left out"),
        "bad-taxon": _warning("an NCBI taxonomy id above 0", "correcting the id, which was left out"),
        "taxon-disagrees": _warning("one taxonomy id for a name", "making them agree; the first was used"),
        "unknown-source": _warning("one of the known lexicons", "checking the name; it was used as it stands"),
        "no-source": _warning("the lexicon that the word was found in", "adding it; the mention has no lexicon"),
        "no-symbol": _warning("a symbol for the gene", "adding the symbol; the gene has no name from this row"),
        "ambiguous-keyword": _warning("one gene for the symbol", "adding a gene table; it was kept as a keyword"),
        # Maps
        "bad-map-line": _warning("figid, a tab, and an identifier", "correcting the line"),
        "repaired-map-line": _warning("figid, one tab, and an identifier", "correcting the line; it was used"),
        "map-repeats": _warning("one identifier for a figure", "removing one of the two lines; the first was used"),
        "map-too-large": _error("a map of at most 64 MiB", "checking the map"),
        "map-disagrees": _warning("what the map says", "making them agree; the record's own value was used"),
        # Papers
        "bad-pmc-row": _warning("a PMC id, a PubMed id and a DOI", "correcting the row; what is wrong was left out"),
        "pmc-ids-disagree": _warning("one row for a paper", "removing one of the two; the first was used"),
        "doi-disagrees": _warning("the DOI that NCBI has", "correcting either; the record's own was used"),
        # Pathways
        "bad-pathway": _warning("a WikiPathways id and a species", "WikiPathways' own release; it was left out"),
        # What an earlier run kept
        "damaged-cache": _warning("a whole pack of parts", "nothing more; it was made anew"),
        # Archives
        "unsafe-member": _warning("a regular file inside the archive's own tree", "repacking; it was ignored"),
    }
)
