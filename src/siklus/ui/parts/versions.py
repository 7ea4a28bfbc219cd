"""The versions side by side, and two of them on the same rows."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from siklus.client import Client
from siklus.ui.figures import moment, number, percent
from siklus.ui.parts.pieces import Figures, between
from siklus.ui.session import told
from siklus.ui.text import t, t_or

COMPARED = "compared"  # the session's last comparison: it takes seconds, so it is not made again by itself
CERTAIN = 0.05


def draw(client: Client, rows: Sequence[Figures], combined: Mapping[int, Figures]) -> None:
    """The section.

    Args:
        rows: as the service gives them, the oldest first.
        combined: the estimate by audits and answers, by version; none where nothing was predicted.
    """
    st.subheader(t("versions.title"), anchor=False)
    if not rows:
        st.markdown(t("versions.empty"))
        return
    table = pd.DataFrame([_version(row, combined.get(row["version"])) for row in reversed(rows)])
    with st.container(key="versions-table"):
        st.dataframe(table, hide_index=True)
    st.caption(t("versions.note"))
    if len(rows) > 1:
        _same_rows(client, [int(row["version"]) for row in rows])


def _version(row: Figures, combined: Figures | None) -> dict[str, str]:
    golden, live = row["golden"], row["accuracy"]
    return {
        t("versions.version"): f"v{row['version']}",
        t("versions.state"): t_or(f"state.{row['state']}", str(row["state"])),
        t("versions.golden_accuracy"): percent(golden["accuracy"]),
        t("versions.golden_f1"): number(golden["macro_f1"], 3),
        t("versions.estimate"): between(combined) if combined else t("unknown"),
        t("versions.audits"): between(live),
        t("versions.answers"): number(live["answers"]),
        t("versions.predictions"): number(row["predictions"]),
    }


def _same_rows(client: Client, versions: Sequence[int]) -> None:
    st.markdown(f"**{t('same_rows.title')}**")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first = _pick("a", versions, versions[-2])
        second = _pick("b", versions, versions[-1])
        if st.button(t("same_rows.compare"), key="compare"):
            with told(), st.spinner(t("same_rows.wait")):
                st.session_state[COMPARED] = client.compare(first, second)
    found = st.session_state.get(COMPARED)
    if found and (found["a"], found["b"]) == (first, second):
        for part in found["same_rows"]:
            _verdict(part, first, second)
    st.caption(t("same_rows.note"))


def _pick(key: str, versions: Sequence[int], chosen: int) -> int:
    options = list(versions)
    return st.selectbox(
        t(f"same_rows.{key}"),
        options,
        index=options.index(chosen),
        format_func=lambda number: f"v{number}",
        key=f"compare-{key}",
        width=120,
    )


def _verdict(part: Figures, first: int, second: int) -> None:
    rows = t(f"same_rows.{part['rows']}", since=moment(part["since"]) if part["since"] else "")
    if not part["n"]:
        st.markdown(f"* {rows}: {t('same_rows.none')}")
        return
    facts = {
        "n": number(part["n"]),
        "a": f"v{first}",
        "b": f"v{second}",
        "a_share": percent(part["a_right"] / part["n"]),
        "b_share": percent(part["b_right"] / part["n"]),
        "difference": number(100 * part["difference"], 1, sign=True),
        "low": number(100 * part["low"], 1, sign=True),
        "high": number(100 * part["high"], 1, sign=True),
        "p": number(part["p_value"], 3),
    }
    certain = part["p_value"] < CERTAIN
    word = t("same_rows.differ") if certain else t("same_rows.alike")
    st.markdown(f"* {rows}: {t('same_rows.figures', **facts)} {word}")
