"""The YAML between the two ``---`` lines of a record, read with every scalar as the text that stands there.

Nothing is converted: ``NO`` is no boolean, ``9_1_1`` no number, ``2019-03-01`` no date. What R's ``yaml`` package
writes is read by :mod:`pfocr_rdf.plain`; all else by walking the events of PyYAML's parser (libyaml's where PyYAML was
built with it), so that depth and number of values are bounded before anything is built, and what YAML allows but a
record never has (anchors, aliases, tags, keys that repeat or are no text) is refused.
"""

import re
from collections.abc import Iterator

import yaml
from yaml.error import MarkedYAMLError
from yaml.events import (
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from yaml.reader import ReaderError

from pfocr_rdf.errors import Finding, RecordError, named, quoted
from pfocr_rdf.plain import Value, read_plain

__all__ = ["MAX_DEPTH", "MAX_RECORD_BYTES", "MAX_VALUES", "Value", "lines_of", "parse"]

#: Bytes in the largest record that is read; the largest of the database has 22 KB.
MAX_RECORD_BYTES = 1 << 20

#: Levels of nesting; the deepest record of the database has three.
MAX_DEPTH = 32

#: Keys and values in a record, where a list or mapping counts twice. It bounds the time that a record takes; no text
#: that is short enough for :mod:`pfocr_rdf.plain` holds as many.
MAX_VALUES = 1 << 15

_LOADER: type[yaml.BaseLoader | yaml.CBaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

_OPENING = re.compile(r"---[ \t]*(?:\n|\Z)")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_ANOTHER_OPENING = re.compile(r"^---[ \t]*$", re.MULTILINE)
_NOT_BLANK = re.compile(r"\S.*")
_TAG_DIRECTIVE = re.compile(r"^%TAG", re.MULTILINE)


def parse(data: bytes, where: str, findings: list[Finding]) -> dict[str, Value]:
    r"""The front matter of a record, whose whole file is ``data``.

    A scalar is text, and ``""`` where there is none. ``where`` names the file in findings; the line, counted from 1,
    is added. Byte order mark, CR and text after the front matter are skipped and added to ``findings``; all else that
    is wrong raises :class:`~pfocr_rdf.errors.RecordError`. The syntax is YAML 1.1 as libyaml reads it, which also
    wrote the database.

    >>> parse(b"---\nnumber: 1e5\norganisms:\n- NA\n---\n", "a.md", [])
    {'number': '1e5', 'organisms': ['NA']}
    >>> parse(b"---\nyear: 2019\nyear: 2020\n---\n", "a.md", [])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    pfocr_rdf.errors.RecordError: a.md:3: year: found a second 'year', expected each key once; ... [duplicate-key]
    """
    if len(data) > MAX_RECORD_BYTES:
        raise RecordError(Finding(where, "file", "too-large", f"{len(data):,} bytes"))
    text = _decoded(data, where)
    if text.startswith("---\n") and text.endswith("\n---\n"):
        front = read_plain(text[4:-4])
        if front is not None:
            return front
    return _Walk(_front_matter(_cleaned(text, where, findings), where, findings), where).record()


def lines_of(data: bytes) -> dict[str, int]:
    r"""The line of each top-level key, counted from 1, for findings.

    All are found at once, since a bad record may have a finding a line.

    >>> lines_of(b"---\nfigid: PMC1__f1\nyear: '2019'\n---\n")
    {'figid': 2, 'year': 3}
    """
    lines: dict[str, int] = {}
    text = data.decode(errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(text.split("\n"), start=1):
        key, colon, _ = f"{line} ".partition(": ")
        if colon:
            lines.setdefault(key.rstrip().strip("'\""), number)
    return lines


def _decoded(data: bytes, where: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        is_utf_16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        found = "UTF-16" if is_utf_16 else f"byte 0x{data[error.start]:02X} at offset {error.start:,}"
        raise RecordError(Finding(f"{where}:{line}", "file", "not-utf-8", found)) from error


def _cleaned(text: str, where: str, findings: list[Finding]) -> str:
    """``text`` without byte order mark and CR, both reported; NUL raises."""
    if text.startswith("\ufeff"):
        findings.append(Finding(f"{where}:1", "file", "byte-order-mark", "U+FEFF"))
        text = text[1:]
    returns = text.count("\r")
    if returns:
        place = _place(where, text, text.index("\r"))
        findings.append(Finding(place, "file", "carriage-return", f"{returns:,} CR"))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise RecordError(Finding(_place(where, text, text.index("\0")), "file", "nul-character", "U+0000"))
    return text


def _front_matter(text: str, where: str, findings: list[Finding]) -> str:
    """The text before the second fence; the first stays, so that places in the front matter are places in the file."""
    opening = _OPENING.match(text)
    if not opening:
        found = quoted(text.partition("\n")[0]) if text else "nothing"
        raise RecordError(Finding(f"{where}:1", "front matter", "no-front-matter", found))
    closing = _CLOSING.search(text, opening.end())
    if not closing:
        place = _place(where, text, len(text))
        raise RecordError(Finding(place, "front matter", "unclosed-front-matter", "the end of the file"))
    another = _ANOTHER_OPENING.search(text, closing.end())
    if another:
        place = _place(where, text, another.start())
        raise RecordError(Finding(place, "file", "two-documents", "a third line '---'"))
    rest = _NOT_BLANK.search(text, closing.end())
    if rest:
        place = _place(where, text, rest.start())
        findings.append(Finding(place, "file", "text-after-front-matter", quoted(rest[0])))
    return text[: closing.start()]


def _place(where: str, text: str, offset: int) -> str:
    """``where`` with the line of an offset; YAML also counts U+0085, U+2028 and U+2029 as line ends, editors do not."""
    line = text.count("\n", 0, offset) + 1
    return f"{where}:{line}"


class _Walk:
    """A walk along the events of a YAML parser, which gives one mapping or raises ``RecordError``."""

    def __init__(self, text: str, where: str) -> None:
        """Stand before ``text``, whose first line is ``---``."""
        self._text = text
        self._where = where
        self._events: Iterator[Event] = yaml.parse(text, Loader=_LOADER)
        self._left = MAX_VALUES

    def record(self) -> dict[str, Value]:
        """The one document of the text, a mapping."""
        directive = _TAG_DIRECTIVE.search(self._text)  # thousands take the parser a time that grows with their square
        if directive:
            raise self._fault("yaml-alias", "a line '%TAG'", directive.start())
        try:
            value = self._document()
        except yaml.YAMLError as error:
            raise self._broken(error) from error
        except (ValueError, OverflowError) as error:  # of chr() in PyYAML's own parser: "\UFFFFFFFF"
            raise self._fault("broken-yaml", "the escape of no character", 0) from error
        if isinstance(value, dict):
            return value
        found = "a list" if isinstance(value, list) else quoted(value) if value else "nothing"
        raise self._fault("not-a-mapping", found, 0)

    def _document(self) -> Value:
        value = self._value(next(event for event in self._events if isinstance(event, NodeEvent)), 1)
        second = next((event for event in self._events if isinstance(event, DocumentStartEvent)), None)
        if second:
            raise self._fault("two-documents", "a second document", second)
        return value

    def _value(self, event: Event, depth: int) -> Value:
        """The value that begins with ``event``; the recursion goes as deep as ``MAX_DEPTH``."""
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if not isinstance(event, CollectionStartEvent):
            raise self._fault("yaml-alias", "an alias", event)
        self._check(event, 2)
        if depth > MAX_DEPTH:
            raise self._fault("too-deep", f"level {depth}", event)
        return self._list(depth) if isinstance(event, SequenceStartEvent) else self._mapping(depth)

    def _list(self, depth: int) -> list[Value]:
        values: list[Value] = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            values.append(self._value(event, depth + 1))
        return values

    def _mapping(self, depth: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            key = self._key(event)
            if key in found:
                raise self._fault("duplicate-key", f"a second {quoted(key)}", event, named(key))
            found[key] = self._value(next(self._events), depth + 1)
        return found

    def _key(self, event: Event) -> str:
        """A key, which must be text, and not the ``<<`` that merges mappings."""
        if isinstance(event, CollectionStartEvent):
            raise self._fault("complex-key", "a list or mapping as a key", event)
        key = self._value(event, MAX_DEPTH)
        if key == "<<":
            raise self._fault("complex-key", "'<<'", event)
        return str(key)

    def _scalar(self, event: ScalarEvent) -> str:
        self._check(event, 1)
        if event.style == '"' and not event.value.isascii():
            try:
                event.value.encode()
            except UnicodeEncodeError:  # PyYAML's own parser takes "\uD800"
                raise self._fault("broken-yaml", "half a character", event) from None
        return event.value

    def _check(self, event: ScalarEvent | CollectionStartEvent, weight: int) -> None:
        """Refuse what has an anchor or a tag, and one value too many."""
        if event.anchor is not None or event.tag is not None:
            found = (
                f"the tag {quoted(event.tag)}" if event.tag is not None else f"the anchor {quoted(str(event.anchor))}"
            )
            raise self._fault("yaml-alias", found, event)
        self._left -= weight
        if self._left < 0:
            raise self._fault("too-many-values", "more", event)

    def _broken(self, error: yaml.YAMLError) -> RecordError:
        """What PyYAML says of text that is no YAML, with the line it says it of."""
        if isinstance(error, ReaderError):
            offset = self._text.find(chr(error.character))
            return self._fault("broken-yaml", f"the character U+{error.character:04X}", offset)
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        offset = mark.index if mark else 0
        start = self._text.rfind("\n", 0, offset) + 1
        line = self._text[start:].partition("\n")[0]
        problem = error.problem if isinstance(error, MarkedYAMLError) else error
        return self._fault("broken-yaml", f"{quoted(line)} ({problem})", offset)

    def _fault(self, code: str, found: str, at: Event | int, key: str = "front matter") -> RecordError:
        """A finding at an event or an offset."""
        if isinstance(at, Event):
            at = at.start_mark.index if at.start_mark else 0
        return RecordError(Finding(_place(self._where, self._text, at), key, code, found))
