"""The page *Pemantauan*, in English."""

TEXTS: dict[str, str] = {
    "monitoring.title": "Monitoring",
    "monitoring.intro": "How well the model works, and how surely we know it.",
    "monitoring.need_key": "This page needs a reviewer's key.",
    "monitoring.need_key_advice": (
        "Enter it in the sidebar. None yet? The operator makes one with `siklus keys create --role reviewer`."
    ),
    "monitoring.period": "Period",
    "monitoring.period.day": "24 hours",
    "monitoring.period.week": "7 days",
    "monitoring.period.month": "30 days",
    "monitoring.period.ever": "All",
    "monitoring.period.dates": "Dates…",
    "monitoring.dates": "From – to",
    "monitoring.dates_missing": "Choose the last day, too.",
    "monitoring.version": "Model version",
    "monitoring.every_version": "All versions",
    "monitoring.empty": "No stored predictions in this period yet.",
    "monitoring.empty_advice": (
        "Choose a longer period, or send a few reviews with consent on the Analysis page."
    ),
    "monitoring.active": "The model that answers now: **v{version}**",
    "monitoring.no_active": (
        "No model is active yet. Train the first version: `siklus train` (own labels: `siklus train "
        "--data FILE.csv`)."
    ),
    "monitoring.predictions": "Stored predictions",
    "monitoring.latency": "Mean time to answer",
    "monitoring.confidence": "Mean confidence",
    "monitoring.drift": "Drift score",
    "monitoring.unstored": "Not kept",
    "monitoring.refused": "Refused",
    "monitoring.queue": "Waiting for review",
    "monitoring.new_labels": "New labels",
    "monitoring.unstored_help": "Answered but not kept; only counted.",
    "monitoring.refused_help": "Not a review that can be judged; only counted.",
    "monitoring.new_labels_help": "Verified labels since the last training.",
    "monitoring.queue_help": "Predictions that wait for a reviewer's label.",
    "monitoring.reasons": "Why not kept or refused",
    "monitoring.reason": "Reason",
    "monitoring.kind": "Kind",
    "monitoring.count": "Count",
    "monitoring.labels": "Predictions per label",
    "monitoring.labels_note": (
        "The mix of labels as the model sees it; the true one may differ (see the estimated shares above)."
    ),
    "monitoring.labels_axis": "predictions",
    "drift.too_little": "◌ too little data",
    "drift.quiet": "● quiet",
    "drift.watch": "◆ worth watching",
    "drift.shifted": "▲ shifted",
    "drift.title": "Drift of the texts",
    "drift.means.too_little": "Too few predictions to say anything. Wait until more reviews have come in.",
    "drift.means.quiet": "The model sees the incoming texts as it saw its training texts. Nothing to do.",
    "drift.means.watch": "There is a change, certain but small. It need not do harm; audits will tell.",
    "drift.means.shifted": (
        "The incoming texts are clearly unlike the training texts. That does not yet mean that the model "
        "is wrong. **Answer the audits that wait:** a retraining is asked for as soon as there are enough "
        "labels from after the shift."
    ),
    "drift.since": "Shifted since {when}.",
    "drift.detail": "The newest {n} predictions of v{version}, measured {when}.",
    "drift.older": (
        "This version was made before a full reference was kept: only probabilities and labels are compared."
    ),
    "drift.scale": (
        "Score 0 means just the same; 0.30 means that at least 30% of the texts are unlike the training "
        "texts. From 0.20 on it is called shifted."
    ),
    "drift.figures": "What changed",
    "drift.figures_note": (
        "The longer the bar, the further from the texts it was trained on. Dashed line: from here "
        "it counts as shifted."
    ),
    "drift.chance": "Probability of {label}",
    "drift.figure.p_positif": "Probability of positive",
    "drift.figure.p_netral": "Probability of neutral",
    "drift.figure.p_negatif": "Probability of negative",
    "drift.figure.confidence": "Confidence",
    "drift.figure.words": "Length of texts",
    "drift.figure.oov": "Unknown words",
    "drift.figure.labels": "Labels given",
    "drift.figure.language": "Language",
    "drift.labels": "Estimated shares of the labels",
    "drift.labels_row": "{label}: {value}",
    "drift.labels_axis": "share",
    "drift.labels_note": (
        "Point: the estimate now with its 95% interval. Upright stroke: in the training texts. It holds "
        "where only the mix of labels changed; with another language or field, trust audits."
    ),
    "drift.labels_said": "{label} {value} ({low} – {high}), before {before}",
    "drift.came": "Words that came",
    "drift.went": "Words that went",
    "drift.word": "Word",
    "drift.before": "Before",
    "drift.now": "Now",
    "drift.no_words": "None that stands out.",
    "drift.words_note": (
        "Share of the texts that hold the word and, in brackets, their number: before of {before} training "
        "texts, now of {now} texts. Words of fewer than {least} texts are not counted."
    ),
    "drift.errors_rose": "Errors by audits rose from {before} to {now} since {when}.",
    "drift.errors_fell": "Errors by audits fell from {before} to {now} since {when}.",
    "drift.errors_still": "Errors by {audits} audits have not changed certainly: {now}.",
    "drift.history": "The score over time",
    "drift.history_note": "A point for each look. Above the dashed line it counts as shifted.",
    "drift.history_score": "score",
    "drift.history_said": "{when}: {score}, {level}",
    "accuracy.title": "Accuracy",
    "accuracy.axis": "accuracy",
    "accuracy.interval": "95 % interval: {low} – {high}.",
    "accuracy.combined": "Audits + readers' answers",
    "accuracy.combined_note": (
        "The best estimate, of {n} answers: how readers click is known from the audits."
    ),
    "accuracy.combined_none": "No audit has been answered yet, so what a click means is not known.",
    "accuracy.audited": "Audits alone",
    "accuracy.audited_note": "Of {n} predictions drawn at random. Always fair, but wide while they are few.",
    "accuracy.audited_none": "No audit has been answered yet. Without audits the accuracy is unknown.",
    "accuracy.label_free": "Without labels",
    "accuracy.label_free_note": "The model's confidence in {n} predictions. A first look, not a measure.",
    "accuracy.label_free_none": "No prediction yet.",
    "accuracy.unchecked": "Never held against audits yet.",
    "accuracy.checked": "On {blocks} audited blocks it was {error} points off.",
    "accuracy.volunteered_note": (
        "Of {n} readers who answered, {value} said right. This figure is biased: readers click more often "
        "when the model is wrong. Do not take it for the accuracy."
    ),
    "accuracy.over_time": "Accuracy over time",
    "accuracy.over_time_none": (
        "The chart over time appears once audits have been answered on the page Review."
    ),
    "accuracy.over_time_note": "Dots: estimates; lines: 95 % intervals. By the day of the prediction.",
    "accuracy.label": "Label",
    "accuracy.precision": "Precision",
    "accuracy.precision_audits": "Precision, audits alone",
    "accuracy.recall": "Recall",
    "accuracy.labels_note": (
        "*Precision*: of what was shown with this label, how many are so. *Recall*: of what has this label "
        "by the audits, how many the model found. In brackets: the 95 % interval."
    ),
    "coverage.verified": "With a verified label",
    "coverage.verified_help": "Predictions that an audit or a reviewer gave a label.",
    "coverage.audits": "Audits answered",
    "coverage.audits_help": "Of the predictions drawn for an audit.",
    "coverage.readers": "Answered by readers",
    "coverage.readers_help": "Predictions that their reader judged; by choice, so no fair sample.",
    "coverage.delay": "Delay of labels",
    "coverage.delay_help": (
        "From the prediction to the label of an audit or a reviewer: half come within this time, nine "
        "of ten within {p90}."
    ),
    "coverage.delay_none": "No label from an audit or a reviewer yet.",
    "duration.minutes": "{n} min",
    "duration.hours": "{n} h",
    "duration.days": "{n} days",
    "download": "Download the data (CSV)",
    "monitoring.channel": "Channel",
    "monitoring.every_channel": "All channels",
    "monitoring.live": "Refresh by itself",
    "monitoring.live_help": "Every 10 seconds.",
    "state.known": (
        "Model **v{version}** is right on **{value}** of reviews ({low} – {high}), {drift}, "
        "{audited} audited."
    ),
    "state.unknown": (
        "Model **v{version}** is answering. No audit has been answered yet, so how often it is right is not "
        "known; {drift}."
    ),
    "state.drift.too_little": "drift not measured yet",
    "state.drift.quiet": "stable",
    "state.drift.watch": "the language begins to drift",
    "state.drift.shifted": "the language has drifted",
    "same_rows.title": "Two versions on the same reviews",
    "same_rows.a": "Version A",
    "same_rows.b": "Version B",
    "same_rows.compare": "Compare",
    "same_rows.wait": "Both models are judging the same reviews …",
    "same_rows.golden": "Golden texts",
    "same_rows.audited": "Texts audited since {since}",
    "same_rows.none": "none yet.",
    "same_rows.figures": (
        "{a} is right on {a_share}, {b} on {b_share} of {n}; difference {difference} points "
        "({low} to {high}), p = {p}."
    ),
    "same_rows.differ": "They do differ.",
    "same_rows.alike": "That may be chance.",
    "same_rows.note": (
        "The figures in the table are of different weeks. Here both versions judge the same reviews, which "
        "neither has learnt."
    ),
    "alerts.drift": "Alert: texts for v{version} have shifted in several windows in a row (score {score}).",
    "alerts.unproven": "v{version} is new: more of its answers are audited until enough of them are known.",
    "alerts.rule": "Alert: {words}.",
    "alerts.other": "Alert: {kind} on v{version}.",
    "alerts.past": "Alerts that are over ({count})",
    "alerts.what": "What",
    "alerts.from": "From",
    "alerts.until": "Until",
    "versions.title": "Versions compared",
    "versions.version": "Version",
    "versions.state": "State",
    "versions.golden_accuracy": "Test accuracy",
    "versions.golden_f1": "Test macro-F1",
    "versions.estimate": "Audits + answers",
    "versions.audits": "Audits alone",
    "versions.answers": "Audits",
    "versions.predictions": "Predictions",
    "versions.created": "Made",
    "versions.note": (
        "*Test* is measured on golden texts that were never trained on; "
        "*audit* on real predictions drawn at random."
    ),
    "versions.empty": "No version yet.",
    "state.active": "● active",
    "state.archived": "○ archived",
    "state.refused": "✗ refused by the gate",
    "state.waiting": "… waiting for evidence",
    "state.candidate": "◌ candidate",
    "volume.by_version": "Predictions per version",
    "volume.by_version_note": "How many of the stored predictions of this period each version answered.",
    "volume.by_day": "Predictions per day",
    "volume.by_day_note": "Predictions stored each day, stacked by version.",
    "volume.day": "day (UTC)",
    "volume.deployed": "Dashed line: the active version changed.",
    "latency.title": "Time to answer",
    "latency.threshold": "Threshold (ms)",
    "latency.note": (
        "The higher the bar, the more predictions were answered in that time. Orange: above the threshold."
    ),
    "latency.minimum": "Fastest",
    "latency.mean": "Mean",
    "latency.maximum": "Slowest",
    "latency.above": "Above the threshold",
    "latency.axis": "milliseconds",
    "latency.chart": "Histogram of the time to answer in milliseconds with a threshold line at {threshold}.",
    "refusal.review_too_short": "too short",
    "refusal.review_too_long": "too long",
    "refusal.review_unreadable": "unreadable",
    "refusal.no_consent": "no consent",
    "refusal.database_unavailable": "database away",
}
