"""A document is complete or not there at all, and what stood in its place is untouched until then."""

import gzip
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest
import zstandard

from pfocr_rdf.errors import InputError, OutputError
from pfocr_rdf.output import BLOCK, opened
from pfocr_rdf.pipeline import Options, write
from pfocr_rdf.record import Figure, Paper

ROOT = Path(__file__).parent.parent
FIGURE = Figure(figid="PMC1__f1", title="A pathway", paper=Paper(pmcid="PMC1"))
CONTENT = b"<a> <b> <c> .\n" * 10_000

#: Takes the place of the target, says so, and keeps it until it is told to end.
HOLD = """
import sys
from pfocr_rdf.output import opened
with opened(sys.argv[1]) as stream:
    stream.write(b"first")
    print("open", flush=True)
    sys.stdin.read()
"""

needs_posix = pytest.mark.skipif(os.name != "posix", reason="no pipes, links or locks of POSIX here")


def put(target: Path, content: bytes = CONTENT) -> None:
    """Write ``content`` to ``target`` in two halves."""
    with opened(str(target)) as stream:
        stream.write(content[: len(content) // 2])
        stream.write(content[len(content) // 2 :])


def broken_off(target: Path, error: BaseException) -> None:
    """Write ``target`` until something happens."""
    with opened(str(target)) as stream:
        stream.write(CONTENT)
        raise error


def contents(folder: Path) -> dict[str, bytes]:
    """What lies in a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def refusal(target: Path | str) -> str:
    """What is said of a target that cannot be written."""
    with pytest.raises(OutputError) as caught, opened(str(target)) as stream:
        stream.write(CONTENT)
    return str(caught.value)


@contextmanager
def held(target: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Another process that is writing ``target``."""
    command = [sys.executable, "-c", HOLD, str(target)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"
        yield process
        process.communicate()


def test_a_new_file_holds_what_was_written(tmp_path: Path) -> None:
    """And nothing else is left in its folder."""
    put(tmp_path / "a.nt")
    assert contents(tmp_path) == {"a.nt": CONTENT}


def test_an_old_file_is_replaced_whole(tmp_path: Path) -> None:
    """Even where the new content is shorter."""
    (tmp_path / "a.nt").write_bytes(CONTENT)
    put(tmp_path / "a.nt", b"new")
    assert contents(tmp_path) == {"a.nt": b"new"}


def test_the_old_file_stands_until_the_new_one_is_complete(tmp_path: Path) -> None:
    """A reader sees the one or the other, never a part."""
    target = tmp_path / "a.nt"
    target.write_bytes(b"old")
    with opened(str(target)) as stream:
        stream.write(CONTENT)
        stream.flush()
        assert target.read_bytes() == b"old"
    assert target.read_bytes() == CONTENT


@pytest.mark.parametrize("name", ["a.nt", "a.nt.gz", "a.nt.zst"])
@pytest.mark.parametrize("error", [InputError("x"), KeyboardInterrupt(), ValueError("x"), BrokenPipeError()])
def test_an_exception_leaves_everything_as_it_was(tmp_path: Path, name: str, error: BaseException) -> None:
    """The old file, no leftover, and the exception as it was raised."""
    (tmp_path / name).write_bytes(b"old")
    with pytest.raises(type(error)) as caught:
        broken_off(tmp_path / name, error)
    assert caught.value is error
    assert contents(tmp_path) == {name: b"old"}


def test_an_exception_leaves_no_new_file(tmp_path: Path) -> None:
    """Where there was none before, there is none after."""

    def figures() -> Iterator[Figure]:
        yield FIGURE
        raise InputError("x")

    with pytest.raises(InputError):
        write(figures(), tmp_path / "a.ttl")
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("form", ["trig", "rdf"])
def test_an_exception_reaches_the_caller_through_every_writer(tmp_path: Path, form: str) -> None:
    """Formats that another library writes pull the records through it."""

    def figures() -> Iterator[Figure]:
        yield FIGURE
        raise InputError("the reason")

    with pytest.raises(InputError, match="the reason"):
        write(figures(), tmp_path / f"a.{form}")
    assert contents(tmp_path) == {}


@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_compressed_files_are_the_same_each_time(tmp_path: Path, ending: str) -> None:
    """No clock and no file name is in them."""
    for name in ("a", "b"):
        put(tmp_path / f"{name}.nt.{ending}")
    assert len(set(contents(tmp_path).values())) == 1


def test_gzip_is_readable(tmp_path: Path) -> None:
    """By Python's own module, and smaller than the text."""
    put(tmp_path / "a.nt.gz")
    packed = (tmp_path / "a.nt.gz").read_bytes()
    assert gzip.decompress(packed) == CONTENT
    assert len(packed) < len(CONTENT)


@pytest.mark.parametrize("lengths", [[1 << 19, 5, 3 << 20], [1 << 20, 1 << 20], [BLOCK + 1], [3] * 50])
def test_gzip_is_the_same_however_the_text_comes(tmp_path: Path, lengths: list[int]) -> None:
    """Chunks, caches and shards cut the text in different places; packed it is one member, with the same bytes."""
    text = bytes(sum(lengths)) + b"".join(b"%d," % number for number in range(sum(lengths) % 90_000))
    with opened(str(tmp_path / "whole.gz")) as stream:
        stream.write(text)
    with opened(str(tmp_path / "pieces.gz")) as stream:
        for length in lengths:
            stream.write(text[:length])
            text = text[length:]
        stream.write(text)
    assert (tmp_path / "whole.gz").read_bytes() == (tmp_path / "pieces.gz").read_bytes()


def test_zstandard_is_readable(tmp_path: Path) -> None:
    """In one frame, and smaller than the text."""
    put(tmp_path / "a.nt.zst")
    packed = (tmp_path / "a.nt.zst").read_bytes()
    assert zstandard.ZstdDecompressor().decompressobj().decompress(packed) == CONTENT
    assert len(packed) < len(CONTENT)


@pytest.mark.parametrize("form", ["ttl", "nt", "nq", "trig", "rdf", "jsonld"])
@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_every_format_can_be_compressed(tmp_path: Path, form: str, ending: str) -> None:
    """The text below the compression is that of the plain file."""
    write([FIGURE], tmp_path / f"a.{form}")
    write([FIGURE], tmp_path / f"a.{form}.{ending}")
    plain, packed = (tmp_path / f"a.{form}").read_bytes(), (tmp_path / f"a.{form}.{ending}").read_bytes()
    unpacked = gzip.decompress(packed) if ending == "gz" else zstandard.ZstdDecompressor().stream_reader(packed).read()
    assert unpacked == plain


def test_a_hyphen_is_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """Everything that was written is there when the context ends."""
    with opened("-") as stream:
        stream.write(CONTENT)
    assert capfdbinary.readouterr().out == CONTENT


def test_a_folder_is_no_target(tmp_path: Path) -> None:
    """Nothing is written into it under a name that nobody chose."""
    assert refusal(tmp_path) == f"{tmp_path}: found a folder, expected a file; try a name inside it"
    assert contents(tmp_path) == {}


def test_a_missing_folder_is_not_made(tmp_path: Path) -> None:
    """A slip in a path would otherwise go unnoticed."""
    target = tmp_path / "none" / "a.nt"
    expected = f"{target}: found No such file or directory, expected a place to write to; try another"
    assert refusal(target) == expected
    assert contents(tmp_path) == {}


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    """The error names the target, not the file beside it."""
    target = tmp_path / ("a" * 300 + ".nt")
    assert refusal(target).startswith(f"{target}: found File name too long")


@needs_posix
def test_a_folder_that_may_not_be_written_to_is_refused() -> None:
    """Root may write anywhere, so it becomes nobody for the time of this test."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o555)
        user = os.geteuid()
        try:
            if user == 0:
                os.seteuid(65534)
            assert refusal(Path(folder, "a.nt")).startswith(f"{folder}/a.nt: found Permission denied, expected a place")
        finally:
            os.seteuid(user)
        assert contents(Path(folder)) == {}


@needs_posix
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What it points to is replaced, and the file beside it is made there."""
    (tmp_path / "there").mkdir()
    (tmp_path / "here").mkdir()
    (tmp_path / "there" / "a.nt").write_bytes(b"old")
    link = tmp_path / "here" / "link.nt"
    link.symlink_to("../there/a.nt")
    put(link)
    assert link.is_symlink()
    assert contents(tmp_path / "there") == {"a.nt": CONTENT}


@needs_posix
def test_a_link_to_nothing_makes_what_it_points_to(tmp_path: Path) -> None:
    """As a shell's redirection does."""
    (tmp_path / "link.nt").symlink_to("a.nt")
    put(tmp_path / "link.nt")
    assert (tmp_path / "a.nt").read_bytes() == CONTENT


@needs_posix
def test_a_link_in_a_circle_is_refused(tmp_path: Path) -> None:
    """It leads nowhere."""
    (tmp_path / "a.nt").symlink_to("b.nt")
    (tmp_path / "b.nt").symlink_to("a.nt")
    expected = f"{tmp_path}/a.nt: found a link in a circle, expected a file; try another -o"
    assert refusal(tmp_path / "a.nt") == expected
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.nt", "b.nt"]


@needs_posix
def test_a_pipe_is_written_to_and_stays(tmp_path: Path) -> None:
    """A named pipe is somebody waiting; it is not replaced by a file."""
    pipe = tmp_path / "pipe.nt"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    put(pipe)
    reader.join()
    assert read == [CONTENT]
    assert pipe.is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["pipe.nt"]


@needs_posix
def test_a_reader_who_leaves_a_pipe_is_told_apart_from_a_fault(tmp_path: Path) -> None:
    """The command ends without a word then."""
    pipe = tmp_path / "pipe.nt"
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: pipe.open("rb").close())
    reader.start()

    def filled(stream: BinaryIO) -> None:
        reader.join()
        stream.write(CONTENT * 10)
        stream.flush()

    with pytest.raises(BrokenPipeError), opened(str(pipe)) as stream:
        filled(stream)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("content", [b"x", CONTENT])
def test_a_full_disk_is_an_output_error(content: bytes) -> None:
    """Whether it is met while writing or only when the last bytes are flushed."""
    with pytest.raises(OutputError) as caught, opened("/dev/full") as stream:
        stream.write(content)
    expected = "/dev/full: found No space left on device, expected a place to write to; try another"
    assert str(caught.value) == expected


@needs_posix
def test_two_processes_do_not_write_one_file(tmp_path: Path) -> None:
    """The second says so at once, and neither spoils the other's work."""
    target = tmp_path / "a.nt"
    with held(target):
        message = refusal(target)
    assert message == f"{target}: found another run that is writing it, expected none; try again when it is done"
    assert contents(tmp_path) == {"a.nt": b"first"}


@needs_posix
def test_two_processes_write_two_files(tmp_path: Path) -> None:
    """Being busy with one does not keep anybody from another in the same folder."""
    with held(tmp_path / "a.nt"):
        put(tmp_path / "b.nt", b"second")
    assert contents(tmp_path) == {"a.nt": b"first", "b.nt": b"second"}


@needs_posix
def test_what_a_killed_run_left_is_taken_over(tmp_path: Path) -> None:
    """The lock dies with its process; the leftover is used and goes away."""
    target = tmp_path / "a.nt"
    target.write_bytes(b"old")
    with held(target) as process:
        process.kill()
        process.wait()
        assert sorted(contents(tmp_path)) == [".a.nt.part", "a.nt"]
        assert target.read_bytes() == b"old"
    put(target, b"new")
    assert contents(tmp_path) == {"a.nt": b"new"}


def test_a_longer_leftover_does_not_show_through(tmp_path: Path) -> None:
    """It is emptied first."""
    (tmp_path / ".a.nt.part").write_bytes(CONTENT)
    put(tmp_path / "a.nt", b"new")
    assert contents(tmp_path) == {"a.nt": b"new"}


def test_a_file_may_be_written_again_at_once(tmp_path: Path) -> None:
    """The lock is gone with the first run."""
    write([FIGURE], tmp_path / "a.nt", Options(full=False))
    first = (tmp_path / "a.nt").read_bytes()
    write([FIGURE], tmp_path / "a.nt", Options(full=False))
    assert contents(tmp_path) == {"a.nt": first}
