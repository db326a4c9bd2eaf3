"""``pfocr-rdf load``."""

import sys
from collections.abc import Iterator

import click

from pfocr_rdf.cli import options
from pfocr_rdf.cli.progress import shown_progress
from pfocr_rdf.cli.waits import shown_waits
from pfocr_rdf.formats import Format
from pfocr_rdf.identifiers import DEFAULT_BASE, Namespaces
from pfocr_rdf.output import opened
from pfocr_rdf.stores.cargo import Cargo
from pfocr_rdf.stores.client import Manners
from pfocr_rdf.stores.dialects import DIALECTS
from pfocr_rdf.stores.loading import load
from pfocr_rdf.stores.remote import Delivery, Loaded
from pfocr_rdf.summary import FindingLog


@click.command(
    "load",
    epilog="Examples:\n\n"
    "\b\n"
    "  pfocr-rdf load pfocr-database out/store\n"
    "  pfocr-rdf load figures.nq.gz http://localhost:7878\n"
    "  pfocr-rdf load figures.nq.gz http://localhost:3030/pfocr --dialect fuseki\n"
    "  PFOCR_RDF_USER=dba PFOCR_RDF_PASSWORD=... pfocr-rdf load figures.nq.gz http://localhost:8890\n",
)
@click.argument("data", nargs=-1, required=True, metavar="DATA...")
@click.argument("store", metavar="STORE")
@click.option("--graph", metavar="IRI", help="Put all into this graph, whatever graph it is in.")
@click.option(
    "--dialect",
    type=click.Choice([one.name for one in DIALECTS]),
    help="The product at an address; found by its answer or its address if not given.",
)
@click.option("--update", "by_update", is_flag=True, help="Send updates instead of using the Graph Store Protocol.")
@click.option("--in-place", is_flag=True, help="Empty graphs first: saves room, but readers see them grow.")
@options.input_format("files")
@click.option(
    "--chunk-mib", type=click.IntRange(1, 512), default=16, show_default=True, metavar="N", help="MiB sent at once."
)
@click.option(
    "--timeout-s",
    type=click.FloatRange(1),
    default=600,
    show_default=True,
    metavar="N",
    help="Seconds that one request may take.",
)
@click.option(
    "--patience-s",
    type=click.FloatRange(0),
    default=120,
    show_default=True,
    metavar="N",
    help="Seconds to wait for a store that went away.",
)
@click.option("--base", default=DEFAULT_BASE, show_default=True, metavar="IRI", help="What IRIs of ours begin with.")
@options.jobs()
@click.option("--strict", is_flag=True, help="Exit with 1 if there is any finding about a record.")
@options.quiet("No findings, progress or summary on the terminal.")
def command(
    data: tuple[str, ...],
    store: str,
    graph: str | None,
    dialect: str | None,
    by_update: bool,
    in_place: bool,
    input_format: Format | None,
    chunk_mib: int,
    timeout_s: float,
    patience_s: float,
    base: str,
    jobs: int,
    strict: bool,
    quiet: bool,
) -> None:
    """Load graphs or records into a store, and count what is there in the end.

    DATA is RDF files (.ttl, .nt, .nq, .trig, .rdf, .jsonld, also .gz and .zst), or what 'convert' takes. STORE is a
    folder, made an on-disk Oxigraph store, or the http(s) address of a store; docs/stores.md has a recipe for each
    product. Each graph of DATA is replaced, and no other.

    A user or a token come from PFOCR_RDF_USER and PFOCR_RDF_PASSWORD, PFOCR_RDF_TOKEN, or a netrc file. When a load
    breaks off, run it again: it goes on from where it was. Graphs and their triples go to standard output.
    """
    given = Cargo(
        sources=data,
        graph=graph,
        format=input_format,
        namespaces=Namespaces(base),
        jobs=jobs,
    )
    manners = Manners(timeout_s=timeout_s, patience_s=patience_s, by_update=by_update)
    with FindingLog(None if quiet else sys.stderr) as log:
        with shown_progress(quiet=quiet) as progress, shown_waits("the store", quiet=quiet):
            delivery = Delivery(chunk_bytes=chunk_mib << 20, in_place=in_place, log=log, progress=progress)
            loaded = load(given, store, delivery, dialect=dialect, manners=manners, stdin=sys.stdin.buffer)
        write_counts(loaded)
        if not quiet:
            for line in told(loaded):
                click.echo(line, err=True)
        if strict and log.counts:
            raise click.exceptions.Exit(1)


def write_counts(loaded: Loaded) -> None:
    """Write graphs and their triples to standard output, one a line."""
    with opened("-") as stream:
        for graph, count in sorted(loaded.graphs.items()):
            stream.write(f"{graph}\t{count}\n".encode())


def told(loaded: Loaded) -> Iterator[str]:
    """What there is to say of a load."""
    if loaded.resumed:
        yield f"{loaded.resumed:,} chunks had been sent before"
    if loaded.blank_nodes:
        yield f"{loaded.blank_nodes:,} blank nodes were given IRIs, so that they can be sent again"
    yield f"{sum(loaded.graphs.values()):,} triples in {len(loaded.graphs):,} graphs, counted in the store"
