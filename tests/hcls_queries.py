"""The statistics queries of the HCLS community profile, section 6.6, each with the question that a description answers.

The first of each pair is asked of the data, the second of their description; both must have the same rows.
"""

from collections.abc import Mapping
from typing import NamedTuple

PROLOGUE = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
"""


class Statistic(NamedTuple):
    """A query of the profile, and the pattern that its answer has in the description of ``?d``."""

    asked: str
    told: str


def partition(term: str) -> str:
    """How the profile says how many classes, literals or graphs there are."""
    return f"SELECT ?n {{ ?d void:classPartition [ void:class {term} ; void:distinctSubjects ?n ] }}"


STATISTICS: Mapping[str, Statistic] = {
    "6.6.1.1 triples": Statistic("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "SELECT ?n { ?d void:triples ?n }"),
    "6.6.1.2 typed entities": Statistic(
        "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a [] }", "SELECT ?n { ?d void:entities ?n }"
    ),
    "6.6.1.3 subjects": Statistic(
        "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }", "SELECT ?n { ?d void:distinctSubjects ?n }"
    ),
    "6.6.1.4 properties": Statistic(
        "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }", "SELECT ?n { ?d void:properties ?n }"
    ),
    "6.6.1.5 objects": Statistic(
        "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o FILTER(!isLiteral(?o)) }",
        "SELECT ?n { ?d void:distinctObjects ?n }",
    ),
    "6.6.1.6 classes": Statistic("SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s a ?o }", partition("rdfs:Class")),
    "6.6.1.7 literals": Statistic(
        "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o FILTER(isLiteral(?o)) }", partition("rdfs:Literal")
    ),
    "6.6.1.8 graphs": Statistic("SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }", partition("sd:Graph")),
    "6.6.2.1 classes and instances": Statistic(
        "SELECT ?o (COUNT(DISTINCT ?s) AS ?n) { ?s a ?o } GROUP BY ?o",
        "SELECT ?o ?n { ?d void:classPartition [ void:class ?o ; void:distinctSubjects ?n ; void:entities ?n ] }",
    ),
    "6.6.2.2 properties and triples": Statistic(
        "SELECT ?p (COUNT(?p) AS ?n) { ?s ?p ?o } GROUP BY ?p",
        "SELECT ?p ?n { ?d void:propertyPartition [ void:property ?p ; void:triples ?n ] }",
    ),
    "6.6.2.3 properties and typed subjects": Statistic(
        "SELECT (COUNT(DISTINCT ?s) AS ?n) ?c ?p (COUNT(?p) AS ?t) { ?s ?p ?o . ?s a ?c } GROUP BY ?p ?c",
        """SELECT ?n ?c ?p ?t { ?d void:propertyPartition [ void:property ?p ; void:classPartition [
           void:class ?c ; void:distinctSubjects ?n ; void:triples ?t ] ] }""",
    ),
    "6.6.2.4 properties and typed objects": Statistic(
        "SELECT ?p (COUNT(?p) AS ?t) ?c (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o . ?o a ?c } GROUP BY ?p ?c",
        """SELECT ?p ?t ?c ?n { ?d void:propertyPartition [ void:property ?p ; void-ext:objectClassPartition [
           void:class ?c ; void:distinctObjects ?n ; void:triples ?t ] ] FILTER(?c != rdfs:Literal) }""",
    ),
    "6.6.2.5 properties and literals": Statistic(
        """SELECT ?p (COUNT(?p) AS ?t) (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o FILTER(isLiteral(?o)) } GROUP BY ?p""",
        """SELECT ?p ?t ?n { ?d void:propertyPartition [ void:property ?p ; void-ext:objectClassPartition [
           void:class rdfs:Literal ; void:distinctObjects ?n ; void:triples ?t ] ] }""",
    ),
    "6.6.2.6 properties between classes": Statistic(
        """SELECT (COUNT(DISTINCT ?s) AS ?n) ?here ?p ?there (COUNT(DISTINCT ?o) AS ?m)
           { ?s ?p ?o . ?s a ?here . ?o a ?there } GROUP BY ?p ?here ?there""",
        """SELECT ?n ?here ?p ?there ?m { ?d void:propertyPartition ?part . ?part void:property ?p ;
           void:classPartition [ void:class ?here ; void:distinctSubjects ?n ] ;
           void-ext:objectClassPartition [ void:class ?there ; void:distinctObjects ?m ]
           FILTER NOT EXISTS { ?part void:triples ?any } }""",
    ),
}
