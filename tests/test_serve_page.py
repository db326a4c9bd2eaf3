"""The page about serving says what the code does."""

import re
from pathlib import Path

import click
import pytest

from pfocr_rdf.cli.serve import command
from pfocr_rdf.serve.bodies import BODY_SECONDS
from pfocr_rdf.serve.connections import HEAD_SECONDS, MOST_HEAD_BYTES, STALL_SECONDS
from pfocr_rdf.serve.negotiation import GRAPHS, TABLES
from pfocr_rdf.serve.problems import PROBLEMS
from pfocr_rdf.serve.protocol import LIMIT, TRUNCATED
from pfocr_rdf.serve.versions import Limits

PAGE = Path(__file__).parent.parent.joinpath("docs/serve.md").read_text("utf-8")


def test_the_page_has_every_problem() -> None:
    """With its status, in the order of the code."""
    found = re.findall(r"^\| `([a-z-]+)` \| (\d{3}) \|", PAGE, re.MULTILINE)
    assert found == [(code, str(status)) for code, (status, _) in PROBLEMS.items()]


def test_the_page_has_every_option() -> None:
    """And no other."""
    options = {name for one in command.params if isinstance(one, click.Option) for name in one.opts if name[1] == "-"}
    (table,) = re.findall(r"\| option .*?\n\n", PAGE, re.DOTALL)
    assert set(re.findall(r"`(--[a-z-]+)", table.replace("instead of DATA", ""))) - {"--help"} == options - {"--help"}


@pytest.mark.parametrize("forms", [TABLES, GRAPHS])
def test_the_page_has_every_form(forms: dict[str, str]) -> None:
    """With its short name."""
    assert ", ".join(f"`{media_type}` (`{name}`)" for media_type, name in forms.items()) in PAGE


def test_the_page_has_the_limits() -> None:
    """As the code has them."""
    limits = Limits()
    assert f"| time of a query, waiting included | {limits.seconds:g} |" in PAGE
    assert f"| {limits.memory >> 20} |" in PAGE
    assert f"| {limits.rows} |" in PAGE
    assert f"head takes more than {HEAD_SECONDS:g} s or whose body takes more than {BODY_SECONDS:g} s" in PAGE
    assert f"nothing is taken for {STALL_SECONDS:g} s" in PAGE
    assert f"Queries end at {limits.text >> 20} MiB, addresses and headers at {MOST_HEAD_BYTES >> 10} KiB." in PAGE
    assert LIMIT in PAGE
    assert TRUNCATED in PAGE
