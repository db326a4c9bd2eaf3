"""SHACL engines: text in N-Triples goes in, results come out, the same from each.

``shacl`` is quick, ``pyshacl`` is the reference; the tests prove them equal on these shapes. An engine is loaded when
it is asked for, so that the quick one never waits for rdflib.
"""

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Protocol

from pyoxigraph import BlankNode, Quad, RdfFormat, parse

from pfocr_rdf.errors import PfocrError, UsageError
from pfocr_rdf.validation.results import Level, Result


class EngineError(PfocrError):
    """The engine itself failed; that is no verdict on the graph."""

    exit_code = 3


class Engine(Protocol):
    """Shapes, ready to check any number of graphs against."""

    def results(self, triples: str) -> list[Result]:
        """What is wrong with the graph ``triples``, in N-Triples. Raises ``EngineError``."""


class ShaclEngine:
    """The Rust engine of the package ``shacl``."""

    def __init__(self, shapes: str) -> None:
        """Compile ``shapes``, in Turtle."""
        import shacl  # noqa: PLC0415 - nobody else needs it

        self._blanks = len({*_blank_nodes(parse(shapes, RdfFormat.TURTLE))})
        try:
            self._shapes = shacl.Shapes.from_text(shapes, "turtle")
        except ValueError as error:
            raise EngineError(f"shapes: found {one_line(error)}, expected SHACL; try --engine pyshacl") from error

    def results(self, triples: str) -> list[Result]:
        """What is wrong with the graph ``triples``, in N-Triples."""
        try:
            report = self._shapes.validate_text(triples, "ntriples")
        except BaseException as error:
            if isinstance(error, ValueError) or type(error).__name__ == "PanicException":  # how Rust code gives up
                raise EngineError(f"shacl: found {one_line(error)}, expected a report; try --engine pyshacl") from error
            raise
        named = (term for one in report.results for term in (one.focus_node, one.value or ""))
        name = self._names(triples) if any(term.startswith("_:") for term in named) else str
        return [
            Result(
                Level[one.severity.upper()],
                bare(one.source_shape or ""),
                one.component,
                bare(name(one.focus_node)),
                plain_path(one.path or ""),
                name(one.value or ""),
                one.message or "",
            )
            for one in report.results
        ]

    def _names(self, triples: str) -> Callable[[str], str]:
        """How to give blank nodes their names again: the engine numbers them on from those of the shapes."""
        names = [*dict.fromkeys(_blank_nodes(parse(triples, RdfFormat.N_TRIPLES)))]
        numbered = {f"_:0_b{number}": name for number, name in enumerate(names, self._blanks)}
        return lambda term: numbered.get(term, term)


def _blank_nodes(quads: Iterable[Quad]) -> Iterator[str]:
    """Names of blank nodes, in the order in which they appear."""
    return (str(term) for quad in quads for term in (quad.subject, quad.object) if isinstance(term, BlankNode))


#: Engines by name: the module and the class that each is.
ENGINES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"shacl": (__name__, "ShaclEngine"), "pyshacl": ("pfocr_rdf.validation.reference", "PyshaclEngine")}
)


def engine(name: str, shapes: str) -> Engine:
    """The engine of that name, with ``shapes`` compiled."""
    if name not in ENGINES:
        raise UsageError(f"--engine: found {name!r}, expected one of {', '.join(ENGINES)}; try shacl")
    home, kind = ENGINES[name]
    made: Engine = getattr(importlib.import_module(home), kind)(shapes)
    return made


def one_line(message: object) -> str:
    """What an engine says, on one line.

    >>> one_line("no path\\n  in a shape")
    'no path in a shape'
    """
    return " ".join(str(message).split())


def bare(term: str) -> str:
    """An IRI without its angle brackets, and any other term as it is.

    >>> bare("<https://example.org/>"), bare('"a"')
    ('https://example.org/', '"a"')
    """
    return term[1:-1] if term.startswith("<") and term.endswith(">") else term


def plain_path(path: str) -> str:
    """A path that is one property, as an IRI; nothing for longer paths, which the shape has."""
    return bare(path) if path.startswith("<") and path.count("<") == 1 and path.endswith(">") else ""
