"""Packs the query editor: Yasqe, the editor of Yasgui, from its npm package into the site's static files.

hatch calls this whenever it builds or installs the package; ``python tools/editor.py`` does it by hand. Where npm or
its registry is not there, the package is built without, and the site shows a plain text area.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "@zazuko/yasqe@4.6.2"

#: The package that we have looked at, as npm writes it; no other is taken.
INTEGRITY = "sha512-83iCLuBIgU04KBIaibxZTjKvrXD6sEe/+aqsHxLb4+ZVD4eaUwh5hFJEetuWkiKBY6WxTjVOmhKXvh2AAOR14g=="

#: What of it is packed.
PARTS = ("build/yasqe.min.js", "build/yasqe.min.css")

TARGET = Path(__file__).parent.parent / "pfocr_rdf" / "serve" / "site" / "static" / "editor"

#: Seconds that npm has.
TIMEOUT = 120

#: A licence of which the package says the name alone.
LICENCE = """\
{name} {version}, {homepage}
{license} licence. By {author}.

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


class EditorError(Exception):
    """The editor cannot be had; says why."""


class EditorHook(BuildHookInterface):  # type: ignore[type-arg]
    """Packs the editor before the wheel is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Pack it, or tell that it is missing."""
        del version
        try:
            pack(TARGET)
        except EditorError as error:
            self.app.display_warning(f"built without the query editor: {error}")
        else:
            build_data["artifacts"].append(f"/{TARGET.relative_to(self.root).as_posix()}")


def pack(target: Path) -> None:
    """Put the editor into ``target``, unless it is there already. Raises ``EditorError``."""
    mark = target / "package.txt"
    if mark.exists() and mark.read_text("utf-8").strip() == INTEGRITY:
        return
    with tempfile.TemporaryDirectory() as folder:
        files = read(fetch(Path(folder)), (*PARTS, "package.json"))
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for part in PARTS:
        (target / Path(part).name).write_bytes(files[part])
    (target / "LICENSE.txt").write_text(LICENCE.format_map(json.loads(files["package.json"])), "utf-8")
    mark.write_text(INTEGRITY + "\n", "utf-8")


def fetch(folder: Path) -> Path:
    """The package as npm has it, which must be the one that is expected."""
    command = ["npm", "pack", PACKAGE, "--ignore-scripts", "--pack-destination", str(folder)]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=TIMEOUT)  # noqa: S603 - our own
    except (OSError, subprocess.SubprocessError) as error:
        raise EditorError(f"npm: found {error}, expected {PACKAGE}; try installing npm") from error
    package = next(folder.glob("*.tgz"))
    found = "sha512-" + base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
    if found != INTEGRITY:
        raise EditorError(f"{PACKAGE}: found {found}, expected {INTEGRITY}; try again, or look who changed it")
    return package


def read(package: Path, names: Iterable[str]) -> dict[str, bytes]:
    """Files of the package, by name; nothing is unpacked to the disk."""
    with tarfile.open(package) as archive:
        found = {name: archive.extractfile(f"package/{name}") for name in names}
        return {name: stream.read() for name, stream in found.items() if stream}


def main() -> None:
    """Pack the editor, and fail where it cannot be had."""
    try:
        pack(TARGET)
    except EditorError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
