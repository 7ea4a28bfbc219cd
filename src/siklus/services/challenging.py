"""The challenger of this process: it follows the trial as the pointer is followed, and never costs an answer.

Whatever a challenger does, the answer stands: one that cannot be loaded or cannot judge is not asked again
here, and its trial is ended for all as soon as the database takes that.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from siklus.database.shadow_answers import ShadowAnswer
from siklus.database.store import Store
from siklus.domain.trials import Trial
from siklus.errors import DatabaseUnavailable, SiklusError
from siklus.services.exactness import ScorerService
from siklus.services.serving import Served
from siklus.services.trials import TrialService

AT_ONCE = 64  # texts that are judged together, unheard: a longer hold would be felt by requests
WAITING = 20_000  # texts that may wait to be judged; what comes beyond is not


@dataclass(frozen=True, slots=True)
class Challenger:
    """A version on trial, loaded; never changed, only replaced."""

    trial: Trial
    served: Served


@dataclass(frozen=True, slots=True)
class Broken:
    """A challenger that failed in this process."""

    trial: Trial
    why: str  # a code of ours or a class; the words of an error may hold a review


@dataclass
class Challenging:
    """The trial of this process."""

    store: Store
    scorers: ScorerService
    trials: TrialService
    _found: Challenger | None = field(default=None)
    _broken: dict[str, Broken] = field(default_factory=dict)  # by trial; reported at the next refresh
    _refused: set[str] = field(default_factory=set)  # trials that this process takes no part in

    def current(self, champion: Served) -> Challenger | None:
        """Who is on trial against the version that answers now; None where nobody is.

        For a moment after the pointer has moved a process may know of only one of the two changes.
        """
        found = self._found
        return found if found and found.trial.champion == champion.version.version else None

    def failed(self, trial: Trial, error: Exception) -> None:
        """Ask this challenger no more; costs no transaction."""
        if trial.id not in self._refused:
            self._refused.add(trial.id)
            self._broken[trial.id] = Broken(
                trial, error.code if isinstance(error, SiklusError) else type(error).__name__
            )
        self._found = None

    def refresh(self) -> list[Broken]:
        """Follow the trial, and end the trials of those who failed here; who these were.

        Raises:
            DatabaseUnavailable: the trial cannot be read, or its end not be written; both are tried again.
        """
        self._follow()
        told = []
        for trial_id, broken in list(self._broken.items()):
            self.trials.take_out(broken.trial, broken.why)
            del self._broken[trial_id]
            told.append(broken)
        return told

    def _follow(self) -> None:
        with self.store.reading() as tx:
            trial = tx.trials.running()
            version = tx.versions.get(trial.version) if trial else None
        if trial is None or version is None or trial.id in self._refused:
            self._found = None
        elif self._found is None or self._found.trial.version != trial.version:
            try:
                self._found = Challenger(trial, Served(version, self.scorers.answering(version)[0]))
            except DatabaseUnavailable:
                raise
            except Exception as error:  # noqa: BLE001 (a file that cannot be read must end the trial only)
                self.failed(trial, error)
        elif self._found.trial != trial:
            self._found = Challenger(trial, self._found.served)


@dataclass(frozen=True, slots=True)
class Heard:
    """A stored text with the version that was not heard on it."""

    prediction_id: str
    text: str  # anonymised, as it is stored
    trial: Trial
    unheard: Served


@dataclass
class Shadows:
    """What was answered and is still to be judged by the other version, beside the requests.

    A kill -9 loses what waits: the comparison then has fewer texts, and no answer is missing. What is lost
    otherwise is counted, for somebody to be told.
    """

    store: Store
    challenging: Challenging
    now: Callable[[], datetime]
    dropped: int = 0  # texts that came while too many waited, or whose judgement failed by a bug
    _waiting: deque[Heard] = field(default_factory=deque)
    _flushing: threading.Lock = field(default_factory=threading.Lock)

    def add(self, heard: Sequence[Heard]) -> None:
        """Judge these later; never waits."""
        room = max(WAITING - len(self._waiting), 0)
        self._waiting.extend(heard[:room])
        self.dropped += len(heard[room:])

    @property
    def waiting(self) -> int:
        """Texts that are still to be judged."""
        return len(self._waiting)

    def flush(self) -> int:
        """Judge and keep what waits now; how many answers were kept.

        Raises:
            DatabaseUnavailable: it is away; what waits goes on waiting.
        """
        kept = 0
        with self._flushing:
            for _ in range(0, len(self._waiting), AT_ONCE):
                taken = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
                try:
                    kept += self._keep(taken)
                except DatabaseUnavailable:
                    self._waiting.extendleft(reversed(taken))
                    raise
                except Exception:
                    # Tried again they would fail again, and keep all others waiting.
                    self.dropped += len(taken)
                    raise
        return kept

    def _keep(self, taken: Sequence[Heard]) -> int:
        found = [
            answer
            for _, group in groupby(taken, lambda one: (one.trial.id, one.unheard.version.version))
            for answer in self._judge(list(group))
        ]
        if not found:
            return 0
        with self.store.transaction() as tx:
            return tx.shadow_answers.add(found)

    def _judge(self, group: Sequence[Heard]) -> list[ShadowAnswer]:
        first, at = group[0], self.now()
        version = first.unheard.version.version
        try:
            judged = first.unheard.model.judge([one.text for one in group])
        except Exception as error:
            if version != first.trial.version:
                raise  # the champion failed where its challenger did not: a bug
            self.challenging.failed(first.trial, error)
            return []
        return [
            ShadowAnswer(one.prediction_id, version, found.label, found.probabilities, at)
            for one, found in zip(group, judged, strict=True)
        ]
