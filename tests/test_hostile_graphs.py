"""Files that nobody would make on purpose, and some that somebody did: one line, the right exit code, no network."""

import gzip
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from releases import BASE, PFOCR, TYPE

from pfocr_rdf.cli.validate import command
from pfocr_rdf.errors import PfocrError

FIGURE = f"<{BASE}figures/PMC1__a.html>"
FIGURE_TRIPLE = f"{FIGURE} {TYPE} <{PFOCR}PathwayFigure> .\n"
TRIPLE = b'<http://a/> <http://b/> "x" .\n'
RDF_NS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
NESTED = "".join(f'<!ENTITY {new} "{f"&{old};" * 20}">' for old, new in zip("abcdefg", "bcdefgh", strict=True))
SWELLING = (
    f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "{"x" * 1000}">{NESTED}]><rdf:RDF xmlns:rdf="{RDF_NS}" '
    'xmlns:s="https://schema.org/"><rdf:Description rdf:about="http://a/"><s:name>&h;</s:name></rdf:Description></rdf:RDF>'
)
MANY = SWELLING.replace(NESTED, "").replace("&h;", "&a;" * 90_000)
SHAPE = f"""
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    <urn:own> a sh:NodeShape ; sh:targetClass <{PFOCR}PathwayFigure> ; """


def verdict(source: Path, *options: str | Path) -> tuple[int, str]:
    """Exit code, and what is said."""
    done = CliRunner().invoke(command, [str(source), "-j", "1", *map(str, options)])
    if isinstance(done.exception, PfocrError):
        return done.exception.exit_code, str(done.exception)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.ttl", b"", "empty.ttl: graph: found no triple"),
        ("comment.nt", b"# nothing\n", "comment.nt: graph: found no triple"),
        ("empty.jsonld", b"", "empty.jsonld:1: syntax: found Unexpected end of file"),
        ("empty.rdf", b"", "empty.rdf:1: syntax: found no element found"),
        ("cut.ttl", b"<http://a/> <http://b/> ", "cut.ttl:1: syntax: found "),
        ("page.ttl", b"<!DOCTYPE html><html></html>", "page.ttl:1: syntax: found "),
        ("page.rdf", b"<!DOCTYPE html><html></html>", "page.rdf: syntax: found "),
        ("picture.nt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "picture.nt:1: syntax: found "),
        ("picture.ttl", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "picture.ttl:1: syntax: found "),
        ("latin.nt", TRIPLE + b'<http://a/> <http://b/> "r\xe9sum" .\n', "latin.nt:2: syntax: found Invalid UTF-8"),
        ("overlong.nt", b'<http://a/> <http://b/> "\xc0\xaf" .\n', "overlong.nt:1: syntax: found Invalid UTF-8"),
        ("wide.ttl", TRIPLE.decode().encode("utf-16"), "wide.ttl:1: syntax: found Invalid UTF-8"),
        ("relative.nt", TRIPLE + b"<a> <b> <c> .\n", "relative.nt:2: syntax: found No scheme"),
        ("iri.nt", TRIPLE + b"<http://[a/> <http://b/> <http://c/%zz> .\n", "iri.nt:2: syntax: found "),
        ("half.nt", TRIPLE + b'<http://a/> <http://b/> "\\uD800" .\n', "half.nt:2: syntax: found "),
        ("deep.jsonld", b"[" * 200_000, "deep.jsonld:1: syntax: found Max stack size"),
        ("open.nt", b'<http://a/> <http://b/> "' + b"x" * 20_000_000, "open.nt: syntax: found a text too long"),
        ("open.ttl", b'<http://a/> <http://b/> "' + b"x" * 20_000_000, "open.ttl: syntax: found a text too long"),
        ("swelling.rdf", SWELLING.encode(), "swelling.rdf:1: syntax: found entity c of more than 100,000 letters"),
        ("many.rdf", MANY.encode(), "many.rdf:1: syntax: found limit on input amplification"),
        ("context.jsonld", b'{"@context": "http://127.0.0.1:1/c"}', "context.jsonld: syntax: found a context that is"),
        ("cut.nt.gz", gzip.compress(TRIPLE * 9999)[:-20], "cut.nt.gz: source: found Compressed file ended"),
        ("cut.nt.zst", b"\x28\xb5\x2f\xfd" + b"x" * 99, "cut.nt.zst: source: found zstd decompress error"),
        ("colour.ttl", b"\x1b[31m <http://a/>", r"colour.ttl:1: syntax: found '\x1b'"),
    ],
)
def test_a_file_that_is_no_graph_ends_in_one_line(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    """Exit code 3, with the place, what was found, and what to try."""
    (tmp_path / name).write_bytes(content)
    code, text = verdict(tmp_path / name)
    assert (code, text.removeprefix(f"{tmp_path}/").startswith(said)) == (3, True), text
    assert "\n" not in text
    assert len(text) < 500
    assert "; try " in text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("mark.nt", b"\xef\xbb\xbf" + TRIPLE),
        ("mark.ttl", b"\xef\xbb\xbf" + TRIPLE),
        ("plain.nt.gz", TRIPLE),
        ("returns.nt", TRIPLE.replace(b"\n", b"\r")),
        ("letters.nt", '<http://a/> <http://b/é> "β 中 𝄞"@en-GB-oxendict .\n'.encode()),
        ("scheme.nt", b"<urn:a:b> <tag:x,2020:y> <mailto:a@b> .\n"),
        ("zero.nt", TRIPLE.replace(b"x", b"a\x00b")),
        ("quoted.ttl", b"<< <http://a/> <http://b/> <http://c/> >> <http://d/> <http://e/> .\n"),
        ("entity.rdf", SWELLING.replace(NESTED, "").replace("&h;", "&a;").encode()),
    ],
)
def test_what_is_odd_but_legal_is_read(tmp_path: Path, name: str, content: bytes) -> None:
    """There is a verdict: nothing of it is a figure."""
    (tmp_path / name).write_bytes(content)
    code, text = verdict(tmp_path / name)
    assert code == 0
    assert text.startswith("WARNING  1 x no figure\n")


def test_triples_about_triples_are_no_trouble_of_the_reference_alone(tmp_path: Path) -> None:
    """Pyshacl reads RDF 1.1, and says so in one line."""
    (tmp_path / "new.nt").write_bytes(b"<http://a/> <http://b/> <<( <http://a/> <http://b/> <http://c/> )>> .\n")
    assert verdict(tmp_path / "new.nt")[0] == 0
    code, text = verdict(tmp_path / "new.nt", "--engine", "pyshacl")
    assert code == 3
    assert text.startswith("pyshacl: found a triple as an object (RDF 1.2)")


@pytest.mark.parametrize("letters", [1_000_000, 20_000_000])
def test_a_huge_text_is_judged_and_shown_in_part(tmp_path: Path, letters: int) -> None:
    """The table stays readable."""
    source = tmp_path / "huge.nt"
    source.write_text(f'{FIGURE_TRIPLE}{FIGURE} <https://schema.org/license> "{"x" * letters}" .\n')
    code, text = verdict(source)
    assert code == 1
    assert "license of a figure" in text
    assert max(map(len, text.splitlines())) < 500


def test_a_huge_iri_is_judged_and_shown_in_part(tmp_path: Path) -> None:
    """No page to edit is named after it either."""
    source = tmp_path / "huge.nt"
    source.write_text(FIGURE_TRIPLE.replace("PMC1__a", f"PMC1__{'a' * 1_000_000}"))
    code, text = verdict(source)
    assert code == 1
    assert max(map(len, text.splitlines())) < 500


@pytest.mark.parametrize("form", ["table", "tsv"])
def test_a_text_cannot_colour_the_terminal(tmp_path: Path, form: str) -> None:
    """Escape sequences are told, not sent."""
    source = tmp_path / "colour.nt"
    source.write_text(f'{FIGURE_TRIPLE}{FIGURE} <https://schema.org/license> "\x1b[31mred" .\n')
    code, text = verdict(source, "-f", form)
    assert code == 1
    assert "\x1b" not in text
    assert r"\u001B[31mred" in text


def test_a_graph_of_blank_nodes_alone_is_judged(tmp_path: Path) -> None:
    """Figures without a name are no figures of ours."""
    source = tmp_path / "blank.ttl"
    source.write_text(f"[] a <{PFOCR}PathwayFigure> . _:a <https://schema.org/mentions> _:b . _:b a _:a .")
    code, text = verdict(source)
    assert code == 1
    assert "1 figure:" in text


def test_a_folder_without_records_and_a_link_to_nowhere_are_told(tmp_path: Path) -> None:
    """Even where they are called as a graph would be."""
    (tmp_path / "folder.nt").mkdir()
    (tmp_path / "link.nt").symlink_to("nowhere.nt")
    assert verdict(tmp_path / "folder.nt")[0] == 3
    code, text = verdict(tmp_path / "link.nt")
    assert code == 3
    assert "link.nt: source: found No such file" in text


# Shapes


@pytest.mark.parametrize("engine", ["shacl", "pyshacl"])
@pytest.mark.parametrize(
    "shapes",
    [
        "",
        "<urn:a> <urn:b> <urn:c> .",
        "@prefix sh: ",
        f"{SHAPE} sh:property [ sh:path 'no path' ; sh:minCount 1 ] .",
        f"{SHAPE} sh:sparql [ sh:select 'SELECT WHERE {{{{{{' ] .",
        f"{SHAPE} sh:sparql [ sh:select 'SELECT $this {{ SERVICE <http://127.0.0.1:1/> {{ ?a ?b ?c }} }}' ] .",
    ],
    ids=["empty", "none", "no Turtle", "no path", "no query", "service"],
)
def test_shapes_that_cannot_be_used_are_no_verdict(tmp_path: Path, shapes: str, engine: str) -> None:
    """Exit code 3, and one line, whatever the engine has to say."""
    (tmp_path / "own.shapes").write_text(shapes)
    (tmp_path / "one.nt").write_text(FIGURE_TRIPLE)
    code, text = verdict(tmp_path / "one.nt", "--shapes", tmp_path / "own.shapes", "--engine", engine)
    assert code == 3, text
    assert "\n" not in text
    assert "; try " in text


@pytest.fixture
def calls() -> Iterator[tuple[str, list[str]]]:
    """An address, and what was asked of it."""
    asked: list[str] = []

    class Listening(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Listening) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


@pytest.mark.parametrize("engine", ["shacl", "pyshacl"])
def test_shapes_and_graphs_reach_out_to_nothing(tmp_path: Path, engine: str, calls: tuple[str, list[str]]) -> None:
    """Imports, FROM and SERVICE name addresses that are never asked."""
    address, asked = calls
    queries = (
        f"SELECT $this FROM <{address}/data.ttl> {{ ?a ?b ?c }}",
        f"SELECT $this {{ SERVICE <{address}/sparql> {{ ?a ?b ?c }} }}",
    )
    graph = tmp_path / "one.nt"
    imports = f"<{BASE}> <http://www.w3.org/2002/07/owl#imports> <{address}/imported.ttl> .\n"
    graph.write_text(FIGURE_TRIPLE + imports)
    for query in queries:
        (tmp_path / "own.ttl").write_text(f"{SHAPE} sh:sparql [ sh:select '{query}' ] . {imports}")
        verdict(graph, "--shapes", tmp_path / "own.ttl", "--engine", engine)
    assert asked == []
