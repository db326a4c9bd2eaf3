"""CX2, the format of NDEx and Cytoscape (Cytoscape Exchange Format Specification, version 2)."""

import json
from collections.abc import Iterator
from math import ceil, sqrt
from typing import Any

from pfocr_rdf.exporting.gene_sets import GeneSet, SetGene
from pfocr_rdf.identifiers import GENE, PAPER, TAXON, Namespaces, viewed_at

#: One part of a CX2 document: the name of an aspect, and its elements.
Aspect = dict[str, Any]

#: What is said of a network, with the names that PFOCR's own networks at NDEx have.
_NETWORK = {
    name: {"d": "string"}
    for name in (
        "name",
        "description",
        "pfocrId",
        "figureTitle",
        "figureLink",
        "pmcId",
        "paperLink",
        "organism",
        "networkType",
        "rights",
        "@context",
    )
}
_RIGHTS = "Waiver-No rights reserved (CC0)"

#: What is said of a node; ``a`` is the name that stands for it in the nodes.
_NODE = {
    "name": {"d": "string", "a": "n"},
    "represents": {"d": "string", "a": "r"},
    "type": {"d": "string"},
    "hgnc_symbol": {"d": "string"},
    "taxon": {"d": "string"},
    "word": {"d": "list_of_string"},
    "lexicon": {"d": "list_of_string"},
}

#: How nodes look where nobody chose: as wide as a symbol, with their name on them.
_LOOK = {
    "default": {"node": {"NODE_SHAPE": "round-rectangle", "NODE_WIDTH": 75, "NODE_HEIGHT": 35}},
    "nodeMapping": {"NODE_LABEL": {"type": "PASSTHROUGH", "definition": {"attribute": "name", "type": "string"}}},
}

#: Distance of nodes, from centre to centre.
_ACROSS, _DOWN = 100, 60


def network(gene_set: GeneSet, namespaces: Namespaces) -> list[Aspect]:
    """A figure's genes as a CX2 network without edges, since PFOCR has none, in a square.

    >>> genes = (SetGene("3553", "IL1B", "IL1B", "9606", ("IL-1B",), ("hgnc_alias_symbol",)),)
    >>> aspects = network(GeneSet("PMC1__f1", "https://example.org/1", "A pathway", genes=genes), Namespaces())
    >>> aspects[4]["nodes"][0]["v"]["r"]
    'ncbigene:3553'
    """
    nodes = list(_nodes(gene_set))
    aspects: Aspect = {
        "attributeDeclarations": [{"networkAttributes": _NETWORK, "nodes": _NODE}],
        "networkAttributes": [_said_of_network(gene_set, namespaces)],
        "nodes": nodes,
        "edges": [],
        "visualProperties": [_LOOK],
    }
    return [
        {"CXVersion": "2.0", "hasFragments": False},
        {"metaData": [{"name": name, "elementCount": len(elements)} for name, elements in aspects.items()]},
        *({name: elements} for name, elements in aspects.items()),
        {"status": [{"error": "", "success": True}]},
    ]


def cx2(gene_set: GeneSet, namespaces: Namespaces) -> str:
    """The same as text."""
    return json.dumps(network(gene_set, namespaces), ensure_ascii=False) + "\n"


def _said_of_network(gene_set: GeneSet, namespaces: Namespaces) -> dict[str, str]:
    prefixes = {space.prefix: namespaces.prefixes[space.prefix] for space in (GENE, TAXON)}
    return {
        "name": gene_set.figid,
        "description": gene_set.caption or gene_set.title,
        "pfocrId": gene_set.figid,
        "figureTitle": gene_set.title,
        "figureLink": gene_set.iri,
        **({"pmcId": gene_set.paper, "paperLink": viewed_at(PAPER, gene_set.paper)} if gene_set.paper else {}),
        **({"organism": ", ".join(gene_set.organisms)} if gene_set.organisms else {}),
        "networkType": "pathway",
        "rights": _RIGHTS,
        "@context": json.dumps(prefixes),
    }


def _nodes(gene_set: GeneSet) -> Iterator[Aspect]:
    width = ceil(sqrt(len(gene_set.genes))) or 1
    for number, gene in enumerate(gene_set.genes):
        row, column = divmod(number, width)
        yield {"id": number, "x": column * _ACROSS, "y": row * _DOWN, "v": _said_of_node(gene)}


def _said_of_node(gene: SetGene) -> dict[str, Any]:
    said = {
        "n": gene.name,
        "r": f"{GENE.prefix}:{GENE.local(gene.ncbi_id)}",
        "type": "gene",
        "hgnc_symbol": gene.hgnc_symbol,
        "taxon": f"{TAXON.prefix}:{TAXON.local(gene.taxon)}" if gene.taxon else None,
        "word": list(gene.words),
        "lexicon": list(gene.lexicons),
    }
    return {name: value for name, value in said.items() if value}
