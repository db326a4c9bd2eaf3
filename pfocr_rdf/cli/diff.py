"""``pfocr-rdf diff``."""

import io
import sys
from functools import partial

import click

from pfocr_rdf.cli import options
from pfocr_rdf.cli.progress import shown_progress
from pfocr_rdf.comparing.guard import alarms, as_percent, check_sources, emptied
from pfocr_rdf.comparing.reports import REPORTS
from pfocr_rdf.comparing.run import Comparison, compared
from pfocr_rdf.formats import Format
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.output import opened


@click.command(
    "diff",
    epilog="Examples:\n\n"
    "\b\n"
    "  pfocr-rdf diff 2026-10.nt.gz 2026-11.nt.gz\n"
    "  pfocr-rdf diff 2026-10.nq.gz 2026-11.nq.gz --format update -o monthly.ru\n"
    "  pfocr-rdf diff old-checkout new-checkout --format tsv -o changes.tsv --guard 5%\n",
)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("-o", "--output", default="-", metavar="OUT", help="File to write to; standard output if none.")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice([*REPORTS]),
    default="table",
    show_default=True,
    help="table, tsv, json: what became of each resource; patch: RDF Patch; update: SPARQL Update.",
)
@click.option(
    "--guard",
    metavar="PERCENT",
    help="Exit with 1 if figures, genes or links shrank or grew by more than that, or a bundled query lost its rows.",
)
@options.input_format("graphs")
@options.base
@options.schema_org
@options.jobs()
@options.quiet("No progress on the terminal.")
def command(
    old: str,
    new: str,
    output: str,
    form: str,
    guard: str | None,
    input_format: Format | None,
    base: str,
    schema_org: str,
    jobs: int,
    quiet: bool,
) -> None:
    """Tell what was added, removed and changed between OLD and NEW.

    Each of OLD and NEW is an RDF file (.ttl, .nt, .nq, .trig, .rdf, .jsonld, also .gz and .zst), or what 'convert'
    takes: a checkout, a folder, an archive. A figure counts with its picture and its mentions.
    """
    percent = None if guard is None else as_percent(guard)
    if percent is not None:
        check_sources((old, new))
    comparison = Comparison(format=input_format, namespaces=Namespaces(base, schema_org), jobs=jobs)
    with (
        shown_progress(quiet=quiet) as progress,
        compared(old, new, comparison, stdin=sys.stdin.buffer, progress=progress) as buckets,
        opened(output) as stream,
    ):
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="\n", write_through=True)
        totals = REPORTS[form](buckets, text)
        text.flush()
        text.detach()
    if percent is None:
        return
    raised = [*alarms(totals, percent), *emptied(old, new, comparison, partial(click.echo, err=True))]
    for line in raised:
        click.echo(line, err=True)
    if raised:
        raise click.exceptions.Exit(1)
