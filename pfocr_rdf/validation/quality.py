"""Checks that SHACL is not made for: on tables, records, genes, and on what figures of a whole graph are called.

Each result is named after its check, ``{base}rdf/checks#...``; ``docs/validate.md`` says what each check is for.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote

from pfocr_rdf.catalog_vocabulary import PAV
from pfocr_rdf.errors import quoted
from pfocr_rdf.figure_model import figure_iri
from pfocr_rdf.hgnc import HgncTable
from pfocr_rdf.identifiers import FIGURE, GENE, Namespaces
from pfocr_rdf.mentions import HUMAN
from pfocr_rdf.record import Figure, Gene
from pfocr_rdf.terms import escaped
from pfocr_rdf.validation.results import CHECKS, Level, Result
from pfocr_rdf.vocabulary import PFOCR, RDF, SCHEMA

#: A word that stands for more symbols than this, of one species, is called ambiguous.
AMBIGUOUS = 3

#: Lexicons that expand a family to its members: there, many genes for one word are what is wanted.
FAMILIES = frozenset({"famplex_relations", "bioentities_symbol"})

#: What NCBI calls a gene that it has not named yet or has withdrawn, and HGNC one that it has withdrawn.
_DEAD = re.compile(r"NEWENTRY|.*[~-]withdrawn", re.IGNORECASE)

#: NCBI's own symbols hold the gene's id; where it is another, the gene was merged into this one.
_OWN_SYMBOL = re.compile(r"LOC([0-9]+)")

#: What stands for no number in a table.
_NONE = frozenset({"NA", "0", ""})


class Check(NamedTuple):
    """A check of the catalogue below."""

    level: Level
    message: str


CATALOGUE: Mapping[str, Check] = {
    "no-figure": Check(
        Level.WARNING,
        "The graph has no figure (pfocr:PathwayFigure), so that there was little to check. "
        "Look whether this is the file you mean, or name its --base.",
    ),
    "identifier-twice": Check(Level.WARNING, "Two figures have this id (schema:identifier). Correct one of them."),
    "alias-is-identifier": Check(
        Level.WARNING, "The alias of this figure (schema:alternateName) is another figure's id. Correct the alias."
    ),
    "count-direct": Check(
        Level.WARNING,
        "count_direct is the number of this organism's genes that were found by symbol (ncbigene_symbol). "
        "Make the table again, or correct the count.",
    ),
    "count-synonym": Check(
        Level.WARNING,
        "count_synonym is the number of this organism's genes that were found by synonym (ncbigene_synonym). "
        "Make the table again, or correct the count.",
    ),
    "count-match": Check(
        Level.WARNING,
        "count_match is the number of this organism's matched terms (match). "
        "Make the table again, or correct the count.",
    ),
    "ambiguous-word": Check(
        Level.INFO,
        f"The word stands for more than {AMBIGUOUS} symbols of one species. Look at the picture, and leave the rows of "
        "genes out that it does not mean.",
    ),
    "organism-without-taxon": Check(
        Level.INFO, "No NCBI taxonomy id is known for this organism. Add a page in _organisms, or give --taxonomy."
    ),
    "symbol-changed": Check(
        Level.INFO, "HGNC's symbol for this gene is another. Bring the symbol up to date in the tables."
    ),
    "identifier-withdrawn": Check(
        Level.INFO,
        "By its symbol, this NCBI Gene id was withdrawn or merged into another. Look the gene up, and correct its id.",
    ),
}


def result(check: str, namespaces: Namespaces, focus: str, path: str, value: str) -> Result:
    """A result of that check; ``value`` is a text."""
    level, message = CATALOGUE[check]
    return Result(level, f"{namespaces.base}{CHECKS}{check}", check, focus, path, escaped(value), message)


# Tables


def table_results(content: bytes, place: str, namespaces: Namespaces) -> Iterator[Result]:
    r"""Counts of a gene table that do not agree with its rows; tables of 2022 have none.

    >>> table = b"organism_id\tncbigene_id\tsource\tmatch\tcount_match\n9606\t7124\tncbigene_symbol\tTNF\t2\n"
    >>> [one.value for one in table_results(table, "x.tsv", Namespaces())]
    ['"2 for organism 9606, where the rows have 1"']
    """
    header, *lines = content.decode(errors="replace").replace("\r\n", "\n").removesuffix("\n").split("\n")
    names = header.split("\t")
    if not {"organism_id", "ncbigene_id", "source", "match"} <= {*names}:
        return
    organisms: dict[str, list[dict[str, str]]] = defaultdict(list)
    for line in lines:
        row = dict(zip(names, line.split("\t"), strict=False))
        if len(row) == len(names):
            organisms[row["organism_id"]].append(row)
    for organism, rows in organisms.items():
        for column, count in _counts(rows, is_old="count_synonym" not in names).items():
            given = {row[column] for row in rows} if column in names else {str(count)}
            if not any(one in _NONE if count == 0 else one == str(count) for one in given):
                found = f"{' and '.join(sorted(given))} for organism {organism}, where the rows have {count}"
                yield result(column.replace("_", "-"), namespaces, place, column, found)


def _counts(rows: list[dict[str, str]], *, is_old: bool) -> dict[str, int]:
    """What the three counts should be; tables without ``count_synonym`` (2023) count rows, later ones genes."""
    direct = [row["ncbigene_id"] for row in rows if row["source"] == "ncbigene_symbol"]
    return {
        "count_direct": len(direct) if is_old else len({*direct}),
        "count_synonym": len({row["ncbigene_id"] for row in rows if row["source"] == "ncbigene_synonym"}),
        "count_match": len({row["match"] for row in rows}),
    }


# Records and genes


def figure_results(figure: Figure, namespaces: Namespaces) -> Iterator[Result]:
    """Ambiguous words and organisms without a taxon, in one record."""
    iri = figure_iri(figure.figid, namespaces)
    symbols: dict[tuple[str, str], set[str]] = defaultdict(set)
    for mention in figure.genes:
        for gene in mention.entities:
            if mention.source not in FAMILIES and isinstance(gene, Gene) and gene.symbol:
                taxon = gene.taxon.taxon_id if gene.taxon else ""
                symbols[mention.word, taxon].add(gene.symbol.upper())
    for (word, taxon), found in symbols.items():
        if len(found) > AMBIGUOUS:
            text = f"{quoted(word)}, in organism {taxon or 'unknown'}: {', '.join(sorted(found))}"
            yield result("ambiguous-word", namespaces, iri, "genes: word", text)
    for organism in figure.organisms:
        if organism.taxon is None:
            yield result("organism-without-taxon", namespaces, iri, "organisms", organism.name)


def gene_results(genes: Iterable[Gene], hgnc: HgncTable, namespaces: Namespaces) -> Iterator[Result]:
    """Symbols and identifiers of genes that are not what they were; each gene with each of its symbols once."""
    named = {(int(gene.ncbi_id), gene.symbol, gene.taxon == HUMAN or _is_human(gene)) for gene in genes if gene.symbol}
    for number, symbol, human in sorted(named):
        focus = namespaces.iri(GENE, str(number))
        approved = hgnc.by_ncbi_id(str(number)) if human else None
        own = _OWN_SYMBOL.fullmatch(symbol)
        if approved is not None and approved.symbol != symbol:
            text = f"{symbol}, at HGNC {approved.symbol}"
            yield result("symbol-changed", namespaces, focus, "genes: ncbigene_symbol", text)
        if _DEAD.fullmatch(symbol) or (own and own[1] != str(number)):
            yield result("identifier-withdrawn", namespaces, focus, "genes: ncbigene_id", symbol)


def _is_human(gene: Gene) -> bool:
    return gene.taxon is not None and gene.taxon.taxon_id == HUMAN.taxon_id


# What figures are called


class Identities(NamedTuple):
    """Figures; ids of those that are as their IRIs say; pairs of figure and id, or alias, that have to be looked up.

    ``description`` tells whether the data set itself is described, as ``pfocr-rdf describe`` does.
    """

    figures: list[bytes]
    regular: list[str]
    odd: list[tuple[str, str]]
    aliases: list[tuple[str, str]]
    description: bool


def identities(triples: bytes, namespaces: Namespaces) -> Identities:
    """Ids and aliases of the figures in a part of a graph, in canonical N-Triples."""
    figures = re.escape(namespaces.prefixes[FIGURE.prefix].encode())
    schema = re.escape(namespaces.expand(SCHEMA.name).removesuffix("name").encode())
    pattern = rb'<(%b[^>#\n]*+)> <%b(identifier|alternateName)> "([^"\n]*+)" \.\n' % (figures, schema)
    regular, odd, aliases = [], [], []
    for iri, name, value in {*re.findall(pattern, triples)}:
        figure, text = iri.decode(), value.decode(errors="replace")
        if name == b"alternateName":
            aliases.append((figure, text))
        elif unquote(figure).endswith(f"/{text}.html"):
            regular.append(text)
        else:
            odd.append((figure, text))
    description = f"<{namespaces.dataset}> <{namespaces.expand(PAV.hasCurrentVersion)}> ".encode() in triples
    return Identities(sorted(_figures(triples, namespaces)), sorted(regular), sorted(odd), sorted(aliases), description)


def _figures(triples: bytes, namespaces: Namespaces) -> set[bytes]:
    """Every subject that is said to be a figure; a pattern would look at each line, which takes ten times as long."""
    told = " <{}> <{}> .\n".format(*map(namespaces.expand, (RDF.type, PFOCR.PathwayFigure))).encode()
    lines, end = set(), triples.find(told)
    while end >= 0:
        lines.add(triples[triples.rfind(b"\n", 0, end) + 1 : end])
        end = triples.find(told, end + len(told))
    return lines


@dataclass(slots=True)
class Register:
    """All figures and their ids; a regular id stands for its IRI, so that most need no second look."""

    figures: set[bytes] = field(default_factory=set)
    regular: set[str] = field(default_factory=set)
    odd: list[tuple[str, str]] = field(default_factory=list)
    aliases: list[tuple[str, str]] = field(default_factory=list)
    description: bool = False

    def add(self, more: Identities) -> None:
        """Add the figures of a part; an alias is kept only if it could be an id of the database."""
        self.figures.update(more.figures)
        self.regular.update(more.regular)
        self.odd += more.odd
        self.aliases += more.aliases
        self.description |= more.description

    def results(self, namespaces: Namespaces) -> Iterator[Result]:
        """A graph of neither figures nor what describes them, ids that two figures have, and aliases that are ids."""
        if not self.figures and not self.description:
            yield result("no-figure", namespaces, f"{namespaces.base}figures/", "", "")
        owners: dict[str, list[str]] = defaultdict(list)
        for figure, figid in sorted(self.odd):
            owners[figid].append(figure)
        for figid, figures in owners.items():
            if len(figures) > 1 or figid in self.regular:
                for figure in figures:
                    yield result("identifier-twice", namespaces, figure, namespaces.expand(SCHEMA.identifier), figid)
        for figure, alias in sorted(self.aliases):
            if (alias in self.regular or alias in owners) and figure_iri(alias, namespaces) != figure:
                path = namespaces.expand(SCHEMA.alternateName)
                yield result("alias-is-identifier", namespaces, figure, path, alias)
