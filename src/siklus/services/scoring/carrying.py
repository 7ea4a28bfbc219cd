"""What every run over a file of reviews does: look at both ends, then piece by piece, all or nothing."""

import hashlib
import os
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version as version_of
from pathlib import Path

from siklus.errors import DataFileMissing, ExportImpossible, ReviewsChanged, ScoresExist
from siklus.services.crew import Crew, Errand
from siklus.services.scoring.journal import Growing, Plan, Progress, Writer
from siklus.services.scoring.reading import Piece, Source, kind_of
from siklus.services.scoring.writing import Form, Written, assemble

Tell = Callable[[str, float], None]  # what is being done, and how much of it is done, 0..1
PROGRAM = version_of("siklus")


@dataclass(frozen=True, slots=True)
class Carrying:
    """A run from one file to another."""

    path: Path
    source: Source
    output: Path
    form: Form
    plan: Plan
    anew: bool  # forget what an earlier run left

    def carry_out(
        self, errand: Errand[Piece, Written], crew: Crew, tell: Tell, before: tuple[int, int, int]
    ) -> tuple[Progress, int]:
        """Write the output; how far it is then, and how many of its rows an earlier run had done.

        Args:
            before: what `stat_of` the input was when it was looked at first.

        Raises:
            ScoresUnderWay, ScoringChanged: another run writes it, or began it with something else.
            ReviewsChanged: the input was changed meanwhile.
        """
        growing = Growing(self.output)
        with growing.open(self.plan, anew=self.anew) as writer:
            resumed = writer.progress.rows
            if not writer.progress.written:
                writer.add(self.form.head(), 0, Counter())
            self._write(errand, writer, crew, tell)
            if stat_of(self.path) != before:
                raise ReviewsChanged(str(self.path))
            assemble(growing.part, self.form, self.output)
            growing.forget()
        return writer.progress, resumed

    def _write(self, errand: Errand[Piece, Written], writer: Writer, crew: Crew, tell: Tell) -> None:
        begun, before = time.perf_counter(), writer.progress.rows
        pieces = self.source.pieces(writer.progress.read)
        for piece, written in crew.in_order(errand, pieces):
            writer.add(written.content, piece.end, written.counts)
            speed = (writer.progress.rows - before) / (time.perf_counter() - begun)
            tell(f"{writer.progress.rows:,} reviews, {speed:,.0f} a second", piece.end / self.source.size)


def look_at_output(output: Path, source: Path, *, force: bool) -> None:
    """See whether it can be written.

    Raises:
        ExportImpossible: it cannot.
        ScoresExist: it is there already, and that was not foreseen.
    """
    kind_of(output)
    if not output.parent.is_dir():
        raise ExportImpossible(str(output), "there is no such folder")
    if output.exists():
        if source.exists() and output.samefile(source):
            raise ExportImpossible(str(output), "it is the input itself")
        if not force:
            raise ScoresExist(str(output))


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


def sha256_of(path: Path) -> str:
    """Of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
