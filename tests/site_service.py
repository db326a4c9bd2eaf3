"""The site over small data, asked without a network."""

import asyncio
import re
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, Store
from records import Files, tree
from starlette.testclient import TestClient

from pfocr_rdf.serve.application import application
from pfocr_rdf.serve.reads import StoreReads
from pfocr_rdf.serve.site import prepare
from pfocr_rdf.stores.embedded import open_data

#: A pathway as WikiPathways' RDF has it: with a revision, and with a node inside that is a pathway too.
PATHWAYS = """
@prefix wp: <http://vocabularies.wikipathways.org/wp#> .
@prefix dc: <http://purl.org/dc/elements/1.1/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://identifiers.org/wikipathways/WP1_r2> a wp:Pathway , skos:Collection ;
    dc:identifier <https://identifiers.org/wikipathways/WP1> ; dc:title "Bone remodelling"@en .
<https://identifiers.org/ensembl/E1> dcterms:isPartOf <https://identifiers.org/wikipathways/WP1_r2> ;
    wp:bdbEntrezGene <https://identifiers.org/ncbigene/8600> , <https://identifiers.org/ncbigene/999999> .
<https://identifiers.org/ensembl/E2> dcterms:isPartOf <https://identifiers.org/wikipathways/WP1_r2> ;
    wp:bdbEntrezGene <https://identifiers.org/ncbigene/6885> .
"""


def client_of(store: Store, folder: Path, **options: Any) -> TestClient:
    """A client of the site over a store."""
    reads = StoreReads(store, folder)
    asyncio.run(prepare(reads))
    return TestClient(application(reads, **options), follow_redirects=False)


def client_of_records(folder: Path, records: Files, **options: Any) -> TestClient:
    """A client of the site over records, given as files of a checkout."""
    source = tree(folder / "database", records)
    return client_of(open_data([source]).store, folder, **options)


def seeds_store() -> Store:
    """The seeds, and a pathway beside them."""
    store = open_data(["seeds"]).store
    store.load(PATHWAYS.encode(), RdfFormat.TURTLE)
    return store


def seeds_client(folder: Path) -> TestClient:
    """A client of the site over the seeds."""
    return client_of(seeds_store(), folder)


def titles(html: str) -> list[str]:
    """Titles of the cards on a page."""
    return re.findall(r"<h3><a [^>]*>([^<]*)</a></h3>", html)


def paths(html: str) -> list[str]:
    """Paths of the figures whose cards are on a page."""
    return re.findall(r'<h3><a href="([^"]*/figures/[^"]*)"', html)
