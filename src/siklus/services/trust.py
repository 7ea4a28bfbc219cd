"""Whose answers teach: looked at before each training; what is held back can be seen, and released."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from siklus.database.feedback import Given
from siklus.database.store import Store, Transaction
from siklus.domain.examples import LIVE_ORIGINS, Example, Origin
from siklus.domain.feedback import AskReason, Held, Trust
from siklus.domain.quarantine import READER_SHARE, Said, alike, distrusted, holds
from siklus.domain.reviews import LABELS
from siklus.domain.snapshots import divide
from siklus.domain.trust import Answers, Floats, Found, assess
from siklus.services.doubt import ask_about
from siklus.services.training import RECENT, Trainer

# What readers said before these is no longer looked at: it teaches or not, as it was left.
WINDOW = 2_000
# A model that has learnt lies judges worse who lies: without them it is asked again.
ROUNDS = 3
# Of the readers who lose trust in one look, so many have one answer looked at by a reviewer.
MOST_ASKED = 3


@dataclass(frozen=True, slots=True)
class Assessed:
    """What one look at the readers came to."""

    held: dict[str, int] = field(default_factory=dict)  # newly quarantined answers, by reason
    freed: int = 0
    distrusted: int = 0  # readers

    @property
    def changed(self) -> bool:
        """Whether any answer was moved."""
        return bool(self.held or self.freed)


@dataclass(frozen=True, slots=True)
class TrustService:
    """The readers, by what they have said."""

    store: Store
    trainer: Trainer
    now: Callable[[], datetime]
    reader_share: float = READER_SHARE
    active: bool = True  # False believes everybody: only simulations do

    def assess(self) -> Assessed:
        """Look at all that readers have said of late; quarantine what should not teach, and free the rest.

        It can be repeated at any time. What an admin has released and what a reviewer has looked at stays
        as it is.

        Raises:
            NotEnoughData: there are too few rows to train on.
        """
        if not self.active:
            return Assessed()
        with self.store.reading() as tx:
            given = tx.feedback.newest_of_readers(WINDOW)
            if not given:
                return Assessed()
            seen = _Seen.of(tx, given, self.trainer.click_ratio(tx))
        why, out, doubt = self._judge(seen)
        with self.store.transaction() as tx:
            asked = self._ask(tx, seen, why, doubt)
            done = _move(tx, seen, why, len(out))
            if done.changed:
                facts = {"held": done.held, "freed": done.freed, "asked": asked}
                tx.audit_log.add(
                    actor="loop", action="readers.assessed", at=self.now(), distrusted=len(out), **facts
                )
        return done

    def quarantined(self, limit: int, why: Held | None = None, *, blind: bool = False) -> list[Given]:
        """Quarantined answers, the newest first.

        Args:
            blind: for reviewers: none about a text that one of them is still to audit.
        """
        with self.store.reading() as tx:
            return tx.feedback.quarantined(limit, why, blind=blind)

    def release(self, answer_ids: Sequence[str], *, actor: str) -> int:
        """Let answers teach from now on, whatever the loop thinks of their readers; all of them or none.

        A label that a reviewer gave the same text still stands above a released one.

        Raises:
            AnswerNotFound, AnswerNotQuarantined: one of them cannot be released.
        """
        ids = list(dict.fromkeys(answer_ids))
        with self.store.transaction() as tx:
            tx.examples.hold_answers([tx.feedback.release(one) for one in ids], free=True)
            tx.audit_log.add(actor=actor, action="answers.released", at=self.now(), answers=ids)
        return len(ids)

    def _judge(self, seen: "_Seen") -> tuple[list[Held | None], set[str], Floats]:
        """Why each answer is held, the distrusted readers, and how improbable each answer is."""
        dropped: set[str] = set()
        for _ in range(ROUNDS):
            learnt = divide(row for row in seen.usable if row.id not in dropped).train
            probabilities = self.trainer.unseen(learnt, seen.rows, seen.click_ratio)
            out = distrusted(seen.flips(probabilities), seen.distrusted)
            why = holds(seen.said, out, others=seen.others, recent=RECENT, share=self.reader_share)
            now = {
                row.id
                for row, one, held in zip(seen.rows, seen.given, why, strict=True)
                if held and _free(one)
            }
            if now & seen.usable_ids == dropped:
                break
            dropped = now & seen.usable_ids
        return why, out, 1 - probabilities[np.arange(len(seen.rows)), seen.codes]

    def _ask(self, tx: Transaction, seen: "_Seen", why: Sequence[Held | None], doubt: Floats) -> int:
        """Let reviewers settle what readers differ about, and look at those who are newly distrusted."""
        fresh = [
            (one, held, unlikely)
            for one, held, unlikely in zip(seen.given, why, doubt, strict=True)
            if held and one.answer.trust == Trust.TRUSTED and _free(one)
        ]
        texts = {one.example_id: row.text_key for one, row in zip(seen.given, seen.rows, strict=True)}
        disputed = {texts[one.example_id]: one for one, held, _ in fresh if held == Held.DISPUTED}
        doubtful = sorted((item for item in fresh if item[1] == Held.READER), key=lambda item: item[2])
        suspects = {reader_of(one): one for one, _, _ in doubtful}  # of each reader the least likely answer
        at, most = self.now(), list(suspects.values())[-MOST_ASKED:]
        asked = ask_about(tx, _predictions(disputed.values()), at, AskReason.DISPUTED)
        return asked + ask_about(tx, _predictions(most), at)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is known when the readers are looked at."""

    given: list[Given]
    rows: list[Example]  # what each of `given` would teach
    said: list[Said]
    codes: Any  # the labels that were said, as column numbers
    usable: list[Example]
    usable_ids: set[str]
    click_ratio: float

    @classmethod
    def of(cls, tx: Transaction, given: list[Given], click_ratio: float) -> "_Seen":
        found = {row.id: row for row in tx.examples.by_ids([one.example_id for one in given])}
        rows = [found[one.example_id] for one in given]
        settled = tx.examples.reviewed([row.text_key for row in rows])
        groups = alike([row.text for row in rows])
        said = [
            Said(
                reader=reader_of(one),
                person=one.answer.subject is not None,
                text_key=row.text_key,
                alike=group,
                label=one.answer.label,
                settled=settled.get(row.text_key),
            )
            for one, row, group in zip(given, rows, groups, strict=True)
        ]
        usable = tx.examples.usable()
        codes = _codes(one.answer.label for one in given)
        return cls(given, rows, said, codes, usable, {row.id for row in usable}, click_ratio)

    @property
    def others(self) -> int:
        """Labels by reviewers."""
        return sum(row.origin in LIVE_ORIGINS and row.origin != Origin.READER for row in self.usable)

    @property
    def distrusted(self) -> set[str]:
        """The readers who are distrusted until now."""
        return {reader_of(one) for one in self.given if one.answer.held == Held.READER}

    def flips(self, probabilities: Floats) -> Mapping[str, float]:
        """By reader, the probability that he answers wrongly on purpose; copies count once."""
        firsts = {(one.alike, one.label): at for at, one in reversed(list(enumerate(self.said)))}
        at = np.array(sorted(firsts.values()), dtype=np.intp)
        names = {name: number for number, name in enumerate(dict.fromkeys(self.said[i].reader for i in at))}
        found: Found = assess(
            Answers(
                reader=np.array([names[self.said[i].reader] for i in at], dtype=np.intp),
                said=self.codes[at],
                shown=_codes(self.given[i].shown for i in at),
                settled=_codes(self.said[i].settled for i in at),
                probabilities=probabilities[at],
            )
        )
        return dict(zip(names, found.flips.tolist(), strict=True))


def reader_of(one: Given) -> str:
    """Whom an answer is put down to: a person's keyed hash, or all the nameless ones of a channel."""
    # No hash can hold a colon, so no reader can pass for a channel.
    return one.answer.subject or f"channel:{one.channel}"


def _move(tx: Transaction, seen: _Seen, why: Sequence[Held | None], out: int) -> Assessed:
    """Write down what has changed."""
    moves: dict[tuple[Held | None, Held | None], list[str]] = defaultdict(list)
    for one, held in zip(seen.given, why, strict=True):
        if _free(one) and one.answer.held != held:
            moves[one.answer.held, held].append(one.answer.id)
    held_now: dict[str, int] = defaultdict(int)
    freed = 0
    for (before, after), ids in moves.items():
        moved = tx.feedback.move(ids, before, after)
        tx.examples.hold_answers(moved, free=after is None)
        if after is None:
            freed += len(moved)
        elif moved and before is None:
            held_now[after] += len(moved)
    return Assessed(dict(held_now), freed, out)


def _free(one: Given) -> bool:
    """Whether it is the loop that decides about an answer."""
    return not one.overruled and one.answer.trust != Trust.RELEASED


def _predictions(given: Any) -> list[str]:
    return [one.answer.prediction_id for one in given]


def _codes(labels: Any) -> Any:
    return np.array([-1 if label is None else LABELS.index(label) for label in labels], dtype=np.intp)
