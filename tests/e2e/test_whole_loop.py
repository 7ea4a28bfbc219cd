"""The whole loop in a browser, from a text to the version that learnt from what was said of it."""

import re

import pytest
from playwright.sync_api import Page, expect

from e2e.pages import (
    COMPLAINT,
    RUN_MS,
    SAID,
    Installation,
    analyse,
    button,
    enter_key,
    field_of,
    go,
    open_section,
    press,
    shows,
    tap,
)

LONG_MS = 180_000


@pytest.fixture(scope="module")
def audited(installation: Installation) -> Installation:
    """Every stored text is drawn for an audit, and nothing is retrained unasked."""
    installation.stop("api")
    installation.stop("worker")
    (installation.home / ".env").write_text("SIKLUS_AUDIT_SHARE=1\nSIKLUS_DRY_RUN=true\n")
    installation.start_api()
    installation.start_worker()
    return installation


@pytest.mark.timeout(400)
def test_what_is_said_of_a_text_reaches_the_version_that_answers_next(page: Page, audited: Installation):
    corrected_by_its_reader(page)
    audited_by_a_reviewer(page, audited)
    retrained_though_the_service_was_away(page, audited)
    activated(page)
    go(page, "Analisis")
    analyse(page, COMPLAINT, consent=False)
    expect(page.locator(".st-key-result")).to_contain_text("Dijawab model v2", timeout=RUN_MS)


def corrected_by_its_reader(page: Page) -> None:
    analyse(page, COMPLAINT, consent=True)
    result = page.locator(".st-key-result")
    expect(result).to_contain_text(SAID["analysis.stored"])
    expect(result).to_contain_text("Dijawab model v1")
    tap(result.get_by_text(SAID["feedback.wrong"]))
    tap(page.locator(".st-key-right-label").get_by_text("Netral"))
    shows(page, "Koreksi Anda tercatat: Netral.")


def audited_by_a_reviewer(page: Page, audited: Installation) -> None:
    go(page, "Tinjau")
    enter_key(page, audited.reviewer_key)
    card = page.locator(".st-key-review-card")
    expect(card.get_by_role("region")).to_have_text(COMPLAINT)
    tap(page.get_by_role("heading", level=1))
    page.keyboard.press("3")
    expect(page.locator(".st-key-review-last")).to_contain_text("Tercatat: ▼ Negatif")
    go(page, "Pemantauan")
    shows(page, re.compile("Model v1"))


def retrained_though_the_service_was_away(page: Page, audited: Installation) -> None:
    audited.stop("api")
    go(page, "Model")
    shows(page, "Layanan Siklus tidak menjawab di", within=RUN_MS)
    audited.start_api()
    enter_key(page, audited.admin_key)
    shows(page, "Model yang sedang menjawab: v1", within=RUN_MS)
    open_section(page, SAID["model.tab.retraining"])
    page.get_by_placeholder(SAID["retrain.reason_placeholder"]).fill("ada koreksi dan audit")
    tap(button(page, "start-retraining"))
    shows(page, "Kandidat: v2.", within=LONG_MS)
    shows(page, re.compile(r"^v2 (lebih baik|ditolak|belum dipasang)"))


def activated(page: Page) -> None:
    open_section(page, SAID["model.tab.switch"])
    page.locator(".st-key-activate-reason input").fill("dicoba dulu")
    tap(page.get_by_text(SAID["switch.activate_confirm"]))
    press(page, "activate-now", "v2 sekarang aktif.", within=RUN_MS)
    expect(field_of(page)).to_have_count(0)
