"""A row is what a look at a version's scorer came to; rows are added and never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    func,
    insert,
    select,
)

from siklus.database.columns import Id, Utc
from siklus.database.schema import inputs, metadata
from siklus.database.table import TableAccess
from siklus.domain.exactness import ScorerCheck, Verdict

checks = Table(
    "scorer_checks",
    metadata,
    Column("id", Id(as_uuid=False), primary_key=True),
    Column("version", Integer, ForeignKey("model_versions.version"), nullable=False),
    Column("verdict", String(12), nullable=False),
    Column("scorer_sha256", String(64), nullable=False),
    Column("code", String(16), nullable=False),  # digest of the code that read the scorer
    Column("compiled", Boolean, nullable=False),
    Column("texts", Integer, nullable=False),
    Column("largest", Float, nullable=False),  # difference of a probability
    Column("at", Utc, nullable=False),
    Index(None, "version", "at"),
)


class ScorerChecks(TableAccess):
    """Looks at scorers."""

    __slots__ = ()

    def add(self, check: ScorerCheck) -> None:
        """Keep what a look came to."""
        self.connection.execute(
            insert(checks).values(
                id=check.id,
                version=check.version,
                verdict=check.verdict,
                scorer_sha256=check.scorer_sha256,
                code=check.code,
                compiled=check.compiled,
                texts=check.texts,
                largest=check.largest,
                at=check.at,
            )
        )

    def newest(self, version: int) -> ScorerCheck | None:
        """The look that counts; None where nobody has looked yet."""
        query = select(checks).where(checks.c.version == version)
        row = self.connection.execute(query.order_by(checks.c.at.desc(), checks.c.id.desc()).limit(1)).first()
        return _check(row) if row else None

    def failed_since(self, version: int, moment: datetime) -> int:
        """How many looks since then found the scorer of a version unfit."""
        unfit = checks.c.verdict.not_in([Verdict.SAME, Verdict.ABSENT])
        failed = (checks.c.version == version) & unfit & (checks.c.at >= moment)
        return self.connection.scalar(select(func.count()).where(failed)) or 0

    def sample(self, limit: int) -> list[str]:
        """The newest texts that are stored: what a scorer will be asked next is most like them."""
        query = select(inputs.c.text).order_by(inputs.c.id.desc()).limit(limit)
        return list(self.connection.scalars(query))


def _check(row: Row[Any]) -> ScorerCheck:
    return ScorerCheck(
        id=row.id,
        version=row.version,
        verdict=Verdict(row.verdict),
        scorer_sha256=row.scorer_sha256,
        code=row.code,
        compiled=row.compiled,
        texts=row.texts,
        largest=row.largest,
        at=row.at,
    )
