"""``pfocr-rdf hgnc``."""

from pathlib import Path

import click

from pfocr_rdf.hgnc import rebuild


@click.command(
    "hgnc", epilog="Example:\n\n\b\n  pfocr-rdf hgnc hgnc_complete_set.txt -o pfocr_rdf/bundled/hgnc.tsv.gz\n"
)
@click.argument("official", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="OUT", help="Table to write, .tsv.gz."
)
@click.option("--date", metavar="YYYY-MM-DD", help="Date of OFFICIAL; otherwise the newest change in it.")
def command(official: Path, output: Path, date: str | None) -> None:
    """Rebuild the table of human gene symbols from HGNC's own file.

    OFFICIAL is hgnc_complete_set.txt, from the download page of genenames.org; the result serves --hgnc, and is what
    the package carries.
    """
    rebuild(official, output, date)
    click.echo(f"{output} written", err=True)
