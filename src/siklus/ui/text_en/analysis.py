"""The page *Analisis*, in English."""

TEXTS: dict[str, str] = {
    "analysis.title": "Sentiment analysis",
    "analysis.title_own": "Text analysis",
    "analysis.intro": (
        "Write one review, complaint or comment in Indonesian. "
        "The model answers: positive, neutral or negative."
    ),
    "analysis.intro_own": "Write one text. The model answers with one of the labels: {labels}.",
    "analysis.mode": "One review or many",
    "analysis.mode.one": "One review",
    "analysis.mode.many": "Many reviews",
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
    "analysis.example_about.positif": "“Very friendly service, the food came quickly and tasted great.”",
    "analysis.example_about.netral": "“The shop is open from eight to nine; parking is beside the building.”",
    "analysis.example_about.negatif": "“The item is broken, the seller never answers, my money is not back.”",
    "analysis.field": "Review text",
    "analysis.placeholder": (
        "At least 7 words in Indonesian, such as your experience with a product or a service."
    ),
    "analysis.placeholder_own": "At least 7 words.",
    "analysis.count.words": "{words} words",
    "analysis.count.missing": "{missing} more needed (at least 7); tell a little more",
    "analysis.count.enough": "enough to judge",
    "analysis.count.too_long": "too long: shorten it by {over} characters (at most 5,000)",
    "analysis.count.unreadable": "holds characters that are no text; paste it again as plain text",
    "analysis.consent": "Yes, this review may be kept (pseudonymised) to measure and improve the model.",
    "analysis.consent_short": (
        "Without the tick: the review is judged and forgotten. With it: personal data in it is replaced, you "
        "see how it looks, and only once you agree is it kept."
    ),
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
    "analysis.confidence_means": (
        "That is: of 100 answers as sure as this one, about {right} are right. The others are wrong."
    ),
    "analysis.answered_by": "Answered by model v{version} in {latency}.",
    "analysis.probabilities": "Probability of each label",
    "analysis.words": "Words that moved it most",
    "analysis.words_note": (
        "Underlined and marked +: for the answer **{label}**. Dashed and marked −: against it. "
        "The deeper the colour, the stronger. What is judged is the pseudonymised text."
    ),
    "analysis.words_strength": "How strong is each word?",
    "analysis.words_chart_note": "A bar to the right speaks for the answer, to the left against it.",
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
    # --- what would be kept -------------------------------------------------------------------------
    "anonymised.title": "This is how your review would be kept",
    "anonymised.replaced": "Replaced: {kinds}.",
    "anonymised.nothing": (
        "No personal data was recognised. Names without a form of address cannot be; "
        "if there are any, change the text first."
    ),
    "anonymised.keep": "Keep and analyse",
    "anonymised.only": "Analyse without keeping",
    "cancel": "Cancel",
    "personal.nik": "identity number (NIK)",
    "personal.npwp": "tax number (NPWP)",
    "personal.phone": "phone number",
    "personal.email": "e-mail address",
    "personal.url": "link",
    "personal.handle": "account name",
    "personal.card": "card number",
    "personal.account": "bank account or other long number",
    "personal.plate": "number plate",
    "personal.name": "name",
    "withdraw.open": "Erase what was kept",
    "withdraw.about": (
        "Your consent is withdrawn: this text, its answer and your correction are erased, and the next model "
        "is trained without them. This cannot be undone."
    ),
    "withdraw.now": "Yes, erase it now",
    "withdraw.done": "Erased. This review is no longer kept.",
    "feedback.question": "Is this answer right?",
    "feedback.right": "✓ Right",
    "feedback.wrong": "✗ Wrong",
    "feedback.which": "Which label is right?",
    "feedback.waiting_right": "You say that this answer is right.",
    "feedback.waiting_wrong": "Your correction: {label}.",
    "feedback.waiting": (
        "It is sent after {seconds} seconds; until then it can be undone, afterwards not. "
        "If this page is closed before, nothing is sent."
    ),
    "feedback.undo": "Undo",
    "feedback.thanks_right": "Thank you. You confirmed this answer.",
    "feedback.thanks_wrong": "Thank you. Your correction is noted: {label}.",
    "feedback.impossible": "Only a review that was kept can be corrected.",
    "history.title": "Your history",
    "history.note": "Only you can see it, and it is gone when this page is closed.",
    "history.empty": "Nothing yet. Your results will appear here.",
    "history.none_match": "Nothing matches. Empty the search or choose another label.",
    "history.search": "Look for words",
    "history.forget": "Empty the history",
    "history.forget_help": "Only this list is emptied; what was kept stays kept.",
    "history.waiting": "about to be sent",
    "history.erased": "erased",
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
    # --- many texts ---------------------------------------------------------------------------------
    "many.intro": (
        "Judge many reviews at once and take the results away. Only you can see them, and they are gone "
        "when this page is closed."
    ),
    "many.source": "Where are the reviews?",
    "many.source.paste": "Paste lines",
    "many.source.file": "Upload CSV",
    "many.lines": "One review a line",
    "many.placeholder": "Paste here, such as one column of a spreadsheet.",
    "many.check": "Check",
    "many.file": "A CSV file in UTF-8 with a heading, of at most {megabytes} MB",
    "many.column": "Column that holds the reviews",
    "many.unreadable.encoding": "The file is not UTF-8. Save it again as “CSV UTF-8” and upload that.",
    "many.unreadable.form": "The file cannot be read as CSV. Check its quotes and separators.",
    "many.unreadable.empty": "The file holds no row. Its first row is read as the heading.",
    "many.too_many": (
        "There are {found} rows; this page takes {most} at most. Split the file, or use `siklus score`."
    ),
    "many.checked": "**{good}** reviews can be judged, **{bad}** will be left out.",
    "many.consent": "Yes, these {count} reviews may be kept (pseudonymised), and I may give that permission.",
    "many.consent_short": (
        "One permission for all. Without the tick: judged and forgotten. Ask those who wrote the reviews "
        "if they are not yours."
    ),
    "many.sample": "This is how the first three would be kept",
    "many.begin": "Analyse {count} reviews",
    "many.progress": "{done} of {total} reviews judged",
    "many.paused": "Stopped at {done} of {total}. What was judged is not lost.",
    "many.go_on": "Go on",
    "many.another": "Begin with other reviews",
    "many.results": "Results",
    "many.judged": "Judged",
    "many.stored": "Kept",
    "many.skipped": "Left out",
    "many.mix": "Mix of labels",
    "many.mix_note": (
        "How many reviews have each label as the model sees it. It errs at times, so take it as an estimate."
    ),
    "many.row": "Row",
    "many.refused": "Left out: {count} rows",
    "many.refused_note": "Mend these rows where they come from, then judge them again; no other is affected.",
    "many.why.empty": "Empty.",
    "many.why.short": "Too short: at least 7 words.",
    "many.why.long": "Too long: at most 5,000 characters.",
    "many.why.unreadable": "Holds characters that are no text.",
}
