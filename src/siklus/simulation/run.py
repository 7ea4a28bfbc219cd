"""Run every arm of every seed, in one process or several, and keep what is done."""

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from siklus.errors import ResultsOfOtherInputs, SimulationUnclear
from siklus.simulation.arms import Arm, run_arm
from siklus.simulation.base import Base, prepare
from siklus.simulation.plan import Plan, hashed
from siklus.simulation.setting import Setting
from siklus.simulation.track import Track
from siklus.simulation.watch import PROGRESS, Watch, write_whole

PLAN = "plan.json"
Tell = Callable[[str, float], None]  # what is being done, and the share of all that is done, 0..1
Follow = Callable[[Setting, Track], None]
Key = tuple[Arm, int]  # an arm and a seed


@dataclass(frozen=True, slots=True)
class Results:
    """The folder that keeps a JSON for each arm and seed."""

    folder: Path
    digest: str

    def open(self, command: str) -> None:
        """Make the folder, or find it made by the same plan.

        Raises:
            ResultsOfOtherInputs: it was made by another.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / PLAN
        if path.exists() and json.loads(path.read_text()).get("digest") != self.digest:
            raise ResultsOfOtherInputs(str(self.folder))
        path.write_text(json.dumps({"digest": self.digest, "command": command}, indent=1))

    def begin(self, outlook: dict[str, Any]) -> None:
        """Say in `progress.json` what will be run, before version 1 is trained."""
        write_whole(self.folder / PROGRESS, {"share": 0.0, "curves": [], "outlook": outlook})

    def _path(self, key: Key) -> Path:
        return self.folder / f"{key[0]}-{key[1]}.json"

    def find(self, key: Key) -> Track | None:
        """What is kept of an arm and seed."""
        path = self._path(key)
        if not path.exists():
            return None
        kept = json.loads(path.read_text())
        if kept.pop("digest") != self.digest:
            raise ResultsOfOtherInputs(str(self.folder))
        return Track.from_dict(kept)

    def keep(self, key: Key, track: Track) -> None:
        """Write a finished arm down: all or nothing, for the next moment may bring a Ctrl-C."""
        write_whole(self._path(key), {"digest": self.digest, **track.as_dict()})


def read_arms(written: str) -> list[Arm]:
    """Arms as `static,siklus` names them, each once.

    Raises:
        SimulationUnclear: one is unknown, or there is none.

    >>> read_arms("static, siklus")
    [<Arm.STATIC: 'static'>, <Arm.SIKLUS: 'siklus'>]
    """
    names = [name.strip() for name in written.split(",") if name.strip()]
    for name in names:
        if name not in list(Arm):
            raise SimulationUnclear("--arms", f"{name!r} is none of {', '.join(Arm)}")
    if not names:
        raise SimulationUnclear("--arms", f"name at least one of {', '.join(Arm)}")
    return list(dict.fromkeys(map(Arm, names)))


def run_all(
    plan: Plan, arms: Sequence[Arm], seeds: Sequence[int], *, jobs: int, results: Results | None, tell: Tell
) -> dict[Key, Track]:
    """The tracks of all arms and seeds; the same whatever `jobs` is.

    Where there is a folder for the results, its `progress.json` says block by block how far each arm is.
    """
    wanted = [(arm, seed) for seed in seeds for arm in arms]
    found = {key: track for key in wanted if (track := results.find(key) if results else None)}
    missing = [key for key in wanted if key not in found]
    settings = {seed: plan.setting(seed) for seed in seeds}
    follow = _follower(results, len(wanted))
    for (_, seed), track in found.items():
        follow(settings[seed], track)
    for key, track in _run(plan, missing, settings, jobs, _Told(tell, follow)):
        follow(settings[key[1]], track)
        if results:
            results.keep(key, track)
        found[key] = track
    return {key: found[key] for key in wanted}


def _follower(results: Results | None, total: int) -> Follow:
    """Who notes how far each arm has come."""
    if results is None:
        return lambda _setting, _track: None
    return Watch.take_up(results.folder / PROGRESS, total).follow


@dataclass(frozen=True, slots=True)
class _Told:
    """Who hears of what is done."""

    tell: Tell
    follow: Follow

    def of(self, setting: Setting, done: int, total: int) -> Callable[[Track], None]:
        """For one arm, item by item; `done` arms of `total` came before it."""

        def told(track: Track) -> None:
            share = len(track.shown) / len(setting.items)
            self.tell(f"{track.arm}, seed {track.seed}", (done + share) / total)
            self.follow(setting, track)

        return told


def _run(
    plan: Plan, keys: Sequence[Key], settings: Mapping[int, Setting], jobs: int, told: _Told
) -> Iterator[tuple[Key, Track]]:
    seeds = list(dict.fromkeys(seed for _, seed in keys))
    with tempfile.TemporaryDirectory(prefix="siklus-simulation-") as folder, _pool(jobs) as pool:
        bases = _bases(plan, seeds, Path(folder), pool, told.tell)
        if pool is None:
            for done, (arm, seed) in enumerate(keys):
                report = told.of(settings[seed], done, len(keys))
                yield (arm, seed), run_arm(arm, settings[seed], bases[seed], report)
            return
        running = {
            pool.submit(run_arm, arm, settings[seed], bases[seed], _silent): (arm, seed) for arm, seed in keys
        }
        for done, future in enumerate(as_completed(running), 1):
            arm, seed = running[future]
            told.tell(f"{arm}, seed {seed}", done / len(keys))
            yield (arm, seed), future.result()


@contextmanager
def _pool(jobs: int) -> Iterator[ProcessPoolExecutor | None]:
    if jobs == 1:
        yield None
        return
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))
    try:
        yield pool
    finally:
        # On Ctrl-C what waits must not be begun.
        pool.shutdown(wait=True, cancel_futures=True)


def _silent(track: Track) -> None:
    del track


def _bases(
    plan: Plan, seeds: Sequence[int], folder: Path, pool: ProcessPoolExecutor | None, tell: Tell
) -> dict[int, Base]:
    """The installation that each seed starts from; seeds with the same rows share one."""
    tell("training version 1", 0.0)
    rows = {seed: plan.base_of(seed) for seed in seeds}
    places = {seed: folder / hashed(rows[seed])[:16] for seed in seeds}
    distinct = {places[seed]: rows[seed] for seed in seeds}
    if pool is None:
        made = {place: prepare(place, each, plan.origin) for place, each in distinct.items()}
    else:
        futures = {place: pool.submit(prepare, place, each, plan.origin) for place, each in distinct.items()}
        made = {place: future.result() for place, future in futures.items()}
    return {seed: made[place] for seed, place in places.items()}
