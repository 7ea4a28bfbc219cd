"""Which answers may teach: the rules one by one, and their order."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siklus.domain.feedback import Held
from siklus.domain.quarantine import LEAST_OF_ONE, Said, alike, distrusted, holds, most_of_one
from siklus.domain.reviews import LABELS, Label

POS, NET, NEG = LABELS


def said(number: int, label: Label = POS, **changes) -> Said:
    """An answer of a reader of its own to a text of its own."""
    one = Said(f"r{number}", person=True, text_key=f"t{number}", alike=number, label=label, settled=None)
    return replace(one, **changes)


def held(rows, out=(), others=0, share=1.0):
    return holds(rows, set(out), others=others, recent=400, share=share)


@pytest.mark.parametrize(
    ("rows", "out", "why"),
    [
        ([said(0), said(1, NEG)], [], [None, None]),
        ([said(0), said(1)], ["r1"], [None, Held.READER]),
        ([said(0, settled=NEG)], [], [Held.CONTRADICTED]),
        ([said(0, settled=POS)], ["r0"], [None]),
        ([said(0, settled=NEG)], ["r0"], [Held.CONTRADICTED]),
        ([said(0), said(1, alike=0), said(2, alike=0)], [], [None, Held.COPY, Held.COPY]),
        ([said(0), said(1, NEG, alike=0)], [], [None, None]),
        ([said(0), said(1, alike=0)], ["r0"], [Held.READER, None]),
        ([said(0, text_key="t"), said(1, NEG, text_key="t")], [], [Held.DISPUTED, Held.DISPUTED]),
        ([said(0, text_key="t"), said(1, NEG, text_key="t")], ["r1"], [None, Held.READER]),
        ([said(0, settled=POS), said(1, NEG, text_key="t0", settled=POS)], [], [None, Held.CONTRADICTED]),
    ],
    ids=[
        "nothing is wrong",
        "his reader is distrusted",
        "a reviewer said otherwise",
        "a reviewer said the same, so who said it first does not matter",
        "the reviewer's word is the stronger reason",
        "copies collapse to the first one",
        "nearly the same words with another label are another review",
        "a copy of what does not teach is no copy",
        "readers differ about one text",
        "who is distrusted disputes nothing",
        "a reviewer has settled it",
    ],
)  # fmt: skip
def test_rules(rows, out, why):
    assert held(rows, out) == why


def test_of_one_reader_the_newest_answers_teach():
    crowd = [said(number) for number in range(240)]
    flood = [said(number, reader="loud") for number in range(300, 360)]
    why = held([*flood, *crowd], share=0.10)
    assert why[:30] == [Held.SHARE] * 30
    assert why[30:] == [None] * 270  # a tenth of 300 are 30


def test_labels_by_reviewers_leave_room_for_more_of_one_reader():
    rows = [*(said(number) for number in range(50)), *(said(n, reader="loud") for n in range(100, 150))]
    alone, beside = (held(rows, others=others, share=0.10).count(Held.SHARE) for others in (0, 250))
    assert (alone, beside) == (30, 15)


def test_the_nameless_of_a_channel_are_no_single_reader():
    rows = [said(number, reader="channel:web", person=False) for number in range(100)]
    assert held(rows, share=0.05) == [None] * 100


def test_a_lone_reader_teaches_all_and_two_supply_what_they_like():
    assert held([said(n, reader="only") for n in range(60)], share=0.10) == [None] * 60
    assert most_of_one(2, 60, 0.10) == 60
    assert most_of_one(100, 10, 0.10) == LEAST_OF_ONE


def test_trust_is_lost_late_and_regained_early():
    assert distrusted({"r": 0.79}, set()) == set()
    assert distrusted({"r": 0.81}, set()) == {"r"}
    assert distrusted({"r": 0.51}, {"r"}) == {"r"}
    assert distrusted({"r": 0.50}, {"r"}) == set()


READERS = st.sampled_from(["a", "b", "c", "channel:web"])
SAID = st.builds(
    Said,
    reader=READERS,
    person=st.booleans(),
    text_key=st.sampled_from("xyzuvw"),
    alike=st.integers(0, 5),
    label=st.sampled_from(LABELS),
    settled=st.sampled_from([None, *LABELS]),
)


@given(st.lists(SAID, max_size=40), st.sets(READERS), st.floats(0.01, 1.0))
def test_nobody_distrusted_teaches_and_no_text_teaches_two_things(rows, out, share):
    why = held(rows, out, share=share)
    teaching = [one for one, reason in zip(rows, why, strict=True) if reason is None]
    assert all(one.reader not in out or one.settled is not None for one in teaching)
    assert all(one.settled in (None, one.label) for one in teaching)
    unsettled = [one for one in teaching if one.settled is None]
    assert all(a.label == b.label for a in unsettled for b in unsettled if a.text_key == b.text_key)


REVIEW = "Makanannya enak sekali, pelayanannya ramah, dan harganya pas untuk keluarga besar seperti kami"


@pytest.mark.parametrize(
    "other",
    [REVIEW.upper(), REVIEW + "!!! 123", REVIEW.replace("ramah", "cepat"), "👍 " + REVIEW],
    ids=["case", "marks and digits", "one word", "emoji"],
)
def test_a_text_with_a_word_or_a_mark_changed_is_nearly_the_same(other):
    assert alike([REVIEW, other]) == [0, 0]


def test_other_reviews_are_not():
    others = ["Barangnya rusak waktu datang dan penjualnya tidak mau menjawab pesan saya", REVIEW[:30]]
    assert alike([REVIEW, *others, REVIEW]) == [0, 1, 2, 0]


@given(st.lists(st.text(max_size=20), max_size=12))
def test_the_first_of_its_kind_is_its_own_and_copies_point_to_it(texts):
    found = alike(texts)
    assert all(first <= at and found[first] == first for at, first in enumerate(found))
    assert alike(texts + texts)[len(texts) :] == found
