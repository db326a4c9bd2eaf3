"""The web site: pages for people, and the same things for programs."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from pfocr_rdf.serve.reads import Reads, rows

COUNT = "SELECT (COUNT(*) AS ?triples) { ?subject ?predicate ?object }"


def routes(reads: Reads) -> list[BaseRoute]:
    """Where each page is."""

    async def home(request: Request) -> Response:
        del request
        (row,) = await rows(reads, COUNT)
        return PlainTextResponse(f"PFOCR as RDF: {row['triples'].value} triples\n")

    return [Route("/", home)]
