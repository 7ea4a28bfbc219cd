"""How long the pages take in a browser: beside a page with the model inside, and over 5M predictions.

    python benchmarks/bench_pages.py [--rounds 10] [--rows 5000000] [--engine sqlite|postgres|both]

Three servers run side by side: Siklus (its interface, which asks its service), a Streamlit page that holds
the same model, and a page with a title and a field, which is what Streamlit takes by itself. In every round
each is opened by a new visitor of a headless Chromium, in turn: until the title and the field are there, and
from a click until the answer is there. Then *Pemantauan* is opened over a database of so many predictions in
90 days, and the whole time is chosen. Medians. Needs Debian's chromium.
"""

import argparse
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import update

import bench_monitoring
import traffic
from siklus import bootstrap
from siklus.cli.up import prepare, ui_command
from siklus.database.engine import make_engine
from siklus.database.schema import model_versions
from siklus.database.store import Store
from siklus.domain.access import Role
from siklus.settings import Settings, read_settings
from siklus.ui.launch import options

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from support import processes  # noqa: E402 (a benchmark waits as the tests do)
from support.servers import free_port  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results" / "pages.json"
PEERS = ROOT / "benchmarks" / "peers"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
REVIEW = "Barang yang datang rusak, penjualnya tidak pernah membalas pesan, dan uang saya belum dikembalikan."
START_SECONDS, PATIENCE_MS = 90, 60_000
MOVES = "[data-testid='stApp'][data-test-script-state='notRunning']"


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--engine", choices=("sqlite", "postgres", "both"), default="both")
    asked = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        found = beside_the_model(browser, asked.rounds)
        for engine in ("sqlite", "postgres") if asked.engine == "both" else (asked.engine,):
            found |= over_many(browser, engine, asked)
        browser.close()
    found = {name: round(value, 4) for name, value in found.items()}
    for name, value in found.items():
        print(f"{name}\t{value:g}")
    RESULTS.write_text(json.dumps(found, indent=2) + "\n")


# --- beside a page with the model inside ----------------------------------------------------------


def beside_the_model(browser: Browser, rounds: int) -> dict[str, float]:
    """First render and click to answer, of Siklus, of the page with the model, and of a blank one."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        settings = read_settings(_env_file=None, home=Path(folder), port=free_port())
        prepare(settings)
        stack.enter_context(api_of(settings))
        pages = {
            "siklus": stack.enter_context(siklus_page(settings)),
            "model_inside": stack.enter_context(peer_page("streamlit_page.py", settings)),
            "blank": stack.enter_context(peer_page("streamlit_blank.py", settings)),
        }
        figures: dict[str, float] = {}
        for name, address in pages.items():
            figures |= {f"{name}_{what}_first_ms": ms for what, ms in visit(browser, name, address).items()}
        taken: dict[str, list[float]] = {}
        for _ in range(rounds):
            for name, address in pages.items():
                for what, ms in visit(browser, name, address).items():
                    taken.setdefault(f"{name}_{what}_ms", []).append(ms)
    figures |= {name: statistics.median(each) for name, each in taken.items()}
    for what in ("render", "answer"):
        figures[f"{what}_ratio_vs_model_inside"] = (
            figures[f"model_inside_{what}_ms"] / figures[f"siklus_{what}_ms"]
        )
        figures[f"{what}_first_ratio_vs_model_inside"] = (
            figures[f"model_inside_{what}_first_ms"] / figures[f"siklus_{what}_first_ms"]
        )
    return figures


def visit(browser: Browser, name: str, address: str) -> dict[str, float]:
    """Milliseconds of a new visitor: until the page is there, and from the click to the answer."""
    with visitor(browser) as page:
        started = time.perf_counter()
        page.goto(address)
        page.locator("h1").wait_for()
        field = page.locator(".st-key-review textarea")
        field.wait_for()
        taken = {"render": (time.perf_counter() - started) * 1000}
        if name == "blank":
            return taken
        page.wait_for_selector(MOVES)
        field.fill(REVIEW)
        field.blur()
        page.wait_for_timeout(500)
        page.wait_for_selector(MOVES)
        started = time.perf_counter()
        page.locator(".st-key-analyse button").click()
        page.locator(".st-key-result h2").wait_for()
        return taken | {"answer": (time.perf_counter() - started) * 1000}


# --- over many predictions ------------------------------------------------------------------------


def over_many(browser: Browser, engine: str, asked: argparse.Namespace) -> dict[str, float]:
    """*Pemantauan* opened, and the whole time chosen, less what Streamlit takes by itself."""
    with (
        tempfile.TemporaryDirectory() as folder,
        bench_monitoring.database(engine) as url,
        contextlib.ExitStack() as stack,
    ):
        settings = read_settings(_env_file=None, home=Path(folder), database_url=url, port=free_port())
        key = filled(settings, url, argparse.Namespace(rows=asked.rows, days=90))
        stack.enter_context(api_of(settings, ready="/healthz"))
        address = stack.enter_context(siklus_page(settings, key))
        blank = stack.enter_context(peer_page("streamlit_blank.py", settings))
        opened, whole, alone = [], [], []
        for _ in range(asked.rounds + 1):
            alone.append(opening_ms(browser, blank))
            ms = monitoring_ms(browser, f"{address}/pemantauan")
            opened.append(ms[0])
            whole.append(ms[1])
    # The first visitor waits for modules to be read, in either.
    by_itself = statistics.median(alone[1:])
    return {
        f"streamlit_ms_{engine}": by_itself,
        f"monitoring_page_ms_5m_{engine}": statistics.median(opened[1:]),
        f"monitoring_after_streamlit_ms_5m_{engine}": statistics.median(opened[1:]) - by_itself,
        f"monitoring_whole_time_ms_5m_{engine}": statistics.median(whole[1:]),
        f"monitoring_first_visit_ms_5m_{engine}": opened[0],
    }


def filled(settings: Settings, url: str, asked: argparse.Namespace) -> str:
    """Fill the database; a reviewer's key."""
    engine = make_engine(url)
    store = Store(engine)
    bench_monitoring.prepare(store, versions=1 + (asked.days - 1) // traffic.DAYS_PER_VERSION)
    bench_monitoring.remark(f"loading {asked.rows} predictions")
    bench_monitoring.load(url, store, asked)
    answerable(store, settings)
    engine.dispose()
    with bootstrap.running(settings) as services:
        return services.access.create("reviewer", Role.REVIEWER, actor="bench")


def answerable(store: Store, settings: Settings) -> None:
    """Give the made-up versions the model of an installation, so that a service starts on them."""
    trained = read_settings(_env_file=None, home=settings.home / "trained")
    prepare(trained)
    shutil.copytree(trained.artefacts, settings.artefacts, dirs_exist_ok=True)
    with store.transaction() as tx:
        sha256 = artefact(trained)["BENCH_SHA256"]
        tx.connection.execute(update(model_versions).values(sha256=sha256))


def opening_ms(browser: Browser, address: str) -> float:
    """Until a blank page has settled."""
    with visitor(browser) as page:
        started = time.perf_counter()
        page.goto(address)
        page.locator("h1").wait_for()
        page.wait_for_selector(MOVES)
        return (time.perf_counter() - started) * 1000


def monitoring_ms(browser: Browser, address: str) -> tuple[float, float]:
    """Until the page has settled; then from choosing the whole time until it has settled with its charts."""
    with visitor(browser) as page:
        started = time.perf_counter()
        page.goto(address)
        page.locator(".st-key-metrics-main").wait_for()
        page.wait_for_selector(MOVES)
        opened = (time.perf_counter() - started) * 1000
        before = page.locator(".st-key-metrics-main").inner_text()
        started = time.perf_counter()
        page.locator(".st-key-period button").nth(3).click()
        page.wait_for_function(
            "before => document.querySelector('.st-key-metrics-main')?.innerText !== before", arg=before
        )
        page.wait_for_selector(MOVES)
        page.locator(
            "[data-testid='stVegaLiteChart'] canvas, [data-testid='stVegaLiteChart'] svg"
        ).first.wait_for()
        return opened, (time.perf_counter() - started) * 1000


# --- servers --------------------------------------------------------------------------------------


@contextlib.contextmanager
def visitor(browser: Browser) -> Iterator[Page]:
    """A page in a context of its own, as a new visitor has it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="id-ID")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    try:
        yield page
    finally:
        context.close()


def api_of(settings: Settings, ready: str = "/readyz") -> contextlib.AbstractContextManager[None]:
    """The service of an installation."""
    command = [sys.executable, "-m", "siklus", "api"]
    return running(command, settings, f"{settings.api_address}{ready}")


@contextlib.contextmanager
def siklus_page(settings: Settings, key: str = "") -> Iterator[str]:
    """The interface, with a reviewer's key of its own if there is one; its address."""
    port = free_port()
    command = ui_command(port, "127.0.0.1")
    with running(command, settings, f"http://127.0.0.1:{port}/_stcore/health", SIKLUS_API_KEY=key):
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def peer_page(script: str, settings: Settings) -> Iterator[str]:
    """Another Streamlit page with the same options; its address."""
    port = free_port()
    flags = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true", *options()]
    command = [sys.executable, "-m", "streamlit", "run", str(PEERS / script), *flags]
    model = artefact(settings) if script == "streamlit_page.py" else {}
    with running(command, settings, f"http://127.0.0.1:{port}/_stcore/health", **model):
        yield f"http://127.0.0.1:{port}"


def artefact(settings: Settings) -> dict[str, str]:
    """Where the active version's pipeline is, as the peers are told it."""
    with bootstrap.running(settings) as services:
        services.serving.refresh()
        found = services.serving.current().version
        return {"BENCH_ARTEFACTS": str(settings.artefacts), "BENCH_SHA256": found.sha256}


@contextlib.contextmanager
def running(command: Sequence[str], settings: Settings, ready: str, **more: str) -> Iterator[None]:
    """A process of ours or of a peer, until the block ends."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SIKLUS_")}
    environment = kept | {
        "SIKLUS_HOME": str(settings.home),
        "SIKLUS_PORT": str(settings.port),
        "SIKLUS_API_URL": settings.api_address,
        "SIKLUS_DATABASE_URL": settings.url,
        "PYTHONPATH": str(PEERS),
    }
    with (
        (settings.home / "bench.log").open("ab") as log,
        subprocess.Popen(list(command), env=environment | more, stdout=log, stderr=log) as process,
    ):
        try:
            deadline = time.monotonic() + START_SECONDS
            while not processes.answers(ready):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(
                        f"{ready} does not answer:\n{(settings.home / 'bench.log').read_text()[-2000:]}"
                    )
                time.sleep(0.1)
            yield
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
