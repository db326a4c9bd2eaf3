"""Shares made one by one are joined to what one run would have written."""

import zipfile
from pathlib import Path

import pytest
from commands import Command
from made_papers import FIGURES, files
from records import record, tree

from pfocr_rdf import chunks
from pfocr_rdf.conversion import Options, Share
from pfocr_rdf.errors import InputError, UsageError
from pfocr_rdf.formats import FORMATS, Format
from pfocr_rdf.hgnc import HgncGene, HgncTable
from pfocr_rdf.keeping import TAG
from pfocr_rdf.pipeline import convert
from pfocr_rdf.reading import Knowledge
from pfocr_rdf.record import Taxon
from pfocr_rdf.shards import convert_shard, join
from pfocr_rdf.summary import FindingLog, Summary
from pfocr_rdf.taxonomy import Taxonomy


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "CHUNK_RECORDS", 4)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with faults of records and of maps."""
    root = tree(tmp_path / "db", {**files(FIGURES), "_data/wpid_map.tsv": "PMC101__f4\tnone\n"})
    (root / "_figures" / "README.txt").touch()
    return root


def shards(checkout: Path, total: int, name: str = "out.nt", options: Options | None = None) -> list[Path]:
    """All shares of a conversion."""
    made = [checkout.parent / f"{name}.{number}.shard" for number in range(1, total + 1)]
    for number, path in enumerate(made, 1):
        convert_shard(checkout, path, Share(number, total), options)
    return made


def outcome(summary: Summary, log: FindingLog, document: Path) -> tuple[object, ...]:
    """All that a run gives."""
    return document.read_bytes(), summary.as_json(), list(log)


@pytest.mark.parametrize(
    ("form", "total"), [*((form, 3) for form in FORMATS), (FORMATS[0], 1), (FORMATS[0], 2), (FORMATS[0], 12)]
)
def test_shards_join_to_what_one_run_writes(form: Format, total: int, checkout: Path) -> None:
    """The bytes, the counts and every finding; however many shares, some of which may be empty."""
    options = Options(format=form, jobs=1)
    target = checkout.parent / f"out{form.extension}"
    with FindingLog() as log:
        expected = outcome(convert(checkout, target, options, log=log), log, target)
    made = shards(checkout, total, target.name, options)
    with FindingLog() as log:
        assert outcome(join([*reversed(made)], target, log=log), log, target) == expected


def test_a_shard_is_the_same_bytes_whoever_makes_it(checkout: Path) -> None:
    """Two workers or one."""
    target = checkout.parent / "out.nt.shard"
    written = set()
    for jobs in (1, 2):
        convert_shard(checkout, target, Share(1, 2), Options(jobs=jobs))
        written.add(target.read_bytes())
    assert len(written) == 1


def test_each_share_has_a_cache_of_its_own(checkout: Path) -> None:
    """Or one would remove what another kept."""
    cache = checkout.parent / "cache"
    options = Options(jobs=1, cache=cache)
    target = checkout.parent / "out.nt.shard"
    for _ in range(2):
        kept = [convert_shard(checkout, target, Share(number, 2), options).kept for number in (1, 2)]
    assert sum(kept) == FIGURES
    assert sorted(path.name for path in cache.iterdir()) == ["1-of-2", "2-of-2", TAG]


def test_a_cache_serves_shares_and_whole_runs(checkout: Path) -> None:
    """One after the other, in either order."""
    options = Options(jobs=1, cache=checkout.parent / "cache")
    for _ in range(2):
        kept = [
            convert_shard(checkout, checkout.parent / "a.nt.shard", Share(number, 2), options).kept for number in (1, 2)
        ]
        kept.append(convert(checkout, checkout.parent / "a.nt", options).kept)
    assert kept[0] + kept[1] == kept[2] == FIGURES


def refusal(shards: list[Path], name: str = "joined.nt", hgnc: HgncTable | None = None) -> str:
    """What is said of shards that cannot be joined."""
    target = shards[0].parent / name
    with pytest.raises((InputError, UsageError)) as caught:
        join(shards, target, hgnc=hgnc)
    assert not target.exists()
    return str(caught.value)


def test_a_missing_share_is_told(checkout: Path) -> None:
    """A document that lacks records would look like one that has all."""
    first, _, third = shards(checkout, 3)
    assert "found 2 of 3, missing 2, expected each once" in refusal([third, first])


def test_a_share_that_comes_twice_is_told(checkout: Path) -> None:
    """Its records would be written twice."""
    first, second = shards(checkout, 2)
    assert "found 3 of 2, missing none, expected each once" in refusal([first, second, first])


def test_shares_of_other_sources_are_told(checkout: Path) -> None:
    """One more record, and chunks begin elsewhere."""
    first, second = shards(checkout, 2)
    tree(checkout, record("PMC1__f"))
    convert_shard(checkout, second, Share(2, 2))
    assert "found other sources, options or version than in" in refusal([first, second])


def test_shares_of_other_options_are_told(checkout: Path) -> None:
    """One has mentions, the other has none."""
    first, second = shards(checkout, 2)
    convert_shard(checkout, second, Share(2, 2), Options(full=False))
    assert "found other sources, options or version than in" in refusal([first, second])


@pytest.mark.parametrize("what", ["a map", "an organism", "PMC ids", "a taxonomy"])
def test_shares_that_know_other_things_are_told(what: str, checkout: Path) -> None:
    """What records share is the same for all, or a paper has its DOI by the share it is in."""
    first, second = shards(checkout, 2)
    known = Knowledge()
    if what == "a map":
        (checkout / "_data" / "wpid_map.tsv").write_text("PMC101__f4\tWP1\n")
    elif what == "an organism":
        tree(checkout, {"_organisms/Mus_musculus.md": "---\nlatin: Mus musculus\nncbi: '10090'\n---\n"})
    elif what == "PMC ids":
        known = Knowledge(pmc_ids=checkout.parent / "PMC-ids.csv")
        (checkout.parent / "PMC-ids.csv").write_text("PMCID,PMID,DOI\nPMC101,1,10.1/a\n")
    else:
        known = Knowledge(taxonomy=Taxonomy({"Mus musculus": Taxon("10090", "Mus musculus")}))
    convert_shard(checkout, second, Share(2, 2), Options(knowledge=known))
    assert "found other sources, options or version than in" in refusal([first, second])


def test_a_shard_of_another_table_of_genes_is_told(checkout: Path) -> None:
    """The genes are described when shards are joined, by the same table."""
    table = HgncTable.of([HgncGene("IL1B", "1", "3553")], {})
    made = shards(checkout, 2, options=Options(knowledge=Knowledge(hgnc=table)))
    assert "try the --hgnc that the shards were made with" in refusal(made)
    join(made, checkout.parent / "joined.nt", hgnc=table)


def test_another_format_in_the_name_is_told(checkout: Path) -> None:
    """What is in the shards cannot be changed any more."""
    made = shards(checkout, 2)
    assert "found Turtle in the name, expected N-Triples as in the shards" in refusal(made, "joined.ttl")


@pytest.mark.parametrize("text", ["", "/", "1", "1/", "0/3", "4/3", "-1/3", "1/0", "1/3/4", "a/b", "\u0663/\u0663"])
def test_a_share_is_one_of_so_many(text: str, checkout: Path, here: Command) -> None:
    """An empty one comes of a variable that is not set, and would be a whole run."""
    ran = here("convert", checkout, "-o", checkout.parent / "a.nt.1.shard", "--shard", text)
    expected = "expected a number, '/' and how many there are; try 1/8"
    assert (ran.code, ran.talk) == (2, f"error: --shard: found {text!r}, {expected}\n")


def test_a_name_that_hides_what_a_shard_is_is_refused(checkout: Path) -> None:
    """A zip archive that is named like a document would be loaded as one."""
    with pytest.raises(UsageError, match=r"found no \.shard, expected it at the end"):
        convert_shard(checkout, checkout.parent / "a.nt", Share(1, 2))


@pytest.mark.parametrize("harm", ["cut", "changed", "no archive", "another archive", "a part less"])
def test_a_damaged_shard_is_told(harm: str, checkout: Path) -> None:
    """And nothing is written."""
    first, second = shards(checkout, 2)
    content = second.read_bytes()
    half = len(content) // 2
    if harm == "another archive":
        with zipfile.ZipFile(second, "w") as archive:
            archive.writestr("a.txt", "a")
    elif harm == "a part less":
        with zipfile.ZipFile(first) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(second, "w") as archive:
            for name in list(members)[:-1]:
                archive.writestr(name, members[name].replace(b'"number": 1', b'"number": 2'))
    else:
        changed = content[:half] + bytes([content[half] ^ 255]) + content[half + 1 :]
        second.write_bytes({"cut": content[:half], "changed": changed, "no archive": b"text"}[harm])
    assert f"{second}: shard: found" in refusal([first, second])


def test_shares_without_any_figure_are_an_error(tmp_path: Path) -> None:
    """As in one run."""
    source = tree(tmp_path / "db", record("PMC1__f1", {"pmcid": "PMC2"}))
    made = shards(source, 2)
    assert "found no figure that can be used" in refusal(made)
