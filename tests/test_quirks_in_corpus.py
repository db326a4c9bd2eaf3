"""The quirks of the database, by number, on the records that they were found in.

Those lie outside the repository, at ``../shared/corpus``; without them these tests are skipped.
"""

from pathlib import Path

from records import KEYWORDS, ORGANISMS, TITLES, WORDS, converted, real, real_file, tree


def test_01_the_real_mixture() -> None:
    """Quirk 1: PMC4745709 has its genes inside, in the tree of the newest release."""
    outcome = real("PMC4745709__oncotarget-06-29034-g006", "PMC6459341__oncotarget-10-2068-g007")
    assert len(outcome.values("?x schema:mentions ?gene . ?gene a schema:Gene")) > 2
    assert len({*outcome.values("?x schema:mentions ?gene . ?gene a schema:Gene")}) == 2


def test_02_the_real_scalar() -> None:
    """Quirk 2: PMC4745709 as of 2022."""
    outcome = real("PMC4745709__oncotarget-06-29034-g006", tree="pfocr-database-2022")
    assert outcome.values(ORGANISMS) == ["Homo sapiens"]


def test_03_a_rejected_record_is_a_figure_with_the_title_of_its_paper() -> None:
    """Quirk 3: PMC3289920, whose title, number, caption and organism are REJECT."""
    outcome = real("PMC3289920__bts018f2", tree="pfocr-database-2021")
    assert "REJECT" not in outcome.written
    assert outcome.values(TITLES) == ["Mining and integration of pathway diagrams from imaging data."]
    assert outcome.codes == {"no-title": 1}


def test_04_the_real_lists() -> None:
    """Quirk 4: PMC10028837 and PMC2620272 end theirs with NA."""
    outcome = real("PMC10028837__nihpp-2023.03.03.530734v1-f0009", "PMC2620272__1471-2105-9-486-4")
    names = outcome.values(ORGANISMS)
    assert {"Colocasia esculenta", "bacterium 1-2B"} <= {*names}
    assert "NA" not in names


def test_05_the_real_na() -> None:
    """Quirk 5: in PMC1183420 and PMC6365454 a gene, in PMC10036381 no symbol."""
    outcome = real("PMC1183420__pp1382344f01", "PMC6365454__fnins-13-00025-g0002", "PMC10036381__fpls-14-1118313-g004")
    assert outcome.values('?m pfocr:matchedTerm "NA" ; oa:hasBody ncbigene:45338 ; pfocr:word ?x') == ["(na)", "Na*"]
    assert outcome.ask("?figure schema:mentions ncbigene:32640 . FILTER NOT EXISTS { ncbigene:32640 schema:name ?any }")


def test_06_the_real_generations() -> None:
    """Quirk 6: PMC209413 and PMC1322299 have ten columns, PMC2864807 and PMC7219856 three."""
    long = "PMC7219856__jcvp-publish-ahead-of-print-10.1097.fjc.0000000000000840-g001"
    outcome = real("PMC209413__JCI0113863.f1", "PMC1322299__pmed.0020415.g001", "PMC2864807__09_173_.de_ref2", long)
    assert outcome.ask('?m pfocr:word "TGF-B" ; oa:hasBody ncbigene:7040, ncbigene:7042, ncbigene:7043')
    for figid, kind in (("PMC2864807__09_173_.de_ref2", "Chemical"), (long, "Disease")):
        assert outcome.ask(
            f'?m a pfocr:{kind}Mention ; oa:hasTarget/schema:identifier "{figid}" ; pfocr:lexicon lex:MESH'
        )
    assert not {"absent-column", "unknown-column"} & {*outcome.codes}


def test_07_the_real_repetitions() -> None:
    """Quirk 7: PMC10034247 has its genes twice, PMC12150400 melatonin eight times."""
    outcome = real("PMC10034247__11064_2023_3912_Fig1_HTML", "PMC12150400__research.0728.fig.002")
    assert outcome.values('?x pfocr:word "Melatonin" ; a pfocr:ChemicalMention')[1:] == []
    figure = 'oa:hasTarget/schema:identifier "PMC10034247__11064_2023_3912_Fig1_HTML"'
    bodies = outcome.values(f"?m a pfocr:GeneMention ; {figure} ; oa:hasBody/schema:identifier ?x")
    assert 0 < len(bodies) < 10


def test_08_the_real_symbols() -> None:
    """Quirk 8: ACO2 is two genes of thale cress in PMC10037161, COX2 one of each of five species in PMC3157546."""
    outcome = real("PMC10037161__PBI-21-680-g002", "PMC3157546__nihms305602f7")
    assert outcome.values('?gene schema:name "ACO2" ; schema:identifier ?x') == ["828805", "842536"]
    taxa = outcome.values('?gene schema:name "COX2" ; schema:taxonomicRange ?x')
    assert len({*taxa}) == 5


def test_09_the_real_links() -> None:
    """Quirk 9: PMC7905242 lacks the first slash, PMC10919860 the last."""
    outcome = real("PMC7905242__nfykdxxb-41-2-173-4", "PMC10919860__ppat.1012049.g001")
    host = "https://www.ncbi.nlm.nih.gov/pmc/articles"
    links = [f"{host}/PMC10919860/figure/F1", f"{host}/PMC7905242/figure/Figure4/"]
    assert outcome.values("?picture schema:mainEntityOfPage ?x") == links


def test_10_the_real_dots() -> None:
    """Quirk 10: PMC12150400 and PMC2864807, with their tables."""
    outcome = real("PMC12150400__research.0728.fig.002", "PMC2864807__09_173_.de_ref2")
    assert outcome.figids == ["PMC12150400__research.0728.fig.002", "PMC2864807__09_173_.de_ref2"]
    assert len({*outcome.values("?mention oa:hasTarget ?x")}) == 2


def test_11_the_real_citations() -> None:
    """Quirk 11: PMC7905242, PMC3962044, PMC11748739, PMC7219856."""
    long = "PMC7219856__jcvp-publish-ahead-of-print-10.1097.fjc.0000000000000840-g001"
    outcome = real(
        "PMC7905242__nfykdxxb-41-2-173-4", "PMC3962044__nihms-563066-f0004", "PMC11748739__JOPH2025-5552374.002", long
    )
    starts = [text[:9] for text in outcome.values("?paper dcterms:bibliographicCitation ?x")]
    assert starts == [", et al. ", "Carl Rand", "Chang Yan", "Leo F. Bu"]


def test_12_the_real_years() -> None:
    """Quirk 12: PMC3157546 and PMC3962044 have none, PMC4142901 has one."""
    outcome = real("PMC3157546__nihms305602f7", "PMC3962044__nihms-563066-f0004", "PMC4142901__IJCP-06-036f1")
    assert len(outcome.values("?x a schema:ScholarlyArticle")) == 3
    assert len(outcome.values("?x schema:datePublished ?year")) == 1


def test_13_the_real_markup() -> None:
    """Quirk 13: ``<bold>`` in PMC4142901, ``&bgr;`` in PMC209413."""
    outcome = real("PMC4142901__IJCP-06-036f1", "PMC209413__JCI0113863.f1")
    titles = outcome.values(TITLES)
    assert titles[0].startswith("<bold>Hh signalling and cancer:</bold> Growth")
    assert titles[1].startswith("The TGF-&bgr;/Smad pathway")


def test_14_the_real_characters() -> None:
    """Quirk 14: Chinese in PMC7905242, a final space in PMC6948367."""
    outcome = real("PMC7905242__nfykdxxb-41-2-173-4", "PMC6948367__gr1")
    titles = outcome.values(TITLES)
    assert titles[0] == "Homologous recombination repair pathway (adapted from De Picciotto et al.) "
    assert titles[1].startswith("“瓜蒌-甘草”药对化学成分\uff08\uff09-靶点蛋白\uff08\uff09")


def test_15_the_real_traps() -> None:
    """Quirk 15: PMC7586293, PMC7026856 and PMC7022273 begin oddly, PMC2620272 has ``On``, PMC10033909 odd spaces."""
    outcome = real(
        "PMC7586293__ac0c02793_0002", "PMC7026856__10.1177_0271678X19837380-fig1",
        "PMC7022273__biomolecules-10-00100-g002", "PMC2620272__1471-2105-9-486-4", "PMC10033909__d3sc00173c-s1",
    )  # fmt: skip
    assert {title[:5] for title in outcome.values(TITLES)} >= {"|Cent", "[U-13", ": Ca2"}
    assert outcome.values('?x schema:keywords "On"') == [
        "https://pfocr.wikipathways.org/figures/PMC2620272__1471-2105-9-486-4.html"
    ]
    assert outcome.says("pfocr:word", "Me  Me  Me ")


def test_16_the_real_names() -> None:
    """Quirk 16: PMC10028837 was annotated with ten organisms, one of which is known without any table."""
    outcome = real("PMC10028837__nihpp-2023.03.03.530734v1-f0009")
    assert outcome.says("pfocr:organismName", "Staphylococcus aureus subsp. aureus RN4220")
    assert outcome.ask("?figure schema:mentions obo:NCBITaxon_9606")


def test_17_the_real_captions() -> None:
    """Quirk 17: PMC10036500 and PMC6807362."""
    outcome = real("PMC10036500__ga1", "PMC6807362__fx1")
    assert {*outcome.values("?figure schema:description ?x")} <= {"Figure", "Figure."}
    assert len(outcome.figids) == 2


def test_18_the_real_map() -> None:
    """Quirk 18: rows 20 and 21 are repaired, and PMC5819904 has WP5382 from both places."""
    outcome = real("PMC5819904__IJMM-41-03-1201-g03")
    assert outcome.values("?figure pfocr:wikiPathway ?x") == ["https://identifiers.org/wikipathways/WP5382"]
    repaired = [one.where.rpartition(":")[2] for one in outcome.findings if one.code == "repaired-map-line"]
    assert repaired == ["20", "21"]


def test_19_the_real_prefixes() -> None:
    """Quirk 19: a supplementary record in PMC10034247, the Disease Ontology in PMC12003952, ChEBI in PMC12240324."""
    outcome = real(
        "PMC10034247__11064_2023_3912_Fig1_HTML", "PMC12003952__research.0675.fig.001", "PMC12240324__pone.0326693.g001"
    )
    assert outcome.ask('?m pfocr:word "COVID" ; oa:hasBody mesh:C000657245')
    assert outcome.ask('?m pfocr:word "Trehalose" ; oa:hasBody <https://identifiers.org/chebi/CHEBI:16551>')
    assert outcome.ask(
        '?m a pfocr:DiseaseMention ; oa:hasBody ?x . ?x schema:identifier ?id FILTER STRSTARTS(?id, "DOID:")'
    )


def test_20_the_real_wrong_hits() -> None:
    """Quirk 20: "and" and "as" are genes of the fly in PMC6961979."""
    outcome = real("PMC6961979__elife-51605-fig4-figsupp2")
    names = outcome.values('?m pfocr:word "and" ; pfocr:lexicon lex:ncbigene_synonym ; oa:hasBody/schema:name ?x')
    assert names == ["Acam", "Andorra", "Anp", "CkIIbeta"]
    assert outcome.ask('?m pfocr:word "as" ; pfocr:matchedTerm "AS" ; pfocr:lexicon lex:ncbigene_symbol')


def test_21_the_real_swap() -> None:
    """Quirk 21: PMC1274295."""
    outcome = real("PMC1274295__pcbi.0010055.g001")
    assert outcome.ask('?m pfocr:word "oxide" ; pfocr:matchedTerm "oxide" . mesh:D010087 schema:name "Oxides"')


def test_22_the_real_keywords() -> None:
    """Quirk 22: "Cancer" in PMC4142901 and "bombesin" in PMC100003 have no table at hand."""
    outcome = real("PMC4142901__IJCP-06-036f1", "PMC100003__mb2410470011")
    assert {"Cancer", "bombesin"} <= {*outcome.values(KEYWORDS)}
    assert not outcome.ask("?any a pfocr:ChemicalMention")
    assert not outcome.ask("?any a pfocr:DiseaseMention")


def test_23_the_real_names() -> None:
    """Quirk 23: chemicals of PMC12240324 hold apostrophes, commas, brackets and braces."""
    outcome = real("PMC12240324__pone.0326693.g001")
    assert outcome.says("schema:name", "uridine 5'-[3-D-glucopyranosyl dihydrogen diphosphate]")
    assert outcome.ask(
        '?chemical schema:identifier "CHEBI:57288" ; schema:name ?x FILTER CONTAINS(?x, "(3-{(3R)-4-[(3-{[2-(")'
    )


def test_24_the_real_edit(tmp_path: Path) -> None:
    """Quirk 24: the early chemicals of PMC6365454, beside its page."""
    figid = "PMC6365454__fnins-13-00025-g0002"
    edited = real_file(f"pfocr-database-2021/_data/{figid}-chemicals.tsv").read_bytes()
    newest = real_file(f"pfocr-database/_figures/{figid}.md").read_bytes()
    outcome = converted(tree(tmp_path, {f"_figures/{figid}.md": newest, f"_data/{figid}-chemicals.tsv": edited}))
    assert len(outcome.values(WORDS)) == len({*edited.splitlines()}) - 1
    assert outcome.codes["carriage-return"] == 1


def test_25_the_real_types() -> None:
    """Quirk 25: a figure supplement, a scheme and a graphical abstract, all under other names."""
    outcome = real("PMC6961979__elife-51605-fig4-figsupp2", "PMC10033909__d3sc00173c-s1", "PMC6807362__fx1")
    assert outcome.values("?figure pfocr:figureType ?x") == ["Appendix figure", "Figure", "Supplemental figure"]
    assert outcome.values("?figure schema:alternateName ?x") == [
        "PMC10033909__SF1",
        "PMC6807362__AF1",
        "PMC6961979__F4",
    ]


def test_26_the_real_figures_of_chemicals_alone() -> None:
    """Quirk 26: PMC12240324, PMC10033909, PMC1391919."""
    outcome = real("PMC12240324__pone.0326693.g001", "PMC10033909__d3sc00173c-s1", "PMC1391919__pgen.0020031.g001")
    assert len({*outcome.values("?mention a pfocr:ChemicalMention ; oa:hasTarget ?x")}) == 3
    assert not outcome.ask("?any a schema:Gene")
    assert not outcome.ask("?figure schema:about ?any")
