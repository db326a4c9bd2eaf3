"""What was counted in a graph, by the queries of the HCLS profile, section 6.6; objects never include literals."""

from collections.abc import Mapping
from typing import NamedTuple


class Total(NamedTuple):
    """Counts over the whole graph (HCLS 6.6.1)."""

    triples: int
    entities: int
    subjects: int
    properties: int
    objects: int
    classes: int
    literals: int
    graphs: int


class ClassCount(NamedTuple):
    """Instances of a class (HCLS 6.6.2.1), and the first of them."""

    entities: int
    example: str


class PropertyCount(NamedTuple):
    """Triples with a property, and what is in them (HCLS 6.6.2.2 and 6.6.2.5)."""

    triples: int
    subjects: int
    objects: int
    literals: int
    literal_triples: int


class End(NamedTuple):
    """Triples of which one end has a class, and how many resources are at that end."""

    triples: int
    resources: int


class Ends(NamedTuple):
    """Triples of which both ends have a class, or that lead to another data set."""

    triples: int
    subjects: int
    objects: int


class Statistics(NamedTuple):
    """All that is counted; classes and properties are IRIs, in their order.

    ``subject_classes`` has subjects of a class for each property (HCLS 6.6.2.3), ``object_classes`` the same of objects
    (6.6.2.4), ``links`` both (6.6.2.6: property, class of the subject, class of the object), ``linksets`` the triples
    that lead from here to another data set (property, name of the data set).
    """

    total: Total
    classes: Mapping[str, ClassCount]
    properties: Mapping[str, PropertyCount]
    subject_classes: Mapping[tuple[str, str], End]
    object_classes: Mapping[tuple[str, str], End]
    links: Mapping[tuple[str, str, str], Ends]
    linksets: Mapping[tuple[str, str], Ends]
