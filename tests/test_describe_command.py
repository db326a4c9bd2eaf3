"""The command describes what ``convert`` writes, or refuses in one line."""

import gzip
from pathlib import Path

import pytest
from commands import ROOT, Command
from pyoxigraph import NamedNode, RdfFormat, parse

from pfocr_rdf.formats import FORMATS
from pfocr_rdf.identifiers import DEFAULT_BASE as BASE
from pfocr_rdf.pipeline import convert


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds as N-Quads."""
    target = tmp_path_factory.mktemp("described") / "seeds.nq"
    convert([ROOT / "seeds"], target)
    return target


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_a_conversion_is_described_as_its_file_is(form: object, here: Command, tmp_path: Path) -> None:
    """The same bytes as from ``describe``, checksum and all."""
    ending = next(one.extension for one in FORMATS if one is form)
    output, beside, after = (tmp_path / name for name in (f"figures{ending}", "beside.ttl", "after.ttl"))
    ran = here("convert", "seeds", "-o", output, "--describe", beside, "--release", "20250701", "-q")
    assert (ran.code, ran.out, ran.err) == (0, b"", b"")
    assert here("describe", output, "-o", after, "--release", "20250701", "-q").code == 0
    assert beside.read_bytes() == after.read_bytes()


@pytest.mark.parametrize("ending", [".nq", ".trig", ".nq.gz"])
def test_formats_with_graphs_have_the_description_in_two(ending: str, here: Command, tmp_path: Path) -> None:
    """Beside the same figures, entities and links as without; the file cannot say how large it is itself."""
    output, beside, plain = tmp_path / f"figures{ending}", tmp_path / "void.nq", tmp_path / "plain.nq"
    here("convert", "seeds", "-o", output, "--describe", beside)
    here("convert", "seeds", "-o", plain)
    content = output.read_bytes()
    text = gzip.decompress(content) if ending.endswith("gz") else content
    found = set(parse(text, RdfFormat.TRIG if ending == ".trig" else RdfFormat.N_QUADS))
    graphs = {NamedNode(f"{BASE}rdf/graph/{name}") for name in ("dataset", "vocabulary")}
    described = {quad for quad in found if quad.graph_name in graphs}
    assert found - described == set(parse(path=plain))
    assert {quad.graph_name for quad in described} == graphs
    told = set(parse(path=beside))
    assert {quad.predicate.value.rpartition("#")[2] for quad in told - described} >= {"byteSize", "checksum"}
    assert not described - told


def test_a_conversion_to_standard_output_is_described_beside(here: Command, tmp_path: Path) -> None:
    """Nothing but the graph goes to standard output."""
    ran = here("convert", "seeds", "-o", "-", "-f", "nquads", "--describe", tmp_path / "void.ttl")
    assert ran.code == 0
    assert f"void:triples {2449}" in (tmp_path / "void.ttl").read_text()
    assert len(list(parse(ran.out, RdfFormat.N_QUADS))) == len(ran.out.splitlines())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-o", "-", "-f", "turtle", "--describe", "v.ttl"), "found standard output and --describe, expected a format"),
        (("-o", "-", "-f", "nquads", "--describe", "-"), "found standard output and --describe, expected a file"),
        (("-o", "a.nq", "--describe", "v.txt"), "v.txt: found no format in the name"),
        (("-o", "a.nq", "--describe", "v.ttl", "--release", "a b"), "--release: found 'a b'"),
    ],
)
def test_a_conversion_that_cannot_be_described_is_not_begun(
    arguments: tuple[str, ...], message: str, here: Command
) -> None:
    """Wrong usage, exit code 2; neither file is there."""
    ran = here("convert", "seeds", *arguments, "-q")
    assert (ran.code, ran.out) == (2, b"")
    assert message in ran.talk
    assert not (ROOT / "a.nq").exists()
    assert not (ROOT / "v.ttl").exists()


def test_a_failed_conversion_leaves_no_description(here: Command, tmp_path: Path) -> None:
    """Both files are complete, or as they were."""
    (tmp_path / "bad.md").write_text("nothing\n")
    ran = here("convert", tmp_path / "bad.md", "-o", tmp_path / "a.nq", "--describe", tmp_path / "v.ttl", "-q")
    assert ran.code == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.md"]


def test_what_the_options_tell_is_said(seeds: Path, here: Command, tmp_path: Path) -> None:
    """Release, date, the release before, sources, makers, endpoint."""
    given_options = {
        "--release": "2025-07-01",
        "--previous": "2025-01-01",
        "--source": "https://example.org/source",
        "--creator": "https://example.org/creator",
        "--publisher": "https://example.org/publisher",
        "--endpoint": "https://example.org/sparql",
    }
    options = [part for pair in given_options.items() for part in pair]
    assert here("describe", seeds, "-o", tmp_path / "void.ttl", *options).code == 0
    said = (tmp_path / "void.ttl").read_text()
    for expected in (
        'dcterms:issued "2025-07-01"^^xsd:date',
        "pav:previousVersion <https://pfocr.wikipathways.org/rdf/dataset/2025-01-01>",
        "prov:wasDerivedFrom <https://example.org/source>",
        "prov:used <https://example.org/source>",
        "dcterms:creator <https://example.org/creator>",
        "dcterms:publisher <https://example.org/publisher>",
        "void:sparqlEndpoint <https://example.org/sparql>",
    ):
        assert expected in said


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--release", "a/b"),
        ("--previous", ""),
        ("--date", "2025-02-30"),
        ("--date", "July"),
        ("--source", "here"),
        ("--endpoint", "https://example.org/a b"),
        ("--download", "/tmp"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused(option: str, value: str, here: Command) -> None:
    """Exit code 2, with the option and what was found."""
    ran = here("describe", "seeds", "-o", "-", option, value, "-q")
    assert (ran.code, ran.out) == (2, b"")
    assert ran.talk.startswith(f"error: {option}: found {value!r}, expected ")


@pytest.mark.parametrize(
    ("content", "message"),
    [("", "graph: found nothing, expected triples"), ("<a> <b> .\n", "syntax: found ")],
)
def test_a_graph_of_nothing_or_of_nonsense_is_told(content: str, message: str, here: Command, tmp_path: Path) -> None:
    """Exit code 3, and no description."""
    (tmp_path / "data.nt").write_text(content)
    ran = here("describe", tmp_path / "data.nt", "-o", tmp_path / "void.ttl", "-q")
    assert (ran.code, ran.out) == (3, b"")
    assert message in ran.talk
    assert not (tmp_path / "void.ttl").exists()


def test_a_place_that_cannot_be_written_to_is_4(seeds: Path, here: Command, tmp_path: Path) -> None:
    """As for every output."""
    ran = here("describe", seeds, "-o", tmp_path / "none" / "void.ttl", "-q")
    assert ran.code == 4


def test_the_counts_are_told_on_the_terminal(seeds: Path, here: Command, tmp_path: Path) -> None:
    """In one line, on standard error."""
    ran = here("describe", seeds, "-o", tmp_path / "void.ttl")
    assert ran.talk == "2,449 triples of 334 subjects, 10 classes, 36 properties, 11 linksets\n"


def test_another_base_is_that_of_the_description(tmp_path: Path, here: Command) -> None:
    """Of all that is ours in it."""
    other = "https://example.org/"
    here("convert", "seeds", "-o", tmp_path / "a.nq", "--base", other, "--describe", tmp_path / "void.ttl")
    assert BASE not in (tmp_path / "void.ttl").read_text()
    assert f"<{other}rdf/dataset>" in (tmp_path / "void.ttl").read_text()
