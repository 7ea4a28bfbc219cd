"""What a program sees that uses the SDK."""

from datetime import UTC, datetime

import pytest

from siklus.client import Client, Model, SiklusApiError, Trials
from siklus.domain.access import Role
from support.api import REVIEW
from support.models import add_version

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
COMPLAINT = "Sangat mengecewakan karena barang rusak dan penjual tidak mau membalas"


def test_a_text_is_judged(connect):
    answer = connect().predict(REVIEW, explain=True)

    assert answer.label in ("positif", "netral", "negatif")
    assert answer.confidence == getattr(answer.probabilities, answer.label)
    assert (answer.stored, answer.id, answer.not_stored) == (False, None, "no_consent")
    assert answer.explanation
    with pytest.raises(AttributeError):
        answer.label = "netral"


def test_how_a_text_would_be_kept_is_shown(connect):
    shown = connect().anonymise("Pak Budi mengirim barang yang rusak dan tidak mau menggantinya")

    [replaced] = shown.found
    assert (replaced.kind, replaced.count, replaced.placeholder) == ("name", 1, "[NAMA]")
    assert shown.text.startswith("Pak [NAMA] mengirim")


def test_feedback_by_the_prediction_or_by_its_id_and_token(connect):
    siklus = connect()
    first, second = (siklus.predict(REVIEW, consent=True, subject="17") for _ in range(2))
    other = "netral" if first.label != "netral" else "positif"

    assert siklus.feedback(first, correct=True).label == first.label
    said = siklus.feedback(second.id, token=second.feedback_token, correct=False, label=other)
    assert (said.label, said.prediction_id) == (other, second.id)
    with pytest.raises(SiklusApiError) as refused:
        siklus.feedback(first, correct=True)
    assert (refused.value.code, refused.value.status) == ("already_answered", 409)


def test_feedback_to_what_was_not_stored_is_a_bug_of_the_program(connect):
    siklus = connect()

    with pytest.raises(ValueError, match="not stored"):
        siklus.feedback(siklus.predict(REVIEW), correct=True)
    with pytest.raises(ValueError, match="token"):
        siklus.feedback("some-id", correct=True)


def test_many_texts_come_back_in_their_order(connect):
    siklus = connect()
    texts = [REVIEW, COMPLAINT] * 510

    found = siklus.predict_many(texts)

    assert len(found) == 1_020
    assert [one.label for one in found[:2]] == [siklus.predict(text).label for text in texts[:2]]
    assert siklus.predict_many([]) == []


def test_an_error_has_its_code_words_and_facts(connect):
    with pytest.raises(SiklusApiError) as refused:
        connect().predict("terlalu pendek")

    error = refused.value
    assert (error.code, error.status) == ("review_too_short", 422)
    assert error.facts == {"words": 2, "minimum": 7}
    assert error.title
    assert error.advice
    assert str(error) == "review_too_short: review has 2 words; at least 7 are needed"


def test_a_reviewer_works_the_queue_and_reads_the_figures(connect):
    anybody, reviewer = connect(), connect(Role.REVIEWER)
    for _ in range(2):
        stored = anybody.predict(REVIEW, consent=True)
        other = "netral" if stored.label != "netral" else "positif"
        anybody.feedback(stored, correct=False, label=other)

    first, second = reviewer.reviews_next(2)
    assert reviewer.review(first.ask_id, "negatif").label == "negatif"
    assert reviewer.reveal(first.ask_id).shown_label == first.shown_label
    assert reviewer.review(second.ask_id, "netral").label == "netral"
    assert reviewer.take_back(second.ask_id).ask_id == second.ask_id
    reviewer.skip(second.ask_id)
    assert (reviewer.review_progress("2026-01-01").given, reviewer.agreement().n) == (1, 0)

    year = datetime(2026, 1, 1, tzinfo=UTC)
    assert reviewer.summary(since=year, until="2026-12-31")["predictions"]["stored"] == 2
    assert reviewer.latency(year, "2026-12-31", version=1, threshold_ms=0)["above"] == 2
    assert reviewer.drift().version == 1
    assert len(reviewer.versions()["versions"]) == 1
    assert reviewer.timeline()["deployments"]
    assert reviewer.accuracy(year, "2026-12-31", channel="none-such")["coverage"]["predictions"] == 0
    assert reviewer.accuracy(year, "2026-12-31")["coverage"]["predictions"] == 2
    assert reviewer.compare(1, "v1")["same_rows"][0]["difference"] == 0.0
    assert reviewer.alerts() == []
    with pytest.raises(SiklusApiError) as refused:
        reviewer.retrain("coba")
    assert (refused.value.code, refused.value.status) == ("role_too_low", 403)


def test_an_admin_moves_versions_and_data(connect, trained, small_model):
    trained.retraining.train_version([e.id for e in small_model.examples[:200]], actor="test")
    admin = connect(Role.ADMIN)
    admin.predict(REVIEW, consent=True, subject="a/b?c")

    assert admin.activate(2, "coba").previous == 1
    active = admin.active()
    assert isinstance(active, Model)
    assert (active.version, active.deployment.reason) == (2, "coba")
    assert admin.rollback("kembali").version == 1
    assert (admin.models().active, admin.model("v2").state) == (1, "archived")
    run_id = admin.retrain("data baru")
    assert admin.run(run_id).state == "queued"
    assert [run.run_id for run in admin.runs(evaluations=True)] == [run_id]
    imported = admin.import_examples(b"text,label\nBahannya lembut sekali,positif\nrusak,jelek\n")
    assert (imported.added, imported.refused, imported.refusals[0].line) == (1, 1, 3)
    assert admin.erase("a/b?c").predictions == 1
    assert [erasure.state for erasure in admin.erasures()] == ["done"]


def test_a_reader_withdraws_a_text(connect):
    siklus = connect()
    reply = siklus.predict(REVIEW, consent=True)
    with pytest.raises(ValueError, match="needs its token"):
        siklus.withdraw(reply.id)
    done = siklus.withdraw(reply)
    assert (done.kind, done.texts, done.state) == ("prediction", 1, "done")
    with pytest.raises(SiklusApiError) as refused:
        siklus.withdraw(reply.id, token=reply.feedback_token)
    assert refused.value.code == "prediction_not_found"


def test_an_admin_tries_a_version(connect, trained, small_model):
    add_version(trained, small_model)
    admin = connect(Role.ADMIN)

    assert (admin.trial().trial, admin.trial().past) == (None, ())
    assert admin.shadow("v2", "coba dulu").mode == "shadow"
    assert admin.canary(2, 0.25, "berani").share == 0.25
    found = admin.trial()
    assert isinstance(found, Trials)
    assert (found.trial.version, found.figures.finding, found.past[0].outcome) == (2, "open", "replaced")
    assert admin.end_trial("cukup").outcome == "stopped"
    with pytest.raises(SiklusApiError) as refused:
        admin.end_trial("cukup")
    assert refused.value.code == "no_trial"


def test_the_process_says_how_it_is(connect):
    siklus = connect()

    assert siklus.health() is True
    assert (siklus.ready().ready, siklus.ready().model_version) == (True, 1)
    assert siklus.consent().wording.id


def test_a_process_that_is_not_ready_is_an_answer(services, database_url):
    from support.api import served

    with served(services) as address, Client(address) as siklus:
        found = siklus.ready()

    assert (found.ready, found.model, found.database) == (False, "no_active_version", "ok")
