"""The maps of a tree: which figure is which NDEx network, and which was drawn anew as a WikiPathways pathway."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from itertools import accumulate, chain, islice
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


class PackedMap(Mapping[str, str]):
    """Identifiers by figid in one text, which worker processes go on sharing, as a dictionary's objects are not.

    >>> links = PackedMap({"PMC2__b": "WP2", "PMC1__a": "WP1"})
    >>> links["PMC2__b"], links.get("PMC3__c"), list(links)
    ('WP2', None, ['PMC1__a', 'PMC2__b'])
    """

    def __init__(self, links: Mapping[str, str]) -> None:
        """Pack ``links``, whose keys have no tab, and whose values no line feed."""
        lines = [f"{figid}\t{value}\n".encode() for figid, value in sorted(links.items())]
        self._text = b"".join(lines)
        self._starts = array("Q", accumulate(map(len, lines), initial=0))

    def __getitem__(self, figid: str) -> str:
        """The identifier of a figure."""
        place = bisect_left(range(len(self)), figid, key=self._figid)
        found, _, value = self._line(place) if place < len(self) else ("", "", "")
        if found != figid:
            raise KeyError(figid)
        return value

    def __iter__(self) -> Iterator[str]:
        """All figids, in order."""
        return map(self._figid, range(len(self)))

    def __len__(self) -> int:
        """How many there are."""
        return len(self._starts) - 1

    def _figid(self, place: int) -> str:
        return self._line(place)[0]

    def _line(self, place: int) -> tuple[str, str, str]:
        return self._text[self._starts[place] : self._starts[place + 1] - 1].decode().partition("\t")


def read_maps(trees: Sequence[Tree], findings: list[Finding]) -> tuple[Links, ...]:
    """The maps of each tree: ``ndex_map.tsv`` and ``wpid_map.tsv`` of its table folders and of its root.

    The files are the database's own: figid, tab, identifier, no header. What is wrong is added to ``findings``
    (``bad-map-line``, ``repaired-map-line``, ``map-repeats``, ``map-too-large``, ``unreadable`` and the like).
    """
    return tuple(
        Links(*(_links(tree, name, space, findings) for name, space in zip(MAPS, (NDEX, WIKIPATHWAYS), strict=True)))
        for tree in trees
    )


def _links(tree: Tree, name: str, space: Space, findings: list[Finding]) -> Mapping[str, str]:
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
    return PackedMap(links)


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
