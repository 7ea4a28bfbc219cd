"""How readers click, learnt from audits: what makes volunteered answers speak about accuracy.

A reader may answer seldom or often, and more often when the label was wrong; may be mistaken; may have
changed. One thing is assumed: within what is pooled, the chance that a reader stays silent, says right or
says wrong depends on whether the label was right, and on nothing else. Audits show these chances. They are
habits of readers and steadier than the accuracy of a model, so audits of earlier stretches may speak for a
stretch with few of its own.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from siklus.domain.tails import beta_points
from siklus.monitoring.stretch import Floats, Stretch

DRAWS = 400
_SEED = 1
_FEW_AUDITS = 100
_LEAST = 1e-12  # no chance is taken to be less
_NOTHING = -600.0  # the logarithm of what is as good as nothing
_STEPS = np.linspace(0, 1, 101)  # accuracies are looked at in the middle of each step
_MIDDLES = (_STEPS[1:] + _STEPS[:-1]) / 2
# What is believed before any audit, in audits: a silent reader's label is right as often as the model is
# confident, a reader who answers means it nine times of ten and more. Some fifteen audits outweigh it.
_SILENT_BELIEF, _UNTOLD_CONFIDENCE = 4.0, 0.8
_ANSWER_BELIEF = np.array([[3.8, 0.4], [0.2, 3.6]])  # (right, wrong) × (said right, said wrong)
# A stretch is about as accurate as what it is pooled with, give or take 10 points; a fifth of the belief
# is spread evenly, so that a sudden loss is believed as soon as the clicks say so.
_KINSHIP, _SURPRISE = 0.10, 0.20
# All that is pooled is about as accurate as the model is confident, give or take 7 points; or, three times
# of ten, as accurate as anything, for on texts of another kind confidence says nothing. Some thirty audits
# overrule it.
_CALIBRATION, _MISTRUST = 0.07, 0.30


@dataclass(frozen=True, slots=True, eq=False)
class ClickModel:
    """What readers do, as draws from what is possible after the audits; never one number."""

    audits: int  # answered audits it was learnt from
    right: Floats  # draws × 3: chances to stay silent, say right, say wrong, when the label was right
    wrong: Floats  # the same when the label was wrong
    accuracy: Floats  # draws: accuracy of the pooled stretch
    belief: (
        Floats  # draws: how much each counts by what the model's confidence lets one expect; they sum to 1
    )

    @property
    def ratio(self) -> tuple[float, float, float]:
        """P(click | wrong) / P(click | right): the median and a 95 % interval."""
        found = (1 - self.wrong[:, 0]) / np.maximum(1 - self.right[:, 0], 1e-9)
        middle, low, high = np.quantile(found, [0.5, 0.025, 0.975])
        return float(middle), float(low), float(high)


def click_model(pooled: Stretch) -> ClickModel:
    """The click model of everything pooled; the same counts give the same draws.

    Args:
        pooled: past stretches *and* those to be judged, added up; readers must be the same, versions of the
            model need not.

    Draws are exact: P(right | what the reader did) is a beta distribution of the audits, the shares of what
    readers did are a Dirichlet distribution of all predictions, and Bayes' rule turns them round.

    >>> from siklus.monitoring.stretch import Stratum
    >>> audits = Stratum(0.03, 9_000, right=(230, 22, 1), wrong=(20, 0, 12))
    >>> model = click_model(Stretch((audits,), said_right=750, said_wrong=420))
    >>> [round(x, 1) for x in model.ratio]
    [4.0, 2.8, 5.3]
    """
    shares, right = _posterior(pooled)
    both, neither = shares * right, shares * (1 - right)
    accuracy = both.sum(axis=1)
    return ClickModel(
        audits=pooled.audits,
        right=both / accuracy[:, None],
        wrong=neither / np.maximum(1 - accuracy, 1e-12)[:, None],
        accuracy=accuracy,
        belief=_belief_by_confidence(accuracy, pooled),
    )


def poststratified(stretch: Stretch) -> tuple[float, float, float]:
    """The accuracy from a stretch's own counts, without a word about habits: mean, middle 95 %.

    The audits say how often a silent reader's label is right, and likewise for the two answers; how many
    readers were silent, said right, said wrong is known. The accuracy is so a sum of three beta variables.
    It is drawn where audits are few; else the beta variable of the same mean and variance is read, whose
    ends are then nearer to those of the sum than the draws' are.
    """
    share = stretch.outcomes / stretch.predictions
    if stretch.audits < _FEW_AUDITS:
        draws = _posterior(stretch)[1] @ share
        low, high = np.quantile(draws, [0.025, 0.975])
        return float(draws.mean()), float(low), float(high)
    right, wrong = stretch.weighed_audits() + _belief(stretch)
    n = right + wrong
    mean = float(share @ (right / n))
    variance = float(share**2 @ (right * wrong / (n**2 * (n + 1))))
    weight = mean * (1 - mean) / variance - 1
    low, high = beta_points(weight * mean, weight * (1 - mean), [0.025, 0.975])
    return mean, low, high


def given_habits(stretch: Stretch, model: ClickModel) -> Floats:
    """What the accuracy of the stretch may be: a weight for each hundredth; they sum to 1."""
    chances, belief = _expected(model)
    right, wrong = stretch.weighed_audits()
    logs = np.dot(stretch.outcomes - right - wrong, chances.reshape(3, -1)).reshape(belief.shape)
    # How often each answer is given where the label is right is the same for every accuracy: no audit need
    # be looked up in the model, it says that a label was right or that it was not.
    logs += (right.sum() * np.log(_MIDDLES) + wrong.sum() * np.log1p(-_MIDDLES))[:, None]
    # In place: a page asks this for every day that it shows.
    logs -= logs.max(axis=0)
    # Below some -708 a result is no normal number any more, and takes the processor thirty times as long.
    weights = np.exp(np.maximum(logs, _NOTHING, out=logs), out=logs)
    weights *= belief
    return np.asarray(weights @ (model.belief / weights.sum(axis=0)))


@lru_cache(maxsize=8)
def _expected(model: ClickModel) -> tuple[Floats, Floats]:
    """What every stretch that is judged by a model needs of it: much of the work, done once.

    3 × accuracies × draws: the logarithm of how often each outcome is to be expected; and accuracies × draws:
    what is believed of the accuracy beforehand.
    """
    right, wrong = model.right.T[:, None, :], model.wrong.T[:, None, :]
    chances = _MIDDLES[:, None] * (right - wrong)
    chances += wrong
    np.maximum(chances, _LEAST, out=chances)
    return np.log(chances, out=chances), _belief_about(model.accuracy)


def moments(weights: Floats) -> tuple[float, float]:
    """Mean and variance of what `given_habits` weighs."""
    mean = float(weights @ _MIDDLES)
    return mean, float(weights @ (_MIDDLES - mean) ** 2)


def middle(weights: Floats, share: float) -> Floats:
    """The lower and the upper end of the middle share of what `given_habits` weighs.

    Read linearly within a step: a hundred of them then say it better than a thousand whose middles are taken.
    """
    reached = np.concatenate([[0.0], weights.cumsum()])
    return np.interp([(1 - share) / 2, (1 + share) / 2], reached, _STEPS)


def _posterior(stretch: Stretch) -> tuple[Floats, Floats]:
    random = np.random.default_rng(_SEED)
    shares = random.dirichlet(stretch.outcomes + 0.5, DRAWS)
    right, wrong = stretch.weighed_audits() + _belief(stretch)
    return shares, random.beta(right, wrong, (DRAWS, 3))


def _belief(stretch: Stretch) -> Floats:
    told = stretch.confidence > 0 and stretch.predictions > 0
    sure = stretch.confidence / stretch.predictions if told else _UNTOLD_CONFIDENCE
    # Never certain: a model that is quite sure of everything is not right for that.
    sure = min(0.95, max(0.05, sure))
    return np.column_stack([_SILENT_BELIEF * np.array([sure, 1 - sure]), _ANSWER_BELIEF])


def _belief_by_confidence(accuracy: Floats, pooled: Stretch) -> Floats:
    belief = np.ones(len(accuracy))
    if pooled.confidence > 0:
        gap = (accuracy - pooled.confidence / pooled.predictions) / _CALIBRATION
        belief = _MISTRUST + (1 - _MISTRUST) / (_CALIBRATION * np.sqrt(2 * np.pi)) * np.exp(-0.5 * gap**2)
    return np.asarray(belief / belief.sum())


def _belief_about(pooled: Floats) -> Floats:
    near = np.exp(-0.5 * ((_MIDDLES[:, None] - pooled) / _KINSHIP) ** 2)
    near *= (1 - _SURPRISE) / near.sum(axis=0)
    near += _SURPRISE / len(_MIDDLES)
    return near
