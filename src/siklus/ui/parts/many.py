"""Many texts at once: pasted or uploaded, looked at, judged with a bar that moves, and taken away."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from siklus.client import Prediction
from siklus.ui import batch, charts
from siklus.ui.batch import MOST, Batch, Line
from siklus.ui.figures import number, percent
from siklus.ui.labels import label_name, signed
from siklus.ui.parts.asking import replaced, statement, wording
from siklus.ui.parts.pieces import charted, hand_over, metrics
from siklus.ui.session import told, visitor
from siklus.ui.spreadsheet import SheetUnreadable, likely_texts, lines_of, read_sheet
from siklus.ui.text import t, t_or

MEGABYTES = 5
SAMPLE = 3  # texts that are shown as they would be kept
HEIGHT = 320  # of the table of results


def draw() -> None:
    """The part."""
    st.write(t("many.intro"))
    found = batch.current()
    if found is not None:
        _work(found)
        return
    texts = _texts()
    if not texts:
        return
    if len(texts) > MOST:
        st.warning(t("many.too_many", most=number(MOST), found=number(len(texts))), icon=":material/warning:")
        return
    good, bad = batch.sorted_out(texts)
    st.markdown(t("many.checked", good=number(len(good)), bad=number(len(bad))))
    _refused(bad)
    if good:
        _begin(good, bad)


def _texts() -> list[str]:
    source = st.segmented_control(
        t("many.source"),
        ["paste", "file"],
        default="paste",
        required=True,
        format_func=lambda name: t(f"many.source.{name}"),
        key="many-source",
    )
    if source == "file":
        return _uploaded()
    with st.form("paste", enter_to_submit=False, border=False):
        pasted = st.text_area(
            t("many.lines"), key="many-lines", height=200, placeholder=t("many.placeholder")
        )
        st.form_submit_button(t("many.check"), key="check-lines")
    return lines_of(pasted)


def _uploaded() -> list[str]:
    file = st.file_uploader(
        t("many.file", megabytes=MEGABYTES), type=["csv"], max_upload_size=MEGABYTES, key="many-file"
    )
    if file is None:
        return []
    try:
        rows = read_sheet(file.getvalue())
    except SheetUnreadable as error:
        st.error(t(f"many.unreadable.{error.reason}"), icon=":material/warning:")
        return []
    names = list(rows.columns)
    column = st.selectbox(t("many.column"), names, index=names.index(likely_texts(rows)), key="many-column")
    return [str(text) for text in rows[column]]


def _begin(good: list[Line], bad: list[tuple[Line, str]]) -> None:
    words = wording()
    consent = st.checkbox(
        t("many.consent", count=number(len(good))), disabled=words is None, key="many-consent"
    )
    st.caption(t("many.consent_short"))
    if consent and words is not None:
        with st.expander(t("analysis.consent_more"), key="many-statement"):
            statement(words)
        _sample(good)
    if st.button(t("many.begin", count=number(len(good))), type="primary", key="many-begin"):
        batch.begin(Batch(good, bad, consent and words is not None))
        st.rerun()


def _sample(good: Sequence[Line]) -> None:
    with told(), st.container(border=True, key="many-sample"):
        st.markdown(f"**{t('many.sample')}**")
        for line in good[:SAMPLE]:
            replaced(visitor().anonymise(line.text))


def _work(found: Batch) -> None:
    if found.waiting:
        _run(found)
    if found.waiting:
        st.warning(
            t("many.paused", done=number(len(found.done)), total=number(found.total)),
            icon=":material/pause_circle:",
        )
        st.button(t("many.go_on"), type="primary", key="many-go-on")
    if found.done:
        _results(found)
    _refused(found.refused)
    st.button(t("many.another"), key="many-another", icon=":material/restart_alt:", on_click=batch.drop)


def _run(found: Batch) -> None:
    place = st.empty()
    with told():
        _progress(place, found)
        for _ in found.steps(visitor()):
            _progress(place, found)
    place.empty()


def _progress(place: st.delta_generator.DeltaGenerator, found: Batch) -> None:
    done, total = len(found.done), found.total
    place.progress(done / max(1, total), t("many.progress", done=number(done), total=number(total)))


def _results(found: Batch) -> None:
    mix, stored = found.mix(), sum(one.stored for _, one in found.done)
    st.subheader(t("many.results"), anchor=False)
    metrics(
        "metrics-many",
        [
            (t("many.judged"), number(len(found.done)), None),
            (t("many.stored"), number(stored), None),
            (t("many.skipped"), number(len(found.refused)), None),
        ],
    )
    said = ", ".join(f"{label_name(label)}: {number(count)}" for label, count in mix.items())
    rows = [{"label": label, "texts": count} for label, count in mix.items()]
    charted(charts.per_label(mix), f"{t('many.mix')}: {said}", rows, "mix")
    st.caption(t("many.mix_note"))
    with st.container(key="many-table"):
        st.dataframe(pd.DataFrame([_row(*one) for one in found.done]), hide_index=True, height=HEIGHT)
    hand_over(found.table(), "results")


def _row(line: Line, found: Prediction) -> dict[str, str | int]:
    return {
        t("many.row"): line.number,
        t("history.label"): signed(found.label),
        t("history.confidence"): percent(found.confidence),
        t("history.text"): line.text,
    }


def _refused(bad: Sequence[tuple[Line, str]]) -> None:
    if not bad:
        return
    rows = [
        {t("many.row"): line.number, t("monitoring.reason"): _why(why), t("history.text"): line.text}
        for line, why in bad
    ]
    with st.expander(t("many.refused", count=number(len(bad))), key="many-refused"):
        st.caption(t("many.refused_note"))
        with st.container(key="refused-table"):
            st.dataframe(pd.DataFrame(rows), hide_index=True)
        hand_over(pd.DataFrame(rows), "refused")


def _why(reason: str) -> str:
    # A reason of ours, or the code with which the service refused.
    return t_or(f"many.why.{reason}", t_or(f"error.{reason}", reason))
