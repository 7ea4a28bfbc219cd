"""Requests that came in at about the same time are carried out together, on a thread.

Nobody waits for company: whatever has come in during one turn of the event loop is taken, and whatever comes
in while a batch is under way is taken when it is done and its outcomes are told. So a single request goes at
once, and under load batches grow by themselves. A second batch goes beside the first only when it is half
full: each costs a transaction, and two small ones cost more than is saved by not waiting.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any, Generic, Protocol, TypeVar

from siklus.api.refusals import Overloaded
from siklus.errors import SiklusError

AT_ONCE = 64
IN_FLIGHT = 2  # while one waits for the disk the next is judged
BESIDE = 32  # that wait make a second batch worth its transaction
WAITING = 2_048

In = TypeVar("In")
Out = TypeVar("Out")


class Bringer(Protocol):
    """Whoever brought an item and waits for what comes of it."""

    @property
    def gone(self) -> bool:
        """Whether nobody waits any more."""
        ...

    def told(self, outcome: Any) -> None:
        """Hear what came of it; on the event loop."""
        ...


Batch = list[tuple[Any, Bringer]]


@dataclass(frozen=True, slots=True)
class _Future:
    """A coroutine that waits."""

    future: "asyncio.Future[Any]"

    @property
    def gone(self) -> bool:
        return self.future.done()

    def told(self, outcome: Any) -> None:
        if not self.future.done():
            self.future.set_result(outcome)


class _Hand:
    """A thread that does what it is given, one after the other."""

    def __init__(self, name: str) -> None:
        self._deeds = SimpleQueue[Callable[[], None] | None]()
        self._thread = Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def give(self, deed: Callable[[], None]) -> None:
        """Have something done."""
        self._deeds.put(deed)

    def end(self) -> None:
        """Wait until all is done."""
        self._deeds.put(None)
        self._thread.join()

    def _work(self) -> None:
        while deed := self._deeds.get():
            deed()


@dataclass
class _Lane:
    """What waits in one event loop."""

    loop: asyncio.AbstractEventLoop
    waiting: deque[tuple[Any, Bringer]] = field(default_factory=deque)
    in_flight: int = 0
    called: bool = False  # whether the loop will take what waits

    @property
    def may_go(self) -> bool:
        """Whether another batch may begin."""
        return self.in_flight == 0 or (self.in_flight < IN_FLIGHT and len(self.waiting) >= BESIDE)


class Batcher(Generic[In, Out]):
    """Carries out items in batches.

    Args:
        act: carries out a batch, on a thread; an outcome for each item in their order, which may be an error
            that is raised to whoever brought the item. An error of ours that it raises is everybody's. After
            any other each item is tried alone, so that one cannot make its neighbours fail; what was done
            before it must have been undone.
        waiting: items that may wait.
    """

    def __init__(
        self, act: Callable[[list[In]], Sequence[Out | Exception]], name: str, waiting: int = WAITING
    ) -> None:
        self._act, self._name, self._most = act, name, waiting
        self._hands = list[_Hand]()
        # The last to become idle is the first to work: what it needs is still in the processor's caches.
        self._idle = list[_Hand]()
        self._lane: _Lane | None = None

    async def __call__(self, item: In) -> Out:
        """The outcome of an item.

        Raises:
            Overloaded: too many wait already.
        """
        future: asyncio.Future[Out | Exception] = asyncio.get_running_loop().create_future()
        self.bring(item, _Future(future))
        found = await future
        if isinstance(found, Exception):
            raise found
        return found

    def bring(self, item: In, bringer: Bringer) -> None:
        """Have an item carried out; on an event loop.

        Raises:
            Overloaded: too many wait already.
        """
        lane = self._of(asyncio.get_running_loop())
        if len(lane.waiting) >= self._most:
            raise Overloaded(self._most)
        lane.waiting.append((item, bringer))
        if not lane.called and lane.may_go:
            self._take_soon(lane)

    def close(self) -> None:
        """End the threads; nothing may be under way."""
        for hand in self._hands:
            hand.end()

    def _of(self, loop: asyncio.AbstractEventLoop) -> _Lane:
        if self._lane is None or self._lane.loop is not loop:
            self._lane = _Lane(loop)
        return self._lane

    def _take_soon(self, lane: _Lane) -> None:
        lane.called = True
        lane.loop.call_soon(self._take, lane)

    def _take(self, lane: _Lane) -> None:
        lane.called = False
        while lane.waiting and lane.may_go:
            taken = [lane.waiting.popleft() for _ in range(min(AT_ONCE, len(lane.waiting)))]
            # Whoever has gone before anything was done is not answered, and nothing of theirs is kept.
            batch = [one for one in taken if not one[1].gone]
            if batch:
                lane.in_flight += 1
                hand = self._idle.pop() if self._idle else self._new_hand()
                hand.give(partial(self._carry_out, hand, lane, batch))

    def _new_hand(self) -> _Hand:
        self._hands.append(_Hand(f"{self._name}_{len(self._hands)}"))
        return self._hands[-1]

    def _carry_out(self, hand: _Hand, lane: _Lane, batch: Batch) -> None:
        outcomes = self._outcomes([item for item, _ in batch])
        self._idle.append(hand)
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            lane.loop.call_soon_threadsafe(self._give, lane, batch, outcomes)

    def _outcomes(self, items: list[In]) -> Sequence[Out | Exception]:
        try:
            return self._act(items)
        except SiklusError as error:
            return [error] * len(items)
        except Exception as error:  # noqa: BLE001 (it is raised to whoever brought the item)
            if len(items) == 1:
                return [error]
            return [outcome for item in items for outcome in self._outcomes([item])]

    def _give(self, lane: _Lane, batch: Batch, outcomes: Sequence[Out | Exception]) -> None:
        lane.in_flight -= 1
        for (_, bringer), outcome in zip(batch, outcomes, strict=True):
            # Each in a call of its own, so that what goes wrong with one keeps nobody from being told.
            lane.loop.call_soon(bringer.told, outcome)
        if lane.waiting and not lane.called:
            # A turn later: whoever has been told may have sent more by then.
            lane.called = True
            lane.loop.call_soon(self._take_soon, lane)
