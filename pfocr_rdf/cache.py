"""What an earlier run made, kept in a folder: of a paper whose sources did not change, nothing is read twice.

A folder serves one set of options at a time. Each pack of parts tells who made it (package, options, HGNC's table), and
each paper's part which bytes it was made from and which taxa it asked for, so that nothing is taken that a run without
the folder would not have made.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import blake2b
from itertools import groupby
from pathlib import Path

from pfocr_rdf.chunks import Maker, PaperFigures, Part, paper_of
from pfocr_rdf.errors import Finding
from pfocr_rdf.hgnc import HgncTable
from pfocr_rdf.keeping import TAG, marked, program, refused
from pfocr_rdf.output import claimed, opened
from pfocr_rdf.parts import DamagedError, Keyed, Pack, joined, packed
from pfocr_rdf.reading import Reader
from pfocr_rdf.rendering import Renderer, Style
from pfocr_rdf.source import Entry
from pfocr_rdf.trees import shown

#: Ending of packs; nothing else in the folder is ever removed.
ENDING = ".pack"


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of packs, as a maker of parts; which of its packs a run used is told by :func:`swept`."""

    folder: Path

    def __call__(self, reader: Reader, style: Style) -> Maker:
        """What takes parts out of the folder, and puts them there."""
        return CachedParts(self.folder, reader, style)


class CachedParts:
    """Makes parts of chunks out of what the folder has, and reads only the rest."""

    def __init__(self, folder: Path, reader: Reader, style: Style) -> None:
        """Read with ``reader`` and write in ``style`` what is not in ``folder``."""
        self._folder = folder
        self._reader = reader
        self._renderer = Renderer(style)
        self._maker = maker(style, reader.hgnc, infers=reader.infers)

    def __call__(self, entries: Sequence[Entry]) -> Part:
        """The part of a chunk."""
        path = self._folder / pack_name(entries)
        papers = {key_of(self._reader, group): group for group in _by_paper(entries)}
        findings: list[Finding] = []
        pack = self._opened(path, findings)
        if pack is not None and pack.keys == list(papers) and all(self._holds(pack, *one) for one in papers.items()):
            part = pack.whole()
            return part._replace(kept=part.records)
        made = [self._keyed(pack, key, group) for key, group in papers.items()]
        with opened(str(path)) as stream:
            stream.write(packed(self._maker, made))
        whole = joined([one.part for one in made])
        return whole._replace(findings=findings + whole.findings)

    def _opened(self, path: Path, findings: list[Finding]) -> Pack | None:
        """The pack at ``path``, if it can be used; if it is damaged, that is found."""
        try:
            pack = Pack.opened(path.read_bytes())
        except FileNotFoundError:
            return None
        except (DamagedError, OSError) as error:
            findings.append(Finding(shown(str(path)), "pack", "damaged-cache", str(error).partition(";")[0]))
            return None
        return pack if pack.maker == self._maker else None

    def _holds(self, pack: Pack, key: str, entries: Sequence[Entry]) -> bool:
        """Whether what was asked when a part was made would be answered alike now."""
        return all(self._answer(entries[0], *asked) == asked for asked in pack.asked(key))

    def _keyed(self, pack: Pack | None, key: str, entries: Sequence[Entry]) -> Keyed:
        """The part of one paper, kept or made."""
        if pack is not None and key in pack.keys and self._holds(pack, key, entries):
            part = pack.part(key)
            return Keyed(key, part._replace(kept=part.records), pack.asked(key))
        findings: list[Finding] = []
        papers = list(self._reader.papers(entries, findings))
        asked = [self._answer(entries[0], name) for name in _organisms(papers)]
        return Keyed(key, Part(len(entries), self._renderer.figures(papers), findings), asked)

    def _answer(self, entry: Entry, name: str | None, *_: str | None) -> list[str | None]:
        """A name that was looked up, and what was found."""
        taxon = self._reader.taxon(entry, name or "")
        return [name, *(taxon or ())]


def _by_paper(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    for _, group in groupby(entries, key=paper_of):
        yield list(group)


def _organisms(papers: Iterable[PaperFigures]) -> list[str]:
    return sorted({organism.name for _, figures in papers for figure in figures for organism in figure.organisms})


def key_of(reader: Reader, entries: Iterable[Entry]) -> str:
    """The key of the sources of some entries: a digest of all bytes that they are made from."""
    digest = blake2b(digest_size=16)
    for entry in entries:
        for piece in reader.evidence(entry):
            digest.update(len(piece).to_bytes(8, "big"))
            digest.update(piece)
        digest.update(b"\xff" * 8)
    return digest.hexdigest()


def pack_name(entries: Sequence[Entry]) -> str:
    """File name of the pack of a chunk: that of its first paper, fit for any file system."""
    paper = paper_of(entries[0]).encode("utf-8", "backslashreplace")
    return blake2b(paper, digest_size=12).hexdigest() + ENDING


def maker(style: Style, hgnc: HgncTable, *, infers: bool) -> str:
    """A digest of all that parts depend on besides their sources and taxa: this package, options, and HGNC's table."""
    digest = blake2b(program(), digest_size=16)
    told = [style.format.name, asdict(style.namespaces), style.full, infers, hgnc.digest]
    digest.update(json.dumps(told).encode())
    return digest.hexdigest()


@contextmanager
def held(folder: Path) -> Iterator[Cache]:
    """A folder for this run alone, made if it is not there.

    Raises ``OutputError`` where another run has it, where it cannot be written, or where it holds something else.
    """
    marked(folder)
    try:
        tag = claimed(folder / TAG, folder)
    except OSError as error:
        raise refused(folder, error) from error
    with tag:
        yield Cache(folder)


def swept(folder: Path, chunks: Iterable[Sequence[Entry]]) -> None:
    """Remove the packs that a run over all ``chunks`` did not use, and what runs that died left behind."""
    used = {pack_name(entries) for entries in chunks}
    try:
        for path in folder.iterdir():
            if path.name.endswith((ENDING, f"{ENDING}.part")) and path.name not in used and path.is_file():
                path.unlink(missing_ok=True)
    except OSError as error:
        raise refused(folder, error) from error
