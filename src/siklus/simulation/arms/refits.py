"""Static, schedule and oracle: a model that stays, and two that are fitted anew at the end of each block."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from siklus.domain.examples import Example
from siklus.domain.feedback import Source
from siklus.domain.reviews import Label
from siklus.domain.scores import Judgement
from siklus.models.model import Model
from siklus.models.recipe import Recipe
from siklus.models.training import train
from siklus.simulation.setting import Arrival, Setting

AHEAD = 300  # texts that are judged at a time: alone each would cost ten times as much


class Foresight:
    """A model's judgements of a stream, made some hundred texts at a time and kept."""

    def __init__(self, model: Model, texts: Sequence[str]) -> None:
        self.model = model
        self._texts = texts
        self._known: dict[int, Judgement] = {}

    def judge(self, places: Sequence[int]) -> list[Judgement]:
        """What the model says of the texts at these places."""
        for at in places:
            if at not in self._known:
                batch = range(at, min(at + AHEAD, len(self._texts)))
                judged = self.model.judge([self._texts[each] for each in batch])
                self._known.update(zip(batch, judged, strict=True))
        return [self._known[at] for at in places]


@dataclass
class Static:
    """Version 1 for ever; whatever people say teaches nothing."""

    first: Model
    setting: Setting
    version: int = 1
    labels_used: int = 0

    def __post_init__(self) -> None:
        self._answers = Foresight(self.first, [item.text for item in self.setting.items])

    def judge(self, places: Sequence[int]) -> list[Judgement]:
        """What the present version says of the items at these places."""
        return self._answers.judge(places)

    def learn(self, arrival: Arrival) -> None:
        """Take in an answer, or not."""
        del arrival

    def end_block(self, done: int) -> bool:
        """Look back on the first `done` items; whether another version answers from here on."""
        del done
        return False

    def model(self) -> Model:
        """The present version."""
        return self._answers.model

    def _refit(self, old: Sequence[Example], new: dict[int, Label], recipe: Recipe) -> None:
        texts = [*(row.text for row in old), *(self.setting.items[at].text for at in new)]
        labels = [*(row.label for row in old), *new.values()]
        self._answers = Foresight(train(texts, labels, recipe), [item.text for item in self.setting.items])
        self.version += 1


@dataclass
class Schedule(Static):
    """What a cron job does: at the end of each block everything labelled is learnt, and deployed unseen."""

    learnt: Sequence[Example] = ()
    recipe: Recipe = field(default_factory=Recipe)
    answers: dict[int, tuple[Source, Label]] = field(default_factory=dict)

    def learn(self, arrival: Arrival) -> None:
        """Take in an answer; a reader's word gives way to a reviewer's."""
        earlier = self.answers.get(arrival.item)
        if earlier is None or earlier[0] == Source.READER:
            self.answers[arrival.item] = (arrival.source, arrival.label)
        self.labels_used += 1

    def end_block(self, done: int) -> bool:
        """Look back on the first `done` items; whether another version answers from here on."""
        if not self.answers or (done >= len(self.setting.items) and not self.setting.afterwards):
            return False
        new = {at: label for at, (_, label) in sorted(self.answers.items())}
        self._refit(self.learnt, new, self.recipe)
        return True


@dataclass
class Oracle(Static):
    """What could be had at most: every label of every block that has passed, all of them right."""

    learnt: Sequence[Example] = ()
    recipe: Recipe = field(default_factory=Recipe)

    def end_block(self, done: int) -> bool:
        """Look back on the first `done` items; whether another version answers from here on."""
        if done >= len(self.setting.items) and not self.setting.afterwards:
            return False
        self.labels_used = done
        self._refit(self.learnt, {at: self.setting.items[at].label for at in range(done)}, self.recipe)
        return True
