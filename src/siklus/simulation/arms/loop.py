"""The arms that are the product: the real services on a database of their own, with a simulated clock."""

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from siklus.bootstrap import Services
from siklus.domain.access import Caller, Role
from siklus.domain.alerts import DRIFT
from siklus.domain.feedback import AskReason, Source
from siklus.domain.lifecycle import Action
from siklus.domain.scores import Judgement
from siklus.domain.triggers import RunState
from siklus.errors import SiklusError, TooManyAnswers
from siklus.models.model import Model
from siklus.services.prediction import AuditShare, Reply, Request
from siklus.services.retraining import RetrainingService
from siklus.services.serving import Served, Serving
from siklus.simulation.arms.refits import AHEAD
from siklus.simulation.arms.replay import Tell, judge_afterwards
from siklus.simulation.base import Clock, installation
from siklus.simulation.setting import START, Arrival, Post, Setting
from siklus.simulation.track import DIGITS, HELD, NOBODY, TEACHES, Change, DriftCheck, Track, compared, digit

TICK = 10  # items between two looks of the loop
REVIEWER = Caller("simulated reviewer", Role.REVIEWER)


@dataclass(frozen=True)
class Farsighted(Model):
    """A model that judges some hundred coming texts at a time; a text's judgement is the same in company."""

    coming: Sequence[str] = ()
    places: dict[str, int] = field(default_factory=dict)
    known: dict[str, Judgement] = field(default_factory=dict)

    def judge(self, texts: Sequence[str]) -> list[Judgement]:
        """What the model says about each text."""
        for text in texts:
            if text not in self.known:
                at = self.places.get(text)
                batch = [text] if at is None else self.coming[at : at + AHEAD]
                self.known.update(zip(batch, super().judge(batch), strict=True))
        return [self.known[text] for text in texts]


@dataclass
class ServingAhead:
    """The real serving, whose model looks ahead."""

    serving: Serving
    coming: Sequence[str]
    _served: Served | None = None

    def current(self) -> Served:
        """The version that answers now."""
        if self._served is None:
            self.refresh()
        assert self._served is not None  # noqa: S101 (refresh has set it, or raised)
        return self._served

    def refresh(self) -> bool:
        """Follow the pointer; whether it had moved."""
        if not self.serving.refresh():
            return False
        served = self.serving.current()
        model = self.serving.scorers.artefacts.load(served.version.sha256)
        places = {text: at for at, text in reversed(list(enumerate(self.coming)))}
        ahead = Farsighted(model.pipeline, model.recipe, model.reference, self.coming, places)
        self._served = Served(served.version, ahead)
        return True


@dataclass
class Loop:
    """One run of the product over a stream."""

    setting: Setting
    services: Services
    serving: ServingAhead
    clock: Clock
    track: Track
    post: Post = field(default_factory=Post)
    at: int = 0  # the item that comes in now
    replies: dict[int, Reply] = field(default_factory=dict)  # that somebody will answer
    places: dict[str, int] = field(default_factory=dict)  # of predictions that a reviewer is asked about

    def draw(self) -> float:
        """What decides whether the present item is audited."""
        return self.setting.draws[self.at].audit

    def run(self, tell: Tell) -> Track:
        """The whole stream, one item after the other."""
        first = self.serving.current().model
        for at in range(len(self.setting.items)):
            self.at = at
            self._deliver()
            self._predict()
            if (self.at + 1) % TICK == 0:
                self._tick()
            tell(self.track)
        self._look_back()
        judge_afterwards(self.setting, self.track, first, self.serving.current().model)
        return self.track

    def _deliver(self) -> None:
        """Bring in what people have said by now, each at its own time."""
        now = self.setting.at(self.at)
        for arrival in self.post.arrived(now):
            self.clock.time = arrival.due
            if arrival.source == Source.READER:
                self._answer(arrival)
            else:
                self._review()
            self.track.labels_used += 1
        self.clock.time = now

    def _answer(self, arrival: Arrival) -> None:
        reply = self.replies.pop(arrival.item)
        correct = arrival.label == reply.label
        # Who says more than one reader may is not heard, as in the real service.
        with suppress(TooManyAnswers):
            self.services.feedback.answer(
                str(reply.id),
                str(reply.feedback_token),
                correct=correct,
                label=None if correct else arrival.label,
            )

    def _review(self) -> None:
        # The queue hands out the oldest audit, which need not be the one that is due: a reviewer takes
        # what comes next.
        [asked] = self.services.review.next(REVIEWER, 1)
        said = self.setting.draws[self.places.pop(asked.ask.prediction_id)].audit_label
        self.services.review.answer(asked.ask.id, REVIEWER, said)

    def _predict(self) -> None:
        item, draws = self.setting.items[self.at], self.setting.draws[self.at]
        reply = self.services.prediction.predict(Request(item.text, consent=True, subject=draws.subject))
        self.track.show(Judgement(reply.probabilities, oov_share=0.0), reply.model_version)
        said = draws.says(reply.label, item.label)
        self.track.readers += digit(said)
        if said is not None:
            self.replies[self.at] = reply
            self.post.send(Arrival(self.clock.time + draws.delay, self.at, Source.READER, said))
        self._expect_audit(reply)

    def _expect_audit(self, reply: Reply) -> None:
        asked = self._open_audits() > len(self.places) if self._may_be_audited() else False
        self.track.audits += digit(self.setting.draws[self.at].audit_label) if asked else NOBODY
        if asked:
            self.places[str(reply.id)] = self.at
            draws = self.setting.draws[self.at]
            due = self.clock.time + draws.audit_delay
            self.post.send(Arrival(due, self.at, Source.AUDIT, draws.audit_label))

    def _may_be_audited(self) -> bool:
        share = self.services.prediction.audit
        return self.draw() < max(share.usual, share.while_drifting)

    def _open_audits(self) -> int:
        with self.services.store.reading() as tx:
            return tx.asks.open_by_reason()[AskReason.AUDIT]

    def _tick(self) -> None:
        """What the worker does on each of its ticks."""
        if self.services.guard.watch() is not None:
            self._follow_pointer()
        self._watch_drift()
        run = self.services.retraining.consider()
        if run is None or run.state != RunState.QUEUED:
            return
        self.track.retrains += 1
        carry_out(self.services.retraining, run.id)
        self._follow_pointer()

    def _watch_drift(self) -> None:
        window = self.services.drift.measure()
        if window is None:
            return
        with self.services.store.reading() as tx:
            alarm = any(alert.kind == DRIFT for alert in tx.alerts.open())
        facts = window.model_version, round(window.score, DIGITS), str(window.level)
        self.track.drift.append(DriftCheck(self.at + 1, *facts, alarm=alarm))

    def _follow_pointer(self) -> None:
        before = self.serving.current()
        if not self.serving.refresh():
            return
        after, link = self.serving.current(), self.services.deployment.active()
        window = self.setting.window_after(self.at + 1)
        texts = [self.setting.items[at].text for at in window]
        truth = [self.setting.items[at].label for at in window]
        figures = compared(truth, before.model.judge(texts), after.model.judge(texts))
        rollback = link is not None and link.action == Action.ROLLBACK
        numbers = after.version.version, before.version.version
        self.track.changes.append(Change(self.at + 1, *numbers, rollback=rollback, **figures))

    def _look_back(self) -> None:
        """The propensities as the service noted them, and which answers it has believed."""
        with self.services.store.reading() as tx:
            rows, trust = tx.predictions.all_rows(), tx.feedback.trust_of_readers()
        said = [trust.get(row["id"]) for row in rows]
        self.track.held = "".join(NOBODY if one is None else TEACHES if one.teaches else HELD for one in said)
        self.track.propensities = [float(row["audit_propensity"]) for row in rows]


def carry_out(retraining: RetrainingService, run_id: str) -> None:
    """The steps of a run in their order, as a worker has them."""
    try:
        retraining.take_snapshot(run_id)
        retraining.train(run_id)
        retraining.gate(run_id)
        retraining.deploy(run_id)
    except SiklusError as error:
        retraining.fail(run_id, str(error))


def run_loop(
    track: Track, setting: Setting, home: Path, switch: Callable[[Services], Services], tell: Tell
) -> Track:
    """The product over a stream.

    Args:
        home: a copy of the base's folder, of this run alone.
        switch: turns off what the arm is without.
    """
    clock = Clock(START)
    with installation(home, clock) as services:
        serving = ServingAhead(services.serving, [item.text for item in setting.items])
        loop = Loop(setting, services, serving, clock, track)
        usual = setting.audit
        share = AuditShare(usual, max(usual, services.settings.audit_share_drifting) if usual else 0.0)
        prediction = replace(services.prediction, serving=serving, draw=loop.draw, audit=share)
        review = replace(services.review, chance=random.Random(setting.seed), second_share=0.0)
        loop.services = switch(replace(services, prediction=prediction, review=review))
        return loop.run(tell)
