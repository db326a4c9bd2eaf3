"""Where each triple of a record comes from: the key of its front matter, the row of its table, or the model itself."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pfocr_rdf.entities import Entities
from pfocr_rdf.hgnc import HgncTable
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.mapping import Mapper, Node
from pfocr_rdf.mentions import MentionKey, row_keys
from pfocr_rdf.model import Property
from pfocr_rdf.page import Page
from pfocr_rdf.record import Figure, Kind
from pfocr_rdf.tables import Rows
from pfocr_rdf.terms import TurtleTerms
from pfocr_rdf.vocabulary import OA, RDF, Term


class Explained(NamedTuple):
    """A triple in Turtle's terms, and what it comes from."""

    subject: str
    predicate: str
    object: str
    sources: str


class _Evidence:
    """Rows by what they say: which mention they belong to, and which entity they name."""

    def __init__(self, mapper: Mapper[str], tables: Iterable[Rows]) -> None:
        self.of_mention: defaultdict[MentionKey, list[str]] = defaultdict(list)
        self.of_entity: defaultdict[str, list[str]] = defaultdict(list)
        self.of_pair: defaultdict[tuple[MentionKey, str], list[str]] = defaultdict(list)
        for table in tables:
            for index, (key, entity) in enumerate(row_keys(table)):
                where = table.where(index)
                self.of_mention[key].append(where)
                if entity is not None:
                    name = mapper.terms.identifier(*entity.identity)
                    self.of_entity[name].append(where)
                    self.of_pair[key, name].append(where)


class Explainer:
    """Explains the triples of one figure, its paper and its entities."""

    def __init__(self, page: Page, tables: Sequence[Rows], namespaces: Namespaces) -> None:
        """Explain the record of ``page`` and its companion ``tables``."""
        self._page = page
        self._mapper = Mapper(TurtleTerms(namespaces))
        embedded = [page.rows(kind) for kind in Kind]
        self._evidence = _Evidence(self._mapper, [*embedded, *tables])

    def triples(self, figure: Figure, hgnc: HgncTable) -> Iterator[Explained]:
        """Every triple that ``convert`` writes for ``figure``, with its sources."""
        mention_keys: dict[str, MentionKey] = {}
        nodes = list(self._mapper.figure(figure))
        mention_nodes = [node for node in nodes if any(OA.hasTarget == predicate for predicate, _ in node.properties)]
        for mention, node in zip(figure.mentions, mention_nodes, strict=True):
            mention_keys[node.subject] = mention[:4]
        entities = Entities()
        entities.add(figure)
        for node in (*nodes, self._mapper.paper(figure.paper), *entities.nodes(self._mapper, hgnc)):
            yield from self._node(node, mention_keys.get(node.subject))

    def _node(self, node: Node[str], mention: MentionKey | None) -> Iterator[Explained]:
        known = {one.predicate: one for one in node.kind.properties}
        for predicate, objects in node.properties:
            for one in objects:
                sources = self._sources(node, predicate, one, known, mention)
                yield Explained(node.subject, self._mapper.terms.name(predicate), one, "; ".join(sources))

    def _sources(
        self, node: Node[str], predicate: Term, value: str, known: dict[Term, Property], mention: MentionKey | None
    ) -> list[str]:
        if predicate == RDF.type:
            return [f"every {node.kind.name}"]
        keys = known[predicate].keys
        if mention is not None:
            inferred = ["schema-jsonld.keywords"]
            rows = self._evidence.of_pair[mention, value] if predicate == OA.hasBody else []
            return self._present(keys) + (rows or self._evidence.of_mention[mention] or inferred)
        rows = self._evidence.of_entity[value] or self._evidence.of_entity[node.subject]
        columns = [key for key in keys if ": " in key]
        return self._present(keys) + (rows if columns else []) or [f"every {node.kind.name}"]

    def _present(self, keys: Iterable[str]) -> list[str]:
        """Keys that the record has, with their lines; the names of tables that are none of its own."""
        found = []
        for key in keys:
            top = key.partition(".")[0]
            if top in self._page.front:
                found.append(f"{key} (line {self._page.line(top)})")
            elif key in {"HGNC", "ndex_map.tsv", "wpid_map.tsv"}:
                found.append(key)
        return found
