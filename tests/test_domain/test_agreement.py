"""How far two reviewers agree: against scikit-learn, and against the truth of simulated pairs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from siklus.domain.agreement import Share, agreement
from siklus.domain.reviews import LABELS

tables = st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=3, max_size=3)


@given(tables)
def test_kappa_is_scikit_learns(table):
    found = agreement(table)
    pairs = [(a, b) for a in range(3) for b in range(3) for _ in range(table[a][b])]
    assert found.n == len(pairs)
    if found.kappa.value is None:
        assert len({label for pair in pairs for label in pair}) <= 1
        return
    first, second = zip(*pairs, strict=True)
    wanted = cohen_kappa_score(first, second, labels=range(len(LABELS)))
    assert found.kappa.value == pytest.approx(wanted)
    assert found.agreed.value == pytest.approx(np.mean(np.equal(first, second)))
    assert -1 <= found.kappa.low <= found.kappa.value <= found.kappa.high <= 1


@given(tables)
def test_it_does_not_matter_who_was_first(table):
    turned = [list(row) for row in zip(*table, strict=True)]
    assert agreement(turned).agreed == agreement(table).agreed
    assert agreement(turned).kappa == agreement(table).kappa


def test_nothing_and_one_label_alone_have_no_kappa():
    assert (agreement([[0] * 3] * 3).n, agreement([[0] * 3] * 3).agreed) == (0, Share())
    alike = agreement([[9, 0, 0], [0, 0, 0], [0, 0, 0]])
    assert (alike.agreed.value, alike.kappa) == (1.0, Share())


@pytest.mark.parametrize("kappa", [0.4, 0.8, 0.95])
@pytest.mark.parametrize("n", [20, 100])
def test_its_interval_holds_the_truth_as_often_as_it_says(kappa, n):
    mix = np.array([0.6, 0.1, 0.3])
    truth = (kappa * np.diag(mix) + (1 - kappa) * np.outer(mix, mix)).ravel()
    drawn = np.random.default_rng(7).multinomial(n, truth, size=1_000).reshape(-1, 3, 3)
    found = [agreement(table).kappa for table in drawn]
    known = [one for one in found if one.value is not None]
    assert np.mean([one.low <= kappa <= one.high for one in known]) >= 0.92
