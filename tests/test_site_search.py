"""The search of the site: what is understood, what is found, in which order, and page after page."""

import re
from html import unescape
from pathlib import Path

import pytest
from records import CALCIUM, CHEMICALS, GENES, record, table
from records import IL1B as RECORDED
from site_service import client_of, client_of_records, paths, seeds_store, titles
from starlette.testclient import TestClient

from pfocr_rdf.serve.site.search.matching import MOST_LEADING
from pfocr_rdf.serve.site.search.naming import folded

#: Figids of the seeds by what their pages are about.
IL6, TAK1, WNT, ADP, IL1B = (
    f"/figures/{figid}.html"
    for figid in (
        "PMC3101113__cmr-3-177f3",
        "PMC3157546__nihms305602f7",
        "PMC3962044__nihms-563066-f0004",
        "PMC6459341__oncotarget-10-2068-g007",
        "PMC4745709__oncotarget-06-29034-g006",
    )
)


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """The site over the seeds."""
    return client_of(seeds_store(), tmp_path_factory.mktemp("seeds"))


@pytest.mark.parametrize("text", ["RANKL", "rankl", "TNFSF11", "ncbigene:8600", "8600", "HGNC:11926", "NCBI Gene 8600"])
def test_a_gene_is_found_by_symbol_alias_and_ids(seeds: TestClient, text: str) -> None:
    """RANKL is TNFSF11, however it is written."""
    found = seeds.get("/search", params={"q": text})
    assert set(paths(found.text)) == {IL6, TAK1, WNT}
    assert "TNFSF11" in found.text


@pytest.mark.parametrize(
    "text",
    ["PMC4745709", "pmc4745709", "PMC4745709__oncotarget-06-29034-g006", "ee8a08e7-de8d-11ea-99da-0ac135e8bacf"],
)
def test_a_figure_is_found_by_the_ids_of_its_paper_itself_and_its_network(seeds: TestClient, text: str) -> None:
    """Each of them leads to this figure alone."""
    assert paths(seeds.get("/search", params={"q": text}).text) == [IL1B]


def test_a_figure_is_found_by_its_alias(seeds: TestClient) -> None:
    """The second, readable id."""
    assert paths(seeds.get("/search", params={"q": "PMC3157546__F7"}).text) == [TAK1]


def test_several_words_mean_all_of_them(seeds: TestClient) -> None:
    """Genes and words of the caption together."""
    assert paths(seeds.get("/search", params={"q": "RANKL IL1B"}).text) == [TAK1]
    assert paths(seeds.get("/search", params={"q": "RANKL osteoclasts destruction"}).text) == [TAK1]
    assert titles(seeds.get("/search", params={"q": "RANKL giraffe"}).text) == []


def test_words_between_quotes_stand_together(seeds: TestClient) -> None:
    """Both are in one caption, but not in this order."""
    assert paths(seeds.get("/search", params={"q": "vicious cycle"}).text)
    assert paths(seeds.get("/search", params={"q": '"vicious cycle"'}).text)
    assert not paths(seeds.get("/search", params={"q": '"cycle vicious"'}).text)


def test_a_figure_that_draws_the_gene_stands_before_one_that_speaks_of_it(tmp_path: Path) -> None:
    """What was recognised in the picture counts more than the caption."""
    speaks = record("PMC1__f1", {"caption": "TNF TNF TNF"}, genes=table(GENES, RECORDED))
    drawn = record("PMC2__f1", genes=table(GENES, {**RECORDED, "ncbigene_symbol": "TNF", "ncbigene_id": "7124"}))
    client = client_of_records(tmp_path, speaks | drawn)
    found = client.get("/search", params={"q": "TNF"}).text
    assert paths(found) == ["/figures/PMC2__f1.html", "/figures/PMC1__f1.html"]


def test_a_chemical_without_name_is_found_by_the_word_that_was_read(tmp_path: Path) -> None:
    """Rows of MeSH terms mostly have no name."""
    row = {**CALCIUM, "word": "Ca2+", "match": "NA", "name": "NA", "chebi": "NA"}
    client = client_of_records(tmp_path, record("PMC1__f1", chemicals=table(CHEMICALS, row)))
    assert paths(client.get("/search", params={"q": "ca2+"}).text) == ["/figures/PMC1__f1.html"]
    assert paths(client.get("/search", params={"q": "mesh:D002118"}).text) == ["/figures/PMC1__f1.html"]


def test_results_say_what_matched(seeds: TestClient) -> None:
    """The word asked for and the gene that it is; words of the text are marked."""
    found = seeds.get("/search", params={"q": "RANKL vicious"}).text
    assert "RANKL → TNFSF11" in found
    assert "<mark>vicious</mark>" in found


def test_facets_narrow_the_results_and_count_what_is_left(seeds: TestClient) -> None:
    """One figure of the seeds is of 2015; three have a network."""
    assert paths(seeds.get("/search", params={"year": "2015"}).text) == [IL1B]
    assert len(paths(seeds.get("/search", params={"ndex": "yes"}).text)) == 3
    assert not paths(seeds.get("/search", params={"wikipathways": "yes"}).text)


def test_facets_hold_together(seeds: TestClient) -> None:
    """With each other and with words: all of them are met, and each counts what the others leave."""
    chosen = {"q": "RANKL", "ndex": "yes", "wikipathways": "no"}
    assert paths(seeds.get("/search", params=chosen).text) == [TAK1]
    counted = seeds.get("/api/search", params=chosen).json()["facets"]
    assert counted["ndex"] == {"yes": 1, "no": 2}
    assert counted["wikipathways"] == {"no": 1}
    assert paths(seeds.get("/search", params={**chosen, "year": "2011"}).text) == []


@pytest.mark.parametrize("chosen", [{"year": "1901"}, {"organism": "nothing"}, {"type": "<b>"}, {"ndex": "maybe"}])
def test_a_choice_that_no_figure_has_can_be_taken_back(seeds: TestClient, chosen: dict[str, str]) -> None:
    """The filter stands there with a link that leads to the search without it."""
    html = seeds.get("/search", params={"q": "RANKL", **chosen}).text
    assert "No figure has all of this" in html
    back = re.findall(r'<a href="([^"]*)" aria-current="true">[^<]* \u2715</a>', html)
    assert len(back) == 1
    assert len(paths(seeds.get(unescape(back[0])).text)) == 3


def test_all_facets_page_after_page_lose_no_figure(tmp_path: Path) -> None:
    """Filters stay while the pages are turned."""
    records: dict[str, str | bytes] = {}
    for number in range(1, 10):
        records |= record(f"PMC{number}__f1", {"year": str(2010 + number % 2), "figtype": "Scheme"})
    client = client_of_records(tmp_path, records)
    seen, address = [], "/search?year=2011&type=Scheme&limit=2"
    while address:
        html = client.get(address).text
        seen += paths(html)
        address = unescape(html.partition('rel="next" href="')[2].partition('"')[0])
    assert sorted(seen) == [f"/figures/PMC{number}__f1.html" for number in (1, 3, 5, 7, 9)]


def test_what_was_met_is_near_the_beginning_of_the_snippet(tmp_path: Path) -> None:
    """A card shows some lines alone."""
    caption = "The first words say nothing of it at all and go on for many more until osteoclasts come into sight"
    client = client_of_records(tmp_path, record("PMC1__f1", {"caption": caption}))
    html = client.get("/search", params={"q": "osteoclasts"}).text
    before = html.partition('snippet">')[2].partition("<mark>osteoclasts</mark>")[0]
    assert 0 < len(before.split()) <= MOST_LEADING


def test_results_are_sorted_by_year_or_score(seeds: TestClient) -> None:
    """Newest first, or the likeliest pathway first."""
    assert paths(seeds.get("/search", params={"sort": "year"}).text)[:2] == [ADP, IL1B]
    assert paths(seeds.get("/search", params={"sort": "score"}).text)[0] == WNT


@pytest.mark.parametrize("sort", ["matches", "year", "score"])
def test_pages_lose_no_figure_and_repeat_none(seeds: TestClient, sort: str) -> None:
    """One figure at a time, by following the link to the next page, gives the same order as all at once."""
    everything = paths(seeds.get("/search", params={"q": "bone", "sort": sort}).text)
    seen, address = [], f"/search?q=bone&sort={sort}&limit=1"
    while address:
        html = seeds.get(address).text
        seen += paths(html)
        address = html.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert seen == everything
    assert len(everything) > 1


@pytest.mark.parametrize(
    "parameters",
    [
        {"sort": "height"},
        {"limit": "0"},
        {"limit": "1000"},
        {"limit": "²"},
        {"after": "x"},
        {"after": "WzFd"},
        {"after": "é"},
    ],
)
def test_a_parameter_that_makes_no_sense_is_refused(seeds: TestClient, parameters: dict[str, str]) -> None:
    """With what was found and what was expected."""
    answer = seeds.get("/search", params=parameters)
    assert answer.status_code == 400
    assert "found" in answer.json()["detail"]


def test_a_cursor_of_another_order_is_refused(seeds: TestClient) -> None:
    """It would lose rows."""
    html = seeds.get("/search", params={"limit": "1", "sort": "year"}).text
    cursor = html.partition("after=")[2].partition('"')[0].partition("&")[0]
    assert seeds.get("/search", params={"sort": "score", "after": cursor}).status_code == 400


@pytest.mark.parametrize(
    "text", ['"', '"""', "*", "AND", "NOT x", "title:bone", "(", "a^b", "\0", "-", "{", "NEAR(a b)", "a" * 900]
)
def test_what_the_full_text_engine_takes_for_syntax_is_text_here(seeds: TestClient, text: str) -> None:
    """Nobody needs to know its language."""
    assert seeds.get("/search", params={"q": text}).status_code == 200


def test_the_same_data_make_the_same_results(tmp_path: Path) -> None:
    """And cursors stay good when the service starts again."""
    answers = set()
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        client = client_of(seeds_store(), tmp_path / name)
        answers.add(client.get("/search", params={"q": "cancer", "limit": "1"}).text)
    assert len(answers) == 1


def test_names_are_compared_without_their_dress() -> None:
    """Case, hyphens and Greek letters do not matter."""
    assert folded("TNF-\N{GREEK SMALL LETTER ALPHA}") == folded("tnf a") == folded("TNFA")
