"""The site in a real browser: Debian's chromium, or the one that Playwright has brought."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Error, Page, Playwright, Request, expect

#: Sizes of a desk's screen and of a phone's, in CSS pixels.
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}

#: Milliseconds after which a browser does nothing more, however busy the machine is.
PATIENCE_MS = 60_000

expect.set_options(timeout=PATIENCE_MS)


def launched(playwright: Playwright) -> Browser:
    """A browser; where there is none, the test is skipped, and in CI it fails."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        # Containers may have little of the memory that the browser's processes share by default.
        arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
        return playwright.chromium.launch(executable_path=path, args=arguments, timeout=2 * PATIENCE_MS)
    except Error as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"found no browser ({str(error).splitlines()[0]}); try make chromium, or Debian's package chromium")


class Visit(NamedTuple):
    """A page, and what the browser said and asked elsewhere while it was looked at.

    It may say what is ``foreseen``, whenever it does: the browser's own notes come when it has time for them.
    """

    page: Page
    foreseen: tuple[str, ...]
    said: list[str]
    elsewhere: list[str]

    def goto(self, path: str) -> Page:
        """The page at ``path``."""
        self.page.goto(path)
        return self.page

    @property
    def faults(self) -> list[str]:
        """What nobody has foreseen."""
        return [line for line in self.said if not any(one in line for one in self.foreseen)] + self.elsewhere


Visitor = Callable[..., Visit]


@contextmanager
def visiting(browser: Browser, address: str) -> Iterator[Visitor]:
    """Makes visits to the site at ``address``; in the end, none may have had an error or asked anybody else.

    Each is made with the texts that are foreseen on its console, and options of the browser.
    """
    contexts: list[BrowserContext] = []
    visits: list[Visit] = []

    def visit(*foreseen: str, **options: Any) -> Visit:
        context = browser.new_context(base_url=address, **{"viewport": DESK, **options})
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        found = Visit(page, foreseen, [], [])
        page.on("console", lambda message: found.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: found.said.append(f"error: {error}"))
        page.on("dialog", lambda dialog: _dismissed(dialog, found.said))
        page.on("request", lambda request: found.elsewhere.extend(_elsewhere(request, address)))
        visits.append(found)
        return found

    try:
        yield visit
        if faults := [line for one in visits for line in one.faults]:
            pytest.fail("\n".join(faults))
    finally:
        for context in contexts:
            context.close()


def _dismissed(dialog: Dialog, said: list[str]) -> None:
    said.append(f"dialog: {dialog.message}")
    dialog.dismiss()


def _elsewhere(request: Request, address: str) -> list[str]:
    parts = urlsplit(request.url)
    is_own = parts.netloc == urlsplit(address).netloc or parts.scheme in {"data", "blob"}
    return [] if is_own else [request.url]
