"""The folder of one simulation: what was asked, how far it is, what came of it."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from siklus.domain.identity import is_id, new_id
from siklus.errors import SimulationNotFound
from siklus.services.simulating.wish import BASE, OUT, STREAM, Wish

ASKED, ENDED, STARTS = "asked.json", "ended.json", "starts"
PROGRESS, REPORTS = "progress.json", ("report.json", "report.html")
OUTPUT, LOG, WORK = "output.json", "log.txt", "work"


class State(StrEnum):
    """How far a simulation is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Simulation:
    """One folder as it is now."""

    id: str
    state: State
    asked: dict[str, Any]  # the wish without its texts
    actor: str
    created_at: str
    finished_at: str | None
    error: dict[str, Any] | None  # code, detail and facts of what ended it
    share: float  # how much of it is done, 0..1
    outlook: dict[str, Any]  # items, blocks and labels; empty until the inputs were read
    curves: list[dict[str, Any]]  # per arm and seed what is known so far


@dataclass(frozen=True, slots=True)
class Shelf:
    """All simulations, a folder each: whoever removes the folder removes all that is kept of one."""

    folder: Path

    def ids(self) -> list[str]:
        """Every simulation's, the oldest first."""
        if not self.folder.exists():
            return []
        return sorted(path.name for path in self.folder.iterdir() if (path / ASKED).exists())

    def place(self, simulation_id: str) -> Path:
        """Its folder.

        Raises:
            SimulationNotFound: there is none.
        """
        path = self.folder / simulation_id
        if not is_id(simulation_id) or not (path / ASKED).exists():
            raise SimulationNotFound(simulation_id)
        return path

    def add(self, wish: Wish, *, actor: str, at: datetime) -> str:
        """Write a wish down; its id."""
        simulation_id = new_id()
        path = self.folder / simulation_id
        # Somebody's texts lie here: nobody else on this machine has to read them.
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.mkdir(mode=0o700)
        wish.write(path)
        asked = {"asked": wish.facts(), "actor": actor, "created_at": at.isoformat()}
        write_whole(path / ASKED, json.dumps(asked).encode())
        return simulation_id

    def read(self, simulation_id: str, *, running: bool) -> Simulation:
        """One as it is now.

        Raises:
            SimulationNotFound: there is none.
        """
        path = self.place(simulation_id)
        asked, ended = _json(path / ASKED), _json(path / ENDED)
        progress = _json(path / OUT / PROGRESS)
        return Simulation(
            id=simulation_id,
            state=State(ended["state"]) if ended else State.RUNNING if running else State.QUEUED,
            **asked,
            finished_at=ended.get("at"),
            error=ended.get("error"),
            share=1.0 if ended.get("state") == State.DONE else progress.get("share", 0.0),
            outlook=progress.get("outlook", {}),
            curves=progress.get("curves", []),
        )

    def waiting(self) -> Iterator[str]:
        """Those that have not ended, the oldest first."""
        for simulation_id in self.ids():
            if not (self.folder / simulation_id / ENDED).exists():
                yield simulation_id

    def report(self, simulation_id: str, name: str) -> bytes | None:
        """A finished report's file; None where there is none.

        Raises:
            SimulationNotFound: there is no such simulation.
        """
        path = self.place(simulation_id)
        done = _json(path / ENDED).get("state") == State.DONE
        return (path / OUT / name).read_bytes() if done else None

    def end(self, simulation_id: str, at: datetime, error: dict[str, Any] | None = None) -> None:
        """Note how it ended, once, and keep the reports alone: the texts have served their turn."""
        path = self.folder / simulation_id
        state = State.FAILED if error else State.DONE
        ended = {"state": state, "at": at.isoformat(), "error": error}
        if state == State.DONE:
            self._forget_the_path(path)
        # First: were this process killed once it is said to have ended, nobody would come back for the texts.
        for name in (BASE, STREAM):
            (path / name).unlink(missing_ok=True)
        shutil.rmtree(path / WORK, ignore_errors=True)
        write_whole(path / ENDED, json.dumps(ended).encode())
        # What a crash has written stays for the operator; there was none where there is a report.
        for name in (OUTPUT, STARTS, *([LOG] if state == State.DONE else [])):
            (path / name).unlink(missing_ok=True)
        for file in (path / OUT).glob("*-*.json"):
            file.unlink()

    def _forget_the_path(self, path: Path) -> None:
        # The command that repeats it names the files; where they lay is nobody's business outside.
        for name in REPORTS:
            report = path / OUT / name
            write_whole(report, report.read_bytes().replace(f"{path}/".encode(), b""))

    def remove(self, simulation_id: str) -> None:
        """Take everything of it away.

        Raises:
            SimulationNotFound: there is none.
        """
        path = self.place(simulation_id)
        (path / ASKED).unlink()  # from here on it is not there, whatever happens
        shutil.rmtree(path, ignore_errors=True)


def _json(path: Path) -> dict[str, Any]:
    """What a file holds; nothing where there is none."""
    try:
        found: dict[str, Any] = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    return found


def write_whole(path: Path, content: bytes) -> None:
    """Write a file: all of it or nothing."""
    beside = path.with_name(f".{path.name}.part")
    beside.write_bytes(content)
    beside.replace(path)
