"""Take the pictures of the pages, with a loop behind them that has been at work for some days.

The installation is made in a temporary folder from the starter reviews: one part trains version 1, another
trains version 2, the rest comes in as reviews with answers. Needs Debian's chromium.

python scripts/screenshots.py                  the pictures that the documentation shows, into docs/images
python scripts/screenshots.py --all --to DIR   every page in both themes and languages, wide and narrow
"""

import argparse
import contextlib
import csv
import io
import itertools
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from siklus import bootstrap
from siklus.bootstrap import Services
from siklus.cli.up import starter_reviews
from siklus.database.engine import make_engine
from siklus.database.store import Store
from siklus.database.upgrade import upgrade
from siklus.domain.access import Caller, Role
from siklus.domain.examples import Origin
from siklus.domain.reviews import Label, clean_text, count_words
from siklus.secret import claim
from siklus.services.prediction import AuditShare, Request
from siklus.settings import Settings, read_settings
from siklus.ui import SCRIPT, text
from siklus.ui.launch import options

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
TRAINED, MORE = 600, 600  # reviews that version 1 learns, and that version 2 learns beside them
DAYS, LOADED = 12, 600
CHANNELS = ("toko", "web")
CLICKS_RIGHT, CLICKS_WRONG, MISTAKEN = 0.10, 0.40, 0.05
SARI = Caller("Sari", Role.REVIEWER)
SECRET = "the-pictures-protect-nothing-at-all"
Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
Look = tuple[Theme, text.Language, int]
COLOURS = 64  # as many as the eye misses none; a third of the bytes
WIDE, NARROW, HEIGHT = 1280, 360, 900  # pixels
COMPLAINT = (
    "Kepada Pak Budi di 0812-3456-7890: barangnya rusak parah, penjual ga mau jawab, kecewaaaa 😭 "
    "dan uang saya hilang begitu saja. Untung kurirnya ramah."
)
Review = tuple[str, Label]


class Time:
    """The clock of the installation."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC) - timedelta(days=DAYS)

    def __call__(self) -> datetime:
        """What time it is there."""
        return self.at


@dataclass(frozen=True)
class Picture:
    """A page as it is to be seen: `nav` is its name in the sidebar, `act` what is done there first."""

    name: str
    nav: str
    act: Callable[[Page], None] = lambda _: None


def main() -> None:
    """Take the pictures of the documentation, or every one."""
    reading = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    reading.add_argument("--data", type=Path, help="labelled reviews that come in, columns text,label")
    reading.add_argument("--to", type=Path, default=IMAGES)
    reading.add_argument("--all", action="store_true", help="in both themes and languages, wide and narrow")
    given = reading.parse_args()
    given.to.mkdir(parents=True, exist_ok=True)
    incoming = _read(given.data.read_bytes()) if given.data else _starters()[TRAINED + MORE :]
    everything = list(itertools.product(THEMES, text.LANGUAGES, (WIDE, NARROW)))
    wanted = {look: {one.name for one in PICTURES} for look in everything} if given.all else CHOSEN
    with (
        tempfile.TemporaryDirectory() as home,
        _installation(Path(home), incoming) as (address, key),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for (theme, language, width), names in wanted.items():
            with _page(browser, theme, width) as page:
                page.goto(address)
                _ready(page)
                words = text.CATALOGUES[language]
                _prepare(page, key, language)
                for picture in PICTURES:
                    if picture.name in names:
                        _open(page, words[f"nav.{picture.nav}"])
                        picture.act(page)
                        name = f"{picture.name}-{theme}-{language}-{width}.png"
                        _take(page, width, given.to / name)
                        print(given.to / name)
        browser.close()


# --- what is done on the pages ------------------------------------------------------------------


def _analyse(page: Page) -> None:
    page.locator(".st-key-review textarea").fill(COMPLAINT)
    page.locator("[data-testid='stCheckbox'] label").first.click()
    page.locator(".st-key-analyse button").click()
    page.locator(".st-key-keep button").click()
    page.locator(".st-key-result").wait_for()
    _ready(page)
    page.locator("[class*='st-key-wrong-'] button").click()
    page.locator(".st-key-right-label").wait_for()


def _analyse_many(page: Page) -> None:
    page.locator(".st-key-mode button").nth(1).click()
    lines = [review for review, _ in _starters()[:40]] + ["terlalu pendek"]
    page.locator(".st-key-many-lines textarea").fill("\n".join(lines))
    page.locator(".st-key-check-lines button").click()
    page.locator(".st-key-many-begin button").click()
    page.locator(".st-key-many-table").wait_for()


def _await_figures(page: Page) -> None:
    page.locator(".st-key-metrics-latency").wait_for()


# A new page joins in by a line here, and one in CHOSEN where the documentation shows it.
PICTURES = (
    Picture("analysis", "analysis", _analyse),
    Picture("many", "analysis", _analyse_many),
    Picture("review", "review"),
    Picture("monitoring", "monitoring", _await_figures),
    Picture("model", "model"),
    Picture("simulation", "simulation"),
    Picture("settings", "settings"),
)
CHOSEN: dict[Look, set[str]] = {
    ("light", "id", WIDE): {"analysis", "many", "review", "monitoring", "model", "simulation", "settings"},
    ("dark", "en", WIDE): {"analysis"},
    ("dark", "id", NARROW): {"analysis", "many"},
}


def _read(content: bytes) -> list[Review]:
    rows = csv.DictReader(io.StringIO(content.decode()))
    found = [(clean_text(row["text"]), Label(row["label"])) for row in rows]
    return [(text, label) for text, label in found if count_words(text) >= 7]


def _starters() -> list[Review]:
    found = _read(starter_reviews())
    random.Random(1).shuffle(found)
    return found


# --- what has happened --------------------------------------------------------------------------


@contextlib.contextmanager
def _installation(home: Path, incoming: Sequence[Review]) -> Iterator[tuple[str, str]]:
    settings = read_settings(_env_file=None, home=home, secret=SECRET)
    engine = make_engine(settings.url, create=True)
    upgrade(engine)
    clock = Time()
    services = bootstrap.assemble(settings, Store(engine), SECRET.encode(), clock)
    claim(services.store, SECRET.encode(), clock())
    _train(services, _starters()[:TRAINED])
    key = services.access.create("admin", Role.ADMIN, actor="pictures")
    _live(services, clock, incoming[:LOADED])
    engine.dispose()
    with _processes(home, settings) as address:
        yield address, key


def _train(services: Services, rows: Sequence[Review]) -> None:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerows([("text", "label"), *((text, str(label)) for text, label in rows)])
    imported = services.importing.add(written.getvalue().encode(), actor="pictures", origin=Origin.STARTER)
    services.retraining.train_version(imported.ids, actor="pictures")
    services.serving.refresh()


def _live(services: Services, clock: Time, incoming: Sequence[Review]) -> None:
    chance, each = random.Random(3), -(-len(incoming) // DAYS)
    for day in range(DAYS):
        clock.at = datetime.now(UTC) - timedelta(days=DAYS - day, hours=-1)
        if day == DAYS // 2:
            _train(services, _starters()[: TRAINED + MORE])
            services.deployment.activate(2, actor="pictures", reason="better on the golden set")
            services.serving.refresh()
        _day(services, clock, incoming[day * each : (day + 1) * each], chance)
    services.drift.measure()
    services.accuracy.check()


def _day(services: Services, clock: Time, rows: Sequence[Review], chance: random.Random) -> None:
    """Reviews come in, some readers answer at once, and a reviewer answers the audits later."""
    truth: dict[str, Label] = {}
    predicting = replace(services.prediction, draw=chance.random, audit=AuditShare(0.1, 0.1))
    for review, label in rows:
        clock.at += timedelta(minutes=1)
        request = Request(review, consent=True, channel=chance.choice(CHANNELS))
        [reply] = predicting.predict_many([request])
        right = reply.label == label
        truth[str(reply.id)] = label
        if chance.random() < (CLICKS_RIGHT if right else CLICKS_WRONG):
            said = label if chance.random() > MISTAKEN else reply.label
            correct = said == reply.label
            wrong = None if correct else said
            services.feedback.answer(str(reply.id), str(reply.feedback_token), correct=correct, label=wrong)
    clock.at += timedelta(hours=3)
    for item in services.review.next(SARI, 100):
        if item.ask.prediction_id in truth and item.ask.reason == "audit":
            clock.at += timedelta(minutes=2)
            services.review.answer(item.ask.id, SARI, truth[item.ask.prediction_id])


# --- what is to be seen -------------------------------------------------------------------------


@contextlib.contextmanager
def _processes(home: Path, settings: Settings) -> Iterator[str]:
    api, page = _free_port(), _free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SIKLUS_")}
    environment = kept | {
        "SIKLUS_HOME": str(settings.home),
        "SIKLUS_SECRET": SECRET,
        "SIKLUS_PORT": str(api),
        "SIKLUS_API_URL": f"http://127.0.0.1:{api}",
    }
    flags = [*options(), "--server.port", str(page), "--server.headless", "true"]
    commands = [
        [str(Path(sys.executable).with_name("siklus")), "api"],
        [sys.executable, "-m", "streamlit", "run", str(SCRIPT), *flags],
    ]
    with (home / "log").open("wb") as log:
        running = [
            subprocess.Popen(command, cwd=home, env=environment, stdout=log, stderr=log)
            for command in commands
        ]
        try:
            _await(f"http://127.0.0.1:{api}/readyz", home / "log")
            _await(f"http://127.0.0.1:{page}/_stcore/health", home / "log")
            yield f"http://127.0.0.1:{page}"
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(url: str, log: Path) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5) as reply:
            if reply.status == 200:
                return
        time.sleep(0.2)
    sys.exit(f"{url} does not answer:\n{log.read_text()[-2000:]}")


@contextlib.contextmanager
def _page(browser: Browser, theme: Theme, width: int) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT}, locale="id-ID", color_scheme=theme
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()


def _take(page: Page, width: int, path: Path) -> None:
    _ready(page)
    page.wait_for_timeout(1500)
    # As high as the page is: Streamlit scrolls inside, so the window itself has to grow.
    height = page.evaluate("document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight")
    page.set_viewport_size({"width": width, "height": int(height) + 40})
    page.wait_for_timeout(1500)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLOURS).save(path, optimize=True)
    page.set_viewport_size({"width": width, "height": HEIGHT})


def _prepare(page: Page, key: str, language: text.Language) -> None:
    """The key and the language, both of which the sidebar takes."""
    _open(page, text.CATALOGUES["id"]["nav.model"])
    with _sidebar(page):
        page.locator(".st-key-key input").fill(key)
        page.keyboard.press("Enter")
        page.locator(".st-key-section").wait_for()
        _ready(page)
        page.get_by_test_id("stSidebar").get_by_text(text.LANGUAGES[language], exact=True).click()
        page.locator(f"html[lang={language}]").wait_for(state="attached")


def _open(page: Page, name: str) -> None:
    with _sidebar(page):
        page.get_by_test_id("stSidebarNav").get_by_text(name, exact=True).click()
        _ready(page)


@contextlib.contextmanager
def _sidebar(page: Page) -> Iterator[None]:
    """On a telephone it has to be opened, and shut again for a picture."""
    opener = page.get_by_test_id("stExpandSidebarButton")
    narrow = opener.is_visible()
    if narrow:
        opener.click()
        page.wait_for_timeout(500)
    yield
    if narrow:
        page.get_by_test_id("stSidebarCollapseButton").locator("button").click()
        opener.wait_for()


def _ready(page: Page) -> None:
    page.wait_for_selector("[data-testid='stApp'][data-test-connection-state='CONNECTED']")
    page.wait_for_selector("[data-testid='stApp'][data-test-script-state='notRunning']")


if __name__ == "__main__":
    main()
