"""Loading into any store: a folder, or an address."""

from pathlib import Path
from typing import BinaryIO

from pfocr_rdf.stores.cargo import Cargo
from pfocr_rdf.stores.client import Client, Manners
from pfocr_rdf.stores.folder import load_folder
from pfocr_rdf.stores.remote import Delivery, Loaded, load_remote


def load(
    cargo: Cargo,
    store: str | Path,
    delivery: Delivery | None = None,
    *,
    dialect: str | None = None,
    manners: Manners | None = None,
    stdin: BinaryIO | None = None,
) -> Loaded:
    """Load ``cargo`` into ``store``: an on-disk Oxigraph folder, or the http(s) address of a store.

    A folder then holds the data and nothing else; at an address, each graph of the data is replaced, and no other.
    ``dialect`` names the product at an address, if its answer does not tell. Raises ``UsageError``, ``InputError``,
    ``OutputError`` and ``RemoteError``; then nothing that was there has changed, if the store has transactions.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     load(Cargo(sources=("seeds",)), f"{folder}/store").graphs["https://pfocr.wikipathways.org/rdf/graph/links"]
    350
    """
    delivery = delivery or Delivery()
    if not is_address(store):
        return load_folder(cargo, Path(store), delivery, stdin)
    with Client(str(store), dialect, manners) as client:
        return load_remote(cargo, client, delivery, stdin)


def is_address(store: str | Path) -> bool:
    """Whether a store is named by an address, of whatever scheme, and not by a folder.

    >>> is_address("https://example.org/sparql"), is_address("out/store")
    (True, False)
    """
    return "://" in str(store) or str(store).lower().startswith(("http:", "https:"))
