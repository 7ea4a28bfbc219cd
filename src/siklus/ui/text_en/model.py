"""The page *Model*, in English."""

TEXTS: dict[str, str] = {
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
    "model.tab.trial": "Trial",
    "model.tab.switch": "Change the version",
    "model.empty": (
        "No model yet. Train the first version: `siklus train` (own labels: `siklus train --data "
        "FILE.csv`), then reload this page."
    ),
    "model.parent": "Parent",
    "model.behaviour": "Behaviour suite",
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
    "run.outcome.canary": "◐ answers a share first",
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
    "trigger.erasure": "the active version learnt from erased data",
    "trigger.accuracy": "audit accuracy fell",
    "trigger.estimate": "the estimated accuracy fell, and audits confirm it",
    "trigger.decline": "audited errors rose",
    "trigger.drift": "the language drifted",
    "trigger.labels": "enough new labels",
    "trigger.age": "not trained for long",
    "gate.golden": (
        "On {n} golden texts: macro-F1 {active} (active) → {candidate} (candidate), "
        "a change of {change} (90 % interval: {low} … {high})."
    ),
    "gate.fresh": (
        "On {n} new labels: the candidate won {won} and lost {lost}; "
        "weighted net {net} ({z} standard errors)."
    ),
    "gate.fresh_none": "There were no new labels to compare on.",
    "gate.behaviour": (
        "On {n} behaviour cases: passed {active} (active) → {candidate} (candidate); "
        "the candidate won {won}, lost {lost}."
    ),
    "gate.reason.golden": "macro-F1 on the golden texts may fall by {amount} (limit {margin})",
    "gate.reason.recall": "recall of {label} falls by {amount} (limit {margin})",
    "gate.reason.behaviour": (
        "the share of behaviour cases passed falls from {active} to {candidate} "
        "({lost} lost, {won} won, p = {p})"
    ),
    "gate.reason.few": "only {found} new labels; {needed} are needed",
    "gate.reason.alike": "the versions differ on only {found} new labels; {needed} are needed",
    "gate.reason.gain": "net gain of {net} weighted labels, {z} standard errors",
    "gate.audits": (
        "On {n} audits alone: the candidate won {won} and lost {lost}; p = {p}, "
        "and a gain is {chance} likely."
    ),
    "gate.slices": (
        "{judged} kinds of texts judged on their own (domain, length, register, language, label). "
        "The worst is {slice}: {change} on {n} texts, p = {worst_p}."
    ),
    "gate.look": (
        "Look {look} at these labels since the last deployment: {bound} standard errors are needed; "
        "the chance of an error so far is {spent}."
    ),
    "gate.reason.audits": "on audits alone the candidate lost {lost} and won {won} (p = {p})",
    "gate.reason.slice": (
        "accuracy on {part} texts of {slice} falls by {fall} (limit {margin}, {n} texts, p = {p})"
    ),
    "gate.reason.likelihood": "gain in likelihood of {gain} nats a label, {z} standard errors",
    "gate.reason.look": "look {look} at these labels: {bound} standard errors are needed",
    "gate.reason.no_golden": "there are no golden texts to compare on",
    "model.read_only": (
        "Your key may look. Importing, retraining and changing the version need an admin's key."
    ),
    "model.tab.import": "Import data",
    "timeline.alt": "Versions that answered",
    "timeline.now": "now",
    "timeline.span": "v{version}: {begin} to {end}",
    "timeline.caption": (
        "Blue bar: this version answered. The mark where it begins: ● first version, ▲ passed the "
        "gate, ◆ activated by hand, ▼ (orange) rolled back. Thin orange line: a trial."
    ),
    "run.doing.featurise": "reading the texts",
    "run.doing.fit": "fitting and calibrating",
    "run.doing.weigh": "weighing new labels",
    "run.seconds": "{n} s",
    "run.minutes": "{n} min",
    "run.took": "How long each step took: {steps}",
    "switch.will_answer": "{version} answers every request, in every process within two seconds.",
    "switch.will_archive": "{version} is archived; you can go back at any time.",
    "switch.golden": (
        "On the golden texts of each: {a} is right on {a_accuracy} (macro-F1 {a_f1}), {b} on "
        "{b_accuracy} (macro-F1 {b_f1})."
    ),
    "switch.despite.refused": (
        "The gate has refused this version. Read its report under *Retraining* before you activate it."
    ),
    "switch.despite.waiting": "The gate does not have enough evidence for this version yet.",
}
