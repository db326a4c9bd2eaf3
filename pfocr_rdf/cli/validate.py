"""``pfocr-rdf validate``."""

import io
import sys
from pathlib import Path

import click

from pfocr_rdf.cli import options
from pfocr_rdf.cli.progress import shown_progress
from pfocr_rdf.errors import Finding
from pfocr_rdf.formats import Format
from pfocr_rdf.hgnc import read_hgnc
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.output import opened
from pfocr_rdf.reading import Knowledge
from pfocr_rdf.taxonomy import read_taxonomy
from pfocr_rdf.validation.engines import ENGINES
from pfocr_rdf.validation.reports import REPORTS, Verdict, totals
from pfocr_rdf.validation.results import Level, ResultLog, of_finding
from pfocr_rdf.validation.run import Checks, validate
from pfocr_rdf.validation.shapes import load

#: Results of one check that JSON, TSV and the report graph have; all are counted.
KEPT = 1000


@click.command(
    "validate",
    epilog="Examples:\n\n"
    "\b\n"
    "  pfocr-rdf validate seeds\n"
    "  pfocr-rdf validate figures.nq.gz --format tsv -o report.tsv\n"
    "  pfocr-rdf validate pfocr-database --fail-on warning\n"
    "  pfocr-rdf validate figures.ttl --engine pyshacl\n",
)
@click.argument("sources", nargs=-1, required=True, metavar="GRAPH_OR_RECORDS...")
@click.option(
    "-o", "--output", default="-", metavar="OUT", help="File to write the report to; standard output if none."
)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice([*REPORTS]),
    default="table",
    show_default=True,
    help="Form of the report.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["violation", "warning", "info"]),
    default="violation",
    show_default=True,
    help="Exit with 1 if there is anything as bad as this.",
)
@click.option("--engine", type=click.Choice([*ENGINES]), default="shacl", show_default=True, help="SHACL engine.")
@click.option(
    "--shapes", type=click.Path(path_type=Path), metavar="DIR", help="Shapes to use instead of those of the package."
)
@click.option("--foreign", is_flag=True, help="Others may say more of genes, papers and the like than we do.")
@options.input_format("graphs")
@options.base
@options.schema_org
@options.hgnc("HGNC table to check symbols against.")
@options.taxonomy()
@options.no_keywords
@options.jobs()
@options.quiet("No progress and no totals on the terminal.")
def command(
    sources: tuple[str, ...],
    output: str,
    form: str,
    fail_on: str,
    engine: str,
    shapes: Path | None,
    foreign: bool,
    input_format: Format | None,
    base: str,
    schema_org: str,
    hgnc: Path | None,
    taxonomy: Path | None,
    no_keywords: bool,
    jobs: int,
    quiet: bool,
) -> None:
    """Check graphs or records against the shapes, and say what to do about each fault.

    GRAPH_OR_RECORDS is an RDF file (.ttl, .nt, .nq, .trig, .rdf, .jsonld, also .gz and .zst), or what 'convert' takes:
    a checkout, a folder, a file of a record, a glob, an archive, or '-'. All of them are taken for one graph.
    Exit code 1 says that there are faults, 3 that the engine failed or an input cannot be read.
    """
    namespaces = Namespaces(base, schema_org)
    findings: list[Finding] = []
    known = Knowledge(
        read_hgnc(hgnc) if hgnc else None, read_taxonomy(taxonomy, findings) if taxonomy else None, not no_keywords
    )
    checks = Checks(
        engine=engine,
        shapes=shapes,
        foreign=foreign,
        format=input_format,
        namespaces=namespaces,
        knowledge=known,
        jobs=jobs,
    )
    with ResultLog(kept=KEPT) as log:
        log.extend(of_finding(finding, base) for finding in findings)
        with shown_progress(quiet=quiet) as progress:
            figures = validate(sources, log, checks, stdin=sys.stdin.buffer, progress=progress)
        verdict = Verdict(figures, log, load(shapes, namespaces, foreign=foreign).words, base)
        write_report(verdict, form, output)
        if not quiet and (output != "-" or form != "table"):
            click.echo(totals(verdict), err=True)
        if is_failure(log, fail_on):
            raise click.exceptions.Exit(1)


def write_report(verdict: Verdict, form: str, output: str) -> None:
    """Write the report in that form. Raises ``OutputError`` where that cannot be done."""
    with opened(output) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="\n", write_through=True)
        REPORTS[form](verdict, text)
        text.flush()
        text.detach()


def is_failure(log: ResultLog, fail_on: str) -> bool:
    """Whether anything is as bad as ``fail_on``."""
    worst = log.worst()
    return worst is not None and worst >= Level[fail_on.upper()]
