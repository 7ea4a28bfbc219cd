"""Labelled data from a file: what would be kept and what refused is shown before anything is written."""

import hashlib

import pandas as pd
import streamlit as st

from siklus.client import Client, Imported
from siklus.ui import charts, uploads
from siklus.ui.figures import number
from siklus.ui.labels import label_name, labels, listed, signed
from siklus.ui.parts.deeds import tell
from siklus.ui.parts.pieces import charted, download, metrics
from siklus.ui.session import told
from siklus.ui.text import plain, t, t_or
from siklus.ui.uploads import LABEL_NAMES, TEXT_NAMES, Upload

TURN = "import-turn"  # a new number is an empty field
PREVIEW = "import-preview"  # the last answer and what it was about
TEXTS = ("Pengirimannya cepat dan barangnya sesuai pesanan.", "Barang rusak.")

Columns = tuple[str, str]


def draw(client: Client) -> None:
    """The section."""
    st.subheader(t("import.title"), anchor=False)
    st.write(t("import.note"))
    turn = st.session_state.setdefault(TURN, 0)
    chosen = st.file_uploader(
        t("import.file"), type=["csv", "tsv", "txt", "jsonl", "ndjson"], key=f"import-file-{turn}"
    )
    if chosen is None:
        st.caption(t("import.format", labels=listed()))
        st.download_button(
            t("import.example"),
            _example(),
            file_name="siklus-contoh.csv",
            mime="text/csv",
            type="tertiary",
            icon=":material/download:",
            on_click="ignore",
            key="import-example",
        )
        return
    upload = uploads.read(chosen.getvalue(), chosen.name)
    columns = _columns(upload)
    with told():
        found = _preview(client, upload, columns)
        _show(found)
        _import(client, upload, columns, found)


def _example() -> str:
    first, *_, last = labels()
    rows = zip(TEXTS, (first, last), strict=True)
    return "text,label\n" + "".join(f"{text},{label}\n" for text, label in rows)


def _columns(upload: Upload) -> Columns:
    if not upload.columns:
        return "text", "label"
    left, right = st.columns(2)
    names = upload.columns
    with left:
        text = st.selectbox(
            t("import.text_column"), names, uploads.likely(names, TEXT_NAMES), key="import-text"
        )
    with right:
        label = st.selectbox(
            t("import.label_column"), names, uploads.likely(names, LABEL_NAMES), key="import-label"
        )
    return text, label


def _preview(client: Client, upload: Upload, columns: Columns) -> Imported:
    about = (hashlib.sha256(upload.content).hexdigest(), columns)
    kept = st.session_state.get(PREVIEW)
    if kept and kept[0] == about:
        found: Imported = kept[1]
        return found
    with st.spinner(t("import.reading")):
        found = client.import_examples(upload.content, upload.format, columns=columns, dry_run=True)
    st.session_state[PREVIEW] = about, found
    return found


def _show(found: Imported) -> None:
    st.markdown(f"**{t('import.preview')}** {t('import.nothing_yet')}")
    metrics(
        "metrics-import",
        [
            (t("import.new"), number(found.added), t("import.new_help")),
            (t("import.duplicate"), number(found.duplicate), t("import.duplicate_help")),
            (t("import.refused"), number(found.refused), t("import.refused_help")),
        ],
    )
    if found.added:
        said = ", ".join(f"{label_name(label)}: {number(found.labels.get(label, 0))}" for label in labels())
        rows = [{"label": label, "rows": found.labels.get(label, 0)} for label in labels()]
        charted(charts.per_label(found.labels), f"{t('import.mix')}: {said}", rows, "import-labels")
        st.caption(t("import.mix_note"))
    if found.sample:
        st.markdown(f"**{t('import.sample')}**")
        table = [
            {t("import.line"): one.line, t("import.label"): signed(one.label), t("import.text"): one.text}
            for one in found.sample
        ]
        with st.container(key="import-sample-table"):
            st.dataframe(pd.DataFrame(table), hide_index=True)
        st.caption(t("import.sample_note"))
    _refusals(found)


def _refusals(found: Imported) -> None:
    if not found.refused:
        st.markdown(f"✓ {t('import.none_refused')}")
        return
    st.markdown(f"**{t('import.why_refused')}**")
    st.markdown(
        "\n".join(f"* {_reason(code)}: {number(count)}" for code, count in sorted(found.reasons.items()))
    )
    rows = [
        {
            t("import.line"): one.line,
            t("import.reason"): t_or(f"import.reason.{one.code}", one.message),
        }
        for one in found.refusals
    ]
    with st.container(key="import-refused-table"):
        st.dataframe(pd.DataFrame(rows), hide_index=True)
    download([{"line": one.line, "code": one.code, "why": one.message} for one in found.refusals], "refused")
    if found.refused > len(found.refusals):
        st.caption(t("import.first_refused", n=number(len(found.refusals))))


def _reason(code: str) -> str:
    return plain(t_or(f"import.reason.{code}", code))


def _import(client: Client, upload: Upload, columns: Columns, found: Imported) -> None:
    if not found.added:
        st.info(t("import.nothing_new"), icon=":material/eco:")
        return
    if st.button(t("import.now", n=number(found.added)), type="primary", key="import-now"):
        with st.spinner(t("import.writing")):
            done = client.import_examples(upload.content, upload.format, columns=columns)
        st.session_state[TURN] += 1
        st.session_state.pop(PREVIEW, None)
        facts = {name: number(getattr(done, name)) for name in ("added", "duplicate", "refused")}
        tell(t("import.done", **facts))
