"""Front matter as R's ``yaml`` package writes it: plain or single-quoted scalars, folded after column 80."""

import re
from collections.abc import Iterable, Mapping

WIDTH = 80
Rows = Iterable[Mapping[str, str]]

#: What a plain scalar may not begin with or hold, and what would be read as something other than text.
_QUOTED = re.compile(
    r"[-?:,\[\]{}#&*!|>'\"%@` ]|.*(?:: |:$| #| $)|[0-9.]+$|(?:y|n|yes|no|on|off|true|false|null|~)?$", re.IGNORECASE
)


def scalar(text: str, column: int, indent: str) -> str:
    """``text`` behind what fills ``column`` columns; further lines begin with ``indent``."""
    if _QUOTED.match(text):
        text = "'" + text.replace("'", "''") + "'"
    return folded(text, column, indent)


def folded(text: str, column: int, indent: str) -> str:
    """``text`` with a line break for each first blank beyond column 80, as libyaml's emitter breaks lines."""
    lines, start = [], 0
    while (end := text.find(" ", start + max(0, WIDTH - column + 1))) > 0:
        lines.append(text[start:end])
        start, column = end + 1, len(indent)
    return f"\n{indent}".join([*lines, text[start:]])


def entry(key: str, text: str, indent: str = "") -> str:
    """One key with a text."""
    return f"{indent}{key}: {scalar(text, len(indent) + len(key) + 2, indent + '  ')}\n"


def items(key: str, texts: Iterable[str], indent: str = "") -> str:
    """One key with a list of texts; an empty one is ``[]``."""
    lines = "".join(f"{indent}- {scalar(text, len(indent) + 2, indent + '  ')}\n" for text in texts)
    return f"{indent}{key}:\n{lines}" if lines else f"{indent}{key}: []\n"


def rows(key: str, mappings: Rows) -> str:
    """One key with a list of mappings."""
    lines = []
    for mapping in mappings:
        lead = "- "
        for name, text in mapping.items():
            lines.append(f"{lead}{name}: {scalar(text, len(name) + 4, '    ')}\n")
            lead = "  "
    return f"{key}:\n{''.join(lines)}" if lines else f"{key}: []\n"
