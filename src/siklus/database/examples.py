"""A row is a labelled text that can be learnt from."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, func, insert, select, update

from siklus.database.schema import examples
from siklus.database.table import TableAccess, parts
from siklus.domain.examples import LIVE_ORIGINS, Example, ExampleState, Origin
from siklus.domain.identity import is_id
from siklus.domain.reviews import Label
from siklus.domain.splits import Split

# What an example is made of, in its order.
COLUMNS = tuple(examples.c[part.name] for part in fields(Example))
_LABEL, _ORIGIN = {str(one): one for one in Label}, {str(one): one for one in Origin}
_SPLIT, _STATE = {str(one): one for one in Split}, {str(one): one for one in ExampleState}


class Examples(TableAccess):
    """Labelled texts."""

    __slots__ = ()

    def add(self, rows: Sequence[Example], details: Sequence[dict[str, Any] | None] | None = None) -> None:
        """Keep labelled texts; `details` are the other columns of an import, in the same order."""
        if not rows:
            return
        notes = details or [None] * len(rows)
        self.connection.execute(
            insert(examples), [_values(row, note) for row, note in zip(rows, notes, strict=True)]
        )

    def usable(self) -> list[Example]:
        """Everything that may be learnt from, in an order that depends on the content alone."""
        query = (
            select(*COLUMNS)
            .where(examples.c.state == ExampleState.USABLE)
            .order_by(examples.c.text_key, examples.c.created_at, examples.c.id)
        )
        return [_example(row) for row in self.connection.execute(query).all()]

    def audited_since(self, moment: datetime, limit: int) -> list[Example]:
        """The newest labels that audits gave from a moment on, the newest first."""
        query = (
            select(*COLUMNS)
            .where(
                examples.c.state == ExampleState.USABLE,
                examples.c.origin == Origin.AUDIT,
                examples.c.created_at >= moment,
            )
            .order_by(examples.c.created_at.desc(), examples.c.id.desc())
            .limit(limit)
        )
        return [_example(row) for row in self.connection.execute(query)]

    def golden(self) -> list[Example]:
        """Everything usable that measures and never teaches, in a fixed order."""
        query = (
            select(*COLUMNS)
            .where(examples.c.state == ExampleState.USABLE, examples.c.split == Split.GOLDEN)
            .order_by(examples.c.text_key, examples.c.created_at, examples.c.id)
        )
        return [_example(row) for row in self.connection.execute(query)]

    def by_ids(self, ids: Sequence[str]) -> list[Example]:
        """The examples of these ids, in their order; one that is gone is left out."""
        found: dict[str, Example] = {}
        for part in parts(ids):
            query = select(*COLUMNS).where(examples.c.id.in_(part))
            found.update((row[0], _example(row)) for row in self.connection.execute(query).all())
        return [found[one] for one in ids if one in found]

    def audited(self, version: int, since: datetime) -> list[Example]:
        """What audits said of a version's predictions from `since` on, the oldest first."""
        query = (
            select(*COLUMNS)
            .where(
                examples.c.origin == Origin.AUDIT,
                examples.c.state == ExampleState.USABLE,
                examples.c.shown_version == version,
                examples.c.created_at >= since,
            )
            .order_by(examples.c.created_at, examples.c.id)
        )
        return [_example(row) for row in self.connection.execute(query)]

    def keys_of(self, ids: Sequence[str]) -> set[str]:
        """What the texts of these examples are known by; one that was withdrawn has none."""
        found: set[str] = set()
        for part in parts(ids):
            found.update(self.connection.scalars(select(examples.c.text_key).where(examples.c.id.in_(part))))
        return found - {""}

    def labels_of_keys(self, keys: Sequence[str]) -> dict[str, set[Label]]:
        """The labels that these text keys have already (of usable examples)."""
        found: dict[str, set[Label]] = {}
        for part in parts(keys):
            query = select(examples.c.text_key, examples.c.label).where(
                examples.c.text_key.in_(part), examples.c.state == ExampleState.USABLE
            )
            for key, label in self.connection.execute(query):
                found.setdefault(key, set()).add(Label(label))
        return found

    def ids_of_keys(self, keys: Sequence[str]) -> list[str]:
        """The usable examples that hold these texts."""
        found: list[str] = []
        for part in parts(list(dict.fromkeys(keys))):
            query = select(examples.c.id).where(
                examples.c.text_key.in_(part), examples.c.state == ExampleState.USABLE
            )
            found += self.connection.scalars(query)
        return found

    def count_new(self, since: datetime | None) -> int:
        """Usable labels from readers, reviewers, audits and imports that came after `since`."""
        new_kinds = [*LIVE_ORIGINS, Origin.IMPORT]
        query = (
            select(func.count())
            .select_from(examples)
            .where(examples.c.state == ExampleState.USABLE, examples.c.origin.in_(new_kinds))
        )
        if since is not None:
            query = query.where(examples.c.created_at > since)
        return self.connection.scalar(query) or 0

    def count_by(self) -> list[tuple[Origin, Label, ExampleState, int]]:
        """(origin, label, state, examples) for every combination that occurs."""
        columns = (examples.c.origin, examples.c.label, examples.c.state)
        query = select(*columns, func.count()).group_by(*columns).order_by(*columns)
        return [(Origin(o), Label(a), ExampleState(s), n) for o, a, s, n in self.connection.execute(query)]

    def all_rows(self) -> list[dict[str, Any]]:
        """Every example that was not withdrawn, the oldest first (for `siklus export`)."""
        columns = [column for column in examples.c if column.name != "details"]
        query = select(*columns).where(examples.c.state != ExampleState.WITHDRAWN)
        ordered = query.order_by(examples.c.created_at, examples.c.id)
        return [dict(row) for row in self.connection.execute(ordered).mappings()]

    def quarantine_of_prediction(self, prediction_id: str) -> None:
        """Keep what a prediction's answers taught so far, but learn from it no more."""
        self.connection.execute(
            update(examples)
            .where(examples.c.prediction_id == prediction_id, examples.c.state == ExampleState.USABLE)
            .values(state=ExampleState.QUARANTINED)
        )

    def retract(self, prediction_id: str, origin: Origin) -> None:
        """Learn no more from what a reviewer said of a prediction and took back."""
        self._move(prediction_id, origin, ExampleState.USABLE, ExampleState.RETRACTED)

    def reinstate(self, prediction_id: str, origin: Origin) -> None:
        """Learn again from what another answer had taken the place of."""
        self._move(prediction_id, origin, ExampleState.QUARANTINED, ExampleState.USABLE)

    def _move(self, prediction_id: str, origin: Origin, before: ExampleState, after: ExampleState) -> None:
        self.connection.execute(
            update(examples)
            .where(
                examples.c.prediction_id == prediction_id,
                examples.c.origin == origin,
                examples.c.state == before,
            )
            .values(state=after)
        )

    def hold_answers(self, prediction_ids: Sequence[str], *, free: bool) -> None:
        """Quarantine what readers' answers to these predictions teach, or free it again.

        What a reviewer's label took the place of stays as it is, and so does what was withdrawn.
        """
        before, after = ExampleState.USABLE, ExampleState.QUARANTINED
        if free:
            before, after = after, before
        other = examples.alias("other")
        replaced = exists().where(
            other.c.prediction_id == examples.c.prediction_id,
            other.c.origin != Origin.READER,
            other.c.state != ExampleState.RETRACTED,
        )
        for part in parts(prediction_ids):
            self.connection.execute(
                update(examples)
                .where(examples.c.prediction_id.in_(part), examples.c.origin == Origin.READER)
                .where(examples.c.state == before, ~replaced)
                .values(state=after)
            )

    def reviewed(self, keys: Sequence[str]) -> dict[str, Label]:
        """What reviewers said of the texts of these keys, the newest word; absent where they are silent."""
        found: dict[str, Label] = {}
        for part in parts(keys):
            query = (
                select(examples.c.text_key, examples.c.label)
                .where(
                    examples.c.text_key.in_(part),
                    examples.c.state == ExampleState.USABLE,
                    examples.c.origin.in_((Origin.REVIEWER, Origin.AUDIT)),
                )
                .order_by(examples.c.created_at, examples.c.id)
            )
            found.update((key, _LABEL[label]) for key, label in self.connection.execute(query))
        return found

    def taught_by(self, prediction_ids: Sequence[str]) -> set[str]:
        """Those of these predictions whose answers became examples that were not withdrawn."""
        found: set[str] = set()
        for part in parts(prediction_ids):
            query = select(examples.c.prediction_id).where(
                examples.c.prediction_id.in_(part), examples.c.state != ExampleState.WITHDRAWN
            )
            found.update(self.connection.scalars(query))
        return found

    def ids_of_subject(self, subject: str) -> list[str]:
        """Every example that a subject's texts became."""
        return list(self.connection.scalars(select(examples.c.id).where(examples.c.subject == subject)))

    def ids_of_predictions(self, prediction_ids: Sequence[str]) -> list[str]:
        """Every example that these predictions' texts became."""
        found: list[str] = []
        for part in parts(list(filter(is_id, prediction_ids))):
            query = select(examples.c.id).where(examples.c.prediction_id.in_(part))
            found += self.connection.scalars(query)
        return found

    def count_withdrawn(self, ids: Sequence[str]) -> int:
        """How many of these were withdrawn."""
        query = select(func.count()).where(examples.c.state == ExampleState.WITHDRAWN)
        return sum(self.connection.scalar(query.where(examples.c.id.in_(part))) or 0 for part in parts(ids))

    def withdraw(self, ids: Sequence[str]) -> int:
        """Empty these examples and forget whose they were; the rows stay, so that snapshots can be read."""
        gone = 0
        for part in parts(ids):
            result = self.connection.execute(
                update(examples)
                .where(examples.c.id.in_(part))
                .values(
                    state=ExampleState.WITHDRAWN,
                    text="",
                    text_key="",
                    subject=None,
                    details=None,
                    prediction_id=None,
                )
            )
            gone += result.rowcount
        return gone


def _values(row: Example, details: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "id": row.id,
        "text": row.text,
        "text_key": row.text_key,
        "label": row.label,
        "origin": row.origin,
        "split": row.split,
        "state": row.state,
        "domain": row.domain,
        "details": details,
        "prediction_id": row.prediction_id,
        "subject": row.subject,
        "shown_label": row.shown_label,
        "shown_version": row.shown_version,
        "created_at": row.created_at,
    }


def _example(row: Row[Any]) -> Example:
    """A row of COLUMNS; by place and by table, for a training reads tens of thousands of them."""
    one, text, key, label, origin, split, state, at, domain, prediction, subject, shown, version = row
    return Example(
        one, text, key, _LABEL[label], _ORIGIN[origin], _SPLIT[split], _STATE[state], at,
        domain, prediction, subject, _LABEL[shown] if shown else None, version,
    )  # fmt: skip
