"""What the index is made of, asked from the store in batches small enough for any store's limits."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple, TypeAlias, TypeVar

from pyoxigraph import NamedNode

from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.serve.reads import Reads, rows
from pfocr_rdf.vocabulary import BASE_PATHS, OA, PFOCR, SCHEMA, SCHEMA_NAMESPACES, WP, Term

#: Subjects in one question; the answers stay below 10,000 rows, where some public stores cut them.
BATCH = 400

#: Rows in one piece of a list.
PAGE = 10_000

#: What the IRI of the class of figures ends in, whatever the base.
_CLASS = BASE_PATHS["pfocr"] + PFOCR.PathwayFigure.local

#: Stands between the parts of a row that holds several.
_BREAK = "\x1f"

T = TypeVar("T")

#: Values by subject and predicate, sorted.
Described: TypeAlias = Mapping[str, Mapping[Term, list[str]]]


class Pathway(NamedTuple):
    """A pathway, with the IRIs of its genes and of its species."""

    iri: str
    title: str
    genes: Sequence[str]
    taxa: Sequence[str]


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """``items`` in pieces.

    >>> list(batches("abc", 2))
    [['a', 'b'], ['c']]
    """
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


class Harvest:
    """Questions to one store, in its own namespaces."""

    def __init__(self, reads: Reads, namespaces: Namespaces) -> None:
        """Ask ``reads``."""
        self._reads = reads
        self.namespaces = namespaces
        self._prologue = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in namespaces.prefixes.items())

    async def ask(self, query: str) -> AsyncIterator[list[str]]:
        """Rows of a ``SELECT``; prefixes need no declaration, and what is unbound is an empty text."""
        for row in await rows(self._reads, self._prologue + query):
            yield ["" if term is None else term.value for term in row]

    async def figures(self) -> list[str]:
        """IRI of every figure, sorted; in pieces, where the store cuts long answers."""
        pattern = f"?f a {PFOCR.PathwayFigure}"
        [[total]] = [row async for row in self.ask(f"SELECT (COUNT(DISTINCT ?f) AS ?n) {{ {pattern} }}")]
        found = {iri async for (iri,) in self.ask(f"SELECT DISTINCT ?f {{ {pattern} }}")}
        if len(found) < int(total):
            found = set()
            ordered = f"SELECT DISTINCT ?f {{ {pattern} }} ORDER BY ?f LIMIT {PAGE} OFFSET "
            while piece := {iri async for (iri,) in self.ask(ordered + str(len(found)))} - found:
                found |= piece
        return sorted(found)

    async def described(self, iris: Iterable[str], predicates: Sequence[Term]) -> Described:
        """All values of these predicates on these subjects."""
        found: dict[str, dict[Term, list[str]]] = defaultdict(lambda: defaultdict(list))
        terms = {self.namespaces.expand(term): term for term in predicates}
        asked = ", ".join(f"<{iri}>" for iri in terms)
        async for subject, predicate, value in self.ask(
            f"SELECT ?s ?p ?o {{ VALUES ?s {{ {_values(iris)} }} ?s ?p ?o FILTER(?p IN ({asked})) }}"
        ):
            found[subject][terms[predicate]].append(value)
        for properties in found.values():
            for values in properties.values():
                values.sort()
        return found

    async def mentioned(self, figures: Iterable[str]) -> dict[str, list[str]]:
        """What each figure mentions, IRIs sorted."""
        return await self._gathered(f"VALUES ?f {{ {_values(figures)} }} ?f {SCHEMA.mentions} ?e", "STR(?e)")

    async def words(self, figures: Iterable[str]) -> dict[str, list[str]]:
        """Every word that was read in each figure, and every term that it was matched to."""
        pattern = f"VALUES ?f {{ {_values(figures)} }} ?m {OA.hasTarget} ?f . ?m {PFOCR.word}|{PFOCR.matchedTerm} ?e"
        return await self._gathered(pattern, "?e")

    async def _gathered(self, pattern: str, value: str) -> dict[str, list[str]]:
        """Values of ``value`` by figure: one row a figure, which costs far less than one a value."""
        gathered = f'(GROUP_CONCAT(DISTINCT {value}; SEPARATOR="\\u001F") AS ?es)'
        query = f"SELECT ?f {gathered} {{ {pattern} }} GROUP BY ?f"
        return {figure: sorted(filter(None, values.split(_BREAK))) async for figure, values in self.ask(query)}

    async def called(self, figures: Iterable[str], mention: Term) -> list[tuple[str, str]]:
        """Entities of mentions of one class with the words for them, each as often as it is there."""
        query = (
            f"SELECT ?b ?w {{ VALUES ?f {{ {_values(figures)} }} "
            f"?m {OA.hasTarget} ?f ; a {mention} ; {OA.hasBody} ?b . ?m {PFOCR.matchedTerm}|{PFOCR.word} ?w }}"
        )
        return [(body, word) async for body, word in self.ask(query)]

    async def pathways(self) -> list[Pathway]:
        """Every pathway of WikiPathways that stands beside the figures."""
        query = (
            'SELECT ?id (SAMPLE(?t) AS ?title) (GROUP_CONCAT(DISTINCT STR(?g); SEPARATOR=" ") AS ?gs) '
            '(GROUP_CONCAT(DISTINCT STR(?o); SEPARATOR=" ") AS ?os) '
            f"{{ ?p a {WP.Pathway} , {WP.Collection} ; {WP.identifier} ?id ; {WP.title} ?t . "
            f"?n {WP.isPartOf} ?p ; {WP.bdbEntrezGene} ?g "
            f"OPTIONAL {{ ?p {WP.organism} ?o }} }} GROUP BY ?id ORDER BY ?id"
        )
        return [Pathway(iri, title, genes.split(), taxa.split()) async for iri, title, genes, taxa in self.ask(query)]

    async def counted(self) -> list[tuple[str, str, int]]:
        """Every class and every property in the data, with the number of its instances or triples."""
        queries = {
            "class": "SELECT ?t (COUNT(*) AS ?n) { ?s a ?t } GROUP BY ?t ORDER BY ?t",
            "property": "SELECT ?t (COUNT(*) AS ?n) { ?s ?t ?o } GROUP BY ?t ORDER BY ?t",
        }
        return [(kind, iri, int(n)) for kind, query in queries.items() async for iri, n in self.ask(query)]


async def namespaces_of(reads: Reads) -> Namespaces:
    """The namespaces that the figures of a store are written in: base and form of schema.org.

    Where there is none, the usual ones.
    """
    default = f"<{Namespaces().expand(PFOCR.PathwayFigure)}>"
    for subject in (f"?f a {default} . BIND({default} AS ?c)", f'?f a ?c FILTER(STRENDS(STR(?c), "{_CLASS}"))'):
        query = f'SELECT ?c ?p {{ {subject} ?f ?p ?id FILTER(STRENDS(STR(?p), "schema.org/identifier")) }} LIMIT 1'
        for row in await rows(reads, query):
            class_iri, predicate = (term.value for term in row)
            form = next(form for form, iri in SCHEMA_NAMESPACES.items() if predicate.startswith(iri))
            return Namespaces(class_iri.removesuffix(_CLASS), form)
    return Namespaces()


def _values(iris: Iterable[str]) -> str:
    return " ".join(str(NamedNode(iri)) for iri in iris)
