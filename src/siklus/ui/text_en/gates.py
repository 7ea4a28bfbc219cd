"""A gate's report, in English."""

TEXTS: dict[str, str] = {
    "gate.candidate": "the candidate",
    "gate.state.passed": "passed",
    "gate.state.failed": "failed",
    "gate.state.waits": "waits",
    "gate.state.skipped": "not judged",
    "gate.verdict.accept": (
        "{version} is better and passed every check, so it answers: of {n} new labels it alone was "
        "right on {won}, the active model alone on {lost}."
    ),
    "gate.verdict.accept_only": (
        "{version} is better and passed every check, but it does not answer because the active "
        "version changed first."
    ),
    "gate.verdict.refuse": (
        "{version} was refused because it failed on: {failed}. The active model goes on answering."
    ),
    "gate.verdict.refuse_gain": (
        "{version} was refused because it is worse on {n} new labels. The active model goes on answering."
    ),
    "gate.verdict.wait": (
        "{version} is not in service because the evidence is not enough yet; it is judged again when "
        "there are new labels. The active model goes on answering."
    ),
    "gate.check.golden": "Golden texts",
    "gate.check.recall": "Every label",
    "gate.check.behaviour": "Behaviour suite",
    "gate.check.slices": "Every kind of text",
    "gate.check.audits": "Audits",
    "gate.check.enough": "Enough evidence",
    "gate.check.gain": "Better on new labels",
    "gate.means.golden": ("On reference texts that nobody learns from, the candidate may not be much worse."),
    "gate.means.recall": "No label may begin to be missed, even where the average rises.",
    "gate.means.behaviour": 'Cases that any model has to get right, such as "not good".',
    "gate.means.slices": "Short texts, slang or one domain may not pay for the rest.",
    "gate.means.audits": "Texts drawn at random and labelled by a reviewer: the most honest evidence.",
    "gate.means.enough": "With too few new labels any difference may be chance.",
    "gate.means.gain": ("The candidate is put in service only where it is clearly better, not just as good."),
    "gate.needed": "What was missing:",
    "gate.golden_none": "There are no golden texts to compare on.",
    "gate.recall": "The one that changed most for the worse: {label}, {change} points.",
    "gate.behaviour_none": "This report does not have it.",
    "gate.audits_none": "There is no audit among the new labels yet.",
    "gate.slices_none": "No kind of text has enough examples to be judged on its own.",
    "gate.gain.none": "Judged once there is enough evidence.",
    "gate.gain.figures": (
        "Of {n} new labels the candidate alone was right on {won}, the active model alone on {lost}; "
        "the gain in likelihood is {z} standard errors."
    ),
    "gate.gain.needed": "a gain of {bound} standard errors; {z} was measured.",
    "gate.chart": "The candidate's change against the active model",
    "gate.chart_axis": "points",
    "gate.chart_caption": (
        "Dot: change in percentage points, to the right the candidate is better. Blue line: 90% "
        "interval. Orange mark: the margin that may not be passed."
    ),
    "gate.bar.golden": "Golden texts (macro-F1)",
    "gate.bar.recall": "Recall {label}",
    "gate.bar.behaviour": "Behaviour suite",
    "gate.bar.slice": "Worst: {slice}",
    "gate.bar.audits": "Audits",
    "gate.bar.fresh": "New labels, unweighted",
    "gate.slice_kind.length": "length",
    "gate.slice_kind.domain": "domain",
    "gate.slice_kind.register": "register",
    "gate.slice_kind.language": "language",
    "gate.slice_kind.label": "label",
    "gate.slice.short": "short",
    "gate.slice.medium": "medium",
    "gate.slice.long": "long",
    "gate.part.golden": "golden",
    "gate.part.fresh": "new",
    "gate.statistics": "All figures, for a statistician",
    "gate.methods": (
        "Golden texts: paired bootstrap, 2,000 draws, the middle 90% of the change of macro-F1. "
        "Behaviour suite, audits and kinds of text: exact McNemar, one-sided; kinds of text with "
        "Bonferroni's correction. New labels: the candidate answers out of fold, volunteered answers "
        "weigh 1/r where the model that was shown was wrong (r = `click_ratio`); the gain in "
        "log-likelihood a label against its standard error, with a bound that is shared by all looks "
        "since the last deployment. Intervals in the chart for paired counts: ±1.645 √(won + lost) / "
        "n."
    ),
    "gate.download": "Download the report (JSON)",
    "gate.slices_kind": "Kind of text",
    "gate.slices_won": "Won",
    "gate.slices_lost": "Lost",
    "gate.slices_change": "Change (points)",
}
