"""Keys: shown once, kept as a hash, checked by role."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from siklus.domain.access import Role
from siklus.errors import (
    KeyMissing,
    KeyNameInvalid,
    KeyNotFound,
    KeyUnknown,
    LastAdminKey,
    ReviewUnreadable,
    RoleTooLow,
)
from siklus.services.key_uses import KeyUses


def test_a_key_opens_what_its_role_includes(services):
    secret = services.access.create("dasbor", Role.REVIEWER, actor="setup")
    for needed in (Role.CLIENT, Role.REVIEWER):
        caller = services.access.check(secret, needed)
        assert (caller.role, caller.name.startswith("dasbor (")) == (Role.REVIEWER, True)
    with pytest.raises(RoleTooLow) as refused:
        services.access.check(secret, Role.ADMIN)
    assert (refused.value.role, refused.value.needed) == ("reviewer", "admin")


@pytest.mark.parametrize("secret", [None, ""])
def test_no_key_is_said_to_be_missing(services, secret):
    with pytest.raises(KeyMissing):
        services.access.check(secret, Role.CLIENT)


@pytest.mark.parametrize("secret", ["sk_guessed", " ", "é", "\udcff", "x" * 100_000])
def test_a_wrong_key_is_unknown(services, secret):
    services.access.create("a", Role.ADMIN, actor="setup")
    with pytest.raises(KeyUnknown):
        services.access.check(secret, Role.CLIENT)


@pytest.mark.parametrize("by", ["name", "id"])
def test_a_revoked_key_opens_nothing_from_then_on(services, by):
    secret = services.access.create("kasir", Role.CLIENT, actor="setup")
    other = services.access.create("lain", Role.CLIENT, actor="setup")
    key = {key.name: key for key in services.access.keys()}["kasir"]  # noqa: SIM118 (no dict)
    assert services.access.revoke(getattr(key, by), actor="Ani") == 1
    with pytest.raises(KeyUnknown):
        services.access.check(secret, Role.CLIENT)
    services.access.check(other, Role.CLIENT)
    with pytest.raises(KeyNotFound):
        services.access.revoke("kasir", actor="Ani")


def last_use(services):
    found = services.access.keys()
    return [key.last_used_at for key in found]


def test_when_a_key_was_last_used_is_known_within_an_hour(services, clock):
    secret = services.access.create("kasir", Role.CLIENT, actor="setup")
    services.access.create("lain", Role.CLIENT, actor="setup")
    services.access.note_uses()
    assert last_use(services) == [None, None]

    noon = clock()
    for minutes in (0, 20, 39):
        clock.advance(minutes=minutes)
        services.access.check(secret, Role.CLIENT)
        services.access.note_uses()
    assert last_use(services) == [noon, None]

    later = clock.advance(minutes=1)
    services.access.check(secret, Role.CLIENT)
    services.access.note_uses()
    assert last_use(services) == [later, None]


def test_an_older_use_that_another_process_tells_late_changes_nothing(services, clock):
    secret = services.access.create("kasir", Role.CLIENT, actor="setup")
    late = replace(services.access, uses=KeyUses())
    late.check(secret, Role.CLIENT)
    now = clock.advance(minutes=5)
    services.access.check(secret, Role.CLIENT)
    services.access.note_uses()

    late.note_uses()

    assert last_use(services) == [now]


def test_the_secret_is_kept_nowhere(services):
    secret = services.access.create("kasir", Role.CLIENT, actor="setup")
    [key] = services.access.keys()
    assert secret not in repr(key)
    assert len(key.hash) == 64
    assert services.access.create("kasir", Role.CLIENT, actor="setup") != secret


def test_an_admin_is_known_to_exist_until_revoked(services):
    assert not services.access.has_admin()
    services.access.create("r", Role.REVIEWER, actor="setup")
    assert not services.access.has_admin()
    services.access.create("a", Role.ADMIN, actor="setup")
    assert services.access.has_admin()
    services.access.revoke("a", actor="setup")
    assert not services.access.has_admin()


@pytest.mark.parametrize("name", ["", "   ", "x" * 51])
def test_a_name_that_no_log_could_hold_is_refused(services, name):
    with pytest.raises(KeyNameInvalid):
        services.access.create(name, Role.CLIENT, actor="setup")
    with pytest.raises(ReviewUnreadable):
        services.access.create("a\0b", Role.CLIENT, actor="setup")


def test_the_longest_name_fits_wherever_it_is_written(trained, make_prediction):
    """Reviewers are named in answers, leases and deployments; PostgreSQL refuses what is too long."""
    caller = trained.access.check(trained.access.create("x" * 50, Role.ADMIN, actor="s"), Role.ADMIN)
    make_prediction()
    [item] = trained.review.next(caller, 1)
    assert trained.review.answer(item.ask.id, caller, item.shown).subject == caller.name
    assert trained.retraining.request(actor=caller.name, note="").actor == caller.name


def test_keys_made_and_revoked_are_logged(services):
    services.access.create("kasir", Role.CLIENT, actor="setup")
    services.access.revoke("kasir", actor="Ani")
    with services.store.reading() as tx:
        log = [(entry.actor, entry.action) for entry in tx.audit_log.newest(10)]
    assert sorted(log) == [("Ani", "key.revoked"), ("setup", "key.created")]


def test_one_key_is_revoked_by_its_id_alone(services):
    """A name may look like anything, and other keys may have it too."""
    first, secret = services.access.issue("kasir", Role.CLIENT, actor="setup")
    _, other = services.access.issue("kasir", Role.CLIENT, actor="setup")
    services.access.issue(first.id, Role.CLIENT, actor="setup")

    assert services.access.revoke_one(first.id, actor="Ani").revoked_at is not None

    with pytest.raises(KeyUnknown):
        services.access.check(secret, Role.CLIENT)
    assert services.access.check(other, Role.CLIENT).key_id != first.id
    for unknown in (first.id, "kasir", "", "\0"):
        with pytest.raises(KeyNotFound):
            services.access.revoke_one(unknown, actor="Ani")


def test_the_last_admin_key_stays(services):
    first, _ = services.access.issue("a", Role.ADMIN, actor="setup")
    second, secret = services.access.issue("b", Role.ADMIN, actor="setup")
    services.access.revoke_one(first.id, actor="setup")

    with pytest.raises(LastAdminKey):
        services.access.revoke_one(second.id, actor="setup")

    assert services.access.check(secret, Role.ADMIN).key_id == second.id


def test_of_two_admins_who_revoke_each_other_at_once_one_stays(services):
    keys = [services.access.issue(name, Role.ADMIN, actor="setup")[0] for name in ("a", "b")]

    def revoked(key):
        try:
            services.access.revoke_one(key.id, actor="setup")
        except LastAdminKey:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(revoked, keys))

    assert sorted(found) == [False, True]
    assert services.access.has_admin()
