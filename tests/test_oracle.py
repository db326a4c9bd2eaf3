"""The second reader and its two ways to judge a graph, tried on what can be counted by hand."""

import ast
from pathlib import Path

import oracle
import oracle_facts
import pytest
import second_reader
from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
HASH_OF_IL1B = "66b93d4387"

PAGE = """\
---
figid: PMC1__f1
figlink: pmc/articles/PMC1/figure/F1
number: F0
caption: 'First line,
  second line'
pmcid: PMC1
papertitle: A paper.
reftext: A, et al.
pathway_score: 0.90
filename: f1.jpg
figtitle: REJECT
year: ''
organisms: Mus musculus
ndex: ''
seo: CreativeWork
schema-jsonld:
  '@context': https://schema.org/
  '@id': https://pfocr.wikipathways.org/figures/PMC1__f1.html
  '@type': Dataset
  description: First line, second line
  license: CC0
  name: CreativeWork
  creator:
    '@type': Organization
    name: WikiPathways
  keywords:
  - IL1B
  - .na.character
  - leftover
genes:
- word: IL-1
  symbol: IL1
  source: hgnc_symbol
  hgnc_symbol: IL1B
  entrez: '3553'
---
"""
CHEMICALS = "word\tmesh\tmatch\tname\tchebi\n"
GENES = "organism_id\torganism_name\torganism_group\tword\tmatch\tncbigene_symbol\tncbigene_id\tsource\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A checkout with one old page and no tables."""
    for folder in ("_figures", "_data", "download"):
        (tmp_path / folder).mkdir()
    (tmp_path / "_figures" / "PMC1__f1.md").write_text(PAGE, "utf-8")
    return tmp_path


def add_table(tree: Path, kind: str, text: str, folder: str = "_data") -> None:
    """Give the one page of a tree a companion table."""
    (tree / folder / f"PMC1__f1-{kind}.tsv").write_bytes(text.encode())


def values(tree: Path, predicate: str) -> set[str]:
    """Objects of all expected triples with one predicate; of an IRI, what follows the last slash."""
    objects = [t.object for t in oracle.expected_triples(tree) if t.predicate == oracle.node(predicate)]
    texts = {term.value for term in objects if isinstance(term, Literal)}
    return texts | {term.value.rpartition("/")[2] for term in objects if isinstance(term, NamedNode)}


def graph_of(triples: frozenset[Triple]) -> Store:
    """A store of expected triples, with some text for each lexicon: the oracle leaves that open."""
    store = Store()
    store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in triples)
    for lexicon in {t.subject for t in triples if t.predicate == oracle.node("skos:notation")}:
        for term in ("skos:prefLabel", "skos:definition"):
            store.add(Quad(lexicon, oracle.node(term), Literal("some text")))
    return store


def only(tmp_path: Path, seed: str) -> Path:
    """A folder with the one seed that holds a record."""
    (page,) = (path for path in SEEDS.iterdir() if f"figid: {seed}" in path.read_text("utf-8"))
    (tmp_path / page.name).write_bytes(page.read_bytes())
    return tmp_path


@pytest.mark.parametrize("module", ["second_reader", "oracle", "oracle_facts"])
def test_no_code_of_the_package_is_imported(module: str) -> None:
    """A judge that leans on the judged would repeat its mistakes."""
    imports = list(ast.walk(ast.parse((ROOT / "tests" / f"{module}.py").read_text("utf-8"))))
    imported = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in imports if isinstance(node, ast.ImportFrom)}
    assert not {name for name in imported if name.startswith("pfocr")}


def test_a_mention_is_named_after_what_was_read_and_how_it_was_matched() -> None:
    """The first ten digits of the SHA-1 of kind, word, match and source, counted once by hand."""
    mention = oracle.mention_node("F", "gene", "IL-1B", "IL-1B", "hgnc_alias_symbol")
    assert mention == f"F#gene-{HASH_OF_IL1B}"


def test_a_seed_has_three_mentions_of_sixteen_genes(tmp_path: Path) -> None:
    """Counted by hand: Chemokines (14 genes), IL-1B (1) and NF-kB (1)."""
    tree = only(tmp_path, "PMC4745709__oncotarget-06-29034-g006")
    bodies = [t for t in oracle.expected_triples(tree) if t.predicate == oracle.node("oa:hasBody")]
    assert values(tree, "pfocr:word") == {"Chemokines", "IL-1B", "NF-kB"}
    assert len(bodies) == 16
    assert len({t.subject for t in bodies}) == 3
    assert len({t.object for t in bodies}) == 16
    assert sum(HASH_OF_IL1B in str(t.subject) for t in bodies) == 1


def test_both_ways_to_judge_agree_on_the_seeds() -> None:
    """The questions, which make no IRI, all hold in the triples, which are made without the questions."""
    store = graph_of(oracle.expected_triples(SEEDS))
    asked = list(oracle_facts.facts(SEEDS))
    assert len(asked) > 400
    assert not [fact.where for fact in asked if not store.query(fact.ask)]


def test_every_triple_is_asked_for(tree: Path) -> None:
    """Take any one triple away and some question is answered with no: the questions leave nothing out."""
    add_table(tree, "chemicals", f"{CHEMICALS}ATP\tmesh:D000255\tAdenosine\tATP\tchebi:15422\n")
    add_table(tree, "diseases", "word\tmesh\tmatch\tname\tdoid\nflu\tNA\tinfluenza\tinfluenza\tDOID:8469\n")
    add_table(tree, "genes", f"{GENES}10090\tMus musculus\tRodents\tTnf\tTNF\tTnf\t21926\tncbigene_symbol\n")
    (tree / "_data" / "wpid_map.tsv").write_text("PMC1__f1  WP1\n", "utf-8")
    (tree / "_data" / "ndex_map.tsv").write_text("PMC1__f1\t0626a9a9-df0c-11ea-99da-0ac135e8bacf\n", "utf-8")
    triples, asked = oracle.expected_triples(tree), list(oracle_facts.facts(tree))
    store, unasked = graph_of(triples), set()
    for t in triples:
        store.remove(Quad(t.subject, t.predicate, t.object))
        if all(store.query(fact.ask) for fact in asked):
            unasked.add(str(t))
        store.add(Quad(t.subject, t.predicate, t.object))
    assert len(triples) > 90
    assert not unasked


def test_placeholders_of_a_page_leave_no_trace(tree: Path) -> None:
    """REJECT, empty text and .na.character are no values; the paper's title stands in for the figure's."""
    assert {"A paper."} == values(tree, "schema:name") - {"IL1B", "Homo sapiens"}
    assert not values(tree, "schema:datePublished")
    assert not values(tree, "pfocr:ndexNetwork")
    assert values(tree, "schema:keywords") == {"leftover"}


def test_text_is_folded_as_yaml_says_and_numbers_keep_their_digits(tree: Path) -> None:
    """A folded scalar is one line; 0.90 is not 0.9; F0 is a number as any other."""
    assert values(tree, "schema:description") == {"First line, second line"}
    assert values(tree, "pfocr:pathwayScore") == {"0.90"}
    assert values(tree, "schema:position") == {"F0"}


def test_an_organism_without_a_known_id_is_a_name_only(tree: Path) -> None:
    """The gene's taxon is human, the figure's is a mouse that no table or page gives an id for."""
    assert values(tree, "pfocr:organismName") == {"Mus musculus"}
    assert not values(tree, "schema:about")


def test_an_organism_page_gives_a_taxon_its_id(tree: Path) -> None:
    """An old record does not tell annotated from recognised: its organisms are both."""
    (tree / "_organisms").mkdir()
    page = "---\nlatin: Mus musculus\nncbi: '10090'\ngroup: Rodents\n---\n"
    (tree / "_organisms" / "mouse.md").write_text(page, "utf-8")
    assert values(tree, "schema:about") == {"NCBITaxon_10090"}
    assert values(tree, "schema:mentions") == {"NCBITaxon_10090", "3553"}
    assert values(tree, "pfocr:organismGroup") == {"Rodents"}


def test_cells_are_text_whatever_they_hold(tree: Path) -> None:
    """CRLF ends a row, a quote is a quote, a trailing space stays, and NA as the match of a gene is a match."""
    row = '7227\tDrosophila melanogaster\tInvertebrates\t"na \tNA\tNA\t45338\tncbigene_symbol'
    add_table(tree, "genes", f"{GENES}{row}".replace("\n", "\r\n"))
    assert '"na ' in values(tree, "pfocr:word")
    assert "NA" in values(tree, "pfocr:matchedTerm")
    assert "NA" not in values(tree, "schema:name")


def test_a_symbol_without_gene_does_not_account_for_its_keyword(tree: Path) -> None:
    """Else the symbol would be nowhere: a gene without id is no node that could bear a name."""
    add_table(tree, "genes", f"{GENES}9606\tHomo sapiens\tPrimates\tx\tX\tleftover\tNA\tncbigene_symbol\n")
    assert values(tree, "schema:keywords") == {"leftover"}
    assert {"x", "IL-1"} == values(tree, "pfocr:word")


@pytest.mark.parametrize(
    ("row", "body", "match", "close"),
    [
        ("ATP\tmesh:D000255\tAdenosine\tATP\tchebi:15422", {"D000255"}, {"Adenosine"}, {"CHEBI:15422"}),
        ("ADP\tmesh:D000244\tNA\tNA\tNA", {"D000244"}, set(), set()),
        ("ROS\tNA\tNA\tNA\tchebi:26523", {"CHEBI:26523"}, {"NA"}, set()),
        ("MOLO04811\tNA\tNA\tNA\tNA", set(), set(), set()),
    ],
)
def test_a_chemical_is_its_first_identifier(
    tree: Path, row: str, body: set[str], match: set[str], close: set[str]
) -> None:
    """MeSH before ChEBI; both make a close match; none makes a mention without body."""
    add_table(tree, "chemicals", f"{CHEMICALS}{row}\n")
    assert values(tree, "oa:hasBody") - {"3553"} == body
    assert values(tree, "pfocr:matchedTerm") - {"IL1"} == match
    assert values(tree, "skos:closeMatch") == close
    assert row.partition("\t")[0] in values(tree, "pfocr:word")


def test_a_download_table_counts_only_where_data_has_none_of_its_kind(tree: Path) -> None:
    """Two homes of tables, one of them old."""
    old = "word\tsource\tidentifier\n"
    add_table(tree, "chemicals", f"{CHEMICALS}ADP\tmesh:D000244\tNA\tNA\tNA\n")
    add_table(tree, "chemicals", f"{old}ATP\tMESH\tD000255\n", "download")
    add_table(tree, "diseases", f"{old}Fibrosis\tMESH\tD005355\n", "download")
    assert values(tree, "pfocr:word") == {"IL-1", "ADP", "Fibrosis"}
    assert {"hgnc_symbol", "MESH"} == values(tree, "skos:notation")


@pytest.mark.parametrize("gap", ["\t", "  "])
def test_a_map_line_has_a_tab_or_two_spaces(tree: Path, gap: str) -> None:
    """Two lines of the real map have no tab."""
    (tree / "_data" / "wpid_map.tsv").write_text(f"PMC1__f1{gap}WP5382\nPMC2__f9\tWP1\n", "utf-8")
    assert values(tree, "pfocr:wikiPathway") == {"WP5382"}


def test_what_a_new_release_brings_does_not_slip_by(tree: Path) -> None:
    """An unknown key, a constant that varies, an unknown column and a ragged row are each called out."""
    page = PAGE.replace("seo: CreativeWork\nschema", "seo: Article\nnovelty: 1\nschema")
    (tree / "_figures" / "PMC1__f1.md").write_text(page, "utf-8")
    add_table(tree, "chemicals", "word\tmesh\tinchi\nATP\tNA\tInChI=1S\n")
    add_table(tree, "diseases", "word\tsource\tidentifier\nflu\tMESH\n")
    found = "\n".join(oracle_facts.unaccounted(tree))
    assert "seo: 'Article'" in found
    assert "novelty: unknown key" in found
    assert "inchi" in found
    assert "diseases: {'word': 'flu', 'source': 'MESH', 'identifier': None}" in found


def test_a_page_that_holds_nothing_new_is_accounted_for(tree: Path) -> None:
    """The same page as it stands is in order."""
    assert not list(oracle_facts.unaccounted(tree))
    assert [record.figid for record in second_reader.records(tree)] == ["PMC1__f1"]
