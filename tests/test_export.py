"""Gene sets of figures in the formats of other tools, read back by those where there is a package for it."""

import json
from pathlib import Path
from typing import Any

import pytest
from commands import Command
from ndex2.cx2 import CX2Network, RawCX2NetworkFactory

from pfocr_rdf.exporting.cx2 import cx2, network
from pfocr_rdf.exporting.gene_sets import GeneSet, SetGene
from pfocr_rdf.identifiers import Namespaces

FIGID = "PMC4745709__oncotarget-06-29034-g006"
OTHER = "PMC3157546__nihms305602f7"
NAMESPACES = Namespaces()


def read_back(text: bytes) -> CX2Network:
    """A network as the ndex2 package has it."""
    found: CX2Network = RawCX2NetworkFactory().get_cx2network(json.loads(text))
    return found


@pytest.fixture
def seed(here: Command) -> CX2Network:
    """The network of a seed."""
    ran = here("export", "cx2", FIGID, "--on", "seeds", "--quiet")
    assert ran.code == 0, ran.talk
    return read_back(ran.out)


def test_a_taxon_is_a_number(here: Command) -> None:
    """A name would choose no gene at all."""
    ran = here("export", "gmt", "--on", "seeds", "--taxon", "human")
    assert (ran.code, ran.out) == (2, b"")
    assert "'--taxon': 'human' is not a valid integer range" in ran.talk


def test_a_network_has_a_node_for_each_gene(seed: CX2Network) -> None:
    """By symbol and NCBI Gene id, with the evidence from the figure; PFOCR has no edges."""
    nodes: dict[int, dict[str, Any]] = seed.get_nodes()
    assert len(nodes) == 16
    assert seed.get_edges() == {}
    (known,) = (node["v"] for node in nodes.values() if node["v"]["represents"] == "ncbigene:3553")
    assert known == {
        "name": "IL1B",
        "represents": "ncbigene:3553",
        "type": "gene",
        "hgnc_symbol": "IL1B",
        "taxon": "obo:NCBITaxon_9606",
        "word": ["IL-1B"],
        "lexicon": ["hgnc_alias_symbol"],
    }


def test_a_network_says_what_those_at_ndex_say(seed: CX2Network) -> None:
    """With their names, and how its CURIEs are expanded."""
    said = seed.get_network_attributes()
    assert said["name"] == said["pfocrId"] == FIGID
    assert said["pmcId"] == "PMC4745709"
    assert said["figureLink"] == f"https://pfocr.wikipathways.org/figures/{FIGID}.html"
    assert json.loads(said["@context"])["ncbigene"] == "https://identifiers.org/ncbigene/"


def test_no_two_nodes_lie_on_each_other(seed: CX2Network) -> None:
    """They are laid out, since nothing else would."""
    places = [(node["x"], node["y"]) for node in seed.get_nodes().values()]
    assert len({*places}) == 16


def test_a_network_stays_what_it_is_through_ndex2() -> None:
    """Read and written by the package, network and nodes say the same."""
    genes = (SetGene("1", "A1BG", None, "9606", ("A1", "a1"), ("hgnc_symbol",)), SetGene("2"))
    gene_set = GeneSet(
        "PMC1__f1", "https://example.org/1", 'A "title" with \u03b1', None, "PMC1", ("Homo sapiens",), genes
    )
    written = network(gene_set, NAMESPACES)
    parts = read_back(cx2(gene_set, NAMESPACES).encode()).to_cx2()
    again = {name: rows for part in parts for name, rows in part.items()}
    for part in written:
        for name in ("networkAttributes", "nodes"):
            if name in part:
                assert plain(again[name]) == plain(part[name])


def plain(value: Any) -> Any:
    """Elements of an aspect, with the names of attributes in full, and without what is left out on the way."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        full = {"n": "name", "r": "represents"}
        return {full.get(name, name): plain(one) for name, one in value.items() if one is not None}
    return value


def test_the_counts_in_front_are_those_of_the_aspects() -> None:
    """A reader may rely on the metadata."""
    document = network(GeneSet("PMC1__f1", "https://example.org/1", genes=(SetGene("1"), SetGene("2"))), NAMESPACES)
    counted = {one["name"]: one["elementCount"] for one in document[1]["metaData"]}
    assert counted == {name: len(rows) for part in document[2:-1] for name, rows in part.items()}
    assert counted["nodes"] == 2


def test_several_networks_are_files_of_a_folder(tmp_path: Path, here: Command) -> None:
    """Each is named after its figure; one named twice is written once."""
    folder = tmp_path / "new" / "networks"
    assert here("export", "cx2", FIGID, OTHER, FIGID, "--on", "seeds", "-o", folder, "--quiet").code == 0
    assert sorted(path.name for path in folder.iterdir()) == [f"{OTHER}.cx2", f"{FIGID}.cx2"]
    assert len(read_back((folder / f"{OTHER}.cx2").read_bytes()).get_nodes()) == 30


@pytest.mark.parametrize("name", ["seeds.nt", "seeds.nq", "core.ttl"])
def test_graphs_are_exported_like_records(tmp_path: Path, here: Command, name: str) -> None:
    """Words and lexicons are missing only where the profile leaves mentions out."""
    profile = "core" if name == "core.ttl" else "full"
    assert here("convert", "seeds", "-o", tmp_path / name, "--profile", profile, "-q").code == 0
    ran = here("export", "cx2", FIGID, "--on", tmp_path / name, "--quiet")
    expected = json.loads(here("export", "cx2", FIGID, "--on", "seeds", "--quiet").out)
    if profile == "core":
        for node in next(part["nodes"] for part in expected if "nodes" in part):
            del node["v"]["word"], node["v"]["lexicon"]
    assert json.loads(ran.out) == expected


def test_a_lexicon_that_found_nothing_is_told_with_those_that_did(here: Command) -> None:
    """A slip in its name would look like a figure without genes."""
    ran = here("export", "gmt", "--on", "seeds", "--lexicon", "hgnc", "--quiet")
    assert ran.out == b""
    assert ran.talk.startswith("no gene was found by hgnc; try one of bioentities_symbol, ")


def test_gmt_has_a_line_a_figure(here: Command) -> None:
    """Figid, title and NCBI Gene ids, in order of figids."""
    ran = here("export", "gmt", "--on", "seeds", "--quiet")
    sets = [line.split("\t") for line in ran.out.decode().splitlines()]
    assert [one[0] for one in sets] == sorted(one[0] for one in sets)
    known = next(one for one in sets if one[0] == FIGID)
    assert known[1] == "IL-1B produced by aggressive breast cancer cells"
    assert len(known[2:]) == 16
    assert "3553" in known


@pytest.mark.parametrize(
    ("options", "sizes"),
    [
        ((FIGID,), [16]),
        ((FIGID, "--min-genes", "17"), []),
        ((FIGID, "--taxon", "10090"), []),
        ((FIGID, "--taxon", "9606"), [16]),
        ((FIGID, "--min-genes", "1", "--lexicon", "hgnc_alias_symbol"), [2]),
    ],
    ids=["as it is", "too small", "of mice", "of humans", "by lexicon"],
)
def test_gmt_is_narrowed_by_options(here: Command, options: tuple[str, ...], sizes: list[int]) -> None:
    """Genes first, then sets that are left too small."""
    ran = here("export", "gmt", *options, "--on", "seeds", "--quiet")
    assert ran.code == 0
    assert [len(line.split("\t")) - 2 for line in ran.out.decode().splitlines()] == sizes


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("cx2", "PMC1__none", "--on", "seeds"), 3, "PMC1__none: figid: found no such figure"),
        (("gmt", "PMC1__none", "--on", "seeds"), 3, "PMC1__none: figid: found no such figure"),
        (("cx2", FIGID, OTHER, "--on", "seeds"), 2, "expected one for stdout"),
        (("cx2", FIGID, OTHER, "--on", "seeds", "-o", "README.md"), 4, "README.md"),
        (("cx2", FIGID, "--on", "seeds", "-o", "no/folder/x.cx2"), 4, "no/folder"),
        (("cx2", "--on", "seeds"), 2, "FIGID"),
        (("cx2", FIGID), 2, "--on"),
        (("cx2", FIGID, "--on", "none.nt"), 3, "none.nt"),
    ],
)
def test_what_cannot_be_exported_is_told(here: Command, arguments: tuple[str, ...], code: int, said: str) -> None:
    """In one line, with an exit code of its own."""
    ran = here("export", *arguments)
    assert ran.code == code
    assert said in ran.talk


@pytest.mark.parametrize(("option", "count"), [((), "5"), (("--lexicon", "none"), "0")])
def test_the_number_of_gene_sets_is_told(option: tuple[str, ...], count: str, here: Command) -> None:
    """So that a choice that leaves nothing is seen."""
    ran = here("export", "gmt", "--on", "seeds", *option)
    assert ran.talk.endswith(f"{count} gene sets\n")
    assert len(ran.out.splitlines()) == int(count)
