"""Rows for people to read: columns of equal width, IRIs by our prefixes, nothing that a terminal would obey."""

import re
from typing import BinaryIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pfocr_rdf.identifiers import Namespaces, is_plain_local
from pfocr_rdf.querying.rows import Blank, Iri, Rows, Value

#: Characters that a table may be wide where it is not shown on a terminal.
_ENDLESS = 100_000

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

#: Prefixes, those with the longest IRIs first.
_PREFIXES = sorted(Namespaces().prefixes.items(), key=lambda one: -len(one[1]))


def write_table(found: Rows, stream: BinaryIO) -> int:
    """Write rows as a table to ``stream``; how many there were."""
    on_terminal = stream.isatty()
    table = Table(*map(shown, found.names), box=None, pad_edge=False, header_style="bold")
    count = 0
    for count, row in enumerate(found, 1):  # noqa: B007 - the number of the last one
        table.add_row(*(Text(shown(cell)) for cell in row))
    console = Console(width=None if on_terminal else _ENDLESS, force_terminal=on_terminal, highlight=False)
    with console.capture() as captured:
        console.print(table)
    lines = captured.get().splitlines()
    stream.write("".join(f"{line.rstrip()}\n" for line in lines).encode())
    return count


def shown(cell: Value) -> str:
    r"""A cell as text; what does not print is escaped, and directions of writing too.

    >>> shown(Iri("https://identifiers.org/ncbigene/3553")), shown(None), shown(True), shown("a\x1b[2J")
    ('ncbigene:3553', '', 'true', 'a\\x1b[2J')
    """
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else str(cell).lower()
    if isinstance(cell, Iri):
        return _compact(cell)
    text = f"_:{cell}" if isinstance(cell, Blank) else str(cell)
    return _CONTROLS.sub(lambda match: repr(match[0])[1:-1], text)


def _compact(iri: str) -> str:
    for prefix, start in _PREFIXES:
        if iri.startswith(start) and is_plain_local(iri.removeprefix(start)):
            return f"{prefix}:{iri.removeprefix(start)}"
    return _CONTROLS.sub(lambda match: repr(match[0])[1:-1], iri)
