"""The web site: pages for people, and the same things for programs."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from pfocr_rdf.serve.reads import Reads, rows

COUNT = "SELECT (COUNT(*) AS ?triples) { ?subject ?predicate ?object }"

#: Among the things made from the data: how many triples there are.
SIZE = "triples.txt"


async def prepare(reads: Reads) -> None:
    """Make in ``reads.folder`` what pages need; called once for each version of the data, before it is served."""
    (row,) = await rows(reads, COUNT)
    (reads.folder / SIZE).write_text(row["triples"].value)


def routes(reads: Reads) -> list[BaseRoute]:
    """Where each page is."""

    async def home(request: Request) -> Response:
        del request
        return PlainTextResponse(f"PFOCR as RDF: {(reads.folder / SIZE).read_text()} triples\n")

    return [Route("/", home)]
