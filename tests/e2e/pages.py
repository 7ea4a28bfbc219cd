"""An installation of real processes, and what every browser test does with its pages.

`conftest.py` has the fixtures. A test of a page imports from here: `from e2e.pages import SAID, button, go`.
"""

import contextlib
import re
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from siklus.ui import SCRIPT, text_id
from siklus.ui.launch import options
from support.nursery import Child, Nursery
from support.servers import absent, free_port

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parents[2] / ".tools" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
# What moves is drawn sixty times a second by the processor, and is in the way of whoever clicks.
USUAL = {"viewport": {"width": 1280, "height": 900}, "locale": "id-ID", "reduced_motion": "reduce"}
START_SECONDS, CLICK_MS, RUN_MS = 150, 60_000, 120_000
TRIES = 5
COMPLAINT = "Barangnya rusak parah, penjual tidak menjawab, dan uang saya hilang begitu saja."
SAID = text_id.TEXTS
expect.set_options(timeout=CLICK_MS)


@dataclass
class Installation:
    """A service, a worker and an interface of their own, each a process on a free port."""

    home: Path
    admin_key: str
    reviewer_key: str
    nursery: Nursery
    api_port: int = field(default_factory=free_port)
    ui_port: int = field(default_factory=free_port)
    processes: dict[str, Child] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.ui_port}"

    def start(self) -> None:
        self.start_api()
        self.start_worker()
        self.start_ui()

    def start_api(self) -> None:
        self._run("api", "siklus", "api")
        answers(f"http://127.0.0.1:{self.api_port}/readyz")

    def start_worker(self) -> None:
        self._run("worker", "siklus", "worker")

    def start_ui(self) -> None:
        flags = [*options(), "--server.port", str(self.ui_port), "--server.headless", "true"]
        self._run("ui", "streamlit", "run", str(SCRIPT), *flags)
        answers(f"{self.address}/_stcore/health")

    def stop(self, name: str) -> None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.processes.pop(name).end(seconds=15)

    def _run(self, name: str, *words: str) -> None:
        self.processes[name] = self.nursery.begin(
            *words,
            cwd=self.home,
            log=self.home / f"{name}.log",
            SIKLUS_HOME=str(self.home),
            SIKLUS_PORT=str(self.api_port),
            SIKLUS_API_URL=f"http://127.0.0.1:{self.api_port}",
            SIKLUS_TICK_SECONDS="1",
            # The compiled pass has tests of its own; each start would take seconds to load it.
            SIKLUS_FAST="false",
        )


def answers(url: str) -> None:
    """Wait until `url` answers 200."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5) as reply:
            if reply.status == 200:
                return
        time.sleep(0.2)
    pytest.fail(f"{url} did not answer within {START_SECONDS} s")


@contextlib.contextmanager
def visiting(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """The page at `address` as a new visitor sees it.

    Asserted at the end: the browser asked no other host, nothing failed in it, and no traceback is shown.

    Args:
        options: of playwright's `new_context`, such as `viewport` or `color_scheme`.
    """
    context = browser.new_context(**USUAL | options)
    opened = context.new_page()
    opened.set_default_timeout(CLICK_MS)
    elsewhere: list[str] = []
    failures: list[str] = []
    opened.on("request", lambda request: None if is_ours(request.url) else elsewhere.append(request.url))
    opened.on("websocket", lambda socket: None if is_ours(socket.url) else elsewhere.append(socket.url))
    opened.on("console", lambda line: failures.append(line.text) if line.type == "error" else None)
    opened.on("pageerror", lambda error: failures.append(str(error)))
    opened.on("dialog", lambda dialog: failures.append(f"dialog: {dialog.message}"))
    opened.goto(address)
    ready(opened)
    yield opened
    shown = opened.locator("body").inner_text()
    context.close()
    assert elsewhere == [], elsewhere
    assert failures == [], failures
    assert "Traceback" not in shown


def is_ours(url: str) -> bool:
    return re.match(r"(data:|blob:|(https?|wss?)://127\.0\.0\.1[:/])", url) is not None


def ready(page: Page) -> None:
    for state in ("connection-state='CONNECTED'", "script-state='notRunning'"):
        page.wait_for_selector(f"[data-testid='stApp'][data-test-{state}]", timeout=RUN_MS)
    expect(page.locator("h1")).to_be_visible(timeout=CLICK_MS)


def field_of(page: Page) -> Locator:
    return page.locator(".st-key-review textarea")


def count_of(page: Page) -> Locator:
    return page.locator(".count")


def button(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-{key} button").first


def tap(what: Locator) -> None:
    """Click once the page is drawn: what is being put in another's place may not hear of it."""
    ready(what.page)
    what.click()


def shows(page: Page, words: str | re.Pattern[str], *, within: int = CLICK_MS) -> None:
    expect(page.get_by_text(words).first).to_be_visible(timeout=within)


def press(page: Page, key: str, words: str | re.Pattern[str], *, within: int = CLICK_MS) -> None:
    """Press a button until it says so: one that is drawn anew at this moment does not hear of it."""
    said = page.get_by_text(words).first
    for again in range(TRIES):
        ready(page)
        if again and said.is_visible():
            return
        button(page, key).click()
        with contextlib.suppress(AssertionError):
            expect(said).to_be_visible(timeout=within / TRIES)
            return
    shows(page, words)


def taken(page: Page, what: Locator) -> Path:
    """The file that a click on something lets one take away: clicked until there is one, as above."""
    for _ in range(TRIES):
        ready(page)
        with contextlib.suppress(PlaywrightTimeout):
            with page.expect_download(timeout=CLICK_MS / TRIES) as told:
                what.click()
            return Path(told.value.path())
    raise AssertionError("no file came of it")


def choose(page: Page, key: str, words: str) -> None:
    """Choose from a list: opened until its words can be clicked, for a page that is drawn anew closes it."""
    option = page.get_by_role("option").filter(has_text=words).first
    for _ in range(TRIES):
        ready(page)
        page.locator(f".st-key-{key} button[aria-haspopup='listbox']").click()
        with contextlib.suppress(PlaywrightTimeout):
            option.click(timeout=CLICK_MS / TRIES)
            return
        page.keyboard.press("Escape")
    raise AssertionError(f"{words!r} cannot be chosen")


def go(page: Page, name: str) -> None:
    tap(page.get_by_test_id("stSidebarNav").get_by_text(name, exact=True))
    expect(page.locator("h1")).to_have_text(re.compile(name), timeout=CLICK_MS)


def enter_key(page: Page, key: str) -> None:
    ready(page)
    page.locator(".st-key-key input").fill(key)
    page.keyboard.press("Enter")


def sign_out(page: Page) -> None:
    tap(button(page, "forget-key"))
    expect(page.locator(".st-key-whoami")).to_have_count(0)
    expect(page.locator(".st-key-key input")).to_have_value("")
    ready(page)


def analyse(page: Page, text: str, *, consent: bool) -> None:
    field_of(page).fill(text)
    box = page.get_by_text(SAID["analysis.consent"])
    if consent:
        tap(box)
    tap(button(page, "analyse"))
    if consent:
        tap(button(page, "keep"))
    expect(page.locator(".st-key-result")).to_be_visible(timeout=CLICK_MS)


def open_section(page: Page, name: str) -> None:
    tap(page.locator(".st-key-section").get_by_text(name, exact=True))


def axe(page: Page) -> list[str]:
    """What axe-core finds on the page as it is now, of serious and critical: rule, why, and where."""
    if not AXE.exists():
        absent(f"axe-core (scripts/install-test-tools) at {AXE}")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['failureSummary']} {node['html'][:300]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
