"""Which words came and which went, when the texts have changed: the explanation of a drift.

Texts are counted, not occurrences: one text that repeats a word is one text. A word that fewer than five
texts hold is never shown, nor is anything with a digit, so no text and nobody can be recognised by it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

LEAST_TEXTS = 5
# How many texts the pooled mix of words counts for, for each side: rare words need more than chance.
_PRIOR_TEXTS = 50.0
CERTAIN_Z = 3.0
# Stand-ins of the anonymiser are written in brackets.
_STAND_IN = re.compile(r"\[[^\]\s]*\]|<[^>\s]*>")
_WORD = re.compile(r"(?<![\w@#])[^\W\d_]{2,30}(?![\w@])")


@dataclass(frozen=True, slots=True)
class Word:
    """One word, before and now."""

    word: str
    before: int  # texts of the reference that hold it
    now: int
    z: float  # log-odds ratio in standard errors; above 0: it came


@dataclass(frozen=True, slots=True)
class Explanation:
    """The words that tell two sets of texts apart, the most telling first."""

    texts_before: int
    texts_now: int
    came: list[Word]
    went: list[Word]


def word_counts(texts: Iterable[str]) -> tuple[int, Counter[str]]:
    """How many texts there are, and how many of them hold each word.

    >>> n, found = word_counts(["Enak sekali, enak!", "Kurang enak [NAMA] 08123"])
    >>> n, found["enak"], "nama" in found
    (2, 2, False)
    """
    n, found = 0, Counter[str]()
    for text in texts:
        n += 1
        found.update(set(_WORD.findall(_STAND_IN.sub(" ", text).casefold())))
    return n, found


def explain(
    before: tuple[int, Mapping[str, int]], now: tuple[int, Mapping[str, int]], *, top: int = 20
) -> Explanation:
    """The words that came and went, by their log-odds with an informative prior.

    Args:
        before, now: numbers of texts and of texts by word, as `word_counts` gives them.
        top: how many words at most on either side.

    Returns:
        Words held by at least five texts of both sides together, whose change is three standard errors or
        more. Many words are looked at: of ten thousand that did not change, some twenty-seven get so far.

    Source: Monroe, Colaresi & Quinn (2008), Fightin' words, Political Analysis 16(4), section 3.3.2, with
    texts in the place of occurrences.

    >>> old = word_counts(["makanan enak sekali"] * 40)
    >>> new = word_counts(["paket lambat sekali"] * 40)
    >>> [word.word for word in explain(old, new).came]
    ['lambat', 'paket']
    """
    words = sorted(
        word for word in {*before[1], *now[1]} if before[1].get(word, 0) + now[1].get(word, 0) >= LEAST_TEXTS
    )
    if not words or not before[0] or not now[0]:
        return Explanation(before[0], now[0], [], [])
    counts = np.array([[side[1].get(word, 0) for word in words] for side in (before, now)], dtype=np.float64)
    texts = np.array([[before[0]], [now[0]]], dtype=np.float64)
    # Half a text more: a word in every text has odds as well.
    prior = _PRIOR_TEXTS * (counts.sum(axis=0) + 0.5) / (texts.sum() + 1)
    held, free = counts + prior, texts - counts + _PRIOR_TEXTS - prior
    odds = np.log(held / free)
    z = (odds[1] - odds[0]) / np.sqrt((1 / held + 1 / free).sum(axis=0))
    found = [
        Word(word, int(counts[0, at]), int(counts[1, at]), round(float(z[at]), 2))
        for at, word in enumerate(words)
        if abs(z[at]) >= CERTAIN_Z
    ]
    found.sort(key=lambda word: (-abs(word.z), word.word))
    came, went = [w for w in found if w.z > 0], [w for w in found if w.z < 0]
    return Explanation(before[0], now[0], came[:top], went[:top])
