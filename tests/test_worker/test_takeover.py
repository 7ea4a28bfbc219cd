"""A worker that dies in the middle of a training: another finishes it, once."""

import signal
import time

from siklus.domain.triggers import RunState


def test_a_worker_killed_while_it_trains_is_replaced_by_one_that_lives(installation):
    for worker in (installation.worker(), installation.worker()):
        worker.says("worker.joined")
    run_id = installation.request().id
    carrier = installation.carrier()
    assert installation.services.retraining.run(run_id).state == RunState.TRAIN

    carrier.send(signal.SIGKILL)

    installation.carried_out_once(run_id)
    [other] = [one for one in installation.workers if one is not carrier]
    assert [line["run"] for line in other.lines("retraining.takeover")] == [run_id]
    # What was finished is not done again.
    assert [line["step"] for line in other.lines("retraining.step")] == ["train", "gate", "deploy"]
    assert other.stop() == 0


def test_a_run_waits_for_the_next_worker_where_none_is_left(sqlite_installation):
    run_id = sqlite_installation.request().id
    first = sqlite_installation.worker()
    first.says("retraining.progress")
    assert first.stop(signal.SIGKILL) == -signal.SIGKILL

    second = sqlite_installation.worker()

    sqlite_installation.carried_out_once(run_id)
    assert second.stop() == 0


def test_a_worker_told_to_stop_hands_its_run_over_at_once(sqlite_installation):
    run_id = sqlite_installation.request().id
    # Half of it is what a run may still take to end by itself: less than this training needs.
    first = sqlite_installation.worker(takeover_seconds=0.5)
    first.says("retraining.progress")

    assert first.stop() == 0

    # So patient with the silent that only a handing over can bring it the run within the test.
    other = sqlite_installation.worker(takeover_seconds=300)
    run = sqlite_installation.carried_out_once(run_id)
    other.says("retraining.takeover")
    assert other.stop() == 0
    with sqlite_installation.services.store.reading() as tx:
        assert tx.workers.living(run.created_at) == []


def test_a_worker_that_was_suspended_does_not_do_the_work_again(installation):
    run_id = installation.request().id
    sleeper = installation.worker()
    sleeper.says("retraining.progress")
    sleeper.send(signal.SIGSTOP)
    other = installation.worker()
    other.says("retraining.takeover")

    sleeper.send(signal.SIGCONT)

    installation.carried_out_once(run_id)
    sleeper.says("worker.reborn")
    before, after = sleeper.says("worker.joined", times=2)
    assert before["worker"] != after["worker"]
    time.sleep(0.5)
    assert not other.lines("worker.reborn")
    assert installation.stop() == [0, 0]
