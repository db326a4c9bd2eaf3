"""Front matter: what is between the fences, every scalar as text, and a finding for each way to be wrong."""

import time
from collections.abc import Iterator

import pytest
import yaml

from pfocr_rdf import frontmatter
from pfocr_rdf.errors import Finding, RecordError, Severity
from pfocr_rdf.frontmatter import MAX_DEPTH, MAX_RECORD_BYTES, Value, lines_of, parse
from pfocr_rdf.plain import MAX_PLAIN_LENGTH, read_plain

LIBYAML = yaml.__with_libyaml__


def read(front: str) -> dict[str, Value]:
    """What ``front`` is between two fences, where it must be without findings."""
    findings: list[Finding] = []
    value = parse(f"---\n{front}\n---\n".encode(), "a.md", findings)
    assert findings == []
    return value


def refused(content: bytes) -> Finding:
    """The finding that leaves out a record with this content."""
    with pytest.raises(RecordError) as caught:
        parse(content, "a.md", [])
    assert caught.value.finding.severity is Severity.ERROR
    return caught.value.finding


def refused_front(front: str) -> Finding:
    """The finding that leaves out a record with this front matter."""
    return refused(f"---\n{front}\n---\n".encode())


def warned(content: bytes) -> tuple[dict[str, Value], Finding]:
    """What is read of a record with this content, and its only finding."""
    findings: list[Finding] = []
    value = parse(content, "a.md", findings)
    (finding,) = findings
    assert finding.severity is Severity.WARNING
    return value, finding


# What YAML would convert stays text, in whatever style it is written.


@pytest.mark.parametrize(
    "word",
    [
        "NO",
        "On",
        "yes",
        "null",
        "~",
        "1e5",
        "9_1_1",
        "0b11",
        "1_000.5",
        "0x1F",
        "017",
        "1:30",
        ".inf",
        "NaN",
        "2019-03-01",
    ],
)
def test_words_stay_words(word: str) -> None:
    """No gene becomes a number, a date or a truth value, neither in the quick nor in the exact reader."""
    assert read(f"a: {word}\nb: '{word}'") == {"a": word, "b": word}
    assert read(f'a: {word}\nb: "{word}"\n{word}: {word}') == {"a": word, "b": word, word: word}


@pytest.mark.parametrize("absent", ["a:", "a: ''", 'a: ""', "a:   # nothing"])
def test_an_absent_value_is_the_empty_text(absent: str) -> None:
    """YAML's null does not exist here."""
    assert read(absent) == {"a": ""}


@pytest.mark.parametrize(
    "title",
    ["'| Hippo pathway'", "'[Notch] signalling'", "': a title'", "'It''s'", "'two  spaces and one behind '", "'# 1'"],
)
def test_traps_of_real_titles(title: str) -> None:
    """Titles of the database that begin with what means something to YAML, or whose spaces matter."""
    assert read(f"figtitle: {title}") == {"figtitle": title[1:-1].replace("''", "'")}


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("a: >\n  b\n  c\n", {"a": "b c\n"}),
        ("a: |-\n  b\n  c\n", {"a": "b\nc"}),
        ('a: "b\\u00e9\\\n  c"', {"a": "béc"}),
        ("a: {b: [c, d], e: {}}", {"a": {"b": ["c", "d"], "e": {}}}),
        ("? a\n: b", {"a": "b"}),
        ("a:\n- b\n- b\n", {"a": ["b", "b"]}),
        ("a: b # c\n# d", {"a": "b"}),
        ("a: 'b\n\n  c'", {"a": "b\nc"}),
        ("a:\n- b: c\n- d", {"a": [{"b": "c"}, "d"]}),
        ("a: b\u2028  c", {"a": "b\u2028c"}),
    ],
)
@pytest.mark.skipif(not LIBYAML, reason="PyYAML is built without libyaml")
def test_all_of_yaml_is_read_where_the_quick_reader_gives_up(front: str, expected: object) -> None:
    """Block scalars, double quotes, flow collections, comments, blank lines, other line breaks."""
    assert read(front) == expected == yaml.load(front, Loader=yaml.CBaseLoader)


# The file


@pytest.mark.parametrize("end", ["---\n", "---", "---  \n", "...\n", "---\n\n \n\n"])
def test_the_front_matter_ends_at_the_next_fence(end: str) -> None:
    """Spaces behind a fence and blank lines after it are nothing."""
    findings: list[Finding] = []
    assert parse(f"--- \na: b\n{end}".encode(), "a.md", findings) == {"a": "b"}
    assert findings == []


def test_a_byte_order_mark_is_skipped() -> None:
    """It is reported."""
    value, finding = warned(b"\xef\xbb\xbf---\na: b\n---\n")
    assert (value, finding.code, finding.where) == ({"a": "b"}, "byte-order-mark", "a.md:1")


@pytest.mark.parametrize(("end", "line"), [(b"\r\n", 1), (b"\r", 1)])
def test_other_line_ends_are_read_as_lf(end: bytes, line: int) -> None:
    """It is reported once, with the number of CR, and folds as LF does."""
    value, finding = warned(b"---\na: b\n  c\nd: 'e\n\n  f'\n---\n".replace(b"\n", end))
    assert value == {"a": "b c", "d": "e\nf"}
    assert (finding.code, finding.where, finding.found) == ("carriage-return", f"a.md:{line}", "7 CR")


def test_text_after_the_front_matter_is_ignored() -> None:
    """It is reported with its first line."""
    value, finding = warned(b"---\na: b\n---\n\nA body.\nMore.\n")
    assert (value, finding.code, finding.where) == ({"a": "b"}, "text-after-front-matter", "a.md:5")
    assert finding.found == "'A body.'"


@pytest.mark.parametrize(
    ("content", "code", "where"),
    [
        (b"", "no-front-matter", "a.md:1"),
        (b"figid: a\n", "no-front-matter", "a.md:1"),
        (b"\n---\na: b\n---\n", "no-front-matter", "a.md:1"),
        (b"----\na: b\n---\n", "no-front-matter", "a.md:1"),
        (b"--- a: b\n---\n", "no-front-matter", "a.md:1"),
        (b"---\n", "unclosed-front-matter", "a.md:2"),
        (b"---\na: b\nc: d\n", "unclosed-front-matter", "a.md:4"),
        (b"---\na: b\n ---\n----\n", "unclosed-front-matter", "a.md:5"),
        (b"---\na: b\n---\n---\nc: d\n---\n", "two-documents", "a.md:4"),
        (b"---\na: b\n---\nc: d\n---\n", "two-documents", "a.md:5"),
        (b"---\na: b\n--- c\n---\n", "two-documents", "a.md:3"),
        (b"---\na: b\nc: \xe9\n---\n", "not-utf-8", "a.md:3"),
        (b"\xff\xfe-\0-\0-\0\n\0", "not-utf-8", "a.md:1"),
        (b"---\na: \xed\xa0\x80\n---\n", "not-utf-8", "a.md:2"),
        (b"---\na: b\nc: d\0e\n---\n", "nul-character", "a.md:3"),
        (b"---\na: " + b"b" * MAX_RECORD_BYTES + b"\n---\n", "too-large", "a.md"),
        (b"x" * 50_000_000, "too-large", "a.md"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_file_that_is_no_record_is_refused(content: bytes, code: str, where: str) -> None:
    """The line is the one to look at."""
    finding = refused(content)
    assert (finding.code, finding.where) == (code, where)


def test_latin_1_is_told_by_its_first_byte() -> None:
    """Byte and offset help to find the character in an editor that shows it rightly."""
    assert refused("---\ntitle: é\n---\n".encode("latin-1")).found == "byte 0xE9 at offset 11"


def test_utf_16_is_told_by_its_name() -> None:
    """Its byte order mark gives it away."""
    assert refused("---\na: b\n---\n".encode("utf-16")).found == "UTF-16"


# The YAML


@pytest.mark.parametrize(
    ("front", "code", "line"),
    [
        ("a: b\nc: d: e", "broken-yaml", 3),
        ("a: b\nc: [d", "broken-yaml", 4),
        ("a: 'b", "broken-yaml", 3),
        ("a: b\n\tc: d", "broken-yaml", 3),
        ("a: b\nc: @d", "broken-yaml", 3),
        ("a: b\né: \u2028é\x07", "broken-yaml", 3),
        ("a: b\nc", "broken-yaml", 4),
        ('a: "\\q"', "broken-yaml", 2),
        ('a: "\\ud800"', "broken-yaml", 2),
        ("%YAML 1.1", "broken-yaml", 3),
        ("a: b\nc: &d e", "yaml-alias", 3),
        ("a: b\nc: *d", "yaml-alias", 3),
        ("a: b\n*d : c", "yaml-alias", 3),
        ("a: b\nc: !!str d", "yaml-alias", 3),
        ("a: b\nc: ! d", "yaml-alias", 3),
        ("a: &b []", "yaml-alias", 2),
        ("!!map\na: b", "yaml-alias", 2),
        ("%TAG ! tag:x,2000:", "yaml-alias", 2),
        ("a: b\nc: d\na: e", "duplicate-key", 4),
        ("a:\n  b: c\n  'b': d", "duplicate-key", 4),
        ("a: b\n<<: {c: d}", "complex-key", 3),
        ("a: b\n? [c]\n: d", "complex-key", 3),
        ("a: b\n{c: d}: e", "complex-key", 3),
        ("", "not-a-mapping", 1),
        ("# a comment", "not-a-mapping", 1),
        ("- a\n- b", "not-a-mapping", 1),
        ("only text", "not-a-mapping", 1),
    ],
)
def test_yaml_that_no_record_has_is_refused(front: str, code: str, line: int) -> None:
    """The line is the one of the fault, in the file, as an editor counts."""
    finding = refused_front(front)
    assert (finding.code, finding.where) == (code, f"a.md:{line}")


def test_broken_yaml_is_shown_with_what_the_parser_says() -> None:
    """The reader of the report sees the line and the reason."""
    finding = refused_front("a: b\nfigtitle: Hippo: a pathway")
    assert finding.found.startswith("'figtitle: Hippo: a pathway' (mapping values are not allowed ")


def test_a_repeated_key_is_named() -> None:
    """It is the key of the finding."""
    finding = refused_front("year: '2019'\nyear: '2020'")
    assert (finding.key, finding.found) == ("year", "a second 'year'")


def test_the_depth_that_is_allowed_is_read() -> None:
    """One more level is refused."""
    depth = MAX_DEPTH - 1
    value = read(f"a: {'[' * depth}{']' * depth}")["a"]
    for _ in range(depth - 1):
        assert isinstance(value, list)
        (value,) = value
    assert value == []
    assert refused_front(f"a: {'[' * MAX_DEPTH}{']' * MAX_DEPTH}").code == "too-deep"


def test_an_alias_bomb_is_refused_at_its_first_anchor() -> None:
    """Nothing is expanded."""
    bomb = "a0: &a0 [x, x]\n" + "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))
    finding = refused_front(bomb)
    assert (finding.code, finding.where) == ("yaml-alias", "a.md:2")


#: Texts that make a careless parser slow or crash: a name, what is repeated, and how it is refused.
HOSTILE = [
    ("brackets", "[" * 50_000, {"too-deep"}),
    ("a MiB of brackets", "[" * (MAX_RECORD_BYTES - 9), {"too-deep"}),
    ("braces", "{" * 50_000, {"complex-key"}),
    ("brackets under each other", "[\n" * 50_000, {"too-deep"}),
    ("lists in lists", "- " * 50_000 + "a", {"too-deep"}),
    ("keys in keys", "? " * 50_000 + "a", {"complex-key"}),
    ("brackets under a key", "a: " + "[" * 50_000 + "]" * 50_000, {"too-deep"}),
    ("nested keys", "".join(" " * depth + "a:\n" for depth in range(1400)), {"too-deep"}),
    ("anchored brackets", "&a [" * 50_000, {"yaml-alias"}),
    ("directives", "a: b\n" + "".join(f"%TAG !{n}! b\n" for n in range(50_000)), {"yaml-alias"}),
    ("keys", "".join(f"k{n}: v\n" for n in range(60_000)), {"too-many-values"}),
    ("items", "a:\n" + "- b\n" * 200_000, {"too-many-values"}),
    ("empty lists", f"a: [{'[],' * 200_000}]", {"too-many-values"}),
    ("quotation marks", "a: " + "'" * 1_000_001, {"broken-yaml"}),
    ("colons", ":" * 1_000_000, {"broken-yaml", "not-a-mapping"}),
    ("colons and spaces", "a" + ": " * 500_000, {"broken-yaml"}),
    ("percent signs", "%" * 1_000_000, {"broken-yaml"}),
    ("tabs", "\t" * 1_000_000, {"broken-yaml", "not-a-mapping"}),
    ("documents", "--- a\n" * 150_000, {"not-a-mapping", "two-documents"}),
]


@pytest.mark.parametrize(("front", "codes"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
@pytest.mark.skipif(not LIBYAML, reason="PyYAML is built without libyaml")
def test_hostile_front_matter_is_refused_quickly(front: str, codes: set[str]) -> None:
    """No time grows with the square of the text: that would take a minute, and this takes a tenth of a second."""
    start = time.thread_time()
    assert refused_front(front).code in codes
    assert time.thread_time() - start < 10


@pytest.mark.parametrize(
    "front",
    ["a: b\n" + "\n" * 1_000_000, f"a: b{' ' * 1_000_000}", "a: b\n" + "# c\n" * 250_000, "a: b\n" + "  c\n" * 250_000],
    ids=["blank lines", "spaces", "comments", "folds"],
)
@pytest.mark.skipif(not LIBYAML, reason="PyYAML is built without libyaml")
def test_long_front_matter_is_read_quickly(front: str) -> None:
    """A MiB that is legal takes no longer."""
    start = time.thread_time()
    assert list(read(front)) == ["a"]
    assert time.thread_time() - start < 10


def test_no_short_text_has_too_many_values() -> None:
    """Whether a record is refused does not depend on which reader reads it."""
    rows = (MAX_PLAIN_LENGTH - len("a:\n")) // len("- b: c\n")
    densest = "a:\n" + "- b: c\n" * rows
    assert read_plain(densest) == {"a": [{"b": "c"}] * rows}
    assert read(f"{densest}# read by the exact reader") == {"a": [{"b": "c"}] * rows}


@pytest.fixture
def own_parser() -> Iterator[None]:
    """PyYAML's own parser in place of libyaml's, as where PyYAML was built without it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frontmatter, "_LOADER", yaml.BaseLoader)
        yield


@pytest.mark.usefixtures("own_parser")
@pytest.mark.parametrize(
    ("front", "code"),
    [
        ("a: b: c", "broken-yaml"),
        ("a: b\x07", "broken-yaml"),
        ('a: "\\ud800"', "broken-yaml"),
        ('a: "\\UFFFFFFFF"', "broken-yaml"),
        ('a: "\\U7FFFFFFF"', "broken-yaml"),
        ("a: " + "[" * 2000, "too-deep"),
        ("- " * 2000 + "a", "too-deep"),
    ],
)
def test_without_libyaml_errors_are_findings_too(front: str, code: str) -> None:
    """PyYAML's own parser raises other errors, and takes half of a surrogate pair for a character."""
    assert refused_front(front).code == code


@pytest.mark.usefixtures("own_parser")
def test_without_libyaml_values_are_the_same() -> None:
    """The same walk goes along the events of either parser."""
    assert read('a: "b"\nc: [d, 1e5]\ne: {f: }') == {"a": "b", "c": ["d", "1e5"], "e": {"f": ""}}


# Lines of keys


@pytest.mark.parametrize(
    ("content", "key", "line"),
    [
        (b"---\na: b\nc: d\n---\n", "c", 3),
        (b"---\r\na: b\r\nc: d\r\n---\r\n", "c", 3),
        (b"---\ra: b\rc: d\r---\r", "c", 3),
        (b"---\na:\n  c: d\nc:\n- e\n---\n", "c", 4),
        (b"---\na: b\n'@c': d\n---\n", "@c", 3),
        (b'---\na: b\n"c" : d\n---\n', "c", 3),
        (b"---\na: b\ncc: d\nc: d\n---\n", "c", 4),
        (b"---\na: b\n---\n", "c", None),
        (b"---\nc://a\n---\n", "c", None),
        (b"---\na.c: b\naxc: d\na.c: e\n", "a.c", 2),
        (b"\xff\nc: d\n", "c", 2),
        ("---\ná: b\né: c\n---\n".encode(), "é", 3),
    ],
)
def test_the_line_of_a_key_is_found(content: bytes, key: str, line: int | None) -> None:
    """Only at the top level, in any line ends, and quoted or not."""
    assert lines_of(content).get(key) == line
