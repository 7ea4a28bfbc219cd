"""How far a simulation has come, block by block, as a file that others may read while it runs."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from siklus.simulation.prequential import accuracy, blocks, codes, truth_of
from siklus.simulation.setting import Setting
from siklus.simulation.track import Track

PROGRESS = "progress.json"


@dataclass
class Watch:
    """Keeps `progress.json` up to date."""

    path: Path
    total: int  # arms of all seeds
    outlook: dict[str, Any]
    curves: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def take_up(cls, path: Path, total: int) -> "Watch":
        """With the outlook that the file holds already, where there is one."""
        kept = json.loads(path.read_text()) if path.exists() else {}
        return cls(path, total, kept.get("outlook", {}))

    def follow(self, setting: Setting, track: Track) -> None:
        """Note an arm's blocks; only where one more is full does that change anything."""
        done = len(track.shown)
        if done != len(setting.items) and done % setting.block:
            return
        truth, said = truth_of(setting)[:done], codes(track.shown)
        pieces = [slice(piece.start, piece.stop) for piece in blocks(done, setting.block)]
        self.curves[track.arm, track.seed] = {
            "arm": str(track.arm),
            "seed": track.seed,
            "items": done,
            "of": len(setting.items),
            "accuracy": accuracy(truth, said),
            "blocks": [accuracy(truth[piece], said[piece]) for piece in pieces],
            "changes": [change.at for change in track.changes],
        }
        self._write()

    def _write(self) -> None:
        found = list(self.curves.values())
        share = sum(curve["items"] / curve["of"] for curve in found) / self.total
        write_whole(self.path, {"share": share, "curves": found, "outlook": self.outlook})


def write_whole(path: Path, content: dict[str, Any]) -> None:
    """Write JSON: all or nothing, for somebody may read it at any moment, or end this process."""
    beside = path.with_suffix(".part")
    beside.write_text(json.dumps(content))
    beside.replace(path)
