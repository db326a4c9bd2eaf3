"""``pfocr-rdf link``."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from pfocr_rdf.cli import options
from pfocr_rdf.cli.convert import reported
from pfocr_rdf.cli.progress import shown_progress
from pfocr_rdf.cli.waits import shown_waits
from pfocr_rdf.errors import Finding, UsageError
from pfocr_rdf.formats import Format
from pfocr_rdf.hgnc import read_hgnc
from pfocr_rdf.identifiers import WIKIPATHWAYS_ENDPOINT, Namespaces
from pfocr_rdf.linking.overlaps import Thresholds
from pfocr_rdf.linking.run import LinkOptions, Targets, link, read_background
from pfocr_rdf.linking.sources import read_pathways
from pfocr_rdf.reading import Knowledge
from pfocr_rdf.stores.embedded import Opening
from pfocr_rdf.summary import FindingLog, Summary
from pfocr_rdf.taxonomy import read_taxonomy

_SPREAD = "--wikipathways"


class _Spreading(click.Command):
    """A command one of whose options takes all arguments up to the next option, as shells make them of ``*.ttl``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Name the option before each of its arguments, as click wants it."""
        return super().parse_args(ctx, list(spread(args)))


def spread(arguments: list[str]) -> Iterator[str]:
    """Arguments with ``--wikipathways`` before each file that follows it.

    >>> list(spread(["figures.ttl", "--wikipathways", "a.ttl", "b.ttl", "-o", "c.ttl"]))
    ['figures.ttl', '--wikipathways', 'a.ttl', '--wikipathways', 'b.ttl', '-o', 'c.ttl']
    """
    before, inside = "", False
    for argument in arguments:
        if argument.startswith("-") and argument != "-":
            inside = argument == _SPREAD
        elif inside and before != _SPREAD:
            yield _SPREAD
        yield argument
        before = argument


@click.command(
    "link",
    cls=_Spreading,
    epilog="Examples:\n\n"
    "\b\n"
    "  pfocr-rdf link figures.nt --wikipathways wp/Human/*.ttl -o links.ttl --table overlaps.tsv\n"
    "  pfocr-rdf link seeds --wikipathways wikipathways-gmt-Homo_sapiens.gmt --max-adjusted-p 0.01\n"
    f"  pfocr-rdf link figures.nt --wikipathways {WIKIPATHWAYS_ENDPOINT} -o links.ttl\n"
    "  pfocr-rdf link figures.nt --pmc-ids PMC-ids.csv.gz -o papers.ttl\n",
)
@click.argument("data", nargs=-1, metavar="DATA...")
@click.option(
    _SPREAD,
    "wikipathways",
    multiple=True,
    metavar="WPRDF...",
    help="WikiPathways' RDF files, its GMT files, folders of such, or the address of its endpoint.",
)
@click.option(
    "--pmc-ids",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="NCBI's PMC-ids.csv, plain or .gz: names of the papers in PubMed, and their DOIs.",
)
@click.option("-o", "--output", metavar="OUT", help="File for the links as RDF, '-' for standard output.")
@options.output_format("OUT")
@click.option("--table", metavar="TSV", help="File for overlaps as a table; standard output if there is no OUT.")
@click.option("--min-shared", type=click.IntRange(1), default=3, show_default=True, help="Fewest genes in common.")
@click.option("--min-jaccard", type=float, default=0.0, show_default=True, help="Least Jaccard index, 0 to 1.")
@click.option("--max-p", type=float, default=1.0, show_default=True, help="Greatest p-value, 0 to 1.")
@click.option(
    "--max-adjusted-p",
    type=float,
    default=0.05,
    show_default=True,
    help="Greatest p-value after Benjamini and Hochberg, 0 to 1.",
)
@click.option("--best", type=click.IntRange(0), default=0, metavar="N", help="Only the N best of a figure; 0, all.")
@click.option(
    "--background",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="NCBI Gene ids that figures and pathways could have, one a line; else the genes of all pathways of a species.",
)
@options.input_format("graphs")
@options.base
@options.schema_org
@options.hgnc("HGNC table, for records.")
@options.taxonomy("Names and NCBI ids of taxa, for records.")
@options.no_keywords
@options.jobs("Processes that read records.")
@click.option(
    "--report", type=click.Path(path_type=Path), metavar="FILE", help="Write every finding about records as JSON."
)
@click.option("--strict", is_flag=True, help="Exit with 1 if there is any finding.")
@options.quiet("No findings, progress or summary on the terminal.")
def command(
    data: tuple[str, ...],
    wikipathways: tuple[str, ...],
    pmc_ids: Path | None,
    output: str | None,
    form: Format | None,
    table: str | None,
    min_shared: int,
    min_jaccard: float,
    max_p: float,
    max_adjusted_p: float,
    best: int,
    background: Path | None,
    input_format: Format | None,
    base: str,
    schema_org: str,
    hgnc: Path | None,
    taxonomy: Path | None,
    no_keywords: bool,
    jobs: int,
    report: Path | None,
    strict: bool,
    quiet: bool,
) -> None:
    """Find the pathways of WikiPathways that share genes with figures, and the papers' names elsewhere.

    DATA is RDF files, on-disk Oxigraph folders, or whatever convert takes. Each figure is compared with all pathways of
    the species of its genes. OUT gets each overlap with its evidence, TSV the same as a table. See docs/link.md.
    """
    if not data:
        raise UsageError(f"DATA: found nothing, expected figures; try giving them before {_SPREAD}")
    if not wikipathways and pmc_ids is None:
        raise UsageError(f"link: found nothing to link to, expected {_SPREAD} or --pmc-ids; try --help")
    if pmc_ids is not None and output is None:
        raise UsageError("--pmc-ids: found no -o, expected a file for links as RDF; try -o papers.ttl")
    findings: list[Finding] = []
    known = Knowledge(
        read_hgnc(hgnc) if hgnc else None,
        read_taxonomy(taxonomy, findings) if taxonomy else None,
        not no_keywords,
    )
    with (
        reported(report) as save,
        FindingLog(None if quiet else sys.stderr) as log,
        shown_progress(quiet=quiet) as progress,
        shown_waits("the endpoint", quiet=quiet),
    ):
        pathways = read_pathways(wikipathways, findings) if wikipathways else ()
        log.extend(findings)
        options = LinkOptions(
            pathways=pathways,
            background=read_background(background) if background else None,
            thresholds=Thresholds(shared=min_shared, jaccard=min_jaccard, p=max_p, adjusted=max_adjusted_p, best=best),
            pmc_ids=pmc_ids,
            namespaces=Namespaces(base, schema_org),
            opening=Opening(
                format=input_format,
                knowledge=known,
                jobs=jobs,
                log=log,
                progress=progress,
            ),
        )
        targets = Targets(
            rdf=output,
            format=form,
            table=table or ("-" if output is None else None),
        )
        links = link(data, options, targets, stdin=sys.stdin.buffer)
        save(Summary(findings=log.counts), log)
    if not quiet:
        for line in links.lines():
            click.echo(line, err=True)
    if strict and log.counts:
        raise click.exceptions.Exit(1)
