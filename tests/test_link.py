"""``pfocr-rdf link``: from figures and pathways to RDF and a table."""

import csv
import io
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from checkouts import CORPUS
from commands import ROOT, Command, run
from pathway_files import gmt_line, pathway_turtle
from pyoxigraph import NamedNode, RdfFormat, parse
from test_pmc_ids import HEADER, ROWS

from pfocr_rdf.formats import FORMATS, Format
from pfocr_rdf.linking.linker import COLUMNS

SEED = "PMC4745709__oncotarget-06-29034-g006"
WPRDF = CORPUS / "wikipathways-rdf"
OVERLAP = f"https://pfocr.wikipathways.org/figures/{SEED}.html#overlap-WP1"

needs_corpus = pytest.mark.skipif(not WPRDF.is_dir(), reason="the corpus is not at ../shared/corpus")


@pytest.fixture
def pathways(tmp_path: Path) -> Path:
    """A folder of two pathways: one has five genes of the seed, the other none."""
    folder = tmp_path / "wp"
    folder.mkdir()
    (folder / "WP1.ttl").write_text(pathway_turtle("WP1", 7, (*drawn()[:5], 1)))
    (folder / "WP2.ttl").write_text(pathway_turtle("WP2", 8, range(100_000, 100_100)))
    return folder


def drawn() -> list[int]:
    """Genes of the seed, by NCBI Gene id."""
    figure = NamedNode(OVERLAP.partition("#")[0])
    genes = (
        str(one.object.value).removeprefix("https://identifiers.org/ncbigene/")
        for one in parse(path=ROOT / "tests/golden/seeds.ttl", format=RdfFormat.TURTLE)
        if one.subject == figure and one.predicate.value.endswith("/mentions") and isinstance(one.object, NamedNode)
    )
    return sorted(int(gene) for gene in genes if gene.isdigit())


def rows(table: bytes) -> list[dict[str, str]]:
    """Rows of a table of overlaps."""
    return list(csv.DictReader(io.StringIO(table.decode()), delimiter="\t", quoting=csv.QUOTE_NONE))


def values(path: Path, subject: str) -> dict[str, set[str]]:
    """What a file says of a subject, by the local names of properties."""
    found: dict[str, set[str]] = {}
    for one in parse(path=path):
        if one.subject == NamedNode(subject):
            name = one.predicate.value.rpartition("#")[2].rpartition("/")[2]
            found.setdefault(name, set()).add(str(getattr(one.object, "value", "")))
    return found


@needs_corpus
def test_a_seed_finds_the_pathway_with_fourteen_of_its_sixteen_genes(here: Command) -> None:
    """PMC4745709 and WP5039, on real data."""
    ran = here("link", "seeds", "--wikipathways", *sorted(WPRDF.glob("*.ttl")), "-q")
    assert ran.code == 0
    best = next(row for row in rows(ran.out) if row["figid"] == SEED)
    assert (best["pathway"], best["shared"], best["figure_genes"]) == ("WP5039", "14", "16")
    assert float(best["adjusted_p"]) < 1e-10


def test_the_table_has_a_row_an_overlap(pathways: Path, here: Command) -> None:
    """With its evidence; on standard output where no RDF is asked for."""
    ran = here("link", "seeds", "--wikipathways", pathways)
    assert ran.code == 0
    (row,) = (row for row in rows(ran.out) if row["figid"] == SEED)
    assert tuple(row) == COLUMNS
    genes = drawn()
    assert len(genes) == 16
    assert row["shared_genes"] == ";".join(map(str, genes[:5]))
    sizes = [row[name] for name in ("shared", "figure_genes", "tested_genes", "pathway_genes", "background_genes")]
    assert sizes == ["5", "16", "5", "6", "106"]
    assert row["jaccard"] == "0.294118"
    assert (row["title"], row["revision"], row["taxon"]) == ("About WP1", "WP1_r7", "9606")
    assert "5 figures with genes compared" in ran.talk


def test_the_rdf_says_the_same_with_its_evidence(pathways: Path, tmp_path: Path, here: Command) -> None:
    """And points to the computation that it comes from."""
    out, table = tmp_path / "links.ttl", tmp_path / "overlaps.tsv"
    assert here("link", "seeds", "--wikipathways", pathways, "-o", out, "--table", table, "-q").code == 0
    row = next(row for row in rows(table.read_bytes()) if row["figid"] == SEED)
    said = values(out, OVERLAP)
    (comparison,) = said.pop("wasGeneratedBy")
    assert said == {
        "type": {"https://pfocr.wikipathways.org/rdf/vocab#GeneOverlap"},
        "overlapOf": {OVERLAP.partition("#")[0]},
        "overlapWith": {"https://identifiers.org/wikipathways/WP1"},
        "pathwayRevision": {"WP1_r7"},
        "sharedGene": {f"https://identifiers.org/ncbigene/{gene}" for gene in row["shared_genes"].split(";")},
        "sharedGeneCount": {row["shared"]},
        "figureGeneCount": {row["figure_genes"]},
        "testedGeneCount": {row["tested_genes"]},
        "pathwayGeneCount": {row["pathway_genes"]},
        "jaccard": {row["jaccard"]},
        "pValue": {row["p"]},
        "adjustedPValue": {row["adjusted_p"]},
    }
    computed = values(out, comparison)
    assert (computed["pathwayCount"], computed["backgroundGeneCount"]) == ({"2"}, {row["background_genes"]})
    assert computed["about"] == {"http://purl.obolibrary.org/obo/NCBITaxon_9606"}


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_every_format_says_the_same(pathways: Path, tmp_path: Path, here: Command, form: Format) -> None:
    """In graphs where the format has them."""
    name = form.name
    for one in ("ntriples", name):
        ran = here("link", "seeds", "--wikipathways", pathways, "-o", tmp_path / one, "-f", one, "-q")
        assert ran.code == 0
    found = list(parse(path=tmp_path / name, format=RdfFormat.from_media_type(form.media_type)))
    expected = parse(path=tmp_path / "ntriples", format=RdfFormat.N_TRIPLES)
    assert {(one.subject, one.predicate, one.object) for one in found} == {
        (one.subject, one.predicate, one.object) for one in expected
    }
    if name in {"nquads", "trig"}:
        assert {str(one.graph_name) for one in found} == {"<https://pfocr.wikipathways.org/rdf/graph/links>"}


def test_the_links_conform_beside_the_figures(pathways: Path, tmp_path: Path, here: Command) -> None:
    """By the shapes of the model."""
    seeds, links = tmp_path / "seeds.nt", tmp_path / "links.nt"
    assert here("convert", "seeds", "-o", seeds, "-q").code == 0
    assert here("link", seeds, "--wikipathways", pathways, "-o", links, "-q").code == 0
    both = tmp_path / "both.nt"
    both.write_bytes(seeds.read_bytes() + links.read_bytes())
    ran = here("validate", both)
    assert ran.code == 0, ran.out.decode() + ran.talk


@pytest.mark.parametrize("name", ["seeds.nt", "seeds.ttl.gz", "seeds.nq", "seeds.jsonld"])
def test_graphs_are_linked_like_records(pathways: Path, tmp_path: Path, here: Command, name: str) -> None:
    """Byte by byte, whatever they are in."""
    assert here("convert", "seeds", "-o", tmp_path / name, "-q").code == 0
    from_records = here("link", "seeds", "--wikipathways", pathways, "-q")
    from_graph = here("link", tmp_path / name, "--wikipathways", pathways, "-q")
    assert from_graph.code == from_records.code == 0
    assert from_graph.out == from_records.out


def test_a_store_on_the_disk_is_linked_too(pathways: Path, tmp_path: Path, here: Command) -> None:
    """As the records that it was made from."""
    made = "import sys, pyoxigraph; s = pyoxigraph.Store(sys.argv[1]); s.bulk_load(path=sys.argv[2]); s.optimize()"
    assert here("convert", "seeds", "-o", tmp_path / "seeds.nq", "-q").code == 0
    subprocess.run([sys.executable, "-c", made, tmp_path / "store", tmp_path / "seeds.nq"], check=True)
    from_store = here("link", tmp_path / "store", "--wikipathways", pathways, "-q")
    assert from_store.out == here("link", "seeds", "--wikipathways", pathways, "-q").out


def test_any_number_of_processes_gives_the_same_bytes(pathways: Path, tmp_path: Path, here: Command) -> None:
    """In the order of figids."""
    for jobs in ("1", "3"):
        out = ("-o", tmp_path / f"{jobs}.ttl", "--table", tmp_path / f"{jobs}.tsv")
        assert here("link", "seeds", "--wikipathways", pathways, "-j", jobs, "-q", *out).code == 0
    for name in ("ttl", "tsv"):
        assert (tmp_path / f"1.{name}").read_bytes() == (tmp_path / f"3.{name}").read_bytes()


def test_pathways_without_genes_are_counted(pathways: Path, here: Command) -> None:
    """Those of nothing but metabolites cannot be compared, and are no tests."""
    (pathways / "WP3.ttl").write_text(pathway_turtle("WP3", 1, ()))
    ran = here("link", "seeds", "--wikipathways", pathways)
    assert "2 pathways compared, 1 left out: no gene in the background" in ran.talk
    assert rows(ran.out) == rows(
        here("link", "seeds", "--wikipathways", pathways / "WP1.ttl", pathways / "WP2.ttl").out
    )


@pytest.mark.parametrize("options", [("--schema-org", "http"), ("--base", "https://example.org/")])
def test_graphs_under_other_iris_are_linked(
    pathways: Path, tmp_path: Path, here: Command, options: tuple[str, str]
) -> None:
    """Where link is told of them as convert was."""
    assert here("convert", "seeds", "-o", tmp_path / "seeds.nt", *options, "-q").code == 0
    told = here("link", tmp_path / "seeds.nt", "--wikipathways", pathways, *options, "-q")
    assert rows(told.out) == rows(here("link", "seeds", "--wikipathways", pathways, "-q").out)
    assert rows(told.out)


def test_gmt_and_rdf_find_the_same(pathways: Path, tmp_path: Path, here: Command) -> None:
    """But GMT has no revisions."""
    gmt = tmp_path / "wp.gmt"
    gmt.write_text(gmt_line("WP1", (*drawn()[:5], 1)) + gmt_line("WP2", range(100_000, 100_100)))
    from_rdf, from_gmt = (rows(here("link", "seeds", "--wikipathways", one, "-q").out) for one in (pathways, gmt))
    assert from_gmt == [{**row, "revision": ""} for row in from_rdf]


def test_genes_of_another_species_are_not_compared(pathways: Path, here: Command) -> None:
    """A pathway of mice has no human gene, and its species is not looked for in figures of humans."""
    for file in pathways.iterdir():
        file.write_text(file.read_text().replace("NCBITaxon_9606", "NCBITaxon_10090"))
    ran = here("link", "seeds", "--wikipathways", pathways)
    assert (ran.code, rows(ran.out)) == (0, [])


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), 1),
        (("--min-shared", 6), 0),
        (("--min-jaccard", 0.3), 0),
        (("--max-p", 1e-9), 0),
        (("--max-adjusted-p", 1e-9), 0),
    ],
    ids=["as it is", "shared", "Jaccard", "p", "adjusted p"],
)
def test_a_threshold_is_an_option(pathways: Path, here: Command, options: Iterable[object], found: int) -> None:
    """Each is heard."""
    ran = here("link", "seeds", "--wikipathways", pathways, *map(str, options), "-q")
    assert len([row for row in rows(ran.out) if row["figid"] == SEED]) == found


def test_the_best_are_kept(pathways: Path, here: Command) -> None:
    """The most surprising of each figure."""
    (pathways / "WP3.ttl").write_text(pathway_turtle("WP3", 1, drawn()))
    ran = here("link", "seeds", "--wikipathways", pathways, "--best", "1", "-q")
    assert [row["pathway"] for row in rows(ran.out) if row["figid"] == SEED] == ["WP3"]


def test_a_background_is_a_list_of_genes(pathways: Path, tmp_path: Path, here: Command) -> None:
    """One NCBI Gene id a line."""
    (tmp_path / "genes.txt").write_text("".join(f"{gene}\n" for gene in (*drawn(), *range(1, 5000))))
    ran = here("link", "seeds", "--wikipathways", pathways, "--background", tmp_path / "genes.txt", "-q")
    (row,) = (row for row in rows(ran.out) if row["figid"] == SEED)
    assert int(row["tested_genes"]) == 16
    assert int(row["background_genes"]) == len({*drawn(), *range(1, 5000)})


def test_papers_get_the_names_that_ncbi_has(tmp_path: Path, here: Command) -> None:
    """Beside that of Europe PMC, which needs no table."""
    (tmp_path / "ids.csv").write_text(HEADER + ROWS)
    ran = here("link", "seeds", "--pmc-ids", tmp_path / "ids.csv", "-o", tmp_path / "papers.nt")
    assert ran.code == 0
    assert values(tmp_path / "papers.nt", "https://identifiers.org/pmc/PMC4745709") == {
        "sameAs": {
            "https://europepmc.org/article/PMC/4745709",
            "https://identifiers.org/pubmed/26362269",
            "https://doi.org/10.18632/oncotarget.4732",
        }
    }
    assert "5 papers, 1 of them with a PubMed id or DOI" in ran.talk


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "DATA: found nothing"),
        (("seeds",), 2, "found nothing to link to"),
        (("seeds", "--pmc-ids", "ids.csv"), 2, "found no -o"),
        (("seeds", "--wikipathways", "none.ttl"), 3, "none.ttl"),
        (("seeds", "--wikipathways", "shapes"), 3, "found none with an NCBI gene"),
        (("none.nt", "--wikipathways", "WP"), 3, "none.nt"),
        (("seeds", "--wikipathways", "WP", "-o", "-"), 2, "found no format"),
        (("seeds", "--wikipathways", "WP", "-o", "no/folder/links.ttl"), 4, "no/folder"),
        (("seeds", "--wikipathways", "WP", "--max-p", "2"), 2, "from 0 to 1"),
        (("seeds", "--wikipathways", "WP", "--background", "pyproject.toml"), 3, "pyproject.toml:1: background"),
        (("seeds", "--wikipathways", "http://127.0.0.1:9/sparql"), 5, "127.0.0.1:9"),
    ],
)
def test_what_cannot_be_is_told(
    pathways: Path, here: Command, arguments: tuple[str, ...], code: int, said: str
) -> None:
    """In one line, with an exit code of its own."""
    ran = here("link", *(pathways / "WP1.ttl" if one == "WP" else one for one in arguments))
    assert ran.code == code
    assert said in ran.talk


def test_a_target_stays_as_it_was_when_linking_fails(tmp_path: Path, here: Command, pathways: Path) -> None:
    """Neither RDF nor table is half written."""
    (tmp_path / "bad.nt").write_text("<urn:a> <urn:b> .\n")
    for name in ("links.ttl", "overlaps.tsv"):
        (tmp_path / name).write_text("before")
    out = ("-o", tmp_path / "links.ttl", "--table", tmp_path / "overlaps.tsv")
    assert here("link", tmp_path / "bad.nt", "--wikipathways", pathways, *out).code == 3
    assert [(tmp_path / name).read_text() for name in ("links.ttl", "overlaps.tsv")] == ["before", "before"]


def test_links_come_through_a_pipe(pathways: Path) -> None:
    """Figures in by standard input, links out by standard output."""
    ran = run("link", "-", "--input-format", "turtle", "--wikipathways", pathways, "-o", "-", "-f", "ntriples", "-q",
              stdin=(ROOT / "tests/golden/seeds.ttl").read_bytes())  # fmt: skip
    assert ran.code == 0, ran.talk
    assert f"<{OVERLAP}> ".encode() in ran.out


def test_waiting_for_an_endpoint_is_told_in_words(here: Command) -> None:
    """And in the end the failure, in one line."""
    ran = here("link", "seeds", "--wikipathways", "http://127.0.0.1:9/sparql")
    lines = ran.talk.splitlines()
    assert ran.code == 5
    assert all(line.startswith("the endpoint is away (http://127.0.0.1:9/sparql: ") for line in lines[:-1])
    assert lines[-1].startswith("error: http://127.0.0.1:9/sparql: answer: found ")


@pytest.mark.parametrize("option", ["--wikipathways", "--background"])
def test_a_file_that_is_not_there_is_told_in_words(option: str, here: Command) -> None:
    """Without the number of the error and without its place twice."""
    pathways = () if option == "--wikipathways" else ("--wikipathways", "tests/graphs/wikipathways.ttl")
    ran = here("link", "seeds", *pathways, option, "nosuch", "-q")
    assert ran.code == 3
    assert re.fullmatch(r"error: nosuch: \w+: found No such file or directory, expected .*\n", ran.talk), ran.talk
