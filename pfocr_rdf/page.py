"""The keys of one page's front matter: each read once, by name, with a finding where it is not what it should be."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from types import MappingProxyType
from typing import TypeGuard, cast

from pfocr_rdf.errors import Finding, RecordError, named, quoted
from pfocr_rdf.frontmatter import Value, lines_of
from pfocr_rdf.record import Kind
from pfocr_rdf.tables import COLUMNS, KNOWN_HEADERS, Row, Rows
from pfocr_rdf.values import has_control_characters, is_missing, without_control_characters

#: Every key of the seven dialects, and what kind of value it holds.
KEYS = frozenset(
    {
        "figid",
        "figtitle",
        "organisms",
        "organisms_ner",
        "pmcid",
        "filename",
        "figlink",
        "number",
        "caption",
        "papertitle",
        "reftext",
        "year",
        "doi",
        "journal_title",
        "journal_nlm_ta",
        "publisher_name",
        "keywords",
        "automl_pathway",
        "pathway_score",
        "pmc_ranked_result_index",
        "figid_alias",
        "figtype",
        "redirect_from",
        "ndex",
        "wpid",
        "annotations",
        "seo",
        "schema-jsonld",
        "genes",
        "chemicals",
        "diseases",
    }
)

#: Keys that say the same in every record.
CONSTANTS: Mapping[str, Value] = MappingProxyType({"seo": "CreativeWork", "annotations": []})

#: What every ``schema-jsonld`` says, next to ``@id``, ``description`` and ``keywords``.
MARKUP: Mapping[str, Value] = MappingProxyType(
    {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "license": "CC0",
        "name": "CreativeWork",
        "creator": {"@type": "Organization", "name": "WikiPathways"},
    }
)

_MARKUP_VALUES = frozenset({"@id", "description", "keywords"})

#: What stands in place of a keyword where there is none; ``NA`` is a gene's symbol there.
_NO_KEYWORD = frozenset({"", ".na.character"})

_EMBEDDED = MappingProxyType({Kind.GENE: "genes", Kind.CHEMICAL: "chemicals", Kind.DISEASE: "diseases"})

#: The keys of an embedded row, in the order of :data:`COLUMNS`: those of the oldest tables, which came of such rows.
_ROW_KEYS: Mapping[Kind, tuple[str | None, ...]] = MappingProxyType(
    {
        kind: tuple(next(iter({*column} & {*headers[-1].split("\t")}), None) for column in COLUMNS[kind])
        for kind, headers in KNOWN_HEADERS.items()
    }
)

_ROW_NAMES = {kind: tuple(name or "" for name in names) for kind, names in _ROW_KEYS.items()}
_ROW_KEY_SETS = {kind: frozenset(names) - {""} for kind, names in _ROW_NAMES.items()}


class Page:
    """Front matter with its place, which turns keys into texts and reports what does not fit."""

    def __init__(self, front: Mapping[str, Value], content: bytes, place: str, findings: list[Finding]) -> None:
        """Read ``front``, which was parsed from ``content``; ``place`` is what findings show."""
        self.front = front
        self.place = place
        self._content = content
        self._findings = findings

    def report(self, code: str, key: str, found: str) -> None:
        """Add a finding at the line of ``key``."""
        self._findings.append(self._finding(code, key, found))

    def refuse(self, code: str, key: str, found: str) -> RecordError:
        """The error that leaves this record out, at the line of ``key``."""
        return RecordError(self._finding(code, key, found))

    def text(self, key: str) -> str | None:
        """The text of ``key``, or ``None`` where it is missing in any of the ways of the database."""
        value = self.front.get(key, "")
        if not isinstance(value, str):
            raise self._wrong_type(key, value, "a text")
        text = value if value.isprintable() else self._clean(key, value)
        return None if is_missing(text) else text

    def required(self, key: str) -> str:
        """The text of ``key``; the record is left out where it is missing."""
        text = self.text(key)
        if text is None:
            raise self.refuse("missing-key", key, self.shown(key))
        return text

    def shown(self, key: str) -> str:
        """What stands under ``key``, for a finding."""
        return quoted(str(self.front[key])) if key in self.front else "nothing"

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of ``key``, a list or a scalar that stands for a list of one; missing items are left out."""
        return tuple(text for text in self._items(key, self.front.get(key, [])) if not is_missing(text))

    def value(self, key: str, read: Callable[[str], str | None], code: str) -> str | None:
        """What ``read`` makes of the text of ``key``; a text that it refuses is reported as ``code``."""
        text = self.text(key)
        if text is None:
            return None
        value = read(text)
        if value is None:
            self.report(code, key, quoted(text))
        return value

    def line(self, key: str) -> int:
        """The line, from 1, that a key of the front matter stands on."""
        return self._lines.get(key, 1)

    def has_rows(self, kind: Kind) -> bool:
        """Whether there is a place for rows of a kind; they may still be none."""
        return _EMBEDDED[kind] in self.front

    def rows(self, kind: Kind) -> Rows:
        """The rows embedded under ``genes``, ``chemicals`` or ``diseases``."""
        key = _EMBEDDED[kind]
        entries = self.front.get(key) or []
        if not isinstance(entries, list):
            raise self._wrong_type(key, entries, "a list")
        rows = _usual_rows(entries, kind)
        if rows is None:
            rows = [self._row(key, entry, kind) for entry in entries]
        numbers = range(1, len(rows) + 1)
        return Rows(kind, f"{self.place}: {key}", rows, numbers, is_human=kind is Kind.GENE)

    def markup(self) -> tuple[str, ...]:
        """Keywords of ``schema-jsonld``; the rest of it must be the usual constants."""
        markup = self.front.get("schema-jsonld", {})
        if not isinstance(markup, dict):
            raise self._wrong_type("schema-jsonld", markup, "a mapping")
        constants = {key: value for key, value in markup.items() if key not in _MARKUP_VALUES}
        if not constants.items() <= MARKUP.items():
            for key in sorted(key for key, value in constants.items() if value != MARKUP.get(key)):
                self.report("unexpected-constant", f"schema-jsonld.{named(key)}", quoted(str(markup[key])))
        keywords = dict.fromkeys(self._items("schema-jsonld", markup.get("keywords", [])))
        return tuple([keyword for keyword in keywords if keyword not in _NO_KEYWORD])

    def check_keys(self) -> None:
        """Report keys that no dialect has, and constants that are not constant."""
        if not self.front.keys() <= KEYS:
            for key in sorted(self.front.keys() - KEYS):
                self.report("unknown-key", named(key), quoted(key))
        for key, constant in CONSTANTS.items():
            if self.front.get(key, constant) != constant:
                self.report("unexpected-constant", key, quoted(str(self.front[key])))

    def _row(self, key: str, entry: Value, kind: Kind) -> Row:
        if not isinstance(entry, dict):
            raise self._wrong_type(key, entry, "a mapping")
        names = _ROW_KEYS[kind]
        for name in sorted(entry.keys() - set(names)):
            self.report("unknown-key", f"{key}.{named(name)}", quoted(name))
        return tuple(self._row_cell(key, entry.get(name, "") if name else "") for name in names)

    def _row_cell(self, key: str, value: Value) -> str:
        if not isinstance(value, str):
            raise self._wrong_type(key, value, "a text")
        return self._clean(key, value)

    def _items(self, key: str, value: Value) -> list[str]:
        items = value if isinstance(value, list) else [value]
        if _are_usual(items):
            return items
        texts = []
        for item in items:
            if not isinstance(item, str):
                raise self._wrong_type(key, item, "a text")
            texts.append(self._clean(key, item))
        return texts

    def _clean(self, key: str, text: str) -> str:
        if not has_control_characters(text):
            return text
        self.report("control-character", key, quoted(text))
        return without_control_characters(text)

    def _wrong_type(self, key: str, value: Value, expected: str) -> RecordError:
        kind = "a text" if isinstance(value, str) else "a list" if isinstance(value, list) else "a mapping"
        return self.refuse("wrong-type", key, f"{kind} in place of {expected}")

    def _finding(self, code: str, key: str, found: str) -> Finding:
        return Finding(f"{self.place}:{self.line(key.partition('.')[0])}", key, code, found)

    @cached_property
    def _lines(self) -> Mapping[str, int]:
        return lines_of(self._content)


def _are_usual(values: Sequence[Value]) -> TypeGuard[list[str]]:
    """Whether all are texts, and without any character that has to be looked at."""
    return {*map(type, values)} <= {str} and "".join(cast("list[str]", values)).isprintable()


def _usual_rows(entries: list[Value], kind: Kind) -> list[Row] | None:
    """Rows of entries that have the usual keys and nothing but plain texts; ``None`` for any others."""
    rows: list[tuple[Value, ...]] = []
    for entry in entries:
        if not isinstance(entry, dict) or not entry.keys() <= _ROW_KEY_SETS[kind]:
            return None
        rows.append(tuple([entry.get(name, "") for name in _ROW_NAMES[kind]]))
    cells = [*chain.from_iterable(rows)]
    return cast("list[Row]", rows) if _are_usual(cells) else None
