"""A trained model: what it says of texts, and why."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.pipeline import Pipeline

from siklus.domain.scores import Judgement
from siklus.models.calibration import Floats
from siklus.models.features import ReviewFeatures, count, numbered
from siklus.models.pipeline import CalibratedClassifier
from siklus.models.recipe import Recipe
from siklus.models.strings import carriers_of
from siklus.models.telling import loudest, owners_of
from siklus.models.text import words_of


@dataclass(frozen=True)
class Model:
    """A fitted pipeline and what there is to know about its training."""

    pipeline: Pipeline  # raw texts in, probabilities in the order of LABELS out
    recipe: Recipe
    reference: dict[str, Any]  # what drift compares with: see `training.reference_of`

    @property
    def features(self) -> ReviewFeatures:
        """The pipeline's first step."""
        first: ReviewFeatures = self.pipeline[0]
        return first

    @property
    def classifier(self) -> CalibratedClassifier:
        """The pipeline's last step."""
        last: CalibratedClassifier = self.pipeline[-1]
        return last

    def predict_proba(self, texts: Sequence[str]) -> Floats:
        """Calibrated probabilities, one row per text, in the order of LABELS."""
        return np.asarray(self.pipeline.predict_proba(list(texts)), dtype=np.float64)

    def judge(self, texts: Sequence[str]) -> list[Judgement]:
        """What the model says about each text."""
        return self.judge_read(Read.of(self.features, texts))

    def judge_read(self, read: "Read") -> list[Judgement]:
        """`judge` of texts that were read with this model's features."""
        probabilities = self.classifier.predict_proba(read.matrix)
        return judgements(np.asarray(probabilities, dtype=np.float64), read.new)

    def explain(self, text: str, top: int = 8) -> list[tuple[str, float]]:
        """The words that speak loudest for (+) or against (-) the label that `text` is given.

        A weight is in units of the label's log-odds against the mean of all labels: what the word itself,
        its pieces and half of each pair it stands in add to it. A denied word speaks as `tidak …`.
        """
        words = words_of(text)
        rows = self.features.transform([text])
        label = int(self.classifier.predict_proba(rows).argmax())
        toward = self.classifier.coef_[:, label] - self.classifier.coef_.mean(axis=1)
        shares = self.classifier.scale_ * rows.toarray()[0] * toward
        return loudest(_by_word(self.features, words, shares), top)


@dataclass(frozen=True, eq=False)
class Read:
    """Texts as rows of some features: what models on one foundation have in common about them."""

    features: ReviewFeatures
    texts: tuple[str, ...]
    matrix: sp.csr_matrix
    new: list[float]  # of each text the share of words that are new

    @classmethod
    def of(cls, features: ReviewFeatures, texts: Sequence[str]) -> "Read":
        """Read texts once, for any number of models."""
        rows = [words_of(text) for text in texts]
        new = list(map(features.oov_share_of, rows))
        return cls(features, tuple(texts), features.transform_words(rows), new)


def judgements(probabilities: Floats, oov_shares: Sequence[float]) -> list[Judgement]:
    """Rows of probabilities as values of the domain."""
    rows = zip(probabilities.tolist(), oov_shares, strict=True)
    return [Judgement((a, b, c), oov_share=share) for (a, b, c), share in rows]


def _by_word(features: ReviewFeatures, words: list[str], shares: Floats) -> dict[str, float]:
    """The columns' shares of one row, given to the words that the columns come from; the sum stays."""
    given: defaultdict[str, float] = defaultdict(float)
    for phrase, owners in owners_of(words, features.scope):
        if phrase in features.phrase_at:
            for owner in owners:
                given[owner] += float(shares[features.phrase_at[phrase]]) / len(owners)
    for carrier, share in _of_pieces(features, words, shares[len(features.phrases_) :]).items():
        given[carrier] += share
    return given


def _of_pieces(features: ReviewFeatures, words: list[str], shares: Floats) -> dict[str, float]:
    """Each carrier's part of the pieces' shares, as often as the piece stands in it."""
    carried = carriers_of(words, features.scope)
    distinct = numbered(dict.fromkeys(carried))
    times = np.asarray(count([carried], distinct).toarray())[0]
    cut = count(map(features.cut, distinct), features.piece_at)
    totals = np.asarray(times @ cut)
    owned = times * (cut @ np.divide(shares, totals, out=np.zeros_like(shares), where=totals > 0))
    return dict(zip(distinct, owned.tolist(), strict=True))
