"""Who holds a key: oneself, and for an admin everybody."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends
from msgspec import Struct

from siklus.api.bodies import SMALL_BYTES, KeyBody, json_body
from siklus.api.context import Admin, Holder, WithServices
from siklus.api.openapi import call
from siklus.api.replies import Json
from siklus.domain.access import ApiKey, Caller, Role

router = APIRouter(tags=["keys"])
Wanted = Annotated[KeyBody, Depends(json_body(KeyBody, SMALL_BYTES))]


class MeReply(Struct, frozen=True):
    """Who asks, as the audit log writes it; `signed_in_by` is `key` or `oidc`."""

    name: str
    role: str
    signed_in_by: str


class KeyReply(Struct, frozen=True):
    """A key as it is kept: never the secret.

    `yours`: it is the one that asks. `last_used_at` is up to an hour behind.
    """

    id: str
    name: str
    role: str
    created_at: str
    revoked_at: str | None
    last_used_at: str | None
    yours: bool


class NewKeyReply(KeyReply, frozen=True, kw_only=True):
    """A key that was just made, with the secret itself: nobody can see it again."""

    key: str


class KeysReply(Struct, frozen=True):
    """Every key, also revoked ones, the oldest first."""

    keys: list[KeyReply]


@router.get("/v1/me", **call(MeReply, 401, 403, 503))
def me(holder: Holder) -> Json:
    """Who asks, and what they may do."""
    return Json(MeReply(holder.name, str(holder.role), "key" if holder.key_id else "oidc"))


@router.get("/v1/keys", **call(KeysReply, 401, 403, 503))
def keys(admin: Admin, services: WithServices) -> Json:
    """Every key, also revoked ones, the oldest first."""
    found = services.access.keys()
    return Json(KeysReply([_shown(key, admin) for key in found]))


@router.post("/v1/keys", **call(NewKeyReply, 401, 403, 413, 422, 503, status=201, body=KeyBody))
def create(admin: Admin, body: Wanted, services: WithServices) -> Json:
    """Make a key; its secret is in this reply and nowhere else."""
    key, secret = services.access.issue(body.name, Role(body.role), actor=admin.name)
    return Json(NewKeyReply(**msgspec.structs.asdict(_shown(key, admin)), key=secret), 201)


@router.delete("/v1/keys/{key_id}", **call(KeyReply, 401, 403, 404, 409, 503))
def revoke(admin: Admin, key_id: str, services: WithServices) -> Json:
    """Revoke a key from now on; the last one of an admin stays."""
    return Json(_shown(services.access.revoke_one(key_id, actor=admin.name), admin))


def _shown(key: ApiKey, asker: Caller) -> KeyReply:
    return KeyReply(
        id=key.id,
        name=key.name,
        role=str(key.role),
        created_at=key.created_at.isoformat(),
        revoked_at=key.revoked_at.isoformat() if key.revoked_at else None,
        last_used_at=key.last_used_at.isoformat() if key.last_used_at else None,
        yours=key.id == asker.key_id,
    )
