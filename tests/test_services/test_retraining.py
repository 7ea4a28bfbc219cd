"""The loop's slow half: asked for, carried out step by step, each step twice without harm."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import func, select

from siklus.database.alerts import Alert
from siklus.database.schema import model_versions, snapshots
from siklus.domain.access import Caller, Role
from siklus.domain.alerts import DRIFT, Figure
from siklus.domain.gate import Decision
from siklus.domain.identity import new_id
from siklus.domain.lifecycle import Action, VersionState
from siklus.domain.reviews import Label
from siklus.domain.splits import Split
from siklus.domain.trials import Mode, TrialPolicy
from siklus.domain.triggers import Hold, Outcome, Reason, RunState
from siklus.errors import NoActiveVersion, NotEnoughData, RetrainingUnderWay, RunNotFound
from siklus.services.prediction import Request
from support.models import add_version
from support.starter import as_csv, starter_rows

STEPS = ("take_snapshot", "train", "gate", "deploy")
ALIKE = {"truth": "012" * 20, "active": "012" * 20, "candidate": "012" * 20}
FORGOT = {"active": "1" * 60, "candidate": "0" * 10 + "1" * 50, "sizes": [["negation", 20], ["facts", 40]]}
WORSE = {**ALIKE, "candidate": "120" * 20}


def fresh(won: int, lost: int, alike: int = 20) -> dict[str, str]:
    n = won + lost + alike
    return {
        "truth": "0" * n,
        "active": "1" * won + "0" * (lost + alike),
        "candidate": "0" * won + "1" * lost + "0" * alike,
        "likelihood": [[0.1, 0.9]] * won + [[0.9, 0.1]] * lost + [[0.9, 0.9]] * alike,
        "shown": "0" * n,
        "volunteered": "0" * n,
    }


def evidence(golden=ALIKE, won: int = 0, lost: int = 0, alike: int = 20, **more) -> dict:
    return {"golden": golden, "fresh": fresh(won, lost, alike), "click_ratio": 5.0, **more}


@pytest.fixture
def at_gate(trained, small_model):
    """Bring a run before the gate with the evidence given, and the small model again as its candidate."""

    def bring(found: dict) -> str:
        run = trained.retraining.request(actor="Ani", note="coba")
        trained.retraining.take_snapshot(run.id)
        with trained.store.transaction() as tx:
            number = tx.versions.next_number()
            snapshot_id = str(tx.runs.get(run.id).snapshot_id)
            candidate = replace(
                small_model.version,
                version=number,
                parent=1,
                state=VersionState.CANDIDATE,
                snapshot_id=snapshot_id,
            )
            tx.versions.add(candidate)
            tx.runs.advance(run.id, RunState.GATE, run.created_at, candidate=number, evidence=found)
        return run.id

    return bring


def count(services, table) -> int:
    with services.store.reading() as tx:
        return tx.connection.scalar(select(func.count()).select_from(table))


def bring_labels(services, n: int, skip: int = 400) -> None:
    """Import starter reviews that the small model does not know."""
    services.importing.add(as_csv(starter_rows(n, skip=skip)), actor="Ani")


# --- asking -------------------------------------------------------------------------------------


def test_before_the_first_version_there_is_nothing_to_consider(services):
    assert services.retraining.consider() is None
    with pytest.raises(NoActiveVersion):
        services.retraining.request(actor="Ani", note="")


def test_an_evaluation_is_kept_also_when_the_answer_is_no(trained):
    run = trained.retraining.consider()
    assert (run.state, run.reasons, run.holds) == (RunState.NOT_NEEDED, (), (Hold.NOTHING_NEW,))
    assert trained.retraining.run(run.id) == run
    assert trained.retraining.runs() == []
    assert trained.retraining.runs(started_only=False) == [run]
    assert trained.retraining.queued() is None
    assert run.figures["new_labels"] == 0


def test_enough_new_labels_queue_a_run_and_only_one(trained, clock):
    bring_labels(trained, 40)
    run = trained.retraining.consider()
    assert (run.state, run.reasons, run.actor) == (RunState.QUEUED, (Reason.LABELS,), "loop")
    clock.advance(hours=1)
    again = trained.retraining.consider()
    assert (again.state, again.holds) == (RunState.NOT_NEEDED, (Hold.UNDER_WAY,))
    assert trained.retraining.queued() == run


def test_workers_that_consider_at_once_queue_one_run(trained):
    bring_labels(trained, 40)
    start = Barrier(4)

    def consider(_number: int):
        start.wait(30)
        return trained.retraining.consider()

    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(consider, range(4)))
    assert sorted(str(run.state) for run in runs) == ["not_needed"] * 3 + ["queued"]


def test_a_person_may_ask_without_a_reason_but_not_twice(trained):
    run = trained.retraining.request(actor="Ani", note="data baru")
    assert (run.reasons, run.note, run.state) == ((Reason.MANUAL,), "data baru", RunState.QUEUED)
    with pytest.raises(RetrainingUnderWay) as refused:
        trained.retraining.request(actor="Budi", note="")
    assert refused.value.run_id == run.id
    with trained.store.reading() as tx:
        log = [entry for entry in tx.audit_log.newest(10) if entry.action == "retraining.requested"]
    assert [(entry.actor, entry.details) for entry in log] == [("Ani", {"run": run.id})]


def test_after_a_run_the_loop_cools_down_and_a_person_need_not(trained, clock):
    run = trained.retraining.request(actor="Ani", note="")
    trained.retraining.fail(run.id, "penuh")
    bring_labels(trained, 40)
    assert trained.retraining.consider().holds == (Hold.COOLDOWN,)
    clock.advance(minutes=10)
    assert trained.retraining.consider().state is RunState.QUEUED


def test_labels_of_a_run_that_failed_are_still_new(trained, clock):
    bring_labels(trained, 40)
    run = trained.retraining.consider()
    clock.advance(seconds=1)
    trained.retraining.take_snapshot(run.id)
    trained.retraining.fail(run.id, "penuh")
    clock.advance(hours=1)
    again = trained.retraining.consider()
    assert (again.state, again.figures["new_labels"]) == (RunState.QUEUED, 40)


def test_an_unknown_run_is_not_found(trained):
    with pytest.raises(RunNotFound):
        trained.retraining.run("x")
    for step in STEPS:
        with pytest.raises(RunNotFound):
            getattr(trained.retraining, step)("x")


# --- the steps ----------------------------------------------------------------------------------


def test_each_step_twice_does_no_harm_and_the_run_ends(trained, clock):
    """A whole run with a real training; every step is repeated as a worker does that takes over."""
    bring_labels(trained, 30)
    run = trained.retraining.request(actor="Ani", note="")
    reports, links = [], []
    for step in STEPS:
        clock.advance(minutes=1)
        for _ in range(2):
            done = getattr(trained.retraining, step)(run.id)
            (reports if step == "gate" else links).append(done)
    for step in STEPS:
        getattr(trained.retraining, step)(run.id)
    assert (count(trained, snapshots), count(trained, model_versions)) == (2, 2)
    ended = trained.retraining.run(run.id)
    assert (ended.state, ended.candidate, ended.evidence) == (RunState.DONE, 2, None)
    assert reports[0] == reports[1]
    version = trained.deployment.version(2)
    assert version.parent == 1
    assert version.snapshot_id == ended.snapshot_id
    # The candidate judged the thirty imported labels out of fold, and nothing that version 1 had learnt.
    assert 20 <= ended.gate["figures"]["fresh"]["n"] <= 30
    assert trained.artefacts.load(version.sha256)
    behaviour = version.scores["behaviour"]
    assert behaviour["cases"] == ended.gate["figures"]["behaviour"]["n"] >= 300
    assert behaviour["rate"] == ended.gate["figures"]["behaviour"]["candidate"]
    assert "| negation |" in version.card
    assert (ended.outcome is Outcome.DEPLOYED) == (len(trained.deployment.chain()) == 2)


@pytest.mark.parametrize(
    ("found", "decision", "end"),
    [
        (evidence(won=10), Decision.ACCEPT, (Outcome.DEPLOYED, "active")),
        (evidence(lost=10), Decision.REFUSE, (Outcome.REFUSED, "refused")),
        (evidence(golden=WORSE, won=10), Decision.REFUSE, (Outcome.REFUSED, "refused")),
        (evidence(won=10, behaviour=FORGOT), Decision.REFUSE, (Outcome.REFUSED, "refused")),
        (evidence(), Decision.WAIT, (Outcome.WAITING, "waiting")),
        (evidence(won=5, alike=0), Decision.WAIT, (Outcome.WAITING, "waiting")),
    ],
    ids=["better", "worse", "worse on the golden set", "worse behaviour", "alike", "too few labels"],
)
def test_a_run_ends_as_the_gate_says(trained, at_gate, found, decision, end):
    run_id = at_gate(found)
    report = trained.retraining.gate(run_id)
    assert report.decision is decision
    link = trained.retraining.deploy(run_id)
    ended = trained.retraining.run(run_id)
    assert (ended.outcome, trained.deployment.version(2).state) == end
    assert (ended.finished_at, ended.evidence) == (trained.retraining.now(), None)
    assert ended.gate["decision"] == decision
    assert ended.gate["reasons"] == list(report.reasons)
    if decision is Decision.ACCEPT:
        assert (link.version, link.previous, link.action, link.actor) == (2, 1, Action.DEPLOY, "Ani")
        assert run_id in link.reason
    else:
        assert link is None
        assert [one.version for one in trained.deployment.chain()] == [1]
    assert trained.retraining.queued() is None


def test_what_was_lost_of_behaviour_is_told_by_capability(trained, at_gate):
    report = trained.retraining.gate(at_gate(evidence(won=10, behaviour=FORGOT)))
    assert report.figures["behaviour"]["capabilities"] == {"negation": {"won": 0, "lost": 10}}


def test_each_run_until_a_deployment_is_another_look(trained, at_gate, clock):
    for look in (1, 2):
        clock.advance(minutes=1)
        run_id = at_gate(evidence(won=3, lost=2, alike=30))
        assert trained.retraining.gate(run_id).figures["look"]["number"] == look
        trained.retraining.deploy(run_id)
    clock.advance(minutes=1)
    run_id = at_gate(evidence(won=20))
    assert trained.retraining.gate(run_id).figures["look"]["number"] == 3
    assert trained.retraining.deploy(run_id) is not None
    clock.advance(minutes=1)
    assert trained.retraining.gate(at_gate(evidence(won=20))).figures["look"]["number"] == 1


def test_a_week_after_a_shift_the_gate_waits_as_usual(trained, at_gate, clock):
    shifted = Alert(new_id(), DRIFT, 1, {"score": 0.9}, clock())
    with trained.store.transaction() as tx:
        tx.alerts.raise_(shifted)
        tx.alerts.resolve(shifted.id, clock())
    chances = []
    for days in (6, 2):
        clock.advance(days=days)
        run_id = at_gate(evidence(won=3, lost=2, alike=30))
        chances.append(trained.retraining.gate(run_id).figures["look"]["false_accept"])
        trained.retraining.deploy(run_id)
    assert chances == [0.25, 0.04]


def test_while_the_texts_have_shifted_the_gate_waits_less(trained, at_gate):
    found = evidence(won=6, lost=2, alike=30)
    first = at_gate(found)
    usual = trained.retraining.gate(first)
    trained.retraining.deploy(first)
    shifted = Alert(new_id(), DRIFT, 1, {"score": 0.9}, trained.retraining.now())
    with trained.store.transaction() as tx:
        tx.alerts.raise_(shifted)
    sooner = trained.retraining.gate(at_gate(found))
    assert [one.figures["look"]["false_accept"] for one in (usual, sooner)] == [0.04, 0.25]
    # Though it is the second look.
    assert sooner.figures["look"]["bound"] < usual.figures["look"]["bound"]


def test_an_admin_who_overrules_the_gate_is_in_the_log_and_on_the_card(trained, at_gate):
    run_id = at_gate(evidence(lost=10))
    trained.retraining.gate(run_id)
    trained.retraining.deploy(run_id)
    number = trained.retraining.run(run_id).candidate
    trained.deployment.activate(number, actor="Ani", reason="saya tahu lebih baik")
    with trained.store.reading() as tx:
        entry = next(e for e in tx.audit_log.newest(5) if e.action == "deployment.activate")
    assert (entry.details["run"], entry.details["gate"]) == (run_id, "refuse")
    card = trained.cards.markdown(number)
    assert "Decision: **refuse**" in card
    assert "by Ani: saya tahu lebih baik" in card


def test_a_candidate_that_an_admins_choice_overtook_is_not_deployed(trained, at_gate, small_model):
    run_id = at_gate(evidence(won=10))
    trained.retraining.gate(run_id)
    with trained.store.transaction() as tx:
        tx.versions.add(replace(small_model.version, version=3, state=VersionState.REFUSED))
    trained.deployment.activate(3, actor="Budi", reason="")
    assert trained.retraining.deploy(run_id) is None
    assert trained.retraining.run(run_id).outcome is Outcome.OVERTAKEN
    assert [link.version for link in trained.deployment.chain()] == [1, 3]


def test_deploying_twice_makes_one_link(trained, at_gate):
    run_id = at_gate(evidence(won=10))
    trained.retraining.gate(run_id)
    first, second = trained.retraining.deploy(run_id), trained.retraining.deploy(run_id)
    assert first is not None
    assert second is None
    assert len(trained.deployment.chain()) == 2


def with_canary(services, **policy):
    """The same loop, where what the gate accepts answers a share first."""
    return replace(services.retraining, trials=TrialPolicy(canary_share=0.1, **policy))


def test_what_the_gate_accepts_is_a_canary_first_where_the_operator_wants_that(trained, at_gate):
    run_id, retraining = at_gate(evidence(won=10)), with_canary(trained)
    retraining.gate(run_id)
    assert retraining.deploy(run_id) is None
    assert retraining.deploy(run_id) is None
    run = trained.retraining.run(run_id)
    assert (run.outcome, run.state) == (Outcome.CANARY, RunState.DONE)
    [trial] = trained.trials.newest()
    assert (trial.version, trial.champion, trial.mode, trial.share) == (run.candidate, 1, Mode.CANARY, 0.1)
    assert trial.reason.startswith(f"run {run_id}: ")
    assert len(trained.deployment.chain()) == 1


def test_what_the_gate_refuses_is_no_canary(trained, at_gate):
    run_id, retraining = at_gate(evidence(lost=10)), with_canary(trained)
    retraining.gate(run_id)
    assert retraining.deploy(run_id) is None
    assert trained.trials.newest() == []


def test_a_candidate_that_was_overtaken_is_no_canary_and_leaves_the_trial_that_runs(
    trained, at_gate, small_model
):
    run_id, retraining = at_gate(evidence(won=10)), with_canary(trained)
    retraining.gate(run_id)
    add_version(trained, small_model, number=7)
    add_version(trained, small_model, number=8)
    trained.deployment.activate(7, actor="Ani", reason="lebih dulu")
    trial = trained.trials.shadow(8, actor="Ani", reason="coba")
    assert retraining.deploy(run_id) is None
    assert trained.retraining.run(run_id).outcome == Outcome.OVERTAKEN
    assert trained.trials.running() == trial


def test_while_a_canary_runs_only_a_person_starts_the_next_retraining(trained, small_model, clock):
    add_version(trained, small_model)
    trained.trials.canary(2, 0.1, actor="Ani", reason="coba")
    bring_labels(trained, 40)
    assert trained.retraining.consider().holds == (Hold.ON_TRIAL,)
    assert trained.retraining.request(actor="Ani", note="").state == RunState.QUEUED


def test_a_shadow_holds_nothing_back(trained, small_model):
    add_version(trained, small_model)
    trained.trials.shadow(2, actor="Ani", reason="coba")
    bring_labels(trained, 40)
    assert trained.retraining.consider().state is RunState.QUEUED


def test_workers_that_carry_out_a_step_at_once_do_it_once(trained, at_gate):
    run_id = at_gate(evidence(won=10))

    def twice(step: str) -> list:
        start = Barrier(2)

        def act(_number: int):
            start.wait(30)
            return getattr(trained.retraining, step)(run_id)

        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(act, range(2)))

    reports, links = twice("gate"), twice("deploy")
    assert reports[0] == reports[1]
    assert sorted(link is None for link in links) == [False, True]
    assert len(trained.deployment.chain()) == 2


def test_a_run_that_failed_goes_no_further(trained):
    run = trained.retraining.request(actor="Ani", note="")
    trained.retraining.fail(run.id, "penuh")
    before = count(trained, snapshots)
    trained.retraining.take_snapshot(run.id)
    trained.retraining.train(run.id)
    assert trained.retraining.deploy(run.id) is None
    ended = trained.retraining.run(run.id)
    assert (ended.state, ended.outcome, ended.error) == (RunState.DONE, Outcome.FAILED, "penuh")
    assert count(trained, snapshots) == before
    assert trained.retraining.queued() is None


def test_labels_that_the_active_version_learnt_from_are_no_evidence(trained, clock):
    bring_labels(trained, 20)
    with trained.store.reading() as tx:
        learnt = {e.id for e in tx.examples.usable()}
    trained.retraining.train_version(list(learnt), actor="Ani")
    trained.deployment.activate(2, actor="Ani", reason="")
    clock.advance(minutes=1)
    bring_labels(trained, 25, skip=420)
    run = trained.retraining.request(actor="Ani", note="")
    trained.retraining.take_snapshot(run.id)
    trained.retraining.train(run.id)
    found = trained.retraining.run(run.id).evidence
    with trained.store.reading() as tx:
        new = [e for e in tx.examples.usable() if e.id not in learnt and e.split == Split.TRAIN]
    assert len(found["fresh"]["truth"]) == len(new) > 10


def test_after_a_rollback_only_later_labels_bring_a_new_version(trained, clock):
    bring_labels(trained, 30)
    run = trained.retraining.request(actor="Ani", note="")
    trained.retraining.take_snapshot(run.id)
    trained.retraining.train(run.id)
    trained.retraining.fail(run.id, "set aside")
    trained.deployment.activate(2, actor="Ani", reason="tried")
    clock.advance(minutes=1)
    trained.deployment.rollback(actor="Ani", reason="worse")
    clock.advance(minutes=30)
    assert trained.retraining.consider().figures["new_labels"] == 0

    bring_labels(trained, 3, skip=450)
    again = trained.retraining.request(actor="Ani", note="")
    trained.retraining.take_snapshot(again.id)
    trained.retraining.train(again.id)
    assert len(trained.retraining.run(again.id).evidence["fresh"]["truth"]) <= 3
    assert again.figures["new_labels"] == 3


# --- by hand ------------------------------------------------------------------------------------


def test_the_first_version_becomes_active_and_the_next_one_does_not(services, small_model, clock):
    with services.store.transaction() as tx:
        tx.examples.add(small_model.examples)
    ids = [e.id for e in small_model.examples]
    first, link = services.retraining.train_version(ids, actor="setup")
    assert (first.version, first.state, link.action) == (1, VersionState.ACTIVE, Action.FIRST)
    # The same rows give the same bits.
    assert first.sha256 == small_model.version.sha256
    second, no_link = services.retraining.train_version(ids[:300], actor="setup")
    assert (second.version, second.parent, second.state, no_link) == (2, 1, VersionState.CANDIDATE, None)


@pytest.mark.parametrize("labels", [[], ["positif"] * 20, ["positif"] * 15 + ["negatif"]])
def test_too_little_to_learn_from_is_said(services, labels):
    rows = "\n".join(f"Ulasan sederhana nomor ke {i},{label}" for i, label in enumerate(labels))
    done = services.importing.add(f"text,label\n{rows}".encode(), actor="Ani")
    with pytest.raises(NotEnoughData):
        services.retraining.train_version(done.ids, actor="Ani")
    assert services.deployment.versions() == []


def test_a_version_that_the_loop_deployed_is_audited_more_until_it_is_known(
    trained, at_gate, make_prediction, clock
):
    run_id = at_gate(evidence(won=10))
    trained.retraining.gate(run_id)
    trained.retraining.deploy(run_id)
    trained.serving.refresh()
    with trained.store.reading() as tx:
        assert [(alert.kind, alert.model_version) for alert in tx.alerts.open()] == [("unproven", 2)]
    # It is a note of the loop to itself: nobody is to do anything about it.
    assert trained.alerting.history(1) == []
    text = "Makanannya enak sekali dan pelayanannya juga sangat ramah"
    service = replace(trained.prediction, draw=lambda: 0.05)
    watched = service.predict(Request(text, consent=True))
    with trained.store.reading() as tx:
        assert tx.predictions.get(str(watched.id)).audit_propensity == service.audit.while_drifting
    few = replace(trained.drift, policy=replace(trained.drift.policy, proving_audits=1))
    few.measure()
    [item] = trained.review.next(Caller("Ani", Role.REVIEWER), 1)
    trained.review.answer(item.ask.id, Caller("Ani", Role.REVIEWER), Label.POSITIF)
    few.measure()
    clock.advance(seconds=1)
    usual = service.predict(Request(text, consent=True))
    with trained.store.reading() as tx:
        assert tx.alerts.open() == []
        assert tx.predictions.get(str(usual.id)).audit_propensity == service.audit.usual


def test_labels_that_the_active_version_learnt_count_as_if_it_had_not_seen_them(trained, clock):
    """With the foundation at hand both versions judge its live labels out of fold."""
    make_live(trained, clock, 30)
    first = run_through(trained, clock)
    make_live(trained, clock, 10, skip=430)
    fresh = run_through(trained, clock).gate["figures"]["fresh"]["n"]
    learnt = first.gate["figures"]["fresh"]["n"]
    assert fresh > 10 if first.outcome is Outcome.DEPLOYED else fresh >= learnt


def make_live(services, clock, n: int, skip: int = 400) -> None:
    """Reviewers' labels of starter reviews that the small model does not know."""
    for row in starter_rows(n, skip=skip):
        clock.advance(minutes=1)
        reply = replace(services.prediction, draw=lambda: 0.0).predict(Request(row["text"], consent=True))
        [item] = services.review.next(Caller("Ani", Role.REVIEWER), 1)
        assert item.ask.prediction_id == reply.id
        services.review.answer(item.ask.id, Caller("Ani", Role.REVIEWER), Label(row["label"]))


def run_through(services, clock):
    """A retraining from the request to its end."""
    run = services.retraining.request(actor="Ani", note="")
    for step in STEPS:
        clock.advance(minutes=1)
        getattr(services.retraining, step)(run.id)
    services.serving.refresh()
    return services.retraining.run(run.id)


# --- a dry run ------------------------------------------------------------------------------------


def test_on_a_dry_run_the_loop_says_what_it_would_do_and_starts_nothing(trained):
    labelled = "\n".join(f"Ulasan baru nomor ke {i},positif" for i in range(30))
    trained.importing.add(f"text,label\n{labelled}".encode(), actor="Ani")
    dry = replace(trained.retraining, triggers=replace(trained.retraining.triggers, dry_run=True))
    run = dry.consider()
    assert (run.state, run.reasons, run.holds) == ("not_needed", (Reason.LABELS,), (Hold.DRY_RUN,))
    assert run.withheld
    assert dry.queued() is None
    assert trained.vitals.current()[Figure.RUNS_WITHHELD] == 1.0
    trained.alerting.evaluate(trained.vitals.current())
    assert [(one["rule"], one["resolved_at"]) for one in trained.alerting.history(5)] == [("dry_run", None)]


def test_who_asks_by_hand_is_not_held_by_a_dry_run(trained):
    dry = replace(trained.retraining, triggers=replace(trained.retraining.triggers, dry_run=True))
    assert dry.request(actor="Ani", note="").state == "queued"


def test_a_preview_says_what_would_be_done_and_keeps_nothing(trained):
    assert trained.retraining.preview().fires is False
    labelled = "\n".join(f"Ulasan baru nomor ke {i},positif" for i in range(30))
    trained.importing.add(f"text,label\n{labelled}".encode(), actor="Ani")
    assert trained.retraining.preview().fires
    assert trained.retraining.runs(5, started_only=False) == []


def test_before_the_first_version_there_is_nothing_to_preview(services):
    assert services.retraining.preview() is None
