"""The loop with somebody else's features: trained, answered, corrected, retrained, gated."""

from dataclasses import replace
from uuid import uuid4

import pytest

from siklus.bootstrap import assemble
from siklus.domain.alerts import Figure
from siklus.domain.exactness import Verdict
from siklus.domain.examples import Origin
from siklus.domain.triggers import RunState
from siklus.models.foreign import ForeignFeatures
from siklus.models.model import Model
from siklus.services.prediction import Request
from support.packages import Package
from support.rows import REVIEW
from support.starter import as_csv, starter_rows


@pytest.fixture
def foreign(settings, store, clock, tmp_path, monkeypatch):
    """An installation that trains on the words of another package."""
    Package(tmp_path / "package", f"theirs_{uuid4().hex[:8]}", monkeypatch)
    chosen = settings.model_copy(update={"features": "words", "features_options": {"min_df": 2}})
    found = assemble(chosen, store, b"a-secret-of-the-tests-that-protects-nothing", clock)
    imported = found.importing.add(as_csv(starter_rows(300)), actor="test", origin=Origin.STARTER)
    found.retraining.train_version(imported.ids, actor="test")
    found.serving.refresh()
    return replace(found, prediction=replace(found.prediction, draw=lambda: 1.0))


def test_the_first_version_answers_by_itself_without_an_alert(foreign):
    served = foreign.serving.current()
    assert isinstance(served.model, Model)
    assert isinstance(served.model.features, ForeignFeatures)
    check = foreign.scorers.ensure(1)
    assert (check.verdict, check.is_unfit) == (Verdict.ABSENT, False)
    assert foreign.scorers.watch() == []
    assert foreign.vitals.current()[Figure.SCORER_OUT] == 0
    reply = foreign.prediction.predict(Request(REVIEW, consent=True, explain=True))
    assert reply.stored
    assert reply.explanation
    assert "words" in foreign.deployment.version(1).card


def test_it_is_retrained_with_the_same_features_and_goes_before_the_gate(foreign):
    foreign.importing.add(as_csv(starter_rows(60, skip=300)), actor="Ani")
    run = foreign.triggering.request(actor="Ani", note="label baru")
    for step in ("take_snapshot", "train", "gate", "deploy"):
        getattr(foreign.retraining, step)(run.id)
    done = foreign.triggering.run(run.id)
    assert done.state == RunState.DONE
    assert done.gate is not None
    candidate = foreign.deployment.version(2)
    assert candidate.recipe["features"] == "words"
    assert foreign.scorers.ensure(2).verdict == Verdict.ABSENT


def test_an_installation_can_change_over_and_back(foreign, settings, store, clock):
    ours = assemble(settings, store, b"a-secret-of-the-tests-that-protects-nothing", clock)
    version, _ = ours.retraining.train_version(
        ours.importing.add(as_csv(starter_rows(300, skip=300)), actor="t", origin=Origin.STARTER).ids,
        actor="t",
    )
    ours.deployment.activate(version.version, actor="t", reason="ours again")
    ours.serving.refresh()
    assert not isinstance(ours.serving.current().model, Model)  # the scorer answers for ours
    back = ours.deployment.rollback(actor="t", reason="theirs again")
    ours.serving.refresh()
    assert (back.version, ours.serving.current().version.version) == (1, 1)
