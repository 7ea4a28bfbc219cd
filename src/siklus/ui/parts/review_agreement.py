"""How far two reviewers agree who do not see each other's answers."""

import pandas as pd
import streamlit as st

from siklus.client import Agreement, Client, Share
from siklus.ui.figures import moment, number, percent
from siklus.ui.labels import labels, signed
from siklus.ui.parts.pieces import between, download, metrics
from siklus.ui.text import t

DIFFERENCES = 50  # that are shown, the newest ones


def draw(client: Client) -> None:
    """The section."""
    st.subheader(t("agreement.title"), anchor=False)
    with st.spinner(t("review.fetching")):
        found = client.agreement(DIFFERENCES)
    st.write(t("agreement.note", share=percent(found.second_share, 0)))
    if not found.n:
        advice = t("agreement.empty_advice") if found.second_share else t("agreement.off")
        st.info(f"**{t('agreement.empty')}** {advice}", icon=":material/eco:")
        return
    metrics(
        "metrics-agreement",
        [
            (t("agreement.pairs"), number(found.n), t("agreement.pairs_help")),
            (t("agreement.agreed"), _agreed(found.agreed), t("agreement.agreed_help")),
            (t("agreement.kappa"), _kappa(found.kappa), t("agreement.kappa_help")),
        ],
    )
    st.caption(t("agreement.meaning"))
    _table(found)
    _differences(found)


def _agreed(share: Share) -> str:
    return between({"value": share.value, "low": share.low, "high": share.high})


def _kappa(share: Share) -> str:
    if share.value is None:
        return t("unknown")
    low, high = number(share.low, 2), number(share.high, 2)
    return f"{number(share.value, 2)} ({low}–{high})"


def _table(found: Agreement) -> None:
    st.markdown(f"**{t('agreement.table')}**")
    rows = [
        {t("agreement.first"): signed(label)}
        | {signed(other): count for other, count in zip(labels(), counts, strict=True)}
        for label, counts in zip(labels(), found.table, strict=True)
    ]
    with st.container(key="agreement-table"):
        st.dataframe(pd.DataFrame(rows), hide_index=True)
    st.caption(t("agreement.table_note"))
    download(
        [
            {"first answer": label, **dict(zip(labels(), counts, strict=True))}
            for label, counts in zip(labels(), found.table, strict=True)
        ],
        "agreement",
    )


def _differences(found: Agreement) -> None:
    st.markdown(f"**{t('agreement.differences')}**")
    if not found.differences:
        st.caption(t("agreement.differences_none"))
        return
    rows = [
        {
            t("agreement.text"): one.text,
            t("agreement.first"): signed(one.first),
            t("agreement.second"): signed(one.second),
            t("agreement.at"): moment(one.at),
        }
        for one in found.differences
    ]
    with st.container(key="differences-table"):
        st.dataframe(pd.DataFrame(rows), hide_index=True)
    st.caption(t("agreement.differences_note"))
