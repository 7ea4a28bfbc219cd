"""Which examples one training uses, and in what part."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from siklus.domain.examples import LIVE_ORIGINS, Example, ExampleState, Origin
from siklus.domain.splits import Split

# Of several labels for one text the best-founded stands: a fair draw looked at by a reviewer, then a
# reviewer's other work, then data that an admin vouches for, then a reader's click.
AUTHORITY = (Origin.AUDIT, Origin.REVIEWER, Origin.IMPORT, Origin.STARTER, Origin.READER)

# A foundation takes seconds for 10,000 rows: fewer new labels than a fifth are not worth it, and more than
# these would keep new words unlearnt for long.
LEAST_STEP, LARGEST_STEP = 20, 400


@dataclass(frozen=True, slots=True)
class Division:
    """One training set: what is learnt from, and what only measures."""

    train: tuple[Example, ...]
    golden: tuple[Example, ...]

    @property
    def all(self) -> tuple[Example, ...]:
        """Train first, then golden."""
        return self.train + self.golden

    @property
    def ids(self) -> tuple[str, ...]:
        """In the order of `all`."""
        return tuple(example.id for example in self.all)


def divide(examples: Iterable[Example]) -> Division:
    """Each text once, with the best-founded of its labels, on the side that its split says.

    The order depends on the content alone, so that the same rows give the same model on every machine.
    A text that measures in one row never teaches in another: golden goes first.
    """
    best: dict[str, Example] = {}
    golden: set[str] = set()
    for example in examples:
        if example.state == ExampleState.WITHDRAWN:
            continue  # its text is gone; it may have been erased between the snapshot and the training
        if example.split == Split.GOLDEN:
            golden.add(example.text_key)
        standing = best.get(example.text_key)
        if standing is None or _rank(example) < _rank(standing):
            best[example.text_key] = example
    ordered = sorted(best.values(), key=lambda example: (example.text_key, example.text))
    train = tuple(e for e in ordered if e.text_key not in golden)
    # A reader's click never measures, also where the text itself is golden by another row.
    measuring = tuple(e for e in ordered if e.text_key in golden and e.origin != Origin.READER)
    return Division(train, measuring)


def usable(examples: Iterable[Example]) -> list[Example]:
    """Those that may be learnt from now."""
    return [example for example in examples if example.state == ExampleState.USABLE]


def _rank(example: Example) -> tuple[int, float, str]:
    # The id last: of two that came in at the same moment the same one must stand, whatever their order.
    return AUTHORITY.index(example.origin), -example.created_at.timestamp(), example.id


@dataclass(frozen=True, slots=True)
class Course:
    """In what order one training learns its rows."""

    foundation: tuple[Example, ...]  # learnt from scratch
    live: tuple[Example, ...]  # labels from the live service, the oldest first; some are in the foundation


def course_of(train: Sequence[Example]) -> Course:
    """Settled data and the older live labels make the foundation; the rest only fits it to the present.

    The foundation takes live labels in by steps, so that most trainings find the last one's foundation
    unchanged. It depends on the rows alone: the same training set has the same foundation anywhere.
    """
    settled = [example for example in train if example.origin not in LIVE_ORIGINS]
    live = sorted(
        (example for example in train if example.origin in LIVE_ORIGINS),
        key=lambda example: (example.created_at, example.text_key),
    )
    taken = taken_in(len(settled), len(live))
    return Course((*settled, *live[:taken]), tuple(live))


def taken_in(settled: int, live: int) -> int:
    """How many of the oldest live labels belong to the foundation: a fifth more of it at each step.

    >>> taken_in(300, 59), taken_in(300, 60), taken_in(300, 131), taken_in(300, 132), taken_in(10_000, 399)
    (0, 60, 60, 132, 0)
    """
    taken = 0
    while True:
        step = min(max((settled + taken) // 5, LEAST_STEP), LARGEST_STEP)
        if taken + step > live:
            return taken
        taken += step


def content_hash(examples: Sequence[Example]) -> str:
    """sha256 over labels and texts in their order: the same training set has the same hash anywhere."""
    digest = hashlib.sha256()
    for example in examples:
        text = example.text.encode()
        digest.update(f"{example.label}\t{len(text)}\t".encode() + text + b"\n")
    return digest.hexdigest()


def counts(division: Division) -> dict[str, int]:
    """Rows in each part, and training rows per origin and per label."""
    found: Counter[str] = Counter(train=len(division.train), golden=len(division.golden))
    for example in division.train:
        found[f"origin:{example.origin}"] += 1
        found[f"label:{example.label}"] += 1
        found[f"{example.origin}/{example.label}"] += 1
    return dict(found)
