"""Everything that decides what a simulation comes to; read and checked before anything runs."""

import csv
import hashlib
import io
import json
import shlex
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from siklus import __version__
from siklus.choice import CHOICE
from siklus.data import starter_reviews
from siklus.domain.examples import Origin
from siklus.domain.reviews import LABELS, Label
from siklus.errors import NotEnoughData, SimulationUnclear, StarterNotForThese
from siklus.settings import read_settings
from siklus.simulation.base import Row
from siklus.simulation.readers import Profile, Readers, read_mix, read_profile
from siklus.simulation.scenarios import SCENARIOS, Scenario
from siklus.simulation.setting import Setting
from siklus.simulation.streams import (
    Item,
    Order,
    Part,
    Stream,
    check_length,
    labels_of,
    read_lines,
    read_stream,
)


@dataclass(frozen=True, slots=True)
class Options:
    """What a user asks for, as typed."""

    base: str | None = None  # a CSV; the starter reviews where None
    base_rows: int | None = None
    streams: tuple[str, ...] = ()  # FILE or FILE:N
    scenario: str | None = None
    afterwards: tuple[str, ...] = ()
    readers: str | None = None  # a TOML
    attack: float | None = None  # None: as the scenario has it, else 0
    flood: float | None = None  # the same
    audit: float = 0.03
    block: int | None = None  # None: as the scenario has it, else 300
    order: Order = Order.KEPT
    shuffle: bool = False
    mix: str | None = None
    per_day: float = 300.0


@dataclass(frozen=True, slots=True)
class Plan:
    """Options that have been found good, and what they stand for."""

    options: Options
    profile: Profile
    block: int
    base: tuple[Row, ...]
    scenario: Scenario | None
    parts: tuple[Part, ...]
    mix: dict[Label, float]
    afterwards: dict[str, tuple[Item, ...]]

    def base_of(self, seed: int) -> tuple[Row, ...]:
        """The rows that version 1 learns from; the same for each seed unless they are drawn."""
        if self.scenario is not None:
            return self.scenario.base(seed)
        wanted = self.options.base_rows
        if wanted is None:
            return self.base
        places = np.random.default_rng([seed, len(self.base)]).permutation(len(self.base))[:wanted]
        return tuple(self.base[at] for at in sorted(places.tolist()))

    @property
    def origin(self) -> Origin:
        """Where the base comes from."""
        return Origin.IMPORT if self.options.base else Origin.STARTER

    def stream(self, seed: int) -> Stream:
        """The items of one seed in their order.

        Raises:
            NotEnoughData: they fill no block, or a label of the mix is missing.
        """
        known = labels_of(label for _, label in self.base_of(seed))
        if self.scenario is not None:
            found = Stream(self.scenario.items(seed))
        else:
            shuffled_by = seed if self.options.shuffle else None
            found = read_stream(
                self.parts, known, self.options.order, shuffled_by=shuffled_by, mix=self.mix, seed=seed
            )
        check_length(found, self.block)
        return found

    def setting(self, seed: int) -> Setting:
        """What all arms of this seed have in common."""
        return Setting(
            seed=seed,
            items=self.stream(seed).items,
            readers=Readers(self.profile, seed),
            block=self.block,
            audit=self.options.audit,
            per_day=self.options.per_day,
            afterwards=self.afterwards,
        )

    def digest(self) -> str:
        """sha256 of the program's version, every option and every input: equal plans give equal results."""
        settings = read_settings()
        options = asdict(self.options) | {"block": self.block, "base": None, "readers": None, "streams": None}
        facts: dict[str, Any] = {
            "version": __version__,
            "options": {name: value for name, value in options.items() if name != "afterwards"},
            "profile": repr(self.profile),
            "loop": [
                repr(settings.triggers),
                repr(settings.drift),
                settings.audit_share_drifting,
                settings.reader_share,
                settings.answers_per_hour,
            ],
            "seed": settings.seed,
            "base": hashed(self.base),
            "afterwards": {name: hashed(items) for name, items in self.afterwards.items()},
            "streams": [(part.name, part.rows, _file_hash(part.path)) for part in self.parts],
        }
        return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


def hashed(rows: Sequence[object]) -> str:
    """A fingerprint of rows in their order."""
    return hashlib.sha256("\n".join(map(repr, rows)).encode()).hexdigest()


def _file_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def make_plan(options: Options) -> Plan:
    """Read and check everything that the options name; nothing is trained yet.

    Raises:
        SimulationUnclear: options contradict each other or are out of range.
        DataFileMissing, DataUnreadable, ColumnMissing, StreamLabelUnknown, RowsOutOfOrder, ProfileInvalid,
        NotEnoughData: an input cannot be used.
        StarterNotForThese: a scenario, or no base, where the labels or the language are others.
    """
    _check(options)
    # Refused here, and not at a seed of it.
    if options.scenario and not CHOICE.ready_made:
        raise StarterNotForThese(f"the scenario {options.scenario}", str(CHOICE))
    scenario = SCENARIOS[options.scenario] if options.scenario else None
    profile = read_profile(Path(options.readers)) if options.readers else Profile()
    attack = options.attack if options.attack is not None else (scenario.attack if scenario else 0.0)
    flood = options.flood if options.flood is not None else (scenario.flood if scenario else 0.0)
    base = () if scenario else base_rows(options.base)
    if options.base_rows is not None and options.base_rows > len(base):
        raise NotEnoughData("rows of the base", len(base), options.base_rows)
    known = labels_of(label for _, label in base) or list(LABELS)
    return Plan(
        options=options,
        profile=profile.attacked(attack).flooded(flood),
        block=options.block or (scenario.block if scenario else 300),
        base=base,
        scenario=scenario,
        parts=tuple(map(Part.read, options.streams)),
        mix=read_mix(options.mix) if options.mix else {},
        afterwards={
            part.name: read_stream([part], known, Order.KEPT, shuffled_by=0).items
            for part in map(Part.read, options.afterwards)
        },
    )


def _check(options: Options) -> None:
    if bool(options.streams) == bool(options.scenario):
        raise SimulationUnclear("--stream", "give either at least one --stream or a --scenario")
    if options.scenario and options.scenario not in SCENARIOS:
        raise SimulationUnclear("--scenario", f"{options.scenario!r} is none of {', '.join(SCENARIOS)}")
    for name, given in (("--base", options.base), ("--base-rows", options.base_rows)):
        if options.scenario and given is not None:
            raise SimulationUnclear(name, "a scenario brings its own base")
    if options.shuffle and options.order == Order.CREATED_AT:
        raise SimulationUnclear("--shuffle", "a shuffled stream has no order in time")
    if not 0 <= options.audit <= 1:
        raise SimulationUnclear("--audit", f"a share lies between 0 and 1, not {options.audit:g}")
    if not 0 < options.per_day <= 1e6:
        raise SimulationUnclear("--per-day", "it must be above 0")


def outlook(plan: Plan, seeds: Sequence[int]) -> dict[str, Any]:
    """What will be run: rows of the base, items, blocks, and what is left out, of the first seed."""
    first = plan.stream(seeds[0])
    labels = Counter(str(item.label) for item in first.items)
    return {
        "base": len(plan.base_of(seeds[0])),
        "items": len(first.items),
        "block": plan.block,
        "blocks": -(-len(first.items) // plan.block),
        "labels": {str(label): labels[str(label)] for label in LABELS},
        "left_out": first.left_out,
        "repeated": first.repeated,
    }


def base_rows(path: str | None) -> tuple[Row, ...]:
    """The rows of a base, or the starter reviews."""
    if path is None:
        rows = csv.DictReader(io.StringIO(starter_reviews().decode()))
        return tuple((row["text"], Label(row["label"])) for row in rows)
    return tuple((line.text, line.label) for line in read_lines(Path(path), LABELS))


def command_of(options: Options, seed: int, seeds: int, arms: Sequence[str]) -> str:
    """The command that repeats a simulation."""
    words: list[str] = ["siklus", "simulate"]
    pairs: list[tuple[str, object]] = [
        ("--base", options.base),
        ("--base-rows", options.base_rows),
        *(("--stream", each) for each in options.streams),
        ("--scenario", options.scenario),
        *(("--afterwards", each) for each in options.afterwards),
        ("--readers", options.readers),
        ("--attack", options.attack),
        ("--flood", options.flood),
        ("--audit", options.audit),
        ("--block", options.block),
        ("--order", options.order if options.order != Order.KEPT else None),
        ("--mix", options.mix),
        ("--per-day", f"{options.per_day:g}"),
        ("--seed", seed),
        ("--seeds", seeds),
        ("--arms", ",".join(arms)),
    ]
    for name, value in pairs:
        if value is not None:
            words += [name, str(value)]
    return shlex.join(words + (["--shuffle"] if options.shuffle else []))
