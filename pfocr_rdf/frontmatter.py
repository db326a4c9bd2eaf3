"""Text of a record to keys and values: YAML front matter, with every scalar as text.

``NO``, ``On``, ``1e5`` and the gene symbol ``9_1_1`` are words in PFOCR, so no scalar is ever resolved to another type.
Most records are read by :mod:`pfocr_rdf.plain`; this module has the exact reader, which walks the events of PyYAML's
parser itself: it builds nothing recursively, so that no nesting can exhaust the stack, and every limit is its own.
"""

import re
from collections.abc import Iterator

import yaml

from pfocr_rdf.errors import Finding, RecordError, quoted
from pfocr_rdf.plain import Value, read_plain

__all__ = ["MAX_DEPTH", "MAX_RECORD_BYTES", "Value", "line_of", "parse"]

#: Largest record; the largest known has 22 kB.
MAX_RECORD_BYTES = 1 << 20

#: Deepest nesting; records nest three deep.
MAX_DEPTH = 32

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_FENCE = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_OPENING = re.compile(r"---[ \t]*(?:\n|\Z)")


def parse(content: bytes, where: str, findings: list[Finding]) -> dict[str, Value]:
    r"""Keys and values of the front matter of ``content``, a whole file; ``where`` is its place, for findings.

    What can be lived with is added to ``findings``. Raises ``RecordError`` where the record cannot be read: see
    ``docs/findings.md``.

    >>> parse(b"---\nfigid: PMC1__a\nyear: '2015'\norganisms:\n- NO\n---\n", "a.md", [])
    {'figid': 'PMC1__a', 'year': '2015', 'organisms': ['NO']}
    """
    if len(content) > MAX_RECORD_BYTES:
        raise RecordError(Finding(where, "file", "too-large", f"{len(content):,} bytes"))
    text = _fenced(_decoded(content, where, findings), where, findings)
    front = read_plain(text)
    return _exact(text, where) if front is None else front


def line_of(content: bytes, key: str) -> int:
    r"""The line, from 1, that a top-level key stands on; 1 if it is not there.

    >>> line_of(b"---\nfigid: PMC1__a\n---\n", "figid")
    2
    """
    found = re.search(rb"^['\"]?" + re.escape(key.encode()) + rb"['\"]?[ \t]*:", content, re.MULTILINE)
    return content.count(b"\n", 0, found.start()) + 1 if found else 1


def _decoded(content: bytes, where: str, findings: list[Finding]) -> str:
    """The text of a file, with line breaks as LF and without a byte order mark."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{content[error.start]:02X} at {error.start}"
        raise RecordError(Finding(f"{where}:{line}", "file", "not-utf-8", found)) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise RecordError(Finding(f"{where}:{line}", "file", "nul-character", "U+0000"))
    if text.startswith("\ufeff"):
        findings.append(Finding(f"{where}:1", "file", "byte-order-mark", "U+FEFF"))
        text = text[1:]
    if "\r" in text:
        findings.append(Finding(f"{where}:1", "file", "carriage-return", "CR"))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _fenced(text: str, where: str, findings: list[Finding]) -> str:
    """The text between the two lines ``---``; what follows them is reported."""
    opening = _OPENING.match(text)
    if opening is None:
        raise RecordError(Finding(f"{where}:1", "file", "no-front-matter", quoted(text.partition("\n")[0])))
    closing = _FENCE.search(text, opening.end())
    if closing is None:
        raise RecordError(Finding(f"{where}:{text.count(chr(10)) + 1}", "file", "unclosed-front-matter", "the end"))
    rest = text[closing.end() :]
    if rest.strip():
        line = text.count("\n", 0, closing.end()) + 2
        code = "two-documents" if _FENCE.search(rest) else "text-after-front-matter"
        finding = Finding(f"{where}:{line}", "file", code, quoted(rest.strip()))
        if code == "two-documents":
            raise RecordError(finding)
        findings.append(finding)
    return text[opening.end() : closing.start()]


def _exact(text: str, where: str) -> dict[str, Value]:
    """Keys and values by a full YAML parser."""
    try:
        return _Builder(where).build(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 2
        raise RecordError(Finding(f"{where}:{line}", "front matter", "broken-yaml", str(error.problem))) from error
    except (yaml.YAMLError, ValueError) as error:
        found = " ".join(str(error).split())
        raise RecordError(Finding(f"{where}:2", "front matter", "broken-yaml", quoted(found))) from error


class _Builder:
    """Puts values together from parser events, with an explicit stack of what is open."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._open: list[list[Value] | dict[str, Value]] = []
        self._keys: list[str | None] = []

    def build(self, events: Iterator[yaml.Event]) -> dict[str, Value]:
        """The mapping that ``events`` describe."""
        root: Value = ""
        for event in events:
            self._check(event)
            if isinstance(event, yaml.ScalarEvent):
                root = self._add(event.value, event)
            elif isinstance(event, yaml.MappingStartEvent):
                root = self._enter({}, event)
            elif isinstance(event, yaml.SequenceStartEvent):
                root = self._enter([], event)
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                root = self._open.pop()
                self._keys.pop()
        if not isinstance(root, dict):
            raise RecordError(Finding(f"{self._where}:2", "front matter", "not-a-mapping", quoted(str(root))))
        return root

    def _enter(self, value: list[Value] | dict[str, Value], event: yaml.Event) -> Value:
        if self._open and isinstance(self._open[-1], dict) and self._keys[-1] is None:
            raise self._refused("wrong-type", "a key that is no text", event)
        self._add(value, event)
        self._open.append(value)
        self._keys.append(None)
        if len(self._open) > MAX_DEPTH:
            raise self._refused("too-deep", f"level {len(self._open)}", event)
        return value

    def _add(self, value: Value, event: yaml.Event) -> Value:
        """Put ``value`` where it belongs: an item of the open list, or a key or a value of the open mapping."""
        if not self._open:
            return value
        parent = self._open[-1]
        if isinstance(parent, list):
            parent.append(value)
            return value
        key = self._keys[-1]
        if key is not None:
            parent[key] = value
            self._keys[-1] = None
            return value
        assert isinstance(value, str)
        if value in parent:
            raise self._refused("duplicate-key", quoted(value), event)
        self._keys[-1] = value
        return value

    def _check(self, event: yaml.Event) -> None:
        """Refuse anchors, aliases and tags: no record has any, and they are what YAML bombs are made of."""
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise self._refused("yaml-alias", quoted(str(getattr(event, "anchor", ""))), event)
        if getattr(event, "tag", None) is not None:
            raise self._refused("yaml-alias", quoted(str(getattr(event, "tag", ""))), event)

    def _refused(self, code: str, found: str, event: yaml.Event) -> RecordError:
        line = event.start_mark.line + 2 if event.start_mark else 2
        return RecordError(Finding(f"{self._where}:{line}", "front matter", code, found))
