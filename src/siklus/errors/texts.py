"""Errors about what people send: reviews, labels, answers, files, consent."""

from collections.abc import Sequence

from siklus.errors.tree import Conflict, Denied, Invalid, NotFound, Unavailable

# --- reviews and labels -----------------------------------------------------------------------------


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
    """A label that this installation does not have."""

    advice = "Use one of the labels: GET /v1/labels tells them."

    def __init__(self, label: str, known: Sequence[str]) -> None:
        self.label, names = label[:40], ", ".join(known)
        self.advice = f"Use one of: {names}."
        super().__init__(f"label {self.label!r} is none of {names}")


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


# --- predictions, feedback, review ------------------------------------------------------------------


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


class AnswerNotFound(NotFound):
    """No stored answer has this id."""

    advice = "`siklus quarantine list` shows the ids of the answers that can be released."

    def __init__(self, answer_id: str) -> None:
        self.answer_id = answer_id[:64]
        super().__init__(f"no stored answer {self.answer_id!r}")


class AnswerNotQuarantined(Conflict):
    """The answer teaches already, so there is nothing to release it from."""

    advice = "Nothing to do. `siklus quarantine list` shows the answers that can be released."

    def __init__(self, answer_id: str) -> None:
        self.answer_id = answer_id[:64]
        super().__init__(f"answer {self.answer_id!r} is not quarantined")


class TooManyAnswers(Unavailable):
    """This reader has given as many answers within an hour as one reader may."""

    advice = "Wait as long as Retry-After says; an operator can set SIKLUS_ANSWERS_PER_HOUR."

    def __init__(self, per_hour: int, retry_after_seconds: int) -> None:
        self.per_hour, self.retry_after_seconds = per_hour, retry_after_seconds
        super().__init__(f"this reader has given {per_hour} answers within an hour")


class AskNotFound(NotFound):
    """No such request for a label."""

    advice = "Fetch the queue again: GET /v1/reviews/next."

    def __init__(self, ask_id: str) -> None:
        self.ask_id = ask_id[:64]
        super().__init__(f"no request for a label {self.ask_id!r}")


class AskNotYours(Conflict):
    """Another reviewer answered this request, or it is for another reviewer to answer."""

    advice = "Fetch the queue again: GET /v1/reviews/next."

    def __init__(self, ask_id: str) -> None:
        self.ask_id = ask_id[:64]
        super().__init__(f"request {self.ask_id!r} is another reviewer's")


class AskNotAnswered(Conflict):
    """The request has no answer yet, so there is nothing to take back and nothing to reveal."""

    advice = "Answer it first: POST /v1/reviews/{ask_id}."

    def __init__(self, ask_id: str) -> None:
        self.ask_id = ask_id[:64]
        super().__init__(f"request {self.ask_id!r} is not answered yet")


class AnswerTooOld(Conflict):
    """A reviewer's answer can be taken back for some minutes only."""

    advice = "The answer stands. Erase the text, or let another label outweigh it."

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        super().__init__(f"an answer can be taken back for {minutes} minutes")


class AnswerRevealed(Conflict):
    """Its reviewer has looked at what the model said; an answer after that would not be his own any more."""

    advice = "The answer stands. Next time take it back before looking."

    def __init__(self, ask_id: str) -> None:
        self.ask_id = ask_id[:64]
        super().__init__(f"what the model said of request {self.ask_id!r} was looked at; the answer stands")


# --- labelled data ----------------------------------------------------------------------------------


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


# --- simulation -------------------------------------------------------------------------------------


class StreamLabelUnknown(Invalid):
    """A row of a stream has a label that no arm of the simulation could give."""

    advice = "Use the labels of this installation, and only those that the base has."

    def __init__(self, path: str, line: int, label: str, known: list[str]) -> None:
        self.path, self.line, self.label, self.known = path, line, label[:40], known
        super().__init__(f"{path}, line {line}: label {self.label!r} is none of {', '.join(known)}")


class RowsOutOfOrder(Invalid):
    """The dates of a stream go backwards although its order is to be kept."""

    advice = "Sort them with --order created_at, or take the column created_at out."

    def __init__(self, path: str, line: int) -> None:
        self.path, self.line = path, line
        super().__init__(f"{path}, line {line}: created_at is earlier than in a row before it")


class ProfileInvalid(Invalid):
    """A profile of readers, or a class mix, cannot be used."""

    advice = "See docs/how-to/simulate.md for the form of a profile and an example."

    def __init__(self, where: str, why: str) -> None:
        self.where, self.why = where, why
        super().__init__(f"{where}: {why}")


class SimulationUnclear(Invalid):
    """Options of a simulation contradict each other, or one of them cannot be used."""

    advice = "See: siklus simulate --help."

    def __init__(self, option: str, why: str) -> None:
        self.option, self.why = option, why
        super().__init__(f"{option}: {why}")


class ResultsOfOtherInputs(Conflict):
    """The folder for the results holds those of a simulation with other inputs or settings."""

    advice = "Name another folder with --out, or repeat the command that the folder's plan.json keeps."

    def __init__(self, folder: str) -> None:
        self.folder = folder
        super().__init__(f"{folder} holds results of other inputs or settings")


# --- privacy ----------------------------------------------------------------------------------------


class UnknownConsentWording(NotFound):
    """A consent names a wording version that was never shown."""

    advice = "Ask for the current wording and send its version."

    def __init__(self, version: str) -> None:
        self.version = version[:40]
        super().__init__(f"there is no consent wording {self.version!r}")
