"""Folders that travel with the package: inside it when installed, at the top of the checkout otherwise."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """The folder ``shapes``, ``queries`` or ``context``.

    >>> (folder("shapes") / "rules.ttl").exists()
    True
    """
    packaged = _PACKAGE / name
    return packaged if packaged.is_dir() else _PACKAGE.parent / name
