"""Readers who lie are told from honest ones, also where many lie, and nobody by a single answer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siklus.domain.trust import Answers, assess

SHOWN = 0


def answers(rows) -> Answers:
    """Of (reader, said, shown, settled, probabilities)."""
    reader, said, shown, settled, probabilities = zip(*rows, strict=True)
    columns = [np.array(column, dtype=np.intp) for column in (reader, said, shown, settled)]
    return Answers(*columns, np.array(probabilities, dtype=float))


def sure_of(label: int, p: float = 0.94) -> tuple[float, ...]:
    rest = (1 - p) / 2
    return tuple(p if at == label else rest for at in range(3))


def population(seed: int, *, honest: int, liars: int, each: int, right: float = 0.9):
    """Answers as people give them: honest ones click more often where the model was wrong, and err a little.

    The model that judges afterwards is right about nine texts of ten, and about as sure as that.
    """
    chance = np.random.default_rng(seed)
    rows, lies = [], []
    for reader in range(honest + liars):
        given_by, lying = 0, reader >= honest
        while given_by < (each if lying else 1 + reader % 2):
            truth = int(chance.integers(3))
            wrong = (truth + 1 + int(chance.integers(2))) % 3
            shown = truth if chance.random() < 0.8 else wrong
            if chance.random() > (0.35 if lying or shown != truth else 0.10):
                continue
            slip = lying or chance.random() < 0.05
            said = (truth + 1 + int(chance.integers(2))) % 3 if slip else truth
            thought = truth if chance.random() < right else wrong
            rows.append((reader, said, shown, -1, sure_of(thought, 0.88)))
            lies.append(slip)
            given_by += 1
    return answers(rows), np.array(lies)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("liars", [0, 5, 20])
def test_liars_are_found_and_honest_readers_are_not_taken_for_them(seed, liars):
    said, _ = population(seed, honest=120, liars=liars, each=9)
    found = assess(said)
    assert (found.flips[:120] > 0.8).mean() <= 0.03
    assert liars == 0 or (found.flips[120:] > 0.8).mean() >= 0.8
    assert abs(found.share - liars / (120 + liars)) < 0.08


def test_one_answer_costs_nobody_his_trust_also_where_half_the_readers_lie():
    said, _ = population(0, honest=40, liars=40, each=8)
    rows = list(zip(said.reader, said.said, said.shown, said.settled, said.probabilities, strict=True))
    rows.append((80, 2, 0, -1, sure_of(0, 0.999)))
    assert assess(answers(rows)).flips[80] < 0.8


def test_who_calls_wrong_what_the_model_still_thinks_is_right_is_suspected_by_the_third_time():
    others = [(reader, SHOWN, SHOWN, -1, sure_of(SHOWN)) for reader in range(1, 60)]
    flips = [
        assess(answers([*[(0, 2, SHOWN, -1, sure_of(SHOWN))] * times, *others])).flips[0]
        for times in (1, 2, 3, 8)
    ]
    assert flips == sorted(flips)
    assert flips[0] < 0.5
    assert flips[3] > 0.9


def test_a_reviewers_word_stands_above_the_models_probability():
    others = [(reader, SHOWN, SHOWN, -1, sure_of(SHOWN)) for reader in range(1, 60)]
    corrections = [(0, 2, SHOWN, -1, sure_of(SHOWN))] * 5
    confirmed = [(0, 2, SHOWN, 2, sure_of(SHOWN))] * 3
    suspected = assess(answers([*corrections, *others])).flips[0]
    cleared = assess(answers([*corrections, *confirmed, *others])).flips[0]
    assert suspected > 0.8
    assert cleared < 0.5


def test_agreement_earns_trust():
    rows = [(0, SHOWN, SHOWN, -1, sure_of(SHOWN))] * 3 + [(1, 2, SHOWN, -1, (1 / 3, 1 / 3, 1 / 3))]
    praised, unknown = assess(answers(rows)).flips
    assert praised < unknown < 0.2


@given(st.integers(0, 10_000), st.integers(1, 12), st.integers(0, 4))
def test_probabilities_stay_within_bounds_and_do_not_depend_on_the_order(seed, honest, liars):
    said, _ = population(seed, honest=honest, liars=liars, each=3)
    found = assess(said)
    order = np.random.default_rng(seed).permutation(len(said.reader))
    shuffled = assess(
        Answers(
            said.reader[order],
            said.said[order],
            said.shown[order],
            said.settled[order],
            said.probabilities[order],
        )
    )
    assert ((found.flips >= 0) & (found.flips <= 1)).all()
    assert np.allclose(found.flips, shuffled.flips, atol=1e-9)


def test_an_answer_without_a_shown_label_counts_too():
    rows = [(0, 2, -1, -1, sure_of(SHOWN))] * 6 + [(r, SHOWN, -1, -1, sure_of(SHOWN)) for r in range(1, 30)]
    assert assess(answers(rows)).flips[0] > 0.8
