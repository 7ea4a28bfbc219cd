"""What every section draws with."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from siklus.ui.figures import number, percent
from siklus.ui.spreadsheet import as_csv
from siklus.ui.text import t

Figures = Mapping[str, Any]
Metric = tuple[str, str, str | None]  # name, value, explanation


def metrics(key: str, row: Sequence[Metric]) -> None:
    """Figures side by side, two by two on a telephone (assets/style.css)."""
    with st.container(horizontal=True, key=key):
        for name, value, explanation in row:
            st.metric(name, value, help=explanation, border=True, width="stretch")


def pair(key: str) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Two parts, beside each other where both have room (assets/style.css)."""
    with st.container(key=f"pair-{key}"):
        left, right = st.columns(2)
    return left, right


def charted(chart: Any, alt_text: str, rows: Sequence[Figures], name: str) -> None:
    """A chart, and its figures to take away as `siklus-NAME.csv`."""
    found: alt.Chart = chart
    st.altair_chart(found, alt=alt_text)
    download(rows, name)


def download(rows: Sequence[Figures], name: str) -> None:
    """A button that hands rows over as CSV; a value within a value has both names, joined by a dot."""
    _button(lambda: as_csv(pd.json_normalize([dict(row) for row in rows])), name)


def hand_over(rows: pd.DataFrame, name: str) -> None:
    """The same for a table that people open in a spreadsheet."""
    _button(lambda: as_csv(rows, for_people=True), name)


def _button(content: Callable[[], bytes], name: str) -> None:
    # Written when it is asked for: a file that is made at every run is gone when the browser looks for it.
    st.download_button(
        t("download"),
        content,
        file_name=f"siklus-{name}.csv",
        mime="text/csv",
        key=f"download-{name}",
        type="tertiary",
        icon=":material/download:",
        on_click="ignore",
    )


def between(estimate: Figures) -> str:
    """`88 % (85–91)`; a dash where nothing is known."""
    if estimate["value"] is None:
        return t("unknown")
    low, high = (number(100 * estimate[end]) for end in ("low", "high"))
    return f"{percent(estimate['value'], 0)} ({low}–{high})"
