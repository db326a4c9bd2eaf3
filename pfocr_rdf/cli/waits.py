"""What is said while somebody on the web is waited for."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from stamina.instrumentation import RetryDetails, set_on_retry_hooks


@contextmanager
def shown_waits(whom: str, *, quiet: bool) -> Iterator[None]:
    """A line on standard error each time that ``whom`` is waited for, in the place of what the library would log."""

    def tell(details: RetryDetails) -> None:
        click.echo(f"{whom} is away ({details.caused_by}); trying again in {details.wait_for:.1f} s", err=True)

    set_on_retry_hooks([] if quiet else [tell])
    try:
        yield
    finally:
        set_on_retry_hooks(None)
