"""Archives as sources: honest ones, and members that must not be unpacked."""

import gzip
import io
import random
import stat
import tarfile
import tempfile
import zipfile
from pathlib import Path

import pytest
import zstandard
from checkouts import CORPUS, checkout, codes, figids, page, places, posix, put, refusal
from packing import CHECKOUT, FLAT, NAMES, packed, special, tar_bytes, tarred, zipped

from pfocr_rdf import archives
from pfocr_rdf.errors import Finding, InputError
from pfocr_rdf.source import companions, gather, orphan_tables, read_page


@pytest.fixture(autouse=True)
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Archives are named without folder, and unpacked where a test can look."""
    (tmp_path / "unpacked").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "unpacked"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "unpacked"


class TestHonestArchives:
    """An archive is what would be there if one unpacked it."""

    @pytest.mark.parametrize("name", NAMES)
    def test_a_packed_checkout_is_a_checkout(self, name: str) -> None:
        """Under the folder that code hosts put it in; what is no part of it is counted."""
        packed(Path(name), CHECKOUT)
        with gather([name]) as inputs:
            tree = inputs.trees[0]
            assert places(inputs) == [
                f"{name}!/pfocr-database-main/_figures/PMC1__a.md",
                f"{name}!/pfocr-database-main/_figures/PMC2__b.fig.1.md",
            ]
            assert figids(inputs) == ["PMC1__a", "PMC2__b.fig.1"]
            assert (tree.tables, tree.organisms, inputs.ignored) == (("_data",), "_organisms", 2)
            assert read_page(tree, inputs.entries[0].path) == page("PMC1__a")
            assert [table.content for table in companions(tree, "PMC1__a", [])] == [b"word\n"]
            assert inputs.findings == []

    @pytest.mark.parametrize("name", ["db.zip", "db.tar.gz"])
    @pytest.mark.parametrize("folder", ["", "./", "records/", "a/b/"])
    def test_a_packed_flat_folder_is_a_flat_folder(self, name: str, folder: str) -> None:
        """However deep it lies."""
        packed(Path(name), {folder + member: content for member, content in FLAT.items()})
        with gather([name]) as inputs:
            assert (figids(inputs), inputs.ignored) == (["PMC1__a", "PMC2__b"], 1)
            assert len(companions(inputs.trees[0], "PMC1__a", [])) == 1

    def test_several_checkouts_in_one_archive(self) -> None:
        """Each is a tree of its own."""
        zipped(Path("all.zip"), {f"{db}/_figures/PMC1__a.md": page("PMC1__a") for db in ("x", "y/z")})
        with gather(["all.zip"]) as inputs:
            assert [tree.label for tree in inputs.trees] == ["all.zip!/x", "all.zip!/y/z"]

    def test_the_order_of_members_does_not_matter(self) -> None:
        """Neither for entries nor for what is ignored."""
        seen = []
        for turn in range(3):
            members = list(CHECKOUT.items())
            random.Random(turn).shuffle(members)
            Path(f"{turn}").mkdir()
            with gather([tarred(Path(f"{turn}/db.tar.gz"), dict(members))]) as inputs:
                seen.append((inputs.entries, inputs.ignored))
        assert seen[0] == seen[1] == seen[2]

    def test_an_archive_without_a_name_for_it_is_recognised(self) -> None:
        """By its first bytes; a suffix of records says that it is none."""
        zipped(Path("download"), FLAT)
        zipped(Path("a.txt"), FLAT)
        with gather(["download", "a.txt"]) as inputs:
            assert places(inputs) == ["a.txt", "download!/a.txt", "download!/b.yaml"]

    @pytest.mark.parametrize("name", NAMES)
    def test_an_archive_comes_through_standard_input(self, name: str) -> None:
        """Told by its first bytes, as it has no name."""
        content = packed(Path(name), CHECKOUT).read_bytes()
        with gather(["-"], io.BytesIO(content)) as inputs:
            assert places(inputs)[0] == "<stdin>!/pfocr-database-main/_figures/PMC1__a.md"

    def test_streams_of_several_parts_are_read_to_the_end(self) -> None:
        """Gzip and zstd allow one after the other."""
        half = len(content := tar_bytes(FLAT)) // 2
        for name, pack in (("a.tar.gz", gzip.compress), ("a.tar.zst", zstandard.compress)):
            put(Path(name), pack(content[:half]) + pack(content[half:]))
            with gather([name]) as inputs:
                assert len(inputs.entries) == 2

    def test_an_archive_given_twice_is_unpacked_once(self, workshop: Path) -> None:
        """The second is a warning."""
        zipped(Path("a.zip"), FLAT)
        with gather(["a.zip", "./a.zip"]) as inputs:
            assert (len(inputs.entries), codes(inputs.findings)) == (2, ["repeated-record"])
            assert len(list(workshop.iterdir())) == 1

    def test_copies_are_removed(self, workshop: Path) -> None:
        """At the end, and also when a later source cannot be read."""
        zipped(Path("a.zip"), FLAT)
        with gather(["a.zip"]):
            assert len(list(workshop.iterdir())) == 1
        assert list(workshop.iterdir()) == []
        refusal("a.zip", "nosuch")
        assert list(workshop.iterdir()) == []

    def test_only_what_matters_is_unpacked(self, workshop: Path) -> None:
        """Pages, tables, maps and pages of organisms; nothing hidden."""
        junk = {"db/.git/config.txt": b"", "db/_figures/._PMC1__a.md": b"", "db/big.bin": b"0"}
        zipped(Path("a.zip"), CHECKOUT | junk)
        with gather(["a.zip"]) as inputs:
            files = {path.name for path in workshop.rglob("*") if path.is_file()}
            assert files == {Path(name).name for name in CHECKOUT} - {"figure-page.html"}
            assert inputs.ignored == 5

    @pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not at ../shared/corpus")
    def test_the_corpus_packed_is_the_corpus(self) -> None:
        """The same pages and tables, from a zip and from a tar."""
        files = sorted(path for path in (CORPUS / "pfocr-database").rglob("*") if path.is_file())
        members = {path.relative_to(CORPUS).as_posix(): path.read_bytes() for path in files}
        with gather([CORPUS / "pfocr-database"]) as inputs:
            expected = [(read_page(inputs.trees[0], entry.path), entry) for entry in inputs.entries]
        for name in ("db.zip", "db.tar.gz"):
            with gather([packed(Path(name), members)]) as inputs:
                assert [(read_page(inputs.trees[0], entry.path), entry) for entry in inputs.entries] == expected
                assert sum(len(companions(inputs.trees[0], figid, [])) for figid in figids(inputs)) == 66
                assert list(orphan_tables(inputs)) == []


class TestHostileMembers:
    """A member that is not what it should be is reported, and never written."""

    @pytest.mark.parametrize(
        ("name", "found"),
        [
            ("/evil.md", "an absolute path"),
            ("C:\\evil.md", "an absolute path"),
            ("../evil.md", "a path with '..'"),
            ("_figures/../../evil.md", "a path with '..'"),
            ("..\\evil.md", "a path with '..'"),
        ],
    )
    @pytest.mark.parametrize("kind", ["db.zip", "db.tar"])
    def test_a_path_that_leaves_the_archive(self, workshop: Path, kind: str, name: str, found: str) -> None:
        """Also with the slashes of Windows."""
        packed(Path(kind), FLAT | {name: page("PMC9__evil")})
        with gather([kind]) as inputs:
            assert (figids(inputs), codes(inputs.findings)) == (["PMC1__a", "PMC2__b"], ["unsafe-member"])
            assert inputs.findings[0].found == found
        assert list(workshop.parent.rglob("evil*")) == []
        assert not Path("/evil.md").exists()

    @posix
    @pytest.mark.parametrize(
        ("kind", "found"),
        [
            (tarfile.SYMTYPE, "a symbolic link"),
            (tarfile.LNKTYPE, "a hard link"),
            (tarfile.CHRTYPE, "a special file"),
            (tarfile.FIFOTYPE, "a special file"),
        ],
    )
    def test_a_member_of_a_tar_that_is_no_file(self, kind: bytes, found: str) -> None:
        """A link could lead anywhere, and so could what is written through it."""
        put(Path("secret.md"), page("PMC9__secret"))
        with tarfile.open("db.tar", "w") as archive:
            archive.addfile(special("_figures/PMC2__b.md", kind, "../../../secret.md"))
            archive.addfile(special("_data", kind, "/"))
            archive.add(put(Path("PMC1__a.md"), page("PMC1__a")), "_figures/PMC1__a.md")
        with gather(["db.tar"]) as inputs:
            assert figids(inputs) == ["PMC1__a"]
            assert inputs.findings == [
                Finding(f"db.tar!/{name}", "archive", "unsafe-member", found)
                for name in ("_data", "_figures/PMC2__b.md")
            ]
            assert inputs.trees[0].tables == ()

    def test_a_symbolic_link_in_a_zip(self) -> None:
        """Its kind is in the upper half of the attributes."""
        with zipfile.ZipFile("db.zip", "w") as archive:
            link = zipfile.ZipInfo("b.md")
            link.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(link, "/etc/passwd")
            archive.writestr("a.txt", page("PMC1__a"))
        with gather(["db.zip"]) as inputs:
            assert (figids(inputs), [finding.found for finding in inputs.findings]) == (
                ["PMC1__a"],
                ["a symbolic link"],
            )

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_a_second_member_of_a_name_is_ignored(self) -> None:
        """The first one stays, also where a folder stands in the place of a file."""
        with zipfile.ZipFile("db.zip", "w") as archive:
            archive.writestr("a.txt", page("PMC1__first"))
            archive.writestr("a.txt", page("PMC2__second"))
            archive.writestr("a.txt/b.txt", page("PMC3__third"))
        with gather(["db.zip"]) as inputs:
            assert (figids(inputs), codes(inputs.findings)) == (["PMC1__first"], ["unsafe-member"] * 2)

    def test_a_name_that_no_file_can_have(self) -> None:
        """It costs that member alone."""
        tarred(Path("db.tar"), FLAT | {"x" * 5000 + ".txt": page("PMC9__x")})
        with gather(["db.tar"]) as inputs:
            assert (len(inputs.entries), codes(inputs.findings)) == (2, ["unsafe-member"])

    def test_a_name_with_a_nul_character(self) -> None:
        """Zipfile would cut it off there."""
        zipped(Path("db.zip"), FLAT | {"evil.md0.png": b""})
        content = Path("db.zip").read_bytes().replace(b"evil.md0.png", b"evil.md\0.png")
        with gather([put(Path("db.zip"), content)]) as inputs:
            assert [finding.found for finding in inputs.findings] == ["a path with a NUL character"]

    @posix
    def test_names_are_shown_on_one_line(self) -> None:
        """A finding is read by people and programs."""
        zipped(Path("db.zip"), FLAT | {"../a\nb\x1b.md": b""})
        with gather(["db.zip"]) as inputs:
            assert inputs.findings[0].where == r"db.zip!/../a\nb\x1b.md"

    def test_an_archive_of_bad_members_alone_says_so(self) -> None:
        """There is no record, but a reason for it."""
        zipped(Path("db.zip"), {"../a.md": b""})
        with gather(["db.zip"]) as inputs:
            assert (inputs.entries, codes(inputs.findings)) == ([], ["unsafe-member"])


def test_unpacked_trees_are_checkouts_like_any_other(tmp_path: Path) -> None:
    """The same findings come out of an archive and of the folder it was made of."""
    root = checkout(tmp_path / "db", "PMC1__a")
    put(root / "_data/PMC2__b-genes.tsv")
    members = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    with gather([zipped(Path("db.zip"), members)]) as inputs:
        assert [finding.where for finding in orphan_tables(inputs)] == ["db.zip!/_data/PMC2__b-genes.tsv"]


def test_unpack_can_be_used_alone(workshop: Path) -> None:
    """It tells which folders of the target are to be read."""
    unpacked = archives.unpack(zipped(Path("db.zip"), CHECKOUT), workshop, "db.zip")
    assert unpacked == archives.Unpacked(("pfocr-database-main",), (), 2)
    with pytest.raises(InputError, match=r"^nosuch: archive: found a damaged archive"):
        archives.unpack(Path("nosuch"), workshop, "nosuch")
