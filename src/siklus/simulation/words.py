"""Every word that a simulation says about its results."""

from typing import Any

CLEAR = 0.05  # of McNemar's p, where there is one seed only

COLUMNS = {
    "accuracy": "accuracy",
    "macro_f1": "macro-F1",
    "headroom_recovered": "headroom",
    "label_share": "labels used",
    "retrains": "retrained",
    "deployments": "deployed",
    "harmful_deployments": "harmful",
    "rollbacks": "rolled back",
    "bad_quarantined": "wrong answers held",
    "good_quarantined": "right answers held",
    "below_static": "blocks below v1",
    "largest_deficit": "most below v1",
}
SHARES = (
    "accuracy", "macro_f1", "headroom_recovered", "label_share", "below_static", "largest_deficit",
    "bad_quarantined", "good_quarantined",
)  # fmt: skip
ESTIMATORS = {
    "volunteered": "of those who answered",
    "audited": "audits",
    "combined": "audits and answers",
    "label_free": "confidence alone",
}
ARMS = {
    "static": "version 1 for ever",
    "schedule": "refitted on all labels at the end of each block, deployed unseen",
    "siklus": "the loop: triggers, gate, trust",
    "no-gate": "the loop without its gate",
    "no-audit": "the loop without audits",
    "no-trust": "the loop that believes every answer",
    "online": "version 1, moved a little by each answer at once",
    "oracle": "refitted on every true label: the most that there is to learn from",
}

TITLE = "Would the loop have helped?"
ACCURACY = "Accuracy per block, predicted first and revealed later"
ACCURACY_NOTE = (
    "Bands: 95 % interval over the seeds. Triangles: versions that the loop deployed; "
    "red ones did worse than the version they replaced on what came next (one-sided exact McNemar, p < .05)."
)
ESTIMATES = "What the loop could know of its accuracy, beside the truth (first seed)"
ESTIMATES_NOTE = "Bars: the 95 % interval that each estimator claims for its block."
PARTS = "Accuracy in each part of the stream"
AFTERWARDS = "Accuracy of the last model on data from outside the stream (version 1 in brackets)"
ESTIMATOR_TABLE = (
    "Estimators of accuracy: mean absolute error per block, and how often the interval held the truth"
)
REPEAT = "Repeat it with"
NO_VERDICT = "The arms static and siklus are both needed to say whether the loop would have helped."


def verdict(report: dict[str, Any]) -> str:
    """Whether the loop would have helped, in one sentence.

    Clear is what lies beyond chance: with several seeds by the 95 % interval of the difference, with one
    seed by McNemar's test.
    """
    arms = report["arms"]
    if "static" not in arms or "siklus" not in arms:
        return NO_VERDICT
    static, siklus = arms["static"], arms["siklus"]
    gain = siklus["gain"]["mean"]
    figures = (
        f"{percent(siklus['accuracy'])} right instead of {percent(static['accuracy'])} "
        f"({signed(gain)} points{_range(siklus['gain'])}), with labels for {percent(siklus['label_share'])} "
        f"of the texts{_recovered(siklus['headroom_recovered'])}."
    )
    if not is_clear(siklus):
        return f"On this data the loop would have made no clear difference: {figures}"
    return f"On this data the loop would have {'helped' if gain > 0 else 'done harm'}: {figures}"


def is_clear(arm: dict[str, Any]) -> bool:
    """Whether an arm's difference from version 1 is more than chance."""
    gain = arm["gain"]
    if gain["low"] is None:
        return bool(arm["seeds"][0]["mcnemar"]["p"] < CLEAR)
    return bool(gain["low"] > 0 or gain["high"] < 0)


def _range(gain: dict[str, Any]) -> str:
    if gain["low"] is None:
        return ""
    return f", 95 % interval {signed(gain['low'])} to {signed(gain['high'])}"


def _recovered(share: float | None) -> str:
    if share is None:
        return ""
    return f"; {percent(share)} of what knowing every label would have won"


def percent(share: float | None) -> str:
    """A share as people read it.

    >>> percent(0.8371), percent(None)
    ('83.7 %', '–')
    """
    return "–" if share is None else f"{100 * share:.1f} %".replace("-", "−")


def signed(share: float) -> str:
    """A difference of shares in points.

    >>> signed(0.0234), signed(-0.01)
    ('+2.3', '−1.0')
    """
    return f"{100 * share:+.1f}".replace("-", "−")


def cell(name: str, value: float | None) -> str:
    """A figure of the table.

    >>> cell("accuracy", 0.5), cell("deployments", 1.5), cell("deployments", 2.0)
    ('50.0 %', '1.5', '2')
    """
    if value is None:
        return "–"
    return percent(value) if name in SHARES else f"{value:.1f}".removesuffix(".0")


def interval(name: str, ends: list[float | None]) -> str:
    """Where the mean over seeds lies; nothing with one seed."""
    low, high = ends
    return "" if low is None else f"{cell(name, low).removesuffix(' %')} to {cell(name, high)}"
