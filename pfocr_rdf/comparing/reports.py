"""What differs, as people and programs want it: a table, TSV, JSON, RDF Patch, or an update for the store."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from types import MappingProxyType
from typing import TextIO, TypeAlias

from pfocr_rdf.comparing.buckets import KINDS, LINK, OTHER, STATEMENT, Change, Changed, Compared, graph_of
from pfocr_rdf.comparing.run import Totals

#: So many resources of each kind and change the table names; TSV and JSON have all.
SHOWN = 5

#: So many statements at most are in one operation of an update; stores refuse very long ones.
OPERATION = 5_000

#: Writes what differs to a stream, and says how much it was.
Report: TypeAlias = Callable[[Iterable[Compared], TextIO], Totals]

_ORDER = (*(kind.name for kind in KINDS), OTHER)


def write_table(buckets: Iterable[Compared], stream: TextIO) -> Totals:
    """Counts by kind, then the first resources of each."""
    totals, changes = _gathered(buckets)
    stream.write(f"{'':12} {'old':>12} {'new':>12} {'added':>10} {'removed':>10} {'changed':>10}\n")
    for name in (*_ORDER, LINK, STATEMENT):
        row = [totals.changes[name, change] for change in Change]
        if name == STATEMENT:
            row = [totals.statements[change] for change in Change]
        if any(row) or totals.old[name] or totals.new[name]:
            cells = [f"{count:>10,}" if count else f"{'':10}" for count in row]
            stream.write(f"{name:12} {totals.old[name]:>12,} {totals.new[name]:>12,} {' '.join(cells)}".rstrip() + "\n")
    for (_, kind, change), some in groupby(changes, key=_rank):
        names = [one.iri for one in some]
        stream.write(f"\n{kind}, {change}:\n" + "".join(f"  {name}\n" for name in names[:SHOWN]))
        if len(names) > SHOWN:
            stream.write(f"  and {len(names) - SHOWN:,} more; --format tsv has all\n")
    return totals


def write_tsv(buckets: Iterable[Compared], stream: TextIO) -> Totals:
    """A row for each resource that differs."""
    totals, changes = _gathered(buckets)
    stream.write("kind\tchange\tresource\tstatements_added\tstatements_removed\n")
    stream.writelines("\t".join(map(str, _cells(one))) + "\n" for one in changes)
    return totals


def write_json(buckets: Iterable[Compared], stream: TextIO) -> Totals:
    """One object: counts of both sides, counts of changes, and every resource that differs."""
    totals, changes = _gathered(buckets)
    kinds: dict[str, dict[str, int]] = {}
    for (kind, change), count in sorted(totals.changes.items()):
        kinds.setdefault(kind, {})[change] = count
    head = {
        "old": _counts(totals.old),
        "new": _counts(totals.new),
        "changes": kinds,
        "statements": {change.value: totals.statements[change] for change in (Change.ADDED, Change.REMOVED)},
    }
    stream.write(json.dumps(head, indent=2).removesuffix("\n}") + ',\n  "resources": [')
    names = ("kind", "change", "resource", "statements_added", "statements_removed")
    for number, one in enumerate(changes):
        entry = dict(zip(names, _cells(one), strict=True))
        stream.write(f"{',' if number else ''}\n    {json.dumps(entry, ensure_ascii=False)}")
    stream.write("\n  ]\n}\n")
    return totals


def write_patch(buckets: Iterable[Compared], stream: TextIO) -> Totals:
    """RDF Patch (Apache Jena, «RDF Patch»), one transaction."""
    totals = Totals()
    stream.write("TX .\n")
    for one in buckets:
        totals.add(one)
        stream.writelines(f"D {line.decode()}" for line in one.removed)
        stream.writelines(f"A {line.decode()}" for line in one.added)
    stream.write("TC .\n")
    return totals


def write_update(buckets: Iterable[Compared], stream: TextIO) -> Totals:
    """SPARQL 1.1 Update that makes the new side of a store that holds the old one."""
    totals = Totals()
    for one in buckets:
        totals.add(one)
        for verb, lines in (("DELETE", one.removed), ("INSERT", one.added)):
            some = (lines[start : start + OPERATION] for start in range(0, len(lines), OPERATION))
            stream.writelines(f"{verb} DATA {{\n{_as_quads(few)}}} ;\n" for few in some)
    return totals


REPORTS: Mapping[str, Report] = MappingProxyType(
    {"table": write_table, "tsv": write_tsv, "json": write_json, "patch": write_patch, "update": write_update}
)


def _gathered(buckets: Iterable[Compared]) -> tuple[Totals, list[Changed]]:
    """Everything that differs, by kind, change and IRI."""
    totals = Totals()
    changes: list[Changed] = []
    for one in buckets:
        totals.add(one)
        changes += one.changes
    return totals, sorted(changes, key=lambda one: (*_rank(one), one.iri))


def _rank(one: Changed) -> tuple[int, str, Change]:
    return _ORDER.index(one.kind), one.kind, one.change


def _cells(one: Changed) -> tuple[str, str, str, int, int]:
    return one.kind, one.change.value, one.iri, one.added, one.removed


def _counts(counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in (*_ORDER, LINK, STATEMENT) if counts[name]}


def _as_quads(lines: Iterable[bytes]) -> str:
    """Statements as an update has them: those of a named graph within ``GRAPH``."""
    return "".join(_within(graph, some) for graph, some in groupby(sorted(lines, key=_graph_first), key=graph_of))


def _graph_first(line: bytes) -> tuple[bytes, bytes]:
    return graph_of(line) or b"", line


def _within(graph: bytes | None, lines: Iterator[bytes]) -> str:
    if graph is None:
        return "".join(line.decode() for line in lines)
    end = b" " + graph + b" .\n"
    return f"GRAPH {graph.decode()} {{\n" + "".join(line.removesuffix(end).decode() + " .\n" for line in lines) + "}\n"
