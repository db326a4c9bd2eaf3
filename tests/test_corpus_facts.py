"""The converter judged by a second reader: every fact of the real records is in the graph, and nothing else.

The trees lie outside the repository, at ``../shared/corpus``; without them only the seeds are judged.
"""

import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import pytest
from oracle import expected_graph, expected_triples, node
from oracle_facts import COUNTED_COLUMNS, PROLOGUE, facts, unaccounted
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, Triple, parse
from second_reader import Cells, Record, records

ROOT = Path(__file__).parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
TREES = (
    ROOT / "seeds",
    CORPUS / "pfocr-database",
    CORPUS / "pfocr-database-2021",
    CORPUS / "pfocr-database-2022",
    CORPUS / "pfocr-database-2023",
)

#: Text about a lexicon, the same in every graph: that it is there is a fact, its wording is not.
LEXICON_TEXT = (node("skos:prefLabel"), node("skos:definition"))

#: Which lexicon a counted column counts by, and what it counts; ``count_match`` counts terms of any lexicon.
COUNTED = {
    "count_direct": ("?gene", 'pfocr:lexicon/skos:notation "ncbigene_symbol"'),
    "count_synonym": ("?gene", 'pfocr:lexicon/skos:notation "ncbigene_synonym"'),
    "count_match": ("?match", "pfocr:matchedTerm ?match"),
}


PLACEHOLDERS = ("", "NA", "REJECT", ".na.character")


class Converted:
    """A tree and what the command made of it."""

    def __init__(self, tree: Path, folder: Path) -> None:
        """Convert once as triples and once as quads."""
        self.tree = tree
        self.written = [folder / f"{tree.name}{ending}" for ending in (".nt", ".nq")]
        for path in self.written:
            command = [sys.executable, "-m", "pfocr_rdf", "convert", str(tree), "-o", str(path)]
            run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            assert run.returncode == 0, run.stderr

    @cached_property
    def triples(self) -> set[Triple]:
        """Every triple of the N-Triples file."""
        return {quad.triple for quad in parse(path=self.written[0], format=RdfFormat.N_TRIPLES)}

    @cached_property
    def quads(self) -> set[Quad]:
        """Every quad of the N-Quads file."""
        return set(parse(path=self.written[1], format=RdfFormat.N_QUADS))

    @cached_property
    def store(self) -> Store:
        """The N-Triples file, ready for questions."""
        store = Store()
        store.bulk_load(path=self.written[0], format=RdfFormat.N_TRIPLES)
        return store


@pytest.fixture(scope="module", params=TREES, ids=lambda tree: tree.name)
def converted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Converted:
    """Each tree in turn, converted by the public command."""
    if not request.param.exists():
        pytest.skip(f"{request.param.name}: the corpus is not at ../shared/corpus")
    return Converted(request.param, tmp_path_factory.mktemp("converted"))


def listing(lines: Iterable[object], most: int = 20) -> str:
    """Some lines for a person, sorted, and how many there are."""
    texts = sorted(map(str, lines))
    return "\n".join([f"{len(texts)} in all", *texts[:most]])


def without_lexicon_text(triples: set[Triple]) -> set[Triple]:
    """What the second reader can foretell."""
    return {triple for triple in triples if triple.predicate not in LEXICON_TEXT}


def test_every_fact_of_every_record_and_row_is_in_the_graph(converted: Converted) -> None:
    """Nothing lost: each key, row and map line is found through SPARQL."""
    asked = list(facts(converted.tree))
    missing = [fact.where for fact in asked if not converted.store.query(fact.ask)]
    assert asked
    assert not missing, listing(missing)


def test_every_triple_is_one_that_the_records_call_for(converted: Converted) -> None:
    """Nothing invented: whatever is in the graph follows from a record."""
    invented = without_lexicon_text(converted.triples) - expected_triples(converted.tree)
    assert not invented, listing(invented)


def test_every_triple_that_the_records_call_for_is_there(converted: Converted) -> None:
    """Nothing lost, counted in triples."""
    lost = expected_triples(converted.tree) - converted.triples
    assert not lost, listing(lost)


def test_every_lexicon_in_use_has_one_label_and_one_definition(converted: Converted) -> None:
    """The only text that does not come from the records."""
    notations = {triple.subject for triple in converted.triples if triple.predicate == node("skos:notation")}
    for predicate in LEXICON_TEXT:
        told = [triple.subject for triple in converted.triples if triple.predicate == predicate]
        assert sorted(map(str, told)) == sorted(map(str, notations))


def test_no_triple_is_written_twice(converted: Converted) -> None:
    """As many lines as triples, in either file."""
    lines = [len(path.read_text("utf-8").splitlines()) for path in converted.written]
    assert lines == [len(converted.triples), len(converted.quads)]


def test_each_triple_lies_in_the_one_graph_for_it(converted: Converted) -> None:
    """Figures, entities and links; the quads hold what the triples hold."""
    misplaced = [quad for quad in converted.quads if quad.graph_name != expected_graph(quad.triple)]
    assert not misplaced, listing(misplaced)
    assert {quad.triple for quad in converted.quads} == converted.triples


def test_no_placeholder_is_a_value(converted: Converted) -> None:
    """What was read and what it was matched to may be the letters NA, nothing else may."""
    as_read = (node("pfocr:word"), node("pfocr:matchedTerm"))
    texts = [t for t in converted.triples if isinstance(t.object, Literal) and t.predicate not in as_read]
    assert texts
    assert not [t for t in texts if isinstance(t.object, Literal) and t.object.value in PLACEHOLDERS]


def test_no_node_is_made_of_a_placeholder(converted: Converted) -> None:
    """No IRI ends where its identifier should be; addresses of pages may end in a slash."""
    addresses = (node("schema:license"), node("schema:mainEntityOfPage"))
    nodes = {t.subject for t in converted.triples} | {
        t.object for t in converted.triples if t.predicate not in addresses
    }
    tails = [re.split("[/#:_]", term.value)[-1] for term in nodes if isinstance(term, NamedNode)]
    assert tails
    assert not {*tails} & {*PLACEHOLDERS}


def test_every_key_and_column_is_accounted_for(converted: Converted) -> None:
    """Mapped, constant, or derived from what is mapped; a new release cannot slip by."""
    assert not list(unaccounted(converted.tree))


def test_no_two_figures_share_a_paper(converted: Converted) -> None:
    """What the second reader takes for granted: it does not choose between two values for one paper."""
    papers = [record.page["pmcid"] for record in records(converted.tree)]
    assert len(papers) == len(set(papers))


@pytest.mark.parametrize("column", sorted(COUNTED))
def test_the_counts_of_the_tables_can_be_counted_again(converted: Converted, column: str) -> None:
    """They are not written: a query gives them back, wherever a table agrees with its own rows."""
    groups = [group for record in records(converted.tree) for group in counted_groups(record, column)]
    if not groups:
        pytest.skip(f"{converted.tree.name}: no table has the column {column}")
    consistent = {key: count for key, count, own_rows in groups if count == own_rows}
    assert len(consistent) >= 0.97 * len(groups)
    in_graph = counts_in_graph(converted.store, column)
    wrong = {key: (count, in_graph[key]) for key, count in consistent.items() if in_graph[key] != count}
    assert not wrong


def counted_groups(record: Record, column: str) -> list[tuple[tuple[str, str], int, int]]:
    """For each organism of a figure, what its table says in a counted column and what its rows amount to."""
    groups: defaultdict[str, list[Cells]] = defaultdict(list)
    for cells in record.rows("genes"):
        if column in cells:
            groups[cells["organism_id"]].append(cells)
    return [((record.figid, taxon), stated(rows, column), own_rows(rows, column)) for taxon, rows in groups.items()]


def stated(rows: list[Cells], column: str) -> int:
    """The one value of a counted column, ``NA`` for none; -1 where a table contradicts itself."""
    found = {int(cells[column].replace("NA", "0")) for cells in rows}
    return found.pop() if len(found) == 1 else -1


def own_rows(rows: list[Cells], column: str) -> int:
    """The same, counted in the rows."""
    if column == "count_match":
        return len({cells["match"] for cells in rows})
    source = {"count_direct": "ncbigene_symbol", "count_synonym": "ncbigene_synonym"}[column]
    return len({cells["ncbigene_id"] for cells in rows if cells["source"] == source})


def counts_in_graph(store: Store, column: str) -> defaultdict[tuple[str, str], int]:
    """The same, counted in the graph."""
    counted, condition = COUNTED[column]
    query = f"""{PROLOGUE}
        SELECT ?figid ?taxon (COUNT(DISTINCT {counted}) AS ?count) WHERE {{
          ?mention a pfocr:GeneMention ; oa:hasTarget/schema:identifier ?figid ; oa:hasBody ?gene ; {condition} .
          ?gene schema:taxonomicRange/schema:identifier ?taxon .
        }} GROUP BY ?figid ?taxon"""
    solutions = store.query(query)
    assert isinstance(solutions, QuerySolutions)
    found: defaultdict[tuple[str, str], int] = defaultdict(int)
    for row in solutions:
        found[row["figid"].value, row["taxon"].value] = int(row["count"].value)
    return found


def test_each_counted_column_is_counted_again() -> None:
    """No counted column is excused without a query."""
    assert COUNTED.keys() == COUNTED_COLUMNS
