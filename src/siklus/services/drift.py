"""Drift of the active version: measured window by window, kept, and turned into an alert."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from siklus.database.alerts import Alert, DriftWindow
from siklus.database.predictions import EVER
from siklus.database.store import Store, Transaction
from siklus.domain.alerts import AUDITED_MORE, DRIFT, UNPROVEN
from siklus.domain.feedback import Source
from siklus.domain.identity import new_id
from siklus.domain.lifecycle import ModelVersion
from siklus.monitoring.comparison import MIN_ROWS, Level
from siklus.monitoring.decline import Audited, Decline, decline_of
from siklus.monitoring.drift import Seen, measure
from siklus.monitoring.reference import Reference
from siklus.monitoring.rollup import confusion, nothing

HISTORY = 100  # windows that are shown
# What is kept of a window beside its score; a former one has less.
DETAILS = ("leading", "figures", "label_shift", "words", "errors")


@dataclass(frozen=True, slots=True)
class DriftPolicy:
    """How drift is measured."""

    window: int = 150  # the newest predictions that are looked at together
    step: int = 50  # so many new ones between two looks
    windows: int = 2  # so many shifted ones in a row raise the alert
    audits: int = 1_000  # the newest ones in which a rise of errors is looked for
    proving_audits: int = 50  # so many answered ones and a new version counts as known

    @property
    def least(self) -> int:
        """Predictions before the first look: two thirds of a window say enough to begin with."""
        return max(MIN_ROWS, 2 * self.window // 3)


USUAL = DriftPolicy()


@dataclass(frozen=True, slots=True)
class Standing:
    """What the triggers ask of drift."""

    score: float  # of the newest window, 0..1
    shifted_windows: int  # in a row, ending with the newest
    shifted_since: datetime | None  # None where the newest is not shifted
    errors_rose: float  # 0..1


@dataclass(frozen=True, slots=True)
class DriftService:
    """Measure (the worker) and show (people)."""

    store: Store
    now: Callable[[], datetime]
    policy: DriftPolicy = USUAL

    def measure(self) -> DriftWindow | None:
        """Look at the newest predictions of the active version; None where too few came since the last look.

        Raises an alert after two shifted windows in a row and resolves it after a quiet one or a new
        version.
        """
        with self.store.transaction() as tx:
            # Two workers that measured the same window would make two shifted windows in a row of it.
            tx.alone("drift")
            link = tx.deployments.last()
            if link is None:
                return None
            _resolve_others(tx, link.version, self.now())
            self._resolve_proven(tx, link.version)
            window = self._next_window(tx, link.version)
            if window is not None:
                tx.drift.add(window)
                self._alert(tx, window)
        return window

    def show(self, version: int | None) -> dict[str, Any]:
        """The newest window of a version (by default the active one), and the ones before it, short."""
        with self.store.reading() as tx:
            link = tx.deployments.last()
            wanted = version or (link.version if link else None)
            windows = tx.drift.newest(version=wanted, limit=HISTORY) if wanted else []
            newest = _shown(windows[0]) if windows else _nothing_yet()
            details = windows[0].figures if windows else {}
        return {
            "version": wanted,
            **newest,
            # A window measured before this was kept has figures of another form.
            **{name: details.get(name) if "figures" in details else None for name in DETAILS},
            "shifted_since": details.get("shifted_since"),
            "window": self.policy.window,
            "step": self.policy.step,
            "windows": [_shown(window) for window in windows],
        }

    def _next_window(self, tx: Transaction, version: int) -> DriftWindow | None:
        earlier = next(iter(tx.drift.newest(version=version, limit=1)), None)
        if not self._enough(tx, version, earlier):
            return None
        rows = tx.predictions.newest_texts(version=version, limit=self.policy.window)
        active = tx.versions.get(version)
        found = measure(
            Reference.read(active.reference),
            [Seen(text, words, one.oov_share, one.probabilities) for one, text, words in rows],
        )
        newest, oldest = rows[0][0].created_at, rows[-1][0].created_at
        errors = _errors(tx, active, self.policy)
        return DriftWindow(
            id=new_id(),
            model_version=version,
            n=len(rows),
            score=found.check.score,
            level=found.check.level,
            figures={
                **found.as_dict(),
                "errors": errors.as_dict(),
                "shifted_since": _shifted_since(found.check.level, earlier, oldest),
            },
            until=newest,
            created_at=self.now(),
        )

    def _enough(self, tx: Transaction, version: int, earlier: DriftWindow | None) -> bool:
        """Whether enough predictions came since the last look; reads as few rows as it can."""
        wanted = self.policy.step if earlier else self.policy.least
        newest = tx.predictions.newest(version=version, limit=wanted)
        return len(newest) == wanted and (earlier is None or newest[-1].created_at > earlier.until)

    def _alert(self, tx: Transaction, window: DriftWindow) -> None:
        alerts = [alert for alert in tx.alerts.open() if alert.kind == DRIFT]
        if window.level == Level.QUIET:
            for alert in alerts:
                tx.alerts.resolve(alert.id, self.now())
            return
        windows = tx.drift.newest(version=window.model_version, limit=self.policy.windows)
        if not alerts and _in_a_row(windows) >= self.policy.windows:
            figures = {"score": round(window.score, 4), "windows": len(windows)}
            tx.alerts.raise_(Alert(new_id(), DRIFT, window.model_version, figures, self.now()))

    def _resolve_proven(self, tx: Transaction, active: int) -> None:
        unproven = [alert for alert in tx.alerts.open() if alert.kind == UNPROVEN]
        if not unproven:
            return
        ever = tx.figures.of(replace(EVER, version=active), by=()).get((), nothing())
        if confusion(ever, Source.AUDIT).sum() >= self.policy.proving_audits:
            for alert in unproven:
                tx.alerts.resolve(alert.id, self.now())


def drift_of(tx: Transaction, version: int | None) -> dict[str, Any]:
    """The newest window of a version, short; `too_little` where there is none."""
    windows = tx.drift.newest(version=version, limit=1) if version else []
    return {"version": version, **(_shown(windows[0]) if windows else _nothing_yet())}


def standing(tx: Transaction, version: ModelVersion, policy: DriftPolicy) -> Standing:
    """How a version stands now; errors by all audits answered until now, not only until the last window."""
    windows = tx.drift.newest(version=version.version, limit=policy.windows)
    since = windows[0].figures.get("shifted_since") if windows else None
    return Standing(
        score=windows[0].score if windows else 0.0,
        shifted_windows=_in_a_row(windows),
        shifted_since=datetime.fromisoformat(since) if since else None,
        errors_rose=_errors(tx, version, policy).rise,
    )


def _errors(tx: Transaction, version: ModelVersion, policy: DriftPolicy) -> Decline:
    found = tx.asks.audited(version.version, since=version.created_at, limit=policy.audits)
    return decline_of([Audited(at, right) for at, right in found])


def _shifted_since(level: Level, earlier: DriftWindow | None, oldest: datetime) -> str | None:
    """From when on texts count as shifted: not before the end of the last window that was not so."""
    if level != Level.SHIFTED:
        return None
    if earlier is None:
        return oldest.isoformat()
    if earlier.level == Level.SHIFTED:
        return str(earlier.figures.get("shifted_since") or earlier.until.isoformat())
    return max(oldest, earlier.until).isoformat()


def _in_a_row(windows: list[DriftWindow]) -> int:
    count = 0
    for window in windows:
        if window.level != Level.SHIFTED:
            break
        count += 1
    return count


def _resolve_others(tx: Transaction, active: int, at: datetime) -> None:
    for alert in tx.alerts.open():
        if alert.kind in AUDITED_MORE and alert.model_version != active:
            tx.alerts.resolve(alert.id, at)


def _nothing_yet() -> dict[str, Any]:
    return {"score": None, "level": str(Level.TOO_LITTLE), "n": 0, "at": None}


def _shown(window: DriftWindow) -> dict[str, Any]:
    return {
        "score": window.score,
        "level": window.level,
        "n": window.n,
        "at": window.created_at.isoformat(),
    }
