"""The API's calls, one method each."""

from collections.abc import Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlencode

from siklus.client.errors import SiklusApiError
from siklus.client.house import House
from siklus.client.reviewing import Agreement, Revealed, ReviewProgress
from siklus.client.simulations import SimulationCalls
from siklus.client.structs import (
    Accepted,
    Anonymised,
    Answer,
    Consent,
    Deployment,
    Drift,
    Erasure,
    Erasures,
    HeldAnswer,
    Imported,
    Model,
    Models,
    Prediction,
    Predictions,
    Quarantine,
    Queue,
    Readiness,
    ReviewItem,
    Run,
    Runs,
    Trial,
    Trials,
)
from siklus.client.transport import Transport

MAX_TEXTS = 1_000
MEDIA_TYPES = {"csv": "text/csv", "jsonl": "application/x-ndjson"}
IMPORT_SECONDS = 300  # a file of the greatest size is read and anonymised line by line
SWITCH_SECONDS = 60  # a version is loaded and its scorer looked at before it may answer
Moment = datetime | str | None


class Client(House, SimulationCalls):
    """A connection to a Siklus API; use it as a context manager, or close it.

    Every call can raise `SiklusApiError` (the API refused; look at its `code`) and `ApiUnreachable`.
    Calls that read are tried up to three times; calls that do something are tried once.

    Args:
        base_url: where the API is.
        key: an API key; predictions and feedback need none on the API's own machine.
        timeout: seconds to wait for an answer.

    Example:
        with Client("http://127.0.0.1:8700", key="sk_…") as siklus:
            for item in siklus.reviews_next(5):
                siklus.review(item.ask_id, "negatif")
            print(siklus.summary()["accuracy"])
    """

    def __init__(
        self, base_url: str = "http://127.0.0.1:8700", key: str | None = None, timeout: float = 10
    ) -> None:
        self._api = Transport(base_url, key, timeout)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._api.close()

    # --- texts ------------------------------------------------------------------------------------

    def predict(
        self,
        text: str,
        *,
        consent: bool = False,
        subject: str | None = None,
        channel: str = "sdk",
        explain: bool = False,
    ) -> Prediction:
        """Judge one text.

        Args:
            consent: whoever wrote it agrees that it is kept, anonymised. Ask with the words of `consent()`.
            subject: who wrote it, so that it can be erased later; only a keyed hash is kept.
            channel: where it came from, up to 40 of a-z 0-9 _ -.
            explain: also say which words spoke for and against.
        """
        body = {
            "text": text,
            "consent": consent,
            "subject": subject,
            "channel": channel,
            "explain": explain,
        }
        return self._api.post(Prediction, "/v1/predictions", body)

    def predict_many(
        self, texts: Sequence[str], *, consent: bool = False, channel: str = "sdk"
    ) -> list[Prediction]:
        """Judge texts in their order, a thousand a request; one bad text refuses its thousand."""
        found: list[Prediction] = []
        for start in range(0, len(texts), MAX_TEXTS):
            body = {"texts": list(texts[start : start + MAX_TEXTS]), "consent": consent, "channel": channel}
            found += self._api.post(Predictions, "/v1/predictions/batch", body).predictions
        return found

    def feedback(
        self,
        prediction: Prediction | str,
        *,
        correct: bool,
        label: str | None = None,
        token: str | None = None,
    ) -> Answer:
        """Say whether a stored prediction was right; `label` names the right one where it was not.

        Args:
            prediction: as `predict` gave it, or its id together with `token`.

        Raises:
            ValueError: the prediction was not stored, or an id came without a token.
        """
        prediction_id, token = _stored(prediction, token)
        body = {"token": token, "correct": correct, "label": label}
        return self._api.post(Answer, f"/v1/predictions/{quote(prediction_id, safe='')}/feedback", body)

    def withdraw(self, prediction: Prediction | str, *, token: str | None = None) -> Erasure:
        """Withdraw consent for one text: it goes with all that was made of it.

        Args:
            prediction: as `predict` gave it, or its id together with `token`.

        Raises:
            ValueError: the prediction was not stored, or an id came without a token.
        """
        prediction_id, token = _stored(prediction, token)
        path = f"/v1/predictions/{quote(prediction_id, safe='')}"
        return self._api.delete(Erasure, path, {"X-Feedback-Token": token})

    def anonymise(self, text: str) -> Anonymised:
        """How one text would be kept with consent; nothing of it is."""
        return self._api.post(Anonymised, "/v1/anonymise", {"text": text})

    def consent(self) -> Consent:
        """What to tell people before their texts are kept."""
        return self._api.get(Consent, "/v1/consent")

    # --- reviewers --------------------------------------------------------------------------------

    def reviews_next(self, n: int = 10) -> list[ReviewItem]:
        """The most urgent requests for a label, kept for this key for ten minutes."""
        return list(self._api.get(Queue, "/v1/reviews/next", n=n).items)

    def review(self, ask_id: str, label: str) -> Answer:
        """Give a text its label."""
        return self._api.post(Answer, f"/v1/reviews/{quote(ask_id, safe='')}", {"label": label})

    def skip(self, ask_id: str) -> None:
        """Give a request back."""
        self._api.post(dict[str, bool], f"/v1/reviews/{quote(ask_id, safe='')}", {"skip": True})

    def reveal(self, ask_id: str) -> Revealed:
        """What the model had said of a text that this key has answered; the answer stands from then on."""
        return self._api.post(Revealed, f"/v1/reviews/{quote(ask_id, safe='')}/reveal", {})

    def take_back(self, ask_id: str) -> ReviewItem:
        """Take this key's own answer back within ten minutes; the request is this key's again."""
        return self._api.delete(ReviewItem, f"/v1/reviews/{quote(ask_id, safe='')}")

    def review_progress(self, since: Moment = None) -> ReviewProgress:
        """How far reviewers have come since a moment, the beginning of the UTC day by default."""
        return self._api.get(ReviewProgress, "/v1/reviews/progress", since=_written(since))

    def agreement(self, n: int = 20) -> Agreement:
        """How far audits and their second opinions agree, and up to `n` texts about which they differ."""
        return self._api.get(Agreement, "/v1/reviews/agreement", n=n)

    def quarantined(self, n: int = 50, reason: str | None = None) -> list[HeldAnswer]:
        """Readers' answers that may not teach, the newest first; of one reason or of all."""
        return list(self._api.get(Quarantine, "/v1/quarantine", n=n, reason=reason).answers)

    def release(self, answer_id: str) -> None:
        """Let a quarantined answer teach from the next training on; for admins."""
        path = f"/v1/quarantine/{quote(answer_id, safe='')}/release"
        self._api.post(dict[str, Any], path, {})

    # --- monitoring -------------------------------------------------------------------------------

    def summary(
        self,
        since: Moment = None,
        until: Moment = None,
        version: int | None = None,
        channel: str | None = None,
    ) -> dict[str, Any]:
        """Totals, accuracy by audits with its interval, drift, the queue and open alerts."""
        return self._figures("summary", since, until, version, channel=channel)

    def accuracy(
        self,
        since: Moment = None,
        until: Moment = None,
        version: int | None = None,
        channel: str | None = None,
    ) -> dict[str, Any]:
        """Accuracy by audits, by audits and clicks, and without labels: over time, per label and channel."""
        return self._figures("accuracy", since, until, version, channel=channel)

    def latency(
        self,
        since: Moment = None,
        until: Moment = None,
        version: int | None = None,
        threshold_ms: float = 100.0,
        channel: str | None = None,
    ) -> dict[str, Any]:
        """How long predictions took, how many longer than a threshold, and a histogram."""
        return self._figures("latency", since, until, version, threshold_ms=threshold_ms, channel=channel)

    def drift(self, version: int | None = None) -> Drift:
        """The newest look at drift of a version, the active one by default, and the ones before it."""
        return self._api.get(Drift, "/v1/monitoring/drift", version=version)

    def versions(
        self, since: Moment = None, until: Moment = None, channel: str | None = None
    ) -> dict[str, Any]:
        """The versions side by side."""
        return self._figures("versions", since, until, None, channel=channel)

    def compare(self, a: int | str, b: int | str) -> dict[str, Any]:
        """Two versions (`3` or `"v3"`) on the same rows: golden texts, and audited ones."""
        return self._api.get(dict[str, Any], "/v1/monitoring/versions/compare", a=str(a), b=str(b))

    def timeline(
        self,
        since: Moment = None,
        until: Moment = None,
        version: int | None = None,
        channel: str | None = None,
    ) -> dict[str, Any]:
        """Predictions per day and version, and the deployments."""
        return self._figures("timeline", since, until, version, channel=channel)

    def alerts(self, n: int = 50) -> list[dict[str, Any]]:
        """Open and past alerts, the newest first, with what became of their messages."""
        return self._api.get(dict[str, list[dict[str, Any]]], "/v1/alerts", n=n)["alerts"]

    def _figures(
        self, what: str, since: Moment, until: Moment, version: int | None, **more: Any
    ) -> dict[str, Any]:
        return self._api.get(
            dict[str, Any],
            f"/v1/monitoring/{what}",
            from_=_written(since),
            to=_written(until),
            version=version,
            **more,
        )

    # --- versions ---------------------------------------------------------------------------------

    def models(self) -> Models:
        """Every version, the oldest first, and the number of the active one."""
        return self._api.get(Models, "/v1/models")

    def active(self) -> Model:
        """The active version with its card and its deployment."""
        return self._api.get(Model, "/v1/models/active")

    def model(self, version: int | str) -> Model:
        """One version, by `3` or `"v3"`."""
        return self._api.get(Model, f"/v1/models/{quote(str(version), safe='')}")

    def activate(self, version: int | str, reason: str) -> Deployment:
        """Make a version the active one."""
        path = f"/v1/models/{quote(str(version), safe='')}/activate"
        return self._api.post(Deployment, path, {"reason": reason}, timeout=SWITCH_SECONDS)

    def rollback(self, reason: str) -> Deployment:
        """Make the version active again that was so before."""
        return self._api.post(Deployment, "/v1/models/rollback", {"reason": reason}, timeout=SWITCH_SECONDS)

    def trial(self) -> Trials:
        """The version on trial with its figures, and the trials that have ended."""
        return self._api.get(Trials, "/v1/models/trial")

    def shadow(self, version: int | str, reason: str) -> Trial:
        """Let a version judge what is stored, unheard."""
        path = f"/v1/models/{quote(str(version), safe='')}/shadow"
        return self._api.post(Trial, path, {"reason": reason}, timeout=SWITCH_SECONDS)

    def canary(self, version: int | str, share: float, reason: str) -> Trial:
        """Let a version answer a share of the requests, above 0 and below 1."""
        path = f"/v1/models/{quote(str(version), safe='')}/canary"
        return self._api.post(Trial, path, {"share": share, "reason": reason}, timeout=SWITCH_SECONDS)

    def end_trial(self, reason: str) -> Trial:
        """Let the active version answer everything again."""
        return self._api.post(Trial, "/v1/models/trial/end", {"reason": reason})

    # --- admin ------------------------------------------------------------------------------------

    def retrain(self, reason: str) -> str:
        """Queue a retraining; its id for `run`."""
        return self._api.post(Accepted, "/v1/retraining", {"reason": reason}).run_id

    def runs(self, n: int = 50, *, evaluations: bool = False) -> list[Run]:
        """Retrainings, the newest first; with `evaluations` also the times when none was needed."""
        wanted = str(evaluations).lower()
        return list(self._api.get(Runs, "/v1/retraining", n=n, evaluations=wanted).runs)

    def run(self, run_id: str) -> Run:
        """How far a retraining has come, and what the gate said."""
        return self._api.get(Run, f"/v1/retraining/{quote(run_id, safe='')}")

    def import_examples(
        self,
        content: bytes,
        format: str = "csv",  # noqa: A002 (the API's word)
        *,
        columns: tuple[str, str] = ("text", "label"),
        dry_run: bool = False,
    ) -> Imported:
        """Bring labelled rows in.

        Args:
            content: a whole file in UTF-8: CSV with the columns text,label, or JSON lines.
            format: `csv` or `jsonl`.
            columns: what the file calls the text and its label.
            dry_run: say what would come of it, and write nothing.
        """
        wanted = {"text_column": columns[0], "label_column": columns[1], "dry_run": str(dry_run).lower()}
        return self._api.post_bytes(
            Imported,
            f"/v1/examples?{urlencode(wanted)}",
            content,
            MEDIA_TYPES[format],
            timeout=IMPORT_SECONDS,
        )

    def erase(self, subject: str) -> Erasure:
        """Erase what is stored of a subject, written as it was when the texts were sent."""
        return self._api.delete(Erasure, f"/v1/subjects/{quote(subject, safe='')}")

    def erasures(self, n: int = 50) -> list[Erasure]:
        """Erasures with their deadlines, and the proof of those that are done; the newest first."""
        return list(self._api.get(Erasures, "/v1/erasures", n=n).erasures)

    # --- the process ------------------------------------------------------------------------------

    def ready(self) -> Readiness:
        """Whether the API can work, and if not, what is missing."""
        try:
            return self._api.get(Readiness, "/readyz")
        except SiklusApiError as error:
            if error.code != "not_ready":
                raise
            facts = error.facts
            return Readiness(False, str(facts.get("model", "")), str(facts.get("database", "")))

    def health(self) -> bool:
        """Whether an API answers at all."""
        return bool(self._api.get(dict[str, bool], "/healthz")["alive"])


def _stored(prediction: Prediction | str, token: str | None) -> tuple[str, str]:
    known = isinstance(prediction, Prediction)
    prediction_id = prediction.id if isinstance(prediction, Prediction) else prediction
    token = token or (prediction.feedback_token if isinstance(prediction, Prediction) else None)
    if prediction_id is None or token is None:
        raise ValueError("the prediction was not stored" if known else "an id needs its token")
    return prediction_id, token


def _written(moment: Moment) -> str | None:
    """A time as the API reads it; a naive one is this machine's own time.

    >>> _written("2026-11-23")
    '2026-11-23'
    """
    if isinstance(moment, datetime):
        return moment.astimezone().isoformat()
    return moment
