"""What every page shows, in English."""

TEXTS: dict[str, str] = {
    "app.title": "Siklus",
    "nav.analysis": "Analysis",
    "nav.review": "Review",
    "nav.monitoring": "Monitoring",
    "nav.model": "Model",
    "nav.simulation": "Simulation",
    "nav.settings": "Settings",
    "sidebar.language": "Bahasa / Language",
    "sidebar.key": "Key",
    "sidebar.needs.reviewer": "This page needs a key of a reviewer or an admin.",
    "sidebar.needs.admin": "This page needs an admin's key.",
    "sidebar.key_kept": "The key is kept only while this page is open.",
    "sidebar.key_built_in": "This page uses the operator's key already; nothing to enter.",
    "sidebar.forget": "Sign out",
    "sidebar.sign_in": "Sign in with an account",
    "sidebar.no_token": (
        "You are signed in, but the token is not handed over. The operator has to add "
        '`expose_tokens = "id"` to secrets.toml.'
    ),
    "sidebar.unchecked": "The key could not be checked: the service does not answer.",
    "role.client": "Client",
    "role.reviewer": "Reviewer",
    "role.admin": "Admin",
    "role.may.client": "May have reviews judged and correct the answers.",
    "role.may.reviewer": "May also review texts and see all figures.",
    "role.may.admin": "May do everything: models, data, keys, erasures.",
    "sidebar.about": (
        "Siklus judges Indonesian reviews, takes corrections, measures itself, and learns again."
    ),
    "sidebar.about_own": "Siklus labels texts, takes corrections, measures itself, and learns again.",
    "start.waiting": "Starting Siklus. The first time it trains a model first; that can take a minute.",
    "start.failed": "Siklus cannot be started from here.",
    "start.failed_advice": "Run `siklus up` in a terminal, read what it says, then reload this page.",
    "reload": "Reload",
    "skip": "Skip to the content",
    "upload": "Choose a file",
    "try_again": "Try again",
    "unknown": "–",
    # --- labels and levels ------------------------------------------------------------------------
    "label.positif": "Positive",
    "label.netral": "Neutral",
    "label.negatif": "Negative",
    "confidence.high": "very sure",
    "confidence.good": "fairly sure",
    "confidence.some": "not quite sure",
    "confidence.low": "unsure",
}
