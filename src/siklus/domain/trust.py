"""Which readers answer wrongly on purpose, by what is known of their answers without asking them.

Two kinds of readers are told apart. An honest one names the true label, but for a little noise, and answers
more often where the shown label is wrong; one who flips names a label that is not the true one. The truth of
most answers is not known: a model that has not seen an answer gives the probabilities of each, and where a
reviewer has spoken about the same text, his word is the truth. The share of readers who flip, the noise and
the habits of clicking are those that make all answers likeliest, so that no answer is held against what is
usual for honest readers: people click when something is wrong, and disagreement alone is no sign.

Source: Dawid & Skene (1979), Maximum likelihood estimation of observer error-rates using the EM algorithm,
Applied Statistics 28, 20-28; with a classifier in the place of the unknown truth as Raykar et al. (2010),
Learning from crowds, Journal of Machine Learning Research 11, 1297-1322. Here a reader is of one of two
kinds, for few have more than a handful of answers.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from siklus.domain.reviews import LABELS

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

# Of an honest reader's answers, how many may be wrong, and how much likelier he is to answer where the shown
# label is wrong: what makes all answers likeliest is chosen.
NOISES = (0.02, 0.05, 0.10, 0.20)
CLICK_RATIOS = (1.0, 2.0, 4.0, 8.0)
SLIPS = 0.05  # of the answers of one who flips, how many are right all the same
REVIEWERS_ERR = 0.03
# A model is surer of texts unlike those that it knows than it should be.
MODEL_ERRS = 0.10
# What one answer can say at most, in nats: the model may be wrong about any one text, so never may one answer
# alone cost a reader his trust.
MOST_OF_ONE = 2.5
# Before anything is known: one reader in twenty flips, and that is worth as much as forty known readers.
USUAL_SHARE, SHARE_WORTH = 0.05, 40.0
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
    share: float  # of the readers, how many do
    noise: float  # of honest answers, how many are wrong
    click_ratio: float  # how much likelier an honest reader answers where the shown label is wrong


def assess(answers: Answers) -> Found:
    """How probably each reader answers wrongly on purpose.

    A reader of whom little is known stays near the share of all readers, by which none is distrusted. What
    one answer says is limited, so that at the usual share three answers are needed, and two where every
    third reader lies.

    >>> none, sure = np.array([-1] * 8), np.array([[0.96, 0.02, 0.02]] * 8)
    >>> reader, said = np.array([0, 0, 0, 0, 1, 1, 1, 2]), np.array([2, 1, 2, 2, 0, 0, 0, 2])
    >>> assess(Answers(reader, said, np.zeros(8, dtype=int), none, sure)).flips.round(1).tolist()
    [1.0, 0.0, 0.3]
    """
    truth = answers.truth
    lying = _log_flipped(truth, answers.said)
    tried = [
        _fitted(answers, _log_honest(truth, answers, noise, ratio), lying, noise, ratio)
        for noise, ratio in product(NOISES, CLICK_RATIOS)
    ]
    return max(tried, key=lambda one: one[0])[1]


def _fitted(
    answers: Answers, honest: Floats, lying: Floats, noise: float, ratio: float
) -> tuple[float, Found]:
    """The share of readers who flip that makes the answers likeliest, and how likely that makes them."""
    against = np.bincount(
        answers.reader, np.clip(lying - honest, -MOST_OF_ONE, MOST_OF_ONE), minlength=answers.readers
    )
    share = USUAL_SHARE
    for _ in range(ROUNDS):
        flips = expit(logit(share) + against)
        share = float((flips.sum() + USUAL_SHARE * SHARE_WORTH) / (answers.readers + SHARE_WORTH))
    # Log-likelihood up to the part that all readers would have as honest ones.
    likely = honest.sum() + np.logaddexp(np.log1p(-share), np.log(share) + against).sum()
    prior = SHARE_WORTH * (USUAL_SHARE * np.log(share) + (1 - USUAL_SHARE) * np.log1p(-share))
    return float(likely + prior), Found(expit(logit(share) + against), share, noise, ratio)


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
