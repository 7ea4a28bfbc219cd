"""A challenger judges beside the answers, answers its share, and never costs anybody an answer."""

from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from siklus.bootstrap import assemble
from siklus.domain.trials import Ending
from siklus.errors import DatabaseUnavailable
from siklus.services.prediction import Request
from support.models import add_version, same, turned_round, unfit
from support.starter import starter_rows

TEXTS = [row["text"] for row in starter_rows()]


@pytest.fixture
def on_trial(trained, small_model):
    """An installation in which version 2 is on trial, and known to this process."""

    def begin(change=same, share: float | None = None):
        add_version(trained, small_model, change)
        if share is None:
            trained.trials.shadow(2, actor="Ani", reason="coba")
        else:
            trained.trials.canary(2, share, actor="Ani", reason="coba")
        trained.challenging.refresh()
        return trained

    return begin


def ask(services, count: int = 20, **facts):
    return [services.prediction.predict(Request(text, **facts)) for text in TEXTS[:count]]


def unheard(services, replies):
    with services.store.reading() as tx:
        return {reply.id: tx.shadow_answers.of(reply.id) for reply in replies}


def test_a_shadow_judges_what_is_stored_and_the_answers_are_the_champions(on_trial):
    services = on_trial(turned_round)
    replies = ask(services, consent=True)
    assert {reply.model_version for reply in replies} == {1}
    assert services.shadows.flush() == 20
    kept = unheard(services, replies)
    assert {answer.version for [answer] in kept.values()} == {2}
    opposite = {"positif": "negatif", "negatif": "positif", "netral": "netral"}
    assert all(opposite[reply.label] == kept[reply.id][0].label for reply in replies)


def test_a_shadow_keeps_nothing_of_what_was_not_stored(on_trial):
    services = on_trial(turned_round)
    ask(services)
    assert services.shadows.flush() == 0


def test_a_canarys_answers_carry_its_version_and_the_champion_judges_them_unheard(on_trial):
    services = on_trial(turned_round, share=0.5)
    replies = ask(services, 40, consent=True)
    assert {reply.model_version for reply in replies} == {1, 2}
    services.shadows.flush()
    kept = unheard(services, replies)
    assert all({reply.model_version, kept[reply.id][0].version} == {1, 2} for reply in replies)
    with services.store.reading() as tx:
        assert all(tx.predictions.get(r.id).model_version == r.model_version for r in replies)


def test_a_batch_is_answered_by_both_and_in_its_order(on_trial):
    services = on_trial(turned_round, share=0.5)
    found = services.prediction.predict_many([Request(text, explain=True) for text in TEXTS[:40]])
    alone = {
        version: served.model.judge(TEXTS[:40])
        for version, served in {
            1: services.serving.current(),
            2: services.challenging.current(services.serving.current()).served,
        }.items()
    }
    assert {reply.model_version for reply in found} == {1, 2}
    assert [reply.label for reply in found] == [
        alone[reply.model_version][place].label for place, reply in enumerate(found)
    ]
    assert all(reply.explanation for reply in found)


@pytest.mark.parametrize("consent", [True, False])
def test_a_person_is_always_answered_by_the_same_version(on_trial, consent):
    services = on_trial(share=0.5)
    seen = defaultdict(set)
    for round_ in range(4):
        for person in range(15):
            request = Request(TEXTS[round_ * 15 + person], consent=consent, subject=f"orang {person}")
            seen[person].add(services.prediction.predict(request).model_version)
    assert all(len(versions) == 1 for versions in seen.values())
    assert len(set.union(*seen.values())) == 2


@profile(max_examples=25)
@given(subject=st.text(min_size=1, max_size=40).filter(str.strip), share=st.floats(0.01, 0.99))
def test_stickiness_holds_in_every_process(sticky, subject, share):
    first, second = sticky
    first.trials.canary(2, share, actor="Ani", reason="coba")
    for process in sticky:
        process.challenging.refresh()
    answered = {
        process.prediction.predict(Request(TEXTS[n], subject=subject)).model_version
        for process in (first, second)
        for n in range(2)
    }
    assert len(answered) == 1


@pytest.fixture(scope="module")
def sticky(tmp_path_factory, sqlite_copy, small_model):
    """Two processes of one installation, with a version 2 to try."""
    from conftest import SECRET
    from siklus.database.engine import make_engine
    from siklus.database.store import Store
    from siklus.settings import read_settings
    from support.clock import Clock

    home = tmp_path_factory.mktemp("sticky")
    url = sqlite_copy(home / "siklus.db")
    settings = read_settings(_env_file=None, home=home, database_url=url, secret=SECRET)
    engine = make_engine(url)
    one, other = (assemble(settings, Store(engine), SECRET.encode(), Clock()) for _ in range(2))
    small_model.install(one)
    other.serving.refresh()
    add_version(one, small_model, turned_round)
    yield one, other
    engine.dispose()


def test_audits_are_drawn_more_often_while_a_trial_runs(on_trial):
    services = on_trial()
    [reply] = ask(services, 1, consent=True)
    with services.store.reading() as tx:
        assert tx.predictions.get(reply.id).audit_propensity == services.prediction.audit.while_drifting


# --- what goes wrong ------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [None, 0.9])
def test_a_challenger_that_fails_at_every_text_costs_no_answer_and_its_trial_ends(on_trial, share):
    services = on_trial(unfit, share)
    replies = ask(services, consent=True)
    assert {(reply.model_version, reply.stored) for reply in replies} == {(1, True)}
    services.shadows.flush()
    [broken] = services.challenging.refresh()
    assert (broken.trial.version, broken.why) == (2, "ValueError")
    [trial] = services.trials.newest()
    assert (trial.outcome, trial.ended_by, trial.why_ended) == (Ending.BROKEN, "loop", "ValueError")
    assert services.vitals.current()["challenger_out"] == 1
    assert services.challenging.refresh() == []


def test_a_file_that_is_damaged_after_the_start_ends_the_trial_and_the_service_goes_on(trained, small_model):
    version = add_version(trained, small_model, turned_round)
    trained.trials.canary(2, 0.5, actor="Ani", reason="coba")
    for path in (trained.artefacts.path(version.sha256), trained.artefacts.scorer_path(version.sha256)):
        path.chmod(0o644)
        path.write_bytes(path.read_bytes()[:-100])
    [broken] = trained.challenging.refresh()
    assert broken.why == "artefact_damaged"
    assert trained.trials.newest()[0].outcome == Ending.BROKEN
    assert {reply.model_version for reply in ask(trained)} == {1}


def test_a_version_that_failed_may_be_tried_again(on_trial, small_model):
    services = on_trial(unfit)
    ask(services, 3, consent=True)
    services.shadows.flush()
    services.challenging.refresh()
    services.trials.shadow(2, actor="Ani", reason="sekali lagi")
    assert services.challenging.refresh() == []
    ask(services, 3, consent=True)
    services.shadows.flush()
    assert len(services.challenging.refresh()) == 1


def test_what_waits_outlives_a_database_that_is_away(on_trial):
    services = on_trial()
    ask(services, consent=True)
    away = replace(services.shadows, store=Away())
    with pytest.raises(DatabaseUnavailable):
        away.flush()
    assert services.shadows.flush() == 20


class Away:
    """A database that does not answer."""

    def transaction(self):
        raise DatabaseUnavailable("away")


def test_a_text_that_was_erased_before_it_was_judged_is_left_out(on_trial):
    services = on_trial()
    ask(services, 3, consent=True, subject="budi")
    ask(services, 2, consent=True)
    services.erasure.erase("budi", actor="Ani")
    assert services.shadows.flush() == 2


def test_the_trial_of_a_version_that_left_judges_nothing(on_trial, small_model):
    services = on_trial(turned_round, share=0.9)
    add_version(services, small_model, same, 3)
    services.deployment.activate(3, actor="Budi", reason="lebih cepat")
    # This process has heard of the new version, and not yet of the trial's end.
    services.serving.refresh()
    assert {reply.model_version for reply in ask(services, 20, consent=True)} == {3}
    assert services.shadows.flush() == 0
    services.challenging.refresh()
    assert services.challenging.current(services.serving.current()) is None


def test_the_promoted_version_answers_everything(on_trial):
    services = on_trial(turned_round, share=0.5)
    services.deployment.activate(2, actor="Ani", reason="terbukti")
    services.serving.refresh()
    services.challenging.refresh()
    assert {reply.model_version for reply in ask(services)} == {2}
