"""How the products differ behind their common standards: one row for each, found by name, by address or by answer.

The facts are those of each product's own manual, named in ``source``, and of the versions in ``seen``, which the tests
run against. ``docs/stores.md`` has the same table; a test holds the two together.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from pfocr_rdf.errors import UsageError

N_TRIPLES, TURTLE = "application/n-triples", "text/turtle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What one product wants.

    ``query``, ``update`` and ``graphs`` are paths below the address of a store, ``others`` further ones that people
    copy from their browser; ``signed`` is put behind each where somebody has signed in. ``key`` is the parameter that
    names a graph, ``extra`` goes with each chunk, of ``most_bytes`` at most; ``too_much`` is what refusals say that are
    about size. ``standard`` says whether ``graphs`` replaces and removes as the Graph Store Protocol has it,
    ``atomic`` whether an update is one transaction however much it moves; where it is not, ``piecewise`` is put before
    an update that is too much for one. ``scheme`` is how a user signs in. ``looks`` is what an address looks like,
    ``server`` how the header of that name begins.
    """

    name: str
    label: str
    address: str
    query: str
    update: str
    graphs: str | None
    others: tuple[str, ...] = ()
    signed: str = ""
    key: str = "graph"
    extra: tuple[str, ...] = ()
    media_type: str = N_TRIPLES
    most_bytes: int = 512 << 20
    too_much: str = "(?!)"
    scheme: str = "basic"
    standard: bool = True
    atomic: bool = True
    piecewise: str = ""
    looks: str = "(?!)"
    server: str = "(?!)"
    limits: str
    seen: str = ""
    source: str

    def root(self, address: str) -> str:
        """The address of the store, whichever of its paths was given.

        >>> by_name("fuseki").root("https://example.org/ds/sparql"), by_name("virtuoso").root("https://example.org/")
        ('https://example.org/ds', 'https://example.org')
        """
        paths = {self.query, self.update, self.graphs or "", *self.others}
        for path in sorted({path.rstrip("/") + end for path in paths for end in (self.signed, "")}, key=len)[::-1]:
            if path and address.rstrip("/").endswith(path):
                return address.rstrip("/").removesuffix(path)
        return address.rstrip("/")


DIALECTS: tuple[Dialect, ...] = (
    Dialect(
        name="oxigraph",
        label="Oxigraph",
        address="localhost:7878",
        query="/query",
        update="/update",
        graphs="/store",
        extra=("no_transaction",),
        scheme="none; put a proxy before it",
        looks=r":7878(/|$)",
        server="Oxigraph/",
        limits="an update of at most 128 MiB, which holds all that it changes in memory, about 1 kB a triple",
        seen="0.5.13",
        source="docs.rs/crate/oxigraph-cli",
    ),
    Dialect(
        name="fuseki",
        label="Apache Jena Fuseki",
        address="localhost:3030/DATASET",
        query="/query",
        update="/update",
        graphs="/data",
        others=("/sparql", "/get"),
        looks=r":3030/",
        server="Apache Jena Fuseki|Fuseki",
        limits="atomic with TDB2 or in memory; TDB1 gives space back only when it is rebuilt",
        source="jena.apache.org/documentation/fuseki2",
    ),
    Dialect(
        name="graphdb",
        label="GraphDB",
        address="localhost:7200/repositories/REPOSITORY",
        query="",
        update="/statements",
        graphs="/rdf-graphs/service",
        looks=r":7200/|^(?!.*/rdf4j-server/).*/repositories/",
        server="GraphDB",
        limits="named graphs are in the default graph of queries, unless FROM says otherwise",
        source="graphdb.ontotext.com/documentation",
    ),
    Dialect(
        name="rdf4j",
        label="Eclipse RDF4J Server",
        address="localhost:8080/rdf4j-server/repositories/REPOSITORY",
        query="",
        update="/statements",
        graphs="/rdf-graphs/service",
        looks=r"/rdf4j-server/repositories/",
        limits="the memory store writes all of it out after each change; the native store is better",
        source="rdf4j.org/documentation/reference/rest-api",
    ),
    Dialect(
        name="virtuoso",
        label="OpenLink Virtuoso",
        address="localhost:8890",
        query="/sparql",
        update="/sparql",
        graphs="/sparql-graph-crud",
        signed="-auth",
        key="graph-uri",
        most_bytes=4 << 20,
        too_much="SP030: .* memory exhausted|SP031: .* length of generated SQL|SR325: Transaction aborted",
        scheme="digest",
        atomic=False,
        piecewise="DEFINE sql:log-enable 3 ",
        looks=r":8890(/|$)",
        server="Virtuoso/",
        limits="an update of 10,000 lines of generated SQL; a transaction of at most TransactionAfterImageLimit, "
        "50 MB unless set: what is more is moved piece by piece",
        seen="7.2.5",
        source="docs.openlinksw.com/virtuoso",
    ),
    Dialect(
        name="blazegraph",
        label="Blazegraph",
        address="localhost:9999/blazegraph/namespace/NAMESPACE/sparql",
        query="/sparql",
        update="/sparql",
        graphs="/sparql",
        key="context-uri",
        media_type=TURTLE,
        standard=False,
        looks=r"/(blazegraph|bigdata)/",
        limits="needs a namespace with quads; the graph of a chunk is a parameter of its own interface",
        source="github.com/blazegraph/database/wiki/REST_API",
    ),
    Dialect(
        name="stardog",
        label="Stardog",
        address="localhost:5820/DATABASE",
        query="/query",
        update="/update",
        graphs="",
        looks=r":5820/",
        limits="named graphs are in the default graph of queries only with query.all.graphs",
        source="docs.stardog.com",
    ),
    Dialect(
        name="neptune",
        label="Amazon Neptune",
        address="CLUSTER.neptune.amazonaws.com:8182",
        query="/sparql",
        update="/sparql",
        graphs="/sparql/gsp/",
        most_bytes=140_000_000,
        atomic=False,
        scheme="none; with IAM, through a signing proxy",
        looks=r"\.neptune\.amazonaws\.com",
        limits="150 MB a request; an update ends after neptune_query_timeout, two minutes unless set",
        source="docs.aws.amazon.com/neptune/latest/userguide",
    ),
    Dialect(
        name="sparql",
        label="any other, by SPARQL 1.1 Update alone",
        address="HOST/PATH",
        query="",
        update="",
        graphs=None,
        standard=False,
        atomic=False,
        limits="those of the product",
        source="www.w3.org/TR/sparql11-protocol",
    ),
)


def by_name(name: str) -> Dialect:
    """The dialect of that name."""
    for one in DIALECTS:
        if one.name == name:
            return one
    names = ", ".join(one.name for one in DIALECTS)
    raise UsageError(f"--dialect: found {name!r}, expected one of {names}; try 'sparql'")


def by_answer(address: str, headers: Mapping[str, str]) -> Dialect:
    """The dialect that a store's answer tells, or else the look of its address.

    >>> by_answer("https://example.org/sparql", {"server": "Virtuoso/07.20.3229 (Linux)"}).name
    'virtuoso'
    >>> by_answer("https://example.org/rdf4j-server/repositories/pfocr", {}).name
    'rdf4j'
    """
    server = headers.get("server", "")
    for one in DIALECTS:
        if re.match(one.server, server):
            return one
    shown = urlsplit(address)._replace(scheme="").geturl()
    for one in DIALECTS:
        if re.search(one.looks, shown):
            return one
    names = ", ".join(one.name for one in DIALECTS)
    raise UsageError(
        f"{address}: found no sign of a known product, expected one of {names}; try naming it by --dialect"
    )
