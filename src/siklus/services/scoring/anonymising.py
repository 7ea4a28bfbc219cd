"""Pseudonymise the texts of a file: of reviews as they came, or of an export that an older version made."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import msgspec
import pyarrow as pa

from siklus.privacy.redaction import ANONYMISER_VERSION, anonymise
from siklus.services.crew import Alone, Crew
from siklus.services.scoring.carrying import PROGRAM, Carrying, Tell, look_at_output, sha256_of, stat_of
from siklus.services.scoring.journal import Plan
from siklus.services.scoring.reading import Piece, Source, kind_of, open_source
from siklus.services.scoring.writing import Form, Written, content

CHANGED, UNCHANGED, MISSING = "changed", "unchanged", "text_missing"


@dataclass(frozen=True, slots=True)
class Masking:
    """The errand: every piece with its texts pseudonymised, all else as it was."""

    together: ClassVar[int] = 4

    form: Form
    text: str

    def fetch(self) -> bytes:
        """Nothing."""
        return b""

    def ready(self, content: bytes) -> Callable[[Piece], Written]:
        """Nothing to prepare."""
        del content
        return self._mask

    def _mask(self, piece: Piece) -> Written:
        texts = [None if text is None else anonymise(text).text for text in piece.texts]
        pairs = zip(piece.texts, texts, strict=True)
        counts = Counter(
            MISSING if old is None else UNCHANGED if old == new else CHANGED for old, new in pairs
        )
        masked = replace(piece, texts=texts, rows=_REPLACING[self.form.source](self, piece, texts))
        return Written(content(self.form, masked, [()] * len(texts)), len(texts), counts)

    def fields(self, piece: Piece, texts: list[str | None]) -> list[list[str]]:
        """The rows of a CSV."""
        at = self.form.names.index(self.text)
        return [[*row[:at], text or "", *row[at + 1 :]] for row, text in zip(piece.rows, texts, strict=True)]

    def lines(self, piece: Piece, texts: list[str | None]) -> list[str]:
        """Lines of JSON; the other values stay as they are written."""
        return [
            line if text is None else self._line(line, text)
            for line, text in zip(piece.rows, texts, strict=True)
        ]

    def _line(self, line: str, text: str) -> str:
        record = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
        record[self.text] = msgspec.Raw(msgspec.json.encode(text))
        return msgspec.json.encode(record).decode()

    def batch(self, piece: Piece, texts: list[str | None]) -> pa.RecordBatch:
        """The rows of a Parquet file."""
        at = self.form.names.index(self.text)
        return piece.rows.set_column(at, self.form.schema.field(at), pa.array(texts, pa.string()))


_REPLACING = {"csv": Masking.fields, "jsonl": Masking.lines, "parquet": Masking.batch}


@dataclass(frozen=True, slots=True)
class Masked:
    """What came of it."""

    rows: int
    counts: Counter[str]  # rows that were changed, unchanged, or without text
    resumed: int  # rows that an earlier run had done


def mask(
    path: Path, output: Path, text: str, tell: Tell, *, force: bool = False, crew: Crew = Alone()
) -> Masked:
    """Write the rows of a file with their texts pseudonymised, all or nothing; resumed like a scoring.

    Raises:
        DataFileMissing, ReviewsUnreadable, TextColumnMissing, ExportImpossible, ScoresExist, ScoresUnderWay,
            ScoringChanged, ReviewsChanged, ScoringProcessEnded, ClusterUnfit, ClusterLost: as
            `ScoringService.score`.
    """
    look_at_output(output, path, force=force)
    before = stat_of(path)
    source = open_source(path, text)
    form = _form(source, kind_of(output), text)
    plan = Plan(sha256_of(path), text, ANONYMISER_VERSION, PROGRAM)
    run = Carrying(path, source, output, form, plan, anew=force)
    done, resumed = run.carry_out(Masking(form, text), crew, tell, before)
    return Masked(done.rows, done.counts, resumed)


def _form(source: Source, target: str, text: str) -> Form:
    at = source.names.index(text)
    # Texts that were few may be many now: a dictionary of them would not hold.
    schema = source.schema.set(at, pa.field(text, pa.string()))
    return Form(source.kind, target, tuple(source.names), (), schema, pa.schema([]))
