"""Graphs that are read from the web for one query, where the service allows their addresses."""

from collections.abc import Iterable

import httpx2
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from pfocr_rdf.serve.negotiation import GRAPHS
from pfocr_rdf.serve.problems import refuse


def dataset(store: Store, wanted: Iterable[str], elsewhere: Iterable[str], seconds: float) -> Store:
    """The ``wanted`` graphs in memory: those that are ``elsewhere`` as they are there now, all others from ``store``.

    Raises ``ProblemError`` where one cannot be read.
    """
    together = Store()
    for iri in {*wanted} - {*elsewhere}:
        together.extend(store.quads_for_pattern(None, None, None, NamedNode(iri)))
    for iri in elsewhere:
        _read(together, iri, seconds)
    return together


def _read(together: Store, iri: str, seconds: float) -> None:
    try:
        answer = httpx2.get(iri, headers={"Accept": ", ".join(GRAPHS)}, timeout=seconds)  # follows no redirect
    except httpx2.HTTPError as error:
        raise refuse("bad-gateway", f"{iri}: found {error}, expected a graph; try again later") from error
    media_type = answer.headers.get("content-type", "").partition(";")[0].strip()
    form = RdfFormat.from_media_type(media_type)
    if answer.status_code != httpx2.codes.OK or form is None:
        found = f"status {answer.status_code} and {media_type or 'no media type'}"
        raise refuse("bad-gateway", f"{iri}: found {found}, expected 200 and RDF; try another address")
    try:
        together.extend(_triples(answer.content, form, iri))
    except SyntaxError as error:
        raise refuse("bad-gateway", f"{iri}: found {error}, expected RDF; try another address") from error


def _triples(body: bytes, form: RdfFormat, iri: str) -> Iterable[Quad]:
    """What a body says, whatever graphs it says it in, as the graph of that name."""
    graph = NamedNode(iri)
    return (Quad(one.subject, one.predicate, one.object, graph) for one in parse(body, form, base_iri=iri))
