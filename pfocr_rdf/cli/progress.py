"""A progress bar for commands that read data."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pfocr_rdf.stores.embedded import Progress


@contextmanager
def shown_progress(*, quiet: bool) -> Iterator[Progress | None]:
    """A bar that says what is being read and how far it is, if somebody is looking at a terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import Progress as Bar  # noqa: PLC0415

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total or None)
