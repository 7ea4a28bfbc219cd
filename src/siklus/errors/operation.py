"""Errors about what operators run: versions, retrainings, model files, simulations."""

from siklus.errors.tree import Conflict, Invalid, NotFound, Unavailable

# --- versions, retraining ---------------------------------------------------------------------------


class VersionNotFound(NotFound):
    """No model version has this number."""

    advice = "List the versions: siklus models, or GET /v1/models."

    def __init__(self, version: str | int) -> None:
        self.version = str(version)[:40]
        super().__init__(f"no model version {self.version!r}")


class NoActiveVersion(Unavailable):
    """Nothing has been trained and activated yet."""

    advice = "Train the first version: siklus train (with labels of your own: siklus train --data FILE.csv)."

    def __init__(self) -> None:
        super().__init__("no model version is active yet")


class VersionNotServable(Conflict):
    """The version cannot be activated in the state it is in."""

    advice = "Nothing to do if it is active already; otherwise choose another version."

    def __init__(self, version: int, state: str) -> None:
        self.version, self.state = version, state
        super().__init__(f"version v{version} is {state}")


class VersionNotRepeatable(Conflict):
    """The version cannot be trained again: what it was made of is not there any more."""

    advice = "Nothing to mend: it stays usable as it is. Erased rows are gone for good, as they must be."

    def __init__(self, version: int, why: str) -> None:
        self.version, self.why = version, why
        super().__init__(f"v{version} cannot be trained again: {why}")


class VersionHasNoTable(Conflict):
    """The version reads texts with features of somebody else's, which no table can hold."""

    advice = (
        "Export the model file itself, which needs the same package where it is read: siklus models export."
    )

    def __init__(self, features: str) -> None:
        self.features = features
        super().__init__(f"features {features!r} cannot be written as a table")


class VersionErased(Conflict):
    """The version learnt from rows that were erased since; the active one did not."""

    advice = "Choose a later version: siklus models. What was erased must not come back into service."

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__(f"v{version} learnt from rows that were erased since, and may not answer any more")


class RowsErased(Conflict):
    """Rows that a version is being trained on were erased meanwhile; it is not kept."""

    advice = "Train again: what was erased is left out then."

    def __init__(self, rows: int) -> None:
        self.rows = rows
        super().__init__(f"{rows} of the rows that were learnt from were erased during the training")


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


class CanaryShareInvalid(Invalid):
    """A canary that would answer no request, or all of them."""

    advice = "Give a share between 0 and 100 %, both left out; to answer everything: siklus activate VERSION."

    def __init__(self, share: float) -> None:
        self.share = share
        super().__init__(f"a canary answers a share of the requests, not {share:g} of them")


class NoTrial(Conflict):
    """No version is in shadow or a canary now."""

    advice = "Begin a trial: siklus shadow VERSION, or siklus canary VERSION --share 10%."

    def __init__(self) -> None:
        super().__init__("no version is on trial")


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


# --- models -----------------------------------------------------------------------------------------


class ArtefactMissing(NotFound):
    """The file of a model is not where it belongs."""

    advice = "Restore it from a backup, or roll back to another version: siklus rollback."

    def __init__(self, folder: str, sha256: str) -> None:
        self.folder, self.sha256 = folder, sha256[:64]
        super().__init__(f"no model file {self.sha256!r} in {folder}")


class ArtefactsUnavailable(Unavailable):
    """The bucket of the model files does not answer, or lets nobody in."""

    advice = (
        "Check SIKLUS_MODELS_URL, the keys to it, and that it can be reached; the request can be repeated."
    )

    def __init__(self, place: str, why: str) -> None:
        self.place, self.why = place, why
        super().__init__(f"the model files in {place} are unavailable: {why}")


class ArtefactDamaged(Unavailable):
    """The file of a model is not what was stored: truncated, changed, or exchanged."""

    advice = "Restore it from a backup, or roll back to another version: siklus rollback."

    def __init__(self, path: str, expected: str, found: str) -> None:
        self.path, self.expected, self.found = path, expected, found
        super().__init__(f"{path} has sha256 {found}, expected {expected}")


class VersionFileInvalid(Invalid):
    """A file is no exported version, or not the one that was exported."""

    advice = "Export it anew and copy it again: siklus models export VERSION FILE."

    def __init__(self, path: str, why: str) -> None:
        self.path, self.why = path, why
        super().__init__(f"{path}: {why}")


class VersionKnown(Conflict):
    """The model that is to be imported is here already."""

    advice = "Nothing to do: use the version that is named."

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__(f"v{version} is this very model")


class ArtefactFromOtherLibraries(Unavailable):
    """The model was trained with a scikit-learn, or with word tables, that are not those of this program."""

    advice = "Install what it was trained with, or train a new version and activate it: siklus train."

    def __init__(self, path: str, part: str, theirs: str, ours: str) -> None:
        self.path, self.part, self.theirs, self.ours = path, part, theirs, ours
        super().__init__(f"{path} was trained with {part} {theirs}; this is {ours}")


# --- simulations that are asked for over HTTP -------------------------------------------------------


class SimulationNotFound(NotFound):
    """No simulation has this id on this machine."""

    advice = "List them: GET /v1/simulations. Each API has those in its own home folder."

    def __init__(self, simulation_id: str) -> None:
        self.simulation_id = simulation_id[:40]
        super().__init__(f"no simulation {self.simulation_id!r}")


class SimulationNotDone(Conflict):
    """There is no report yet, or none will come."""

    advice = "Look at its `state` and its `error`: GET /v1/simulations/{id}."

    def __init__(self, state: str) -> None:
        self.state = state
        super().__init__(f"the simulation is {state} and has no report")


class TooManySimulations(Conflict):
    """So many are waiting that another one would not begin soon."""

    advice = "Wait until one has ended, or remove one: DELETE /v1/simulations/{id}."

    def __init__(self, waiting: int) -> None:
        self.waiting = waiting
        super().__init__(f"{waiting} simulations are waiting or running already")
