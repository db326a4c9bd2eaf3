"""The bundled queries answer the same on three engines, with the rows that are expected of them."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import rdflib
from checkouts import CORPUS
from pyoxigraph import QuerySolutions, Store
from query_data import MADE, SAMPLE, write_figures, write_others
from rdflib.plugins.stores.memory import Memory
from servers import oxigraph

from pfocr_rdf import vocabulary
from pfocr_rdf.errors import QueryError
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.querying.asking import answered, filled
from pfocr_rdf.querying.binding import blocks
from pfocr_rdf.querying.catalogue import KEYS, Query, catalogue, read_query
from pfocr_rdf.querying.evaluation import JSON, Evaluator, Wanted
from pfocr_rdf.querying.gate import Permission
from pfocr_rdf.querying.parameters import KINDS, VARIABLES, Resolver
from pfocr_rdf.querying.published import declared
from pfocr_rdf.querying.rows import Row, Rows
from pfocr_rdf.stores.embedded import Embedded, open_data

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden" / "queries"
QUERIES = list(catalogue().values())
MISMATCH = "differs from tests/golden/queries; run pytest tests/test_queries.py --regen and look at the difference"

#: Queries whose answers are pathways': these are asked of real ones, too.
WITH_PATHWAYS = [query for query in QUERIES if query.twin or query.needs]


class Engines(NamedTuple):
    """The same data in three engines, and where others' data are served."""

    embedded: Embedded
    graph: rdflib.Graph
    server: str
    others: str


#: Which query is asked with which pathways beside the figures.
CASES = [*((MADE, query) for query in QUERIES), *((SAMPLE, query) for query in WITH_PATHWAYS)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """The figures beside pathways made up for tests."""
    yield from started(MADE, tmp_path_factory.mktemp(MADE))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """The figures beside real pathways."""
    if not CORPUS.exists():
        pytest.skip("the sample of WikiPathways RDF is not at ../shared/corpus")
    yield from started(SAMPLE, tmp_path_factory.mktemp(SAMPLE))


def started(pathways: str, folder: Path) -> Iterator[Engines]:
    """All data in one store each, and those of others on a server of their own."""
    figures, others = write_figures(folder), write_others(folder, pathways)
    graph = rdflib.Graph(Memory())
    for file in (figures, others):
        graph.parse(file, format="nt")
    with oxigraph(figures, others) as server, oxigraph(others) as other_server:
        yield Engines(open_data([figures, others]), graph, server, f"{other_server}/query")


def local(query: Query, engines: Engines) -> str:
    """The text of a query, federated with our own server instead of the real ones."""
    text = query.text
    for address in query.services:
        text = text.replace(f"<{address}>", f"<{engines.others}>")
    return text


def of_embedded(query: Query, engines: Engines) -> list[Row]:
    """Rows from Oxigraph in this process' child."""
    permission = Permission(frozenset({engines.others}))
    with (
        Evaluator(engines.embedded) as evaluator,
        evaluator.answer(local(query, engines), Wanted(), permission=permission) as answer,
    ):
        return list(Rows(io.BytesIO(b"".join(answer)), answer.media_type))


def of_server(query: Query, engines: Engines) -> list[Row]:
    """Rows from an Oxigraph server, asked in the way that the command asks endpoints."""
    answer = answered(local(query, engines), [f"{engines.server}/query"])
    with answer.content as content:
        return list(Rows(content, answer.media_type))


def of_rdflib(query: Query, engines: Engines) -> list[Row]:
    """Rows from rdflib."""
    result = engines.graph.query(local(query, engines))
    if query.form.makes_triples:
        return list(Rows(io.BytesIO(result.serialize(format="nt") or b""), "application/n-triples"))
    return list(Rows(io.BytesIO(result.serialize(format="json") or b""), JSON))


def in_order(query: Query, rows: list[Row]) -> list[Row]:
    """Rows as they came where the query says in which order; sorted otherwise."""
    return rows if "ORDER BY" in query.body else sorted(rows, key=repr)


def shown(query: Query, rows: list[Row]) -> str:
    """Rows as lines of a file."""
    lines = ["\t".join("" if cell is None else str(cell) for cell in row) for row in in_order(query, rows)]
    return "\n".join(["\t".join(rows[0]._fields), *lines]) + "\n"


@pytest.mark.parametrize(("pathways", "query"), CASES, ids=lambda one: one.name if isinstance(one, Query) else one)
def test_a_query_has_the_same_rows_on_three_engines(
    pathways: str, query: Query, request: pytest.FixtureRequest
) -> None:
    """At least one, in the same order, and those that are expected."""
    engines: Engines = request.getfixturevalue(pathways)
    rows = in_order(query, of_embedded(query, engines))
    assert len(rows) > 0
    assert in_order(query, of_server(query, engines)) == rows
    assert in_order(query, of_rdflib(query, engines)) == rows
    golden = GOLDEN / pathways / f"{query.name}.tsv"
    if request.config.getoption("--regen"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(shown(query, rows), "utf-8")
    assert shown(query, rows) == golden.read_text("utf-8"), f"{golden.name} {MISMATCH}"


def test_no_expectation_is_left_over() -> None:
    """Each file belongs to a query."""
    assert {file.stem for file in (GOLDEN / MADE).iterdir()} == set(catalogue())
    assert {file.stem for file in (GOLDEN / SAMPLE).iterdir()} == {query.name for query in WITH_PATHWAYS}


@pytest.mark.parametrize("pathways", [MADE, SAMPLE])
@pytest.mark.parametrize(
    "query", [query for query in QUERIES if query.services and query.twin], ids=lambda query: query.name
)
def test_a_federated_query_and_its_twin_answer_the_same(query: Query, pathways: str) -> None:
    """Row for row, as both expectations have them."""
    ours, twins = (GOLDEN / pathways / f"{name}.tsv" for name in (query.name, query.twin))
    assert ours.read_text("utf-8") == twins.read_text("utf-8")


def test_there_are_queries_enough() -> None:
    """At least 25, and each with a title of its own."""
    assert len(QUERIES) >= 25
    assert len({query.title for query in QUERIES}) == len(QUERIES)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_header_says_what_there_is_to_know(query: Query) -> None:
    """Keys in their order, none empty, each parameter of a known kind and with a default in the text."""
    lines = query.text.partition("\n\n")[0].splitlines()
    keys = [line.removeprefix("# ").partition(":")[0] for line in lines]
    assert keys == sorted(keys, key=KEYS.index)
    assert all((query.title, query.description, query.keywords, query.expects))
    for parameter in query.parameters:
        assert VARIABLES[parameter.name] == parameter.kind in KINDS
        assert parameter.label
        assert parameter.default


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_federated_query_has_a_local_twin(query: Query) -> None:
    """And the twin knows it; only what is asked of Wikidata has none."""
    if query.twin:
        twin = catalogue()[query.twin]
        assert twin.twin == query.name
        assert (twin.parameters, bool(twin.services), bool(twin.needs)) == (
            query.parameters,
            not query.services,
            not query.needs,
        )
    assert bool(query.twin) or not any("wikipathways" in address for address in query.services)
    assert bool(query.services) == ("federated" in query.keywords)


def test_every_parameter_can_be_told_from_what_it_is_called() -> None:
    """A header that names a kind that is none is refused."""
    with pytest.raises(QueryError, match="param: found 'genus', expected one of gene, "):
        read_query("bad", "# title: a\n# param: gene | genus | A gene\n\nASK {}")


@pytest.mark.parametrize("query", [query for query in QUERIES if query.parameters], ids=lambda query: query.name)
def test_a_default_can_be_typed(query: Query) -> None:
    """What a form shows in its fields makes the terms that the query has itself."""
    given = {one.name: list(one.examples) for one in query.parameters}
    assert defaults(filled(query, given, Resolver()), query) == defaults(query.text, query)


def defaults(text: str, query: Query) -> list[list[str]]:
    """The terms that each parameter has, in full."""
    names = {one.name for one in query.parameters}
    return [terms_of(block.inside, query) for block in blocks(text) if block.variable in names]


def terms_of(inside: str, query: Query) -> list[str]:
    """The terms between the braces of ``VALUES``, in full."""
    prefixes = "".join(f"PREFIX {prefix}: <{iri}> " for prefix, iri in declared(query.text))
    rows = Store().query(f"{prefixes} SELECT ?a {{ VALUES ?a {{ {inside} }} }}")
    assert isinstance(rows, QuerySolutions)
    return [str(row["a"]) for row in rows]


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_every_parameter_is_a_block_of_values(query: Query) -> None:
    """With the same default wherever it stands."""
    found: dict[str, set[str]] = {}
    for block in blocks(query.text):
        found.setdefault(block.variable, set()).add(block.inside)
    assert {parameter.name for parameter in query.parameters} <= found.keys()
    assert {name for name, insides in found.items() if len(insides) > 1} == set()


def own_terms() -> set[str]:
    """Every term of the vocabulary."""
    classes = [one for one in vars(vocabulary).values() if isinstance(one, type)]
    return {term for one in classes for term in vars(one).values() if isinstance(term, vocabulary.Term)}


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_query_asks_for_terms_that_there_are(query: Query) -> None:
    """A slip in a property would make a query that never answers."""
    ours = re.findall(r"\b(?:schema|pfocr|oa|skos|fabio):\w+", re.sub(r"<[^>\s]*>", "", query.body))
    foreign = {"skos:Collection"}
    assert {*ours} - foreign <= own_terms()


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_prefixes_are_those_of_the_graph(query: Query) -> None:
    """Declared if used, used if declared, and for the same IRIs."""
    declared = dict(re.findall(r"^PREFIX ([\w.]+): <(.+)>$", query.text, re.MULTILINE))
    known = Namespaces().prefixes
    assert {name: iri for name, iri in declared.items() if name in known and known[name] != iri} == {}
    code = re.sub(r'<[^>\s]*>|"[^"]*"', "", query.body.partition("\n\n")[2])
    assert {*re.findall(r"(?<![\w.:?])([a-z][\w.]*):", code)} == {*declared}


def test_the_first_page_says_how_many_there_are() -> None:
    """A number that nobody counts again is soon wrong."""
    assert f"one of {len(QUERIES)} bundled queries" in (ROOT / "README.md").read_text()
