"""What is served, counted: its description at the address that VoID has for it (VoID, section 7.2)."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from pfocr_rdf.describing.counting import counting
from pfocr_rdf.describing.digests import Digester, Lines
from pfocr_rdf.describing.documents import write
from pfocr_rdf.describing.release import Release
from pfocr_rdf.describing.run import Describing, description
from pfocr_rdf.describing.statistics import Statistics
from pfocr_rdf.errors import UsageError
from pfocr_rdf.formats import by_name
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.pipeline import Options
from pfocr_rdf.serve.made import DESCRIPTIONS
from pfocr_rdf.serve.negotiation import GRAPHS, chosen, named
from pfocr_rdf.serve.problems import NotReadyError, refuse
from pfocr_rdf.serve.reads import Reads, rows
from pfocr_rdf.serve.site.paths import DESCRIPTION
from pfocr_rdf.serve.site.search.harvest import namespaces_of
from pfocr_rdf.vocabulary import DCTERMS


class Countable(Protocol):
    """Data that can be gone through from one end to the other."""

    def size(self) -> int | None:
        """How many triples must be found, if any may be missing."""

    def everything(self) -> Iterator[Lines]:
        """Every statement."""


async def describe(data: Countable, reads: Reads, endpoint: str | None) -> Statistics:
    """Count all ``data``, and write their description to ``reads.folder`` in every form that graphs have.

    ``endpoint`` is where queries are answered, as clients know it; the release is the newest that the data name.
    Raises ``ProblemError`` where the data do not come whole.
    """
    namespaces = await namespaces_of(reads)
    release = replace(await _release(reads, namespaces), endpoint=endpoint)
    options = Describing(release=release, records=Options(namespaces=namespaces, jobs=1))
    statistics = _counted(data, namespaces)
    told = description(options, statistics, formats=[*GRAPHS])
    for name in DESCRIPTIONS:
        path = _path(reads, name)
        part = path.with_suffix(".part")
        with part.open("wb") as stream:
            write(told, by_name(name), namespaces, stream)
        part.replace(path)
    return statistics


def routes(reads: Reads) -> list[BaseRoute]:
    """Where the description is."""

    async def void(request: Request) -> Response:
        """The description, in the form that the client prefers."""
        name = request.query_params.get("format", "")
        media_type = named(name, GRAPHS) or chosen(request.headers.get("accept", ""), [*GRAPHS])
        if media_type is None:
            raise refuse("not-acceptable", f"Accept: expected one of {', '.join(GRAPHS)}; try {next(iter(GRAPHS))}")
        path = _path(reads, GRAPHS[media_type])
        if not path.is_file():
            if not reads.is_prepared:
                raise NotReadyError("description")
            raise refuse(
                "not-found", "description: found none, since the store does not give all that it has; try /sparql"
            )
        return FileResponse(path, media_type=media_type, headers={"Vary": "Accept", "Cache-Control": "no-cache"})

    return [Route(DESCRIPTION, void)]


def _counted(data: Countable, namespaces: Namespaces) -> Statistics:
    with counting(namespaces, 1) as counter:
        digester = Digester(namespaces)
        for lines in data.everything():
            counter.add(digester(lines))
        statistics = counter.statistics()
    found, expected = statistics.total.triples, data.size()
    if expected is not None and found != expected:
        raise refuse("bad-gateway", f"the store: found {found} triples, expected {expected}; try a higher limit there")
    return statistics


async def _release(reads: Reads, namespaces: Namespaces) -> Release:
    query = (
        f"SELECT ?release {{ ?release <{namespaces.expand(DCTERMS.isVersionOf)}> <{namespaces.dataset}> }} "
        "ORDER BY DESC(?release) LIMIT 1"
    )
    for row in await rows(reads, query):
        with suppress(UsageError):  # of a name that is nobody's release
            return Release(name=row["release"].value.removeprefix(namespaces.release("")))
    return Release()


def _path(reads: Reads, name: str) -> Path:
    return reads.folder / DESCRIPTIONS[name]
