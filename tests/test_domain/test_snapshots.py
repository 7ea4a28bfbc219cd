"""Which of several labels for one text teaches, and that what measures never teaches."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siklus.domain.examples import LIVE_ORIGINS, ExampleState, Origin
from siklus.domain.reviews import LABELS, Label
from siklus.domain.snapshots import AUTHORITY, content_hash, counts, course_of, divide, taken_in
from siklus.domain.splits import Split
from support.clock import NOON
from support.rows import an_example

TEXTS = ["makanannya enak", "pelayanan lambat", "toko buka jam sembilan", "harga naik lagi"]

examples = st.lists(
    st.builds(
        an_example,
        text=st.sampled_from(TEXTS),
        label=st.sampled_from(LABELS),
        origin=st.sampled_from(list(Origin)),
        split=st.sampled_from(list(Split)),
        created_at=st.integers(0, 2).map(lambda hours: NOON + timedelta(hours=hours)),
    ),
    max_size=30,
)


@pytest.mark.parametrize(("better", "worse"), list(pairwise(AUTHORITY)))
def test_the_better_founded_label_stands_whichever_came_first(better, worse):
    for hours in (-1, 1):
        strong = an_example(TEXTS[0], Label.NEGATIF, origin=better, created_at=NOON)
        weak = an_example(TEXTS[0], Label.POSITIF, origin=worse, created_at=NOON + timedelta(hours=hours))
        assert divide([weak, strong]).train == (strong,)


def test_of_equally_founded_labels_the_newest_stands():
    old = an_example(TEXTS[0], Label.POSITIF, created_at=NOON)
    new = an_example(TEXTS[0], Label.NEGATIF, created_at=NOON + timedelta(seconds=1))
    assert divide([new, old]).train == (new,)


def test_texts_that_differ_in_case_and_marks_only_are_one_text():
    assert len(divide([an_example("Enak, sekali!"), an_example("enak sekali")]).all) == 1


def test_a_text_that_measures_in_one_row_never_teaches_in_another():
    golden = an_example(TEXTS[0], split=Split.GOLDEN, origin=Origin.IMPORT)
    clicked = an_example(TEXTS[0], Label.NEGATIF, split=Split.TRAIN, origin=Origin.READER)
    division = divide([clicked, golden])
    assert division.train == ()
    assert division.golden == (golden,)


def test_a_readers_click_never_measures():
    assert divide([an_example(TEXTS[0], split=Split.GOLDEN, origin=Origin.READER)]).all == ()


def test_an_erased_text_neither_teaches_nor_measures():
    gone = an_example("-", text_key="", state=ExampleState.WITHDRAWN)
    assert divide([gone]).all == ()


@given(examples)
def test_golden_texts_never_teach_and_every_text_appears_once(rows):
    division = divide(rows)
    taught, measured = ({e.text_key for e in side} for side in (division.train, division.golden))
    assert not taught & measured
    assert len(division.all) == len(taught | measured)
    assert not taught & {e.text_key for e in rows if e.split == Split.GOLDEN}
    assert division.ids == tuple(e.id for e in division.all)


@given(examples, st.randoms())
def test_the_order_that_the_rows_come_in_does_not_matter(rows, random):
    mixed = random.sample(rows, len(rows))
    assert divide(mixed) == divide(rows)


def test_the_hash_is_that_of_labels_and_texts_in_their_order():
    one, other = an_example(TEXTS[0]), an_example(TEXTS[1])
    twin = an_example(TEXTS[0])  # another id
    assert content_hash([one, other]) == content_hash([twin, other])
    assert content_hash([one, other]) != content_hash([other, one])
    assert content_hash([an_example("a\tb")]) != content_hash([an_example("a"), an_example("b")])


def test_the_counts_say_what_was_learnt_from():
    division = divide(
        [
            an_example(TEXTS[0], Label.POSITIF, origin=Origin.STARTER),
            an_example(TEXTS[1], Label.NEGATIF, origin=Origin.READER),
            an_example(TEXTS[2], Label.NETRAL, split=Split.GOLDEN),
        ]
    )
    assert counts(division) == {
        "train": 2,
        "golden": 1,
        "origin:starter": 1,
        "origin:reader": 1,
        "label:positif": 1,
        "label:negatif": 1,
        "starter/positif": 1,
        "reader/negatif": 1,
    }


@given(examples)
def test_the_foundation_holds_all_settled_rows_and_the_oldest_live_ones(rows):
    course = course_of(rows)
    settled = [e for e in rows if e.origin not in LIVE_ORIGINS]
    assert list(course.foundation[: len(settled)]) == settled
    assert course.foundation[len(settled) :] == course.live[: len(course.foundation) - len(settled)]
    assert [e.created_at for e in course.live] == sorted(e.created_at for e in course.live)


@given(st.integers(0, 20_000), st.integers(0, 3_000))
def test_the_foundation_takes_live_labels_in_by_steps_and_gives_none_back(settled, live):
    taken = taken_in(settled, live)
    assert 0 <= taken <= live
    assert live - taken < 400
    assert taken_in(settled, live + 1) >= taken
