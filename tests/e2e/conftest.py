"""The browser's tests: one built server over the demo firm for all of them, Chromium, and people signed in.

Each test makes the customers it works on through the same services that the program uses,
so that tests share a server and a database without sharing anything that they look at.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect
from playwright.sync_api import Error as PlaywrightError

from customer_card.storage import LocalStore, use_store
from tests.conftest import TODAY
from tests.e2e.make import Maker
from tests.support.browsers import chromium
from tests.support.engines import fill, in_a_thread
from tests.support.register_stand_in import StandIn, stand_in

PORT = int(os.environ.get("CUSTOMER_CARD_TEST_PORT", "3987"))
BASE = f"http://localhost:{PORT}"
ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "kundkort"

PATIENCE_MS = 15_000
"""Other tests run beside these on the same cores; a slow answer is not a wrong one."""

expect.set_options(timeout=PATIENCE_MS)

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

EXPECTED_OFFLINE = ("WebSocket connection", "net::ERR_INTERNET_DISCONNECTED")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Chromium from wherever it is."""
    return {**browser_type_launch_args, "executable_path": chromium(), "args": FLAGS}


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo firm."""
    folder = tmp_path_factory.mktemp("data")
    use_store(LocalStore(folder / "documents"))
    in_a_thread(fill, f"sqlite+aiosqlite:///{folder / 'customer_card.db'}", "firm", TODAY)
    use_store(None)
    return folder


@pytest.fixture(scope="session")
def registers() -> Iterator[StandIn]:
    """What the server asks in place of the public registers."""
    with stand_in() as one:
        yield one


@pytest.fixture(scope="session")
def server(data: Path, registers: StandIn) -> Iterator[str]:
    """The production server, built for its own port, in a process of its own."""
    environment = os.environ | {
        "CUSTOMER_CARD_PRH_URL": registers.prh_url,
        "CUSTOMER_CARD_BRREG_URL": registers.brreg_url,
        "CUSTOMER_CARD_PORT": str(PORT),
        "CUSTOMER_CARD_DATA_DIR": str(data),
        "CUSTOMER_CARD_DEMO": "0",
        "REFLEX_WEB_WORKDIR": str(ROOT / ".web-test"),
    }
    log = (data / "server.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "customer_card", "run"],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        _wait_until_it_answers(process, data / "server.log")
        yield BASE
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)
        log.close()


def _wait_until_it_answers(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"the server ended:\n{log.read_text()[-4000:]}", pytrace=False)
        try:
            with urllib.request.urlopen(f"{BASE}/login", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.2)
    pytest.fail(f"the server did not answer:\n{log.read_text()[-4000:]}", pytrace=False)


@pytest.fixture(scope="session")
def make(data: Path, server: str) -> Maker:
    """Makes customers and what they have in the server's database and store."""
    return Maker(f"sqlite+aiosqlite:///{data / 'customer_card.db'}", data / "documents")


@pytest.fixture(scope="session")
def cookies(browser: Browser, server: str) -> dict[str, Any]:
    """The storage of browsers that have signed in, by demo user; each signs in once."""
    return {}


class Complaints:
    """What pages log as errors, which fails the test."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def listen(self, page: Page) -> None:
        """Hear what this page logs."""
        page.on("pageerror", lambda error: self.heard.append(f"{page.url}: {error}"))
        page.on("console", lambda message: self._hear(page, message))

    def _hear(self, page: Page, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(expected in message.text for expected in EXPECTED_OFFLINE):
            self.heard.append(f"{page.url}: {message.text}")


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """What this test's pages log as errors."""
    found = Complaints()
    yield found
    assert found.heard == []


@pytest.fixture
def contexts(browser: Browser, server: str, complaints: Complaints) -> Iterator[Callable[..., BrowserContext]]:
    """Opens browsers of the test's own."""
    opened: list[BrowserContext] = []

    def open_context(**options: Any) -> BrowserContext:
        context = _context(browser, server, **options)
        context.on("page", complaints.listen)
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()


def _context(browser: Browser, server: str, **options: Any) -> BrowserContext:
    context = browser.new_context(base_url=server, locale="sv-SE", **options)
    context.set_default_timeout(PATIENCE_MS)
    return context


@pytest.fixture(scope="session")
def left_behind() -> dict[str, list[BrowserContext]]:
    """Browsers of people who are signed in, which one test leaves to the next with the scripts they have fetched."""
    return {}


@pytest.fixture
def signed_in(
    browser: Browser,
    server: str,
    contexts: Callable[..., BrowserContext],
    cookies: dict[str, Any],
    left_behind: dict[str, list[BrowserContext]],
    complaints: Complaints,
) -> Iterator[Callable[..., Page]]:
    """A page of a browser in which a demo user is signed in, and nothing else is left of another test."""
    taken: list[tuple[str, BrowserContext]] = []

    def page_of(name: str, **options: Any) -> Page:
        if name not in cookies:
            first = contexts()
            sign_in(first.new_page(), name)
            cookies[name] = first.storage_state()
        kind = f"{name} {sorted(options.items())}"
        free = left_behind.setdefault(kind, [])
        context = free.pop() if free else _context(browser, server, storage_state=cookies[name], **options)
        context.on("page", complaints.listen)
        taken.append((kind, context))
        return context.new_page()

    yield page_of
    for kind, context in taken:
        context.remove_listener("page", complaints.listen)
        if _is_as_before(context, server, cookies[kind.partition(" ")[0]]):
            left_behind[kind].append(context)
        else:
            context.close()


def _is_as_before(context: BrowserContext, server: str, storage: dict[str, Any]) -> bool:
    """Close a browser's pages and forget what they kept in it. False where the next test had better have its own."""
    context.set_offline(False)
    cleared = False
    for page in context.pages:
        try:
            if page.url.startswith(server):
                page.evaluate("localStorage.clear()")
                cleared = True
            page.close()
        except PlaywrightError:
            return False
    context.clear_cookies()
    context.add_cookies(storage["cookies"])
    return cleared


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    """Sign in as a person would."""
    page.goto("/login")
    ready(page)
    page.get_by_role("textbox", name="E-post").fill(f"{name}@demo.example")
    page.get_by_label("Lösenord").fill(password)
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url("**/customers**")


def ready(page: Page) -> None:
    """Wait until the page is alive: connected, and its first data shown."""
    page.locator("[data-ready=true]").wait_for()


def all_answered(page: Page) -> None:
    """On a card: wait until all that was sent before has been answered. A tab's events run one after another."""
    button = page.get_by_role("region", name="Aktiviteter").get_by_role("button", name="Filter")
    turned = "false" if button.get_attribute("aria-expanded") == "true" else "true"
    button.click()
    expect(button).to_have_attribute("aria-expanded", turned)
