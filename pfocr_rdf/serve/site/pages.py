"""Pages for people: home and search, figures, papers, entities."""

from collections import Counter
from collections.abc import Mapping, Sequence
from heapq import nsmallest
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from pfocr_rdf.serve.negotiation import chosen
from pfocr_rdf.serve.site.cards import Card, cards
from pfocr_rdf.serve.site.catalogue import Entity, Figure, Paper
from pfocr_rdf.serve.site.drawings import bars, circle
from pfocr_rdf.serve.site.facets import address, choices
from pfocr_rdf.serve.site.forms import FORMS, figure_form
from pfocr_rdf.serve.site.markup import figure_markup
from pfocr_rdf.serve.site.mentions import grouped, mentions_of
from pfocr_rdf.serve.site.neighbours import MOST_BESIDE, MOST_PATHWAYS, Similar, beside, network, similar
from pfocr_rdf.serve.site.paths import FOLDERS, KIND_OF
from pfocr_rdf.serve.site.refusals import HTML, missing
from pfocr_rdf.serve.site.rendering import page
from pfocr_rdf.serve.site.requests import search_of
from pfocr_rdf.serve.site.search.results import SORTS, Search
from pfocr_rdf.serve.site.state import Site, View

#: Cards on the page of an entity or paper; the search has all of them.
MOST_CARDS = 12

#: What a first visitor may try.
EXAMPLES = ("RANKL", "IL1B TNF", "HGNC:5992", "glucose insulin", "PMC4745709", '"bone metastasis"')


def routes(site: Site) -> list[BaseRoute]:
    """Where the pages are."""
    pages = Pages(site)
    return [
        Route("/", pages.home),
        Route("/search", pages.search),
        Route("/papers/{pmcid}", pages.paper),
        *(Route(f"/{folder}/{{key:path}}", pages.entity, name=folder) for folder in FOLDERS.values()),
        Route("/{prefix:path}figures/{name}", pages.figure),
    ]


class Pages:
    """Makes pages out of one site's view."""

    def __init__(self, site: Site) -> None:
        """Show what ``site`` has."""
        self._site = site

    async def home(self, request: Request) -> Response:
        """The search box, and what there is to find."""
        view = await self._site.view()
        values = {"counts": view.counts, "examples": EXAMPLES, "search": Search()}
        return page(request, "home.html", values)

    async def search(self, request: Request) -> Response:
        """Results as cards."""
        view = await self._site.view()
        search = search_of(request.query_params)
        return page(request, "search.html", await run_in_threadpool(_results, search, view))

    async def figure(self, request: Request) -> Response:
        """The page of a figure, or another form of it, by extension or by what the client accepts."""
        view = await self._site.view()
        name, _, extension = request.path_params["name"].rpartition(".")
        found = view.catalogue.figure(name) if extension in FORMS or extension == "html" else None
        if found is None:
            return await self._moved(request, view)
        if found.path.rpartition("/")[0] != request.url.path.rpartition("/")[0]:
            return await missing(request)
        if extension == "html":
            offered = {HTML: "html", **{form.media_type: name for name, form in FORMS.items()}}
            media_type = chosen(request.headers.get("accept", ""), [*offered])
            extension = offered.get(media_type or HTML, "html")
        if extension != "html":
            return await figure_form(found, extension, view, self._site.reads)
        return page(request, "figure.html", await self._figure(found, view))

    async def _figure(self, figure: Figure, view: View) -> Mapping[str, Any]:
        mentions = await mentions_of(figure.iri, self._site.reads, view.namespaces)
        return {"mentions": grouped(mentions), **await run_in_threadpool(_figure_page, figure, view)}

    async def _moved(self, request: Request, view: View) -> Response:
        """Where the figure is that has this name without extension, or this alias, with or without one."""
        name = request.path_params["name"]
        stem, _, extension = name.rpartition(".")
        readings = [(name, "html"), *([(stem, extension)] if extension == "html" or extension in FORMS else [])]
        for called, form in readings:
            found = view.catalogue.figure(called) or view.catalogue.figure_called(called)
            if found is not None and (path := f"{found.stem}.{form}") != request.url.path:
                return RedirectResponse(path, 301)
        return await missing(request)

    async def paper(self, request: Request) -> Response:
        """A paper and its figures."""
        view = await self._site.view()
        found = view.catalogue.paper(request.path_params["pmcid"])
        if found is None:
            return await missing(request)
        return page(request, "paper.html", await run_in_threadpool(_paper_page, found, view))

    async def entity(self, request: Request) -> Response:
        """A gene, chemical, disease or organism."""
        view = await self._site.view()
        kind = KIND_OF[request.url.path.split("/")[1]]
        found = view.catalogue.entity(kind, request.path_params["key"])
        if found is None:
            return await missing(request)
        return page(request, "entity.html", await run_in_threadpool(entity_page, found, view))


def _results(search: Search, view: View) -> Mapping[str, Any]:
    found = view.finder.find(search)
    return {
        "search": search,
        "found": found,
        "cards": cards(found.figures, found.terms, view.catalogue),
        "facets": choices(search, found, view.catalogue),
        "sorted_by": {sort: address(search, sort=sort) for sort in SORTS},
        "first": address(search),
        "following": address(search, after=found.following),
        "as_json": address(search, "/api/search"),
        "as_gmt": address(search, "/api/search.gmt"),
    }


def _figure_page(figure: Figure, view: View) -> Mapping[str, Any]:
    catalogue = view.catalogue
    paper = catalogue.paper_numbered(figure.paper_id)
    entities = catalogue.entities_of(figure)
    genes = [one for one in entities if one.kind == "gene"]
    net = network(figure, genes, catalogue)
    return {
        "figure": figure,
        "paper": paper,
        "by_iri": {one.iri: one for one in entities},
        "organisms": [one for one in entities if one.kind == "organism"],
        "genes": genes,
        "circle": circle.drawn(net) if len(net.nodes) > 1 else None,
        "pathways": catalogue.pathways([gene.id for gene in genes], MOST_PATHWAYS),
        "similar": [(one, card) for one, card in _similar(figure, genes, view)],
        "forms": FORMS,
        "markup": figure_markup(figure, paper, entities, view.namespaces),
        "search": Search(),
    }


def _similar(figure: Figure, genes: Sequence[Entity], view: View) -> list[tuple[Similar, Card]]:
    alike = similar(figure, genes, view.catalogue)
    return list(zip(alike, cards([one.figure.id for one in alike], (), view.catalogue), strict=True))


def _paper_page(paper: Paper, view: View) -> Mapping[str, Any]:
    figures = view.catalogue.figures_of_paper(paper.id)
    drawn = beside(figures, view.catalogue, limit=MOST_BESIDE)
    return {"paper": paper, "beside": drawn, **_cards(figures, view), "search": Search()}


def entity_page(entity: Entity, view: View) -> Mapping[str, Any]:
    """What the page of an entity shows."""
    catalogue = view.catalogue
    figures = catalogue.figures_of(entity)
    years = Counter(map(view.index.columns.year.__getitem__, figures))
    undated = years.pop(0, 0)
    return {
        "entity": entity,
        "species": _name_of_taxon(entity.taxon, view),
        "bars": bars.years(years),
        "undated": undated,
        "beside": view.beside(entity.id),
        "pathways": catalogue.pathways([entity.id], 50) if entity.kind == "gene" else [],
        "has_pathways": catalogue.has_pathways(),
        **_cards(figures, view),
        "search": Search(),
    }


def _name_of_taxon(taxon: str | None, view: View) -> str | None:
    found = view.catalogue.entity("organism", taxon) if taxon else None
    return found.label if found else None


def _cards(figures: Sequence[int], view: View) -> Mapping[str, Any]:
    """The first cards by score, and the number of all."""
    best = nsmallest(MOST_CARDS, figures, key=view.index.columns.by_score.__getitem__)
    return {"cards": cards(best, (), view.catalogue), "total": len(figures)}
