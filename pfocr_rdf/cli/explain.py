"""``pfocr-rdf explain``."""

import sys
from collections.abc import Iterable
from typing import BinaryIO

import click

from pfocr_rdf.errors import Finding, InputError, RecordError
from pfocr_rdf.explain import Explained, Explainer
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.output import opened
from pfocr_rdf.reading import Knowledge, Reader
from pfocr_rdf.source import gather


@click.command("explain", epilog="Example:\n\n\b\n  pfocr-rdf explain seeds/002_ce78414ad204c60a.txt\n")
@click.argument("record")
def command(record: str) -> None:
    """Show each triple of RECORD with the key or row it comes from.

    RECORD is one file, in a checkout or anywhere; its companion tables are found beside it. Each line of the answer
    is a property and its value, an arrow, and the sources: a key with its line, or a table with the line of a row.
    """
    findings: list[Finding] = []
    explained = 0
    with gather([record], sys.stdin.buffer) as inputs:
        findings += inputs.findings
        reader = Reader.of(inputs, Knowledge(), findings)
        for entry in inputs.entries:
            try:
                figure = reader.figure(entry, findings)
                page, tables = reader.opened(entry, [])
            except RecordError as error:
                findings.append(error.finding)
                continue
            with opened("-") as stream:
                show(Explainer(page, tables, figure, Namespaces()).triples(reader.hgnc), stream)
            explained += 1
    for finding in findings:
        click.echo(f"{finding.severity}: {finding}", err=True)
    if not explained:
        raise InputError(f"{record}: source: found no figure that can be used, expected one; try what is told above")


def show(triples: Iterable[Explained], stream: BinaryIO) -> None:
    """Write triples to ``stream``, each subject once."""
    subject = None
    for triple in triples:
        if triple.subject != subject:
            between = "" if subject is None else "\n"
            subject = triple.subject
            stream.write(f"{between}{subject}\n".encode())
        stream.write(f"    {triple.predicate} {triple.object}  <-  {triple.sources}\n".encode())
