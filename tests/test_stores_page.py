"""The page on stores says what the code does: the table is the code's, the recipes are commands that exist."""

import re
import shlex
import shutil
import subprocess
import sysconfig
from pathlib import Path

import click
import pytest
from commands import ROOT

from pfocr_rdf.cli import group
from pfocr_rdf.stores.dialects import DIALECTS, Dialect, by_answer

PAGE = (ROOT / "docs/stores.md").read_text()
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = [
    line
    for kind, text in BLOCKS
    for line in text.replace("\\\n", " ").splitlines()
    if kind in {"sh", "console"} and "pfocr-rdf " in line and "<<" not in line
]
PRODUCTS = [one for one in DIALECTS if one.name != "sparql"]


def code(text: str | None) -> str:
    """In the type of code; an empty path is the address, and none is none."""
    return "—" if text is None else f"`{text}`" if text else "itself"


def row(*cells: str) -> str:
    """A line of a table."""
    return f"| {' | '.join(cells)} |"


@pytest.mark.parametrize("one", DIALECTS, ids=lambda one: one.name)
def test_the_table_is_that_of_the_code(one: Dialect) -> None:
    """Line by line."""
    paths = (one.query, one.update, one.graphs, one.key if one.graphs is not None else None)
    assert row(one.label, code(one.name), code(one.address), *map(code, paths)) in PAGE
    assert row(one.label, code(one.media_type), one.scheme, "yes" if one.atomic else "no", one.limits) in PAGE


def test_no_product_is_in_the_page_that_is_not_in_the_code() -> None:
    """As many lines as there are dialects, and a recipe for each."""
    names = re.findall(r"^\| [^|]+ \| `(\w+)` \| `", PAGE, re.MULTILINE)
    assert names == [one.name for one in DIALECTS]
    recipes = re.findall(r"^### (.*)$", PAGE, re.MULTILINE)
    assert recipes == ["A folder", *(one.label for one in PRODUCTS), "QLever", "Any other"]


def test_the_page_says_which_facts_were_seen_and_which_were_read() -> None:
    """Versions of servers, and where the manuals are."""
    seen = ", ".join(f"{one.label} {one.seen}" for one in DIALECTS if one.seen)
    assert f"Tested against real servers: {seen}." in PAGE.replace("\n", " ")
    for one in DIALECTS:
        assert one.seen or f"<https://{one.source}>" in PAGE


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_a_recipe_is_one_that_exists(line: str) -> None:
    """With arguments and options that are taken."""
    words = shlex.split(line.removeprefix("$ "))
    name, *rest = words[words.index("pfocr-rdf") + 1 :]
    command = group.get_command(click.Context(group), name)
    assert command is not None
    command.make_context(name, rest)


@pytest.mark.parametrize("one", PRODUCTS, ids=lambda one: one.name)
def test_the_recipe_of_a_product_loads_into_an_address_that_tells_it(one: Dialect) -> None:
    """Without ``--dialect``."""
    recipe = PAGE.partition(f"### {one.label}\n")[2].partition("\n### ")[0]
    found = re.search(r"pfocr-rdf load \S+ (https?://\S+)", recipe)
    assert found is not None
    assert by_answer(found[1], {}) == one


@pytest.mark.parametrize("one", PRODUCTS, ids=lambda one: one.name)
def test_any_path_of_a_store_leads_to_its_address(one: Dialect) -> None:
    """People copy what their browser shows."""
    address = f"https://{one.address}"
    root = one.root(address)
    for path in (one.query, one.update, one.graphs or "", *one.others):
        for end in ("", one.signed):
            assert one.root(root + path.rstrip("/") + end) == root


@pytest.mark.parametrize(
    ("server", "name"),
    [
        ("Oxigraph/0.5.13", "oxigraph"),
        ("Apache Jena Fuseki (5.2.0)", "fuseki"),
        ("Virtuoso/07.20.3229 (Linux) x86_64-pc-linux-gnu", "virtuoso"),
        ("GraphDB/10.8.5+sha.1 RDF4J/4.3.15", "graphdb"),
    ],
)
def test_a_server_tells_what_it_is(server: str, name: str) -> None:
    """Wherever it stands."""
    assert by_answer("https://example.org/sparql", {"server": server}).name == name


def test_qlever_reads_the_qleverfile(tmp_path: Path) -> None:
    """Its own tool makes the command from it that builds the index, and the one that starts the server."""
    (text,) = (text for kind, text in BLOCKS if kind == "ini")
    (tmp_path / "Qleverfile").write_text(text)
    (tmp_path / "figures.nq.gz").write_bytes(b"")
    program = shutil.which("qlever", path=sysconfig.get_path("scripts"))
    assert program is not None
    shown = [
        subprocess.run([program, name, "--show"], cwd=tmp_path, capture_output=True, text=True, check=True).stderr
        for name in ("index", "start")
    ]
    assert re.search(r"zcat figures\.nq\.gz \| \S+ -i pfocr .*-F nq -f -", shown[0])
    assert "-p 7019" in shown[1]
