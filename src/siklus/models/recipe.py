"""What decides a training, and how a training tells how far it is; known without any library of learning."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["linear", "naive_bayes"]
OURS = "siklus"  # the name of our own first step
Progress = Callable[[str, float], None]  # what is being done, and the share that is done, 0..1


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides what training makes of the same rows."""

    features: str = OURS  # the first step: ours, or one that a package offers (`foreign`)
    options: str = "{}"  # of a foreign first step, as JSON with sorted names
    kind: Kind = "linear"
    seed: int = 0
    scope: int = 1  # words that a negation reaches
    shortest_piece: int = 2  # characters
    longest_piece: int = 5
    least_texts: int = 2  # a phrase or piece in fewer texts is not counted
    penalty: float = 8e-6  # of the linear classifier
    epochs: int = 10
    balance: float = 1.0  # 0: labels weigh as they come, 1: all the same
    lean: float = 0.5  # to the class mix of the training rows, 0 … 1: see `fit_calibration`
    smoothing: float = 0.1  # of naive Bayes
    folds: int = 5  # of the calibration
    stiffness: float = 0.2  # of the change that fits a model to new labels: see `adaptation`
    caution: float = 0.5  # 0: volunteered labels teach like any other, 1: by their worth as evidence
    doubt: float = 0.1  # share of the volunteered labels that is thought to be wrong

    def as_dict(self) -> dict[str, Any]:
        """As JSON holds it; our own first step goes without saying, as it did before there were others."""
        found = asdict(self)
        if self.features == OURS:
            del found["features"], found["options"]
        return found
