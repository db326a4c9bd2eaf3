"""Enrichment: what is understood of a list, what is found, and that the numbers are right."""

from itertools import combinations
from math import comb
from pathlib import Path
from urllib.parse import urlencode

import pytest
from records import GENES, IL1B, record, table
from site_service import client_of_records, seeds_client
from starlette.testclient import TestClient

from pfocr_rdf.serve.site.enriching import MOST_Q

#: Ten genes that HGNC does not know, as symbol and NCBI Gene id.
NAMES = {f"GENE{number}": str(990_000_000 + number) for number in range(10)}


def genes(*symbols: str) -> str:
    """A table of genes."""
    rows = (
        {**IL1B, "word": name, "match": name, "ncbigene_symbol": name, "ncbigene_id": NAMES[name]} for name in symbols
    )
    return table(GENES, *rows)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """Five figures with five of ten genes each, and a figure with too few of them."""
    names = [*NAMES]
    several = {
        "PMC1__a": names[:5],
        "PMC2__b": names[5:],
        "PMC3__c": names[2:7],
        "PMC4__d": names[::2],
        "PMC5__e": [*names[:3], *names[8:]],
        "PMC6__few": names[:2],
    }
    records: dict[str, str | bytes] = {}
    for figid, symbols in several.items():
        records |= record(figid, genes=genes(*symbols))
    return client_of_records(tmp_path_factory.mktemp("small"), records)


def chance(drawn: int, size: int, background: int, shared: int) -> float:
    """The hypergeometric tail by its definition, in whole numbers."""
    ways = sum(comb(size, k) * comb(background - size, drawn - k) for k in range(shared, min(drawn, size) + 1))
    return ways / comb(background, drawn)


def test_the_figure_of_the_genes_comes_first(small: TestClient) -> None:
    """With the tail by definition, and all tests counted in its adjustment."""
    found = small.get("/api/enrichment", params={"genes": " ".join([*NAMES][:5])}).json()
    assert (found["background"], found["tests"]) == (10, 5)
    best = found["figures"][0]
    assert best["figid"] == "PMC1__a"
    assert best["shared"] == [*NAMES.values()][:5]
    assert best["expected"] == pytest.approx(2.5)
    assert best["p"] == pytest.approx(chance(5, 5, 10, 5)) == pytest.approx(1 / 252)
    assert best["q"] == pytest.approx(5 / 252)
    assert found["total"] == len(found["figures"]) == 1


def test_p_values_are_those_of_the_definition(small: TestClient) -> None:
    """For lists of several sizes."""
    for drawn in combinations(NAMES, 4):
        found = small.get("/api/enrichment", params={"genes": ",".join(drawn)}).json()
        for one in found["figures"]:
            assert one["p"] == pytest.approx(chance(4, one["size"], 10, len(one["shared"])))


def test_p_values_are_adjusted_for_all_figures(tmp_path: Path) -> None:
    """After Benjamini and Hochberg, by their definition: the least of p times tests over rank, from each rank on."""
    names, sizes = [*NAMES], (5, 6, 6, 10)
    records: dict[str, str | bytes] = {}
    for number, size in enumerate(sizes):
        records |= record(f"PMC{number}__f1", genes=genes(*names[:size]))
    client = client_of_records(tmp_path, records)
    chances = [chance(5, size, 10, 5) for size in sizes]
    expected = [min(p * 4 / (rank + 1) for rank, p in enumerate(chances) if rank >= place) for place in range(4)]
    found = client.get("/api/enrichment", params={"genes": " ".join(names[:5])}).json()
    assert [one["q"] for one in found["figures"]] == pytest.approx(expected[:3])
    assert expected[1] == expected[2] == pytest.approx(6 / 252 * 4 / 3)  # and not 4 / 2, as its own rank has it
    assert expected[3] > MOST_Q


def test_names_are_understood_like_those_of_a_search(tmp_path: Path) -> None:
    """Aliases, previous symbols and ids, whatever stands between them; each gene counts once."""
    client = seeds_client(tmp_path)
    found = client.get("/api/enrichment", params={"genes": "RANKL; IL-1B\tncbigene:3553, HGNC:11926\nnothing"}).json()
    assert [one["label"] for one in found["genes"]] == ["TNFSF11", "IL1B"]
    assert found["unknown"] == ["nothing"]


def test_a_name_of_several_genes_is_told_and_left_out(tmp_path: Path) -> None:
    """No guess is made."""
    rows = [{**IL1B, "ncbigene_symbol": "A", "ncbigene_id": number} for number in ("990000007", "990000008")]
    client = client_of_records(tmp_path, record("PMC1__a", genes=table(GENES, *rows)))
    found = client.get("/api/enrichment", params={"genes": "A 990000007"}).json()
    assert found["ambiguous"] == {"A": ["990000007", "990000008"]}
    assert [one["key"] for one in found["genes"]] == ["990000007"]
    assert "Names of several genes" in client.get("/enrichment", params={"genes": "A"}).text


def test_a_short_list_becomes_an_address(small: TestClient) -> None:
    """That can be kept, and shows the same."""
    answer = small.post("/enrichment", data={"genes": "GENE1 GENE2", "organism": "9606"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/enrichment?genes=GENE1+GENE2&organism=9606"


def test_a_long_list_is_answered_as_posted(small: TestClient) -> None:
    """No address holds it."""
    listed = " ".join([*NAMES, *(f"UNKNOWN{number}" for number in range(300))])
    answer = small.post("/enrichment", data={"genes": listed})
    assert answer.status_code == 200
    assert "and 240 more" in answer.text


def test_the_table_can_be_downloaded(small: TestClient) -> None:
    """Tab-separated, with the same rows as JSON has."""
    listed = " ".join([*NAMES][:5])
    answer = small.post("/api/enrichment.tsv", data={"genes": listed})
    assert answer.headers["content-type"] == "text/tab-separated-values; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="enrichment.tsv"'
    header, row = (line.split("\t") for line in answer.text.splitlines())
    assert header[:4] == ["figid", "title", "iri", "shared"]
    assert row[0] == "PMC1__a"
    assert row[-1] == "GENE0 GENE1 GENE2 GENE3 GENE4"


@pytest.mark.parametrize("organism", ["9606", "10090", "nothing"])
def test_nothing_found_is_said(small: TestClient, organism: str) -> None:
    """Whatever the reason."""
    html = small.get("/enrichment?" + urlencode({"genes": "GENE0", "organism": organism})).text
    assert "No figure has more of these genes than chance would give it" in html


def test_a_list_that_is_too_long_is_refused(small: TestClient) -> None:
    """Before it is read."""
    assert small.post("/enrichment", data={"genes": "A " * 40_000}).status_code == 413
    assert small.get("/api/enrichment", params={"genes": " ".join(map(str, range(6_000)))}).status_code == 400


def test_another_body_is_refused(small: TestClient) -> None:
    """Forms alone are read."""
    assert small.post("/enrichment", json={"genes": "A"}).status_code == 415
