"""``pfocr-rdf describe``."""

import sys
from pathlib import Path

import click

from pfocr_rdf.cli import options
from pfocr_rdf.cli.progress import shown_progress
from pfocr_rdf.describing.release import Release
from pfocr_rdf.describing.run import Describing, describe
from pfocr_rdf.describing.statistics import Statistics
from pfocr_rdf.errors import Finding
from pfocr_rdf.formats import Format
from pfocr_rdf.hgnc import read_hgnc
from pfocr_rdf.identifiers import SOURCE_REPOSITORY, WIKIPATHWAYS_SITE, Namespaces
from pfocr_rdf.pipeline import Options
from pfocr_rdf.reading import Knowledge
from pfocr_rdf.summary import FindingLog
from pfocr_rdf.taxonomy import read_taxonomy


@click.command(
    "describe",
    epilog="Examples:\n\n"
    "\b\n"
    "  pfocr-rdf describe figures.nq.gz -o void.ttl --release 20250701\n"
    "  pfocr-rdf describe figures.ttl links.ttl -o void.ttl --download https://example.org/20250701/\n"
    "  pfocr-rdf describe store -o - --endpoint https://example.org/sparql\n"
    "  pfocr-rdf describe seeds -o void.jsonld\n",
)
@click.argument("data", nargs=-1, required=True, metavar="DATA...")
@click.option("-o", "--output", required=True, metavar="OUT", help="File to write, '-' for standard output.")
@options.output_format("OUT")
@click.option("--release", "name", default=Release.name, show_default=True, metavar="NAME", help="Name of the release.")
@click.option("--date", "day", metavar="DAY", help="Day of issue, such as 2025-07-01; told by a NAME that is a date.")
@click.option("--previous", metavar="NAME", help="Name of the release before.")
@click.option("--source", multiple=True, metavar="IRI", help=f"What it was made from.  [default: {SOURCE_REPOSITORY}]")
@click.option("--creator", default=WIKIPATHWAYS_SITE, show_default=True, metavar="IRI", help="Who made the data.")
@click.option("--publisher", default=WIKIPATHWAYS_SITE, show_default=True, metavar="IRI", help="Who publishes it.")
@click.option("--endpoint", metavar="ADDRESS", help="SPARQL endpoint that has the data.")
@click.option("--download", metavar="ADDRESS", help="Folder on the web that the files of DATA can be had from.")
@options.input_format("files")
@options.base
@options.schema_org
@options.hgnc("HGNC table, where DATA are records.")
@options.taxonomy()
@options.no_keywords
@options.jobs()
@options.quiet("No findings, progress or counts on the terminal.")
def command(
    data: tuple[str, ...],
    output: str,
    form: Format | None,
    name: str,
    day: str | None,
    previous: str | None,
    source: tuple[str, ...],
    creator: str,
    publisher: str,
    endpoint: str | None,
    download: str | None,
    input_format: Format | None,
    base: str,
    schema_org: str,
    hgnc: Path | None,
    taxonomy: Path | None,
    no_keywords: bool,
    jobs: int,
    quiet: bool,
) -> None:
    """Describe a graph: what is in it, counted, and where it comes from (HCLS profile, VoID, DCAT).

    DATA is an RDF file, also .gz and .zst, a folder of an Oxigraph store, or what 'convert' takes; all of it is taken
    for one graph, and triples that come twice count once. Files get sizes and checksums.
    """
    findings: list[Finding] = []
    known = Knowledge(
        read_hgnc(hgnc) if hgnc else None, read_taxonomy(taxonomy, findings) if taxonomy else None, not no_keywords
    )
    release = Release(
        name=name, day=day, previous=previous, sources=source or Release().sources, creator=creator,
        publisher=publisher, endpoint=endpoint, download=download,
    )  # fmt: skip
    options = Describing(
        release=release,
        records=Options(namespaces=Namespaces(base, schema_org), knowledge=known, jobs=jobs),
        format=form,
        input_format=input_format,
    )
    with FindingLog(None if quiet else sys.stderr) as log, shown_progress(quiet=quiet) as progress:
        log.extend(findings)
        statistics = describe(data, output, options, log=log, stdin=sys.stdin.buffer, progress=progress)
    if not quiet:
        click.echo(counted(statistics), err=True)


def counted(statistics: Statistics) -> str:
    """The counts in one line."""
    total = statistics.total
    return (
        f"{total.triples:,} triples of {total.subjects:,} subjects, {total.classes:,} classes, "
        f"{total.properties:,} properties, {len(statistics.linksets):,} linksets"
    )
