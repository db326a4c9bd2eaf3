"""Plain SPARQL joins with each linked resource, through plain IRIs, on real data.

The figures are those of the corpus and the seeds, the pathways thirty files of WikiPathways as it publishes them. Where
no figure of the corpus meets them, one record or row that does is made up, and said to be.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from checkouts import CORPUS
from commands import ROOT
from pyoxigraph import Literal, NamedNode, QuerySolutions
from query_data import GRAPHS, made_record
from records import tree
from test_pmc_ids import HEADER

from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.reading import Knowledge
from pfocr_rdf.stores.embedded import Embedded, Opening, open_data

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not at ../shared/corpus")

PREFIXES = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in Namespaces().prefixes.items())
PREFIXES += "PREFIX cito: <http://purl.org/spar/cito/>\n"

#: A paper that pathways of the thirty cite, under the PMC id of a seed: the only row of a table that is made up.
PMC_IDS = HEADER + "J,,,2015,6,30,29034,10.18632/oncotarget.4732,PMC4745709,{pubmed},,live\n"


@cache
def pathways() -> Sequence[Path]:
    """The thirty files."""
    return sorted(CORPUS.glob("wikipathways-rdf/*.ttl"))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Embedded:
    """All figures beside all pathways, a made-up record, and a made-up row of a table of PMC ids."""
    folder = tmp_path_factory.mktemp("joins")
    tree(folder / "made", made_record())
    pubmed = "?pathway cito:cites ?paper FILTER(CONTAINS(STR(?paper), 'pubmed'))"
    cited = rows(open_data(pathways()), f"SELECT (MIN(?paper) AS ?it) {{ {pubmed} }}")
    (folder / "ids.csv").write_text(PMC_IDS.format(pubmed=cited[0][0].rpartition("/")[2]))
    opening = Opening(jobs=1, knowledge=Knowledge(pmc_ids=folder / "ids.csv"))
    figures = [ROOT / "seeds", CORPUS / "pfocr-database", folder / "made"]
    return open_data([*pathways(), GRAPHS / "links.ttl", *figures], opening)


def rows(data: Embedded, query: str) -> list[tuple[str, ...]]:
    """Rows of a query, each value as its text."""
    found = data.query(PREFIXES + query)
    assert isinstance(found, QuerySolutions)
    return [tuple(one.value if isinstance(one, NamedNode | Literal) else "" for one in row) for row in found]


def count(data: Embedded, pattern: str, what: str = "?figure") -> int:
    """How many different things there are."""
    return int(rows(data, f"SELECT (COUNT(DISTINCT {what}) AS ?count) {{ {pattern} }}")[0][0])


def test_genes_join_with_nodes_of_pathways(both: Embedded) -> None:
    """By NCBI Gene id: the IRI that nodes are mapped to."""
    pattern = "?figure a pfocr:PathwayFigure ; schema:mentions ?gene . ?node wp:bdbEntrezGene ?gene"
    assert count(both, pattern) > 15
    assert count(both, pattern, "?gene") > 100


def test_symbols_join_and_name_the_same_gene(both: Embedded) -> None:
    """HGNC's symbol leads to a node that is mapped to the NCBI gene we gave the symbol to, without exception."""
    pattern = "?gene schema:sameAs ?symbol . ?node wp:bdbHgncSymbol ?symbol ; wp:bdbEntrezGene ?any"
    assert count(both, pattern, "?gene") > 100
    assert count(both, f"{pattern} FILTER NOT EXISTS {{ ?node wp:bdbEntrezGene ?gene }}", "?gene") == 0


def test_human_genes_have_their_hgnc_id(both: Embedded) -> None:
    """IL1B is HGNC:5992, in the form that AOP-Wiki's RDF uses."""
    found = rows(both, "SELECT ?same { ncbigene:3553 schema:sameAs ?same } ORDER BY ?same")
    assert found == [("https://identifiers.org/hgnc.symbol/IL1B",), ("https://identifiers.org/hgnc/5992",)]


def test_chemicals_join_with_nodes_by_chebi(both: Embedded) -> None:
    """Through the close match of a MeSH term: prostaglandin E2 is drawn, and is in a pathway."""
    pattern = "?figure schema:mentions ?chemical . ?chemical skos:closeMatch ?chebi . ?node wp:bdbChEBI ?chebi"
    found = rows(both, f"SELECT DISTINCT ?chemical ?chebi {{ {pattern} }}")
    assert ("http://id.nlm.nih.gov/mesh/D015232", "https://identifiers.org/chebi/CHEBI:15551") in found


def test_chemicals_without_mesh_join_by_themselves(both: Embedded) -> None:
    """Their ChEBI entry is what names them."""
    assert count(both, "?figure schema:mentions ?chebi . ?node wp:bdbChEBI ?chebi") > 0


def test_diseases_join_with_tags_of_pathways(both: Embedded) -> None:
    """COVID-19 of the made-up record is the tag of twenty-two real pathways."""
    pattern = "?figure schema:mentions ?disease . ?disease skos:closeMatch ?tag . ?pathway wp:diseaseOntologyTag ?tag"
    assert count(both, pattern, "?pathway") == 22


def test_species_join_with_pathways(both: Embedded) -> None:
    """Every human figure with every one of the thirty."""
    pattern = "?figure schema:about ?taxon . ?pathway wp:organism ?taxon ; a wp:Pathway , skos:Collection"
    assert count(both, pattern, "?pathway") == 30
    assert count(both, pattern) > 20


def test_pathways_drawn_from_figures_join(both: Embedded) -> None:
    """WP5039 of the made-up record leads to the revision that is published; real ones lead to others."""
    joined = rows(
        both, "SELECT ?title { ?figure pfocr:wikiPathway ?it . ?it pav:hasVersion ?now . ?now dc:title ?title }"
    )
    assert joined == [("SARS-CoV-2 innate immunity evasion and cell-specific immune response",)]
    drawn = rows(both, "SELECT ?it { ?figure pfocr:wikiPathway ?it } ORDER BY ?it")
    assert ("https://identifiers.org/wikipathways/WP5283",) in drawn


def test_papers_that_pathways_cite_join_by_pubmed(both: Embedded) -> None:
    """The paper of a seed, called after one of the two hundred that the pathways cite."""
    pattern = "?figure schema:isBasedOn/schema:sameAs ?paper . ?pathway cito:cites ?paper"
    figure = "https://pfocr.wikipathways.org/figures/PMC4745709__oncotarget-06-29034-g006.html"
    assert (figure,) in rows(both, f"SELECT DISTINCT ?figure {{ {pattern} }}")


def test_papers_that_cite_pathways_join_by_europe_pmc(both: Embedded) -> None:
    """As WikiPathways publishes citations; no table is needed for that."""
    pattern = "?figure schema:isBasedOn/schema:sameAs ?paper . ?paper cito:cites ?pathway"
    assert count(both, pattern) == 1


def test_papers_have_their_doi(both: Embedded) -> None:
    """From the records, as the DOI resolver has it."""
    assert count(both, "?paper schema:sameAs ?doi FILTER(STRSTARTS(STR(?doi), 'https://doi.org/10.'))", "?paper") > 10


def test_networks_at_ndex_have_a_page_and_a_document(both: Embedded) -> None:
    """Both by uuid, on real figures."""
    pattern = "?figure pfocr:ndexNetwork ?page . ?page schema:isBasedOn ?figure ; schema:distribution ?document"
    found = rows(both, f"SELECT ?page ?document {{ {pattern} }}")
    assert len(found) > 5
    for page, document in found:
        uuid = page.removeprefix("https://www.ndexbio.org/viewer/networks/")
        assert document == f"https://www.ndexbio.org/v3/networks/{uuid}"
