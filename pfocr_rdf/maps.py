"""The maps of a tree: which figure is which NDEx network, and which was drawn anew as a WikiPathways pathway."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from pfocr_rdf.errors import Finding, RecordError, quoted
from pfocr_rdf.identifiers import NDEX, WIKIPATHWAYS, Space
from pfocr_rdf.trees import MAP_LIMIT, MAPS, Tree, joined, read_within

#: So many faulty lines of a map are told one by one, the others counted.
FAULTS_SHOWN = 100

_FIGID = re.compile(r"PMC\d+__[A-Za-z0-9._-]+")
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
            content = read_within(tree, joined(folder, name), MAP_LIMIT, "map-too-large", missing=b"")
        except RecordError as error:
            findings.append(error.finding)
        else:
            findings += _limited(_fill(links, content, space, place, findings), place, name)
    return links


def _limited(faults: Iterator[Finding], place: str, name: str) -> Iterator[Finding]:
    yield from islice(faults, FAULTS_SHOWN)
    if more := sum(1 for _ in faults):
        yield Finding(place, name, "bad-map-line", f"{more} more faulty lines")


def _fill(
    links: dict[str, str], content: bytes, space: Space, place: str, findings: list[Finding]
) -> Iterator[Finding]:
    """Add the lines of one map to ``links``; yields a finding for each line that is not as it should be."""
    identifier = re.compile(space.pattern)
    for number, line in enumerate(_lines(content, space.prefix, place, findings), start=1):
        fields = line.split()
        if not fields:
            continue
        where = f"{place}:{number}"
        if len(fields) != 2 or not _FIGID.fullmatch(fields[0]) or not identifier.fullmatch(fields[1]):  # noqa: PLR2004
            yield Finding(where, space.prefix, "bad-map-line", quoted(line))
            continue
        figid, value = fields
        if line != f"{figid}\t{value}":
            yield Finding(where, space.prefix, "repaired-map-line", quoted(line))
        if links.setdefault(figid, value) != value:
            yield Finding(where, space.prefix, "map-repeats", f"{value} after {links[figid]} for {figid}")


def _lines(content: bytes, key: str, place: str, findings: list[Finding]) -> list[str]:
    """Lines without BOM and CR, which are reported; bytes that are not UTF-8 make their line a faulty one."""
    if content.startswith(_BOM):
        findings.append(Finding(f"{place}:1", key, "byte-order-mark", "U+FEFF"))
        content = content.removeprefix(_BOM)
    if b"\r\n" in content:
        findings.append(Finding(place, key, "carriage-return", "CR LF"))
        content = content.replace(b"\r\n", b"\n")
    return content.decode("utf-8", "replace").split("\n")
