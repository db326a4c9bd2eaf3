"""The site for programs: what they get, in which pieces, and how it is described."""

import json
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store
from records import record
from site_service import client_of, client_of_records, seeds_client
from starlette.testclient import TestClient

from pfocr_rdf.identifiers import Namespaces, encoded
from pfocr_rdf.serve.site.openapi import operations
from pfocr_rdf.vocabulary import PFOCR, RDF, SCHEMA

FIGID = "PMC4745709__oncotarget-06-29034-g006"


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """The site over the seeds."""
    return seeds_client(tmp_path_factory.mktemp("seeds"))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """Twenty figures, of which any five are alike in all that they are sorted by."""
    records: dict[str, str | bytes] = {}
    for number in range(20):
        records |= record(f"PMC{number + 1}__f1", {"year": str(2010 + number % 4), "automl_pathway": "0.9"})
    return client_of_records(tmp_path_factory.mktemp("many"), records)


def pieces(client: TestClient, address: str) -> list[dict[str, Any]]:
    """All figures of a list that comes in pieces."""
    found: list[dict[str, Any]] = []
    following: str | None = address
    while following:
        answer = client.get(following).json()
        found += answer["figures"]
        following = answer["next"]
        assert len(found) <= 100
    return found


@pytest.mark.parametrize("limit", [1, 3, 7, 20])
@pytest.mark.parametrize("order", ["matches", "year", "score"])
def test_paging_a_search_loses_no_figure(many: TestClient, order: str, limit: int) -> None:
    """Nor is one met twice, whatever the order and the size of pieces, equals included."""
    figids = [one["figid"] for one in pieces(many, f"/api/search?sort={order}&limit={limit}")]
    assert len(figids) == 20
    assert len({*figids}) == 20


@pytest.mark.parametrize("limit", [1, 6, 20, 1000])
def test_all_figures_come_in_the_order_of_their_figids(many: TestClient, limit: int) -> None:
    """In pieces that miss none."""
    figids = [one["figid"] for one in pieces(many, f"/api/figures?limit={limit}")]
    assert figids == sorted({f"PMC{number}__f1" for number in range(1, 21)})


@pytest.mark.parametrize(
    "parameters",
    ["limit=0", "limit=101", "limit=-1", "limit=x", "sort=best", "after=nonsense", "after=WzEsMiwzXQ", "limit="],
)
def test_what_makes_no_sense_is_told(many: TestClient, parameters: str) -> None:
    """As problem details, with the parameter's name."""
    answer = many.get(f"/api/search?{parameters}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].startswith(parameters.partition("=")[0])


def test_a_cursor_of_one_order_is_none_of_another(many: TestClient) -> None:
    """Rows would be lost."""
    following = many.get("/api/search?sort=year&limit=5").json()["next"]
    answer = many.get(following.replace("sort=year", "sort=score"))
    assert answer.status_code == 400


def test_figids_with_signs_of_addresses_lose_no_figure(tmp_path: Path) -> None:
    """What stands in a cursor is encoded; a store of others may hold any."""
    figids = ["PMC1__a b", "PMC1__a&limit=1", "PMC1__a+b", "PMC1__c#d", "PMC1__\N{LATIN SMALL LETTER E WITH ACUTE}"]
    store, namespaces = Store(), Namespaces()
    for figid in figids:
        figure = NamedNode(f"{namespaces.base}figures/{encoded(figid)}.html")
        for predicate, value in (
            (RDF.type, NamedNode(namespaces.expand(PFOCR.PathwayFigure))),
            (SCHEMA.identifier, Literal(figid)),
        ):
            store.add(Quad(figure, NamedNode(namespaces.expand(predicate)), value))
    client = client_of(store, tmp_path)
    assert [one["figid"] for one in pieces(client, "/api/figures?limit=1")] == sorted(figids)


def test_data_that_are_replaced_in_between_lose_no_row(many: TestClient, tmp_path: Path) -> None:
    """A list of all goes on with every figure that both have; a search, whose order has changed, is refused."""
    records: dict[str, str | bytes] = {}
    for number in range(0, 20, 2):
        records |= record(f"PMC{number + 1}__f1", {"caption": "Others."}) | record(f"PMC{number + 1}__f0")
    newer = client_of_records(tmp_path, records)
    first = many.get("/api/figures?limit=7").json()
    figids = [one["figid"] for one in (*first["figures"], *pieces(newer, first["next"]))]
    assert len({*figids}) == len(figids)
    assert {f"PMC{number + 1}__f1" for number in range(0, 20, 2)} <= {*figids}
    refused = newer.get(many.get("/api/search?limit=7").json()["next"])
    assert refused.status_code == 400
    assert "other data" in refused.json()["detail"]


def test_a_search_tells_what_it_understood(seeds: TestClient) -> None:
    """RANKL is an alias of TNFSF11, which three figures draw."""
    found = seeds.get("/api/search", params={"q": "RANKL"}).json()
    assert found["terms"][0]["entities"][0]["key"] == "8600"
    assert found["total"] == len(found["figures"]) == 3
    assert found["figures"][0]["matched"] == [{"asked": "RANKL", "drawn": "TNFSF11"}]
    assert sum(found["facets"]["organism"].values()) == 3


def test_a_search_has_its_gene_sets(seeds: TestClient) -> None:
    """A line a figure, the same that each figure has."""
    lines = seeds.get("/api/search.gmt", params={"q": "RANKL"}).text.splitlines(keepends=True)
    assert len(lines) == 3
    for line in lines:
        assert seeds.get(f"/figures/{line.split(chr(9))[0]}.gmt").text == line


def test_biothings_records_have_ids_as_texts(seeds: TestClient) -> None:
    """One alone, and all of a search a line each, are the same."""
    lines = seeds.get("/api/search.ndjson").text.splitlines()
    assert len(lines) == 5
    found = {one["_id"]: one for one in map(json.loads, lines)}
    assert found[FIGID] == seeds.get(f"/api/biothings/{FIGID}").json()
    associated = found[FIGID]["associatedWith"]
    assert associated["pmc"] == "PMC4745709"
    assert "3553" in associated["mentions"]["genes"]["ncbigene"]


def test_biothings_records_have_both_identifiers_of_a_chemical(tmp_path: Path) -> None:
    """MeSH, and ChEBI with its lead."""
    chemicals = "figid\tword\tmesh\tchebi\nPMC1__f1\tATP\tD000255\tCHEBI:15422\n"
    client = client_of_records(tmp_path, record("PMC1__f1", chemicals=chemicals))
    mentions = client.get("/api/biothings/PMC1__f1").json()["associatedWith"]["mentions"]
    assert mentions["chemicals"] == {"mesh": ["D000255"], "chebi": ["CHEBI:15422"]}


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (f"figures/{FIGID}", "figid", FIGID),
        ("genes/8600", "label", "TNFSF11"),
        ("organisms/9606", "label", "Homo sapiens"),
        ("papers/PMC4745709", "pmcid", "PMC4745709"),
    ],
)
def test_each_page_is_there_as_json(seeds: TestClient, path: str, key: str, value: str) -> None:
    """Under the same name."""
    assert seeds.get(f"/api/{path}").json()[key] == value


def test_a_gene_has_years_neighbours_and_pathways(seeds: TestClient) -> None:
    """All that its page has."""
    gene = seeds.get("/api/genes/8600").json()
    assert sum(gene["years"].values()) <= gene["figures"] == 3
    assert gene["beside"]["genes"][0]["together"] >= 1
    assert [one["title"] for one in gene["pathways"]] == ["Bone remodelling"]


def test_a_figure_has_its_neighbours(seeds: TestClient) -> None:
    """Figures like it, and pathways that share its genes."""
    figure = seeds.get("/api/figures/PMC3157546__nihms305602f7").json()
    assert [one["title"] for one in figure["pathways"]] == ["Bone remodelling"]
    assert [one["shared"] for one in figure["similar"]] == [4, 3, 3, 2]


def test_the_data_set_is_counted_for_programs_too(seeds: TestClient) -> None:
    """The same numbers as on its page."""
    found = seeds.get("/api/dataset").json()
    assert found["counts"] == {"figure": 5, "paper": 5, "gene": 165, "organism": 1}
    assert found["coverage"] == {"figures": 163, "both": 2, "pathways": 1}
    assert {"name": "Year", "count": 3, "total": 5} in found["completeness"]["figures"]


@pytest.mark.parametrize("path", ["figures/x", "biothings/x", "genes/0", "papers/PMC1", "x", "genes", "search.xml"])
def test_what_is_not_there_is_a_problem(seeds: TestClient, path: str) -> None:
    """That programs can read."""
    answer = seeds.get(f"/api/{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_chemical_has_a_page_and_a_record(tmp_path: Path) -> None:
    """Under its MeSH id."""
    chemicals = "figid\tword\tmesh\tchebi\nPMC1__f1\tATP\tD000255\tCHEBI:15422\n"
    client = client_of_records(tmp_path, record("PMC1__f1", chemicals=chemicals))
    assert client.get("/chemicals/D000255").status_code == 200
    assert client.get("/api/chemicals/D000255").json()["iri"] == "http://id.nlm.nih.gov/mesh/D000255"


def test_the_description_has_every_operation_and_each_example_works(seeds: TestClient) -> None:
    """OpenAPI 3.1; the page shows the same."""
    paths = seeds.get("/api/openapi.json").json()["paths"]
    html = seeds.get("/api/").text
    assert {*paths} == {one.path for one in operations()}
    for one in operations():
        assert one.path in html
        if one.path not in {"/api/chemicals/{key}", "/api/diseases/{key}"}:  # the seeds have neither
            assert seeds.get(one.example).status_code == 200, one.example
