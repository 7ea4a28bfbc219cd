"""What went wrong, and what to do, in English."""

TEXTS: dict[str, str] = {
    "error.unreachable": (
        "The Siklus service does not answer at {address}. See that it runs (`siklus up` or `siklus api`), "
        "then press *Try again*."
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
    "error.too_many_answers": "You have given very many answers within an hour. Try again later.",
    "error.answer_not_found": "There is no such answer any more. Reload the page.",
    "error.answer_not_quarantined": "That answer is not quarantined; there is nothing to release.",
    "error.not_enough_data": "There is too little labelled data. Import more: `siklus import FILE.csv`.",
    "error.version_not_found": "There is no such version. Reload the page and choose again.",
    "error.no_active_version": "No model is active yet. Train the first version: `siklus train`.",
    "error.version_not_servable": "That version is active already or cannot be used. Choose another.",
    "error.version_erased": ("That version learnt from data that were erased since. Choose a later one."),
    "error.nothing_to_roll_back_to": "There is no earlier version. Activate another one by hand.",
    "error.no_trial": "No version is on trial any more.",
    "error.canary_share_invalid": "A canary answers a part of the requests: more than none, fewer than all.",
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
    "error.overloaded": "The service has too much to do right now. Wait a few seconds, then try again.",
    "error.body_too_slow": "The text took too long to arrive. Check your connection, then try again.",
}
