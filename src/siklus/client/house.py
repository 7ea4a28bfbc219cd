"""The calls about the installation itself: who asks, keys, alerts' ways out, retention, consent, audit."""

from typing import Any
from urllib.parse import quote

from msgspec import Struct

from siklus.client.labelling import Labels
from siklus.client.structs import Wording
from siklus.client.transport import Transport


class Me(Struct, frozen=True):
    """Who asks, as the audit log writes it; `signed_in_by` is `key` or `oidc`."""

    name: str
    role: str
    signed_in_by: str


class Key(Struct, frozen=True):
    """A key as it is kept, without its secret; `yours`: this client's own.

    `last_used_at` is up to an hour behind.
    """

    id: str
    name: str
    role: str
    created_at: str
    revoked_at: str | None
    yours: bool
    last_used_at: str | None = None  # never, or by a service of before it was kept


class NewKey(Key, frozen=True, kw_only=True):
    """A key that was just made; `key` is the secret, which nobody can see again."""

    key: str


class Keys(Struct, frozen=True):
    """The reply to a question for keys."""

    keys: tuple[Key, ...]


class Rule(Struct, frozen=True):
    """When an alert is raised, and when it is over."""

    name: str
    figure: str
    direction: str
    raise_at: float
    clear_at: float
    evaluations: int


class Channels(Struct, frozen=True):
    """Where alerts go, never with an address; in which language, and by which rules."""

    channels: tuple[str, ...]
    language: str
    rules: tuple[Rule, ...]


class Kept(Struct, frozen=True):
    """How long rows of a kind are kept (None: for ever), how many there are, and how many go next."""

    kind: str
    setting: str
    keep_days: int | None
    before: str | None
    rows: int
    due: int


class Keeping(Struct, frozen=True):
    """What is kept how long, and until when a version that learnt erased rows may answer."""

    kinds: tuple[Kept, ...]
    erasure_hours: float


class WordingStanding(Struct, frozen=True):
    """A wording of the consent, and how many consents stand on it or were withdrawn."""

    version: str
    purpose: str
    current: bool
    wording: Wording
    standing: int
    withdrawn: int


class Wordings(Struct, frozen=True):
    """The reply to a question for consents."""

    wordings: tuple[WordingStanding, ...]


class Worker(Struct, frozen=True):
    """A worker process, and whether it was heard of lately."""

    id: str
    seen_at: str
    alive: bool


class System(Struct, frozen=True):
    """What runs there; `audit_verified_at`: when the audit log was last found sound."""

    version: str
    python: str
    database: str
    revision: str | None
    workers: tuple[Worker, ...]
    audit_entries: int
    audit_verified_at: str | None
    audit_verified_entries: int | None


class AuditEntry(Struct, frozen=True):
    """Who did what."""

    seq: int
    at: str
    actor: str
    action: str
    details: dict[str, Any]
    id: str
    previous: str
    hash: str


class Audit(Struct, frozen=True):
    """The reply to a question for the audit log."""

    entries: tuple[AuditEntry, ...]


class AuditVerdict(Struct, frozen=True):
    """Whether every entry is as it was written; else the first fault (changed, removed, moved) and where."""

    sound: bool
    entries: int
    head: str
    fault: str | None
    at: int | None


class House:
    """Calls of the `Client`; all but `me` and `labels` are for admins."""

    _api: Transport

    def labels(self) -> Labels:
        """What this installation sorts texts into, and their language."""
        return self._api.get(Labels, "/v1/labels")

    def me(self) -> Me:
        """Who this client is, and what it may do."""
        return self._api.get(Me, "/v1/me")

    def keys(self) -> list[Key]:
        """Every key, also revoked ones, the oldest first."""
        return list(self._api.get(Keys, "/v1/keys").keys)

    def create_key(self, name: str, role: str) -> NewKey:
        """Make a key (`client`, `reviewer` or `admin`); its secret is in the reply and nowhere else."""
        return self._api.post(NewKey, "/v1/keys", {"name": name, "role": role})

    def revoke_key(self, key_id: str) -> Key:
        """Revoke a key by its id; the last one of an admin stays."""
        return self._api.delete(Key, f"/v1/keys/{quote(key_id, safe='')}")

    def alert_channels(self) -> Channels:
        """Where alerts go, and by which rules they are raised."""
        return self._api.get(Channels, "/v1/alerts/channels")

    def test_alerts(self) -> dict[str, str | None]:
        """Send a test message by every channel: None, or why it was not taken."""
        return self._api.post(dict[str, dict[str, str | None]], "/v1/alerts/test", {})["channels"]

    def retention(self) -> Keeping:
        """What is kept how long, and what the next clean-up removes."""
        return self._api.get(Keeping, "/v1/retention")

    def consents(self) -> list[WordingStanding]:
        """Every wording of the consent with its consents, the newest first."""
        return list(self._api.get(Wordings, "/v1/consents").wordings)

    def system(self) -> System:
        """What runs there: versions, database, workers, audit log."""
        return self._api.get(System, "/v1/system")

    def audit(self, n: int = 50) -> list[AuditEntry]:
        """Who did what, the newest first."""
        return list(self._api.get(Audit, "/v1/audit", n=n).entries)

    def verify_audit(self) -> AuditVerdict:
        """Walk along the whole audit log; that it was sound is noted in it."""
        return self._api.post(AuditVerdict, "/v1/audit/verify", {})
