"""Labelled rows from outside: look at what would come of them, and bring them in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from msgspec import Struct

from siklus.api.bodies import EXAMPLES_BYTES, raw_body
from siklus.api.context import Admin, WithServices
from siklus.api.openapi import call
from siklus.api.replies import Json
from siklus.services.importing import Columns, Imported

router = APIRouter(tags=["admin"])
SHOWN_ROWS = 10  # of an import that is only looked at
ROWS = {"text/csv": {"schema": {"type": "string"}}, "application/x-ndjson": {"schema": {"type": "string"}}}


async def _rows(request: Request) -> bytes:
    return await raw_body(request.scope, request.receive, EXAMPLES_BYTES)


Rows = Annotated[bytes, Depends(_rows)]
ColumnName = Annotated[str | None, Query(max_length=80)]


def _columns(text_column: ColumnName = None, label_column: ColumnName = None) -> Columns:
    return Columns.read(text_column, label_column)


Named = Annotated[Columns, Depends(_columns)]


class RefusalReply(Struct, frozen=True):
    """A line that was not taken, and why; never its text."""

    line: int
    code: str
    message: str


class SampleReply(Struct, frozen=True):
    """A line as it would be kept: its text is pseudonymised."""

    line: int
    text: str
    label: str


class ImportReply(Struct, frozen=True):
    """Counts over all lines, refusals by reason, the first fifty of them, and the labels of what is new.

    `sample` has the first new lines of a dry run, in which nothing was written.
    """

    added: int
    duplicate: int
    refused: int
    refusals: list[RefusalReply]
    reasons: dict[str, int]
    labels: dict[str, int]
    dry_run: bool
    sample: list[SampleReply]


@router.post("/v1/examples", **call(ImportReply, 401, 403, 413, 422, 503, media=ROWS))
def import_examples(
    admin: Admin,
    rows: Rows,
    services: WithServices,
    columns: Named,
    *,
    dry_run: Annotated[bool, Query(description="Say what would come of it, and write nothing.")] = False,
) -> Json:
    """Bring labelled rows in: CSV with the columns text,label (or as named), or JSON lines."""
    if dry_run:
        return Json(_imported(services.importing.preview(rows, columns), dry_run=True))
    done = services.importing.add(rows, actor=admin.name, columns=columns)
    return Json(_imported(done, dry_run=False))


def _imported(done: Imported, *, dry_run: bool) -> ImportReply:
    """What came of an import, or would come of it."""
    shown = done.fresh[:SHOWN_ROWS] if dry_run else []
    sample = [SampleReply(row.line, row.text, str(row.label)) for row in shown]
    facts = done.as_dict()
    refusals = [RefusalReply(**one) for one in facts.pop("refusals")]
    return ImportReply(**facts, refusals=refusals, dry_run=dry_run, sample=sample)
