"""Sign-in by a provider of the operator's choice (OpenID Connect): its tokens, checked, and their roles."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError, MissingClaimError

from siklus.domain.access import Caller, Role
from siklus.domain.claims import RoleRule, name_of, role_of
from siklus.errors import NoRole, RoleTooLow, TokenRefused
from siklus.services.provider_keys import ProviderKeys, PublicKey

# By key pairs alone: `none` signs nothing, and the public key could be passed off as a shared secret.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
LEEWAY_SECONDS = 60  # by which the provider's clock may differ
MAX_CHARACTERS = 16_384


@dataclass(frozen=True, slots=True)
class SignInService:
    """Who a token is of."""

    issuer: str
    audience: str
    rules: tuple[RoleRule, ...]
    keys: ProviderKeys
    now: Callable[[], datetime]

    def check(self, token: str, needed: Role, *, wait: bool = True) -> Caller:
        """Who holds this token, if its role suffices.

        Args:
            wait: whether the provider may be asked for its keys before this returns.

        Raises:
            TokenRefused: forged, of another issuer, for another audience, too old, or no token at all.
            SignInUnavailable: the provider's keys are needed, and it does not answer.
            NoRole, RoleTooLow: it is good, and may not do this.
        """
        claims = self._claims(token, wait=wait)
        role = role_of(claims, self.rules)
        if role is None:
            raise NoRole
        if not role.includes(needed):
            raise RoleTooLow(role, needed)
        return Caller(name_of(claims), role)

    def _claims(self, token: str, *, wait: bool) -> dict[str, Any]:
        key = self._key(token, wait=wait)
        try:
            claims = jwt.decode(token, key, algorithms=ALGORITHMS).claims
        except (JoseError, ValueError):
            raise TokenRefused("signature") from None
        if not isinstance(claims.get("sub"), str) or not claims["sub"]:
            raise TokenRefused("sub")
        self._validate(claims)
        return claims

    def _key(self, token: str, *, wait: bool) -> PublicKey:
        """The key that a token names; nothing of the token is believed yet."""
        if len(token) > MAX_CHARACTERS:
            raise TokenRefused("form")
        try:
            header = jws.extract_compact(token.encode()).headers()
        except (JoseError, ValueError):
            raise TokenRefused("form") from None
        key_id, algorithm = header.get("kid"), header.get("alg")
        if algorithm not in ALGORITHMS:
            raise TokenRefused("algorithm")
        if not isinstance(key_id, str):
            raise TokenRefused("key")
        key = self.keys.find(key_id, wait=wait)
        if key is None or key.get("alg") not in (None, algorithm):
            raise TokenRefused("key")
        return key

    def _validate(self, claims: dict[str, Any]) -> None:
        rules = jwt.JWTClaimsRegistry(
            now=int(self.now().timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.audience},
            exp={"essential": True},
        )
        try:
            rules.validate(claims)
        except ExpiredTokenError:
            raise TokenRefused("exp") from None
        except (InvalidClaimError, MissingClaimError) as error:
            raise TokenRefused(str(error.claim)) from None
