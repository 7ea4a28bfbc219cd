"""What a call can end with instead of an answer."""

from collections.abc import Mapping
from typing import Any


class SiklusClientError(Exception):
    """The root of the two below."""


class ApiUnreachable(SiklusClientError):
    """Nobody answers at the address, or not in time."""

    def __init__(self, base_url: str, why: str) -> None:
        self.base_url, self.why = base_url, why
        super().__init__(f"no Siklus API answers at {base_url}: {why}")


class SiklusApiError(SiklusClientError):
    """The API refused, or could not.

    `code` is stable and made for comparing; `title`, `detail` and `advice` are made for people; `facts`
    holds the figures of this kind of error, such as `words` and `minimum`.
    """

    def __init__(
        self,
        code: str,
        *,
        title: str,
        detail: str,
        advice: str = "",
        status: int = 0,
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        self.code, self.title, self.detail, self.advice, self.status = code, title, detail, advice, status
        self.facts: dict[str, Any] = dict(facts or {})
        super().__init__(f"{code}: {detail}")
