"""A made-up database as large as one likes: pages and tables as those of 2025, the same for the same seed, no network.

    python benchmarks/synthetic.py 20000 out/database

The numbers behind it are those of the release of 2025-07: 117,000 figures in 97,000 papers, 42 gene rows a figure over
148,000 genes, some of which are in every tenth figure; 3.2 rows of chemicals, 0.4 of diseases; a network for every
fourth figure, organisms that differ between paper and figure, families that expand to many genes.
"""

import argparse
import random
from itertools import count
from pathlib import Path
from typing import NamedTuple

SPECIES = (
    ("9606", "Homo sapiens", "Primates"),
    ("10090", "Mus musculus", "Rodents"),
    ("10116", "Rattus norvegicus", "Rodents"),
    ("7227", "Drosophila melanogaster", "Invertebrates"),
    ("3702", "Arabidopsis thaliana", "Plants and Fungi"),
)
GENES, CHEMICALS, DISEASES = 30_000, 8_000, 750  # genes of each species
GENE_HEADER = (
    "organism_id\torganism_name\torganism_group\tword\tmatch\tncbigene_symbol\tncbigene_id\tsource"
    "\tcount_direct\tcount_synonym\tcount_match\n"
)
WORDS = (
    *("signaling", "pathway", "of", "the", "receptor", "in", "cells", "under", "stress", "activates", "kinase", "and"),
    *("inhibits", "growth", "through", "binding", "to", "promoter", "regions", "while", "(β-catenin, NF-κB)"),
)


class Row(NamedTuple):
    """One row of genes."""

    word: str
    match: str
    symbol: str
    number: int
    source: str


def main() -> None:
    """Make a database in a folder."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("figures", type=int)
    arguments.add_argument("folder", type=Path)
    given = arguments.parse_args()
    make(given.figures, given.folder)


def make(figures: int, folder: Path, seed: int = 1) -> None:
    """Write a checkout of so many figures."""
    chance = random.Random(seed)
    for name in ("_figures", "_data", "_organisms"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for number, name, group in SPECIES:
        page = f"---\ncommon: {name}\nlatin: {name}\nncbi: '{number}'\ntitle: {name}\ngroup: {group}\nimage: ''\n---\n"
        (folder / "_organisms" / f"{name.lower().replace(' ', '_')}.md").write_text(page)
    made = 0
    for paper in count(1_000_000):
        pmcid = f"PMC{paper * 7}"
        for figure in range(1, chance.choice((1, 1, 1, 1, 2)) + 1):
            if made == figures:
                return
            _write(chance, folder, pmcid, figure, made)
            made += 1


def _write(chance: random.Random, folder: Path, pmcid: str, figure: int, number: int) -> None:
    """One page, and its tables."""
    figid = f"{pmcid}__journal.{number:06}.fig.{figure:03}"
    species = [SPECIES[0], *chance.sample(SPECIES[1:], chance.choice((0, 0, 0, 1)))]
    tables = "".join(_genes(chance, one) for one in species)
    (folder / "_data" / f"{figid}-genes.tsv").write_text(GENE_HEADER + tables)
    if chemicals := chance.choice((0, 0, 3, 4, 9)):
        rows = "".join(_chemical(_often(chance, CHEMICALS)) for _ in range(chemicals))
        (folder / "_data" / f"{figid}-chemicals.tsv").write_text("word\tmesh\tmatch\tname\tchebi\n" + rows)
    if chance.random() < 0.3:  # noqa: PLR2004 - a share, as those above
        rows = _disease(_often(chance, DISEASES))
        (folder / "_data" / f"{figid}-diseases.tsv").write_text("word\tmesh\tmatch\tname\tdoid\n" + rows)
    (folder / "_figures" / f"{figid}.md").write_text(_page(chance, figid, pmcid, [name for _, name, _ in species]))


def _often(chance: random.Random, most: int) -> int:
    """A number up to ``most``, small ones far more often."""
    return int(most ** chance.random())


def _genes(chance: random.Random, species: tuple[str, str, str]) -> str:
    rows: list[Row] = []
    for _ in range(chance.randint(6, 26)):
        gene = _often(chance, GENES)
        source = chance.choice(("ncbigene_symbol", "ncbigene_synonym", "ncbigene_symbol", "famplex_relations"))
        members = range(gene, gene + chance.randint(2, 8)) if source == "famplex_relations" else (gene,)
        offset = int(species[0]) * 100_000
        rows += [Row(f"w-{gene}", f"W{gene}", f"G{one}", offset + one, source) for one in members]
    direct = len({row.number for row in rows if row.source == "ncbigene_symbol"}) or "NA"
    synonym = len({row.number for row in rows if row.source == "ncbigene_synonym"}) or "NA"
    counts = f"{direct}\t{synonym}\t{len({row.match for row in rows})}"
    return "".join(
        "\t".join((*species, row.word, row.match, row.symbol, str(row.number), row.source, counts)) + "\n"
        for row in rows
    )


def _chemical(number: int) -> str:
    return f"chem {number}\tNA\tchem {number}\tchemical {number}\tchebi:{10_000 + number}\n"


def _disease(number: int) -> str:
    return f"ill {number}\tNA\till {number}\tdisease {number}\tDOID:{number}\n"


def _page(chance: random.Random, figid: str, pmcid: str, organisms: list[str]) -> str:
    caption = " ".join(chance.choices(WORDS, k=chance.randint(40, 160)))
    year = 2000 + int(pmcid[3:]) % 26
    network = f"{chance.getrandbits(32):08x}-df0c-11ea-99da-0ac135e8bacf" if chance.random() < 0.25 else ""  # noqa: PLR2004
    filename = figid.partition("__")[2] + ".jpg"
    names = "".join(f"- {name}\n" for name in organisms)
    alias = f"{pmcid}__F{int(figid[-3:])}"
    return (
        f"---\nfigid: {figid}\nfigtitle: The {caption[:60].strip()}\norganisms:\n- NA\norganisms_ner:\n{names}"
        f"pmcid: {pmcid}\nfilename: {filename}\nfiglink: /pmc/articles/{pmcid}/figure/F1/\nnumber: F1\n"
        f"caption: The {caption}\npapertitle: A paper on the pathways of {pmcid}\n"
        f"reftext: A Name, et al. J Path. {year} Mar 12;10(21):2068-2085.\nyear: '{year}'\n"
        f"doi: 10.1234/{pmcid}\njournal_title: Journal of Pathways\njournal_nlm_ta: J Path\n"
        f"publisher_name: A Publisher\nkeywords: ''\nautoml_pathway: 0.{chance.randint(5000, 9999)}\n"
        f"figid_alias: {alias}\nfigtype: Figure\nredirect_from: /figures/{alias}\nndex: '{network}'\n"
        "seo: CreativeWork\n"
        f"schema-jsonld:\n  '@context': https://schema.org/\n"
        f"  '@id': https://pfocr.wikipathways.org/figures/{figid}.html\n  '@type': Dataset\n"
        f"  description: The {caption}\n  license: CC0\n  name: CreativeWork\n"
        "  creator:\n    '@type': Organization\n    name: WikiPathways\n  keywords:\n  - G1\n---\n"
    )


if __name__ == "__main__":
    main()
