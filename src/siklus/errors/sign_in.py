"""Errors about sign-in by a provider's tokens."""

from siklus.errors.tree import Denied, Unavailable


class TokenRefused(Denied):
    """The token is not one of the provider's for this service, or its time is over."""

    advice = "Sign in again; the operator finds the settings in docs/how-to/sign-in.md."

    def __init__(self, why: str) -> None:
        self.why = why[:40]
        super().__init__(f"the token was refused because of its {self.why}")


class NoRole(Denied):
    """The token is good, and no role is set for whoever holds it."""

    advice = "The operator gives roles by SIKLUS_OIDC_ROLES."

    def __init__(self) -> None:
        super().__init__("no role is set for whoever holds this token")


class SignInUnavailable(Unavailable):
    """The sign-in provider does not answer, so its tokens cannot be checked."""

    advice = "Try again in a moment, or use a key: those need no provider."

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        super().__init__(f"the sign-in provider {issuer} does not answer")
