"""docs/how-to/own-labels.md, from `siklus init` to a corrected and retrained version, and its pages."""

import csv
import io
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.pages import CHROMIUM, CLICK_MS, SAID, Installation, analyse, enter_key, go, ready, shows, tap
from siklus.client import Client, SiklusApiError
from support.nursery import nursing
from support.processes import SIKLUS, environment
from support.servers import absent

# An installation is made, trained and retrained in it, by six processes.
pytestmark = pytest.mark.timeout(480)
LABELS = ("complaint", "question", "praise", "other")
ROWS = Path(__file__).parents[2] / "docs" / "how-to" / "own-labels.csv"
FIRST = 90  # of the rows: what version 1 learns from
QUESTION = "Is there any way to change the delivery address of my order?"
RUN_SECONDS = 120


def siklus(home: Path, *words: object) -> str:
    done = subprocess.run(
        [str(SIKLUS), *map(str, words)],
        cwd=home.parent,
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def part(start: int, stop: int | None = None) -> bytes:
    head, *rows = ROWS.read_bytes().splitlines(keepends=True)
    return b"".join([head, *rows[start:stop]])


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Four labels, English; version 1 has learnt from 90 rows, and every answer is audited."""
    if not CHROMIUM.exists():
        absent(str(CHROMIUM))
    home = tmp_path_factory.mktemp("own") / "home"
    home.mkdir()
    siklus(home, "init", "--labels", ",".join(LABELS), "--language", "en")
    (home / "first.csv").write_bytes(part(0, FIRST))
    siklus(home, "train", "--data", home / "first.csv")
    keys = [siklus(home, "keys", "create", "--role", role) for role in ("admin", "reviewer")]
    (home / ".env").write_text("SIKLUS_AUDIT_SHARE=1\n")
    with nursing(SIKLUS_HOME=str(home)) as nursery:
        made = Installation(home, *keys, nursery)
        try:
            made.start()
            yield made
        finally:
            for name in list(made.processes):
                made.stop(name)


@pytest.fixture
def client(installation: Installation) -> Iterator[Client]:
    with Client(f"http://127.0.0.1:{installation.api_port}", installation.admin_key) as found:
        yield found


def ended(client: Client, run_id: str):
    deadline = time.monotonic() + RUN_SECONDS
    while (run := client.run(run_id)).state != "done":
        assert time.monotonic() < deadline, run
        time.sleep(0.5)
    return run


def test_from_a_correction_to_a_new_version(client, installation):
    known = client.labels()
    assert (known.labels, known.language, known.ready_made) == (LABELS, "en", False)
    found = client.predict(QUESTION, consent=True, explain=True)
    assert tuple(found.probabilities) == LABELS
    assert sum(found.probabilities.values()) == pytest.approx(1)
    assert found.confidence == found.probabilities[found.label]
    with pytest.raises(SiklusApiError) as refused:
        client.feedback(found, correct=False, label="positif")
    assert refused.value.code == "unknown_label"
    assert "complaint, question, praise, other" in refused.value.advice
    said = "complaint" if found.label == "question" else "question"
    assert client.feedback(found, correct=False, label=said).label == said

    assert client.import_examples(part(FIRST), "csv").added == 120 - FIRST
    run = ended(client, client.retrain("new rows"))
    assert run.outcome in ("deployed", "waiting", "refused")
    assert "behaviour" not in run.gate["figures"]
    if run.outcome != "deployed":
        client.activate("v2", "for the tutorial")
    deadline = time.monotonic() + RUN_SECONDS
    while client.predict(QUESTION).model_version != 2:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert "complaint, question, praise, other" in client.model("active").card
    assert list(client.summary()["predictions"]["labels"]) == list(LABELS)


def test_an_export_names_every_probability_by_its_label(client, installation):
    client.predict("Nobody answers the phone and my parcel never arrived at all.", consent=True)
    out = installation.home / "predictions.csv"
    siklus(installation.home, "export", out)
    rows = list(csv.DictReader(io.StringIO(out.read_text())))
    assert [name for name in rows[0] if name.startswith("p_")] == [f"p_{label}" for label in LABELS]
    assert sum(float(rows[-1][f"p_{label}"]) for label in LABELS) == pytest.approx(1)


def test_the_pages_speak_the_labels(page: Page, installation: Installation):
    shows(page, "complaint, question, praise, other")
    expect(page.locator("h1")).to_have_text("Analisis teks")
    expect(page.locator("[class*='st-key-example-']")).to_have_count(0)
    analyse(page, "My parcel arrived late and the box was broken and wet.", consent=True)
    ready(page)
    expect(page.locator(".st-key-result h2")).to_have_text(re.compile("|".join(LABELS)))
    tap(page.locator(".st-key-question button").nth(1))
    expect(page.locator(".st-key-right-label button")).to_have_count(len(LABELS) - 1)
    go(page, "Tinjau")
    enter_key(page, installation.reviewer_key)
    card = page.locator(".st-key-review-card")
    expect(card).to_be_visible(timeout=CLICK_MS)
    for label in LABELS:
        expect(card.get_by_role("button", name=label)).to_be_visible()
    shows(page, SAID["review.keys"].format(digits="1, 2, 3, 4").split(";")[0])
    ready(page)
    page.keyboard.press("Tab")  # out of the field of the key
    page.keyboard.press("4")
    expect(page.locator(".st-key-review-last")).to_contain_text("other", timeout=CLICK_MS)
