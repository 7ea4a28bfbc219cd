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
from siklus.client.house import (
    AuditEntry,
    AuditVerdict,
    Channels,
    Keeping,
    Kept,
    Key,
    Me,
    NewKey,
    Rule,
    System,
    WordingStanding,
    Worker,
)
from siklus.client.labelling import Labels, Probabilities
from siklus.client.reviewing import Agreement, Difference, Revealed, ReviewProgress, Share
from siklus.client.simulations import Curve, Simulation, SimulationError
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
    Readiness,
    Refusal,
    Replaced,
    ReviewItem,
    Run,
    Step,
    Trial,
    TrialFigures,
    Trials,
    Version,
    Wording,
)

__all__ = [
    "MAX_TEXTS",
    "Agreement",
    "Anonymised",
    "Answer",
    "ApiUnreachable",
    "AuditEntry",
    "AuditVerdict",
    "AuditedErrors",
    "Channels",
    "Client",
    "Consent",
    "Curve",
    "Deployment",
    "Difference",
    "Drift",
    "DriftFigure",
    "DriftWindow",
    "DriftWord",
    "DriftWords",
    "Erasure",
    "HeldAnswer",
    "Imported",
    "Keeping",
    "Kept",
    "Key",
    "LabelMix",
    "Labels",
    "Me",
    "Model",
    "Models",
    "NewKey",
    "Prediction",
    "Probabilities",
    "Readiness",
    "Refusal",
    "Replaced",
    "Revealed",
    "ReviewItem",
    "ReviewProgress",
    "Rule",
    "Run",
    "Share",
    "SiklusApiError",
    "SiklusClientError",
    "Simulation",
    "SimulationError",
    "Step",
    "System",
    "Trial",
    "TrialFigures",
    "Trials",
    "Version",
    "Wording",
    "WordingStanding",
    "Worker",
]
