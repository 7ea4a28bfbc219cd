"""The live word count under the text field: counted in the browser, at every key."""

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from siklus.ui import ASSETS
from siklus.ui.text import CATALOGUES, language

MIN_WORDS, MAX_CHARACTERS = 7, 5_000  # shown only: the service decides; a test compares both

_HTML = """
<div class="count" role="status">
  <b></b><div class="track"><div class="fill"></div></div><span></span>
</div>"""


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
        },
    )


def _component() -> ComponentRenderer:
    return st.components.v2.component(
        "siklus_word_count",
        html=_HTML,
        css=(ASSETS / "word_count.css").read_text("utf-8"),
        js=(ASSETS / "word_count.js").read_text("utf-8"),
    )
