"""What all arms of one seed have in common, and the moments at which answers arrive."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import count

from siklus.domain.feedback import Source
from siklus.domain.reviews import Label
from siklus.simulation.readers import Draws, Readers
from siklus.simulation.streams import Item

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
# A deployment is judged on what comes next in the same part of the stream, up to so many items.
JUDGED_AFTER = 600


@dataclass(frozen=True)
class Setting:
    """One seed's stream, readers and clock."""

    seed: int
    items: tuple[Item, ...]
    readers: Readers
    block: int = 300  # items
    audit: float = 0.03  # share of the items that a reviewer is asked about
    per_day: float = 300.0  # items
    afterwards: dict[str, tuple[Item, ...]] = field(default_factory=dict)  # judged by the last model

    @cached_property
    def draws(self) -> tuple[Draws, ...]:
        """What chance decided about each item."""
        return tuple(self.readers.draws(at, item.label) for at, item in enumerate(self.items))

    def at(self, item: int) -> datetime:
        """When the item at this place comes in."""
        return START + item * timedelta(days=1) / self.per_day

    def truth(self) -> tuple[Label, ...]:
        """The label that each item should be given."""
        return tuple(item.label for item in self.items)

    def ends_block(self, item: int) -> bool:
        """Whether a block is full after this item."""
        return (item + 1) % self.block == 0

    def window_after(self, item: int) -> range:
        """The places on which a version is judged that was deployed before the item at this place."""
        if item >= len(self.items):
            return range(item, item)
        part, end = self.items[item].part, min(len(self.items), item + JUDGED_AFTER)
        return range(item, next((at for at in range(item, end) if self.items[at].part != part), end))


@dataclass(frozen=True, slots=True)
class Arrival:
    """An answer on its way: about which item, what it says, and from whom."""

    due: datetime
    item: int
    source: Source
    label: Label


class Post:
    """Answers on their way, handed out by the time at which they arrive."""

    def __init__(self) -> None:
        self._waiting: list[tuple[datetime, int, Arrival]] = []
        self._numbers = count()

    def send(self, arrival: Arrival) -> None:
        """Take an answer; of two that arrive at the same moment the one that was sent first is first."""
        heapq.heappush(self._waiting, (arrival.due, next(self._numbers), arrival))

    def arrived(self, until: datetime) -> Iterator[Arrival]:
        """What has arrived by then, in order."""
        while self._waiting and self._waiting[0][0] <= until:
            yield heapq.heappop(self._waiting)[2]
