"""Packages that offer first steps of their own, as if they were installed."""

import importlib
import sys
from pathlib import Path

import pytest

# Named anew for every test: a module that was imported once stays imported.
MODULE = '''
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from siklus.models.foreign import Plugin


class Lengths(TransformerMixin, BaseEstimator):
    """A type of this package: how long a text is, and how many exclamation marks it has."""

    def fit(self, texts, labels=None):
        return self

    def transform(self, texts):
        return [[len(text) / 1000, text.count("!")] for text in texts]


class Broken(Lengths):
    def transform(self, texts):
        return [[float("nan")] for _ in texts]


words = Plugin(lambda options: TfidfVectorizer(**options), recipe={{"penalty": 2e-5}})
lengths = Plugin(lambda options: Lengths(), trusted=("{name}.Lengths",))
stranger = Plugin(lambda options: Lengths())
broken = Plugin(lambda options: Broken(), trusted=("{name}.Broken",))
wrong = Plugin(lambda options: Lengths(), recipe={{"colour": 1}})
nothing = 3
'''
OFFERED = ("words", "lengths", "stranger", "broken", "wrong", "nothing")


class Package:
    """A package with a module of its own, there until it is taken away."""

    def __init__(self, folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder, self._name = folder, name
        folder.mkdir()
        (folder / f"{name}.py").write_text(MODULE.format(name=name))
        about = folder / f"{name}-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        entries = [*(f"{each} = {name}:{each}" for each in OFFERED), "gone = no_such_module:plugin"]
        (about / "entry_points.txt").write_text("[siklus.features]\n" + "\n".join(entries) + "\n")
        monkeypatch.syspath_prepend(folder)

    def take_away(self) -> None:
        """As if it were uninstalled."""
        sys.path.remove(str(self._folder))
        sys.modules.pop(self._name, None)
        importlib.invalidate_caches()
