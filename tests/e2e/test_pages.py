"""The three pages in a real browser, with a real service and worker behind them.

Every test also asserts, at its end, that the browser asked no other host and that nothing failed in it.
"""

import re

from playwright.sync_api import Page, expect

from e2e.pages import (
    CLICK_MS,
    COMPLAINT,
    RUN_MS,
    SAID,
    Installation,
    analyse,
    button,
    count_of,
    enter_key,
    field_of,
    go,
    ready,
    shows,
    taken,
    tap,
)
from siklus import bootstrap
from siklus.client import Client
from siklus.database.alerts import Alert
from siklus.domain.alerts import Figure
from siklus.domain.identity import new_id
from siklus.settings import read_settings

# --- monitoring -----------------------------------------------------------------------------------


def test_monitoring_asks_for_a_key_and_then_shows_the_figures(page: Page, installation: Installation):
    analyse(page, COMPLAINT, consent=True)
    go(page, "Pemantauan")
    shows(page, SAID["monitoring.need_key"])

    enter_key(page, "sk_nobody")
    shows(page, "Kunci itu tidak dikenal")
    enter_key(page, "kunci-é")
    shows(page, "Kunci itu tidak dikenal")

    enter_key(page, installation.reviewer_key)
    shows(page, "Belum ada audit yang dijawab, jadi seberapa sering ia benar belum diketahui")
    stored = page.locator("[data-testid='stMetric']").filter(has_text=SAID["monitoring.predictions"])
    expect(stored).to_contain_text(re.compile(r"[1-9]"))
    for estimate in ("combined", "audited", "label_free"):
        expect(page.locator(f".st-key-estimate-{estimate}")).to_contain_text(SAID[f"accuracy.{estimate}"])
    shows(page, SAID["accuracy.audited_none"])
    told = taken(page, button(page, "download-days"))
    assert told.read_text().startswith("day,version,predictions")
    shows(page, SAID["drift.means.too_little"])
    expect(page.locator(".st-key-versions-table")).to_contain_text("v1")
    expect(page.locator("[data-testid='stVegaLiteChart']")).to_have_count(4)

    page.locator(".st-key-threshold input").fill("0")
    page.keyboard.press("Enter")
    above = page.locator("[data-testid='stMetric']").filter(has_text=SAID["latency.above"])
    expect(above).to_contain_text(re.compile(r"[1-9]"))

    tap(page.get_by_text(SAID["monitoring.period.dates"]))
    expect(page.locator(".st-key-dates")).to_be_visible()
    shows(page, SAID["accuracy.title"])


def test_monitoring_refreshes_by_itself_where_it_is_asked_to(page: Page, installation: Installation):
    go(page, "Pemantauan")
    enter_key(page, installation.reviewer_key)
    stored = page.locator("[data-testid='stMetric']").filter(has_text=SAID["monitoring.predictions"])
    expect(stored).to_be_visible(timeout=CLICK_MS)
    tap(page.get_by_text(SAID["monitoring.live"]))
    ready(page)
    before = stored.inner_text()
    with Client(f"http://127.0.0.1:{installation.api_port}", installation.reviewer_key) as siklus:
        siklus.predict(COMPLAINT, consent=True)
    expect(stored).not_to_have_text(before, timeout=RUN_MS)


def test_what_was_wrong_and_is_over_can_be_looked_up(page: Page, installation: Installation):
    with bootstrap.running(read_settings(_env_file=None, home=installation.home)) as services:
        now = bootstrap.utc_now()
        figures = {"figure": str(Figure.REFUSAL_SHARE), "value": 0.625, "limit": 0.5}
        alert = Alert(new_id(), "refusals", 0, figures, now, None)
        with services.store.transaction() as tx:
            tx.alerts.raise_(alert)
            tx.alerts.resolve(alert.id, now)
    go(page, "Pemantauan")
    enter_key(page, installation.reviewer_key)
    tap(page.get_by_text(SAID["alerts.past"].format(count="1")))
    expect(page.locator(".st-key-past-alerts")).to_contain_text("62,5 %", timeout=CLICK_MS)


# --- the frame --------------------------------------------------------------------------------------


def test_english_is_one_click_away_and_stays(page: Page):
    tap(page.get_by_test_id("stSidebar").get_by_text("English"))
    expect(page.locator("h1")).to_have_text("Sentiment analysis", timeout=CLICK_MS)
    expect(count_of(page)).to_contain_text("0 words")
    field_of(page).fill("Bagus sekali")
    tap(button(page, "analyse"))
    shows(page, "The review is too short")
    go(page, "Monitoring")
    shows(page, "This page needs a reviewer's key.")


def test_a_service_that_goes_away_is_told_plainly_on_every_page(page: Page, installation: Installation):
    go(page, "Model")
    enter_key(page, installation.admin_key)
    shows(page, "Model yang sedang menjawab")
    go(page, "Analisis")
    field_of(page).fill(COMPLAINT)
    installation.stop("api")
    try:
        tap(button(page, "analyse"))
        shows(page, "Layanan Siklus tidak menjawab di")
        for name in ("Pemantauan", "Model"):
            go(page, name)
            shows(page, "Layanan Siklus tidak menjawab di")
    finally:
        installation.start_api()
    go(page, "Analisis")
    analyse(page, COMPLAINT, consent=False)
