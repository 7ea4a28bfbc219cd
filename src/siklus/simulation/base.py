"""The installation that every arm starts from: a migrated database with the base in it, and version 1."""

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from siklus.bootstrap import Services, assemble
from siklus.database.engine import make_engine
from siklus.database.store import Store
from siklus.database.upgrade import upgrade
from siklus.domain.examples import Example, Origin
from siklus.domain.reviews import Label
from siklus.domain.snapshots import divide
from siklus.models.model import Model
from siklus.models.recipe import Recipe
from siklus.services.remembered import LastFoundation
from siklus.settings import Settings, read_settings
from siklus.simulation.setting import START

SECRET = b"a simulation has nothing to protect"
DATABASE = "siklus.db"
_READY = "ready.json"

Row = tuple[str, Label]
_laid: dict[Path, LastFoundation] = {}  # of the base that this process prepared last


class Clock:
    """Says the time that the simulation has set."""

    def __init__(self, start: datetime) -> None:
        self.time = start

    def __call__(self) -> datetime:
        """The simulated time."""
        return self.time


@dataclass(frozen=True, slots=True)
class Base:
    """A prepared installation; arms work on copies of it."""

    folder: Path

    def copy_to(self, folder: Path) -> None:
        """A home of its own for one arm, also while others read in the base.

        The database is whole without the files that SQLite keeps beside an open one: nobody writes to a
        base that is prepared.
        """
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns(f"{DATABASE}-*"))

    def first(self) -> Model:
        """Version 1."""
        with installation(self.folder, Clock(START)) as services:
            return services.artefacts.load(services.deployment.version(1).sha256)

    def learnt(self) -> tuple[Example, ...]:
        """The rows that version 1 learnt from, in the order of its training."""
        with installation(self.folder, Clock(START)) as services, services.store.reading() as tx:
            version = tx.versions.get(1)
            return divide(tx.examples.by_ids(tx.snapshots.get(version.snapshot_id).example_ids)).train

    def hand_over(self, last: LastFoundation) -> None:
        """Give the foundation of version 1 to an arm's trainer, where this process has laid it.

        The arm would lay the very same before its first training.
        """
        laid = _laid.get(self.folder)
        if laid is not None:
            last.key, last.foundation = laid.key, laid.foundation

    def recipe(self) -> Recipe:
        """How version 1 was trained."""
        return settings_for(self.folder).recipe


def prepare(folder: Path, rows: Sequence[Row], origin: Origin) -> Base:
    """Import the base and train version 1 with the real services; done once, then found done.

    Raises:
        NotEnoughData: too few rows, or fewer than two labels.
    """
    ready = folder / _READY
    if not ready.exists():
        clock = Clock(START - timedelta(hours=1))
        with installation(folder, clock, new=True) as services:
            done = services.importing.add(as_csv(rows), actor="simulation", origin=origin)
            services.retraining.train_version(done.ids, actor="simulation")
            _laid.clear()  # one is enough to keep: it holds all rows of the base
            _laid[folder] = services.retraining.trainer.last
        ready.write_text(json.dumps({"rows": len(rows)}))
    return Base(folder)


def as_csv(rows: Sequence[Row]) -> bytes:
    """Rows as the file that an admin would import."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([("text", "label"), *((text, str(label)) for text, label in rows)])
    return written.getvalue().encode()


def settings_for(home: Path) -> Settings:
    """The user's own settings of the loop, on a database and a home that only the simulation knows."""
    url = f"sqlite:///{home / DATABASE}"
    return read_settings(home=home, database_url=url, models_dir=home / "models")


@contextmanager
def installation(folder: Path, now: Callable[[], datetime], *, new: bool = False) -> Iterator[Services]:
    """The real services on the database of a folder; nothing in it would survive a power cut."""
    settings = settings_for(folder)
    engine = make_engine(settings.url, create=new, durable=False)
    try:
        if new:
            upgrade(engine)
        yield assemble(settings, Store(engine), SECRET, now)
    finally:
        engine.dispose()
