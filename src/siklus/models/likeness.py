"""Where two models differ, parameter by parameter and bit by bit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from siklus.models.calibration import Floats
from siklus.models.model import Model


@dataclass(frozen=True, slots=True)
class Part:
    """One set of parameters of two models."""

    name: str
    values: int  # how many there are
    differ: int  # how many of them are not the same bits
    largest: float | None = None  # the largest difference between two numbers; None where none can be taken

    @property
    def same(self) -> bool:
        """Bit for bit."""
        return self.differ == 0


def likeness(one: Model, other: Model) -> list[Part]:
    """Every set of parameters that decides what a model answers, compared.

    What drift is compared with and the recipe are compared too, as single values.
    """
    texts = [_of_strings(name, part(one), part(other)) for name, part in _STRINGS.items()]
    numbers = [_of_numbers(name, part(one), part(other)) for name, part in _NUMBERS.items()]
    whole = [("reference", one.reference == other.reference), ("recipe", one.recipe == other.recipe)]
    return [*texts, *numbers, *(Part(name, 1, 0 if same else 1) for name, same in whole)]


_STRINGS: dict[str, Callable[[Model], Sequence[str]]] = {
    "vocabulary: phrases": lambda model: model.features.phrases_,
    "vocabulary: pieces": lambda model: model.features.pieces_,
    "vocabulary: known words": lambda model: model.features.known_words_,
}
_NUMBERS: dict[str, Callable[[Model], Floats]] = {
    "rarity: phrases": lambda model: model.features.phrase_idf_,
    "rarity: pieces": lambda model: model.features.piece_idf_,
    "coefficients": lambda model: model.classifier.coef_,
    "intercepts": lambda model: model.classifier.intercept_,
    "calibration: scale": lambda model: np.array([model.classifier.scale_]),
    "calibration: offsets": lambda model: model.classifier.offsets_,
}


def _of_strings(name: str, one: Sequence[str], other: Sequence[str]) -> Part:
    here, there = set(one), set(other)
    # The order decides the columns: the same strings in another order are another vocabulary.
    moved = sum(a != b for a, b in zip(one, other, strict=False)) if here == there else 0
    return Part(name, len(there), len(here ^ there) or moved)


def _of_numbers(name: str, one: Floats, other: Floats) -> Part:
    """
    >>> _of_numbers("n", np.array([0.1, 0.2, -0.0]), np.array([0.1, 0.25, 0.0]))
    Part(name='n', values=3, differ=2, largest=0.04999999999999999)
    """
    if one.shape != other.shape:
        return Part(name, other.size, max(one.size, other.size))
    bits = [np.ascontiguousarray(each, dtype=np.float64).view(np.uint64) for each in (one, other)]
    differ = int(np.count_nonzero(bits[0] != bits[1]))
    return Part(name, other.size, differ, float(np.abs(one - other).max(initial=0.0)))
