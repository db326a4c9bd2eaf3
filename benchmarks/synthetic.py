"""A made-up database as large as one likes: pages, tables and maps, the same for the same seed, without network.

    python benchmarks/synthetic.py 20000 out/database

The numbers behind it are those of the release of 2025-07 and of the real records that the project is tested with:
117,000 figures in 97,000 papers; 42 gene rows and 15 mentions a figure, half of the figures with fewer than 28 and 13;
3.2 rows of chemicals and 0.4 of diseases; captions of 713 characters, half of them below 534, more than half with
characters beyond ASCII; every tenth record in the older dialect, with its rows in the front matter.
"""

import argparse
import random
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import NamedTuple

from lexicons import Gene, Lexicons, Species, Term, as_read
from plain_yaml import entry, items, rows

GENE_HEADER = (
    "organism_id\torganism_name\torganism_group\tword\tmatch\tncbigene_symbol\tncbigene_id\tsource"
    "\tcount_direct\tcount_synonym\tcount_match\n"
)
OLDER, TWO_FIGURES, NETWORKS, ANNOTATED = 0.1, 0.17, 0.27, 0.55  # shares, of figures or papers
DIRECT, SYNONYM, FAMILY = "ncbigene_symbol", "ncbigene_synonym", "famplex_relations"
OLD_SOURCES = {DIRECT: "hgnc_symbol", SYNONYM: "hgnc_alias_symbol", FAMILY: "bioentities_symbol"}


class Row(NamedTuple):
    """One row of genes."""

    word: str
    match: str
    gene: Gene
    source: str


class Found(NamedTuple):
    """What was read from one figure: genes by species, chemicals, diseases."""

    genes: list[tuple[Species, list[Row]]]
    chemicals: list[tuple[str, Term]]
    diseases: list[tuple[str, Term]]

    def keywords(self) -> list[str]:
        """The keywords of the record."""
        symbols = dict.fromkeys(row.gene.symbol for _, rows in self.genes for row in rows)
        words = (dict.fromkeys(word for word, _ in terms) for terms in (self.chemicals, self.diseases))
        return [*symbols, *(word for some in words for word in some)]


class Paper(NamedTuple):
    """What all figures of a paper say of it, and in which dialect."""

    pmcid: str
    older: bool
    title: str
    year: int
    keywords: str
    organisms: list[str]


def main() -> None:
    """Make a database in a folder."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("figures", type=int)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    make(given.figures, given.folder, given.seed)


def make(figures: int, folder: Path, seed: int = 1) -> None:
    """Write a checkout of so many figures."""
    lexicons = Lexicons(seed)
    for name in ("_figures", "_data", "_organisms"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for species in lexicons.species.things:
        (folder / "_organisms" / f"{species.taxon[0]}.md").write_text(_organism(*species.taxon), "utf-8")
    networks = []
    for path, text, network in records(figures, lexicons, random.Random(seed)):
        (folder / path).write_text(text, "utf-8")
        networks += [network] if network else []
    (folder / "_data" / "ndex_map.tsv").write_text("".join(networks), "utf-8")


def records(figures: int, lexicons: Lexicons, chance: random.Random) -> Iterator[tuple[str, str, str]]:
    """Files of so many figures: path, text, and a line of the map of networks, or nothing."""
    made = 0
    for number in count(1_000_003, 7):
        paper = _paper(chance, lexicons, f"PMC{number}")
        for figure in range(1, 2 + (chance.random() < TWO_FIGURES)):
            if made == figures:
                return
            yield from _record(chance, lexicons, paper, figure)
            made += 1


def _record(chance: random.Random, lexicons: Lexicons, paper: Paper, figure: int) -> Iterator[tuple[str, str, str]]:
    stem = chance.choice(("nihms-{}-f{:04}", "journal.pone.0{}.g{:03}", "fimmu-11-{}-g{:03}", "cells-09-{}-g{:03}"))
    figid = f"{paper.pmcid}__{stem.format(paper.pmcid[4:], figure)}"
    network = f"{chance.getrandbits(32):08x}-df0c-11ea-99da-0ac135e8bacf" if chance.random() < NETWORKS else ""
    found = _found(chance, lexicons, human=paper.older)
    caption = _caption(chance, lexicons)
    names = [species.taxon[1] for species, _ in found.genes]
    front = _older(chance, paper, figid, caption) if paper.older else _newer(chance, paper, figid, caption, names)
    page = f"---\n{front}{_markup(figid, caption, found.keywords())}"
    if paper.older:
        page += _embedded(found)
    yield f"_figures/{figid}.md", page + "---\n", f"{figid}\t{network}\n" if network else ""
    if not paper.older:
        for ending, table in _tables(found):
            yield f"_data/{figid}-{ending}.tsv", table, ""


def _found(chance: random.Random, lexicons: Lexicons, *, human: bool) -> Found:
    several = 1 if human else chance.choices((1, 2, 3, 5), (55, 20, 20, 5))[0]
    kinds = {1: lexicons.species.things[:1]}.get(several) or lexicons.species.some(chance, several)
    mentions = min(60, max(3, round(chance.lognormvariate(2.6, 0.7))))
    share = max(3, mentions // len(kinds))
    species = dict.fromkeys(one.taxon for one in kinds)
    genes = [(one, _rows(chance, one, share)) for one in kinds if species.pop(one.taxon, 1) is None]
    chemicals = [_named(chance, one) for one in lexicons.chemicals.some(chance, _few(chance, 0.52, 6.1))]
    return Found(
        genes, chemicals, [_named(chance, one) for one in lexicons.diseases.some(chance, _few(chance, 0.15, 2.7))]
    )


def _few(chance: random.Random, share: float, mean: float) -> int:
    """None for most figures, some for a ``share`` of them."""
    return 1 + int(chance.expovariate(1 / (mean - 0.5))) if chance.random() < share else 0


def _named(chance: random.Random, term: Term) -> tuple[str, Term]:
    return as_read(chance, term.name), term


def _rows(chance: random.Random, species: Species, mentions: int) -> list[Row]:
    """Rows of one species: a word found as a symbol or synonym has one, a family one for each member."""
    made: list[Row] = []
    families = sum(chance.random() < 0.16 for _ in range(mentions))
    for gene in species.genes.some(chance, mentions - families):
        source = SYNONYM if gene.aliases and chance.random() < 0.6 else DIRECT
        term = chance.choice(gene.aliases) if source == SYNONYM else gene.symbol
        made.append(Row(as_read(chance, term), term.upper().replace("-", ""), gene, source))
    for family, members in species.families.some(chance, families):
        word = as_read(chance, family)
        made += [Row(word, family.upper(), gene, FAMILY) for gene in members]
    return made


def _caption(chance: random.Random, lexicons: Lexicons) -> str:
    """Some sentences."""
    words = lexicons.words.some(chance, min(1_200, max(1, round(chance.lognormvariate(4.2, 0.75)))))
    for place in range(12, len(words), 17):
        words[place] += chance.choice((".", ".", ",", ",", ",", " (A)", ";", "." if place % 4 else ":"))
    return " ".join(words).capitalize() + "."


def _paper(chance: random.Random, lexicons: Lexicons, pmcid: str) -> Paper:
    title = " ".join(lexicons.words.some(chance, chance.randint(6, 20))).capitalize() + "."
    listed = [" ".join(lexicons.words.some(chance, 2)) for _ in range(5)] if chance.random() < 0.4 else []
    annotated = [one.taxon[1] for one in lexicons.species.some(chance, chance.randint(1, 6))]
    organisms = [*dict.fromkeys(annotated)] if chance.random() < ANNOTATED else ["NA"]
    return Paper(pmcid, chance.random() < OLDER, title, 1995 + int(pmcid[3:]) % 31, " | ".join(listed), organisms)


def _common(paper: Paper, figid: str, caption: str) -> dict[str, str]:
    """What both dialects say."""
    first = int(paper.pmcid[3:]) % 5_000
    return {
        "figid": entry("figid", figid),
        "figtitle": entry("figtitle", caption[:90].rpartition(" ")[0].rstrip(" ,:.") or "Figure"),
        "pmcid": entry("pmcid", paper.pmcid),
        "filename": entry("filename", figid.partition("__")[2] + ".jpg"),
        "figlink": entry("figlink", f"/pmc/articles/{paper.pmcid}/figure/F{figid[-1]}/"),
        "number": entry("number", f"F{figid[-1]}"),
        "caption": entry("caption", caption),
        "papertitle": entry("papertitle", paper.title),
        "reftext": entry("reftext", f"A Name, et al. J Path. {paper.year} Mar 12;10(21):{first}-{first + 11}."),
        "year": entry("year", str(paper.year)),
        "figid_alias": entry("figid_alias", f"{paper.pmcid}__F{figid[-1]}"),
        "figtype": entry("figtype", "Figure"),
        "redirect_from": entry("redirect_from", f"/figures/{paper.pmcid}__F{figid[-1]}"),
    }


def _newer(chance: random.Random, paper: Paper, figid: str, caption: str, names: list[str]) -> str:
    """Front matter since 2023, up to its markup."""
    common = _common(paper, figid, caption)
    known = paper.year > 2015
    details = (f"10.1234/{paper.pmcid.lower()}", f"Journal of Pathways {paper.year % 50}", "J Path", "A Publisher")
    journal = zip(("doi", "journal_title", "journal_nlm_ta", "publisher_name"), details, strict=True)
    lead = [common.pop("figid"), common.pop("figtitle"), items("organisms", paper.organisms)]
    lead.append(items("organisms_ner", names))
    last = [common.pop(key) for key in ("figid_alias", "figtype", "redirect_from")]
    middle = [entry(key, text if known else ".na.character") for key, text in journal]
    middle.append(entry("keywords", paper.keywords))
    middle.append(f"automl_pathway: {chance.uniform(0.5, 1):.7g}\n")
    return "".join([*lead, *common.values(), *middle, *last, "ndex: ''\n", "seo: CreativeWork\n"])


def _older(chance: random.Random, paper: Paper, figid: str, caption: str) -> str:
    """Front matter of 2021, up to its markup."""
    common = _common(paper, figid, caption)
    order = ("figid", "figlink", "number", "caption", "pmcid", "papertitle", "reftext", "filename", "figtitle", "year")
    score = f"pathway_score: {chance.uniform(0.5, 1):.7g}\n"
    rank = entry("pmc_ranked_result_index", str(chance.randint(1, 90_000)))
    facts = [rank, score, "organisms: Homo sapiens\nndex: ''\nannotations: []\n"]
    last = [common[key] for key in ("figid_alias", "figtype", "redirect_from")]
    return "".join([*(common[key] for key in order), *facts, *last, "seo: CreativeWork\n"])


def _markup(figid: str, caption: str, keywords: list[str]) -> str:
    return (
        "schema-jsonld:\n  '@context': https://schema.org/\n"
        + entry("'@id'", f"https://pfocr.wikipathways.org/figures/{figid}.html", "  ")
        + "  '@type': Dataset\n"
        + entry("description", caption, "  ")
        + "  license: CC0\n  name: CreativeWork\n  creator:\n    '@type': Organization\n    name: WikiPathways\n"
        + items("keywords", keywords, "  ")
    )


def _embedded(found: Found) -> str:
    """Rows in the front matter."""
    genes = (
        {
            "word": row.word,
            "symbol": row.match,
            "source": OLD_SOURCES[row.source],
            "hgnc_symbol": row.gene.symbol,
            "entrez": row.gene.number,
        }
        for _, several in found.genes
        for row in several
    )
    terms = (
        ({"word": word, "source": "MESH", "identifier": term.mesh} for word, term in some)
        for some in (found.chemicals, found.diseases)
    )
    return "".join(
        rows(key, some) for key, some in zip(("genes", "chemicals", "diseases"), (genes, *terms), strict=True)
    )


def _tables(found: Found) -> Iterator[tuple[str, str]]:
    """Companion tables, by the ends of their names."""
    if found.genes:
        yield "genes", GENE_HEADER + "".join(_gene_lines(found.genes))
    if found.chemicals:
        yield "chemicals", "word\tmesh\tmatch\tname\tchebi\n" + "".join(_term_lines(found.chemicals, "chebi"))
    if found.diseases:
        yield "diseases", "word\tmesh\tmatch\tname\tdoid\n" + "".join(_term_lines(found.diseases, "DOID"))


def _gene_lines(genes: Iterable[tuple[Species, list[Row]]]) -> Iterator[str]:
    for species, several in genes:
        distinct = {source: len({row.gene for row in several if row.source == source}) for source in (DIRECT, SYNONYM)}
        counts = f"{distinct[DIRECT] or 'NA'}\t{distinct[SYNONYM] or 'NA'}\t{len({row.match for row in several})}"
        lead = "\t".join(species.taxon)
        for row in several:
            yield f"{lead}\t{row.word}\t{row.match}\t{row.gene.symbol}\t{row.gene.number}\t{row.source}\t{counts}\n"


def _term_lines(terms: Iterable[tuple[str, Term]], prefix: str) -> Iterator[str]:
    """Half of the terms were matched to MeSH, half to ChEBI or the Disease Ontology, as by two generations."""
    for word, term in terms:
        if int(term.other) % 2:
            yield f"{word}\tmesh:{term.mesh}\tNA\tNA\tNA\n"
        else:
            yield f"{word}\tNA\t{term.name.upper()}\t{term.name}\t{prefix}:{term.other}\n"


def _organism(number: str, name: str, group: str) -> str:
    return f"---\ncommon: {name}\nlatin: {name}\nncbi: '{number}'\ntitle: {name}\ngroup: {group}\nimage: ''\n---\n"


if __name__ == "__main__":
    main()
