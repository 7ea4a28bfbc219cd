"""A row is an API key: its hash, never itself."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, false, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from siklus.database.key_tables import key_uses
from siklus.database.schema import api_keys
from siklus.database.table import TableAccess
from siklus.domain.access import ApiKey, Role
from siklus.domain.identity import is_id
from siklus.errors import KeyNotFound


class Keys(TableAccess):
    """API keys."""

    __slots__ = ()

    def add(self, key: ApiKey) -> None:
        """Keep a key."""
        self.connection.execute(
            insert(api_keys).values(
                id=key.id, name=key.name, role=key.role, hash=key.hash, created_at=key.created_at
            )
        )

    def by_hash(self, digest: str) -> ApiKey | None:
        """The living key with this hash."""
        query = select(api_keys).where(api_keys.c.hash == digest, api_keys.c.revoked_at.is_(None))
        row = self.connection.execute(query).first()
        return _key(row) if row else None

    def all(self) -> list[ApiKey]:
        """Every key, also revoked ones, the oldest first."""
        query = select(api_keys, key_uses.c.last_used_at).outerjoin(key_uses).order_by(api_keys.c.id)
        return [replace(_key(row), last_used_at=row.last_used_at) for row in self.connection.execute(query)]

    def used(self, uses: Mapping[str, datetime]) -> None:
        """Note when keys were used; what others noted later stays."""
        kind = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        # In a fixed order, so that two processes never wait for each other in a ring.
        for key_id in sorted(uses):
            row = kind.insert(key_uses).values(key_id=key_id, last_used_at=uses[key_id])
            self.connection.execute(
                row.on_conflict_do_update(
                    index_elements=["key_id"],
                    set_={"last_used_at": row.excluded.last_used_at},
                    where=key_uses.c.last_used_at < row.excluded.last_used_at,
                )
            )

    def count_living(self, role: Role) -> int:
        """Keys of a role that are not revoked."""
        query = select(func.count()).where(api_keys.c.role == role, api_keys.c.revoked_at.is_(None))
        return self.connection.scalar(query) or 0

    def living(self, key_id: str) -> ApiKey:
        """The living key of this id.

        Raises:
            KeyNotFound: there is none.
        """
        known = api_keys.c.id == key_id if is_id(key_id) else false()
        row = self.connection.execute(select(api_keys).where(known, api_keys.c.revoked_at.is_(None))).first()
        if row is None:
            raise KeyNotFound(key_id)
        return _key(row)

    def revoke_one(self, key_id: str, now: datetime) -> None:
        """Revoke the key of this id."""
        self.connection.execute(update(api_keys).where(api_keys.c.id == key_id).values(revoked_at=now))

    def revoke(self, key: str, now: datetime) -> int:
        """Revoke the living keys of this id or name; how many there were.

        Raises:
            KeyNotFound: there is none.
        """
        named = api_keys.c.name == key
        which = or_(named, api_keys.c.id == key) if is_id(key) else named
        found = self.connection.execute(
            update(api_keys).where(which, api_keys.c.revoked_at.is_(None)).values(revoked_at=now)
        ).rowcount
        if not found:
            raise KeyNotFound(key)
        return found


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(row.id, row.name, Role(row.role), row.hash, row.created_at, row.revoked_at)
