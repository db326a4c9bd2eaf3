"""What the data are, and what their terms mean: pages at the addresses of the data set and of the vocabulary."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from pfocr_rdf.describing.documents import write
from pfocr_rdf.describing.ontology import lexicons as lexicon_resources
from pfocr_rdf.describing.ontology import ontology
from pfocr_rdf.formats import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format
from pfocr_rdf.identifiers import PFOCR_PAPER, Namespaces
from pfocr_rdf.serve.negotiation import GRAPHS, chosen
from pfocr_rdf.serve.reads import Reads, rows
from pfocr_rdf.serve.site.drawings import diagram
from pfocr_rdf.serve.site.markup import dataset_markup
from pfocr_rdf.serve.site.overview import overview
from pfocr_rdf.serve.site.paths import DESCRIPTION
from pfocr_rdf.serve.site.refusals import HTML, missing
from pfocr_rdf.serve.site.rendering import CACHING, page
from pfocr_rdf.serve.site.search.results import Search
from pfocr_rdf.serve.site.state import Site, View
from pfocr_rdf.serve.site.vocabulary import borrowed_terms, lexicons, own_terms
from pfocr_rdf.vocabulary import DCTERMS, LEXICONS

#: Whole graphs, as the Graph Store HTTP Protocol gives them, and what the API has of all figures.
_GRAPHS = {form.label: f"/graphs?default&format={form.name}" for form in (TURTLE, N_TRIPLES, JSON_LD)}
DOWNLOADS: Mapping[str, tuple[str, str]] = {
    "Everything as Turtle": (_GRAPHS[TURTLE.label], TURTLE.media_type),
    "Everything as N-Triples": (_GRAPHS[N_TRIPLES.label], N_TRIPLES.media_type),
    "Everything as JSON-LD": (_GRAPHS[JSON_LD.label], JSON_LD.media_type),
    "Gene sets of all figures, GMT": ("/api/search.gmt", "text/x-gmt"),
    "BioThings records of all figures, a line each": ("/api/search.ndjson", "application/x-ndjson"),
}

#: Forms of the vocabulary beside the page, by extension.
GRAPH_FORMS: Mapping[str, Format] = {form.extension[1:]: form for form in (TURTLE, N_TRIPLES, JSON_LD, RDF_XML)}

TITLE = "PFOCR, published pathway figures"


def routes(site: Site) -> list[BaseRoute]:
    """Where these pages are, whatever stands before them in the addresses of the data."""
    about = About(site)
    return [
        Route("/{prefix:path}rdf/vocab", about.vocabulary),
        Route("/{prefix:path}rdf/vocab.{extension}", about.vocabulary),
        Route("/{prefix:path}rdf/dataset", about.dataset),
        Route("/{prefix:path}rdf/lexicon", about.lexicons),
        Route("/{prefix:path}rdf/lexicon/{source}", about.lexicons),
    ]


class About:
    """Makes the pages out of one site's view."""

    def __init__(self, site: Site) -> None:
        """Show what ``site`` has."""
        self._site = site

    async def vocabulary(self, request: Request) -> Response:
        """Every term, explained: to people, or in RDF by extension or by what the client accepts."""
        view = await self._site.view()
        extension = request.path_params.get("extension", "")
        path = request.url.path.removesuffix(f".{extension}") if extension else request.url.path
        if not _is_at(path, view.namespaces.vocabulary) or (extension and extension not in GRAPH_FORMS):
            return await missing(request)
        form = GRAPH_FORMS.get(extension) or _accepted(request)
        if form is None:
            return page(request, "vocabulary.html", _vocabulary(path, view.namespaces))
        return await run_in_threadpool(_written, form, view.namespaces)

    async def dataset(self, request: Request) -> Response:
        """What there is, counted; those who would rather have RDF are sent to the description."""
        view = await self._site.view()
        if not _is_at(request.url.path, view.namespaces.dataset):
            return await missing(request)
        if chosen(request.headers.get("accept", ""), [HTML, *GRAPHS]) in GRAPHS:
            return RedirectResponse(DESCRIPTION, 303, {"Vary": "Accept"})
        versions = await _versions(self._site.reads, view.namespaces)
        return page(request, "dataset.html", {"versions": versions, **await run_in_threadpool(_dataset, view)})

    async def lexicons(self, request: Request) -> Response:
        """Lexicons are explained among the terms."""
        view = await self._site.view()
        source = request.path_params.get("source", "")
        if source and source not in LEXICONS:
            return await missing(request)
        anchor = f"#lexicon-{source}" if source else "#lexicons"
        return RedirectResponse(urlsplit(view.namespaces.vocabulary).path + anchor, 303)


def _is_at(path: str, iri: str) -> bool:
    """Whether a path is that of an address as the data have it, or the same right below the root."""
    canonical = urlsplit(iri).path
    return path in {canonical, "/rdf/" + canonical.rpartition("/")[2]}


def _accepted(request: Request) -> Format | None:
    """The form of RDF that the client would rather have than the page."""
    by_type = {form.media_type: form for form in GRAPH_FORMS.values()}
    return by_type.get(chosen(request.headers.get("accept", ""), [HTML, *by_type]) or HTML)


def _written(form: Format, namespaces: Namespaces) -> Response:
    """The vocabulary in RDF, as ``pfocr-rdf describe`` writes it among the rest."""
    stream = BytesIO()
    write(([], [*ontology(namespaces), *lexicon_resources(namespaces)]), form, namespaces, stream)
    return Response(stream.getvalue(), media_type=form.media_type, headers=CACHING)


def _vocabulary(path: str, namespaces: Namespaces) -> Mapping[str, Any]:
    return {
        "forms": {extension: (f"{path}.{extension}", form) for extension, form in GRAPH_FORMS.items()},
        "vocabulary": namespaces.vocabulary,
        "own": own_terms(namespaces),
        "borrowed": borrowed_terms(namespaces),
        "lexicons": lexicons(),
        "search": Search(),
    }


def _dataset(view: View) -> Mapping[str, Any]:
    namespaces, known = view.namespaces, overview(view)
    addresses = [(namespaces.base.rstrip("/") + address, kind) for address, kind in DOWNLOADS.values()]
    told = f"{view.counts['figure']:,} pathway figures from papers, with the genes, chemicals and diseases in them."
    return {
        "dataset": namespaces.dataset,
        "counts": view.counts,
        "diagram": diagram.drawn(known.classes, known.links),
        "coverage": known.coverage,
        "completeness": known.completeness,
        "downloads": [(address, label) for label, (address, _) in DOWNLOADS.items()],
        "fingerprint": view.index.fingerprint,
        "citation": PFOCR_PAPER,
        "markup": dataset_markup(TITLE, told, namespaces, addresses),
        "search": Search(),
    }


async def _versions(reads: Reads, namespaces: Namespaces) -> Sequence[Mapping[str, str]]:
    """Versions of the data set that its description tells of, the newest first."""

    def iri(term: str) -> str:
        return f"<{namespaces.expand(term)}>"

    query = (
        f"SELECT ?iri ?issued {{ ?iri {iri(DCTERMS.isVersionOf)} <{namespaces.dataset}> "
        f"OPTIONAL {{ ?iri {iri(DCTERMS.issued)} ?issued }} }} ORDER BY DESC(?iri)"
    )
    found = await rows(reads, query)
    return [
        {"name": row["iri"].value.rpartition("/")[2], "issued": row["issued"].value if row["issued"] else ""}
        for row in found
    ]
