"""One text to one value: what is taken, what is refused, and what counts as missing."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Store

from pfocr_rdf.identifiers import page_address
from pfocr_rdf.values import (
    MISSING,
    MISSING_CELL,
    as_chebi,
    as_doi,
    as_doid,
    as_figid,
    as_mesh,
    as_ncbi_id,
    as_ndex,
    as_path,
    as_pmcid,
    as_rank,
    as_score,
    as_wpid,
    as_year,
    has_control_characters,
    without_control_characters,
)

UUID = "0626a9a9-df0c-11ea-99da-0ac135e8bacf"

#: Every reader of an identifier, with a text that it takes.
READERS: tuple[tuple[Callable[[str], str | None], str], ...] = (
    (as_pmcid, "PMC4745709"),
    (as_figid, "PMC2864807__09_173_.de_ref2"),
    (as_year, "2019"),
    (as_score, "0.8516313"),
    (as_rank, "17"),
    (as_doi, "10.34133/research.0675"),
    (as_ndex, UUID),
    (as_wpid, "WP5382"),
    (as_ncbi_id, "3553"),
    (as_mesh, "D002118"),
    (as_chebi, "22984"),
    (as_doid, "0080600"),
)
IDS = [reader.__name__ for reader, _ in READERS]


@pytest.mark.parametrize(("read", "text"), READERS, ids=IDS)
def test_a_value_of_the_right_form_stays_as_written(read: Callable[[str], str | None], text: str) -> None:
    """Nothing is changed about a value that is in order."""
    assert read(text) == text


@pytest.mark.parametrize(("read", "text"), READERS, ids=IDS)
@pytest.mark.parametrize("around", ["{} ", " {}", "{}\n", "<{}>", "{0} {0}"])
def test_anything_around_a_value_is_refused(read: Callable[[str], str | None], text: str, around: str) -> None:
    """A whole text is a value or is none; in particular a final line break is not overlooked."""
    assert read(around.format(text)) is None


@pytest.mark.parametrize(("read", "text"), READERS, ids=IDS)
def test_nothing_is_no_value(read: Callable[[str], str | None], text: str) -> None:
    """The empty text and every placeholder are refused by each reader of an identifier."""
    assert text
    assert {read(missing) for missing in MISSING | MISSING_CELL} == {None}


@pytest.mark.parametrize(("read", "text"), READERS, ids=IDS)
def test_only_digits_from_0_to_9_are_digits(read: Callable[[str], str | None], text: str) -> None:
    """Arabic-Indic digits are digits to Unicode, and would make an identifier that no database has."""
    foreign = text.translate({ord("0") + digit: 0x0660 + digit for digit in range(10)})
    value = read(foreign)
    assert foreign != text
    assert value is None or read is as_doi


@pytest.mark.parametrize(
    "figid",
    [
        "PMC1__a/b",
        "PMC1__../../x",
        "PMC1__a b",
        "PMC1__a<b",
        "PMC1__a%20b",
        "PMC1__",
        "PMC__a",
        "PMC1_a",
        "pmc1__a",
        "PMC\u0661__a",
        "PMC1__\U0001f600",
    ],
)
def test_a_figid_holds_nothing_that_a_path_or_an_iri_could_trip_over(figid: str) -> None:
    """Only letters, digits, dots, underscores and hyphens follow the paper's id."""
    assert as_figid(figid) is None


@pytest.mark.parametrize(
    ("written", "score"),
    [
        ("0", "0"),
        ("1", "1"),
        ("1.0000", "1.0000"),
        ("0.90", "0.90"),
        (".5", "0.5"),
        ("00.50", "0.50"),
        ("1.", "1"),
        ("9.5e-01", "0.95"),
        ("1e0", "1"),
        ("5E-7", "0.0000005"),
    ],
)
def test_a_score_is_written_as_a_decimal(written: str, score: str) -> None:
    """Digits stay, but for leading zeros, which some readers drop; an exponent is written out."""
    assert as_score(written) == score


@pytest.mark.parametrize("text", ["1.0000001", "2", "-0.5", "+0.5", "nan", "inf", "0,5", "1e1", "50%", "0x1", "1_0"])
def test_what_is_no_probability_is_no_score(text: str) -> None:
    """A score is a number from 0 to 1."""
    assert as_score(text) is None


@given(st.from_regex(r"[0-9]{0,3}\.?[0-9]{0,12}([eE][+-]?[0-9]{1,3})?", fullmatch=True))
def test_a_score_is_a_legal_decimal_of_the_same_value(text: str) -> None:
    """SPARQL compares any accepted score as a number from 0 to 1, equal to what was written."""
    score = as_score(text)
    if score is not None:
        assert float(score) == float(text)
        literal = Literal(score, datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))
        if len(score) < 18:  # more digits than Oxigraph's decimals have
            assert bool(Store().query(f"ASK {{ FILTER({literal} >= 0 && {literal} <= 1) }}"))


@pytest.mark.parametrize(("year", "value"), [("1800", "1800"), ("2100", "2100"), ("1799", None), ("2101", None)])
def test_years_have_bounds(year: str, value: str | None) -> None:
    """1800 to 2100, both included."""
    assert as_year(year) == value


@pytest.mark.parametrize("text", ["20I5", "15", "02015", "-2015", "2015-01"])
def test_a_year_has_four_digits(text: str) -> None:
    """Anything else would be no ``xsd:gYear``, or a wrong one."""
    assert as_year(text) is None


@pytest.mark.parametrize("text", ["0", "-1", "1.0", "01"])
def test_a_rank_begins_with_one(text: str) -> None:
    """Ranks are whole numbers above 0."""
    assert as_rank(text) is None


@pytest.mark.parametrize(
    "doi", ["10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-SIM968>3.0.CO;2-2", "10.1000.10/123", "10.1038/é"]
)
def test_a_doi_may_hold_odd_characters(doi: str) -> None:
    """ISO 26324 allows any printable character in a suffix."""
    assert as_doi(doi) == doi


@pytest.mark.parametrize("text", ["https://doi.org/10.1038/x", "doi:10.1038/x", "10.1038", "10.1038/", "10.1/x"])
def test_a_doi_stands_alone(text: str) -> None:
    """An address or a prefix is not stripped, since it would have to be guessed."""
    assert as_doi(text) is None


def test_a_uuid_is_written_in_lower_case() -> None:
    """NDEx writes lower case, and an IRI is compared letter by letter."""
    assert as_ndex(UUID.upper()) == UUID


@pytest.mark.parametrize("text", ["WP", "wp5382", "5382", "WP5382_r100", "WP5382_100"])
def test_a_pathway_id_has_no_revision(text: str) -> None:
    """Only ``WP`` and digits make an IRI that WikiPathways has."""
    assert as_wpid(text) is None


@pytest.mark.parametrize("text", ["0", "-5", "3553.0", "3.5e3", "03553", "IL1B"])
def test_an_ncbi_id_is_a_whole_number_above_0(text: str) -> None:
    """No gene and no taxon has the id 0, and a spreadsheet's decimals are no id."""
    assert as_ncbi_id(text) is None


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (as_mesh, "mesh:D002118", "D002118"),
        (as_mesh, "MESH:c526611", "C526611"),
        (as_mesh, "mesh:M0000001", None),
        (as_mesh, "D", None),
        (as_mesh, "chebi:22984", None),
        (as_chebi, "chebi:22984", "22984"),
        (as_chebi, "CHEBI:22984", "22984"),
        (as_chebi, "chebi:CHEBI:22984", None),
        (as_chebi, "mesh:D002118", None),
        (as_doid, "DOID:0080600", "0080600"),
        (as_doid, "doid:8893", "8893"),
        (as_doid, "DOID_8893", None),
    ],
)
def test_a_prefix_is_taken_off_in_any_case(read: Callable[[str], str | None], text: str, value: str | None) -> None:
    """Tables write ``mesh:``, ``chebi:`` and ``DOID:``; old ones write bare ids."""
    assert read(text) == value


@given(st.text(st.characters(codec="utf-8"), max_size=30).map(as_path))
def test_an_accepted_path_makes_a_legal_address(path: str | None) -> None:
    """Whatever the record's path holds, the page's address is an IRI."""
    if path:
        assert NamedNode(page_address(path)).value.startswith("https://www.ncbi.nlm.nih.gov/")


@pytest.mark.parametrize("text", ["pmc/articles/50%off", "pmc/%zz", "pmc/100%"])
def test_a_stray_percent_sign_does_not_spoil_the_address(text: str) -> None:
    """A percent sign that begins no escape is one that has to be escaped."""
    assert NamedNode(page_address(text)).value.startswith("https://www.ncbi.nlm.nih.gov/pmc/")


@pytest.mark.parametrize("blank", [" ", "\t", "\n", "\u00a0", "\u2009"])
def test_a_path_has_no_blanks(blank: str) -> None:
    """A blank in a path is a slip, whichever blank it is."""
    assert as_path(f"pmc/articles{blank}PMC1") is None


@given(st.text())
def test_without_control_characters_there_are_none(text: str) -> None:
    """What is left has none, and is all that was there otherwise."""
    kept = without_control_characters(text)
    assert not has_control_characters(kept)
    assert (kept == text) is (not has_control_characters(text))


@pytest.mark.parametrize("kept", ["\t", "\n", "\x85", "\u2028", "\u200f", "\ufeff", "\U0010fffd", "\x7f"])
def test_characters_that_xml_can_carry_are_text(kept: str) -> None:
    """XML 1.0, section 2.2, allows them, and no reader changes them."""
    assert not has_control_characters(kept)


@pytest.mark.parametrize("dropped", ["\x00", "\x08", "\x0b", "\x0c", "\r", "\x1f", "\ufffe", "\uffff"])
def test_characters_that_xml_cannot_carry_are_not(dropped: str) -> None:
    """They would break RDF/XML, or be changed by its readers, as carriage returns are (section 2.11)."""
    assert has_control_characters(dropped)
