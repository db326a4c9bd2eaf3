"""The site as people have it: in a real browser, with eyes, keyboard and phone."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import hostile
import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import DESK, PHONE, Visitor, launched, visiting
from playwright.sync_api import Browser, Page, expect, sync_playwright
from records import record, tree
from serving import Service, serving
from site_service import PATHWAYS

from pfocr_rdf.pipeline import convert
from pfocr_rdf.serve.site.querying import has_editor

FIGURE = "/figures/PMC3157546__nihms305602f7.html"
RANK = "TNFSF11 TRAF6 MAP3K7 RELA RELB"

#: One of each kind of page.
PAGES = {
    "home": "/",
    "search": "/search?q=RANKL&year=2011",
    "nothing": "/search?q=nothingatall",
    "figure": FIGURE,
    "gene": "/genes/8600",
    "chemical": "/chemicals/D000255",
    "disease": "/diseases/D009369",
    "organism": "/organisms/9606",
    "paper": "/papers/PMC4745709",
    "queries": "/query?name=figures-of-gene",
    "graph": "/query?name=links-of-gene",
    "enrichment": f"/enrichment?genes={RANK.replace(' ', '+')}",
    "dataset": "/rdf/dataset",
    "vocabulary": "/rdf/vocab",
    "api": "/api/",
    "missing": "/nothing",
    "refused": "/search?sort=height",
}

#: Those that are refused, with what browsers note of the status.
REFUSED = {"missing": ["status of 404"], "refused": ["status of 400"]}

#: Those that ask a query at once.
ASKING = {"queries", "graph"}

#: Nobody is asked for pictures, since those of the records lie elsewhere: whoever is slow there does not matter here.
NO_PICTURES = ("--image-template", "https://example.org/{pmcid}/{filename}")

#: A figure with a chemical and a disease, which the seeds have not.
TERMS = "figid\tword\tmesh\nPMC1__f1\t{}\t{}\n"

SCHEMES: Sequence[Literal["light", "dark"]] = ("light", "dark")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service over the seeds and a pathway beside them."""
    folder = tmp_path_factory.mktemp("data")
    convert("seeds", folder / "seeds.nt")
    (folder / "pathways.ttl").write_text(PATHWAYS)
    chemicals, diseases = TERMS.format("ATP", "D000255"), TERMS.format("tumour", "D009369")
    terms = record("PMC1__f1", chemicals=chemicals, diseases=diseases)
    convert(tree(folder / "database", terms), folder / "terms.nt")
    with serving(folder / "seeds.nt", folder / "terms.nt", folder / "pathways.ttl", *NO_PICTURES) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        found = launched(playwright)
        yield found
        found.close()


@pytest.fixture
def visit(browser: Browser, service: Service) -> Iterator[Visitor]:
    """Makes visits; none may have an error on the console or ask anybody but the service."""
    with visiting(browser, service.address) as visitor:
        yield visitor


def rows(page: Page) -> list[str]:
    """Rows of the results of a query; they are there when the time is."""
    expect(page.locator("#status")).to_contain_text(re.compile(r" in \d+\.\d+ s"))
    return page.locator("#results tbody tr").all_inner_texts()


def test_a_search_by_alias_leads_to_figures(visit: Visitor) -> None:
    """From the box at home, which has the focus, to cards, and from a card to the figure's page."""
    page = visit().goto("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("RANKL")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("3 figures for"))
    cards = page.locator(".card")
    expect(cards).to_have_count(3)
    expect(cards.first).to_contain_text("RANKL → TNFSF11")
    cards.first.get_by_role("link").click()
    expect(page).to_have_url(re.compile("/figures/PMC"))


def test_facets_narrow_and_widen(visit: Visitor) -> None:
    """A year leaves one figure; the same link again leads back."""
    page = visit().goto("/search?q=RANKL")
    page.get_by_role("link", name="2011").click()
    expect(page.locator(".card")).to_have_count(1)
    page.locator(".facet").get_by_role("link", name="2011").click()
    expect(page.locator(".card")).to_have_count(3)


def test_a_figure_has_its_picture_or_a_stand_in(visit: Visitor) -> None:
    """Nothing is broken when the picture cannot be had; those of cards wait until they are looked at."""
    page = visit().goto(FIGURE)
    shown = page.locator("figure img")
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("complete", value=True)
    assert shown.evaluate("image => image.naturalWidth > 0")
    assert page.locator(".card img").first.get_attribute("loading") == "lazy"


def test_a_figure_has_network_evidence_and_markup(visit: Visitor) -> None:
    """The network is drawn, its genes lead to their pages, and machines find the data set."""
    page = visit().goto(FIGURE)
    network = page.locator("svg.drawing").first
    assert network.locator("circle").count() >= 5
    assert network.locator("path").count() >= 1
    markup = json.loads(page.locator('script[type="application/ld+json"]').inner_text())
    assert markup["@type"] == "Dataset"
    network.get_by_role("link", name="IL1B").click()
    expect(page).to_have_url(re.compile("/genes/3553"))
    expect(page.get_by_role("heading", name="Figures over the years")).to_be_visible()


def test_a_bundled_query_is_filled_in_and_run(visit: Visitor) -> None:
    """From the list to its form, from the form to rows with links to pages here, with the time that it took."""
    page = visit().goto("/query")
    page.get_by_label("Bundled queries").select_option("figures-of-gene")
    field = page.get_by_label("NCBI Gene id, or human gene symbol")
    field.fill("RANKL")
    page.get_by_role("button", name="Fill in and run").click()
    expect(page).to_have_url(re.compile("gene=RANKL"))
    assert len(rows(page)) == 3
    expect(page.get_by_text("is taken for TNFSF11")).to_be_visible()
    page.locator("#results a").first.click()
    expect(page).to_have_url(re.compile("/figures/PMC"))


@pytest.mark.skipif(not has_editor(), reason="found no packed editor; try: python tools/editor.py")
def test_the_editor_highlights_and_completes(visit: Visitor) -> None:
    """Prefixes are declared when they are typed; classes and properties of the data are offered, each at its place."""
    page = visit().goto("/query")
    editor = page.locator(".CodeMirror")
    expect(editor.locator(".cm-keyword").first).to_have_text("PREFIX")
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("SELECT * { ?f a pfocr:Pathw")
    expect(editor).to_contain_text("PREFIX pfocr: <https://pfocr.wikipathways.org/rdf/vocab#>")
    page.keyboard.press("Control+Space")
    expect(page.get_by_role("option", name="pfocr:PathwayFigure")).to_be_visible()
    page.keyboard.press("Enter")
    expect(editor).to_contain_text("a pfocr:PathwayFigure")
    page.keyboard.type(" ; schema:mentio")
    expect(editor).to_contain_text("PREFIX schema: <https://schema.org/>")
    page.keyboard.press("Control+Space")
    expect(page.get_by_role("option", name="schema:mentions")).to_be_visible()
    page.keyboard.press("Enter")
    expect(editor).to_contain_text("; schema:mentions")
    page.keyboard.type(" ?gene }")
    page.keyboard.press("Control+Enter")
    assert len(rows(page)) == 186


def test_without_the_editor_the_text_area_does_the_job(visit: Visitor) -> None:
    """As where npm was not there when the package was built."""
    one = visit()
    one.page.route("**/editor/*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page = one.goto("/query")
    area = page.get_by_label("Query", exact=True)
    area.fill("SELECT (6 * 7 AS ?answer) {}")
    area.press("Control+Enter")
    assert rows(page) == ["42"]


def test_results_are_downloaded_and_linked_to(visit: Visitor, tmp_path: Path) -> None:
    """CSV, TSV and JSON with the same rows; the permanent link shows the same query and answer to anybody."""
    page = visit().goto("/query?query=SELECT%20(%22a,b%22%20AS%20%3Fx)%20%7B%7D")
    assert rows(page) == ["a,b"]
    for name, expected in (("CSV", 'x\r\n"a,b"\r\n'), ("TSV", '?x\n"a,b"\n')):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        download.value.save_as(tmp_path / name)
        assert (tmp_path / name).read_bytes().decode() == expected
        assert download.value.suggested_filename == f"results.{name.lower()}"
    link = page.get_by_role("link", name="Permanent link").get_attribute("href")
    assert link is not None
    assert rows(visit().goto(link)) == ["a,b"]


def test_graphs_and_truth_values_are_shown_too(visit: Visitor) -> None:
    """With the downloads that they have."""
    page = visit().goto("/query?name=links-of-gene")
    expect(page.locator("#results pre")).to_contain_text("ncbigene:3553")
    expect(page.get_by_role("button", name="Turtle")).to_be_visible()
    expect(page.get_by_role("button", name="CSV")).to_be_hidden()
    page = visit().goto("/query?name=is-gene-drawn")
    expect(page.locator("#results")).to_have_text("Yes")


def test_a_fault_in_a_query_is_told_with_its_place(visit: Visitor) -> None:
    """Line and column; the browser's own note about the status is no fault of ours."""
    page = visit("status of 400").goto("/query?query=SELECT%20*%20%7B%0A%20%20%3Fa%20%3Fb%20.")
    expect(page.locator("#status")).to_contain_text(re.compile(r"^Line \d+, column \d+: "))


def test_genes_are_pasted_and_figures_found(visit: Visitor, tmp_path: Path) -> None:
    """As a table with an address of its own, and as a download."""
    page = visit().goto("/enrichment")
    page.get_by_label("Genes", exact=True).fill(RANK.replace(" ", "\n"))
    page.get_by_role("button", name="Find figures").click()
    expect(page).to_have_url(re.compile(r"/enrichment\?genes="))
    expect(page.locator("tbody tr").first).to_contain_text("The role of TAK1 signaling in bone metastasis")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download TSV").click()
    download.value.save_as(tmp_path / "table.tsv")
    assert "PMC3157546__nihms305602f7" in (tmp_path / "table.tsv").read_text()


def test_everything_but_comfort_works_without_scripts(visit: Visitor) -> None:
    """Search, pages, enrichment, the form of a bundled query, and asking it."""
    page = visit(java_script_enabled=False).goto("/search?q=RANKL")
    assert page.locator(".card").count() == 3
    page.goto("/query?name=figures-of-gene&gene=RANKL")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("body")).to_contain_text('"bindings"')
    assert page.goto(PAGES["enrichment"])
    assert page.locator("tbody tr").count() >= 1


@pytest.mark.parametrize("name", PAGES)
def test_pages_fit_a_phone_in_light_and_dark(visit: Visitor, name: str) -> None:
    """Nothing is wider than the screen, and both colour schemes are other ones."""
    page = visit(*REFUSED.get(name, ()), viewport=PHONE, has_touch=True, is_mobile=True).goto(PAGES[name])
    _settles(page, name)
    colours = set()
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        colours.add(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
    assert len(colours) == 2


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(visit: Visitor, name: str) -> None:
    """Contrast, names, roles, headings, keyboard, as axe-core has it: at a desk by day, on a phone by night."""
    for scheme, size in zip(SCHEMES, (DESK, PHONE), strict=True):
        page = visit(*REFUSED.get(name, ()), color_scheme=scheme, viewport=size).goto(PAGES[name])
        _settles(page, name)
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        serious = [fault for fault in found if fault["impact"] in {"serious", "critical"}]
        assert [(fault["id"], [node["html"][:200] for node in fault["nodes"]]) for fault in serious] == [], scheme


def test_the_keyboard_is_enough(visit: Visitor) -> None:
    """The first key leads past the head of the page, and what has the focus is seen."""
    page = visit().goto("/search?q=RANKL")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
    for _ in range(3):
        page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_nothing_of_a_hostile_record_runs(browser: Browser, tmp_path: Path) -> None:
    """In pages, and in results of queries, which scripts of ours put together."""
    convert(tree(tmp_path / "database", hostile.records()), tmp_path / "hostile.nt")
    with (
        serving(tmp_path / "hostile.nt", *NO_PICTURES) as service,
        visiting(browser, service.address) as visitor,
    ):
        one = visitor("status of 4")
        one.page.add_init_script("window.ran = []; window.xss = number => window.ran.push(number)")
        for path in ("/figures/PMC1__f1.html", "/figures/PMC6__f1.html", "/search", "/genes/3553", "/rdf/dataset"):
            _is_quiet(one.goto(path))
        page = one.goto("/query?query=SELECT%20DISTINCT%20%3Fo%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D")
        assert len(rows(page)) > len(hostile.CORPUS)
        _is_quiet(page)
        page = one.goto(f"/query?query={quote(hostile.CORPUS[1])}")
        expect(page.locator("#status")).to_have_class("fault")
        _is_quiet(page)


def _is_quiet(page: Page) -> None:
    """Nothing has run, no element or address is theirs."""
    assert page.evaluate("window.ran") == []
    assert page.locator("xss-probe, iframe, base, [onerror], [onload], [onclick], [onmouseover]").count() == 0
    resolved = "all => all.map(one => new URL(one.getAttribute('href'), document.baseURI).href)"
    addresses = page.locator("a[href]").evaluate_all(resolved)
    assert [one for one in addresses if not one.startswith(("http://", "https://"))] == []


def _settles(page: Page, name: str) -> None:
    """What its script has to show is there."""
    if name in ASKING:
        expect(page.locator("#results")).to_be_visible()
