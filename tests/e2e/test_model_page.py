"""*Model* in a real browser: look before it is imported, retrain step by step, read the gate, switch."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.pages import (
    CLICK_MS,
    RUN_MS,
    SAID,
    Installation,
    button,
    enter_key,
    go,
    open_section,
    press,
    ready,
    shows,
    sign_out,
    taken,
    tap,
)
from siklus.client import Client
from support.starter import starter_rows

NEW = 18  # labelled reviews that version 1 has not seen; of 20 the loop would begin by itself
LONG_MS = 180_000


@pytest.fixture
def reviews(tmp_path: Path) -> Path:
    """A file as a spreadsheet writes it, with lines that cannot be used."""
    lines = [f'"{row["text"]}";{row["label"]}' for row in starter_rows(NEW, skip=360)]
    known = starter_rows(1)[0]
    other = next(label for label in ("positif", "netral", "negatif") if label != known["label"])
    bad = ["Lumayan sekali barangnya;biasa", ";positif", f'"{known["text"]}";{other}', "rusak;negatif;lebih"]
    same = f'"{known["text"]}";{known["label"]}'
    path = tmp_path / "ulasan.csv"
    path.write_text("\n".join(["Isi Ulasan;Sentimen", *lines, same, *bad]), encoding="utf-8")
    return path


def metric(page: Page, name: str) -> Locator:
    return page.locator("[data-testid='stMetric']").filter(has_text=name)


def test_import_retrain_read_the_gate_try_switch_and_go_back(
    page: Page, installation: Installation, reviews: Path
):
    go(page, "Model")
    shows(page, SAID["model.need_key"])
    enter_key(page, installation.admin_key)
    shows(page, "Model yang sedang menjawab: v1")
    shows(page, "Siklus model v1")
    expect(page.locator("[data-testid='stVegaLiteChart']")).to_have_count(1, timeout=CLICK_MS)
    import_reviews(page, installation, reviews)
    retrain(page)
    read_the_gate(page)
    try_a_canary(page)
    switch(page)


def import_reviews(page: Page, installation: Installation, reviews: Path) -> None:
    open_section(page, SAID["model.tab.import"])
    page.locator("[data-testid='stFileUploader'] input[type='file']").set_input_files(reviews)
    shows(page, SAID["import.nothing_yet"])
    expect(metric(page, SAID["import.new"])).to_contain_text(str(NEW), timeout=CLICK_MS)
    expect(metric(page, SAID["import.duplicate"])).to_contain_text("1", timeout=CLICK_MS)
    expect(metric(page, SAID["import.refused"])).to_contain_text("4", timeout=CLICK_MS)
    refused = page.locator(".st-key-import-refused-table")
    expect(refused).to_contain_text(SAID["import.reason.label_contradicts"], timeout=CLICK_MS)
    for code in ("unknown_label", "text_missing", "data_unreadable"):
        shows(page, f"{SAID[f'import.reason.{code}']}: 1")
    with Client(f"http://127.0.0.1:{installation.api_port}", installation.admin_key) as siklus:
        assert siklus.summary()["new_labels"] == 0
    press(page, "import-now", f"{NEW} baris diimpor, 1 sudah ada, 4 ditolak.")


def retrain(page: Page) -> None:
    open_section(page, SAID["model.tab.retraining"])
    press(page, "start-retraining", SAID["switch.reason_missing"])
    page.get_by_placeholder(SAID["retrain.reason_placeholder"]).fill("percobaan dari halaman")
    tap(button(page, "start-retraining"))
    expect(page.locator(".st-key-run-steps")).to_contain_text(SAID["run.state.train"], timeout=RUN_MS)
    shows(page, "percobaan dari halaman", within=LONG_MS)
    shows(page, "Kandidat: v2.", within=LONG_MS)
    shows(page, re.compile(rf"{SAID['run.state.queued']} [\d,]+ (detik|menit) · "))


def read_the_gate(page: Page) -> None:
    shows(page, re.compile(r"^v2 (lebih baik|ditolak|belum dipasang)"))
    for name in ("golden", "recall", "behaviour", "slices", "audits", "enough", "gain"):
        shows(page, SAID[f"gate.check.{name}"])
    shows(page, SAID["gate.chart_caption"])
    tap(page.get_by_text(SAID["gate.statistics"]))
    told = taken(page, page.get_by_text(SAID["gate.download"]))
    report = json.loads(told.read_text())
    assert report["figures"]["fresh"]["n"] > 0
    assert set(report["figures"]["limits"]) >= {"recall", "behaviour", "slice"}


def try_a_canary(page: Page) -> None:
    open_section(page, SAID["model.tab.trial"])
    shows(page, SAID["trial.none"])
    tap(page.get_by_text(SAID["trial.mode.canary"]))
    page.locator(".st-key-trial-reason input").fill("coba dulu")
    tap(page.get_by_text(SAID["trial.confirm"]))
    press(page, "begin-trial-now", re.compile(r"v\d sekarang menjawab 10 % permintaan\."))
    shows(page, SAID["trial.no_audits"])
    page.locator(".st-key-end-trial-reason input").fill("cukup")
    tap(page.get_by_text(SAID["trial.end_confirm"]))
    tap(button(page, "end-trial-now"))
    shows(page, SAID["trial.none"])
    expect(page.locator(".st-key-trials-table")).to_contain_text("diakhiri dengan tangan", timeout=CLICK_MS)


def switch(page: Page) -> None:
    open_section(page, SAID["model.tab.switch"])
    shows(page, re.compile(r"v\d menjawab semua permintaan, di setiap proses dalam dua detik\."))
    page.locator(".st-key-activate-reason input").fill("percobaan")
    press(page, "activate-now", SAID["switch.confirm_missing"])
    tap(page.get_by_text(SAID["switch.activate_confirm"]))
    press(page, "activate-now", re.compile(r"v\d sekarang aktif\."))

    page.locator(".st-key-rollback-reason input").fill("kembali")
    tap(page.get_by_text(SAID["switch.rollback_confirm"]))
    press(page, "rollback-now", re.compile(r"Kembali ke v\d\."))
    open_section(page, SAID["model.tab.versions"])
    expect(page.locator(".st-key-deployments-table")).to_contain_text("dikembalikan", timeout=CLICK_MS)
    told = taken(page, button(page, "download-deployments"))
    assert "rollback" in told.read_text()

    go(page, "Pemantauan")
    shows(page, SAID["same_rows.title"])
    press(page, "compare", re.compile(r"Teks emas: v1 benar pada .* % dari \d+; selisih"), within=RUN_MS)
    go(page, "Model")
    sign_out(page)
    shows(page, SAID["model.need_key"])


def test_a_reviewer_may_read_and_is_offered_nothing_else(page: Page, installation: Installation):
    go(page, "Model")
    enter_key(page, installation.reviewer_key)
    shows(page, SAID["model.read_only"])
    sections = page.locator(".st-key-section")
    for name in ("import", "switch"):
        expect(sections.get_by_text(SAID[f"model.tab.{name}"], exact=True)).to_have_count(0)
    open_section(page, SAID["model.tab.retraining"])
    shows(page, SAID["run.title"])
    ready(page)
    expect(page.locator(".st-key-start-retraining")).to_have_count(0)
    open_section(page, SAID["model.tab.trial"])
    shows(page, SAID["trial.title"])
    ready(page)
    expect(page.locator(".st-key-begin-trial-now")).to_have_count(0)


def test_a_file_that_is_none_is_told_plainly(page: Page, installation: Installation, tmp_path: Path):
    broken = tmp_path / "rusak.csv"
    broken.write_bytes(b"text,label\n\xff\xfe,positif\n")
    go(page, "Model")
    enter_key(page, installation.admin_key)
    open_section(page, SAID["model.tab.import"])
    page.locator("[data-testid='stFileUploader'] input[type='file']").set_input_files(broken)
    shows(page, "Berkas tidak bisa dibaca")
    expect(page.locator(".st-key-import-now")).to_have_count(0)
