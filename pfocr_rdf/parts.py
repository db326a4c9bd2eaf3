"""Parts of a document as bytes, to be kept for another run or handed to another machine.

Papers come by key, with the text of each, its counts, its findings and the entities it names. What several of them
name stands there once. JSON and text behind zstandard, with its checksum: what was cut or changed is noticed, and
nothing that is read can do anything.
"""

import json
from collections.abc import Sequence
from dataclasses import astuple
from itertools import accumulate
from typing import Any, NamedTuple, Self

import zstandard

from pfocr_rdf.chunks import Part
from pfocr_rdf.entities import Entities
from pfocr_rdf.errors import Finding, PfocrError
from pfocr_rdf.record import Chemical, Disease, Gene, Taxon
from pfocr_rdf.rendering import Piece
from pfocr_rdf.summary import Tally

#: Low, since parts are read once or twice: some 500 MB a second, to a fifteenth of the size.
LEVEL = 1

#: What was asked on the way to a part besides its sources, and answered; rows of texts.
Asked = list[list[str | None]]

#: Columns of a paper's row: key, records, length of its text, counts, findings, entities by number, what was asked.
_KEY, _RECORDS, _LENGTH, _TALLY, _FINDINGS, _NAMED, _ASKED = range(7)


class DamagedError(PfocrError):
    """Bytes that are not whole parts."""


class Keyed(NamedTuple):
    """A paper's part, the key of its sources, and what else was asked."""

    key: str
    part: Part
    asked: Asked


class Pack:
    """Parts of papers, made again when they are asked for.

    >>> pack = Pack.opened(packed("by hand", [Keyed("k", Part(1, Piece(b"text"), []), [])]))
    >>> pack.maker, pack.keys, pack.part("k").piece.content
    ('by hand', ['k'], b'text')
    """

    def __init__(self, header: dict[str, Any], content: bytes) -> None:
        """Hold a header and the texts of all papers; raises ``LookupError`` and the like if it is none."""
        self._content = content
        self._entities: list[list[Any]] = header["entities"]
        self._rows: list[list[Any]] = header["papers"]
        self._numbers = {row[_KEY]: number for number, row in enumerate(self._rows)}
        self._ends = [0, *accumulate(row[_LENGTH] for row in self._rows)]
        self.maker: str = header["maker"]
        if self._ends[-1] != len(content):
            raise ValueError(f"{len(content)} bytes of text")

    @classmethod
    def opened(cls, kept: bytes) -> Self:
        """The pack that was ``kept``. Raises ``DamagedError`` where it is not whole."""
        try:
            head, _, content = zstandard.ZstdDecompressor().decompress(kept).partition(b"\n")
            return cls(json.loads(head), content)
        except (zstandard.ZstdError, ValueError, LookupError, TypeError) as error:
            raise DamagedError(f"parts: found {error}, expected whole parts; try making them anew") from error

    @property
    def keys(self) -> list[str]:
        """Keys of all parts, in order."""
        return list(self._numbers)

    def asked(self, key: str) -> Asked:
        """What was asked when that part was made, and answered."""
        asked: Asked = self._rows[self._numbers[key]][_ASKED]
        return asked

    def part(self, key: str) -> Part:
        """The part of that key."""
        number = self._numbers[key]
        row = self._rows[number]
        start, end = self._ends[number : number + 2]
        named = [[known[i] for i in some] for known, some in zip(self._entities, row[_NAMED], strict=True)]
        return _part([row], self._content[start:end], named)

    def whole(self) -> Part:
        """All parts as one."""
        return _part(self._rows, self._content, self._entities)


def packed(maker: str, papers: Sequence[Keyed]) -> bytes:
    """Parts of papers as bytes: the same parts by the same ``maker`` are the same bytes."""
    named = [_sets(one.part.piece.entities) for one in papers]
    entities = [sorted(set().union(*alike), key=repr) for alike in zip(*named, strict=True)]
    numbers = [{entity: number for number, entity in enumerate(known)} for known in entities]
    rows = [
        _row(one, [sorted([known[entity] for entity in some]) for known, some in zip(numbers, sets, strict=True)])
        for one, sets in zip(papers, named, strict=True)
    ]
    head = json.dumps({"maker": maker, "entities": entities, "papers": rows}, separators=(",", ":")).encode()
    text = b"".join([head, b"\n", *(one.part.piece.content for one in papers)])
    return zstandard.ZstdCompressor(LEVEL, write_checksum=True).compress(text)


def joined(parts: Sequence[Part]) -> Part:
    """Several parts as one, in their order."""
    piece = Piece(b"".join([part.piece.content for part in parts]))
    for part in parts:
        piece.entities.merge(part.piece.entities)
        piece.tally.add(part.piece.tally)
    findings = [finding for part in parts for finding in part.findings]
    return Part(sum(part.records for part in parts), piece, findings, sum(part.kept for part in parts))


def _row(one: Keyed, named: list[list[int]]) -> list[Any]:
    part = one.part
    findings = [[finding.where, finding.key, finding.code, finding.found] for finding in part.findings]
    return [one.key, part.records, len(part.piece.content), astuple(part.piece.tally), findings, named, one.asked]


def _sets(entities: Entities) -> tuple[set[Any], ...]:
    return entities.genes, entities.chemicals, entities.diseases, entities.taxa, entities.sources


def _part(rows: Sequence[Sequence[Any]], content: bytes, named: Sequence[Sequence[Any]]) -> Part:
    tally = Tally()
    for row in rows:
        tally.add(Tally(*row[_TALLY]))
    findings = [Finding(*finding) for row in rows for finding in row[_FINDINGS]]
    return Part(sum(row[_RECORDS] for row in rows), Piece(content, _entities(*named), tally), findings)


def _entities(
    genes: Sequence[Sequence[Any]],
    chemicals: Sequence[Sequence[Any]],
    diseases: Sequence[Sequence[Any]],
    taxa: Sequence[Sequence[Any]],
    sources: Sequence[str],
) -> Entities:
    entities = Entities()
    entities.genes = {Gene(number, symbol, of and Taxon(*of), hgnc) for number, symbol, of, hgnc in genes}
    entities.chemicals = {Chemical(*cells) for cells in chemicals}
    entities.diseases = {Disease(*cells) for cells in diseases}
    entities.taxa = {Taxon(*cells) for cells in taxa}
    entities.sources = set(sources)
    return entities
