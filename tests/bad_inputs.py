"""Every kind of bad input, with what must be said of it: one case a line.

A case makes the files of one record from a figid, so that each can be tried alone and all of them in one tree.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from checkouts import put
from records import (
    CALCIUM,
    CHEMICALS,
    DISEASES,
    GENES,
    GENES_A,
    IL1B,
    OLDEST,
    embedded,
    markup,
    page,
    record,
    table,
)


class Link(NamedTuple):
    """A symbolic link in place of a file."""

    target: str


class Hole(NamedTuple):
    """A file of so many bytes that takes no room."""

    size: int


#: The files of one bad record, by path within a checkout.
Strange = Mapping[str, str | bytes | Link | Hole]


class Case(NamedTuple):
    """One kind of bad input.

    ``place``, ``key`` and ``found`` are how those of the finding begin or what they hold; in ``place``, ``{page}``,
    ``{genes}`` and the like stand for the files of the record.
    """

    name: str
    code: str
    place: str
    key: str
    found: str
    files: Callable[[str], Strange]


def lay(root: Path, files: Strange) -> Path:
    """A folder with these files."""
    for name, content in files.items():
        path = root / name
        if isinstance(content, Link):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.symlink_to(content.target)
        elif isinstance(content, Hole):
            put(path)
            with path.open("wb") as file:
                file.truncate(content.size)
        else:
            put(path, content.encode() if isinstance(content, str) else content)
    return root


def places(case: Case, figid: str) -> str:
    """Where the finding of a case is, below the root of the tree."""
    tables = {kind: f"_data/{figid}-{kind}.tsv" for kind in ("genes", "chemicals", "diseases")}
    return case.place.format(page=f"_figures/{figid}.md", figid=figid, **tables)


def edited(edit: Callable[[bytes], bytes]) -> Callable[[str], Strange]:
    """A page that is legal but for one edit of its bytes."""
    return lambda figid: {f"_figures/{figid}.md": edit(page(figid).encode())}


def keyed(**changes: str | None) -> Callable[[str], Strange]:
    """A page that is legal but for these values."""
    return lambda figid: record(figid, changes)


def old(**changes: str | None) -> Callable[[str], Strange]:
    """The same of the oldest dialect."""
    return lambda figid: {f"_figures/{figid}.md": page(figid, changes, OLDEST)}


def tabled(kind: str, content: str | bytes) -> Callable[[str], Strange]:
    """A legal page with one companion table."""
    return lambda figid: record(figid, None, **{kind: content})


def row(kind: str, columns: list[str], **cells: str) -> Callable[[str], Strange]:
    """A legal page with one table of two rows, the second of which differs in these cells."""
    base = IL1B if kind == "genes" else CALCIUM
    return tabled(kind, table(columns, base, {**base, **cells}))


def called(stem: str) -> Callable[[str], Strange]:
    """A record whose figid, and with it its file, has a stem that no figid may have."""

    def files(figid: str) -> Strange:
        name = figid.partition("__")[0] + stem
        return {f"_figures/{name}.md": page(figid, {"figid": f'"{name}"'})}

    return files


def claimed(figid_of: Callable[[str], str]) -> Callable[[str], Strange]:
    """A record whose page holds another figid than its file's name."""
    return lambda figid: record(figid, {"figid": f"'{figid_of(figid)}'"})


def without(name: str) -> str:
    """A gene table that lacks a column."""
    return table([column for column in GENES if column != name], IL1B)


def twice(figid: str) -> Strange:
    """Rows in a table, and others in the page."""
    rows = embedded({**IL1B, "word": "x"}, columns=GENES_A)
    return {**record(figid, genes=table(GENES, IL1B)), f"_figures/{figid}.md": page(figid, {"genes": rows}, OLDEST)}


def extra(path: str, content: str | Link | Hole) -> Callable[[str], Strange]:
    """A legal page, and a file beside it."""
    return lambda figid: {**record(figid), path.format(figid=figid): content}


HEADER = "\t".join(GENES)
#: Three levels of nine references each are 729 of the innermost; nine levels would be 387 millions.
BOMB = "x: &a [x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + last] * 9)}]\n" for last, name in ("ab", "bc", "cd")
)

# The lines of a page: 1 is '---', 2 the figid, 8 the pmcid, 12 the caption, 27 schema-jsonld, 38 the closing '---'.

#: What costs the whole record.
ERRORS = (
    # the file
    Case("empty file", "no-front-matter", "{page}:1", "front matter", "nothing", edited(lambda _: b"")),
    Case("no opening line", "no-front-matter", "{page}:1", "front matter", "'figid: ", edited(lambda p: p[4:])),
    Case("no closing line", "unclosed-front-matter", "{page}:38", "front matter", "the end", edited(lambda p: p[:-4])),
    Case("two documents", "two-documents", "{page}:39", "file", "a third line", edited(lambda p: p + p)),
    Case("Latin-1", "not-utf-8", "{page}:12", "file", "byte 0xE9", edited(lambda p: p.replace(b"What", b"\xe9"))),
    Case("UTF-16", "not-utf-8", "{page}:1", "file", "UTF-16", edited(lambda p: p.decode().encode("utf-16"))),
    Case("NUL", "nul-character", "{page}:12", "file", "U+0000", edited(lambda p: p.replace(b"What", b"\0"))),
    Case("50 MB", "too-large", "{page}", "file", "bytes", lambda figid: {f"_figures/{figid}.md": Hole(50_000_000)}),
    Case("a link out", "link-leaves-tree", "{page}", "file", "a link to",
         lambda f: {f"_figures/{f}.md": Link("/")}),
    Case("a link to nowhere", "unreadable", "{page}", "file", "nowhere", lambda f: {f"_figures/{f}.md": Link("gone")}),
    Case("a folder", "unreadable", "{page}", "file", "a folder", lambda figid: {f"_figures/{figid}.md/x": b""}),
    # the YAML
    Case("broken YAML", "broken-yaml", "{page}:12", "front matter", "caption", keyed(caption="a: b")),
    Case("an open quote", "broken-yaml", "{page}:", "front matter", "", keyed(seo="'x")),
    Case("a tab", "broken-yaml", "{page}:", "front matter", "", keyed(organisms="\n\t- x")),
    Case("50,000 brackets", "too-deep", "{page}:12", "front matter", "level 33", keyed(caption="[" * 50_000)),
    Case("closed brackets", "too-deep", "{page}:12", "front matter", "level 33",
         keyed(caption="[" * 5_000 + "]" * 5_000)),
    Case("an alias bomb", "yaml-alias", "{page}:2", "front matter", "anchor",
         edited(lambda p: b"---\n" + BOMB.encode() + p[4:])),
    Case("a tag", "yaml-alias", "{page}:12", "front matter", "tag", keyed(caption="!!python/name:os.system x")),
    Case("a merged key", "complex-key", "{page}:13", "front matter", "<<", keyed(caption="\n <<: x")),
    Case("a list for a key", "complex-key", "{page}:13", "front matter", "key", keyed(caption="\n ? [a]\n : b")),
    Case("a duplicate key", "duplicate-key", "{page}:3", "figid", "'figid'",
         edited(lambda p: b"---\nfigid: x\n" + p[4:])),
    Case("100,000 values", "too-many-values", "{page}:", "front matter", "more", keyed(organisms="\n- x" * 100_000)),
    Case("a list", "not-a-mapping", "{page}:", "front matter", "a list", edited(lambda _: b"---\n- a\n---\n")),
    Case("a scalar", "not-a-mapping", "{page}:", "front matter", "'a'", edited(lambda _: b"---\na\n---\n")),
    Case("nothing", "not-a-mapping", "{page}:", "front matter", "nothing", edited(lambda _: b"---\n---\n")),
    # types of values
    Case("figid a list", "wrong-type", "{page}:2", "figid", "a list in place of a text", keyed(figid="[a]")),
    Case("pmcid a mapping", "wrong-type", "{page}:8", "pmcid", "a mapping in place of a text", keyed(pmcid="{a: b}")),
    Case("caption a list", "wrong-type", "{page}:12", "caption", "a list in place of a text", keyed(caption="[]")),
    Case("organisms a mapping", "wrong-type", "{page}:4", "organisms", "a mapping in place",
         keyed(organisms="\n a: b")),
    Case("an organism a list", "wrong-type", "{page}:4", "organisms", "a list in place", keyed(organisms="\n- - a")),
    Case("keywords a mapping", "wrong-type", "{page}:20", "keywords", "a mapping in place", keyed(keywords="\n- a: b")),
    Case("genes a text", "wrong-type", "{page}:19", "genes", "a text in place of a list", old(genes="IL1B")),
    Case("a gene a text", "wrong-type", "{page}:19", "genes", "a text in place of a mapping", old(genes="\n- IL1B")),
    Case("a word a list", "wrong-type", "{page}:19", "genes", "a list in place of a text", old(genes="\n- word: []")),
    Case("schema-jsonld a text", "wrong-type", "{page}:27", "schema-jsonld", "a text in place",
         keyed(**{"schema-jsonld": "x"})),
    # figid and pmcid
    Case("no figid", "missing-key", "{page}:1", "figid", "nothing", keyed(figid=None)),
    Case("an empty figid", "missing-key", "{page}:2", "figid", "''", keyed(figid="''")),
    Case("no pmcid", "missing-key", "{page}:1", "pmcid", "nothing", keyed(pmcid=None)),
    Case("pmcid NA", "missing-key", "{page}:8", "pmcid", "'NA'", keyed(pmcid="NA")),
    Case("pmcid without digits", "bad-pmcid", "{page}:8", "pmcid", "'PMCx'", keyed(pmcid="PMCx")),
    Case("pmcid of another paper", "figid-not-of-paper", "{page}:2", "figid", "'PMC77'", keyed(pmcid="PMC77")),
    Case("figid of another file", "figid-not-file-name", "{page}:2", "figid", "f2' in '_fig",
         claimed(lambda f: f[:-1] + "2")),
    Case("figid with /", "bad-figid", "{page}:2", "figid", "f1/x'", claimed(lambda f: f + "/x")),
    Case("figid with ../", "bad-figid", "{page}:2", "figid", "/../../etc", claimed(lambda f: f + "/../../etc/passwd")),
    Case("figid with ..", "bad-figid", ".md:2", "figid", "a..b'", called("__a..b")),
    Case("figid with <", "bad-figid", ".md:2", "figid", "a<b'", called("__a<b")),
    Case("figid with spaces", "bad-figid", ".md:2", "figid", "a b'", called("__a b")),
    Case("figid with emoji", "bad-figid", ".md:2", "figid", "__\U0001f9ec'", called("__\U0001f9ec")),
    Case("figid with %", "bad-figid", ".md:2", "figid", "__a%20b'", called("__a%20b")),
    Case("figid of one underscore", "bad-figid", ".md:2", "figid", "_a'", called("_a")),
    # tables as files
    Case("17 MiB", "table-too-large", "{genes}", "file", "bytes", extra("_data/{figid}-genes.tsv", Hole(17 << 20))),
    Case("a table that links out", "link-leaves-tree", "{genes}", "file", "a link to",
         extra("_data/{figid}-genes.tsv", Link("/"))),
    Case("an empty table", "empty-table", "{genes}", "table", "nothing", tabled("genes", b"")),
    Case("a table in Latin-1", "not-utf-8", "{genes}:2", "table", "byte 0xE9",
         tabled("genes", f"{HEADER}\n\u00e9".encode("latin-1"))),
    # columns
    Case("no gene ids", "missing-column", "{genes}:1", "ncbigene_id", "'organism_id",
         tabled("genes", without("ncbigene_id"))),
    Case("no words", "missing-column", "{chemicals}:1", "word", "'mesh, ", tabled("chemicals", table(CHEMICALS[1:]))),
    Case("a column twice", "duplicate-column", "{genes}:1", "word", "'word'",
         tabled("genes", table([*GENES, "word"], IL1B))),
    Case("a long header", "long-header", "{genes}:1", "header", "characters", tabled("genes", "word\t" * 9999)),
    # rows
    Case("ragged rows", "ragged-table", "{genes}:1001", "table", "1,000", tabled("genes", HEADER + "\na" * 2_000)),
)  # fmt: skip

#: What costs one value or row at most.
WARNINGS = (
    # the file
    Case("text at the end", "text-after-front-matter", "{page}:40", "file", "'x'", edited(lambda p: p + b"\nx\n")),
    Case("BOM", "byte-order-mark", "{page}:1", "file", "U+FEFF", edited(lambda p: b"\xef\xbb\xbf" + p)),
    Case("CRLF", "carriage-return", "{page}:1", "file", "CR", edited(lambda p: p.replace(b"\n", b"\r\n"))),
    # other values
    Case("a year", "bad-year", "{page}:15", "year", "'20I5'", keyed(year="20I5")),
    Case("a score", "bad-score", "{page}:21", "automl_pathway", "'1.5'", keyed(automl_pathway="1.5")),
    Case(
        "two scores",
        "score-disagrees",
        "{page}:38",
        "pathway_score",
        "'0.9', where automl_pathway is '0.9509984'",
        keyed(pathway_score="0.9"),
    ),
    Case("a rank", "bad-rank", "{page}:15", "pmc_ranked_result_index", "'first'", old(pmc_ranked_result_index="first")),
    Case("a DOI", "bad-doi", "{page}:16", "doi", "'x'", keyed(doi="x")),
    Case("a UUID", "bad-ndex", "{page}:25", "ndex", "'x'", keyed(ndex="x")),
    Case("a pathway", "bad-wpid", "{page}:38", "wpid", "'5382'", keyed(wpid="5382")),
    Case("a link", "bad-figlink", "{page}:10", "figlink", "'a b'", keyed(figlink="a b")),
    Case("no title", "no-title", "{page}:1", "figtitle", "nothing", keyed(figtitle=None)),
    Case("a control character", "control-character", "{page}:11", "number", r"'F\x07'", keyed(number=r'"F\a"')),
    Case("an unknown key", "unknown-key", "{page}:38", "colour", "'colour'", keyed(colour="red")),
    Case("an unknown key of a row", "unknown-key", "{page}:19", "genes.x", "'x'",
         old(genes=embedded({**IL1B, "x": "y"}, columns=[*GENES_A, "x"]))),
    Case("a constant", "unexpected-constant", "{page}:26", "seo", "'Painting'", keyed(seo="Painting")),
    Case("a filename", "filename-differs", "{page}:9", "filename", "'b.jpg'", keyed(filename="b.jpg")),
    Case("a redirect", "redirect-differs", "{page}:24", "redirect_from", "'/x'", keyed(redirect_from="/x")),
    Case("an alias", "alias-not-of-paper", "{page}:22", "figid_alias", "'PMC9__good'",
         keyed(figid_alias="PMC9__good", redirect_from="/figures/PMC9__good")),
    Case("another page", "page-differs", "{page}:27", "schema-jsonld.@id", "PMC77__x.html",
         keyed(**{"schema-jsonld": markup("PMC77__x")})),
    Case("another description", "description-differs", "{page}:27", "schema-jsonld.description", "another text",
         lambda f: record(f, {"schema-jsonld": markup(f, caption="x")})),
    Case("another licence", "unexpected-constant", "{page}:27", "schema-jsonld.license", "'MIT'",
         lambda f: record(f, {"schema-jsonld": markup(f).replace("CC0", "MIT")})),
    Case("a keyword of two genes", "ambiguous-keyword", "{page}:27", "schema-jsonld.keywords", "'COX2'",
         lambda f: record(f, {"schema-jsonld": markup(f, "COX2")})),
    # tables as files
    Case("no page", "table-without-page", "_data/{figid}x-genes.tsv", "table", "f1x'",
         extra("_data/{figid}x-genes.tsv", HEADER)),
    Case("an unknown table", "unknown-table", "_data/{figid}-x.tsv", "table", "-x.tsv'",
         extra("_data/{figid}-x.tsv", HEADER)),
    Case("an older table", "table-superseded", "download/{figid}-genes.tsv", "table", "the same table in _data/",
         lambda f: {**record(f, genes=HEADER), f"download/{f}-genes.tsv": HEADER}),
    Case("rows in two places", "rows-in-two-places", "{page}:19", "genes", "1 rows here", twice),
    Case("a table with BOM", "byte-order-mark", "{genes}:1", "table", "U+FEFF",
         tabled("genes", "\ufeff" + table(GENES, IL1B))),
    Case("a table with CRLF", "carriage-return", "{genes}", "table", "CR",
         tabled("genes", table(GENES, IL1B, end="\r\n"))),
    Case("a table with NUL", "control-character", "{genes}:3", "row", r"\x00", row("genes", GENES, word="a\0b")),
    # columns
    Case("no groups", "absent-column", "{genes}:1", "organism_group", "'organism_id",
         tabled("genes", without("organism_group"))),
    Case("an unknown column", "unknown-column", "{genes}:1", "x", "'x'", tabled("genes", table([*GENES, "x"], IL1B))),
    Case("an old column too", "unknown-column", "{genes}:1", "entrez", "'entrez'",
         tabled("genes", table([*GENES, "entrez"], IL1B))),
    # rows
    Case("a short row", "ragged-row", "{genes}:3", "row", "2 cells for 11",
         tabled("genes", table(GENES, IL1B) + "a\tb\n")),
    Case("a long row", "ragged-row", "{genes}:2", "row", "12 cells", tabled("genes", HEADER + "\na" + "\tb" * 11)),
    Case("no word", "no-word", "{genes}:3", "word", "a row without one", row("genes", GENES, word="")),
    Case("gene id 0", "bad-gene-id", "{genes}:3", "ncbigene_id", "'0'", row("genes", GENES, ncbigene_id="0")),
    Case("gene id a word", "bad-gene-id", "{genes}:3", "ncbigene_id", "'IL1B'",
         row("genes", GENES, ncbigene_id="IL1B")),
    Case("gene id a fraction", "bad-gene-id", "{genes}:3", "ncbigene_id", "'1.0'",
         row("genes", GENES, ncbigene_id="1.0")),
    Case("gene id missing", "bad-gene-id", "{genes}:3", "ncbigene_id", "'NA'", row("genes", GENES, ncbigene_id="NA")),
    Case("gene id very long", "bad-gene-id", "{genes}:3", "ncbigene_id", "'999",
         row("genes", GENES, ncbigene_id="9" * 5_000)),
    Case("old gene id 0", "bad-gene-id", "{genes}:3", "entrez", "'0'", row("genes", GENES_A, entrez="0")),
    Case("embedded gene id 0", "bad-gene-id", "{page}: genes:1", "entrez", "'0'",
         old(genes=embedded({**IL1B, "entrez": "0"}, columns=GENES_A))),
    Case("a taxon 0", "bad-taxon", "{genes}:3", "organism_id", "'0'", row("genes", GENES, organism_id="0")),
    Case("no symbol", "no-symbol", "{genes}:3", "ncbigene_symbol", "gene 3553",
         row("genes", GENES, ncbigene_symbol="NA")),
    Case("an unknown source", "unknown-source", "{genes}:3", "source", "'x y'", row("genes", GENES, source="x y")),
    Case("no source", "no-source", "{genes}:3", "source", "a gene row without one",
         row("genes", GENES, source="NA")),
    Case("two taxa of a name", "taxon-disagrees", "{page}:1", "genes.organism_id",
         "10090 after 9606 for 'Homo sapiens'",
         row("genes", GENES, ncbigene_id="16176", organism_id="10090")),
    Case("a MeSH id", "bad-mesh", "{chemicals}:3", "mesh", "'X1'", row("chemicals", CHEMICALS, mesh="X1")),
    Case("a ChEBI id", "bad-chebi", "{chemicals}:3", "chebi", "'x'", row("chemicals", CHEMICALS, chebi="x")),
    Case("a DOID", "bad-doid", "{diseases}:3", "doid", "'x'", row("diseases", DISEASES, doid="x")),
)  # fmt: skip
