"""The progress bar of every command that takes long."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pfocr_rdf.progress import Progress


@contextmanager
def shown_progress(*, quiet: bool) -> Iterator[Progress | None]:
    """A bar for each thing that is told of, if somebody is looking at a terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import Progress as Bar  # noqa: PLC0415
    from rich.progress import TaskID  # noqa: PLC0415

    tasks: dict[str, TaskID] = {}
    with Bar(console=Console(stderr=True), transient=True) as bar:

        def show(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name)
            bar.update(tasks[name], completed=done, total=total or None)

        yield show


@contextmanager
def shown_records(*, quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """The same for what reads nothing but records."""
    with shown_progress(quiet=quiet) as progress:
        yield (lambda done, total: progress("records", done, total)) if progress else None
