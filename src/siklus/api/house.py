"""How this installation is kept: alerts' ways out, retention, consent, the audit log, the processes."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from msgspec import Struct

from siklus.api.context import Admin, WithServices
from siklus.api.openapi import call
from siklus.api.replies import Json, WordingReply
from siklus.choice import CHOICE
from siklus.database.expiring import Kind
from siklus.domain.alerts import Rule
from siklus.domain.audit import LogEntry, Verdict
from siklus.privacy.consent import CURRENT

router = APIRouter(tags=["house"])

# By which variable of the environment each period is set.
SETTINGS = {
    Kind.PREDICTIONS: "SIKLUS_KEEP_DAYS",
    Kind.EXAMPLES: "SIKLUS_KEEP_EXAMPLES_DAYS",
    Kind.ALERTS: "SIKLUS_KEEP_ALERTS_DAYS",
    Kind.EVALUATIONS: "SIKLUS_KEEP_EVALUATIONS_DAYS",
    Kind.DRIFT: "SIKLUS_KEEP_DRIFT_DAYS",
}


class LabelsReply(Struct, frozen=True):
    """The labels in their order, the language of the texts, and whether what comes with Siklus fits both.

    That is the starter reviews, the behaviour suite, the ready-made scenarios and the examples of the page.
    """

    labels: list[str]
    language: str
    ready_made: bool


class ChannelsReply(Struct, frozen=True):
    """Where alerts go (`log`, `webhook`, `mail`), in which language, and by which rules; never an address."""

    channels: list[str]
    language: str
    rules: list["RuleReply"]


class RuleReply(Struct, frozen=True):
    """A rule: raised when its figure reaches `raise_at` so many evaluations in a row, over at `clear_at`."""

    name: str
    figure: str
    direction: str
    raise_at: float
    clear_at: float
    evaluations: int


class SentReply(Struct, frozen=True):
    """A test message by every channel: null, or why it was not taken."""

    channels: dict[str, str | None]


class KeptReply(Struct, frozen=True):
    """How long rows of a kind are kept (null: for ever), how many there are, and how many go next."""

    kind: str
    setting: str
    keep_days: int | None
    before: str | None
    rows: int
    due: int


class RetentionReply(Struct, frozen=True):
    """What is kept how long, and until when a version that learnt erased rows may answer."""

    kinds: list[KeptReply]
    erasure_hours: float


class AgreedReply(Struct, frozen=True):
    """A wording of the consent, and how many consents stand on it or were withdrawn."""

    version: str
    purpose: str
    current: bool
    wording: WordingReply
    standing: int
    withdrawn: int


class ConsentsReply(Struct, frozen=True):
    """Every wording there has been, the newest first."""

    wordings: list[AgreedReply]


class WorkerReply(Struct, frozen=True):
    """A worker process, and whether it was heard of lately."""

    id: str
    seen_at: str
    alive: bool


class SystemReply(Struct, frozen=True):
    """What runs here. `audit_verified_at`: when the audit log was last found sound by a call to verify it."""

    version: str
    python: str
    database: str
    revision: str | None
    workers: list[WorkerReply]
    audit_entries: int
    audit_verified_at: str | None
    audit_verified_entries: int | None


class AuditEntryReply(Struct, frozen=True):
    """Who did what; `hash` follows from the rest and from `previous`, the hash of the entry before."""

    seq: int
    at: str
    actor: str
    action: str
    details: dict[str, Any]
    id: str
    previous: str
    hash: str


class AuditReply(Struct, frozen=True):
    """Entries of the audit log, the newest first."""

    entries: list[AuditEntryReply]


class AuditVerdictReply(Struct, frozen=True):
    """Whether every entry is as it was written; else the first `fault` and where."""

    sound: bool
    entries: int
    head: str
    fault: str | None  # changed, removed, moved
    at: int | None


@router.get("/v1/labels", **call(LabelsReply))
async def labels() -> Json:
    """What this installation sorts texts into; it never changes."""
    return Json(LabelsReply(list(CHOICE.labels), CHOICE.language, CHOICE.ready_made))


@router.get("/v1/alerts/channels", **call(ChannelsReply, 401, 403, 503))
def channels(_: Admin, services: WithServices) -> Json:
    """Where alerts go, and by which rules they are raised."""
    alerting = services.alerting
    names = [one.name for one in alerting.channels]
    return Json(ChannelsReply(names, str(alerting.language), [_rule(rule) for rule in alerting.rules]))


@router.post("/v1/alerts/test", **call(SentReply, 401, 403, 503))
def try_channels(_: Admin, services: WithServices) -> Json:
    """Send a test message by every channel, now."""
    return Json(SentReply(services.alerting.test()))


@router.get("/v1/retention", **call(RetentionReply, 401, 403, 503))
def retention(_: Admin, services: WithServices) -> Json:
    """What is kept how long, and what the next clean-up removes."""
    kinds = [
        KeptReply(
            kind=str(one.kind),
            setting=SETTINGS[one.kind],
            keep_days=one.keep.days if one.keep else None,
            before=one.before.isoformat() if one.before else None,
            rows=one.rows,
            due=one.due,
        )
        for one in services.retention.due()
    ]
    return Json(RetentionReply(kinds, services.settings.erasure_hours))


@router.get("/v1/consents", **call(ConsentsReply, 401, 403, 503))
def consents(_: Admin, services: WithServices) -> Json:
    """Every wording of the consent, and how many stand on each; whose they are is not told."""
    found = [
        AgreedReply(
            version=one.wording.version,
            purpose=one.wording.purpose,
            current=one.wording is CURRENT,
            wording=WordingReply(one.wording.id, one.wording.en),
            standing=one.standing,
            withdrawn=one.withdrawn,
        )
        for one in services.consents.by_wording()
    ]
    return Json(ConsentsReply(found))


@router.get("/v1/system", **call(SystemReply, 401, 403, 503))
def system(_: Admin, services: WithServices) -> Json:
    """What runs here: versions, database, workers, audit log."""
    found = services.system.look()
    verified = found.verified
    return Json(
        SystemReply(
            version=found.version,
            python=found.python,
            database=found.database,
            revision=found.revision,
            workers=[WorkerReply(one.id, one.seen_at.isoformat(), one.alive) for one in found.workers],
            audit_entries=found.audit_entries,
            audit_verified_at=verified.at.isoformat() if verified else None,
            audit_verified_entries=verified.details["entries"] if verified else None,
        )
    )


@router.get("/v1/audit", **call(AuditReply, 401, 403, 422, 503))
def audit(_: Admin, services: WithServices, n: Annotated[int, Query(ge=1, le=500)] = 50) -> Json:
    """Who did what, the newest first."""
    return Json(AuditReply([_entry(entry) for entry in services.auditing.newest(n)]))


@router.post("/v1/audit/verify", **call(AuditVerdictReply, 401, 403, 503))
def verify_audit(admin: Admin, services: WithServices) -> Json:
    """Walk along the whole audit log; that it was sound is noted in it."""
    return Json(_verdict(services.auditing.verify_and_note(actor=admin.name, at=services.now())))


def _rule(rule: Rule) -> RuleReply:
    return RuleReply(
        rule.name, str(rule.figure), str(rule.direction), rule.raise_at, rule.clear_at, rule.evaluations
    )


def _entry(entry: LogEntry) -> AuditEntryReply:
    return AuditEntryReply(**entry.as_dict())


def _verdict(found: Verdict) -> AuditVerdictReply:
    fault = str(found.fault) if found.fault else None
    return AuditVerdictReply(found.sound, found.entries, found.head, fault, found.seq)
