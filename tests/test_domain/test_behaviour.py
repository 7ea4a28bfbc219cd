"""The behaviour suite: its cases are sound, and its arithmetic is right."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.feature_extraction.text import TfidfVectorizer

from siklus.data import behaviour_cases
from siklus.domain.behaviour import (
    TOLERANCE,
    Case,
    Flips,
    Kind,
    by_capability,
    read_suite,
    summary,
)
from siklus.domain.identity import text_key
from siklus.domain.reviews import LABELS, MIN_WORDS, count_words
from siklus.domain.scores import Judgement
from support.starter import starter_rows

POS, NET, NEG = LABELS
SUITE = read_suite(behaviour_cases())
HEAD = "case\tkind\texpect\ttext"
TEXT = "Kantor ini buka dari pagi sampai siang"
digits = st.lists(st.tuples(st.sampled_from("01"), st.sampled_from("01")), max_size=80)


def judged(*positif: float) -> list[Judgement]:
    return [Judgement((share, 0.0, 1.0 - share), oov_share=0.0) for share in positif]


# --- the file -----------------------------------------------------------------------------------


def test_there_are_300_cases_or_more_and_20_of_each_capability():
    assert len(SUITE.cases) >= 300
    assert min(SUITE.sizes.values()) >= 20
    assert {case.kind for case in SUITE.cases} == set(Kind)


def test_every_text_is_long_enough_to_be_judged_and_stands_once():
    assert min(map(count_words, SUITE.texts)) >= MIN_WORDS
    # Two spellings of one text have one key, and that is what the cases of spelling are about.
    assert [text for text, times in Counter(SUITE.texts).items() if times > 1] == []


def test_the_cases_of_one_label_hold_all_labels_about_evenly_but_for_the_rarest():
    found = Counter(case.expect for case in SUITE.cases if case.kind == Kind.LABEL)
    assert set(found) == set(LABELS)
    assert 0.7 < found[POS] / found[NEG] < 1.4
    assert found[NET] >= 30


def test_no_text_is_or_nearly_is_a_starter_review():
    reviews = [row["text"] for row in starter_rows()]
    assert {text_key(text) for text in SUITE.texts} & {text_key(text) for text in reviews} == set()
    grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(5, 5), use_idf=False, lowercase=True)
    learnt = grams.fit_transform(reviews)
    assert (grams.transform(SUITE.texts) @ learnt.T).max() < 0.8


@pytest.mark.parametrize(
    "rows",
    [
        "wrong\thead",
        f"{HEAD}\na-01\tlabel\tbagus\t{TEXT}",
        f"{HEAD}\na-01\tlabel\tpositif\t{TEXT}\na-01\tlabel\tpositif\t{TEXT} juga",
        f"{HEAD}\na-01\tinvariance\t\t{TEXT}",
        f"{HEAD}\na-01\tinvariance\tpositif\t{TEXT}\na-01\tinvariance\tpositif\t{TEXT} juga",
        f"{HEAD}\na-01\tdirection\tpositif+\t{TEXT}",
        f"{HEAD}\na-01\tlabel\tpositif\t{TEXT}\na-01\tlabel\tnegatif\t{TEXT}",
        f"{HEAD}\na-01\tlabel\tpositif\t{TEXT}\na-02\tlabel\tpositif\t{TEXT}\na-01\tlabel\tpositif\t{TEXT}",
    ],
    ids=[
        "columns",
        "no label",
        "two texts for one label",
        "one text alone",
        "a label for invariance",
        "half a pair",
        "two expectations",
        "rows apart",
    ],
)
def test_a_file_that_is_no_suite_is_refused(rows):
    with pytest.raises(ValueError, match=r".*"):
        read_suite(rows.encode())


# --- what passes --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "expect", "shares", "passes"),
    [
        (Kind.LABEL, "positif", [0.9], True),
        (Kind.LABEL, "positif", [0.1], False),
        (Kind.INVARIANCE, "", [0.9, 0.6, 0.8], True),
        (Kind.INVARIANCE, "", [0.9, 0.4, 0.8], False),
        (Kind.DIRECTION, "positif+", [0.5, 0.9], True),
        (Kind.DIRECTION, "positif+", [0.5, 0.5 - TOLERANCE / 2], True),
        (Kind.DIRECTION, "positif+", [0.5, 0.3], False),
        (Kind.DIRECTION, "positif-", [0.5, 0.3], True),
        (Kind.DIRECTION, "positif-", [0.5, 0.7], False),
        (Kind.DIRECTION, "negatif+", [0.5, 0.3], True),
    ],
)
def test_a_case_passes_where_the_judgements_are_as_expected(kind, expect, shares, passes):
    case = Case("x-01", kind, expect, (TEXT,) * len(shares))
    assert case.passes(judged(*shares)) is passes


def test_one_who_always_says_the_same_passes_what_asks_for_no_change_and_little_else():
    passed = SUITE.passed(judged(*[0.9] * len(SUITE.texts)))
    kinds = Counter((case.kind, digit) for case, digit in zip(SUITE.cases, passed, strict=True))
    assert kinds[Kind.INVARIANCE, "0"] == kinds[Kind.DIRECTION, "0"] == 0
    assert kinds[Kind.LABEL, "1"] == sum(case.expect == POS for case in SUITE.cases)


def test_the_summary_counts_every_case_once():
    found = summary("1" * 100 + "0" * (len(SUITE.cases) - 100), SUITE)
    assert (found["passed"], found["cases"]) == (100, len(SUITE.cases))
    assert sum(part["passed"] for part in found["capabilities"].values()) == 100
    assert found["low"] < found["rate"] < found["high"]


# --- two versions -------------------------------------------------------------------------------


@given(digits)
def test_flips_are_counted_and_their_p_is_the_binomial_tests(pairs):
    before, after = "".join(a for a, _ in pairs), "".join(b for _, b in pairs)
    flips = Flips.of(before, after, {"all": len(pairs)})
    assert flips.candidate - flips.active == flips.won - flips.lost
    expected = 1.0
    if flips.won + flips.lost:
        expected = binomtest(flips.lost, flips.won + flips.lost, alternative="greater").pvalue
    assert flips.p == pytest.approx(expected)


@given(digits, st.integers(0, 80))
def test_the_capabilities_add_up(pairs, first):
    before, after = "".join(a for a, _ in pairs), "".join(b for _, b in pairs)
    first = min(first, len(pairs))
    sizes = {"first": first, "second": len(pairs) - first}
    flips = Flips.of(before, after, sizes)
    assert sum(won for won, _ in flips.by_capability.values()) == flips.won
    assert sum(lost for _, lost in flips.by_capability.values()) == flips.lost
    assert sum(part.passed for part in by_capability(after, sizes).values()) == flips.candidate


def test_digits_of_two_suites_cannot_be_compared():
    with pytest.raises(ValueError, match="3 and 2 digits of 3 cases"):
        Flips.of("111", "11", {"all": 3})
