"""The fast scorer says what scikit-learn says, whatever the text."""

import threading
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siklus.domain.reviews import LABELS
from siklus.models.adaptation import NewRows, adapt
from siklus.models.compiled_cutting import LONGEST, CompiledCutter
from siklus.models.compiled_reading import CompiledReader
from siklus.models.cutting import PlainCutter
from siklus.models.languages import NEGATIONS, USUAL_FORM
from siklus.models.memo import Memo
from siklus.models.passes import Columns
from siklus.models.plain import packed, plain_of, unpacked
from siklus.models.reading import PlainReader
from siklus.models.recipe import Recipe
from siklus.models.scorer import Scorer
from siklus.models.spelling import DRAWING
from siklus.models.text import folded, negated, tokens_in, words_of
from siklus.models.training import featurise, lay, train

SHA = "ab" * 32
PASSES = [pytest.param(False, id="numpy"), pytest.param(True, id="numba")]
ODD = [
    "",
    " \t\n ",
    "!!!",
    "\x00",
    "\ud800",
    "漢字 だけ",
    "Gk enakkkk bgt!!! tidak terlalu enak, mahal :( 😭😭 wkwkwk baik2 5/5",
    "bukan jelek sih tapi KURANG bagusnya ... tidak_ada a_b",
    "x" * 5_000 + " " + "haha" * 40,
    "tidak enak " * 700,
    "tidak" * 300 + " tidak-enak-sama-sekali-tidak-enak-sama-sekali-tidak bagus",
    "ﬁnal ＦＵＬＬ ½ İstanbul ß é e\u0301 \u00a0:)\u2003:( \u1e9e \u0345",
    "tanpa itu ini yang di jelek",
    "I don't like it, it isn’t VERY good :( not at all!!! nooooo can’t",
    "t_t xd XD :D harga:d <3",
]
KINDS = ["linear", "naive_bayes", "adapted", "two labels", "wide"]


@pytest.fixture(scope="module", params=KINDS)
def trained(request, texts, labels):
    if request.param == "two labels":
        kept = [at for at, label in enumerate(labels) if label != LABELS[1]]
        return train([texts[at] for at in kept], [labels[at] for at in kept], Recipe())
    if request.param == "wide":
        recipe = Recipe(scope=3, shortest_piece=1, longest_piece=6, least_texts=1)
        return train(texts, labels, recipe)
    kind = "naive_bayes" if request.param == "naive_bayes" else "linear"
    foundation = lay(featurise(texts, Recipe(kind=kind)), labels)
    if request.param != "adapted":
        return foundation.model
    new = [f"{text} kata{at}" for at, text in enumerate(texts[:60])]
    none = np.full(60, -1, dtype=np.intp)
    rows = NewRows(new, [LABELS[1]] * 60, np.ones(60), np.zeros(60), none)
    return adapt(foundation, rows, np.arange(100)).model


@pytest.fixture(scope="module", params=PASSES)
def scorer(request, trained):
    return Scorer(unpacked(packed(plain_of(trained), SHA), SHA), fast=request.param)


def agree(scorer, model, texts):
    theirs, ours = model.judge(texts), scorer.judge(texts)
    assert [one.label for one in ours] == [one.label for one in theirs]
    assert [one.oov_share for one in ours] == [one.oov_share for one in theirs]
    given = np.array([one.probabilities for one in ours])
    np.testing.assert_allclose(given, [one.probabilities for one in theirs], rtol=0, atol=1e-12)


def test_odd_texts_and_usual_ones_are_judged_as_scikit_learn_judges_them(scorer, trained, texts):
    agree(scorer, trained, [*ODD, *texts])


CROWDED = [
    *("bagus " * times for times in (63, 64, 65, 66, 2_000)),
    "a " * 2_500,
    "bagus jelek " * 400,
    "tidak bagus " * 400,
    "babababa" * 600,
    " ".join(f"bagus{at} kurang" for at in range(300)),
    "! " * 2_400,
]


def test_what_is_said_a_thousand_times_costs_no_digits(scorer, trained):
    # Among usual texts, for a pass takes texts together.
    texts = [text for crowded in CROWDED for text in (crowded, "barang bagus, tidak jelek")]
    given, wanted = scorer.predict_proba(texts), trained.predict_proba(texts)
    np.testing.assert_allclose(given, wanted, rtol=0, atol=1e-13)
    assert np.array_equal(given, [scorer.predict_proba([text])[0] for text in texts])


pieces = st.one_of(
    st.text(max_size=30),
    st.sampled_from([*USUAL_FORM, *DRAWING, *NEGATIONS, *"!?.,;:()", "\n", "\u00a0", "_", "\u200d"]),
    st.sampled_from(["makanannya", "bagus", "enak", "kecewa", "lambat", "terlalu", "yang", "mantapppp"]),
)
sentences = st.lists(pieces, max_size=25).flatmap(
    lambda parts: st.sampled_from([" ", "", "\t"]).map(lambda blank: blank.join(parts))
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(sentences, min_size=1, max_size=5))
def test_any_text_is_judged_as_scikit_learn_judges_it(scorer, trained, drawn):
    agree(scorer, trained, drawn)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(sentences)
def test_any_explanation_is_that_of_the_model(scorer, trained, drawn):
    theirs, ours = dict(trained.explain(drawn, top=1_000)), dict(scorer.explain(drawn, top=1_000))
    assert ours == pytest.approx(theirs, rel=0, abs=1e-12)


def test_explanations_name_the_same_words_in_the_same_order(scorer, trained, texts):
    for text in [*ODD, *texts[:40]]:
        theirs, ours = trained.explain(text), scorer.explain(text)
        assert [word for word, _ in ours] == [word for word, _ in theirs]


def test_a_text_is_judged_by_the_same_bits_alone_and_in_company(scorer, texts):
    asked = [*ODD, *texts[:150]]
    together = scorer.predict_proba(asked)
    assert np.array_equal(np.concatenate([scorer.predict_proba([text]) for text in asked]), together)
    assert np.array_equal(scorer.predict_proba(asked[::-1])[::-1], together)


def test_no_text_is_no_answer(scorer):
    assert scorer.judge([]) == []


@pytest.mark.parametrize("fast", PASSES)
def test_threads_do_not_disturb_each_other(model, texts, fast):
    scorer = Scorer(plain_of(model), fast=fast)
    asked = [f"{text} sekali{at % 17}" for at, text in enumerate(texts)]
    expected, found = Scorer(plain_of(model), fast=fast).predict_proba(asked), {}

    def ask(number):
        found[number] = [scorer.predict_proba(asked) for _ in range(5)]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.array_equal(one, expected) for several in found.values() for one in several)


@pytest.mark.parametrize("fast", PASSES)
def test_what_is_remembered_of_strangers_words_is_bounded_and_changes_no_answer(
    model, texts, monkeypatch, fast
):
    monkeypatch.setattr("siklus.models.memo.MOST_WORDS", 500)
    scorer = Scorer(plain_of(model), fast=fast)
    expected = scorer.predict_proba(texts[:5])
    for at in range(100):
        scorer.judge([" ".join(f"kata{at}x{n}" for n in range(40))])
        assert len(scorer.memo) <= 600
    assert np.array_equal(scorer.predict_proba(texts[:5]), expected)


@pytest.mark.parametrize("reader", [PlainReader, CompiledReader])
def test_long_runs_are_never_remembered(model, reader):
    plain = plain_of(model)
    memo = Memo(plain, Columns.of(plain).loads, PlainCutter(plain), reader(plain.scope))
    for letter, negation in product("abc", ["", "-tidak-"]):
        memo.read([letter * 3_000 + negation + "bagus"])
    assert memo.longest_run <= 40


@given(
    carriers=st.lists(
        st.one_of(st.text(max_size=50), st.sampled_from(["", "tidak_", "tidak_ok", "~ok"])), max_size=8
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_compiled_or_not_words_are_cut_into_the_same_pieces(trained, carriers):
    plain = plain_of(trained)
    if plain.longest > LONGEST:
        pytest.skip("its pieces are too long to be compiled")
    known = list(dict.fromkeys(piece.strip(" ~") for piece in plain.pieces[:: 1 + len(plain.pieces) // 50]))
    carriers = [*carriers, *known, *(f"tidak_{piece}" for piece in known)]

    ours, theirs = CompiledCutter(plain)(carriers), PlainCutter(plain)(carriers)

    assert ours.sizes.tolist() == theirs.sizes.tolist()
    assert ours.columns.tolist() == theirs.columns.tolist()


def read(memo, texts):
    """The words of texts, each by its name, and how many of them are not denied."""
    found = memo.read(texts)
    names = [memo.words.names[number] for number in found.numbers]
    ends = np.cumsum(found.carriers).tolist()
    return [
        (names[end - carriers : end], words)
        for end, carriers, words in zip(ends, found.carriers.tolist(), found.words.tolist(), strict=True)
    ]


def memo_with(model, reader):
    plain = plain_of(model)
    return Memo(plain, Columns.of(plain).loads, PlainCutter(plain), reader(plain.scope))


@pytest.fixture(scope="module")
def memos(model):
    return memo_with(model, CompiledReader), memo_with(model, PlainReader)


@given(st.lists(sentences, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_compiled_or_not_texts_are_read_as_the_same_words(memos, drawn):
    asked = [*drawn, *ODD, *drawn]
    ours, theirs = (read(memo, asked) for memo in memos)
    assert ours == theirs
    words = [words_of(text) for text in asked]
    assert ours == [([*several, *negated(several, Recipe().scope)], len(several)) for several in words]


class OneHash(CompiledReader):
    """As if somebody had found out what the hash begins with: every run has the same."""

    def __init__(self, scope):
        super().__init__(scope)
        self._seeds[:] = 0


def test_runs_that_all_have_one_hash_are_read_all_the_same(model):
    memo, plain = memo_with(model, OneHash), memo_with(model, PlainReader)
    texts = [" ".join(f"kata{at}x{n}" for n in range(40)) for at in range(10)]
    assert read(memo, texts) == read(plain, texts)
    assert read(memo, texts[::-1]) == read(plain, texts[::-1])


def test_the_stamps_of_the_compiled_pass_begin_anew_without_a_trace(model, texts):
    scorer = Scorer(plain_of(model), fast=True)
    expected = scorer.predict_proba(texts[:60])
    # A byte counts to 255, and each text takes one of it or more.
    for _ in range(20):
        assert np.array_equal(scorer.predict_proba(texts[:60]), expected)


@given(st.text())
def test_no_token_reaches_over_a_blank(text):
    small = folded(text)
    assert [token for run in small.split() for token in tokens_in(run)] == tokens_in(small)


def test_drawings_begin_as_the_reading_of_tokens_counts_on():
    first = set("abcdefghijklmnopqrsuvwyz0123456789")  # nothing else is looked for where these stand
    assert [drawn for drawn in DRAWING if drawn[0] in first] == []
