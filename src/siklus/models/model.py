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
from siklus.models.features import Features, ReviewFeatures, count, numbered
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
    def features(self) -> Features:
        """The pipeline's first step."""
        first: Features = self.pipeline[0]
        return first

    @property
    def classifier(self) -> CalibratedClassifier:
        """The pipeline's last step."""
        last: CalibratedClassifier = self.pipeline[-1]
        return last

    def predict_proba(self, texts: Sequence[str]) -> Floats:
        """Calibrated probabilities, one row per text, in the order of LABELS."""
        return np.asarray(self.pipeline.predict_proba(list(texts)), dtype=np.float64)

    @property
    def own(self) -> ReviewFeatures | None:
        """The first step where it is ours: columns that stand for strings."""
        return self.features if isinstance(self.features, ReviewFeatures) else None

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
        its pieces and half of each pair it stands in add to it. A denied word speaks as `tidak …`. Of
        features that are not ours nothing is known word by word: there it is what the label's log-odds lose
        where the word is left out.
        """
        if self.own is None:
            return loudest(_left_out(self, text), top)
        words = words_of(text)
        rows = self.features.transform([text])
        label = int(self.classifier.predict_proba(rows).argmax())
        toward = self.classifier.coef_[:, label] - self.classifier.coef_.mean(axis=1)
        shares = self.classifier.scale_ * rows.toarray()[0] * toward
        return loudest(_by_word(self.own, words, shares), top)


@dataclass(frozen=True, eq=False)
class Read:
    """Texts as rows of some features: what models on one foundation have in common about them."""

    features: Features
    texts: tuple[str, ...]
    matrix: sp.csr_matrix
    new: list[float]  # of each text the share of words that are new

    @classmethod
    def of(cls, features: Features, texts: Sequence[str]) -> "Read":
        """Read texts once, for any number of models."""
        return cls(features, tuple(texts), *features.read(texts))


def judgements(probabilities: Floats, oov_shares: Sequence[float]) -> list[Judgement]:
    """Rows of probabilities as values of the domain."""
    rows = zip(probabilities.tolist(), oov_shares, strict=True)
    return [Judgement(tuple(shares), oov_share=share) for shares, share in rows]


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


MOST_LEFT_OUT = 60  # words: each is a text more to read


def _left_out(model: Model, text: str) -> dict[str, float]:
    """What the label's log-odds lose where all of one word is left out of a text."""
    spoken = text.split()
    words = list(dict.fromkeys(spoken))[:MOST_LEFT_OUT]
    shorter = [" ".join(other for other in spoken if other != word) for word in words]
    logits = model.classifier.logits(model.features.transform([text, *shorter]))
    odds = logits[:, int(logits[0].argmax())] - logits.mean(axis=1)
    named = (word.strip(".,;:!?()[]\"'").casefold() for word in words)
    lost = zip(named, (odds[0] - odds[1:]).tolist(), strict=True)
    return {word: weight for word, weight in lost if word}
