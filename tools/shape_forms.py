"""What the shapes hold values to, beyond the model's table: forms of IRIs, ranges, and what picks out nodes."""

import re
from collections.abc import Iterable, Mapping

from pfocr_rdf.identifiers import (
    CHEBI,
    DOID,
    FIGURE,
    GENE,
    IMAGE_FRAGMENT,
    LEXICON,
    LICENSE,
    MESH,
    NDEX,
    OVERLAP_FRAGMENT,
    PAPER,
    PUBMED,
    TAXON,
    WIKIPATHWAYS,
    WIKIPATHWAYS_GRAPH,
    Namespaces,
    Space,
    doi_address,
    europe_pmc,
    network_download,
    page_address,
)
from pfocr_rdf.record import Kind
from pfocr_rdf.vocabulary import FABIO, PFOCR, PROV, SCHEMA, SKOS, Term

#: The spaces of the nodes that are named by an identifier.
SPACES: Mapping[str, tuple[Space, ...]] = {
    "figure": (FIGURE,),
    "paper": (PAPER,),
    "network": (NDEX,),
    "gene": (GENE,),
    "chemical": (MESH, CHEBI),
    "disease": (MESH, DOID),
    "taxon": (TAXON,),
    "lexicon": (LEXICON,),
}

#: What picks out the nodes of a kind where its own class does not: any data set is a schema:Dataset, and any term of
#: a thesaurus a skos:Concept.
TARGETS: Mapping[str, str] = {
    "picture": f"sh:targetClass {SCHEMA.ImageObject} , {FABIO.Figure}",
    "network": f"sh:targetObjectsOf {PFOCR.ndexNetwork}",
    "lexicon": f"sh:targetObjectsOf {PFOCR.lexicon}",
}

_COUNT = ("from 1 up", ("sh:minInclusive 1",))
_PROBABILITY = ("from 0 to 1", ('sh:minInclusive "0"^^xsd:double', 'sh:maxInclusive "1"^^xsd:double'))

#: What a typed value is besides its datatype. Engines do not agree on the order of years, so their digits are matched.
RANGES: Mapping[Term, tuple[str, tuple[str, ...]]] = {
    PFOCR.pathwayScore: ("from 0 to 1", ("sh:minInclusive 0.0", "sh:maxInclusive 1.0")),
    PFOCR.resultRank: _COUNT,
    PFOCR.sharedGeneCount: _COUNT,
    PFOCR.figureGeneCount: _COUNT,
    PFOCR.testedGeneCount: _COUNT,
    PFOCR.pathwayGeneCount: _COUNT,
    PFOCR.backgroundGeneCount: _COUNT,
    PFOCR.pathwayCount: _COUNT,
    PFOCR.jaccard: ("from 0 to 1", ("sh:minInclusive 0.0", "sh:maxInclusive 1.0")),
    PFOCR.pValue: _PROBABILITY,
    PFOCR.adjustedPValue: _PROBABILITY,
    SCHEMA.datePublished: ("from 1800 to 2100", ('sh:pattern "^(1[89][0-9]{2}|20[0-9]{2}|2100)$"',)),
}

#: Texts where ``NA`` is a word like any other, since they are as they were read or hit, and texts that a rule holds to
#: the node's IRI.
ANY_TEXT = frozenset({PFOCR.word, PFOCR.matchedTerm, SCHEMA.identifier, SKOS.notation})

#: What a node should have and PFOCR cannot always give: without it the graph is poorer, not wrong.
WANTED: Mapping[tuple[str, Term], str] = {
    ("gene", SCHEMA.name): "Look the id up at NCBI Gene, and give its symbol in the record's table of genes."
}


def plain(text: str) -> str:
    r"""``text`` as a regular expression that every engine reads alike.

    ``re.escape`` also escapes characters that the expressions of XPath, and so of SHACL, may not.

    >>> print(plain("https://a-b.org/#c"))
    https://a-b\.org/#c
    """
    return re.sub(r"[.\\+*?()\[\]{}|^$]", r"\\\g<0>", text)


def either(alternatives: Iterable[str]) -> str:
    """One of several regular expressions."""
    several = list(alternatives)
    return several[0] if len(several) == 1 else f"({'|'.join(several)})"


def space_form(space: Space, namespaces: Namespaces) -> str:
    r"""The IRIs of a space; digits are ``[0-9]``, since engines differ in what else ``\d`` holds."""
    return plain(namespaces.prefixes[space.prefix]) + space.pattern.replace(r"\d", "[0-9]")


def node_forms(namespaces: Namespaces) -> dict[str, str]:
    """The IRIs of each kind of node."""
    found = {name: either(space_form(one, namespaces) for one in spaces) for name, spaces in SPACES.items()}
    found["picture"] = found["figure"] + IMAGE_FRAGMENT
    for kind in Kind:
        found[f"{kind} mention"] = f"{found['figure']}#{kind}-([0-9a-f]{{10}}|[0-9a-f]{{40}})"
    found["overlap"] = found["figure"] + OVERLAP_FRAGMENT + WIKIPATHWAYS.pattern.replace(r"\d", "[0-9]")
    found["comparison"] = plain(namespaces.comparison("")) + "[0-9a-f]{12}"
    return found


def address_forms(namespaces: Namespaces) -> dict[tuple[str, Term], str]:
    """The addresses that are in no space, as far as their form is known."""
    nodes = node_forms(namespaces)
    return {
        ("figure", SCHEMA.url): nodes["figure"],
        ("figure", SCHEMA.image): nodes["picture"],
        ("figure", SCHEMA.license): plain(LICENSE),
        ("figure", SCHEMA.isPartOf): plain(namespaces.dataset),
        ("picture", SCHEMA.contentUrl): "https?://.+",
        ("picture", SCHEMA.mainEntityOfPage): plain(page_address("")) + ".+",
        ("paper", SCHEMA.sameAs): either(
            (plain(europe_pmc("")) + "[0-9]+", space_form(PUBMED, namespaces), plain(doi_address("10.")) + ".+")
        ),
        ("network", SCHEMA.distribution): plain(network_download("")) + NDEX.pattern,
        ("overlap", PROV.wasGeneratedBy): nodes["comparison"],
        ("comparison", PROV.used): either((plain(namespaces.dataset), plain(WIKIPATHWAYS_GRAPH))),
        ("comparison", PROV.wasAssociatedWith): plain(namespaces.software("")) + ".+",
        ("lexicon", SKOS.inScheme): plain(namespaces.lexicons),
    }
