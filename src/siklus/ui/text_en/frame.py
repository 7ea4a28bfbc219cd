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
