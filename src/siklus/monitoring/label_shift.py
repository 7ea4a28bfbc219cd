"""What share of today's texts has each label, though nobody has labelled them?

The model's answers are counted and its mistakes are known from judgements of training texts that it had not
seen. If only the mix of labels changed, and not how texts of one label read, the mistakes stay the same and
the counts can be undone. Where audits are, `label_mix` needs no such belief.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from siklus.domain.reviews import LABELS, Label

Floats = NDArray[np.float64]

DRAWS = 200
_SEED = 1
_ROUNDS, _STILL = 500, 1e-9
# The mix of the reference counts as ten rows: it decides where the counts cannot, as for a label that the
# model never names, and fades where there are many.
_BELIEF_ROWS = 10.0


@dataclass(frozen=True, slots=True)
class Share:
    """A label's share of the texts and its 95 % interval, all 0..1."""

    value: float
    low: float
    high: float


def label_shift(confusion: ArrayLike, judged: ArrayLike) -> dict[Label, Share]:
    """The share of each label among texts of which only the model's answers are known.

    Args:
        confusion: labels × labels, counts of the reference, rows truth, columns judged, by a model that had
            not learnt from the row it judged; order of LABELS, as in `Scores.confusion`.
        judged: how many of today's texts were given each label.

    The likelihood of the counts is maximised over mixes by EM, which keeps shares between 0 and 1 where
    inverting the matrix does not. The interval is of draws of the matrix and of the counts.

    Raises:
        ValueError: wrong shapes, or nothing judged or known (a bug in the caller).

    Source: Lipton, Wang & Smola (2018), Detecting and correcting for label shift with black box predictors;
    the EM is that of Saerens, Latinne & Decaestecker (2002), with answers in the place of probabilities.

    >>> found = label_shift([[80, 10, 10], [10, 80, 10], [10, 10, 80]], [240, 240, 520])
    >>> {str(label): round(share.value, 1) for label, share in found.items()}
    {'positif': 0.2, 'netral': 0.2, 'negatif': 0.6}
    """
    known, counts = np.asarray(confusion, dtype=np.float64), np.asarray(judged, dtype=np.float64)
    size = len(LABELS)
    if known.shape != (size, size) or counts.shape != (size,) or not (known.sum() and counts.sum()):
        raise ValueError(f"a confusion of {known.shape} and counts of {counts.shape}")
    random = np.random.default_rng(_SEED)
    mistakes = _drawn(random, known + 0.5)
    seen = random.multinomial(int(counts.sum()), (counts + 0.5) / (counts + 0.5).sum(), DRAWS)
    believed = _BELIEF_ROWS * (known.sum(axis=1) + 1) / (known.sum() + size)
    rows = (known + 0.5) / (known + 0.5).sum(axis=1, keepdims=True)
    [value] = _most_likely(rows[None], counts[None], believed)
    low, high = np.quantile(_most_likely(mistakes, seen.astype(np.float64), believed), [0.025, 0.975], axis=0)
    low, high = np.minimum(low, value), np.maximum(high, value)
    return _shares(value, low, high)


def label_mix(shown: ArrayLike, audits: ArrayLike) -> dict[Label, Share]:
    """The share of each label, by audits: of the texts that were given a label, how many have which.

    Args:
        shown: how many predictions were given each label.
        audits: labels × labels, counts of audits, rows truth, columns the label that was shown.

    >>> found = label_mix([700, 100, 200], [[60, 2, 1], [3, 7, 2], [7, 1, 17]])
    >>> round(found[Label.POSITIF].value, 2)
    0.62
    """
    counts, table = np.asarray(shown, dtype=np.float64), np.asarray(audits, dtype=np.float64)
    random = np.random.default_rng(_SEED)
    truths = _drawn(random, table.T + 0.5)  # draws × shown × truth
    given = random.dirichlet(counts + 0.5, DRAWS)
    found = np.einsum("ds,dst->dt", given, truths)
    low, high = np.quantile(found, [0.025, 0.975], axis=0)
    return _shares(found.mean(axis=0), low, high)


def _drawn(random: np.random.Generator, alpha: Floats, draws: int = DRAWS) -> Floats:
    """Draws × rows × kinds: each row of `alpha` a Dirichlet distribution."""
    gamma = random.standard_gamma(alpha, (draws, *alpha.shape))
    # Gamma draws of small parameters may all be 0: such a row is then even.
    gamma = np.maximum(gamma, 1e-300)
    return np.asarray(gamma / gamma.sum(axis=-1, keepdims=True))


def _most_likely(mistakes: Floats, counts: Floats, believed: Floats) -> Floats:
    """The mixes that make the counts most likely: draws × truth, all draws at once."""
    mix = np.tile(believed / believed.sum(), (len(counts), 1))
    for _ in range(_ROUNDS):
        expected = np.einsum("dt,dtj->dj", mix, mistakes)
        spoken = mix * np.einsum("dtj,dj->dt", mistakes, counts / np.maximum(expected, 1e-300))
        better = spoken + believed
        better /= better.sum(axis=1, keepdims=True)
        moved = np.abs(better - mix).max()
        mix = better
        if moved < _STILL:
            break
    return mix


def _shares(value: Floats, low: Floats, high: Floats) -> dict[Label, Share]:
    return {
        label: Share(float(value[at]), float(low[at]), float(high[at])) for at, label in enumerate(LABELS)
    }
