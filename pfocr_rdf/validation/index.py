"""What the whole graph holds, known after all of it was routed: which units have to be judged together, and where."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pfocr_rdf.validation.routing import Routed, Slice
from pfocr_rdf.validation.units import PAPER_BUCKETS, bucket, is_paper

#: About so many bytes of N-Triples are judged at once: enough to share stubs, little enough for a processor's cache.
BATCH_SIZE = 4 << 20


class Batch(NamedTuple):
    """Buckets that are judged at once, and the units that join them from other buckets."""

    buckets: tuple[int, ...]
    guests: tuple[tuple[int, bytes], ...]

    @property
    def is_of_papers(self) -> bool:
        """Whether these are buckets of papers."""
        return self.buckets[0] < PAPER_BUCKETS


@dataclass(slots=True)
class Index:
    """Sums up what was routed. Grows with entities, networks and faults, not with figures."""

    folder: Path
    _slices: "dict[int, array[int]]" = field(default_factory=dict)
    links: set[tuple[bytes, bytes]] = field(default_factory=set)
    types: dict[bytes, tuple[bytes, ...]] = field(default_factory=dict)
    placed: dict[bytes, tuple[frozenset[int], tuple[bytes, ...]]] = field(default_factory=dict)
    pointed: set[tuple[bytes, bytes]] = field(default_factory=set)
    subclasses: set[tuple[bytes, bytes]] = field(default_factory=set)
    homes: dict[bytes, int] = field(default_factory=dict)
    _pointed_in: "defaultdict[int, list[tuple[bytes, bytes]]]" = field(default_factory=partial(defaultdict, list))
    _known: dict[tuple[bytes, ...], tuple[bytes, ...]] = field(default_factory=dict)

    def add(self, routed: Routed) -> None:
        """Add what one piece held."""
        for place, piece in routed.slices.items():
            self._slices.setdefault(place, array("Q")).extend(piece)
        self.links |= routed.links
        self.pointed |= routed.pointed
        self.subclasses |= routed.subclasses
        for subject, types in routed.types.items():
            together = self.types.get(subject, ()) + types
            self.types[subject] = self._known.setdefault(together, together)
        for subject, (place, types) in routed.placed.items():
            places, before = self.placed.get(subject, (frozenset[int](), ()))
            self.placed[subject] = places | {place}, before + types

    @property
    def is_empty(self) -> bool:
        """Whether there was not one triple."""
        return not self._slices

    def classes(self, term: bytes) -> tuple[bytes, ...]:
        """The classes of a subject that is no part of a paper."""
        return self.types.get(term, ()) + self.placed.get(term, (None, ()))[1]

    def slices(self, place: int) -> Iterator[Slice]:
        """Where the triples of a bucket lie; there are some hundred thousand slices, so they are kept as numbers."""
        numbers = iter(self._slices.get(place, ()))
        return (Slice(*four) for four in zip(numbers, numbers, numbers, numbers, strict=True))

    def home(self, unit: bytes) -> int:
        """The bucket in which a unit is judged."""
        return self.homes.get(unit, bucket(unit))

    def pointed_in(self, place: int) -> Sequence[tuple[bytes, bytes]]:
        """What is pointed at and judged in a bucket, each after the property; known once there are batches."""
        return self._pointed_in.get(place, ())

    def batches(self) -> list[Batch]:
        """Everything there is to judge; the same batches for any number of workers."""
        guests = self._settle()
        self._pointed_in.clear()
        for pair in self.pointed:
            self._pointed_in[self.home(pair[1])].append(pair)
        wanted = sorted({*self._slices, *guests, *self._pointed_in})
        return [
            Batch(tuple(some), tuple(sorted({guest for one in some for guest in guests.get(one, ())})))
            for some in self._gathered(wanted)
        ]

    def _gathered(self, wanted: Iterable[int]) -> Iterator[list[int]]:
        """Buckets, several at a time where they are small; papers apart from all others."""
        some: list[int] = []
        size = 0
        for one in wanted:
            more = sum(piece.size for piece in self.slices(one))
            if some and (size + more > BATCH_SIZE or some[0] < PAPER_BUCKETS <= one):
                yield some
                some, size = [], 0
            some.append(one)
            size += more
        if some:
            yield some

    def _settle(self) -> Mapping[int, set[tuple[int, bytes]]]:
        """Give linked units one home; answers which units each home has to fetch from which buckets."""
        guests: dict[int, set[tuple[int, bytes]]] = defaultdict(set)
        described = [link for link in self.links if self._is_described(link[1])]
        for units in components(described):
            home = bucket(min(filter(is_paper, units), default=min(units)))
            for unit in units:
                self.homes[unit] = home
                guests[home].update((place, unit) for place in self._places(unit) if place != home)
        return guests

    def _is_described(self, unit: bytes) -> bool:
        return is_paper(unit) or unit in self.types or unit in self.placed

    def _places(self, unit: bytes) -> set[int]:
        """The buckets that hold something of a unit."""
        if is_paper(unit):
            return {bucket(unit)}
        places = {*self.placed[unit][0]} if unit in self.placed else set()
        return places | {bucket(unit)} if unit in self.types else places

    def context(self, classes: frozenset[bytes]) -> bytes:
        """What every batch is given: what is a subclass of one of ``classes``."""
        return b"".join(_SUBCLASS % pair for pair in leading(self.subclasses, classes))


_SUBCLASS = b"%b <http://www.w3.org/2000/01/rdf-schema#subClassOf> %b .\n"


def leading(pairs: Iterable[tuple[bytes, bytes]], classes: frozenset[bytes]) -> list[tuple[bytes, bytes]]:
    """Of pairs of subclass and class those that lead to one of ``classes``.

    >>> leading([(b"a", b"b"), (b"b", b"c"), (b"x", b"y")], frozenset({b"c"}))
    [(b'a', b'b'), (b'b', b'c')]
    """
    wanted = {*classes}
    below = sorted(pairs)
    while more := {sub for sub, above in below if above in wanted} - wanted:
        wanted |= more
    return [pair for pair in below if pair[1] in wanted]


def components(links: Iterable[tuple[bytes, bytes]]) -> list[list[bytes]]:
    """Units that are linked, directly or through others.

    >>> sorted(map(sorted, components([(b"a", b"b"), (b"c", b"b"), (b"d", b"e")])))
    [[b'a', b'b', b'c'], [b'd', b'e']]
    """
    parents: dict[bytes, bytes] = {}

    def root(unit: bytes) -> bytes:
        parents.setdefault(unit, unit)
        while parents[unit] != unit:
            parents[unit] = unit = parents[parents[unit]]
        return unit

    for one, other in links:
        first, second = sorted((root(one), root(other)))
        parents[second] = first
    found: dict[bytes, list[bytes]] = defaultdict(list)
    for unit in parents:
        found[root(unit)].append(unit)
    return list(found.values())
