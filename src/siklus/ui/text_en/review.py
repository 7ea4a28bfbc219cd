"""The page *Tinjau*, in English."""

TEXTS: dict[str, str] = {
    "review.title": "Review",
    "review.intro": "One review at a time: which label is right?",
}
