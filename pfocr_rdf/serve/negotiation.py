"""Which media type an answer gets (RFC 9110, section 12.5.1)."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

import mimeparse

from pfocr_rdf.formats import FORMATS, JSON_LD, N_TRIPLES, RDF_XML, TURTLE
from pfocr_rdf.serve.problems import refuse
from pfocr_rdf.serve.reads import RESULTS_JSON, RESULTS_TSV

RESULTS_XML = "application/sparql-results+xml"
CSV = "text/csv"

#: Forms of tables and truth values, the preferred one first, with the short name that ``format=`` takes.
TABLES: Mapping[str, str] = MappingProxyType({RESULTS_JSON: "json", RESULTS_XML: "xml", CSV: "csv", RESULTS_TSV: "tsv"})

#: Forms of graphs, likewise.
GRAPHS: Mapping[str, str] = MappingProxyType(
    {one.media_type: one.name for one in (TURTLE, N_TRIPLES, JSON_LD, RDF_XML)}
    | {one.media_type: one.name for one in FORMATS if one.has_graphs}
)

#: Names that clients use for the same forms.
ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "application/json": RESULTS_JSON,
        "application/xml": RESULTS_XML,
        "text/xml": RESULTS_XML,
        "text/plain": N_TRIPLES.media_type,
    }
)


def chosen(accept: str, offered: Sequence[str]) -> str | None:
    """The media type out of ``offered`` that suits ``accept`` best, the first of equals; none if none suits.

    Raises ``ProblemError`` where ``accept`` is no list of media types.

    >>> chosen("text/html, */*;q=0.1", [*TABLES])
    'application/sparql-results+json'
    >>> chosen("application/xml", [*TABLES])
    'application/sparql-results+xml'
    >>> chosen("image/png", [*TABLES]) is None
    True
    """
    return _chosen(accept or "*/*", tuple(offered))


@lru_cache(1024)
def _chosen(accept: str, offered: tuple[str, ...]) -> str | None:
    """The same, kept: most clients send the same few headers all the time."""
    known = [*offered, *(alias for alias, meant in ALIASES.items() if meant in offered)]
    try:
        best = mimeparse.best_match(known[::-1], accept)  # of equals, it takes the last
    except mimeparse.MimeTypeParseException as error:
        raise refuse("bad-request", f"Accept: found {accept[:60]!r}, expected media types; try {offered[0]}") from error
    return best if best in offered else ALIASES.get(best)


def named(name: str, offered: Mapping[str, str]) -> str | None:
    """The media type of that short name, or of that very name.

    >>> named("csv", TABLES), named("text/turtle", GRAPHS), named("csv", GRAPHS)
    ('text/csv', 'text/turtle', None)
    """
    return next((media_type for media_type, short in offered.items() if name.lower() in {media_type, short}), None)
