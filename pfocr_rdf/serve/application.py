"""The whole service as one ASGI application."""

from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware

from pfocr_rdf.identifiers import DEFAULT_IMAGE_TEMPLATE
from pfocr_rdf.serve import site
from pfocr_rdf.serve.headers import SecurityHeaders
from pfocr_rdf.serve.reads import Reads


def application(reads: Reads, *, image_template: str = DEFAULT_IMAGE_TEMPLATE) -> Starlette:
    """The service over ``reads``; pictures come from where ``image_template`` points."""
    parts = urlsplit(image_template)
    return Starlette(
        routes=site.routes(reads),
        middleware=[Middleware(SecurityHeaders, image_origins=(f"{parts.scheme}://{parts.netloc}",))],
    )
