"""The words of the page in the visitor's language."""

import re
from collections.abc import Mapping
from typing import Any, Literal

import streamlit as st

from siklus.ui import text_en, text_id

Language = Literal["id", "en"]
LANGUAGES: dict[Language, str] = {"id": "Indonesia", "en": "English"}
CATALOGUES: dict[Language, dict[str, str]] = {"id": text_id.TEXTS, "en": text_en.TEXTS}
STATE = "language"

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&@/])")

_NUMBER = re.compile(r"[+-]?[\d.]+")

# The gate gives its reasons in English words with figures in them; these are their forms.
_GATE_REASONS = {
    "gate.reason.golden": r"golden macro-F1 may fall by (?P<amount>[\d.-]+) \(margin (?P<margin>[\d.]+)\)",
    "gate.reason.recall": (
        r"recall of (?P<label>\w+) falls by (?P<amount>[\d.]+) \(margin (?P<margin>[\d.]+)\)"
    ),
    "gate.reason.behaviour": (
        r"behaviour cases passed fall from (?P<active>[\d.]+) to (?P<candidate>[\d.]+) "
        r"\((?P<lost>\d+) lost, (?P<won>\d+) won, p = (?P<p>[\d.]+)\)"
    ),
    "gate.reason.few": r"(?P<found>\d+) new labels; (?P<needed>\d+) are needed",
    "gate.reason.alike": r"the versions differ on (?P<found>\d+) new labels; (?P<needed>\d+) are needed",
    "gate.reason.gain": (
        r"net gain of (?P<net>[+-][\d.]+) weighted labels, (?P<z>[+-][\d.]+) standard errors.*"
    ),
    "gate.reason.audits": (
        r"on audited labels alone (?P<lost>\d+) lost, (?P<won>\d+) won, p = (?P<p>[\d.]+)"
    ),
    "gate.reason.slice": (
        r"accuracy on (?P<part>golden|fresh) texts of (?P<slice>\S.*) falls by (?P<fall>[\d.]+) "
        r"\(margin (?P<margin>[\d.]+), (?P<n>\d+) texts, p = (?P<p>[\d.]+)\)"
    ),
    "gate.reason.likelihood": (
        r"gain in likelihood of (?P<gain>[+-][\d.]+) nats a label, (?P<z>[+-][\d.]+) standard errors"
    ),
    "gate.reason.look": (
        r"look (?P<look>\d+) at these labels: (?P<bound>[+-][\d.]+) standard errors are needed"
    ),
    "gate.reason.no_golden": r"there is no golden set to compare on",
}


def language() -> Language:
    """What the visitor chose in the sidebar; Indonesian before that."""
    return "en" if st.session_state.get(STATE) == "en" else "id"


def t(key: str, **facts: object) -> str:
    """The sentence of this key, with the facts in their places."""
    return CATALOGUES[language()][key].format(**facts)


def t_or(key: str, otherwise: str) -> str:
    """The sentence of this key, or `otherwise` where the service is newer than this catalogue."""
    return CATALOGUES[language()].get(key, otherwise)


def explain(code: str, detail: str, facts: Mapping[str, Any]) -> str:
    """What an error of the service means and what to do; its own words where the code is unknown."""
    sentence = CATALOGUES[language()].get(f"error.{code}")
    if sentence is None:
        return t("error.unknown", detail=plain(detail))
    shown = {name: plain(str(fact)) for name, fact in facts.items()}
    try:
        return sentence.format(**shown)
    except KeyError:  # an older service does not send every fact
        return t("error.unknown", detail=plain(detail))


def gate_reason(words: str) -> str:
    """A reason of the gate in the visitor's language; as it came where its form is unknown."""
    for key, form in _GATE_REASONS.items():
        found = re.fullmatch(form, words)
        if found:
            facts = {name: _localised(value) for name, value in found.groupdict().items()}
            return t(key, **facts)
    return plain(words)


def gate_reason_key(words: str) -> str | None:
    """Which kind of reason it is; None where its form is unknown."""
    return next((key for key, form in _GATE_REASONS.items() if re.fullmatch(form, words)), None)


def plain(words: str) -> str:
    """`words` so that Markdown shows them as they are: no emphasis, no link, no picture from elsewhere.

    >>> plain("![x](http://a.b)")
    '\\\\!\\\\[x\\\\]\\\\(http\\\\:\\\\/\\\\/a\\\\.b\\\\)'
    """
    return _MARKS.sub(r"\\\1", " ".join(words.split()))


def _localised(fact: str) -> str:
    if f"label.{fact}" in CATALOGUES["id"]:
        return t(f"label.{fact}")
    if not _NUMBER.fullmatch(fact):
        return plain(fact)
    return fact.replace(".", ",") if language() == "id" else fact
