"""The secret is exchanged for another while everything goes on: tokens stay good, people stay findable."""

import pytest
from pydantic import SecretStr

from siklus.bootstrap import assemble
from siklus.errors import FeedbackTokenInvalid, SecretMismatch, SettingInvalid, SubjectNotFound
from siklus.secret import claim
from siklus.services.prediction import Request
from siklus.settings import read_settings
from support.rows import REVIEW

OLD, NEW = "an-old-secret-of-the-tests-of-40-characters", "a-new-secret-of-the-tests-of-40-characters"


@pytest.fixture
def process(trained, clock):
    """A process of the same installation, with these secrets; it starts and loads its model."""

    def start(secret, others=""):
        settings = trained.settings.model_copy(
            update={"secret": SecretStr(secret), "other_secrets": SecretStr(others)}
        )
        claim(trained.store, secret.encode(), clock(), settings.others)
        found = assemble(settings, trained.store, secret.encode(), clock)
        found.serving.refresh()
        return found

    return start


def predicted(services, subject):
    return services.prediction.predict(Request(f"{REVIEW} kata {subject}", consent=True, subject=subject))


def test_through_every_step_each_process_takes_the_tokens_of_the_others(process):
    before = process(OLD)
    first = predicted(before, "ani")
    ready = process(OLD, NEW)
    changed = process(NEW, OLD)
    later = predicted(changed, "ani")
    ready.feedback.answer(later.id, later.feedback_token, correct=True)
    changed.feedback.answer(first.id, first.feedback_token, correct=True)


def test_a_person_is_erased_by_the_hashes_of_both(process):
    predicted(process(OLD), "ani")
    changed = process(NEW, OLD)
    predicted(changed, "ani")
    predicted(changed, "budi")
    assert changed.erasure.erase("ani", actor="test").gone.texts == 2
    with pytest.raises(SubjectNotFound):
        changed.erasure.erase("ani", actor="test")


def test_a_withdrawal_with_a_token_from_before_is_heard(process):
    first = predicted(process(OLD), "ani")
    changed = process(NEW, OLD)
    assert changed.erasure.withdraw(first.id, first.feedback_token).gone.texts == 1


def test_once_the_old_one_is_dropped_it_is_worth_nothing(process):
    first = predicted(process(OLD), "ani")
    process(NEW, OLD)
    alone = process(NEW)
    with pytest.raises(FeedbackTokenInvalid):
        alone.feedback.answer(first.id, first.feedback_token, correct=True)
    with pytest.raises(SubjectNotFound):
        alone.erasure.erase("ani", actor="test")
    with pytest.raises(SecretMismatch):
        process(OLD)


def test_the_exchange_is_noted_once(process):
    process(OLD)
    process(NEW, OLD)
    services = process(NEW, OLD)
    noted = [entry.action for entry in services.auditing.newest(50)]
    assert noted.count("secret.exchanged") == 1
    assert services.auditing.verify().sound


def test_a_stranger_is_not_let_in_by_naming_others(process):
    process(OLD)
    with pytest.raises(SecretMismatch):
        process(NEW, "x" * 40)


def test_a_short_one_is_refused_without_being_repeated(monkeypatch):
    monkeypatch.setenv("SIKLUS_OTHER_SECRETS", f"{OLD}, pendek")
    with pytest.raises(SettingInvalid, match="SIKLUS_OTHER_SECRETS") as refused:
        _ = read_settings(_env_file=None).others
    assert "pendek" not in str(refused.value)
