"""Text that is kept ready says what the mapping says, to the byte."""

from collections.abc import Callable
from dataclasses import replace
from typing import cast

import pytest
from hypothesis import given, settings
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize
from strategies import FIGURES, HGNC

from pfocr_rdf import fragments, mapping
from pfocr_rdf.entities import Entities
from pfocr_rdf.formats import N_QUADS, N_TRIPLES, TURTLE, Format
from pfocr_rdf.identifiers import Namespaces, Space
from pfocr_rdf.mapping import Mapper
from pfocr_rdf.record import Figure, Gene, Kind, Mention, Paper
from pfocr_rdf.rendering import Piece, Renderer, Style
from pfocr_rdf.summary import Entries, Tally
from pfocr_rdf.vocabulary import Term
from pfocr_rdf.writers import NQuadsWriter, NTriplesWriter, TurtleWriter, Writer

WRITERS: dict[Format, Callable[[Namespaces], Writer]] = {
    TURTLE: TurtleWriter,
    N_TRIPLES: NTriplesWriter,
    N_QUADS: NQuadsWriter,
}
NAMESPACES = Namespaces(base="https://example.org/a/", schema="http")

few = settings(max_examples=40)


def by_nodes(figure: Figure, form: Format, *, full: bool) -> bytes:
    """The text of a figure and its paper, node by node and with nothing kept ready."""
    writer = WRITERS[form](NAMESPACES)
    mapper = Mapper(writer.terms, full=full)
    return writer.piece([*mapper.figure(figure), mapper.paper(figure.paper)]).encode()


def by_fragments(figure: Figure, form: Format, *, full: bool) -> Piece:
    """The same as the converter writes it, the second time over, when every fragment is ready."""
    renderer = Renderer(Style(form, NAMESPACES, full))
    renderer.figures([(figure.paper, [figure])])
    return renderer.figures([(figure.paper, [figure])])


@few
@given(FIGURES)
@pytest.mark.parametrize("form", WRITERS, ids=lambda form: form.name)
@pytest.mark.parametrize("full", [True, False], ids=["full", "core"])
def test_fragments_say_what_the_nodes_say(form: Format, full: bool, figure: Figure) -> None:
    """Any figure, both profiles, all formats that are written line by line; triples are counted right."""
    piece = by_fragments(figure, form, full=full)
    assert piece.content == by_nodes(figure, form, full=full)
    mapper = Mapper(WRITERS[form](NAMESPACES).terms, full=full)
    nodes = [*mapper.figure(figure), mapper.paper(figure.paper)]
    assert piece.tally.triples == sum(node.size for node in nodes)


def test_mentions_whose_short_names_collide_are_written_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fragment has the short name, so that none is used then."""
    monkeypatch.setattr(mapping, "SHORT", 1)
    genes = tuple(Mention(Kind.GENE, str(n), "x", "hgnc_symbol", (Gene(str(n + 1)),)) for n in range(17))
    figure = Figure(figid="PMC1__f1", title="A pathway", paper=Paper(pmcid="PMC1"), genes=genes)
    piece = by_fragments(figure, N_TRIPLES, full=True)
    assert piece.content == by_nodes(figure, N_TRIPLES, full=True)
    assert piece.entities.genes == {Gene(str(n + 1)) for n in range(17)}


@pytest.mark.parametrize("form", WRITERS, ids=lambda form: form.name)
@pytest.mark.parametrize("text", ["", "{0}", "}", "%s", "{4}{"])
def test_brackets_and_nothing_are_texts_as_any_other(form: Format, text: str) -> None:
    """What is filled in is never taken for a place to fill in."""
    figure = Figure(figid="PMC1__f1", title="A pathway", paper=Paper(pmcid="PMC1"))
    for genes in ((), (Gene("1"),), (Gene("1"), Gene("2"))):
        figure = replace(figure, genes=(Mention(Kind.GENE, text, text, text, genes),))
        assert by_fragments(figure, form, full=True).content == by_nodes(figure, form, full=True)


def test_what_figures_name_is_told_with_every_piece() -> None:
    """A piece stands for itself, though its text was kept ready."""
    genes = (Mention(Kind.GENE, "IL1B", "IL1B", "hgnc_symbol", (Gene("3553", "IL1B"),)),)
    figure = Figure(figid="PMC1__f1", title="A pathway", paper=Paper(pmcid="PMC1"), genes=genes)
    piece = by_fragments(figure, TURTLE, full=True)
    assert piece.entities.genes == {Gene("3553", "IL1B")}
    assert piece.entities.sources == {"hgnc_symbol"}
    assert not by_fragments(figure, TURTLE, full=False).entities.sources


def test_only_so_many_fragments_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory does not grow with the number of mentions; what was dropped is made again."""
    monkeypatch.setattr(fragments, "KEPT", 2)
    genes = tuple(Mention(Kind.GENE, str(n), "x", "hgnc_symbol") for n in range(5))
    figure = Figure(figid="PMC1__f1", title="A pathway", paper=Paper(pmcid="PMC1"), genes=genes)
    assert by_fragments(figure, TURTLE, full=True).content == by_nodes(figure, TURTLE, full=True)


class PyoxigraphTerms:
    """Terms as pyoxigraph has them, which escapes all by itself."""

    def __init__(self, namespaces: Namespaces) -> None:
        """Write under ``namespaces``."""
        self.namespaces = namespaces

    def name(self, term: Term) -> NamedNode:
        """A class or property of the vocabulary."""
        return NamedNode(self.namespaces.expand(term))

    def identifier(self, space: Space, identifier: str) -> NamedNode:
        """The IRI of an identifier."""
        return NamedNode(self.namespaces.iri(space, identifier))

    def address(self, iri: str) -> NamedNode:
        """Any other IRI."""
        return NamedNode(iri)

    def text(self, text: str) -> Literal:
        """A plain string."""
        return Literal(text)

    def typed(self, text: str, datatype: Term) -> Literal:
        """A literal with a datatype."""
        return Literal(text, datatype=self.name(datatype))


def by_pyoxigraph(figure: Figure, form: RdfFormat) -> bytes:
    """A figure, its paper and its entities, one triple after the other, by pyoxigraph's own serialiser."""
    mapper: Mapper[NamedNode | Literal] = Mapper(PyoxigraphTerms(NAMESPACES))
    entities = Entities()
    entities.add(figure)
    nodes = (*mapper.figure(figure), mapper.paper(figure.paper), *entities.nodes(mapper, HGNC))
    triples = (
        Triple(cast("NamedNode", node.subject), cast("NamedNode", mapper.terms.name(predicate)), one)
        for node in nodes
        for predicate, objects in node.properties
        for one in objects
    )
    return serialize(triples, format=form) or b""


@few
@given(FIGURES)
@pytest.mark.parametrize(
    ("form", "known"), [(TURTLE, RdfFormat.TURTLE), (N_TRIPLES, RdfFormat.N_TRIPLES)], ids=["turtle", "ntriples"]
)
def test_the_triples_are_those_that_pyoxigraph_writes(form: Format, known: RdfFormat, figure: Figure) -> None:
    """Any figure with its entities, in both formats that the quick writers make."""
    renderer = Renderer(Style(form, NAMESPACES))
    piece = renderer.figures([(figure.paper, [figure])])
    entities = b"".join(renderer.entities(piece.entities, HGNC, Tally(), Entries()))
    document = renderer.writer.header().encode() + piece.content + entities
    assert {*parse(document, known)} == {*parse(by_pyoxigraph(figure, known), known)}
