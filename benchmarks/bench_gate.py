"""How often the gate errs: `python benchmarks/bench_gate.py --data FOLDER [--trials 1000]`.

FOLDER holds smsa_train.csv, smsa_valid.csv, smsa_test.csv and prdect.csv. Two versions are trained by the
product, of which one is better, and both judge a pool of real texts. In a trial a coin decides for each row
which of the two answers as the active version and which as the candidate: so the difference of the two is
known exactly (a fair coin: none), whatever the versions. Golden and fresh rows are drawn from the pool with
their coins, and the gate decides.

* audits: so many labels, drawn at random.
* mixed: 60 audits, and what readers volunteer on 2,000 texts: one in ten clicks where the answer is right,
  .35 where it is wrong, and one click in twenty names a wrong label.
* looks: the gate looks again and again at a growing pile until it accepts.
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import altair as alt
import numpy as np
from numpy.typing import NDArray

from siklus.domain.behaviour import Flips
from siklus.domain.examples import Example, ExampleState, Origin
from siklus.domain.gate import Decision, Fresh, GateReport, click_ratio_bound, decide, looks_of
from siklus.domain.golden import Golden
from siklus.domain.identity import new_id
from siklus.domain.limits import GatePolicy
from siklus.domain.reviews import LABELS, Label
from siklus.domain.slices import Kind
from siklus.domain.splits import Split
from siklus.models.adaptation import NewRows, adapt
from siklus.models.model import Model
from siklus.models.recipe import Recipe
from siklus.models.training import featurise, lay
from siklus.services.behaviour import passed_by, suite
from siklus.services.slicing import kind_of
from siklus.simulation.setting import START
from siklus.simulation.streams import read_lines

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "gate.json"
PICTURE = ROOT / "docs" / "images" / "gate.svg"
POLICY = GatePolicy()
SHIFTED = replace(POLICY, false_accept=POLICY.false_accept_shifted)  # while texts shift
GOLDEN = 400
TRAFFIC, AUDITS = 2_000, 60
CLICK_RIGHT, CLICK_WRONG, NOISE = 0.10, 0.35, 0.05
DIFFERENCES = {"equal": 0.0, "worse": -0.01, "better": 0.02}
LOOKS, STEP = 5, 60

Random = np.random.Generator
Codes = NDArray[np.int64]
Rows = list[tuple[str, Label]]


@dataclass(frozen=True)
class Pool:
    """Real texts, and what two versions say of them; index 0 is the worse one, 1 the better."""

    name: str
    about: str
    truth: Codes
    said: Codes  # version × row
    probabilities: NDArray[np.float64]  # version × row × label
    kinds: list[Kind]
    passed: tuple[str, str]  # of the behaviour suite

    @property
    def gap(self) -> float:
        """By how much the better version is better, in accuracy."""
        right = (self.said == self.truth).mean(axis=1)
        return float(right[1] - right[0])

    def coin(self, difference: float) -> float:
        """How often the candidate must answer as the better version so that it is better by so much."""
        return 0.5 + difference / (2.0 * self.gap)


@dataclass(frozen=True)
class Drawn:
    """Rows of the pool, and which version is the candidate on each."""

    pool: Pool
    rows: Codes
    candidate: Codes  # 0 or 1

    @classmethod
    def of(cls, pool: Pool, n: int, coin: float, random: Random) -> "Drawn":
        rows = random.integers(0, len(pool.truth), n)
        return cls(pool, rows, (random.random(n) < coin).astype(np.int64))

    @property
    def active_said(self) -> Codes:
        return self.pool.said[1 - self.candidate, self.rows]

    def golden(self) -> Golden:
        candidate = self.pool.said[self.candidate, self.rows]
        sides = (self.pool.truth[self.rows], self.active_said, candidate)
        truth, active, other = ([LABELS[code] for code in codes] for codes in sides)
        return Golden(truth, active, other, [self.pool.kinds[row] for row in self.rows])

    def audits(self) -> list[Fresh]:
        return [self._fresh(at, int(self.pool.truth[row]), audit=True) for at, row in enumerate(self.rows)]

    def volunteered(self, random: Random) -> tuple[list[Fresh], int, int]:
        """What readers say, and how many of them that the answer was wrong, and right."""
        truths, shown = self.pool.truth[self.rows], self.active_said
        rates = np.where(shown == truths, CLICK_RIGHT, CLICK_WRONG)
        clicked = np.flatnonzero(random.random(len(rates)) < rates)
        slip = random.integers(1, len(LABELS), len(clicked)) * (random.random(len(clicked)) < NOISE)
        named = (truths[clicked] + slip) % len(LABELS)
        said_wrong = int((named != shown[clicked]).sum())
        found = [self._fresh(at, int(label), audit=False) for at, label in zip(clicked, named, strict=True)]
        return found, said_wrong, len(found) - said_wrong

    def _fresh(self, at: int, truth: int, *, audit: bool) -> Fresh:
        row, candidate = self.rows[at], self.candidate[at]
        pool, active = self.pool, LABELS[self.active_said[at]]
        pair = pool.probabilities[1 - candidate, row, truth], pool.probabilities[candidate, row, truth]
        return Fresh(
            truth=LABELS[truth],
            active=active,
            candidate=LABELS[pool.said[candidate, row]],
            volunteered=not audit,
            shown=active,
            likelihood=(float(pair[0]), float(pair[1])),
            audited=audit,
            slices=pool.kinds[row],
        )


# --- versions and pools -------------------------------------------------------------------------


def rows_of(*files: Path) -> Rows:
    return [(line.text, line.label) for file in files for line in read_lines(file, LABELS)]


def laid(rows: Rows) -> Model:
    texts, labels = zip(*rows, strict=True)
    return lay(featurise(texts, Recipe()), labels).model


def adapted(rows: Rows, new: Rows) -> tuple[Model, Model]:
    """A version, and the same fitted to new labels as a retraining does it."""
    texts, labels = zip(*rows, strict=True)
    foundation = lay(featurise(texts, Recipe()), labels)
    news, said = zip(*new, strict=True)
    n = len(new)
    rows_new = NewRows(
        texts=news, labels=said, evidence=np.ones(n), doubted=np.zeros(n), at=np.full(n, -1, dtype=np.intp)
    )
    return foundation.model, adapt(foundation, rows_new, np.arange(len(foundation.truth))).model


def pool_of(name: str, about: str, versions: Sequence[Model], rows: Rows) -> Pool:
    texts = [text for text, _ in rows]
    judged = [version.judge(texts) for version in versions]
    return Pool(
        name=name,
        about=about,
        truth=np.array([LABELS.index(label) for _, label in rows]),
        said=np.array([[LABELS.index(one.label) for one in of_version] for of_version in judged]),
        probabilities=np.array([[one.probabilities for one in of_version] for of_version in judged]),
        kinds=[kind_of(example(text, label)) for text, label in rows],
        passed=(passed_by(versions[0]), passed_by(versions[1])),
    )


def example(text: str, label: Label) -> Example:
    usable = ExampleState.USABLE
    return Example(new_id(), text, "", label, Origin.IMPORT, Split.GOLDEN, usable, START)


def pools(folder: Path) -> list[Pool]:
    """Two pairs of versions: one has learnt more of the same, one was fitted to another domain."""
    train, product = rows_of(folder / "smsa_train.csv"), rows_of(folder / "prdect.csv")
    random.Random(0).shuffle(product)
    few = random.Random(0).sample(train, 2_000)
    same = rows_of(folder / "smsa_valid.csv", folder / "smsa_test.csv")
    first, later = adapted(train, product[:400])
    return [
        pool_of("data", "2,000 and 11,000 rows of SmSA, on SmSA", (laid(few), first), same),
        pool_of(
            "domain", "SmSA, and fitted to 400 product reviews, on others", (first, later), product[400:]
        ),
    ]


# --- trials -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Setting:
    """What the gate sees in a trial."""

    name: str
    audits: int
    traffic: int = 0  # texts on which readers may click


SETTINGS = (Setting("audits100", 100), Setting("audits300", 300), Setting("mixed", AUDITS, TRAFFIC))


@dataclass
class Pile:
    """Labels that come in, and what the clicks among them tell."""

    fresh: list[Fresh]
    said_wrong: int = 0
    said_right: int = 0

    def add(self, pool: Pool, setting: Setting, coin: float, random: Random) -> None:
        self.fresh += Drawn.of(pool, setting.audits, coin, random).audits()
        if setting.traffic:
            found, wrong, right = Drawn.of(pool, setting.traffic, coin, random).volunteered(random)
            self.fresh += found
            self.said_wrong, self.said_right = self.said_wrong + wrong, self.said_right + right

    def turn(self, random: Random) -> None:
        """Let a fair coin change what the candidate and the active version say; what was shown stays."""
        self.fresh = [
            replace(row, active=row.candidate, candidate=row.active, likelihood=row.likelihood[::-1])
            if random.random() < 0.5
            else row
            for row in self.fresh
        ]

    @property
    def click_ratio(self) -> float:
        audits = [row for row in self.fresh if row.audited]
        return click_ratio_bound(
            clicks_wrong=self.said_wrong,
            clicks_right=self.said_right,
            audits=len(audits),
            audits_right=sum(row.shown == row.truth for row in audits),
        )


def behaviour(pool: Pool, coin: float, random: Random) -> Flips:
    """Each case is passed by either as the version passes it whose turn it is."""
    turns = random.random(len(pool.passed[0])) < coin
    digits = np.array([list(digits) for digits in pool.passed])
    at = np.arange(len(turns))
    active, candidate = digits[1 - turns.astype(int), at], digits[turns.astype(int), at]
    return Flips.of("".join(active), "".join(candidate), suite().sizes)


@dataclass(frozen=True)
class Kept:
    """What does not grow: the golden set, and the behaviour suite passed by either as its turn comes."""

    golden: Golden
    flips: Flips

    @classmethod
    def of(cls, pool: Pool, coin: float, random: Random) -> "Kept":
        golden = Drawn.of(pool, GOLDEN, coin, random).golden()
        return cls(golden, behaviour(pool, coin, random))

    def report(self, pile: Pile, looks: Sequence[float] = (), policy: GatePolicy = POLICY) -> GateReport:
        return decide(self.golden, pile.fresh, pile.click_ratio, policy, self.flips, looks=looks)


def once(pool: Pool, setting: Setting, coin: float, random: Random, policy: GatePolicy = POLICY) -> Decision:
    pile = Pile([])
    pile.add(pool, setting, coin, random)
    return Kept.of(pool, coin, random).report(pile, policy=policy).decision


def looked(
    pool: Pool, setting: Setting, random: Random, *, corrected: bool = True, another: bool = False
) -> Decision:
    """Look at a growing pile until the gate accepts, or for the last time; nothing is to be won.

    Args:
        another: a coin for each label anew at each look, as if the candidate were quite another.
    """
    coin = DIFFERENCES["equal"] + 0.5
    pile, kept = Pile([]), Kept.of(pool, coin, random)
    reports: list[GateReport] = []
    for _ in range(LOOKS):
        if another:
            pile.turn(random)
        pile.add(pool, setting, coin, random)
        looks = looks_of(report.as_dict() for report in reports) if corrected else ()
        reports.append(kept.report(pile, looks))
        if reports[-1].decision == Decision.ACCEPT:
            break
    return reports[-1].decision


def shares(name: str, decisions: Iterable[Decision]) -> dict[str, float]:
    found = Counter(decisions)
    return {f"{name}_{one}": found[one] / found.total() for one in Decision}


def many(trials: int, seed: int, trial: Callable[[Random], Decision]) -> list[Decision]:
    return [trial(np.random.default_rng([seed, at])) for at in range(trials)]


def measured(pool: Pool, trials: int) -> dict[str, float]:
    """All figures of one pool, printed as they come."""
    figures = {f"{pool.name}_gap": pool.gap, f"{pool.name}_rows": float(len(pool.truth))}
    print(f"\n{pool.name}: {pool.about}; {len(pool.truth)} texts, the better one by {pool.gap:+.1%}")
    for kind, difference in DIFFERENCES.items():
        coin = pool.coin(difference)
        for setting in SETTINGS:
            figures |= told(
                f"{pool.name}_{kind}_{setting.name}", many(trials, 1, partial(once, pool, setting, coin))
            )
    each, of_readers = Setting("", STEP), Setting("", 12, 400)
    ways: dict[str, Callable[[Random], Decision]] = {
        "looks": lambda random: looked(pool, each, random),
        "looks_other_candidates": lambda random: looked(pool, each, random, another=True),
        "looks_mixed": lambda random: looked(pool, of_readers, random),
        "looks_uncorrected": lambda random: looked(pool, each, random, corrected=False),
    }
    for name, way in ways.items():
        figures |= told(f"{pool.name}_{name}", many(trials, 2, way))
    return figures


def shifted(pool: Pool, trials: int) -> dict[str, float]:
    """The same at one look, as the gate answers while texts shift."""
    figures: dict[str, float] = {}
    for kind, difference in DIFFERENCES.items():
        coin = pool.coin(difference)
        for setting in SETTINGS:
            trial = partial(once, pool, setting, coin, policy=SHIFTED)
            figures |= told(f"shifted_{pool.name}_{kind}_{setting.name}", many(trials, 1, trial))
    return figures


def told(name: str, found: list[Decision]) -> dict[str, float]:
    figures = shares(name, found)
    print(
        f"{name:<34}" + "".join(f"{one:>9} {figures[f'{name}_{one}']:6.1%}" for one in Decision), flush=True
    )
    return figures


def headline(figures: dict[str, float]) -> dict[str, float]:
    """The worst of each kind, which is what is promised."""

    def worst(*parts: str, shifted: bool = False) -> float:
        return max(
            v
            for name, v in figures.items()
            if all(part in name for part in parts) and name.startswith("shifted") == shifted
        )

    return {
        "false_accept_worst": max(worst("equal", "_accept"), worst("worse", "_accept")),
        "shifted_equal_accept_worst": worst("equal", "_accept", shifted=True),
        "shifted_worse_accept_worst": worst("worse", "_accept", shifted=True),
        "looks_false_accept_worst": max(
            v
            for name, v in figures.items()
            if "looks" in name
            and name.endswith("_accept")
            and "un" not in name
            and not name.startswith("shifted")
        ),
        "better_300_refused_worst": worst("better_audits300", "_refuse"),
    }


def draw(figures: dict[str, float]) -> None:
    """The picture of the page on the gate."""
    bars = [
        {"setting": f"{pool}, {setting.name}", "candidate": kind, "answer": str(one), "share": share}
        for pool in ("data", "domain")
        for kind in DIFFERENCES
        for setting in SETTINGS
        for one in Decision
        if (share := figures[f"{pool}_{kind}_{setting.name}_{one}"]) is not None
    ]
    order = [str(one) for one in Decision]
    chart = (
        alt.Chart(alt.Data(values=bars))
        .mark_bar()
        .encode(
            x=alt.X("share:Q", title=None, axis=alt.Axis(format="%")),
            y=alt.Y("setting:N", title=None),
            color=alt.Color("answer:N", sort=order),
            row=alt.Row("candidate:N", sort=list(DIFFERENCES), title=None),
        )
        .properties(width=480)
    )
    chart.save(PICTURE)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--trials", type=int, default=1_000)
    parser.add_argument("--parts", default="usual,shifted", help="one alone leaves the other's figures")
    given = parser.parse_args()
    parts = {"usual": measured, "shifted": shifted}
    figures: dict[str, float] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    figures["trials"] = given.trials
    for pool in pools(given.data):
        for name in given.parts.split(","):
            figures |= parts[name](pool, given.trials)
    figures |= headline(figures)
    print("\n" + "\n".join(f"{name} {figures[name]:.3f}" for name in headline(figures)))
    RESULTS.write_text(
        json.dumps({name: round(v, 4) for name, v in figures.items()}, indent=2, sort_keys=True) + "\n"
    )
    draw(figures)


if __name__ == "__main__":
    main()
