"""Options of the test run."""

import os

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--regen``."""
    parser.addoption(
        "--regen",
        action="store_true",
        help="Write the files in tests/golden anew; look at the difference before you commit.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to write expectations where nobody looks at them."""
    if config.getoption("--regen") and os.environ.get("CI"):
        raise pytest.UsageError(
            "--regen: found CI set, expected a person who looks at the difference; run it at your desk"
        )
