"""The behaviour suite on real versions."""

import time

import pytest

from siklus.errors import NoActiveVersion, VersionNotFound
from siklus.services.behaviour import behaved, passed_by, suite


def test_the_active_version_stands_as_its_scores_say(trained):
    [found] = trained.behaviour.of_versions([None])
    assert (found.name, found.summary) == ("v1", trained.deployment.version(1).scores["behaviour"])
    assert len(found.failures) == found.summary["cases"] - found.summary["passed"]
    for failure in found.failures:
        assert not failure.case.passes(failure.judged)


def test_the_baseline_learns_the_same_rows_and_stands_in_front(trained):
    names = [one.name for one in trained.behaviour.of_versions([1, None], baseline=True)]
    assert names == ["naive_bayes", "v1", "v1"]


def test_without_a_version_there_is_nothing_to_show(services):
    with pytest.raises(NoActiveVersion):
        services.behaviour.of_versions([None])


def test_an_unknown_version_is_not_found(trained):
    with pytest.raises(VersionNotFound):
        trained.behaviour.of_versions([7])


def test_the_suite_takes_well_under_a_second(trained, small_model):
    model = trained.artefacts.load(small_model.version.sha256)
    started = time.perf_counter()
    digits = passed_by(model)
    assert time.perf_counter() - started < 1.0
    assert digits.count("1") == behaved("v1", model).summary["passed"]
    assert len(digits) == len(suite().cases)


def test_a_version_is_asked_once_and_then_remembered(trained, small_model):
    first = trained.retraining.trainer.on_behaviour(small_model.version)
    (trained.settings.artefacts / small_model.artefact.name).unlink()
    assert trained.retraining.trainer.on_behaviour(small_model.version) == first
