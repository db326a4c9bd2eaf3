"""The verdict on a graph in parts is that on the whole graph, whatever engine, format and number of jobs."""

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
import zstandard
from click.testing import CliRunner
from click.testing import Result as Run
from releases import BASE, PFOCR, Planter, faulty, figure, graph, graph_file, release

import pfocr_rdf
from pfocr_rdf.cli.convert import command as convert
from pfocr_rdf.cli.validate import command
from pfocr_rdf.errors import InputError
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.validation import index
from pfocr_rdf.validation.engines import EngineError, ShaclEngine, engine
from pfocr_rdf.validation.judging import of_member
from pfocr_rdf.validation.results import Level, Result, ResultLog
from pfocr_rdf.validation.run import Checks, validate
from pfocr_rdf.validation.shapes import load

ROOT = Path(__file__).parent.parent

#: What two engines have to agree on; each words its messages in its own way.
Key = tuple[Level, str, str, str, str, str]


def key(result: Result) -> Key:
    """A result without its message."""
    return (result.level, result.shape, result.component, result.focus, result.path, result.value)


def in_parts(*sources: str | Path, engine_name: str = "shacl", jobs: int = 1) -> list[Result]:
    """Results of the shapes, of a graph that was judged in parts."""
    with ResultLog(kept=1 << 30) as log:
        validate(sources, log, Checks(engine=engine_name, jobs=jobs))
        return [result for result in log if "/checks#" not in result.shape]


def whole(text: str, engine_name: str) -> set[Key]:
    """Results of the same, of the whole graph at once."""
    shapes = load()
    return {key(of_member(result, shapes.asked)) for result in engine(engine_name, shapes.text).results(text)}


def keys(results: Iterable[Result]) -> set[Key]:
    """Results without their messages."""
    return {key(result) for result in results}


def run(*arguments: str | Path, stdin: bytes = b"") -> Run:
    """The command."""
    return CliRunner().invoke(command, [str(one) for one in arguments], input=stdin)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where graphs lie."""
    return tmp_path_factory.mktemp("graphs")


@pytest.fixture(scope="module")
def planted(folder: Path) -> Planter:
    """A graph of 500 figures with faults, which lies in ``faulty.nt``."""
    planter = faulty(graph(500, folder))
    (folder / "faulty.nt").write_text(planter.text)
    return planter


@pytest.fixture
def many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of some twenty figures."""
    monkeypatch.setattr(index, "BATCH_SIZE", 100_000)


# Parts and the whole


@pytest.mark.usefixtures("many_parts")
def test_a_graph_in_parts_has_the_verdict_of_the_reference_engine_on_the_whole(planted: Planter, folder: Path) -> None:
    """500 figures and 60 faults or more: within figures, between papers, and at what all figures share."""
    assert len(planted.planted) >= 60
    assert keys(in_parts(folder / "faulty.nt")) == whole(planted.text, "pyshacl")


@pytest.mark.usefixtures("many_parts")
def test_a_sound_graph_conforms(folder: Path) -> None:
    """What the faults are planted in has none."""
    assert in_parts(graph_file(60, folder)) == []


@pytest.mark.usefixtures("many_parts")
def test_the_reference_engine_may_judge_the_parts_as_well(folder: Path) -> None:
    """Parts are complete for the shapes, not for one engine."""
    planter = Planter(graph(40, folder))
    planter.pointed(f"{planter.next_figure()[:-1]}#gene-", "http://www.w3.org/ns/oa#hasTarget", figure(30))
    planter.dropped(planter.next_figure(), "https://schema.org/isBasedOn")
    planter.pointed("<https://identifiers.org/ncbigene/100000015>", "https://schema.org/taxonomicRange", "_:taxon")
    planter.pointed(f"{planter.next_figure()[:-1]}#gene-", f"{PFOCR}lexicon", f"<{BASE}rdf/lexicon/nowhere>")
    source = folder / "some.nt"
    source.write_text(planter.text)
    assert keys(in_parts(source, engine_name="pyshacl")) == whole(planter.text, "pyshacl") == keys(in_parts(source))


@pytest.mark.usefixtures("many_parts")
def test_the_size_of_parts_and_the_number_of_jobs_change_nothing(planted: Planter, folder: Path) -> None:
    """Not even the order of results."""
    del planted
    assert in_parts(folder / "faulty.nt") == in_parts(folder / "faulty.nt", jobs=2)


def test_one_part_is_the_whole(planted: Planter, folder: Path) -> None:
    """A small graph is judged in two parts: papers, and all others."""
    assert keys(in_parts(folder / "faulty.nt")) == whole(planted.text, "shacl")


@pytest.mark.usefixtures("many_parts")
def test_the_order_of_triples_changes_nothing(planted: Planter, folder: Path) -> None:
    """Triples of one subject need not stand together."""
    lines = planted.text.splitlines(keepends=True)
    scattered = folder / "scattered.nt"
    scattered.write_text("".join(line for start in range(7) for line in lines[start::7]))
    assert keys(in_parts(scattered)) == keys(in_parts(folder / "faulty.nt"))


@pytest.mark.parametrize(
    "said",
    [f"<{PFOCR}lexicon> here", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http", f"<{PFOCR}ndexNetwork> <a"],
)
def test_text_that_looks_like_a_triple_is_text(folder: Path, said: str) -> None:
    """Titles may hold anything, also what parts are dealt by."""
    planter = Planter(graph(5, folder))
    planter.added("<https://example.org/>", "https://schema.org/name", f'"of {said}"^^<https://example.org/text>')
    source = folder / "text.nt"
    source.write_text(planter.text)
    assert keys(in_parts(source)) == whole(planter.text, "pyshacl")


@pytest.mark.usefixtures("many_parts")
def test_a_graph_may_lie_in_several_files(planted: Planter, folder: Path) -> None:
    """All sources are one graph."""
    lines = [line for line in planted.text.splitlines(keepends=True) if "_:" not in line]
    halves = folder / "first.nt", folder / "second.nt"
    for path, start in zip(halves, (0, 1), strict=True):
        path.write_text("".join(lines[start::2]))
    assert keys(in_parts(*halves)) == whole("".join(lines), "shacl")


# Formats


@pytest.mark.parametrize("ending", ["ttl", "nq", "trig", "rdf", "jsonld", "nt.gz", "ttl.zst"])
def test_every_format_has_the_same_verdict(folder: Path, ending: str) -> None:
    """A figure in a record of another paper, in every format that we write."""
    figures = [*release(9)]
    figures[4] = replace(figures[4], figid="PMC9__other")
    for name in ("one.nt", f"one.{ending}"):
        pfocr_rdf.write(figures, folder / name)
    found = in_parts(folder / f"one.{ending}")
    assert [result.shape.rpartition("#")[2] for result in found] == ["figure-pmcid"]
    assert found == in_parts(folder / "one.nt") == in_parts(folder / f"one.{ending}", jobs=2)


def test_triples_in_another_spelling_are_the_same_triples(planted: Planter, folder: Path) -> None:
    """Comments, tabs, escapes and CR LF are legal N-Triples, though nobody writes them."""
    source = folder / "spelled.nt"
    lines = [line.replace("> <", ">\t<").replace("\n", " # why not\r\n") for line in planted.text.splitlines(True)]
    source.write_bytes("".join(lines).replace("identifiers.org", "\\u0069dentifiers.org").encode())
    assert keys(in_parts(source)) == keys(in_parts(folder / "faulty.nt"))


def test_graph_names_are_ignored(folder: Path) -> None:
    """Triples with and without a graph, blank nodes and literals among them, are one graph."""
    source = folder / "mixed.nq"
    lines = graph(5, folder).splitlines()
    source.write_text("".join(f"{line[:-1]}{('', '<urn:g> ', '_:g ')[n % 3]}.\n" for n, line in enumerate(lines)))
    assert in_parts(source) == []
    assert sum(1 for _ in pyoxigraph.parse(path=source)) == len(lines)


def test_blank_nodes_of_two_files_are_two(folder: Path) -> None:
    """The label of a blank node means something in its own file only."""
    for name in ("a.nt", "b.nt"):
        line = f"_:x <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{PFOCR}PathwayFigure> .\n"
        (folder / name).write_text(line)
    assert len({result.focus for result in in_parts(folder / "a.nt", folder / "b.nt")}) == 2


def test_another_base_and_another_schema_org(folder: Path) -> None:
    """The shapes follow the namespaces; without being told, they find fault with every figure."""
    namespaces = Namespaces(base="https://example.org/x.y/", schema="http")
    target = folder / "rebased.nt"
    pfocr_rdf.write(release(5), target, pfocr_rdf.Options(namespaces=namespaces))
    with ResultLog() as log:
        assert validate([target], log, Checks(namespaces=namespaces, jobs=1)) == 5
        assert log.worst() is None
    with ResultLog() as log:
        validate([target], log, Checks(jobs=1))
        assert log.worst() is Level.VIOLATION


def test_what_others_say_of_a_gene_is_allowed_where_graphs_are_mixed(folder: Path) -> None:
    """``--foreign`` leaves the closed shapes of genes, papers and the like out."""
    planter = Planter(graph(5, folder))
    planter.added("<https://identifiers.org/ncbigene/3553>", "https://schema.org/color", '"red"')
    source = folder / "foreign.nt"
    source.write_text(planter.text)
    assert run(source, "-q").exit_code == 1
    assert run(source, "-q", "--foreign").exit_code == 0


# Records


def test_records_have_the_verdict_of_their_graph(tmp_path: Path) -> None:
    """A checkout need not be converted first."""
    pfocr_rdf.convert([ROOT / "seeds"], tmp_path / "seeds.ttl")
    assert in_parts(ROOT / "seeds") == in_parts(tmp_path / "seeds.ttl") == []


def test_a_conversion_may_be_validated_as_it_runs(tmp_path: Path) -> None:
    """The output is the same, a good one is told good, and a broken record makes a violation."""
    records = tmp_path / "records"
    records.mkdir()
    for seed in (ROOT / "seeds").iterdir():
        (records / seed.name).write_bytes(seed.read_bytes())
    plain, checked = tmp_path / "plain.nt", tmp_path / "checked.nt"
    assert CliRunner().invoke(convert, [str(records), "-o", str(plain), "-q"]).exit_code == 0
    good = CliRunner().invoke(convert, [str(records), "-o", str(checked), "--validate", "-j", "1"])
    assert good.exit_code == 0, good.output
    assert "5 figures:" in good.output
    assert plain.read_bytes() == checked.read_bytes()
    (records / "broken.txt").write_text("---\nfigid: x\n")
    bad = CliRunner().invoke(convert, [str(records), "-o", str(checked), "--validate", "-j", "1"])
    assert bad.exit_code == 1
    assert "VIOLATION  1 x unclosed front matter" in bad.output
    assert plain.read_bytes() == checked.read_bytes()


@pytest.mark.parametrize("is_graph", [True, False])
def test_progress_is_told_up_to_the_end(folder: Path, *, is_graph: bool) -> None:
    """Of reading and of checking, for graphs and for records."""
    told: list[tuple[str, int, int]] = []
    source = graph_file(30, folder) if is_graph else ROOT / "seeds"
    with ResultLog() as log:
        validate([source], log, Checks(jobs=2), progress=lambda *step: told.append(step))
    assert {name: done == total > 0 for name, done, total in told} == {"reading": True, "checking": True}


# Reports and exit codes


def test_the_table_says_what_to_do_and_where(planted: Planter, folder: Path) -> None:
    """Count, message, three examples, the page to edit, totals."""
    del planted
    done = run(folder / "faulty.nt", "-j", "1")
    assert done.exit_code == 1
    assert "Correct 'figtitle' in the source, and convert again." in done.stdout
    assert "https://github.com/wikipathways/pfocr-database/edit/main/_figures/PMC1" in done.stdout
    assert "… and " in done.stdout
    assert done.stdout.splitlines()[-1].startswith("502 figures: 2")


@pytest.mark.parametrize("form", ["turtle", "json", "tsv"])
def test_every_form_has_every_result(planted: Planter, folder: Path, form: str) -> None:
    """Each can be read by others, and has as many results as there are."""
    del planted
    results = len(in_parts(folder / "faulty.nt"))
    report = folder / f"report.{form}"
    assert run(folder / "faulty.nt", "-f", form, "-o", report, "-q").exit_code == 1
    counts = {
        "turtle": lambda text: len({quad.subject for quad in _results(text)}),
        "json": lambda text: len(json.loads(text)["results"]),
        "tsv": lambda text: len([line for line in text.splitlines() if line.count("\t") == 6]) - 1,
    }
    assert counts[form](report.read_text()) == results


def _results(text: str) -> list[pyoxigraph.Quad]:
    quads = pyoxigraph.parse(text, pyoxigraph.RdfFormat.TURTLE)
    return [quad for quad in quads if quad.object.value == "http://www.w3.org/ns/shacl#ValidationResult"]


@pytest.mark.parametrize(("fail_on", "code"), [("violation", 0), ("warning", 1), ("info", 1)])
def test_fail_on_says_what_is_bad_enough(fail_on: str, code: int) -> None:
    """The seeds have warnings and nothing worse."""
    assert run(ROOT / "seeds", "-q", "-j", "1", "--fail-on", fail_on).exit_code == code


def test_a_good_graph_is_told_good(folder: Path) -> None:
    """Nothing found is said in one line."""
    done = run(graph_file(5, folder), "-j", "1")
    assert (done.exit_code, done.stdout) == (0, "5 figures: conforms\n")


def test_standard_input_is_a_record_or_what_it_is_said_to_be(folder: Path) -> None:
    """``-`` is a record, unless a format is named."""
    text = graph(5, folder).encode()
    assert run("-", "--input-format", "nt", "-j", "1", stdin=text).stdout == "5 figures: conforms\n"
    assert run("-", "--input-format", "nt", stdin=zstandard.compress(text)).stdout == "5 figures: conforms\n"
    seed = min((ROOT / "seeds").iterdir()).read_bytes()
    assert run("-", stdin=seed).stdout.splitlines()[-1].startswith("1 figure:")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("bad.nt", b"<http://a> <http://b> <http://c> .\n<http://a> <http://b> no .\n", "bad.nt:2: syntax: found "),
        ("bad.ttl", b"<http://a> <http://b> .\n", "bad.ttl:1: syntax: found "),
        ("bad.nt.gz", b"\x1f\x8b\x08\x00", "bad.nt.gz: source: found "),
        ("empty.nt", b"", "graph: found no triple"),
        ("missing.nt", None, "missing.nt: source: found No such file"),
    ],
)
def test_what_cannot_be_read_is_told_apart(tmp_path: Path, name: str, content: bytes | None, said: str) -> None:
    """That is no verdict: exit code 3, with the place."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    error = run(tmp_path / name, "-j", "1").exception
    assert isinstance(error, InputError)
    assert error.exit_code == 3
    assert said in str(error)


def test_trouble_of_the_engine_is_no_verdict(tmp_path: Path) -> None:
    """Shapes that the engine refuses end in its own error, with exit code 3."""
    (tmp_path / "shapes.ttl").write_text("<urn:s> <http://www.w3.org/ns/shacl#path> <urn:p> .")
    with pytest.raises(EngineError) as caught:
        ShaclEngine(
            "@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:s> a sh:NodeShape ; sh:targetNode <urn:x> ; "
            "sh:pattern '(' ."
        ).results("<urn:x> <urn:p> <urn:y> .")
    assert caught.value.exit_code == 3


def test_own_shapes_may_be_given(folder: Path, tmp_path: Path) -> None:
    """A folder or a file of shapes takes the place of ours."""
    (tmp_path / "own.ttl").write_text(
        f"@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:own> a sh:NodeShape ; "
        f"sh:targetClass <{PFOCR}PathwayFigure> ; sh:property [ sh:path <{PFOCR}wikiPathway> ; sh:minCount 1 ; "
        "sh:severity sh:Info ] ."
    )
    source = graph_file(10, folder)
    for shapes in (tmp_path, tmp_path / "own.ttl"):
        assert run(source, "--shapes", shapes, "--fail-on", "info").stdout.endswith("10 figures: 8 x info\n")


def test_the_library_answers_as_pyshacl_does() -> None:
    """Whether it conforms, the report graph, and the same in words."""
    found = next(pfocr_rdf.read(ROOT / "seeds", on_finding=lambda _: None))
    conforms, report, text = pfocr_rdf.validate(pfocr_rdf.figure_graph(found))
    assert conforms
    assert len(report) == 2
    assert "Conforms: True" in text


def test_nothing_of_rdflib_is_loaded_for_the_quick_engine() -> None:
    """A validation by ``shacl`` does not wait for rdflib."""
    script = (
        "import sys; from pfocr_rdf.cli.validate import command\n"
        "try: command(['seeds', '-q', '-j', '1'])\n"
        "except SystemExit: print('rdflib' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "False"


def test_examples_and_counts_are_capped() -> None:
    """Three examples at hand, so many kept, all counted."""
    with ResultLog(examples=3, kept=5) as log:
        log.extend(Result(Level.INFO, "s", "c", f"f{number}", "", "", "") for number in range(9))
        assert (log.groups()[0].count, len(log.groups()[0].examples), len([*log])) == (9, 3, 5)
