"""What the visitor wants to see: period, version, channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import streamlit as st

from siklus.ui.figures import local, zone
from siklus.ui.text import t

PERIODS = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Choice:
    """A period that ends now moves on with the clock."""

    length: timedelta | None  # None: from `first` on
    first: datetime
    until: datetime | None
    version: int | None
    channel: str | None

    @property
    def since(self) -> datetime:
        """When the period begins, as of now."""
        return datetime.now(UTC) - self.length if self.length else self.first


def choose(versions: Sequence[int], channels: Sequence[str]) -> Choice | None:
    """Draw the pickers; None while only one of two dates is chosen."""
    period = st.segmented_control(
        t("monitoring.period"),
        [*PERIODS, "ever", "dates"],
        default="month",
        required=True,
        format_func=lambda name: t(f"monitoring.period.{name}"),
        key="period",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        version = st.selectbox(
            t("monitoring.version"),
            [None, *reversed(versions)],
            format_func=lambda number: t("monitoring.every_version") if number is None else f"v{number}",
            key="version",
            width=160,
        )
        channel = st.selectbox(
            t("monitoring.channel"),
            [None, *channels],
            format_func=lambda name: t("monitoring.every_channel") if name is None else name,
            key="channel",
            width=160,
        )
        st.button(t("reload"), key="reload")
        st.toggle(t("monitoring.live"), key="live", help=t("monitoring.live_help"))
    if period == "dates":
        return _dates(version, channel)
    return Choice(PERIODS.get(str(period)), BEGINNING, None, version, channel)


def _dates(version: int | None, channel: str | None) -> Choice | None:
    today = local(datetime.now(UTC)).date()
    chosen = st.date_input(
        t("monitoring.dates"),
        (today - timedelta(days=6), today),
        max_value=today,
        format="YYYY-MM-DD",
        key="dates",
    )
    days: tuple[date, ...] = chosen if isinstance(chosen, tuple) else (chosen,)
    if len(days) != 2:
        st.caption(t("monitoring.dates_missing"))
        return None
    first, last = (datetime.combine(day, time(), zone()) for day in days)
    return Choice(None, first, last + timedelta(days=1), version, channel)
