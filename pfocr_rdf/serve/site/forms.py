"""Other forms of a figure's page: RDF as the store has it, JSON as the page has it, gene set and network."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import Any, NamedTuple

from pyoxigraph import NamedNode, RdfFormat, Store, parse, serialize
from starlette.responses import Response

from pfocr_rdf.exporting.cx2 import cx2
from pfocr_rdf.exporting.gene_sets import GeneSets
from pfocr_rdf.formats import JSON_LD, N_TRIPLES, TURTLE
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.serve.reads import Reads, triples
from pfocr_rdf.serve.site.catalogue import Figure
from pfocr_rdf.serve.site.mentions import mentions_of
from pfocr_rdf.serve.site.records import figure_record, gene_sets
from pfocr_rdf.serve.site.rendering import CACHING
from pfocr_rdf.serve.site.state import View
from pfocr_rdf.serve.site.vocabulary import NODES
from pfocr_rdf.vocabulary import OA, PFOCR, RDF, SCHEMA


class Form(NamedTuple):
    """A form: what it is called, and its media type."""

    label: str
    media_type: str


#: Every form but the page itself, by extension.
FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "ttl": Form("Turtle", TURTLE.media_type),
        "nt": Form("N-Triples", N_TRIPLES.media_type),
        "jsonld": Form("JSON-LD", JSON_LD.media_type),
        "json": Form("JSON", "application/json"),
        "gmt": Form("GMT", "text/x-gmt"),
        "cx2": Form("CX2", "application/vnd.cx2+json"),
    }
)
_RDF = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD}

#: A figure's nodes, from the figure itself to the lexicons of its mentions.
_AROUND = (
    "BIND({figure} AS ?s)",
    f"{{figure}} {SCHEMA.image} ?s",
    f"{{figure}} {SCHEMA.isBasedOn} ?s",
    f"{{figure}} {SCHEMA.mentions} ?s",
    f"{{figure}} {SCHEMA.about} ?s",
    f"{{figure}} {PFOCR.ndexNetwork} ?s",
    f"?s {OA.hasTarget} {{figure}}",
    f"?m {OA.hasTarget} {{figure}} . ?m {PFOCR.lexicon} ?s",
)


async def figure_form(figure: Figure, extension: str, view: View, reads: Reads) -> Response:
    """A figure in one of :data:`FORMS`."""
    if extension in _RDF:
        content: bytes | str = await figure_rdf(figure.iri, _RDF[extension], view.namespaces, reads)
    else:
        content = await _WRITERS[extension](figure, view, reads)
    name = figure.figid + "." + extension
    headers = {**CACHING, "Content-Disposition": f'inline; filename="{file_name(name)}"'}
    return Response(content, media_type=FORMS[extension].media_type, headers=headers)


async def figure_rdf(figure: str, rdf_format: RdfFormat, namespaces: Namespaces, reads: Reads) -> bytes:
    """Every triple that we make of a figure, its paper and what it mentions, in a fixed order."""
    prefixes = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in namespaces.prefixes.items())
    around = " UNION ".join(f"{{ {one.format(figure=NamedNode(figure))} }}" for one in _AROUND)
    predicates = sorted({RDF.type, *(one.predicate for kind in NODES for one in kind.properties)})
    wanted = ", ".join(predicates)
    query = f"{prefixes}CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {around} ?s ?p ?o FILTER(?p IN ({wanted})) }}"
    lines = sorted({*(await triples(reads, query)).splitlines(keepends=True)})
    if rdf_format == RdfFormat.N_TRIPLES:
        return b"".join(lines)
    written = serialize(
        parse(b"".join(lines), RdfFormat.N_TRIPLES), format=rdf_format, prefixes=_used(lines, namespaces)
    )
    assert written is not None
    return written


def _used(lines: Sequence[bytes], namespaces: Namespaces) -> dict[str, str]:
    text = b"".join(lines).decode()
    return {prefix: iri for prefix, iri in namespaces.prefixes.items() if f"<{iri}" in text}


async def _json(figure: Figure, view: View, reads: Reads) -> str:
    mentions = await mentions_of(figure.iri, reads, view.namespaces)
    found = figure_record(figure, view) | {"mentions": [asdict(mention) for mention in mentions]}
    return json.dumps(found, ensure_ascii=False, indent=1)


async def _gmt(figure: Figure, view: View, _: Reads) -> str:
    return "".join(gene_sets([figure.id], view))


async def _cx2(figure: Figure, view: View, reads: Reads) -> str:
    """The same network that ``pfocr-rdf export`` writes, out of the figure's own triples."""
    graph = await figure_rdf(figure.iri, RdfFormat.N_TRIPLES, view.namespaces, reads)
    return await asyncio.to_thread(_network, figure.figid, graph, view.namespaces)


def _network(figid: str, graph: bytes, namespaces: Namespaces) -> str:
    store = Store()
    store.load(graph, RdfFormat.N_TRIPLES)
    return cx2(GeneSets(store, namespaces).of(figid), namespaces)


_WRITERS: Mapping[str, Callable[..., Any]] = {"json": _json, "gmt": _gmt, "cx2": _cx2}


def file_name(name: str) -> str:
    """A file name that may stand in a header between quotes."""
    return "".join(
        character if character.isascii() and (character.isalnum() or character in "._-") else "_" for character in name
    )
