"""An output that grows piece by piece, and the journal that says how far it is.

Beside the output lie `.NAME.part`, what is written so far, and `.NAME.journal`: first what is being done,
then one line for each piece that is safe in the part. A run that was killed leaves both; the next one cuts
the part to what the journal vouches for and goes on.
"""

import fcntl
import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from siklus.errors import ScoresUnderWay, ScoringChanged


@dataclass(frozen=True)
class Plan:
    """All that decides what the output will be."""

    input_sha256: str
    text: str
    anonymiser: str
    program: str  # the version of Siklus

    def differences(self, other: dict[str, Any]) -> list[str]:
        """Which of these another plan has otherwise."""
        return [name for name, value in asdict(self).items() if other.get(name) != value]


@dataclass(frozen=True)
class ScoringPlan(Plan):
    """And where a version judges."""

    version: int
    model_sha256: str
    judge: str  # scikit-learn or the scorer


@dataclass
class Progress:
    """How far a run is."""

    read: int = 0  # of the source, in its unit
    written: int = 0  # bytes of the part
    rows: int = 0
    counts: Counter[str] = field(default_factory=Counter)  # labels and reasons

    def line(self) -> str:
        """As the journal holds it."""
        return json.dumps(
            {"read": self.read, "written": self.written, "rows": self.rows, "counts": self.counts}
        )


@dataclass(frozen=True, slots=True)
class Growing:
    """The files beside an output."""

    output: Path

    @property
    def part(self) -> Path:
        """What is written so far."""
        return self.output.with_name(f".{self.output.name}.part")

    @property
    def journal(self) -> Path:
        """How far that is."""
        return self.output.with_name(f".{self.output.name}.journal")

    @contextmanager
    def open(self, plan: Plan, *, anew: bool) -> Iterator["Writer"]:
        """Go on with what an earlier run of the same plan left, or begin.

        Raises:
            ScoresUnderWay: another process is writing it.
            ScoringChanged: what was left is of another plan; `anew` forgets it.
        """
        with self.journal.open("a+") as journal:
            _lock(journal, self.output)
            lines = [] if anew else _lines(journal)
            if lines and (other := plan.differences(lines[0])):
                raise ScoringChanged(str(self.output), other, lines[0].get("version"))
            progress = _progress(lines[1:], self.part)
            with self.part.open("ab") as part:
                part.truncate(progress.written)
                writer = Writer(part, journal, progress)
                writer.begin(plan)
                yield writer

    def forget(self) -> None:
        """Remove both."""
        self.part.unlink(missing_ok=True)
        self.journal.unlink(missing_ok=True)


@dataclass
class Writer:
    """Adds pieces."""

    part: IO[bytes]
    journal: IO[str]
    progress: Progress

    def begin(self, plan: Plan) -> None:
        """Write the journal anew: a line that was cut off by a kill must not stay in its middle."""
        self.journal.truncate(0)
        self.journal.write(json.dumps(asdict(plan)) + "\n" + self.progress.line() + "\n")
        self.journal.flush()

    def add(self, content: bytes, read: int, counts: Counter[str]) -> None:
        """Write a piece, and only then that it is there."""
        self.part.write(content)
        self.part.flush()
        os.fsync(self.part.fileno())  # or, after a power cut, the journal could vouch for what is not there
        now = self.progress
        now.read, now.written = read, now.written + len(content)
        now.rows, now.counts = now.rows + counts.total(), now.counts + counts
        self.journal.write(now.line() + "\n")
        self.journal.flush()


def _lock(journal: IO[str], output: Path) -> None:
    try:
        fcntl.flock(journal, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ScoresUnderWay(str(output)) from None


def _lines(journal: IO[str]) -> list[dict[str, Any]]:
    """The whole lines of a journal."""
    journal.seek(0)
    found: list[dict[str, Any]] = []
    for line in journal:
        try:
            found.append(json.loads(line))
        except ValueError:  # cut off
            break
    return found


def _progress(lines: list[dict[str, Any]], part: Path) -> Progress:
    """The last state that the part can bear out."""
    size = part.stat().st_size if part.exists() else 0
    for line in reversed(lines):
        if line["written"] <= size:
            return Progress(line["read"], line["written"], line["rows"], Counter(line["counts"]))
    return Progress()
