"""Labels that are probably wrong go to a reviewer; none is deleted, and each text is asked about once."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from siklus.database.store import Transaction
from siklus.domain.confident import suspected
from siklus.domain.examples import Example, Origin
from siklus.domain.feedback import Ask, AskReason
from siklus.domain.identity import new_id

# Of one training; where one was asked about before, the next does not move up: further down the list the
# model is wrong far more often than the reader. docs/why/doubted-labels.md has the trial.
MOST = 5


def doubted(rows: Sequence[Example], probabilities: NDArray[np.float64]) -> tuple[str, ...]:
    """The five predictions whose reader's label is suspected most, the most suspicious first.

    Reviewers' labels set the thresholds too, but nobody stands above a reviewer to be asked.

    Args:
        rows: the new labels of a training.
        probabilities: what fits that had not seen each of them say of it; rows × labels.
    """
    found = [rows[one.row] for one in suspected(probabilities, [row.label for row in rows])]
    readers = [row.prediction_id for row in found if row.origin == Origin.READER and row.prediction_id]
    return tuple(readers[:MOST])


def ask_about(
    tx: Transaction,
    prediction_ids: Sequence[str],
    at: datetime,
    reason: AskReason = AskReason.SUSPECT,
) -> int:
    """Ask a reviewer about those of these that teach and that nobody was asked about.

    Returns:
        How many requests were made.
    """
    # Of two trainings, or of one and a reviewer's queue, the second must see the first one's requests.
    tx.alone("asks")
    free = tx.asks.doubtable(prediction_ids)
    for prediction_id in [one for one in prediction_ids if one in free]:
        tx.asks.add(Ask(new_id(), prediction_id, reason, 1.0, at, None))
    return len(free)
