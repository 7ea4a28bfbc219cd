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

from siklus.errors.operation import (
    ArtefactDamaged,
    ArtefactFromOtherLibraries,
    ArtefactMissing,
    ChildKeepsDying,
    DatabaseOutdated,
    DatabaseUnavailable,
    DeploymentRaced,
    KeyMissing,
    KeyNameInvalid,
    KeyNotFound,
    KeyUnknown,
    NoActiveVersion,
    NothingToRollBackTo,
    PortTaken,
    RetrainingUnderWay,
    RoleTooLow,
    RunNotFound,
    SecretMismatch,
    ServiceSlow,
    SettingInvalid,
    SubjectNotFound,
    VersionNotFound,
    VersionNotServable,
    WorkerAbsent,
)
from siklus.errors.texts import (
    AlreadyAnswered,
    AskNotFound,
    ColumnMissing,
    DataFileMissing,
    DataSetChanged,
    DataSetUnknown,
    DataSourceAway,
    DataUnreadable,
    ExportImpossible,
    FeedbackTokenInvalid,
    LabelContradicts,
    LabelMissing,
    NotEnoughData,
    PredictionNotFound,
    ReviewTooLong,
    ReviewTooShort,
    ReviewUnreadable,
    TextMissing,
    UnknownConsentWording,
    UnknownLabel,
)
from siklus.errors.tree import (
    Conflict,
    Denied,
    Invalid,
    NotFound,
    SiklusError,
    Unavailable,
)

__all__ = [
    "AlreadyAnswered",
    "ArtefactDamaged",
    "ArtefactFromOtherLibraries",
    "ArtefactMissing",
    "AskNotFound",
    "ChildKeepsDying",
    "ColumnMissing",
    "Conflict",
    "DataFileMissing",
    "DataSetChanged",
    "DataSetUnknown",
    "DataSourceAway",
    "DataUnreadable",
    "DatabaseOutdated",
    "DatabaseUnavailable",
    "Denied",
    "DeploymentRaced",
    "ExportImpossible",
    "FeedbackTokenInvalid",
    "Invalid",
    "KeyMissing",
    "KeyNameInvalid",
    "KeyNotFound",
    "KeyUnknown",
    "LabelContradicts",
    "LabelMissing",
    "NoActiveVersion",
    "NotEnoughData",
    "NotFound",
    "NothingToRollBackTo",
    "PortTaken",
    "PredictionNotFound",
    "RetrainingUnderWay",
    "ReviewTooLong",
    "ReviewTooShort",
    "ReviewUnreadable",
    "RoleTooLow",
    "RunNotFound",
    "SecretMismatch",
    "ServiceSlow",
    "SettingInvalid",
    "SiklusError",
    "SubjectNotFound",
    "TextMissing",
    "Unavailable",
    "UnknownConsentWording",
    "UnknownLabel",
    "VersionNotFound",
    "VersionNotServable",
    "WorkerAbsent",
]
