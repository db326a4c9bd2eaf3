"""``pfocr-rdf diff``."""

import io
import sys
from functools import partial

import click

from pfocr_rdf.cli.progress import shown_progress
from pfocr_rdf.comparing.guard import alarms, as_percent, check_sources, emptied
from pfocr_rdf.comparing.reports import REPORTS
from pfocr_rdf.comparing.run import Comparison, compared
from pfocr_rdf.formats import FORMATS, by_name
from pfocr_rdf.identifiers import DEFAULT_BASE, Namespaces
from pfocr_rdf.output import opened

_FORMATS = ", ".join(one.name for one in FORMATS)


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
@click.option("--input-format", metavar="NAME", help=f"What graphs are in, if their names do not tell: {_FORMATS}.")
@click.option("--base", default=DEFAULT_BASE, show_default=True, metavar="IRI", help="What figure IRIs begin with.")
@click.option(
    "--schema-org",
    type=click.Choice(["https", "http"]),
    default="https",
    show_default=True,
    help="Form of schema.org's IRIs.",
)
@click.option("-j", "--jobs", type=click.IntRange(0), default=0, metavar="N", help="Processes; 0, one a processor.")
@click.option("-q", "--quiet", is_flag=True, help="No progress on the terminal.")
def command(
    old: str,
    new: str,
    output: str,
    form: str,
    guard: str | None,
    input_format: str | None,
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
    comparison = Comparison(
        format=by_name(input_format) if input_format else None, namespaces=Namespaces(base, schema_org), jobs=jobs
    )
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
