"""The page *Tinjau*, in English."""

TEXTS: dict[str, str] = {
    "review.title": "Review",
    "review.intro": "One review at a time: which label is right?",
    "review.need_key": "This page needs a reviewer's key of your own.",
    "review.need_key_advice": (
        "Enter it in the sidebar. An operator makes it with `siklus keys create --role reviewer "
        "--name NAME`; "
        "one key for one person, so that two reviewers never get the same review."
    ),
    "review.tab.card": "Card",
    "review.tab.quarantine": "Quarantine",
    "review.tab.agreement": "Agreement",
    "review.loading": "Fetching the next review …",
    "review.fetching": "Loading …",
    "review.text": "The review to label",
    # --- progress -----------------------------------------------------------------------------------
    "review.progress": "Audits today: {answered} of {drawn} answered.",
    "review.today": "Audits today",
    "review.of": "{answered} of {drawn}",
    "review.today_help": "Reviews drawn for an audit since midnight, and how many of them are answered.",
    "review.waiting": "Waiting for you",
    "review.waiting_help": "Every open request that you may answer, from other days too.",
    "review.given": "Your answers today",
    "review.given_help": "What you answered since midnight, whatever you were asked for.",
    "review.audits_open": "Still open: {open}. Without audits the accuracy is not known.",
    "review.audits_done": (
        "All audits are answered. What follows helps the model to learn; it does not measure accuracy."
    ),
    "review.audits_none": "No review was drawn for an audit today.",
    # --- the card -----------------------------------------------------------------------------------
    "review.why.audit": "Audit",
    "review.because.audit": (
        "This review was drawn by lot: every review stored at that time had a chance of {share} to "
        "be audited, "
        "whatever the model said. So your answer stands for all reviews, and accuracy is computed from it."
    ),
    "review.why.second": "Second opinion",
    "review.because.second": (
        "Another reviewer has audited this review. Every answered audit has a chance of {share} to be asked "
        "again of somebody else, to see how far reviewers agree. "
        "This answer changes no accuracy, and the model does not learn it."
    ),
    "review.why.suspect": "A doubted label",
    "review.because.suspect": (
        "A reader gave a label, but it looked wrong while the model was trained. Your answer is "
        "what will be learnt."
    ),
    "review.why.disputed": "A reader disagrees",
    "review.because.disputed": (
        "A reader called the model's answer wrong, or two readers differ. Your answer is what will be learnt."
    ),
    "review.why.unsure": "The model is unsure",
    "review.because.unsure": (
        "Drawn from the reviews that the model doubts most; each had a chance of {share}. "
        "Your answer teaches the model, but does not measure its accuracy."
    ),
    "review.skip": "Skip",
    "review.skip_key": "S",
    "review.kept": (
        "Kept for you until {until}; after that another reviewer may get it. "
        "A late answer still counts as long as nobody else has answered."
    ),
    "review.keys": "Keys: {digits} for the labels; S skips; U undoes; M shows the model's answer.",
    "review.skipped_again": "You have skipped this review before; nothing more urgent is left.",
    # --- the card before ----------------------------------------------------------------------------
    "review.was_answered": "Recorded: **{label}**, for the review before.",
    "review.was_skipped": "You skipped the review before.",
    "review.undo": "Undo",
    "review.reveal": "Show the model's answer",
    "review.undo_note": (
        "It can be undone for ten minutes, as long as you have not looked at the model's answer: "
        "after that yours would no longer be free of its influence."
    ),
    "review.model_said": "Model v{version} answered **{label}** with a confidence of {share}.",
    "review.alike": "The same as your answer.",
    "review.unlike": "Other than your answer.",
    "review.stands": "Your answer stands and can no longer be undone.",
    # --- empty, taken, lost -------------------------------------------------------------------------
    "review.empty": "Everything has been reviewed.",
    "review.empty_advice": (
        "New requests come when reviews are stored with their writers' consent: some are drawn for an audit."
    ),
    "review.elsewhere": "Second opinions that wait for another reviewer: {count}.",
    "review.again": "Look again",
    "review.gone.already_answered": (
        "That review was answered already, by another reviewer or from another window. "
        "The first answer stands; what you just pressed was not recorded. Please go on."
    ),
    "review.gone.ask_not_found": (
        "That review is gone: its writer may have withdrawn consent. Nothing was recorded. Please go on."
    ),
    "review.gone.ask_not_yours": (
        "That review was meant for another reviewer. Nothing was recorded. Please go on."
    ),
    "review.gone.other": "That review can no longer be answered. Nothing was recorded. Please go on.",
    "review.unsent": (
        "Your answer, {label}, was not sent yet. The review stays here: press again to send it. "
        "The same answer is never recorded twice."
    ),
    # --- quarantine ---------------------------------------------------------------------------------
    "quarantine.title": "Quarantined answers",
    "quarantine.note": (
        "Readers' answers that are kept but may not be learnt from yet. Reviewers can see them; "
        "to release one takes an admin's key. Reviews that still wait for an audit are not shown, "
        "because their labels would give the model's answer away."
    ),
    "quarantine.reason": "Reason",
    "quarantine.why.all": "All reasons",
    "quarantine.why.contradicted": "Contradicted by a reviewer",
    "quarantine.because.contradicted": "A reviewer gave the same review another label.",
    "quarantine.why.disputed": "Readers differ",
    "quarantine.because.disputed": (
        "Two readers gave the same review different labels, and no reviewer has settled it yet."
    ),
    "quarantine.why.reader": "A doubted reader",
    "quarantine.because.reader": (
        "This reader's answers are wrong so often that they may be wrong on purpose."
    ),
    "quarantine.why.copy": "A copy",
    "quarantine.because.copy": "Nearly the same as another review that is learnt from already.",
    "quarantine.why.share": "Too many of one reader",
    "quarantine.because.share": "This reader has supplied as much as may come from one person.",
    "quarantine.count": "Count: {count}, the newest first.",
    "quarantine.more": "Show {count} more",
    "quarantine.said": "The reader says: {said} · the model says: {shown} · channel {channel} · {at}",
    "quarantine.release": "Release",
    "quarantine.released": "The answer is released; the next training learns from it.",
    "quarantine.empty": "Nothing is quarantined.",
    "quarantine.empty_advice": (
        "Readers' answers are held where a reviewer contradicts them, or they clash or look doubtful."
    ),
    # --- agreement ----------------------------------------------------------------------------------
    "agreement.title": "Agreement between reviewers",
    "agreement.note": (
        "Of the answered audits {share} are drawn to be asked again of another reviewer, "
        "who does not see the first answer. Accuracy and training use the first answer alone."
    ),
    "agreement.empty": "No review was answered by two reviewers yet.",
    "agreement.empty_advice": (
        "It takes two people, each with a key. Second opinions come by themselves among the cards."
    ),
    "agreement.off": "Second opinions are switched off; an operator sets them with SIKLUS_SECOND_SHARE.",
    "agreement.pairs": "Answered twice",
    "agreement.pairs_help": "Reviews that were audited and have a second opinion too.",
    "agreement.agreed": "Alike",
    "agreement.agreed_help": "The share whose two answers are the same; in brackets the 95% interval.",
    "agreement.kappa": "Cohen's kappa",
    "agreement.kappa_help": (
        "Agreement beyond chance; in brackets the 95% interval. "
        "It has no value as long as only one label was ever given."
    ),
    "agreement.meaning": (
        "A kappa of 1 means always alike, 0 means alike no more often than by chance. "
        "Where it is low, agree on examples first: the model learns your disagreements too."
    ),
    "agreement.table": "Where reviewers differ",
    "agreement.table_note": (
        "Rows: the first answer. Columns: the second opinion. Alike are those on the diagonal."
    ),
    "agreement.differences": "Reviews that were answered differently",
    "agreement.differences_none": "None: all answers are alike.",
    "agreement.differences_note": "Talk these over. The first answer remains the one that is used.",
    "agreement.text": "Review",
    "agreement.first": "First answer",
    "agreement.second": "Second opinion",
    "agreement.at": "Time",
}
