"""A Dask cluster as the crew that converts: the only place that knows of Dask."""

from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from importlib.metadata import version

from pfocr_rdf.errors import RemoteError, UsageError
from pfocr_rdf.workers import Crew

#: Seconds to wait for a scheduler to answer.
TIMEOUT_SECONDS = 10


@contextmanager
def dask_crew(address: str) -> Iterator[Crew]:
    """The workers of the Dask scheduler at ``address``, such as ``tcp://10.0.0.5:8786``.

    Each worker has to have this version of this package, and to see the sources under the same path. Raises
    ``UsageError`` where Dask is not installed here or ``address`` is none, and ``RemoteError`` where there is no
    scheduler or no worker.
    """
    try:
        from distributed import Client, KilledWorker  # noqa: PLC0415 - an extra
        from distributed.comm import get_address_host_port  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(
            f"--scheduler {address}: found no Dask here, expected the package distributed; "
            "try pip install 'pfocr-rdf[dask]'"
        ) from error
    try:
        if not address.startswith("inproc://"):  # a scheduler within this process, which has no port
            get_address_host_port(address)
    except ValueError as error:  # told before there is a client, which would wait for its own end
        raise UsageError(
            f"--scheduler {address}: found {error}, expected the address of a Dask scheduler; try tcp://HOST:8786"
        ) from error
    try:
        client = Client(address, timeout=TIMEOUT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise RemoteError(
            f"--scheduler {address}: found {error}, expected a Dask scheduler; try its tcp:// address"
        ) from error
    with client:
        threads = sum(client.nthreads().values())
        _check(address, client.run(version, "pfocr-rdf") if threads else {})
        yield Crew(
            client.get_executor(pure=False),
            threads,
            lambda state: client.submit(_same, state, pure=False),
            (KilledWorker, CancelledError),
        )


def _same(state: bytes) -> bytes:
    """What each worker needs, as the result of a task: what is scattered is lost with the workers that have it."""
    return state


def _check(address: str, versions: dict[str, str]) -> None:
    """See to it that there are workers, and that all have the package as it is here."""
    here = version("pfocr-rdf")
    if not versions:
        raise RemoteError(f"--scheduler {address}: found no workers, expected one; try 'dask worker {address}'")
    for worker, found in versions.items():
        if found != here:
            raise RemoteError(
                f"--scheduler {address}: found pfocr-rdf {found} on {worker}, expected {here}; try the same everywhere"
            )
