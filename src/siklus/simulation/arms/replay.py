"""The arms that need no database: predict, then reveal, with the same readers and audits as the real loop."""

from collections.abc import Callable, Sequence
from typing import Protocol

from siklus.domain.feedback import Source
from siklus.domain.scores import Judgement
from siklus.models.model import Model
from siklus.models.scorer import Judge
from siklus.simulation.setting import Arrival, Post, Setting
from siklus.simulation.track import NOBODY, Change, Track, compared, digit, share_right

Tell = Callable[[Track], None]  # what the arm has done so far, after each item


class Learner(Protocol):
    """What an arm of this kind decides."""

    first: Model
    version: int
    labels_used: int

    def judge(self, places: Sequence[int]) -> list[Judgement]:
        """What the present version says of the items at these places."""
        ...

    def learn(self, arrival: Arrival) -> None:
        """Take in an answer, or not."""
        ...

    def end_block(self, done: int) -> bool:
        """Look back on the first `done` items; whether another version answers from here on."""
        ...

    def model(self) -> Model:
        """The present version."""
        ...


def replay(arm: str, setting: Setting, learner: Learner, tell: Tell) -> Track:
    """Run the stream past a learner."""
    track, post = Track(arm, setting.seed), Post()
    for at in range(len(setting.items)):
        for arrival in post.arrived(setting.at(at)):
            learner.learn(arrival)
        [judged] = learner.judge([at])
        track.show(judged, learner.version)
        _answer(setting, at, judged, track, post)
        if setting.ends_block(at):
            _end_block(setting, at + 1, learner, track)
        tell(track)
    track.labels_used = learner.labels_used
    judge_afterwards(setting, track, learner.first, learner.model())
    return track


def _answer(setting: Setting, at: int, judged: Judgement, track: Track, post: Post) -> None:
    draws, now = setting.draws[at], setting.at(at)
    said = draws.says(judged.label, setting.items[at].label)
    audited = draws.audit < setting.audit
    track.readers += digit(said)
    track.audits += digit(draws.audit_label) if audited else NOBODY
    track.propensities.append(setting.audit)
    if said is not None:
        post.send(Arrival(now + draws.delay, at, Source.READER, said))
    if audited:
        post.send(Arrival(now + draws.audit_delay, at, Source.AUDIT, draws.audit_label))


def _end_block(setting: Setting, done: int, learner: Learner, track: Track) -> None:
    window = setting.window_after(done)
    previous, before = learner.version, learner.judge(window)
    if learner.end_block(done):
        track.retrains += 1
        figures = compared([setting.items[at].label for at in window], before, learner.judge(window))
        track.changes.append(Change(done, learner.version, previous, rollback=False, **figures))


def judge_afterwards(setting: Setting, track: Track, first: Judge, last: Judge) -> None:
    """What the first and the last model make of data from outside the stream."""
    for name, items in setting.afterwards.items():
        truth, texts = [item.label for item in items], [item.text for item in items]
        track.afterwards[name] = share_right(truth, last.judge(texts))
        track.afterwards_first[name] = share_right(truth, first.judge(texts))
