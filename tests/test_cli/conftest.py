"""The command line as a user types it, on an installation in a temporary folder."""

import contextlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from siklus.cli import app
from siklus.data import starter_reviews

ROWS = 300  # of the starter reviews: enough for a model that answers, and trained in seconds
REVIEW = "Pengirimannya cepat sekali dan barangnya sesuai dengan pesanan saya"


@dataclass(frozen=True)
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def rows(self) -> list[list[str]]:
        return [line.split("\t") for line in self.out.splitlines()]


@dataclass(frozen=True)
class Siklus:
    """Calls commands in this process; any error that is not told in words fails the test."""

    home: Path

    def __call__(self, *words: object, stdin: bytes = b"", **settings: str) -> Ended:
        environment = {"SIKLUS_HOME": str(self.home)} | {
            f"SIKLUS_{n.upper()}": v for n, v in settings.items()
        }
        with contextlib.chdir(self.home.parent):
            done = CliRunner().invoke(app, [str(word) for word in words], input=stdin, env=environment)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert "Traceback" not in done.output
        return Ended(done.exit_code, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def small_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A training file that is learnt in seconds."""
    path = tmp_path_factory.mktemp("rows") / "small.csv"
    path.write_bytes(b"".join(starter_reviews().splitlines(keepends=True)[: ROWS + 1]))
    return path


@pytest.fixture(scope="session")
def trained_twice(tmp_path_factory: pytest.TempPathFactory, small_csv: Path) -> tuple[Path, list[Ended]]:
    """A home with v1 (active) and v2, and what `siklus train` said each time."""
    siklus = Siklus(tmp_path_factory.mktemp("cli") / "home")
    said = [siklus("train", "--data", small_csv, "--json"), siklus("train", "--data", small_csv, seed="7")]
    return siklus.home, said


@pytest.fixture
def siklus(trained_twice: tuple[Path, list[Ended]], tmp_path: Path) -> Siklus:
    """The commands on a copy of the home with two versions."""
    shutil.copytree(trained_twice[0], tmp_path / "home")
    return Siklus(tmp_path / "home")


@pytest.fixture
def newcomer(tmp_path: Path) -> Siklus:
    """The commands where nothing was ever set up."""
    return Siklus(tmp_path / "new")


@pytest.fixture
def stored(siklus: Siklus) -> dict[str, Any]:
    """A prediction that was kept."""
    found: dict[str, Any] = siklus("predict", REVIEW, "--consent", "--json").json
    return found


Commands = Callable[..., Ended]
