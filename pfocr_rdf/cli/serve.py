"""``pfocr-rdf serve``."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click

from pfocr_rdf.cli import options
from pfocr_rdf.cli.progress import shown_progress
from pfocr_rdf.errors import UsageError
from pfocr_rdf.identifiers import DEFAULT_IMAGE_TEMPLATE
from pfocr_rdf.progress import Progress, unseen


@click.command(
    "serve",
    epilog="Examples:\n\n"
    "\b\n"
    "  pfocr-rdf serve seeds\n"
    "  pfocr-rdf serve figures.ttl.gz --port 8000 --watch\n"
    "  pfocr-rdf serve store --host 0.0.0.0 --public-url https://pfocr.example.org\n"
    "  pfocr-rdf serve --endpoint http://localhost:7878/query\n",
)
@click.argument("sources", nargs=-1, metavar="DATA...")
@click.option("--endpoint", metavar="URL", help="Serve a store that answers SPARQL queries there, instead of DATA.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="NAME", help="Address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0: any that is free.")
@click.option("--public-url", metavar="URL", help="Where the service is known, if it stands behind another server.")
@click.option("--timeout-seconds", type=click.FloatRange(0.1), default=30.0, show_default=True, help="Time of a query.")
@click.option(
    "--memory-mib", type=click.IntRange(16), default=1024, show_default=True, help="Memory of a query, on Linux."
)
@click.option(
    "--max-rows", type=click.IntRange(1), default=100_000, show_default=True, help="Solutions or triples of an answer."
)
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="Long queries at a time.")
@click.option("--queue", type=click.IntRange(0), default=64, show_default=True, help="Queries that may wait.")
@click.option("--allow-service", "allowed", multiple=True, metavar="IRI", help="Address that queries may name.")
@click.option("--watch", is_flag=True, help="Open DATA again when they are replaced; SIGHUP does so at any time.")
@click.option(
    "--image-template",
    default=DEFAULT_IMAGE_TEMPLATE,
    show_default=True,
    metavar="TEXT",
    help="Address of a picture, with {pmcid} and {filename}; pages may show pictures from there alone.",
)
@click.option(
    "--keep",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Keep what pages need in DIR, and take it from there while DATA stay the same.",
)
@options.quiet("No progress on the terminal.")
def command(
    sources: tuple[str, ...],
    endpoint: str | None,
    host: str,
    port: int,
    public_url: str | None,
    timeout_seconds: float,
    memory_mib: int,
    max_rows: int,
    workers: int,
    queue: int,
    allowed: tuple[str, ...],
    watch: bool,
    image_template: str,
    keep: Path | None,
    quiet: bool,
) -> None:
    """Serve figures as a SPARQL endpoint and a web site, for reading.

    DATA are RDF files, an on-disk Oxigraph store, or what 'convert' takes. Queries are answered at /sparql, graphs are
    read at /graphs. A query that takes more than its time or memory is ended; an answer never is cut without a word.
    """
    if bool(sources) == bool(endpoint):
        raise UsageError("serve: expected either DATA or --endpoint URL; try: pfocr-rdf serve seeds")
    try:
        from pfocr_rdf.serve.running import Serving, run  # noqa: PLC0415 - the libraries of an extra
        from pfocr_rdf.serve.versions import Limits  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise UsageError(
            f"serve: found no {error.name}, expected the extra 'serve'; try: pip install 'pfocr-rdf[serve]'"
        ) from error
    limits = Limits(seconds=timeout_seconds, memory=memory_mib << 20, rows=max_rows, workers=workers, queue=queue)
    serving = Serving(
        sources=sources,
        endpoint=endpoint,
        host=host,
        port=port,
        public_url=public_url,
        allowed=allowed,
        watch=watch,
        image_template=image_template,
        keep=keep,
        limits=limits,
    )
    run(serving, tell=_tell, progress=partial(_shown, quiet=quiet))


def _tell(line: str) -> None:
    click.echo(line, err=True)


@contextmanager
def _shown(*, quiet: bool) -> Iterator[Progress]:
    """A progress bar, or what tells nobody."""
    with shown_progress(quiet=quiet) as progress:
        yield progress or unseen
