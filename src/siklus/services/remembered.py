"""What trainings have in common, kept by a trainer from one to the next: it takes seconds to make."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from siklus.domain.examples import Example
from siklus.domain.reviews import Label
from siklus.domain.scores import Judgement
from siklus.domain.snapshots import content_hash
from siklus.models.adaptation import Adapted, NewRows, adapt
from siklus.models.calibration import Integers
from siklus.models.model import Model, Read
from siklus.models.recipe import Progress, Recipe
from siklus.models.training import Foundation, featurise, lay
from siklus.services.behaviour import passed_by

MODELS_REMEMBERED = 4


@dataclass
class LastFoundation:
    """The foundation that was laid last: between two trainings it seldom changes, and it takes seconds."""

    key: str = ""
    foundation: Foundation | None = None

    def of(self, rows: Sequence[Example], recipe: Recipe, progress: Progress | None) -> Foundation:
        """The foundation of these rows, laid anew where it is another."""
        found = self.at_hand(rows, recipe)
        if found is None:
            found = lay(featurise([e.text for e in rows], recipe), [e.label for e in rows], progress=progress)
            self.key, self.foundation = _key(rows, recipe), found
        return found

    def at_hand(self, rows: Sequence[Example], recipe: Recipe) -> Foundation | None:
        """The foundation of these rows if it is the one that was laid last."""
        return self.foundation if _key(rows, recipe) == self.key else None


@dataclass
class LastAdaptation:
    """The adaptation that was made last: a look at the readers often makes the very one to be trained."""

    key: tuple[object, ...] = ()
    foundation: Foundation | None = None
    adapted: Adapted | None = None

    def of(self, foundation: Foundation, new: NewRows, settled: Integers) -> Adapted:
        """The foundation adapted to these rows, anew where it is another adaptation."""
        numbers = (new.evidence, new.doubted, new.at, settled)
        key = (tuple(new.texts), tuple(new.labels), *(array.tobytes() for array in numbers))
        if self.adapted is None or foundation is not self.foundation or key != self.key:
            self.adapted = adapt(foundation, new, settled)
            self.key, self.foundation = key, foundation
        return self.adapted


@dataclass
class LastReads:
    """What every candidate is asked, as it was read last: candidates on one foundation read alike."""

    kept: dict[str, Read] = field(default_factory=dict)

    def of(self, what: str, model: Model, texts: Sequence[str]) -> Read:
        """These texts as the model reads them, read anew where they or its features are others."""
        found = self.kept.get(what)
        if found is None or found.features is not model.features or found.texts != tuple(texts):
            self.kept[what] = found = Read.of(model.features, texts)
        return found


@dataclass
class BehaviourAnswers:
    """What the last few models passed of the behaviour suite, by their artefacts."""

    digits: OrderedDict[str, str] = field(default_factory=OrderedDict)

    def of(self, sha256: str, model: Callable[[], Model]) -> str:
        """The digits of the model of this artefact, which is loaded only if they are not remembered."""
        if sha256 not in self.digits:
            self.digits[sha256] = passed_by(model())
            while len(self.digits) > MODELS_REMEMBERED:
                self.digits.popitem(last=False)
        return self.digits[sha256]


@dataclass
class GoldenAnswers:
    """What the last few models said of the golden set: the active version is asked at every training."""

    said: OrderedDict[tuple[str, str], list[Label]] = field(default_factory=OrderedDict)

    def keep(self, sha256: str, golden: str, judged: Sequence[Judgement]) -> list[Label]:
        """Remember the answers of the model of this artefact on the golden set of this content."""
        self.said[sha256, golden] = labels = [one.label for one in judged]
        while len(self.said) > MODELS_REMEMBERED:
            self.said.popitem(last=False)
        return labels

    def of(self, sha256: str, golden: str) -> list[Label] | None:
        """The answers, if they are remembered."""
        return self.said.get((sha256, golden))


def _key(rows: Sequence[Example], recipe: Recipe) -> str:
    return f"{content_hash(rows)} {recipe}"
