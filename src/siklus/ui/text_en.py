"""Every word of the interface in English. `text_id.py` has the same keys; a test says so."""

TEXTS: dict[str, str] = {
    # --- frame ----------------------------------------------------------------------------------
    "app.title": "Siklus",
    "nav.analysis": "Analysis",
    "nav.monitoring": "Monitoring",
    "nav.model": "Model",
    "sidebar.language": "Bahasa / Language",
    "sidebar.key": "Key",
    "sidebar.key_reviewer": "A reviewer's key opens the Monitoring page.",
    "sidebar.key_admin": "An admin's key opens the Model page.",
    "sidebar.key_kept": "The key is kept only while this page is open.",
    "sidebar.key_built_in": "Monitoring uses the operator's key already; nothing to enter.",
    "sidebar.forget": "Forget the key",
    "sidebar.about": (
        "Siklus judges Indonesian reviews, takes corrections, measures itself, and learns again."
    ),
    "start.waiting": "Starting Siklus. The first time it trains a model first; that can take a minute.",
    "start.failed": "Siklus cannot be started from here.",
    "start.failed_advice": "Run `siklus up` in a terminal, read what it says, then reload this page.",
    "reload": "Reload",
    "unknown": "–",
    # --- labels and levels ------------------------------------------------------------------------
    "label.positif": "Positive",
    "label.netral": "Neutral",
    "label.negatif": "Negative",
    "confidence.high": "very sure",
    "confidence.good": "fairly sure",
    "confidence.some": "not quite sure",
    "confidence.low": "unsure",
    # --- analysis ---------------------------------------------------------------------------------
    "analysis.title": "Sentiment analysis",
    "analysis.intro": (
        "Write one review, complaint or comment in Indonesian. "
        "The model answers: positive, neutral or negative."
    ),
    "analysis.examples": "Examples:",
    "analysis.example.positif": (
        "Pelayanannya ramah sekali, makanannya datang cepat, dan rasanya melebihi harapan kami sekeluarga."
    ),
    "analysis.example.netral": (
        "Toko ini buka dari pukul delapan pagi sampai sembilan malam, dan parkirnya ada di samping gedung."
    ),
    "analysis.example.negatif": (
        "Barang yang datang rusak, penjualnya tidak pernah membalas pesan, dan uang saya belum dikembalikan."
    ),
    "analysis.field": "Review text",
    "analysis.placeholder": (
        "At least 7 words in Indonesian, such as your experience with a product or a service."
    ),
    "analysis.count.words": "{words} words",
    "analysis.count.missing": "{missing} more needed (at least 7)",
    "analysis.count.enough": "enough to judge",
    "analysis.count.too_long": "too long by {over} characters (at most 5,000)",
    "analysis.consent": "Yes, this review may be kept (pseudonymised) to measure and improve the model.",
    "analysis.consent_more": "What do I agree to?",
    "analysis.consent_version": "Version of this statement: {version}",
    "analysis.consent_away": "The consent statement cannot be loaded now, so the review will not be kept.",
    "analysis.subject": "Your name or customer number (optional)",
    "analysis.subject_help": (
        "Used only to find your reviews if you later ask to have them erased. "
        "Not the value itself is kept but its fingerprint (a keyed hash)."
    ),
    "analysis.submit": "Analyse",
    "analysis.result": "Result",
    "analysis.confidence": "Confidence {share}: {words}.",
    "analysis.answered_by": "Answered by model v{version} in {latency}.",
    "analysis.probabilities": "Probability of each label",
    "analysis.words": "Words that moved it most",
    "analysis.words_note": "Blue speaks for the answer **{label}**, orange against it.",
    "analysis.words_none": "No word stands out; the model decided from all of them together.",
    "analysis.words_for": "for",
    "analysis.words_against": "against",
    "analysis.stored": "Kept. The text was pseudonymised first. Thank you for the permission.",
    "analysis.not_stored.no_consent": (
        "Not kept. You gave no permission, so this text is gone when the page is closed."
    ),
    "analysis.not_stored.database_unavailable": (
        "Not kept. You gave permission, but the database cannot be reached right now."
    ),
    "analysis.not_stored.other": "Not kept.",
    "feedback.question": "Is this answer right?",
    "feedback.right": "✓ Right",
    "feedback.wrong": "✗ Wrong",
    "feedback.which": "Which label is right?",
    "feedback.send": "Send the correction",
    "feedback.choose": "Choose the right label first.",
    "feedback.thanks_right": "Thank you. You confirmed this answer.",
    "feedback.thanks_wrong": "Thank you. Your correction is noted: {label}.",
    "feedback.impossible": "Only a review that was kept can be corrected.",
    "history.title": "Your history",
    "history.note": "Only you can see it, and it is gone when this page is closed.",
    "history.empty": "Nothing yet. Your results will appear here.",
    "history.text": "Review",
    "history.label": "Label",
    "history.confidence": "Confidence",
    "history.time": "Time",
    "history.stored": "Kept",
    "history.answer": "Your answer",
    "history.yes": "yes",
    "history.no": "no",
    "history.right": "right",
    "history.corrected": "wrong, should be {label}",
    # --- monitoring -------------------------------------------------------------------------------
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
    "monitoring.no_active": "No model is active yet. Train the first version: `siklus train`.",
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
    "monitoring.labels_axis": "predictions",
    "drift.too_little": "◌ too little data",
    "drift.quiet": "● quiet",
    "drift.watch": "◆ worth watching",
    "drift.shifted": "▲ shifted",
    "drift.title": "Drift of language",
    "drift.means.too_little": (
        "Too few predictions to say anything yet. Drift is measured each time a window is full."
    ),
    "drift.means.quiet": "The model sees the incoming texts as it saw its training texts. Nothing to do.",
    "drift.means.watch": "There is a change, certain but small. It need not do harm; audits will tell.",
    "drift.means.shifted": (
        "The incoming texts clearly differ from the training texts. That does not mean that the model is "
        "wrong: more audits are asked for, and a retraining as soon as there are new labels."
    ),
    "drift.detail": "Last window: {n} predictions of v{version}, {when}.",
    "drift.scale": (
        "A score of 0 means no difference, 1 completely different; from 0.20 it counts as shifted."
    ),
    "accuracy.title": "Accuracy",
    "accuracy.audits": "By random audits",
    "accuracy.audits_note": "{right} right of {answers} audits; 95 % interval: {low} – {high}.",
    "accuracy.audits_none": "No audit has been answered yet. Without audits the accuracy is unknown.",
    "accuracy.answered": "Of those who answered (biased)",
    "accuracy.answered_note": (
        "{right} right of {answers} answers. Readers click more often when the model is wrong, so this "
        "figure is usually too low. Do not take it for the accuracy."
    ),
    "accuracy.answered_none": "No reader has answered yet.",
    "alerts.drift": "Alert: texts for v{version} have shifted in several windows in a row (score {score}).",
    "alerts.unproven": "v{version} is new: more of its answers are audited until enough of them are known.",
    "alerts.rule": "Alert: {words}.",
    "alerts.other": "Alert: {kind} on v{version}.",
    "versions.title": "Versions compared",
    "versions.version": "Version",
    "versions.state": "State",
    "versions.golden_accuracy": "Test accuracy",
    "versions.golden_f1": "Test macro-F1",
    "versions.audits": "Audit accuracy",
    "versions.interval": "95 % interval",
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
    "volume.by_day": "Predictions per day",
    "volume.day": "day (UTC)",
    "volume.deployed": "Dashed line: the active version changed.",
    "latency.title": "Time to answer",
    "latency.threshold": "Threshold (ms)",
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
    # --- model ------------------------------------------------------------------------------------
    "model.title": "Model",
    "model.intro": (
        "The versions of the model: where they come from, which one answers, and how to change it."
    ),
    "model.need_key": "This page needs the admin's key.",
    "model.need_key_advice": (
        "Enter it in the sidebar. `siklus up` shows it once at its first start; "
        "a new one is made with `siklus keys create --role admin`."
    ),
    "model.tab.versions": "Versions",
    "model.tab.retraining": "Retraining",
    "model.tab.switch": "Change the version",
    "model.empty": "No model yet. Train the first version: `siklus train`, then reload this page.",
    "model.parent": "Parent",
    "model.card": "Model card",
    "model.card_of": "Show the card of",
    "model.card_language": "The model card is written in English.",
    "model.deployments": "Deployments",
    "model.deployments_empty": "No deployment yet.",
    "deployment.at": "Time",
    "deployment.action": "Action",
    "deployment.change": "Change",
    "deployment.reason": "Reason",
    "deployment.actor": "By",
    "action.first": "first version",
    "action.deploy": "passed the gate",
    "action.activate": "activated by hand",
    "action.rollback": "rolled back",
    "switch.reason": "Reason",
    "switch.reason_placeholder": "Kept for ever in the list of deployments.",
    "switch.reason_missing": "Write the reason first.",
    "switch.confirm_missing": "Tick the box to confirm first.",
    "switch.activate": "Activate the version",
    "switch.activate_note": "The chosen version answers every request at once. The present one is archived.",
    "switch.activate_which": "Version to activate",
    "switch.activate_confirm": "I am sure: change the version that answers.",
    "switch.activate_only": "There is no other version to activate.",
    "switch.activated": "v{version} is active now.",
    "switch.rollback": "Roll back",
    "switch.rollback_title": "Back to the version before",
    "switch.rollback_note": "Activates the version again that answered just before v{version}.",
    "switch.rollback_confirm": "I am sure: go back to the version before.",
    "switch.rolled_back": "Back at v{version}.",
    "retrain.title": "Retrain now",
    "retrain.note": (
        "A candidate is trained on old and new data and compared with the active model. The gate decides; "
        "if the candidate is no better, nothing changes."
    ),
    "retrain.reason": "Reason",
    "retrain.reason_placeholder": "For example: a new product, many complaints about delivery.",
    "retrain.start": "Retrain",
    "retrain.started": "The retraining is queued.",
    "retrain.under_way": "A retraining is under way; the next one can start when it has ended.",
    "run.state.not_needed": "not needed",
    "run.state.queued": "waiting its turn",
    "run.state.snapshot": "collecting the data",
    "run.state.train": "training the candidate",
    "run.state.gate": "judging at the gate",
    "run.state.deploy": "deploying",
    "run.state.done": "done",
    "run.step": "Step {step} of {steps}: {state}",
    "run.title": "Retraining runs",
    "run.empty": "There has been no retraining yet.",
    "run.header": "{when} · {outcome}",
    "run.outcome.deployed": "▲ deployed",
    "run.outcome.refused": "✗ refused by the gate",
    "run.outcome.waiting": "… waiting for evidence",
    "run.outcome.overtaken": "↷ overtaken by another change",
    "run.outcome.failed": "! failed",
    "run.outcome.running": "⟳ running",
    "run.by": "Asked for by {actor} because: {reasons}.",
    "run.candidate": "Candidate: v{version}.",
    "run.failed": "The training stopped with an error; the active model is unchanged. See the worker's log.",
    "run.no_gate": "The gate has not decided.",
    "trigger.manual": "asked for by hand",
    "trigger.accuracy": "audit accuracy fell",
    "trigger.drift": "the language drifted",
    "trigger.labels": "enough new labels",
    "trigger.age": "not trained for long",
    "gate.accept": "**Accepted.** The candidate is better, so it was deployed.",
    "gate.refuse": "**Refused.** The candidate is no better or breaks something, so the active model stays.",
    "gate.wait": "**Waiting.** The evidence does not suffice yet; the next run looks again with new labels.",
    "gate.golden": (
        "On {n} golden texts: macro-F1 {active} (active) → {candidate} (candidate), "
        "a change of {change} (90 % interval: {low} … {high})."
    ),
    "gate.fresh": (
        "On {n} new labels: the candidate won {won} and lost {lost}; "
        "weighted net {net} ({z} standard errors)."
    ),
    "gate.fresh_none": "There were no new labels to compare on.",
    "gate.reason.golden": "macro-F1 on the golden texts may fall by {amount} (limit {margin})",
    "gate.reason.recall": "recall of {label} falls by {amount} (limit {margin})",
    "gate.reason.few": "only {found} new labels; {needed} are needed",
    "gate.reason.alike": "the versions differ on only {found} new labels; {needed} are needed",
    "gate.reason.gain": "net gain of {net} weighted labels, {z} standard errors",
    "gate.reason.no_golden": "there are no golden texts to compare on",
    # --- errors: what happened, and what to do ------------------------------------------------------
    "error.unreachable": (
        "The Siklus service does not answer at {address}. See that it runs (`siklus up` or `siklus api`), "
        "then reload this page."
    ),
    "error.unknown": "The request was refused: {detail}",
    "error.review_too_short": "The review is too short: at least 7 words. Write a full sentence or two.",
    "error.review_too_long": (
        "The review is too long: at most 5,000 characters. Shorten it, or send it in parts."
    ),
    "error.review_unreadable": "The review holds characters that are no text. Copy it again as plain text.",
    "error.text_missing": "There is no text yet. Write the review first.",
    "error.unknown_label": "Unknown label. Choose positive, neutral or negative.",
    "error.label_missing": "Choose the right label first.",
    "error.label_contradicts": "That label is the model's own answer. Choose another, or press Right.",
    "error.prediction_not_found": "This prediction is no longer stored, so it cannot be corrected.",
    "error.feedback_token_invalid": (
        "This correction does not belong to its prediction. Analyse the text again and retry."
    ),
    "error.already_answered": "You have answered this prediction already; the first answer stands.",
    "error.not_enough_data": "There is too little labelled data. Import more: `siklus import FILE.csv`.",
    "error.version_not_found": "There is no such version. Reload the page and choose again.",
    "error.no_active_version": "No model is active yet. Train the first version: `siklus train`.",
    "error.version_not_servable": "That version is active already or cannot be used. Choose another.",
    "error.nothing_to_roll_back_to": "There is no earlier version. Activate another one by hand.",
    "error.deployment_raced": (
        "Somebody else has just changed the active version. Reload the page and decide anew."
    ),
    "error.run_not_found": "There is no such run. Reload the page.",
    "error.retraining_under_way": "Another retraining is under way. Wait until it has ended.",
    "error.key_missing": "This page needs a key. Enter it in the sidebar.",
    "error.key_unknown": (
        "That key is unknown or was revoked. Check the copy, or ask the operator for a new one."
    ),
    "error.role_too_low": (
        "The key is good but its role is too low. Use a reviewer's (Monitoring) or an admin's key (Model)."
    ),
    "error.database_unavailable": "The database cannot be reached right now. Try again in a moment.",
    "error.database_outdated": "The database is not up to date. The operator has to run `siklus db upgrade`.",
    "error.artefact_missing": (
        "The file of that model is gone. Restore it from a backup, or choose another version."
    ),
    "error.artefact_damaged": (
        "The file of that model is damaged. Restore it from a backup, or choose another version."
    ),
    "error.artefact_from_other_libraries": (
        "That model was trained with other libraries. Train a new one with `siklus train`, then activate it."
    ),
    "error.reply_unreadable": "That address does not answer like a Siklus service. Check SIKLUS_API_URL.",
    "error.too_many_requests": "Too many requests from your address. Wait a minute, then try again.",
    "error.not_ready": "The service is not ready to answer yet. Wait a few seconds, then try again.",
    "error.internal_error": (
        "Something went wrong in the service. Tell the operator this incident's number: {incident}."
    ),
    "error.body_invalid": "The input cannot be taken. Check it: not empty and not too long.",
    "error.parameter_invalid": "That choice cannot be taken. Reload the page and choose again.",
    "error.body_too_large": "The request is too large. Shorten the text.",
}
