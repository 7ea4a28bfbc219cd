"""Which readers answer wrongly on purpose, by what is known of their answers without asking them.

Two kinds of readers are told apart. An honest one names the true label, but for a little noise, and answers
more often where the shown label is wrong; one who flips names a label that is not the true one. The truth of
most answers is not known: a model that has not seen an answer gives the probabilities of each, and where a
reviewer has spoken about the same text, his word is the truth. The share of readers who flip, the noise and
the habit of clicking are learnt from all answers, so that no answer is held against what is usual for honest
readers: people click when something is wrong, and disagreement alone is no sign.

Source: Dawid & Skene (1979), Maximum likelihood estimation of observer error-rates using the EM algorithm,
Applied Statistics 28, 20-28; with a classifier in the place of the unknown truth as Raykar et al. (2010),
Learning from crowds, Journal of Machine Learning Research 11, 1297-1322. Here a reader is of one of two
kinds, for few have more than a handful of answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, softmax

from siklus.domain.reviews import LABELS

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

# Of an honest reader's answers, how many may be wrong, and how much likelier he is to answer where the shown
# label is wrong; with how much each is believed before any answer has come.
NOISES = {0.02: 0.3, 0.05: 0.4, 0.10: 0.2, 0.20: 0.1}
CLICK_RATIOS = {1.0: 0.1, 2.0: 0.3, 4.0: 0.4, 8.0: 0.2}
SLIPS = 0.05  # of the answers of one who flips, how many are right all the same
REVIEWERS_ERR = 0.03
# A model is surer of texts unlike those that it knows than it should be.
MODEL_ERRS = 0.05
# What one answer can say at most, in nats: the model may be wrong about any one text, and about the next one
# of the same kind. A reviewer has seen the text.
MOST_OF_ONE, MOST_OF_SETTLED = 2.0, 4.0
# Before anything is known: one reader in twenty flips, and that is worth as much as forty known readers.
USUAL_SHARE, SHARE_WORTH = 0.05, 40.0
# However many lie, no reader is taken for a liar by one answer that no reviewer has seen.
LARGEST_SHARE = 0.3
ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Answers:
    """Readers' answers, a row each; labels as column numbers."""

    reader: Integers  # 0 … readers - 1
    said: Integers
    shown: Integers  # -1 where it is not known
    settled: Integers  # what a reviewer said of the same text; -1 where none has spoken
    probabilities: Floats  # rows × labels, by a model that had not seen the answer

    @property
    def readers(self) -> int:
        """How many readers there are."""
        return int(self.reader.max()) + 1 if len(self.reader) else 0

    @property
    def truth(self) -> Floats:
        """How probable each label is the true one, rows × labels."""
        classes = len(LABELS)
        found = (1 - MODEL_ERRS) * self.probabilities + MODEL_ERRS / classes
        known = self.settled >= 0
        found[known] = REVIEWERS_ERR / (classes - 1)
        found[known, self.settled[known]] = 1 - REVIEWERS_ERR
        return found


@dataclass(frozen=True, slots=True)
class Found:
    """What the answers say of their readers."""

    flips: Floats  # for each reader the probability that he answers wrongly on purpose
    share: float  # of the readers, how many do, as far as it is used: 0.3 at the most
    noise: float  # of honest answers, how many are wrong
    click_ratio: float  # how much likelier an honest reader answers where the shown label is wrong


def assess(answers: Answers) -> Found:
    """How probably each reader answers wrongly on purpose.

    A reader of whom little is known stays near the share of all readers, by which none is distrusted. What
    one answer says is limited: at the usual share it takes three to make a reader likelier to lie than four
    to one, and two where every third reader lies.

    Args:
        answers: one at least.

    >>> sure, no = np.array([[0.96, 0.02, 0.02]] * 9), np.full(9, -1)
    >>> reader, said = np.array([0, 0, 0, 0, 0, 1, 1, 1, 2]), np.array([2, 1, 2, 2, 1, 0, 0, 0, 2])
    >>> assess(Answers(reader, said, np.zeros(9, dtype=int), no, sure)).flips.round(1).tolist()
    [0.9, 0.0, 0.2]
    """
    truth = answers.truth
    lying = _log_flipped(truth, answers.said)
    tried = [
        _fitted(answers, _log_honest(truth, answers, *habits), lying, habits)
        for habits in product(NOISES, CLICK_RATIOS)
    ]
    # With few answers many habits are about as likely, and the likeliest may be far from the truth.
    believed = softmax(np.array([likely for likely, _ in tried]))
    return Found(*(_mean(believed, [getattr(one, name) for _, one in tried]) for name in Found.__slots__))


def _mean(weights: Floats, values: Sequence[Any]) -> Any:
    return sum(weight * value for weight, value in zip(weights, values, strict=True))


def _fitted(
    answers: Answers, honest: Floats, lying: Floats, habits: tuple[float, float]
) -> tuple[float, Found]:
    """How likely these habits are, and what follows from them."""
    most = np.where(answers.settled >= 0, MOST_OF_SETTLED, MOST_OF_ONE)
    against = np.bincount(answers.reader, np.clip(lying - honest, -most, most), minlength=answers.readers)
    share = USUAL_SHARE
    for _ in range(ROUNDS):
        flips = expit(logit(share) + against)
        share = float((flips.sum() + USUAL_SHARE * SHARE_WORTH) / (answers.readers + SHARE_WORTH))
        share = min(share, LARGEST_SHARE)
    likely = honest.sum() + np.logaddexp(np.log1p(-share), np.log(share) + against).sum()
    likely += SHARE_WORTH * (USUAL_SHARE * np.log(share) + (1 - USUAL_SHARE) * np.log1p(-share))
    noise, ratio = habits
    likely += np.log(NOISES[noise] * CLICK_RATIOS[ratio])
    return float(likely), Found(expit(logit(share) + against), share, noise, ratio)


def _log_honest(truth: Floats, answers: Answers, noise: float, ratio: float) -> Floats:
    """Log-probability of what was said, of an honest reader who chose to answer."""
    rows, classes = np.arange(len(truth)), len(LABELS)
    clicked = truth * ratio
    known = answers.shown >= 0
    clicked[rows[known], answers.shown[known]] /= ratio
    clicked /= clicked.sum(axis=1, keepdims=True)
    right = clicked[rows, answers.said]
    return np.asarray(np.log((1 - noise) * right + noise / (classes - 1) * (1 - right)))


def _log_flipped(truth: Floats, said: Integers) -> Floats:
    """Log-probability of what was said, of a reader who names any label but the true one."""
    right = truth[np.arange(len(truth)), said]
    return np.asarray(np.log(SLIPS * right + (1 - SLIPS) / (len(LABELS) - 1) * (1 - right)))
