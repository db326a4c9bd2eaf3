"""The maps of a tree: which figure is which NDEx network, and which was drawn anew as a WikiPathways pathway."""

import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from itertools import chain, islice
from typing import NamedTuple

from pfocr_rdf.errors import Finding, RecordError, quoted
from pfocr_rdf.identifiers import NDEX, WIKIPATHWAYS, Space
from pfocr_rdf.trees import MAP_LIMIT, MAPS, Tree, joined, read_if_there

#: So many faulty lines of a map are told one by one, the others counted.
FAULTS_SHOWN = 100

_FIGID = re.compile(r"PMC\d+__[A-Za-z0-9._-]+", re.ASCII)
_BOM = b"\xef\xbb\xbf"


class Links(NamedTuple):
    """What the maps of one tree say, by figid: NDEx UUIDs and WikiPathways ids."""

    ndex: Mapping[str, str]
    wikipathways: Mapping[str, str]


def read_maps(trees: Sequence[Tree], findings: list[Finding]) -> tuple[Links, ...]:
    """The maps of each tree: ``ndex_map.tsv`` and ``wpid_map.tsv`` of its table folders and of its root.

    The files are the database's own: figid, tab, identifier, no header. What is wrong is added to ``findings``
    (``bad-map-line``, ``repaired-map-line``, ``map-repeats``, ``map-too-large``, ``unreadable`` and the like).
    """
    return tuple(
        Links(*(_links(tree, name, space, findings) for name, space in zip(MAPS, (NDEX, WIKIPATHWAYS), strict=True)))
        for tree in trees
    )


def _links(tree: Tree, name: str, space: Space, findings: list[Finding]) -> dict[str, str]:
    links: dict[str, str] = {}
    for folder in dict.fromkeys((*tree.tables, ".")):
        place = tree.place(joined(folder, name))
        try:
            content = read_if_there(tree, joined(folder, name), MAP_LIMIT, "map-too-large") or b""
        except RecordError as error:
            findings.append(error.finding)
        else:
            faults = chain(_form(content, place, space), _fill(links, content, place, space))
            findings += islice(faults, FAULTS_SHOWN)
            if more := sum(1 for _ in faults):
                findings.append(Finding(place, space.prefix, "bad-map-line", f"{more} more faulty lines"))
    return links


def _form(content: bytes, place: str, space: Space) -> Iterator[Finding]:
    """What is odd about a map as a text file."""
    if content.startswith(_BOM):
        yield Finding(f"{place}:1", space.prefix, "byte-order-mark", "U+FEFF")
    if b"\r\n" in content:
        yield Finding(place, space.prefix, "carriage-return", "CR LF")


def _fill(links: dict[str, str], content: bytes, place: str, space: Space) -> Iterator[Finding]:
    """Add the lines of one map to ``links``; yields a finding for each line that is not as it should be.

    The last two lines of the database's ``wpid_map.tsv`` have two spaces for the tab (quirk 18 of the data).
    """
    identifier = re.compile(space.pattern)
    for number, line in enumerate(_lines(content), start=1):
        figid, _, value = " ".join(line.split()).partition(" ")
        if _FIGID.fullmatch(figid) and identifier.fullmatch(value):
            if line != f"{figid}\t{value}":
                yield Finding(f"{place}:{number}", space.prefix, "repaired-map-line", quoted(line))
            if links.setdefault(figid, value) != value:
                found = f"{value} after {links[figid]} for {figid}"
                yield Finding(f"{place}:{number}", space.prefix, "map-repeats", found)
        elif figid:
            yield Finding(f"{place}:{number}", space.prefix, "bad-map-line", quoted(line))


def _lines(content: bytes) -> Iterator[str]:
    """Lines, one at a time; bytes that are not UTF-8 make theirs a faulty one."""
    for line in BytesIO(content.removeprefix(_BOM)):
        yield line.decode("utf-8", "replace").removesuffix("\n").removesuffix("\r")
