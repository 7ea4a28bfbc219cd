"""A version on trial, in English."""

TEXTS: dict[str, str] = {
    "trial.title": "A version on trial",
    "trial.note": (
        "A version can judge the stored texts unheard (shadow), then answer a share of the requests "
        "(canary). Audits then say of both versions whether they were right on the same texts."
    ),
    "trial.none": "No version is on trial.",
    "trial.runs.shadow": (
        "v{version} is in shadow beside v{champion} since {at}, begun by {actor}. It answers nobody."
    ),
    "trial.runs.canary": (
        "v{version} answers {share} of the requests, v{champion} the rest; since {at}, begun by {actor}."
    ),
    "trial.scored": "Texts judged by both",
    "trial.scored_help": "Only texts that were stored with consent.",
    "trial.audits": "Audits",
    "trial.audits_help": "Answered audits of these texts. Only they judge.",
    "trial.right": "v{version} right",
    "trial.no_audits": "No text that both judged was audited yet: answer the audits in the review queue.",
    "trial.figures": (
        "Only v{version} was right on {won}, only v{champion} on {lost} (McNemar, p = {p}). Evidence "
        "that it is worse {harm}, that it is better {gain}; {limit} decides."
    ),
    "trial.finding.open": "That decides nothing yet.",
    "trial.finding.worse": "**v{version} is worse.** A worker will take it out.",
    "trial.finding.better": "**v{version} is better.** Activate it under *Change the version*.",
    "trial.finding.unharmed": "v{version} has done as well for long enough: activate it, or wait for more.",
    "trial.which": "Version to try",
    "trial.mode": "Mode",
    "trial.mode.shadow": "shadow: judge unheard",
    "trial.mode.canary": "canary: answer a share",
    "trial.share": "Share of a canary",
    "trial.confirm": "I am sure: begin the trial; one that runs ends.",
    "trial.begin": "Begin the trial",
    "trial.begun.shadow": "v{version} is in shadow now.",
    "trial.begun.canary": "v{version} answers {share} of the requests now.",
    "trial.end": "End the trial",
    "trial.end_confirm": "I am sure: the active version answers everything again.",
    "trial.ended": "The trial of v{version} has ended.",
    "trial.past": "Earlier trials",
    "trial.against": "Against",
    "trial.from": "From",
    "trial.to": "To",
    "trial.outcome": "End",
    "trial.outcome.promoted": "▲ became active",
    "trial.outcome.stopped": "■ ended by hand",
    "trial.outcome.replaced": "↷ replaced by another trial",
    "trial.outcome.overtaken": "↷ another version became active",
    "trial.outcome.erased": "↷ it had learnt what was erased",
    "trial.outcome.worse": "✗ worse by audits",
    "trial.outcome.broken": "! broken",
}
