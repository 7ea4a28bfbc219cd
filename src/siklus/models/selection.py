"""Held-out judgements of rows that are also learnt from, and the weight that new rows get."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siklus.domain.reviews import Label
from siklus.domain.scores import Judgement
from siklus.models.calibration import Floats, Integers, calibrated, fit_calibration
from siklus.models.model import judgements
from siklus.models.training import Prepared, checked, fold_numbers, held_out_scores

Flags = NDArray[np.bool_]

# Old rows that are held out beside the new ones: enough to calibrate and to notice harm, few enough
# (a few hundred a fold) that the classifiers hardly miss them.
OLD_SAMPLE = 2_000
# Some labels are wrong: one of them must not outweigh what a dozen right ones say.
LEAST_LIKELY = 0.02
# Trials only compare weights: half the passes rank them the same.
TRIAL_EPOCHS = 6


def cross_judge(
    prepared: Prepared,
    labels: Sequence[Label],
    weights: Sequence[float] | Floats | None = None,
    *,
    rows: Sequence[int] | Integers | None = None,
    folds: int = 5,
) -> list[Judgement]:
    """Judgements of `rows`, each by a model that learnt from everything but that row's fold.

    So a label can both train a candidate and judge it. One fit a fold, nothing is read again.

    Args:
        weights: how much each row counts in training, 1 where nothing is said.
        rows: which rows are wanted, all where nothing is said; beside these, a sample of the others is held
            out for the calibration, and the rest is always learnt from.

    Returns:
        One judgement for each of `rows`, in their order.
    """
    truth, weighed = checked(prepared, labels, weights)
    wanted = np.arange(len(truth)) if rows is None else np.asarray(rows, dtype=np.intp)
    numbers = _folds(truth, wanted, folds, prepared.recipe.seed)
    probabilities = _held_out(prepared, truth, weighed, numbers)
    shares = [prepared.features.oov_share(prepared.texts[row]) for row in wanted]
    return judgements(probabilities[wanted], shares)


def _folds(truth: Integers, wanted: Integers, folds: int, seed: int) -> Integers:
    """A fold for each wanted row and for a sample of the others; -1 for the rest."""
    numbers = np.full(len(truth), -1, dtype=np.intp)
    numbers[wanted] = fold_numbers(truth[wanted], folds, seed)
    others = np.flatnonzero(numbers < 0)
    sample = np.sort(np.random.default_rng(seed).permutation(others)[:OLD_SAMPLE])
    # Of a small base no more than a part may be missed at a time: the folds see to that.
    numbers[sample] = fold_numbers(truth[sample], max(folds, 5), seed) % max(folds, 5)
    numbers[numbers >= folds] = -1
    return numbers


def _held_out(prepared: Prepared, truth: Integers, weights: Floats, numbers: Integers) -> Floats:
    """Calibrated probabilities of the rows with a fold; NaN elsewhere."""
    scores = held_out_scores(prepared, truth, weights, numbers)
    known = numbers >= 0
    # Rows of weight 0 are judged but have no say in what the candidate becomes.
    say = weights[known] if weights[known].any() else np.ones(int(known.sum()))
    fitted = fit_calibration(scores[known], truth[known], say, prepared.recipe.lean)
    return calibrated(scores, *fitted)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What one weight of the new rows would come to, on held-out rows."""

    weight: float
    new_accuracy: float  # weighted by the evidence
    new_loss: float  # mean negative log-likelihood, nats, weighted by the evidence
    old_accuracy: float
    old_loss: float


@dataclass(frozen=True, slots=True)
class WeightChoice:
    """The weight of a new row relative to an old one, and every figure it was chosen by."""

    weight: float
    candidates: tuple[Candidate, ...]
    new_rows: int
    old_rows: int  # held out, not all there are

    def as_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        tried = [
            {
                "weight": c.weight,
                "new_accuracy": c.new_accuracy,
                "new_loss": c.new_loss,
                "old_accuracy": c.old_accuracy,
                "old_loss": c.old_loss,
            }
            for c in self.candidates
        ]
        return {
            "weight": self.weight,
            "candidates": tried,
            "new_rows": self.new_rows,
            "old_rows": self.old_rows,
        }


def choose_weight(
    prepared: Prepared,
    labels: Sequence[Label],
    is_new: Sequence[bool],
    evidence_weights: Sequence[float],
    *,
    candidates: Sequence[float] = (0, 1, 2, 4),
    folds: int = 3,
    tolerance: float = 0.01,
) -> WeightChoice:
    """The weight of new rows that serves held-out new rows best and old rows not worse.

    Every candidate is trained `folds` times without a part of the new rows and without a sample of the old
    ones, and judged on what it missed. Likelihood decides rather than hits: of a few dozen labels it
    wastes nothing, and it punishes a class mix that has drifted away from the evidence's.

    Args:
        is_new: one per text.
        evidence_weights: one per text, looked at where it is new: 1 for audits and for volunteered rows the
            model was right about, 1 / r for those it was wrong about; 0 keeps a row out of the verdict.
        tolerance: how much accuracy the old rows may lose against leaving the new rows out.

    Returns:
        The choice; weight 1 where no new row can speak.
    """
    truth, _ = checked(prepared, labels, None)
    new = np.asarray(is_new, dtype=bool)
    evidence = np.where(new, np.asarray(evidence_weights, dtype=np.float64), 0.0)
    numbers = _folds(truth, np.flatnonzero(new), folds, prepared.recipe.seed)
    old_rows = int(((numbers >= 0) & ~new).sum())
    if not evidence.any():
        return WeightChoice(1.0, (), int(new.sum()), old_rows)
    cheaper = replace(
        prepared, recipe=replace(prepared.recipe, epochs=min(prepared.recipe.epochs, TRIAL_EPOCHS))
    )
    tried = tuple(
        _try(cheaper, truth, numbers, new=new, evidence=evidence, weight=float(weight))
        for weight in candidates
    )
    return WeightChoice(_best(tried, tolerance), tried, int(new.sum()), old_rows)


def _try(
    prepared: Prepared, truth: Integers, numbers: Integers, *, new: Flags, evidence: Floats, weight: float
) -> Candidate:
    scores = held_out_scores(prepared, truth, np.where(new, weight, 1.0), numbers)
    held = numbers >= 0
    # Every candidate is calibrated on the same rows, new ones among them, whatever its weight. Else labels
    # that mean nothing would win by teaching the calibration to be unsure.
    say = np.where(new, evidence, 1.0)[held]
    probabilities = np.full(scores.shape, np.nan)
    fitted = fit_calibration(scores[held], truth[held], say, prepared.recipe.lean)
    probabilities[held] = calibrated(scores[held], *fitted)
    new_accuracy, new_loss = _figures(probabilities, truth, evidence)
    old_accuracy, old_loss = _figures(probabilities, truth, np.where(held & ~new, 1.0, 0.0))
    return Candidate(weight, new_accuracy, new_loss, old_accuracy, old_loss)


def _figures(probabilities: Floats, truth: Integers, counts: Floats) -> tuple[float, float]:
    """Accuracy and mean negative log-likelihood of the rows that count; (1, 0) where none does."""
    rows = np.flatnonzero(counts > 0)
    if not len(rows):
        return 1.0, 0.0
    weights = counts[rows] / counts[rows].sum()
    hits = probabilities[rows].argmax(axis=1) == truth[rows]
    likely = np.maximum(probabilities[rows, truth[rows]], LEAST_LIKELY)
    return float(weights @ hits), float(-(weights @ np.log(likely)))


def _best(tried: Sequence[Candidate], tolerance: float) -> float:
    """The candidate with the least loss on new rows among those that the old rows bear."""
    unlearnt = min(tried, key=lambda candidate: candidate.weight)
    borne = [c for c in tried if c.old_accuracy >= unlearnt.old_accuracy - tolerance]
    return min(borne, key=lambda candidate: (candidate.new_loss, candidate.weight)).weight
