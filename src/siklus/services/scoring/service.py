"""Score a file: look at what is asked, then piece by piece."""

import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from siklus.database.store import Store
from siklus.domain.lifecycle import ModelVersion
from siklus.domain.reviews import LABELS
from siklus.errors import NoActiveVersion
from siklus.privacy.redaction import ANONYMISER_VERSION
from siklus.services.crew import Alone, Crew
from siklus.services.exactness import ScorerService
from siklus.services.scoring.carrying import PROGRAM, Carrying, Tell, look_at_output, sha256_of, stat_of
from siklus.services.scoring.journal import ScoringPlan
from siklus.services.scoring.judging import Work
from siklus.services.scoring.reading import Source, kind_of, open_source
from siklus.services.scoring.writing import Form, names_for_added


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be scored, and how."""

    source: Path
    output: Path
    text: str = "text"  # the column with the reviews
    version: int | None = None  # None: the active one
    force: bool = False  # forget what an earlier run left, write over what is there


@dataclass(frozen=True, slots=True)
class Scored:
    """What came of it."""

    version: int
    rows: int
    counts: Counter[str]  # labels, and reasons why there is none
    resumed: int  # rows that an earlier run had done
    seconds: float
    added: tuple[str, ...]  # names of the columns that were added

    @property
    def judged(self) -> int:
        """Rows that got a label."""
        return sum(self.counts[label] for label in LABELS)


@dataclass(frozen=True, slots=True)
class ScoringService:
    """Files of reviews; nothing is stored in the database."""

    store: Store
    scorers: ScorerService

    def score(self, order: Order, tell: Tell, crew: Crew = Alone()) -> Scored:
        """Write the rows of a file with what a version says of each, all or nothing.

        Killed half-way and called again it goes on, and the output is the same, byte by byte.

        Args:
            crew: who judges.

        Raises:
            DataFileMissing, ReviewsUnreadable, TextColumnMissing: the input cannot be used.
            ExportImpossible, ScoresExist: the output cannot be written, or is there already.
            ScoresUnderWay, ScoringChanged: another run writes it, or began it with something else.
            ReviewsChanged: the input was changed meanwhile.
            VersionNotFound, NoActiveVersion, ArtefactMissing, ArtefactDamaged: nothing can judge.
            ScoringProcessEnded, ClusterUnfit, ClusterLost: the crew cannot go on.
        """
        started = time.perf_counter()
        look_at_output(order.output, order.source, force=order.force)
        before = stat_of(order.source)
        source, version = open_source(order.source, order.text), self._version(order.version)
        form = _form(source, kind_of(order.output))
        work = self._work(version, form)
        run = Carrying(order.source, source, order.output, form, _plan(order, work), anew=order.force)
        done, resumed = run.carry_out(work, crew, tell, before)
        taken = time.perf_counter() - started
        return Scored(version.version, done.rows, done.counts, resumed, taken, form.added)

    def _work(self, version: ModelVersion, form: Form) -> Work:
        arrays, check = self.scorers.arrays(version)
        if arrays is None:  # then the model judges, and whether it can is better known now
            self.scorers.artefacts.load(version.sha256)
        return Work(
            folder=self.scorers.artefacts.folder,
            sha256=version.sha256,
            version=version.version,
            form=form,
            scorer_sha256=check.scorer_sha256 if arrays and check else None,
            compiled=arrays is not None and check is not None and self.scorers.compiles(check),
        )

    def _version(self, number: int | None) -> ModelVersion:
        with self.store.reading() as tx:
            link = tx.deployments.last()
            if number is None and link is None:
                raise NoActiveVersion
            return tx.versions.get(number if number is not None else link.version if link else 0)


def _form(source: Source, target: str) -> Form:
    names = tuple(source.names)
    return Form(source.kind, target, names, names_for_added(names), source.schema)


def _plan(order: Order, work: Work) -> ScoringPlan:
    return ScoringPlan(
        input_sha256=sha256_of(order.source),
        text=order.text,
        version=work.version,
        model_sha256=work.sha256,
        # The same to twelve digits, but half-way from one to the other a sixth one could differ.
        judge="scikit-learn" if work.scorer_sha256 is None else f"scorer{', compiled' * work.compiled}",
        anonymiser=ANONYMISER_VERSION,
        program=PROGRAM,
    )
