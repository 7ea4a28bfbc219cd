"""Which version answers: changed in one step, logged, undone in one command, never to a broken file."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from siklus.domain.lifecycle import Action, VersionState, is_unbroken
from siklus.errors import (
    ArtefactDamaged,
    ArtefactMissing,
    DatabaseUnavailable,
    DeploymentRaced,
    NoActiveVersion,
    NothingToRollBackTo,
    ReviewUnreadable,
    VersionNotFound,
    VersionNotServable,
)


@pytest.fixture
def several(trained, small_model):
    """Version 1 active; 2 and 3 with the same model file, refused and waiting."""
    with trained.store.transaction() as tx:
        for number, state in ((2, VersionState.REFUSED), (3, VersionState.WAITING)):
            tx.versions.add(replace(small_model.version, version=number, parent=1, state=state))
    return trained


def states(services) -> dict[int, str]:
    return {version.version: str(version.state) for version in services.deployment.versions()}


def activate(services, number: int):
    return services.deployment.activate(number, actor="Ani", reason="lebih baik")


def roll_back(services):
    return services.deployment.rollback(actor="Ani", reason="keluhan")


def damage(services, number: int) -> None:
    """Its model and, where there is one, its scorer."""
    sha256 = services.deployment.version(number).sha256
    for path in services.settings.artefacts.glob(f"{sha256}.*"):
        path.chmod(0o644)
        path.write_bytes(path.read_bytes()[:-1])


def test_an_admin_may_activate_also_what_the_gate_refused(several, clock):
    link = activate(several, 2)
    assert (link.seq, link.version, link.previous, link.action) == (2, 2, 1, Action.ACTIVATE)
    assert (link.reason, link.actor, link.at) == ("lebih baik", "Ani", clock())
    assert states(several) == {1: "archived", 2: "active", 3: "waiting"}
    assert several.deployment.active() == link


def test_every_change_is_in_the_log(several):
    activate(several, 2)
    roll_back(several)
    with several.store.reading() as tx:
        log = {entry.action: (entry.actor, entry.details) for entry in tx.audit_log.newest(10)}
    assert log["deployment.activate"] == ("Ani", {"seq": 2, "version": 2, "previous": 1})
    assert log["deployment.rollback"] == ("Ani", {"seq": 3, "version": 1, "previous": 2})


def test_rolling_back_twice_goes_two_versions_back(several):
    activate(several, 2)
    activate(several, 3)
    assert roll_back(several).version == 2
    assert roll_back(several).version == 1
    assert states(several) == {1: "active", 2: "archived", 3: "archived"}
    with pytest.raises(NothingToRollBackTo):
        roll_back(several)
    assert activate(several, 3).previous == 1
    assert roll_back(several).version == 1
    assert is_unbroken(several.deployment.chain())


def test_the_active_version_is_not_activated_again(several):
    with pytest.raises(VersionNotServable):
        activate(several, 1)
    with pytest.raises(VersionNotFound):
        activate(several, 9)
    assert len(several.deployment.chain()) == 1


def test_admins_who_activate_the_same_version_at_once_make_one_link(several):
    """A second link from a version to itself would be what a rollback goes back to."""
    start = Barrier(4)

    def act(_number: int) -> bool:
        start.wait(30)
        try:
            activate(several, 2)
        except (VersionNotServable, DeploymentRaced):
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(act, range(4))) == 1
    assert [link.version for link in several.deployment.chain()] == [1, 2]
    assert roll_back(several).version == 1


def test_admins_who_activate_different_versions_at_once_leave_one_active(several):
    start = Barrier(2)

    def act(number: int) -> None:
        start.wait(30)
        try:
            activate(several, number)
        except DeploymentRaced:
            return

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(act, (2, 3)))
    chain = several.deployment.chain()
    assert is_unbroken(chain)
    assert [n for n, state in states(several).items() if state == "active"] == [chain[-1].version]


@pytest.mark.parametrize("step", ["activate", "rollback"])
def test_a_version_whose_file_is_damaged_or_gone_does_not_become_active(several, step):
    if step == "rollback":
        activate(several, 2)
    target = 1 if step == "rollback" else 2
    before = (states(several), several.deployment.chain())
    damage(several, target)
    with pytest.raises(ArtefactDamaged):
        roll_back(several) if step == "rollback" else activate(several, 2)
    several.artefacts.path(several.deployment.version(target).sha256).unlink()
    with pytest.raises(ArtefactMissing):
        roll_back(several) if step == "rollback" else activate(several, 2)
    assert (states(several), several.deployment.chain()) == before


def test_a_reason_is_kept_as_text(several):
    assert activate(several, 2).reason == "lebih baik"
    with pytest.raises(ReviewUnreadable):
        several.deployment.rollback(actor="Ani", reason="a\0b")


# --- serving ------------------------------------------------------------------------------------


def test_a_process_follows_the_pointer(several):
    assert not several.serving.refresh()
    activate(several, 2)
    assert several.serving.current().version.version == 1
    assert several.serving.refresh()
    assert several.serving.current().version.version == 2
    assert not several.serving.refresh()


def test_a_damaged_file_leaves_the_old_version_answering(several):
    old = several.serving.current()
    activate(several, 2)
    damage(several, 2)
    for _ in range(2):
        with pytest.raises(ArtefactDamaged):
            several.serving.refresh()
        assert several.serving.current() is old


def test_while_the_database_is_away_the_old_version_answers(away):
    old = away.serving.current()
    with pytest.raises(DatabaseUnavailable):
        away.serving.refresh()
    assert away.serving.current() is old


def test_before_the_first_version_nothing_is_served(services):
    with pytest.raises(NoActiveVersion):
        services.serving.current()
    with pytest.raises(NoActiveVersion):
        services.serving.refresh()
    assert services.deployment.active() is None
    with pytest.raises(NothingToRollBackTo):
        roll_back(services)
