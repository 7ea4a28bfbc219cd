"""*Pengaturan* in a real browser: keys, a wrong one, one of too low a role, an erasure, and what runs."""

import re

from playwright.sync_api import Page, expect

from e2e.pages import (
    CLICK_MS,
    COMPLAINT,
    RUN_MS,
    SAID,
    Installation,
    button,
    choose,
    enter_key,
    go,
    press,
    shows,
    tap,
)
from siklus.client import Client


def open_settings(page: Page, section: str) -> None:
    tap(page.locator(".st-key-settings-section").get_by_text(SAID[f"settings.tab.{section}"], exact=True))


def test_a_key_is_made_used_revoked_and_then_refused(page: Page, installation: Installation):
    go(page, "Pengaturan")
    shows(page, SAID["settings.need_key"])
    enter_key(page, "sk_nobody")
    expect(page.get_by_test_id("stSidebar")).to_contain_text("tidak dikenal", timeout=CLICK_MS)
    enter_key(page, installation.reviewer_key)
    expect(page.locator(".st-key-whoami")).to_contain_text("Peninjau", timeout=CLICK_MS)
    shows(page, "perannya kurang")
    expect(page.locator(".st-key-settings-section")).to_have_count(0)
    enter_key(page, installation.admin_key)
    expect(page.locator(".st-key-whoami")).to_contain_text("Admin", timeout=CLICK_MS)
    expect(page.locator(".st-key-keys-table")).to_contain_text(SAID["keys.yours"], timeout=CLICK_MS)

    press(page, "create-key-now", SAID["keys.name_missing"])
    page.locator(".st-key-key-name input").fill("**Kasir** <b>2</b>")
    tap(page.locator(".st-key-key-role label").filter(has_text="Peninjau"))
    press(page, "create-key-now", "Kunci baru untuk **Kasir** <b>2</b>, peran Peninjau")
    shows(page, SAID["keys.once"])
    made = page.locator(".st-key-new-key code").inner_text().strip()
    address = f"http://127.0.0.1:{installation.api_port}"
    with Client(address, made) as cashier:
        assert cashier.me().role == "reviewer"
    tap(button(page, "put-key-away"))
    expect(page.locator(".st-key-new-key")).to_have_count(0)
    assert made not in page.content()

    press(page, "revoke-key-now", SAID["keys.which_missing"])
    choose(page, "key-to-revoke-0", "Kasir")
    press(page, "revoke-key-now", SAID["switch.confirm_missing"])
    tap(page.get_by_text(SAID["keys.revoke_confirm"]))
    press(page, "revoke-key-now", "Kunci **Kasir** <b>2</b> dicabut.")

    # A tick to confirm is for one deed alone: these are other fields.
    choose(page, "key-to-revoke-1", SAID["keys.yours"])
    expect(page.locator(".st-key-revoke-sure-1 input")).not_to_be_checked()
    tap(page.locator(".st-key-revoke-sure-1").get_by_text(SAID["keys.revoke_confirm"]))
    press(page, "revoke-key-now", "Ini kunci admin yang terakhir.")

    enter_key(page, made)
    expect(page.get_by_test_id("stSidebar")).to_contain_text("tidak dikenal", timeout=CLICK_MS)
    tap(button(page, "forget-key"))
    shows(page, SAID["settings.need_key"])
    expect(page.locator(".st-key-key input")).to_have_value("")


def test_a_person_is_erased_and_the_rest_is_told(page: Page, installation: Installation):
    with Client(f"http://127.0.0.1:{installation.api_port}") as siklus:
        siklus.predict(COMPLAINT, consent=True, subject="pelanggan/17 & anak")
    go(page, "Pengaturan")
    enter_key(page, installation.admin_key)

    open_settings(page, "consent")
    standing = page.locator("[data-testid='stMetric']").filter(has_text=SAID["consents.standing"])
    expect(standing).to_contain_text("1", timeout=CLICK_MS)
    shows(page, "Bolehkah kami menyimpan ulasan ini?")

    open_settings(page, "erasures")
    shows(page, SAID["erasures.none"])
    page.locator(".st-key-erase-subject-0 input").fill("pelanggan/18")
    press(page, "erase-now", SAID["switch.confirm_missing"])
    tap(page.get_by_text(SAID["erasures.confirm"]))
    press(page, "erase-now", "Tidak ada data yang tersimpan untuk subjek itu.")
    page.locator(".st-key-erase-subject-0 input").fill("pelanggan/17 & anak")
    press(page, "erase-now", "Dihapus: 1 ulasan, 1 prediksi, 0 jawaban, 0 contoh; 1 persetujuan ditarik.")
    expect(page.locator(".st-key-erasures-table")).to_contain_text("✓ selesai 20")
    expect(page.locator(".st-key-erasures-table")).to_contain_text(re.compile(r"#\d+"))

    open_settings(page, "retention")
    expect(page.locator(".st-key-retention-table")).to_contain_text("SIKLUS_KEEP_DAYS", timeout=CLICK_MS)
    shows(page, SAID["retention.none_due"])

    open_settings(page, "alerts")
    shows(page, SAID["notices.none"])
    press(page, "test-alerts", "Catatan (log): pesan uji diterima.")

    open_settings(page, "system")
    expect(page.locator(".st-key-workers-table")).to_contain_text(SAID["system.alive"], timeout=RUN_MS)
    press(page, "verify-audit", re.compile(r"Rantai utuh: \d+ catatan"))
    expect(page.locator(".st-key-audit-table")).to_contain_text(SAID["audit.audit.verified"])
    expect(page.locator(".st-key-audit-table")).to_contain_text(SAID["audit.subject.erased"])


def test_a_service_that_goes_away_is_told_once_and_the_key_is_kept(page: Page, installation: Installation):
    go(page, "Pengaturan")
    enter_key(page, installation.admin_key)
    expect(page.locator(".st-key-whoami")).to_be_visible(timeout=CLICK_MS)
    installation.stop("api")
    try:
        open_settings(page, "system")
        shows(page, "Layanan Siklus tidak menjawab di")
    finally:
        installation.start_api()
    page.locator(".st-key-key input").press("Enter")
    go(page, "Model")
    go(page, "Pengaturan")
    expect(page.locator(".st-key-keys-table")).to_be_visible(timeout=CLICK_MS)
