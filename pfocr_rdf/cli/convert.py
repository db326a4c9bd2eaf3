"""``pfocr-rdf convert``."""

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, TypedDict, cast

import click

from pfocr_rdf.cli import options
from pfocr_rdf.cli.progress import shown_records
from pfocr_rdf.conversion import Share
from pfocr_rdf.describing.release import Release
from pfocr_rdf.errors import Finding, InputError, UsageError
from pfocr_rdf.formats import Format
from pfocr_rdf.hgnc import read_hgnc
from pfocr_rdf.identifiers import DEFAULT_IMAGE_TEMPLATE, Namespaces
from pfocr_rdf.output import opened
from pfocr_rdf.pipeline import Observer, Options, Progress, convert
from pfocr_rdf.reading import Knowledge
from pfocr_rdf.shards import convert_shard
from pfocr_rdf.summary import FindingLog, Summary, write_report
from pfocr_rdf.taxonomy import read_taxonomy

if TYPE_CHECKING:
    from pfocr_rdf.describing.companion import Companion
    from pfocr_rdf.validation.inspection import Inspection


@click.command(
    "convert",
    epilog="Examples:\n\n"
    "\b\n"
    "  pfocr-rdf convert seeds -o seeds.ttl\n"
    "  pfocr-rdf convert pfocr-database -o figures.nq.gz --report report.json\n"
    "  pfocr-rdf convert '_figures/PMC64*.md' -o - -f turtle\n"
    "  curl -s ADDRESS/figure.md | pfocr-rdf convert - -o figure.jsonld\n",
)
@click.argument("sources", nargs=-1, required=True, metavar="SRC...")
@click.option("-o", "--output", required=True, metavar="OUT", help="File to write, '-' for standard output.")
@options.output_format("OUT")
@click.option(
    "--profile",
    type=click.Choice(["full", "core"]),
    default="full",
    show_default=True,
    help="full: with a node for each mention; core: figures and entities only.",
)
@options.base
@click.option(
    "--image-template",
    default=DEFAULT_IMAGE_TEMPLATE,
    show_default=True,
    metavar="TEXT",
    help="Address of a picture, with {pmcid} and {filename}.",
)
@options.schema_org
@options.hgnc("HGNC table to use instead of the bundled one.")
@options.taxonomy("Names and NCBI ids of taxa: names.dmp, or name, tab, id.")
@click.option(
    "--pmc-ids",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="NCBI's PMC-ids.csv, plain or .gz: adds PubMed ids and DOIs to papers.",
)
@options.no_keywords
@options.jobs()
@click.option(
    "--cache",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Keep what is made in DIR, and take from there what did not change since.",
)
@click.option(
    "--shard",
    metavar="I/N",
    callback=lambda _, __, text: None if text is None else as_share(text),
    help="Write share I of N to OUT, a .shard for 'pfocr-rdf join'.",
)
@click.option(
    "--scheduler", metavar="ADDRESS", help="Let the workers of this Dask scheduler do the work, on any machines."
)
@click.option(
    "--report", type=click.Path(path_type=Path), metavar="FILE", help="Write counts and every finding as JSON."
)
@click.option("--validate", "validated", is_flag=True, help="Check all that is written, and exit with 1 on violations.")
@click.option(
    "--describe",
    "described",
    metavar="FILE",
    help="Write a description of OUT, with counts (HCLS, VoID, DCAT); N-Quads and TriG have it as two graphs too.",
)
@click.option("--release", default=Release.name, show_default=True, metavar="NAME", help="Name, for --describe.")
@click.option("--date", "day", metavar="DAY", help="Day of issue, for --describe; told by a NAME that is a date.")
@click.option("--strict", is_flag=True, help="Exit with 1 if there is any finding.")
@options.quiet("No findings, progress or summary on the terminal.")
def command(
    sources: tuple[str, ...],
    output: str,
    form: Format | None,
    profile: str,
    base: str,
    image_template: str,
    schema_org: str,
    hgnc: Path | None,
    taxonomy: Path | None,
    pmc_ids: Path | None,
    no_keywords: bool,
    jobs: int,
    cache: Path | None,
    shard: Share | None,
    scheduler: str | None,
    report: Path | None,
    validated: bool,
    described: str | None,
    release: str,
    day: str | None,
    strict: bool,
    quiet: bool,
) -> None:
    """Write PFOCR records as RDF.

    SRC is a checkout of the database, a folder or a file of records, a glob, a .zip or .tar(.gz) archive, or '-'.
    Companion tables and maps are found beside the records. The format follows from the name of OUT; .gz and .zst
    compress. OUT is complete or untouched. Findings and a summary go to standard error.
    """
    findings: list[Finding] = []
    options = Options(
        format=form,
        namespaces=Namespaces(base, schema_org, image_template),
        full=profile == "full",
        knowledge=Knowledge(
            read_hgnc(hgnc) if hgnc else None,
            read_taxonomy(taxonomy, findings) if taxonomy else None,
            not no_keywords,
            pmc_ids,
        ),
        jobs=jobs,
        cache=cache,
    )
    if shard:
        refuse_with_shard(validate=validated, describe=described is not None)
    refuse_release_without_description(described, release, day)
    refuse_one_place_for_two({"-o": output, "--report": report, "--describe": described})
    if output == "-" and options.format is None:
        raise UsageError("-o -: found no format in the name, expected one; try --format turtle")
    failure, violated = None, False
    with (
        reported(report) as save,
        FindingLog(None if quiet else sys.stderr) as log,
        inspection(options, wanted=validated) as inspected,
    ):
        log.extend(findings)
        try:
            with (
                shown_records(quiet=quiet) as progress,
                working(options, scheduler) as chosen,
                companion(described, output, options, Release(name=release, day=day)) as describing,
            ):
                told = Told(log=log, stdin=sys.stdin.buffer, progress=progress)
                if shard:
                    summary = convert_shard(sources, output, shard, chosen, **told)
                else:
                    observer = observing(inspected, describing)
                    summary = convert(sources, output, chosen, observer=observer, **told)
        except InputError as error:
            failure, summary = error, Summary(findings=log.counts)
        save(summary, log)
        if failure is None and not quiet:
            for line in summary.lines():
                click.echo(line, err=True)
        if failure is None and inspected:
            violated = has_violations(inspected, log, quiet=quiet)
    if failure is not None:  # only now: the report says why
        raise failure
    if violated or (strict and summary.findings):
        raise click.exceptions.Exit(1)


class Told(TypedDict):
    """Who hears of a conversion, and what it may read besides files."""

    log: FindingLog
    stdin: BinaryIO
    progress: Progress | None


def as_share(text: str) -> Share:
    """The share that ``I/N`` names.

    >>> as_share("2/8")
    Share(number=2, total=8)
    """
    number, _, total = text.partition("/")
    if not (text.isascii() and number.isdecimal() and total.isdecimal() and 1 <= int(number) <= int(total)):
        raise UsageError(f"--shard: found {text!r}, expected a number, '/' and how many there are; try 1/8")
    return Share(int(number), int(total))


def refuse_with_shard(**wanted: bool) -> None:
    """Raise ``UsageError`` where something is wanted that needs the whole of an export."""
    for name in (name for name, asked in wanted.items() if asked):
        raise UsageError(f"--shard: found --{name} too, expected it alone; try '{name}' on what 'join' writes")


def refuse_release_without_description(described: str | None, release: str, day: str | None) -> None:
    """Raise ``UsageError`` where a release is named, and no description that would name it is wanted."""
    if described is None and (release != Release.name or day is not None):
        raise UsageError("--release, --date: found no --describe, expected one; try --describe void.ttl")


def refuse_one_place_for_two(places: dict[str, str | Path | None]) -> None:
    """Raise ``UsageError`` where two options name one file; standard output and devices can take both.

    >>> refuse_one_place_for_two({"-o": "a.nt", "--report": Path("./a.nt")})
    Traceback (most recent call last):
    ...
    pfocr_rdf.errors.UsageError: --report a.nt: found the place of -o, expected another; try another name
    """
    owners: dict[str, str] = {}
    for option, place in places.items():
        if place is None or str(place) == "-" or (Path(place).exists() and not Path(place).is_file()):
            continue
        owner = owners.setdefault(os.path.realpath(place), option)
        if owner != option:
            raise UsageError(f"{option} {place}: found the place of {owner}, expected another; try another name")


@contextmanager
def working(options: Options, scheduler: str | None) -> Iterator[Options]:
    """The options, with the workers of a cluster if one is wanted."""
    if scheduler is None:
        yield options
        return
    from pfocr_rdf.cluster import dask_crew  # noqa: PLC0415 - an extra

    with dask_crew(scheduler) as crew:
        yield replace(options, crew=crew)


def observing(inspected: "Inspection | None", describing: "Companion | None") -> Observer:
    """What sees the conversion: what validates it, what describes it, or nobody."""
    found = inspected.observer if inspected else Observer()
    return found._replace(supplement=describing.supplement) if describing else found


@contextmanager
def companion(described: str | None, output: str, options: Options, release: Release) -> Iterator["Companion | None"]:
    """What describes the conversion in a file of that name, if that is wanted."""
    if described is None:
        yield None
        return
    from pfocr_rdf.describing.companion import describing  # noqa: PLC0415 - most conversions count nothing
    from pfocr_rdf.describing.run import Describing  # noqa: PLC0415

    with describing(described, output, Describing(release=release, records=options)) as found:
        yield found
        found.finish()


@contextmanager
def inspection(options: Options, *, wanted: bool) -> Iterator["Inspection | None"]:
    """What validates the conversion as it runs, if that is ``wanted``."""
    if not wanted:
        yield None
        return
    from pfocr_rdf.validation.inspection import inspecting  # noqa: PLC0415 - most conversions need no engine

    with inspecting(options) as inspected:
        yield inspected


def has_violations(inspected: "Inspection", log: FindingLog, *, quiet: bool) -> bool:
    """Judge what was written, show what is wrong, and answer whether any of it is a violation."""
    from pfocr_rdf.validation.reports import write_table  # noqa: PLC0415 - as above
    from pfocr_rdf.validation.results import Level  # noqa: PLC0415

    verdict = inspected.verdict(log)
    if not quiet:
        write_table(verdict, sys.stderr)
    return verdict.log.counts()[Level.VIOLATION] > 0


@contextmanager
def reported(report: Path | None) -> Iterator[Callable[[Summary, FindingLog], None]]:
    """What saves the report, if one is wanted; a place that cannot be written to ends the run before it begins."""
    if report is None:
        yield lambda _, __: None
        return
    with opened(str(report)) as stream:
        text = io.TextIOWrapper(cast("IO[bytes]", stream), encoding="utf-8", write_through=True)
        yield lambda summary, log: write_report(summary, log, text)
        text.detach()
