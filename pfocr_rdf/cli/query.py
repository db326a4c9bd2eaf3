"""``pfocr-rdf query``."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import IO, Any, BinaryIO

import click

from pfocr_rdf.cli import options
from pfocr_rdf.cli.progress import shown_progress
from pfocr_rdf.cli.tables import write_table
from pfocr_rdf.errors import Finding, InputError, UsageError
from pfocr_rdf.formats import COMPRESSIONS, FORMATS, TURTLE, Format, by_name
from pfocr_rdf.hgnc import read_hgnc
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.output import opened
from pfocr_rdf.querying.asking import Answered, Asking, answered, filled, question_of
from pfocr_rdf.querying.binding import blocks, row_limit
from pfocr_rdf.querying.catalogue import Query, read_query
from pfocr_rdf.querying.evaluation import CSV, JSON, TSV, XML, Limits, Wanted
from pfocr_rdf.querying.gate import Permission
from pfocr_rdf.querying.parameters import KINDS, VARIABLES, Resolver
from pfocr_rdf.querying.rows import Rows
from pfocr_rdf.reading import Knowledge
from pfocr_rdf.stores.embedded import Opening
from pfocr_rdf.summary import FindingLog
from pfocr_rdf.taxonomy import Taxonomy, read_taxonomy

SOLUTIONS = {"csv": CSV, "tsv": TSV, "json": JSON, "xml": XML}
TABLE = "table"


def parameter_options(command: Callable[..., None]) -> Callable[..., None]:
    """An option for each kind of parameter that bundled queries have."""
    for variable, kind in reversed(VARIABLES.items()):
        if variable != "genes":
            name = "".join(f"-{one.lower()}" if one.isupper() else one for one in variable)
            help_text = f"{KINDS[kind].what[0].upper()}{KINDS[kind].what[1:]}, such as {KINDS[kind].example}."
            option = click.option(f"--{name}", variable, multiple=True, metavar="VALUE", help=help_text)
            command = option(command)
    genes = click.option("--genes", type=click.File("rb"), metavar="FILE", help="Genes, one a line.")
    return genes(command)


@click.command(
    "query",
    epilog="Examples:\n\n"
    "\b\n"
    "  pfocr-rdf query figures-of-gene --gene IL1B --on seeds\n"
    "  pfocr-rdf query figures-by-gene-overlap --genes genes.txt --on figures.ttl.gz --format csv\n"
    "  pfocr-rdf query pathways-like-figure-local --on figures.nq --on wikipathways.ttl\n"
    "  pfocr-rdf query -q 'SELECT * { ?s ?p ?o } LIMIT 5' --on https://sparql.wikipathways.org/sparql\n",
)
@click.argument("question", required=False, metavar="[QUESTION]")
@click.option("-q", "--query", "typed", metavar="TEXT", help="The text of a query, instead of QUESTION.")
@click.option(
    "--on", "data", multiple=True, required=True, metavar="DATA", help="What to ask; may be given several times."
)
@parameter_options
@click.option("--limit-rows", type=click.IntRange(0), metavar="N", help="LIMIT of the query, in place of its own.")
@click.option(
    "-f",
    "--format",
    "form",
    metavar="NAME",
    help=f"Told by the name of OUT, or: {TABLE}, {', '.join(SOLUTIONS)}; for graphs "
    f"{', '.join(one.name for one in FORMATS)}.",
)
@click.option("-o", "--output", default="-", metavar="OUT", help="File to write to; standard output if none.")
@click.option(
    "--timeout-seconds",
    type=click.FloatRange(0, min_open=True),
    default=60,
    show_default=True,
    metavar="N",
    help="Seconds to wait for the query; reading the data is not counted.",
)
@click.option(
    "--memory-mib",
    type=click.IntRange(1),
    default=4096,
    show_default=True,
    metavar="N",
    help="Memory for the query beyond that of the data, in MiB.",
)
@click.option("--allow-service", multiple=True, metavar="ADDRESS", help="Endpoint that SERVICE may ask.")
@options.input_format("files")
@options.base
@options.schema_org
@options.hgnc("HGNC table to look symbols up in.")
@options.taxonomy()
@options.jobs()
@click.option("--quiet", is_flag=True, help="No remarks and no progress on the terminal.")
def command(
    question: str | None,
    typed: str | None,
    data: tuple[str, ...],
    limit_rows: int | None,
    form: str | None,
    output: str,
    timeout_seconds: float,
    memory_mib: int,
    allow_service: tuple[str, ...],
    input_format: Format | None,
    base: str,
    schema_org: str,
    hgnc: Path | None,
    taxonomy: Path | None,
    jobs: int,
    quiet: bool,
    **parameters: Any,  # noqa: ANN401 - what the options of parameter_options hold
) -> None:
    """Ask a bundled query, or one of your own, of data or an endpoint.

    QUESTION is the name of a bundled query ('pfocr-rdf queries' lists them) or a file. DATA is an RDF file, records as
    'convert' takes them, an on-disk Oxigraph folder, or the address of an endpoint. Data are read only, and a query
    reaches out of them to the services that are allowed. An answer is written when it is whole, or not at all.
    Exit code 6 says that the query ran out of time or memory, 5 that an endpoint failed.
    """

    def say(remark: str) -> None:
        if not quiet:
            click.echo(remark, err=True)

    findings: list[Finding] = []
    taxa = read_taxonomy(taxonomy, findings) if taxonomy else Taxonomy()
    table = read_hgnc(hgnc) if hgnc else None
    asked = _asked(question, typed)
    namespaces = Namespaces(base, schema_org)
    query = filled(asked, _given(asked, parameters), Resolver(namespaces, table, taxa, say), limit_rows)
    form = form or _form_of(output)
    with FindingLog() as log, shown_progress(quiet=quiet) as progress:
        log.extend(findings)
        asking = Asking(
            limits=Limits(timeout_seconds, memory_mib),
            permission=Permission(frozenset(allow_service)),
            wanted=_wanted(form, is_graph=asked.form.makes_triples),
            opening=Opening(
                format=input_format,
                namespaces=namespaces,
                knowledge=Knowledge(table, taxa if taxonomy else None),
                jobs=jobs,
                log=log,
                progress=progress,
            ),
        )
        answer = answered(query, data, asking, stdin=sys.stdin.buffer)
        if remark := log.remark():
            say(remark)
    with answer.content:
        count = _write(answer, form, output)
    for remark in _of_rows(query, count):
        say(remark)


def _asked(question: str | None, typed: str | None) -> Query:
    if (question is None) == (typed is None):
        found = "neither" if typed is None else "both"
        raise UsageError(f"query: found {found}, expected a name or file, or -q TEXT; try 'pfocr-rdf queries'")
    return read_query("query", typed) if typed is not None else question_of(str(question))


def _given(asked: Query, parameters: dict[str, Any]) -> dict[str, list[str]]:
    """Values by variable; genes are given to whichever variable the query has for them."""
    given = {name: list(values) for name, values in parameters.items() if name != "genes" and values}
    if parameters["genes"] is not None:
        given["gene"] = [*given.get("gene", []), *_genes(parameters["genes"])]
    if "gene" in given and "genes" in {block.variable for block in blocks(asked.text)}:
        given["genes"] = given.pop("gene")
    return given


def _genes(file: BinaryIO) -> list[str]:
    """What the lines of a file hold before any ``#``. Raises ``InputError`` where that is nothing, or no text."""
    try:
        lines = file.read().decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise InputError(
            f"{file.name}: genes: found no UTF-8 at byte {error.start}, expected one a line; try another file"
        ) from error
    genes = [gene for line in lines if (gene := line.split("#")[0].strip())]
    if not genes:
        raise InputError(f"{file.name}: genes: found none, expected one a line; try another file")
    return genes


def _form_of(output: str) -> str:
    """The form that a file's name tells; a table where it tells none.

    >>> _form_of("rows.csv"), _form_of("graph.ttl.gz"), _form_of("-")
    ('csv', 'turtle', 'table')
    """
    name = PurePath(output)
    ending = (name.with_suffix("") if name.suffix in COMPRESSIONS else name).suffix[1:]
    return ending if ending in SOLUTIONS else next((one.name for one in FORMATS if one.extension[1:] == ending), TABLE)


def _wanted(form: str, *, is_graph: bool) -> Wanted:
    """Media types for a form of output; raises ``UsageError`` for none, and for that of another kind of answer."""
    names = [TABLE, *SOLUTIONS, *(one.name for one in FORMATS)]
    if form not in names:
        raise UsageError(f"--format: found {form!r}, expected one of {', '.join(names)}; try {TABLE}")
    if form == TABLE:
        return Wanted()
    if is_graph == (form in SOLUTIONS):
        kinds, example = ("a graph", TURTLE.name) if is_graph else ("rows", "csv")
        raise UsageError(f"--format: found {form}, expected a form for {kinds}; try {example}")
    return Wanted(triples=by_name(form).media_type) if is_graph else Wanted(SOLUTIONS[form])


def _write(answer: Answered, form: str, output: str) -> int | None:
    """Write an answer that is whole; the number of its rows, if they were counted."""
    with opened(output) as stream:
        if form != TABLE:
            end = b"" if _ends_line(answer.content) else b"\n"
            shutil.copyfileobj(answer.content, stream)
            stream.write(end)
            return None
        return write_table(Rows(answer.content, answer.media_type), stream)


def _ends_line(content: IO[bytes]) -> bool:
    """Whether the last line has its end, which the engine leaves out of some forms; read from the beginning again."""
    content.seek(max(content.seek(0, os.SEEK_END) - 1, 0))
    last = content.read(1)
    content.seek(0)
    return last in {b"", b"\n"}


def _of_rows(query: str, count: int | None) -> list[str]:
    """What to say of an answer without rows, and where the query's own LIMIT may have left rows out."""
    if count == 0:
        return ["no rows"]
    limit = row_limit(query)
    if limit is None or (count is not None and count < limit):
        return []
    return [f"LIMIT {limit} of the query is reached or may be: there may be more rows; try --limit-rows"]
