"""A step that cannot be carried out: the run ends, its slot is free, and no review is quoted."""

from dataclasses import replace

import pytest

from siklus.domain.triggers import Outcome, RunState
from siklus.worker.steps import DONE, FAILED, Abandoned, Fence, StepBroken, Steps


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


def test_every_step_twice_is_every_step_once(trained):
    steps, run = steps_of(trained), trained.retraining.request(actor="test", note="")

    for name in ("snapshot", "train", "gate", "deploy"):
        assert [steps.carry_out(name, run.id), steps.carry_out(name, run.id)] == [DONE, DONE]
    # A straggler that comes back to the beginning after the end.
    assert steps.carry_out("snapshot", run.id) == steps.carry_out("gate", run.id) == DONE

    ended = trained.retraining.run(run.id)
    assert (ended.state, ended.candidate) == (RunState.DONE, 2)
    assert len(trained.deployment.versions()) == 2
