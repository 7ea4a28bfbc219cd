"""The page *Pengaturan*, in English."""

TEXTS: dict[str, str] = {
    "settings.title": "Settings",
    "settings.intro": "Who may do what, who is told, what is kept how long, and what is erased.",
    "settings.need_key": "This page needs an admin's key.",
    "settings.need_key_advice": (
        "Enter it in the sidebar. `siklus up` shows it once on first use; "
        "`siklus keys create --role admin` makes a new one."
    ),
    "settings.wait": "Fetching …",
    "settings.tab.keys": "Keys",
    "settings.tab.alerts": "Alerts",
    "settings.tab.retention": "Retention",
    "settings.tab.consent": "Consent",
    "settings.tab.erasures": "Erasures",
    "settings.tab.system": "System",
    # --- keys -------------------------------------------------------------------------------------
    "keys.title": "Keys there are",
    "keys.note": (
        "A key itself is never kept, only its fingerprint. Every deed with a key stands in the audit log "
        "under its name and its mark of six characters. The last use may be up to an hour behind."
    ),
    "keys.name": "Name",
    "keys.name_placeholder": "For whom or for what, such as: Sari, till of shop 2",
    "keys.name_missing": "Give it a name first, so that it is clear later whose key it is.",
    "keys.role": "Role",
    "keys.state": "State",
    "keys.created": "Made",
    "keys.used": "Last used",
    "keys.never_used": "never yet",
    "keys.mark": "Mark",
    "keys.living": "✓ valid",
    "keys.yours": "✓ your key",
    "keys.revoked": "✗ revoked {at}",
    "keys.create": "Make a key",
    "keys.made": "New key for {name}, role {role}",
    "keys.once": (
        "This key is shown only once. Copy it now and hand it over by a safe way; "
        "if it is lost, revoke it and make a new one."
    ),
    "keys.copy": "Point at the key and press the copy sign on the right, or select the text and copy it.",
    "keys.put_away": "Copied, hide it",
    "keys.revoke": "Revoke a key",
    "keys.revoke_note": (
        "A revoked key is refused at once and cannot be restored. The last admin key cannot be revoked "
        "here, so that nobody locks the door for everybody."
    ),
    "keys.which": "Key to revoke",
    "keys.which_placeholder": "Choose a key",
    "keys.which_missing": "Choose the key to revoke first.",
    "keys.revoke_confirm": "I am sure: whoever holds this key may not come in again.",
    "keys.gone": "The key {name} is revoked.",
    # --- alerts -----------------------------------------------------------------------------------
    "notices.title": "Alerts",
    "notices.none": "There has been no alert yet. When something is wrong it is listed here.",
    "notices.note": "The newest first. {count} rules are watched at every round of the worker.",
    "notices.state": "State",
    "notices.open": "▲ open",
    "notices.past": "✓ over",
    "notices.messages": "Messages sent",
    "notices.messages_none": "No message had to be sent yet.",
    "notices.messages_note": "A message that was not taken is tried again, at longer and longer pauses.",
    "notices.event": "Content",
    "notices.event.raised": "it began",
    "notices.event.again": "it still holds",
    "notices.event.recovered": "it recovered",
    "notices.event.closed": "it was closed",
    "notices.event.test": "test",
    "notices.way": "Channel",
    "notices.way.log": "Log",
    "notices.way.webhook": "Webhook",
    "notices.way.mail": "E-mail",
    "notices.sent": "Delivery",
    "notices.sent.waiting": "… waiting",
    "notices.sent.sent": "✓ sent",
    "notices.sent.failed": "✗ given up",
    "notices.attempts": "Attempts",
    "notices.why": "Last error",
    "notices.ways": "Channels",
    "notices.ways_note": (
        "Addresses and passwords are never shown. Channels are set by environment variables or the file "
        "`.env`; then restart the service and the worker."
    ),
    "notices.set_up": "set up",
    "notices.not_set_up": "not set up",
    "notices.how.log": "Always there, in the output of the process that sends.",
    "notices.how.webhook": "`SIKLUS_ALERT_WEBHOOK` (Slack and Telegram, too).",
    "notices.how.mail": "`SIKLUS_SMTP_URL`, `SIKLUS_ALERT_FROM`, `SIKLUS_ALERT_TO`.",
    "notices.test": "Send a test message",
    "notices.test_note": "One short message by every channel that is set up, from the service's process.",
    "notices.testing": "Sending …",
    "notices.taken": "{way}: the test message was taken.",
    "notices.not_taken": "{way}: the test message was not taken ({why}).",
    # --- retention --------------------------------------------------------------------------------
    "retention.title": "Retention",
    "retention.intro": "A worker deletes rows whose time is over, by whole days (UTC).",
    "retention.kind": "What",
    "retention.keep": "Kept",
    "retention.rows": "There",
    "retention.next": "To delete",
    "retention.setting": "Set by",
    "retention.for_ever": "for ever",
    "retention.days": "{n} days",
    "retention.kind.predictions": "Reviews and their answers",
    "retention.kind.examples": "Examples from the service",
    "retention.kind.alerts": "Alerts that are over",
    "retention.kind.evaluations": "Evaluations that said no",
    "retention.kind.drift": "Windows of drift",
    "retention.due": "The next clean-up deletes {count} rows.",
    "retention.none_due": "The next clean-up deletes nothing.",
    "retention.erasure": (
        "After an erasure a version that learnt from the data is replaced within {hours} hours "
        "(`SIKLUS_ERASURE_HOURS`)."
    ),
    "retention.stays": "Always kept: counts by hour and day (without texts), model versions, the audit log.",
    "retention.change": (
        "Periods are not changed on this page: set the variable in the environment or in the file `.env` of "
        "the service and the worker, and restart both. The table shows what is in force in the "
        "service now."
    ),
    # --- consent ----------------------------------------------------------------------------------
    "consents.current": "The wording in force ({version})",
    "consents.version": "Wording {version}",
    "consents.standing": "Standing",
    "consents.standing_help": "Consents in this wording that were not withdrawn, one a review.",
    "consents.withdrawn": "Withdrawn",
    "consents.withdrawn_help": "Withdrawn by the writer or by an erasure; the review is gone.",
    "consents.earlier": "Earlier wordings",
    "consents.no_earlier": "None yet: the wording in force is the first.",
    "consents.note": (
        "A wording that was ever shown is never changed. New words become a new version, and every "
        "consent names the version that its writer read."
    ),
    # --- erasures ---------------------------------------------------------------------------------
    "erasures.ask": "Erase somebody's data",
    "erasures.what_happens": (
        "All reviews, predictions and answers of this person are deleted at once, their consents are "
        "withdrawn, and examples learnt from them are emptied. Where the version that answers learnt from "
        "them, a worker trains its successor before the deadline. An erasure cannot be undone."
    ),
    "erasures.subject": "Subject",
    "erasures.subject_placeholder": "Exactly as it was sent with the reviews, such as a customer number",
    "erasures.subject_missing": "Enter the subject first.",
    "erasures.confirm": "I am sure: erase all data of this person for ever.",
    "erasures.erase": "Erase",
    "erasures.done": (
        "Erased: {texts} reviews, {predictions} predictions, {answers} answers, {examples} examples; "
        "{consents} consents withdrawn."
    ),
    "erasures.follows": "Learnt from it: {versions}. Another version answers by {due} at the latest.",
    "erasures.title": "Erasures and their deadlines",
    "erasures.none": "Nothing has been erased yet.",
    "erasures.note": (
        "The list does not say whose it was: that is erased, too. The proof are numbers of the audit log: "
        "the beginning of the erasure and its end."
    ),
    "erasures.at": "Asked for",
    "erasures.kind": "Kind",
    "erasures.kind.subject": "a person",
    "erasures.kind.prediction": "one review",
    "erasures.state": "State",
    "erasures.state.open": "… waiting for a successor, due {due}",
    "erasures.state.late": "▲ past its deadline {due}",
    "erasures.state.done": "✓ done {at}",
    "erasures.state.done_late": "✓ late, {at}",
    "erasures.texts": "Reviews",
    "erasures.versions": "Had learnt",
    "erasures.successor": "Successor",
    "erasures.proof": "Proof",
    # --- the system -------------------------------------------------------------------------------
    "system.title": "What runs",
    "system.database": "Database",
    "system.database.sqlite": "SQLite",
    "system.database.postgresql": "PostgreSQL",
    "system.revision": "Migration",
    "system.revision_help": "The last migration that was carried out on the database.",
    "system.workers": "Workers",
    "system.worker": "Process",
    "system.state": "State",
    "system.alive": "✓ at work",
    "system.silent": "▲ silent",
    "system.seen": "Last heard of",
    "system.no_worker": (
        "No worker is heard of. Without one there is no retraining, clean-up or alert: run `siklus worker`."
    ),
    "system.workers_note": "A silent worker's work is taken over by another.",
    "system.audit": "Audit log",
    "system.never_verified": "{entries} entries. The chain was never verified from here.",
    "system.verified": "{entries} entries. Last verified and whole: {at}, {checked} entries.",
    "system.verify": "Verify the chain",
    "system.verifying": "Walking along the chain …",
    "system.sound": "The chain is whole: {entries} entries, none changed, removed or moved.",
    "system.unsound": "The chain is broken: entry {seq} {fault}. Compare it with a backup.",
    "system.fault.changed": "was changed",
    "system.fault.removed": "was removed",
    "system.fault.moved": "was moved",
    "system.audit_note": "At most the newest {n} entries. All of them: `siklus audit`.",
    "system.entry": "Number",
    "system.details": "Details",
    "audit.key.created": "key made",
    "audit.key.revoked": "key revoked",
    "audit.audit.verified": "chain verified",
    "audit.subject.erased": "a person's data erased",
    "audit.consent.withdrawn": "consent withdrawn",
    "audit.erasure.finished": "erasure finished",
    "audit.artefacts.deleted": "model files deleted",
    "audit.rows.expired": "rows expired",
    "audit.examples.imported": "examples imported",
    "audit.retraining.requested": "retraining asked for",
    "audit.readers.assessed": "readers assessed",
    "audit.answers.released": "answers released from quarantine",
    "audit.version.exported": "version exported",
    "audit.version.imported": "version imported",
    "audit.deployment.first": "first version deployed",
    "audit.deployment.deploy": "version deployed",
    "audit.deployment.activate": "version activated by hand",
    "audit.deployment.rollback": "version rolled back",
    "audit.trial.shadow": "shadow trial begun",
    "audit.trial.canary": "canary trial begun",
    "audit.trial.proposed": "challenger proposed",
    "audit.trial.ended": "trial ended",
}
