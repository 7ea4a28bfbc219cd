"""The public SDK of Siklus: the HTTP API as Python calls.

from siklus.client import Client

with Client("http://127.0.0.1:8700") as siklus:
    answer = siklus.predict("Pengirimannya cepat sekali dan barangnya sesuai dengan pesanan.", consent=True)
    print(answer.label, f"{answer.confidence:.0%}", "by", f"v{answer.model_version}")
    if answer.stored:
        siklus.feedback(answer, correct=True)
"""

from siklus.client.client import MAX_TEXTS, Client
from siklus.client.errors import ApiUnreachable, SiklusApiError, SiklusClientError
from siklus.client.structs import (
    Anonymised,
    Answer,
    AuditedErrors,
    Consent,
    Deployment,
    Drift,
    DriftFigure,
    DriftWindow,
    DriftWord,
    DriftWords,
    Erasure,
    HeldAnswer,
    Imported,
    LabelMix,
    Model,
    Models,
    Prediction,
    Probabilities,
    Readiness,
    Refusal,
    Replaced,
    ReviewItem,
    Run,
    Trial,
    TrialFigures,
    Trials,
    Version,
    Wording,
)

__all__ = [
    "MAX_TEXTS",
    "Anonymised",
    "Answer",
    "ApiUnreachable",
    "AuditedErrors",
    "Client",
    "Consent",
    "Deployment",
    "Drift",
    "DriftFigure",
    "DriftWindow",
    "DriftWord",
    "DriftWords",
    "Erasure",
    "HeldAnswer",
    "Imported",
    "LabelMix",
    "Model",
    "Models",
    "Prediction",
    "Probabilities",
    "Readiness",
    "Refusal",
    "Replaced",
    "ReviewItem",
    "Run",
    "SiklusApiError",
    "SiklusClientError",
    "Trial",
    "TrialFigures",
    "Trials",
    "Version",
    "Wording",
]
