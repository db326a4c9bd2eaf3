"""Records as hypothesis makes them: any text, odd but legal identifiers, and no placeholder, as ``record`` promises."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from pfocr_rdf.hgnc import HgncGene, HgncTable
from pfocr_rdf.mentions import HUMAN
from pfocr_rdf.record import Chemical, Disease, Figure, Gene, Kind, Mention, Organism, Paper, Taxon
from pfocr_rdf.values import is_missing
from pfocr_rdf.vocabulary import LEXICONS

#: Texts that are known to trip up some writer or reader of some format.
TRAPS = (
    '"',
    '"""',
    "\\",
    "\\u0041",
    "\\n",
    "a\nb",
    "\tb ",
    " ",
    "'",
    "<bold>a</bold>",
    "&bgr;",
    "]]>",
    "@prefix",
    "_:b",
    "x^^y",
    "@id",
    "\U0001f9ec",
    "\U0010fffd",
    "\u200fא\u202e",
    "e\u0301",
    "\u0130",
    "\u2028",
    "\x85",
    "\ufeff",
    "\x7f",
    "true",
    "1.0",
)

TAXA = (HUMAN, Taxon("9606", "Homo sapiens", "Primates"), Taxon("10090", "Mus musculus", "Rodents"), Taxon("562"))

#: A table of a few genes, one of them with a symbol that an IRI cannot hold as it stands.
HGNC = HgncTable.of(
    [
        HgncGene("IL1B", "5992", "3553", (), ()),
        HgncGene("HLA-A", "4931", "3105", (), ()),
        HgncGene("x/y<z>é", "7", "7", (), ()),
    ],
    {"date": "2026-01-01"},
)


#: Ends of figids, in order; dots, hyphens and underscores stand wherever the database allows them.
STEMS = ("-", ".", "09_173_.de_ref2", "_", "f.1.", "f1")

UUID = "0626a9a9-df0c-11ea-99da-0ac135e8bac"

# Each strategy is made once: hypothesis checks a new one at length, and a figure is made of fifty.

_CHARACTERS = st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufffe\uffff")

#: Any text that a record may hold, other than nothing and placeholders.
TEXTS = st.sampled_from(TRAPS) | st.text(_CHARACTERS, min_size=1, max_size=8).filter(lambda text: not is_missing(text))

_MAYBE = st.none() | TEXTS
_SEVERAL = st.lists(TEXTS, max_size=2, unique=True).map(tuple)


def _human(gene: Gene) -> Gene:
    """Only human genes have an HGNC symbol in the records."""
    return gene._replace(hgnc_symbol=gene.symbol if gene.taxon == HUMAN else None)


#: Few identifiers, so that records share them.
_GENE_IDS = st.sampled_from(["1", "7", "3105", "3553", "4790", "100000000000"])
_GENES = st.builds(Gene, _GENE_IDS, _MAYBE, st.none() | st.sampled_from(TAXA)).map(_human)


def _terms(make: Callable[..., Chemical | Disease], mesh: list[str]) -> st.SearchStrategy[Chemical | Disease]:
    """Chemicals or diseases with a MeSH id, which may be of either kind, another one, or both."""
    ids = st.tuples(st.none() | st.sampled_from(mesh), st.none() | st.sampled_from(["15422", "0080600", "4"]))
    return st.builds(lambda both, name: make(*both, name), ids.filter(any), _MAYBE)


_SOURCES = st.sampled_from([*LEXICONS, "new lexicon", "a/b", "é"])


def _mentions(kind: Kind, entities: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Mention, ...]]:
    """Mentions of one kind, each another word, match or source."""
    source = _SOURCES if kind is Kind.GENE else st.none() | _SOURCES
    match = _MAYBE | st.just("NA")
    bodies = st.lists(entities, max_size=3, unique=True).map(tuple)
    one = st.builds(Mention, st.just(kind), TEXTS, match, source, bodies)
    return st.lists(one, max_size=2, unique_by=lambda mention: mention[:4]).map(tuple)


_PAPERS = st.builds(
    Paper,
    pmcid=st.just("PMC1"),
    title=_MAYBE,
    citation=_MAYBE,
    year=st.none() | st.integers(1800, 2100).map(str),
    doi=st.none() | st.sampled_from(["10.1038/s41586-020-2649-2", "10.1002/(SICI)1<2::AID>3#;%", "10.1000/é{}"]),
    journal=_MAYBE,
    journal_abbreviation=_MAYBE,
    publisher=_MAYBE,
    keywords=_SEVERAL,
)

_ORGANISMS = st.lists(
    st.builds(
        Organism,
        name=TEXTS,
        taxon=st.none() | st.sampled_from(TAXA),
        annotated=st.booleans(),
        recognised=st.booleans(),
    ),
    max_size=2,
    unique_by=lambda organism: organism.name,
).map(tuple)

#: One figure.
FIGURES = st.builds(
    Figure,
    figid=st.sampled_from(STEMS).map("PMC1__{}".format),
    title=TEXTS,
    paper=_PAPERS,
    alias=_MAYBE,
    caption=_MAYBE,
    number=_MAYBE,
    figure_type=_MAYBE,
    score=st.none() | st.sampled_from(["0", "1", "1.0", "0.8516313", "0.90", "0.0000005"]),
    rank=st.none() | st.sampled_from(["1", "41924"]),
    filename=st.none() | st.sampled_from(["f1.jpg", "f 1.PNG", "é#%.gif", "noending"]),
    figlink=st.none() | st.sampled_from(["pmc/articles/PMC1/figure/F7", "//x/50%/?a#b", "/é<>[]{}|\\^`/"]),
    ndex=st.none() | st.just(f"{UUID}0"),
    wikipathway=st.none() | st.sampled_from(["WP1", "WP5382"]),
    organisms=_ORGANISMS,
    genes=_mentions(Kind.GENE, _GENES),
    chemicals=_mentions(Kind.CHEMICAL, _terms(Chemical, ["D000255", "C526611"])),
    diseases=_mentions(Kind.DISEASE, _terms(Disease, ["D000255", "C538231"])),
    keywords=_SEVERAL,
)


def _placed(drawn: list[tuple[int, str, Figure]]) -> list[Figure]:
    """Figures under ids of two papers, with what the first of a paper says of it, and each with its own network."""
    papers: dict[int, Paper] = {}
    placed = []
    for index, (number, stem, figure) in enumerate(sorted(drawn, key=lambda one: one[:2])):
        paper = papers.setdefault(number, replace(figure.paper, pmcid=f"PMC{number}"))
        ndex = figure.ndex and f"{UUID}{index}"
        placed.append(replace(figure, figid=f"{paper.pmcid}__{stem}", paper=paper, ndex=ndex))
    return placed


#: A few figures of one or two papers, in order of figid.
RELEASES = st.lists(
    st.tuples(st.sampled_from([1, 20]), st.sampled_from(STEMS), FIGURES),
    min_size=1,
    max_size=3,
    unique_by=lambda one: one[:2],
).map(_placed)
