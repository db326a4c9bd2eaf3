"""The maps from figures to NDEx networks and to WikiPathways pathways."""

from pathlib import Path

import pytest
from checkouts import CORPUS, codes, put
from hypothesis import given, settings
from hypothesis import strategies as st

from pfocr_rdf.errors import Finding
from pfocr_rdf.maps import FAULTS_SHOWN, Links, read_maps
from pfocr_rdf.trees import MAP_LIMIT, Tree

UUID = "0626a9a9-df0c-11ea-99da-0ac135e8bacf"
OTHER = "07723c7f-df0c-11ea-99da-0ac135e8bacf"


def tree_of(root: Path) -> Tree:
    """A checkout, shown as ``db``."""
    tables = tuple(name for name in ("_data", "download") if (root / name).is_dir())
    return Tree("db", root, "_figures", tables, None)


def ndex(root: Path, content: bytes) -> tuple[dict[str, str], list[Finding]]:
    """What comes of an NDEx map of this content."""
    put(root / "_data/ndex_map.tsv", content)
    findings: list[Finding] = []
    (links,) = read_maps([tree_of(root)], findings)
    return dict(links.ndex), findings


def test_both_maps_are_read(tmp_path: Path) -> None:
    """Each line is figid, tab, identifier; there is no header."""
    put(tmp_path / "_data/ndex_map.tsv", f"PMC1__a\t{UUID}\nPMC2__b.c-d\t{OTHER}\n".encode())
    put(tmp_path / "_data/wpid_map.tsv", b"PMC1__a\tWP5358\n")
    findings: list[Finding] = []
    assert read_maps([tree_of(tmp_path)], findings) == (
        Links({"PMC1__a": UUID, "PMC2__b.c-d": OTHER}, {"PMC1__a": "WP5358"}),
    )
    assert findings == []


def test_a_tree_without_maps_has_no_links(tmp_path: Path) -> None:
    """That is no fault."""
    findings: list[Finding] = []
    assert read_maps([tree_of(tmp_path), tree_of(tmp_path)], findings) == (Links({}, {}), Links({}, {}))
    assert findings == []


@pytest.mark.parametrize("place", ["_data", "download", "."])
def test_a_map_may_lie_with_the_tables_or_at_the_root(tmp_path: Path, place: str) -> None:
    """Older checkouts have it elsewhere, and a flat folder has no other place."""
    put(tmp_path / place / "ndex_map.tsv", f"PMC1__a\t{UUID}\n".encode())
    (links,) = read_maps([tree_of(tmp_path)], [])
    assert links.ndex == {"PMC1__a": UUID}


def test_maps_of_a_flat_folder_are_read_once(tmp_path: Path) -> None:
    """Its tables and its root are the same folder."""
    put(tmp_path / "ndex_map.tsv", b"rubbish\n")
    findings: list[Finding] = []
    read_maps([Tree("db", tmp_path, ".", (".",), None)], findings)
    assert [finding.where for finding in findings] == ["db/ndex_map.tsv:1"]


def test_two_spaces_for_the_tab_are_repaired(tmp_path: Path) -> None:
    """As in lines 20 and 21 of the database's own map (quirk 18)."""
    content = f"PMC1__a\t{UUID}\nPMC2__b  {OTHER}\n"
    links, findings = ndex(tmp_path, content.encode())
    assert links == {"PMC1__a": UUID, "PMC2__b": OTHER}
    assert [str(finding) for finding in findings] == [
        (
            f"db/_data/ndex_map.tsv:2: ndex: found 'PMC2__b  {OTHER}', expected figid, one tab, and an identifier; "
            "try correcting the line; it was used [repaired-map-line]"
        )
    ]


@pytest.mark.parametrize(
    "line",
    [
        "PMC1__a",
        "PMC1__a\t",
        "PMC1__a\tNA",
        f"\t{UUID}",
        f"PMC1__a\t{UUID}\tmore",
        f"PMC1__a\t{UUID[:-1]}",
        f"PMC1__a\t{UUID.upper()}",
        f"PMC1\t{UUID}",
        f"../a\t{UUID}",
        f"PMC1__a/b\t{UUID}",
        f"PMC1__ä\t{UUID}",
        f"PMC1__a\0\t{UUID}",
        "figid\tndex",
    ],
)
def test_a_line_that_says_something_else_is_left_out(tmp_path: Path, line: str) -> None:
    """With its number; the others count."""
    links, findings = ndex(tmp_path, f"PMC8__x\t{UUID}\n\n{line}\nPMC9__y\t{OTHER}\n".encode())
    assert links == {"PMC8__x": UUID, "PMC9__y": OTHER}
    assert [(finding.where, finding.code) for finding in findings] == [("db/_data/ndex_map.tsv:3", "bad-map-line")]


def test_an_identifier_of_the_other_map_is_bad(tmp_path: Path) -> None:
    """Each map has its own pattern."""
    put(tmp_path / "_data/wpid_map.tsv", f"PMC1__a\t{UUID}\nPMC2__b\tWP1\n".encode())
    findings: list[Finding] = []
    (links,) = read_maps([tree_of(tmp_path)], findings)
    assert (links.wikipathways, codes(findings)) == ({"PMC2__b": "WP1"}, ["bad-map-line"])


def test_bytes_that_are_no_text_cost_their_line(tmp_path: Path) -> None:
    """And no other."""
    links, findings = ndex(tmp_path, b"PMC1__\xff\t" + UUID.encode() + f"\nPMC2__b\t{OTHER}".encode())
    assert (links, codes(findings)) == ({"PMC2__b": OTHER}, ["bad-map-line"])


def test_a_figure_with_two_identifiers_keeps_the_first(tmp_path: Path) -> None:
    """The same line twice is no contradiction."""
    links, findings = ndex(tmp_path, f"PMC1__a\t{UUID}\nPMC1__a\t{UUID}\nPMC1__a\t{OTHER}\n".encode())
    assert links == {"PMC1__a": UUID}
    assert [(finding.where, finding.code, finding.found) for finding in findings] == [
        ("db/_data/ndex_map.tsv:3", "map-repeats", f"{OTHER} after {UUID} for PMC1__a")
    ]


def test_maps_in_two_places_add_up(tmp_path: Path) -> None:
    """Where they differ, the newer place wins."""
    put(tmp_path / "download/ndex_map.tsv", f"PMC1__a\t{OTHER}\nPMC2__b\t{OTHER}\n".encode())
    links, findings = ndex(tmp_path, f"PMC1__a\t{UUID}\n".encode())
    assert links == {"PMC1__a": UUID, "PMC2__b": OTHER}
    assert [(finding.where, finding.code) for finding in findings] == [("db/download/ndex_map.tsv:1", "map-repeats")]


def test_byte_order_mark_and_carriage_returns_are_reported_and_read_past(tmp_path: Path) -> None:
    """Once for the file."""
    links, findings = ndex(tmp_path, b"\xef\xbb\xbf" + f"PMC1__a\t{UUID}\r\nPMC2__b\t{OTHER}\r\n".encode())
    assert links == {"PMC1__a": UUID, "PMC2__b": OTHER}
    assert [(finding.where, finding.code) for finding in findings] == [
        ("db/_data/ndex_map.tsv:1", "byte-order-mark"),
        ("db/_data/ndex_map.tsv", "carriage-return"),
    ]


def test_a_file_that_is_no_map_does_not_flood_the_report(tmp_path: Path) -> None:
    """The first faults are told, the rest counted."""
    _, findings = ndex(tmp_path, b"<html>\n" * 5000)
    assert len(findings) == FAULTS_SHOWN + 1
    assert (findings[-1].where, findings[-1].found) == ("db/_data/ndex_map.tsv", "4900 more faulty lines")


def test_lines_after_many_faults_still_count(tmp_path: Path) -> None:
    """Only the telling stops."""
    links, _ = ndex(tmp_path, b"<html>\n" * 5000 + f"PMC1__a\t{UUID}\n".encode())
    assert links == {"PMC1__a": UUID}


def test_a_map_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    """The rest of the run goes on without it."""
    path = put(tmp_path / "_data/ndex_map.tsv")
    with path.open("wb") as file:
        file.truncate(MAP_LIMIT + 1)
    findings: list[Finding] = []
    assert read_maps([tree_of(tmp_path)], findings) == (Links({}, {}),)
    assert [(finding.where, finding.code) for finding in findings] == [("db/_data/ndex_map.tsv", "map-too-large")]


def test_a_map_that_leads_out_of_the_tree_is_not_read(tmp_path: Path) -> None:
    """Links are treated as they are for tables."""
    put(tmp_path / "secret.tsv", f"PMC1__a\t{UUID}\n".encode())
    put(tmp_path / "db/_data/x")
    (tmp_path / "db/_data/ndex_map.tsv").symlink_to("../../secret.tsv")
    findings: list[Finding] = []
    assert read_maps([tree_of(tmp_path / "db")], findings) == (Links({}, {}),)
    assert codes(findings) == ["link-leaves-tree"]


FIGIDS = st.from_regex(r"PMC[0-9]{1,8}__[A-Za-z0-9._-]{1,20}", fullmatch=True)


@settings(max_examples=30)
@given(st.lists(st.tuples(FIGIDS, st.uuids()), max_size=9))
def test_what_is_written_as_a_map_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, object]]
) -> None:
    """Any figids and any UUIDs; of one figid the first."""
    root = tmp_path_factory.mktemp("db")
    links, _ = ndex(root, "".join(f"{figid}\t{uuid}\n" for figid, uuid in pairs).encode())
    assert links == {figid: str(uuid) for figid, uuid in reversed(pairs)}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not at ../shared/corpus")
def test_the_maps_of_the_database() -> None:
    """61 lines of one, all 21 of the other, two of them repaired."""
    findings: list[Finding] = []
    (links,) = read_maps([tree_of(CORPUS / "pfocr-database")], findings)
    assert (len(links.ndex), len(links.wikipathways)) == (61, 21)
    assert links.wikipathways["PMC5819904__IJMM-41-03-1201-g03"] == "WP5382"
    assert [(Path(finding.where).name, finding.code) for finding in findings] == [
        ("wpid_map.tsv:20", "repaired-map-line"),
        ("wpid_map.tsv:21", "repaired-map-line"),
    ]
