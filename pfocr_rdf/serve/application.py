"""The whole service as one ASGI application."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from pfocr_rdf.identifiers import DEFAULT_IMAGE_TEMPLATE
from pfocr_rdf.serve import protocol, site, void
from pfocr_rdf.serve.deliveries import ClientGoneError, no_response
from pfocr_rdf.serve.headers import SecurityHeaders
from pfocr_rdf.serve.problems import ProblemError
from pfocr_rdf.serve.reads import Reads
from pfocr_rdf.serve.site.refusals import told, told_by_status
from pfocr_rdf.serve.versions import Served

#: Headers of ours that scripts of other sites may read.
EXPOSED = (protocol.LIMIT, protocol.TRUNCATED, "ETag", "Retry-After")


def application(
    reads: Reads,
    *,
    endpoint: Sequence[BaseRoute] = (),
    image_template: str = DEFAULT_IMAGE_TEMPLATE,
    hosts: Sequence[str] = ("*",),
) -> Starlette:
    """The site over ``reads``, and beside it the routes of an ``endpoint``.

    Pictures are fetched from where ``image_template`` points, and nowhere else; requests that are meant for none of
    ``hosts`` are refused.
    """
    return Starlette(
        routes=[*endpoint, *site.routes(reads, image_hosts=(urlsplit(image_template).netloc,))],
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(TrustedHostMiddleware, allowed_hosts=[*hosts], www_redirect=False),
            Middleware(
                CORSMiddleware,
                allow_origins=["*"],
                allow_methods=["GET", "HEAD", "POST"],
                allow_headers=["*"],
                expose_headers=EXPOSED,
            ),
        ],
        exception_handlers={ProblemError: told, HTTPException: told_by_status, ClientGoneError: no_response},
    )


def service(
    served: Served,
    *,
    public_url: str | None = None,
    image_template: str = DEFAULT_IMAGE_TEMPLATE,
    hosts: Sequence[str] = ("*",),
) -> ASGIApp:
    """Site and endpoint over data that may be renewed at any time; each request sees one version of them.

    ``public_url`` is how the service is known outside, if that is not the address that requests are sent to.
    """
    endpoint = [*protocol.routes(served, public_url), *void.routes(served)]
    return OneVersion(application(served, endpoint=endpoint, image_template=image_template, hosts=hosts), served)


class OneVersion:
    """Lets each request see one version of the data alone."""

    def __init__(self, app: ASGIApp, served: Served) -> None:
        """Pass requests on to ``app``."""
        self._app = app
        self._served = served

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one on."""
        with self._served.one_version():
            await self._app(scope, receive, send)
