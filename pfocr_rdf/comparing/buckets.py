"""One bucket of either side to what differs between them, and to what either side holds."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from pfocr_rdf.comparing.statements import resource
from pfocr_rdf.entity_model import CHEMICAL_NODE, DISEASE_NODE, GENE_NODE, LEXICON_NODE, TAXON_NODE
from pfocr_rdf.figure_model import FIGURE_NODE, NETWORK_NODE, PAPER_NODE
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.model import LINK_PREDICATES
from pfocr_rdf.validation.routing import Slice, fetched
from pfocr_rdf.vocabulary import RDF

#: Kinds of resources by the first of their classes; of a resource of several kinds, the first here counts.
KINDS = (
    FIGURE_NODE,
    PAPER_NODE,
    GENE_NODE,
    CHEMICAL_NODE,
    DISEASE_NODE,
    TAXON_NODE,
    LEXICON_NODE,
    NETWORK_NODE,
)

#: What goes by none of them; statements of two sorts that are counted with them.
OTHER, LINK, STATEMENT = "other", "link", "statement"


class Change(StrEnum):
    """What became of a resource."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Changed(NamedTuple):
    """One resource that differs, and how many statements came and went."""

    kind: str
    change: Change
    iri: str
    added: int
    removed: int


class Compared(NamedTuple):
    """What differs in one bucket: resources in order, statements in order, and how much of each kind a side holds.

    Beside the kinds of resources, a ``link`` is a statement with a property that leads to others' data.
    """

    changes: list[Changed]
    added: list[bytes]
    removed: list[bytes]
    old: Counter[str]
    new: Counter[str]


class Comparer:
    """Compares buckets: in this process, or as the worker of another."""

    def __init__(self, folders: tuple[Path, Path], namespaces: Namespaces) -> None:
        """Compare what lies in two ``folders``, the old one first."""
        self._folders = folders
        self._kinds = {namespaces.expand(kind.classes[0]).encode(): kind.name for kind in KINDS}
        self._rank = {kind.name: rank for rank, kind in enumerate(KINDS)}
        links = b"|".join(re.escape(namespaces.expand(one).encode()) for one in sorted(LINK_PREDICATES))
        self._links = re.compile(rb"(?m)^<[^>]*> <(?:%b)> " % links)
        type_of = re.escape(namespaces.expand(RDF.type).encode())
        self._types = re.compile(rb"(?m)^<([^>#]*)> <%b> <([^>]*)> " % type_of)

    def __call__(self, slices: tuple[Sequence[Slice], Sequence[Slice]]) -> Compared:
        """What differs in one bucket, given by its slices on either side."""
        old, new = ({*_lines(folder, some)} for folder, some in zip(self._folders, slices, strict=True))
        added, removed = sorted(new - old), sorted(old - new)
        old_kinds, new_kinds = self._kinds_in(old), self._kinds_in(new)
        changes = _changes(old, new, (added, removed), old_kinds | new_kinds) if added or removed else []
        return Compared(changes, added, removed, self._holding(old, old_kinds), self._holding(new, new_kinds))

    def _kinds_in(self, lines: set[bytes]) -> dict[bytes, str]:
        """Kinds by resource."""
        found: dict[bytes, str] = {}
        for subject, class_iri in self._types.findall(b"".join(lines)):
            kind = self._kinds.get(class_iri)
            if kind is not None and (subject not in found or self._rank[kind] < self._rank[found[subject]]):
                found[subject] = kind
        return found

    def _holding(self, lines: set[bytes], kinds: Mapping[bytes, str]) -> Counter[str]:
        links = len(self._links.findall(b"".join(lines)))
        return Counter(kinds.values()) + Counter({LINK: links, STATEMENT: len(lines)})


def _lines(folder: Path, slices: Iterable[Slice]) -> list[bytes]:
    return b"".join(fetched(folder, slices)).splitlines(keepends=True)


#: A statement in a named graph ends with two IRIs, or with a literal and one.
_GRAPH = re.compile(rb"^<[^>]*> <[^>]*> (?:<[^>]*>|\"(?:[^\"\\]|\\.)*+\"(?:@[A-Za-z0-9-]+|\^\^<[^>]*>)?) (<[^>]*>) \.$")


def graph_of(line: bytes) -> bytes | None:
    """The named graph that a statement is in, as an IRI in angle brackets.

    >>> graph_of(b'<a> <b> "c" <g> .\\n'), graph_of(b'<a> <b> <c> .\\n')
    (b'<g>', None)
    """
    match = _GRAPH.match(line)
    return match[1] if match else None


def _changes(
    old: set[bytes], new: set[bytes], differing: tuple[list[bytes], list[bytes]], kinds: Mapping[bytes, str]
) -> list[Changed]:
    """Resources that differ; one is added where nothing was said of it before."""
    added, removed = (Counter(map(resource, lines)) for lines in differing)
    before, after = (Counter(map(resource, lines)) for lines in (old, new))
    return sorted(
        Changed(
            kinds.get(one, OTHER),
            Change.ADDED if not before[one] else Change.REMOVED if not after[one] else Change.CHANGED,
            one.decode(),
            added[one],
            removed[one],
        )
        for one in added.keys() | removed.keys()
    )
