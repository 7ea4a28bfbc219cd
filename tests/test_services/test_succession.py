"""A version that learnt what was erased is followed by one that did not, in time, and cannot come back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from siklus.domain.access import Caller, Role
from siklus.domain.alerts import Figure
from siklus.domain.erasures import Standing
from siklus.domain.examples import ExampleState
from siklus.domain.gate import Decision
from siklus.domain.identity import new_id
from siklus.domain.lifecycle import Action
from siklus.domain.reviews import Label
from siklus.domain.splits import Split
from siklus.domain.trials import Ending
from siklus.domain.triggers import Hold, Outcome, Reason, RunState
from siklus.errors import ArtefactMissing, VersionErased, VersionNotRepeatable
from siklus.services.prediction import Request
from support.clock import NOON
from support.starter import as_csv, starter_rows

# No two are alike: of copies one teaches.
REVIEWS = {
    "satu": "Makanannya enak sekali dan pelayanannya juga sangat ramah",
    "dua": "Kamar hotel ini luas, bersih, dan tenang sepanjang malam",
    "tiga": "Kurirnya sopan dan paketnya tiba lebih cepat dari janji",
    "empat": "Bukunya seru dibaca sampai halaman terakhir tanpa terasa",
}
HALF = timedelta(hours=36)
WORSE = {"truth": "012" * 20, "active": "012" * 20, "candidate": "120" * 20}


def teach(services, subject: str, words: str) -> None:
    said = services.prediction.predict(Request(REVIEWS[words], consent=True, subject=subject))
    services.feedback.answer(said.id, said.feedback_token, correct=True)


def train_all(services) -> int:
    """A version of all that is usable now, made active."""
    with services.store.reading() as tx:
        ids = [example.id for example in tx.examples.usable()]
    version, _ = services.retraining.train_version(ids, actor="test")
    services.deployment.activate(version.version, actor="test", reason="uji")
    return version.version


def carry_out(services, run_id: str) -> None:
    for step in ("take_snapshot", "train", "gate", "deploy"):
        getattr(services.retraining, step)(run_id)


def rows_of(services, number: int) -> set[str]:
    with services.store.reading() as tx:
        return set(tx.snapshots.get(tx.versions.get(number).snapshot_id).example_ids)


@pytest.fixture
def learnt(trained, clock):
    """Version 2 is active and has learnt from Saya and Dia; version 1 has not."""
    teach(trained, "saya", "satu")
    teach(trained, "saya", "dua")
    teach(trained, "dia", "tiga")
    clock.advance(minutes=1)
    assert train_all(trained) == 2
    clock.advance(minutes=1)
    return trained


# --- when -----------------------------------------------------------------------------------------


def test_until_half_of_the_time_is_gone_erasures_are_gathered(learnt, clock):
    erased = learnt.erasure.erase("saya", actor="Budi")
    assert (erased.versions, erased.due_at - erased.at) == ((2,), timedelta(hours=72))
    clock.advance(hours=35)
    assert Reason.ERASURE not in learnt.retraining.consider().reasons
    clock.advance(hours=1)
    run = learnt.retraining.consider()
    assert (run.state, run.reasons, run.figures["erasure_used"]) == (RunState.QUEUED, (Reason.ERASURE,), 0.5)


def test_who_asks_by_hand_need_not_wait(learnt):
    learnt.erasure.erase("saya", actor="Budi")
    assert learnt.retraining.request(actor="Ani", note="").reasons == (Reason.MANUAL, Reason.ERASURE)


def test_without_an_open_erasure_nobody_erases(learnt):
    assert learnt.retraining.request(actor="Ani", note="").reasons == (Reason.MANUAL,)


def test_the_time_is_a_setting(learnt):
    short = replace(learnt.erasure, within=timedelta(minutes=5))
    assert short.erase("saya", actor="Budi").due_at == learnt.erasure.now() + timedelta(minutes=5)


def test_what_no_version_learnt_or_only_earlier_ones_is_done_at_once(learnt, clock):
    teach(learnt, "baru", "empat")
    new = learnt.erasure.erase("baru", actor="Budi")
    assert (new.versions, new.successor, new.in_time) == ((), None, True)
    learnt.deployment.activate(1, actor="Ani", reason="uji")
    clock.advance(minutes=1)
    old = learnt.erasure.erase("saya", actor="Budi")
    assert (old.versions, old.successor, old.in_time) == ((2,), 1, True)
    assert learnt.retraining.preview().figures["erasure_used"] is None


def test_after_a_failure_it_is_tried_again_soon_however_long_the_cooldown(learnt, clock):
    policy = replace(learnt.retraining.triggers, cooldown=timedelta(days=30))
    retraining = replace(learnt.retraining, triggers=policy)
    learnt.erasure.erase("saya", actor="Budi")
    clock.advance(hours=36)
    retraining.fail(retraining.consider().id, "penuh")
    clock.advance(minutes=9)
    assert retraining.consider().holds == (Hold.COOLDOWN,)
    clock.advance(minutes=1)
    assert retraining.consider().state is RunState.QUEUED


# --- the successor ----------------------------------------------------------------------------------


def test_the_successor_learns_the_rest_of_the_same_rows_and_nothing_else(learnt, clock):
    before = rows_of(learnt, 2)
    first = learnt.erasure.erase("saya", actor="Budi")
    second = learnt.erasure.erase("dia", actor="Budi")
    learnt.importing.add(as_csv(starter_rows(30, skip=400)), actor="Ani")
    clock.advance(hours=36)
    run = learnt.retraining.consider()
    carry_out(learnt, run.id)

    assert learnt.deployment.active().version == 3
    with learnt.store.reading() as tx:
        gone = {e.id for e in tx.examples.by_ids(tuple(before)) if e.state == ExampleState.WITHDRAWN}
    assert len(gone) == 3
    assert rows_of(learnt, 3) == before - gone
    ended = learnt.retraining.run(run.id)
    assert (ended.outcome, ended.gate["decision"]) == (Outcome.DEPLOYED, Decision.WAIT)
    assert "erasure; " in learnt.deployment.active().reason
    found = {proof.erasure.id: proof.erasure for proof in learnt.erasure.newest()}
    for erasure in (first, second):
        assert (found[erasure.id].successor, found[erasure.id].in_time) == (3, True)
    # The labels that came meanwhile are the next run's.
    assert learnt.retraining.preview().figures["new_labels"] == 30


def test_the_log_proves_it(learnt, clock):
    erased = learnt.erasure.erase("saya", actor="Budi")
    clock.advance(hours=40)
    carry_out(learnt, learnt.retraining.consider().id)
    [proof] = learnt.erasure.newest()
    with learnt.store.reading() as tx:
        [begun] = tx.audit_log.of_action("subject.erased")
        [ended] = tx.audit_log.of_action("erasure.finished")
    assert (proof.erased, proof.finished) == (begun.seq, ended.seq)
    assert begun.details["due_at"] == erased.due_at.isoformat()
    assert ended.details == {
        "erasure": erased.id,
        "erased_at": erased.at.isoformat(),
        "due_at": erased.due_at.isoformat(),
        "activated_at": (erased.at + timedelta(hours=40)).isoformat(),
        "in_time": True,
        "versions": [2],
        "successor": 3,
        "deployment": 3,
    }
    assert learnt.auditing.verify().sound


def test_any_clean_version_ends_the_wait_and_too_late_is_said_so(learnt, clock):
    learnt.erasure.erase("saya", actor="Budi")
    clock.advance(hours=73)
    [proof] = learnt.erasure.newest()
    assert proof.erasure.standing(clock()) is Standing.LATE
    learnt.deployment.activate(1, actor="Ani", reason="tenggat")
    [proof] = learnt.erasure.newest()
    assert (proof.erasure.standing(clock()), proof.erasure.successor) == (Standing.DONE, 1)
    assert proof.erasure.in_time is False


def test_the_law_wins_over_the_gate_and_the_admin_is_told(learnt, clock):
    learnt.erasure.erase("saya", actor="Budi")
    clock.advance(hours=36)
    run = learnt.retraining.consider()
    learnt.retraining.take_snapshot(run.id)
    learnt.retraining.train(run.id)
    with learnt.store.transaction() as tx:
        found = {**tx.runs.get(run.id).evidence, "golden": WORSE}
        tx.runs.advance(run.id, RunState.GATE, run.created_at, evidence=found)
    assert learnt.retraining.gate(run.id).decision is Decision.REFUSE
    assert learnt.vitals.current()[Figure.ERASURE_FORCED] == 0
    assert learnt.retraining.deploy(run.id).version == 3
    assert learnt.vitals.current()[Figure.ERASURE_FORCED] == 1
    assert learnt.vitals.current()[Figure.ERASURE_USED] == 0
    assert learnt.deployment.version(3).state == "active"


def test_an_ordinary_run_still_obeys_the_gate_and_may_end_the_wait(learnt, clock):
    learnt.importing.add(as_csv(starter_rows(40, skip=400)), actor="Ani")
    run = learnt.retraining.consider()
    assert run.reasons == (Reason.LABELS,)
    learnt.erasure.erase("saya", actor="Budi")
    carry_out(learnt, run.id)
    ended = learnt.retraining.run(run.id)
    [proof] = learnt.erasure.newest()
    assert (proof.erasure.successor == 3) == (ended.outcome is Outcome.DEPLOYED)


def test_a_text_that_is_erased_during_the_training_is_not_in_the_version(learnt, clock):
    run = learnt.retraining.request(actor="Ani", note="")
    learnt.retraining.take_snapshot(run.id)
    erased = []

    def told(_stage: str, _share: float) -> None:
        if not erased:
            erased.append(learnt.erasure.erase("saya", actor="Budi"))

    learnt.retraining.train(run.id, told)
    [erasure] = erased
    assert erasure.versions == (2,)
    with learnt.store.reading() as tx:
        version = tx.versions.get(3)
        rows = tx.examples.by_ids(tx.snapshots.get(version.snapshot_id).example_ids)
    kept = sum(row.state == ExampleState.USABLE for row in rows)
    assert version.provenance["train"] + version.provenance["golden"] == kept == len(rows) - 2


def test_measuring_rows_go_too(trained, clock):
    audited = replace(trained.prediction, draw=lambda: 0.0)
    reviewer = Caller("Ani", Role.REVIEWER)
    for row in starter_rows(40, skip=400):
        audited.predict(Request(row["text"], consent=True, subject="saya"))
    for item in trained.review.next(reviewer, 100):
        trained.review.answer(item.ask.id, reviewer, Label.POSITIF)
    clock.advance(minutes=1)
    train_all(trained)
    with trained.store.reading() as tx:
        before = {e.id for e in tx.examples.golden() if e.subject}
    assert before
    trained.erasure.erase("saya", actor="Budi")
    carry_out(trained, trained.retraining.request(actor="Ani", note="").id)
    with trained.store.reading() as tx:
        assert not before & {e.id for e in tx.examples.golden()}
        rows = tx.examples.by_ids(tuple(rows_of(trained, 3)))
    assert {row.split for row in rows} == {Split.TRAIN, Split.GOLDEN}
    assert not before & {row.id for row in rows}


# --- what must not come back ------------------------------------------------------------------------


@pytest.fixture
def followed(learnt, clock):
    """Version 3 has followed version 2."""
    learnt.erasure.erase("saya", actor="Budi")
    carry_out(learnt, learnt.retraining.request(actor="Ani", note="").id)
    clock.advance(minutes=1)
    return learnt


def test_a_version_that_was_followed_cannot_answer_again(followed):
    with pytest.raises(VersionErased) as refused:
        followed.deployment.rollback(actor="Ani", reason="uji")
    assert refused.value.version == 2
    with pytest.raises(VersionErased):
        followed.deployment.activate(2, actor="Ani", reason="uji")
    assert followed.guard.verdict() is None
    assert [link.version for link in followed.deployment.chain()] == [1, 2, 3]
    assert followed.deployment.activate(1, actor="Ani", reason="uji").version == 1


def test_it_is_not_carried_elsewhere_nor_made_again(followed):
    for export in (followed.transfer.export, followed.transfer.export_table):
        with pytest.raises(VersionErased):
            export(2, actor="Ani")
    with pytest.raises(VersionNotRepeatable, match=r"2 of its \d+ rows were erased or withdrawn"):
        followed.rebuilding.rebuild(2)
    assert followed.rebuilding.rebuild(3).same


def test_its_file_is_deleted_and_the_others_stay(followed):
    files = {number: followed.deployment.version(number).sha256 for number in (1, 2, 3)}
    assert followed.erasure.sweep() == [2]
    assert followed.erasure.sweep() == []
    with pytest.raises(ArtefactMissing):
        followed.artefacts.load(files[2])
    assert followed.artefacts.load(files[1])
    assert followed.artefacts.load(files[3])
    with followed.store.reading() as tx:
        entry = tx.audit_log.newest(1)[0]
    assert (entry.action, entry.details) == ("artefacts.deleted", {"versions": [2]})


def test_a_file_that_a_clean_version_shares_stays(followed):
    with followed.store.transaction() as tx:
        same = replace(tx.versions.get(2), version=4)
        tx.snapshots.add(replace(tx.snapshots.get(same.snapshot_id), id=(other := new_id())))
        same = replace(same, snapshot_id=other)
        tx.versions.add(same)
    assert followed.erasure.sweep() == []


def test_while_it_waits_a_bad_version_can_still_be_rolled_back(learnt, clock):
    assert train_all(learnt) == 3
    erased = learnt.erasure.erase("saya", actor="Budi")
    assert erased.versions == (2, 3)
    assert learnt.erasure.sweep() == []
    link = learnt.deployment.rollback(actor="Ani", reason="lebih buruk")
    assert (link.version, link.action) == (2, Action.ROLLBACK)
    assert learnt.retraining.preview().figures["erasure_used"] == 0.0


def test_the_time_that_is_gone_is_watched(learnt, clock):
    assert learnt.vitals.current()[Figure.ERASURE_USED] == 0
    learnt.erasure.erase("saya", actor="Budi")
    clock.advance(hours=54)
    assert learnt.vitals.current()[Figure.ERASURE_USED] == pytest.approx(0.75)
    assert clock() - NOON > HALF


# --- on trial -------------------------------------------------------------------------------------


def test_a_challenger_that_learnt_what_was_erased_leaves_its_trial_and_comes_on_none(learnt):
    learnt.deployment.activate(1, actor="Ani", reason="uji")
    learnt.trials.canary(2, 0.1, actor="Ani", reason="uji")
    erased = learnt.erasure.erase("saya", actor="Budi")
    assert learnt.trials.running() is None
    trial = learnt.trials.newest()[0]
    assert (trial.outcome, trial.why_ended) == (Ending.ERASED, f"erasure {erased.id}")
    with pytest.raises(VersionErased):
        learnt.trials.shadow(2, actor="Ani", reason="uji")


def test_a_challenger_that_did_not_learn_it_stays_on_trial(learnt):
    learnt.trials.shadow(1, actor="Ani", reason="uji")
    learnt.erasure.erase("saya", actor="Budi")
    assert learnt.trials.running().version == 1
