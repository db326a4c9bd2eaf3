"""``pfocr-rdf export``: gene sets of figures in the formats of other tools."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from pfocr_rdf.cli import options
from pfocr_rdf.cli.progress import shown_progress
from pfocr_rdf.errors import OutputError, UsageError
from pfocr_rdf.exporting.cx2 import cx2
from pfocr_rdf.exporting.gene_sets import GeneSet, GeneSets, SetGene
from pfocr_rdf.exporting.gmt import gmt_line
from pfocr_rdf.formats import Format
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.output import opened
from pfocr_rdf.stores.embedded import Opening, open_data
from pfocr_rdf.summary import FindingLog

#: Options by which data are read.
_SHARED: tuple[Callable[[Callable[..., None]], Callable[..., None]], ...] = (
    click.option(
        "--on",
        "data",
        multiple=True,
        required=True,
        metavar="DATA",
        help="Where figures are; may be repeated.",
    ),
    options.input_format("graphs"),
    options.base,
    options.jobs("Processes that read records."),
    options.quiet("No findings and no progress on the terminal."),
)


def _reading(command: Callable[..., None]) -> Callable[..., None]:
    """The options by which data are read."""
    for option in reversed(_SHARED):
        command = option(command)
    return command


@contextmanager
def _gene_sets(
    data: tuple[str, ...], input_format: Format | None, base: str, jobs: int, quiet: bool
) -> Iterator[tuple[GeneSets, Namespaces]]:
    namespaces = Namespaces(base)
    with FindingLog(None if quiet else sys.stderr) as log, shown_progress(quiet=quiet) as progress:
        opening = Opening(format=input_format, namespaces=namespaces, jobs=jobs, log=log, progress=progress)
        yield GeneSets(open_data(data, opening).store, namespaces), namespaces


@click.group(
    "export",
    epilog="Examples:\n\n\b\n"
    "  pfocr-rdf export cx2 PMC4745709__oncotarget-06-29034-g006 --on seeds -o figure.cx2\n"
    "  pfocr-rdf export gmt --on figures.nt --taxon 9606 -o pfocr.gmt\n",
)
def command() -> None:
    """Write the gene sets of figures for other tools: NDEx, Cytoscape, enrichment analysis."""


@command.command(
    "cx2",
    epilog="Examples:\n\n\b\n"
    "  pfocr-rdf export cx2 PMC4745709__oncotarget-06-29034-g006 --on seeds -o figure.cx2\n"
    "  pfocr-rdf export cx2 FIGID FIGID FIGID --on store -o networks\n",
)
@click.argument("figids", nargs=-1, required=True, metavar="FIGID...")
@_reading
@click.option("-o", "--output", default="-", metavar="OUT", help="File; a folder for several figures. Or stdout.")
def _cx2(
    figids: tuple[str, ...],
    data: tuple[str, ...],
    input_format: Format | None,
    base: str,
    jobs: int,
    quiet: bool,
    output: str,
) -> None:
    """Write the gene set of each figure as a CX2 network for NDEx and Cytoscape.

    DATA is RDF files, records or Oxigraph folders. Of several figures, each is a file FIGID.cx2 in the folder OUT.
    """
    figids = tuple(dict.fromkeys(figids))
    if len(figids) > 1 and output == "-":
        raise UsageError(f"export cx2: found {len(figids)} figures, expected one for stdout; try -o FOLDER")
    with _gene_sets(data, input_format, base, jobs, quiet) as (sets, namespaces):
        networks = {figid: cx2(sets.of(figid), namespaces) for figid in figids}
    if len(figids) == 1:
        _write(output, networks[figids[0]])
        return
    try:
        Path(output).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{output}: found {error.strerror}, expected a folder; try another") from error
    for figid, text in networks.items():
        _write(str(Path(output, f"{figid}.cx2")), text)


@command.command(
    "gmt",
    epilog="Examples:\n\n\b\n"
    "  pfocr-rdf export gmt --on figures.nt --taxon 9606 -o pfocr.gmt\n"
    "  pfocr-rdf export gmt --on store --lexicon hgnc_symbol --lexicon ncbigene_symbol -o strict.gmt\n",
)
@click.argument("figids", nargs=-1, metavar="[FIGID]...")
@_reading
@click.option("--min-genes", type=click.IntRange(1), default=3, show_default=True, help="Fewest genes of a set.")
@click.option(
    "--taxon",
    type=click.IntRange(1),
    metavar="ID",
    help="Only genes of this species, an NCBI taxonomy id such as 9606.",
)
@click.option("--lexicon", "lexicons", multiple=True, metavar="NAME", help="Only genes found by this lexicon.")
@click.option("-o", "--output", default="-", metavar="OUT", help="File; standard output if none.")
def _gmt(
    figids: tuple[str, ...],
    data: tuple[str, ...],
    input_format: Format | None,
    base: str,
    jobs: int,
    quiet: bool,
    min_genes: int,
    taxon: int | None,
    lexicons: tuple[str, ...],
    output: str,
) -> None:
    """Write gene sets as GMT, by NCBI Gene id, one a line: of all figures, or of each FIGID.

    DATA is RDF files, records or Oxigraph folders.
    """
    met: set[str] = set()

    def chosen(gene: SetGene) -> bool:
        met.update(gene.lexicons)
        if taxon is not None and gene.taxon != str(taxon):
            return False
        return not lexicons or not {*lexicons}.isdisjoint(gene.lexicons)

    def lines(gene_sets: Iterator[GeneSet]) -> Iterator[str]:
        for gene_set in gene_sets:
            genes = [gene for gene in gene_set.genes if chosen(gene)]
            if len(genes) >= min_genes:
                yield gmt_line(gene_set, genes)

    with _gene_sets(data, input_format, base, jobs, quiet) as (sets, _), opened(output) as stream:
        count = 0
        for line in lines(map(sets.of, figids or sets.figids())):
            stream.write(line.encode())
            count += 1
    if absent := sorted({*lexicons} - met):
        click.echo(f"no gene was found by {', '.join(absent)}; try one of {', '.join(sorted(met))}", err=True)
    if not quiet:
        click.echo(f"{count:,} gene sets", err=True)


def _write(target: str, text: str) -> None:
    with opened(target) as stream:
        stream.write(text.encode())
