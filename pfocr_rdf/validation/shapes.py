"""The shapes as text: those of the package or of a folder, for any base, in full or as parts of a graph need them."""

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse, serialize

from pfocr_rdf.errors import InputError
from pfocr_rdf.identifiers import DEFAULT_BASE, Namespaces
from pfocr_rdf.resources import folder
from pfocr_rdf.vocabulary import RDFS, SCHEMA, SCHEMA_NAMESPACES, SHACL_NAMESPACE

#: What only a graph by itself has to keep to.
CLOSED = "closed.ttl"

#: Classes of what many figures point at; of these, a part of a graph has stubs.
ENTITY_CLASSES = (SCHEMA.Gene, SCHEMA.ChemicalSubstance, SCHEMA.MedicalCondition, SCHEMA.Taxon)

#: What tells a shape (SHACL, sections 2.1 and 2.1.3).
_SHAPE_CLASSES = {f"{SHACL_NAMESPACE}{name}" for name in ("NodeShape", "PropertyShape")}
_TARGETS = {f"{SHACL_NAMESPACE}target{kind}" for kind in ("Class", "Node", "ObjectsOf", "SubjectsOf")}

_OWN_NAMES = ("@prefix shape:", "@prefix mapping:")
_SPECIAL = re.compile(r"[.^$*+?()\[\]{}|]")


class Words(NamedTuple):
    """What people read of a shape: its name, and where it is explained."""

    label: str
    see: str


class Shapes:
    """Shapes, in Turtle.

    >>> shapes = load()
    >>> shapes.words["https://pfocr.wikipathways.org/rdf/shapes#figure-iri"].label
    'figure IRI and figure id'
    """

    def __init__(self, text: str, namespaces: Namespaces) -> None:
        """Take ``text`` for shapes of graphs under ``namespaces``. Raises ``InputError`` where it is no Turtle."""
        self.text = text
        self._entity_classes = {namespaces.expand(term) for term in ENTITY_CLASSES}
        self._label, self._see = namespaces.expand(RDFS.label), namespaces.expand(RDFS.seeAlso)
        try:
            self._quads = list(parse(text, RdfFormat.TURTLE))
        except SyntaxError as error:
            raise InputError(f"shapes: found {error.msg}, expected Turtle; try checking --shapes") from error
        if not any(_value(quad) in _SHAPE_CLASSES or quad.predicate.value in _TARGETS for quad in self._quads):
            raise InputError("shapes: found not one, expected SHACL shapes; try checking --shapes")

    @cached_property
    def without_entities(self) -> str:
        """The shapes, none of which targets a class of entities: for parts that have only stubs of these."""
        text = serialize(filter(self._is_kept, self._quads), format=RdfFormat.N_TRIPLES)
        assert text is not None
        return text.decode()

    def _is_kept(self, quad: Quad) -> bool:
        targets = {f"{SHACL_NAMESPACE}targetClass", f"{SHACL_NAMESPACE}targetNode"}
        return quad.predicate.value not in targets or _value(quad) not in self._entity_classes

    @cached_property
    def entity_classes(self) -> frozenset[bytes]:
        """Classes of entities, as N-Triples has them."""
        return frozenset(f"<{iri}>".encode() for iri in self._entity_classes)

    @cached_property
    def classes(self) -> frozenset[bytes]:
        """Every class that some shape asks for or is about."""
        asking = {f"{SHACL_NAMESPACE}class", f"{SHACL_NAMESPACE}targetClass"}
        return frozenset(f"<{_value(quad)}>".encode() for quad in self._quads if quad.predicate.value in asking)

    @cached_property
    def asked(self) -> frozenset[str]:
        """Classes that rules are asked of, as one node; they answer with the members that break them."""
        return frozenset(_value(quad) for quad in self._quads if quad.predicate.value == f"{SHACL_NAMESPACE}targetNode")

    @cached_property
    def words(self) -> Mapping[str, Words]:
        """What people read of each shape."""
        labels, sees = (
            {quad.subject.value: _value(quad) for quad in self._quads if quad.predicate.value == predicate}
            for predicate in (self._label, self._see)
        )
        return {shape: Words(label, sees.get(shape, "")) for shape, label in labels.items()}


def load(place: Path | None = None, namespaces: Namespaces | None = None, *, foreign: bool = False) -> Shapes:
    """The shapes of a folder or a file, by default those of the package; ``foreign`` leaves out ``closed.ttl``.

    Raises ``InputError`` where there are none.
    """
    namespaces = namespaces or Namespaces()
    place = place or folder("shapes")
    files = sorted(place.glob("*.ttl")) if place.is_dir() else [place]
    try:
        texts = [file.read_text(encoding="utf-8") for file in files if not (foreign and file.name == CLOSED)]
    except OSError as error:
        raise InputError(f"{place}: found {error.strerror}, expected shapes; try checking --shapes") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{place}: found {error.reason}, expected UTF-8; try checking --shapes") from error
    if not texts:
        raise InputError(f"{place}: found no .ttl file, expected shapes; try checking --shapes")
    return Shapes(rebased("\n".join(texts), namespaces), namespaces)


def rebased(text: str, namespaces: Namespaces) -> str:
    r"""Shapes for another base and another form of schema.org; the shapes themselves keep their names.

    >>> rebased('sh:pattern "^https://pfocr\\\\.wikipathways\\\\.org/a$"', Namespaces(base="https://example.org/"))
    'sh:pattern "^https://example\\\\.org/a$"'
    """
    changes = {
        DEFAULT_BASE: namespaces.base,
        _pattern(DEFAULT_BASE): _pattern(namespaces.base),
        SCHEMA_NAMESPACES["https"]: SCHEMA_NAMESPACES[namespaces.schema],
    }
    lines = []
    for line in text.splitlines(keepends=True):
        new = line
        if not line.startswith(_OWN_NAMES):
            for old, wanted in changes.items():
                new = new.replace(old, wanted)
        lines.append(new)
    return "".join(lines)


def _pattern(iri: str) -> str:
    """``iri`` as it stands in a pattern, in Turtle."""
    return _SPECIAL.sub(lambda found: "\\\\" + found[0], iri)


def _value(quad: Quad) -> str:
    value = quad.object
    return value.value if isinstance(value, NamedNode | Literal) else ""
