"""Who answers for a version: a scorer that is known to be the same, else scikit-learn, with an alert."""

from dataclasses import replace

import pytest

from siklus.domain.alerts import Figure
from siklus.domain.exactness import MOST_REPAIRS, Comparison, Verdict, compared
from siklus.domain.examples import Origin
from siklus.domain.identity import new_id
from siklus.domain.scores import Judgement
from siklus.models.model import Model
from siklus.models.plain import packed, plain_of
from siklus.models.scorer import Scorer
from siklus.services import exactness
from siklus.services.prediction import Request
from support.models import add_version, unfit
from support.rows import REVIEW
from support.starter import as_csv, starter_rows


def scorer_of(services, number=1):
    return services.artefacts.scorer_path(services.deployment.version(number).sha256)


def overwrite(path, content):
    path.chmod(0o644)
    path.write_bytes(content)


def alarms(services):
    return services.vitals.current()[Figure.SCORER_OUT]


@pytest.fixture
def looked(trained):
    """The small version with its scorer looked at, which answers."""
    trained.scorers.ensure(1)
    trained.serving.refresh()
    assert isinstance(trained.serving.current().model, Scorer)
    return trained


def test_a_version_nobody_has_looked_at_is_answered_for_by_scikit_learn_until_somebody_does(trained):
    before = trained.serving.current()
    assert isinstance(before.model, Model)

    check = trained.scorers.ensure(1)

    assert (check.verdict, check.version) == (Verdict.SAME, 1)
    assert check.texts == len(exactness.ODD_TEXTS)
    assert not trained.serving.refresh()  # the pointer has not moved
    after = trained.serving.current()
    assert isinstance(after.model, Scorer)
    assert after.version == before.version
    [theirs], [ours] = before.model.judge([REVIEW]), after.model.judge([REVIEW])
    assert compared([theirs], [ours]).verdict == Verdict.SAME
    assert alarms(trained) == 0


def test_what_is_stored_is_looked_at_too(trained):
    trained.prediction.predict(Request(REVIEW, consent=True))
    assert trained.scorers.ensure(1).texts == len(exactness.ODD_TEXTS) + 1


def test_a_look_is_not_repeated_while_nothing_changed(looked, clock):
    first = looked.scorers.newest(1)
    clock.advance(minutes=5)
    assert looked.scorers.ensure(1) == first
    assert looked.scorers.watch() == []
    assert looked.scorers.newest(1) == first


def test_the_first_version_has_its_scorer_before_it_answers(services):
    imported = services.importing.add(as_csv(starter_rows(200)), actor="Ani", origin=Origin.STARTER)
    version, _ = services.retraining.train_version(imported.ids, actor="Ani")
    services.serving.refresh()
    assert isinstance(services.serving.current().model, Scorer)
    assert services.scorers.newest(version.version).scorer_sha256


def test_a_version_is_looked_at_before_it_becomes_active_by_hand(looked, small_model, clock):
    add_version(looked, small_model)
    assert looked.scorers.newest(2) is None
    looked.deployment.activate(2, actor="Ani", reason="coba")
    assert looked.scorers.newest(2).verdict == Verdict.SAME
    assert looked.serving.refresh()
    assert isinstance(looked.serving.current().model, Scorer)


def test_a_version_is_looked_at_before_it_is_gone_back_to(trained, small_model):
    add_version(trained, small_model)
    trained.deployment.activate(2, actor="Ani", reason="coba")
    assert trained.scorers.newest(1) is None
    trained.deployment.rollback(actor="Ani", reason="kembali")
    assert trained.scorers.newest(1).verdict == Verdict.SAME


def test_a_challenger_answers_by_its_scorer_too(looked, small_model):
    add_version(looked, small_model)
    looked.trials.canary(2, 0.5, actor="Ani", reason="coba")
    looked.challenging.refresh()
    challenger = looked.challenging.current(looked.serving.current())
    assert isinstance(challenger.served.model, Scorer)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.unlink(),
        lambda path: overwrite(path, path.read_bytes()[:-1]),
        lambda path: overwrite(path, b""),
        lambda path: overwrite(path, b"\x80\x04junk"),
    ],
    ids=["missing", "truncated", "empty", "something else"],
)
def test_a_scorer_that_is_lost_or_damaged_is_noted_and_scikit_learn_answers(looked, damage, clock):
    damage(scorer_of(looked))
    clock.advance(minutes=1)
    fresh = replace(looked.serving, _served=None, _check=None)

    assert fresh.refresh()

    assert isinstance(fresh.current().model, Model)
    assert looked.scorers.newest(1).verdict == Verdict.DAMAGED
    assert alarms(looked) == 1
    assert not fresh.refresh()

    # A worker makes it anew, and it answers again without a restart; the alert stays for a while.
    clock.advance(minutes=1)
    assert looked.scorers.watch() == []
    fresh.refresh()
    assert isinstance(fresh.current().model, Scorer)
    assert alarms(looked) == 1
    clock.advance(hours=2)
    assert alarms(looked) == 0


def test_a_scorer_of_another_version_is_not_taken_for_this_one(looked, small_model, clock):
    add_version(looked, small_model, change=lambda model: replace(model, reference={"n": 1}), number=2)
    second = looked.scorers.ensure(2)
    overwrite(scorer_of(looked), scorer_of(looked, 2).read_bytes())
    first = looked.deployment.version(1)
    with looked.store.transaction() as tx:
        lie = replace(looked.scorers.newest(1), id=second.id[:-4] + "ffff", at=clock())
        tx.scorer_checks.add(replace(lie, scorer_sha256=second.scorer_sha256))
    clock.advance(seconds=1)
    judge, check = looked.scorers.answering(first)
    assert isinstance(judge, Model)
    assert check.verdict == Verdict.DAMAGED


def test_a_file_that_does_not_stay_well_is_not_made_anew_for_ever(looked, clock):
    for _ in range(MOST_REPAIRS + 1):
        scorer_of(looked).unlink()
        clock.advance(minutes=1)
        replace(looked.serving, _served=None, _check=None).refresh()
        clock.advance(minutes=1)
        looked.scorers.watch()
    assert looked.scorers.newest(1).verdict == Verdict.DAMAGED
    clock.advance(hours=2)
    looked.scorers.watch()
    assert looked.scorers.newest(1).verdict == Verdict.SAME


def test_a_scorer_that_differs_is_never_asked_and_an_alert_says_so(trained, monkeypatch, clock):
    class Wrong(Scorer):
        def judge(self, texts):
            return [
                Judgement((a, b + 1e-9, c - 1e-9), one.oov_share)
                for one in super().judge(texts)
                for a, b, c in [one.probabilities]
            ]

    monkeypatch.setattr(exactness, "Scorer", Wrong)
    check = trained.scorers.ensure(1)
    assert check.verdict == Verdict.DIFFERS
    assert check.largest == pytest.approx(1e-9, rel=1e-3)
    trained.serving.refresh()
    assert isinstance(trained.serving.current().model, Model)
    assert alarms(trained) == 1
    clock.advance(hours=5)
    assert [one.verdict for one in trained.scorers.watch()] == [Verdict.DIFFERS]
    assert alarms(trained) == 1


def test_a_model_of_which_no_scorer_can_be_made_is_left_to_scikit_learn(looked, small_model):
    add_version(looked, small_model, unfit)
    assert looked.scorers.ensure(2).verdict == Verdict.DIFFERS
    judge, _ = looked.scorers.answering(looked.deployment.version(2))
    assert isinstance(judge, Model)


def test_after_an_update_of_the_code_the_same_file_is_looked_at_anew(looked, monkeypatch):
    monkeypatch.setattr(exactness, "reading_code", lambda: "f" * 16)
    judge, _ = looked.scorers.answering(looked.deployment.version(1))
    assert isinstance(judge, Model)
    assert looked.scorers.ensure(1).code == "f" * 16
    assert isinstance(looked.scorers.answering(looked.deployment.version(1))[0], Scorer)


def test_a_look_by_a_release_that_is_being_rolled_out_takes_no_scorer_away(looked, clock):
    serving, check = looked.serving.current(), looked.scorers.newest(1)
    clock.advance(minutes=1)
    with looked.store.transaction() as tx:
        tx.scorer_checks.add(replace(check, id=new_id(), code="f" * 16, at=clock()))
    assert not looked.serving.refresh()
    assert looked.serving.current() is serving


def test_the_compiled_pass_is_used_only_where_it_was_looked_at(looked):
    fast = replace(looked.scorers, compiled=True)
    version = looked.deployment.version(1)
    assert not fast.answering(version)[0].fast
    assert fast.ensure(1).compiled
    assert fast.answering(version)[0].fast
    assert not looked.scorers.answering(version)[0].fast


def test_the_file_is_the_same_bytes_each_time(looked, small_model):
    model = looked.artefacts.load(small_model.version.sha256)
    again = packed(plain_of(model), small_model.version.sha256)
    assert again == scorer_of(looked).read_bytes()


def test_a_scorer_leaves_with_its_model(looked, small_model):
    assert looked.artefacts.delete(small_model.version.sha256)
    assert list(looked.settings.artefacts.iterdir()) == []


def test_no_texts_and_figures_that_are_none_prove_nothing():
    fine, broken = Judgement((0.2, 0.3, 0.5), 0.0), Judgement((0.2, float("nan"), 0.5), 0.0)
    assert Comparison(0, 0, 0.0).verdict == Verdict.DIFFERS
    assert compared([fine], [broken]).verdict == Verdict.DIFFERS
    assert compared([fine, fine], [fine]).verdict == Verdict.DIFFERS
