"""Taxa by name: what is always known, the database's organism pages, and the user's table."""

import gzip
import pickle
from pathlib import Path

import pytest

from pfocr_rdf import taxonomy
from pfocr_rdf.errors import Finding, InputError
from pfocr_rdf.record import Taxon
from pfocr_rdf.taxonomy import Taxonomy, read_organism_pages, read_taxonomy

CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus" / "pfocr-database" / "_organisms"

MOUSE = Taxon("10090", "Mus musculus")

#: As NCBI's dump has them: two names of one taxon, one name of two taxa, and classes that are not taken.
NAMES_DMP = """\
2\t|\tBacteria\t|\tBacteria <bacteria>\t|\tscientific name\t|
2\t|\teubacteria\t|\t\t|\tgenbank common name\t|
629395\t|\tBacteria\t|\tBacteria <genus>\t|\tscientific name\t|
1280\t|\tMicrococcus aureus\t|\t\t|\tsynonym\t|
1280\t|\tStaphylococcus aureus\t|\t\t|\tscientific name\t|
1280\t|\tStaphlococcus pyogenes aureus\t|\t\t|\tequivalent name\t|
1280\t|\tStaphylococcus aureus Rosenbach 1884\t|\t\t|\tauthority\t|
"""


def page(**keys: str) -> str:
    """An organism page."""
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in keys.items()) + "---\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder of organism pages."""
    path = tmp_path / "_organisms"
    path.mkdir()
    return path


def codes(findings: list[Finding]) -> list[str]:
    """The codes of findings."""
    return [finding.code for finding in findings]


def test_man_is_always_known_and_nobody_else() -> None:
    """Rows with HGNC symbols are of human genes by construction."""
    assert Taxonomy().lookup("Homo sapiens") == Taxon("9606", "Homo sapiens")
    assert Taxonomy().lookup("Mus musculus") is None


@pytest.mark.parametrize("name", ["homo sapiens", "Homo  sapiens", "Homo sapiens ", "human", ""])
def test_a_name_that_is_not_exactly_the_same_is_not_known(name: str) -> None:
    """Names in records are altered, and nothing guesses how."""
    assert Taxonomy().lookup(name) is None


def test_an_organism_page_is_found_by_its_latin_name_and_its_title(folder: Path) -> None:
    """With the group; an empty image and a common name do not matter."""
    (folder / "mus.md").write_text(
        page(common="mouse", latin="Mus musculus", ncbi="'10090'", title="Mus", group="Rodents", image="")
    )
    findings: list[Finding] = []
    pages = read_organism_pages(folder, findings)
    expected = Taxon("10090", "Mus musculus", "Rodents")
    assert (pages.lookup("Mus musculus"), pages.lookup("Mus")) == (expected, expected)
    assert pages.lookup("mouse") is None
    assert findings == []


def test_a_page_adds_its_group_to_what_is_always_known(folder: Path) -> None:
    """One taxon, not two that differ by the group."""
    (folder / "homo_sapiens.md").write_text(page(latin="Homo sapiens", ncbi="'9606'", group="Primates"))
    assert read_organism_pages(folder, []).lookup("Homo sapiens") == Taxon("9606", "Homo sapiens", "Primates")


@pytest.mark.parametrize("written", ["''", "'0'", "abc", "NA", "9606.0", "[1, 2]", "-1"])
def test_a_page_without_a_good_id_is_left_out_and_reported(folder: Path, written: str) -> None:
    """The others are read."""
    (folder / "a.md").write_text(page(latin="Aus bus", ncbi=written))
    (folder / "b.md").write_text(page(latin="Mus musculus", ncbi="10090"))
    findings: list[Finding] = []
    pages = read_organism_pages(folder, findings, label="db/_organisms")
    assert pages.lookup("Aus bus") is None
    assert pages.lookup("Mus musculus") == MOUSE
    assert [(finding.where, finding.key, finding.code) for finding in findings] == [
        ("db/_organisms/a.md", "ncbi", "bad-taxon")
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("no front matter", "no-front-matter"),
        ("---\nlatin: [a\n---\n", "broken-yaml"),
        ("---\n- a\n- b\n---\n", "not-a-mapping"),
        (page(ncbi="10090"), "missing-key"),
        (" " * ((1 << 20) + 1), "too-large"),
    ],
)
def test_a_page_that_cannot_be_read_is_left_out_and_reported(folder: Path, text: str, code: str) -> None:
    """As a broken record is."""
    (folder / "a.md").write_text(text)
    (folder / "b.md").write_text(page(latin="Mus musculus", ncbi="10090"))
    findings: list[Finding] = []
    assert read_organism_pages(folder, findings).lookup("Mus musculus") == MOUSE
    assert codes(findings) == [code]


def test_a_link_out_of_the_folder_is_not_followed(folder: Path) -> None:
    """It is reported."""
    outside = folder.parent / "secret.md"
    outside.write_text(page(latin="Mus musculus", ncbi="10090"))
    (folder / "a.md").symlink_to(outside)
    findings: list[Finding] = []
    assert len(read_organism_pages(folder, findings)) == 0
    assert codes(findings) == ["link-leaves-tree"]


def test_of_two_pages_that_disagree_the_first_by_file_name_counts(folder: Path) -> None:
    """And the second is reported."""
    (folder / "b.md").write_text(page(latin="Mus musculus", ncbi="1"))
    (folder / "a.md").write_text(page(latin="Mus musculus", ncbi="10090"))
    (folder / "c.md").write_text(page(latin="Homo sapiens", ncbi="7"))
    findings: list[Finding] = []
    pages = read_organism_pages(folder, findings, label="db")
    assert pages.lookup("Mus musculus") == MOUSE
    assert pages.lookup("Homo sapiens") == Taxon("9606", "Homo sapiens")
    assert [(finding.where, finding.code) for finding in findings] == [
        ("db/b.md", "taxon-disagrees"),
        ("db/c.md", "taxon-disagrees"),
    ]
    assert "found 1 for 'Mus musculus', which is 10090 elsewhere" in str(findings[0])


def test_other_files_in_the_folder_are_no_pages(folder: Path) -> None:
    """Only ``.md`` is."""
    (folder / "index.html").write_text("<html>")
    findings: list[Finding] = []
    assert len(read_organism_pages(folder, findings)) == 0
    assert findings == []


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """The caller said that it is."""
    with pytest.raises(InputError, match=r"none: folder: found .*, expected a readable folder; try "):
        read_organism_pages(tmp_path / "none", [])


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
def test_the_page_of_the_database_itself_is_read() -> None:
    """The one page that the corpus has."""
    findings: list[Finding] = []
    assert read_organism_pages(CORPUS, findings).lookup("Homo sapiens") == Taxon("9606", "Homo sapiens", "Primates")
    assert findings == []


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("header", ["", "name\ttax_id\n", "\ufeff", "Name\tNCBI taxon\n"])
def test_two_columns_are_read_with_and_without_a_header(tmp_path: Path, pack: type[bytes], header: str) -> None:
    """Plain or gzip, whatever the line ends."""
    path = tmp_path / "taxa.tsv"
    path.write_bytes(pack(f"{header}Mus musculus\t10090\r\nE. coli\t562".encode()))
    table = read_taxonomy(path)
    assert (table.lookup("Mus musculus"), table.lookup("E. coli")) == (MOUSE, Taxon("562", "E. coli"))
    assert len(table) == 2


def test_of_two_ids_for_a_name_the_first_counts(tmp_path: Path) -> None:
    """And the second is reported with its line."""
    path = tmp_path / "taxa.tsv"
    path.write_text("Mus musculus\t10090\nMus musculus\t10090\nMus musculus\t10088\n")
    findings: list[Finding] = []
    assert read_taxonomy(path, findings).lookup("Mus musculus") == MOUSE
    assert [(finding.where, finding.code) for finding in findings] == [(f"{path}:3", "taxon-disagrees")]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_names_dmp_gives_scientific_names_synonyms_and_equivalent_names(tmp_path: Path, pack: type[bytes]) -> None:
    """Each leads to the taxon under its scientific name; other classes of names are not taken."""
    path = tmp_path / "names.dmp"
    path.write_bytes(pack(NAMES_DMP.encode()))
    table = read_taxonomy(path)
    aureus = Taxon("1280", "Staphylococcus aureus")
    for name in ("Staphylococcus aureus", "Micrococcus aureus", "Staphlococcus pyogenes aureus"):
        assert table.lookup(name) == aureus
    assert table.lookup("eubacteria") is None
    assert table.lookup("Staphylococcus aureus Rosenbach 1884") is None


def test_a_name_that_two_taxa_have_in_names_dmp_is_left_out(tmp_path: Path) -> None:
    """Which one a record means cannot be told."""
    path = tmp_path / "names.dmp"
    path.write_text(NAMES_DMP)
    assert read_taxonomy(path).lookup("Bacteria") is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "t:1: line: found ''"),
        (b"Mus musculus\n", "t:1: line: found 'Mus musculus', expected a table of taxa"),
        (b"name\tid\nMus musculus\tmouse\n", "t:2: line: found"),
        (b"name\tid\n", "t: file: found no name"),
        (b"Mus musculus\t0\n", "t:1: line: found"),
        (b"\t10090\n", "t:1: line: found"),
        (b"a\t1\nb\t2\tx\n", "t:2: line: found"),
        (NAMES_DMP.encode() + b"1\t|\tx\t|\n", "t:8: line: found"),
        (NAMES_DMP.encode() + b"x\t|\ty\t|\t\t|\tsynonym\t|\n", "t:8: line: found"),
        (b"a\t1\n" + b"x" * 70_000, "t:2: line: found"),
        (b"M\xfcller\t1\n", "t: file: found no UTF-8"),
        (b"\x1f\x8bnot gzip", "t: file: found damaged gzip"),
        (gzip.compress(NAMES_DMP.encode())[:-9], "t: file: found damaged gzip"),
    ],
)
def test_what_is_no_table_of_taxa_is_refused_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, said: str
) -> None:
    """Every refusal says file and line, what was found, what was expected and what to try."""
    monkeypatch.chdir(tmp_path)
    Path("t").write_bytes(content)
    with pytest.raises(InputError, match=f"^{said}.*; try "):
        read_taxonomy(Path("t"))


def test_a_table_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """So is a folder."""
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(InputError, match="expected a readable file"):
            read_taxonomy(path)


def test_a_table_of_more_than_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it is small on the disk."""
    monkeypatch.setattr(taxonomy, "SIZE_LIMIT", 1000)
    path = tmp_path / "t.gz"
    path.write_bytes(gzip.compress(b"Mus musculus\t10090\n" * 100))
    with pytest.raises(InputError, match="found more than 1000 bytes"):
        read_taxonomy(path)


def test_merging_keeps_the_names_of_both_and_the_first_of_two_that_disagree() -> None:
    """The group comes from either; the disagreement is reported at the second's origin."""
    ours = Taxonomy({"a": Taxon("1", "a"), "b": Taxon("2", "b"), "c": Taxon("3", "c")}, "ours")
    theirs = Taxonomy({"b": Taxon("2", "b", "Plants"), "c": Taxon("4", "c"), "d": Taxon("5", "d")}, "theirs")
    findings: list[Finding] = []
    merged = ours.merged_with(theirs, findings)
    assert [merged.lookup(name) for name in "abcd"] == [
        Taxon("1", "a"),
        Taxon("2", "b", "Plants"),
        Taxon("3", "c"),
        Taxon("5", "d"),
    ]
    assert [(finding.where, finding.code) for finding in findings] == [("theirs", "taxon-disagrees")]


def test_merging_changes_neither() -> None:
    """Trees share the user's table."""
    ours, theirs = Taxonomy({"a": Taxon("1", "a")}), Taxonomy({"b": Taxon("2", "b")})
    ours.merged_with(theirs)
    assert ours.lookup("b") is None
    assert theirs.lookup("a") is None


def test_a_taxonomy_travels_between_processes() -> None:
    """Worker processes get a copy."""
    copy = pickle.loads(pickle.dumps(Taxonomy({"Mus musculus": MOUSE}, "here")))
    assert (copy.lookup("Mus musculus"), copy.origin) == (MOUSE, "here")
