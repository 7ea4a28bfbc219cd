"""As much of MLflow's REST interface as the mirror needs, by plain HTTP.

MLflow's own client would do it too: at 43 packages more, and seconds until it is loaded. See
docs/decisions/0026.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from siklus.errors import MirrorUnavailable

SECONDS = 10.0  # that the server may keep us waiting
PAGE = 1_000  # runs or versions in one answer
BATCH = 100  # tags or parameters in one request
WORDS = 500  # characters of a parameter or tag that every release of MLflow takes
MISSING = "RESOURCE_DOES_NOT_EXIST"
API = "api/2.0/mlflow/"


@dataclass(frozen=True, slots=True)
class MirroredRun:
    """A run as MLflow has it."""

    id: str
    tags: Mapping[str, str]
    params: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MirroredVersion:
    """A version in MLflow's registry."""

    number: str
    tags: Mapping[str, str]


class _Refused(Exception):
    """MLflow answered with one of its error codes."""

    def __init__(self, code: str, why: str) -> None:
        self.code, self.why = code, why
        super().__init__(why)


class MlflowClient:
    """One experiment and one registered model of the same name, on one server; to be used in a `with`."""

    def __init__(self, url: str, token: str | None, name: str) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.name = name
        self._http = httpx.Client(base_url=f"{url.rstrip('/')}/{API}", headers=headers, timeout=SECONDS)

    def __enter__(self) -> "MlflowClient":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    # --- runs ---------------------------------------------------------------------------------------

    def experiment(self) -> str:
        """The id of the experiment, which is made where it is missing.

        Raises:
            MirrorUnavailable: as every method of this class.
        """
        try:
            found = self._ask("GET", "experiments/get-by-name", {"experiment_name": self.name})
        except _Refused as refused:
            if refused.code != MISSING:
                raise MirrorUnavailable(refused.why) from None
            return str(self._must("POST", "experiments/create", {"name": self.name})["experiment_id"])
        if found["experiment"].get("lifecycle_stage") == "deleted":
            raise MirrorUnavailable(f"the experiment {self.name} was deleted there: restore or rename it")
        return str(found["experiment"]["experiment_id"])

    def runs(self, experiment: str) -> list[MirroredRun]:
        """Every run, the oldest first."""
        asked = {"experiment_ids": [experiment], "max_results": PAGE, "order_by": ["attributes.start_time"]}
        found = self._pages("POST", "runs/search", asked, "runs")
        return [_run(each) for each in found]

    def add_run(self, experiment: str, name: str, tags: Mapping[str, str], at: datetime) -> MirroredRun:
        """Make a run that has ended."""
        asked = {
            "experiment_id": experiment,
            "run_name": name,
            "start_time": _ms(at),
            "tags": _pairs(tags),
        }
        made = _run(self._must("POST", "runs/create", asked)["run"])
        ended = {"run_id": made.id, "status": "FINISHED", "end_time": _ms(at)}
        self._must("POST", "runs/update", ended)
        return made

    def log(
        self,
        run: MirroredRun,
        params: Mapping[str, str],
        metrics: Mapping[str, float],
        tags: Mapping[str, str],
        at: datetime,
    ) -> None:
        """Add to a run; the same again changes nothing."""
        measured = [
            {"key": key, "value": value, "timestamp": _ms(at), "step": 0} for key, value in metrics.items()
        ]
        for kind, rows in (("params", _pairs(params)), ("metrics", measured), ("tags", _pairs(tags))):
            for start in range(0, len(rows), BATCH):
                asked = {"run_id": run.id, kind: rows[start : start + BATCH]}
                self._must("POST", "runs/log-batch", asked)

    # --- the registry -------------------------------------------------------------------------------

    def register(self, words: str) -> None:
        """Make the registered model where it is missing."""
        try:
            self._ask("GET", "registered-models/get", {"name": self.name})
        except _Refused as refused:
            if refused.code != MISSING:
                raise MirrorUnavailable(refused.why) from None
            self._must("POST", "registered-models/create", {"name": self.name, "description": words})

    def versions(self) -> list[MirroredVersion]:
        """Every version of the model, the oldest first."""
        asked = {"filter": f"name='{self.name}'", "max_results": PAGE}
        found = self._pages("GET", "model-versions/search", asked, "model_versions")
        made = [MirroredVersion(str(each["version"]), _unpaired(each.get("tags", []))) for each in found]
        return sorted(made, key=lambda each: int(each.number))

    def add_version(self, source: str, run: MirroredRun, tags: Mapping[str, str]) -> MirroredVersion:
        """Make a version."""
        asked = {"name": self.name, "source": source, "run_id": run.id, "tags": _pairs(tags)}
        made = self._must("POST", "model-versions/create", asked)["model_version"]
        return MirroredVersion(str(made["version"]), dict(tags))

    def tag_version(self, version: MirroredVersion, key: str, value: str) -> None:
        """Set one tag of a version."""
        asked = {"name": self.name, "version": version.number, "key": key, "value": value[:WORDS]}
        self._must("POST", "model-versions/set-tag", asked)

    def alias(self, alias: str) -> str | None:
        """The number of the version that has an alias; None: none has."""
        try:
            found = self._ask("GET", "registered-models/alias", {"name": self.name, "alias": alias})
        except _Refused as refused:
            # Releases differ in which of the two they say.
            if refused.code in (MISSING, "INVALID_PARAMETER_VALUE"):
                return None
            raise MirrorUnavailable(refused.why) from None
        return str(found["model_version"]["version"])

    def set_alias(self, alias: str, version: MirroredVersion) -> None:
        """Give an alias to a version; whichever had it loses it."""
        asked = {"name": self.name, "alias": alias, "version": version.number}
        self._must("POST", "registered-models/alias", asked)

    # --- asking -------------------------------------------------------------------------------------

    def _pages(self, method: str, path: str, asked: dict[str, Any], key: str) -> Iterator[dict[str, Any]]:
        page: dict[str, Any] = {}
        while True:
            found = self._must(method, path, asked | page)
            yield from found.get(key, [])
            if not found.get("next_page_token"):
                return
            page = {"page_token": found["next_page_token"]}

    def _must(self, method: str, path: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return self._ask(method, path, asked)
        except _Refused as refused:
            raise MirrorUnavailable(refused.why) from None

    def _ask(self, method: str, path: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        given: dict[str, Any] = {"params": asked} if method == "GET" else {"json": asked}
        try:
            reply = self._http.request(method, path, **given)
            told = reply.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise MirrorUnavailable(f"{type(error).__name__} at {path}") from None
        if not isinstance(told, dict):
            raise MirrorUnavailable(f"no answer of MLflow at {path}")
        if reply.is_success:
            return told
        code = str(told.get("error_code", f"HTTP {reply.status_code}"))
        raise _Refused(code, f"{code} at {path}: {str(told.get('message', ''))[:200]}")


def _run(told: Mapping[str, Any]) -> MirroredRun:
    data = told.get("data", {})
    return MirroredRun(
        told["info"]["run_id"],
        _unpaired(data.get("tags", [])),
        _unpaired(data.get("params", [])),
        {each["key"]: float(each["value"]) for each in data.get("metrics", [])},
    )


def _pairs(values: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "value": value[:WORDS]} for key, value in values.items()]


def _unpaired(pairs: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {each["key"]: each.get("value", "") for each in pairs}


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
