"""Which files of a tree are candidate records, by what figid, and where links may lead."""

import os
import socket
from pathlib import Path

import pytest
from checkouts import checkout, codes, figids, page, paths, places, posix, put
from hypothesis import given
from hypothesis import strategies as st

from pfocr_rdf.errors import Finding, InputError, RecordError
from pfocr_rdf.source import companions, gather, read_page
from pfocr_rdf.trees import shown


class TestFigids:
    """The figid is in the name where that tells it, else in the file."""

    @pytest.mark.parametrize(
        ("name", "figid"),
        [
            ("PMC12150400__research.0728.fig.002.md", "PMC12150400__research.0728.fig.002"),
            ("README.md", "README"),
            ("PMC1__a b😀.md", "PMC1__a b😀"),
        ],
    )
    def test_a_page_of_a_checkout_is_named_after_it(self, tmp_path: Path, name: str, figid: str) -> None:
        """Dots belong to it, and what the file says is the reader's to compare."""
        put(tmp_path / "_figures" / name, page("PMC7__other"))
        assert figids(gather([tmp_path])) == [figid]

    @pytest.mark.parametrize(
        ("content", "figid"),
        [
            (b"---\nfigid: PMC1__a.b\n", "PMC1__a.b"),
            (b"---\nfigid:   'PMC1__a' \n", "PMC1__a"),
            (b'---\nfigid: "PMC1__a"  # ours\n', "PMC1__a"),
            (b"---\nfigid: PMC1__a # ours\n", "PMC1__a"),
            (b"---\r\nfigid: PMC1__a\r\n", "PMC1__a"),
            (b"---\nfigid:\n  PMC1__a\n", "PMC1__a"),
            (b"---\nfigid:\nyear: '2000'\n", ""),
            (b"---\nx: 1\nfigid: PMC1__a\nfigid: PMC2__b\n", "PMC1__a"),
            (b"---\n  figid: PMC1__a\n", ""),
            (b"---\nfigid_alias: PMC1__F1\n", ""),
            (b"", ""),
            (b"x" * (1 << 16) + b"\nfigid: PMC1__a\n", ""),
        ],
    )
    def test_elsewhere_it_is_peeked_out_of_the_file(self, tmp_path: Path, content: bytes, figid: str) -> None:
        """The first line that has it, and no more than 64 KiB are searched."""
        assert figids(gather([put(tmp_path / "a.txt", content)])) == [figid]

    def test_in_a_flat_folder_a_name_like_a_figid_is_one(self, tmp_path: Path) -> None:
        """Any other name is not."""
        put(tmp_path / "PMC1__a.md", page("PMC7__other"))
        put(tmp_path / "second.md", page("PMC2__b"))
        assert figids(gather([tmp_path])) == ["PMC1__a", "PMC2__b"]


@posix
class TestLinks:
    """A link is followed as long as it stays in its tree, or if the user named it."""

    def test_a_page_that_leads_out_is_not_listed(self, tmp_path: Path) -> None:
        """Whoever packed a tree must not read other files of the user."""
        put(tmp_path / "secret.md", page("PMC9__secret"))
        root = checkout(tmp_path / "db", "PMC1__a")
        (root / "_figures/PMC2__b.md").symlink_to("../../secret.md")
        inputs = gather([root])
        assert figids(inputs) == ["PMC1__a"]
        assert inputs.findings == [
            Finding(f"{root}/_figures/PMC2__b.md", "file", "link-leaves-tree", "a link to '../../secret.md'")
        ]

    @pytest.mark.parametrize("path", ["_figures/PMC2__b.md", "../secret.md"])
    def test_it_is_not_read_either(self, tmp_path: Path, path: str) -> None:
        """Even when a link was put there after listing, or the target is beside the root."""
        secret = put(tmp_path / "secret.md", page("PMC9__secret"))
        root = checkout(tmp_path / "db", "PMC1__a")
        tree = gather([root]).trees[0]
        (root / "_figures/PMC2__b.md").symlink_to(secret)
        if path.startswith(".."):
            path = "_figures/PMC3__c.md"
            (root / path).symlink_to("../../secret.md")
        with pytest.raises(RecordError, match="link-leaves-tree"):
            read_page(tree, path)

    def test_a_link_inside_the_tree_is_read(self, tmp_path: Path) -> None:
        """Folders of pages may share files."""
        root = checkout(tmp_path / "db")
        put(root / "store/a", page("PMC1__a"))
        put(root / "store/genes", b"word\n")
        put(root / "_data/x")
        (root / "_figures").mkdir()
        (root / "_figures/PMC1__a.md").symlink_to("../store/a")
        (root / "_data/PMC1__a-genes.tsv").symlink_to("../store/genes")
        inputs = gather([root])
        assert (figids(inputs), inputs.findings) == (["PMC1__a"], [])
        assert read_page(inputs.trees[0], "_figures/PMC1__a.md") == page("PMC1__a")
        assert [table.content for table in companions(inputs.trees[0], "PMC1__a", [])] == [b"word\n"]

    def test_a_table_that_leads_out_costs_its_record(self, tmp_path: Path) -> None:
        """Half a record would be a lie."""
        put(tmp_path / "secret.tsv")
        root = checkout(tmp_path / "db", "PMC1__a")
        put(root / "_data/x")
        (root / "_data/PMC1__a-genes.tsv").symlink_to(tmp_path / "secret.tsv")
        with pytest.raises(RecordError, match="link-leaves-tree"):
            companions(gather([root]).trees[0], "PMC1__a", [])

    def test_a_folder_of_organisms_that_leads_out_is_not_used(self, tmp_path: Path) -> None:
        """What lies in it is not part of the tree."""
        (tmp_path / "elsewhere").mkdir()
        root = checkout(tmp_path / "db", "PMC1__a")
        (root / "_organisms").symlink_to(tmp_path / "elsewhere")
        inputs = gather([root])
        assert inputs.trees[0].organisms is None
        assert [(finding.where, finding.code) for finding in inputs.findings] == [
            (f"{root}/_organisms", "link-leaves-tree")
        ]

    @pytest.mark.parametrize("name", ["_data", "download"])
    def test_a_folder_of_tables_that_leads_out_ends_the_run(self, tmp_path: Path, name: str) -> None:
        """Without its tables every page would look complete, and say less than it does."""
        (tmp_path / "elsewhere").mkdir()
        root = checkout(tmp_path / "db", "PMC1__a")
        (root / name).symlink_to(tmp_path / "elsewhere")
        with pytest.raises(InputError, match=f"{name}: found a link out of the tree"):
            gather([root])

    def test_a_folder_of_pages_that_leads_out_is_not_used(self, tmp_path: Path) -> None:
        """Then there is no record, but the reason is told."""
        checkout(tmp_path / "other", "PMC9__x")
        (tmp_path / "db").mkdir()
        (tmp_path / "db/_figures").symlink_to(tmp_path / "other/_figures")
        inputs = gather([tmp_path / "db"])
        assert (inputs.entries, inputs.trees, codes(inputs.findings)) == ([], (), ["link-leaves-tree"])

    @pytest.mark.parametrize(
        ("target", "found"), [("nosuch.md", "a link that leads nowhere"), ("PMC2__b.md", "a link in a circle")]
    )
    def test_dangling_links_and_circles_are_findings(self, tmp_path: Path, target: str, found: str) -> None:
        """The run goes on without them."""
        root = checkout(tmp_path, "PMC1__a")
        (root / "_figures/PMC2__b.md").symlink_to(target)
        inputs = gather([root])
        assert figids(inputs) == ["PMC1__a"]
        assert [(finding.code, finding.found) for finding in inputs.findings] == [("unreadable", found)]

    def test_a_dangling_table_is_no_missing_table(self, tmp_path: Path) -> None:
        """Somebody meant it to be there."""
        root = checkout(tmp_path, "PMC1__a")
        put(root / "_data/x")
        (root / "_data/PMC1__a-genes.tsv").symlink_to("nosuch")
        with pytest.raises(RecordError, match="found a link that leads nowhere"):
            companions(gather([root]).trees[0], "PMC1__a", [])

    def test_a_link_that_the_user_names_is_followed(self, tmp_path: Path) -> None:
        """Also from link to link; the tables that count are those beside the target."""
        root = checkout(tmp_path / "db", "PMC1__a")
        put(root / "_data/PMC1__a-genes.tsv", b"word\n")
        (tmp_path / "one.md").symlink_to("two.md")
        (tmp_path / "two.md").symlink_to("db/_figures/PMC1__a.md")
        inputs = gather([tmp_path / "one.md"])
        assert (inputs.trees[0].root, paths(inputs)) == (root, ["_figures/PMC1__a.md"])
        assert len(companions(inputs.trees[0], "PMC1__a", [])) == 1

    def test_a_folder_that_is_a_link_is_followed_where_named(self, tmp_path: Path) -> None:
        """The tree is the one that it leads to."""
        root = checkout(tmp_path / "db", "PMC1__a")
        (tmp_path / "latest").symlink_to("db")
        inputs = gather([tmp_path / "latest", root])
        assert (figids(inputs), codes(inputs.findings)) == (["PMC1__a"], ["repeated-record"])

    def test_a_pattern_does_not_lead_out_of_where_it_starts(self, tmp_path: Path) -> None:
        """The user named the pattern, not what it happens to match."""
        put(tmp_path / "secret.txt", page("PMC9__secret"))
        put(tmp_path / "in/a.txt", page("PMC1__a"))
        put(tmp_path / "out/b.txt", page("PMC2__b"))
        (tmp_path / "in/file.txt").symlink_to("../secret.txt")
        (tmp_path / "in/folder").symlink_to("../out")
        inputs = gather([str(tmp_path / "in/**/*.txt")])
        assert (figids(inputs), codes(inputs.findings)) == (["PMC1__a"], ["link-leaves-tree"] * 2)


class TestOddFiles:
    """Names and kinds of files that nobody expects."""

    @posix
    @pytest.mark.parametrize(
        ("name", "place"),
        [
            (b"PMC1__\xff.md", r"PMC1__\xff.md"),
            (b"PMC1__a\nb.md", r"PMC1__a\nb.md"),
            (b"PMC1__\x1b[31m.md", r"PMC1__\x1b[31m.md"),
            (b"PMC1__<a b>.md", "PMC1__<a b>.md"),
            ("PMC1__😀.md".encode(), "PMC1__😀.md"),
        ],
    )
    def test_any_name_can_be_listed_read_and_shown(self, tmp_path: Path, name: bytes, place: str) -> None:
        """On one line, and without control over anyone's terminal."""
        put(tmp_path / "_figures" / os.fsdecode(name), b"content")
        inputs = gather([tmp_path])
        assert places(inputs) == [f"{tmp_path}/_figures/{place}"]
        assert read_page(inputs.trees[0], inputs.entries[0].path) == b"content"
        assert companions(inputs.trees[0], inputs.entries[0].figid, []) == []

    @given(st.text(st.characters()))
    def test_what_is_shown_is_printable(self, name: str) -> None:
        """Whatever the name holds, lone surrogates included; a plain name stays as it is."""
        assert shown(name).isprintable()
        assert shown(name) == name or not name.isprintable()

    @posix
    def test_special_files_become_findings(self, tmp_path: Path) -> None:
        """None of them is opened in a way that waits."""
        root = checkout(tmp_path, "PMC1__a")
        os.mkfifo(root / "_figures/PMC2__pipe.md")
        (root / "_figures/PMC3__folder.md").mkdir()
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(os.path.relpath(root / "_figures/PMC4__s.md"))
            inputs = gather([root])
        assert figids(inputs) == ["PMC1__a"]
        assert [finding.found for finding in inputs.findings] == ["a named pipe", "a folder", "a socket"]
        assert codes(inputs.findings) == ["unreadable"] * 3

    @posix
    @pytest.mark.parametrize("kind", ["pipe", "folder"])
    def test_a_table_must_be_a_file(self, tmp_path: Path, kind: str) -> None:
        """Tables are not listed before they are opened."""
        root = checkout(tmp_path, "PMC1__a")
        table = put(root / "_data/x").with_name("PMC1__a-genes.tsv")
        os.mkfifo(table) if kind == "pipe" else table.mkdir()
        with pytest.raises(RecordError, match=r"found a (named )?(pipe|folder), expected a readable file"):
            companions(gather([root]).trees[0], "PMC1__a", [])

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read anything")
    def test_a_file_that_may_not_be_read_is_a_finding(self, tmp_path: Path) -> None:
        """The reason is the system's own."""
        root = checkout(tmp_path, "PMC1__a")
        (root / "_figures/PMC1__a.md").chmod(0)
        inputs = gather([root])
        with pytest.raises(RecordError, match="found Permission denied, expected a readable file"):
            read_page(inputs.trees[0], inputs.entries[0].path)

    def test_a_page_that_has_gone_is_a_finding(self, tmp_path: Path) -> None:
        """Files may vanish between listing and reading."""
        inputs = gather([checkout(tmp_path, "PMC1__a")])
        (tmp_path / "_figures/PMC1__a.md").unlink()
        with pytest.raises(RecordError, match="found no such file"):
            read_page(inputs.trees[0], inputs.entries[0].path)
