"""What is wrong, in the visitor's language."""

from collections.abc import Mapping
from typing import Any

from siklus.ui.figures import number
from siklus.ui.text import language, plain, t


def in_words(alert: Mapping[str, Any]) -> str:
    """An open alert of the monitoring summary as a sentence.

    >>> alert = {"kind": "refusals", "version": 0, "figures": {}, "words": {"id": "ditolak 62,5 %"}}
    >>> in_words(alert)
    'Peringatan: ditolak 62,5 %.'
    """
    if alert["kind"] == "drift":
        score = number(alert["figures"].get("score"), 2)
        return t("alerts.drift", score=score, version=alert["version"])
    if alert["kind"] == "unproven":
        return t("alerts.unproven", version=alert["version"])
    # The service has the words for its rules; an older one has none.
    words = alert.get("words", {}).get(language())
    if words:
        return t("alerts.rule", words=plain(words))
    return t("alerts.other", kind=plain(alert["kind"]), version=alert["version"])
