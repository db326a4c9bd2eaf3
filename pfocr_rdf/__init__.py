"""PFOCR, the database of published pathway figures, as an RDF knowledge graph.

>>> import pfocr_rdf
>>> figures = list(pfocr_rdf.read("seeds", on_finding=lambda finding: None))
>>> len(figures)
5
>>> graph = pfocr_rdf.figure_graph(figures[0])
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pfocr_rdf.errors import Finding, InputError, OutputError, PfocrError, RecordError, UsageError
    from pfocr_rdf.graph import figure_graph
    from pfocr_rdf.identifiers import Namespaces
    from pfocr_rdf.pipeline import Options, convert, write
    from pfocr_rdf.querying.asking import query
    from pfocr_rdf.reading import Knowledge, read
    from pfocr_rdf.record import Chemical, Disease, Figure, Gene, Kind, Mention, Organism, Paper, Taxon
    from pfocr_rdf.summary import Summary
    from pfocr_rdf.validation.reference import validate

#: Public names and where they live; a module is loaded with its first name, so that importing costs little.
_HOMES = {
    "errors": ("Finding", "InputError", "OutputError", "PfocrError", "RecordError", "UsageError"),
    "graph": ("figure_graph",),
    "identifiers": ("Namespaces",),
    "pipeline": ("Options", "convert", "write"),
    "querying.asking": ("query",),
    "reading": ("Knowledge", "read"),
    "record": ("Chemical", "Disease", "Figure", "Gene", "Kind", "Mention", "Organism", "Paper", "Taxon"),
    "summary": ("Summary",),
    "validation.reference": ("validate",),
}

__all__ = [
    "Chemical",
    "Disease",
    "Figure",
    "Finding",
    "Gene",
    "InputError",
    "Kind",
    "Knowledge",
    "Mention",
    "Namespaces",
    "Options",
    "Organism",
    "OutputError",
    "Paper",
    "PfocrError",
    "RecordError",
    "Summary",
    "Taxon",
    "UsageError",
    "convert",
    "figure_graph",
    "query",
    "read",
    "validate",
    "write",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any of the public names
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415 - as slow to load as all the rest of this file

        return version("pfocr-rdf")
    for home, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(f"pfocr_rdf.{home}"), name)
    raise AttributeError(f"module 'pfocr_rdf' has no attribute {name!r}")
