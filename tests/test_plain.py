"""The quick reader against PyYAML: whatever it reads is what PyYAML reads, with every scalar as text."""

import importlib
import random
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pfocr_rdf.errors import RecordError
from pfocr_rdf.frontmatter import _Walk
from pfocr_rdf.plain import MAX_PLAIN_LENGTH, read_plain

ROOT = Path(__file__).parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
FIGURES = sorted(CORPUS.glob("pfocr-database*/_figures/*.md"))

#: What YAML allows and a record may not have.
BEYOND_RECORDS = {"yaml-alias", "duplicate-key", "complex-key", "not-a-mapping"}

LIBYAML = yaml.__with_libyaml__


def front_matter(path: Path) -> str:
    """The text between the two fences of a record."""
    return path.read_bytes().decode().removeprefix("---\n").removesuffix("---\n")


def full(text: str) -> Any:
    """What PyYAML reads, every scalar as text; raises ``yaml.YAMLError``. Not for deep nesting, on which it crashes."""
    return yaml.load(text, Loader=yaml.CBaseLoader if LIBYAML else yaml.BaseLoader)


def written(record: Any, width: int = 80) -> str:
    """``record`` as R's yaml package writes it: by libyaml's emitter, lists not indented."""
    dumper = yaml.CSafeDumper if LIBYAML else yaml.SafeDumper
    return str(yaml.dump(record, Dumper=dumper, allow_unicode=True, width=width, sort_keys=False))


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_every_seed_is_read_quickly_and_as_pyyaml_reads_it(path: Path) -> None:
    """The records that the package brings along are of the kind that R writes."""
    text = front_matter(path)
    assert read_plain(text) == full(text)


@pytest.mark.skipif(not FIGURES, reason="the corpus is not at ../shared/corpus")
def test_the_corpus_is_read_as_pyyaml_reads_it_and_nearly_all_of_it_quickly() -> None:
    """No value of any figure differs, and at most one figure in twenty takes the exact reader."""
    texts = [front_matter(path) for path in FIGURES]
    read = [(read_plain(text), full(text)) for text in texts]
    assert all(quick == slow for quick, slow in read if quick is not None)
    assert sum(quick is not None for quick, _ in read) >= 0.95 * len(texts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 9_1_1\nb: NO\nc: ~\nd: 1e5\n", {"a": "9_1_1", "b": "NO", "c": "~", "d": "1e5"}),
        ("a:\nb: ''\n", {"a": "", "b": ""}),
        ("a: []\nb: {}\n", {"a": [], "b": {}}),
        ("a: one\n  two\n  three\n", {"a": "one two three"}),
        ("a: 'one: it''s\n  # two'\n", {"a": "one: it's # two"}),
        ("a: one  two\n  - three\n", {"a": "one  two - three"}),
        ("a: 'ends in a space '\n", {"a": "ends in a space "}),
        ("a: '\n  one\n  '\n", {"a": " one "}),
        ("a:\n- one\n- two\n  three\n", {"a": ["one", "two three"]}),
        ("a:\n  - one\n  - 'two'\n", {"a": ["one", "two"]}),
        ("a:\n- -RANKL\n- ---\n- a:b\n- c#d\n", {"a": ["-RANKL", "---", "a:b", "c#d"]}),
        ("a:\n- 'It''s'\n- 'On'\n", {"a": ["It's", "On"]}),
        ("a:\n- b: 1\n  c: '2'\n- b: 3\n  c: x\n    y\n", {"a": [{"b": "1", "c": "2"}, {"b": "3", "c": "x y"}]}),
        (
            "a:\n  '@id': x\n  b:\n    c: d\n  e:\n  - f\ng: h\n",
            {"a": {"@id": "x", "b": {"c": "d"}, "e": ["f"]}, "g": "h"},
        ),
        ("a: é\xa0δ\n", {"a": "é\xa0δ"}),
        ("a: no line end", {"a": "no line end"}),
    ],
)
def test_what_r_writes_is_read(text: str, expected: object) -> None:
    """Scalars, folds, lists, rows and nested mappings come out as they were meant, and as PyYAML reads them."""
    assert read_plain(text) == expected == full(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "- a\n",
        "text\n",
        " a: b\n",
        "a:b\n",
        "a : b\n",
        "a:  b\n",
        "a: \n",
        "a: b \n",
        "a: b \n  c\n",
        "a: b\n   c\n",
        "a: b\n c\n",
        "a: b\n\n  c\n",
        "a: b\n\nc: d\n",
        "a: b\na: c\n",
        "a:\n  b: c\n  b: d\n",
        "a:\n- b: c\n  b: d\n",
        "a: b # c\n",
        "a: b\n  # c\n",
        "# a\nb: c\n",
        "a: b: c\n",
        "a: b\n  c: d\n",
        "a: b:\n",
        "a: b:\n  c\n",
        "a: - b\n",
        "a: -\n",
        "a: ? b\n",
        "? a\n",
        "? a\n: b\n",
        "a: &b c\n",
        "a: *b\n",
        "a: !b c\n",
        "a: |\n  b\n",
        "a: >\n  b\n",
        "a: [b]\n",
        "a: {b: c}\n",
        "a: 'b\n",
        "a: 'b' c\n",
        "a: 'b'c'\n",
        "a: 'b'\n  'c'\n",
        "a: '\n",
        "a: b\n- c\n",
        "a:\n- b\n c\n",
        "a:\n  b: c\n- d\n",
        "a:\n- b\n  - c: d\n",
        "a:\n- - b\n",
        "a:\n-\n",
        "a:\n- b: c\n- d: e\n",
        "a:\n- b: c\n  d: e\n- b: f\n",
        "a:\n- b: c\n- d\n",
        "a:\n- b:\n    c: d\n",
        "a:\n  b\n",
        'a: "b"\n',
        "'a': b\n",
        '"a": b\n',
        "<<: a\n",
        "a: %b\n",
        "%TAG ! b\n",
        "a: @b\n",
        "a: `b\n",
        "---\na: b\n",
        "a: b\n---\nc: d\n",
        "a: b\n...\n",
        "a:\tb\n",
        "a: b\tc\n",
        "a: b\r\n",
        "a: b\x00\n",
        "a: b\x07\n",
        "a: b\x7f\n",
        "a: b\x85c\n",
        "a: b\u2028c\n",
        "a: 'b\u2029c'\n",
        "\ufeffa: b\n",
        "a: b\ufeff\n",
        "a: b\ud800\n",
        "a: b\uffff\n",
        "é: b\n",
        "a" * 2000 + ": b\n",
        "a:\n  b:\n    c:\n      d:\n        e: f\n",
        "a: " + "b" * MAX_PLAIN_LENGTH + "\n",
    ],
)
def test_anything_unusual_is_left_to_the_exact_reader(text: str) -> None:
    """Each of these is no YAML, or YAML that R never writes for a record."""
    assert read_plain(text) is None


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
TEXTS = st.builds(
    lambda words, glue: glue.join(words),
    st.lists(WORDS | st.sampled_from(["-", "#", ":", "'", "''", "a:", "[]", "|", "NO", "é", "…"]), max_size=30),
    st.sampled_from([" ", " ", "  "]),
)
ROWS = st.lists(st.fixed_dictionaries({"word": TEXTS, "symbol": TEXTS, "entrez": TEXTS}), min_size=1, max_size=4)
RECORDS = st.fixed_dictionaries(
    {"figid": WORDS, "caption": TEXTS, "year": st.sampled_from(["2019", ""]), "organisms": st.lists(TEXTS, min_size=1)},
    optional={
        "genes": ROWS | st.just([]),
        "schema-jsonld": st.fixed_dictionaries(
            {"@id": WORDS, "description": TEXTS, "creator": st.fixed_dictionaries({"@type": WORDS, "name": TEXTS})},
            optional={"keywords": st.lists(TEXTS, min_size=1)},
        ),
    },
)


@given(RECORDS, st.sampled_from([20, 40, 80, 80, 200]))
@settings(max_examples=60)
def test_a_record_that_r_could_have_written_is_read_back(record: dict[str, Any], width: int) -> None:
    """What libyaml's emitter writes, folded at any width, is read back; quickly, unless it wrote double quotes."""
    text = written(record, width)
    quick = read_plain(text)
    assert quick == record or (quick is None and ('"' in text or "? " in text))


NASTY = " :-#'\"[]{}|>&*!%@?,\t\n\r\x85\u2028\ufeff\x00é"
PARTS = [
    *NASTY,
    *NASTY,
    "\n  ",
    "\n- ",
    "  ",
    ": ",
    " #",
    "''",
    "\n\n",
    "- - ",
    "[]",
    "|\n",
    "\n---\n",
    ":\n",
    "\n- a: b",
]
SOURCES = [
    "a: b c\n  d e\nb: 'c: d''s\n  e'\nc:\n- d\n- 'e'\nf: []\n",
    "a:\n- b: c d\n  e: '1'\n- b: -f\n  e: '2'\ng: h\n",
    "s:\n  '@id': x/y\n  d: one two\n    three\n  c:\n    '@type': t\n    n: w\n  k:\n  - l m\n  - n\n    o\nw: z\n",
    "a:\n  - b\n  - c d\n    e\nf:\n  - g: h\n    i: j\n",
]


def edited(text: str, edits: list[tuple[int, int, str, int]]) -> str:
    """``text`` with a few characters put in, taken out or written over, near where its lines begin and end."""
    for line, step, part, length in edits:
        ends = [found.start() for found in re.finditer("\n", text)] or [0]
        place = min(max(ends[line % len(ends)] + step, 0), len(text))
        text = text[:place] + part + text[place + length :]
    return text


EDITS = st.tuples(st.integers(0, 20), st.integers(-9, 9), st.sampled_from(["", *PARTS]), st.integers(0, 2))
DAMAGED = st.builds(edited, st.sampled_from(SOURCES), st.lists(EDITS, min_size=1, max_size=4))


def full_or_none(text: str) -> Any:
    """What PyYAML reads, or ``None`` where it raises."""
    try:
        return full(text)
    except yaml.YAMLError:
        return None


@given(DAMAGED)
@settings(max_examples=400)
def test_damage_is_refused_or_read_as_pyyaml_reads_it(text: str) -> None:
    """The quick reader never reads what PyYAML refuses, nor reads it otherwise."""
    quick = read_plain(text)
    assert quick is None or quick == full(text)


@given(DAMAGED)
@settings(max_examples=400)
@pytest.mark.skipif(not LIBYAML, reason="PyYAML is built without libyaml")
def test_the_exact_reader_agrees_with_pyyaml_on_damage(text: str) -> None:
    """It reads the same, and refuses more only where a record must not have what YAML allows."""
    assume(not text.startswith("\ufeff"))  # a byte order mark begins PyYAML's text, but not the file
    assume("\n---" not in f"\n{text}".replace("\r", "\n"))  # ends the front matter
    expected = full_or_none(text)
    try:
        found = _Walk(f"---\n{text}", "record").record()
    except RecordError as error:
        assert expected is None or error.finding.code in BEYOND_RECORDS  # noqa: PT017 - both outcomes are right
    else:
        assert found == expected


def generated() -> Iterator[str]:
    """Front matter of made-up records of both dialects, with the benchmarks' captions, lists and rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "benchmarks")
        synthetic, lexicons = importlib.import_module("synthetic"), importlib.import_module("lexicons")
    made = synthetic.records(10**9, lexicons.Lexicons(7), random.Random(7))
    return (text.removeprefix("---\n").removesuffix("---\n") for path, text, _ in made if path.startswith("_figures/"))


@cache
def some_generated() -> list[str]:
    """A few of them, for hypothesis to damage."""
    return [*islice(generated(), 40)]


def randomly_edited(text: str, chance: random.Random) -> str:
    """``text`` with one to three edits at line ends anywhere in it."""
    lines = text.count("\n")
    edits = [
        (chance.randrange(lines), chance.randint(-9, 9), chance.choice(["", *PARTS]), chance.randint(0, 2))
        for _ in range(chance.randint(1, 3))
    ]
    return edited(text, edits)


def test_generated_records_and_their_mutations_are_read_as_pyyaml_reads_them(request: pytest.FixtureRequest) -> None:
    """Of 2,000 records, and 100,000 under ``--full``, each is read quickly, and each damaged one the same or not."""
    chance = random.Random(7)
    for text in islice(generated(), 100_000 if request.config.getoption("--full") else 2_000):
        assert read_plain(text) == (full(text) if len(text) <= MAX_PLAIN_LENGTH else None)
        mutated = randomly_edited(text, chance)
        quick = read_plain(mutated)
        assert quick is None or quick == full(mutated)


LONG_EDITS = st.tuples(st.integers(0, 300), st.integers(-9, 9), st.sampled_from(["", *PARTS]), st.integers(0, 2))


@given(st.integers(0, 39), st.lists(LONG_EDITS, min_size=1, max_size=4))
@settings(max_examples=200)
def test_damage_to_a_whole_record_is_refused_or_read_as_pyyaml_reads_it(
    number: int, edits: list[tuple[int, int, str, int]]
) -> None:
    """As above, where hypothesis looks for the damage, and tells the smallest."""
    text = edited(some_generated()[number], edits)
    quick = read_plain(text)
    assert quick is None or quick == full(text)
