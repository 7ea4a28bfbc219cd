"""The calls about simulations: ask for one, watch it, keep its report."""

from typing import Any, Literal
from urllib.parse import quote

from msgspec import Struct

from siklus.client.transport import Transport


class SimulationError(Struct, frozen=True):
    """What ended a simulation; `facts` are those that a problem of this code has."""

    code: str
    detail: str
    facts: dict[str, Any]


class Curve(Struct, frozen=True):
    """One arm with one seed so far."""

    arm: str
    seed: int
    items: int  # that have come in
    of: int
    accuracy: float  # 0..1, over these items
    blocks: tuple[float, ...]  # accuracy of each block
    changes: tuple[int, ...]  # before which items another version took over


class Simulation(Struct, frozen=True):
    """A simulation as it is now."""

    id: str
    state: str  # queued, running, done, failed
    asked: dict[str, Any]
    actor: str
    created_at: str
    finished_at: str | None
    error: SimulationError | None
    share: float  # how much is done, 0..1
    outlook: dict[str, Any]  # items, blocks, labels; empty until the inputs were read
    curves: tuple[Curve, ...]


class Simulations(Struct, frozen=True):
    """What `GET /v1/simulations` answers."""

    simulations: tuple[Simulation, ...]


class SimulationCalls:
    """The part of `Client` that simulates."""

    _api: Transport

    def simulate(
        self, scenario: str | None = None, *, stream: str | None = None, base: str | None = None, **how: Any
    ) -> Simulation:
        """Queue a simulation.

        Args:
            scenario: a ready-made one, such as `quiet`; else give a stream.
            stream: the content of a CSV with the columns text,label, in the order in which texts came.
            base: the content of a CSV that version 1 learns from; the starter reviews if left out.
            how: `name`, `arms`, `seed`, `seeds`, `block`, `audit`, `attack`, `shuffle`, `readers`.
        """
        body = {"scenario": scenario, "stream": stream, "base": base, **how}
        return self._api.post(Simulation, "/v1/simulations", body)

    def simulations(self) -> list[Simulation]:
        """Every simulation of this API, the newest first."""
        return list(self._api.get(Simulations, "/v1/simulations").simulations)

    def simulation(self, simulation_id: str) -> Simulation:
        """How far one is, and its curves block by block."""
        return self._api.get(Simulation, f"/v1/simulations/{quote(simulation_id, safe='')}")

    def simulation_report(self, simulation_id: str, format: Literal["json", "html"] = "json") -> bytes:  # noqa: A002 (the API's word)
        """The report of one that is done, as a file."""
        return self._api.get_bytes(f"/v1/simulations/{quote(simulation_id, safe='')}/report.{format}")

    def remove_simulation(self, simulation_id: str) -> None:
        """Stop one where it runs, and remove it with its texts and its report."""
        self._api.delete(dict[str, bool], f"/v1/simulations/{quote(simulation_id, safe='')}")
