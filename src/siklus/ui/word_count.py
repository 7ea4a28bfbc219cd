"""What a text must be, told before it is sent: live under the field, and line by line for many."""

import re
import unicodedata

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from siklus.ui import ASSETS
from siklus.ui.text import CATALOGUES, language

MIN_WORDS, MAX_CHARACTERS = 7, 5_000  # shown only: the service decides; a test compares both

_TELLING = re.compile(r"[^\W_]")
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_HTML = """
<div class="count" role="status">
  <b></b><div class="track"><div class="fill"></div></div><span></span>
</div>"""


def why_refused(text: str) -> str | None:
    """What keeps a text from being judged (`empty`, `unreadable`, `long`, `short`); None where nothing does.

    >>> why_refused("terlalu pendek")
    'short'
    """
    read = unicodedata.normalize("NFKC", text).strip()
    if not read:
        return "empty"
    if _UNREADABLE.search(read):
        return "unreadable"
    if len(read) > MAX_CHARACTERS:
        return "long"
    words = sum(_TELLING.search(word) is not None for word in read.split())
    return "short" if words < MIN_WORDS else None


def word_count(field_key: str) -> None:
    """Watch the text area whose widget key is `field_key`."""
    words = CATALOGUES[language()]  # the blanks are filled in the browser
    _component()(
        key="word-count",
        data={
            "field": f".st-key-{field_key} textarea",
            "least": MIN_WORDS,
            "most": MAX_CHARACTERS,
            "words": words["analysis.count.words"],
            "missing": words["analysis.count.missing"],
            "enough": words["analysis.count.enough"],
            "tooLong": words["analysis.count.too_long"],
            "unreadable": words["analysis.count.unreadable"],
        },
    )


def _component() -> ComponentRenderer:
    return st.components.v2.component(
        "siklus_word_count",
        html=_HTML,
        css=(ASSETS / "word_count.css").read_text("utf-8"),
        js=(ASSETS / "word_count.js").read_text("utf-8"),
    )
