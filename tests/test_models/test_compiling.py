"""Machine code is kept for each number of labels apart: other labels' would read past its rows."""

import os
import subprocess
import sys

import pytest

JUDGE = """
import numpy as np
from siklus.domain.reviews import LABELS
from siklus.models.plain import plain_of
from siklus.models.recipe import Recipe
from siklus.models.scorer import Scorer
from siklus.models.training import train

texts = [f"the parcel number {at} came {word} and it was {word} again" for at in range(40) for word in WORDS]
plain = plain_of(train(texts, list(LABELS) * 40, Recipe()))
fast, slow = Scorer(plain, fast=True), Scorer(plain)
assert fast.fast
assert np.abs(fast.predict_proba(texts) - slow.predict_proba(texts)).max() < 1e-12
"""
WORDS = ("late", "early", "broken", "wet", "open")


def judge(folder, labels: int, told: str) -> None:
    """A process that judges by so many labels, compiled or not, and is told of a folder."""
    names, words = "abcde"[:labels], WORDS[:labels]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SIKLUS_")}
    chosen = {"SIKLUS_LABELS": ",".join(names), "SIKLUS_LANGUAGE": "en", "SIKLUS_HOME": str(folder / "home")}
    subprocess.run(
        [sys.executable, "-c", f"WORDS = {words!r}\n{JUDGE}"],
        env=kept | chosen | {"NUMBA_CACHE_DIR": str(folder / told)},
        check=True,
    )


def kept(folder, labels: int) -> set[str]:
    found = (folder / "kept" / f"labels-{labels}").rglob("*.nbc")
    return {path.name.split("-")[0] for path in found}


def test_what_was_compiled_for_other_labels_is_left_alone(tmp_path):
    pytest.importorskip("numba")
    judge(tmp_path, 4, "kept")
    assert {"compiled._judge", "compiled_cutting._cut"} <= kept(tmp_path, 4)

    judge(tmp_path, 2, "kept/labels-4")  # as a process of other labels would leave it to those that it starts
    assert kept(tmp_path, 2) == kept(tmp_path, 4)
