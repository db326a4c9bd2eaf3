"""``pfocr-rdf query`` and ``queries``: what is asked, of what, with which values, and what comes out."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from commands import COMMAND, ROOT, Command
from pyoxigraph import DefaultGraph, RdfFormat, Store
from servers import oxigraph, wait_for_the_end_of

from pfocr_rdf.querying.catalogue import catalogue
from pfocr_rdf.stores.embedded import open_data

#: Runs for years and needs no memory to do so.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

EVIDENCE = ("query", "evidence-for-gene", "--quiet")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds as N-Triples, packed, as a folder, and as they are served."""
    folder = tmp_path_factory.mktemp("data")
    open_data([ROOT / "seeds"]).store.dump(folder / "seeds.nt", RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    on_disk = Store(str(folder / "store"))
    on_disk.bulk_load(path=str(folder / "seeds.nt"), format=RdfFormat.N_TRIPLES)
    on_disk.flush()
    return folder


@pytest.mark.parametrize("data", ["seeds.nt", "store"])
def test_files_and_folders_answer_as_records_do(data: str, seeds: Path, here: Command) -> None:
    """The same bytes."""
    expected = here(*EVIDENCE, "--on", "seeds", "-f", "csv").out
    assert here(*EVIDENCE, "--on", seeds / data, "-f", "csv").out == expected


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "xml"])
def test_an_endpoint_answers_as_records_do(form: str, seeds: Path, here: Command) -> None:
    """The same bytes, in every form."""
    expected = here(*EVIDENCE, "--on", "seeds", "-f", form)
    with oxigraph(seeds / "seeds.nt") as address:
        ran = here(*EVIDENCE, "--on", f"{address}/query", "-f", form)
    assert (ran.code, ran.out, ran.talk) == (0, expected.out, "")


@pytest.mark.parametrize("form", ["table", "turtle", "ntriples", "nquads", "trig", "rdfxml", "jsonld"])
def test_a_graph_of_an_endpoint_is_that_of_records(form: str, seeds: Path, here: Command) -> None:
    """The same bytes, in every form of RDF."""
    expected = here("query", "figure-as-graph", "--quiet", "--on", "seeds", "-f", form)
    assert expected.code == 0
    assert expected.out
    with oxigraph(seeds / "seeds.nt") as address:
        ran = here("query", "figure-as-graph", "--quiet", "--on", f"{address}/query", "-f", form)
    assert (ran.code, ran.out) == (0, expected.out)


@pytest.mark.parametrize("value", ["IL1B", "3553", "ncbigene:3553", "https://identifiers.org/ncbigene/3553"])
def test_a_gene_is_given_by_symbol_or_id(value: str, here: Command) -> None:
    """All of them are the same term."""
    ran = here(*EVIDENCE, "--gene", value, "--on", "seeds", "-f", "tsv")
    assert ran.out == here(*EVIDENCE, "--on", "seeds", "-f", "tsv").out


def test_an_alias_says_what_it_is_taken_for(here: Command) -> None:
    """On standard error, with the symbol and the id."""
    ran = here("query", "is-gene-drawn", "--gene", "IL-1B", "--on", "seeds")
    assert (ran.code, ran.out) == (0, b"answer\ntrue\n")
    assert "gene: 'IL-1B' is taken for IL1B, NCBI Gene 3553\n" in ran.talk


def test_an_ambiguous_alias_is_refused_with_its_genes(here: Command) -> None:
    """Nothing is asked."""
    ran = here("query", "is-gene-drawn", "--gene", "p65", "--on", "seeds")
    assert (ran.code, ran.out) == (2, b"")
    assert "gene: found 'p65', a name of 4 genes, expected one; try " in ran.talk
    assert "5970 (RELA)" in ran.talk


def test_a_list_of_genes_is_read_from_a_file(tmp_path: Path, here: Command) -> None:
    """One a line; comments and empty lines are none, and what is given twice counts once."""
    genes = tmp_path / "genes.txt"
    genes.write_text("\ufeffIL1B\n\n3576 # a chemokine\n3553\n", "utf-8")
    ran = here("query", "figures-of-all-genes", "--genes", genes, "--on", "seeds", "-f", "tsv", "--quiet")
    given = ("--gene", "3576", "--gene", "3553")
    assert ran.out == here("query", "figures-of-all-genes", *given, "--on", "seeds", "-f", "tsv", "--quiet").out
    assert ran.out.count(b"\n") == 3


def test_every_gene_of_a_list_that_is_none_is_told(tmp_path: Path, here: Command) -> None:
    """At once, not one after the other."""
    genes = tmp_path / "genes.txt"
    genes.write_text("IL1B\nNONE1\nNONE2\n")
    ran = here("query", "figures-by-gene-overlap", "--genes", genes, "--on", "seeds")
    assert ran.code == 2
    assert ran.talk.count("expected an NCBI Gene id or a human gene symbol") == 2


def test_an_empty_list_of_genes_is_told(tmp_path: Path, here: Command) -> None:
    """It would be asked with the default genes otherwise."""
    genes = tmp_path / "genes.txt"
    genes.write_text("# none\n")
    ran = here("query", "figures-by-gene-overlap", "--genes", genes, "--on", "seeds")
    assert ran.code == 3
    assert "genes: found none, expected one a line" in ran.talk


@pytest.mark.parametrize(
    ("query", "given", "said"),
    [
        ("figures-of-gene", ("--gene", "3553 } SERVICE <http://x> {"), "gene: found '3553 } SERVICE"),
        ("figures-of-gene", ("--chemical", "D000255"), "found no parameter chemical, expected one of its own: gene"),
        ("figures-of-gene", ("--gene", "1", "--gene", "2"), "gene: found 2 values, expected one"),
        ("figures-of-chemical", ("--chemical", "aspirin"), "expected a MeSH id or a ChEBI id; try D000255"),
        ("figures-of-disease", ("--disease", "flu"), "expected a MeSH id or a Disease Ontology id"),
        ("figures-of-paper", ("--paper", "4745709"), "expected a PMC id, a PubMed id or a DOI"),
        ("genes-of-figure", ("--figure", "PMC4745709"), "expected a figid; try PMC4745709__"),
        ("figures-like-pathway", ("--pathway", "5039"), "expected a WikiPathways id; try WP5039"),
        ("gene-sets", ("--organism", "human"), "expected an NCBI taxonomy id or a name in the table of taxa"),
        ("figures-per-year", ("--from-year", "MMXV"), "expected a year; try 2015"),
        ("figures-to-draw-next", ("--min-score", "90%"), "expected a number from 0 to 1; try 0.9"),
        ("figures-about-text", ("--text", ""), "expected a text"),
    ],
)
def test_a_value_of_another_kind_is_refused(query: str, given: tuple[str, ...], said: str, here: Command) -> None:
    """With what was expected, and an example."""
    ran = here("query", query, *given, "--on", "seeds")
    assert (ran.code, ran.out) == (2, b"")
    assert said in ran.talk


def test_a_query_is_typed_or_read_from_a_file(tmp_path: Path, here: Command) -> None:
    """Both answer alike."""
    text = (
        "PREFIX pfocr: <https://pfocr.wikipathways.org/rdf/vocab#> SELECT (COUNT(*) AS ?n) { ?f a pfocr:PathwayFigure }"
    )
    file = tmp_path / "mine.rq"
    file.write_text(text)
    typed = here("query", "-q", text, "--on", "seeds", "--quiet")
    assert typed.out == b"n\n5\n"
    assert here("query", file, "--on", "seeds", "--quiet").out == typed.out


@pytest.mark.parametrize("question", [(), ("totals", "-q", "ASK {}")])
def test_one_question_is_asked(question: tuple[str, ...], here: Command) -> None:
    """Not none, not two."""
    ran = here("query", *question, "--on", "seeds")
    assert ran.code == 2
    assert "expected a name or file, or -q TEXT" in ran.talk


def test_a_name_that_is_none_leads_to_those_like_it(here: Command) -> None:
    """The names are many."""
    ran = here("query", "figures-of-gen", "--on", "seeds")
    assert ran.code == 3
    assert "try figures-of-gene or " in ran.talk


def test_rows_can_be_limited(here: Command) -> None:
    """Which is said, since there may be more."""
    ran = here("query", "genes-most-drawn", "--limit-rows", "2", "--on", "seeds", "-f", "csv")
    assert ran.out.count(b"\n") == 3
    assert "LIMIT 2 of the query is reached or may be: there may be more rows; try --limit-rows" in ran.talk


def test_a_graph_is_no_table_of_csv(here: Command) -> None:
    """And rows are no Turtle."""
    assert (
        "expected a form for a graph; try turtle" in here("query", "links-of-gene", "--on", "seeds", "-f", "csv").talk
    )
    assert "expected a form for rows; try csv" in here("query", "totals", "--on", "seeds", "-f", "turtle").talk


def test_a_form_that_is_none_is_told(here: Command) -> None:
    """With all that there are."""
    assert "found 'xls', expected one of table, csv, " in here("query", "totals", "--on", "seeds", "-f", "xls").talk


def test_no_rows_are_told(here: Command) -> None:
    """A table without rows looks like a mistake."""
    ran = here("query", "figures-of-gene", "--gene", "1", "--on", "seeds")
    assert ran.out.count(b"\n") == 1
    assert ran.talk.endswith("no rows\n")


def test_a_table_shows_what_a_terminal_would_obey(here: Command) -> None:
    """Control characters are written out."""
    assert b"\\x1b[2J" in here("query", "-q", r'SELECT ("\u001B[2J" AS ?a) {}', "--on", "seeds").out


def test_other_services_are_asked_if_they_are_allowed(here: Command) -> None:
    """A federated query says so before it does anything."""
    ran = here("query", "pathways-like-figure", "--on", "seeds")
    assert (ran.code, ran.out) == (2, b"")
    assert "try --allow-service https://sparql.wikipathways.org/sparql" in ran.talk


@pytest.mark.parametrize("text", ["DROP ALL", "INSERT DATA { <urn:a> <urn:b> <urn:c> }", "LOAD <http://127.0.0.1/>"])
def test_what_writes_is_refused(text: str, here: Command) -> None:
    """Data are read only."""
    ran = here("query", "-q", text, "--on", "seeds")
    assert (ran.code, ran.out) == (2, b"")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux' list of processes")
def test_a_query_out_of_time_ends_in_6_and_leaves_nothing(tmp_path: Path) -> None:
    """No process, and no file."""
    target = tmp_path / "answer.csv"
    options = ["-q", ENDLESS, "--on", "seeds", "--timeout-seconds", "0.5", "-f", "csv", "-o", str(target)]
    process = subprocess.Popen([*COMMAND, "query", *options], cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True)
    said = process.communicate()[1].decode()
    assert process.returncode == 6
    assert "found no end within 0.5 seconds, expected an answer; try more time with --timeout-seconds" in said
    wait_for_the_end_of(process.pid)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
def test_a_query_out_of_memory_ends_in_6(here: Command) -> None:
    """With the option that gives it more."""
    greedy = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
    ran = here("query", "-q", greedy, "--on", "seeds", "--memory-mib", "100")
    assert ran.code == 6
    assert "found no end within 100 MiB, expected an answer; try more memory with --memory-mib" in ran.talk


def test_queries_are_listed(here: Command) -> None:
    """A line for each, with its title."""
    lines = here("queries").out.decode().splitlines()
    assert [line.split()[0] for line in lines] == [*catalogue()]
    assert all(line.endswith(query.title) for line, query in zip(lines, catalogue().values(), strict=True))


def test_a_keyword_that_no_query_has_is_told(here: Command) -> None:
    """With those that there are."""
    ran = here("queries", "--keyword", "nosuch")
    assert (ran.code, ran.out) == (2, b"")
    assert re.match(r"error: --keyword: found 'nosuch', expected one of the queries; try .*WikiPathways", ran.talk)


def test_queries_are_chosen_by_keyword(here: Command) -> None:
    """Whatever its case."""
    lines = here("queries", "--keyword", "wikipathways").out.decode().splitlines()
    assert [line.split()[0] for line in lines] == [
        name for name, one in catalogue().items() if "WikiPathways" in one.keywords
    ]


def test_a_query_is_shown_as_it_stands(here: Command) -> None:
    """So that it can be changed and asked from a file."""
    assert here("queries", "totals").out == (ROOT / "queries" / "totals.rq").read_bytes()


def test_queries_are_described_for_programs(here: Command) -> None:
    """All that headers say."""
    (found,) = json.loads(here("queries", "figures-by-gene-overlap", "--format", "json").out)
    assert (found["name"], found["form"], found["services"]) == ("figures-by-gene-overlap", "select", [])
    (parameter,) = found["parameters"]
    assert (parameter["name"], parameter["kind"], parameter["several"]) == ("genes", "gene", True)


def shown_calls() -> list[tuple[str, str]]:
    """Commands in the documentation, each with what it says there."""
    text = (ROOT / "docs" / "query.md").read_text("utf-8")
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    calls = [call.partition("\n") for block in blocks for call in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [(command, said) for command, _, said in calls]


@pytest.mark.parametrize(("command", "said"), shown_calls())
def test_the_documentation_shows_what_happens(command: str, said: str, here: Command) -> None:
    """Remarks come before the answer."""
    ran = here(*command.split()[1:])
    talk = [line for line in ran.talk.splitlines(keepends=True) if "findings about the records" not in line]
    assert "".join(talk) + ran.out.decode() == said


def test_another_base_is_that_of_records_too(here: Command) -> None:
    """What is converted and what is asked for have the same addresses."""
    asked = ("query", "figures-of-gene", "--on", "seeds", "--base", "https://example.org/", "--quiet", "-f", "csv")
    assert here(*asked).out.count(b"\nhttps://example.org/figures/PMC") == 3


@pytest.mark.parametrize(("name", "first"), [("a.csv", b"figure,"), ("a.json", b'{"head"'), ("a.txt", b"figure  ")])
def test_the_name_of_the_file_tells_the_form(name: str, first: bytes, here: Command, tmp_path: Path) -> None:
    """As it does when graphs are written; another name gets a table."""
    assert here("query", "figures-of-gene", "--on", "seeds", "-o", tmp_path / name).code == 0
    assert (tmp_path / name).read_bytes().startswith(first)


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml"])
def test_an_answer_in_any_form_ends_its_last_line(form: str, here: Command) -> None:
    """That of ASK, too."""
    assert here("query", "is-gene-drawn", "--on", "seeds", "-f", form).out.endswith(b"\n")


def test_genes_that_are_no_text_are_told(here: Command, tmp_path: Path) -> None:
    """With the file and the byte."""
    genes = tmp_path / "genes.txt"
    genes.write_bytes(b"IL1B\n\xff\n")
    ran = here("query", "figures-of-all-genes", "--genes", genes, "--on", "seeds")
    assert (ran.code, ran.talk) == (
        3, f"error: {genes}: genes: found no UTF-8 at byte 5, expected one a line; try another file\n"
    )  # fmt: skip
