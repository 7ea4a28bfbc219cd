"""Features that somebody else brings: any scikit-learn transformer of texts as the pipeline's first step.

An installed package offers one under the entry point group `siklus.features`. The classifier, the
calibration, the adaptation, the gate and the rest stay as they are: they need nothing but rows of numbers.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from importlib.metadata import entry_points
from typing import Any, Self

import numpy as np
import scipy.sparse as sp
from sklearn.base import BaseEstimator, TransformerMixin

from siklus.errors import SettingInvalid
from siklus.models.features import frequent, share_of_new
from siklus.models.recipe import OURS, Recipe
from siklus.models.text import words_of

GROUP = "siklus.features"
SETTING, OPTIONS = "SIKLUS_FEATURES", "SIKLUS_FEATURES_OPTIONS"


@dataclass(frozen=True, slots=True)
class Plugin:
    """What an entry point of the group `siklus.features` names.

    Example:
        from sklearn.feature_extraction.text import TfidfVectorizer

        tfidf = Plugin(lambda options: TfidfVectorizer(**options), recipe={"penalty": 1e-5})
    """

    make: Callable[[Mapping[str, Any]], Any]  # options → a new transformer: texts in, rows of numbers out
    trusted: tuple[str, ...] = ()  # full names of its own types that a model file may hold
    recipe: Mapping[str, Any] = field(default_factory=dict)  # fields of `Recipe` that go better with it


class ForeignFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Somebody else's transformer, and which words the training texts had: drift shows in new ones.

    Args:
        inner: the transformer.
        least: a word in fewer texts is not taken for known.
    """

    def __init__(self, inner: Any, *, least: int = 2) -> None:
        self.inner = inner
        self.least = least

    def fit(self, texts: Sequence[str], labels: object = None) -> Self:
        """Fit the transformer, and learn which words there are."""
        self.fit_transform(texts, labels)
        return self

    def fit_transform(self, texts: Sequence[str], labels: object = None) -> sp.csr_matrix:
        """`fit` and `transform` in one; labels are not shown to it, for rows are judged held out."""
        del labels
        self.known_words_ = frequent((words_of(text) for text in texts), self.least)
        return rows_of(self.inner.fit_transform(list(texts)))

    def transform(self, texts: Sequence[str]) -> sp.csr_matrix:
        """One row per text."""
        if not len(texts):  # many transformers refuse to look at nothing
            return self.transform([""])[:0]
        return rows_of(self.inner.transform(list(texts)))

    def read(self, texts: Sequence[str]) -> tuple[sp.csr_matrix, list[float]]:
        """The rows of texts, and of each the share of words that no training text had."""
        return self.transform(texts), [self.oov_share(text) for text in texts]

    def oov_share(self, text: str) -> float:
        """That share of one text; 0 for a text without words."""
        return share_of_new(words_of(text), _known(tuple(self.known_words_)))

    def __getstate__(self) -> dict[str, Any]:
        """The list of words as one string: an archive of many little nodes takes seconds to read."""
        state: dict[str, Any] = super().__getstate__()
        return state | {"known_words_": "\n".join(self.known_words_)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """What `__getstate__` made."""
        super().__setstate__(state | {"known_words_": state["known_words_"].split("\n")})


def rows_of(found: Any) -> sp.csr_matrix:
    """Rows as every other step takes them, of whatever a transformer gives.

    Raises:
        ValueError: numbers among them that are not finite.
    """
    rows = sp.csr_matrix(found, dtype=np.float64)
    if not np.isfinite(rows.data).all():
        raise ValueError("features that are not finite")
    return rows


@lru_cache(maxsize=4)
def _known(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(words)


# --- choosing ---------------------------------------------------------------------------------------


def offered() -> list[str]:
    """The names of the first steps that installed packages offer."""
    return sorted(entry.name for entry in entry_points(group=GROUP))


def plugin(name: str) -> Plugin:
    """What a name stands for.

    Raises:
        SettingInvalid: no installed package offers it, or what it names cannot be used.
    """
    found = [entry for entry in entry_points(group=GROUP) if entry.name == name]
    if not found:
        there = ", ".join([OURS, *offered()])
        raise SettingInvalid(SETTING, f"no installed package offers {name!r}; there is: {there}")
    try:
        loaded = found[0].load()
    except ImportError as error:
        raise SettingInvalid(SETTING, f"{name!r} cannot be loaded: {error}") from None
    if not isinstance(loaded, Plugin):
        raise SettingInvalid(SETTING, f"{name!r} names a {type(loaded).__name__} and no Plugin")
    return loaded


def recipe_with(recipe: Recipe, name: str, options: Mapping[str, Any]) -> Recipe:
    """The recipe with another first step, and with what goes better with it.

    Raises:
        SettingInvalid: as `plugin`, or the step is none of these options.
    """
    if name == OURS:
        if options:
            raise SettingInvalid(OPTIONS, f"{OURS!r} has no options")
        return recipe
    chosen = plugin(name)
    unknown = set(chosen.recipe) - {each.name for each in fields(Recipe)}
    if unknown:
        raise SettingInvalid(SETTING, f"{name!r} asks for {sorted(unknown)}, which no recipe has")
    found = replace(recipe, features=name, options=json.dumps(options, sort_keys=True), **dict(chosen.recipe))
    new_foreign(found)
    return found


def new_foreign(recipe: Recipe) -> ForeignFeatures:
    """The first step that a recipe names, not fitted yet.

    Raises:
        SettingInvalid: as `plugin`, or the step takes no such options.
    """
    options = json.loads(recipe.options)
    try:
        inner = plugin(recipe.features).make(options)
    except (TypeError, ValueError, KeyError) as error:
        raise SettingInvalid(OPTIONS, f"{recipe.features!r} does not take them: {error}") from None
    return ForeignFeatures(inner, least=recipe.least_texts)
