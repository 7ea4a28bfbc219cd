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
    "error.unknown_label": "Unknown label. Choose one of those that there are.",
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
    "error.ask_not_found": "That request is gone. Reload this page.",
    "error.ask_not_yours": "That request is for another reviewer.",
    "error.ask_not_answered": "That review is not answered yet, or its answer was taken back already.",
    "error.answer_too_old": "It can be undone for {minutes} minutes only; the answer stands.",
    "error.answer_revealed": "You have looked at the model's answer, so yours stands.",
    "error.not_enough_data": "There is too little labelled data. Import more: `siklus import FILE.csv`.",
    "error.version_not_found": "There is no such version. Reload the page and choose again.",
    "error.no_active_version": (
        "No model is active yet. Train the first version: `siklus train` (own labels: `siklus train "
        "--data FILE.csv`)."
    ),
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
        "The key is good but its role is too low. The sidebar says which key this page needs."
    ),
    "error.database_unavailable": "The database cannot be reached right now. Try again in a moment.",
    "error.database_outdated": "The database is not up to date. The operator has to run `siklus db upgrade`.",
    "error.artefact_missing": (
        "The file of that model is gone. Restore it from a backup, or choose another version."
    ),
    "error.artefacts_unavailable": "The model files cannot be reached right now. Try again in a moment.",
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
    "error.key_not_found": "That key does not exist or is revoked already. Reload this page.",
    "error.key_name_invalid": "A key's name has 1 to {maximum} characters.",
    "error.last_admin_key": (
        "This is the last admin key. Make another one first; or revoke it on the service's machine: "
        "`siklus keys revoke`."
    ),
    "error.subject_not_found": (
        "Nothing is stored for that subject. Check the spelling: it must be exactly as it was sent."
    ),
    "error.column_missing": ("The file has no column `{column}`. Choose the right column, or name it so."),
    "error.data_unreadable": (
        "The file cannot be read ({where}: {why}). Save it as CSV in UTF-8 and try again."
    ),
    "error.stream_label_unknown": (
        'Line {line} of {path}: the label "{label}" is unknown. Use the labels '
        "of this installation, and only those that the base has."
    ),
    "error.rows_out_of_order": (
        "Line {line} of {path}: its date goes backwards. Sort by `created_at`, or take that column out."
    ),
    "error.simulation_unclear": "The simulation's settings cannot be used: {option}: {why}",
    "error.simulation_not_found": "That simulation is not on this machine. Reload the page.",
    "error.simulation_not_done": "There is no report yet. Wait until the simulation is done.",
    "error.too_many_simulations": (
        "{waiting} simulations are waiting already. Wait until one has ended, or remove one."
    ),
    "error.simulation_died": (
        "Its process died {times} times without a word. This machine may lack memory; try a smaller file."
    ),
    "error.token_refused": "Your sign-in is over or not valid here. Sign out, then sign in again.",
    "error.no_role": (
        "You are signed in, but have no role here yet. Ask the operator to add you to `SIKLUS_OIDC_ROLES`."
    ),
    "error.sign_in_unavailable": (
        "The sign-in provider does not answer, so your account cannot be checked. Try again in a moment, "
        "or sign out and use a key."
    ),
}
