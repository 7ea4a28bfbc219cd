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
    open_section,
    ready,
    shows,
)
from siklus import bootstrap
from siklus.client import Client
from siklus.database.alerts import Alert
from siklus.domain.alerts import Figure
from siklus.domain.identity import new_id
from siklus.domain.reviews import LABELS, MIN_WORDS, clean_text, count_words
from siklus.settings import read_settings

# --- analysis -----------------------------------------------------------------------------------


def test_the_count_follows_the_typing_and_agrees_with_the_service(page: Page):
    expect(count_of(page)).to_contain_text("0 kata")
    field_of(page).press_sequentially("Barang ini bagus")
    expect(count_of(page)).to_contain_text("3 kata")
    expect(count_of(page)).to_contain_text(f"kurang {MIN_WORDS - 3} kata lagi")
    for text in (
        COMPLAINT,
        "Enak banget !!! 👍 pokok-nya top",
        "a\u00a0b\u2003c\u3000d\ufeffe ① ½ ² ٣ 한국어 ﷺ _ - …",
        "  \n\t satu\r\ndua \u200b tiga  ",
    ):
        field_of(page).fill(text)
        expect(count_of(page)).to_contain_text(f"{count_words(clean_text(text))} kata")
    field_of(page).fill("kata " * 1_100)
    expect(count_of(page)).to_contain_text("terlalu panjang")


def test_a_short_text_is_refused_with_the_reason(page: Page):
    field_of(page).fill("Bagus sekali barangnya")
    button(page, "analyse").click()
    shows(page, SAID["error.review_too_short"])
    expect(page.locator(".st-key-result")).to_have_count(0)


def test_each_example_fills_the_field_and_is_answered_as_it_should_be(page: Page):
    for label in LABELS:
        example = SAID[f"analysis.example.{label}"]
        button(page, f"example-{label}").click()
        expect(field_of(page)).to_have_value(example)
        expect(count_of(page)).to_contain_text(f"{count_words(example)} kata")
    button(page, "analyse").click()
    expect(page.locator(".st-key-result h2")).to_contain_text("Negatif", timeout=CLICK_MS)


def test_consent_then_wrong_then_the_right_label_then_history(page: Page):
    expect(page.locator("[data-testid='stCheckbox'] input")).not_to_be_checked()
    page.get_by_text(SAID["analysis.consent_more"]).click()
    shows(page, "Bolehkah kami menyimpan ulasan ini?")
    analyse(page, COMPLAINT, consent=True)
    shows(page, SAID["analysis.stored"])
    expect(page.get_by_text(re.compile(r"Keyakinan \d+,\d %: ")).first).to_be_visible()
    # The next text needs a consent of its own.
    expect(page.locator("[data-testid='stCheckbox']")).to_have_count(1)
    expect(page.locator("[data-testid='stCheckbox'] input")).not_to_be_checked()

    page.get_by_text(SAID["feedback.wrong"]).click()
    page.get_by_text(SAID["feedback.send"]).click()
    shows(page, SAID["feedback.choose"])
    page.locator(".st-key-result [data-testid='stRadio'] label").filter(has_text="Netral").click()
    page.get_by_text(SAID["feedback.send"]).click()
    shows(page, "Koreksi Anda tercatat: Netral.")
    history = page.locator(".st-key-history-table")
    expect(history).to_contain_text("salah, seharusnya Netral")
    expect(history).to_contain_text("Barangnya rusak parah")


def test_without_consent_nothing_is_kept_and_nothing_can_be_corrected(page: Page):
    analyse(page, COMPLAINT, consent=False)
    shows(page, "Tidak disimpan.")
    expect(page.get_by_text(SAID["feedback.right"])).to_have_count(0)
    expect(page.locator(".st-key-history-table")).to_contain_text("tidak")
    assert "rusak" not in page.url


def test_markup_in_a_text_is_shown_and_never_carried_out(page: Page):
    hostile = (
        "<img src=x onerror=alert(1)> <script>alert(2)</script> ![foto](http://tracker.example/a.png) "
        "[klik](javascript:alert(3)) barang ini buruk sekali"
    )
    analyse(page, hostile, consent=True)
    shows(page, SAID["analysis.stored"])
    expect(page.locator(".st-key-history-table")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("img[src='x'], img[src*='tracker'], a[href^='javascript']").count() == 0


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
    with page.expect_download() as told:
        button(page, "download-days").click()
    assert told.value.path().read_text().startswith("day,version,predictions")
    shows(page, SAID["drift.means.too_little"])
    expect(page.locator(".st-key-versions-table")).to_contain_text("v1")
    expect(page.locator("[data-testid='stVegaLiteChart']")).to_have_count(4)

    page.locator(".st-key-threshold input").fill("0")
    page.keyboard.press("Enter")
    above = page.locator("[data-testid='stMetric']").filter(has_text=SAID["latency.above"])
    expect(above).to_contain_text(re.compile(r"[1-9]"))

    page.get_by_text(SAID["monitoring.period.dates"]).click()
    expect(page.locator(".st-key-dates")).to_be_visible()
    shows(page, SAID["accuracy.title"])


def test_monitoring_refreshes_by_itself_where_it_is_asked_to(page: Page, installation: Installation):
    go(page, "Pemantauan")
    enter_key(page, installation.reviewer_key)
    stored = page.locator("[data-testid='stMetric']").filter(has_text=SAID["monitoring.predictions"])
    expect(stored).to_be_visible(timeout=CLICK_MS)
    page.get_by_text(SAID["monitoring.live"]).click()
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
    page.get_by_text(SAID["alerts.past"].format(count="1")).click()
    expect(page.locator(".st-key-past-alerts")).to_contain_text("62,5 %", timeout=CLICK_MS)


# --- model ------------------------------------------------------------------------------------------


def test_retrain_activate_and_roll_back_with_the_admins_key(page: Page, installation: Installation):
    go(page, "Model")
    shows(page, SAID["model.need_key"])
    enter_key(page, installation.reviewer_key)
    shows(page, "perannya kurang")
    enter_key(page, installation.admin_key)
    shows(page, "Model yang sedang menjawab: v1")
    shows(page, "Siklus model v1")

    open_section(page, SAID["model.tab.retraining"])
    button(page, "start-retraining").click()
    shows(page, SAID["switch.reason_missing"])
    page.get_by_placeholder(SAID["retrain.reason_placeholder"]).fill("percobaan dari halaman")
    button(page, "start-retraining").click()
    shows(page, "percobaan dari halaman", within=RUN_MS)
    shows(page, "Kandidat: v2.", within=RUN_MS)

    open_section(page, SAID["model.tab.trial"])
    shows(page, SAID["trial.none"])
    page.get_by_text(SAID["trial.mode.canary"]).click()
    page.locator(".st-key-trial-reason input").fill("coba dulu")
    page.get_by_text(SAID["trial.confirm"]).click()
    button(page, "begin-trial-now").click()
    shows(page, "v2 sekarang menjawab 10 % permintaan.")
    shows(page, SAID["trial.no_audits"])
    page.locator(".st-key-end-trial-reason input").fill("cukup")
    page.get_by_text(SAID["trial.end_confirm"]).click()
    button(page, "end-trial-now").click()
    shows(page, "Uji coba v2 berakhir.")
    shows(page, SAID["trial.none"])
    expect(page.locator(".st-key-trials-table")).to_contain_text("diakhiri dengan tangan")

    # It waits: a candidate without new labels has nothing to show for itself. An admin may overrule.
    open_section(page, SAID["model.tab.switch"])
    page.locator(".st-key-activate-reason input").fill("percobaan")
    button(page, "activate-now").click()
    shows(page, SAID["switch.confirm_missing"])
    page.get_by_text(SAID["switch.activate_confirm"]).click()
    button(page, "activate-now").click()
    shows(page, "v2 sekarang aktif.")

    page.locator(".st-key-rollback-reason input").fill("kembali")
    page.get_by_text(SAID["switch.rollback_confirm"]).click()
    button(page, "rollback-now").click()
    shows(page, "Kembali ke v1.")
    open_section(page, SAID["model.tab.versions"])
    expect(page.locator(".st-key-deployments-table")).to_contain_text("dikembalikan")

    go(page, "Pemantauan")
    shows(page, SAID["same_rows.title"])
    button(page, "compare").click()
    shows(page, re.compile(r"Teks emas: v1 benar pada .* % dari \d+; selisih"), within=RUN_MS)
    go(page, "Model")
    button(page, "forget-key").click()
    shows(page, SAID["model.need_key"])


# --- the frame --------------------------------------------------------------------------------------


def test_english_is_one_click_away_and_stays(page: Page):
    page.get_by_test_id("stSidebar").get_by_text("English").click()
    expect(page.locator("h1")).to_have_text("Sentiment analysis", timeout=CLICK_MS)
    expect(count_of(page)).to_contain_text("0 words")
    field_of(page).fill("Bagus sekali")
    button(page, "analyse").click()
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
        button(page, "analyse").click()
        shows(page, "Layanan Siklus tidak menjawab di")
        for name in ("Pemantauan", "Model"):
            go(page, name)
            shows(page, "Layanan Siklus tidak menjawab di")
    finally:
        installation.start_api()
    go(page, "Analisis")
    analyse(page, COMPLAINT, consent=False)
