"""A version on trial is judged on audits of texts that both versions judged, and harms nobody meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from siklus.domain.access import Caller, Role
from siklus.domain.lifecycle import LOOP, Action, VersionState, is_unbroken
from siklus.domain.trials import Ending, Mode, Promotion, Trial, TrialPolicy
from siklus.errors import (
    ArtefactMissing,
    CanaryShareInvalid,
    DeploymentRaced,
    NoActiveVersion,
    NoTrial,
    ReviewUnreadable,
    SiklusError,
    VersionNotFound,
    VersionNotServable,
)
from siklus.services.prediction import Request
from siklus.services.trials import begin
from support.models import add_version, same, turned_round
from support.starter import starter_rows

ANI = Caller("Ani", Role.REVIEWER)


@pytest.fixture
def second(trained, small_model):
    """An installation with version 2 beside the active version 1."""

    def add(change=same, number=2):
        add_version(trained, small_model, change, number)
        return trained

    return add


@pytest.fixture
def audited(clock):
    """Let so many reviews come in, each of them judged by both versions, audited, and answered."""

    def come_in(services, count: int, start: int = 0):
        services.challenging.refresh()
        prediction = replace(services.prediction, draw=lambda: 0.0)
        rows = [row for row in starter_rows() if row["label"] != "netral"][start : start + count]
        replies = [prediction.predict(Request(row["text"], consent=True)) for row in rows]
        services.shadows.flush()
        truth = {str(reply.id): row["label"] for reply, row in zip(replies, rows, strict=True)}
        clock.advance(minutes=1)
        for item in services.review.next(ANI, count):
            services.review.answer(item.ask.id, ANI, truth[item.ask.prediction_id])
        return replies

    return come_in


def shadowed(services, number=2):
    return services.trials.shadow(number, actor="Ani", reason="coba dulu")


def log_of(services) -> list[str]:
    return [entry.action for entry in reversed(services.auditing.newest(50))]


# --- by hand --------------------------------------------------------------------------------------


def test_a_shadow_is_kept_with_who_and_why_and_nothing_else_changes(second):
    services = second()
    before = services.deployment.active()
    trial = shadowed(services)
    assert services.trials.running() == trial
    assert (trial.version, trial.champion, trial.mode, trial.share) == (2, 1, Mode.SHADOW, 0.0)
    assert (trial.actor, trial.reason, trial.ended_at) == ("Ani", "coba dulu", None)
    assert services.deployment.active() == before
    assert services.deployment.version(2).state == VersionState.REFUSED
    assert log_of(services)[-1] == "trial.shadow"


def test_one_challenger_at_a_time_another_one_takes_its_place(second):
    services = second()
    second(number=3)
    shadowed(services)
    services.trials.canary(3, 0.1, actor="Budi", reason="yang ini saja")
    newest, former = services.trials.newest()
    assert (newest.version, newest.mode, newest.ended_at) == (3, Mode.CANARY, None)
    assert (former.version, former.outcome, former.ended_by) == (2, Ending.REPLACED, "Budi")


def test_stopping_ends_it_and_a_second_time_there_is_none(second):
    services = second()
    shadowed(services)
    ended = services.trials.stop(actor="Budi", reason="cukup")
    assert (ended.outcome, ended.ended_by, ended.why_ended) == (Ending.STOPPED, "Budi", "cukup")
    assert services.trials.running() is None
    with pytest.raises(NoTrial):
        services.trials.stop(actor="Budi", reason="cukup")
    assert log_of(services)[-2:] == ["trial.shadow", "trial.ended"]


@pytest.mark.parametrize(("number", "outcome"), [(2, Ending.PROMOTED), (3, Ending.OVERTAKEN)])
def test_activating_ends_the_trial(second, number, outcome):
    services = second()
    second(number=3)
    shadowed(services)
    services.deployment.activate(number, actor="Budi", reason="sudah jelas")
    [trial] = services.trials.newest()
    assert (trial.outcome, trial.ended_by, trial.why_ended) == (outcome, "Budi", "sudah jelas")


def test_a_rollback_ends_it_too(second):
    services = second()
    second(number=3)
    services.deployment.activate(3, actor="Ani", reason="coba")
    shadowed(services)
    services.deployment.rollback(actor="Ani", reason="kembali")
    assert services.trials.newest()[0].outcome == Ending.OVERTAKEN


def test_what_is_no_trial_is_refused_and_the_one_that_runs_stays(second):
    services = second()
    trial = shadowed(services)
    with pytest.raises(VersionNotServable):
        shadowed(services, 1)
    with pytest.raises(VersionNotFound):
        shadowed(services, 7)
    with pytest.raises(CanaryShareInvalid):
        services.trials.canary(2, 1.0, actor="Ani", reason="semua")
    with pytest.raises(ReviewUnreadable):
        services.trials.canary(2, 0.1, actor="Ani", reason="\ud800")
    assert services.trials.running() == trial


def test_a_version_without_a_file_does_not_come_on_trial(second):
    services = second(turned_round)
    services.artefacts.path(services.deployment.version(2).sha256).unlink()
    with pytest.raises(ArtefactMissing):
        shadowed(services)
    assert services.trials.running() is None


def test_without_an_active_version_there_is_nothing_to_stand_beside(services, clock):
    with pytest.raises(NoActiveVersion), services.store.transaction() as tx:
        begin(tx, 2, Mode.SHADOW, 0.0, actor="Ani", reason="", at=clock())


def test_a_candidate_whose_parent_left_begins_nothing_and_ends_nothing(second, clock):
    services = second()
    trial = shadowed(services)
    with services.store.transaction() as tx, pytest.raises(DeploymentRaced):
        begin(tx, 2, Mode.CANARY, 0.1, actor=LOOP, reason="", at=clock(), expected=9)
    assert services.trials.running() == trial


# --- what audits say ------------------------------------------------------------------------------


def test_a_shadow_that_is_worse_is_taken_out_and_nobody_ever_heard_it(second, audited):
    services = second(turned_round)
    shadowed(services)
    replies = audited(services, 40)
    assert {reply.model_version for reply in replies} == {1}
    figures = services.trials.standing()["figures"]
    assert (figures["scored"], figures["audits"]) == (40, 40)
    assert figures["lost"] > figures["won"]
    assert figures["harm"] >= figures["limit"] > figures["gain"]
    ended = services.trials.watch()
    assert (ended.outcome, ended.ended_by) == (Ending.WORSE, LOOP)
    assert ended.why_ended.startswith("of 40 audited texts that both judged v1 alone was right on ")
    assert services.deployment.active().version == 1
    assert services.vitals.current()["challenger_out"] == 1
    assert log_of(services)[-1] == "trial.ended"
    assert services.trials.watch() is None


def test_a_canary_that_is_worse_is_taken_out_by_the_texts_of_both(second, audited):
    services = second(turned_round)
    services.trials.canary(2, 0.5, actor="Ani", reason="coba")
    replies = audited(services, 40)
    heard = [reply.model_version for reply in replies]
    assert set(heard) == {1, 2}
    assert services.trials.standing()["figures"]["audits"] == 40
    assert services.trials.watch().outcome == Ending.WORSE
    # From the next refresh on the champion answers everything.
    assert {reply.model_version for reply in audited(services, 10, start=40)} == {1}


def test_one_that_says_the_same_stays_and_is_not_proposed_in_shadow(second, audited):
    services = second()
    shadowed(services)
    audited(services, 60)
    assert services.trials.watch() is None
    figures = services.trials.standing()["figures"]
    assert (figures["alike"], figures["lost"], figures["won"], figures["p_value"]) == (60, 0, 0, 1.0)


@pytest.fixture
def worse_champion(second, small_model):
    """The turned version is active, the sound one its challenger."""
    services = second(turned_round)
    services.deployment.activate(2, actor="Ani", reason="coba")
    services.serving.refresh()
    return services


def test_a_better_one_is_proposed_once_and_nothing_is_deployed(worse_champion, audited):
    services = worse_champion
    services.trials.canary(1, 0.25, actor="Ani", reason="coba")
    audited(services, 30)
    proposed = services.trials.watch()
    assert proposed.proposed_at is not None
    assert proposed.ended_at is None
    assert services.deployment.active().version == 2
    assert services.vitals.current()["challenger_ready"] == 1
    assert services.trials.watch() is None
    assert log_of(services).count("trial.proposed") == 1


def test_a_better_one_is_promoted_where_the_operator_said_so(worse_champion, audited):
    services = worse_champion
    trials = replace(services.trials, policy=TrialPolicy(promote=Promotion.BETTER))
    trials.canary(1, 0.25, actor="Ani", reason="coba")
    audited(services, 30)
    ended = trials.watch()
    assert (ended.outcome, ended.ended_by) == (Ending.PROMOTED, LOOP)
    link = services.deployment.active()
    assert (link.version, link.previous, link.action, link.actor) == (1, 2, Action.DEPLOY, LOOP)
    assert is_unbroken(services.deployment.chain())
    assert services.vitals.current()["challenger_ready"] == 0


def test_a_canary_that_did_no_harm_is_promoted_only_where_that_is_enough(second, audited):
    services = second()
    services.trials.canary(2, 0.25, actor="Ani", reason="coba")
    audited(services, 60)
    better = replace(services.trials, policy=TrialPolicy(promote=Promotion.BETTER))
    assert better.watch().proposed_at is not None
    unharmed = replace(services.trials, policy=TrialPolicy(promote=Promotion.UNHARMED))
    assert unharmed.watch().outcome == Ending.PROMOTED


def test_evidence_from_the_shadow_counts_in_the_canary(second, audited):
    services = second()
    shadowed(services)
    audited(services, 10)
    services.trials.canary(2, 0.5, actor="Ani", reason="berani")
    audited(services, 10, start=10)
    assert services.trials.standing()["figures"]["audits"] == 20
    services.trials.stop(actor="Ani", reason="cukup")
    shadowed(services)
    assert services.trials.standing()["figures"]["audits"] == 0


def test_a_trial_against_a_version_that_left_is_ended(second, clock):
    services = second()
    second(number=3)
    with services.store.transaction() as tx:
        trial = begin(tx, 2, Mode.SHADOW, 0.0, actor="Ani", reason="", at=clock())
    # The pointer moves in another transaction that does not see the trial yet.
    with services.store.transaction() as tx:
        tx.trials.end(trial.id, Ending.STOPPED, by="", why="", at=clock())
    services.deployment.activate(3, actor="Budi", reason="lebih cepat")
    with services.store.transaction() as tx:
        tx.trials.add(replace(trial, id="0189d6f2-7b5a-7c3e-8a51-1f2e3d4c5b6a"))
    assert services.trials.watch().outcome == Ending.OVERTAKEN


def test_erasing_a_subject_takes_the_unheard_answers_along(second, clock):
    services = second()
    shadowed(services)
    services.challenging.refresh()
    text = starter_rows()[0]["text"]
    reply = services.prediction.predict(Request(text, consent=True, subject="budi"))
    services.shadows.flush()
    with services.store.reading() as tx:
        [kept] = tx.shadow_answers.of(reply.id)
    assert (kept.version, kept.label) == (2, reply.label)
    assert kept.probabilities == pytest.approx(reply.probabilities)
    services.erasure.erase("budi", actor="Ani")
    with services.store.reading() as tx:
        assert tx.shadow_answers.of(reply.id) == []
    assert services.trials.standing()["figures"]["scored"] == 0


def test_rows_that_are_too_old_take_the_unheard_answers_along(second, clock):
    services = second()
    shadowed(services)
    services.challenging.refresh()
    reply = services.prediction.predict(Request(starter_rows()[0]["text"], consent=True))
    services.shadows.flush()
    clock.advance(days=3)
    assert replace(services.retention, keep=timedelta(days=1)).expire() == 1
    with services.store.reading() as tx:
        assert tx.shadow_answers.of(reply.id) == []


def test_an_alert_about_a_trial_is_over_when_another_version_stands_or_is_tried(second, audited, clock):
    services = second(turned_round)
    second(number=3)
    shadowed(services)
    audited(services, 40)
    services.trials.watch()
    assert services.vitals.current()["challenger_out"] == 1
    clock.advance(minutes=1)
    shadowed(services, 3)
    assert services.vitals.current()["challenger_out"] == 0


# --- many at once ---------------------------------------------------------------------------------


def at_once(act, threads=6):
    """What `act` returns, or raised, for 0, 1, 2 … all begun at the same moment."""
    start = Barrier(threads)

    def go(number):
        start.wait(30)
        try:
            return act(number)
        except SiklusError as error:
            return error

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(go, range(threads)))


def test_of_many_that_begin_at_once_the_last_one_runs_and_every_other_was_replaced(second):
    services = second()
    second(number=3)
    begun = at_once(lambda n: shadowed(services, 2 + n % 2))
    trials = services.trials.newest()
    assert {trial.id for trial in trials} == {trial.id for trial in begun}
    assert [trial.outcome for trial in trials].count(None) == 1
    assert {trial.outcome for trial in trials} == {None, Ending.REPLACED}


def test_of_many_that_end_it_one_does(second):
    services = second()
    shadowed(services)
    ended = at_once(lambda n: services.trials.stop(actor=f"t{n}", reason="cukup"))
    [winner] = [one for one in ended if isinstance(one, Trial)]
    assert sum(isinstance(one, NoTrial) for one in ended) == 5
    assert services.trials.newest()[0].ended_by == winner.ended_by
    assert log_of(services).count("trial.ended") == 1


def test_beginning_and_activating_at_once_leaves_no_trial_against_a_version_that_left(second):
    services = second()
    second(number=3)

    def act(number):
        if number % 2:
            return services.deployment.activate(2 + number // 2 % 2, actor="Ani", reason="balapan")
        return services.trials.shadow(2 + number // 2 % 2, actor="Budi", reason="balapan")

    at_once(act)
    services.trials.watch()
    trial, active = services.trials.running(), services.deployment.active().version
    assert trial is None or (trial.champion == active != trial.version)
    assert is_unbroken(services.deployment.chain())
    assert services.auditing.verify().sound


def test_workers_that_judge_at_once_take_it_out_once(second, audited):
    services = second(turned_round)
    shadowed(services)
    audited(services, 40)
    found = at_once(lambda _: services.trials.watch())
    assert [one.outcome for one in found if one is not None] == [Ending.WORSE]
    assert log_of(services).count("trial.ended") == 1


def test_workers_that_promote_at_once_make_one_link(worse_champion, audited):
    services = worse_champion
    trials = replace(services.trials, policy=TrialPolicy(promote=Promotion.BETTER))
    trials.canary(1, 0.25, actor="Ani", reason="coba")
    audited(services, 30)
    found = at_once(lambda _: trials.watch())
    assert [one.outcome for one in found if one is not None] == [Ending.PROMOTED]
    assert [link.version for link in services.deployment.chain()] == [1, 2, 1]
