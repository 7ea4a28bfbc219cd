"""What a provider says of a person, and which role that is here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from siklus.domain.access import Role

MAX_NAME = 50  # as long as a key's name may be, for it stands in the same places


@dataclass(frozen=True, slots=True)
class RoleRule:
    """Whoever has this value in this claim has this role."""

    claim: str  # `email`, `groups`, or a path such as `realm_access.roles`
    value: str
    role: Role


def read_rules(written: str) -> tuple[RoleRule, ...]:
    """Rules as `CLAIM:VALUE=ROLE`, with commas between.

    Raises:
        ValueError: one of them has another form.

    >>> [rule] = read_rules("email:sari@toko.id=admin")
    >>> rule.claim, rule.value, str(rule.role)
    ('email', 'sari@toko.id', 'admin')
    >>> read_rules("https://toko.id/roles:meninjau=reviewer")[0].claim
    'https://toko.id/roles'
    """
    return tuple(_rule(one.strip()) for one in written.split(",") if one.strip())


def role_of(claims: Mapping[str, Any], rules: Iterable[RoleRule]) -> Role | None:
    """The highest role that any rule gives; None where none does.

    >>> rules = read_rules("groups:tim=reviewer, groups:kepala=admin")
    >>> str(role_of({"groups": ["tim", "kepala"]}, rules)), role_of({"groups": ["lain"]}, rules)
    ('admin', None)
    """
    found = {rule.role for rule in rules if _holds(claims, rule)}
    return max(found, key=list(Role).index, default=None)


def name_of(claims: Mapping[str, Any]) -> str:
    """How the audit log writes a person: by what nobody can choose for themselves.

    >>> name_of({"sub": "248289", "email": "sari@toko.id", "email_verified": True})
    'sari@toko.id (oidc)'
    >>> name_of({"sub": "248289", "email": "sari@toko.id"})
    '248289 (oidc)'
    """
    who = claims["email"] if _has_email(claims) else claims["sub"]
    return f"{''.join(filter(str.isprintable, who))[:MAX_NAME]} (oidc)"


def is_safe(url: str) -> bool:
    """Whether what a provider says there cannot be exchanged on the way.

    >>> is_safe("https://masuk.toko.id"), is_safe("http://127.0.0.1:9000"), is_safe("http://masuk.toko.id")
    (True, True, False)
    """
    parts = urlsplit(url)
    here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
    return bool(parts.hostname) and (parts.scheme == "https" or here)


def _rule(written: str) -> RoleRule:
    named, _, role = written.rpartition("=")
    claim, _, value = named.rpartition(":")
    if not (claim.strip() and value.strip()) or role.strip() not in list(Role):
        raise ValueError(f"{written[:60]!r} is not like CLAIM:VALUE=ROLE")
    return RoleRule(claim.strip(), value.strip(), Role(role.strip()))


def _holds(claims: Mapping[str, Any], rule: RoleRule) -> bool:
    # Anybody can give an address that is not theirs to a provider that does not look.
    if rule.claim == "email":
        return _has_email(claims) and str(claims["email"]).casefold() == rule.value.casefold()
    found = _under(claims, rule.claim)
    return rule.value in found if isinstance(found, list) else found == rule.value


def _has_email(claims: Mapping[str, Any]) -> bool:
    email = claims.get("email")
    return claims.get("email_verified") is True and isinstance(email, str) and bool(email)


def _under(claims: Mapping[str, Any], path: str) -> Any:
    # A name may hold dots itself: Auth0 has addresses as names.
    if path in claims:
        return claims[path]
    found: Any = claims
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found
