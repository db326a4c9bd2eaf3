"""The endpoint: the SPARQL 1.1 Protocol for queries, and the Graph Store HTTP Protocol for reading."""

import hashlib
import re
from dataclasses import replace

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, NoMatchFound, Route

from pfocr_rdf.serve.bodies import parameters, posted, too_large
from pfocr_rdf.serve.deliveries import DeliveryResponse, while_connected
from pfocr_rdf.serve.description import service_description
from pfocr_rdf.serve.negotiation import GRAPHS, TABLES, chosen, named
from pfocr_rdf.serve.problems import refuse
from pfocr_rdf.serve.questions import Question
from pfocr_rdf.serve.versions import Served

#: Where queries are asked, and where graphs are read.
ENDPOINT, GRAPH_STORE = "/sparql", "/graphs"

#: Methods that get an answer; most of them get that they are refused.
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")

#: Headers by which the cap is told; both stand on every answer to a query.
LIMIT, TRUNCATED = "X-Result-Limit", "X-Result-Truncated"

#: The name of the page where people write queries, if the site has one.
EDITOR = "query-editor"

#: What makes two answers to one query differ though the data are the same (SPARQL 1.1 Query Language, section 17.4).
_FICKLE = re.compile("rand|now|uuid|bnode|service", re.IGNORECASE)

_READING = {"Allow": "GET, HEAD, OPTIONS"}
_ASKING = {"Allow": "GET, HEAD, POST, OPTIONS"}


def routes(served: Served, public_url: str | None = None) -> list[BaseRoute]:
    """Where the endpoint answers; ``public_url`` is how the service is known outside, if not as it is asked."""
    endpoint = Endpoint(served, public_url)
    return [
        Route(ENDPOINT, endpoint.sparql, methods=METHODS),
        Route(ENDPOINT + "/", endpoint.sparql, methods=METHODS),
        Route(GRAPH_STORE, endpoint.graph_store, methods=METHODS),
        Route(GRAPH_STORE + "/{name:path}", endpoint.graph_store, methods=METHODS),
    ]


class Endpoint:
    """Answers requests of the two protocols from what is served."""

    def __init__(self, served: Served, public_url: str | None) -> None:
        """Answer from ``served``, as ``public_url`` if that is given."""
        self._served = served
        self._public_url = public_url

    async def sparql(self, request: Request) -> Response:
        """A query, or, without one, the service description."""
        if request.method == "POST":
            asked = await posted(request, self._served.limits.text)
        elif request.method in {"GET", "HEAD"}:
            asked = parameters(request.url.query)
            if not asked:
                return await self._described(request)
        else:
            return _other_method(request, _ASKING)
        question = question_of(asked, request.headers.get("accept", ""), self._served)
        return await self._answered(request, replace(question, base=self._address(request)))

    async def graph_store(self, request: Request) -> Response:
        """A whole graph."""
        if request.method not in {"GET", "HEAD"}:
            return _other_method(request, _READING)
        asked = parameters(request.url.query)
        question = Question(
            default=_graph_asked(asked, self._address(request)),
            graph=named(asked.get("format", ""), GRAPHS) or chosen(request.headers.get("accept", ""), [*GRAPHS]),
        )
        delivery = await while_connected(request, self._served.dump(question))
        return DeliveryResponse(delivery, {"Vary": "Accept", "Cache-Control": "no-cache"})

    async def _answered(self, request: Request, question: Question) -> Response:
        tag = _tag(question, self._served.version)
        if tag is not None and tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers={"ETag": tag, "Vary": "Accept"})
        delivery = await while_connected(request, self._served.query(question))
        kept = {"ETag": tag, "Cache-Control": "no-cache"} if tag else {"Cache-Control": "no-store"}
        cap = {LIMIT: str(question.rows), TRUNCATED: str(delivery.answer.truncated).lower()}
        return DeliveryResponse(delivery, {**kept, **cap, "Vary": "Accept"})

    async def _described(self, request: Request) -> Response:
        """The service description; people are led to the page where they write queries."""
        wanted = chosen(request.headers.get("accept", ""), [*GRAPHS, "text/html"])
        if wanted is None:
            raise refuse("not-acceptable", f"Accept: expected one of {', '.join(GRAPHS)}")
        if wanted == "text/html":
            try:
                return RedirectResponse(request.app.url_path_for(EDITOR), 303, {"Vary": "Accept"})
            except NoMatchFound:
                wanted = next(iter(GRAPHS))
        body = await service_description(self._served, self._address(request), wanted)
        return Response(body, media_type=wanted, headers={"Vary": "Accept"})

    def _address(self, request: Request) -> str:
        """The address of the request as the client knows it, without parameters."""
        if self._public_url is not None:
            return (self._public_url.rstrip("/") + request.url.path).rstrip("/")
        return str(request.url.replace(query="", fragment="")).rstrip("/")


def question_of(asked: QueryParams, accept: str, served: Served) -> Question:
    """What a request asks; raises ``ProblemError`` where that is not one query."""
    if asked.getlist("update"):
        raise refuse("refused", "update: found an update, expected a query; this service is for reading")
    queries = asked.getlist("query")
    if len(queries) != 1:
        raise refuse("bad-request", f"query: found {len(queries)} of them, expected one; try one at a time")
    if len(queries[0].encode()) > served.limits.text:
        raise too_large(served.limits.text)
    form = asked.get("format", "")
    return Question(
        query=queries[0],
        default=tuple(asked.getlist("default-graph-uri")),
        named=tuple(asked.getlist("named-graph-uri")),
        table=named(form, TABLES) or chosen(accept, [*TABLES]),
        graph=named(form, GRAPHS) or chosen(accept, [*GRAPHS]),
        rows=served.limits.rows,
    )


def _graph_asked(asked: QueryParams, address: str) -> tuple[str, ...]:
    """The graph that is to be read: none for the default one (Graph Store HTTP Protocol, section 4)."""
    if "default" in asked and "graph" not in asked:
        return ()
    if "default" not in asked and len(asked.getlist("graph")) == 1:
        return (asked["graph"],)
    if not asked and not address.endswith(GRAPH_STORE):
        return (address,)
    raise refuse("bad-request", "graph: expected ?default or one ?graph=ADDRESS; try ?default")


def _other_method(request: Request, allowed: dict[str, str]) -> Response:
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=allowed)
    raise refuse("method", f"method: found {request.method}, expected one of {allowed['Allow']}", **allowed)


def _tag(question: Question, version: str) -> str | None:
    """What is the same while the answer is."""
    if _FICKLE.search(question.query):
        return None
    digest = hashlib.sha256(repr((version, question)).encode()).hexdigest()[:32]
    return f'W/"{digest}"'
