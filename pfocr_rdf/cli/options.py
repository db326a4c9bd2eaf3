"""Options that several commands share, so that they are called, explained and read alike."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from pfocr_rdf.formats import FORMATS, Format, by_name
from pfocr_rdf.identifiers import DEFAULT_BASE

#: What a decorator of click takes and gives: a function, or a command made of it.
Decorated = TypeVar("Decorated", bound=Callable[..., object])

#: Names of all RDF formats, for help texts.
FORMAT_NAMES = ", ".join(f"{one.name} ({one.extension})" for one in FORMATS)


def _format(_: click.Context, option: click.Parameter, name: str | None) -> Format | None:
    return by_name(name, option.opts[-1]) if name else None


def input_format(of: str) -> Callable[[Decorated], Decorated]:
    """``--input-format``, as a format, for commands that read RDF; ``of`` is what they call it."""
    told = f"What {of} are in, if their names do not tell: {FORMAT_NAMES}."
    return click.option("--input-format", callback=_format, metavar="NAME", help=told)


def output_format(of: str) -> Callable[[Decorated], Decorated]:
    """``--format``, as a format, for commands that write RDF to ``of``."""
    told = f"Told by the name of {of}, or: {FORMAT_NAMES}."
    return click.option("-f", "--format", "form", callback=_format, metavar="NAME", help=told)


base = click.option(
    "--base", default=DEFAULT_BASE, show_default=True, metavar="IRI", help="What figure IRIs begin with."
)

schema_org = click.option(
    "--schema-org",
    type=click.Choice(["https", "http"]),
    default="https",
    show_default=True,
    help="Form of schema.org's IRIs.",
)


def hgnc(what: str) -> Callable[[Decorated], Decorated]:
    """``--hgnc``; ``what`` says which table, and for what."""
    return click.option("--hgnc", type=click.Path(path_type=Path), metavar="FILE", help=what)


def taxonomy(what: str = "Names and NCBI ids of taxa.") -> Callable[[Decorated], Decorated]:
    """``--taxonomy``; ``what`` says what is in the file."""
    return click.option("--taxonomy", type=click.Path(path_type=Path), metavar="FILE", help=what)


no_keywords = click.option(
    "--no-keywords", is_flag=True, help="Never infer genes from the keywords of records without gene rows."
)


def jobs(what: str = "Processes; 0, one a processor.") -> Callable[[Decorated], Decorated]:
    """``--jobs``; ``what`` says what the processes do."""
    return click.option("-j", "--jobs", type=click.IntRange(0), default=0, metavar="N", help=what)


def quiet(what: str) -> Callable[[Decorated], Decorated]:
    """``--quiet``; ``what`` says what is not shown."""
    return click.option("-q", "--quiet", is_flag=True, help=what)
