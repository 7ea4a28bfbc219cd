"""Who asks an API for one thing after the other, and remembers what it was told."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field

import httpx

from bench_kill import REVIEW

BATCH = 20


@dataclass
class Caller:
    """One who keeps asking one API."""

    address: str
    key: str
    deploying: bool
    name: str
    pause: float = 0.05
    texts: dict[str, str] = field(default_factory=dict)  # of ids that were called stored
    links: set[str] = field(default_factory=set)  # reasons of deployments that were acknowledged
    told_at: float = 0.0
    asked: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    in_flight: threading.Event = field(default_factory=threading.Event)

    def live(self, stop: threading.Event) -> None:
        """Ask until told to stop; nothing is asked twice, so that whatever is there twice is a fault."""
        with httpx.Client(
            base_url=self.address, headers={"Authorization": f"Bearer {self.key}"}, timeout=4
        ) as client:
            while not stop.is_set():
                self.asked += 1
                self.in_flight.set()
                try:
                    status = self._deploy(client) if self.deploying else self._predict(client)
                except httpx.HTTPError as error:
                    status = type(error).__name__
                self.in_flight.clear()
                self.statuses[status] += 1
                stop.wait(self.pause)

    def _predict(self, client: httpx.Client) -> str:
        texts = [f"{REVIEW} {self.name} {self.asked} {number}" for number in range(BATCH)]
        reply = client.post("/v1/predictions/batch", json={"texts": texts, "consent": True})
        if reply.status_code != 200:
            return str(reply.status_code)
        said = reply.json()["predictions"]
        found = {one["id"]: text for one, text in zip(said, texts, strict=True) if one["stored"]}
        self.texts |= found
        self.told_at = time.monotonic() if found else self.told_at
        return "stored" if len(found) == BATCH else "unstored"

    def _deploy(self, client: httpx.Client) -> str:
        reason = f"{self.name} {self.asked}"
        reply = client.post(f"/v1/models/{1 + self.asked % 2}/activate", json={"reason": reason})
        if reply.status_code in (200, 201):
            self.links.add(reason)
            self.told_at = time.monotonic()
        return str(reply.status_code)
