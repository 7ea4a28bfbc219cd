"""Who may call what: client < reviewer < admin."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """A key's role; each includes what the ones before it may do."""

    CLIENT = "client"
    REVIEWER = "reviewer"
    ADMIN = "admin"

    def includes(self, needed: "Role") -> bool:
        """Whether this role may do what `needed` may.

        >>> Role.ADMIN.includes(Role.CLIENT), Role.CLIENT.includes(Role.REVIEWER)
        (True, False)
        """
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is kept: never the secret, only its hash."""

    id: str
    name: str
    role: Role
    hash: str
    created_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None = None  # up to an hour behind; None: never, or not asked for


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the name that the audit log keeps, and the role that was checked."""

    name: str
    role: Role
    key_id: str | None = None  # None: it came in by another way than a key
