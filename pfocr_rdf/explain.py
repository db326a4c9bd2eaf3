"""Where each triple of a record comes from: the key of its front matter, the row of its table, or the model itself."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple, TypeAlias

from pfocr_rdf.entities import Entities
from pfocr_rdf.hgnc import HgncTable
from pfocr_rdf.identifiers import TAXON, Namespaces
from pfocr_rdf.mapping import Mapper, Node
from pfocr_rdf.mentions import MentionKey, row_keys
from pfocr_rdf.page import Page
from pfocr_rdf.record import Figure, Kind
from pfocr_rdf.tables import Rows
from pfocr_rdf.terms import TurtleTerms
from pfocr_rdf.vocabulary import OA, Term


class Explained(NamedTuple):
    """A triple in Turtle's terms, and what it comes from."""

    subject: str
    predicate: str
    object: str
    sources: str


#: A row: the name of its table, or of the page and key that it is embedded under, and its number there.
_Place: TypeAlias = tuple[str, int]


class _Evidence:
    """Rows by what they say: which mention they belong to, and which entity they name."""

    def __init__(self, mapper: Mapper[str], tables: Iterable[Rows]) -> None:
        self.of_mention: defaultdict[MentionKey, list[_Place]] = defaultdict(list)
        self.of_entity: defaultdict[str, list[_Place]] = defaultdict(list)
        self.of_pair: defaultdict[tuple[MentionKey, str], list[_Place]] = defaultdict(list)
        for table in tables:
            name = table.place.rpartition("/")[2]
            for number, (key, entity) in zip(table.numbers, row_keys(table), strict=True):
                self.of_mention[key].append((name, number))
                if entity is not None:
                    subject = mapper.terms.identifier(*entity.identity)
                    self.of_entity[subject].append((name, number))
                    self.of_pair[key, subject].append((name, number))

    def add_inferred(self, mapper: Mapper[str], figure: Figure) -> None:
        """Add mentions that no row speaks of: those inferred from keywords."""
        for number, mention in enumerate(figure.genes, start=1):
            if mention[:4] not in self.of_mention:
                place = ("schema-jsonld.keywords", number)
                self.of_mention[mention[:4]].append(place)
                for entity in mention.entities:
                    subject = mapper.terms.identifier(*entity.identity)
                    self.of_entity[subject].append(place)
                    self.of_pair[mention[:4], subject].append(place)


class Explainer:
    """Explains the triples of one figure, its paper and its entities."""

    def __init__(self, page: Page, tables: Sequence[Rows], figure: Figure, namespaces: Namespaces) -> None:
        """Explain ``figure``, which was made of ``page`` and its companion ``tables``."""
        self._page = page
        self._figure = figure
        self._mapper = Mapper(TurtleTerms(namespaces))
        self._evidence = _Evidence(self._mapper, [*(page.rows(kind) for kind in Kind), *tables])
        self._evidence.add_inferred(self._mapper, figure)
        terms = self._mapper.terms
        self._names = {terms.text(one.name): one.name for one in figure.organisms}
        taxa = ((one.taxon, one.name) for one in figure.organisms)
        self._names |= {terms.identifier(TAXON, taxon.taxon_id): name for taxon, name in taxa if taxon}

    def triples(self, hgnc: HgncTable) -> Iterator[Explained]:
        """Every triple that ``convert`` writes for the figure, with its sources."""
        entities = Entities()
        entities.add(self._figure)
        for node in self._mapper.figure(self._figure):
            yield from self._node(node, self._keys_of_mentions.get(node.subject))
        for node in (self._mapper.paper(self._figure.paper), *entities.nodes(self._mapper, hgnc)):
            yield from self._node(node, None)

    @cached_property
    def _keys_of_mentions(self) -> dict[str, MentionKey]:
        """What makes each mention, by its IRI."""
        nodes = [node for node in self._mapper.figure(self._figure) if dict(node.properties).get(OA.hasTarget)]
        return {node.subject: one[:4] for node, one in zip(nodes, self._figure.mentions, strict=True)}

    def _node(self, node: Node[str], mention: MentionKey | None) -> Iterator[Explained]:
        known = {one.predicate: one.keys for one in node.kind.properties}
        for predicate, objects in node.properties:
            for one in objects:
                keys = known.get(predicate, ())
                places = self._places(node, predicate, one, mention) if any(": " in key for key in keys) else []
                sources = [*([] if places and mention else self._keys(keys, one, bool(places))), *_gathered(places)]
                written = "; ".join(sources) or f"every {node.kind.name}"
                yield Explained(node.subject, self._mapper.terms.name(predicate), one, written)

    def _places(self, node: Node[str], predicate: Term, value: str, mention: MentionKey | None) -> list[_Place]:
        """Rows that a triple comes from."""
        if mention is None:
            return self._evidence.of_entity[value] or self._evidence.of_entity[node.subject]
        if predicate == OA.hasBody:
            return self._evidence.of_pair[mention, value]
        return self._evidence.of_mention[mention]

    def _keys(self, keys: Iterable[str], value: str, in_rows: bool) -> Iterator[str]:
        """Keys of the page that hold the value, with their lines; names of tables that are none of its own."""
        for key in keys:
            top = key.partition(".")[0]
            if key in _LISTS:
                if not in_rows and self._names.get(value) in self._page.texts(key):
                    yield f"{key} (line {self._page.line(key)})"
            elif (key == "doi" and "doi.org" not in value) or (key == "pmcid" and "doi.org" in value):
                continue  # a paper's addresses come from one of the two each
            elif top in self._page.front and (key not in _MAPPED or self._page.text(key)):
                yield f"{key} (line {self._page.line(top)})"
            elif (key in _MAPS and not self._page.text(_MAPS[key])) or key == "HGNC":
                yield key


#: Keys that list organisms, and tables that the database or the package has beside the records.
_LISTS = frozenset({"organisms", "organisms_ner"})
_MAPS = {"ndex_map.tsv": "ndex", "wpid_map.tsv": "wpid"}
_MAPPED = frozenset(_MAPS.values())


def _gathered(places: Iterable[_Place]) -> Iterator[str]:
    """Rows by table: ``x-genes.tsv: rows 2, 7``."""
    by_name: defaultdict[str, list[int]] = defaultdict(list)
    for name, number in places:
        by_name[name].append(number)
    for name, numbers in by_name.items():
        if name.startswith("schema-jsonld"):
            yield name
            continue
        yield f"{name}: {'row' if len(numbers) == 1 else 'rows'} {', '.join(map(str, sorted(numbers)))}"
