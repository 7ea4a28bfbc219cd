"""The page *Simulasi*, in English."""

TEXTS: dict[str, str] = {
    "simulation.title": "Simulation",
    "simulation.intro": (
        "Would the loop have helped? Labelled texts are replayed as if they came in one by one; "
        "simulated readers answer, and several ways of working are compared on the same stream."
    ),
    "simulation.need_key": "This page needs a reviewer's key.",
    "simulation.need_key_advice": (
        "Enter it in the sidebar. To run a simulation an admin's key is needed: `siklus keys create "
        "--role admin`."
    ),
    "simulation.read_only": "Your key may look at results. Running a simulation needs an admin's key.",
    "simulation.new": "New simulation",
    "simulation.source": "What is replayed",
    "simulation.source.scenario": "a ready-made scenario",
    "simulation.source.files": "my own files",
    "simulation.scenario": "Scenario",
    "simulation.scenario.quiet": "Quiet: nothing changes",
    "simulation.scenario.new-domain": "New domain: topics never seen before",
    "simulation.scenario.slang-wave": "Slang wave: colloquial language comes in",
    "simulation.scenario.label-shift": "Label shift: suddenly 85% are positive",
    "simulation.scenario.attack": "Attack: a fifth of the readers lie",
    "simulation.scenario_note": (
        "All scenarios use the starter reviews that come with the program; a minute or two is enough."
    ),
    "simulation.stream": "Stream: labelled CSV in the order of time",
    "simulation.base": "Base: labelled CSV that version 1 learns from (empty: the starter reviews)",
    "simulation.text_of": "Column of the text in {name}",
    "simulation.label_of": "Column of the label in {name}",
    "simulation.privacy": (
        "Your files are kept in this service's home folder while the simulation waits or runs, and "
        "are deleted once it has ended. Only the report with its figures stays, until you remove it."
    ),
    "simulation.name": "Name (if you like)",
    "simulation.arms": "What is compared",
    "simulation.seeds": "Repetitions (seeds)",
    "simulation.seeds_help": (
        "Each seed draws readers and order anew. Five or more before you believe a difference of one point."
    ),
    "simulation.block_size": "Texts per block",
    "simulation.block_help": (
        'Accuracy is drawn by block; "oracle" and "schedule" are refitted at the end of each.'
    ),
    "simulation.more": "Readers and audits",
    "simulation.audit": "Audited by a reviewer (%)",
    "simulation.attack": "Readers who lie (%)",
    "simulation.click_wrong": "Answer where the model is wrong (%)",
    "simulation.click_right": "Answer where the model is right (%)",
    "simulation.noise": "Answers that are mistaken (%)",
    "simulation.shuffle": "Shuffle the rows",
    "simulation.start": "Run the simulation",
    "simulation.started": "The simulation is queued.",
    "simulation.no_stream": "Choose the file of the stream first.",
    "simulation.no_arm": "Choose first what is compared.",
    "simulation.arm.static": "Fixed model",
    "simulation.arm.siklus": "Siklus",
    "simulation.arm.oracle": "Knows every label",
    "simulation.arm.schedule": "Scheduled refits",
    "simulation.arm.online": "Learns from each answer",
    "simulation.arm.no-gate": "Siklus without its gate",
    "simulation.arm.no-audit": "Siklus without audits",
    "simulation.arm.no-trust": "Siklus that trusts all",
    "simulation.about.static": "version 1 for ever: what happens if nothing is done.",
    "simulation.about.siklus": "the whole loop: triggers, gate, and trust in readers.",
    "simulation.about.oracle": "refitted on every true label: the most that can be reached.",
    "simulation.about.schedule": "refitted at the end of each block and put in service unseen.",
    "simulation.about.online": "its weights are moved a little by each answer, at once.",
    "simulation.about.no-gate": "the loop that puts every candidate in service.",
    "simulation.about.no-audit": "the loop that never asks a reviewer.",
    "simulation.about.no-trust": "the loop that believes every answer.",
    "simulation.list": "Results",
    "simulation.empty": (
        "No simulation yet. Begin with the scenario *New domain*: it shows what the loop does."
    ),
    "simulation.here_only": (
        "Simulations are kept in the home folder of the service that ran them; a service on another "
        "machine does not see them."
    ),
    "simulation.which": "Show",
    "simulation.state.queued": "○ waits for its turn",
    "simulation.state.running": "⟳ running",
    "simulation.state.done": "✓ done",
    "simulation.state.failed": "✗ could not be run",
    "simulation.of": "{name} · {when}",
    "simulation.own_files": "own files",
    "simulation.waits": "Waiting for its turn: one simulation runs at a time.",
    "simulation.prepares": "Reading the inputs and training version 1 …",
    "simulation.progress": "{share} done · {items} texts, {blocks} blocks, {seeds} repetitions",
    "simulation.left_out": (
        "{n} lines are left out because they are no reviews (fewer than 7 words, or too long)."
    ),
    "simulation.block": "Block",
    "simulation.accuracy": "Accuracy",
    "simulation.curves": "Accuracy by block",
    "simulation.curves_caption": (
        "Each text is judged first, its label is revealed afterwards. Triangles: Siklus put a new "
        "version in service. Over several repetitions the line is the mean, and the band its 95% "
        "interval."
    ),
    "simulation.point": "block {block}: {accuracy}",
    "simulation.deployed": "{arm} put a new version in service",
    "simulation.cancel": "Cancel and remove",
    "simulation.remove": "Remove this simulation",
    "simulation.removed": "The simulation and all its files are removed.",
    "simulation.verdict.helped": (
        "On this data the loop would have helped: {siklus} right instead of {static} ({gain} "
        "points{interval}), with labels for {labels} of the texts."
    ),
    "simulation.verdict.harmed": (
        "On this data the loop would have done harm: {siklus} right instead of {static} ({gain} "
        "points{interval}), with labels for {labels} of the texts."
    ),
    "simulation.verdict.alike": (
        "On this data there is no clear difference: {siklus} right with the loop, {static} without it "
        "({gain} points{interval}), with labels for {labels} of the texts."
    ),
    "simulation.verdict.interval": "; 95% interval: {low} to {high}",
    "simulation.verdict.none": "For a verdict in one sentence compare *Fixed model* with *Siklus*.",
    "simulation.figures": "All ways side by side",
    "simulation.column.arm": "Way",
    "simulation.column.accuracy": "Accuracy",
    "simulation.column.macro_f1": "Macro-F1",
    "simulation.column.headroom_recovered": "Headroom recovered",
    "simulation.column.label_share": "Labels used",
    "simulation.column.retrains": "Retrained",
    "simulation.column.deployments": "Deployed",
    "simulation.column.harmful_deployments": "Harmful",
    "simulation.words": "What the figures mean",
    "simulation.means.accuracy": ("share of the texts that were judged right, before their label was known."),
    "simulation.means.macro_f1": (
        "accuracy that gives all three labels the same weight, also the rare ones."
    ),
    "simulation.means.headroom_recovered": (
        "of the distance between *Fixed model* and *Knows every label*, the share that was won; a "
        "dash where there was nothing to win."
    ),
    "simulation.means.label_share": (
        "share of the texts that a reader answered or a reviewer audited: that is the price."
    ),
    "simulation.means.retrains": "how often a candidate was trained, on average over the repetitions.",
    "simulation.means.deployments": "how often a new version began to answer.",
    "simulation.means.harmful_deployments": (
        "deployments that did clearly worse on what came next than the version they replaced."
    ),
    "simulation.report.html": "Download the report (page)",
    "simulation.report.json": "Download the report (JSON)",
    "simulation.report.note": (
        "The report is one page in English, holds no texts, and opens without a network."
    ),
    "simulation.repeat": "Repeat it on the command line",
}
