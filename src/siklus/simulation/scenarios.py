"""Ready-made streams from the starter reviews: small, quick, and enough to see what the loop does."""

import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from siklus.data import starter_reviews
from siklus.domain.reviews import Label, Review
from siklus.privacy.redaction import anonymise
from siklus.simulation.base import Row
from siklus.simulation.streams import Item, mixed

# Domains that people write about unlike the rest: held out, they cost the model most.
HELD_OUT = ("film", "curhat", "berita", "isu_publik", "aplikasi", "telko")
BLOCK = 100
BEFORE = 150  # items of what the base knows, before the change comes
QUIET = 700


@dataclass(frozen=True, slots=True)
class Starter:
    """A starter review."""

    text: str
    label: Label
    domain: str
    register: str

    @property
    def row(self) -> Row:
        """As a base has it."""
        return self.text, self.label

    def item(self, part: str) -> Item:
        """As it comes in."""
        return Item(anonymise(Review.read(self.text).text).text, self.label, part)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A base and a stream for each seed."""

    about: str
    split: Callable[[int], tuple[tuple[Row, ...], tuple[Item, ...]]]
    attack: float = 0.0
    block: int = BLOCK

    def base(self, seed: int) -> tuple[Row, ...]:
        """The rows that version 1 learns from."""
        return self.split(seed)[0]

    def items(self, seed: int) -> tuple[Item, ...]:
        """The items in the order in which they come."""
        return self.split(seed)[1]


@cache
def _starter() -> tuple[Starter, ...]:
    rows = csv.DictReader(io.StringIO(starter_reviews().decode()))
    return tuple(Starter(r["text"], Label(r["label"]), r["domain"], r["register"]) for r in rows)


def _drawn(seed: int, wanted: Callable[[Starter], bool]) -> list[Starter]:
    found = [one for one in _starter() if wanted(one)]
    random.Random(seed).shuffle(found)
    return found


def _quiet(seed: int) -> tuple[tuple[Row, ...], tuple[Item, ...]]:
    rows = _drawn(seed, lambda _: True)
    return tuple(one.row for one in rows[QUIET:]), tuple(one.item("quiet") for one in rows[:QUIET])


def _arriving(
    seed: int, is_new: Callable[[Starter], bool], part: str
) -> tuple[tuple[Row, ...], tuple[Item, ...]]:
    """Some items of what the base knows, then what it does not."""
    old, new = _drawn(seed, lambda one: not is_new(one)), _drawn(seed, is_new)
    before = [one.item("before") for one in old[:BEFORE]]
    return tuple(one.row for one in old[BEFORE:]), (*before, *(one.item(part) for one in new))


def _new_domain(seed: int) -> tuple[tuple[Row, ...], tuple[Item, ...]]:
    return _arriving(seed, lambda one: one.domain in HELD_OUT, "new domain")


def _slang_wave(seed: int) -> tuple[tuple[Row, ...], tuple[Item, ...]]:
    base, items = _arriving(seed, lambda one: one.register in ("chat", "gaul"), "slang")
    return base, items[: BEFORE + 600]


def _label_shift(seed: int) -> tuple[tuple[Row, ...], tuple[Item, ...]]:
    rows = _drawn(seed, lambda _: True)
    coming = [one.item("shifted") for one in rows[: QUIET * 2]]
    mix = {Label.POSITIF: 0.85, Label.NETRAL: 0.05, Label.NEGATIF: 0.10}
    return tuple(one.row for one in rows[QUIET * 2 :]), mixed(coming, mix, seed)


SCENARIOS = {
    "quiet": Scenario("nothing changes: the same domains, split at random", _quiet),
    "new-domain": Scenario("domains come in that the base has never seen", _new_domain),
    "slang-wave": Scenario("chat and slang come in where the base was formal", _slang_wave),
    "label-shift": Scenario("suddenly 85 % of what comes in is positive", _label_shift),
    "attack": Scenario("new domains, and a fifth of the readers lie", _new_domain, attack=0.20),
}
