"""Real SPARQL servers, each as long as a test needs it."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

#: The binary of the ``oxigraph`` wheel lies beside the interpreter.
OXIGRAPH = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or "oxigraph"


def free_port() -> int:
    """A port that nobody listens to."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert isinstance(port, int)
        return port


@contextmanager
def oxigraph(*files: Path, options: tuple[str, ...] = ()) -> Iterator[str]:
    """An Oxigraph server with N-Triples ``files`` in its default graph; its address."""
    port = free_port()
    command = [OXIGRAPH, "serve", "--bind", f"127.0.0.1:{port}", *options]
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(address)
            for file in files:
                headers = {"Content-Type": "application/n-triples"}
                answer = httpx.post(f"{address}/store?default", content=file.read_bytes(), headers=headers, timeout=60)
                answer.raise_for_status()
            yield address
        finally:
            process.terminate()


def _wait(address: str) -> None:
    """Return when the server answers."""
    for _ in range(500):
        try:
            httpx.get(address, timeout=5)
        except httpx.TransportError:
            time.sleep(0.02)
        else:
            return
    raise TimeoutError(address)
