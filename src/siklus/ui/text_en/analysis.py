"""The page *Analisis*, in English."""

TEXTS: dict[str, str] = {
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
}
