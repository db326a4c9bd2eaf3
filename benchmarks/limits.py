"""What no converter can be quicker than, each as a command: reading the input, parsing it, writing the output.

    python benchmarks/limits.py read out/database
    python benchmarks/limits.py write out/graph.nt out/copy.nt
    python benchmarks/limits.py compress out/graph.nt out/copy.nt.gz

``parse`` takes the Python that has yaml-rs, the quickest full YAML parser known that gives Python objects.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path


def files(folder: Path, *names: str) -> Iterator[bytes]:
    """All files of some folders of a checkout, one after the other."""
    for name in names:
        for item in sorted(os.scandir(folder / name), key=lambda item: item.name):
            descriptor = os.open(item.path, os.O_RDONLY)
            yield os.read(descriptor, os.fstat(descriptor).st_size)
            os.close(descriptor)


def read(source: str) -> None:
    """Every byte of the pages and the tables."""
    print(sum(map(len, files(Path(source), "_figures", "_data"))))


def parse(source: str) -> None:
    """All front matter, and nothing else."""
    from yaml_rs import loads  # noqa: PLC0415 - in an environment of its own

    print(sum(len(loads(page.decode().split("---\n")[1])) for page in files(Path(source), "_figures")))


def write(source: str, target: str) -> None:
    """Bytes that are there already, to the disk."""
    with Path(source).open("rb") as known, Path(target).open("wb") as copy:
        while block := known.read(1 << 20):
            copy.write(block)
        os.fsync(copy.fileno())


def compress(source: str, target: str) -> None:
    """The same, behind the quickest gzip."""
    from isal import igzip  # noqa: PLC0415 - the others do without

    with Path(source).open("rb") as known, igzip.open(target, "wb", 1) as packed:
        shutil.copyfileobj(known, packed, 1 << 20)


LIMITS: dict[str, Callable[..., None]] = {"read": read, "parse": parse, "write": write, "compress": compress}

if __name__ == "__main__":
    LIMITS[sys.argv[1]](*sys.argv[2:])
