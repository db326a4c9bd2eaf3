"""From a candidate record to its bytes and its companion tables."""

from pathlib import Path

import pytest
from checkouts import checkout, page, put

from pfocr_rdf.errors import Finding, RecordError
from pfocr_rdf.record import Kind
from pfocr_rdf.source import Tree, companions, gather, orphan_tables, read_page
from pfocr_rdf.trees import PAGE_LIMIT, TABLE_LIMIT


class TestSizes:
    """Up to a limit files are read whole, and beyond it not at all."""

    @pytest.mark.parametrize("size", [0, 1, 1 << 16, PAGE_LIMIT])
    def test_a_page_up_to_the_limit_is_read_whole(self, tmp_path: Path, size: int) -> None:
        """To the last byte."""
        content = (bytes(range(256)) * (size // 256 + 1))[:size]
        put(tmp_path / "_figures/PMC1__a.md", content)
        assert read_page(gather([tmp_path]).trees[0], "_figures/PMC1__a.md") == content

    def test_a_larger_page_is_refused_unread(self, tmp_path: Path) -> None:
        """A hole of a terabyte takes no time."""
        path = put(tmp_path / "_figures/PMC1__a.md")
        with path.open("wb") as file:
            file.truncate(1 << 40)
        with pytest.raises(RecordError) as caught:
            read_page(gather([tmp_path]).trees[0], "_figures/PMC1__a.md")
        assert str(caught.value) == (
            f"{path}: file: found {1 << 40} bytes, expected a record of at most 1 MiB; "
            "try checking that the file is a PFOCR record [too-large]"
        )

    def test_a_larger_table_costs_its_record(self, tmp_path: Path) -> None:
        """The limit is that of tables."""
        path = put(checkout(tmp_path, "PMC1__a") / "_data/PMC1__a-genes.tsv")
        tree = gather([tmp_path]).trees[0]
        with path.open("wb") as file:
            file.truncate(TABLE_LIMIT)
        assert len(companions(tree, "PMC1__a", [])[0].content) == TABLE_LIMIT
        with path.open("ab") as file:
            file.write(b"x")
        with pytest.raises(RecordError, match="table-too-large"):
            companions(tree, "PMC1__a", [])

    @pytest.mark.skipif(not Path("/proc/version").exists(), reason="needs files without a size")
    def test_a_file_that_hides_its_size_is_read_whole(self) -> None:
        """Some file systems say 0 for any size."""
        version = Path("/proc/version")
        assert version.stat().st_size == 0
        assert read_page(Tree("", version.parent, ".", (), None), version.name) == version.read_bytes()


class TestTables:
    """Companion tables by figid, and tables that are nobody's companions."""

    def test_all_three_kinds_in_order(self, tmp_path: Path) -> None:
        """Genes, chemicals, diseases."""
        root = checkout(tmp_path, "PMC1__a.b")
        for kind in ("diseases", "genes", "chemicals"):
            put(root / f"_data/PMC1__a.b-{kind}.tsv", kind.encode())
        tables = companions(gather([root]).trees[0], "PMC1__a.b", [])
        assert [(table.kind, table.content) for table in tables] == [
            (Kind.GENE, b"genes"), (Kind.CHEMICAL, b"chemicals"), (Kind.DISEASE, b"diseases"),
        ]  # fmt: skip

    def test_the_newer_place_wins_kind_by_kind(self, tmp_path: Path) -> None:
        """And only where both have the same table is there a warning."""
        root = checkout(tmp_path, "PMC1__a")
        put(root / "_data/PMC1__a-genes.tsv", b"new")
        put(root / "download/PMC1__a-genes.tsv", b"old")
        put(root / "download/PMC1__a-diseases.tsv", b"old")
        findings: list[Finding] = []
        tables = companions(gather([root]).trees[0], "PMC1__a", findings)
        assert [(table.kind, table.content) for table in tables] == [(Kind.GENE, b"new"), (Kind.DISEASE, b"old")]
        assert [str(finding) for finding in findings] == [
            (
                f"{root}/download/PMC1__a-genes.tsv: table: found the same table in _data/, "
                "expected one table of a kind; try removing the one in download/, which was ignored [table-superseded]"
            )
        ]

    @pytest.mark.parametrize("figid", ["../x", "a/b", "a\\b", "a\0b", "c:d", "\ud800", "x" * 5000])
    def test_a_figid_that_is_no_file_name_has_none(self, tmp_path: Path, figid: str) -> None:
        """And nothing outside the folder is ever tried."""
        root = checkout(tmp_path, "PMC1__a")
        put(root / "_data/a/b-genes.tsv")
        put(root / "x-genes.tsv")
        assert companions(gather([root]).trees[0], figid, []) == []

    def test_tables_without_a_page_are_found(self, tmp_path: Path) -> None:
        """With those whose name says no kind; maps and other files are no tables."""
        root = checkout(tmp_path, "PMC1__a")
        for name in ("PMC1__a-genes.tsv", "PMC2__b-genes.tsv", "PMC1__a-gene.tsv", "ndex_map.tsv", "README.txt"):
            put(root / "_data" / name)
        put(root / "download/PMC3__c-diseases.tsv")
        assert [(finding.where, finding.code) for finding in orphan_tables(gather([root]))] == [
            (f"{root}/_data/PMC1__a-gene.tsv", "unknown-table"),
            (f"{root}/_data/PMC2__b-genes.tsv", "table-without-page"),
            (f"{root}/download/PMC3__c-diseases.tsv", "table-without-page"),
        ]

    def test_a_page_of_another_tree_does_not_count(self, tmp_path: Path) -> None:
        """Tables are read with the pages of their own tree."""
        one, two = checkout(tmp_path / "1", "PMC1__a"), checkout(tmp_path / "2", "PMC2__b")
        put(two / "_data/PMC1__a-genes.tsv")
        assert [finding.where for finding in orphan_tables(gather([one, two]))] == [f"{two}/_data/PMC1__a-genes.tsv"]

    def test_nobody_asked_for_tables_beside_a_single_page(self, tmp_path: Path) -> None:
        """A page of a checkout does not bring 250,000 warnings."""
        root = checkout(tmp_path, "PMC1__a")
        put(root / "_data/PMC2__b-genes.tsv")
        assert list(orphan_tables(gather([root / "_figures/PMC1__a.md"]))) == []

    def test_a_flat_folder_has_its_tables_beside(self, tmp_path: Path) -> None:
        """The figid is the one in the file, not its name."""
        put(tmp_path / "a.txt", page("PMC1__a"))
        put(tmp_path / "PMC1__a-genes.tsv")
        put(tmp_path / "PMC2__b-genes.tsv")
        assert [finding.where for finding in orphan_tables(gather([tmp_path]))] == [f"{tmp_path}/PMC2__b-genes.tsv"]
