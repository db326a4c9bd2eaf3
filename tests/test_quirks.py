"""Quirks 1 to 8 of the database, by number, on records made here: dialects, placeholders and tables."""

from pathlib import Path

import pytest
from records import (
    CALCIUM,
    CHEMICALS,
    DISEASES,
    GENES,
    GENES_A,
    GENES_B1,
    IL1B,
    KEYWORDS,
    ORGANISMS,
    PMC1,
    PMC2,
    TERMS_A,
    WORDS,
    converted,
    embedded,
    markup,
    old_record,
    record,
    table,
    tree,
)

# ---- 1 to 4: dialects and placeholders -----------------------------------------------------------------------------


def test_01_genes_of_page_and_of_table_in_one_tree(tmp_path: Path) -> None:
    """Quirk 1: genes stand inside the page or in a table, in one tree; the key ``genes`` tells."""
    old = old_record(PMC1, {"genes": embedded(IL1B, columns=GENES_A)})
    outcome = converted(tree(tmp_path, {**old, **record(PMC2, genes=table(GENES, IL1B))}))
    assert outcome.values("?figure schema:mentions ncbigene:3553 ; schema:identifier ?x") == [PMC1, PMC2]
    assert not outcome.findings


def test_01_an_empty_key_genes_is_no_reason_to_look_at_keywords(tmp_path: Path) -> None:
    """Quirk 1: the old dialect writes ``genes: []`` where it recognised none."""
    outcome = converted(tree(tmp_path, old_record(PMC1, {"schema-jsonld": markup(PMC1, "IL1B")})))
    assert (outcome.values(WORDS), outcome.values(KEYWORDS)) == ([], ["IL1B"])


def test_02_a_scalar_is_a_list_of_one(tmp_path: Path) -> None:
    """Quirk 2: ``organisms: Homo sapiens`` is one organism, not twelve letters; so with any list."""
    one = markup(PMC1).replace("keywords: []", "keywords: IL1B-ish")
    changes = {"organisms": "Homo sapiens", "organisms_ner": "Mus musculus", "schema-jsonld": one}
    outcome = converted(tree(tmp_path, record(PMC1, changes)))
    assert outcome.values(ORGANISMS) == ["Homo sapiens", "Mus musculus"]
    assert outcome.values(KEYWORDS) == ["IL1B-ish"]
    assert not outcome.findings


def test_02_a_list_may_stand_where_a_scalar_is_usual(tmp_path: Path) -> None:
    """Quirk 2: author keywords as a list, and two redirects."""
    redirects = "\n- /figures/PMC1__F1\n- /figures/PMC1__F1"
    outcome = converted(tree(tmp_path, record(PMC1, {"keywords": "\n- a\n- b | c", "redirect_from": redirects})))
    assert outcome.values("?paper a schema:ScholarlyArticle ; schema:keywords ?x") == ["a", "b | c"]
    assert not outcome.findings


MAY_MISS = (
    "organisms", "organisms_ner", "filename", "figlink", "number", "caption", "papertitle", "reftext", "year", "doi",
    "journal_title", "journal_nlm_ta", "publisher_name", "keywords", "automl_pathway", "figid_alias", "figtype", "ndex",
    "wpid", "pmc_ranked_result_index",
)  # fmt: skip


@pytest.mark.parametrize("placeholder", ["''", "NA", ".na.character", "REJECT", "~", "", "'NA'", "' '"])
def test_03_a_placeholder_says_no_more_than_an_absent_key(tmp_path: Path, placeholder: str) -> None:
    """Quirk 3: whichever way a value is missing, no literal, IRI or node is made of it."""
    without: dict[str, str | None] = {**dict.fromkeys(MAY_MISS), "redirect_from": None}
    bare = {"schema-jsonld": markup(PMC1).replace("  description: What the pathway does.\n", "")}
    absent = converted(tree(tmp_path, record(PMC1, without | bare)))
    filled = without | dict.fromkeys(MAY_MISS, placeholder) | {"schema-jsonld": markup(PMC1, caption=placeholder)}
    outcome = converted(tree(tmp_path, record(PMC1, filled)))
    assert outcome.written == absent.written
    assert (outcome.findings, absent.findings) == ([], [])


@pytest.mark.parametrize("placeholder", ["[]", "\n- NA", "\n- ''", "\n- .na.character", "\n- REJECT\n- NA", "\n- ' '"])
def test_03_a_list_of_placeholders_is_empty(tmp_path: Path, placeholder: str) -> None:
    """Quirk 3: nor of an item of a list."""
    lists = dict.fromkeys(("organisms", "organisms_ner", "keywords", "redirect_from"), placeholder)
    outcome = converted(tree(tmp_path, record(PMC1, lists)))
    assert not outcome.ask("?any pfocr:organismName|schema:keywords|schema:about ?value")
    assert not outcome.findings


def test_03_na_in_a_table_is_nothing(tmp_path: Path) -> None:
    """Quirk 3: an unidentified word is a mention without entity, matched term and lexicon."""
    outcome = converted(tree(tmp_path, record(PMC1, chemicals=table(CHEMICALS, {"word": "MOLO04811"}))))
    assert outcome.values(WORDS) == ["MOLO04811"]
    assert not outcome.ask("?mention a pfocr:ChemicalMention ; oa:hasBody|pfocr:matchedTerm|pfocr:lexicon ?any")
    assert not outcome.ask("?any schema:mentions ?entity . ?entity a schema:ChemicalSubstance")
    assert not outcome.findings


def test_03_a_missing_symbol_is_no_keyword(tmp_path: Path) -> None:
    """Quirk 3: the writer of the pages made the keyword ``.na.character`` of it (PMC10036381)."""
    outcome = converted(tree(tmp_path, record(PMC1, {"schema-jsonld": markup(PMC1, ".na.character", "x")})))
    assert outcome.values(KEYWORDS) == ["x"]


def test_04_na_within_a_list_goes_alone(tmp_path: Path) -> None:
    """Quirk 4: real names stand before and after it."""
    outcome = converted(tree(tmp_path, record(PMC1, {"organisms": "\n- Zea mays\n- NA\n- Pan paniscus\n- NA"})))
    assert outcome.values(ORGANISMS) == ["Homo sapiens", "Pan paniscus", "Zea mays"]


# ---- 5 to 8: tables ------------------------------------------------------------------------------------------------


def test_05_na_may_be_a_gene(tmp_path: Path) -> None:
    """Quirk 5: NA is a real matched term, of the fly's gene na; and a missing symbol leaves a gene with its id."""
    fly = {"organism_id": "7227", "organism_name": "Drosophila melanogaster", "source": "ncbigene_symbol"}
    na = {**fly, "word": "(na)", "match": "NA", "ncbigene_symbol": "na", "ncbigene_id": "45338"}
    nameless = {**fly, "word": "CAD", "match": "CAD", "ncbigene_id": "32640"}
    outcome = converted(tree(tmp_path, record(PMC1, genes=table(GENES, na, nameless))))
    assert outcome.ask('?m pfocr:word "(na)" ; pfocr:matchedTerm "NA" ; oa:hasBody ncbigene:45338')
    assert outcome.ask('?m pfocr:word "CAD" ; oa:hasBody ncbigene:32640')
    assert outcome.values("ncbigene:32640 schema:name ?x") == []
    assert [(one.code, one.where.rpartition("/")[2]) for one in outcome.findings] == [
        ("no-symbol", "PMC1__f1-genes.tsv:3")
    ]


@pytest.mark.parametrize("columns", [GENES, GENES_B1, GENES_A, GENES[::-1]], ids=["11", "10", "5", "reversed"])
def test_06_gene_tables_of_three_generations(tmp_path: Path, columns: list[str]) -> None:
    """Quirk 6: columns are found by name; each generation tells the gene, its symbol and its species."""
    outcome = converted(tree(tmp_path, record(PMC1, genes=table(columns, IL1B))))
    assert outcome.ask('?m pfocr:word "IL-1b" ; pfocr:matchedTerm "IL1B" ; pfocr:lexicon lex:ncbigene_symbol')
    assert outcome.ask('?m oa:hasBody ncbigene:3553 . ncbigene:3553 schema:name "IL1B"')
    assert outcome.ask("ncbigene:3553 schema:taxonomicRange obo:NCBITaxon_9606")
    assert not outcome.findings


@pytest.mark.parametrize("columns", [CHEMICALS, DISEASES, TERMS_A], ids=["chemicals", "diseases", "old"])
def test_06_term_tables_of_both_generations(tmp_path: Path, columns: list[str]) -> None:
    """Quirk 6: chemicals and diseases have five columns, or once had three."""
    row = {"word": "x", "mesh": "mesh:D002118", "identifier": "D002118", "source": "MESH"}
    kind = "diseases" if "doid" in columns else "chemicals"
    outcome = converted(tree(tmp_path, record(PMC1, None, **{kind: table(columns, row)})))
    assert outcome.ask('?m pfocr:word "x" ; oa:hasBody mesh:D002118 . ?figure schema:mentions mesh:D002118')
    assert outcome.ask('?m pfocr:lexicon/skos:notation "MESH"') is ("source" in columns)
    assert not outcome.findings


def test_07_repeated_rows_are_one_mention(tmp_path: Path) -> None:
    """Quirk 7: rows that differ in counts, or not at all, say one thing; another word, source or case says another."""
    again = {**IL1B, "count_direct": "1"}
    synonym = {**IL1B, "source": "ncbigene_synonym"}
    genes = table(GENES, IL1B, again, IL1B, synonym, {**IL1B, "word": "Il-1b"})
    outcome = converted(tree(tmp_path, record(PMC1, genes=genes, chemicals=table(CHEMICALS, CALCIUM, CALCIUM))))
    assert outcome.values(WORDS) == ["Ca2+", "IL-1b", "IL-1b", "Il-1b"]
    assert outcome.values("?m a pfocr:GeneMention ; oa:hasBody ?gene . ?gene schema:identifier ?x") == ["3553"] * 3
    assert outcome.values("?figure schema:mentions ?gene . ?gene a schema:Gene ; schema:identifier ?x") == ["3553"]


def test_08_a_symbol_is_no_key(tmp_path: Path) -> None:
    """Quirk 8: two genes of one symbol are two nodes of that name, and one word may stand for both."""
    genes = table(GENES, IL1B, {**IL1B, "ncbigene_id": "5"}, {**IL1B, "ncbigene_id": "6", "organism_id": "10090"})
    outcome = converted(tree(tmp_path, record(PMC1, genes=genes)))
    assert outcome.values('?gene schema:name "IL1B" ; schema:identifier ?x') == ["3553", "5", "6"]
    assert outcome.values('?m pfocr:word "IL-1b" ; oa:hasBody/schema:identifier ?x') == ["3553", "5", "6"]
