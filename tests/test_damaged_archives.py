"""Archives that are cut off, damaged, or much larger than they look."""

import gzip
import os
import random
import struct
import tarfile
import tempfile
from pathlib import Path

import pytest
from checkouts import page, put, refusal
from packing import FLAT, NAMES, packed, special, tar_bytes, tarred, zipped

from pfocr_rdf import archives
from pfocr_rdf.errors import RecordError
from pfocr_rdf.source import gather, read_page
from pfocr_rdf.trees import PAGE_LIMIT


@pytest.fixture(autouse=True)
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Archives are named without folder, and unpacked where a test can look."""
    (tmp_path / "unpacked").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "unpacked"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "unpacked"


class TestSizes:
    """An archive cannot fill the disk or the memory."""

    @pytest.mark.parametrize("name", ["db.zip", "db.tar.gz"])
    def test_a_page_that_is_too_large_is_cut_off_and_refused(self, workshop: Path, name: str) -> None:
        """20 MB of zeros pack to 20 KB."""
        packed(Path(name), FLAT | {"bomb.md": b"\0" * 20_000_000})
        with gather([name]) as inputs:
            assert max(path.stat().st_size for path in workshop.rglob("*.*")) == PAGE_LIMIT + 1
            with pytest.raises(RecordError, match=r"bomb.md: file: found 1048577 bytes.*\[too-large\]"):
                read_page(inputs.trees[0], "bomb.md")

    def test_a_size_that_lies_is_damage(self, workshop: Path) -> None:
        """What the header says is not believed, nor is the rest then."""
        zipped(Path("db.zip"), {"bomb.md": b"\0" * 20_000_000})
        sizes = struct.pack("<L", 20_000_000)
        content = Path("db.zip").read_bytes().replace(sizes, struct.pack("<L", 10))
        assert "found a damaged archive" in refusal(put(Path("db.zip"), content))
        assert list(workshop.iterdir()) == []

    @pytest.mark.parametrize("name", ["db.zip", "db.tar"])
    def test_the_sum_of_all_members_is_limited(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """Also of those that are not unpacked: reading past them takes time."""
        monkeypatch.setattr(archives, "TOTAL_LIMIT", 1000)
        packed(Path(name), FLAT | {"big.bin": b"x" * 1000})
        assert refusal(name) == (
            f"{name}: archive: found too much in it, expected at most 1000 bytes; try unpacking it first"
        )

    def test_the_number_of_members_is_limited(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A million empty files fill a disk too."""
        monkeypatch.setattr(archives, "MEMBER_LIMIT", 3)
        assert "found too many members, expected at most 3" in refusal(packed(Path("db.tar.gz"), FLAT))

    @pytest.mark.parametrize("kind", [tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE])
    def test_a_header_that_would_fill_the_memory(self, kind: bytes) -> None:
        """Long names are read whole, so they must not be that long."""
        header = special("long", kind)
        header.size = 8 << 30
        content = header.tobuf(tarfile.GNU_FORMAT) + b"\0" * 10240
        assert f"damaged archive (a header of {8 << 30} bytes)" in refusal(put(Path("db.tar"), content))

    def test_a_size_beyond_all_sense(self) -> None:
        """Skipping it would take years."""
        header = tarfile.TarInfo("x.bin")
        header.size = 1 << 60
        content = header.tobuf(tarfile.GNU_FORMAT) + b"\0" * 10240
        assert f"damaged archive (a member of {1 << 60} bytes)" in refusal(put(Path("db.tar"), content))


class TestDamage:
    """An archive that is not whole is an error: what is missing might be most of it."""

    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
    def test_one_that_is_cut_off(self, name: str, share: float) -> None:
        """Wherever that is."""
        content = packed(Path(name), {f"{n}.txt": random.Random(n).randbytes(3000) for n in range(40)}).read_bytes()
        message = refusal(put(Path(name), content[: int(len(content) * share)]))
        assert message.startswith(f"{name}: archive: found a damaged archive (")
        assert message.endswith("), expected a whole zip or tar archive; try getting it again")

    @pytest.mark.parametrize("blocks", [1, 2, 3, 4])
    def test_a_tar_that_is_cut_off_between_members(self, blocks: int) -> None:
        """Tarfile itself would take it for the end."""
        content = tar_bytes({"a.txt": b"a" * 512, "b.txt": b"b" * 512}, folders=False)
        assert "damaged" in refusal(put(Path("db.tar"), content[: blocks * 512]))

    def test_a_tar_with_a_damaged_header(self) -> None:
        """Tarfile itself would leave out the rest without a word."""
        content = bytearray(tar_bytes({"a.txt": b"a" * 512, "b.txt": b"b" * 512}, folders=False))
        content[1024] ^= 1
        assert "damaged archive (bad checksum)" in refusal(put(Path("db.tar"), bytes(content)))

    def test_a_gzip_stream_without_its_check_sum(self) -> None:
        """All members may be there, but nobody knows."""
        content = tarred(Path("db.tgz"), FLAT).read_bytes()
        assert "damaged" in refusal(put(Path("db.tgz"), content[:-4]))

    @pytest.mark.parametrize("name", ["db.zip", "db.tar.gz", "db.tar.xz"])
    def test_flipped_bits(self, name: str) -> None:
        """The check sums see them."""
        content = bytearray(packed(Path(name), {"a.txt": random.Random(1).randbytes(4000)}).read_bytes())
        content[2000] ^= 0xFF
        assert "damaged" in refusal(put(Path(name), bytes(content)))

    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize("content", [b"", b"---\nfigid: PMC1__a\n---\n" * 50])
    def test_a_file_that_only_has_the_name(self, name: str, content: bytes) -> None:
        """An empty file, or a record called an archive."""
        assert "found a damaged archive" in refusal(put(Path(name), content))

    def test_gzip_of_a_single_record(self) -> None:
        """That is no archive."""
        assert "found a damaged archive" in refusal(put(Path("a.gz"), gzip.compress(page("PMC1__a"))))

    def test_an_encrypted_zip(self) -> None:
        """The flag is set by hand, as the library cannot encrypt."""
        content = bytearray(zipped(Path("db.zip"), FLAT).read_bytes())
        for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            content[content.index(signature) + offset] |= 1
        assert refusal(put(Path("db.zip"), bytes(content))) == (
            "db.zip: archive: found an encrypted archive, expected one without password; try unpacking it first"
        )

    def test_an_unknown_compression(self) -> None:
        """Zip has methods that Python has not."""
        content = bytearray(zipped(Path("db.zip"), {"a.txt": page("PMC1__a")}).read_bytes())
        for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
            content[content.index(signature) + offset] = 9
        assert "damaged archive (That compression method is not supported)" in refusal(
            put(Path("db.zip"), bytes(content))
        )

    @pytest.mark.parametrize("name", ["db.zip", "db.tar.gz"])
    def test_an_archive_without_records(self, name: str) -> None:
        """Whole, but of no use."""
        packed(Path(name), {"notes.csv": b""})
        assert f"{name}: source: found no record" in refusal(name)

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
    def test_a_full_disk_is_not_the_archive_s_fault(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The text says what to do about it."""
        zipped(Path("db.zip"), {"a.txt": page("PMC1__a")})
        monkeypatch.setattr(archives._Unpacking, "_create", lambda *_: os.open("/dev/full", os.O_WRONLY))
        assert refusal("db.zip") == (
            "db.zip: archive: found a full disk, expected room to unpack; try setting TMPDIR to a larger one"
        )
