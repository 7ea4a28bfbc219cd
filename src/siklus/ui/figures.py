"""Figures and times as the visitor's language writes them."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from siklus.ui.text import language, t


def number(value: float | None, digits: int = 0, *, sign: bool = False) -> str:
    """`1.234,5` in Indonesian, `1,234.5` in English; a dash where there is nothing."""
    if value is None:
        return t("unknown")
    written = f"{value:{'+' if sign else ''},.{digits}f}"
    if language() == "en":
        return written
    return written.translate(str.maketrans(",.", ".,"))


def percent(share: float | None, digits: int = 1) -> str:
    """A share of 1 in per cent."""
    if share is None:
        return t("unknown")
    return number(100 * share, digits) + ("%" if language() == "en" else " %")


def milliseconds(value: float | None) -> str:
    """A latency, with the more digits the smaller it is."""
    if value is None:
        return t("unknown")
    return number(value, 2 if value < 10 else 1 if value < 100 else 0) + " ms"


def moment(stamp: str) -> str:
    """An ISO time in the visitor's time zone, to the minute."""
    return local(datetime.fromisoformat(stamp)).strftime("%Y-%m-%d %H:%M")


def local(at: datetime) -> datetime:
    """A time in the visitor's time zone."""
    return at.astimezone(zone())


def zone() -> tzinfo:
    """The browser's time zone; UTC where it does not say."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
