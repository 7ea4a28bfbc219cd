"""*Simulasi* in a real browser: own files, curves that grow, a report to keep, and what cannot be run."""

import csv
import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.pages import CLICK_MS, SAID, Installation, button, enter_key, go, shows, sign_out, taken, tap
from support.starter import starter_rows

RUN_MS = 240_000


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """A base of 150 reviews, a stream of 100, and one with a label that nobody knows."""
    parts = {"base": starter_rows(150), "stream": starter_rows(100, skip=150)}
    parts["broken"] = [*starter_rows(100, skip=150), {"text": "Barangnya lumayan sekali", "label": "biasa"}]
    for name, rows in parts.items():
        with (tmp_path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(
                [("Isi", "Sentimen"), *((row["text"], row["label"]) for row in rows)]
            )
    return {name: tmp_path / f"{name}.csv" for name in parts}


def ask(page: Page, stream: Path, base: Path) -> None:
    tap(page.get_by_text(SAID["simulation.source.files"]))
    shows(page, SAID["simulation.privacy"])
    for name, path in (("stream", stream), ("base", base)):
        page.locator(f".st-key-simulation-{name} input[type='file']").set_input_files(path)
        shows(page, SAID["simulation.text_of"].format(name=path.name))
    page.locator(".st-key-simulation-block input").fill("25")
    page.keyboard.press("Tab")
    page.locator(".st-key-simulation-name input").fill("toko kami")
    tap(button(page, "start-simulation"))
    shows(page, SAID["simulation.started"])


def test_own_files_are_run_watched_and_the_report_is_kept(
    page: Page, installation: Installation, files: dict[str, Path]
):
    go(page, "Simulasi")
    shows(page, SAID["simulation.need_key"])
    enter_key(page, installation.admin_key)
    shows(page, SAID["simulation.list"])
    tap(page.get_by_text(SAID["simulation.source.files"]))
    tap(button(page, "start-simulation"))
    shows(page, SAID["simulation.no_stream"])

    ask(page, files["stream"], files["base"])
    shows(page, "100 teks, 4 blok, 1 ulangan", within=RUN_MS)
    expect(page.locator("[data-testid='stVegaLiteChart']")).to_have_count(1, timeout=RUN_MS)
    expect(page.locator(".st-key-remove-simulation")).to_contain_text(
        SAID["simulation.cancel"], timeout=CLICK_MS
    )

    shows(page, SAID["simulation.figures"], within=RUN_MS)
    expect(page.locator(".st-key-simulation-figures-table")).to_contain_text(
        "Tahu semua label", timeout=CLICK_MS
    )
    shows(page, SAID["simulation.state.done"])
    tap(page.get_by_text(SAID["simulation.words"]))
    shows(page, "bagian yang berhasil diraih")
    told = taken(page, button(page, "report-json"))
    assert set(json.loads(told.read_text())["arms"]) == {"static", "siklus", "oracle"}
    told = taken(page, button(page, "report-html"))
    assert "Would the loop have helped?" in told.read_text()
    kept = [path.name for path in (installation.home / "simulations").rglob("*.csv")]
    assert kept == []

    tap(button(page, "remove-simulation"))
    shows(page, SAID["simulation.removed"])
    assert [path for path in (installation.home / "simulations").iterdir() if path.is_dir()] == []


def test_what_cannot_be_run_is_told_with_its_line_and_a_reviewer_may_look(
    page: Page, installation: Installation, files: dict[str, Path]
):
    go(page, "Simulasi")
    enter_key(page, installation.admin_key)
    shows(page, SAID["simulation.list"])
    ask(page, files["broken"], files["base"])
    shows(page, "Baris 102 di stream", within=RUN_MS)
    shows(page, SAID["simulation.state.failed"])

    sign_out(page)
    enter_key(page, installation.reviewer_key)
    shows(page, SAID["simulation.read_only"])
    shows(page, "Baris 102 di stream")
    for key in ("start-simulation", "remove-simulation"):
        expect(page.locator(f".st-key-{key}")).to_have_count(0)
