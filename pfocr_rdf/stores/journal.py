"""What of a load is done, on the disk of the loading machine, so that the next run goes on from there.

There is one journal for each store, so that two loads into one store at a time are noticed. It says where each graph is
loaded to, and has a digest of each chunk that the store has taken, in their order, which is that of the data.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO

from platformdirs import user_state_path

from pfocr_rdf.errors import OutputError
from pfocr_rdf.output import claimed
from pfocr_rdf.stores.chunks import Chunk


class DataChangedError(Exception):
    """The data are not those that the journal is about."""


@dataclass(slots=True)
class Journal:
    """The journal of one load.

    ``load`` tells one load from another, ``earlier`` is what the file was about before, if anything. ``targets`` says
    which graph is loaded where, ``swapping`` whether graphs may have moved from there. ``resumed`` is the number of
    chunks that an earlier run has sent.
    """

    load: str
    earlier: str = ""
    targets: dict[str, str] = field(default_factory=dict)
    swapping: bool = False
    resumed: int = 0
    _chunks: list[str] = field(default_factory=list)
    _at: int = 0
    _file: BinaryIO | None = None

    def has(self, chunk: Chunk) -> bool:
        """Whether the next chunk has been sent before. Raises ``DataChangedError`` where another one has."""
        if self._at == len(self._chunks):
            return False
        if self._chunks[self._at] != digest(chunk.graph.encode(), chunk.text):
            raise DataChangedError
        self._at += 1
        return True

    def add(self, chunk: Chunk) -> None:
        """A chunk has been taken."""
        self._chunks.append(digest(chunk.graph.encode(), chunk.text))
        self._at += 1
        self._write({"chunk": self._chunks[-1]})

    def send_to(self, graph: str, target: str) -> None:
        """A graph is loaded to ``target``."""
        self.targets[graph] = target
        self._write({"graph": graph, "target": target})

    def swap(self) -> None:
        """From now on, graphs may have moved."""
        self.swapping = True
        self._write({"swapping": True})

    @property
    def of_another(self) -> bool:
        """Whether what was read is about another load, or nothing was."""
        return self.earlier != self.load

    @property
    def beside(self) -> dict[str, str]:
        """Where graphs are loaded to that are not loaded to their place."""
        return {graph: target for graph, target in self.targets.items() if graph != target}

    @property
    def is_whole(self) -> bool:
        """Whether all chunks of the earlier run were met again."""
        return self._at == len(self._chunks)

    def forget(self) -> None:
        """Begin anew."""
        self.earlier, self.targets, self._chunks, self._at = self.load, {}, [], 0
        self.swapping, self.resumed = False, 0
        assert self._file is not None
        self._file.seek(self._file.truncate(0))
        self._write({"load": self.load})

    def _write(self, entry: dict[str, Any]) -> None:
        assert self._file is not None
        try:
            self._file.write(json.dumps(entry).encode() + b"\n")
            self._file.flush()
        except OSError as error:
            raise refusal(error) from error

    def read(self, lines: Iterable[bytes]) -> None:
        """Take over what an earlier run has written."""
        for line in lines:
            entry = json.loads(line)
            self.earlier = entry.get("load", self.earlier)
            if "graph" in entry:
                self.targets[entry["graph"]] = entry["target"]
            if "chunk" in entry:
                self._chunks.append(entry["chunk"])
            self.swapping |= "swapping" in entry
        self.resumed = len(self._chunks)

    def attach(self, file: BinaryIO) -> None:
        """Write to ``file`` from now on."""
        self._file = file


@contextmanager
def journal_of(store: str, load: str) -> Iterator[Journal]:
    """The journal of a load into ``store``, which stays where it is if anything goes wrong, and is removed otherwise.

    Raises ``OutputError`` where a journal cannot be kept, or another load runs.
    """
    try:
        folder = user_state_path("pfocr-rdf", appauthor=False, ensure_exists=True)
        path = folder / f"load-{digest(store.encode())}.jsonl"
        file = claimed(path, store)
    except OSError as error:
        raise refusal(error) from error
    with file:
        journal = Journal(load)
        try:
            journal.read(whole_lines(path, file))
        except (ValueError, AttributeError):  # a machine that went down may leave anything
            journal = Journal(load)
        journal.attach(file)
        yield journal
        path.unlink(missing_ok=True)


def whole_lines(path: Path, file: BinaryIO) -> list[bytes]:
    """The lines that are in a file; a last one that was cut is removed."""
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    file.seek(file.truncate(len(whole)))
    return whole.splitlines()


def digest(*parts: bytes) -> str:
    """A short name for some bytes."""
    whole = blake2b(digest_size=10)
    for part in parts:
        whole.update(len(part).to_bytes(8) + part)
    return whole.hexdigest()


def refusal(error: OSError) -> OutputError:
    """What to say where no journal can be kept."""
    return OutputError(
        f"journal: found {error.strerror or error}, expected a place to write to; try another XDG_STATE_HOME"
    )
