"""``pfocr-rdf queries``."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import click

from pfocr_rdf.cli import options
from pfocr_rdf.errors import OutputError, UsageError
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.output import opened
from pfocr_rdf.querying.catalogue import Query, catalogue, find_query
from pfocr_rdf.querying.published import sib, wikipathways

#: Forms that are written to a folder, a file for each query, with the ending of these.
PUBLISHED = {"sib": ".ttl", "wikipathways": ".rq"}


@click.command(
    "queries",
    epilog="Examples:\n\n"
    "\b\n"
    "  pfocr-rdf queries\n"
    "  pfocr-rdf queries figures-of-gene\n"
    "  pfocr-rdf queries --keyword WikiPathways\n"
    "  pfocr-rdf queries --format sib --endpoint https://example.org/sparql > examples.ttl\n"
    "  pfocr-rdf queries --format wikipathways -o PFOCR\n",
)
@click.argument("names", nargs=-1, metavar="[NAME...]")
@click.option("--keyword", metavar="WORD", help="Only queries with this keyword.")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["list", "text", "json", *PUBLISHED]),
    help="list: names and titles; text: as they stand in their files; json: what their headers say; "
    "sib: SHACL executables in Turtle; wikipathways: with {{parameters}}. Told by whether there is a NAME.",
)
@click.option("-o", "--output", metavar="DIR", help="Folder to write a file for each query to (sib, wikipathways).")
@click.option("--endpoint", metavar="ADDRESS", help="Where the queries are answered, for sib.")
@options.base
def command(
    names: tuple[str, ...],
    keyword: str | None,
    form: str | None,
    output: str | None,
    endpoint: str | None,
    base: str,
) -> None:
    """List the bundled queries, or show those of some names.

    NAME is that of a query, as 'pfocr-rdf query NAME' runs it. Nothing is asked of any data.
    """
    found = [find_query(name) for name in names] or list(catalogue().values())
    if keyword is not None:
        found = [query for query in found if keyword.casefold() in {word.casefold() for word in query.keywords}]
        if not found:
            known = sorted({word for query in catalogue().values() for word in query.keywords}, key=str.casefold)
            raise UsageError(f"--keyword: found {keyword!r}, expected one of the queries; try {', '.join(known)}")
    form = form or ("text" if names else "list")
    if output is not None and form not in PUBLISHED:
        raise UsageError(f"-o {output}: found --format {form}, expected one of {', '.join(PUBLISHED)}; try sib")
    namespaces = Namespaces(base)
    texts: dict[str, Callable[[Iterable[Query]], bytes]] = {
        "list": listed,
        "text": lambda queries: "\n".join(query.text for query in queries).encode(),
        "json": described,
        "sib": lambda queries: sib(queries, namespaces, endpoint),
        "wikipathways": lambda queries: "\n".join(map(wikipathways, queries)).encode(),
    }
    if output is None:
        with opened("-") as stream:
            stream.write(texts[form](found))
    else:
        _write_files(Path(output), PUBLISHED[form], {query.name: texts[form]([query]) for query in found})


def listed(queries: Iterable[Query]) -> bytes:
    """Names and titles, in two columns."""
    found = list(queries)
    width = max((len(query.name) for query in found), default=0)
    return "".join(f"{query.name:{width}}  {query.title}\n" for query in found).encode()


def described(queries: Iterable[Query]) -> bytes:
    """What the headers say, as JSON."""
    return (json.dumps([_description(query) for query in queries], indent=2, ensure_ascii=False) + "\n").encode()


def _description(query: Query) -> dict[str, object]:
    return {
        "name": query.name,
        "title": query.title,
        "description": query.description,
        "keywords": query.keywords,
        "form": query.form,
        "parameters": [
            {
                "name": one.name,
                "kind": one.kind,
                "several": one.several,
                "label": one.label,
                "default": one.examples,
            }
            for one in query.parameters
        ],
        "expects": query.expects,
        "needs": query.needs or None,
        "twin": query.twin or None,
        "services": query.services,
    }


def _write_files(folder: Path, ending: str, contents: dict[str, bytes]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: found {error.strerror}, expected a folder to write to; try another") from error
    for name, content in contents.items():
        with opened(str(folder / f"{name}{ending}")) as stream:
            stream.write(content)
