"""Take the pictures of the page *Pemantauan*: empty, with little data, and with a loop that has been at work.

The installation is made in a temporary folder from the starter reviews: one part trains version 1, another
trains version 2, the rest comes in as reviews with answers. Needs Debian's chromium.

python scripts/screenshots.py                       write docs/images/monitoring-*.png
python scripts/screenshots.py --data F.csv --to DIR   the same with other labelled reviews, elsewhere
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
from collections.abc import Iterator, Sequence
from dataclasses import replace
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
from siklus.ui import SCRIPT
from siklus.ui.launch import options

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
TRAINED, MORE = 600, 600  # reviews that version 1 learns, and that version 2 learns beside them
DAYS, LITTLE, LOADED = 12, 25, 600
CHANNELS = ("toko", "web")
CLICKS_RIGHT, CLICKS_WRONG, MISTAKEN = 0.10, 0.40, 0.05
SARI = Caller("Sari", Role.REVIEWER)
SECRET = "the-pictures-protect-nothing-at-all"
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
COLOURS = 64  # as many as the eye misses none; a third of the bytes
USUAL, NARROW = 1280, 768  # pixels
Review = tuple[str, Label]


class Time:
    """The clock of the installation."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC) - timedelta(days=DAYS)

    def __call__(self) -> datetime:
        """What time it is there."""
        return self.at


def main() -> None:
    """Take every picture."""
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--data", type=Path, help="labelled reviews that come in, columns text,label")
    reading.add_argument("--to", type=Path, default=IMAGES)
    reading.add_argument("--wide", type=int, nargs="*", default=[USUAL])
    given = reading.parse_args()
    given.to.mkdir(parents=True, exist_ok=True)
    starters = _starters()
    incoming = _read(given.data.read_bytes()) if given.data else starters[TRAINED + MORE :]
    for state in ("empty", "little", "loaded"):
        with (
            tempfile.TemporaryDirectory() as home,
            _installation(Path(home), state, incoming) as (address, key),
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for theme, width in itertools.product(THEMES, given.wide):
                name = f"monitoring-{state}-{theme}" + ("" if width == USUAL else f"-{width}")
                with _page(browser, theme, width) as page:
                    page.goto(f"{address}/pemantauan")
                    _enter(page, key, narrow=width < NARROW)
                    _take(page, width, given.to / f"{name}.png")
            browser.close()


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
def _installation(home: Path, state: str, incoming: Sequence[Review]) -> Iterator[tuple[str, str]]:
    settings = read_settings(_env_file=None, home=home, secret=SECRET)
    engine = make_engine(settings.url, create=True)
    upgrade(engine)
    clock = Time()
    services = bootstrap.assemble(settings, Store(engine), SECRET.encode(), clock)
    claim(services.store, SECRET.encode(), clock())
    _train(services, _starters()[:TRAINED])
    key = services.access.create("reviewer", Role.REVIEWER, actor="pictures")
    if state == "little":
        clock.at = datetime.now(UTC) - timedelta(hours=2)
        _day(services, clock, incoming[:LITTLE], random.Random(2))
    if state == "loaded":
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
    for text, label in rows:
        clock.at += timedelta(minutes=1)
        request = Request(text, consent=True, channel=chance.choice(CHANNELS))
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
def _page(browser: Browser, theme: Literal["light", "dark"], width: int) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale="id-ID", color_scheme=theme
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()


def _take(page: Page, width: int, path: Path) -> None:
    # As high as the page is: Streamlit scrolls inside, so the window itself has to grow.
    height = page.evaluate("document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight")
    page.set_viewport_size({"width": width, "height": int(height) + 40})
    page.wait_for_timeout(1500)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLOURS).save(path, optimize=True)


def _enter(page: Page, key: str, *, narrow: bool) -> None:
    _ready(page)
    if narrow:
        page.get_by_test_id("stExpandSidebarButton").click()
    page.locator(".st-key-key input").fill(key)
    page.keyboard.press("Enter")
    page.locator(".st-key-metrics-main").wait_for()
    if narrow:
        page.get_by_test_id("stSidebarCollapseButton").locator("button").click()
    _ready(page)
    page.wait_for_timeout(1500)


def _ready(page: Page) -> None:
    page.wait_for_selector("[data-testid='stApp'][data-test-connection-state='CONNECTED']")
    page.wait_for_selector("[data-testid='stApp'][data-test-script-state='notRunning']")


if __name__ == "__main__":
    main()
