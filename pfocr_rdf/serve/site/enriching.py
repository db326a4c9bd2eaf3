"""The enrichment page, and the same for programs: a list of genes goes in, figures that have many of them come out.

A short list is part of the address, so that the result can be linked to; a long one is posted.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from pfocr_rdf.serve.bodies import posted
from pfocr_rdf.serve.problems import refuse
from pfocr_rdf.serve.site.catalogue import Entity
from pfocr_rdf.serve.site.enrichment import DOWNLOADED, EXAMPLE, Enrichment
from pfocr_rdf.serve.site.gene_lists import GeneList, gene_list
from pfocr_rdf.serve.site.records import cell, plain
from pfocr_rdf.serve.site.rendering import page
from pfocr_rdf.serve.site.requests import limit_of
from pfocr_rdf.serve.site.search.filling import HUMAN
from pfocr_rdf.serve.site.search.results import Search
from pfocr_rdf.serve.site.state import Site, View

#: Longest list that becomes part of an address, and longest that is read, in characters.
LINKED, LONGEST = 3_000, 1 << 16

#: Figures on the page; the download has more.
SHOWN = 100

#: Figures with a larger adjusted p-value are none.
MOST_Q = 0.05

#: Species that can be chosen, those with most genes.
MOST_SPECIES = 40

METHODS = ("GET", "POST")

COLUMNS = ("figid", "title", "iri", "shared", "genes", "expected", "p", "q", "symbols")


class Asked(NamedTuple):
    """A list of genes as it was typed, and the species that they are of."""

    genes: str = ""
    organism: str = HUMAN


class Answered(NamedTuple):
    """What was asked, what was understood of it, and what was found."""

    asked: Asked
    genes: GeneList
    found: Enrichment


def routes(site: Site) -> list[BaseRoute]:
    """Where lists of genes go."""
    enriching = Enriching(site)
    return [
        Route("/enrichment", enriching.page, methods=METHODS),
        Route("/api/enrichment", enriching.as_json, methods=METHODS),
        Route("/api/enrichment.tsv", enriching.as_tsv, methods=METHODS),
    ]


class Enriching:
    """Answers from one site's view."""

    def __init__(self, site: Site) -> None:
        """Ask ``site``."""
        self._site = site

    async def page(self, request: Request) -> Response:
        """The form, with what was found below it."""
        asked = _asked(await _parameters(request))
        if request.method == "POST" and len(asked.genes) <= LINKED:
            return RedirectResponse("/enrichment?" + urlencode(asked._asdict()), 303)
        view = await self._site.view()
        answered = await run_in_threadpool(_answered, asked, view, SHOWN) if asked.genes.strip() else None
        species = await run_in_threadpool(_species, view)
        values = {"asked": asked, "answered": answered, "species": species, "example": EXAMPLE, "search": Search()}
        return page(request, "enrichment.html", {**values, "most_q": MOST_Q})

    async def as_json(self, request: Request) -> Response:
        """All that is found, as JSON."""
        answered = await self._all(request)
        return JSONResponse(_record(answered), headers={"Cache-Control": "no-cache"})

    async def as_tsv(self, request: Request) -> Response:
        """All that is found, as a table."""
        lines = "".join("\t".join(row) + "\n" for row in _table(await self._all(request)))
        headers = {"Content-Disposition": 'attachment; filename="enrichment.tsv"', "Cache-Control": "no-cache"}
        return Response(lines, media_type="text/tab-separated-values", headers=headers)

    async def _all(self, request: Request) -> Answered:
        parameters = await _parameters(request)
        if "genes" not in parameters:
            raise refuse("bad-request", f"genes: found none, expected a list of genes; try {EXAMPLE.split()[0]}")
        limit = limit_of(parameters, DOWNLOADED, DOWNLOADED)
        return await run_in_threadpool(_answered, _asked(parameters), await self._site.view(), limit)


async def _parameters(request: Request) -> QueryParams:
    """What was asked, in the address or in the body."""
    return await posted(request, LONGEST) if request.method == "POST" else request.query_params


def _asked(parameters: QueryParams) -> Asked:
    genes, organism = parameters.get("genes", ""), parameters.get("organism") or HUMAN
    if len(genes) > LONGEST:
        raise refuse("too-large", f"genes: found {len(genes)} characters, expected {LONGEST} at most; try a part")
    return Asked(genes.replace("\0", " "), organism)


def _answered(asked: Asked, view: View, limit: int) -> Answered:
    genes = gene_list(asked.genes, asked.organism, view.catalogue)
    found = view.enricher.enrichment(genes.genes, asked.organism, most_q=MOST_Q, limit=limit)
    return Answered(asked, genes, found)


def _species(view: View) -> list[Entity]:
    """Species that have genes in figures, with human first."""
    query = (
        "SELECT taxon, COUNT(*) FROM entity WHERE kind = 'gene' AND taxon IS NOT NULL GROUP BY taxon "
        "ORDER BY taxon = ? DESC, COUNT(*) DESC, taxon LIMIT ?"
    )
    taxa = [taxon for taxon, _ in view.index.tuples(query, [HUMAN, MOST_SPECIES])]
    known = {one.key: one for one in view.catalogue.entities_keyed("organism", taxa)}
    return [known[taxon] for taxon in taxa if taxon in known]


def _record(answered: Answered) -> Mapping[str, Any]:
    found, genes = answered.found, answered.genes
    return {
        "organism": answered.asked.organism,
        "genes": [plain(one) for one in genes.genes],
        "ambiguous": {word: [one.key for one in several] for word, several in genes.ambiguous.items()},
        "unknown": genes.unknown,
        "background": found.background,
        "tests": found.tests,
        "total": found.total,
        "figures": [
            {
                "figid": one.figure.figid,
                "iri": one.figure.iri,
                "path": one.figure.path,
                "title": one.figure.title,
                "shared": [gene.key for gene in one.genes],
                "size": one.size,
                "expected": one.expected,
                "p": one.p,
                "q": one.q,
            }
            for one in found.figures
        ],
    }


def _table(answered: Answered) -> Iterator[tuple[str, ...]]:
    yield COLUMNS
    for one in answered.found.figures:
        figure, symbols = one.figure, " ".join(gene.label for gene in one.genes)
        numbers = (str(len(one.genes)), str(one.size), f"{one.expected:.4g}", f"{one.p:.4g}", f"{one.q:.4g}")
        yield (*map(cell, (figure.figid, figure.title, figure.iri)), *numbers, cell(symbols))
