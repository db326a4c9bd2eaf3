"""From what was typed to candidate records."""

import os
import pickle
import random
from io import BytesIO
from pathlib import Path

import pytest
from checkouts import CORPUS, ROOT, checkout, codes, figids, page, paths, places, posix, put, refusal

from pfocr_rdf.errors import Finding, RecordError
from pfocr_rdf.record import Kind
from pfocr_rdf.source import Tree, companions, gather, orphan_tables, read_page
from pfocr_rdf.trees import PAGE_LIMIT


class TestWhatMayBeGiven:
    """Each kind of source is taken for what it is."""

    def test_a_checkout_gives_its_pages_and_says_where_the_rest_is(self, tmp_path: Path) -> None:
        """Tables are looked for in _data first."""
        checkout(tmp_path, "PMC2__b", "PMC1__a")
        for name in ("_data", "download", "_organisms"):
            (tmp_path / name).mkdir()
        inputs = gather([tmp_path])
        assert figids(inputs) == ["PMC1__a", "PMC2__b"]
        assert inputs.trees == (Tree(str(tmp_path), tmp_path, "_figures", ("_data", "download"), "_organisms"),)
        assert inputs.whole == {0}

    def test_a_checkout_without_tables_has_none(self, tmp_path: Path) -> None:
        """Folders that are not there are not named."""
        tree = gather([checkout(tmp_path, "PMC1__a")]).trees[0]
        assert (tree.tables, tree.organisms) == ((), None)

    @pytest.mark.parametrize("source", ["db/_figures", "db/_figures/", "db/_figures/PMC1__a.md"])
    def test_pages_are_read_with_the_folder_above(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
    ) -> None:
        """So that their tables are found, and the place reads as it was typed."""
        checkout(tmp_path / "db", "PMC1__a")
        put(tmp_path / "db/_data/PMC1__a-genes.tsv", b"word\n")
        monkeypatch.chdir(tmp_path)
        inputs = gather([source])
        assert places(inputs) == ["db/_figures/PMC1__a.md"]
        assert [table.place for table in companions(inputs.trees[0], "PMC1__a", [])] == ["db/_data/PMC1__a-genes.tsv"]

    @pytest.mark.parametrize(("source", "place"), [(".", "../_figures/PMC1__a.md"), ("PMC1__a.md",) * 2])
    def test_pages_are_found_from_within_their_folder(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, place: str
    ) -> None:
        """The current folder has a name too."""
        monkeypatch.chdir(checkout(tmp_path, "PMC1__a") / "_figures")
        inputs = gather([source])
        assert inputs.trees[0].root == tmp_path
        assert Path(places(inputs)[0]).resolve() == Path(place).resolve()

    def test_a_flat_folder_gives_files_by_their_suffix(self, tmp_path: Path) -> None:
        """Other files, hidden files and folders are counted; tables and maps are not."""
        for number, suffix in enumerate((".md", ".markdown", ".txt", ".yaml", ".yml", ".TXT")):
            put(tmp_path / f"r{number}{suffix}", page(f"PMC{number}__a"))
        for name in ("PMC0__a-genes.tsv", "ndex_map.tsv", "wpid_map.tsv"):
            put(tmp_path / name)
        for name in (".hidden.txt", "notes.csv", "deeper/r.txt"):
            put(tmp_path / name, page("PMC9__x"))
        inputs = gather([tmp_path])
        assert figids(inputs) == [f"PMC{number}__a" for number in range(6)]
        assert inputs.ignored == 3
        assert inputs.trees[0].tables == (".",)

    def test_only_md_files_are_pages_of_a_checkout(self, tmp_path: Path) -> None:
        """Anything else among them is counted."""
        checkout(tmp_path, "PMC1__a")
        for name in ("x.txt", ".PMC2__b.md", "PMC1__a-genes.tsv"):
            put(tmp_path / "_figures" / name)
        inputs = gather([tmp_path])
        assert (figids(inputs), inputs.ignored) == (["PMC1__a"], 3)

    def test_a_single_file_may_have_any_extension(self, tmp_path: Path) -> None:
        """Its companions lie beside it, and nothing else in the folder matters."""
        put(tmp_path / "figure.dat", page("PMC1__a"))
        put(tmp_path / "other.txt", page("PMC2__b"))
        put(tmp_path / "PMC1__a-chemicals.tsv", b"word\n")
        inputs = gather([tmp_path / "figure.dat"])
        assert (figids(inputs), paths(inputs)) == (["PMC1__a"], ["figure.dat"])
        assert [table.kind for table in companions(inputs.trees[0], "PMC1__a", [])] == [Kind.CHEMICAL]

    def test_files_of_one_folder_share_a_tree(self, tmp_path: Path) -> None:
        """However many are named."""
        files = [put(tmp_path / f"{letter}.txt", page(f"PMC1__{letter}")) for letter in "abc"]
        inputs = gather(files)
        assert (len(inputs.trees), len(inputs.entries)) == (1, 3)

    @pytest.mark.parametrize("pattern", ["*.txt", "?.txt", "[ab].txt", "**/*.txt"])
    def test_a_pattern_is_expanded(self, tmp_path: Path, pattern: str) -> None:
        """Where the shell has not done it."""
        for letter in "ab":
            put(tmp_path / f"{letter}.txt", page(f"PMC1__{letter}"))
        assert figids(gather([str(tmp_path / pattern)])) == ["PMC1__a", "PMC1__b"]

    def test_a_pattern_may_match_checkouts(self, tmp_path: Path) -> None:
        """A folder without any record is passed over, as one did not name it."""
        checkout(tmp_path / "db-1", "PMC1__a")
        checkout(tmp_path / "db-2", "PMC2__b")
        (tmp_path / "db-3").mkdir()
        inputs = gather([str(tmp_path / "db-*")])
        assert (figids(inputs), inputs.ignored, inputs.whole) == (["PMC1__a", "PMC2__b"], 1, frozenset({0, 1}))

    def test_a_deep_pattern_takes_pages_and_leaves_their_company(self, tmp_path: Path) -> None:
        """Tables, maps and pages of organisms are no records."""
        checkout(tmp_path, "PMC1__a")
        for name in ("_data/PMC1__a-genes.tsv", "_data/ndex_map.tsv", "_organisms/homo_sapiens.md"):
            put(tmp_path / name)
        inputs = gather([str(tmp_path / "**")])
        assert (figids(inputs), inputs.ignored, inputs.findings) == (["PMC1__a"], 3, [])

    def test_a_file_named_like_a_pattern_is_itself(self, tmp_path: Path) -> None:
        """Only what is not there is expanded."""
        put(tmp_path / "[ab].txt", page("PMC1__literal"))
        put(tmp_path / "a.txt", page("PMC1__a"))
        assert figids(gather([tmp_path / "[ab].txt"])) == ["PMC1__literal"]

    def test_standard_input_is_one_record(self) -> None:
        """Its place is the stream; the copy goes when the inputs do."""
        with gather(["-"], BytesIO(page("PMC1__a"))) as inputs:
            tree, entry = inputs.trees[0], inputs.entries[0]
            assert (entry.figid, tree.place(entry.path)) == ("PMC1__a", "<stdin>")
            assert read_page(tree, entry.path) == page("PMC1__a")
            assert companions(tree, "PMC1__a", []) == []
        assert not tree.root.exists()

    def test_standard_input_can_be_given_once(self) -> None:
        """The second time there would be nothing left."""
        with gather(["-", "-"], BytesIO(page("PMC1__a"))) as inputs:
            assert (figids(inputs), codes(inputs.findings)) == (["PMC1__a"], ["repeated-record"])

    def test_a_long_stream_is_not_copied_whole(self) -> None:
        """One byte beyond the limit is enough to refuse it."""
        with gather(["-"], BytesIO(b"x" * (3 * PAGE_LIMIT))) as inputs:
            with pytest.raises(RecordError) as caught:
                read_page(inputs.trees[0], inputs.entries[0].path)
            assert str(caught.value).startswith(f"<stdin>: file: found {PAGE_LIMIT + 1} bytes, expected a record")


class TestWhatIsRefused:
    """A source that gives nothing ends the run, with a text that helps."""

    def test_a_path_that_is_not_there(self, tmp_path: Path) -> None:
        """The whole text is part of the contract."""
        assert refusal(tmp_path / "nosuch") == (
            f"{tmp_path}/nosuch: source: found nothing there, expected a file, folder, pattern or archive; "
            "try checking the spelling"
        )

    def test_a_pattern_without_matches(self, tmp_path: Path) -> None:
        """It says that it was taken for a pattern."""
        assert "found no match, expected a pattern that matches files; try" in refusal(str(tmp_path / "*.md"))

    @pytest.mark.parametrize("name", ["empty", "tables", "db"])
    def test_a_folder_without_records(self, tmp_path: Path, name: str) -> None:
        """Whatever else is in it."""
        (tmp_path / "empty").mkdir()
        put(tmp_path / "tables/PMC1__a-genes.tsv")
        (tmp_path / "db/_figures").mkdir(parents=True)
        assert f"{name}: source: found no record, expected PFOCR pages; try" in refusal(tmp_path / name)

    def test_a_table_alone(self, tmp_path: Path) -> None:
        """A table says nothing without its page."""
        assert "found no record" in refusal(put(tmp_path / "PMC1__a-genes.tsv"))

    def test_an_empty_stream(self) -> None:
        """It has no record either."""
        assert refusal("-") == (
            "-: source: found no record, expected PFOCR pages; try naming a file, or the folder that holds _figures"
        )

    @pytest.mark.parametrize("source", ["", "a\0b", "x" * 5000])
    def test_a_name_that_no_file_can_have(self, source: str) -> None:
        """It is an error like any other, not a crash."""
        assert "expected" in refusal(source)

    @posix
    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        """There is '-' for that."""
        os.mkfifo(tmp_path / "pipe")
        assert "found a named pipe, expected a file or folder; try '-'" in refusal(tmp_path / "pipe")

    @posix
    def test_a_dangling_link_that_was_named(self, tmp_path: Path) -> None:
        """It is told from a path that is not there."""
        (tmp_path / "a.md").symlink_to("nosuch")
        assert "found a link that leads nowhere" in refusal(tmp_path / "a.md")


class TestOrder:
    """Entries come in one order, however files were made and named."""

    def test_neither_creation_nor_arguments_matter(self, tmp_path: Path) -> None:
        """Two checkouts and a folder, made and given in many orders."""
        shuffled, seen = random.Random(7), []
        for turn in range(3):
            root = tmp_path / str(turn)
            names = [f"{db}/_figures/PMC{number}__a.md" for db in ("x", "y") for number in range(1, 30)]
            names += [f"z/{number}.txt" for number in range(30)]
            shuffled.shuffle(names)
            for name in names:
                put(root / name, page(f"PMC{Path(name).stem}__z"))
            sources = [root / "x", root / "y", root / "z"]
            shuffled.shuffle(sources)
            inputs = gather(sources)
            seen.append((inputs.entries, [tree.label.removeprefix(str(root)) for tree in inputs.trees]))
        assert seen[0] == seen[1] == seen[2]
        assert seen[0][1] == ["/x", "/y", "/z"]

    def test_figures_of_one_paper_stand_together(self, tmp_path: Path) -> None:
        """So that a paper can be written when its last figure has been read."""
        ids = ["PMC1__b", "PMC10__a", "PMC1__a", "PMC10__c", "PMC1000__x"]
        papers = [figid.partition("__")[0] for figid in figids(gather([checkout(tmp_path, *ids)]))]
        assert papers == ["PMC1000", "PMC10", "PMC10", "PMC1", "PMC1"]

    def test_a_tree_goes_to_worker_processes(self) -> None:
        """It is a plain value."""
        tree = Tree("db", Path("db"), "_figures", ("_data",), None)
        assert pickle.loads(pickle.dumps(tree)) == tree


class TestRepeats:
    """One file is one entry; two files are two."""

    @pytest.mark.parametrize("sources", [("a.txt", "a.txt"), (".", "a.txt"), ("a.txt", "."), ("a.txt", "x/../*.txt")])
    def test_a_file_given_twice_is_listed_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sources: tuple[str, ...]
    ) -> None:
        """And a warning says so."""
        put(tmp_path / "a.txt", page("PMC1__a"))
        (tmp_path / "x").mkdir()
        monkeypatch.chdir(tmp_path)
        inputs = gather(sources)
        assert (figids(inputs), codes(inputs.findings)) == (["PMC1__a"], ["repeated-record"])

    def test_a_folder_given_twice_is_one_warning(self, tmp_path: Path) -> None:
        """Not one for each of 117,000 pages."""
        checkout(tmp_path, "PMC1__a", "PMC2__b")
        inputs = gather([tmp_path, tmp_path / "_figures"])
        assert len(inputs.entries) == 2
        assert [str(finding) for finding in inputs.findings] == [
            (
                f"{tmp_path}/_figures: file: found it a second time, expected each file once; "
                "try giving it once; the second was ignored [repeated-record]"
            )
        ]

    def test_two_files_of_one_figid_both_stay(self, tmp_path: Path) -> None:
        """Which is to be used, their reader decides."""
        put(tmp_path / "a.txt", page("PMC1__a"))
        put(tmp_path / "b.txt", page("PMC1__a"))
        inputs = gather([tmp_path])
        assert (paths(inputs), inputs.findings) == (["a.txt", "b.txt"], [])


class TestCorpus:
    """The stored trees of the database."""

    @pytest.fixture(autouse=True)
    def corpus(self) -> None:
        """They lie outside the repository."""
        if not CORPUS.is_dir():
            pytest.skip("the corpus is not at ../shared/corpus")

    def test_every_page_and_every_table_is_found(self) -> None:
        """45 figures with 66 tables, none left over."""
        inputs = gather([CORPUS / "pfocr-database"])
        tree, findings = inputs.trees[0], list[Finding]()
        tables = [table for figid in figids(inputs) for table in companions(tree, figid, findings)]
        assert (len(inputs.entries), len(tables), findings, inputs.findings) == (45, 66, [], [])
        assert list(orphan_tables(inputs)) == []

    def test_tables_whose_page_is_not_stored(self) -> None:
        """Three, in two trees."""
        inputs = gather([str(CORPUS / "pfocr-database-*")])
        assert [Path(finding.where).relative_to(CORPUS).as_posix() for finding in orphan_tables(inputs)] == [
            "pfocr-database-2021/_data/PMC6365454__fnins-13-00025-g0002-chemicals.tsv",
            "pfocr-database-2021/download/PMC100003__mb2410470011-genes.tsv",
            "pfocr-database-2023/_data/PMC10034247__11064_2023_3912_Fig1_HTML-chemicals.tsv",
        ]


def test_the_seeds_are_five_records() -> None:
    """Named as they come, their figids are peeked."""
    assert figids(gather([ROOT / "seeds"])) == [
        "PMC3101113__cmr-3-177f3",
        "PMC3157546__nihms305602f7",
        "PMC3962044__nihms-563066-f0004",
        "PMC4745709__oncotarget-06-29034-g006",
        "PMC6459341__oncotarget-10-2068-g007",
    ]
