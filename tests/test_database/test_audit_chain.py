"""The audit log is one chain, whoever writes to it at once, and an older log becomes one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from alembic import command
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from siklus.database.engine import make_engine
from siklus.database.revision import check
from siklus.database.schema import audit_log
from siklus.database.store import Store
from siklus.database.upgrade import _config, upgrade
from siklus.domain.audit import BEGINNING, Fault, walk
from siklus.domain.identity import new_id
from siklus.services.auditing import AuditService
from support.clock import NOON

WRITERS, EACH = 8, 12
# What one database gives back otherwise than it was given: whole floats, large ones, tuples.
ODD = {"share": 0.1, "whole": 3.0, "large": 1e22, "small": 1e-7, "none": -0.0, "ids": ("a", "é"), "x": None}


def note(store: Store, count: int, **details: object) -> None:
    for number in range(count):
        with store.transaction() as tx:
            tx.audit_log.add(actor="Ani", action="test", at=NOON, number=number, **details)


def chain_of(store: Store):
    with store.reading() as tx:
        return list(tx.audit_log.chain())


def test_entries_follow_each_other_from_the_beginning(store):
    note(store, 3)
    chain = chain_of(store)
    assert [entry.seq for entry in chain] == [1, 2, 3]
    assert [entry.previous for entry in chain] == [BEGINNING, *(entry.hash for entry in chain[:-1])]


def test_what_is_read_has_the_hash_of_what_was_written(store):
    note(store, 2, **ODD)
    assert AuditService(store).verify().sound


def test_writers_at_once_make_no_gap_and_no_fork(store):
    start = Barrier(WRITERS)

    def write(_number: int) -> None:
        start.wait(30)
        note(store, EACH)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    chain = chain_of(store)
    assert [entry.seq for entry in chain] == list(range(1, WRITERS * EACH + 1))
    assert walk(chain).sound


def test_an_act_that_is_undone_leaves_no_entry_and_no_gap(store):
    note(store, 1)

    def undone() -> None:
        with store.transaction() as tx:
            tx.audit_log.add(actor="Ani", action="test", at=NOON)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    note(store, 1)
    assert [entry.seq for entry in chain_of(store)] == [1, 2]
    assert AuditService(store).verify().sound


def test_a_long_chain_is_read_in_parts(store, monkeypatch):
    monkeypatch.setattr("siklus.database.audit_log.PART", 3)
    monkeypatch.setattr("siklus.services.auditing.STEP", 2)
    note(store, 7)
    told: list[float] = []
    found = AuditService(store).verify(progress=lambda _stage, share: told.append(share))
    assert (found.sound, found.entries) == (True, 7)
    assert told == pytest.approx([2 / 7, 4 / 7, 6 / 7])


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (update(audit_log).where(audit_log.c.seq == 2).values(actor="Budi"), Fault.CHANGED),
        (update(audit_log).where(audit_log.c.seq == 2).values(at=NOON + timedelta(1)), Fault.CHANGED),
        (delete(audit_log).where(audit_log.c.seq == 2), Fault.REMOVED),
        (update(audit_log).where(audit_log.c.seq == 2).values(previous=BEGINNING), Fault.MOVED),
    ],
    ids=["actor", "time", "removed", "link"],
)
def test_what_was_done_behind_the_back_is_found(store, damage, fault):
    note(store, 4)
    with store.transaction() as tx:
        tx.connection.execute(damage)
    found = AuditService(store).verify()
    assert (found.fault, found.seq, found.entries) == (fault, 2, 1)


def test_an_end_that_was_cut_off_is_missed_by_its_noted_head(store):
    note(store, 4)
    service = AuditService(store)
    head = service.verify().head
    with store.transaction() as tx:
        tx.connection.execute(delete(audit_log).where(audit_log.c.seq > 2))
    assert service.verify().sound
    assert not service.verify(head).sound


@pytest.fixture(params=["sqlite", "postgres"])
def older(request, tmp_path):
    """A database from before the chain."""
    sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'siklus.db'}" if sqlite else request.getfixturevalue("empty_postgres")
    engine = make_engine(url, create=True)
    with engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
    yield Store(engine)
    engine.dispose()


def test_entries_from_before_are_chained_once_in_order_of_time(older):
    columns = [c for c in audit_log.c if c.name not in ("seq", "previous", "hash")]
    table = audit_log.to_metadata(type(audit_log.metadata)())
    hours = [5, 1, 3]
    with older.transaction() as tx:
        for hour in hours:
            values = {
                "id": new_id(),
                "actor": "Ani",
                "action": "test",
                "details": {"hour": hour, "kata": "é", "list": [1, 2]},
                "at": NOON + timedelta(hours=hour, microseconds=hour),
            }
            assert set(values) == {c.name for c in columns}
            tx.connection.execute(insert(table).values(**values))
    upgrade(older.engine)
    check(older.engine)
    assert [entry.details["hour"] for entry in chain_of(older)] == sorted(hours)
    note(older, 1)
    found = AuditService(older).verify()
    assert (found.sound, found.entries) == (True, 4)


def test_two_entries_cannot_have_one_place(store):
    note(store, 2)
    with store.transaction() as tx, pytest.raises(IntegrityError), tx.connection.begin_nested():
        tx.connection.execute(update(audit_log).values(seq=1))
