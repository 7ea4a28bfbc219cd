"""Score a file: look at what is asked, then piece by piece."""

import hashlib
import os
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version as version_of
from pathlib import Path

from siklus.database.store import Store
from siklus.domain.lifecycle import ModelVersion
from siklus.domain.reviews import LABELS
from siklus.errors import DataFileMissing, ExportImpossible, NoActiveVersion, ReviewsChanged, ScoresExist
from siklus.privacy.redaction import ANONYMISER_VERSION
from siklus.services.crew import Alone, Crew
from siklus.services.exactness import ScorerService
from siklus.services.scoring.journal import Growing, Plan, Writer
from siklus.services.scoring.judging import Work
from siklus.services.scoring.reading import Source, kind_of, open_source
from siklus.services.scoring.writing import Form, assemble, names_for_added

Tell = Callable[[str, float], None]  # what is being done, and how much of it is done, 0..1


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
        growing = _output(order)
        before = stat_of(order.source)
        source, version = open_source(order.source, order.text), self._version(order.version)
        form = _form(source, kind_of(order.output))
        work = self._work(version, form)
        plan = _plan(order, work)
        with growing.open(plan, anew=order.force) as writer:
            resumed = writer.progress.rows
            if not writer.progress.written:
                writer.add(form.head(), 0, Counter())
            _write(source, work, writer, crew, tell)
            if stat_of(order.source) != before:
                raise ReviewsChanged(str(order.source))
            assemble(growing.part, form, order.output)
            growing.forget()
        done = writer.progress
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


def _output(order: Order) -> Growing:
    kind_of(order.output)
    if not order.output.parent.is_dir():
        raise ExportImpossible(str(order.output), "there is no such folder")
    if order.output.exists():
        if order.source.exists() and order.output.samefile(order.source):
            raise ExportImpossible(str(order.output), "it is the input itself")
        if not order.force:
            raise ScoresExist(str(order.output))
    return Growing(order.output)


def stat_of(path: Path) -> tuple[int, int, int]:
    """What tells whether a file is still the same.

    Raises:
        DataFileMissing: it cannot be read.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise DataFileMissing(str(path), error.strerror or "unknown reason") from None
    if not os.access(path, os.R_OK) or path.is_dir():
        raise DataFileMissing(str(path), "it is a folder" if path.is_dir() else "permission denied")
    return found.st_size, found.st_mtime_ns, found.st_ino


def _form(source: Source, target: str) -> Form:
    names = tuple(source.names)
    return Form(source.kind, target, names, names_for_added(names), source.schema)


def _plan(order: Order, work: Work) -> Plan:
    with order.source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Plan(
        input_sha256=digest,
        text=order.text,
        version=work.version,
        model_sha256=work.sha256,
        # The same to twelve digits, but half-way from one to the other a sixth one could differ.
        judge="scikit-learn" if work.scorer_sha256 is None else f"scorer{', compiled' * work.compiled}",
        anonymiser=ANONYMISER_VERSION,
        program=version_of("siklus"),
    )


def _write(source: Source, work: Work, writer: Writer, crew: Crew, tell: Tell) -> None:
    begun, before = time.perf_counter(), writer.progress.rows
    pieces = source.pieces(writer.progress.read)
    for piece, written in crew.in_order(work, pieces):
        writer.add(written.content, piece.end, written.counts)
        speed = (writer.progress.rows - before) / (time.perf_counter() - begun)
        tell(f"{writer.progress.rows:,} reviews, {speed:,.0f} a second", piece.end / source.size)
