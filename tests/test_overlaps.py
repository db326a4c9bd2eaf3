"""Pathways that share genes: the arithmetic, held against its definitions, and the index, against plain sets."""

from collections.abc import Sequence
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfocr_rdf.errors import UsageError
from pfocr_rdf.linking.hypergeometric import adjusted, tails
from pfocr_rdf.linking.overlaps import Collection, Thresholds, collections, digest
from pfocr_rdf.linking.pathways import Pathway

ALL = Thresholds(shared=1, adjusted=1.0)


def exact_tail(shared: int, drawn: int, pathway: int, background: int) -> Fraction:
    """The chance to share so many genes or more, as the sum that defines it."""
    ways = (
        comb(pathway, k) * comb(background - pathway, drawn - k)
        for k in range(max(shared, drawn - background + pathway), min(drawn, pathway) + 1)
    )
    return Fraction(sum(ways), comb(background, drawn))


@given(st.integers(1, 120), st.data())
def test_the_tail_is_that_of_its_definition(background: int, data: st.DataObject) -> None:
    """To eleven digits, for every number of shared genes."""
    drawn, pathway = (data.draw(st.integers(0, background)) for _ in range(2))
    for shared, chance in enumerate(tails(drawn, pathway, background)):
        assert chance == pytest.approx(float(exact_tail(shared, drawn, pathway, background)), rel=1e-11)


def test_the_tail_keeps_its_digits_where_it_is_tiny() -> None:
    """Sizes of the whole of WikiPathways: no digit is lost to a difference from 1, nor to logarithms."""
    for shared in (1, 20, 80):
        chance = tails(80, 400, 10_000)[shared]
        assert chance == pytest.approx(float(exact_tail(shared, 80, 400, 10_000)), rel=1e-11)


def defined(chances: Sequence[float]) -> list[float]:
    """Adjusted p-values as Benjamini and Hochberg define them, each by itself."""
    ordered = sorted(chances)
    rates = [p * len(ordered) / rank for rank, p in enumerate(ordered, 1)]
    return [min(1.0, *rates[rank:]) for rank in range(len(ordered))]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_p_values_are_adjusted_as_defined(chances: list[float]) -> None:
    """Each is the least rate of its rank and all later ones."""
    assert adjusted(sorted(chances), len(chances)) == pytest.approx(defined(chances))


GENE_SETS = st.lists(st.frozensets(st.integers(1, 40), min_size=1, max_size=15), min_size=1, max_size=12)


@given(GENE_SETS, st.frozensets(st.integers(1, 50), min_size=1))
def test_the_index_finds_what_comparing_every_pathway_finds(gene_sets: list[frozenset[int]], genes: set[int]) -> None:
    """Also where p-values are adjusted for pathways that share nothing and are never looked at."""
    pathways = [Pathway(f"WP{number}", "", "9606", one) for number, one in enumerate(gene_sets)]
    background = frozenset[int]().union(*gene_sets)
    drawn = len(genes & background)
    chances = [
        float(exact_tail(len(one.genes & genes), drawn, len(one.genes), len(background))) if one.genes & genes else 1.0
        for one in pathways
    ]
    rates = dict(zip(sorted(chances), defined(chances), strict=True))
    expected = {
        one.wpid: [*sorted(one.genes & genes), len(one.genes & genes), len(one.genes), p, rates[p]]
        for one, p in zip(pathways, chances, strict=True)
        if one.genes & genes
    }
    found = Collection(pathways).overlaps("PMC1__f1", genes, ALL)
    assert {one.wpid: [*one.shared, len(one.shared), one.pathway_genes, one.p, one.adjusted] for one in found} == {
        wpid: pytest.approx(numbers) for wpid, numbers in expected.items()
    }
    assert [one.p for one in found] == sorted(one.p for one in found)
    assert all((one.figure_genes, one.tested_genes) == (len(genes), drawn) for one in found)


PATHWAYS = [
    Pathway("WP1", "Five", "9606", frozenset(range(1, 6))),
    Pathway("WP2", "Twenty", "9606", frozenset(range(1, 21))),
    Pathway("WP3", "Two", "9606", frozenset({5, 30})),
    Pathway("WP4", "Others", "9606", frozenset(range(31, 100))),
]
FIGURE = frozenset({1, 2, 3, 4, 5, 30, 999})


@pytest.mark.parametrize(
    ("thresholds", "found"),
    [
        (ALL, ["WP1", "WP2", "WP3"]),
        (Thresholds(shared=3, adjusted=1.0), ["WP1", "WP2"]),
        (Thresholds(shared=1, adjusted=1.0, jaccard=0.25), ["WP1", "WP3"]),
        (Thresholds(shared=1, adjusted=1.0, p=1e-4), ["WP1"]),
        (Thresholds(shared=1, adjusted=1e-3), ["WP1"]),
        (Thresholds(shared=1, adjusted=1.0, best=2), ["WP1", "WP2"]),
    ],
    ids=["none", "shared genes", "Jaccard", "p-value", "adjusted p-value", "best"],
)
def test_a_threshold_leaves_out_what_is_below_it(thresholds: Thresholds, found: list[str]) -> None:
    """Each by itself."""
    overlaps = Collection(PATHWAYS).overlaps("PMC1__f1", FIGURE, thresholds)
    assert sorted(one.wpid for one in overlaps) == found


@pytest.mark.parametrize("wrong", [{"jaccard": 1.1}, {"p": -0.1}, {"adjusted": float("nan")}])
def test_a_threshold_that_nothing_can_reach_is_refused(wrong: dict[str, float]) -> None:
    """Rather than an empty result."""
    with pytest.raises(UsageError, match="expected a number from 0 to 1"):
        Thresholds(**wrong)  # type: ignore[arg-type]


def test_a_background_narrows_figures_and_pathways() -> None:
    """The genes outside count for the size of the figure, and for nothing else."""
    (overlap,) = Collection(PATHWAYS[:1], frozenset(range(1, 4)) | {7}).overlaps("PMC1__f1", FIGURE, ALL)
    assert (overlap.shared, overlap.figure_genes, overlap.tested_genes, overlap.pathway_genes) == ((1, 2, 3), 7, 3, 3)
    assert overlap.p == pytest.approx(1 / 4)


def test_species_are_compared_apart() -> None:
    """And one without any gene in the background is not compared."""
    mouse = Pathway("WP9", "Mouse", "10090", frozenset({1, 2}))
    assert [*collections([*PATHWAYS, mouse])] == ["10090", "9606"]
    assert [*collections([*PATHWAYS, mouse], frozenset({50}))] == ["9606"]


def test_a_comparison_is_named_by_all_it_depends_on() -> None:
    """Pathways and their revisions, background, thresholds, and version."""
    whole = Collection(PATHWAYS)
    revised = Collection([PATHWAYS[0]._replace(revision="WP1_r2"), *PATHWAYS[1:]])
    names = {
        digest(whole, ALL, "1"),
        digest(whole, ALL, "2"),
        digest(whole, Thresholds(), "1"),
        digest(revised, ALL, "1"),
        digest(Collection(PATHWAYS[1:]), ALL, "1"),
        digest(Collection(PATHWAYS, whole.background | {500}), ALL, "1"),
    }
    assert len(names) == 6
    assert digest(Collection(PATHWAYS), ALL, "1") in names
