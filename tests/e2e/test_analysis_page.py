"""*Analisis* in a real browser: one text, many texts, hostile texts, and two visitors at once."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.pages import (
    CLICK_MS,
    COMPLAINT,
    RUN_MS,
    SAID,
    Installation,
    analyse,
    button,
    count_of,
    field_of,
    ready,
    shows,
    taken,
    tap,
    visiting,
)
from siklus import bootstrap
from siklus.domain.reviews import LABELS, MIN_WORDS, clean_text, count_words
from siklus.settings import read_settings

PERSONAL = "Kepada Pak Budi di 0812-3456-7890: barangnya rusak parah dan uang saya hilang begitu saja."
MARKUP = (
    "<img src=x onerror=alert(1)> <script>alert(2)</script> ![foto](http://tracker.example/a.png) "
    "[klik](javascript:alert(3)) </p><mark onclick=alert(4)> barang ini buruk sekali"
)
FORMULA = '=HYPERLINK("http://tracker.example";"klik") barang ini buruk sekali dan tidak layak dibeli'
RIGHT_TO_LEFT = "المنتج سيئ جدا ولا أنصح به لأي شخص على الإطلاق"
DRAWN = "😭😭 kecewa banget 👨‍👩‍👧 paketnya telat terus kurirnya marah 🇮🇩 parah"
LONG = ("barang ini buruk sekali dan saya kecewa " * 125).strip()[:5_000]


def read(file: Path) -> list[dict[str, str]]:
    """The rows of a table that was taken away."""
    return list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))


def take(page: Page, name: str) -> list[dict[str, str]]:
    return read(taken(page, button(page, f"download-{name}")))


def answers_kept(installation: Installation) -> list[str]:
    with (
        bootstrap.running(read_settings(_env_file=None, home=installation.home)) as services,
        services.store.reading() as tx,
    ):
        ids = [row["id"] for row in tx.predictions.all_rows()]
        return [str(answer.label) for found in tx.feedback.of_predictions(ids).values() for answer in found]


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
    expect(count_of(page)).to_contain_text("terlalu panjang: ringkas 499 karakter lagi")
    field_of(page).fill(f"{COMPLAINT}\x07")
    expect(count_of(page)).to_contain_text("bukan teks")


def test_a_short_text_is_refused_with_the_reason(page: Page):
    field_of(page).fill("Bagus sekali barangnya")
    tap(button(page, "analyse"))
    shows(page, SAID["error.review_too_short"])
    expect(page.locator(".st-key-result")).to_have_count(0)


def test_each_example_fills_the_field_and_is_answered_as_it_should_be(page: Page):
    for label in LABELS:
        example = SAID[f"analysis.example.{label}"]
        tap(button(page, f"example-{label}"))
        expect(field_of(page)).to_have_value(example)
        expect(count_of(page)).to_contain_text(f"{count_words(example)} kata")
    tap(button(page, "analyse"))
    expect(page.locator(".st-key-result h2")).to_contain_text("Negatif", timeout=CLICK_MS)


def test_what_would_be_kept_is_shown_first_and_an_answer_can_be_taken_back(
    page: Page, installation: Installation
):
    expect(page.locator("[data-testid='stCheckbox'] input")).not_to_be_checked()
    tap(page.get_by_text(SAID["analysis.consent_more"]))
    shows(page, "Bolehkah kami menyimpan ulasan ini?")
    field_of(page).fill(PERSONAL)
    tap(page.get_by_text(SAID["analysis.consent"]))
    tap(button(page, "analyse"))
    draft = page.locator(".st-key-draft")
    expect(draft.locator("mark.replaced")).to_have_text(["[NAMA]", "[TELEPON]"])
    expect(draft).to_contain_text("Disamarkan: nomor telepon (1), nama (1).")
    expect(page.locator(".st-key-result")).to_have_count(0)

    tap(button(page, "keep"))
    result = page.locator(".st-key-result")
    expect(result).to_contain_text(SAID["analysis.stored"], timeout=CLICK_MS)
    expect(result.locator("p.text")).to_contain_text(re.compile(r"NAMA.*\[TELEPON\]: barangnya"))
    expect(result.locator("p.text")).not_to_contain_text("Budi")
    expect(result.locator("p.text mark").first).to_be_visible()
    expect(draft).to_have_count(0)
    # The next text needs a consent of its own.
    expect(page.locator("[data-testid='stCheckbox']")).to_have_count(1)
    expect(page.locator("[data-testid='stCheckbox'] input")).not_to_be_checked()

    tap(result.get_by_text(SAID["feedback.wrong"]))
    tap(page.locator(".st-key-right-label").get_by_text("Netral"))
    shows(page, "Koreksi Anda: Netral.")
    tap(button(page, "undo"))
    expect(page.locator(".st-key-question")).to_be_visible(timeout=CLICK_MS)
    assert answers_kept(installation) == []

    tap(result.get_by_text(SAID["feedback.wrong"]))
    tap(page.locator(".st-key-right-label").get_by_text("Netral"))
    shows(page, "Koreksi Anda tercatat: Netral.", within=RUN_MS)
    assert answers_kept(installation) == ["netral"]
    history = page.locator(".st-key-history-table")
    expect(history).to_contain_text("salah, seharusnya Netral")

    tap(page.get_by_text(SAID["withdraw.open"]))
    tap(page.get_by_text(SAID["withdraw.now"]))
    shows(page, SAID["withdraw.done"])
    expect(history).to_contain_text(SAID["history.erased"])
    assert answers_kept(installation) == []


def test_an_answer_that_waits_is_sent_when_the_visitor_goes_on(page: Page, installation: Installation):
    before = len(answers_kept(installation))
    analyse(page, COMPLAINT, consent=True)
    tap(page.locator(".st-key-result").get_by_text(SAID["feedback.right"]))
    shows(page, SAID["feedback.waiting_right"])
    tap(page.get_by_test_id("stSidebarNav").get_by_text("Model", exact=True))
    expect(page.locator("h1")).to_have_text("Model", timeout=CLICK_MS)
    ready(page)
    assert len(answers_kept(installation)) == before + 1


def test_without_consent_nothing_is_kept_and_nothing_can_be_corrected(page: Page):
    analyse(page, COMPLAINT, consent=False)
    shows(page, "Tidak disimpan.")
    expect(page.get_by_text(SAID["feedback.right"])).to_have_count(0)
    expect(page.locator(".st-key-history-table")).to_contain_text("tidak")
    assert "rusak" not in page.url


def test_whatever_a_text_holds_is_shown_as_text_and_taken_away_harmlessly(page: Page):
    texts = [MARKUP, FORMULA, RIGHT_TO_LEFT, DRAWN, LONG]
    for place, text in enumerate(texts):
        analyse(page, text, consent=False)
        expect(page.locator(".st-key-history-table table tbody tr")).to_have_count(place + 1)
        expect(page.locator(".st-key-result p.text")).to_contain_text(text.split()[-1])
    assert page.locator("img[src='x'], img[src*='tracker'], a[href^='javascript']").count() == 0
    assert page.locator("[onclick], [onerror]").count() == 0

    rows = take(page, "history")
    assert [row["text"] for row in reversed(rows)] == [MARKUP, f"'{FORMULA}", RIGHT_TO_LEFT, DRAWN, LONG]
    page.locator(".st-key-history-search input").fill("kecewa")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-history-table table tbody tr")).to_have_count(2, timeout=CLICK_MS)
    ready(page)
    assert len(take(page, "history")) == 2
    tap(button(page, "forget-history"))
    shows(page, SAID["history.empty"])


def test_two_visitors_at_once_do_not_see_each_others_texts(
    page: Page, browser: Browser, installation: Installation
):
    with visiting(browser, installation.address) as other:
        analyse(page, COMPLAINT, consent=False)
        analyse(other, PERSONAL, consent=False)
        expect(page.locator(".st-key-history-table")).to_contain_text("rusak parah, penjual")
        expect(other.locator(".st-key-history-table")).to_contain_text("Kepada Pak Budi")
        for mine, theirs in ((page, "Kepada Pak"), (other, "penjual tidak menjawab")):
            mine.reload()
            ready(mine)
            assert theirs not in mine.locator("body").inner_text()
            shows(mine, SAID["history.empty"])


# --- many texts -----------------------------------------------------------------------------------


@pytest.fixture
def many(page: Page) -> Page:
    tap(page.locator(".st-key-mode").get_by_text(SAID["analysis.mode.many"], exact=True))
    shows(page, SAID["many.intro"])
    return page


def test_many_lines_are_judged_and_nothing_is_kept_unasked(many: Page, installation: Installation):
    many.locator(".st-key-many-lines textarea").fill(f"{COMPLAINT}\n\n{FORMULA}\npendek\n{RIGHT_TO_LEFT}")
    tap(button(many, "check-lines"))
    shows(many, "3 ulasan siap dinilai, 1 akan dilewati.")
    installation.stop("api")
    try:
        tap(button(many, "many-begin"))
        shows(many, "Layanan Siklus tidak menjawab di")
        shows(many, "Berhenti di 0 dari 3.")
    finally:
        installation.start_api()
    tap(button(many, "many-go-on"))
    expect(many.locator(".st-key-many-table table tbody tr")).to_have_count(3, timeout=RUN_MS)
    stored = many.locator("[data-testid='stMetric']").filter(has_text=SAID["many.stored"])
    expect(stored).to_contain_text("0")

    rows = take(many, "results")
    assert [(row["row"], row["text"]) for row in rows] == [
        ("1", COMPLAINT),
        ("2", f"'{FORMULA}"),
        ("4", RIGHT_TO_LEFT),
    ]
    assert {row["label"] for row in rows} <= set(LABELS)
    tap(many.locator(".st-key-many-refused summary"))
    shows(many, SAID["many.refused_note"])
    expect(many.locator(".st-key-refused-table")).to_contain_text(SAID["many.why.short"])
    tap(button(many, "many-another"))
    expect(many.locator(".st-key-many-source")).to_be_visible(timeout=CLICK_MS)


def test_a_file_is_judged_by_its_column_and_kept_by_one_consent(many: Page):
    tap(many.locator(".st-key-many-source").get_by_text(SAID["many.source.file"]))
    upload = many.locator(".st-key-many-file input[type=file]")
    upload.set_input_files(
        [{"name": "a.csv", "mimeType": "text/csv", "buffer": "kolom\né".encode("latin-1")}]
    )
    shows(many, SAID["many.unreadable.encoding"])

    lines = [f"{place};{PERSONAL} {'lagi ' * place}" for place in range(120)] + ["120;terlalu pendek"]
    content = "\ufeffnomor;ulasan pelanggan\n" + "\n".join(lines)
    upload.set_input_files([{"name": "b.csv", "mimeType": "text/csv", "buffer": content.encode()}])
    shows(many, "120 ulasan siap dinilai, 1 akan dilewati.")
    expect(many.locator(".st-key-many-column input")).to_have_value("ulasan pelanggan")
    tap(many.locator(".st-key-many-consent label"))
    expect(many.locator(".st-key-many-sample mark.replaced")).to_have_count(6, timeout=CLICK_MS)
    tap(button(many, "many-begin"))
    stored = many.locator("[data-testid='stMetric']").filter(has_text=SAID["many.stored"])
    expect(stored).to_contain_text("120", timeout=RUN_MS)
    assert len(take(many, "results")) == 120
    assert sum(int(row["texts"]) for row in take(many, "mix")) == 120
