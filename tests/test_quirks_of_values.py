"""Quirks 9 to 27 of the database, by number, on records made here: identifiers, texts, names, worth of rows."""

from pathlib import Path

import pytest
from pyoxigraph import Literal
from records import (
    CALCIUM,
    CHEMICALS,
    DISEASES,
    GENES,
    GENES_A,
    IL1B,
    KEYWORDS,
    MENTIONED,
    ORGANISMS,
    PMC1,
    PMC2,
    TERMS_A,
    TITLES,
    WORDS,
    converted,
    embedded,
    markup,
    old_record,
    record,
    table,
    tree,
)

# ---- 9 to 14: identifiers and texts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figlink", "address"),
    [
        ("/pmc/articles/PMC1/figure/F7/", "pmc/articles/PMC1/figure/F7/"),
        ("pmc/articles/PMC1/figure/fig4s2/", "pmc/articles/PMC1/figure/fig4s2/"),
        ("/pmc/articles/PMC1/figure/F1", "pmc/articles/PMC1/figure/F1"),
        ("/pmc/articles/PMC1/figure/f3-cmr-3-177/", "pmc/articles/PMC1/figure/f3-cmr-3-177/"),
    ],
)
def test_09_figlink_with_and_without_slashes(tmp_path: Path, figlink: str, address: str) -> None:
    """Quirk 9: one slash after the host, whether the path brings one or not; its end stays as it is."""
    outcome = converted(tree(tmp_path, record(PMC1, {"figlink": figlink})))
    assert outcome.values("?picture schema:mainEntityOfPage ?x") == [f"https://www.ncbi.nlm.nih.gov/{address}"]
    assert not outcome.findings


@pytest.mark.parametrize("stem", ["research.0728.fig.002", "09_173_.de_ref2", "a.md", "a.tsv", "a-genes", "a.", "-a"])
def test_10_dots_belong_to_the_figid(tmp_path: Path, stem: str) -> None:
    """Quirk 10: nothing after a dot is an extension but the last ``.md``, and tables are found all the same."""
    figid = f"PMC1__{stem}"
    outcome = converted(tree(tmp_path, record(figid, genes=table(GENES, IL1B))))
    assert outcome.figids == [figid]
    assert outcome.ask(f"<https://pfocr.wikipathways.org/figures/{figid}.html> schema:mentions ncbigene:3553")
    assert not outcome.findings


@pytest.mark.parametrize(
    "citation",
    [
        ", et al. Nan Fang Yi Ke Da Xue Xue Bao. 2021 Feb 20;41(2):173-183.",
        "Chang Yang, et al. J Bone Miner Metab. ;31(5):496-506.",
        "Carl Randall Harrell, et al. J Ophthalmol. 2025;2025(NA).",
        "Leo F. Buckley, et al. J Cardiovasc Pharmacol. 2020 Apr 13 :10.1097/FJC.0000000000000840.",
    ],
    ids=["no-author", "no-year", "no-issue", "doi-for-pages"],
)
def test_11_a_citation_with_gaps_is_kept_as_it_is(tmp_path: Path, citation: str) -> None:
    """Quirk 11: nothing is read out of it, so that nothing can be read wrongly."""
    outcome = converted(tree(tmp_path, record(PMC1, {"reftext": f"'{citation}'"})))
    assert outcome.values("?paper dcterms:bibliographicCitation ?x") == [citation]
    assert outcome.values("?paper schema:datePublished ?x") == ["2019"]
    assert not outcome.findings


def test_12_an_empty_year_is_no_year(tmp_path: Path) -> None:
    """Quirk 12: no date at all, and no finding either."""
    outcome = converted(tree(tmp_path, record(PMC1, {"year": "''"})))
    assert outcome.values("?paper schema:datePublished ?x") == []
    assert not outcome.findings


MARKUP = "<bold>Hh</bold> & the TGF-&bgr;/Smad <i>in vivo</i> ]]> &amp;"


def test_13_markup_is_text(tmp_path: Path) -> None:
    """Quirk 13: tags and entities, known or not, stay letter by letter."""
    changes = {"figtitle": MARKUP, "caption": MARKUP, "papertitle": MARKUP}
    outcome = converted(tree(tmp_path, record(PMC1, changes)))
    text = Literal(MARKUP)
    assert outcome.ask(f"?f a pfocr:PathwayFigure ; schema:name {text} ; schema:description {text}")
    assert outcome.ask(f"?p a schema:ScholarlyArticle ; schema:name {text}")


ODD = "瓜蒌-甘草 a\u00a0b\u2009c \u2010 ①→ İNOS ẞ \U0001d6fc "


def test_14_characters_are_kept_one_by_one(tmp_path: Path) -> None:
    """Quirk 14: no normal form, no trimming, no case folding."""
    genes = table(GENES, {**IL1B, "word": ODD}, {**IL1B, "word": "i\u0307nos"})
    outcome = converted(tree(tmp_path, record(PMC1, {"figtitle": f"'{ODD}'"}, genes=genes)))
    assert outcome.values(TITLES) == [ODD]
    assert outcome.values(WORDS) == sorted([ODD, "i\u0307nos"])
    assert not outcome.findings


# ---- 15 to 19: YAML, names, maps, prefixes -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "|Central pathways",
        "[U-13C6]-glucose",
        ": Ca2+-calpain",
        "On",
        "no",
        "1e5",
        "null and void",
        "a  b ",
        "# 1",
        "2019-01-01",
    ],
)
def test_15_titles_that_mean_something_to_yaml(tmp_path: Path, title: str) -> None:
    """Quirk 15: every scalar is text, whatever YAML would make of it."""
    outcome = converted(tree(tmp_path, record(PMC1, {"figtitle": f"'{title}'"})))
    assert outcome.values(TITLES) == [title]
    assert not outcome.findings


def test_15_scalars_are_never_resolved(tmp_path: Path) -> None:
    """Quirk 15: a keyword ``On`` is a word, and a score keeps its digits."""
    changes = {"schema-jsonld": markup(PMC1, "'On'", "NO", "0x1F", "1_000"), "automl_pathway": "0.90000"}
    outcome = converted(tree(tmp_path, record(PMC1, changes)))
    assert outcome.values(KEYWORDS) == ["0x1F", "1_000", "NO", "On"]
    assert '"0.90000"^^<http://www.w3.org/2001/XMLSchema#decimal>' in outcome.written


@pytest.mark.parametrize(
    ("name", "code"), [("[a", "broken-yaml"), ("'a' b", "broken-yaml"), ("in: Zea", "wrong-type"), ("*a", "yaml-alias")]
)
def test_15_a_raw_name_that_breaks_the_file_costs_that_file(tmp_path: Path, name: str, code: str) -> None:
    """Quirk 15: organism lists are printed unquoted; a record in which that is no list of names is left out."""
    outcome = converted(tree(tmp_path, {**record(PMC1, {"organisms": f"\n- {name}"}), **record(PMC2)}))
    assert outcome.figids == [PMC2]
    assert outcome.codes == {code: 1}


def test_16_a_name_that_lost_a_colon_is_still_its_table_s_taxon(tmp_path: Path) -> None:
    """Quirk 16: pages drop quotes and colons, tables do not; both names mean the one taxon, and no other is guessed."""
    row = {**IL1B, "organism_id": "419", "organism_name": "Yersinia sp. in: enterobacteria"}
    changes = {"organisms": "\n- ATCC 19606  CIP 70.34", "organisms_ner": "\n- Yersinia sp. in enterobacteria"}
    outcome = converted(tree(tmp_path, record(PMC1, changes, genes=table(GENES, row))))
    assert outcome.values(ORGANISMS) == ["ATCC 19606  CIP 70.34", "Yersinia sp. in enterobacteria"]
    assert outcome.values("obo:NCBITaxon_419 schema:name ?x") == ["Yersinia sp. in: enterobacteria"]
    assert outcome.ask("?figure schema:about obo:NCBITaxon_419")


def test_16_only_known_names_have_a_taxon(tmp_path: Path) -> None:
    """Quirk 16: annotated organisms carry no id; the organism pages know some of them."""
    organisms = {"_organisms/zea_mays.md": "---\nlatin: Zea mays\ntitle: Zea mays\nncbi: '4577'\n---\n"}
    changes = {"organisms": "\n- Zea mays\n- Armoracia rusticana", "organisms_ner": "\n- NA"}
    outcome = converted(tree(tmp_path, {**record(PMC1, changes), **organisms}))
    assert outcome.values("?figure a pfocr:PathwayFigure ; schema:mentions ?x") == [
        "http://purl.obolibrary.org/obo/NCBITaxon_4577"
    ]
    assert outcome.values(ORGANISMS) == ["Armoracia rusticana", "Zea mays"]


@pytest.mark.parametrize("caption", ["Figure", "Figure."])
def test_17_a_generic_caption_identifies_nothing(tmp_path: Path, caption: str) -> None:
    """Quirk 17: figures of one caption are as many figures; the caption is kept."""
    files = {**record("PMC1__ga1", {"caption": caption}), **record("PMC1__ga2", {"caption": caption})}
    outcome = converted(tree(tmp_path, files))
    assert outcome.figids == ["PMC1__ga1", "PMC1__ga2"]
    assert outcome.values("?figure schema:description ?x") == [caption] * 2


def test_18_two_spaces_for_a_tab_in_the_map(tmp_path: Path) -> None:
    """Quirk 18: such a line of ``wpid_map.tsv`` is used and told; the page's own identifier may agree."""
    maps = {"_data/wpid_map.tsv": f"{PMC1}\tWP1\n{PMC2}  WP2\n"}
    outcome = converted(tree(tmp_path, {**record(PMC1), **record(PMC2, {"wpid": "WP2"}), **maps}))
    assert outcome.values("?figure pfocr:wikiPathway ?x") == [
        f"https://identifiers.org/wikipathways/WP{n}" for n in (1, 2)
    ]
    assert [(one.code, one.where.rpartition("/")[2]) for one in outcome.findings] == [
        ("repaired-map-line", "wpid_map.tsv:2")
    ]


@pytest.mark.parametrize(
    ("kind", "columns", "cells", "body"),
    [
        ("chemicals", CHEMICALS, {"mesh": "mesh:D002118"}, "mesh:D002118"),
        ("chemicals", CHEMICALS, {"mesh": "mesh:C526611"}, "mesh:C526611"),
        ("chemicals", CHEMICALS, {"mesh": "MESH:D002118"}, "mesh:D002118"),
        ("chemicals", TERMS_A, {"source": "MESH", "identifier": "D002118"}, "mesh:D002118"),
        ("chemicals", CHEMICALS, {"chebi": "chebi:22984"}, "<https://identifiers.org/chebi/CHEBI:22984>"),
        ("chemicals", CHEMICALS, {"chebi": "CHEBI:22984"}, "<https://identifiers.org/chebi/CHEBI:22984>"),
        ("diseases", DISEASES, {"doid": "DOID:8893"}, "obo:DOID_8893"),
        ("diseases", DISEASES, {"doid": "doid:8893"}, "obo:DOID_8893"),
        ("diseases", TERMS_A, {"source": "MESH", "identifier": "D006973"}, "mesh:D006973"),
    ],
)
def test_19_prefixes_in_any_case(
    tmp_path: Path, kind: str, columns: list[str], cells: dict[str, str], body: str
) -> None:
    """Quirk 19: one entity has one IRI, however its identifier is written."""
    outcome = converted(tree(tmp_path, record(PMC1, None, **{kind: table(columns, {"word": "x", **cells})})))
    assert outcome.ask(f'?m pfocr:word "x" ; oa:hasBody {body} . ?figure schema:mentions {body}')
    assert not outcome.findings


# ---- 20 to 27: what the rows are worth -----------------------------------------------------------------------------


def test_20_a_row_is_a_mention_with_its_evidence(tmp_path: Path) -> None:
    """Quirk 20: word, matched term and lexicon stand with every hit, so that a wrong one can be told."""
    chemical = {"word": "TNF-a", "match": "TNF-alpha", "chebi": "chebi:197439"}
    gene = {**IL1B, "word": "TNF-a", "match": "TNFA", "source": "ncbigene_synonym", "ncbigene_id": "7124"}
    outcome = converted(tree(tmp_path, record(PMC1, genes=table(GENES, gene), chemicals=table(CHEMICALS, chemical))))
    hit = "oa:hasTarget ?figure ; pfocr:word 'TNF-a'"
    assert outcome.ask(
        f"?m a pfocr:GeneMention ; {hit} ; pfocr:matchedTerm 'TNFA' ; pfocr:lexicon lex:ncbigene_synonym"
    )
    assert outcome.ask(f"?m a pfocr:ChemicalMention ; {hit} ; pfocr:matchedTerm 'TNF-alpha'")


def test_21_swapped_name_and_term_stay_where_they_stand(tmp_path: Path) -> None:
    """Quirk 21: what the row calls the name is the name; nobody could tell for sure that it is not."""
    oxide = {"word": "oxide", "mesh": "mesh:D010087", "match": "oxide", "name": "Oxides", "chebi": "chebi:25741"}
    outcome = converted(tree(tmp_path, record(PMC1, chemicals=table(CHEMICALS, oxide))))
    assert outcome.ask('?m pfocr:matchedTerm "oxide" ; oa:hasBody mesh:D010087 . mesh:D010087 schema:name "Oxides"')


def test_22_where_there_are_rows_keywords_make_no_entity(tmp_path: Path) -> None:
    """Quirk 22: a keyword without a row stays a keyword, a row without a keyword is a mention."""
    keywords = {"schema-jsonld": markup(PMC1, "TP53", "Cancer")}
    outcome = converted(tree(tmp_path, record(PMC1, keywords, genes=table(GENES, IL1B))))
    assert outcome.values(KEYWORDS) == ["Cancer", "TP53"]
    assert outcome.values(MENTIONED) == ["3553", "9606"]


@pytest.mark.parametrize(
    "symbol", ["fs(1)h", "Su(z)2", "14-3-3zeta", "Ca-alpha1D", "il1b.S", "TRBV20OR9-2", 'a"b\\', "l(2)k<x>#1"]
)
def test_23_symbols_with_punctuation(tmp_path: Path, symbol: str) -> None:
    """Quirk 23: a symbol is a name; no IRI of a gene is made of it."""
    row = {**IL1B, "ncbigene_symbol": symbol, "match": symbol, "ncbigene_id": "5", "organism_id": "7227"}
    outcome = converted(tree(tmp_path, record(PMC1, genes=table(GENES, row))))
    assert outcome.values("ncbigene:5 schema:name ?x") == [symbol]
    assert outcome.says("pfocr:matchedTerm", symbol)
    assert not outcome.findings


def test_23_an_old_symbol_is_encoded_in_its_iri(tmp_path: Path) -> None:
    """Quirk 23: of the old dialect, whose ``hgnc_symbol`` makes a link, every character is encoded that must be."""
    row = {**IL1B, "hgnc_symbol": "a/b c<é>", "entrez": "999999999"}
    outcome = converted(tree(tmp_path, old_record(PMC1, {"genes": embedded(row, columns=GENES_A)})))
    assert outcome.values("?gene schema:sameAs ?x . ?gene a schema:Gene") == [
        "https://identifiers.org/hgnc.symbol/a%2Fb%20c%3C%C3%A9%3E"
    ]


def test_24_a_table_edited_by_hand(tmp_path: Path) -> None:
    """Quirk 24: CRLF and a missing end change no cell; the former is told."""
    rows = (
        {"word": "PGE2", "source": "MESH", "identifier": "D015232"},
        {"word": "Na", "source": "MESH", "identifier": "D012964"},
    )
    clean = converted(tree(tmp_path / "clean", record(PMC1, chemicals=table(TERMS_A, *rows))))
    edited = table(TERMS_A, *rows, end="\r\n").removesuffix("\r\n")
    outcome = converted(tree(tmp_path / "edited", record(PMC1, chemicals=edited)))
    assert outcome.written == clean.written
    assert outcome.codes == {"carriage-return": 1}


@pytest.mark.parametrize(
    ("number", "figtype"),
    [("F4", "Figure"), ("SF1", "Supplemental figure"), ("AF1", "Appendix figure"), ("F1", "Extended view")],
)
def test_25_figtype_is_recorded_as_given(tmp_path: Path, number: str, figtype: str) -> None:
    """Quirk 25: whether or not it fits number, alias or picture."""
    outcome = converted(tree(tmp_path, record(PMC1, {"number": number, "figtype": figtype})))
    assert outcome.values("?figure pfocr:figureType ?x") == [figtype]
    assert outcome.values("?picture schema:position ?x") == [number]
    assert not outcome.findings


def test_26_a_figure_of_chemicals_alone(tmp_path: Path) -> None:
    """Quirk 26: no organism recognised and no gene table is no fault, and no reason to read genes out of keywords."""
    changes = {"organisms_ner": "\n- NA", "schema-jsonld": markup(PMC1, "IL1B", "Ca2+")}
    outcome = converted(tree(tmp_path, record(PMC1, changes, chemicals=table(CHEMICALS, CALCIUM))))
    assert outcome.values(WORDS) == ["Ca2+"]
    assert outcome.values(KEYWORDS) == ["IL1B"]
    assert not outcome.ask("?figure schema:about ?any")
    assert not outcome.findings


def test_27_figures_of_one_title_are_two(tmp_path: Path) -> None:
    """Quirk 27: titles repeat, and may be very long."""
    title = {"figtitle": "A very long title, " * 62}
    outcome = converted(tree(tmp_path, {**record(PMC1, title), **record(PMC2, title)}))
    assert outcome.figids == [PMC1, PMC2]
    assert outcome.values(TITLES) == [("A very long title, " * 62).strip()] * 2
    assert not outcome.findings
