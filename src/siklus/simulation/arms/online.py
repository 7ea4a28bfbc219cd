"""The online learner: version 1's features and calibration, its weights moved by each label as it arrives."""

from collections.abc import Sequence
from copy import copy, deepcopy

from siklus.domain.scores import Judgement
from siklus.models.model import Model, judgements
from siklus.models.pipeline import joined
from siklus.simulation.setting import Arrival, Setting


class Online:
    """`partial_fit` after each answer, warm from version 1's coefficients; there is one version only."""

    version = 1

    def __init__(self, first: Model, setting: Setting) -> None:
        self.first = first
        self.labels_used = 0
        texts = [item.text for item in setting.items]
        # The features never change, so the whole stream can be read at once.
        self._rows = first.features.transform(texts)
        self._oov = [first.features.oov_share(text) for text in texts]
        self._present = deepcopy(first.classifier)

    def judge(self, places: Sequence[int]) -> list[Judgement]:
        """What the present weights say of the items at these places."""
        rows = list(places)
        probabilities = self._present.predict_proba(self._rows[rows])
        return judgements(probabilities, [self._oov[at] for at in rows])

    def learn(self, arrival: Arrival) -> None:
        """Move the weights by one answer; a label that version 1 never saw cannot be learnt."""
        learner, label = self._present.classifier, str(arrival.label)
        if label not in learner.classes_:
            return
        learner.partial_fit(self._rows[arrival.item], [label])
        # A copy reads the linear map from the learner anew.
        self._present = copy(self._present)
        self.labels_used += 1

    def end_block(self, done: int) -> bool:
        """Nothing is deployed: the weights move all the time."""
        del done
        return False

    def model(self) -> Model:
        """The present weights as a model."""
        pipeline = joined(self.first.features, self._present)
        return Model(pipeline, self.first.recipe, self.first.reference)
