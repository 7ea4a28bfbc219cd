"""Small files to replay, and a simulation that takes seconds."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from siklus.simulation.plan import Options, Plan, make_plan
from support.starter import starter_rows

WriteCsv = Callable[..., Path]


@pytest.fixture
def write_csv(tmp_path: Path) -> WriteCsv:
    """Writes rows as a CSV of the test's own; returns its path."""

    def write(name: str, rows: Sequence[Sequence[str]], header: Sequence[str] = ("text", "label")) -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return path

    return write


@pytest.fixture(scope="session")
def small_plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """A base of 200 starter reviews, 120 that come in, blocks of 40, and readers who click often."""
    folder = tmp_path_factory.mktemp("stream")
    stream, base, profile = (folder / name for name in ("stream.csv", "base.csv", "readers.toml"))
    rows = starter_rows(320)
    for path, part in ((base, rows[:200]), (stream, rows[200:])):
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("text", "label"), *((r["text"], r["label"]) for r in part)])
    profile.write_text('[[readers]]\nname = "eager"\nshare = 1.0\nclick_right = 0.4\nclick_wrong = 0.8\n')
    return make_plan(
        Options(
            base=str(base), streams=(str(stream),), readers=str(profile), audit=0.2, block=40, shuffle=True
        )
    )
