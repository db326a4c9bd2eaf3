"""``pfocr-rdf join``."""

import sys
from pathlib import Path

import click

from pfocr_rdf.cli import options
from pfocr_rdf.cli.convert import reported
from pfocr_rdf.cli.progress import shown_records
from pfocr_rdf.errors import InputError
from pfocr_rdf.hgnc import read_hgnc
from pfocr_rdf.shards import join
from pfocr_rdf.summary import FindingLog, Summary


@click.command(
    "join",
    epilog="Examples:\n\n"
    "\b\n"
    "  pfocr-rdf convert seeds -o seeds.ttl.1.shard --shard 1/2\n"
    "  pfocr-rdf convert seeds -o seeds.ttl.2.shard --shard 2/2\n"
    "  pfocr-rdf join seeds.ttl.*.shard -o seeds.ttl\n",
)
@click.argument("shards", nargs=-1, required=True, metavar="SHARD...")
@click.option("-o", "--output", required=True, metavar="OUT", help="File to write, '-' for standard output.")
@options.hgnc("HGNC table, if the shards were made with one.")
@click.option(
    "--report", type=click.Path(path_type=Path), metavar="FILE", help="Write counts and every finding as JSON."
)
@click.option("--strict", is_flag=True, help="Exit with 1 if there is any finding.")
@options.quiet("No findings, progress or summary on the terminal.")
def command(
    shards: tuple[str, ...], output: str, hgnc: Path | None, report: Path | None, strict: bool, quiet: bool
) -> None:
    """Write the document, and the summary, whose shares 'convert --shard' made.

    Each SHARD is a share of one conversion; all are needed, in any order. OUT is the file that one run would have
    written, byte for byte.
    """
    failure = None
    with reported(report) as save, FindingLog(None if quiet else sys.stderr) as log:
        try:
            with shown_records(quiet=quiet) as progress:
                summary = join(shards, output, hgnc=read_hgnc(hgnc) if hgnc else None, log=log, progress=progress)
        except InputError as error:
            failure, summary = error, Summary(findings=log.counts)
        save(summary, log)
        if failure is None and not quiet:
            for line in summary.lines():
                click.echo(line, err=True)
    if failure is not None:  # only now: the report says why
        raise failure
    if strict and summary.findings:
        raise click.exceptions.Exit(1)
