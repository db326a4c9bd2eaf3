"""The page where queries are written: bundled ones with their parameters as a form, and an editor for any other.

The page asks the endpoint as every other client does; nothing is evaluated here. Without scripts, the form of the
editor goes straight to the endpoint.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from pfocr_rdf.errors import QueryError
from pfocr_rdf.identifiers import FIGURE, GENE, PAPER, TAXON, Namespaces
from pfocr_rdf.querying.asking import filled
from pfocr_rdf.querying.catalogue import Parameter, Query, catalogue
from pfocr_rdf.querying.parameters import Resolver
from pfocr_rdf.serve.problems import refuse
from pfocr_rdf.serve.protocol import EDITOR, ENDPOINT
from pfocr_rdf.serve.site.paths import FOLDERS
from pfocr_rdf.serve.site.rendering import page
from pfocr_rdf.serve.site.search.results import Search
from pfocr_rdf.serve.site.state import Site, View

#: What the editor holds at first.
FIRST_QUERY = "figures-of-gene"

#: Headings of the list of bundled queries.
HERE, BESIDE, ELSEWHERE = "Asked of these data", "Needs WikiPathways beside them", "Asks other endpoints"

#: Forms in which results are downloaded, by what the protocol calls them.
TABLES, GRAPHS = ("csv", "tsv", "json"), ("turtle", "ntriples", "jsonld")


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter in the form: what is typed there, and an example."""

    parameter: Parameter
    value: str
    example: str

    @property
    def is_long(self) -> bool:
        """Whether it takes a list."""
        return self.parameter.several


@dataclass(frozen=True, slots=True)
class Filled:
    """A bundled query with the values of its form, what they were taken for, and what is wrong with them."""

    query: Query
    fields: Sequence[Field]
    text: str
    notes: Sequence[str]
    faults: Sequence[str]


def routes(site: Site) -> list[BaseRoute]:
    """Where the page is, and what the editor completes."""
    querying = Querying(site)
    return [Route("/query", querying.page, name=EDITOR), Route("/api/terms", querying.terms)]


class Querying:
    """Makes the page for one site's view."""

    def __init__(self, site: Site) -> None:
        """Show what ``site`` has."""
        self._site = site

    async def page(self, request: Request) -> Response:
        """The editor, with a bundled query, with the query of a permanent link, or with an example."""
        view = await self._site.view()
        asked = request.query_params
        chosen = _filled(asked, view.namespaces) if asked.get("name") else None
        example = filled(catalogue()[FIRST_QUERY], {}, Resolver(view.namespaces))
        values = {
            "groups": _groups(),
            "chosen": chosen,
            "text": asked.get("query") or (chosen.text if chosen else body_of(example)),
            "runs": bool(asked.get("query")) or (chosen is not None and not chosen.faults),
            "endpoint": ENDPOINT,
            "tables": TABLES,
            "graphs": GRAPHS,
            "has_editor": has_editor(),
            "pages": own_pages(view.namespaces),
            "search": Search(),
        }
        return page(request, "query.html", values)

    async def terms(self, _: Request) -> Response:
        """Prefixes, classes and properties of the data, the most used first, as VoID's partitions count them."""
        return JSONResponse(terms(await self._site.view()), headers={"Cache-Control": "no-cache"})


@cache
def has_editor() -> bool:
    """Whether the editor was packed with this package."""
    return files(__package__).joinpath("static/editor/yasqe.min.js").is_file()


def terms(view: View) -> Mapping[str, Any]:
    """What can be completed."""
    counted = view.index.tuples("SELECT kind, iri, uses FROM term ORDER BY uses DESC, iri")
    return {
        "prefixes": dict(view.namespaces.prefixes),
        "classes": [{"iri": iri, "uses": uses} for kind, iri, uses in counted if kind == "class"],
        "properties": [{"iri": iri, "uses": uses} for kind, iri, uses in counted if kind == "property"],
    }


def own_pages(namespaces: Namespaces) -> Mapping[str, str]:
    """Beginnings of IRIs of which this site has pages, with the beginnings of those pages' paths."""
    prefixes = namespaces.prefixes
    figures = prefixes[FIGURE.prefix]
    return {
        figures: "/" + figures.split("/", 3)[3],
        prefixes[PAPER.prefix]: "/papers/",
        prefixes[GENE.prefix]: f"/{FOLDERS['gene']}/",
        prefixes[TAXON.prefix] + TAXON.lead: f"/{FOLDERS['organism']}/",
    }


@cache
def _groups() -> Mapping[str, Sequence[Query]]:
    """Bundled queries under their headings, by title."""
    groups: dict[str, list[Query]] = {HERE: [], BESIDE: [], ELSEWHERE: []}
    for query in sorted(catalogue().values(), key=lambda query: query.title.casefold()):
        groups[ELSEWHERE if query.services else BESIDE if query.needs else HERE].append(query)
    return groups


def _filled(asked: QueryParams, namespaces: Namespaces) -> Filled:
    """The bundled query of a name, filled in; raises ``ProblemError`` where there is none."""
    query = catalogue().get(asked["name"])
    if query is None:
        raise refuse("not-found", f"name: found {asked['name'][:60]!r}, expected a bundled query; try {FIRST_QUERY}")
    typed = {one.name: asked.get(one.name, "").strip() for one in query.parameters}
    given = {one.name: _texts(typed[one.name], one) for one in query.parameters if typed[one.name]}
    notes: list[str] = []
    faults: list[str] = []
    try:
        text = filled(query, given, Resolver(namespaces, say=notes.append))
    except QueryError as error:
        faults = str(error).splitlines()
        text = filled(query, {}, Resolver(namespaces))
    fields = [Field(one, typed[one.name] or default(one), default(one)) for one in query.parameters]
    return Filled(query, fields, body_of(text), notes, faults)


def _texts(text: str, parameter: Parameter) -> list[str]:
    return text.replace(",", " ").split() if parameter.several else [text]


def default(parameter: Parameter) -> str:
    """What a query has for a parameter, as people type it: local parts of IRIs, texts without quotes.

    >>> query = catalogue()["figures-of-chemical"]
    >>> default(query.parameters[0])
    'CHEBI:2719'
    """
    text = parameter.default
    if text.startswith('"'):
        return text.strip('"')
    return " ".join(word.partition(":")[2] or word for word in text.split())


def body_of(text: str) -> str:
    """A query without its header, which the page shows beside it."""
    return text.partition("\n\n")[2] if text.startswith("# title:") else text
