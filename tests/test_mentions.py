"""Rows become mentions: one for each word, match and source, with every entity, and no placeholder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfocr_rdf.errors import Finding
from pfocr_rdf.mentions import HUMAN, mentions, row_keys
from pfocr_rdf.record import Chemical, Disease, Gene, Kind, Mention, Taxon
from pfocr_rdf.tables import KNOWN_HEADERS, Rows, read_table

PLACE = "_data/PMC1__f1-genes.tsv"
MOUSE = Taxon("10090", "Mus musculus", "Rodents")
IL1B = ("IL-1B", "IL1B", "ncbigene_symbol", "3553", "IL1B", "9606", "Homo sapiens", "Primates")
WORD, MATCH, SOURCE, GENE_ID, SYMBOL, TAXON_ID, ORGANISM, GROUP = range(8)


def found(kind: Kind, *rows: tuple[str, ...], is_human: bool = False) -> tuple[tuple[Mention, ...], list[Finding]]:
    """Mentions and findings of a table of these rows."""
    findings: list[Finding] = []
    table = Rows(kind, PLACE, list(rows), range(2, len(rows) + 2), is_human)
    return mentions([table], findings), findings


def changed(row: tuple[str, ...], **cells: str) -> tuple[str, ...]:
    """A gene row with some cells replaced, named in lower case."""
    positions = {"word": WORD, "match": MATCH, "source": SOURCE, "gene_id": GENE_ID, "symbol": SYMBOL}
    positions |= {"taxon_id": TAXON_ID, "organism": ORGANISM, "group": GROUP}
    new = list(row)
    for name, cell in cells.items():
        new[positions[name]] = cell
    return tuple(new)


def read(kind: Kind, header: str, *lines: str) -> tuple[tuple[Mention, ...], list[Finding]]:
    """Mentions and findings of a table as text."""
    findings: list[Finding] = []
    table = read_table("\n".join([header, *lines]).encode(), PLACE, kind, findings)
    return mentions([table], findings), findings


def test_a_row_is_a_mention_with_its_entity() -> None:
    """Word, match and source name the mention; the rest of the row is the gene."""
    gene = Gene("3553", "IL1B", Taxon("9606", "Homo sapiens", "Primates"))
    made, findings = found(Kind.GENE, IL1B)
    assert (made, findings) == ((Mention(Kind.GENE, "IL-1B", "IL1B", "ncbigene_symbol", (gene,)),), [])


def test_rows_of_one_word_match_and_source_are_one_mention() -> None:
    """A family stands for all its members, in the order of the rows."""
    made, _ = found(Kind.GENE, *(changed(IL1B, gene_id=gene_id) for gene_id in ("30", "4", "500")))
    assert [[gene.identity[1] for gene in mention.entities] for mention in made] == [["30", "4", "500"]]


@pytest.mark.parametrize(
    "other", [{"word": "IL1B"}, {"word": "il-1b"}, {"word": "IL-1B "}, {"match": "IL1"}, {"source": "ncbigene_synonym"}]
)
def test_another_word_match_or_source_is_another_mention(other: dict[str, str]) -> None:
    """What was read and how it was matched are evidence, so what is written otherwise is not the same."""
    made, findings = found(Kind.GENE, IL1B, changed(IL1B, **other))
    assert (len(made), findings) == (2, [])


def test_mentions_keep_the_order_of_their_first_rows() -> None:
    """Even where the rows of two words alternate."""
    made, _ = found(Kind.GENE, *(changed(IL1B, word=word, gene_id=str(n)) for n, word in enumerate("baba", start=1)))
    assert [(mention.word, len(mention.entities)) for mention in made] == [("b", 2), ("a", 2)]


def test_one_word_of_several_species_is_one_mention() -> None:
    """COX2 is a gene of five species in one figure of the database; each gene has its own species."""
    rows = (
        IL1B,
        changed(IL1B, gene_id="16176", symbol="Il1b", taxon_id="10090", organism="Mus musculus", group="Rodents"),
    )
    (mention,), _ = found(Kind.GENE, *rows)
    assert [gene.taxon.taxon_id for gene in mention.entities if isinstance(gene, Gene) and gene.taxon] == [
        "9606",
        "10090",
    ]


def test_one_symbol_may_be_two_genes() -> None:
    """ACO2 is two genes of Arabidopsis; only ids tell genes apart."""
    (mention,), _ = found(
        Kind.GENE, *(changed(IL1B, symbol="ACO2", gene_id=gene_id) for gene_id in ("828805", "842536"))
    )
    assert [gene.identity[1] for gene in mention.entities] == ["828805", "842536"]


def test_a_repeated_row_adds_nothing() -> None:
    """Some tables hold the same rows twice, and say so by nothing but their counts."""
    assert found(Kind.GENE, IL1B, IL1B, IL1B) == found(Kind.GENE, IL1B)


def test_several_tables_make_one_list() -> None:
    """Rows of the page and of the table are merged where they say the same."""
    table = Rows(Kind.GENE, PLACE, [IL1B], [2])
    assert mentions([table, table], []) == mentions([table], [])


def test_nothing_makes_no_mention() -> None:
    """No table, and a table without rows."""
    assert mentions([], []) == ()
    assert found(Kind.DISEASE) == ((), [])


@pytest.mark.parametrize("gene_id", ["0", "-1", "NA", "", "3553.0", "3e3", "IL1B", "٣", "03553"])
def test_a_row_with_a_faulty_gene_id_keeps_its_mention(gene_id: str) -> None:
    """The word was read and matched all the same; the fault is told with its line."""
    made, findings = found(Kind.GENE, IL1B, changed(IL1B, word="x", gene_id=gene_id))
    assert made[1] == Mention(Kind.GENE, "x", "IL1B", "ncbigene_symbol")
    assert findings == [Finding(f"{PLACE}:3", "ncbigene_id", "bad-gene-id", repr(gene_id))]


def test_a_fault_is_told_for_each_row_that_has_it() -> None:
    """The second of two equal rows is as wrong as the first."""
    _, findings = found(Kind.GENE, *[changed(IL1B, gene_id="0")] * 2)
    assert [finding.where for finding in findings] == [f"{PLACE}:2", f"{PLACE}:3"]


@pytest.mark.parametrize("taxon_id", ["0", "NA", "", "human"])
def test_a_gene_with_a_faulty_taxon_has_none(taxon_id: str) -> None:
    """The gene itself is known by its id."""
    (mention,), findings = found(Kind.GENE, changed(IL1B, taxon_id=taxon_id))
    assert mention.entities == (Gene("3553", "IL1B", None),)
    assert [(finding.where, finding.key, finding.code) for finding in findings] == [
        (f"{PLACE}:2", "organism_id", "bad-taxon")
    ]


@pytest.mark.parametrize("symbol", ["NA", "", ".na.character"])
def test_a_symbol_that_is_missing_is_no_name(symbol: str) -> None:
    """NA stands for nothing in this column: gene 32640 has no symbol in the database."""
    (mention,), findings = found(Kind.GENE, changed(IL1B, symbol=symbol))
    assert [gene.symbol for gene in mention.entities if isinstance(gene, Gene)] == [None]
    assert [(finding.key, finding.code) for finding in findings] == [("ncbigene_symbol", "no-symbol")]


def test_na_is_a_matched_term_of_a_gene() -> None:
    """NA is what the gene na of the fruit fly, 45338, was matched by; so it is in the column of words."""
    (mention,), findings = found(Kind.GENE, changed(IL1B, word="NA", match="NA"))
    assert (mention.word, mention.match, findings) == ("NA", "NA", [])


def test_an_absent_column_is_no_matched_term() -> None:
    """A gene table without the column has said nothing, not NA."""
    names = [name for name in KNOWN_HEADERS[Kind.GENE][0].split("\t") if name != "match"]
    cells = {"word": "IL-1B", "ncbigene_id": "3553", "ncbigene_symbol": "IL1B", "organism_id": "9606"}
    (mention,), _ = read(Kind.GENE, "\t".join(names), "\t".join(cells.get(name, "1") for name in names))
    assert mention.match is None


@pytest.mark.parametrize("source", ["NA", "", ".na.character"])
def test_a_source_that_is_missing_is_no_lexicon(source: str) -> None:
    """No placeholder may become a lexicon's IRI, and every gene mention should have one."""
    (mention,), findings = found(Kind.GENE, changed(IL1B, source=source))
    assert (mention.source, [finding.code for finding in findings]) == (None, ["no-source"])


def test_an_unknown_source_is_used_and_told_once_a_mention() -> None:
    """A new release may bring a lexicon; a family of fifty genes is no reason to say so fifty times."""
    made, findings = found(Kind.GENE, *(changed(IL1B, source="new_lexicon", gene_id=str(n)) for n in range(1, 51)))
    assert [mention.source for mention in made] == ["new_lexicon"]
    assert findings == [Finding(f"{PLACE}:2", "source", "unknown-source", "'new_lexicon'")]


@pytest.mark.parametrize("kind", Kind)
def test_a_row_without_a_word_is_left_out_and_told(kind: Kind) -> None:
    """A mention is a word that was read; without one nothing was."""
    width = 8 if kind is Kind.GENE else 6
    made, findings = found(kind, ("", *["x"] * (width - 1)))
    assert made == ()
    assert findings == [Finding(f"{PLACE}:2", "word", "no-word", "a row without one")]


def test_the_old_gene_table_is_of_human_genes() -> None:
    """It has neither species nor match: the symbol is the term that hit, the HGNC symbol the gene's name."""
    header = KNOWN_HEADERS[Kind.GENE][2]
    (mention,), findings = read(Kind.GENE, header, "IL-1\tIL1\thgnc_alias_symbol\tIL1B\t3553")
    assert mention == Mention(Kind.GENE, "IL-1", "IL1", "hgnc_alias_symbol", (Gene("3553", "IL1B", HUMAN, "IL1B"),))
    assert not findings


def test_a_fault_of_an_old_table_names_the_old_column() -> None:
    """Whoever looks for it finds it in the header."""
    _, findings = read(Kind.GENE, KNOWN_HEADERS[Kind.GENE][2], "IL-1\tIL1\thgnc_symbol\tIL1B\t0")
    assert [finding.key for finding in findings] == ["entrez"]


@pytest.mark.parametrize(
    ("cells", "chemical", "match"),
    [
        ("mesh:D000255\tAdenosine\tATP\tchebi:15422", Chemical("D000255", "15422", "ATP"), "Adenosine"),
        ("mesh:D000255\tNA\tNA\tNA", Chemical("D000255"), None),
        ("NA\tmelatonin\tmelatonin\tchebi:16796", Chemical(None, "16796", "melatonin"), "melatonin"),
        ("NA\tmelatonin\tNA\tchebi:16796", Chemical(None, "16796"), "melatonin"),
        ("NA\tNA\tNA\tchebi:26523", Chemical(None, "26523"), "NA"),
        ("mesh:C526611\tNA\tNA\tCHEBI:26523", Chemical("C526611", "26523"), "NA"),
    ],
)
def test_a_chemical_has_the_ids_that_are_there(cells: str, chemical: Chemical, match: str | None) -> None:
    """NA is a matched term only where a ChEBI id says that something hit; elsewhere it is nothing."""
    (mention,), findings = read(Kind.CHEMICAL, KNOWN_HEADERS[Kind.CHEMICAL][0], f"x\t{cells}")
    assert mention == Mention(Kind.CHEMICAL, "x", match, None, (chemical,))
    assert not findings


def test_a_word_that_nothing_was_found_for_is_a_mention_without_entity() -> None:
    """All cells NA: the word was read as a chemical that no database has."""
    (mention,), findings = read(Kind.CHEMICAL, KNOWN_HEADERS[Kind.CHEMICAL][0], "MOLO04811\tNA\tNA\tNA\tNA")
    assert (mention, findings) == (Mention(Kind.CHEMICAL, "MOLO04811"), [])


@pytest.mark.parametrize(
    ("cells", "disease", "match"),
    [
        ("mesh:D005355\tNA\tNA\tNA", Disease("D005355"), None),
        ("NA\tinfluenza\tinfluenza\tDOID:8469", Disease(None, "8469", "influenza"), "influenza"),
        ("NA\tNA\tNA\tDOID:4", Disease(None, "4"), "NA"),
    ],
)
def test_a_disease_has_the_ids_that_are_there(cells: str, disease: Disease, match: str | None) -> None:
    """The same rules as for chemicals, with the Disease Ontology for ChEBI."""
    (mention,), findings = read(Kind.DISEASE, KNOWN_HEADERS[Kind.DISEASE][0], f"x\t{cells}")
    assert mention == Mention(Kind.DISEASE, "x", match, None, (disease,))
    assert not findings


@pytest.mark.parametrize(("kind", "entity"), [(Kind.CHEMICAL, Chemical("D000255")), (Kind.DISEASE, Disease("D000255"))])
def test_an_old_table_of_terms_has_bare_mesh_ids(kind: Kind, entity: Chemical | Disease) -> None:
    """Its source MESH is a lexicon as any other."""
    (mention,), findings = read(kind, KNOWN_HEADERS[kind][1], "x\tMESH\tD000255")
    assert (mention, findings) == (Mention(kind, "x", None, "MESH", (entity,)), [])


@pytest.mark.parametrize(
    ("kind", "cells", "key", "code"),
    [
        (Kind.CHEMICAL, ("M1", "NA"), "mesh", "bad-mesh"),
        (Kind.CHEMICAL, ("NA", "22984x"), "chebi", "bad-chebi"),
        (Kind.DISEASE, ("D", "NA"), "mesh", "bad-mesh"),
        (Kind.DISEASE, ("NA", "OMIM:1"), "doid", "bad-doid"),
    ],
)
def test_an_id_of_another_form_is_left_out_and_told(kind: Kind, cells: tuple[str, str], key: str, code: str) -> None:
    """The mention stays; its text may still help somebody."""
    (mention,), findings = found(kind, ("x", "term", "NA", *cells, "name"))
    assert mention == Mention(kind, "x", "term")
    assert [(finding.where, finding.key, finding.code) for finding in findings] == [(f"{PLACE}:2", key, code)]


def test_one_good_id_is_enough() -> None:
    """A chemical whose MeSH id is faulty goes by its ChEBI id, and the fault is told."""
    (mention,), findings = found(Kind.CHEMICAL, ("x", "term", "NA", "M1", "chebi:1", "name"))
    assert mention.entities == (Chemical(None, "1", "name"),)
    assert [finding.code for finding in findings] == ["bad-mesh"]


CELLS = st.tuples(
    *[st.sampled_from(["a", "b", "NA"])] * 3, st.sampled_from(["1", "2", "0", "NA"]), *[st.just("9606")] * 4
)


@given(st.lists(CELLS, max_size=12))
def test_every_row_is_one_pair_of_a_mention_and_an_entity(rows: list[tuple[str, ...]]) -> None:
    """Nothing is lost by the merging, and nothing is made up."""
    table = Rows(Kind.GENE, PLACE, rows, range(2, len(rows) + 2))
    made = mentions([table], [])
    pairs = {(mention[:4], entity) for mention in made for entity in mention.entities or (None,)}
    bare = {mention[:4] for mention in made if not mention.entities}
    assert pairs == {(key, entity) for key, entity in row_keys(table) if entity is not None or key in bare}
    assert len({mention[:4] for mention in made}) == len(made)
