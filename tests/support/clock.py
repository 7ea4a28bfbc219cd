"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Clock:
    """Called, it says the time; `advance` lets time pass.

    >>> clock = Clock()
    >>> clock.advance(hours=1) - NOON
    datetime.timedelta(seconds=3600)
    """

    def __init__(self, start: datetime = NOON) -> None:
        self.time = start

    def __call__(self) -> datetime:
        return self.time

    def advance(self, by: timedelta | None = None, **parts: float) -> datetime:
        """Let `by`, or `timedelta(**parts)`, pass; the time it is then."""
        self.time += by if by is not None else timedelta(**parts)
        return self.time
