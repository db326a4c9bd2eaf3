"""The site for programs: what the pages show, as JSON, GMT and BioThings records, under ``/api/``."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from pfocr_rdf.serve.problems import refuse
from pfocr_rdf.serve.site.cards import cards
from pfocr_rdf.serve.site.facets import address
from pfocr_rdf.serve.site.openapi import description, operations
from pfocr_rdf.serve.site.paths import FOLDERS, KIND_OF
from pfocr_rdf.serve.site.records import (
    biothings,
    card_record,
    dataset_record,
    entity_record,
    figure_neighbours,
    figure_record,
    gene_sets,
    paper_record,
    plain,
)
from pfocr_rdf.serve.site.rendering import page
from pfocr_rdf.serve.site.requests import limit_of, search_of
from pfocr_rdf.serve.site.search.harvest import batches
from pfocr_rdf.serve.site.search.results import Search
from pfocr_rdf.serve.site.state import Site, View

#: Figures in one piece of a list of all.
LISTED = 100

Answer: TypeAlias = Callable[[Request, View], Any]


def routes(site: Site) -> list[BaseRoute]:
    """Where programs ask."""

    def answered(answer: Answer) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            found = await run_in_threadpool(answer, request, await site.view())
            return found if isinstance(found, Response) else _json(found)

        return endpoint

    return [
        Route("/api", _moved),
        Route("/api/", _page),
        Route("/api/openapi.json", answered(lambda _, view: description(view.namespaces))),
        Route("/api/search", answered(_search)),
        Route("/api/search.gmt", answered(_search_gmt)),
        Route("/api/search.ndjson", answered(_search_biothings)),
        Route("/api/figures", answered(_figures)),
        Route("/api/figures/{figid}", answered(_figure)),
        Route("/api/biothings/{figid}", answered(_biothings)),
        Route("/api/papers/{pmcid}", answered(_paper)),
        *(Route(f"/api/{folder}/{{key}}", answered(_entity)) for folder in FOLDERS.values()),
        Route("/api/dataset", answered(lambda _, view: dataset_record(view))),
        Route("/api/{path:path}", _nothing),
    ]


async def _page(request: Request) -> Response:
    return page(request, "api.html", {"operations": operations(), "search": Search()})


async def _moved(_: Request) -> Response:
    return RedirectResponse("/api/", 301)


async def _nothing(_: Request) -> Response:
    raise refuse("not-found", "the API has nothing at this address; try /api/openapi.json")


def _json(found: Mapping[str, Any]) -> Response:
    return JSONResponse(found, headers={"Cache-Control": "no-cache"})


def _search(request: Request, view: View) -> Any:  # noqa: ANN401 - JSON
    search = search_of(request.query_params)
    found = view.finder.find(search)
    shown = cards(found.figures, found.terms, view.catalogue)
    following = address(search, "/api/search", after=found.following, limit=str(search.limit))
    return {
        "total": found.total,
        "terms": [
            {"text": one.text, "entities": [{**entity._asdict(), "path": entity.path} for entity in one.entities]}
            for one in found.terms
        ],
        "figures": [card_record(card) for card in shown],
        "facets": found.facets,
        "next": following if found.following else None,
    }


def _search_gmt(request: Request, view: View) -> Response:
    return _download(gene_sets(view.finder.all(search_of(request.query_params)), view), "figures.gmt", "text/x-gmt")


def _search_biothings(request: Request, view: View) -> Response:
    figures = view.finder.all(search_of(request.query_params))
    lines = (
        json.dumps(biothings(figure, view), ensure_ascii=False) + "\n"
        for batch in batches(figures)
        for figure in view.catalogue.figures(batch)
    )
    return _download(lines, "figures.ndjson", "application/x-ndjson")


def _download(lines: Iterator[str], name: str, media_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
    return StreamingResponse(lines, media_type=media_type, headers=headers)


def _figures(request: Request, view: View) -> Any:  # noqa: ANN401 - JSON
    """Figures in the order of their figids, after one; a figid is a place that newer data have too."""
    limit = limit_of(request.query_params, LISTED, 1_000)
    found = view.catalogue.figures_after(request.query_params.get("after", ""), limit + 1)
    piece = found[:limit]
    following = None
    if len(found) > limit:
        following = "/api/figures?" + urlencode({"after": piece[-1].figid, "limit": limit})
    return {"total": view.counts["figure"], "figures": [plain(figure) for figure in piece], "next": following}


def _figure(request: Request, view: View) -> Any:  # noqa: ANN401 - JSON
    figure = _known(view.catalogue.figure(request.path_params["figid"]), "figid")
    return {**figure_record(figure, view), **figure_neighbours(figure, view)}


def _biothings(request: Request, view: View) -> Any:  # noqa: ANN401 - JSON
    return biothings(_known(view.catalogue.figure(request.path_params["figid"]), "figid"), view)


def _paper(request: Request, view: View) -> Any:  # noqa: ANN401 - JSON
    return paper_record(_known(view.catalogue.paper(request.path_params["pmcid"]), "pmcid"), view)


def _entity(request: Request, view: View) -> Any:  # noqa: ANN401 - JSON
    kind = KIND_OF[request.url.path.split("/")[2]]
    return entity_record(_known(view.catalogue.entity(kind, request.path_params["key"]), kind), view)


def _known(found: Any, what: str) -> Any:  # noqa: ANN401 - whatever is looked up
    if found is None:
        raise refuse("not-found", f"{what}: found nothing of that name, expected one in the data; try /api/search")
    return found
