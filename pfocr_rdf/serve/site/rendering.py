"""Templates into pages: everything is escaped, and only http links become links."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from pfocr_rdf.identifiers import LICENSE, WIKIPATHWAYS_SITE
from pfocr_rdf.serve.site.linking import elsewhere, is_address, label_of

#: Pages hang on nothing but the address and the data.
CACHING = {"Cache-Control": "no-cache", "Vary": "Accept"}


@cache
def environment() -> Environment:
    """The templates, with what they call."""
    made = Environment(
        loader=PackageLoader("pfocr_rdf.serve.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"number": number, "jsonld": jsonld, "compact": label_of, "elsewhere": elsewhere}
    made.tests["address"] = is_address
    made.globals |= {"license": LICENSE, "wikipathways": WIKIPATHWAYS_SITE}
    return made


def page(request: Request, template: str, values: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """A page out of a template."""
    text = environment().get_template(template).render(path=request.url.path, **values)
    return HTMLResponse(text, status, CACHING)


def number(value: float) -> str:
    """A number as people read it.

    >>> number(116972)
    '116,972'
    """
    return f"{value:,}"


def jsonld(value: Any) -> Markup:  # noqa: ANN401 - any JSON
    """JSON that may stand inside a ``script`` element: nothing in it can end the element (HTML, section 4.12.1.3).

    >>> jsonld({"name": "</script>"})
    Markup('{"name": "\\\\u003c/script\\\\u003e"}')
    """
    text = json.dumps(value, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - escaped just now
