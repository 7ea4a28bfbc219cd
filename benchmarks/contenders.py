"""The servers that are compared: Siklus itself, and what people build or install in its place.

Each lives in an environment of its own with pinned versions; all answer with the same fitted pipeline.
"""

import hashlib
import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from environments import PEERS, UV, cache, environment

ROOT = Path(__file__).resolve().parent.parent
LEARN = (
    "scikit-learn==1.9.1",
    "skops==0.16.0",
    "scipy",
    "numpy",
    "threadpoolctl",
    "msgspec",
    "pydantic-settings",  # the labels are a setting
    "python-stdnum",
)
SERVE = ("uvicorn[standard]==0.54.0",)
MLFLOW, BENTOML, LITSERVE = "mlflow==3.17.2", "bentoml==1.4.40", "litserve==0.2.19"
QUIET = ("--host", "127.0.0.1", "--workers", "1", "--no-access-log", "--log-level", "warning")
RATE = 1_000_000_000  # requests a minute: what limits senders is not what is measured


@dataclass(frozen=True)
class Installation:
    """A folder of Siklus with version 1, and its database."""

    home: Path
    database: str | None  # a URL; None: SQLite in the folder
    sha256: str
    postgres: int | None = None  # the server's first process

    def settings(self) -> dict[str, str]:
        """What a process of it needs in its environment."""
        found = {"SIKLUS_HOME": str(self.home), "SIKLUS_RATE_PER_MINUTE": str(RATE)}
        return found | ({"SIKLUS_DATABASE_URL": self.database} if self.database else {})

    def model(self) -> dict[str, str]:
        """What a peer needs to find the model."""
        return {"BENCH_ARTEFACTS": str(self.home / "models"), "BENCH_SHA256": self.sha256}


@dataclass(frozen=True)
class Contender:
    """One server."""

    name: str
    command: Callable[[int], list[str]]  # by port
    path: str
    ready: str
    body: Callable[[str], dict[str, object]]
    environment: dict[str, str] = field(default_factory=dict)
    postgres: int | None = None  # a database server that works for it


def siklus_environment(name: str, *extras: str) -> Path:
    """The Python of an environment with Siklus as it is here, and the versions of its lock."""
    pins = cache() / "pins.txt"
    options = "--quiet --frozen --no-dev --all-extras --no-emit-project --no-hashes --output-file"
    run([str(UV), "export", *options.split(), str(pins)], {}, ROOT)
    # Made anew when what it needs has changed; the code itself is always that of the folder.
    digest = hashlib.sha256(pins.read_bytes() + str(ROOT).encode()).hexdigest()[:8]
    project = f"{ROOT}[{','.join(extras)}]" if extras else str(ROOT)
    return environment(f"{name}-{digest}", "--constraints", str(pins), "--editable", project)


def outside() -> dict[str, str]:
    """The environment of a process, without the settings of whoever runs this."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SIKLUS_", "SUPABASE_"))
    }
    return kept | {"PYTHONPATH": str(PEERS), "PYTHONDONTWRITEBYTECODE": ""}


def siklus(name: str, python: Path, there: Installation) -> Contender:
    """Our service: every row is committed before its reply."""
    return Contender(
        name,
        lambda port: [str(python), "-m", "siklus", "api", "--port", str(port)],
        "/v1/predictions",
        "/readyz",
        lambda text: {"text": text, "consent": True},
        there.settings(),
        there.postgres,
    )


def fastapi(name: str, python: Path, module: str, there: Installation) -> Contender:
    """A FastAPI application of benchmarks/peers."""
    return Contender(
        name,
        lambda port: [str(python), "-m", "uvicorn", f"{module}:app", "--port", str(port), *QUIET],
        "/predict",
        "/ready",
        lambda text: {"text": text},
        there.model() | there.settings(),
    )


def mlflow(there: Installation, folder: Path) -> Contender:
    """What `mlflow models serve` runs, without its access log."""
    python = peer_environment("mlflow", MLFLOW)
    saved = folder / "mlflow-model"
    run([str(python), str(PEERS / "mlflow_model.py"), str(saved)], there.model(), folder)
    application = "mlflow.pyfunc.scoring_server.app:app"
    return Contender(
        "mlflow",
        lambda port: [str(python), "-m", "uvicorn", application, "--port", str(port), *QUIET],
        "/invocations",
        "/ping",
        lambda text: {"inputs": [text]},
        there.model()
        | {"__pyfunc_model_path__": str(saved), "MLFLOW_TRACKING_URI": f"file://{folder}/mlruns"},
    )


def bentoml(there: Installation) -> Contender:
    """BentoML with adaptive batching."""
    python = peer_environment("bentoml", BENTOML)
    program = str(python.with_name("bentoml"))
    return Contender(
        "bentoml",
        lambda port: [program, "serve", "bento_service:Reviews", "--host", "127.0.0.1", "--port", str(port),
                      "--working-dir", str(PEERS)],
        "/predict",
        "/readyz",
        lambda text: {"texts": [text]},
        there.model() | {"BENTOML_DO_NOT_TRACK": "True"},
    )  # fmt: skip


def litserve(there: Installation) -> Contender:
    """LitServe with batching."""
    python = peer_environment("litserve", LITSERVE)
    return Contender(
        "litserve",
        lambda port: [str(python), str(PEERS / "litserve_server.py"), str(port)],
        "/predict",
        "/health",
        lambda text: {"text": text},
        there.model(),
    )


def peer_environment(name: str, *requirements: str) -> Path:
    """A peer's environment, and in it of Siklus just enough to load a pipeline."""
    python = environment(name, *requirements, *LEARN, *SERVE)
    run(
        [str(UV), "pip", "install", "--quiet", "--python", str(python), "--no-deps", "--editable", "."],
        {},
        ROOT,
    )
    return python


def run(command: list[str], settings: dict[str, str], folder: Path, stdin: str = "") -> str:
    """A program's output; its complaints end the benchmark."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=outside() | settings,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout[-1000:]}\n{done.stderr[-2000:]}")
    return done.stdout


def train(python: Path, there: Path, data: Path, database: str | None) -> Installation:
    """An installation whose version 1 learnt from `data`."""
    new = Installation(there, database, "")
    command = [str(python), "-m", "siklus"]
    run([*command, "train", "--data", str(data)], new.settings(), there)
    active = json.loads(run([*command, "models", "--json"], new.settings(), there))
    return Installation(there, database, active[0]["sha256"])
