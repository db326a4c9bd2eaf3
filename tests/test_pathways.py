"""Pathways out of WikiPathways' RDF, its GMT files, and a SPARQL endpoint."""

import gzip
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from checkouts import CORPUS
from pathway_files import gmt_line, pathway_turtle
from pyoxigraph import RdfFormat, parse, serialize
from servers import oxigraph

from pfocr_rdf.errors import Finding, InputError, RemoteError
from pfocr_rdf.linking import endpoint
from pfocr_rdf.linking.pathways import Pathway
from pfocr_rdf.linking.sources import read_pathways
from pfocr_rdf.stores.embedded import open_data

WPRDF = CORPUS / "wikipathways-rdf"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two human pathways and one of mice."""
    files = tmp_path / "wp"
    files.mkdir()
    (files / "WP1.ttl").write_text(pathway_turtle("WP1", 7, (1, 2, 3)))
    (files / "WP2.ttl").write_text(pathway_turtle("WP2", 8, (3, 4)))
    (files / "WP3.ttl").write_text(pathway_turtle("WP3", 9, (11,), taxon="10090"))
    return files


EXPECTED = [
    Pathway("WP1", "About WP1", "9606", frozenset({1, 2, 3}), "WP1_r7"),
    Pathway("WP2", "About WP2", "9606", frozenset({3, 4}), "WP2_r8"),
    Pathway("WP3", "About WP3", "10090", frozenset({11}), "WP3_r9"),
]


def triples_of(folder: Path, target: Path | None = None) -> Path:
    """All files of a folder as one of N-Triples."""
    path = (target or folder) / "all.nt"
    triples = (triple for file in folder.glob("*.ttl") for triple in parse(path=file))
    serialize(triples, path, RdfFormat.N_TRIPLES)
    return path


def test_rdf_gives_the_genes_that_nodes_are_mapped_to(folder: Path) -> None:
    """Whatever identifier a node itself has; a gene of two pathways belongs to both."""
    assert read_pathways([folder]) == EXPECTED


def test_triples_may_come_in_any_order_and_from_any_file(folder: Path, tmp_path: Path) -> None:
    """A node may stand in one file, and what it is mapped to in another."""
    triples = sorted(triples_of(folder, tmp_path).read_text().splitlines(keepends=True))
    for name, some in (("a.nt", triples[::-2]), ("b.nt.gz", triples[-2::-2])):
        content = "".join(some).encode()
        (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    assert read_pathways([tmp_path / "a.nt", tmp_path / "b.nt.gz"]) == EXPECTED


def test_a_pathway_that_is_drawn_as_a_node_is_none(folder: Path) -> None:
    """It is a ``wp:Pathway`` as well, but no collection of nodes."""
    with (folder / "WP1.ttl").open("a") as file:
        node = "<https://identifiers.org/wikipathways/WP4>"
        file.write(f"{node} a wp:Pathway , wp:DataNode ; wp:organism obo:NCBITaxon_9606 ; dc:identifier {node} .\n")
    assert read_pathways([folder]) == EXPECTED


def test_the_newest_revision_counts(folder: Path) -> None:
    """By number, not by letters."""
    (folder / "old.ttl").write_text(pathway_turtle("WP1", 6, (99,)))
    (folder / "new.ttl").write_text(pathway_turtle("WP1", 10, (5,)))
    assert read_pathways([folder])[0] == Pathway("WP1", "About WP1", "9606", frozenset({5}), "WP1_r10")


def test_older_forms_of_iris_are_read(folder: Path) -> None:
    """Http for https, and a colon for a slash."""
    old = (folder / "WP1.ttl").read_text().replace("https://identifiers.org/", "http://identifiers.org/")
    (folder / "WP1.ttl").write_text(old.replace("ncbigene/", "ncbigene:"))
    assert read_pathways([folder]) == EXPECTED


def test_a_pathway_without_species_is_told(folder: Path) -> None:
    """It is left out."""
    text = (folder / "WP1.ttl").read_text().replace("wp:organism obo:NCBITaxon_9606", "wp:organism 'Homo sapiens'")
    (folder / "WP1.ttl").write_text(text)
    findings: list[Finding] = []
    assert read_pathways([folder], findings) == EXPECTED[1:]
    assert [(one.code, one.found) for one in findings] == [("bad-pathway", "'Homo sapiens'")]


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzipped"])
def test_gmt_gives_the_same_but_revisions(tmp_path: Path, packed: bool) -> None:
    """The species is told by its name; a percent sign in a title is no separator."""
    text = gmt_line("WP1", (1, 2, 3)) + "\n" + gmt_line("WP2", (3, 4)) + gmt_line("WP3", (11,), species="Mus musculus")
    text = text.replace("About WP2", "10% of WP2")
    path = tmp_path / ("wp.gmt.gz" if packed else "wp.gmt")
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    expected = [one._replace(revision=None) for one in EXPECTED]
    expected[1] = expected[1]._replace(title="10% of WP2")
    assert read_pathways([path]) == expected == read_pathways([tmp_path])


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("HALLMARK_HYPOXIA\thttp://msigdb\t1\t2\n", ":1: name: found 'HALLMARK_HYPOXIA'"),
        (gmt_line("WP1", (1,), species="Homo erectus"), ":1: name: found 'About WP1%.*Homo erectus'"),
        (gmt_line("WP1", (1,)).replace("\t1", "\tIL1B"), ":1: genes: found 'IL1B'"),
        ("\n", "pathways: found none with an NCBI gene"),
    ],
    ids=["not of WikiPathways", "unknown species", "symbols", "empty"],
)
def test_another_gmt_is_refused(tmp_path: Path, line: str, found: str) -> None:
    """With its line, and what to give instead."""
    path = tmp_path / "wp.gmt"
    path.write_text(line)
    with pytest.raises(InputError, match=f"wp.gmt.*{found}.*; try "):
        read_pathways([path])


@pytest.mark.skipif(not WPRDF.is_dir(), reason="the corpus is not at ../shared/corpus")
def test_the_real_files_are_thirty_pathways() -> None:
    """All human; WP5039 has 71 genes."""
    pathways = read_pathways([WPRDF])
    assert len(pathways) == 30
    assert {one.taxon for one in pathways} == {"9606"}
    (known,) = (one for one in pathways if one.wpid == "WP5039")
    assert (len(known.genes), known.revision) == (71, "WP5039_r134359")


def test_an_endpoint_gives_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In several requests, none of which asks for many rows."""
    monkeypatch.setattr(endpoint, "ROWS_AT_ONCE", 3)
    with oxigraph(triples_of(folder)) as address:
        assert read_pathways([f"{address}/query"]) == EXPECTED


@pytest.mark.skipif(not WPRDF.is_dir(), reason="the corpus is not at ../shared/corpus")
def test_an_endpoint_gives_the_same_of_real_data(tmp_path: Path) -> None:
    """Thirty pathways with about a thousand genes."""
    with oxigraph(triples_of(WPRDF, tmp_path)) as address:
        assert read_pathways([f"{address}/query"]) == read_pathways([WPRDF])


class Cutting(ThreadingHTTPServer):
    """A server that answers queries from a store, but with no more rows than it likes, as Virtuoso does."""

    def __init__(self, folder: Path, most: int, body: bytes | None) -> None:
        """Answer with at most so many rows, or always with this ``body``."""
        self.data = open_data([*folder.iterdir()])
        self.most = most
        self.body = body
        super().__init__(("127.0.0.1", 0), Answering)


class Answering(BaseHTTPRequestHandler):
    """One answer."""

    server: Cutting

    def do_GET(self) -> None:
        """Evaluate, cut, and say nothing of it."""
        query = parse_qs(urlsplit(self.path).query)["query"][0]
        solutions: Any = self.server.data.query(query)
        names = [variable.value for variable in solutions.variables]
        rows = [
            {name: {"type": "literal", "value": row[name].value} for name in names if row[name]} for row in solutions
        ]
        body = self.server.body
        if body is None:
            body = json.dumps({"head": {"vars": names}, "results": {"bindings": rows[: self.server.most]}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def cutting(folder: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of such a server."""
    with Cutting(folder, *request.param) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/sparql"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("cutting", "found"),
    [
        ((2, None), "2 pathways of 3"),
        ((4, None), "[0-9] genes of [0-9] in WP[123]"),
        ((9, b'{"head": {"vars": ["pathways"]}, "results": {"bindings": ['), "58 bytes that are no whole answer"),
    ],
    indirect=["cutting"],
    ids=["list", "genes", "body"],
)
def test_an_answer_that_is_cut_is_never_taken_as_whole(
    cutting: str, found: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the server says that all is well."""
    monkeypatch.setattr(endpoint, "ATTEMPTS", 1)
    with pytest.raises(RemoteError, match=f"found {found}.*, expected "):
        read_pathways([cutting])


def test_an_endpoint_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """After some attempts."""
    monkeypatch.setattr(endpoint, "ATTEMPTS", 2)
    with pytest.raises(RemoteError, match=r"http://127.0.0.1:9/sparql: answer: found .*refused"):
        read_pathways(["http://127.0.0.1:9/sparql"])
