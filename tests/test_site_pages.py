"""Pages of the site and their other forms: what is on them, and that all forms are of one resource."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from bioschemas import invalid
from pyoxigraph import RdfFormat, parse
from records import CALCIUM, CHEMICALS, DISEASES, GENES, IL1B, record, table
from site_service import PATHWAYS, client_of, client_of_records, paths, seeds_client, seeds_store
from starlette.testclient import TestClient

from pfocr_rdf.exporting.cx2 import cx2
from pfocr_rdf.exporting.gene_sets import GeneSets
from pfocr_rdf.exporting.gmt import gmt_line
from pfocr_rdf.graph import figure_graph
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.own_terms import OWN_TERMS
from pfocr_rdf.pipeline import Options, convert
from pfocr_rdf.reading import read
from pfocr_rdf.record import Figure
from pfocr_rdf.serve.site.overview import overview
from pfocr_rdf.serve.site.pages import MOST_CARDS
from pfocr_rdf.stores.embedded import open_data
from pfocr_rdf.vocabulary import LEXICONS

FIGID = "PMC4745709__oncotarget-06-29034-g006"
FIGURE = f"/figures/{FIGID}"


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """The site over the seeds."""
    return seeds_client(tmp_path_factory.mktemp("seeds"))


def test_a_figure_is_at_its_own_path_with_all_that_is_known(seeds: TestClient) -> None:
    """Title, caption, paper, words, lexicon, genes and where to look them up, network, similar figures."""
    html = seeds.get(f"{FIGURE}.html").text
    for part in (
        "IL-1B produced by aggressive breast cancer cells",
        "Aggressive breast cancer cells secreted",
        "Pauline Escobar, et al. Oncotarget. 2015",
        "HGNC alias symbols",
        "<b>IL-1B</b>",
        'href="/genes/3553"',
        "https://www.ncbi.nlm.nih.gov/gene/3553",
        "https://www.ndexbio.org/viewer/networks/ee8a08e7-de8d-11ea-99da-0ac135e8bacf",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC4745709/",
        "<svg",
        "Similar figures",
    ):
        assert part in html


def test_a_figure_shows_the_pathways_that_share_its_genes(seeds: TestClient) -> None:
    """Two genes of the pathway beside the seeds are in this figure."""
    html = seeds.get("/figures/PMC3157546__nihms305602f7.html").text
    assert "Bone remodelling" in html
    assert "2 of" in html


MEDIA_TYPES = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "json": "application/json",
    "gmt": "text/x-gmt",
    "cx2": "application/vnd.cx2+json",
}


@pytest.mark.parametrize(("extension", "media_type"), MEDIA_TYPES.items())
def test_a_form_is_had_by_extension_and_by_negotiation(seeds: TestClient, extension: str, media_type: str) -> None:
    """Both are the same bytes, and caches are told what they hang on."""
    by_extension = seeds.get(f"{FIGURE}.{extension}")
    negotiated = seeds.get(f"{FIGURE}.html", headers={"Accept": media_type})
    assert by_extension.headers["content-type"].split(";")[0] == media_type
    assert negotiated.content == by_extension.content
    assert "Accept" in negotiated.headers["vary"].split(", ")


@pytest.mark.parametrize(
    "accept", ["", "*/*", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "image/png"]
)
def test_browsers_get_the_page(seeds: TestClient, accept: str) -> None:
    """And whoever asks for nothing that there is."""
    assert seeds.get(f"{FIGURE}.html", headers={"Accept": accept}).headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    ("extension", "rdf_format"), [("ttl", RdfFormat.TURTLE), ("nt", RdfFormat.N_TRIPLES), ("jsonld", RdfFormat.JSON_LD)]
)
def test_the_rdf_is_what_the_converter_writes_for_the_figure(
    seeds: TestClient, extension: str, rdf_format: RdfFormat
) -> None:
    """Every triple, and no other: what WikiPathways says of the genes stays away."""
    (figure,) = (one for one in read("seeds", on_finding=lambda _: None) if one.figid == FIGID)
    expected = {*parse(figure_graph(figure).serialize(format="nt").encode(), RdfFormat.N_TRIPLES)}
    served = {*parse(seeds.get(f"{FIGURE}.{extension}").content, rdf_format)}
    assert {(one.subject, one.predicate, one.object) for one in served} == {
        (one.subject, one.predicate, one.object) for one in expected
    }


def test_gene_set_and_network_are_those_of_the_command(seeds: TestClient) -> None:
    """What the site gives and what is exported are the same bytes."""
    gene_set = GeneSets(open_data(["seeds"]).store, Namespaces()).of(FIGID)
    assert len(gene_set.genes) == 16
    assert seeds.get(f"{FIGURE}.gmt").text == gmt_line(gene_set)
    assert seeds.get(f"{FIGURE}.cx2").text == cx2(gene_set, Namespaces())


def test_json_has_the_evidence(seeds: TestClient) -> None:
    """Mentions with word, match, lexicon and entities."""
    found = seeds.get(f"{FIGURE}.json").json()
    assert found["figid"] == FIGID
    assert found["paper"]["pmcid"] == "PMC4745709"
    assert {"IL-1B", "NF-kB"} <= {mention["word"] for mention in found["mentions"]} | {"NF-kB"}
    assert all(
        body.startswith("https://identifiers.org/ncbigene/") for one in found["mentions"] for body in one["bodies"]
    )


def markup_of(html: str) -> dict[str, object]:
    """The JSON-LD inside a page."""
    match = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert match is not None
    found: dict[str, object] = json.loads(match[1])
    return found


@pytest.mark.parametrize("figure", list(read("seeds", on_finding=lambda _: None)), ids=lambda figure: figure.figid)
def test_markup_of_a_figure_is_valid_under_the_profile(seeds: TestClient, figure: Figure) -> None:
    """Bioschemas' Dataset, with the paper, the citation and what is drawn."""
    found = markup_of(seeds.get(f"/figures/{figure.figid}.html").text)
    assert invalid(found) == []
    assert found["@id"] == found["url"] == f"https://pfocr.wikipathways.org/figures/{figure.figid}.html"
    assert {"isBasedOn", "citation", "creator", "includedInDataCatalog", "isPartOf"} <= {*found}


def test_markup_of_the_data_set_is_valid_under_the_profile(seeds: TestClient) -> None:
    """With its downloads."""
    found = markup_of(seeds.get("/rdf/dataset").text)
    assert invalid(found) == []
    assert found["distribution"]


@pytest.mark.parametrize("key", ["description", "identifier", "keywords", "license", "name", "url"])
def test_the_profile_is_no_formality(seeds: TestClient, key: str) -> None:
    """Without any of what it demands, or with something else in its place, markup is invalid."""
    found = markup_of(seeds.get(f"{FIGURE}.html").text)
    assert invalid({name: value for name, value in found.items() if name != key})
    assert invalid({**found, key: 1})


def test_markup_of_the_poorest_record_is_valid(tmp_path: Path) -> None:
    """Nothing but a figid, a paper and a picture."""
    poor = {"caption": "''", "figtitle": "''", "papertitle": "''", "reftext": "''", "year": "''", "figid_alias": "''"}
    client = client_of_records(tmp_path, record("PMC1__f1", poor))
    assert invalid(markup_of(client.get("/figures/PMC1__f1.html").text)) == []


def test_a_short_caption_makes_markup_long_enough(tmp_path: Path) -> None:
    """A caption of a graphical abstract is 'Figure', which search engines refuse."""
    client = client_of_records(tmp_path, record("PMC1__f1", {"caption": "Figure."}))
    assert len(str(markup_of(client.get("/figures/PMC1__f1.html").text)["description"])) >= 50


@pytest.mark.parametrize(
    "path", ["/figures/PMC3157546__F7", "/figures/PMC3157546__F7.html", "/figures/PMC3157546__nihms305602f7"]
)
def test_aliases_lead_to_the_figure(seeds: TestClient, path: str) -> None:
    """For good: the records redirect as well."""
    answer = seeds.get(path)
    assert answer.status_code == 301
    assert answer.headers["location"] == "/figures/PMC3157546__nihms305602f7.html"


def test_a_figid_with_dots_keeps_them(tmp_path: Path) -> None:
    """Only the last extension is one."""
    client = client_of_records(tmp_path, record("PMC1__research.0728.fig.002"))
    assert client.get("/figures/PMC1__research.0728.fig.002.html").status_code == 200
    assert client.get("/figures/PMC1__research.0728.fig.002.ttl").headers["content-type"].startswith("text/turtle")
    assert client.get("/figures/PMC1__research.0728.fig.002").status_code == 301


def test_an_alias_of_two_figures_leads_nowhere(tmp_path: Path) -> None:
    """Nobody can tell which is meant."""
    client = client_of_records(tmp_path, record("PMC1__f1") | record("PMC1__f2", {"figid_alias": "PMC1__F1"}))
    assert client.get("/figures/PMC1__F1").status_code == 404


def test_a_gene_page_has_years_neighbours_species_and_pathways(seeds: TestClient) -> None:
    """And all its figures."""
    html = seeds.get("/genes/8600").text
    for part in ("TNFSF11", "Figures over the years", "Genes drawn with it", "Homo sapiens", "Bone remodelling"):
        assert part in html
    assert len(paths(html)) == 3


def test_a_gene_in_no_pathway_says_so(seeds: TestClient) -> None:
    """That is what curators look for."""
    assert "No pathway that stands beside these data has this gene" in seeds.get("/genes/3553").text


def test_organisms_and_papers_have_pages(seeds: TestClient) -> None:
    """With their figures."""
    assert len(paths(seeds.get("/organisms/9606").text)) == 5
    paper = seeds.get("/papers/PMC4745709").text
    assert "Oncotarget" in paper
    assert paths(paper) == [f"{FIGURE}.html"]


def test_a_paper_shows_what_its_figures_draw(seeds: TestClient) -> None:
    """As pages of genes do, each with the number of its figures, for people and for programs."""
    assert 'href="/genes/3553">IL1B <span class="soft small">1</span>' in seeds.get("/papers/PMC4745709").text
    beside = seeds.get("/api/papers/PMC4745709").json()["beside"]
    assert {"3553"} <= {one["key"] for one in beside["genes"]}
    assert [one["key"] for one in beside["organisms"]] == ["9606"]


@pytest.mark.parametrize("folder", ["chemicals", "diseases"])
def test_chemicals_and_diseases_have_pages_in_the_same_manner(tmp_path: Path, folder: str) -> None:
    """Years, what is drawn with them, and their figures, of which the link at the end finds exactly all."""
    row = {**CALCIUM, "mesh": "D002118", "chebi": "NA", "doid": "NA"}
    header = CHEMICALS if folder == "chemicals" else DISEASES
    records: dict[str, str | bytes] = {}
    for number in range(MOST_CARDS + 2):
        records |= record(f"PMC{number}__f1", {"year": str(2010 + number)}, **{folder: table(header, row)})
    client = client_of_records(tmp_path, records | record("PMC99__f1", {"caption": "Speaks of calcium."}))
    html = client.get(f"/{folder}/D002118").text
    for part in ("Figures over the years", "<title>2012: 1 figure</title>", "Organisms", "All 14 figures"):
        assert part in html
    assert len(paths(html)) == MOST_CARDS
    link = unescape(re.findall(r'href="(/search[^"]*)">All 14', html)[0])
    assert client.get(link.replace("/search", "/api/search")).json()["total"] == MOST_CARDS + 2


def test_all_figures_of_an_organism_are_of_no_gene_of_that_number(tmp_path: Path) -> None:
    """NCBI counts genes and taxa each from one: taxon 10090 is the mouse, and gene 10090 is none of its."""
    mouse = {**IL1B, "organism_id": "10090", "organism_name": "Mus musculus", "ncbigene_id": "16176"}
    other = {**IL1B, "ncbigene_symbol": "UST", "ncbigene_id": "10090"}
    of_mouse = {"organisms_ner": "\n- Mus musculus"}
    records = record("PMC99__f1", genes=table(GENES, other))
    for number in range(MOST_CARDS + 2):
        records |= record(f"PMC{number}__f1", of_mouse, genes=table(GENES, mouse))
    client = client_of_records(tmp_path, records)
    link = re.findall(r'href="(/search[^"]*)">All 14', client.get("/organisms/10090").text)[0]
    assert client.get(unescape(link).replace("/search", "/api/search")).json()["total"] == MOST_CARDS + 2


def test_coverage_is_that_of_human_pathways(tmp_path: Path) -> None:
    """Pathways of other species have genes that no human figure could have."""
    store = seeds_store()
    prefix = PATHWAYS.partition("<https://")[0]
    for number, taxon in ((2, "9606"), (3, "10090")):
        pathway = f"<https://identifiers.org/wikipathways/WP{number}_r1>"
        store.load(
            f"""{prefix} {pathway} a wp:Pathway , skos:Collection ; dc:title "Of {taxon}" ;
            dc:identifier <https://identifiers.org/wikipathways/WP{number}> ;
            wp:organism <http://purl.obolibrary.org/obo/NCBITaxon_{taxon}> .
            <https://identifiers.org/ensembl/E{taxon}> dcterms:isPartOf {pathway} ;
            wp:bdbEntrezGene <https://identifiers.org/ncbigene/99{taxon}> .""".encode(),
            RdfFormat.TURTLE,
        )
    found = client_of(store, tmp_path).get("/api/dataset").json()["coverage"]
    assert found == {"figures": 163, "both": 2, "pathways": 2}


@pytest.mark.parametrize(
    "path",
    ["/genes/0", "/papers/PMC1", "/chemicals/x", "/figures/x.html", "/figures/x.ttl", "/x/figures/y", "/nothing"],
)
def test_what_is_not_there_is_a_page_that_says_so(seeds: TestClient, path: str) -> None:
    """With the search box."""
    answer = seeds.get(path)
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.text


def based(folder: Path) -> Path:
    """The seeds under another base, with the other form of schema.org."""
    target = folder / "based.nt"
    convert("seeds", target, Options(namespaces=Namespaces(base="https://example.org/a/b/", schema="http")))
    return target


def test_a_figure_keeps_its_path_under_another_base(tmp_path: Path) -> None:
    """Whatever stands before it."""
    client = client_of(open_data([based(tmp_path)]).store, tmp_path)
    assert paths(client.get("/search", params={"q": "RANKL"}).text)[0].startswith("/a/b/figures/PMC")
    assert client.get(f"/a/b{FIGURE}.html").status_code == 200
    assert client.get(f"{FIGURE}.html").status_code == 404


def test_a_picture_that_cannot_be_had_has_a_stand_in(seeds: TestClient) -> None:
    """Without a host that may be asked, nobody is asked."""
    answer = TestClient(seeds.app).get("/pictures/nothing")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml"


def test_the_vocabulary_explains_every_term_at_its_own_path(seeds: TestClient) -> None:
    """Ours with their comments, those of others with what they say of which node."""
    html = seeds.get("/rdf/vocab").text
    for one in OWN_TERMS:
        assert f'id="{one.term.local}"' in html
        assert one.comment in html
    for part in ("schema:isBasedOn", "https://schema.org/isBasedOn", "HGNC alias symbols"):
        assert part in html


def test_a_lexicon_leads_to_its_place_in_the_vocabulary(seeds: TestClient) -> None:
    """Its IRI is no dead link."""
    answer = seeds.get("/rdf/lexicon/hgnc_symbol")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/rdf/vocab#lexicon-hgnc_symbol"
    assert 'id="lexicon-hgnc_symbol"' in seeds.get("/rdf/vocab").text
    assert seeds.get("/rdf/lexicon/nothing").status_code == 404


def test_the_data_set_is_counted(seeds: TestClient) -> None:
    """Figures, genes, classes, completeness, coverage, licence, citation."""
    html = seeds.get("/rdf/dataset").text
    for part in (
        "<b>5</b>figures",
        "<b>165</b>genes",
        "schema:isBasedOn 5",
        '<td>in both</td><td class="numeric">2</td>',
        '<td>in pathways alone</td><td class="numeric">1</td>',
        '<td>Year</td><td class="numeric">3</td>',
        "60.0 %",
        "creativecommons.org/publicdomain/zero/1.0",
        "https://doi.org/10.1186/s13059-020-02181-2",
    ):
        assert part in html


def test_versions_that_the_data_name_are_shown(tmp_path: Path) -> None:
    """The newest first; where none is named, that is said."""
    store, dataset = seeds_store(), Namespaces().dataset
    for name in ("20240801", "20250801"):
        store.load(
            f"""<{dataset}/{name}> <http://purl.org/dc/terms/isVersionOf> <{dataset}> ;
            <http://purl.org/dc/terms/issued> "{name[:4]}-08-01" .""".encode(),
            RdfFormat.TURTLE,
        )
    html = client_of(store, tmp_path).get("/rdf/dataset").text
    assert re.findall(r"<dt>Version</dt><dd>([^<]*)<", html) == ["20250801, 2025-08-01", "20240801, 2024-08-01"]


def test_data_that_name_no_version_say_so(seeds: TestClient) -> None:
    """Instead of leaving a gap."""
    assert "<dt>Version</dt><dd>not named in the data" in seeds.get("/rdf/dataset").text


def test_pages_keep_their_paths_under_another_base(tmp_path: Path) -> None:
    """The vocabulary and the data set are where their IRIs say."""
    client = client_of(open_data([based(tmp_path)]).store, tmp_path)
    for path in ("/a/b/rdf/vocab", "/a/b/rdf/dataset", "/rdf/vocab"):
        assert client.get(path).status_code == 200
    assert client.get("/b/rdf/vocab").status_code == 404


VOCABULARY_TYPES = {name: kind for name, kind in MEDIA_TYPES.items() if name in {"ttl", "nt", "jsonld"}}


@pytest.mark.parametrize(("extension", "media_type"), [*VOCABULARY_TYPES.items(), ("rdf", "application/rdf+xml")])
def test_the_vocabulary_is_had_as_rdf(seeds: TestClient, extension: str, media_type: str) -> None:
    """By extension and by negotiation: every term of ours, and every lexicon, with what it means."""
    answer = seeds.get("/rdf/vocab", headers={"Accept": media_type})
    assert answer.headers["content-type"].split(";")[0] == media_type
    assert seeds.get(f"/rdf/vocab.{extension}").content == answer.content
    rdf_format = RdfFormat.from_media_type(media_type)
    subjects = {str(one.subject) for one in parse(answer.content, rdf_format)}
    namespaces = Namespaces()
    assert {f"<{namespaces.expand(one.term)}>" for one in OWN_TERMS} <= subjects
    assert {f"<{namespaces.expand(f'lex:{source}')}>" for source in LEXICONS} <= subjects


def test_browsers_get_the_vocabulary_as_a_page(seeds: TestClient) -> None:
    """And other extensions nothing."""
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert seeds.get("/rdf/vocab", headers={"Accept": accept}).headers["content-type"].startswith("text/html")
    assert seeds.get("/rdf/vocab.exe").status_code == 404


def test_what_the_data_set_holds_is_counted_before_anybody_asks(tmp_path: Path) -> None:
    """Counting takes longer than a page may."""
    client = client_of_records(tmp_path, record("PMC1__f1"))
    assert client.get("/").status_code == 200
    counted = overview.cache_info().misses
    assert "How complete" in client.get("/rdf/dataset", headers={"Accept": "text/html"}).text
    assert overview.cache_info().misses == counted
