"""Compact JSON-LD 1.1: one object a figure, with its picture, its paper and its mentions inside.

The context is made from the model's table and published as ``context/pfocr.jsonld``; every document carries it, so
that no reader has to fetch it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pfocr_rdf.entity_model import CHEMICAL_NODE, DISEASE_NODE, GENE_NODE, LEXICON_NODE, TAXON_NODE
from pfocr_rdf.figure_model import FIGURE_NODE, MENTION_NODES, NETWORK_NODE, PAPER_NODE, PICTURE_NODE
from pfocr_rdf.identifiers import Namespaces, Space
from pfocr_rdf.link_model import COMPARISON_NODE, OVERLAP_NODE
from pfocr_rdf.mapping import Node
from pfocr_rdf.model import NodeKind, Text, Typed, ValueType
from pfocr_rdf.vocabulary import OA, RDF, Term
from pfocr_rdf.writers import document_prefixes

#: Every kind of node, in the order of the documentation.
NODE_KINDS: tuple[NodeKind, ...] = (
    FIGURE_NODE,
    PICTURE_NODE,
    PAPER_NODE,
    *MENTION_NODES.values(),
    NETWORK_NODE,
    GENE_NODE,
    CHEMICAL_NODE,
    DISEASE_NODE,
    TAXON_NODE,
    LEXICON_NODE,
    OVERLAP_NODE,
    COMPARISON_NODE,
)

#: A property that is written backwards, so that mentions stand inside their figure, and its name there.
_BACKWARDS, _INSIDE = OA.hasTarget, "mention"


class JsonTerms:
    """Terms as the context abbreviates them; the context says which strings are IRIs and which are typed."""

    def __init__(self, namespaces: Namespaces) -> None:
        """Write under ``namespaces``."""
        self.namespaces = namespaces

    def name(self, term: Term) -> str:
        """A class or property, by its local name."""
        return "type" if term == RDF.type else term.local

    def identifier(self, space: Space, identifier: str) -> str:
        """A compact IRI."""
        return f"{space.prefix}:{space.local(identifier)}"

    def address(self, iri: str) -> str:
        """Any other IRI, in full."""
        return iri

    def text(self, text: str) -> str:
        """The string itself."""
        return text

    def typed(self, text: str, datatype: Term) -> str:
        """The digits; ``datatype`` is in the context."""
        del datatype
        return text


class JsonLdWriter:
    """JSON-LD whose ``@graph`` has one line for each figure, then one for each entity."""

    separator = ",\n"
    nests = True

    def __init__(self, namespaces: Namespaces) -> None:
        """Write under ``namespaces``."""
        self.terms = JsonTerms(namespaces)
        self._lists = {(kind.name, one.predicate) for kind in NODE_KINDS for one in kind.properties if one.most is None}

    def header(self) -> str:
        """The context, and the beginning of the graph."""
        return '{"@context": ' + _dumped(context(self.terms.namespaces)) + ',\n"@graph": [\n'

    def piece(self, nodes: Sequence[Node[str]]) -> str:
        """One object a line, the others inside; each begins with the separator."""
        return "".join(self.separator + _dumped(tree) for tree in self._trees(nodes))

    def parts(self, nodes: Sequence[Node[str]]) -> tuple[str, str]:
        """All of it in the first part."""
        return self.piece(nodes), ""

    def footer(self) -> str:
        """The end of the graph."""
        return "\n]}\n"

    def _trees(self, nodes: Sequence[Node[str]]) -> Iterator[dict[str, Any]]:
        """Nodes as trees: a node is inside the first that refers to it, mentions in their figure, an entity alone."""
        first = {node.subject: node for node in reversed(nodes) if node.kind.graph != "entities"}
        waiting = dict(first)
        inside: defaultdict[str, list[Node[str]]] = defaultdict(list)
        for node in nodes:
            for target in dict(node.properties).get(_BACKWARDS, ()):
                inside[target].append(waiting.pop(node.subject))
        for node in nodes:
            if node.subject in waiting or node is not first.get(node.subject):
                yield self._tree(node, waiting, inside)

    def _tree(
        self, node: Node[str], waiting: dict[str, Node[str]], inside: Mapping[str, list[Node[str]]]
    ) -> dict[str, Any]:
        waiting.pop(node.subject, None)
        tree: dict[str, Any] = {"id": node.subject}
        for predicate, objects in node.properties:
            if predicate == _BACKWARDS:
                continue
            values = [self._tree(waiting[one], waiting, inside) if one in waiting else one for one in objects]
            alone = len(values) == 1 and (node.kind.name, predicate) not in self._lists
            tree[self.terms.name(predicate)] = values[0] if alone else values
        if node.subject in inside:
            tree[_INSIDE] = [self._tree(one, waiting, inside) for one in inside[node.subject]]
        return tree


def context(namespaces: Namespaces) -> dict[str, Any]:
    """The JSON-LD context of the model.

    >>> context(Namespaces())["pathwayScore"]
    {'@id': 'pfocr:pathwayScore', '@type': 'xsd:decimal'}
    """
    terms: dict[str, Any] = {"@version": 1.1, "id": "@id", "type": "@type", "xsd": namespaces.prefixes["xsd"]}
    terms |= document_prefixes(namespaces)
    classes = dict.fromkeys(one for kind in NODE_KINDS for one in kind.classes)
    terms |= {one.local: one for one in classes}
    properties = {one.predicate: one.value for kind in NODE_KINDS for one in kind.properties}
    terms |= {predicate.local: _coerced(predicate, value) for predicate, value in properties.items()}
    terms[_INSIDE] = {"@reverse": _BACKWARDS}
    return terms


def _coerced(predicate: Term, value: ValueType) -> Term | dict[str, str]:
    if isinstance(value, Text):
        return predicate
    datatype = str(value.datatype) if isinstance(value, Typed) else "@id"
    return {"@id": str(predicate), "@type": datatype}


def _dumped(tree: Mapping[str, Any] | Iterable[Any]) -> str:
    return json.dumps(tree, ensure_ascii=False, separators=(", ", ": "))
