"""Machine code is kept for each number of labels apart: other labels' would read past its rows."""

import os
import subprocess
import sys

import pytest

JUDGE = """
import numpy as np
from siklus.domain.reviews import LABELS
from siklus.models.compiled import _logits, _soften

sums, row = np.ones(2 * len(LABELS) + 2), np.full(len(LABELS) + 3, 7.0)
_logits(sums, np.arange(float(len(LABELS))), row)
_soften(row)
assert row[len(LABELS):].tolist() == [7.0] * 3
assert np.allclose(row[: len(LABELS)], np.exp(np.arange(len(LABELS))) / np.exp(np.arange(len(LABELS))).sum())
"""


def judge(folder, labels: int, told: str) -> None:
    """A process that judges by so many labels, compiled or not, and is told of a folder."""
    names = "abcde"[:labels]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SIKLUS_")}
    chosen = {"SIKLUS_LABELS": ",".join(names), "SIKLUS_LANGUAGE": "en", "SIKLUS_HOME": str(folder / "home")}
    subprocess.run(
        [sys.executable, "-c", JUDGE],
        env=kept | chosen | {"NUMBA_CACHE_DIR": str(folder / told)},
        check=True,
    )


def kept(folder, labels: int) -> set[str]:
    found = (folder / "kept" / f"labels-{labels}").rglob("*.nbc")
    return {path.name.split("-")[0] for path in found}


def test_what_was_compiled_for_other_labels_is_left_alone(tmp_path):
    pytest.importorskip("numba")
    judge(tmp_path, 4, "kept")
    assert {"compiled._logits", "compiled._soften"} == kept(tmp_path, 4)

    judge(tmp_path, 2, "kept/labels-4")  # as a process of other labels would leave it to those that it starts
    assert kept(tmp_path, 2) == kept(tmp_path, 4)
