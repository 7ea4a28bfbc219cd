"""Fits use one thread, whatever the machine has: more of them would give other bits."""

import os
import subprocess
import sys

import pytest

from siklus.models.threads import arithmetic

PROGRAM = """
import hashlib, sys
import numpy as np
from threadpoolctl import threadpool_limits
threadpool_limits(int(sys.argv[1]), user_api="blas")
from siklus.domain.reviews import LABELS
from siklus.models.adaptation import NewRows, adapt
from siklus.models.recipe import Recipe
from siklus.models.archive import dumped
from siklus.models.training import featurise, lay
words = np.array("enak buruk toko kurir cepat lambat mahal murah ramah kotor bersih rusak".split())
draw = np.random.default_rng(1)
texts = [" ".join(draw.choice(words, 9)) for _ in range(700)]
labels = [LABELS[("enak" in text) + ("buruk" in text)] for text in texts]
foundation = lay(featurise(texts[:400], Recipe()), labels[:400])
n = 300
new = NewRows(texts[400:], labels[400:], np.ones(n), np.zeros(n), np.full(n, -1, dtype=np.intp))
adapted = adapt(foundation, new, np.arange(400, dtype=np.intp))
print(hashlib.sha256(adapted.judged.tobytes() + dumped(adapted.model)).hexdigest())
"""


def fitted(threads: int) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(threads)],
        capture_output=True,
        check=True,
        text=True,
        timeout=120,
        env=os.environ | {"PYTHONHASHSEED": str(threads)},
    )
    return done.stdout.strip()


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one core cannot show it")
def test_threads_and_hash_seeds_leave_no_trace_in_the_bits():
    assert fitted(1) == fitted(2)


def test_what_computes_is_named_with_its_threads():
    assert "openblas" in arithmetic()
    assert arithmetic().count("threads 1") == len(arithmetic().split("; "))
