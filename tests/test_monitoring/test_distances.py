"""Distances are scipy's, and what chance adds is taken off."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon
from scipy.stats import chi2_contingency, ks_2samp, kstwo

from siklus.monitoring import distances

counts = st.lists(st.integers(0, 400), min_size=6, max_size=6).filter(any)
EXACT = 1e-12


def rows(found: list[int]) -> np.ndarray:
    """The binned values that these counts are of."""
    return np.repeat(np.arange(len(found), dtype=float), found)


@given(counts, counts)
def test_ks_is_scipys_on_the_same_binned_values(reference, current):
    found, p = distances.ks(reference, current)
    right = ks_2samp(rows(reference), rows(current), method="asymp")
    assert found == pytest.approx(right.statistic, abs=EXACT)
    assert p == pytest.approx(right.pvalue, abs=EXACT)


@pytest.mark.parametrize("rows", [2_000, 20_000])
@pytest.mark.parametrize("reach", [0.0, 0.4, 0.9, 1.4, 2.0, 3.0, 4.0])
def test_for_many_rows_the_chance_of_a_gap_is_scipys_to_a_ten_thousandth(rows, reach):
    n = 2 * rows
    moved = round(reach / rows**0.5 * n)
    found, p = distances.ks([n, n], [n - moved, n + moved])
    assert found == pytest.approx(moved / (2 * n))
    assert p == pytest.approx(kstwo.sf(found, n), rel=2e-3, abs=1e-4)


@given(counts, counts)
def test_chi_square_is_scipys(reference, current):
    table = np.array([reference, current])
    table = table[:, table.sum(axis=0) > 0]
    found, p = distances.chi_square(reference, current)
    right = chi2_contingency(table, correction=False)
    assert found == pytest.approx(right.statistic, rel=EXACT, abs=EXACT)
    assert p == pytest.approx(right.pvalue, rel=1e-10, abs=EXACT)


@pytest.mark.parametrize("base", [2.0, np.e])
@given(reference=counts, current=counts)
def test_jensen_shannon_is_scipys(base, reference, current):
    right = jensenshannon(np.array(reference, float), np.array(current, float), base=base)
    # The root of a rounding error near 0 is larger than the error: compare what is under it.
    found = distances.jensen_shannon(reference, current, base=base)
    assert found**2 == pytest.approx(0 if np.isnan(right) else right**2, abs=EXACT)


@given(counts, counts)
def test_every_distance_is_the_same_both_ways_and_nothing_against_itself(reference, current):
    for distance in (
        lambda a, b: distances.ks(a, b)[0],
        distances.total_variation,
        distances.jensen_shannon,
        distances.psi,
    ):
        assert distance(reference, current) == pytest.approx(distance(current, reference), abs=1e-9)
        assert distance(reference, reference) == pytest.approx(0, abs=1e-9)


@given(counts, counts)
def test_the_gap_of_an_order_is_never_above_the_total_variation(reference, current):
    gap, total = distances.ks(reference, current)[0], distances.total_variation(reference, current)
    assert 0 <= gap <= total + 1e-12 <= 1 + 1e-9


@pytest.mark.parametrize("n", [50, 200, 1_000])
def test_psi_without_a_change_is_about_nothing(n):
    random = np.random.default_rng(1)
    shares = random.dirichlet(np.ones(10) * 5)
    found = [
        distances.psi(random.multinomial(100_000, shares), random.multinomial(n, shares)) for _ in range(200)
    ]
    # Uncorrected, the median at n = 50 would be .18.
    assert np.median(found) < 0.5 / n**0.5 / 5


@pytest.mark.parametrize("n", [50, 100, 1_000])
def test_the_share_of_chance_is_as_it_is_drawn(n):
    random, m = np.random.default_rng(2), 20_000
    fine, coarse = np.ones(200) / 200, np.array([0.5, 0.3, 0.2])
    gaps = [
        distances.ks(random.multinomial(m, fine), random.multinomial(n, fine))[0] ** 2 for _ in range(400)
    ]
    totals = [
        distances.total_variation(random.multinomial(m, coarse), random.multinomial(n, coarse))
        for _ in range(400)
    ]
    assert np.mean(gaps) == pytest.approx(distances.ks_by_chance(n, m), rel=0.2)
    expected = distances.total_variation_by_chance(m * coarse, n * coarse)
    assert np.mean(totals) ** 2 == pytest.approx(expected, rel=0.2)


@pytest.mark.parametrize(("reference", "current"), [([0, 0], [1, 2]), ([1, 2], [0, 0]), ([1], [1, 2])])
def test_nothing_or_unlike_bins_are_a_bug(reference, current):
    with pytest.raises(ValueError, match="neither may be empty"):
        distances.ks(reference, current)
