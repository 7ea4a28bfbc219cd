"""Rows are what scikit-learn's own vectorisers would make of the same strings."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from siklus.models.features import ReviewFeatures
from siklus.models.strings import carriers_of, phrases_of
from siklus.models.text import words_of


def test_rows_are_those_of_scikit_learn(texts):
    features = ReviewFeatures(least=2)
    rows = features.fit_transform(texts)
    phrases = TfidfVectorizer(analyzer=lambda t: phrases_of(words_of(t), 1), min_df=2, sublinear_tf=True)
    pieces = TfidfVectorizer(
        analyzer=lambda t: [p for c in carriers_of(words_of(t), 1) for p in features.cut(c)],
        min_df=2,
        sublinear_tf=True,
    )
    theirs = np.hstack([phrases.fit_transform(texts).toarray(), pieces.fit_transform(texts).toarray()])
    assert [*phrases.get_feature_names_out(), *pieces.get_feature_names_out()] == [
        *features.phrases_,
        *features.pieces_,
    ]
    np.testing.assert_allclose(rows.toarray(), theirs, atol=1e-12)


def test_transforming_alone_or_together_gives_the_same_bits(texts, prepared):
    together = prepared.features.transform(texts[:20])
    alone = [prepared.features.transform([text]) for text in texts[:20]]
    assert all((row != together[at]).nnz == 0 for at, row in enumerate(alone))
    assert (together != prepared.matrix[:20]).nnz == 0


@pytest.mark.parametrize(
    "text", ["", "!!!", "\x00", "漢字 だけ"], ids=["empty", "marks", "nul", "another script"]
)
def test_a_text_without_known_strings_has_a_row_all_the_same(prepared, text):
    assert np.isfinite(prepared.features.transform([text]).toarray()).all()


def test_oov_share_counts_words_never_seen(prepared):
    share = prepared.features.oov_share
    assert share("makanannya bagus") == 0.0
    assert share("makanannya blarghh") == 0.5
    assert share("123 !!") == 0.0
