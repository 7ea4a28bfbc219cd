"""The page *Tinjau* in a real browser: a reviewer by keyboard, another one beside, a service that goes."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from e2e.pages import (
    CLICK_MS,
    COMPLAINT,
    RUN_MS,
    SAID,
    Installation,
    choose,
    enter_key,
    go,
    ready,
    shows,
    tap,
)
from siklus import bootstrap
from siklus.client import Client
from siklus.database.schema import asks
from siklus.domain.feedback import AskReason, Held
from siklus.privacy.tokens import sign
from siklus.services.prediction import Request
from siklus.settings import read_settings

HOSTILE = (
    "<img src=x onerror=alert(1)> **tebal** [klik](javascript:alert(3)) barang ini buruk sekali 😡 kata saya"
)
AUDITS = [
    COMPLAINT,
    HOSTILE,
    "Pengirimannya cepat sekali dan barangnya sesuai dengan pesanan saya kemarin.",
    "Toko ini buka dari pukul delapan pagi sampai sembilan malam setiap hari kerja.",
]
HELD = [
    "Rasanya biasa saja, harganya juga biasa, tidak ada yang istimewa menurut saya.",
    "Pelayan di warung itu ramah dan makanannya selalu hangat waktu diantar.",
]


@pytest.fixture(scope="module")
def reviewed(installation: Installation) -> Installation:
    """Four texts are drawn for an audit, each answered one is asked of another too; two answers are held."""
    with bootstrap.running(read_settings(_env_file=None, home=installation.home)) as services:
        services.serving.refresh()
        for text in AUDITS:
            replace(services.prediction, draw=lambda: 0.0).predict(Request(text, consent=True))
        for text, why in zip(HELD, (Held.READER, Held.DISPUTED), strict=True):
            shown = replace(services.prediction, draw=lambda: 1.0).predict(Request(text, consent=True))
            # Who calls it right leaves nothing to ask about: the desk must come to be empty.
            token = sign(services.secret, str(shown.id))
            answer = services.feedback.answer(str(shown.id), token, correct=True)
            with services.store.transaction() as tx:
                tx.examples.hold_answers(tx.feedback.move([answer.id], None, why), free=False)
    installation.stop("api")
    (installation.home / ".env").write_text("SIKLUS_SECOND_SHARE=1\n")
    installation.start_api()
    return installation


def card(page: Page) -> Locator:
    return page.locator(".st-key-review-card")


def last(page: Page) -> Locator:
    return page.locator(".st-key-review-last")


def lies_there(page: Page, text: str) -> None:
    """The card is of this text, which is shown as it is."""
    expect(card(page).get_by_role("region")).to_have_text(text, timeout=CLICK_MS)
    ready(page)


def section(page: Page, name: str) -> None:
    tap(page.locator(".st-key-review-section").get_by_text(SAID[f"review.tab.{name}"]))


def test_a_reviewer_works_by_keyboard_and_loses_nothing(page: Page, reviewed: Installation):
    go(page, "Tinjau")
    shows(page, SAID["review.need_key"])
    enter_key(page, reviewed.reviewer_key)
    lies_there(page, AUDITS[0])
    expect(card(page)).to_contain_text("berpeluang 3 % untuk diaudit")
    shows(page, "Audit hari ini: 0 dari 4 sudah dijawab.")

    # While the field of the key has the focus, digits belong to the key.
    page.keyboard.press("1")
    expect(page.locator(".st-key-key input")).to_have_value(f"{reviewed.reviewer_key}1")
    page.keyboard.press("Backspace")
    page.keyboard.press("Tab")
    expect(last(page)).to_have_count(0)

    page.keyboard.press("1")
    expect(last(page)).to_contain_text("Tercatat: ▲ Positif", timeout=CLICK_MS)
    lies_there(page, AUDITS[1])
    assert page.locator("img[src='x'], a[href^='javascript']").count() == 0
    shows(page, "Audit hari ini: 1 dari 4 sudah dijawab.")

    page.keyboard.press("u")
    lies_there(page, AUDITS[0])
    expect(last(page)).to_have_count(0)
    shows(page, "Audit hari ini: 0 dari 4 sudah dijawab.")
    page.keyboard.press("3")
    expect(last(page)).to_contain_text("Tercatat: ▼ Negatif", timeout=CLICK_MS)
    lies_there(page, AUDITS[1])

    expect(page.get_by_text("Model v1 menjawab")).to_have_count(0)
    page.keyboard.press("m")
    expect(last(page)).to_contain_text("Model v1 menjawab", timeout=CLICK_MS)
    expect(last(page)).to_contain_text(SAID["review.stands"])
    expect(last(page).get_by_role("button")).to_have_count(0)

    page.keyboard.press("l")
    expect(last(page)).to_contain_text(SAID["review.was_skipped"], timeout=CLICK_MS)
    lies_there(page, AUDITS[2])
    page.keyboard.press("u")
    lies_there(page, AUDITS[1])
    page.keyboard.press("3")
    lies_there(page, AUDITS[2])

    away_and_back(page, reviewed)
    lies_there(page, AUDITS[3])
    another_is_quicker(page, reviewed)
    empty_in_the_end(page)


def away_and_back(page: Page, reviewed: Installation) -> None:
    """What was pressed while the service was away is still to be sent, and is sent once."""
    reviewed.stop("api")
    try:
        page.keyboard.press("2")
        shows(page, "Jawaban Anda, ● Netral, belum terkirim.", within=RUN_MS)
        shows(page, "Layanan Siklus tidak menjawab di")
        lies_there(page, AUDITS[2])
    finally:
        reviewed.start_api()
    page.keyboard.press("2")
    expect(last(page)).to_contain_text("Tercatat: ● Netral", timeout=RUN_MS)
    expect(page.get_by_text("belum terkirim")).to_have_count(0)


def another_is_quicker(page: Page, reviewed: Installation) -> None:
    """Whoever comes late is told so, and goes on; of the other's audit a second opinion is asked."""
    with bootstrap.running(read_settings(_env_file=None, home=reviewed.home)) as services:
        audits = select(asks.c.id).where(asks.c.reason == AskReason.AUDIT, asks.c.answered_at.is_(None))
        with services.store.reading() as tx:
            [ask_id] = tx.connection.scalars(audits)
    with Client(f"http://127.0.0.1:{reviewed.api_port}", reviewed.admin_key) as admin:
        admin.review(ask_id, "netral")
    page.keyboard.press("1")
    shows(page, SAID["review.gone.already_answered"])
    expect(card(page)).to_contain_text(SAID["review.why.second"], timeout=CLICK_MS)
    lies_there(page, AUDITS[3])
    page.keyboard.press("2")


def empty_in_the_end(page: Page) -> None:
    shows(page, SAID["review.empty"])
    shows(page, SAID["review.elsewhere"].format(count=3))
    shows(page, SAID["review.audits_done"])
    section(page, "agreement")
    pairs = page.locator("[data-testid='stMetric']").filter(has_text=SAID["agreement.pairs"])
    expect(pairs).to_contain_text("1", timeout=CLICK_MS)
    shows(page, re.compile(r"100 % \(\d+–100\)"))
    shows(page, SAID["agreement.differences_none"])
    section(page, "card")
    shows(page, SAID["review.empty"])


def test_quarantined_answers_are_shown_with_the_reason_and_released_by_an_admin(
    page: Page, reviewed: Installation
):
    go(page, "Tinjau")
    enter_key(page, "sk_nobody")
    shows(page, "Kunci itu tidak dikenal")
    enter_key(page, reviewed.reviewer_key)
    section(page, "quarantine")
    shows(page, SAID["quarantine.because.reader"])
    shows(page, SAID["quarantine.because.disputed"])
    held = page.locator("[class*='st-key-held-']")
    expect(held).to_have_count(2)
    choose(page, "quarantine-reason", SAID["quarantine.why.disputed"])
    expect(held).to_have_count(1)
    expect(held).to_contain_text(HELD[1])

    tap(held.get_by_role("button"))
    shows(page, "perannya kurang")
    enter_key(page, reviewed.admin_key)
    shows(page, SAID["quarantine.because.disputed"])
    tap(held.get_by_role("button"))
    shows(page, SAID["quarantine.released"])
    shows(page, SAID["quarantine.empty"])
