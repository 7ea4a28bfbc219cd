"""Texts as sparse rows: words, pairs of words, negated words, and pieces of words.

Everything a row holds is a count of known strings, so a linear model on it stays a plain table:
string → three weights. The pieces of a word depend on that word alone, which is what makes a text cheap:
each distinct word is cut up once.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any, Protocol, Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from siklus.models.strings import carriers_of, phrases_of, pieces_of
from siklus.models.text import words_of

Floats = NDArray[np.float64]
_LISTS = ("phrases_", "pieces_", "known_words_")
_INDEXES = ("phrase_at", "piece_at", "_known")


def count(rows: Iterable[Sequence[str]], columns: dict[str, int]) -> sp.csr_matrix:
    """How often each string of `columns` stands in each row; unknown strings count nowhere."""
    ends, indices = [0], list[int]()
    for row in rows:
        indices.extend([at for at in map(columns.get, row) if at is not None])
        ends.append(len(indices))
    shape = (len(ends) - 1, len(columns))
    matrix = sp.csr_matrix((np.ones(len(indices)), np.array(indices, dtype=np.int32), ends), shape=shape)
    matrix.sum_duplicates()
    return matrix


def numbered(strings: Iterable[str]) -> dict[str, int]:
    """Each string's place."""
    return {string: at for at, string in enumerate(strings)}


def share_of_new(tokens: Sequence[str], known: frozenset[str]) -> float:
    """The share of the words among tokens that are not known; 0 where none is a word.

    >>> share_of_new(["enak", "!", "banget"], frozenset({"enak"}))
    0.5
    """
    words = [word for word in tokens if word.isalpha()]
    return sum(word not in known for word in words) / len(words) if words else 0.0


def frequent(rows: Iterable[Iterable[str]], least: int) -> list[str]:
    """The strings that stand in at least `least` rows, sorted: their order decides every column."""
    found = Counter(chain.from_iterable(map(set, rows)))
    return sorted(string for string, rows_with in found.items() if rows_with >= least)


def rows_with(counts: sp.csr_matrix) -> NDArray[np.intp]:
    """In how many rows each column's string stands."""
    return np.bincount(counts.indices, minlength=counts.shape[1])


def rarity(rows: int, holding: NDArray[np.intp]) -> Floats:
    """The smoothed inverse document frequency of each column, as scikit-learn has it."""
    return np.asarray(np.log((1 + rows) / (1 + holding)) + 1, dtype=np.float64)


def _scaled(counts: sp.csr_matrix, idf: Floats) -> sp.csr_matrix:
    """Each row as (1 + ln count) · idf, at length 1; a row of nothing stays nothing."""
    scaled = counts.copy()
    scaled.data = (1 + np.log(scaled.data)) * idf[scaled.indices]
    squares = np.asarray(scaled.multiply(scaled).sum(axis=1)).ravel()
    lengths = np.sqrt(np.where(squares > 0, squares, 1.0))
    scaled.data /= np.repeat(lengths, np.diff(scaled.indptr))
    return scaled


class Features(Protocol):
    """The first step of a pipeline: ours, or one that somebody else brings (`foreign`)."""

    known_words_: list[str]  # words of the texts that it was fitted to

    def fit_transform(self, texts: Sequence[str], labels: object = None) -> sp.csr_matrix:
        """Learn from texts; one row for each."""
        ...

    def transform(self, texts: Sequence[str]) -> sp.csr_matrix:
        """One row per text."""
        ...

    def read(self, texts: Sequence[str]) -> tuple[sp.csr_matrix, list[float]]:
        """The rows of texts, and of each the share of words that no training text had."""
        ...

    def oov_share(self, text: str) -> float:
        """That share of one text; 0 for a text without words."""
        ...


class ReviewFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """The first step of the pipeline: raw texts in, one sparse row for each out.

    The left columns are phrases (words, pairs, negated words), the right ones pieces of words; each half
    has length 1 on its own, so that a long text has no louder pieces than words.
    """

    def __init__(self, *, scope: int = 1, shortest: int = 2, longest: int = 5, least: int = 2) -> None:
        self.scope = scope
        self.shortest = shortest
        self.longest = longest
        self.least = least

    def fit(self, texts: Sequence[str], labels: object = None) -> Self:
        """Learn which phrases and pieces there are, and how rare each is."""
        self.fit_transform(texts, labels)
        return self

    def fit_transform(self, texts: Sequence[str], labels: object = None) -> sp.csr_matrix:
        """`fit` and `transform` in one reading of the texts; pipelines pass labels, unused here."""
        del labels
        rows = [words_of(text) for text in texts]
        # A word of one text alone is often a name, and it tells nothing of what texts are like.
        self.known_words_ = frequent(rows, self.least)
        self.phrases_ = frequent((phrases_of(row, self.scope) for row in rows), self.least)
        self.pieces_ = frequent(self._pieces_by_row(rows), self.least)
        self._index()
        phrases, pieces = self.counts(rows)
        self.phrase_idf_ = rarity(len(rows), rows_with(phrases))
        self.piece_idf_ = rarity(len(rows), rows_with(pieces))
        return self._rows(phrases, pieces)

    def fitted(self, lists: tuple[list[str], list[str], list[str]], rarities: tuple[Floats, Floats]) -> Self:
        """As `fit` would leave it, where what it learns was counted elsewhere.

        Args:
            lists: known words, phrases and pieces, each sorted.
            rarities: of the phrases and of the pieces.
        """
        self.known_words_, self.phrases_, self.pieces_ = lists
        self.phrase_idf_, self.piece_idf_ = rarities
        self._index()
        return self

    def transform(self, texts: Sequence[str]) -> sp.csr_matrix:
        """One row per text, in the columns that `fit` learnt."""
        return self.transform_words([words_of(text) for text in texts])

    def transform_words(self, rows: list[list[str]]) -> sp.csr_matrix:
        """`transform` of texts that are words already."""
        check_is_fitted(self)
        return self._rows(*self.counts(rows))

    def read(self, texts: Sequence[str]) -> tuple[sp.csr_matrix, list[float]]:
        """The rows of texts, and of each the share of words that no training text had."""
        rows = [words_of(text) for text in texts]
        return self.transform_words(rows), [share_of_new(row, self._known) for row in rows]

    def oov_share(self, text: str) -> float:
        """The share of the words of `text` that no training text had; 0 for a text without words."""
        return share_of_new(words_of(text), self._known)

    def cut(self, carrier: str) -> list[str]:
        """`pieces_of` with this object's sizes."""
        return pieces_of(carrier, self.shortest, self.longest)

    def _pieces_by_row(self, rows: list[list[str]]) -> Iterator[set[str]]:
        pieces = cache(lambda carrier: frozenset(self.cut(carrier)))
        for row in rows:
            yield set().union(*map(pieces, set(carriers_of(row, self.scope))))

    def counts(self, rows: list[list[str]]) -> tuple[sp.csr_matrix, sp.csr_matrix]:
        """Raw counts of phrases and of pieces, one row for each list of words."""
        phrases = count((phrases_of(row, self.scope) for row in rows), self.phrase_at)
        carried = [carriers_of(row, self.scope) for row in rows]
        distinct = numbered(dict.fromkeys(carrier for row in carried for carrier in row))
        cut = count(map(self.cut, distinct), self.piece_at)
        pieces = sp.csr_matrix(count(carried, distinct) @ cut)
        # A product comes unsorted, in an order that depends on the other rows: sums over it would, too, and
        # a text would be judged by other bits alone than in company.
        pieces.sort_indices()
        return phrases, pieces

    def _rows(self, phrases: sp.csr_matrix, pieces: sp.csr_matrix) -> sp.csr_matrix:
        halves = [_scaled(phrases, self.phrase_idf_), _scaled(pieces, self.piece_idf_)]
        return sp.csr_matrix(sp.hstack(halves, format="csr"))

    def _index(self) -> None:
        self.phrase_at, self.piece_at = numbered(self.phrases_), numbered(self.pieces_)
        self._known = frozenset(self.known_words_)

    def __getstate__(self) -> dict[str, Any]:
        """Lists of strings as one string each: an archive of 100,000 little nodes takes seconds to read."""
        state = {name: value for name, value in super().__getstate__().items() if name not in _INDEXES}
        return state | {name: "\n".join(state[name]) for name in _LISTS if name in state}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """What `__getstate__` made."""
        lists = {name: state[name].split("\n") for name in _LISTS if name in state}
        super().__setstate__(state | lists)
        if lists:
            self._index()
