"""Whatever a record holds, every format says the same of it, and says it in legal RDF."""

import functools
import re
import tempfile
import warnings
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from oracle import expected_graph
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, RdfFormat, Triple
from strategies import FIGURES, HGNC, RELEASES

from pfocr_rdf import mapping
from pfocr_rdf.errors import UsageError
from pfocr_rdf.formats import FORMATS, JSON_LD, N_QUADS, N_TRIPLES, TRIG, TURTLE, Format
from pfocr_rdf.graph import figure_graph
from pfocr_rdf.identifiers import _BASE, DEFAULT_BASE, Namespaces
from pfocr_rdf.mapping import digest, digests
from pfocr_rdf.mentions import HUMAN
from pfocr_rdf.pipeline import Options, write
from pfocr_rdf.reading import Knowledge
from pfocr_rdf.record import Chemical, Disease, Figure, Gene, Kind, Mention, Organism, Paper, Taxon
from pfocr_rdf.values import MISSING

few = settings(
    max_examples=10,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[phase for phase in Phase if phase is not Phase.explain],  # minutes for little
)

#: Characters that RFC 3987 keeps out of an IRI, wherever they stand.
ILLEGAL = re.compile(r'[\x00-\x20<>"{}|\\^`\[\]]|%(?![0-9A-Fa-f]{2})|[\ue000-\uf8ff]')

PAPER = Paper(pmcid="PMC1")
FIGURE = Figure(figid="PMC1__f1", title="A pathway", paper=PAPER)


def written(
    records: Iterable[Figure], form: Format, *, full: bool = True, namespaces: Namespaces | None = None
) -> bytes:
    """The document that ``write`` makes of some records."""
    options = Options(format=form, full=full, namespaces=namespaces or Namespaces(), knowledge=Knowledge(hgnc=HGNC))
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "document")
        write(records, target, options)
        return target.read_bytes()


def name(node: object) -> NamedNode:
    """An rdflib IRI as pyoxigraph has it; a blank node is none."""
    assert isinstance(node, rdflib.URIRef)
    return NamedNode(str(node))


def triple(subject: object, predicate: object, value: object) -> Triple:
    """An rdflib triple as pyoxigraph has it."""
    if not isinstance(value, rdflib.Literal):
        return Triple(name(subject), name(predicate), name(value))
    datatype = NamedNode(str(value.datatype)) if value.datatype else None
    literal = Literal(str(value), datatype=datatype, language=value.language)
    return Triple(name(subject), name(predicate), literal)


def by_rdflib(document: bytes, form: Format) -> set[Quad]:
    """Quads as rdflib reads them."""
    dataset = rdflib.Dataset()
    into = dataset if form.has_graphs else dataset.default_graph
    with warnings.catch_warnings(category=DeprecationWarning, action="ignore"):  # rdflib calls what it deprecates
        into.parse(data=document, format=form.media_type)
    default = dataset.default_graph.identifier
    quads = set()
    for *spo, graph in dataset.quads((None, None, None, None)):
        one = triple(*spo)
        place = None if graph in {None, default} else name(graph)
        quads.add(Quad(one.subject, one.predicate, one.object, place))
    return quads


def by_pyoxigraph(document: bytes, form: Format) -> set[Quad]:
    """Quads as Oxigraph reads them."""
    return set(pyoxigraph.parse(document, RdfFormat.from_media_type(form.media_type)))


def triples_of(quads: Iterable[Quad]) -> set[Triple]:
    """Triples of quads, whatever their graph."""
    return {quad.triple for quad in quads}


def graph_triples(records: Iterable[Figure], *, full: bool = True, namespaces: Namespaces | None = None) -> set[Triple]:
    """The union of the graphs of some records."""
    graphs = (figure_graph(one, full=full, namespaces=namespaces, hgnc=HGNC) for one in records)
    return {triple(*one) for one in chain.from_iterable(graphs)}


def canonical(triples: Iterable[Triple]) -> str:
    """Canonical N-Quads, by RDFC-1.0."""
    dataset = Dataset(Quad(one.subject, one.predicate, one.object) for one in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return "\n".join(sorted(map(str, dataset)))


def iris_of(triples: Iterable[Triple]) -> set[str]:
    """Every IRI in some triples, datatypes among them."""
    terms = set(chain.from_iterable((one.subject, one.predicate, one.object) for one in triples))
    datatypes = {one.datatype for one in terms if isinstance(one, Literal)}
    return {one.value for one in terms | datatypes if isinstance(one, NamedNode)}


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
@few
@given(records=RELEASES)
def test_every_format_is_read_alike_by_two_readers(form: Format, records: list[Figure]) -> None:
    """Both rdflib and Oxigraph find the canonical graph that ``figure_graph`` makes of the same records."""
    document = written(records, form)
    expected = canonical(graph_triples(records))
    assert canonical(triples_of(by_pyoxigraph(document, form))) == expected
    assert canonical(triples_of(by_rdflib(document, form))) == expected


@few
@given(RELEASES)
def test_core_is_full_without_the_mentions(records: list[Figure]) -> None:
    """Every triple of the one profile is in the other; what is missing is said of mentions and lexicons."""
    core, full = graph_triples(records, full=False), graph_triples(records)
    assert core <= full
    mention, lexicon = re.escape("<" + DEFAULT_BASE) + "figures/.*#(gene|chemical|disease)-.*", ".*/rdf/lexicon/.*"
    assert all(re.fullmatch(f"{mention}|{lexicon}", str(one.subject)) for one in full - core)
    assert not any("#hasBody" in str(one.predicate) for one in core)


@few
@given(RELEASES)
def test_no_literal_is_empty_or_a_placeholder(records: list[Figure]) -> None:
    """But for matched terms, where NA is one: the records hold none, and the mapping adds none."""
    literals = {
        one.object.value
        for one in graph_triples(records)
        if isinstance(one.object, Literal) and not one.predicate.value.endswith("#matchedTerm")
    }
    assert not literals & MISSING


@few
@given(RELEASES)
def test_strings_are_plain(records: list[Figure]) -> None:
    """No language tag; a datatype only for years, scores and ranks."""
    literals = [one.object for one in graph_triples(records) if isinstance(one.object, Literal)]
    assert not [one for one in literals if one.language]
    assert {one.datatype.value.partition("#")[2] for one in literals} <= {"string", "gYear", "decimal", "integer"}


@few
@given(
    RELEASES, st.sampled_from([Namespaces(), Namespaces("https://example.org/~a/%20/", "http", "http://h/{filename}")])
)
def test_every_iri_is_legal(records: list[Figure], namespaces: Namespaces) -> None:
    """By Oxigraph's grammar, by RFC 3987's list of what may not stand in one, and with a scheme."""
    iris = iris_of(graph_triples(records, namespaces=namespaces))
    assert [iri for iri in iris if ILLEGAL.search(iri) or not iri.startswith(("https://", "http://"))] == []
    assert iri_count(iris) == len(iris)


def iri_count(iris: Iterable[str]) -> int:
    """How many of some IRIs an N-Triples reader takes."""
    lines = "".join(f"<{iri}> <{iri}> <{iri}> .\n" for iri in iris)
    return len(list(pyoxigraph.parse(lines, RdfFormat.N_TRIPLES)))


@settings(max_examples=100)
@given(st.from_regex(_BASE, fullmatch=True))
def test_a_base_that_is_accepted_makes_legal_iris(base: str) -> None:
    """Whatever ``--base`` takes, no reader of the output refuses."""
    try:
        namespaces = Namespaces(base=base)
    except UsageError:
        return
    iris = iris_of(graph_triples([FIGURE], namespaces=namespaces))
    assert iri_count(iris) == len(iris)


@few
@given(RELEASES)
def test_turtle_declares_each_prefix_once_and_each_subject_has_one_block(records: list[Figure]) -> None:
    """Blocks are divided by an empty line; strings hold no line break of their own."""
    text = written(records, TURTLE).decode()
    head, *blocks = text.removesuffix("\n\n").split("\n\n")
    prefixes = [line.split()[1] for line in head.split("\n")]
    subjects = [block.split("\n")[0] for block in blocks]
    assert len(prefixes) == len({*prefixes})
    assert len(subjects) == len({*subjects})
    assert len(subjects) == len({one.subject for one in graph_triples(records)})


@pytest.mark.parametrize("form", [N_QUADS, TRIG], ids=lambda form: form.name)
@few
@given(records=RELEASES)
def test_quads_are_in_the_graph_of_their_kind(form: Format, records: list[Figure]) -> None:
    """Links, entities and figures each have their graph, and no triple is in two or in none."""
    quads = by_pyoxigraph(written(records, form), form)
    assert {quad.graph_name for quad in quads if quad.graph_name != expected_graph(quad.triple)} == set()
    assert len(quads) == len(triples_of(quads))


@few
@given(RELEASES)
def test_the_summary_counts_what_is_there(records: list[Figure]) -> None:
    """Triples, figures and papers, as counted in the graph."""
    with tempfile.TemporaryDirectory() as folder:
        summary = write(records, Path(folder, "all.nt"), Options(knowledge=Knowledge(hgnc=HGNC)))
    assert summary.tally.figures == len(records)
    assert summary.tally.papers == len({one.paper.pmcid for one in records})
    assert summary.tally.triples == len(graph_triples(records))


@few
@given(FIGURES)
def test_n_triples_has_each_triple_once(record: Figure) -> None:
    """One line, one triple, none twice."""
    lines = written([record], N_TRIPLES).decode().removesuffix("\n").split("\n")
    assert len(lines) == len({*lines}) == len(graph_triples([record]))


def test_a_paper_of_several_figures_is_described_once() -> None:
    """After the last of its figures, however many there are."""
    records = [Figure(figid=f"PMC1__f{number}", title="A pathway", paper=PAPER) for number in range(3)]
    text = written(records, TURTLE).decode()
    assert text.count("\npmc:PMC1\n") == 1
    assert text.index("\npmc:PMC1\n") > text.index("\nfig:PMC1__f2.html\n")


def test_a_json_document_has_one_object_a_figure_and_one_an_entity() -> None:
    """One a line; picture, paper and mentions are inside their figure."""
    gene = Mention(Kind.GENE, "IL-1B", "IL1B", "hgnc_symbol", (Gene("3553", "IL1B", HUMAN),))
    records = [Figure(figid=f"PMC{n}__f", title="A", paper=Paper(pmcid=f"PMC{n}"), genes=(gene,)) for n in (1, 2)]
    lines = written(records, JSON_LD).decode().split("\n")
    subjects = [line[: line.index(",")] for line in lines if line.startswith('{"id"')]
    expected = ("fig:PMC1__f.html", "fig:PMC2__f.html", "ncbigene:3553", "obo:NCBITaxon_9606", "lex:hgnc_symbol")
    assert subjects == [f'{{"id": "{one}"' for one in expected]


def test_a_term_that_is_a_chemical_and_a_disease_is_one_node() -> None:
    """MeSH has descriptors that both tables may name; no format loses what either says."""
    both = Figure(
        figid="PMC1__f1",
        title="A pathway",
        paper=PAPER,
        chemicals=(Mention(Kind.CHEMICAL, "prion", None, None, (Chemical("D011328", "1", "a protein"),)),),
        diseases=(Mention(Kind.DISEASE, "prion", None, None, (Disease("D011328", "2", "an illness"),)),),
    )
    for form in FORMATS:
        assert triples_of(by_pyoxigraph(written([both], form), form)) == graph_triples([both])


@pytest.mark.parametrize("pmcids", [("PMC1", "PMC1"), ("PMC1", "PMC2")])
def test_a_network_of_two_figures_is_based_on_both(pmcids: tuple[str, str]) -> None:
    """A slip in the map may give one network to two figures; no format loses either."""
    uuid = "0626a9a9-df0c-11ea-99da-0ac135e8bacf"
    records = [
        Figure(figid=f"{pmcid}__f{number}", title="A pathway", paper=Paper(pmcid=pmcid), ndex=uuid)
        for number, pmcid in enumerate(pmcids)
    ]
    for form in FORMATS:
        assert triples_of(by_pyoxigraph(written(records, form), form)) == graph_triples(records)


def test_nothing_is_a_document_in_every_format() -> None:
    """No figure at all: still a legal document."""
    for form in FORMATS:
        assert by_pyoxigraph(written([], form), form) == by_rdflib(written([], form), form) == set()


def test_a_taxon_known_under_two_names_is_one_node() -> None:
    """A gene table and an organism page may name it differently; both names are kept."""
    organisms = (
        Organism(name="mouse", taxon=Taxon("10090", "mouse"), annotated=True),
        Organism(name="Mus musculus", taxon=Taxon("10090", "Mus musculus"), recognised=True),
    )
    record = Figure(figid="PMC1__f1", title="A pathway", paper=PAPER, organisms=organisms)
    text = written([record], TURTLE).decode()
    assert text.count("\nobo:NCBITaxon_10090\n") == 1
    assert 'schema:name "Mus musculus" , "mouse" ' in text


def test_a_mention_goes_by_ten_digits() -> None:
    """The first ten of the forty of its hash."""
    mention = Mention(Kind.GENE, "IL-1B", "IL-1B", "hgnc_alias_symbol")
    assert digests([mention]) == [digest(mention)[:10]] == ["66b93d4387"]


def test_nothing_but_kind_word_match_and_source_names_a_mention() -> None:
    """The entities may change with the next release, the name of the mention does not."""
    bare = Mention(Kind.GENE, "IL-1B", "IL-1B", "hgnc_alias_symbol")
    assert digest(bare) == digest(bare._replace(entities=(Gene("3553"),)))
    others = (bare._replace(kind=Kind.DISEASE), bare._replace(word="x"), bare._replace(match="x"))
    assert len({digest(one) for one in (bare, *others, bare._replace(source="x"))}) == 5


def test_mentions_whose_short_names_collide_go_by_all_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of 40 bits are not found in the time of a test, so names are cut to two digits here."""
    monkeypatch.setattr(mapping, "SHORT", 2)
    first, second = colliding(2)
    assert digest(first)[:2] == digest(second)[:2]
    assert digests([first, second]) == [digest(first), digest(second)]
    assert digests([first]) == [digest(first)[:2]]
    record = Figure(figid="PMC1__f1", title="A pathway", paper=PAPER, genes=(first, second))
    subjects = {str(one.subject) for one in graph_triples([record])}
    assert {f"<{DEFAULT_BASE}figures/PMC1__f1.html#gene-{digest(one)}>" for one in (first, second)} <= subjects


@functools.cache
def colliding(length: int) -> tuple[Mention, Mention]:
    """Two mentions whose names begin with the same digits."""
    seen: dict[str, Mention] = {}
    for number in range(16**length + 1):
        mention = Mention(Kind.GENE, str(number), "x", "hgnc_symbol")
        if (first := seen.setdefault(digest(mention)[:length], mention)) is not mention:
            return first, mention
    raise AssertionError(length)
