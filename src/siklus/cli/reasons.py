"""The triggers in words: every reason with its figure and limit, and what holds it back."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

Figures = Mapping[str, Any]
Cells = tuple[str, str, str]  # what it is about, whether it holds, a sentence


def _accuracy(claim: Figures, figures: Figures) -> str:
    if claim["figure"] is None:
        return f"{figures['audits']} audits answered; {figures['min_audits']} are needed for a verdict"
    return (
        f"accuracy by audits is at most {claim['figure']:.1%} "
        f"({figures['audits_right']} of {figures['audits']} right); below {claim['limit']:.1%} it counts"
    )


# reason → a sentence of its figure and limit; `figures` has what stands around them
REASONS: dict[str, Callable[[Figures, Figures], str]] = {
    "manual": lambda claim, _: "somebody asked by hand" if claim["holds"] else "nobody asked by hand",
    "erasure": lambda claim, _: (
        "the active version has learnt nothing that was erased since"
        if claim["figure"] is None
        else f"the active version learnt what was erased since; {max(claim['figure'], 0):.0%} of the time in "
        f"which it may still answer is gone, from {claim['limit']:.0%} on it counts"
    ),
    "accuracy": _accuracy,
    "estimate": lambda claim, _: (
        "nothing is known of the accuracy by audits and clicks yet"
        if claim["figure"] is None
        else f"accuracy by audits and clicks is at most {claim['figure']:.1%}; "
        f"below {claim['limit']:.1%} it counts, if audits confirm it"
    ),
    "decline": lambda claim, _: (
        f"audited errors rose by {claim['figure']:.1%}; from {claim['limit']:.1%} on it counts"
    ),
    "drift": lambda claim, figures: (
        f"{claim['figure']:.0f} shifted windows in a row, the newest with score "
        f"{figures['drift_score']:.2f}; {claim['limit']:.0f} are needed"
    ),
    "labels": lambda claim, _: f"{claim['figure']:.0f} new labels; {claim['limit']:.0f} are needed",
    "age": lambda claim, _: f"trained {claim['figure']:.1f} days ago; due after {claim['limit']:g}",
}
HOLDS: dict[str, Callable[[Figures], str]] = {
    "under_way": lambda _: "a retraining is queued or running",
    "cooldown": lambda figures: (
        f"the last one ended {figures['minutes_since_last_run']:g} minutes ago; "
        f"{figures['cooldown_minutes']:g} have to pass"
    ),
    "nothing_new": lambda figures: (
        f"{figures['new_labels']} new labels teach too little; {figures['min_labels']} are needed at least"
    ),
    "before_shift": lambda figures: (
        f"{figures['labels_since_shift']} labels came after the texts had shifted; "
        f"{figures['min_labels']} are needed to learn from and to judge by: answer the audits"
    ),
    "on_trial": lambda _: "a canary runs: siklus trial shows how it does, siklus trial end ends it",
    "dry_run": lambda _: "this is a dry run (SIKLUS_DRY_RUN): it would have been started",
}


def explained(reasons: Iterable[str], holds: Iterable[str], figures: Figures) -> Iterator[Cells]:
    """Rows for people: each reason, held or not, and each thing that holds the retraining back.

    An evaluation that was kept before limits were has its reasons and figures only.

    >>> figures = {"claims": [{"reason": "labels", "figure": 25.0, "limit": 20.0, "holds": True}]}
    >>> list(explained(["labels"], [], figures))
    [('reason.labels', 'holds', '25 new labels; 20 are needed')]
    """
    claims = figures.get("claims")
    if claims is None:
        yield from ((f"reason.{reason}", "holds", "") for reason in reasons)
        yield from ((f"hold.{hold}", "holds it back", "") for hold in holds)
        yield from ((f"figure.{name}", "", str(value)) for name, value in figures.items())
        return
    for claim in claims:
        said = REASONS[claim["reason"]](claim, figures)
        yield f"reason.{claim['reason']}", "holds" if claim["holds"] else "no", said
    for hold in holds:
        yield f"hold.{hold}", "holds it back", HOLDS[hold](figures)
