"""Many clients on one thread, each with a connection of its own on which it asks again once it is answered.

No HTTP library, so that one core is enough for more requests than the service answers.
"""

import asyncio
import math
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec
import uvloop

TEXTS = (
    "Makanannya enak sekali dan pelayanannya juga sangat ramah",
    "Barangnya rusak dan penjualnya tidak mau membalas pesan saya",
    "Toko ini buka setiap hari dari pagi sampai sore",
    "Pengirimannya lambat tetapi kualitas kainnya bagus dan nyaman dipakai",
)
AGAIN_SECONDS = 0.05  # until a lost connection is made anew
DRAIN_SECONDS = 20.0  # that open requests are given at the end
LENGTH = re.compile(rb"(?i)content-length: *(\d+)")
CLOSE = re.compile(rb"(?i)connection: *close")
LATER = re.compile(rb"(?i)retry-after: *\d+")
SAME = 1e-9  # what rounding may add to a probability


class Reply(msgspec.Struct):
    """What a reply says, of a prediction or of feedback."""

    id: str | None = None
    label: str = ""
    probabilities: dict[str, float] = {}
    model_version: int = 0
    stored: bool = False
    not_stored: str | None = None
    feedback_token: str | None = None
    code: str = ""


class Kept(NamedTuple):
    """What must be in the database under an id that a reply called stored."""

    text: str
    label: str
    version: int


Scores = dict[int, dict[str, dict[str, float]]]  # by version, text and label


@dataclass
class Crowd:
    """Clients that post reviews with consent, and what they were told."""

    port: int
    count: int
    answering: int = 10  # every so-manieth stored prediction gets its answer; 0 for none
    expected: Scores | None = None  # then only these texts are asked
    remembering: bool = True
    statuses: Counter[int] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    versions: Counter[int] = field(default_factory=Counter)
    predictions: dict[str, Kept] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)  # the prediction of each answer
    seconds: list[float] = field(default_factory=list)  # to the reply to a review
    seconds_to_answers: list[float] = field(default_factory=list)
    stored: int = 0
    unstored: int = 0
    last_stored: float = 0.0
    cut: int = 0  # connections that ended instead of a reply
    hung: int = 0  # requests without a reply at the end
    mixed: int = 0  # one version's number with another one's figures
    hasty: int = 0  # 503 without Retry-After
    asked: int = 0
    stopping: bool = False
    failures: list[str] = field(default_factory=list)  # of this program itself

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Ask while the block runs; at its end every open request is waited for."""
        thread = threading.Thread(target=self._run)
        thread.start()
        try:
            yield
        finally:
            self.stopping = True
            thread.join()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(self._ask_all())

    async def _ask_all(self) -> None:
        asyncio.get_running_loop().set_exception_handler(
            lambda _, facts: self.failures.append(str(facts.get("exception", facts["message"])))
        )
        clients = [Client(self) for _ in range(self.count)]
        async with asyncio.TaskGroup() as group:
            for client in clients:
                group.create_task(client.live())
        self.hung = sum(client.waiting for client in clients)

    def next_text(self) -> str:
        """The text to ask next: one of those with known scores, or one that was never asked."""
        self.asked += 1
        if self.expected:
            known = next(iter(self.expected.values()))
            return list(known)[self.asked % len(known)]
        return f"{TEXTS[self.asked % len(TEXTS)]} {self.asked}"

    def heard(self, status: int, head: bytes, reply: Reply, text: str, taken: float) -> None:
        """Count a reply, and keep what it promises."""
        self.statuses[status] += 1
        if self.remembering:
            (self.seconds_to_answers if status == 201 else self.seconds).append(taken)
        if status == 503 and not LATER.search(head):
            self.hasty += 1
        if status >= 400:
            self.refusals[reply.code] += 1
        elif status == 200:
            self._predicted(reply, text)
        else:
            self.answers[str(reply.id)] = text

    def _predicted(self, reply: Reply, text: str) -> None:
        self.versions[reply.model_version] += 1
        if reply.stored:
            self.stored += 1
            self.last_stored = time.monotonic()
            if self.remembering:
                self.predictions[str(reply.id)] = Kept(text, reply.label, reply.model_version)
        else:
            self.unstored += 1
        if self.expected and not agrees(reply, self.expected.get(reply.model_version, {}).get(text, {})):
            self.mixed += 1


def quantile_ms(seconds: list[float], share: float) -> float:
    """Of times in seconds, in milliseconds; 0 of none."""
    ordered = sorted(seconds)
    return round(1000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)], 1) if ordered else 0.0


def agrees(reply: Reply, expected: dict[str, float]) -> bool:
    """Whether label and probabilities are those that one version gives to the text."""
    said = reply.probabilities
    return (
        said.keys() == expected.keys()
        and all(math.isclose(said[label], expected[label], abs_tol=SAME) for label in said)
        and reply.label == max(said, key=said.__getitem__)
    )


class Client(asyncio.Protocol):
    """One of the crowd."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd
        self.decoder = msgspec.json.Decoder(Reply)
        self.transport: Any = None
        self.lost = asyncio.Event()
        self.waiting = False
        self.given_up = False  # nothing came for too long
        self.buffer, self.text, self.at = b"", "", 0.0

    async def live(self) -> None:
        """Connect, and again whenever the connection is lost."""
        loop = asyncio.get_running_loop()
        while not self.crowd.stopping:
            self.lost.clear()
            with suppress(OSError):
                await loop.create_connection(lambda: self, "127.0.0.1", self.crowd.port)
                await self._until_lost()
            await asyncio.sleep(AGAIN_SECONDS)

    async def _until_lost(self) -> None:
        drained = 0.0
        while not self.lost.is_set() and drained < DRAIN_SECONDS:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.lost.wait(), 0.5)
            drained += 0.5 * self.crowd.stopping
        if self.transport is not None and not self.lost.is_set():
            self.given_up = True
            self.transport.abort()

    def connection_made(self, transport: Any) -> None:
        """Begin to ask."""
        self.transport, self.buffer = transport, b""
        self.ask()

    def connection_lost(self, _error: Exception | None) -> None:
        """Whoever waited for a reply does not get it."""
        if self.waiting and not self.given_up:
            self.crowd.cut += 1
            self.waiting = False
        self.lost.set()

    def ask(self) -> None:
        """Post the next review, or leave."""
        if self.crowd.stopping:
            self.transport.close()
            return
        self.text = self.crowd.next_text()
        self._post("/v1/predictions", {"text": self.text, "consent": True})

    def _post(self, path: str, body: dict[str, object]) -> None:
        content = msgspec.json.encode(body)
        self.waiting, self.at = True, time.perf_counter()
        head = f"POST {path} HTTP/1.1\r\nHost: siklus\r\nContent-Length: {len(content)}\r\n"
        self.transport.write(f"{head}Content-Type: application/json\r\n\r\n".encode() + content)

    def data_received(self, data: bytes) -> None:
        """Read a reply as soon as it is whole, and go on."""
        self.buffer += data
        head, end, content = self.buffer.partition(b"\r\n\r\n")
        length = LENGTH.search(head) if end else None
        if length is None or len(content) < int(length[1]):
            return
        self.buffer, self.waiting = b"", False
        status, reply = int(head[9:12]), self.decoder.decode(content)
        self.crowd.heard(status, head, reply, self.text, time.perf_counter() - self.at)
        if CLOSE.search(head):
            self.transport.close()
        elif status == 503:
            asyncio.get_running_loop().call_later(AGAIN_SECONDS, self._ask_again)
        else:
            self._go_on(status, reply)

    def _ask_again(self) -> None:
        if not self.lost.is_set():
            self.ask()

    def _go_on(self, status: int, reply: Reply) -> None:
        every = self.crowd.answering
        if status == 200 and reply.stored and every and self.crowd.stored % every == 0:
            self.text = str(reply.id)
            self._post(
                f"/v1/predictions/{reply.id}/feedback", {"token": reply.feedback_token, "correct": True}
            )
        else:
            self.ask()
