"""What a version says of the texts of a piece."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from platform import node
from typing import ClassVar

from siklus.domain.reviews import Review
from siklus.errors import ClusterUnfit, Invalid, TextMissing
from siklus.models.plain import unpacked
from siklus.models.registry import ArtefactStore
from siklus.models.scorer import Judge, Scorer
from siklus.privacy.redaction import anonymise
from siklus.services.scoring.reading import Piece
from siklus.services.scoring.writing import Form, Reason, Verdict, Written, written


@dataclass(frozen=True, slots=True)
class Work:
    """What every process needs to know, once; an errand for a crew."""

    together: ClassVar[int] = 4

    folder: Path  # of the model files
    sha256: str
    version: int
    form: Form
    # Of the scorer that was found to be the same as the model; None: the model judges.
    scorer_sha256: str | None
    compiled: bool  # by the scorer's compiled pass

    def fetch(self) -> bytes:
        """The file that judges, checked by its sha256.

        Raises:
            ArtefactMissing, ArtefactDamaged: it cannot be loaded.
        """
        artefacts = ArtefactStore(self.folder)
        if self.scorer_sha256 is None:
            return artefacts.content(self.sha256)
        return artefacts.scorer_content(self.sha256, self.scorer_sha256)

    def ready(self, content: bytes) -> Callable[[Piece], Written]:
        """A piece with what the version says of it, in the form of the output.

        Raises:
            ArtefactFromOtherLibraries: the model was made with others than are here.
            ClusterUnfit: the compiled pass is asked for, and this machine has none.
        """
        return partial(scored, self._judge(content), self)

    def _judge(self, content: bytes) -> Judge:
        if self.scorer_sha256 is None:
            # Loaded here, for it brings scikit-learn, and a scorer needs none.
            from siklus.models.archive import parsed  # noqa: PLC0415

            return parsed(content, f"{self.sha256}.skops")
        scorer = Scorer(unpacked(content, self.sha256), fast=self.compiled)
        # Its last digits are others, and half-way between two roundings one would be seen.
        if scorer.fast != self.compiled:
            raise ClusterUnfit(node(), "the extra `fast` (numba) is installed at one place only")
        return scorer


def scored(model: Judge, work: Work, piece: Piece) -> Written:
    """A piece with what the model says of it, in the form of the output."""
    return written(work.form, piece, verdicts(model, piece.texts), work.version)


def verdicts(model: Judge, texts: list[str | None]) -> list[Verdict]:
    """One for each text; what is no review gets a reason in place of a label."""
    read = [_read(text) for text in texts]
    judged = iter(model.judge([one for one in read if isinstance(one, str)]))
    return [next(judged) if isinstance(one, str) else one for one in read]


def _read(text: str | None) -> str | Reason:
    """What is judged of a text, or why nothing is."""
    try:
        if text is None:
            raise TextMissing
        # Judged as everywhere: what the model learnt from is anonymised too.
        return anonymise(Review.read(text).text).text
    except Invalid as error:
        return Reason(error.code)
