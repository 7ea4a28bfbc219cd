"""What is kept how long, and what the next clean-up removes."""

import pandas as pd
import streamlit as st

from siklus.client import Client, Kept
from siklus.ui.figures import number
from siklus.ui.text import t, t_or


def draw(client: Client) -> None:
    """The section."""
    with st.spinner(t("settings.wait")):
        found = client.retention()
    st.subheader(t("retention.title"), anchor=False)
    st.write(t("retention.intro"))
    with st.container(key="retention-table"):
        st.dataframe(pd.DataFrame([_row(one) for one in found.kinds]), hide_index=True)
    due = sum(one.due for one in found.kinds)
    st.markdown(t("retention.due", count=number(due)) if due else t("retention.none_due"))
    st.caption(t("retention.erasure", hours=number(found.erasure_hours)))
    st.caption(t("retention.stays"))
    st.info(t("retention.change"), icon=":material/tune:")


def _row(one: Kept) -> dict[str, str]:
    days = one.keep_days
    return {
        t("retention.kind"): t_or(f"retention.kind.{one.kind}", one.kind),
        t("retention.keep"): t("retention.for_ever") if days is None else t("retention.days", n=number(days)),
        t("retention.rows"): number(one.rows),
        t("retention.next"): number(one.due),
        t("retention.setting"): one.setting,
    }
