"""One batch of a graph at a time: complete for the shapes, checked by an engine, and only its own results kept."""

from typing import NamedTuple

from pfocr_rdf.errors import InputError
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.validation.engines import Engine, bare, engine
from pfocr_rdf.validation.index import Batch, Index
from pfocr_rdf.validation.quality import Identities, identities
from pfocr_rdf.validation.results import Result
from pfocr_rdf.validation.routing import fetched
from pfocr_rdf.validation.shapes import Shapes
from pfocr_rdf.validation.units import Units, objects
from pfocr_rdf.vocabulary import RDF

#: Stands for whatever points at a node from another batch. No node of a graph.
POINTER = b"<about:pointer>"


class Ruling(NamedTuple):
    """The results of one batch, in a fixed order, and what its figures are called."""

    results: list[Result]
    identities: Identities


class Judge:
    """Judges batches: in this process, or as the worker of another."""

    def __init__(self, index: Index, shapes: Shapes, engine_name: str, namespaces: Namespaces) -> None:
        """Judge what ``index`` has, by ``shapes``."""
        self._index = index
        self._shapes = shapes
        self._engine_name = engine_name
        self._engines: dict[bool, Engine] = {}
        self._namespaces = namespaces
        self._units = Units(namespaces)
        self._type = f"<{namespaces.expand(RDF.type)}>".encode()
        self._context = index.context(shapes.classes)

    def __call__(self, batch: Batch) -> Ruling:
        """The results of one batch."""
        index = self._index
        own = fetched(index.folder, (piece for place in batch.buckets for piece in index.slices(place)))
        own += self._guests(batch)
        text = b"".join(own)
        named = objects(text)
        full = not batch.is_of_papers or not named.isdisjoint(self._shapes.entity_classes)
        triples = b"".join((text, *self._stubs(named), *self._pointers(batch), self._context))
        results = self._engine(full=full).results(_text(triples))
        plain = {of_member(result, self._shapes.asked) for result in results}
        kept = sorted(result for result in plain if self._is_own(result, batch))
        return Ruling(kept, identities(text, self._namespaces))

    def _engine(self, *, full: bool) -> Engine:
        if full not in self._engines:
            shapes = self._shapes.text if full else self._shapes.without_entities
            self._engines[full] = engine(self._engine_name, shapes)
        return self._engines[full]

    def _guests(self, batch: Batch) -> list[bytes]:
        """Triples of units that lie in other buckets and have to be judged here."""
        wanted: dict[int, set[bytes]] = {}
        for place, unit in batch.guests:
            if place not in batch.buckets:
                wanted.setdefault(place, set()).add(unit)
        return [
            run.text
            for place, units in wanted.items()
            for text in fetched(self._index.folder, self._index.slices(place))
            for run in self._units.runs(text)
            if run.unit in units
        ]

    def _stubs(self, named: set[bytes]) -> list[bytes]:
        """The classes of what is pointed at and described elsewhere."""
        classes = self._index.classes
        return [b"%b %b %b .\n" % (term, self._type, one) for term in named for one in classes(term)]

    def _pointers(self, batch: Batch) -> list[bytes]:
        """What some property points at is judged where it is described, though what points at it may lie elsewhere."""
        found = (pair for place in batch.buckets for pair in self._index.pointed_in(place))
        return [b"%b %b %b .\n" % (POINTER, *pair) for pair in found]

    def _is_own(self, result: Result, batch: Batch) -> bool:
        focus = result.focus
        term = (focus if focus.startswith(('"', "_:")) else f"<{focus}>").encode()
        return term != POINTER and self._index.home(self._units.of(term)) in batch.buckets


def of_member(result: Result, asked: frozenset[str]) -> Result:
    """A result of a rule that is asked of a class, as one of the member that breaks the rule.

    >>> from pfocr_rdf.validation.results import Level
    >>> of_member(Result(Level.INFO, "", "", "urn:class", "", "<urn:member>", ""), frozenset({"urn:class"})).focus
    'urn:member'
    """
    if result.focus in asked and result.value:
        return result._replace(focus=bare(result.value), value="")
    return result


def _text(triples: bytes) -> str:
    try:
        return triples.decode()
    except UnicodeDecodeError as error:
        raise InputError(f"graph: found {error.reason}, expected UTF-8; try saving it as UTF-8") from error
