"""Where two models differ, parameter by parameter and bit by bit."""

from collections.abc import Sequence
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
    ours, theirs = _numbers(one), _numbers(other)
    texts = [_of_strings(name, words, _strings(other)[name]) for name, words in _strings(one).items()]
    numbers = [_of_numbers(name, ours[name], theirs[name]) for name in ours]
    whole = [("reference", one.reference == other.reference), ("recipe", one.recipe == other.recipe)]
    return [*texts, *numbers, *(Part(name, 1, 0 if same else 1) for name, same in whole)]


def _strings(model: Model) -> dict[str, Sequence[str]]:
    known: dict[str, Sequence[str]] = {"vocabulary: known words": model.features.known_words_}
    if model.own is None:  # what a foreign step holds is its own; the recipe names it
        return known
    return {"vocabulary: phrases": model.own.phrases_, "vocabulary: pieces": model.own.pieces_, **known}


def _numbers(model: Model) -> dict[str, Floats]:
    classifier = model.classifier
    own = (
        {"rarity: phrases": model.own.phrase_idf_, "rarity: pieces": model.own.piece_idf_}
        if model.own is not None
        else {}
    )
    return {
        **own,
        "coefficients": classifier.coef_,
        "intercepts": classifier.intercept_,
        "calibration: scale": np.array([classifier.scale_]),
        "calibration: offsets": classifier.offsets_,
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
