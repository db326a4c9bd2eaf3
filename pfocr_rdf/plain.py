r"""The quick reader: the small part of YAML that R's ``yaml`` package writes for PFOCR, and nothing else.

:func:`read_plain` gives either exactly what a full YAML parser gives, with every scalar as text, or ``None``. It knows
no more than it can be sure of: block mappings and sequences two spaces deep, plain and single-quoted scalars, ``[]``
and ``{}``. Whatever else is legal YAML, or no YAML at all, is left to :mod:`pfocr_rdf.frontmatter`.

Why it is right: texts are cut from left to right into pieces that a YAML scanner would cut at the same places, each
piece is checked whole, and pieces and gaps add up to the text. Inside these functions a text begins each of its lines
with ``\n`` and ends without one, so that taking two spaces off every line is one ``str.replace``.
"""

import re
from collections.abc import Sequence
from operator import itemgetter
from typing import TypeAlias

#: What YAML is made of once every scalar is text.
Value: TypeAlias = "str | list[Value] | dict[str, Value]"

#: Characters in a text that is read here, about three times the largest record known; more goes to the exact reader,
#: which bounds the number of values.
MAX_PLAIN_LENGTH = 1 << 16

# A key is short (YAML looks for its colon within 1,024 characters), on one line, and quoted only where it begins with
# '@', as R does it.
_KEY = r"[A-Za-z_][A-Za-z0-9_-]{0,63}|'@[A-Za-z]{1,63}'"

# A key with either a scalar, each further line of which is indented by exactly two spaces, or with nested lines.
# A line that ends in a space is no match: YAML drops such spaces, a quotation mark on the next line keeps them.
_ENTRY = re.compile(rf"\n({_KEY}):(?: (.*[^ \n](?:\n  [^ \n](?:.*[^ \n])?)*)|((?:\n(?:  |- ).*[^ \n])*))")

_ROW_KEY = re.compile(rf"\n(?:- |  )({_KEY}):(?= |\n|\Z)")

# What begins something other than a plain scalar. '-' does only before a space; '?' and ':' too, but R quotes them.
_INDICATORS = frozenset(" ?:,[]{}#&*!|>'\"%@`-")

# Everything but the printable characters of YAML 1.1, and of these not the tab, which may not indent, and not the
# line breaks other than LF (CR, NEL, LS, PS), which fold differently from parser to parser.
_UNUSUAL = re.compile(r"[^ -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")

_first_character = itemgetter(0)


class _UnusualError(Exception):
    """The text is not of the kind read here."""


def read_plain(text: str) -> dict[str, Value] | None:
    r"""The front matter ``text``, or ``None`` where it takes a full YAML parser to tell.

    ``text`` is what stands between the two ``---`` lines, its last line end included. A mapping that is given has at
    least one key, equals what ``yaml.load(text, Loader=yaml.CBaseLoader)`` gives, and comes from a text in which no
    key repeats.

    >>> read_plain("number: 1e5\nkeywords:\n- NO\n- 'On'\n")
    {'number': '1e5', 'keywords': ['NO', 'On']}
    >>> read_plain("number: &one 1\n") is None
    True
    """
    if len(text) > MAX_PLAIN_LENGTH:
        return None
    try:
        return _mapping("\n" + text.removesuffix("\n"))
    except _UnusualError:
        return None


def _mapping(text: str) -> dict[str, Value]:
    """Lines that begin with a key, each with its value."""
    pieces = _ENTRY.split(text)
    if any(pieces[::4]):  # what no entry took
        raise _UnusualError
    found: dict[str, Value] = {
        (key[1:-1] if key[0] == "'" else key): _nested(lines) if scalar is None else _scalar(scalar)
        for key, scalar, lines in zip(pieces[1::4], pieces[2::4], pieces[3::4], strict=True)
    }
    if len(found) < len(pieces) // 4:  # a key repeats
        raise _UnusualError
    return found


def _nested(text: str) -> Value:
    """The value of a key that has none on its own line; none at all is the empty text."""
    if not text:
        return ""
    if text.startswith("\n- "):
        return _sequence(text)
    if text.count("\n  ") < text.count("\n"):  # a sequence behind a mapping
        raise _UnusualError
    inner = text.replace("\n  ", "\n")
    return _sequence(inner) if inner.startswith("\n- ") else _mapping(inner)


def _sequence(text: str) -> list[Value]:
    """Lines that begin with ``- `` and those that continue them."""
    if _ROW_KEY.match(text):
        return _rows(text)
    text = _unfolded(text, "\n  ")
    items = text.split("\n- ")[1:]
    if len(items) < text.count("\n"):  # a line that neither begins an item nor continues one
        raise _UnusualError
    return _scalars(items)


def _rows(text: str) -> list[Value]:
    r"""A sequence of mappings that all have the same keys in the same order, read column by column.

    A line that ends in a colon is refused, since the value that follows it may be anything.
    """
    if ":\n" in text:
        raise _UnusualError
    lines = _unfolded(text, "\n    ").split("\n")[1:]
    count = text.count("\n- ")
    width, left_over = divmod(len(lines), count)
    keys = [match[1] for line in lines[:width] if (match := _ROW_KEY.match("\n" + line))]
    if left_over or len(set(keys)) < width:
        raise _UnusualError
    columns = [_column(lines[place::width], key, "  " if place else "- ") for place, key in enumerate(keys)]
    names = [key.strip("'") for key in keys]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _column(lines: Sequence[str], key: str, indent: str) -> list[Value]:
    """The values of lines that must all begin with the same key; as no line holds a line break, counting proves it."""
    cells = ("\n" + "\n".join(lines)).split(f"\n{indent}{key}: ")[1:]
    if len(cells) < len(lines):
        raise _UnusualError
    return _scalars(cells)


def _unfolded(text: str, indent: str) -> str:
    """``text`` with a space for each line break before ``indent``, which must then be the whole indentation."""
    if indent not in text:
        return text
    if indent + " " in text:
        raise _UnusualError
    return text.replace(indent, " ")


def _scalars(texts: list[str]) -> list[Value]:
    """Scalars already unfolded: at once where all are plain and print as they stand, else one by one."""
    joined = " ".join([*texts, ""])  # so that a colon at an end meets a space, as in the middle
    if _INDICATORS.isdisjoint(map(_first_character, texts)) and _is_plain(joined):
        return list(texts)
    return [_scalar(text) for text in texts]


def _scalar(text: str) -> Value:
    """One scalar; folded lines, which the patterns have seen to begin with exactly two spaces, join with one space."""
    if "\n" in text:
        text = text.replace("\n  ", " ")
    if text[0] == "'":
        return _quoted(text)
    if text[0] in _INDICATORS and (text[0] != "-" or text[1:2] in {"", " "}):
        return _empty_collection(text)
    if not _is_plain(text) or text[-1] == ":":
        raise _UnusualError
    return text


def _is_plain(text: str) -> bool:
    """Whether a plain scalar goes on to the end of ``text``: no key, no comment, nothing that does not print.

    The quick tests come first: most scalars hold neither colon nor ``#``, and all of their characters print.
    """
    if (":" in text and ": " in text) or ("#" in text and " #" in text):
        return False
    return _is_printable(text)


def _is_printable(text: str) -> bool:
    """Whether YAML takes every character as it stands; Python's own test, ten times faster, says yes too seldom."""
    return text.isprintable() or not _UNUSUAL.search(text)


def _quoted(text: str) -> str:
    """A single-quoted scalar, in which a quotation mark is written twice; a single one would end it early."""
    inner = text[1:-1]
    if len(text) == 1 or text[-1] != "'" or "'" in inner.replace("''", "") or not _is_printable(inner):
        raise _UnusualError
    return inner.replace("''", "'")


def _empty_collection(text: str) -> Value:
    """``[]`` or ``{}``; all else that begins with an indicator is refused."""
    if text == "[]":
        return []
    if text == "{}":
        return {}
    raise _UnusualError
