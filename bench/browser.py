"""Gestures in Chromium: how long from the click until everything that belongs to it is on the screen."""

from __future__ import annotations

import os
import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from bench.servers import Server
from bench.wire import MEMBER, PASSWORD, PAUSE_SECONDS, PREFIXES, USER

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

GESTURES = ("open a card", "switch a tab", "save a field", "list search")

# Runs before the page's own scripts. A gesture is timed in the page itself: from the click to the end of the frame
# in which the condition holds; the time of a search begins when its event leaves, which is after the debounce.
WATCH = """
window.__sent = 0;
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (data) {
  if (String(data).includes("search_for")) window.__sent = performance.now();
  return send.call(this, data);
};
window.__timed = (act, done, fromSending) => new Promise((resolve, reject) => {
  let started = performance.now();
  const late = setTimeout(() => reject(new Error("not shown: " + done)), 10000);
  const look = () => {
    if (!done()) return;
    watcher.disconnect();
    clearTimeout(late);
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - (fromSending ? window.__sent : started))));
  };
  const watcher = new MutationObserver(look);
  watcher.observe(document.documentElement, {subtree: true, childList: true, characterData: true, attributes: true});
  act();
  look();
});
window.__type = (input, text) => {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, text);
  input.dispatchEvent(new Event("input", {bubbles: true}));
};
"""

CARD_SHOWN = """document.querySelector(".card h1")?.textContent === name
  && document.querySelectorAll("#contacts li").length > 0 && document.querySelectorAll("#addresses li").length > 0"""


@dataclass(slots=True)
class Times:
    """Milliseconds by gesture, and what a first visit transfers."""

    gestures: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in GESTURES})
    cold_ms: list[float] = field(default_factory=list)
    cold_bytes: list[int] = field(default_factory=list)
    cold_requests: list[int] = field(default_factory=list)

    def median(self, gesture: str) -> float:
        """The middle of a gesture's times, in milliseconds."""
        return statistics.median(self.gestures[gesture])


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser from wherever it is."""
    with sync_playwright() as playwright:
        found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def measure_card(browser: Browser, server: Server, numbers: list[str], repetitions: int) -> Times:
    """The card's gestures, as somebody who is signed in makes them."""
    times = Times()
    context = _context(browser, server)
    page = _signed_in(context, USER)
    storage = context.storage_state()
    for turn in range(-2, repetitions):
        page.goto("/customers?view=all")
        _ready(page)
        _search(page, times, PREFIXES[turn % len(PREFIXES)])
        _open(page, times, turn % 5)
        for tab in (1, 0):
            _switch(page, times, tab)
        _save(page, times, str(turn + 300))
    context.close()
    for turn in range(repetitions):
        fresh = _context(browser, server, storage)
        path = f"/customers/{numbers[turn % len(numbers)]}/contacts"
        _cold(fresh, times, path, ".card h1, #contacts li")
        fresh.close()
    return _without_the_first(times)


def measure_crowd(browser: Browser, server: Server, repetitions: int) -> tuple[list[float], list[float]]:
    """Opening the crowded customer's card and the sparse one's, in turns, as a member of few projects does."""
    context = _context(browser, server)
    page = _signed_in(context, MEMBER)
    found: dict[str, Times] = {server.crowded: Times(), server.sparse: Times()}
    for _ in range(repetitions + 2):
        for number, times in found.items():
            page.goto(f"/customers?view=all&search={number}")
            _ready(page)
            _open(page, times, 0)
    context.close()
    crowded, sparse = (_without_the_first(times).gestures["open a card"] for times in found.values())
    return crowded, sparse


def _signed_in(context: BrowserContext, user: str) -> Page:
    page = context.new_page()
    page.goto("/login")
    _ready(page)
    page.fill("[name=email]", user)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/customers**")
    return page


def measure_empty(browser: Browser, server: Server, repetitions: int) -> Times:
    """The same gestures on the empty page."""
    times = Times()
    context = _context(browser, server)
    page = context.new_page()
    for turn in range(-2, repetitions):
        page.goto("/")
        page.wait_for_function("document.querySelectorAll('nav a').length === 50")
        page.wait_for_timeout(200)
        name = str(turn + 10)
        shown = (
            f"document.querySelector('h1')?.textContent === '{name}' && document.querySelectorAll('li').length === 50"
        )
        times.gestures["open a card"].append(_timed(page, f"document.querySelectorAll('nav a')[{name}].click()", shown))
        value = f"kept {turn}"
        page.fill("#value", value)
        saved = _timed(
            page,
            "document.querySelector('#form').requestSubmit()",
            f"document.querySelector('#saved').textContent === '{value}'",
        )
        times.gestures["save a field"].append(saved)
        times.gestures["switch a tab"].append(saved)
        searched = _timed(
            page,
            f"window.__type(document.querySelector('#search'), 'typed {turn}')",
            f"document.querySelector('li')?.textContent === 'typed {turn} 0'",
            from_sending=True,
        )
        times.gestures["list search"].append(searched)
    context.close()
    for _ in range(repetitions):
        fresh = _context(browser, server)
        _cold(fresh, times, "/page/1", "li")
        fresh.close()
    return _without_the_first(times)


def _without_the_first(times: Times) -> Times:
    times.gestures = {name: values[2:] for name, values in times.gestures.items()}
    return times


def _context(browser: Browser, server: Server, storage: object = None) -> BrowserContext:
    context = browser.new_context(
        base_url=server.base,
        locale="sv-SE",
        storage_state=storage,  # pyright: ignore[reportArgumentType]
        viewport={"width": 1440, "height": 900},
    )
    context.add_init_script(WATCH)
    context.set_default_timeout(20_000)
    return context


def _ready(page: Page) -> None:
    page.locator("[data-ready=true]").wait_for()


def _timed(page: Page, act: str, done: str, *, from_sending: bool = False) -> float:
    # As with the server's times: what a page still does after it stands there is not the next gesture's time.
    page.wait_for_timeout(PAUSE_SECONDS * 1000)
    flag = "true" if from_sending else "false"
    return page.evaluate(f"window.__timed(() => {{ {act} }}, () => {done}, {flag})")


def _search(page: Page, times: Times, prefix: str) -> None:
    before = "const before = document.querySelector('tbody').textContent"
    page.evaluate(f"{before}; window.__before = before; window.__sent = 0")
    done = "window.__sent > 0 && document.querySelector('tbody')?.textContent !== window.__before"
    act = f"window.__type(document.querySelector('#customer-search'), '{prefix}')"
    times.gestures["list search"].append(_timed(page, act, done, from_sending=True))


def _open(page: Page, times: Times, row: int) -> None:
    link = page.locator("td.name a").nth(row)
    name = link.text_content()
    page.evaluate("name => { window.__name = name }", name)
    act = f"document.querySelectorAll('td.name a')[{row}].click()"
    times.gestures["open a card"].append(_timed(page, act, CARD_SHOWN.replace("name\n", "window.__name\n", 1)))
    _ready(page)


def _switch(page: Page, times: Times, tab: int) -> None:
    act = f"document.querySelectorAll('a.tab')[{tab}].click()"
    done = f"""document.querySelectorAll('a.tab')[{tab}].getAttribute('aria-selected') === 'true'
      && document.querySelector('.tab-panel')?.textContent.length > 20"""
    times.gestures["switch a tab"].append(_timed(page, act, done))
    _ready(page)


def _save(page: Page, times: Times, value: str) -> None:
    page.locator("#edit-employees").click()
    page.locator("#field-employees").fill(value)
    act = "document.querySelector('form.inplace').requestSubmit()"
    done = f"document.querySelector('#edit-employees')?.parentElement.textContent.includes('{value}')"
    times.gestures["save a field"].append(_timed(page, act, done))


def _cold(context: BrowserContext, times: Times, path: str, selector: str) -> None:
    """A first visit: nothing cached, everything fetched."""
    page = context.new_page()
    network: CDPSession = context.new_cdp_session(page)
    network.send("Network.enable")
    counted: list[int] = []
    network.on("Network.loadingFinished", lambda event: counted.append(int(event["encodedDataLength"])))
    page.goto(path, wait_until="commit")
    page.wait_for_selector(selector.rsplit(",", maxsplit=1)[-1])
    times.cold_ms.append(page.evaluate("performance.now()"))
    page.wait_for_load_state("networkidle")
    times.cold_bytes.append(sum(counted))
    times.cold_requests.append(len(counted))
