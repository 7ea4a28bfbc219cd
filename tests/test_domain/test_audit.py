"""A chain of entries shows what was done to it afterwards."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siklus.domain.audit import BEGINNING, Fault, LogEntry, plain, walk
from siklus.domain.identity import new_id
from support.clock import NOON


def linked(entry: LogEntry, previous: str) -> LogEntry:
    entry = replace(entry, previous=previous)
    return replace(entry, hash=entry.content_hash)


def a_chain(length: int) -> list[LogEntry]:
    chain: list[LogEntry] = []
    for seq in range(1, length + 1):
        entry = LogEntry(
            seq, new_id(), "Ani", "test", {"n": seq}, NOON + timedelta(hours=seq), BEGINNING, BEGINNING
        )
        chain.append(linked(entry, chain[-1].hash if chain else BEGINNING))
    return chain


def renumbered(entries: list[LogEntry]) -> list[LogEntry]:
    return [replace(entry, seq=seq) for seq, entry in enumerate(entries, start=1)]


def forged(entries: list[LogEntry]) -> list[LogEntry]:
    """What somebody leaves who numbers and hashes everything anew."""
    made: list[LogEntry] = []
    for entry in renumbered(entries):
        made.append(linked(entry, made[-1].hash if made else BEGINNING))
    return made


CHAIN = a_chain(6)
SWAPPED = [*CHAIN[:2], CHAIN[3], CHAIN[2], *CHAIN[4:]]


def with_third(**changes: object) -> list[LogEntry]:
    return [replace(e, **changes) if e.seq == 3 else e for e in CHAIN]


@pytest.mark.parametrize(
    ("entries", "fault", "seq"),
    [
        (CHAIN, None, None),
        ([], None, None),
        (with_third(actor="Budi"), Fault.CHANGED, 3),
        (with_third(details={"n": 4}), Fault.CHANGED, 3),
        (with_third(at=NOON), Fault.CHANGED, 3),
        (with_third(hash=CHAIN[3].hash), Fault.CHANGED, 3),
        (CHAIN[:2] + CHAIN[3:], Fault.REMOVED, 3),
        (CHAIN[1:], Fault.REMOVED, 1),
        (renumbered(CHAIN[:2] + CHAIN[3:]), Fault.MOVED, 3),
        (renumbered(CHAIN[1:]), Fault.MOVED, 1),
        (renumbered(SWAPPED), Fault.MOVED, 3),
        ([*CHAIN[:2], linked(replace(CHAIN[2], actor="Budi"), CHAIN[1].hash), *CHAIN[3:]], Fault.MOVED, 4),
    ],
    ids=[
        "whole", "empty", "actor changed", "details changed", "time changed", "hash changed", "removed",
        "first removed", "removed and numbered anew", "first removed and numbered anew", "swapped",
        "changed and hashed anew",
    ],
)  # fmt: skip
def test_the_first_fault_is_named(entries, fault, seq):
    found = walk(entries)
    assert (found.fault, found.seq, found.sound) == (fault, seq, fault is None)


def test_a_whole_chain_ends_at_its_head():
    found = walk(CHAIN)
    assert (found.entries, found.head, found.head_found) == (6, CHAIN[-1].hash, None)
    assert (walk([]).entries, walk([]).head) == (0, BEGINNING)


@pytest.mark.parametrize(
    ("entries", "found"),
    [(CHAIN, True), (CHAIN[:4], False), (forged(CHAIN[1:]), False), (forged(SWAPPED), False), ([], False)],
    ids=["whole", "end cut off", "written anew", "swapped and written anew", "emptied"],
)
def test_a_noted_head_shows_what_the_chain_alone_cannot(entries, found):
    assert walk(entries).sound
    verdict = walk(entries, noted=CHAIN[-1].hash)
    assert (verdict.head_found, verdict.sound) == (found, found)


def test_an_older_head_is_still_in_the_chain():
    assert walk(CHAIN, noted=CHAIN[2].hash).sound
    assert walk(CHAIN, noted=BEGINNING).sound


def test_the_walk_keeps_no_entry():
    seen = 0

    def counted():
        nonlocal seen
        for entry in [*CHAIN[:2], *CHAIN[3:]]:
            seen += 1
            yield entry

    assert walk(counted()).fault is Fault.REMOVED
    assert seen == 3


def test_a_time_is_the_same_moment_in_any_zone():
    there = NOON.astimezone(tz=None)
    assert replace(CHAIN[0], at=there).content_hash == replace(CHAIN[0], at=NOON).content_hash


numbers = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | st.text(), lambda inner: st.lists(inner) | st.tuples(inner)
)


@given(st.dictionaries(st.text(), values))
def test_plain_details_stay_as_they_are(details):
    once = plain(details)
    assert plain(once) == once
    assert all(not (isinstance(v, float) and v.is_integer()) for v in once.values())
