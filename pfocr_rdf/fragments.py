"""Mentions that come back are written once: ready text, into which only the figure has to be put.

``TNF`` as read from one picture is ``TNF`` as read from a thousand others; all that differs in the triples is the
figure. A fragment is what the mapping and the writer make of a mention of a figure that goes by placeholders; and
they are asked only once for mentions of one shape, in which all is a placeholder. So nothing here knows how a mention
is written.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain

from pfocr_rdf.identifiers import LEXICON, Space
from pfocr_rdf.mapping import Mapper, short_digest
from pfocr_rdf.record import Kind, Mention
from pfocr_rdf.terms import Terms
from pfocr_rdf.writers import Writer

#: So many fragments are kept, of some 1,200 bytes each with all that belongs to them; half of all mentions find theirs.
#: With twice as many, every twentieth mention more would, and each process would take 10 MB more.
KEPT = 1 << 13

#: What stands for the IRI of a figure, and for the term that is its subject; no written term holds either.
_IRI, _TARGET = "\0", "\1"

#: What stands for the digits of a mention, its word, match and source; its bodies follow. No IRI has such brackets.
_DIGITS, _WORD, _MATCH, _SOURCE, _BODIES = "{0}", "{1}", "{2}", "{3}", 4

#: So many shapes are kept: a kind, a number of bodies, and whether there are match and source.
SHAPES = 512


class Fragment:
    """One mention: its short name, its bodies as terms, its text and the number of triples in it.

    Each is equal only to itself, so that a set of them is quickly made.
    """

    __slots__ = ("bodies", "digits", "mention", "size", "text")

    def __init__(self, mention: Mention, digits: str, bodies: list[str], text: bytes, size: int) -> None:
        """Hold what is known of ``mention``."""
        self.mention = mention
        self.digits = digits
        self.bodies = bodies
        self.text = text
        self.size = size


class Fragments:
    """Fragments by mention, the latest of them kept."""

    def __init__(self, mapper: Mapper[str], writer: Writer) -> None:
        """Write with ``mapper`` and ``writer``."""
        self._mapper = mapper
        self._writer = writer
        self._of = lru_cache(KEPT)(self._made)
        self._blank = Mapper(_Blank(mapper.terms))
        self._shape = lru_cache(SHAPES)(self._shaped)

    def of(self, mentions: Sequence[Mention]) -> list[Fragment] | None:
        """The fragments of a figure's mentions; ``None`` where two would go by the same short name."""
        found = list(map(self._of, mentions))
        return found if len({one.digits for one in found}) == len(found) else None

    def _made(self, mention: Mention) -> Fragment:
        digits = short_digest(mention)
        bodies = self._mapper.bodies(mention)
        kind, word, match, source, _ = mention
        terms = self._mapper.terms
        filled, size = self._shape(kind, len(bodies), match is not None, source is not None)
        hit = None if match is None else terms.text(match)
        lexicon = None if source is None else terms.identifier(LEXICON, source)
        text = filled(digits, terms.text(word), hit, lexicon, *bodies)
        return Fragment(mention, digits, bodies, text.encode(), size)

    def _shaped(self, kind: Kind, bodies: int, has_match: bool, has_source: bool) -> tuple[Callable[..., str], int]:
        """What fills in mentions of one shape, and how many triples each has."""
        mention = Mention(kind, _WORD, _MATCH if has_match else None, _SOURCE if has_source else None)
        terms = [f"{{{number}}}" for number in range(_BODIES, _BODIES + bodies)]
        node = self._blank.mention(mention, _DIGITS, terms, (_IRI, _TARGET))
        return self._writer.piece([node]).format, node.size


class _Blank:
    """Terms of which those that tell mentions apart stay as they are."""

    def __init__(self, terms: Terms[str]) -> None:
        self.namespaces = terms.namespaces
        self.name = terms.name
        self.address = terms.address
        self.typed = terms.typed

    def text(self, text: str) -> str:
        return text

    def identifier(self, _: Space, identifier: str) -> str:
        return identifier


def bodies(fragments: list[Fragment]) -> list[str]:
    """The bodies of all, each once."""
    return [*dict.fromkeys(chain.from_iterable([one.bodies for one in fragments]))]


def placed(fragments: list[Fragment], iri: str, target: str) -> bytes:
    """The text of all, for the figure whose IRI is ``iri``, as a term ``target``."""
    text = b"".join([one.text for one in fragments])
    return text.replace(_IRI.encode(), iri.encode()).replace(_TARGET.encode(), target.encode())
