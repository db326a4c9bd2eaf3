"""What belongs together in a graph: units, the links that join them, and the bucket that each goes to.

A *unit* is a paper with all of its figures, pictures and mentions, named by its PMC id, or any other subject by itself,
named by its term in N-Triples. Shapes look from a node to what it points at and to what points at it; where one of
these is in another unit, and more than its class is asked for, the two are *linked* and have to be judged together.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple
from zlib import crc32

from pfocr_rdf.identifiers import FIGURE, PAPER, Namespaces
from pfocr_rdf.vocabulary import OA, PFOCR, RDF, SCHEMA, Term

#: How many buckets units are dealt to: those of papers come first, then those of all others.
PAPER_BUCKETS, OTHER_BUCKETS = 1024, 64

#: Properties along which some shape looks further than to the class of the object, or back from the object.
JOINING: tuple[Term, ...] = (OA.hasTarget, SCHEMA.image, SCHEMA.isBasedOn, PFOCR.ndexNetwork)

#: Properties whose objects are judged because they are that (``sh:targetObjectsOf``), whatever class they have.
POINTING: tuple[Term, ...] = (PFOCR.lexicon, PFOCR.ndexNetwork)

#: Properties whose objects some shape asks for their class.
CHECKED: tuple[Term, ...] = (OA.hasBody, SCHEMA.mentions, SCHEMA.about, SCHEMA.isPartOf, SCHEMA.taxonomicRange)

#: One triple, written as RDF 1.1 N-Triples, section 4 (canonical form) has it, and so that no parser may refuse it:
#: other schemes, letters beyond ASCII in IRIs, escapes by number and longer language tags are left to one to judge.
_PLAIN = rb"[A-Za-z0-9._~!$&'()*+,;=:@/?-]*+"
_PART = _PLAIN + rb"(?:%[0-9A-Fa-f]{2}" + _PLAIN + rb")*+"
_IRI = rb"<https?://[A-Za-z0-9.-]++/" + _PART + rb"(?:#" + _PART + rb")?+>"
_BLANK = rb"_:[A-Za-z0-9_][A-Za-z0-9_-]*+"

#: A letter beyond ASCII in UTF-8 (The Unicode Standard, table 3-7), or an escape of one sign.
_LETTER = (
    rb"(?:[\xc2-\xdf]|\xe0[\xa0-\xbf]|\xed[\x80-\x9f]|[\xe1-\xec\xee\xef][\x80-\xbf]"
    rb"|(?:\xf0[\x90-\xbf]|[\xf1-\xf3][\x80-\xbf]|\xf4[\x80-\x8f])[\x80-\xbf])[\x80-\xbf]"
    rb"|\\[tbnrf\"'\\]"
)
_TEXT = rb'"[^"\\\n\r\x80-\xff]*+(?:(?:%b)[^"\\\n\r\x80-\xff]*+)*+"' % _LETTER
_LITERAL = _TEXT + rb"(?:\^\^" + _IRI + rb"|@[a-z]{2,3}(?:-[A-Z]{2})?+)?+"
_SPO = rb"(?:%b|%b) %b (?:%b|%b|%b)" % (_IRI, _BLANK, _IRI, _IRI, _LITERAL, _BLANK)
_TERM = re.compile(rb"<[^<>\" ]*+>|_:\S++|\".*")
_CANONICAL = re.compile(rb"(?:%b \.\n)*+" % _SPO)
_QUADS = re.compile(rb"(?:%b(?: (?:%b|%b))?+ \.\n)*+" % (_SPO, _IRI, _BLANK))
_GRAPH = re.compile(rb"(?m)^(%b) (?:%b|%b) \.$" % (_SPO, _IRI, _BLANK))
_OBJECT = re.compile(rb"> (<[^<> \"]*+>|_:\S++) \.\n")
_SUBCLASS = re.compile(rb"(?m)^(\S++) <http://www\.w3\.org/2000/01/rdf-schema#subClassOf> ([<_]\S*+) \.$")


def is_canonical(triples: bytes) -> bool:
    """Whether text is nothing but triples in canonical form, one a line, which the patterns here can read.

    >>> triple = b'<http://a/> <http://b/> "c" .\\n'
    >>> is_canonical(triple), is_canonical(triple.replace(b" ", b"\\t")), is_canonical(b"<a> <b> <c> .\\n")
    (True, False, False)
    """
    return _CANONICAL.fullmatch(triples) is not None


def without_graphs(quads: bytes) -> bytes | None:
    """Quads in canonical form as triples; nothing where the form is another.

    >>> without_graphs(b'<http://a/> <http://b/> "c" <http://g/> .\\n')
    b'<http://a/> <http://b/> "c" .\\n'
    """
    return _GRAPH.sub(rb"\1 .", quads) if _QUADS.fullmatch(quads) else None


def objects(triples: bytes) -> set[bytes]:
    """Every object that is no literal, as N-Triples has it."""
    return {*_OBJECT.findall(triples)}


def subclasses(triples: bytes) -> list[tuple[bytes, bytes]]:
    """What is said to be a subclass of what; class targets and ``sh:class`` count instances of subclasses too."""
    return _SUBCLASS.findall(triples) if b"#subClassOf> " in triples else []


class Run(NamedTuple):
    """Consecutive triples of one unit; ``is_paper`` says of which kind it is."""

    unit: bytes
    is_paper: bool
    text: bytes


class Units:
    """Tells units, links and buckets, under one choice of namespaces.

    >>> units = Units(Namespaces())
    >>> units.of(b"<https://pfocr.wikipathways.org/figures/PMC1__a.html#image>"), units.of(b"<https://example.org/>")
    (b'PMC1', b'<https://example.org/>')
    """

    def __init__(self, namespaces: Namespaces) -> None:
        """Know the IRIs of ``namespaces``."""
        figure, paper = (re.escape(namespaces.prefixes[space.prefix].encode()) for space in (FIGURE, PAPER))
        papers = rb"<(?:%b(PMC\d++)__[^ >]*+|%b(PMC\d++))>" % (figure, paper)
        joining, checked = (_any(namespaces, terms) for terms in (JOINING, CHECKED))
        self._of = re.compile(papers)
        self._runs = re.compile(
            rb"<%b(PMC\d++)__[^\n]*+\n(?:<%b\1__[^\n]*+\n)*+" % (figure, figure)
            + rb"|<%b(PMC\d++)> [^\n]*+\n(?:<%b\2> [^\n]*+\n)*+" % (paper, paper)
            + rb"|(\S++) [^\n]*+\n(?:\3 [^\n]*+\n)*+"
        )
        self._papers = re.compile(rb" <(?:%b|%b)(PMC\d++)(?:__|>)" % (figure, paper))
        self._joined = re.compile(rb" %b (?!%b)([^\n]*) \.\n" % (joining, papers.replace(b"(PMC", b"(?:PMC")))
        self._joins = re.compile(rb" %b ([^\n]*) \.\n" % joining)
        self._checks = re.compile(rb" %b (%b) \.\n" % (checked, papers.replace(b"(PMC", b"(?:PMC")))
        self._types = re.compile(rb" %b (<[^>\"\n]*+>) \.\n" % _any(namespaces, (RDF.type,)))
        self._pointed = re.compile(rb" (%b) ([^\n]*) \.\n" % _any(namespaces, POINTING))

    def of(self, term: bytes) -> bytes:
        """The unit that a subject belongs to."""
        found = self._of.fullmatch(term)
        return (found[1] or found[2]) if found else term

    def runs(self, triples: bytes) -> Iterator[Run]:
        """Canonical triples, gathered where those of one unit follow each other."""
        for found in self._runs.finditer(triples):
            which = found.lastindex
            assert which is not None
            yield Run(found[which], which != 3, found[0])  # noqa: PLR2004 - the third group is any other subject

    def links(self, run: Run) -> set[bytes]:
        """Units that this run links its own to."""
        text = run.text
        if run.is_paper:
            return ({*self._papers.findall(text)} | {*self._joined.findall(text)}) - {run.unit}
        far = self._joins.findall(text) + self._checks.findall(text)
        return {self.of(term) for term in far} - {run.unit} if far else set()

    def types(self, run: Run) -> tuple[bytes, ...]:
        """The classes that a run gives its subject."""
        return tuple(self._types.findall(run.text))

    def pointed(self, triples: bytes) -> set[tuple[bytes, bytes]]:
        """Every property of those whose objects are judged as such, with each of its objects."""
        found = {*self._pointed.findall(triples)}
        return {pair for pair in found if _TERM.fullmatch(pair[1])}  # text may look like a triple


def is_paper(unit: bytes) -> bool:
    """Whether a unit is a paper; other units are terms, and begin with a sign."""
    return unit.startswith(b"PMC")


def bucket(unit: bytes) -> int:
    """The bucket of a unit, which depends on nothing but its name.

    >>> bucket(b"PMC1") < PAPER_BUCKETS <= bucket(b"<https://example.org/>")
    True
    """
    if is_paper(unit):
        return crc32(unit) % PAPER_BUCKETS
    return PAPER_BUCKETS + crc32(unit) % OTHER_BUCKETS


def _any(namespaces: Namespaces, terms: tuple[Term, ...]) -> bytes:
    """A pattern of any of these properties."""
    iris = b"|".join(re.escape(namespaces.expand(term).encode()) for term in terms)
    return b"<(?:%b)>" % iris
