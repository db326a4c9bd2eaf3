"""The web site: pages for people, and the same things for programs."""

from collections.abc import Iterable
from importlib.resources import files

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from pfocr_rdf.serve.reads import Reads
from pfocr_rdf.serve.site import about, api, enriching, pages, pictures, querying
from pfocr_rdf.serve.site.overview import overview
from pfocr_rdf.serve.site.refusals import missing
from pfocr_rdf.serve.site.search.filling import Progress
from pfocr_rdf.serve.site.search.index import build
from pfocr_rdf.serve.site.state import Site
from pfocr_rdf.serve.site.validators import Validators

#: Style sheets, pictures and scripts, the editor's among them where it was packed.
STATIC = str(files(__package__).joinpath("static"))

#: Shorter answers are sent as they are, in bytes.
LEAST_COMPRESSED = 1_000


async def prepare(reads: Reads, progress: Progress | None = None) -> None:
    """Make in ``reads.folder`` what pages need; called once for each version of the data, before it is served."""
    await build(reads, progress=progress)


def routes(reads: Reads, image_hosts: Iterable[str] = ()) -> list[BaseRoute]:
    """Where each page is; pictures are fetched from ``image_hosts`` alone."""
    site = Site(reads, overview)
    found = [
        Route("/favicon.ico", _icon),
        Mount("/static", StaticFiles(directory=STATIC), name="static"),
        *pictures.routes(site, image_hosts),
        *enriching.routes(site),
        *querying.routes(site),
        *api.routes(site),
        *about.routes(site),
        *pages.routes(site),
        Route("/{path:path}", missing),
    ]
    watched = (Middleware(GZipMiddleware, minimum_size=LEAST_COMPRESSED, compresslevel=5), Middleware(Validators))
    return [Mount("", routes=found, middleware=watched)]


async def _icon(_: Request) -> Response:
    """What browsers ask for beside answers that are no pages."""
    return FileResponse(f"{STATIC}/icon.svg", media_type="image/svg+xml")
