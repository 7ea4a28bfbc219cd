"""Texts of visitors with something in them marked, as HTML in which nothing of the text is markup."""

import html
import re
from collections.abc import Iterable, Sequence

import streamlit as st

from siklus.client import Anonymised
from siklus.ui.labels import known
from siklus.ui.text import t

STRONG = 0.5  # of the loudest word's weight: from here on a word is marked more


def telling(passages: Sequence[tuple[str, float]]) -> None:
    """The text as it was judged: what speaks for the answer, and what against it."""
    loudest = max((abs(weight) for _, weight in passages), default=0.0)
    _text(_told(piece, weight, loudest) for piece, weight in passages)
    if loudest:
        _legend((_mark("for", t("analysis.words_for")), _mark("against", t("analysis.words_against"))))


def anonymised(shown: Anonymised) -> None:
    """The text as it would be kept, with what stands in place of personal data."""
    placeholders = [one.placeholder for one in shown.found]
    if not placeholders:
        _text([html.escape(shown.text)])
        return
    cut = re.split("(" + "|".join(map(re.escape, placeholders)) + ")", shown.text)
    _text(
        f'<mark class="replaced">{html.escape(piece)}</mark>' if piece in placeholders else html.escape(piece)
        for piece in cut
    )


def _told(piece: str, weight: float, loudest: float) -> str:
    if not weight:
        return html.escape(piece)
    side = "for" if weight > 0 else "against"
    return _mark(side, piece, strong=abs(weight) >= STRONG * loudest)


def _mark(side: str, words: str, *, strong: bool = False) -> str:
    sign = "+" if side == "for" else "−"
    return f'<mark class="{side}{" strong" if strong else ""}">{html.escape(words)}<sup>{sign}</sup></mark>'


def _text(pieces: Iterable[str]) -> None:
    st.html(f'<p class="text" dir="auto" lang="{known().language}" tabindex="0">{"".join(pieces)}</p>')


def _legend(marks: Iterable[str]) -> None:
    st.html(f'<p class="legend">{" ".join(marks)}</p>')
