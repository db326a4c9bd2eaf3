"""Descriptions as documents, in any format, and as quads for the two graphs that describe all others."""

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from pyoxigraph import RdfFormat, parse, serialize

from pfocr_rdf.describing.resources import Resource, node, united
from pfocr_rdf.formats import N_QUADS, N_TRIPLES, TURTLE, Format
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.writers import NQuadsWriter, NTriplesWriter, TurtleWriter

#: The graphs of a description: what describes the data set, and what describes the vocabulary.
Description = tuple[Sequence[Resource], Sequence[Resource]]

GRAPHS = ("dataset", "vocabulary")


def quads(description: Description, namespaces: Namespaces) -> bytes:
    """A description in N-Quads, a named graph for each of its two parts."""
    writer = NQuadsWriter(namespaces)
    nodes = [
        node(one, name, writer.terms) for name, part in zip(GRAPHS, description, strict=True) for one in united(part)
    ]
    return writer.piece(nodes).encode()


def write(description: Description, form: Format, namespaces: Namespaces, stream: BinaryIO) -> None:
    """Write a description to ``stream``."""
    resources = united(one for part in description for one in part)
    used = {prefix for one in resources for prefix in one.prefixes}
    prefixes = {prefix: iri for prefix, iri in namespaces.prefixes.items() if prefix in used}
    if form is TURTLE:
        stream.writelines(text.encode() for text in _turtle(resources, prefixes, namespaces))
    elif form is N_QUADS:
        stream.write(quads(description, namespaces))
    else:
        text = quads(description, namespaces) if form.has_graphs else _triples(resources, namespaces)
        if form is N_TRIPLES:
            stream.write(text)
        else:
            target = RdfFormat.from_media_type(form.media_type)
            assert target is not None
            statements = parse(io.BytesIO(text), RdfFormat.N_QUADS)
            serialize(statements, stream, target, prefixes=prefixes)


def _turtle(resources: Iterable[Resource], prefixes: dict[str, str], namespaces: Namespaces) -> Iterator[str]:
    writer = TurtleWriter(namespaces)
    yield "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items()) + "\n"
    yield writer.piece([node(one, "dataset", writer.terms) for one in resources]).rstrip("\n") + "\n"


def _triples(resources: Iterable[Resource], namespaces: Namespaces) -> bytes:
    writer = NTriplesWriter(namespaces)
    return writer.piece([node(one, "dataset", writer.terms) for one in resources]).encode()
