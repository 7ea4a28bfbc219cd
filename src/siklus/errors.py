"""Every deliberate error of Siklus.

::

    SiklusError
    ├── Invalid        the request cannot be carried out as it is     HTTP 422, exit 2
    ├── NotFound       what it names does not exist                   HTTP 404, exit 2
    ├── Conflict       it clashes with what is already so             HTTP 409, exit 1
    ├── Denied         the key is missing or its role is too low      HTTP 401/403, exit 2
    └── Unavailable    something outside is away; try again later     HTTP 503, exit 3

A class takes facts and makes its own message; the facts stay readable as attributes. `code` is the
stable name that the HTTP API, the SDK and the interface's catalogue use; `advice` says what to do.
A bug is not in the tree: it stays a `ValueError` or an `AssertionError` and stays loud.
"""

import re
from typing import ClassVar


class SiklusError(Exception):
    """The root: catch it at an edge, never inside."""

    code: ClassVar[str] = "siklus_error"
    advice: ClassVar[str] = "See the message."

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "code" not in cls.__dict__:
            cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class Invalid(SiklusError):
    """The request cannot be carried out as it is."""


class NotFound(SiklusError):
    """What the request names does not exist."""


class Conflict(SiklusError):
    """The request clashes with what is already so."""


class Denied(SiklusError):
    """The key is missing, unknown, or its role is too low."""


class Unavailable(SiklusError):
    """Something outside Siklus is away; the same request may work later."""


# --- reviews and labels -------------------------------------------------------------------------


class ReviewTooShort(Invalid):
    """The review has fewer words than the model needs to judge it."""

    advice = "Write a full sentence or two about the experience."

    def __init__(self, words: int, minimum: int) -> None:
        self.words, self.minimum = words, minimum
        super().__init__(f"review has {words} words; at least {minimum} are needed")


class ReviewTooLong(Invalid):
    """The review has more characters than one review may have."""

    advice = "Shorten it, or send its parts as several reviews."

    def __init__(self, characters: int, maximum: int) -> None:
        self.characters, self.maximum = characters, maximum
        super().__init__(f"review has {characters} characters; at most {maximum} are allowed")


class ReviewUnreadable(Invalid):
    """The review holds characters that are no text (a NUL, half of a surrogate pair)."""

    advice = "Send the text as UTF-8, without binary content."

    def __init__(self, codepoint: int, position: int) -> None:
        self.codepoint, self.position = codepoint, position
        super().__init__(f"review holds U+{codepoint:04X} at position {position}, which is no text")


class TextMissing(Invalid):
    """A row or a request holds no text."""

    advice = "Fill the column or field `text`."

    def __init__(self) -> None:
        super().__init__("there is no text")


class UnknownLabel(Invalid):
    """A label that is none of positif, netral, negatif."""

    advice = "Use one of: positif, netral, negatif."

    def __init__(self, label: str) -> None:
        self.label = label[:40]
        super().__init__(f"label {self.label!r} is none of positif, netral, negatif")


class LabelMissing(Invalid):
    """A prediction was called wrong without saying which label is right."""

    advice = "Send `label` together with `correct: false`."

    def __init__(self) -> None:
        super().__init__("a wrong prediction needs the right label")


class LabelContradicts(Invalid):
    """`correct: false` came with the very label that was predicted, or `true` with another."""

    advice = "Send `correct: true` alone, or `correct: false` with a different label."

    def __init__(self, label: str) -> None:
        self.label = label
        super().__init__(f"the answer contradicts itself about the label {label!r}")


# --- predictions, feedback, review ---------------------------------------------------------------


class PredictionNotFound(NotFound):
    """No stored prediction has this id; without consent nothing is stored at all."""

    advice = "Check the id. A prediction made without consent cannot be answered later."

    def __init__(self, prediction_id: str) -> None:
        self.prediction_id = prediction_id[:64]
        super().__init__(f"no stored prediction {self.prediction_id!r}")


class FeedbackTokenInvalid(Denied):
    """The token was not made for this prediction by this installation."""

    advice = "Send the `feedback_token` that came with this very prediction."

    def __init__(self, prediction_id: str) -> None:
        self.prediction_id = prediction_id[:64]
        super().__init__("the feedback token does not belong to this prediction")


class AlreadyAnswered(Conflict):
    """This source has answered this prediction; an answer is never overwritten."""

    advice = "Nothing to do: the first answer stands. A reviewer can still correct it."

    def __init__(self, prediction_id: str) -> None:
        self.prediction_id = prediction_id
        super().__init__(f"prediction {prediction_id} has been answered already")


class AskNotFound(NotFound):
    """No such request for a label."""

    advice = "Fetch the queue again: GET /v1/reviews/next."

    def __init__(self, ask_id: str) -> None:
        self.ask_id = ask_id[:64]
        super().__init__(f"no request for a label {self.ask_id!r}")


# --- labelled data -------------------------------------------------------------------------------


class DataFileMissing(NotFound):
    """The file with the data cannot be read."""

    advice = "Check the path and its permissions."

    def __init__(self, path: str, why: str) -> None:
        self.path, self.why = path, why
        super().__init__(f"cannot read {path}: {why}")


class ColumnMissing(Invalid):
    """Labelled data lacks a column that it must have."""

    advice = "Give the file a header line with at least: text,label."

    def __init__(self, column: str, found: list[str]) -> None:
        self.column, self.found = column, found
        super().__init__(f"column {column!r} is missing; found: {', '.join(found) or 'no header'}")


class DataUnreadable(Invalid):
    """Labelled data is no CSV or JSON lines in UTF-8."""

    advice = "Save it as UTF-8 CSV (columns text,label) or as JSON lines."

    def __init__(self, where: str, why: str) -> None:
        self.where, self.why = where, why
        super().__init__(f"{where}: {why}")


class NotEnoughData(Invalid):
    """There are too few labelled rows to train on or to measure with."""

    advice = "Import labelled rows (siklus import FILE.csv), at least a few dozen of each label."

    def __init__(self, what: str, found: int, needed: int) -> None:
        self.what, self.found, self.needed = what, found, needed
        super().__init__(f"{what}: {found} found, at least {needed} needed")


class ExportImpossible(Invalid):
    """What was asked for cannot be written, or not there."""

    advice = "Give a file in a folder that exists, ending in .parquet, .csv or .jsonl."

    def __init__(self, what: str, why: str) -> None:
        self.what, self.why = what, why
        super().__init__(f"{what}: {why}")


class DataSetUnknown(NotFound):
    """No public data set has this name."""

    advice = "List them: siklus data list."

    def __init__(self, name: str) -> None:
        self.name = name[:40]
        super().__init__(f"no data set {self.name!r}")


class DataSetChanged(Invalid):
    """What was fetched is not what was expected."""

    advice = "Try again, or another mirror; a file that stays different must not be trusted."

    def __init__(self, name: str, expected: str, found: str) -> None:
        self.name, self.expected, self.found = name, expected, found
        super().__init__(f"{name}: rows hash to {found[:12]}…, expected {expected[:12]}…")


class DataSourceAway(Unavailable):
    """The place that a data set comes from does not answer, or there is none."""

    advice = "Check the network, or set SIKLUS_DATA_MIRROR to a folder or address with the files."

    def __init__(self, where: str, why: str) -> None:
        self.where, self.why = where, why
        super().__init__(f"{where}: {why}")


# --- versions, retraining ------------------------------------------------------------------------


class VersionNotFound(NotFound):
    """No model version has this number."""

    advice = "List the versions: siklus models, or GET /v1/models."

    def __init__(self, version: str | int) -> None:
        self.version = str(version)[:40]
        super().__init__(f"no model version {self.version!r}")


class NoActiveVersion(Unavailable):
    """Nothing has been trained and activated yet."""

    advice = "Train the first version: siklus train."

    def __init__(self) -> None:
        super().__init__("no model version is active yet")


class VersionNotServable(Conflict):
    """The version cannot be activated in the state it is in."""

    advice = "Nothing to do if it is active already; otherwise choose another version."

    def __init__(self, version: int, state: str) -> None:
        self.version, self.state = version, state
        super().__init__(f"version v{version} is {state}")


class NothingToRollBackTo(Conflict):
    """There is no earlier version on the chain of deployments."""

    advice = "Train or activate another version first."

    def __init__(self, version: int | None) -> None:
        self.version = version
        super().__init__(f"nothing was active before {'v' + str(version) if version else 'now'}")


class DeploymentRaced(Conflict):
    """Somebody else changed the active version in the meantime; nothing was changed here."""

    advice = "Look at the active version again and decide anew."

    def __init__(self, expected: int | None, found: int | None) -> None:
        self.expected, self.found = expected, found
        super().__init__(f"the active version is {found}, not {expected} as expected")


class RunNotFound(NotFound):
    """No retraining run has this id."""

    advice = "List the runs: GET /v1/retraining."

    def __init__(self, run_id: str) -> None:
        self.run_id = run_id[:64]
        super().__init__(f"no retraining run {self.run_id!r}")


class RetrainingUnderWay(Conflict):
    """One retraining at a time: another is queued or running."""

    advice = "Wait for it: siklus status, or GET /v1/retraining."

    def __init__(self, run_id: str) -> None:
        self.run_id = run_id
        super().__init__(f"retraining run {run_id} is under way")


class WorkerAbsent(Unavailable):
    """A run was queued, but no worker takes it up."""

    advice = "Start a worker (siklus worker, or siklus up); the run stays queued for it."

    def __init__(self, run_id: str) -> None:
        self.run_id = run_id
        super().__init__(f"no worker takes up run {run_id}")


# --- keys, erasure, installation -----------------------------------------------------------------


class KeyMissing(Denied):
    """The call needs a key."""

    advice = "Send `Authorization: Bearer KEY`. Make one with: siklus keys create --role ROLE."

    def __init__(self, role: str) -> None:
        self.role = role
        super().__init__(f"this call needs a key with the role {role}")


class KeyUnknown(Denied):
    """The key is unknown or was revoked."""

    advice = "Make a new key with: siklus keys create --role ROLE."

    def __init__(self) -> None:
        super().__init__("the key is unknown or was revoked")


class RoleTooLow(Denied):
    """The key is good, but its role may not do this."""

    advice = "Use a key with the role that is needed."

    def __init__(self, role: str, needed: str) -> None:
        self.role, self.needed = role, needed
        super().__init__(f"this call needs the role {needed}; the key has {role}")


class KeyNotFound(NotFound):
    """No key has this id or name."""

    advice = "List the keys: siklus keys list."

    def __init__(self, key: str) -> None:
        self.key = key[:64]
        super().__init__(f"no key {self.key!r}")


class KeyNameInvalid(Invalid):
    """A key without a name, or with one that is too long to be kept beside what it did."""

    advice = "Name the key after who or what will hold it, in a few words."

    def __init__(self, characters: int, maximum: int) -> None:
        self.characters, self.maximum = characters, maximum
        super().__init__(f"the key's name has {characters} characters; it must have 1 to {maximum}")


class SubjectNotFound(NotFound):
    """Nothing is stored for this subject."""

    advice = "Check the subject: it must be written exactly as it was when the texts were sent."

    def __init__(self) -> None:
        super().__init__("nothing is stored for this subject")


class SecretMismatch(Invalid):
    """The secret of this process is not the one the database was set up with."""

    advice = "Give every process the same SIKLUS_SECRET (or the same SIKLUS_HOME)."

    def __init__(self) -> None:
        super().__init__("SIKLUS_SECRET differs from the secret this database was set up with")


class SettingInvalid(Invalid):
    """A setting has a value that cannot be used."""

    advice = "See .env.example for every setting and its form."

    def __init__(self, name: str, why: str) -> None:
        self.name, self.why = name, why
        super().__init__(f"{name}: {why}")


# --- processes -----------------------------------------------------------------------------------


class PortTaken(Unavailable):
    """Another program listens on the port that a process of ours needs."""

    advice = "Stop the other program, or choose another port: SIKLUS_PORT, SIKLUS_UI_PORT."

    def __init__(self, host: str, port: int, why: str) -> None:
        self.host, self.port, self.why = host, port, why
        super().__init__(f"cannot listen on {host}:{port}: {why}")


class ServiceSlow(Unavailable):
    """The HTTP service was started but does not answer."""

    advice = "Look at its messages above; `siklus api` alone shows them best."

    def __init__(self, address: str, seconds: int) -> None:
        self.address, self.seconds = address, seconds
        super().__init__(f"no answer from {address} within {seconds} seconds")


class ChildKeepsDying(Unavailable):
    """A process ends again and again right after its start."""

    advice = "Look at its messages above; start it alone to see them best (siklus api, worker, ui)."

    def __init__(self, name: str, status: int) -> None:
        self.name, self.status = name, status
        super().__init__(f"{name} keeps ending with status {status}")


# --- database ------------------------------------------------------------------------------------


class DatabaseUnavailable(Unavailable):
    """The database does not answer, is full, or is locked for too long."""

    advice = "Check that it runs and that SIKLUS_DATABASE_URL is right; the request can be repeated."

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"the database is unavailable: {why}")


class DatabaseOutdated(Unavailable):
    """The tables are missing or of another version than this program."""

    advice = "Bring them up to date: siklus db upgrade."

    def __init__(self, found: str | None, expected: str) -> None:
        self.found, self.expected = found, expected
        super().__init__(f"the database is at revision {found or 'none'}, this program needs {expected}")


# --- models --------------------------------------------------------------------------------------


class ArtefactMissing(NotFound):
    """The file of a model is not where it belongs."""

    advice = "Restore it from a backup, or roll back to another version: siklus rollback."

    def __init__(self, folder: str, sha256: str) -> None:
        self.folder, self.sha256 = folder, sha256[:64]
        super().__init__(f"no model file {self.sha256!r} in {folder}")


class ArtefactDamaged(Unavailable):
    """The file of a model is not what was stored: truncated, changed, or exchanged."""

    advice = "Restore it from a backup, or roll back to another version: siklus rollback."

    def __init__(self, path: str, expected: str, found: str) -> None:
        self.path, self.expected, self.found = path, expected, found
        super().__init__(f"{path} has sha256 {found}, expected {expected}")


class ArtefactFromOtherLibraries(Unavailable):
    """The model was trained with a scikit-learn, or with word tables, that are not those of this program."""

    advice = "Install what it was trained with, or train a new version and activate it: siklus train."

    def __init__(self, path: str, library: str, theirs: str, ours: str) -> None:
        self.path, self.library, self.theirs, self.ours = path, library, theirs, ours
        super().__init__(f"{path} was trained with {library} {theirs}; this is {ours}")


# --- privacy ------------------------------------------------------------------------------------


class UnknownConsentWording(NotFound):
    """A consent names a wording version that was never shown."""

    advice = "Ask for the current wording and send its version."

    def __init__(self, version: str) -> None:
        self.version = version[:40]
        super().__init__(f"there is no consent wording {self.version!r}")
