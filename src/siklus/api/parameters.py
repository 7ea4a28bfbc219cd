"""Parameters of addresses: periods, versions and channels."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Depends, Query

from siklus.api.context import WithServices
from siklus.api.refusals import ParameterInvalid
from siklus.database.predictions import Period
from siklus.errors import VersionNotFound

DEFAULT_DAYS = timedelta(days=30)
MAX_DIGITS = 9  # what an integer column holds

Moment = Annotated[str | None, Query(description="ISO 8601; without a zone it is UTC.", max_length=40)]
ChannelText = Annotated[str | None, Query(description="One channel alone.", pattern=r"^[a-z0-9_-]{1,40}$")]
VersionText = Annotated[str | None, Query(alias="version", description="`3` or `v3`.", max_length=20)]


def version_number(written: str) -> int:
    """`3` and `v3` as 3.

    Raises:
        VersionNotFound: it is no version's number.

    >>> version_number("v3")
    3
    """
    digits = written.removeprefix("v")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS):
        raise VersionNotFound(written)
    return int(digits)


def moment(written: str, name: str) -> datetime:
    """A date or a time as an aware UTC time.

    Raises:
        ParameterInvalid: it is neither.

    >>> moment("2026-11-23T07:00:00+07:00", "from").isoformat()
    '2026-11-23T00:00:00+00:00'
    """
    try:
        # In an address a bare + means a blank, and people forget to write %2B.
        read = datetime.fromisoformat(written.strip().replace(" ", "+") if "T" in written else written)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ParameterInvalid(name, "is no ISO 8601 date or time, such as 2026-11-23T00:00:00Z") from None


def _version(version: VersionText = None) -> int | None:
    if version is None:
        return None
    try:
        return version_number(version)
    except VersionNotFound:
        raise ParameterInvalid("version", "is no version's number, such as 3 or v3") from None


OfVersion = Annotated[int | None, Depends(_version)]


def _period(
    services: WithServices,
    version: OfVersion,
    channel: ChannelText = None,
    since: Annotated[Moment, Query(alias="from")] = None,
    until: Annotated[Moment, Query(alias="to")] = None,
) -> Period:
    to = moment(until, "to") if until else services.prediction.now() + timedelta(seconds=1)
    try:
        start = moment(since, "from") if since else to - DEFAULT_DAYS
    except OverflowError:
        raise ParameterInvalid("to", "lies too far back") from None
    if start >= to:
        raise ParameterInvalid("from", "must lie before `to`")
    return Period(start, to, version, channel)


InPeriod = Annotated[Period, Depends(_period)]
