"""Statements are cut into the same chunks each time, lose no triple, and hold no blank node."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from pfocr_rdf.errors import InputError, UsageError
from pfocr_rdf.formats import TURTLE
from pfocr_rdf.stores.cargo import Cargo
from pfocr_rdf.stores.chunks import Chunk, Cutter, Skolemizer
from pfocr_rdf.stores.counting import Distinct

GOLDEN = Path(__file__).parent / "golden"
PREDICATE = NamedNode("urn:p")

names = st.sampled_from("abcd")
nodes = names.map(lambda name: NamedNode(f"urn:{name}")) | names.map(BlankNode)
literals = st.text(max_size=8).map(Literal)
graphs = st.sampled_from([NamedNode("urn:g"), NamedNode("urn:h"), BlankNode("g")])
quads = st.lists(st.builds(lambda s, o, g: Quad(s, PREDICATE, o, g), nodes, nodes | literals, graphs), max_size=30)


def cut(statements: list[Quad], size: int) -> list[Chunk]:
    """Chunks of that size."""
    chunks: list[Chunk] = []
    cutter = Cutter(size, chunks.append)
    cutter.take(statements, "urn:default", Skolemizer("urn:genid:"))
    cutter.finish()
    return chunks


def named(chunks: list[Chunk]) -> set[tuple[str, str]]:
    """Graphs and lines."""
    return {(chunk.graph, str(quad)) for chunk in chunks for quad in parse(chunk.text, RdfFormat.N_TRIPLES)}


@given(quads, st.integers(1, 400))
def test_chunks_of_any_size_hold_the_same_statements(statements: list[Quad], size: int) -> None:
    """As many as there are, with IRIs for blank nodes that are the same in all of them."""
    chunks = cut(statements, size)
    assert named(chunks) == named(cut(statements, 1 << 20))
    assert sum(chunk.triples for chunk in chunks) == len(statements)
    assert not any("_:" in line.split('"')[0] for _, line in named(chunks))


@given(quads, st.integers(1, 400))
def test_the_same_statements_are_cut_into_the_same_chunks(statements: list[Quad], size: int) -> None:
    """Which is what a journal stands on."""
    assert cut(statements, size) == cut(statements, size)


@given(quads)
def test_statements_that_come_twice_are_counted_once(statements: list[Quad]) -> None:
    """By graph."""
    with Distinct() as distinct:
        for chunk in cut(statements + statements, 100):
            distinct.add(chunk)
        assert sum(count.stop - 1 for count in distinct.counts().values()) == len({*statements})


def test_counts_are_exact_where_hashes_had_to_wait_on_the_disk() -> None:
    """More of them than one bucket keeps in memory."""
    lines = [b"<urn:s> <urn:p> <urn:%d> ." % number for number in range(700_000)]
    with Distinct() as distinct:
        for _ in range(2):
            distinct.add(Chunk("urn:g", b"\n".join([*lines, b""])))
        assert distinct.counts() == {"urn:g": range(700_000, 700_001)}


def test_many_small_graphs_do_not_pile_up_in_memory() -> None:
    """What waits is a few chunks, however many graphs there are; nothing is lost on the way."""
    node = NamedNode("urn:s")
    made = [Quad(node, node, node, NamedNode(f"urn:{number}")) for number in range(1000)]
    chunks: list[Chunk] = []
    cutter = Cutter(100, chunks.append)
    cutter.take(made, "urn:default", Skolemizer("urn:genid:"))
    waiting = len(made) - len(chunks)
    cutter.finish()
    assert waiting <= 8 * 100 // len(b"<urn:s> <urn:s> <urn:s> .\n")
    assert len(named(chunks)) == len(made)


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ('"1.0"^^<urn:t> "1.00"^^<urn:t>', 1),
        ('"x"@en "x"@EN', 1),
        ('"x"@en "x"@de', 2),
        ('"x" "y"', 2),
        ('"\\"^^<urn:t>" "\\"@en"', 2),
    ],
)
def test_values_that_a_store_may_take_for_one_are_a_range(text: str, least: int) -> None:
    """Of one property of one node; nothing else is."""
    lines = "".join(f"<urn:s> <urn:p> {value} .\n" for value in text.split(" "))
    with Distinct() as distinct:
        distinct.add(Chunk("urn:g", lines.encode()))
        assert distinct.counts() == {"urn:g": range(least, 3)}


@pytest.mark.parametrize(
    ("statements", "alone"), [([("urn:g", 1)], True), ([("urn:g", 9)], False), ([("urn:g", 1), ("urn:h", 1)], False)]
)
def test_a_chunk_says_whether_it_is_all_there_is(statements: list[tuple[str, int]], alone: bool) -> None:
    """One small graph, and nothing else."""
    node = NamedNode("urn:s")
    made = [Quad(node, node, Literal(str(n)), NamedNode(graph)) for graph, count in statements for n in range(count)]
    assert {chunk.alone for chunk in cut(made, 60)} == {alone}


def read(*sources: str | Path, graph: str | None = None) -> dict[str, int]:
    """Triples by graph."""
    with Distinct() as distinct:
        cutter = Cutter(1 << 16, distinct.add, graph)
        Cargo(sources=tuple(map(str, sources)), graph=graph, jobs=1).read(cutter, log=None)
        return {name: count.stop - 1 for name, count in distinct.counts().items()}


def test_records_go_to_the_graphs_of_the_model() -> None:
    """And hold what the golden file holds, each triple in one graph."""
    counts = read("seeds")
    assert {graph.rpartition("/")[2] for graph in counts} == {"figures", "entities", "links"}
    assert sum(counts.values()) == len({*(GOLDEN / "seeds.nt").read_bytes().splitlines()})


def test_a_file_without_graphs_goes_to_a_graph_of_its_name(tmp_path: Path) -> None:
    """So that two files do not replace each other."""
    (tmp_path / "WP1.ttl").write_text("<urn:a> <urn:b> [ <urn:c> 1 ] .")
    (tmp_path / "b c.nt").write_text("<urn:a> <urn:b> _:x .\n")
    base = "https://pfocr.wikipathways.org/rdf/graph/"
    assert read(tmp_path / "WP1.ttl", tmp_path / "b c.nt") == {f"{base}WP1": 2, f"{base}b%20c": 1}


def test_a_graph_that_is_named_takes_all(tmp_path: Path) -> None:
    """Whatever graph it was in."""
    (tmp_path / "a.nq").write_text("<urn:a> <urn:b> <urn:c> <urn:g> .\n<urn:a> <urn:b> <urn:c> .\n")
    assert read(tmp_path / "a.nq", graph="urn:all") == {"urn:all": 1}


def test_blank_nodes_of_two_files_of_one_name_stay_apart(tmp_path: Path) -> None:
    """Each file has its own."""
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.ttl").write_text("[] <urn:b> <urn:c> .")
    assert [*read(tmp_path / "one/a.ttl", tmp_path / "two/a.ttl").values()] == [2]


def test_standard_input_without_graphs_needs_a_name_for_one() -> None:
    """Nothing is read before."""
    cargo = Cargo(sources=("-",), format=TURTLE)
    with pytest.raises(UsageError, match="--graph IRI"):
        cargo.read(Cutter(1, lambda _: None), log=None)


def test_a_file_that_is_no_rdf_is_told_with_its_line(tmp_path: Path) -> None:
    """As everywhere."""
    (tmp_path / "a.ttl").write_text("<urn:a> <urn:b>\n nonsense .")
    with pytest.raises(InputError, match=r"a.ttl:2: syntax: found"):
        read(tmp_path / "a.ttl")
