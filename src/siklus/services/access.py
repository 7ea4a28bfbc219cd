"""Keys: made once, shown once, kept as a hash."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from siklus.database.store import Store
from siklus.domain.access import ApiKey, Caller, Role
from siklus.domain.identity import new_id
from siklus.domain.reviews import clean_text
from siklus.errors import KeyMissing, KeyNameInvalid, KeyUnknown, LastAdminKey, RoleTooLow
from siklus.services.key_uses import KeyUses

MAX_NAME = 50  # with six digits of the key's id it must fit where actors are kept


@dataclass(frozen=True, slots=True)
class AccessService:
    """API keys and who holds them."""

    store: Store
    now: Callable[[], datetime]
    uses: KeyUses = field(default_factory=KeyUses)

    def create(self, name: str, role: Role, *, actor: str) -> str:
        """A new key: the only time that anybody sees it.

        Raises:
            KeyNameInvalid: no name, or one too long for the log that will hold it.
        """
        return self.issue(name, role, actor=actor)[1]

    def issue(self, name: str, role: Role, *, actor: str) -> tuple[ApiKey, str]:
        """A new key as it is kept, and the secret itself, which is not.

        Raises:
            KeyNameInvalid: no name, or one too long for the log that will hold it.
        """
        name = clean_text(name)
        if not 1 <= len(name) <= MAX_NAME:
            raise KeyNameInvalid(len(name), MAX_NAME)
        secret = f"sk_{secrets.token_urlsafe(32)}"
        key = ApiKey(new_id(), name, role, _digest(secret), self.now(), None)
        with self.store.transaction() as tx:
            tx.keys.add(key)
            tx.audit_log.add(actor=actor, action="key.created", at=self.now(), key=key.id, role=role)
        return key, secret

    def revoke(self, key: str, *, actor: str) -> int:
        """Revoke the keys of this id or name; how many there were.

        Raises:
            KeyNotFound: no living key is called so.
        """
        with self.store.transaction() as tx:
            count = tx.keys.revoke(key, self.now())
            tx.audit_log.add(actor=actor, action="key.revoked", at=self.now(), key=key, count=count)
        return count

    def revoke_one(self, key_id: str, *, actor: str) -> ApiKey:
        """Revoke the key of this id, unless nobody could make another one over HTTP then.

        Raises:
            KeyNotFound: no living key has this id.
            LastAdminKey: it is the last living one of an admin.
        """
        with self.store.transaction() as tx:
            # Two admins who revoke each other's keys at once would both see that one is left.
            tx.alone("keys")
            found = tx.keys.living(key_id)
            if found.role == Role.ADMIN and tx.keys.count_living(Role.ADMIN) == 1:
                raise LastAdminKey
            tx.keys.revoke_one(key_id, self.now())
            tx.audit_log.add(actor=actor, action="key.revoked", at=self.now(), key=key_id, count=1)
        return replace(found, revoked_at=self.now())

    def keys(self) -> list[ApiKey]:
        """Every key, also revoked ones."""
        with self.store.reading() as tx:
            return tx.keys.all()

    def has_admin(self) -> bool:
        """Whether a living admin key exists."""
        with self.store.reading() as tx:
            return tx.keys.count_living(Role.ADMIN) > 0

    def check(self, secret: str | None, needed: Role) -> Caller:
        """Who holds this key, if its role suffices.

        Raises:
            KeyMissing, KeyUnknown, RoleTooLow: in this order.
        """
        if not secret:
            raise KeyMissing(needed)
        with self.store.reading() as tx:
            # A key has 256 random bits, so a plain hash cannot be turned back by guessing, and looking
            # it up by the hash leaks nothing by its timing.
            key = tx.keys.by_hash(_digest(secret))
        if key is None:
            raise KeyUnknown
        self.uses.note(key.id, self.now())
        if not key.role.includes(needed):
            raise RoleTooLow(key.role, needed)
        return Caller(f"{key.name} ({key.id[-6:]})", key.role, key.id)

    def note_uses(self) -> None:
        """Write which keys were used since the last time; each at most once an hour.

        Raises:
            DatabaseUnavailable: it is away; they are written the next time.
        """
        used = self.uses.untold()
        if not used:
            return
        with self.store.transaction() as tx:
            tx.keys.used(used)
        self.uses.told(used)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
