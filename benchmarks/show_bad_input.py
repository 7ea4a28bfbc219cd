"""What Siklus answers when it is treated badly: a table of input, status, code, detail and advice.

    python benchmarks/show_bad_input.py

Starts a real service on a temporary installation with a small model, sends it what it must refuse, damages a
model file and takes the database away. It ends by itself within a minute, with 1 where any answer was a
traceback or not the expected code.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from siklus import bootstrap
from siklus.data import starter_reviews
from siklus.domain.access import Role
from siklus.domain.examples import Origin
from siklus.settings import read_settings

ROWS = 300  # of the starter reviews
REVIEW = "Pengirimannya cepat sekali dan barangnya sesuai dengan pesanan saya"
SIKLUS = [sys.executable, "-m", "siklus"]
START_SECONDS, COMMAND_SECONDS = 40, 40
BROKEN = f'text,label\n{REVIEW},bagus\n{REVIEW} satu,positif,terlalu banyak\n"{REVIEW} dua,positif\n'
NO_COLUMN = f"kalimat,label\n{REVIEW},positif\n"


@dataclass
class Table:
    """What was tried and what came of it."""

    wrong: list[str] = field(default_factory=list)

    def row(self, sent: str, status: object, code: str, detail: str, advice: str, *, expected: str) -> None:
        """Print one line, and remember it where it is not as expected."""
        print(f"{sent:<44} {status!s:<7} {code:<24} {shortened(detail)}")
        if advice:
            print(f"{'':<77} → {shortened(advice, 150)}")
        if code != expected or "Traceback" in detail + advice:
            self.wrong.append(sent)

    def reply(self, sent: str, reply: httpx.Response, expected: str) -> None:
        """One line for an answer of the service; an import is shown by its first refused line."""
        facts = reply.json()
        first = (facts.get("refusals") or [{}])[0]
        code = facts.get("code") or first.get("code") or facts.get("not_stored") or "ok"
        detail = (
            facts.get("detail") or f"line {first['line']}: {first['message']}"
            if first
            else facts.get("detail")
        )
        self.row(
            sent, reply.status_code, code, detail or told(facts), facts.get("advice", ""), expected=expected
        )

    def command(self, sent: str, done: "subprocess.CompletedProcess[str]", expected: int) -> None:
        """One line for a command: its exit code and what it said on stderr."""
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        detail, advice = (lines[0].removeprefix("siklus: "), "")
        if lines[0].startswith("siklus: "):
            advice = " ".join(lines[1:])
        if "Traceback" in done.stderr:
            detail = "Traceback"
        self.row(
            sent,
            f"exit {done.returncode}",
            f"exit_{done.returncode}",
            detail,
            advice,
            expected=f"exit_{expected}",
        )


def shortened(words: str, most: int = 100) -> str:
    """`words` without the names of temporary folders, and cut."""
    plain = re.sub(r"\S*siklus-bad-input-\w+", "…", words)
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def told(facts: dict[str, Any]) -> str:
    """What a good answer says of itself."""
    if "stored" in facts:
        return f"a label with its probabilities; stored: {str(facts['stored']).lower()}"
    return json.dumps(facts)


def main() -> None:
    """Print the table."""
    table = Table()
    with tempfile.TemporaryDirectory(prefix="siklus-bad-input-") as folder:
        home = Path(folder) / "home"
        say("training two small versions …")
        key, active = set_up(home)
        print(f"{'sent':<44} {'status':<7} {'code':<24} detail\n{'':<77} → advice\n" + "-" * 150)
        with api(home) as (http, log):
            http.headers["Authorization"] = f"Bearer {key}"
            texts(table, http)
            tokens(table, http)
            examples(table, http)
            damaged_version(table, http, home)
            away(table, http, home)
        commands(table, home, Path(folder))
        damaged_start(table, home, active)
        if "Traceback" in log.read_text():
            table.wrong.append("the service's log holds a traceback")
    print("-" * 150)
    if table.wrong:
        sys.exit(f"not as expected: {'; '.join(table.wrong)}")
    print("all as expected; no traceback anywhere")


def set_up(home: Path) -> tuple[str, str]:
    """Train two small versions; an admin's key, and the name of the active version's file."""
    rows = b"".join(starter_reviews().splitlines(keepends=True)[: ROWS + 1])
    settings = read_settings(_env_file=None, home=home, database_url=None)
    with bootstrap.running(settings, prepare=True) as services:
        imported = services.importing.add(rows, actor="bench", origin=Origin.STARTER)
        first, _ = services.retraining.train_version(imported.ids, actor="bench")
        services.retraining.train_version(imported.ids[:200], actor="bench")
        return services.access.create("bench", Role.ADMIN, actor="bench"), first.sha256


def texts(table: Table, http: httpx.Client) -> None:
    """Reviews that are none."""
    bodies: list[tuple[str, bytes, str]] = [
        ("6 words", as_json("enam kata saja tidak cukup panjang"), "review_too_short"),
        ("6,000 characters", as_json("kata " * 1_200), "review_too_long"),
        ("an empty text", as_json(""), "review_too_short"),
        ("an empty body", b"", "not_json"),
        ("not UTF-8", b'{"text": "barang \xff bagus"}', "not_utf8"),
        ("not JSON", b"{text: barang bagus}", "not_json"),
        ("no text at all", b"{}", "body_invalid"),
        ("a NUL character", as_json(f"a\0b {REVIEW}"), "review_unreadable"),
    ]
    for sent, body, expected in bodies:
        reply = http.post("/v1/predictions", content=body, headers={"Content-Type": "application/json"})
        table.reply(sent, reply, expected)


def tokens(table: Table, http: httpx.Client) -> None:
    """Feedback that is not to be believed."""
    one, other = (
        http.post("/v1/predictions", json={"text": REVIEW, "consent": True}).json() for _ in range(2)
    )
    path = f"/v1/predictions/{one['id']}/feedback"
    good = {"token": one["feedback_token"], "correct": True}
    table.reply(
        "feedback: a label that does not exist",
        http.post(path, json={**good, "correct": False, "label": "bagus"}),
        "unknown_label",
    )
    table.reply(
        "feedback: a forged token",
        http.post(path, json={**good, "token": "dipalsukan"}),
        "feedback_token_invalid",
    )
    table.reply(
        "feedback: another prediction's token",
        http.post(path, json={**good, "token": other["feedback_token"]}),
        "feedback_token_invalid",
    )
    http.post(path, json=good).raise_for_status()
    table.reply("feedback: a token that was used", http.post(path, json=good), "already_answered")


def examples(table: Table, http: httpx.Client) -> None:
    """Files that are not as they should be, through the service."""
    for sent, content, expected in (
        ("CSV without a text column", NO_COLUMN, "column_missing"),
        ("CSV: an unknown label", f"text,label\n{REVIEW},bagus\n", "unknown_label"),
        ("CSV: too many fields", f"text,label\n{REVIEW},positif,x\n", "data_unreadable"),
        ("CSV: an open quote", f'text,label\n"{REVIEW},positif\n', "data_unreadable"),
    ):
        reply = http.post("/v1/examples", content=content.encode(), headers={"Content-Type": "text/csv"})
        table.reply(f"/v1/examples, {sent}", reply, expected)


def damaged_version(table: Table, http: httpx.Client, home: Path) -> None:
    """Activate a version whose file was changed, cut short, or lost."""
    sha256 = http.get("/v1/models/2").json()["sha256"]
    file = home / "models" / f"{sha256}.skops"
    sound = file.read_bytes()
    for sent, content in (
        ("tampered with", sound[:5_000] + b"!" + sound[5_001:]),
        ("truncated", sound[:5_000]),
    ):
        rewrite(file, content)
        table.reply(
            f"activate v2, its file {sent}",
            http.post("/v1/models/2/activate", json={"reason": "x"}),
            "artefact_damaged",
        )
    file.unlink()
    table.reply(
        "activate v2, its file lost",
        http.post("/v1/models/2/activate", json={"reason": "x"}),
        "artefact_missing",
    )
    rewrite(file, sound)


def away(table: Table, http: httpx.Client, home: Path) -> None:
    """Take the database away while the service runs, and put it back."""
    kept = http.post("/v1/predictions", json={"text": REVIEW, "consent": True}).json()
    file, elsewhere = home / "siklus.db", home / "siklus.away"
    file.rename(elsewhere)
    body = {"text": REVIEW, "consent": True}
    table.reply(
        "database away: predict with consent", http.post("/v1/predictions", json=body), "database_unavailable"
    )
    said = {"token": kept["feedback_token"], "correct": True}
    path = f"/v1/predictions/{kept['id']}/feedback"
    table.reply("database away: feedback", http.post(path, json=said), "database_unavailable")
    table.reply("database away: GET /readyz", http.get("/readyz"), "not_ready")
    elsewhere.rename(file)
    table.reply("database back: predict with consent", http.post("/v1/predictions", json=body), "ok")


def commands(table: Table, home: Path, folder: Path) -> None:
    """The same on the command line."""
    for sent, content, expected in (
        ("without a text column", NO_COLUMN, 2),
        ("with three bad lines", BROKEN, 1),
    ):
        path = folder / "rows.csv"
        path.write_text(content, encoding="utf-8")
        table.command(f"siklus import, CSV {sent}", siklus(home, "import", str(path)), expected)


def damaged_start(table: Table, home: Path, active: str) -> None:
    """Start the service on a damaged version, and without its database."""
    file = home / "models" / f"{active}.skops"
    sound = file.read_bytes()
    for sent, content in (
        ("tampered with", sound[:5_000] + b"!" + sound[5_001:]),
        ("truncated", sound[:5_000]),
    ):
        rewrite(file, content)
        table.command(f"siklus api, active model {sent}", siklus(home, "api", port=str(free_port())), 3)
    rewrite(file, sound)
    shutil.move(home / "siklus.db", home / "siklus.away")
    table.command("siklus api, its database gone", siklus(home, "api", port=str(free_port())), 3)


def rewrite(path: Path, content: bytes) -> None:
    """Put other bytes in a file's place."""
    path.unlink(missing_ok=True)
    path.write_bytes(content)


def as_json(text: str) -> bytes:
    """The body of a request for a prediction."""
    return json.dumps({"text": text}).encode()


def environment(home: Path, **settings: str) -> dict[str, str]:
    """Settings of this installation only."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SIKLUS_", "SUPABASE_"))
    }
    return kept | {"SIKLUS_HOME": str(home)} | {f"SIKLUS_{n.upper()}": value for n, value in settings.items()}


def siklus(home: Path, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """One command, as a user gives it."""
    return subprocess.run(
        [*SIKLUS, *words], env=environment(home, **settings), cwd=home.parent, capture_output=True, text=True,
        timeout=COMMAND_SECONDS, check=False,
    )  # fmt: skip


@contextmanager
def api(home: Path) -> Iterator[tuple[httpx.Client, Path]]:
    """The service in a process of its own, and a connection to it."""
    port, log = free_port(), home / "api.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*SIKLUS, "api"],
            env=environment(home, port=str(port)),
            cwd=home.parent,
            stdout=output,
            stderr=output,
        )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as http:
            wait_until_ready(http, process, log)
            yield http, log
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()


def wait_until_ready(http: httpx.Client, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until the service answers with a model."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if http.get("/readyz").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    sys.exit(f"the service did not start:\n{log.read_text()}")


def free_port() -> int:
    """A loopback port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def say(words: str) -> None:
    """A remark, beside the table."""
    print(words, file=sys.stderr)


if __name__ == "__main__":
    main()
