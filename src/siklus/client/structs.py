"""The answers of the API as frozen values. What a later server adds is ignored."""

from typing import Any

from msgspec import Struct

from siklus.client.labelling import Probabilities


class Prediction(Struct, frozen=True):
    """The answer to one text. Without consent `id` and `feedback_token` are None."""

    label: str
    confidence: float
    probabilities: Probabilities
    model_version: int
    latency_ms: float
    stored: bool
    id: str | None = None
    feedback_token: str | None = None
    not_stored: str | None = None  # why: no_consent, database_unavailable
    explanation: tuple[tuple[str, float], ...] | None = None  # words for (+) and against (-) the label
    passages: tuple[tuple[str, float], ...] | None = None  # the pseudonymised text, with what its words add


class Replaced(Struct, frozen=True):
    """A kind of personal data, and what stands in its place."""

    kind: str  # nik, npwp, phone, email, url, handle, card, account, plate, name
    count: int
    placeholder: str  # such as [NAMA]


class Anonymised(Struct, frozen=True):
    """A text as it would be kept."""

    text: str
    found: tuple[Replaced, ...]
    version: str  # of the anonymiser


class Answer(Struct, frozen=True):
    """A label that was recorded."""

    id: str
    prediction_id: str
    label: str
    source: str  # reader, reviewer, audit, second
    at: str


class ReviewItem(Struct, frozen=True):
    """A request for a label. What the model said is None for audits and second opinions: see `reveal`."""

    ask_id: str
    prediction_id: str
    reason: str  # audit, second, suspect, disputed, unsure
    text: str  # anonymised
    asked_at: str
    propensity: float = 1.0  # with which it came to be asked
    shown_label: str | None = None
    confidence: float | None = None
    leased_until: str | None = None  # until then nobody else gets it


class Version(Struct, frozen=True, kw_only=True):
    """A model version."""

    version: int
    name: str
    state: str  # candidate, waiting, refused, active, archived
    parent: int | None
    created_at: str
    scores: dict[str, Any]
    recipe: dict[str, Any]
    libraries: dict[str, str]
    snapshot_id: str
    sha256: str
    size_bytes: int


class Deployment(Struct, frozen=True):
    """A link of the chain of active versions."""

    seq: int
    version: int
    previous: int | None
    action: str  # first, deploy, activate, rollback
    reason: str
    actor: str
    at: str


class Trial(Struct, frozen=True):
    """A challenger against the version that was active when the trial began."""

    id: str
    version: int
    champion: int
    mode: str  # shadow, canary
    share: float  # of the requests that the challenger answers, 0..1
    reason: str
    actor: str
    since: str  # from when on audits count
    started_at: str
    proposed_at: str | None = None
    ended_at: str | None = None
    outcome: str | None = None  # promoted, stopped, replaced, overtaken, worse, erased, broken
    ended_by: str | None = None
    why_ended: str | None = None


class TrialFigures(Struct, frozen=True):
    """Both versions on the stored texts that both judged."""

    scored: int
    alike: int  # given the same label by both
    audits: int  # answered, of texts that both judged
    champion_right: int
    challenger_right: int
    lost: int  # audits on which only the champion was right
    won: int  # on which only the challenger was
    difference: float  # accuracy of the challenger less that of the champion, −1..1
    low: float  # lower end of its 95 % interval
    high: float
    p_value: float  # McNemar, exact
    harm: float | None  # evidence that the challenger is worse; None: more than a number holds
    gain: float | None  # that it is better
    limit: float  # of evidence, from which on something is done
    finding: str  # open, worse, better, unharmed


class Trials(Struct, frozen=True):
    """The trial that runs with its figures, and those that have ended, the newest first."""

    trial: Trial | None
    figures: TrialFigures | None
    past: tuple[Trial, ...]


class Model(Version, frozen=True, kw_only=True):
    """A version with its card."""

    card: str
    deployment: Deployment | None = None  # what made it active, where it is so


class Models(Struct, frozen=True):
    """Every version, the oldest first."""

    active: int | None
    versions: tuple[Version, ...]


class Step(Struct, frozen=True):
    """A step of a retraining."""

    step: str
    at: str  # when it began
    doing: str | None = None  # featurise, fit, weigh …
    share: float | None = None  # of the step that is done, 0..1


class Run(Struct, frozen=True):
    """An evaluation of the triggers and, where it fired, the retraining."""

    run_id: str
    state: str  # not_needed, queued, snapshot, train, gate, deploy, done
    outcome: str | None  # deployed, canary, refused, waiting, overtaken, failed
    reasons: tuple[str, ...]
    holds: tuple[str, ...]
    figures: dict[str, Any]
    actor: str
    note: str
    candidate: int | None
    snapshot_id: str | None
    gate: dict[str, Any] | None
    error: str | None
    created_at: str
    finished_at: str | None
    steps: tuple[Step, ...] = ()  # that it has begun, in order


class DriftFigure(Struct, frozen=True):
    """One figure of the newest predictions against the version's reference."""

    effect: float  # 0..1: at least this share of the texts is not what it was, less what chance shows
    level: str  # too_little, quiet, watch, shifted
    n: int = 0
    distance: float = 0.0
    p_value: float = 1.0
    psi: float = 0.0


class LabelMix(Struct, frozen=True):
    """A label's share: in the reference, and as it is estimated today with its 95 % interval; all 0..1."""

    before: float
    value: float
    low: float
    high: float


class DriftWord(Struct, frozen=True):
    """A word, and how many texts held it before and hold it now."""

    word: str
    before: int
    now: int


class DriftWords(Struct, frozen=True):
    """The words that came and went, the most telling first."""

    texts_before: int
    texts_now: int
    came: tuple[DriftWord, ...]
    went: tuple[DriftWord, ...]
    least_before: int = 5  # words of fewer texts of the reference count 0


class AuditedErrors(Struct, frozen=True):
    """The share of errors that audits find now, and before the last change, 0..1."""

    audits: int
    window: int
    now: float | None
    before: float | None
    rise: float
    since: str | None


class DriftWindow(Struct, frozen=True):
    """A look at drift."""

    score: float  # 0..1
    level: str
    n: int
    at: str


class Drift(Struct, frozen=True):
    """The newest look at drift of a version, and the ones before it; None where it is not known."""

    version: int | None
    score: float | None
    level: str
    n: int
    at: str | None
    windows: tuple[DriftWindow, ...]  # the newest first
    leading: str | None = None  # the figure that the score is of
    shifted_since: str | None = None
    figures: dict[str, DriftFigure] | None = None
    label_shift: dict[str, LabelMix] | None = None
    words: DriftWords | None = None
    errors: AuditedErrors | None = None
    window: int = 0  # predictions that are looked at together
    step: int = 0  # new ones between two looks


class Refusal(Struct, frozen=True):
    """A line of a file that was not taken."""

    line: int
    code: str
    message: str


class Sample(Struct, frozen=True):
    """A line of a file as it would be kept: its text is pseudonymised."""

    line: int
    text: str
    label: str


class Imported(Struct, frozen=True):
    """What came of an import, or would come of it; `refusals` holds the first fifty."""

    added: int
    duplicate: int
    refused: int
    refusals: tuple[Refusal, ...]
    reasons: dict[str, int] = {}  # refused lines by code
    labels: dict[str, int] = {}  # of what is new
    dry_run: bool = False
    sample: tuple[Sample, ...] = ()  # the first new lines, where nothing was written


class Erasure(Struct, frozen=True):
    """What was removed, which versions learnt from it, and until when they may answer."""

    consents: int
    texts: int
    predictions: int
    answers: int
    examples: int
    versions: tuple[int, ...]
    id: str = ""
    kind: str = "subject"  # or prediction
    state: str = "open"  # late, done
    at: str = ""
    due_at: str = ""
    successor: int | None = None
    finished_at: str | None = None
    in_time: bool | None = None
    erased_entry: int | None = None  # numbers of the audit log
    finished_entry: int | None = None


class Erasures(Struct, frozen=True):
    """The reply to a question for erasures."""

    erasures: tuple[Erasure, ...]


class HeldAnswer(Struct, frozen=True):
    """A quarantined answer; `reader` is the keyed hash of its subject, None where it had none."""

    answer_id: str
    prediction_id: str
    reason: str
    reader: str | None
    channel: str
    text: str
    shown_label: str
    label: str
    at: str


class Quarantine(Struct, frozen=True):
    """The reply to a question for quarantined answers."""

    answers: tuple[HeldAnswer, ...]


class Wording(Struct, frozen=True):
    """The consent wording in both languages."""

    id: str
    en: str


class Consent(Struct, frozen=True):
    """What a reader is told before a text is kept."""

    version: str
    purpose: str
    wording: Wording


class Readiness(Struct, frozen=True):
    """Whether the process can work; `model` and `database` are "ok" or say what is wrong."""

    ready: bool
    model: str
    database: str
    model_version: int | None = None
    refresh_error: str | None = None


class Predictions(Struct, frozen=True):
    """The reply to a batch."""

    predictions: tuple[Prediction, ...]


class Queue(Struct, frozen=True):
    """The reply to a reviewer who asks for work."""

    items: tuple[ReviewItem, ...]


class Accepted(Struct, frozen=True):
    """The reply to a request for retraining."""

    run_id: str


class Runs(Struct, frozen=True):
    """The reply to a question for runs."""

    runs: tuple[Run, ...]
