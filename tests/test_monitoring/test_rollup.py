"""What rows add to the roll-ups, and what is read from them."""

from dataclasses import replace
from datetime import timedelta
from functools import reduce

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siklus.domain.feedback import Answer, Prediction, Source, Trust
from siklus.domain.reviews import LABELS
from siklus.domain.rollups import Row, merged
from siklus.monitoring.rollup import (
    LAYOUT,
    SIZE,
    above,
    audits_by_click,
    by_click,
    by_label,
    confusion,
    fold,
    fold_answer,
    latency_quantile,
    nothing,
    stretch,
)
from siklus.monitoring.stretch import Stratum
from support.clock import NOON
from support.rows import probabilities_of

POS, NET, NEG, *_ = LABELS
AFTER = timedelta(minutes=10)


def a_row(label=POS, latency_ms=5.0, *, at=NOON, answers=(), drawn=False, **changes) -> Row:
    prediction = Prediction(
        id="p", input_id="i", model_version=1, label=label, probabilities=probabilities_of(label, 0.8),
        latency_ms=latency_ms, oov_share=0.1, audit_propensity=0.03, channel="web", created_at=at,
    )  # fmt: skip
    given = tuple(an_answer(label, source, at) for source, label in answers)
    return Row(replace(prediction, **changes), 9, drawn, given)


def an_answer(label=POS, source=Source.READER, at=NOON) -> Answer:
    return Answer("a", "p", label, source, None, Trust.TRUSTED, at + AFTER)


def all_of(*rows: Row):
    return reduce(lambda one, other: one + other, fold(rows).values(), nothing())


answers = st.dictionaries(st.sampled_from(list(Source)), st.sampled_from(LABELS)).map(
    lambda found: tuple(found.items())
)
rows = st.builds(
    a_row,
    label=st.sampled_from(LABELS),
    latency_ms=st.floats(0, 1e6),
    at=st.sampled_from([NOON, NOON + timedelta(hours=1), NOON + timedelta(days=1)]),
    answers=answers,
    drawn=st.booleans(),
    oov_share=st.floats(0, 1),
    channel=st.sampled_from(["web", "toko"]),
    audit_propensity=st.sampled_from([0.03, 0.1]),
    model_version=st.integers(1, 2),
)


@given(st.lists(rows, max_size=30), st.data())
def test_any_order_and_any_parting_of_the_rows_comes_to_the_same(all_rows, data):
    shuffled = data.draw(st.permutations(all_rows))
    cut = data.draw(st.integers(0, len(all_rows)))
    parts = (fold(shuffled[:cut]).items(), fold(shuffled[cut:]).items())
    assert merged(pair for part in parts for pair in part) == fold(all_rows)


COUNTED = [source for source in Source if source != Source.SECOND]  # that one is of reviewers alone


@given(rows, st.permutations(COUNTED), st.lists(st.sampled_from(LABELS), min_size=3, max_size=3))
def test_answers_that_come_later_count_as_if_they_had_been_there(row, order, labels):
    asked = replace(row, answers=())
    given_one_by_one = [
        replace(an_answer(label, source), at=row.prediction.created_at + AFTER)
        for source, label in zip(order, labels, strict=True)
    ]
    parts = [*fold([asked]).items()]
    for count, answer in enumerate(given_one_by_one):
        parts += fold_answer(row.prediction, given_one_by_one[:count], answer).items()
    assert merged(parts) == fold([replace(asked, answers=tuple(given_one_by_one))])


def test_every_prediction_is_once_in_every_histogram():
    found = all_of(a_row(), a_row(NEG, 0.0), a_row(NET, 1e9, oov_share=1.0))
    for name in ("latency", "confidence", *(f"p_{label}" for label in LABELS), "words", "oov"):
        assert LAYOUT[name].of(found).sum() == 3, name
    assert len(found.bins) == SIZE
    assert found.total("predictions") == 3
    assert [count for count in by_label(found).values() if count] == [1, 1, 1]
    assert [found.total(name) for name in ("positif", "netral", "negatif")] == [1, 1, 1]


def test_sums_are_whole_numbers_of_small_units():
    found = all_of(a_row(latency_ms=1.5), a_row(latency_ms=0.25))
    assert found.total("latency_ns") == 1_750_000
    assert found.total("confidence_ppb") == 1_600_000_000
    assert found.total("doubt_ppb") == 2 * 160_000_000


def test_confusion_and_clicks_are_read_from_the_cells():
    found = all_of(
        a_row(POS),
        a_row(POS, answers=[(Source.READER, NEG)]),
        a_row(POS, answers=[(Source.READER, POS), (Source.AUDIT, POS)], drawn=True),
        a_row(NEG, answers=[(Source.READER, POS), (Source.AUDIT, NEG)], drawn=True),
        a_row(NEG, answers=[(Source.AUDIT, NET)], drawn=True),
        a_row(NET, answers=[(Source.REVIEWER, POS)]),
    )
    assert by_click(found).tolist() == [3, 1, 2]
    # right and wrong by the audit; silent, clicked right, clicked wrong
    assert audits_by_click(found).tolist() == [[0, 1, 1], [1, 0, 0]]
    assert confusion(found, Source.AUDIT)[:3, :3].tolist() == [[1, 0, 0], [0, 0, 1], [0, 0, 1]]
    assert confusion(found, Source.READER)[:3, :3].tolist() == [[1, 0, 1], [0, 0, 0], [1, 0, 0]]
    assert confusion(found, Source.REVIEWER)[:3, :3].tolist() == [[0, 1, 0], [0, 0, 0], [0, 0, 0]]
    assert found.total("drawn") == 3
    assert LAYOUT["expert_delay"].of(found).sum() == 4
    assert LAYOUT["reader_delay"].of(found)[2] == 3  # between five minutes and a quarter of an hour


def test_estimates_get_their_counts_by_audit_probability():
    usual = [a_row(POS, answers=[(Source.AUDIT, POS)]), a_row(POS, answers=[(Source.READER, NEG)])]
    drifting = [a_row(NEG, answers=[(Source.READER, POS), (Source.AUDIT, POS)], audit_propensity=0.1)]
    found = stretch([(100_000, all_of(*drifting)), *((30_000, all_of(row)) for row in usual)])
    assert found.strata == (
        Stratum(0.03, 2, right=(1, 0, 0)),
        Stratum(0.1, 1, wrong=(0, 0, 1)),
    )
    assert found.outcomes.tolist() == [1, 0, 2]
    assert (found.confidence, found.doubt) == (pytest.approx(2.4), pytest.approx(0.48))


@given(st.lists(st.floats(0.02, 9e4), min_size=1, max_size=50), st.integers(-20, 50))
def test_a_threshold_on_an_edge_is_exact(latencies, step):
    found = all_of(*(a_row(latency_ms=latency) for latency in latencies))
    edge = 10.0 ** (step / 10)
    assert above(found, edge) == sum(latency > edge for latency in latencies)


@given(st.lists(st.floats(0.02, 9e4), min_size=1, max_size=50), st.sampled_from([0.5, 0.95, 0.99]))
def test_a_quantile_is_within_its_bin(latencies, share):
    found = all_of(*(a_row(latency_ms=latency) for latency in latencies))
    true = float(np.quantile(latencies, share, method="inverted_cdf"))
    read = latency_quantile(found, share)
    assert min(latencies) - 1e-9 <= read <= max(latencies) + 1e-9
    assert true / 10**0.1 - 1e-9 <= read <= true * 10**0.1 + 1e-9


def test_nothing_reads_as_zero():
    assert latency_quantile(nothing(), 0.5) == 0.0
    assert above(nothing(), 1.0) == 0.0
    assert audits_by_click(nothing()).sum() == 0


@pytest.mark.parametrize("latency", [0.0, 0.01, 1.0, 100_000.0, 1e9])
def test_the_ends_of_the_scale_hold_what_lies_beyond(latency):
    assert LAYOUT["latency"].of(all_of(a_row(latency_ms=latency))).sum() == 1
