"""The YAML between the two ``---`` lines of a record, read with every scalar as the text that stands there.

Nothing is converted: ``NO`` is no boolean, ``9_1_1`` no number, ``2019-03-01`` no date. What R's ``yaml`` package
writes is read by :mod:`pfocr_rdf.plain`; all else by walking the events of PyYAML's parser (libyaml's where PyYAML was
built with it), so that depth and number of values are bounded before anything is built, and what YAML allows but a
record never has (anchors, aliases, tags, keys that repeat or are no text) is refused.
"""

import re
from collections.abc import Iterator

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from pfocr_rdf.errors import Finding, RecordError, quoted
from pfocr_rdf.plain import Value, read_plain

__all__ = ["MAX_DEPTH", "MAX_RECORD_BYTES", "MAX_VALUES", "Value", "line_of", "parse"]

#: Bytes in the largest record that is read; the largest of the database has 22 KB.
MAX_RECORD_BYTES = 1 << 20

#: Levels of nesting; the deepest record of the database has three.
MAX_DEPTH = 32

#: Keys and values in a record, where a list or mapping counts twice. It bounds the time that a record takes, and no
#: text that is short enough for :mod:`pfocr_rdf.plain` can hold as many.
MAX_VALUES = 1 << 16

_LOADER: type[yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

_OPENING = re.compile(r"---[ \t]*(?:\n|\Z)")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_NEXT_OPENING = re.compile(r"^---[ \t]*$", re.MULTILINE)

_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def parse(data: bytes, where: str, findings: list[Finding]) -> dict[str, Value]:
    r"""The front matter of a record, whose whole file is ``data``.

    A scalar is text; an absent one is ``""``. ``where`` is the file's name in findings, to which the line is added,
    counted from 1. Byte order mark, CR and text after the front matter are skipped and added to ``findings``; all else
    that is wrong raises :class:`~pfocr_rdf.errors.RecordError`. The syntax is YAML 1.1 as libyaml reads it, since that
    is what wrote the database; time grows with the length of ``data``, whatever is in it.

    >>> parse(b"---\nnumber: 1e5\norganisms:\n- NA\n---\n", "a.md", [])
    {'number': '1e5', 'organisms': ['NA']}
    >>> parse(b"---\nyear: 2019\nyear: 2020\n---\n", "a.md", [])
    Traceback (most recent call last):
    pfocr_rdf.errors.RecordError: a.md:3: year: found a second 'year', expected each key once; try removing one of \
the two [duplicate-key]
    """
    if len(data) > MAX_RECORD_BYTES:
        raise RecordError(Finding(where, "file", "too-large", f"{len(data):,} bytes"))
    text = _decoded(data, where)
    if text.startswith("---\n") and text.endswith("\n---\n"):
        front = read_plain(text[4:-4])
        if front is not None:
            return front
    return _Walk(_between_fences(_with_lf(text, where, findings), where, findings), where).record()


def line_of(data: bytes, key: str) -> int:
    r"""The line of a top-level key, counted from 1, for findings; 1 where there is no such line.

    >>> line_of(b"---\nfigid: PMC1__f1\nyear: '2019'\n---\n", "year")
    3
    """
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    found = re.search(rb"^(['\"]?)%b\1[ \t]*:(?!\S)" % re.escape(key.encode()), lines, re.MULTILINE)
    return _line(lines, found.start()) if found else 1


def _line(text: str | bytes, offset: int) -> int:
    return len(text[:offset].splitlines()) + 1 if False else _breaks(text, offset) + 1
