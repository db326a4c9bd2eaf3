"""Taxa by name: one that is always known, the database's own organism pages, and a table of the user's.

A name is looked up exactly as it is written. Records alter some names (quirk 16 of the data), and nothing here
guesses which they were.
"""

import gzip
import zlib
from collections.abc import Iterable, Iterator, Mapping
from io import BufferedIOBase, BufferedReader
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import cast

from pfocr_rdf.errors import Finding, InputError, RecordError, quoted
from pfocr_rdf.frontmatter import Value, parse
from pfocr_rdf.record import Taxon
from pfocr_rdf.trees import Tree, read_page, shown
from pfocr_rdf.values import as_ncbi_id, is_missing

#: What is known without being told: rows that name HGNC symbols are of human genes.
KNOWN: Mapping[str, Taxon] = MappingProxyType({"Homo sapiens": Taxon("9606", "Homo sapiens")})

#: Most bytes of a taxonomy table, unpacked; NCBI's names.dmp has about 270 MB.
SIZE_LIMIT = 1 << 30

#: Most bytes of one of its lines; no name is nearly as long.
LINE_LIMIT = 1 << 16

#: The name classes of names.dmp that are taken (NCBI taxonomy, taxdump_readme.txt), the one that a taxon goes by first.
SCIENTIFIC = "scientific name"
NAME_CLASSES = frozenset({SCIENTIFIC, "synonym", "equivalent name"})

_DMP_SEPARATOR, _DMP_END, _DMP_WIDTH = "\t|\t", "\t|", 4
_GZIP = b"\x1f\x8b"
_REMEDY = "NCBI's names.dmp, or lines of a name, a tab and a taxonomy id"


class Taxonomy:
    """Names of taxa, each of one taxon, besides those always known.

    ``origin`` is where they come from, for findings.

    >>> taxonomy = Taxonomy({"Mus musculus": Taxon("10090", "Mus musculus")})
    >>> taxonomy.lookup("Mus musculus").taxon_id, taxonomy.lookup("Homo sapiens").taxon_id
    ('10090', '9606')
    >>> taxonomy.lookup("mus musculus") is None
    True
    """

    __slots__ = ("origin", "taxa")

    def __init__(self, taxa: Mapping[str, Taxon] | None = None, origin: str = "") -> None:
        """Know ``taxa`` by name."""
        self.taxa: Mapping[str, Taxon] = dict(taxa or {})
        self.origin = origin

    def __len__(self) -> int:
        """How many names there are, less those always known."""
        return len(self.taxa)

    def lookup(self, name: str) -> Taxon | None:
        """The taxon of exactly this name."""
        return self.taxa.get(name) or KNOWN.get(name)

    def merged_with(self, other: "Taxonomy", findings: list[Finding] | None = None) -> "Taxonomy":
        """These names and those of ``other``; where they disagree these count, with a finding ``taxon-disagrees``."""
        findings = [] if findings is None else findings
        merged = dict(other.taxa)
        for name, taxon in self.taxa.items():
            merged[name] = _agreed(name, taxon, merged.get(name, taxon), other.origin, findings)
        return Taxonomy(merged, self.origin or other.origin)


def _agreed(name: str, first: Taxon, second: Taxon, place: str, findings: list[Finding]) -> Taxon:
    """The first of two taxa of a name, with the group from either; ``place`` is where the second was read."""
    if first.taxon_id == second.taxon_id:
        return first._replace(group=first.group or second.group)
    found = f"{second.taxon_id} for {quoted(name)}, which is {first.taxon_id} elsewhere"
    findings.append(Finding(place, "taxon", "taxon-disagrees", found))
    return first


def _put(taxa: dict[str, Taxon], name: str, taxon: Taxon, place: str, findings: list[Finding]) -> None:
    known = taxa.get(name) or KNOWN.get(name) or taxon
    taxa[name] = _agreed(name, known, taxon, place, findings)


def read_organism_pages(folder: Path, findings: list[Finding], *, label: str = "") -> Taxonomy:
    """The taxa of the database's ``_organisms/*.md``, by their Latin names and by their titles.

    ``label`` is what findings show for ``folder``. A page that cannot be read, or has no name or no taxonomy id, is
    left out and added to ``findings``. Raises ``InputError`` where there is no such folder.
    """
    tree = Tree(label or str(folder), folder, ".", (), None)
    try:
        names = sorted(path.name for path in folder.iterdir() if path.suffix == ".md")
    except OSError as error:
        raise _unusable(tree.label, "folder", error.strerror or str(error), "a readable folder") from error
    taxa: dict[str, Taxon] = {}
    for name in names:
        place = tree.place(name)
        try:
            front = parse(read_page(tree, name), place, findings)
        except RecordError as error:
            findings.append(error.finding)
            continue
        _put_page(taxa, front, place, findings)
    return Taxonomy(taxa, shown(tree.label))


def _put_page(taxa: dict[str, Taxon], front: Mapping[str, Value], place: str, findings: list[Finding]) -> None:
    written, latin, title, group = (_text(front, key) for key in ("ncbi", "latin", "title", "group"))
    taxon_id = as_ncbi_id(written or "")
    names = dict.fromkeys(filter(None, (latin, title)))
    if taxon_id is None:
        findings.append(Finding(place, "ncbi", "bad-taxon", quoted(written or "nothing")))
    elif not names:
        findings.append(Finding(place, "latin", "missing-key", "nothing"))
    else:
        for name in names:
            _put(taxa, name, Taxon(taxon_id, latin or title, group), place, findings)


def _text(front: Mapping[str, Value], key: str) -> str | None:
    value = front.get(key)
    return value if isinstance(value, str) and not is_missing(value) else None


def read_taxonomy(path: Path, findings: list[Finding] | None = None) -> Taxonomy:
    """The taxa in ``path``: NCBI's ``names.dmp``, or lines of a name, a tab and a taxonomy id; plain or gzip.

    Of names.dmp (NCBI taxonomy, ``taxdump_readme.txt``) scientific names, synonyms and equivalent names are taken,
    and no name that several taxa have; all of it needs more than 1 GB of memory. In the two columns, which may have a
    header, the first of two ids for a name counts, with a finding ``taxon-disagrees``.
    Raises ``InputError`` with file and line for anything that is no such table.
    """
    place = shown(str(path))
    try:
        with path.open("rb") as stream:
            lines = _lines(stream, place)
            first = next(lines, "")
            read = _dmp_taxa if _DMP_END in first else _column_taxa
            taxa = read(chain([first], lines), place, [] if findings is None else findings)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise _unusable(place, "file", "damaged gzip", remedy="fetching the file again") from error
    except OSError as error:
        raise _unusable(place, "file", error.strerror or str(error), "a readable file") from error
    if not taxa:
        raise _unusable(place, "file", "no name")
    return Taxonomy(taxa, place)


def _lines(stream: BufferedReader, place: str) -> Iterator[str]:
    """Lines without their ends; a longer one comes in pieces, which are no line of any format."""
    is_packed = stream.peek(2).startswith(_GZIP)
    source = cast("BufferedIOBase", gzip.GzipFile(fileobj=stream)) if is_packed else stream
    size, encoding = 0, "utf-8-sig"
    while line := source.readline(LINE_LIMIT):
        size += len(line)
        if size > SIZE_LIMIT:
            raise _unusable(place, "file", f"more than {SIZE_LIMIT} bytes")
        try:
            yield line.decode(encoding).rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise _unusable(place, "file", f"no UTF-8 in {line[:40]!r}") from error
        encoding = "utf-8"


def _dmp_taxa(lines: Iterable[str], place: str, _: list[Finding]) -> dict[str, Taxon]:
    """Taxa by the names that only one has."""
    ids: dict[str, str] = {}
    scientific: dict[str, str] = {}
    shared = set()
    for number, line in enumerate(lines, 1):
        cells = line.removesuffix(_DMP_END).split(_DMP_SEPARATOR)
        if len(cells) != _DMP_WIDTH or as_ncbi_id(cells[0]) is None:
            raise _unusable(f"{place}:{number}", "line", quoted(line))
        taxon_id, name, _unique, name_class = cells
        if name_class in NAME_CLASSES and ids.setdefault(name, taxon_id) != taxon_id:
            shared.add(name)
        if name_class == SCIENTIFIC:
            scientific[taxon_id] = name
    taxa = {taxon_id: Taxon(taxon_id, name) for taxon_id, name in scientific.items()}
    return {name: taxa.get(taxon_id) or Taxon(taxon_id, name) for name, taxon_id in ids.items() if name not in shared}


def _column_taxa(lines: Iterable[str], place: str, findings: list[Finding]) -> dict[str, Taxon]:
    """Taxa by name, from two columns."""
    taxa: dict[str, Taxon] = {}
    for number, line in enumerate(lines, 1):
        name, tab, taxon_id = line.partition("\t")
        if number == 1 and tab and not any(map(str.isdigit, taxon_id)):
            continue  # the header
        if not name or as_ncbi_id(taxon_id) is None:
            raise _unusable(f"{place}:{number}", "line", quoted(line))
        _put(taxa, name, Taxon(taxon_id, name), f"{place}:{number}", findings)
    return taxa


def _unusable(place: str, key: str, found: str, expected: str = "a table of taxa", remedy: str = _REMEDY) -> InputError:
    return InputError(f"{place}: {key}: found {found}, expected {expected}; try {remedy}")
