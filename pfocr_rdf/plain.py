r"""The quick reader: the small part of YAML that R's ``yaml`` package writes for PFOCR, and nothing else.

:func:`read_plain` gives either exactly what a full YAML parser gives, with every scalar as text, or ``None``. It knows
no more than it can be sure of: block mappings and sequences indented by two spaces a level, plain and single-quoted
scalars, ``[]`` and ``{}``. Whatever else is legal YAML, or no YAML at all, is left to :mod:`pfocr_rdf.frontmatter`.

Why it is right: a text is cut from left to right where a YAML scanner cuts it, every piece must be whole in itself,
and what no pattern took, or a line break that is left in a scalar, refuses the whole text. Inside these functions a
text begins each of its lines with ``\n`` and ends without one, so that ``\n`` and an indentation tell a line's level.
"""

import re
from functools import lru_cache
from operator import itemgetter
from typing import TypeAlias

#: What YAML is made of once every scalar is text.
Value: TypeAlias = "str | list[Value] | dict[str, Value]"

#: Characters in a text that is read here, half as many again as the largest record known; more goes to the exact
#: reader, which bounds the number of values.
MAX_PLAIN_LENGTH = 1 << 15

# A key is short (YAML looks for its colon within 1,024 characters) and is quoted only where it begins with '@'.
_KEY = r"[A-Za-z_][A-Za-z0-9_-]{0,63}+|'@[A-Za-z]{1,63}+'"
_ROW_KEYS = re.compile(rf"(?:\A|\n *)({_KEY}):(?= |\n|\Z)")

# Most scalars are single words of characters that mean nothing to YAML.
_WORD = r"[A-Za-z0-9./][A-Za-z0-9._/-]*+"


def _entry(indent: str) -> re.Pattern[str]:
    """A key, then a word, or a scalar with the lines that continue it, or the lines nested under the key."""
    word = rf" ({_WORD})(?!.|\n{indent} )"
    scalar = rf" (.++(?:\n{indent}  .++)*+)"
    lines = rf"((?:\n{indent}(?:  |- ).++)*+)"
    return re.compile(rf"\n{indent}({_KEY}):(?:{word}|{scalar}|{lines})")


# As deep as records go, and one more: the record, 'schema-jsonld', its 'creator'.
_INDENTS = ("", "  ", "    ", "      ")
_ENTRIES = tuple(_entry(indent) for indent in _INDENTS)

# What begins something other than a plain scalar, nothing at all included. '-', '?' and ':' do so only before a space.
_INDICATORS = frozenset(["", *"-?:,[]{}#&*!|>'\"%@` "])

# All but the printable characters of YAML 1.1; of these not the tab, which may not indent, and no line break: LF is
# folded before, and parsers differ on CR, NEL, LS and PS, as they do on the byte order mark.
_UNUSUAL = re.compile(r"[^ -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")

_start = itemgetter(slice(1))


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
        return _mapping("\n" + text.removesuffix("\n"), 0)
    except _UnusualError:
        return None


def _mapping(text: str, level: int) -> dict[str, Value]:
    """Keys, each with its value, all indented by ``level``."""
    if level == len(_ENTRIES):
        raise _UnusualError
    fold = "\n  " + _INDENTS[level]
    pieces = _ENTRIES[level].split(text)
    found = {
        key.strip("'"): word or (_nested(lines, level) if scalar is None else _scalar(scalar, fold))
        for key, word, scalar, lines in zip(pieces[1::5], pieces[2::5], pieces[3::5], pieces[4::5], strict=True)
    }
    if any(pieces[::5]) or len(found) < len(pieces) // 5:  # what no entry took, or a key that repeats
        raise _UnusualError
    return found


def _nested(text: str, level: int) -> Value:
    """The lines under a key that has nothing on its own line; no line at all is the empty text."""
    if not text:
        return ""
    indent = _INDENTS[level]
    if text.startswith(f"\n{indent}- "):
        return _sequence(text, indent)
    if text.startswith(f"\n{indent}  - "):
        return _sequence(text, indent + "  ")
    return _mapping(text, level + 1)


def _sequence(text: str, indent: str) -> list[Value]:
    """Items, the first of which begins the text."""
    items = text.split(f"\n{indent}- ")[1:]
    keys = _ROW_KEYS.findall(items[0])
    return _rows(text, indent, tuple(keys)) if keys else _scalars(items, f"\n{indent}  ")


def _rows(text: str, indent: str, keys: tuple[str, ...]) -> list[Value]:
    """Mappings that all have the same keys in the same order, read column by column.

    Folded lines become one first; where one of them ends in a colon, the next might be nested, not folded.
    """
    fold = f"\n{indent}    "
    if fold in text:
        if ":\n" in text:
            raise _UnusualError
        text = _folded(text, fold)
    width = len(keys) + 1
    pieces = _row(indent, keys).split(text)
    names = [key.strip("'") for key in keys]
    if any(pieces[::width]) or len(set(names)) < len(names):  # what no row took, or a key that repeats
        raise _UnusualError
    columns = [_scalars(pieces[place::width], fold) for place in range(1, width)]
    return [dict(zip(names, row)) for row in zip(*columns)]  # noqa: B905 - strict takes half as long again


@lru_cache(maxsize=64)
def _row(indent: str, keys: tuple[str, ...]) -> re.Pattern[str]:
    """One mapping with these keys in a sequence; a record's rows have one of three sets of keys."""
    cells = rf"\n{indent}  ".join(f"{key}: (.++)" for key in keys)
    return re.compile(rf"\n{indent}- {cells}")


def _scalars(texts: list[str], fold: str) -> list[Value]:
    """Scalars: at once where all are plain and on one line, or quoted and without quotation marks; else one by one."""
    if _INDICATORS.isdisjoint(map(_start, texts)):
        joined = " ".join(texts) + " "  # an odd space, or a colon at the end, shows as it does within a scalar
        if "  " not in joined and _is_plain(joined):
            return list(texts)
    joined = "\n".join(texts)
    inner = joined[1:-1].split("'\n'")
    if joined == "'" + "'\n'".join(inner) + "'" and "'" not in "".join(inner) and "".join(inner).isprintable():
        return list(inner)
    return [_scalar(text, fold) for text in texts]


def _scalar(text: str, fold: str) -> Value:
    """One scalar, whose further lines begin with ``fold``."""
    if "\n" in text:
        text = _folded(text, fold)
    start = text[:1]
    if start == "'":
        return _quoted(text)
    if start in _INDICATORS and (start not in "-?:" or text[1:2] in {"", " "}):
        return _empty(text)
    if text[-1] in {" ", ":"} or not _is_plain(text):
        raise _UnusualError
    return text


def _folded(text: str, fold: str) -> str:
    """``text`` with a space for each fold; no further line may be indented more, follow a space or be empty."""
    folded = " ".join(text.split(fold))  # in which all three show as two spaces, as a text may also have them
    if "  " in folded and (" \n" in text or fold + " " in text):
        raise _UnusualError
    return folded


def _is_plain(text: str) -> bool:
    """Whether a plain scalar goes on to the end of ``text``; most hold no colon and no ``#``, which is quickly seen."""
    if (":" in text and ": " in text) or ("#" in text and " #" in text):
        return False
    return _is_printable(text)


def _is_printable(text: str) -> bool:
    """Whether YAML takes each character as it stands. Python's test is stricter, as to spaces, and much quicker."""
    return text.isprintable() or not _UNUSUAL.search(text)


def _quoted(text: str) -> str:
    """A single-quoted scalar, in which a quotation mark is written twice; a single one would end it early."""
    inner = text[1:-1]
    if len(text) == 1 or text[-1] != "'" or "'" in inner.replace("''", "") or not _is_printable(inner):
        raise _UnusualError
    return inner.replace("''", "'")


def _empty(text: str) -> Value:
    """``[]`` or ``{}``; all else that begins with an indicator is refused."""
    if text not in {"[]", "{}"}:
        raise _UnusualError
    return [] if text == "[]" else {}
