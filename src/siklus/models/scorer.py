"""The exact fast scorer: what `Model` says of texts, by plain arrays and without scikit-learn.

Labels are the same and probabilities within 1e-12; `services.checking` sees to it for every version.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from typing import Protocol

import numpy as np

from siklus.domain.reviews import LABELS
from siklus.domain.scores import Judgement
from siklus.models.cutting import Cutter, PlainCutter
from siklus.models.memo import Memo, Reading
from siklus.models.passes import Columns, numpy_pass
from siklus.models.plain import Floats, Plain
from siklus.models.reading import PlainReader, Reader
from siklus.models.strings import carriers_of, phrases_of, pieces_of
from siklus.models.telling import by_word, loudest
from siklus.models.text import words_of

AT_ONCE = 256  # texts: fewer are mostly calls of numpy, more do not fit into the processor's caches together
# Characters: what so many hold is all that can be learnt before the memo looks how full it is.
MOST_CHARACTERS = 100_000


class Judge(Protocol):
    """What answers for a version: a `Model`, or the scorer in its place."""

    def judge(self, texts: Sequence[str]) -> list[Judgement]:
        """What it says about each text."""
        ...

    def explain(self, text: str, top: int = 8) -> list[tuple[str, float]]:
        """The words that speak loudest for (+) or against (-) the label that `text` is given."""
        ...


class Pass(Protocol):
    """Probabilities and the share of new words, of texts that were read: texts × (labels + 1)."""

    def __call__(self, reading: Reading) -> Floats:
        """The figures of these texts."""
        ...


Parts = tuple[Pass, Cutter, Reader]


def can_compile() -> bool:
    """Whether the extra `fast` is installed."""
    return find_spec("numba") is not None


class Scorer:
    """A version by plain arrays; any number of threads may ask it."""

    def __init__(self, plain: Plain, *, fast: bool = False) -> None:
        """Ready to judge.

        Args:
            fast: by the pass that numba compiles, where that can be loaded.
        """
        self._plain, columns = plain, Columns.of(plain)
        parts = _compiled(plain, columns) if fast else None
        self.fast = parts is not None
        self._pass, cut, reader = parts or _interpreted(plain, columns)
        self.memo = Memo(plain, columns.loads, cut, reader)
        self._figures(["siap"])  # what is still to be compiled is so now, and not while a request waits

    def predict_proba(self, texts: Sequence[str]) -> Floats:
        """Calibrated probabilities, one row per text, in the order of LABELS."""
        return self._figures(texts)[:, : len(LABELS)]

    def judge(self, texts: Sequence[str]) -> list[Judgement]:
        """What the model says about each text."""
        return [Judgement(tuple(shares), new) for *shares, new in self._figures(texts).tolist()]

    def explain(self, text: str, top: int = 8) -> list[tuple[str, float]]:
        """As `Model.explain`."""
        label = int(self.predict_proba([text])[0].argmax())
        words, scope = words_of(text), self._plain.scope
        phrases = Counter(p for p in phrases_of(words, scope) if p in self.memo.phrase_at)
        pieces = Counter(p for carrier in carriers_of(words, scope) for p in self._cut(carrier))
        shares = (
            self._shares(phrases, self.memo.phrase_at, label),
            self._shares(pieces, self.memo.piece_at, label),
        )
        return loudest(by_word(words, scope, self._cut, shares), top)

    def _figures(self, texts: Sequence[str]) -> Floats:
        found = [self._pass(self.memo.read(some)) for some in _portions(texts)]
        if len(found) == 1:
            return found[0]
        return np.concatenate(found) if found else np.empty((0, len(LABELS) + 1))

    def _cut(self, carrier: str) -> list[str]:
        cut = pieces_of(carrier, self._plain.shortest, self._plain.longest)
        return [piece for piece in cut if piece in self.memo.piece_at]

    def _shares(self, counts: Counter[str], columns: dict[str, int], label: int) -> dict[str, float]:
        """What each string of one half speaks for a label, against the mean of all labels."""
        at = np.array([columns[string] for string in counts], dtype=np.intp)
        weights = self._plain.weights[at]
        values = (1 + np.log(list(counts.values()))) * self._plain.rarity[at]
        values /= np.sqrt(values @ values) if len(values) else 1.0
        shares = values * (weights[:, label] - weights.mean(axis=1))
        return dict(zip(counts, shares.tolist(), strict=True))


def _interpreted(plain: Plain, columns: Columns) -> Parts:
    return partial(numpy_pass, columns=columns), PlainCutter(plain), PlainReader(plain.scope)


def _compiled(plain: Plain, columns: Columns) -> Parts | None:
    try:
        # Loaded where it is asked for only: it takes 100 MB and seconds.
        from siklus.models.compiled import CompiledPass  # noqa: PLC0415
        from siklus.models.compiled_cutting import LONGEST, CompiledCutter  # noqa: PLC0415
        from siklus.models.compiled_reading import CompiledReader  # noqa: PLC0415
    except ImportError:
        return None  # numba is there and does not go with this numpy: slower is better than not at all
    cut = CompiledCutter(plain) if plain.longest <= LONGEST else PlainCutter(plain)
    return CompiledPass(columns), cut, CompiledReader(plain.scope)


def _portions(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """The texts in their order, no more at once than may be learnt from at once."""
    begin, characters = 0, 0
    for at, text in enumerate(texts):
        if at > begin and (at - begin == AT_ONCE or characters + len(text) > MOST_CHARACTERS):
            yield texts[begin:at]
            begin, characters = at, 0
        characters += len(text)
    if begin < len(texts):
        yield texts[begin:]
