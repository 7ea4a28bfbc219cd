"""How accurate the versions are: by audits, by audits and clicks, and without labels; all from roll-ups.

Whatever is known of a prediction is counted at the time of the prediction, never of the answer.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from siklus.database.backtests import Checked
from siklus.database.feedback import Tally
from siklus.database.predictions import EVER, Period
from siklus.database.store import Store, Transaction
from siklus.domain.feedback import Source
from siklus.domain.reviews import LABELS
from siklus.domain.rollups import Figures, Key, day_of, merged
from siklus.monitoring.answers import coverage, delay, joined, recall, shown_as
from siklus.monitoring.estimate import (
    Backtest,
    ClickModel,
    Estimate,
    Method,
    audited,
    backtest,
    click_model,
    combined,
    label_free,
    volunteered,
)
from siklus.monitoring.rollup import confusion, stretch
from siklus.monitoring.stretch import Stretch

MOST_POINTS = 31  # of the line over time: days are put together where there are more
BLOCK_AUDITS = 10  # a block of days with fewer answered audits checks nothing
BY_ALL = ("at", "version", "channel", "audit_ppm")
Strata = dict[float, Figures]
Rows = Sequence[tuple[Key, Figures]]


@dataclass(frozen=True, slots=True)
class AccuracyService:
    """Accuracy for people, and the check of the estimate that needs no label."""

    store: Store
    now: Callable[[], datetime]

    def show(self, period: Period) -> dict[str, Any]:
        """Every estimate of a period: in all, over time, per label, channel and version; coverage, delay.

        An estimate has `value`, `low`, `high` (95 %), `n` and `biased`; the numbers are null where it cannot
        be made.
        """
        with self.store.reading() as tx:
            rows, known = _rows(tx, period), Knowledge.read(tx)
        strata = _strata(rows)
        figures = joined(strata)
        return {
            "period": {"from": period.since.isoformat(), "to": period.until.isoformat()},
            "version": period.version,
            "channel": period.channel,
            "estimates": known.estimates(rows, period.channel),
            "timeline": _timeline(rows, known, period.channel),
            "labels": _labels(strata, known, period.channel),
            "channels": [
                {"channel": name, **known.part(some, name)}
                for name, some in _split(rows, lambda key: key.channel)
            ],
            "versions": [
                {"version": name, **known.part(some, period.channel)}
                for name, some in _split(rows, lambda key: key.version)
            ],
            "coverage": _shares(figures),
            "delay": {
                "readers": asdict(delay(figures, Source.READER)),
                "reviewers": asdict(delay(figures, Source.AUDIT)),
            },
        }

    def check(self) -> dict[int, Backtest]:
        """Hold the estimate without labels against the audits of the past, and keep what comes of it.

        Returns:
            What was kept, by version; the versions that were never asked anything are absent.
        """
        with self.store.reading() as tx:
            rows = _rows(tx, EVER)
        found = {version: backtest(_blocks(some)) for version, some in _split(rows, lambda key: key.version)}
        with self.store.transaction() as tx:
            for version, checked in sorted(found.items()):
                tx.backtests.put(version, Checked(checked.blocks, checked.bias, checked.error), self.now())
        return found


class Knowledge:
    """What judging any period needs beside the period: readers' habits, and the backtests."""

    def __init__(self, ever: Mapping[tuple[str, int], Figures], checked: Mapping[int, Backtest]) -> None:
        self._ever, self._checked = ever, checked
        self._models: dict[str, ClickModel | None] = {}

    @classmethod
    def read(cls, tx: Transaction) -> "Knowledge":
        """Everything that roll-ups hold, whatever period is asked for."""
        ever = tx.figures.of(EVER, by=("channel", "audit_ppm"))
        checked = {v: Backtest(c.blocks, c.bias, c.error) for v, c in tx.backtests.all().items()}
        return cls({(channel, ppm): figures for (channel, ppm), figures in ever.items()}, checked)

    @property
    def channels(self) -> list[str]:
        """Every channel that anything came in by, in order."""
        return sorted({channel for channel, _ in self._ever})

    def habits(self, channel: str | None, label: int | None = None) -> ClickModel | None:
        """The click model of a channel (None: of all), or of what was shown one label there."""
        name = f"{channel or ''} {'' if label is None else label}"
        if name not in self._models:
            parts = [(ppm, figures) for (of, ppm), figures in self._ever.items() if channel in (None, of)]
            pooled = stretch(parts) if label is None else shown_as(parts, LABELS[label])
            # Without an audit nobody knows what a click means.
            self._models[name] = click_model(pooled) if pooled.audits else None
        return self._models[name]

    def estimates(self, rows: Rows, channel: str | None) -> dict[str, Any]:
        """The four estimates of some rows, by method."""
        return self._judged(rows, _stretch(rows), channel)

    def part(self, rows: Rows, channel: str | None) -> dict[str, Any]:
        """The same of a part of a period, and how many predictions it has."""
        found = _stretch(rows)
        return self._judged(rows, found, channel) | {"predictions": found.predictions}

    def _judged(self, rows: Rows, found: Stretch, channel: str | None) -> dict[str, Any]:
        checked = self._backtest(rows)
        return {
            str(Method.AUDITED): facts(audited(found), Method.AUDITED),
            str(Method.COMBINED): facts(combined(found, self.habits(channel)), Method.COMBINED),
            str(Method.LABEL_FREE): facts(label_free(found, checked), Method.LABEL_FREE)
            | {"backtest": checked.as_dict()},
            str(Method.VOLUNTEERED): facts(volunteered(found), Method.VOLUNTEERED),
        }

    def _backtest(self, rows: Rows) -> Backtest:
        """That of the versions at work, each counted by its predictions; unchecked where none was."""
        counts: Counter[int] = Counter()
        for key, figures in rows:
            counts[key.version] += figures.total("predictions")
        parts = [(count, self._checked.get(version, Backtest())) for version, count in counts.items()]
        total = counts.total()
        if not total:
            return Backtest()
        return Backtest(
            sum(one.blocks for _, one in parts),
            sum(count * one.bias for count, one in parts) / total,
            sum(count * one.error for count, one in parts) / total,
        )


def estimated(tx: Transaction, period: Period) -> Estimate | None:
    """The accuracy of a period by audits and clicks together; None where no audit gives clicks a meaning."""
    habits = Knowledge.read(tx).habits(period.channel)
    return combined(stretch(strata_of(tx, period).items()), habits)


def strata_of(tx: Transaction, period: Period) -> Strata:
    """The figures of a period by how likely an audit was."""
    return {ppm: figures for (ppm,), figures in tx.figures.of(period, by=("audit_ppm",)).items()}


def tally(figures: Figures, source: Source) -> Tally:
    """Answers of a source, and the right ones among them."""
    table = confusion(figures, source)
    return Tally(int(table.sum()), int(table.trace()))


def counted(answers: Tally, estimate: Estimate | None) -> dict[str, Any]:
    """Counts of answers, with the share that they stand for; nulls where nobody answered."""
    return {"answers": answers.answers, "right": answers.right, **_share(estimate)}


def facts(estimate: Estimate | None, method: Method) -> dict[str, Any]:
    """An estimate as every edge shows it."""
    return {**_share(estimate), "n": estimate.n if estimate else 0, "biased": method.biased}


def _share(estimate: Estimate | None) -> dict[str, float | None]:
    return {name: getattr(estimate, name, None) for name in ("value", "low", "high")}


def _rows(tx: Transaction, period: Period) -> Rows:
    return [(Key(*key), figures) for key, figures in tx.figures.of(period, by=BY_ALL).items()]


def _strata(rows: Rows) -> Strata:
    return merged((key.audit_ppm, figures) for key, figures in rows)


def _stretch(rows: Rows) -> Stretch:
    return stretch((key.audit_ppm, figures) for key, figures in rows)


def _split(rows: Rows, of: Callable[[Key], Any]) -> list[tuple[Any, Rows]]:
    """Rows by a part of their key, in its order."""
    found: dict[Any, list[tuple[Key, Figures]]] = defaultdict(list)
    for key, figures in rows:
        found[of(key)].append((key, figures))
    return [(part, found[part]) for part in sorted(found)]


def _timeline(rows: Rows, known: Knowledge, channel: str | None) -> list[dict[str, Any]]:
    """Estimates by day of the prediction, in order; a day without predictions is absent.

    Over a long period a point stands for several days, of which it names the first and the last.
    """
    days = _split(rows, lambda key: day_of(key.at).date())
    if not days:
        return []
    first: date = days[0][0]
    width = ceil(((days[-1][0] - first).days + 1) / MOST_POINTS)
    steps = _split(rows, lambda key: (day_of(key.at).date() - first).days // width)
    return [_point(first + timedelta(days=step * width), width, some, known, channel) for step, some in steps]


def _point(day: date, width: int, rows: Rows, known: Knowledge, channel: str | None) -> dict[str, Any]:
    return {
        "day": day.isoformat(),
        "last_day": (day + timedelta(days=width - 1)).isoformat(),
        **known.part(rows, channel),
    }


def _labels(strata: Strata, known: Knowledge, channel: str | None) -> list[dict[str, Any]]:
    found = []
    for at, label in enumerate(LABELS):
        only = shown_as(strata.items(), label)
        found.append(
            {
                "label": str(label),
                "predictions": only.predictions,
                # Of what was shown this label, the share that has it.
                "audited": facts(audited(only), Method.AUDITED),
                "combined": facts(combined(only, known.habits(channel, at)), Method.COMBINED),
                # Of what has this label, the share that was shown it.
                "recall": facts(recall(strata, label), Method.AUDITED),
            }
        )
    return found


def _shares(figures: Figures) -> dict[str, Any]:
    found = coverage(figures)
    of = found.predictions
    return {
        **asdict(found),
        "verified_share": found.verified / of if of else None,
        "audited_share": found.audited / of if of else None,
        "answered_share": found.answered / of if of else None,
        "audits_answered_share": found.audited / found.drawn if found.drawn else None,
    }


def _blocks(rows: Rows) -> Sequence[Stretch]:
    """The days of a version, put together until each block has enough audits; a rest is none."""
    found, block = [], Stretch()
    for _, some in _split(rows, lambda key: day_of(key.at)):
        block = block + _stretch(some)
        if block.audits >= BLOCK_AUDITS:
            found.append(block)
            block = Stretch()
    return found
