"""Ready-made streams from the starter reviews: small, quick, and enough to see what the loop does."""

import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from siklus.data import starter_reviews
from siklus.domain.reviews import LABELS, Label, Review
from siklus.privacy.redaction import anonymise
from siklus.simulation.base import Row
from siklus.simulation.streams import Item, mixed

KNOWN = ("restoran", "kuliner", "hotel", "wisata", "marketplace", "tiket", "transportasi", "elektronik")
# What people write about quite unlike that: of all domains a model misses most on these.
NEW = ("curhat", "telko", "kecantikan", "isu_publik")
FORMAL, SLANG = ("formal", "santai"), ("chat", "gaul")
BLOCK = 100
BEFORE = 120  # items of what the base knows, before the change comes
AFTER = 600
POOL = 1_600  # reviews that the stream of another mix is drawn from
SHIFTED = dict(zip(LABELS, (0.85, 0.05, 0.10), strict=False))  # positif, netral, negatif

Split = tuple[tuple[Row, ...], tuple[Item, ...]]  # the base, and the stream


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
    split: Callable[[int], Split]
    attack: float = 0.0
    flood: float = 0.0
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


def _quiet(seed: int) -> Split:
    rows = _drawn(seed, lambda _: True)
    return tuple(one.row for one in rows[AFTER:]), tuple(one.item("quiet") for one in rows[:AFTER])


def _arriving(
    seed: int, known: Callable[[Starter], bool], new: Callable[[Starter], bool], part: str
) -> Split:
    """Some items of what the base knows, then what it does not."""
    old, coming = _drawn(seed, known), _drawn(seed, new)[:AFTER]
    before = [one.item("before") for one in old[:BEFORE]]
    return tuple(one.row for one in old[BEFORE:]), (*before, *(one.item(part) for one in coming))


def _new_domain(seed: int) -> Split:
    return _arriving(seed, lambda one: one.domain in KNOWN, lambda one: one.domain in NEW, "new domain")


def _slang_wave(seed: int) -> Split:
    return _arriving(seed, lambda one: one.register in FORMAL, lambda one: one.register in SLANG, "slang")


def _label_shift(seed: int) -> Split:
    rows = _drawn(seed, lambda _: True)
    coming, _ = mixed([one.item("shifted") for one in rows[:POOL]], SHIFTED, [seed, 0])
    return tuple(one.row for one in rows[POOL:]), tuple(coming)


SCENARIOS = {
    "quiet": Scenario("nothing changes: the same domains, split at random", _quiet),
    "new-domain": Scenario("domains come in that the base has never seen", _new_domain),
    "slang-wave": Scenario("chat and slang come in where the base was formal", _slang_wave),
    "label-shift": Scenario("suddenly 85 % of what comes in is positive", _label_shift),
    "attack": Scenario("new domains, and a fifth of the readers lie", _new_domain, attack=0.20),
    "flood": Scenario(
        "new domains, and one reader sends 40 % of all answers, all wrong", _new_domain, flood=0.40
    ),
}
