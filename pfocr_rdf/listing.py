"""The trees that sources lie in, and the pages seen in each: by name where that will do, else by a peek."""

import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path

from pfocr_rdf.errors import Finding, InputError, RecordError
from pfocr_rdf.trees import (
    FIGURES,
    MAPS,
    ORGANISMS,
    READ_FLAGS,
    TABLES,
    Tree,
    figid_of_page,
    figid_of_table,
    follow,
    is_record_name,
    joined,
    placed,
    shown,
    what_is,
)

#: So many bytes of a file are searched for its figid; records have it in their second line.
PEEK_LENGTH = 1 << 16

#: A figid may stand on a line of its own, indented.
_FIGID = re.compile(rb"(?:^|\r)[\"']?figid[\"']?[ \t]*:(?:[ \t]|\r?\n[ \t])*([^\r\n]+)", re.MULTILINE)
_COMMENT = re.compile(r"(?<!\s)\s++#.*")


@dataclass(slots=True)
class Sighting:
    """A tree as far as it has been seen; ``pages`` are figids by path, ``whole`` says whether all were listed."""

    root: Path
    figures: str
    labels: set[str]
    tables: tuple[str, ...]
    organisms: str | None
    pages: dict[str, str] = field(default_factory=dict)
    whole: bool = False

    @property
    def flat(self) -> bool:
        """Whether pages and tables lie side by side."""
        return self.figures == "."

    @property
    def label(self) -> str:
        """The shortest of the ways in which the tree was named."""
        return min(self.labels, key=lambda label: (len(label), label))

    def tree(self) -> Tree:
        """What readers need of it."""
        return Tree(self.label, self.root, self.figures, self.tables, self.organisms)


@dataclass(slots=True)
class Listing:
    """Pages by tree, what was wrong on the way, and how much was passed over."""

    sightings: dict[tuple[Path, str], Sighting] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    ignored: int = 0
    _met: int = 0
    _folders: dict[tuple[str, str], Sighting] = field(default_factory=dict)

    @property
    def met(self) -> int:
        """Pages and findings so far; a source that adds none holds no record."""
        return self._met + len(self.findings)

    def folder(self, path: str | Path, label: str) -> None:
        """List a checkout, its folder of pages, or a flat folder."""
        root = Path(os.path.realpath(path))
        if self._is_folder(root, FIGURES, label):
            self._scan(self._sighting(root, FIGURES, label), label)
        elif not (root / FIGURES).is_symlink():
            self._scan(self._located(str(path), label), label)

    def file(self, path: str, label: str) -> None:
        """List one file, as part of the tree that its folder, to be shown as ``label``, belongs to."""
        folder, name = os.path.split(path)
        if name in MAPS or figid_of_table(name) or Path(folder).name == ORGANISMS:
            self.ignored += 1
            return
        sighting = self._located(folder, label)
        if self._is_file(sighting, name):
            self._page(sighting, name)

    def _located(self, folder: str, label: str) -> Sighting:
        """The tree of a folder: pages in ``_figures`` have theirs above."""
        if known := self._folders.get((folder, label)):
            return known
        real = Path(os.path.realpath(folder or "."))
        if real.name == FIGURES:
            above, last = os.path.split(label)
            sighting = self._sighting(real.parent, FIGURES, above if last == FIGURES else str(Path(label) / ".."))
        else:
            sighting = self._sighting(real, ".", label)
        return self._folders.setdefault((folder, label), sighting)

    def _sighting(self, root: Path, figures: str, label: str) -> Sighting:
        known = self.sightings.get((root, figures))
        if known:
            known.labels.add(label)
            return known
        checkout = figures == FIGURES
        tables = tuple(name for name in TABLES if checkout and self._is_folder(root, name, label))
        organisms = ORGANISMS if checkout and self._is_folder(root, ORGANISMS, label) else None
        sighting = Sighting(root, figures, {label}, tables if checkout else (".",), organisms)
        return self.sightings.setdefault((root, figures), sighting)

    def _scan(self, sighting: Sighting, label: str) -> None:
        if sighting.whole:
            self._repeated(shown(label))
            return
        sighting.whole = True
        with os.scandir(sighting.root / sighting.figures) as items:
            for item in items:
                if not _is_page(item.name, sighting):
                    self.ignored += not _is_companion(item.name, sighting)
                elif item.is_file(follow_symlinks=False) or self._is_file(sighting, item.name):
                    self._page(sighting, item.name)

    def _page(self, sighting: Sighting, name: str) -> None:
        page = joined(sighting.figures, name)
        if page in sighting.pages:
            self._repeated(placed(sighting.label, page))
            return
        figid = figid_of_page(name) if sighting.flat else name.removesuffix(".md")
        sighting.pages[page] = peek(sighting.root / page) if figid in (None, name) else figid
        self._met += 1

    def _repeated(self, place: str) -> None:
        self.findings.append(Finding(place, "file", "repeated-record", "it a second time"))

    def _is_file(self, sighting: Sighting, name: str) -> bool:
        """Whether it is a regular file, or a link to one in its tree; if not, it becomes a finding."""
        page = joined(sighting.figures, name)
        place = placed(sighting.label, page)
        return self._leads(sighting.root, page, place) and self._is_regular(sighting.root / page, place)

    def _is_regular(self, path: Path, place: str) -> bool:
        try:
            mode = path.stat().st_mode
        except OSError as error:
            found = error.strerror or "an error"
        else:
            if stat.S_ISREG(mode):
                return True
            found = what_is(mode)
        self.findings.append(Finding(place, "file", "unreadable", found))
        return False

    def _is_folder(self, root: Path, name: str, label: str) -> bool:
        """Whether it is a folder, or a link to one in its tree; a link to elsewhere becomes a finding.

        A folder of tables that leads elsewhere ends the run: every page would be read as if it had none.
        """
        place = placed(label, name)
        leads = self._leads(root, name, place)
        if not leads and name in TABLES:
            raise InputError(f"{place}: found a link out of the tree, expected a folder; try putting the folder there")
        return leads and (root / name).is_dir()

    def _leads(self, root: Path, path: str, place: str) -> bool:
        """Whether it is no link, or one that stays under ``root``; if not, it becomes a finding."""
        if not (root / path).is_symlink():
            return True
        try:
            follow(root, path, place)
        except RecordError as error:
            self.findings.append(error.finding)
            return False
        return True


def _is_page(name: str, sighting: Sighting) -> bool:
    return is_record_name(name) if sighting.flat else name.endswith(".md") and not name.startswith(".")


def _is_companion(name: str, sighting: Sighting) -> bool:
    return sighting.flat and (name in MAPS or figid_of_table(name) is not None)


def peek(path: Path) -> str:
    """The figid that stands in a file, read without any YAML; empty where there is none or the file cannot be read.

    It only decides about the order and about which tables belong to a record, until that is read for good.

    >>> peek(Path("seeds/003_adde85229f8c654b.txt"))
    'PMC3101113__cmr-3-177f3'
    """
    try:
        descriptor = os.open(path, READ_FLAGS)
        with os.fdopen(descriptor, "rb") as file:
            line = _FIGID.search(file.read(PEEK_LENGTH))
    except OSError:
        return ""
    text = line[1].decode("utf-8", "replace").strip() if line else ""
    if text[:1] in ("'", '"'):
        return text[1:].partition(text[0])[0]
    return _COMMENT.sub("", text)
