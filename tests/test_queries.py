"""The bundled queries run on the seeds and answer something, on two engines alike."""

import re
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib.query import ResultRow

from pfocr_rdf.pipeline import Options, convert
from pfocr_rdf.reading import Knowledge

ROOT = Path(__file__).parent.parent
QUERIES = sorted((ROOT / "queries").glob("*.rq"))
HEADER = ("title", "category", "description")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds as N-Triples."""
    target = tmp_path_factory.mktemp("graph") / "seeds.nt"
    convert([ROOT / "seeds"], target, Options(knowledge=Knowledge(), jobs=1))
    return target


def filled(query: Path) -> str:
    """A query with its parameters' defaults in place."""
    text = query.read_text()
    for line in re.findall(r"^# param: (.*)$", text, re.MULTILINE):
        name, _, default, _ = (part.strip() for part in line.split("|"))
        text = text.replace("{{" + name + "}}", default)
    return text


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.stem)
def test_a_query_says_what_it_is(query: Path) -> None:
    """Title, category and description come first, as WikiPathways' own query files have them."""
    keys = [line.split(":")[0][2:] for line in query.read_text().split("\n\n")[0].splitlines()]
    assert tuple(keys[:3]) == HEADER


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.stem)
def test_a_query_has_the_same_rows_on_two_engines(query: Path, seeds: Path) -> None:
    """Oxigraph and rdflib agree, and there is at least one row."""
    store = pyoxigraph.Store()
    store.bulk_load(path=str(seeds), format=pyoxigraph.RdfFormat.N_TRIPLES)
    solutions = store.query(filled(query))
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    quick = sorted([value.value if value else "" for value in row] for row in solutions)
    result = rdflib.Graph().parse(seeds, format="nt").query(filled(query))
    slow = sorted([str(row[name]) for name in result.vars or ()] for row in result if isinstance(row, ResultRow))
    assert len(quick) == len(slow) > 0
    if "LIMIT" not in filled(query):
        assert quick == slow
