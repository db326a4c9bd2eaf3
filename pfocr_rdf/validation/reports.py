"""Results for people and for programs: a table, a SHACL report graph, JSON, and TSV in the manner of ROBOT's report."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple, TextIO

from pfocr_rdf.terms import escaped
from pfocr_rdf.validation.engines import bare
from pfocr_rdf.validation.quality import CATALOGUE
from pfocr_rdf.validation.results import CHECKS, Group, Level, Result, ResultLog
from pfocr_rdf.validation.shapes import Words
from pfocr_rdf.vocabulary import SHACL_NAMESPACE

#: So many groups are shown in the table; the other forms have all.
SHOWN_GROUPS = 50

#: Longest value shown in the table, and longest address: of that, a part would be of no use.
_WIDTH, _LONGEST_ADDRESS = 100, 1000

#: Signs that would change what a terminal shows, or the order of what is read on it.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

#: ROBOT's words for the levels (robot.obolibrary.org/report).
_ROBOT = {Level.VIOLATION: "ERROR", Level.WARNING: "WARN", Level.INFO: "INFO"}


class Verdict(NamedTuple):
    """What was looked at, what was found, and what the shapes are called."""

    figures: int
    log: ResultLog
    words: Mapping[str, Words]
    base: str

    @property
    def conforms(self) -> bool:
        """Whether there is no result at all, as SHACL has it (section 3.6.1.1)."""
        return self.log.worst() is None


def write_table(verdict: Verdict, out: TextIO) -> None:
    """Groups with counts, examples and pages to edit, then totals."""
    groups = verdict.log.groups()
    for group in groups[:SHOWN_GROUPS]:
        out.writelines(f"{_seen(line)}\n" for line in _group_lines(group, verdict))
    if len(groups) > SHOWN_GROUPS:
        out.write(f"… and {len(groups) - SHOWN_GROUPS} more checks; --format tsv has them all\n\n")
    out.write(totals(verdict) + "\n")


def totals(verdict: Verdict) -> str:
    """The verdict in one line."""
    counts = verdict.log.counts()
    found = ", ".join(f"{counts[level]:,} x {level.name.lower()}" for level in reversed(Level) if counts[level])
    figures = f"{verdict.figures:,} figure{'' if verdict.figures == 1 else 's'}"
    return f"{figures}: {found or 'conforms'}"


def _group_lines(group: Group, verdict: Verdict) -> Iterator[str]:
    name, see = _named(group.shape, verdict)
    yield f"{group.level.name}  {group.count:,} x {name}"
    messages = {example.message for example in group.examples}
    shared = next(iter(messages)) if len(messages) == 1 else ""
    if shared:
        yield f"  {shared}"
    for example in group.examples:
        value = _cut(" ".join(filter(None, (_short(example.path), example.value))))
        yield f"  - {_cut(example.focus)}{'  ' + value if value else ''}"
        if not shared:
            yield f"    {_cut(example.message)}"
        if example.page and len(example.page) <= _LONGEST_ADDRESS:
            yield f"    {example.page}"
    if group.count > len(group.examples):
        yield f"    … and {group.count - len(group.examples):,} more"
    yield f"  {see}"
    yield ""


def _named(shape: str, verdict: Verdict) -> Words:
    """Name of a shape or a check, and where it is explained."""
    if shape in verdict.words:
        return verdict.words[shape]
    _, marker, check = shape.partition(CHECKS)
    if marker:
        return Words(check.replace("-", " "), "docs/validate.md" if check in CATALOGUE else "docs/findings.md")
    return Words(shape, "")


def _short(path: str) -> str:
    return path.replace("#", "/").rpartition("/")[2]


def _seen(text: str) -> str:
    r"""``text`` without signs that act on a terminal; they are escaped as in N-Triples.

    >>> print(_seen("a\x1b[31mb"))
    a\u001B[31mb
    """
    return _UNSEEN.sub(lambda sign: f"\\u{ord(sign[0]):04X}", text)


def _cut(text: str) -> str:
    return text if len(text) <= _WIDTH else text[:_WIDTH] + "…"


def write_json(verdict: Verdict, out: TextIO) -> None:
    """One object: counts, groups, and every result that was kept, a result a line."""
    counts = verdict.log.counts()
    head = {
        "conforms": verdict.conforms,
        "figures": verdict.figures,
        "counts": {level.name.lower(): counts[level] for level in reversed(Level)},
        "checks": [_as_json(group, verdict) for group in verdict.log.groups()],
    }
    out.write(json.dumps(head, indent=2, ensure_ascii=False).removesuffix("\n}") + ',\n  "results": [')
    separator = "\n"
    for result in verdict.log:
        row = {**result._asdict(), "level": result.level.name.lower(), "page": result.page}
        out.write(f"{separator}    {json.dumps(row, ensure_ascii=False)}")
        separator = ",\n"
    out.write("\n  ]\n}\n")


def _as_json(group: Group, verdict: Verdict) -> dict[str, object]:
    name, see = _named(group.shape, verdict)
    level = group.level.name.lower()
    return {"level": level, "shape": group.shape, "name": name, "count": group.count, "see": see}


def write_tsv(verdict: Verdict, out: TextIO) -> None:
    """ROBOT's columns, with the message and the page to edit behind them."""
    out.write("Level\tRule Name\tSubject\tProperty\tValue\tMessage\tPage\n")
    for result in verdict.log:
        rule = bare(result.shape).rpartition("#")[2] or result.shape
        cells = (_ROBOT[result.level], rule, result.focus, result.path, result.value, result.message, result.page)
        out.write("\t".join(_seen(" ".join(cell.split())) for cell in cells) + "\n")


def write_turtle(verdict: Verdict, out: TextIO) -> None:
    """A SHACL report graph; results have IRIs, made from what they say, so that two runs can be compared."""
    report = f"{verdict.base}rdf/report"
    out.write(f"@prefix sh: <{SHACL_NAMESPACE}> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\n")
    out.write(f"<{report}>\n    a sh:ValidationReport ;\n    sh:conforms {str(verdict.conforms).lower()} .\n")
    for result in verdict.log:
        lines = "".join(f" ;\n    {line}" for line in _result_lines(result))
        digest = hashlib.sha1("\x1f".join(map(str, result)).encode(), usedforsecurity=False).hexdigest()[:16]
        out.write(f"\n<{report}> sh:result <{report}#{digest}> .\n\n<{report}#{digest}>\n    a sh:ValidationResult")
        out.write(f"{lines} .\n")


def _result_lines(result: Result) -> Iterator[str]:
    yield f"sh:resultSeverity sh:{result.level.name.capitalize()}"
    yield f"sh:sourceShape <{result.shape}>"
    is_shacl = result.component.endswith("Component")
    component = f"sh:{result.component}" if is_shacl else f"<{result.shape}>"  # a check is its own component
    yield f"sh:sourceConstraintComponent {component}"
    is_iri = is_shacl and not result.focus.startswith(('"', "_:"))
    yield f"sh:focusNode {_node(f'<{result.focus}>' if is_iri else result.focus)}"
    if result.path.startswith("http"):
        yield f"sh:resultPath <{result.path}>"
    if result.value:
        yield f"sh:value {_node(result.value)}"
    yield f"sh:resultMessage {escaped(_message(result))}"


def _message(result: Result) -> str:
    """The message; a key of a record, which is no property, stands before it."""
    return f"{result.path}: {result.message}" if result.path and not result.path.startswith("http") else result.message


def _node(term: str) -> str:
    """A term in Turtle: an IRI, a literal, or a place, which is a text; a blank node is told by its name."""
    if term.startswith(('"', "<")) and not term.startswith("<<"):
        return term
    iri = bare(term)
    return f"<{iri}>" if "://" in iri and not set(iri) & set(' <>"{}|^`\\') else escaped(term)


#: The forms of a report, by name.
REPORTS: Mapping[str, Callable[[Verdict, TextIO], None]] = MappingProxyType(
    {"table": write_table, "turtle": write_turtle, "json": write_json, "tsv": write_tsv}
)
