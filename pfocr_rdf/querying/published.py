"""Bundled queries in the forms that others publish theirs in, made from our files.

SIB's form is Turtle (``sib-swiss/sparql-examples``): ``sh:SPARQLExecutable`` with the query, its prefixes as
``sh:declare``, keywords, and the endpoints it federates with. WikiPathways' form is a file with a header and
``{{name}}`` for each parameter (``wikipathways/SPARQLQueries``, ``HEADER_CONVENTIONS.md``).
"""

from collections.abc import Iterable, Iterator
from io import BytesIO

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from pfocr_rdf.identifiers import Namespaces
from pfocr_rdf.querying.binding import blocks, rebased
from pfocr_rdf.querying.catalogue import Query
from pfocr_rdf.querying.gate import Form
from pfocr_rdf.querying.tokens import Kind, tokens
from pfocr_rdf.vocabulary import RDF, RDFS, SCHEMA, SHACL_NAMESPACE, SPEX_NAMESPACE, XSD

_CLASSES = {
    Form.SELECT: "SPARQLSelectExecutable",
    Form.ASK: "SPARQLAskExecutable",
    Form.CONSTRUCT: "SPARQLConstructExecutable",
}


def sib(queries: Iterable[Query], namespaces: Namespaces | None = None, endpoint: str | None = None) -> bytes:
    """Some queries as Turtle; ``endpoint`` is the address at which they are answered.

    >>> from pfocr_rdf.querying.catalogue import catalogue
    >>> b'sh:select "' in sib([catalogue()["figures-per-year"]])
    True
    """
    names = namespaces or Namespaces()
    prefixes = {
        **{prefix: names.prefixes[prefix] for prefix in ("rdf", "rdfs", "xsd", "schema")},
        "sh": SHACL_NAMESPACE,
        "spex": SPEX_NAMESPACE,
    }
    stream = BytesIO()
    serialize(executables(queries, names, endpoint), stream, RdfFormat.TURTLE, prefixes=prefixes)
    return stream.getvalue()


def executables(queries: Iterable[Query], names: Namespaces, endpoint: str | None = None) -> list[Triple]:
    """Some queries as triples, each of these once: one ``sh:SPARQLExecutable`` for each query."""
    triples = (triple for query in queries for triple in _Executable(query, names, endpoint).triples())
    return list(dict.fromkeys(triples))


def query_iri(name: str, names: Namespaces) -> str:
    """The IRI of a bundled query.

    >>> query_iri("totals", Namespaces())
    'https://pfocr.wikipathways.org/rdf/queries/totals'
    """
    return f"{names.base}rdf/queries/{name}"


class _Executable:
    """One query as triples."""

    def __init__(self, query: Query, names: Namespaces, endpoint: str | None) -> None:
        self._query = query
        self._names = names
        self._endpoint = endpoint
        self._node = NamedNode(query_iri(query.name, names))

    def triples(self) -> Iterator[Triple]:
        query, form = self._query, self._query.form
        yield self._says(RDF.type, _shacl("SPARQLExecutable"))
        yield self._says(RDF.type, _shacl(_CLASSES[form]))
        yield self._says(RDFS.label, Literal(query.title, language="en"))
        yield self._says(RDFS.comment, Literal(query.description, language="en"))
        yield Triple(self._node, _shacl(form), Literal(rebased(query.body, self._names)))
        for keyword in query.keywords:
            yield self._says(SCHEMA.keywords, Literal(keyword))
        if self._endpoint:
            yield self._says(SCHEMA.target, NamedNode(self._endpoint))
        for address in query.services:
            yield Triple(self._node, NamedNode(f"{SPEX_NAMESPACE}federatesWith"), NamedNode(address))
        yield from self._prefixes()

    def _says(self, term: str, value: NamedNode | Literal) -> Triple:
        return Triple(self._node, NamedNode(self._names.expand(term)), value)

    def _prefixes(self) -> Iterator[Triple]:
        """What the query's prefixes stand for; nodes of their own, since blank ones would not survive a merge."""
        everyones = NamedNode(f"{self._names.base}rdf/queries")
        for prefix, iri in declared(rebased(self._query.text, self._names)):
            node = NamedNode(f"{everyones.value}#prefix-{prefix}")
            yield Triple(self._node, _shacl("prefixes"), everyones)
            yield Triple(everyones, _shacl("declare"), node)
            yield Triple(node, _shacl("prefix"), Literal(prefix))
            yield Triple(node, _shacl("namespace"), Literal(iri, datatype=NamedNode(self._names.expand(XSD.anyURI))))


def _shacl(name: str) -> NamedNode:
    return NamedNode(SHACL_NAMESPACE + name)


def declared(text: str) -> Iterator[tuple[str, str]]:
    """The prefixes that a query declares, with their IRIs."""
    found = list(tokens(text))
    for word, name, iri in zip(found, found[1:], found[2:], strict=False):
        if word.folded == "prefix" and name.kind is Kind.NAME and iri.kind is Kind.IRI:
            yield name.text[:-1], iri.text[1:-1]


def wikipathways(query: Query) -> str:
    """A query in the form of WikiPathways' files.

    >>> from pfocr_rdf.querying.catalogue import catalogue
    >>> print(wikipathways(catalogue()["is-gene-drawn"]))  # doctest: +ELLIPSIS
    # title: Whether a gene is drawn in any figure
    # category: Collaborations
    # description: True if at least one figure mentions the gene.
    # keywords: gene, ask
    # param: gene | string | ncbigene:3553 | NCBI Gene id, or human gene symbol
    <BLANKLINE>
    PREFIX ...
      VALUES ?gene { {{gene}} }
    ...
    """
    kept = [line for line in query.text.partition("\n\n")[0].splitlines() if line.startswith(_SHARED)]
    params = [f"# param: {one.name} | string | {one.default} | {one.label}" for one in query.parameters]
    body = query.body
    for block in sorted(blocks(body), key=lambda one: one.start, reverse=True):
        if block.variable in {one.name for one in query.parameters}:
            body = f"{body[: block.start]} {{{{{block.variable}}}}} {body[block.end :]}"
    return "\n".join([*kept, *params, "", body])


_SHARED = ("# title:", "# category:", "# description:", "# keywords:")
