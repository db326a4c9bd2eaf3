"""Pictures of figures, fetched here from where the record says they lie, so that readers ask nobody but this site.

Only hosts that the site was told of are ever asked, whatever a record says, and only what is a picture is passed on.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx2
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from pfocr_rdf.serve.site.state import Site

#: Largest picture, and all that are kept, in bytes.
LARGEST, KEPT = 8 << 20, 64 << 20

#: Pictures that are fetched at the same time.
AT_ONCE = 8

#: Seconds that a host has.
TIMEOUT = 10.0

#: Times that a host may send us on, each time to a host that we were told of.
MOST_REDIRECTS = 3

#: How pictures begin (the formats' specifications); SVG is none, since it can hold scripts.
_BEGINNINGS: Mapping[bytes, str] = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF8": "image/gif",
}

_STAND_IN = files(__package__).joinpath("static/stand-in.svg").read_bytes()


class Picture(NamedTuple):
    """A picture as it was fetched."""

    content: bytes
    media_type: str


class Pictures:
    """Fetches pictures, and keeps the last ones."""

    def __init__(self, hosts: Iterable[str]) -> None:
        """Ask ``hosts`` alone, each a host name with a port if it needs one."""
        self._hosts = frozenset(hosts)
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._kept: OrderedDict[str, Picture] = OrderedDict()

    async def get(self, address: str) -> Picture | None:
        """The picture at ``address``; ``None`` where it cannot be had."""
        if address in self._kept:
            self._kept.move_to_end(address)
            return self._kept[address]
        async with self._slots:
            picture = await self._fetched(address)
        if picture is not None:
            self._keep(address, picture)
        return picture

    def _keep(self, address: str, picture: Picture) -> None:
        self._kept[address] = picture
        while sum(len(one.content) for one in self._kept.values()) > KEPT:
            self._kept.popitem(last=False)

    async def _fetched(self, address: str) -> Picture | None:
        async with httpx2.AsyncClient(timeout=TIMEOUT, trust_env=True) as client:
            for _ in range(MOST_REDIRECTS + 1):
                if not self._may_ask(address):
                    return None
                try:
                    async with client.stream("GET", address) as response:
                        if not response.has_redirect_location:
                            return await _picture(response)
                        address = str(response.url.join(response.headers["location"]))
                except (httpx2.HTTPError, httpx2.InvalidURL):
                    return None
        return None

    def _may_ask(self, address: str) -> bool:
        parts = urlsplit(address)
        return parts.scheme in {"http", "https"} and parts.netloc in self._hosts


async def _picture(response: httpx2.Response) -> Picture | None:
    """What was answered, if it is a picture of a size that we take."""
    if response.status_code != httpx2.codes.OK:
        return None
    content = bytearray()
    async for piece in response.aiter_bytes():
        content += piece
        if len(content) > LARGEST:
            return None
    media_type = next((kind for beginning, kind in _BEGINNINGS.items() if content.startswith(beginning)), None)
    return Picture(bytes(content), media_type) if media_type else None


def routes(site: Site, hosts: Iterable[str]) -> list[BaseRoute]:
    """Where the pictures are."""
    pictures = Pictures(hosts)

    async def picture(request: Request) -> Response:
        view = await site.view()
        figure = view.catalogue.figure(request.path_params["figid"])
        found = await pictures.get(figure.picture) if figure is not None and figure.picture else None
        if found is None:
            return Response(_STAND_IN, media_type="image/svg+xml", headers={"Cache-Control": "max-age=60"})
        return Response(found.content, media_type=found.media_type, headers={"Cache-Control": "public, max-age=86400"})

    return [Route("/pictures/{figid}", picture)]
