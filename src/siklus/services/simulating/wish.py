"""What is asked of a simulation, and the command that carries it out."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from siklus.errors import SimulationUnclear

BASE, STREAM, READERS, OUT = "base.csv", "stream.csv", "readers.toml", "out"


@dataclass(frozen=True, slots=True)
class Habits:
    """How the simulated readers answer; every value is a share, 0..1."""

    click_right: float = 0.10  # how often one answers where the shown label is right
    click_wrong: float = 0.35  # and where it is wrong
    noise: float = 0.05  # of the answers, how many name a wrong label by mistake

    def as_toml(self) -> str:
        """A profile of one kind of readers, as `siklus simulate --readers` takes it."""
        values = "".join(f"{name} = {value!r}\n" for name, value in asdict(self).items())
        return f'[[readers]]\nname = "readers"\nshare = 1.0\n{values}'


@dataclass(frozen=True, slots=True)
class Wish:
    """A scenario or files, and how they are to be run; None is what `siklus simulate` takes by itself."""

    name: str = ""
    scenario: str | None = None
    base: str | None = None  # the content of a CSV; with a stream only
    stream: str | None = None  # the content of a CSV
    arms: tuple[str, ...] = ("static", "siklus", "oracle")
    seed: int = 0
    seeds: int = 1
    block: int | None = None
    audit: float = 0.03
    attack: float | None = None
    shuffle: bool = False
    readers: Habits | None = None

    def check(self) -> None:
        """Refuse what contradicts itself; all else is for the command to find out.

        Raises:
            SimulationUnclear: neither a scenario nor a stream, or both, or a base beside a scenario.
        """
        if (self.scenario is None) == (self.stream is None):
            raise SimulationUnclear("scenario", "give either a scenario or a stream")
        if self.scenario is not None and self.base is not None:
            raise SimulationUnclear("base", "a scenario brings its own base")

    def facts(self) -> dict[str, Any]:
        """Everything but the texts: whether there are any is said."""
        found = asdict(self)
        return found | {"base": self.base is not None, "stream": self.stream is not None}

    def write(self, folder: Path) -> None:
        """Put the inputs into the folder."""
        readers = self.readers.as_toml() if self.readers else None
        for name, content in ((BASE, self.base), (STREAM, self.stream), (READERS, readers)):
            if content is not None:
                (folder / name).write_text(content, encoding="utf-8", newline="")


def words_of(facts: dict[str, Any], folder: Path) -> Iterator[str]:
    """The arguments of `siklus` for a wish whose `facts` these are and whose inputs lie in the folder."""
    yield from ("simulate", "--json", "--out", str(folder / OUT))
    yield from ("--arms", ",".join(facts["arms"]))
    files = {"--base": (BASE, facts["base"]), "--stream": (STREAM, facts["stream"])}
    files["--readers"] = (READERS, facts["readers"])
    for option, (name, given) in files.items():
        if given:
            yield from (option, str(folder / name))
    for name in ("scenario", "seed", "seeds", "block", "audit", "attack"):
        if facts[name] is not None:
            yield from (f"--{name}", str(facts[name]))
    if facts["shuffle"]:
        yield "--shuffle"
