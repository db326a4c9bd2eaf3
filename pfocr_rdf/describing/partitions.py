"""Counts as partitions of the graph, as the HCLS profile has them in section 6.6; each has an IRI of its own."""

from collections.abc import Iterator
from typing import NamedTuple

from pfocr_rdf.catalog_vocabulary import SD, VOID
from pfocr_rdf.describing.resources import Iri, Resource, Said, number, resource
from pfocr_rdf.describing.statistics import End, Ends, PropertyCount, Statistics
from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.vocabulary import RDFS, Term


class Partitions(NamedTuple):
    """The partitions of a graph, under the IRI ``graph``."""

    graph: str
    statistics: Statistics
    namespaces: Namespaces

    def resources(self) -> Iterator[Resource]:
        """Every partition; the graph itself comes first, with those that are directly its own."""
        classes = [self._name("class", iri) for iri in self.statistics.classes]
        whole = [self._name(kind) for kind in ("classes", "literals", "graphs")]
        properties = [self._name("property", iri) for iri in self.statistics.properties]
        links = [self._link(*link) for link in self.statistics.links]
        yield resource(
            self.graph,
            said=(
                (VOID.classPartition, tuple(map(Iri, (*whole, *classes)))),
                (VOID.propertyPartition, tuple(map(Iri, (*properties, *links)))),
            ),
        )
        yield from self._whole()
        yield from self._classes()
        for iri, counts in self.statistics.properties.items():
            yield from self._property(iri, counts)
        for link, ends in self.statistics.links.items():
            yield from self._linked(link, ends)

    def _whole(self) -> Iterator[Resource]:
        """How many classes, literals and graphs there are (HCLS 6.6.1.6 to 6.6.1.8)."""
        total = self.statistics.total
        counted = (("classes", RDFS.Class, total.classes), ("literals", RDFS.Literal, total.literals))
        for kind, term, count in (*counted, ("graphs", SD.Graph, total.graphs)):
            yield _part(self._name(kind), VOID.class_, term, (VOID.distinctSubjects, (number(count),)))

    def _classes(self) -> Iterator[Resource]:
        """Instances of each class (HCLS 6.6.2.1), with the properties that they have, as query editors read them."""
        for iri, (entities, example) in self.statistics.classes.items():
            said = (
                (VOID.entities, (number(entities),)),
                (VOID.distinctSubjects, (number(entities),)),
                (VOID.exampleResource, (Iri(example),) if not example.startswith("_:") else ()),
            )
            inner = {name: ends for (name, one), ends in self.statistics.subject_classes.items() if one == iri}
            names = tuple(Iri(self._name("class", iri, "property", name)) for name in inner)
            yield _part(self._name("class", iri), VOID.class_, Iri(iri), *said, (VOID.propertyPartition, names))
            for name, ends in inner.items():
                yield from self._property_of_class(iri, name, ends)

    def _property_of_class(self, iri: str, name: str, ends: End) -> Iterator[Resource]:
        path = ("class", iri, "property", name)
        links = self.statistics.links.items()
        there = {other: counts for (one, here, other), counts in links if (one, here) == (name, iri)}
        yield _part(
            self._name(*path), VOID.property, Iri(name), *_triples(ends),
            (VOID.distinctSubjects, (number(ends.resources),)),
            (VOID.classPartition, tuple(Iri(self._name(*path, "to", other)) for other in there)),
        )  # fmt: skip
        for other, counts in there.items():
            yield _part(self._name(*path, "to", other), VOID.class_, Iri(other), *_triples(counts))

    def _property(self, iri: str, counts: PropertyCount) -> Iterator[Resource]:
        """Triples with a property (HCLS 6.6.2.2), by class of subjects (.3) and objects (.4), and literals (.5)."""
        here = [(one, ends) for (name, one), ends in self.statistics.subject_classes.items() if name == iri]
        there = [(one, ends) for (name, one), ends in self.statistics.object_classes.items() if name == iri]
        literals = self._name("property", iri, "to-literals")
        objects = [self._name("property", iri, "to", one) for one, _ in there]
        yield _part(
            self._name("property", iri), VOID.property, Iri(iri),
            (VOID.triples, (number(counts.triples),)),
            (VOID.distinctSubjects, (number(counts.subjects),)),
            (VOID.distinctObjects, (number(counts.objects),)),
            (VOID.classPartition, tuple(Iri(self._name("property", iri, "of", one)) for one, _ in here)),
            (VOID.objectClassPartition, tuple(map(Iri, [*objects, *([literals] if counts.literals else [])]))),
        )  # fmt: skip
        for one, ends in here:
            name = self._name("property", iri, "of", one)
            yield _part(
                name, VOID.class_, Iri(one), *_triples(ends), (VOID.distinctSubjects, (number(ends.resources),))
            )
        for name, (one, ends) in zip(objects, there, strict=True):
            yield _part(name, VOID.class_, Iri(one), *_triples(ends), (VOID.distinctObjects, (number(ends.resources),)))
        if counts.literals:
            said = (
                (VOID.triples, (number(counts.literal_triples),)),
                (VOID.distinctObjects, (number(counts.literals),)),
            )
            yield _part(literals, VOID.class_, RDFS.Literal, *said)

    def _linked(self, link: tuple[str, str, str], ends: Ends) -> Iterator[Resource]:
        """Triples with a property between two classes (HCLS 6.6.2.6)."""
        iri = self._link(*link)
        predicate, here, there = link
        subjects, objects = f"{iri}/subjects", f"{iri}/objects"
        yield _part(
            iri, VOID.property, Iri(predicate),
            (VOID.classPartition, (Iri(subjects),)), (VOID.objectClassPartition, (Iri(objects),)),
        )  # fmt: skip
        yield _part(subjects, VOID.class_, Iri(here), (VOID.distinctSubjects, (number(ends.subjects),)))
        yield _part(objects, VOID.class_, Iri(there), (VOID.distinctObjects, (number(ends.objects),)))

    def _link(self, predicate: str, here: str, there: str) -> str:
        return self._name("property", predicate, "of", here, "to", there)

    def _name(self, *path: str) -> str:
        """The IRI of a partition: words and the IRIs that they are about take turns in ``path``."""
        steps = (self.namespaces.label(step) if turn % 2 else step for turn, step in enumerate(path))
        return f"{self.graph}#{'/'.join(steps)}"


def _part(iri: str, what: Term, of: Term | Iri, *said: Said) -> Resource:
    return resource(iri, said=((what, (of,)), *said))


def _triples(ends: End | Ends) -> tuple[Said, ...]:
    return ((VOID.triples, (number(ends.triples),)),)
