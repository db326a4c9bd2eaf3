"""The genes of a figure, with the evidence for each, out of a store that holds our graph."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from pfocr_rdf.errors import InputError
from pfocr_rdf.identifiers import FIGURE, GENE, LEXICON, PAPER, SYMBOL, TAXON, Namespaces, Space
from pfocr_rdf.trees import shown
from pfocr_rdf.vocabulary import OA, PFOCR, RDF, SCHEMA, Term

_Subject: TypeAlias = NamedNode | BlankNode | Triple


class SetGene(NamedTuple):
    """A gene of a figure; ``words`` are what was read in the figure, ``lexicons`` where the words were found."""

    ncbi_id: str
    symbol: str | None = None
    hgnc_symbol: str | None = None
    taxon: str | None = None
    words: tuple[str, ...] = ()
    lexicons: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What people call it: its symbol, or else its NCBI Gene id."""
        return self.symbol or self.hgnc_symbol or self.ncbi_id


class GeneSet(NamedTuple):
    """A figure and its genes, in order of their NCBI Gene ids; ``iri`` is the figure's, ``paper`` its PMC id."""

    figid: str
    iri: str
    title: str = ""
    caption: str | None = None
    paper: str | None = None
    organisms: tuple[str, ...] = ()
    genes: tuple[SetGene, ...] = ()


class GeneSets:
    """Gene sets of figures, read from a store, whatever graphs it has."""

    def __init__(self, store: Store, namespaces: Namespaces) -> None:
        """Read from ``store``, whose IRIs are those of ``namespaces``."""
        self._store = store
        self._namespaces = namespaces

    def figids(self) -> list[str]:
        """Every figure in the store, in order."""
        figures = self._store.quads_for_pattern(None, self._named(RDF.type), self._named(PFOCR.PathwayFigure))
        return sorted({figid for quad in figures for figid in self._values(quad.subject, SCHEMA.identifier)})

    def of(self, figid: str) -> GeneSet:
        """The gene set of a figure. Raises ``InputError`` where the store has no such figure.

        >>> from pfocr_rdf.stores.embedded import open_data
        >>> sets = GeneSets(open_data(["seeds"]).store, Namespaces())
        >>> [gene.name for gene in sets.of("PMC4745709__oncotarget-06-29034-g006").genes][:3]
        ['CXCL1', 'CXCL2', 'CXCL3']
        """
        figure = NamedNode(self._namespaces.iri(FIGURE, f"{figid}.html"))
        if figid not in self._values(figure, SCHEMA.identifier):
            raise InputError(f"{shown(figid)}: figid: found no such figure, expected one of the data; try another --on")
        evidence = self._evidence(figure)
        genes = (self._gene(gene, evidence[gene]) for gene in self._iris(figure, SCHEMA.mentions, GENE))
        return GeneSet(
            figid,
            figure.value,
            self._text(figure, SCHEMA.name) or "",
            self._text(figure, SCHEMA.description),
            next(self._identifiers(figure, SCHEMA.isBasedOn, PAPER), None),
            tuple(self._values(figure, PFOCR.organismName)),
            tuple(sorted(genes, key=lambda gene: int(gene.ncbi_id))),
        )

    def _evidence(self, figure: NamedNode) -> defaultdict[str, list[NamedNode]]:
        """Mentions of a figure by the genes that they mention."""
        found: defaultdict[str, list[NamedNode]] = defaultdict(list)
        for quad in self._store.quads_for_pattern(None, self._named(OA.hasTarget), figure):
            if isinstance(quad.subject, NamedNode):
                for body in self._iris(quad.subject, OA.hasBody, GENE):
                    found[body].append(quad.subject)
        return found

    def _gene(self, iri: str, mentions: list[NamedNode]) -> SetGene:
        gene = NamedNode(iri)
        return SetGene(
            self._namespaces.identifier(GENE, iri) or "",
            self._text(gene, SCHEMA.name),
            next(self._identifiers(gene, SCHEMA.sameAs, SYMBOL), None),
            next(self._identifiers(gene, SCHEMA.taxonomicRange, TAXON), None),
            tuple(sorted({word for mention in mentions for word in self._values(mention, PFOCR.word)})),
            tuple(sorted({one for each in mentions for one in self._identifiers(each, PFOCR.lexicon, LEXICON)})),
        )

    def _named(self, name: Term) -> NamedNode:
        return NamedNode(self._namespaces.expand(name))

    def _values(self, subject: _Subject, name: Term) -> list[str]:
        """Objects that are texts or IRIs, each once, in order."""
        objects = (quad.object for quad in self._store.quads_for_pattern(subject, self._named(name), None))
        return sorted({one.value for one in objects if isinstance(one, NamedNode | Literal)})

    def _text(self, subject: NamedNode, name: Term) -> str | None:
        return next(iter(self._values(subject, name)), None)

    def _iris(self, subject: NamedNode, name: Term, space: Space) -> Iterator[str]:
        """Objects that are identifiers of ``space``."""
        return (iri for iri in self._values(subject, name) if self._namespaces.identifier(space, iri) is not None)

    def _identifiers(self, subject: NamedNode, name: Term, space: Space) -> Iterator[str]:
        found = (self._namespaces.identifier(space, iri) for iri in self._values(subject, name))
        return (one for one in found if one is not None)
