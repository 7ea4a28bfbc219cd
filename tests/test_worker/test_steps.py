"""A step that cannot be carried out: the run ends, its slot is free, and no review is quoted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from siklus.bootstrap import utc_now
from siklus.domain.triggers import Outcome, RunState
from siklus.worker.steps import DONE, FAILED, STEPS, Abandoned, Fence, StepBroken, Steps, fenced
from siklus.worker.takeover import Membership, new_worker_id


def steps_of(services, fence=None, **changes):
    return Steps(replace(services.retraining, **changes), fence or Fence(), lambda: True)


def test_an_error_with_words_of_ours_ends_the_run_with_them(trained, small_model):
    steps, run = steps_of(trained), trained.retraining.request(actor="test", note="")
    (trained.settings.artefacts / small_model.artefact.name).unlink()

    assert steps.carry_out("snapshot", run.id) == DONE
    assert steps.carry_out("train", run.id) == FAILED

    ended = trained.retraining.run(run.id)
    assert ended.outcome == Outcome.FAILED
    assert small_model.version.sha256 in str(ended.error)
    trained.retraining.request(actor="test", note="the slot is free")


def test_a_bug_ends_the_run_with_its_class_alone(trained):
    # A trainer that is none: nobody foresaw that.
    steps, run = steps_of(trained, trainer=None), trained.retraining.request(actor="test", note="")
    steps.carry_out("snapshot", run.id)

    with pytest.raises(StepBroken, match="train ended with AttributeError"):
        steps.carry_out("train", run.id)

    assert trained.retraining.run(run.id).error == "AttributeError"


def test_behind_a_closed_fence_a_run_stays_as_it_is(trained):
    fence, run = Fence(), trained.retraining.request(actor="test", note="")
    steps = steps_of(trained, fence)
    steps.carry_out("snapshot", run.id)
    fence.closed.set()

    with pytest.raises(Abandoned):
        steps.carry_out("train", run.id)

    assert trained.retraining.run(run.id).state == RunState.TRAIN


def test_who_was_buried_begins_no_step(trained):
    run = trained.retraining.request(actor="test", note="")

    with pytest.raises(Abandoned):
        Steps(trained.retraining, Fence(), lambda: False).carry_out("snapshot", run.id)

    assert trained.retraining.run(run.id).state == RunState.QUEUED


@pytest.fixture
def buried(trained):
    """The steps of a worker that is cut off once it has begun a step, and buried before it comes back."""
    member = Membership(trained.store, new_worker_id(), timedelta(seconds=20), 1.0, utc_now)
    member.join()
    with trained.store.transaction() as tx:
        assert tx.workers.bury(utc_now() + timedelta(days=1)) == [member.worker_id]
    fence = Fence()
    # It looked before it was cut off.
    return Steps(fenced(trained.retraining, fence, member.holds), fence, lambda: True)


@pytest.mark.parametrize("step", STEPS)
def test_who_was_buried_in_the_midst_of_a_step_leaves_no_trace_of_it(trained, buried, step):
    living, run = steps_of(trained), trained.retraining.request(actor="test", note="")
    for earlier in STEPS[: STEPS.index(step)]:
        living.carry_out(earlier, run.id)
    before = trained.retraining.run(run.id), trained.deployment.versions(), trained.deployment.chain()

    with pytest.raises(Abandoned):
        buried.carry_out(step, run.id)

    after = trained.retraining.run(run.id), trained.deployment.versions(), trained.deployment.chain()
    assert after == before
    assert [living.carry_out(later, run.id) for later in STEPS[STEPS.index(step) :]] == [DONE] * (
        len(STEPS) - STEPS.index(step)
    )


def test_who_was_buried_ends_no_run_as_failed(trained, buried):
    run = trained.retraining.request(actor="test", note="")

    with pytest.raises(Abandoned):
        buried.retraining.fail(run.id, "what went wrong there is nobody's business any more")

    assert trained.retraining.run(run.id).finished_at is None


def test_every_step_twice_is_every_step_once(trained):
    steps, run = steps_of(trained), trained.retraining.request(actor="test", note="")

    for name in ("snapshot", "train", "gate", "deploy"):
        assert [steps.carry_out(name, run.id), steps.carry_out(name, run.id)] == [DONE, DONE]
    # A straggler that comes back to the beginning after the end.
    assert steps.carry_out("snapshot", run.id) == steps.carry_out("gate", run.id) == DONE

    ended = trained.retraining.run(run.id)
    assert (ended.state, ended.candidate) == (RunState.DONE, 2)
    assert len(trained.deployment.versions()) == 2
