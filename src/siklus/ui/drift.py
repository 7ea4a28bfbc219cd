"""The part of *Pemantauan* about drift: how far, since when, in what, and what to do."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from siklus.client import AuditedErrors, Drift, DriftWord, DriftWords, LabelMix
from siklus.ui import charts_drift as charts
from siklus.ui.figures import moment, number, percent
from siklus.ui.labels import label_name, ready_made
from siklus.ui.parts.pieces import charted, pair
from siklus.ui.text import t, t_or

CHANGED = ("watch", "shifted")


def render(found: Drift) -> None:
    """Draw it."""
    st.subheader(t("drift.title"), anchor=False)
    with st.container(border=True, key="drift"):
        _verdict(found)
    if not found.figures:
        return
    left, right = pair("drift")
    with left:
        _figures(found)
    with right:
        if found.label_shift:
            _labels(found.label_shift)
    # Of thousands of words a few seem to come or go by chance alone.
    if found.words and found.level in CHANGED:
        _words(found.words)
    if len(found.windows) > 1:
        _history(found)


def level_name(level: str) -> str:
    """A level with its sign; one of a later service in its own word."""
    return t_or(f"drift.{level}", level)


def figure_name(figure: str) -> str:
    """A figure as people call it."""
    if figure.startswith("p_") and not ready_made():
        return t("drift.chance", label=label_name(figure.removeprefix("p_")))
    return t_or(f"drift.figure.{figure}", figure)


def _verdict(found: Drift) -> None:
    leading = f" · {figure_name(found.leading)}" if found.leading and found.level in CHANGED else ""
    st.markdown(f"**{level_name(found.level)}** · {number(found.score, 2)}{leading}")
    st.markdown(t_or(f"drift.means.{found.level}", ""))
    if found.shifted_since:
        st.markdown(t("drift.since", when=moment(found.shifted_since)))
    if found.errors and found.errors.audits:
        st.markdown(_errors(found.errors))
    if found.at:
        detail = t("drift.detail", n=number(found.n), version=found.version, when=moment(found.at))
        older = "" if found.words else t("drift.older")
        st.caption(" ".join(part for part in (detail, t("drift.scale"), older) if part))


def _errors(errors: AuditedErrors) -> str:
    if errors.since is None:
        return t("drift.errors_still", audits=number(errors.audits), now=percent(errors.now))
    change = "drift.errors_rose" if errors.rise > 0 else "drift.errors_fell"
    return t(change, before=percent(errors.before), now=percent(errors.now), when=moment(errors.since))


def _figures(found: Drift) -> None:
    st.markdown(f"**{t('drift.figures')}**")
    rows = [
        (
            f"{figure_name(name)}\u2002{number(one.effect, 2)}\u2002{level_name(one.level)}",
            one.effect,
            one.level,
        )
        for name, one in (found.figures or {}).items()
    ]
    said = ", ".join(name.replace("\u2002", " ") for name, _, _ in rows)
    taken = [
        {"figure": name, "effect": one.effect, "level": one.level}
        for name, one in (found.figures or {}).items()
    ]
    charted(charts.effects(rows), f"{t('drift.figures')}: {said}", taken, "drift-figures")
    st.caption(t("drift.figures_note"))


def _labels(shares: dict[str, LabelMix]) -> None:
    st.markdown(f"**{t('drift.labels')}**")
    rows = [
        (t("drift.labels_row", label=label_name(label), value=percent(mix.value, 0)), mix)
        for label, mix in shares.items()
    ]
    said = ", ".join(
        t(
            "drift.labels_said",
            label=label_name(label),
            value=percent(mix.value),
            low=percent(mix.low),
            high=percent(mix.high),
            before=percent(mix.before),
        )
        for label, mix in shares.items()
    )
    taken = [
        {"label": label, "value": mix.value, "low": mix.low, "high": mix.high, "before": mix.before}
        for label, mix in shares.items()
    ]
    charted(charts.mixes(rows), f"{t('drift.labels')}: {said}", taken, "drift-labels")
    st.caption(t("drift.labels_note"))


def _words(words: DriftWords) -> None:
    for column, name, rows in zip(st.columns(2), ("came", "went"), (words.came, words.went), strict=True):
        with column:
            st.markdown(f"**{t(f'drift.{name}')}**")
            if rows:
                st.dataframe(_table(rows, words), hide_index=True, key=f"drift-{name}")
            else:
                st.markdown(t("drift.no_words"))
    facts = {"before": words.texts_before, "now": words.texts_now, "least": words.least_before}
    st.caption(t("drift.words_note", **{name: number(count) for name, count in facts.items()}))


def _table(rows: Sequence[DriftWord], words: DriftWords) -> pd.DataFrame:
    def held(count: int, texts: int) -> str:
        return f"{percent(count / max(texts, 1))} ({number(count)})"

    return pd.DataFrame(
        {
            t("drift.word"): [row.word for row in rows],
            t("drift.before"): [held(row.before, words.texts_before) for row in rows],
            t("drift.now"): [held(row.now, words.texts_now) for row in rows],
        }
    )


def _history(found: Drift) -> None:
    st.markdown(f"**{t('drift.history')}**")
    rows = [
        (moment(window.at), window.score, window.level, level_name(window.level))
        for window in reversed(found.windows)
    ]
    said = ", ".join(
        t("drift.history_said", when=when, score=number(score, 2), level=name)
        for when, score, _, name in rows[-10:]
    )
    taken = [{"at": one.at, "score": one.score, "level": one.level} for one in reversed(found.windows)]
    charted(charts.history(rows), f"{t('drift.history')}: {said}", taken, "drift-history")
    st.caption(t("drift.history_note"))
