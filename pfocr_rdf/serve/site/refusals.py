"""What is wrong with a request, told in the way it was asked: a page to people, problem details to programs."""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pfocr_rdf.serve.deliveries import problem_response
from pfocr_rdf.serve.negotiation import chosen
from pfocr_rdf.serve.problems import MEDIA_TYPE, NotReadyError, Problem, ProblemError
from pfocr_rdf.serve.site.rendering import page
from pfocr_rdf.serve.site.search.results import Search

HTML = "text/html"

#: Paths where programs ask, whatever their ``Accept`` says.
FOR_PROGRAMS = ("/api/", "/sparql", "/graphs", "/.well-known/")

#: What programs accept that can read problem details.
_PROBLEMS = (MEDIA_TYPE, "application/json")

#: Problems that are found before any page is asked, by status.
_CODES: Mapping[int, str] = {404: "not-found", 405: "method"}


async def told(request: Request, error: Exception) -> Response:
    """The answer to a request that has a problem."""
    assert isinstance(error, ProblemError)
    if not _is_person(request, [*_PROBLEMS, HTML]):
        return await problem_response(request, error)
    return _page(request, error)


async def told_by_status(request: Request, error: Exception) -> Response:
    """The same for what no page was asked: a method that it does not have, a file that is not there."""
    assert isinstance(error, HTTPException)
    code = _CODES.get(error.status_code)
    if code is None:
        return Response(f"{error.detail}\n", error.status_code, error.headers, "text/plain")
    detail = f"{request.method} {request.url.path}: {HTTPStatus(error.status_code).phrase.lower()}; try GET /"
    return await told(request, ProblemError(Problem(code, detail), error.headers))


async def missing(request: Request) -> Response:
    """The answer where nothing is: a page, but for who asks for problem details or JSON."""
    if _is_person(request, [HTML, *_PROBLEMS]):
        return page(request, "missing.html", {"search": Search()}, 404)
    detail = f"{request.url.path}: found nothing at this address; try /api/openapi.json"
    return await problem_response(request, ProblemError(Problem("not-found", detail)))


def _is_person(request: Request, offered: list[str]) -> bool:
    """Whether a page suits a client best; of equals, the first that is offered does."""
    if request.url.path.startswith(FOR_PROGRAMS):
        return False
    try:
        return (chosen(request.headers.get("accept", ""), offered) or offered[0]) == HTML
    except ProblemError:  # what it accepts is no list of media types
        return False


def _page(request: Request, error: ProblemError) -> Response:
    template = "preparing.html" if isinstance(error, NotReadyError) else "refused.html"
    problem = error.problem
    values = {"title": HTTPStatus(problem.status).phrase, "detail": problem.detail, "search": Search()}
    answer = page(request, template, values, problem.status)
    answer.headers.update({**error.headers, "Cache-Control": "no-store"})
    return answer
