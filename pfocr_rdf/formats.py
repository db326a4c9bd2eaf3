"""RDF formats as values: one row for each, found by name, by file name, or by media type."""

from dataclasses import dataclass
from pathlib import PurePath

from pfocr_rdf.errors import UsageError

#: Endings of compressed files, and what they are compressed with.
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}


@dataclass(frozen=True, slots=True)
class Format:
    """An RDF format; ``has_graphs`` where it can name graphs."""

    name: str
    label: str
    extension: str
    media_type: str
    has_graphs: bool = False


TURTLE = Format("turtle", "Turtle", ".ttl", "text/turtle")
N_TRIPLES = Format("ntriples", "N-Triples", ".nt", "application/n-triples")
N_QUADS = Format("nquads", "N-Quads", ".nq", "application/n-quads", has_graphs=True)
TRIG = Format("trig", "TriG", ".trig", "application/trig", has_graphs=True)
RDF_XML = Format("rdfxml", "RDF/XML", ".rdf", "application/rdf+xml")
JSON_LD = Format("jsonld", "JSON-LD", ".jsonld", "application/ld+json")

FORMATS: tuple[Format, ...] = (TURTLE, N_TRIPLES, N_QUADS, TRIG, RDF_XML, JSON_LD)


def by_name(name: str, option: str = "--format") -> Format:
    """The format of that name, extension or media type. Raises ``UsageError``, which names the ``option``.

    >>> by_name("turtle") is by_name("ttl") is by_name("text/turtle")
    True
    """
    for one in FORMATS:
        if name.lower() in {one.name, one.extension, one.extension[1:], one.media_type}:
            return one
    names = ", ".join(one.name for one in FORMATS)
    raise UsageError(f"{option}: found {name!r}, expected one of {names}; try 'turtle'")


def by_file_name(path: str) -> Format:
    """The format that a file's name tells, below ``.gz`` or ``.zst``.

    >>> by_file_name("out/figures.nq.gz").label
    'N-Quads'
    """
    suffixes = PurePath(path).suffixes
    if suffixes and suffixes[-1] in COMPRESSIONS:
        suffixes.pop()
    for one in FORMATS:
        if suffixes and suffixes[-1].lower() == one.extension:
            return one
    endings = ", ".join(one.extension for one in FORMATS)
    raise UsageError(f"{path}: found no format in the name, expected one of {endings}; try --format turtle")
