"""Options of the test run, and the command in this process."""

import os
import signal
import sys
from pathlib import Path

import pytest
from commands import ROOT, Command, Ran
from hypothesis import HealthCheck, settings

from pfocr_rdf.cli import main

# No example is too slow, which would say more of the machine than of the code; one that fails can be repeated.
settings.register_profile("varied", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
# The same examples in every `make test` and in CI, so that red means broken; elsewhere pytest looks for new ones.
settings.register_profile("repeatable", settings.get_profile("varied"), derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable" if os.environ.get("CI") else "varied"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--regen`` and ``--full``."""
    parser.addoption(
        "--full",
        action="store_true",
        help="Try faults, hostile bytes and other Pythons at length, which takes half an hour.",
    )
    parser.addoption(
        "--regen",
        action="store_true",
        help="Write the files in tests/golden anew; look at the difference before you commit.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Hear Ctrl-C, and refuse to write expectations where nobody looks at them."""
    # A shell has its background jobs ignore Ctrl-C, and so would every command that is started here.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if config.getoption("--regen") and os.environ.get("CI"):
        raise pytest.UsageError(
            "--regen: found CI set, expected a person who looks at the difference; run it at your desk"
        )


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Command:
    """The command in this process: the same, but quicker, for what does not hang on being one of its own."""

    def run_here(*arguments: str | Path) -> Ran:
        monkeypatch.chdir(ROOT)
        monkeypatch.setattr(sys, "argv", ["pfocr-rdf", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code or 0
        assert isinstance(code, int)
        return Ran(code, *capfdbinary.readouterr())

    return run_here
