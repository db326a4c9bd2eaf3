"""The command as a process of its own."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, NamedTuple

ROOT = Path(__file__).parent.parent
COMMAND = [sys.executable, "-m", "pfocr_rdf"]


class Ran(NamedTuple):
    """What one call did."""

    code: int
    out: bytes
    err: bytes

    @property
    def talk(self) -> str:
        """What was said."""
        return self.err.decode()


def run(*arguments: str | Path, stdin: bytes = b"", stdout: int | IO[bytes] = subprocess.PIPE) -> Ran:
    """The command as a process, in the folder of the project."""
    command = [*COMMAND, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, input=stdin, stdout=stdout, stderr=subprocess.PIPE, check=False)
    return Ran(done.returncode, done.stdout or b"", done.stderr)


Command = Callable[..., Ran]
