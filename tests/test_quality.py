"""Checks that SHACL is not made for, each with what it must find and what it must leave alone."""

from pathlib import Path

import pytest
from releases import BASE, graph

from pfocr_rdf.hgnc import HgncGene, HgncTable
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.mentions import HUMAN
from pfocr_rdf.record import Figure, Gene, Kind, Mention, Organism, Paper, Taxon
from pfocr_rdf.validation.quality import (
    CATALOGUE,
    Register,
    figure_results,
    gene_results,
    identities,
    table_results,
)
from pfocr_rdf.validation.results import Result, ResultLog
from pfocr_rdf.validation.run import Checks, validate

ROOT = Path(__file__).parent.parent
NAMESPACES = Namespaces()
HEADER = "organism_id\torganism_name\torganism_group\tword\tmatch\tncbigene_symbol\tncbigene_id\tsource"
COUNTS = "\tcount_direct\tcount_synonym\tcount_match\n"
OLD_COUNTS = "\tcount_direct\tcount_match\n"


def rows(*cells: tuple[str, str, str, str]) -> str:
    """Rows of (match, id, source, counts)."""
    lines = (
        f"9606\tHomo sapiens\tPrimates\tw\t{match}\tS\t{number}\t{source}\t{counts}\n"
        for match, number, source, counts in cells
    )
    return "".join(lines)


def counted(table: str) -> list[str]:
    """Columns that do not agree with the rows."""
    return [result.path for result in table_results(table.encode(), "x-genes.tsv", NAMESPACES)]


SOUND = rows(
    ("A", "1", "ncbigene_symbol", "1\t1\t3"),
    ("A", "1", "ncbigene_symbol", "1\t1\t3"),
    ("NA", "2", "ncbigene_synonym", "1\t1\t3"),
    ("C", "3", "famplex_relations", "1\t1\t3"),
)


def test_counts_that_agree_are_left_alone() -> None:
    """Genes, not rows, are counted; NA is a term as any other."""
    assert counted(HEADER + COUNTS + SOUND) == []


@pytest.mark.parametrize("none", ["NA", "0"])
def test_no_gene_is_written_in_two_ways(none: str) -> None:
    """NA until 2024, 0 since."""
    assert counted(HEADER + COUNTS + rows(("A", "1", "ncbigene_symbol", f"1\t{none}\t1"))) == []


@pytest.mark.parametrize(
    ("counts", "column"), [("2\t1\t3", "count_direct"), ("1\tNA\t3", "count_synonym"), ("1\t1\t4", "count_match")]
)
def test_a_count_that_disagrees_is_found_once_an_organism(counts: str, column: str) -> None:
    """All rows of an organism have the same counts, so that one result is enough."""
    assert counted(HEADER + COUNTS + SOUND.replace("1\t1\t3", counts)) == [column]


def test_the_tables_of_2023_count_rows() -> None:
    """They have no ``count_synonym``, and ``count_direct`` counts rows."""
    row = ("A", "1", "ncbigene_symbol", "2\t1")
    assert counted(HEADER + OLD_COUNTS + rows(row, row)) == []


def test_tables_without_counts_are_left_alone() -> None:
    """Those of 2022 have no organisms either."""
    assert counted("word\tsymbol\tsource\thgnc_symbol\tentrez\na\tA\thgnc_symbol\tA\t1\n") == []


def genes(source: str, *symbols: str) -> Figure:
    """A figure with one word for several genes."""
    entities = tuple(Gene(str(number), symbol, HUMAN) for number, symbol in enumerate(symbols, 1))
    mention = Mention(Kind.GENE, "w", "W", source, entities)
    return Figure(figid="PMC1__f", title="t", paper=Paper(pmcid="PMC1"), genes=(mention,))


def checks(results: list[Result]) -> list[str]:
    """Names of the checks."""
    return [result.component for result in results]


def test_a_word_for_many_symbols_is_ambiguous() -> None:
    """More than three, found by synonym."""
    assert checks([*figure_results(genes("ncbigene_synonym", "A", "B", "C", "D"), NAMESPACES)]) == ["ambiguous-word"]
    assert checks([*figure_results(genes("ncbigene_synonym", "A", "B", "C", "c"), NAMESPACES)]) == []


def test_a_family_is_not_ambiguous() -> None:
    """A family is expanded to its members on purpose."""
    assert checks([*figure_results(genes("famplex_relations", "A", "B", "C", "D"), NAMESPACES)]) == []


def test_an_organism_without_a_taxon_is_told() -> None:
    """Those with a taxon are not."""
    organisms = (Organism(name="vectors"), Organism(name="Homo sapiens", taxon=HUMAN))
    figure = Figure(figid="PMC1__f", title="t", paper=Paper(pmcid="PMC1"), organisms=organisms)
    assert [result.value for result in figure_results(figure, NAMESPACES)] == ['"vectors"']


HGNC = HgncTable.of([HgncGene("MT-CO2", "7421", "4513", (), ())], {"date": "2026-01-01"})


@pytest.mark.parametrize(
    ("gene", "found"),
    [
        (Gene("4513", "COX2", HUMAN), ["symbol-changed"]),
        (Gene("4513", "MT-CO2", HUMAN), []),
        (Gene("4513", "COX2", Taxon("9606")), ["symbol-changed"]),
        (Gene("4513", "COX2", Taxon("10090")), []),
        (Gene("4513", None, HUMAN), []),
        (Gene("7", "NEWENTRY", HUMAN), ["identifier-withdrawn"]),
        (Gene("7", "ABC~withdrawn", HUMAN), ["identifier-withdrawn"]),
        (Gene("7", "LOC7", HUMAN), []),
        (Gene("7", "LOC8", HUMAN), ["identifier-withdrawn"]),
    ],
)
def test_symbols_tell_of_changes(gene: Gene, found: list[str]) -> None:
    """HGNC speaks of human genes; some symbols say that an id is no more."""
    assert checks([*gene_results([gene], HGNC, NAMESPACES)]) == found


IDENTIFIER = "<https://schema.org/identifier>"
ALIAS = "<https://schema.org/alternateName>"


def named(*triples: tuple[str, str, str]) -> list[str]:
    """Results on figures with these names."""
    text = "".join(f'<{BASE}figures/{figid}.html> {name} "{value}" .\n' for figid, name, value in triples)
    register = Register()
    register.add(identities(text.encode(), NAMESPACES))
    found = (result for result in register.results(NAMESPACES) if result.component != "no-figure")
    return [f"{result.component} {result.focus.rpartition('/')[2]}" for result in found]


def test_an_id_is_that_of_one_figure() -> None:
    """The figure whose IRI says otherwise is told."""
    assert named(("PMC1__a", IDENTIFIER, "PMC1__a"), ("PMC1__b", IDENTIFIER, "PMC1__a")) == [
        "identifier-twice PMC1__b.html"
    ]
    assert named(("PMC1__b", IDENTIFIER, "PMC1__x"), ("PMC1__c", IDENTIFIER, "PMC1__x")) == [
        "identifier-twice PMC1__b.html",
        "identifier-twice PMC1__c.html",
    ]
    assert named(("PMC1__a", IDENTIFIER, "PMC1__a"), ("PMC1__b", IDENTIFIER, "PMC1__x")) == []


def test_an_alias_is_no_other_figures_id() -> None:
    """Its own id it may be."""
    ids = ("PMC1__a", IDENTIFIER, "PMC1__a"), ("PMC1__b", IDENTIFIER, "PMC1__b")
    assert named(*ids, ("PMC1__a", ALIAS, "PMC1__b")) == ["alias-is-identifier PMC1__a.html"]
    assert named(*ids, ("PMC1__a", ALIAS, "PMC1__a"), ("PMC1__b", ALIAS, "PMC1__F1")) == []


def test_a_graph_without_figures_is_told(tmp_path: Path) -> None:
    """Where there is nothing to check, "conforms" would be no answer."""
    source = tmp_path / "other.nt"
    source.write_text(f'<{BASE}figures/PMC1__a.html> <https://schema.org/color> "red" .\n')
    with ResultLog() as log:
        assert validate([source], log, Checks(jobs=1)) == 0
        assert [result.component for result in log] == ["no-figure"]


def test_ids_are_compared_over_all_parts(tmp_path: Path) -> None:
    """Two figures of two papers with one id are found, wherever they lie."""
    source = tmp_path / "twice.nt"
    source.write_text(graph(20, tmp_path).replace('"PMC1004__f-0.a"', '"PMC1005__f-0.a"'))
    with ResultLog() as log:
        validate([source], log, Checks(jobs=1))
        assert [result.focus for result in log if result.component == "identifier-twice"] == [
            f"{BASE}figures/PMC1004__f-0.a.html"
        ]


def test_tables_and_records_are_checked_in_the_same_run(tmp_path: Path) -> None:
    """A count that is wrong, in a checkout, with the table's place."""
    for folder in ("_figures", "_data"):
        (tmp_path / folder).mkdir()
    seed = next(path for path in (ROOT / "seeds").iterdir() if b"figid: PMC6459341" in path.read_bytes())
    stem = "PMC6459341__oncotarget-10-2068-g007"
    (tmp_path / "_figures" / f"{stem}.md").write_bytes(seed.read_bytes())
    table = tmp_path / "_data" / f"{stem}-genes.tsv"
    table.write_text(HEADER + COUNTS + SOUND.replace("1\t1\t3", "1\t1\t9"))
    with ResultLog() as log:
        validate([tmp_path], log, Checks(jobs=1))
        found = [result for result in log if result.component == "count-match"]
    assert [result.focus for result in found] == [str(table)]
    assert found[0].page.endswith(f"/_figures/{stem}.md")


def test_every_check_is_explained() -> None:
    """``docs/validate.md`` has a line for each."""
    text = (ROOT / "docs" / "validate.md").read_text()
    assert [check for check in CATALOGUE if f"| `{check}` |" not in text] == []
