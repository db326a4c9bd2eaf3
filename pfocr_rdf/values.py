"""One text to one value: what each front-matter key and table cell may hold, and what counts as missing.

The forms are those of the database (``docs/mapping.md``). A function answers ``None`` for a text that has not the
right form; the caller knows the place and reports it.
"""

import re
from decimal import Decimal

from pfocr_rdf.identifiers import MESH, NDEX, PAPER, WIKIPATHWAYS

#: What R, the curators and YAML itself (1.1, the null type) write where a front-matter key has no value.
MISSING = frozenset(
    {"", "NA", ".na", ".na.character", ".na.integer", ".na.real", "REJECT", "~", "null", "Null", "NULL"}
)

#: What stands in a table cell that has no value.
MISSING_CELL = frozenset({"", "NA", ".na.character"})

FIRST_YEAR, LAST_YEAR = 1800, 2100

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_CONTROL_BYTES = bytes([*range(0x09), *range(0x0B, 0x20)])
_FIGID = re.compile(r"PMC\d+__(?!.*\.\.)[A-Za-z0-9._-]+", re.ASCII)
_PMCID = re.compile(PAPER.pattern, re.ASCII)
_NDEX = re.compile(NDEX.pattern)
_WPID = re.compile(WIKIPATHWAYS.pattern, re.ASCII)
_MESH = re.compile(rf"(?:mesh:)?({MESH.pattern})", re.IGNORECASE | re.ASCII)
_CHEBI = re.compile(r"(?:chebi:)?(\d+)", re.IGNORECASE | re.ASCII)
_DOID = re.compile(r"(?:doid:)?(\d+)", re.IGNORECASE | re.ASCII)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_NUMBER = re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_POSITIVE = re.compile(r"[1-9][0-9]{0,17}")
_PLAIN_DECIMAL = re.compile(r"(?:0|[1-9]\d*)(?:\.\d+)?", re.ASCII)
_BLANK = re.compile(r"\s")


def is_missing(text: str) -> bool:
    """Whether ``text`` stands under a front-matter key, or in a list there, in place of a value; blanks alone do.

    >>> is_missing(".na.character"), is_missing(" "), is_missing("NAD")
    (True, True, False)
    """
    return text in MISSING or not text.strip()


def has_control_characters(text: str) -> bool:
    """Whether ``text`` holds a character that XML 1.0 cannot carry as it is, and so not every RDF format.

    >>> has_control_characters("a\\x07"), has_control_characters("a\\tb")
    (True, False)
    """
    content = text.encode("utf-8", "surrogatepass")  # where other characters have no byte below 0x80
    if len(content.translate(None, _CONTROL_BYTES)) < len(content):  # a seventh of the time of looking for a class
        return True
    return "\ufffe" in text or "\uffff" in text


def without_control_characters(text: str) -> str:
    """``text`` less the characters that XML 1.0 (sections 2.2 and 2.11) cannot carry as they are.

    >>> without_control_characters("a\\x07b")
    'ab'
    """
    return _CONTROL.sub("", text)


def as_pmcid(text: str) -> str | None:
    """A PMC id: ``PMC`` and digits."""
    return text if _PMCID.fullmatch(text) else None


def as_figid(text: str) -> str | None:
    """A figure id: a PMC id, two underscores, and the stem of the image's file name, dots included.

    Two dots in a row, which no figid has, would lead out of a folder somewhere.

    >>> as_figid("PMC2864807__09_173_.de_ref2"), as_figid("PMC1__a..b")
    ('PMC2864807__09_173_.de_ref2', None)
    """
    return text if _FIGID.fullmatch(text) else None


def as_year(text: str) -> str | None:
    """A year of four digits between 1800 and 2100.

    >>> as_year("2019"), as_year("0019")
    ('2019', None)
    """
    return text if re.fullmatch(r"\d{4}", text, re.ASCII) and FIRST_YEAR <= int(text) <= LAST_YEAR else None


def as_score(text: str) -> str | None:
    """A probability from 0 to 1; the digits stay as written, an exponent is written out.

    >>> as_score("0.8516313"), as_score("9.5e-01"), as_score("1.0000001")
    ('0.8516313', '0.95', None)
    """
    if not _NUMBER.fullmatch(text) or Decimal(text) > 1:
        return None
    return text if _PLAIN_DECIMAL.fullmatch(text) else f"{Decimal(text):f}"


def as_rank(text: str) -> str | None:
    """A whole number above 0, of at most 18 digits."""
    return text if _POSITIVE.fullmatch(text) else None


def as_doi(text: str) -> str | None:
    """A DOI: ``10.``, a registrant, a slash, and a suffix without blanks (ISO 26324).

    >>> as_doi("10.34133/research.0675"), as_doi("doi 10.1/x")
    ('10.34133/research.0675', None)
    """
    return text if _DOI.fullmatch(text) else None


def as_ndex(text: str) -> str | None:
    """A UUID in lower case, as NDEx writes it."""
    return text.lower() if _NDEX.fullmatch(text.lower()) else None


def as_wpid(text: str) -> str | None:
    """A WikiPathways id without revision: ``WP`` and digits."""
    return text if _WPID.fullmatch(text) else None


def as_path(text: str) -> str | None:
    """A path without blanks."""
    return None if _BLANK.search(text) else text


def as_ncbi_id(text: str) -> str | None:
    """An NCBI Gene, taxonomy or PubMed id: at most 18 digits, not beginning with 0.

    >>> as_ncbi_id("3553"), as_ncbi_id("0"), as_ncbi_id("3553.0")
    ('3553', None, None)
    """
    return text if _POSITIVE.fullmatch(text) and text.isascii() else None


def as_mesh(text: str) -> str | None:
    """A MeSH descriptor or supplementary record, with or without its prefix.

    >>> as_mesh("mesh:D002118"), as_mesh("C526611"), as_mesh("M0000001")
    ('D002118', 'C526611', None)
    """
    match = _MESH.fullmatch(text)
    return match[1].upper() if match else None


def as_chebi(text: str) -> str | None:
    """The digits of a ChEBI id, with or without its prefix in any case.

    >>> as_chebi("chebi:22984"), as_chebi("CHEBI:22984")
    ('22984', '22984')
    """
    match = _CHEBI.fullmatch(text)
    return match[1] if match else None


def as_doid(text: str) -> str | None:
    """The digits of a Disease Ontology id, with or without its prefix in any case.

    >>> as_doid("DOID:8893"), as_doid("doid:0080600")
    ('8893', '0080600')
    """
    match = _DOID.fullmatch(text)
    return match[1] if match else None
