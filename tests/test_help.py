"""What the command says of itself, and what it says to those who type something else."""

import re
from collections.abc import Iterator

import click
import pytest
from commands import ROOT, Command, run

from pfocr_rdf.cli import COMMANDS, group
from pfocr_rdf.formats import FORMATS


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command with its name, as the group has them; of a command that has others, those."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from ((f"{name} {one.name}", one) for one in command.commands.values())
        else:
            yield name, command


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_of_every_command_has_an_example(name: str, here: Command) -> None:
    """What to type stands below what there is."""
    ran = here(*filter(None, [name]), "--help")
    assert (ran.code, ran.talk) == (0, "")
    assert re.search(rf"^ +pfocr-rdf {name}|: pfocr-rdf ", ran.out.decode(), re.MULTILINE)


@pytest.mark.parametrize(("name", "command"), [*commands()], ids=lambda one: one if isinstance(one, str) else "")
def test_every_option_has_help(name: str, command: click.Command) -> None:
    """One line at least, and no two options of one name."""
    options = [one for one in command.params if isinstance(one, click.Option)]
    assert [option.name for option in options if not option.help] == [], name
    spellings = [spelling for option in options for spelling in option.opts]
    assert len(spellings) == len({*spellings})


@pytest.mark.parametrize(("name", "command"), [*commands()], ids=lambda one: one if isinstance(one, str) else "")
def test_every_command_says_what_its_arguments_are(name: str, command: click.Command) -> None:
    """The help names each argument, in capitals, as the first line does."""
    arguments = [one for one in command.params if isinstance(one, click.Argument)]
    assert arguments, name
    for one in arguments:
        shown = (one.metavar or one.name or "").upper().strip("[].")
        assert shown in (command.help or "")


def test_the_list_of_commands_says_what_each_one_does(here: Command) -> None:
    """The summary in the list is the first line of the command's own help, so that neither can go stale."""
    listed = here("--help").out.decode()
    for name, (_, summary) in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(summary[:40])}", listed, re.MULTILINE)


def test_the_help_of_the_group_lists_the_exit_codes(here: Command) -> None:
    """All that can be met."""
    text = here("--help").out.decode()
    assert {"0", "1", "2", "3", "4", "5", "6", "130", "141"} <= {*re.findall(r"\d+", text.partition("Exit codes:")[2])}


def test_the_help_of_convert_lists_the_formats(here: Command) -> None:
    """By name and by ending."""
    text = " ".join(here("convert", "--help").out.decode().split())
    assert [one.name for one in FORMATS if f"{one.name} ({one.extension})" not in text] == []


def test_no_arguments_show_what_there_is(here: Command) -> None:
    """A newcomer types the bare name first."""
    ran = here()
    assert b"convert" in ran.out + ran.err


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("seeds", "-o", "-"), "-o -: found no format in the name, expected one; try --format turtle"),
        (
            ("seeds", "-o", "a.ttl", "-f", "xml"),
            "--format: found 'xml', expected one of turtle, ntriples, nquads, trig, rdfxml, jsonld; try 'turtle'",
        ),
        (
            ("seeds", "-o", "figures.csv"),
            (
                "figures.csv: found no format in the name, expected one of "
                ".ttl, .nt, .nq, .trig, .rdf, .jsonld; try --format turtle"
            ),
        ),
        (
            ("seeds", "-o", "a.ttl", "--base", "pfocr"),
            "base: found 'pfocr', expected an http(s) IRI that ends in '/'; try https://pfocr.wikipathways.org/",
        ),
        (
            ("seeds", "-o", "a.ttl", "--image-template", "https://example.org/{file}"),
            (
                "image template: found 'https://example.org/{file}', expected an address with {pmcid} and {filename} "
                "alone in braces; try https://europepmc.org/articles/{pmcid}/bin/{filename}"
            ),
        ),
    ],
)
def test_wrong_usage_is_2_and_says_what_to_try(arguments: tuple[str, ...], text: str, here: Command) -> None:
    """Nothing is read, and nothing is written."""
    ran = here("convert", *arguments)
    assert (ran.code, ran.out, ran.talk) == (2, b"", f"error: {text}\n")
    assert not (ROOT / "a.ttl").exists()


@pytest.mark.parametrize(
    "arguments", [(), ("seeds",), ("seeds", "-o", "a.ttl", "--jobs", "-1"), ("seeds", "-o", "a.ttl", "--nonsense")]
)
def test_missing_and_unknown_arguments_are_2(arguments: tuple[str, ...], here: Command) -> None:
    """With the usage in one line and a pointer to the help."""
    ran = here("convert", *arguments)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.talk.startswith("Usage: ")
    assert "--help" in ran.talk


def test_an_unknown_command_is_2() -> None:
    """And is named."""
    ran = run("transmogrify")
    assert ran.code == 2
    assert "No such command 'transmogrify'" in ran.talk


def test_the_version_is_that_of_the_package(here: Command) -> None:
    """As the project's own file has it."""
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert version is not None
    assert here("--version").out.decode().strip().endswith(version[1])
