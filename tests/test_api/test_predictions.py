"""Judging texts, and hearing whether that was right."""

import pytest

from siklus.privacy.tokens import sign
from support.api import REVIEW


def test_a_text_without_consent_is_judged_and_not_kept(local, services):
    found = local.post("/v1/predictions", {"text": REVIEW}).json()

    assert found["label"] in ("positif", "netral", "negatif")
    assert found["confidence"] == found["probabilities"][found["label"]]
    assert sum(found["probabilities"].values()) == pytest.approx(1)
    assert (found["id"], found["feedback_token"], found["stored"]) == (None, None, False)
    assert (found["not_stored"], found["model_version"]) == ("no_consent", 1)
    with services.store.reading() as tx:
        assert tx.predictions.all_rows() == []


def test_a_text_with_consent_is_kept_before_the_reply(local, services, stored):
    with services.store.reading() as tx:
        [row] = tx.predictions.all_rows()

    assert row["id"] == stored["id"]
    assert stored["not_stored"] is None


def test_an_explanation_names_words_of_the_text(local):
    found = local.post("/v1/predictions", {"text": REVIEW, "explain": True}).json()

    words, weights = zip(*found["explanation"], strict=True)
    assert set(words) <= set(REVIEW.lower().split())
    assert all(isinstance(weight, float) for weight in weights)


def test_the_telling_words_are_shown_where_they_stand_and_nothing_that_was_taken_out(local):
    found = local.post("/v1/predictions", {"text": PERSONAL, "explain": True}).json()

    assert "".join(piece for piece, _ in found["passages"]).startswith("Hubungi Pak [NAMA] di [TELEPON],")
    assert sum(weight != 0 for _, weight in found["passages"]) >= 1


def test_a_batch_is_answered_in_its_order_by_one_version(local):
    texts = [REVIEW, "Sangat mengecewakan karena barang rusak dan penjual tidak mau membalas", REVIEW]
    alone = [local.post("/v1/predictions", {"text": text}).json()["label"] for text in texts]

    found = local.post("/v1/predictions/batch", {"texts": texts}).json()["predictions"]

    assert [one["label"] for one in found] == alone
    assert {one["model_version"] for one in found} == {1}


def test_a_bad_text_in_a_batch_is_named_by_its_place_and_nothing_is_kept(local, services):
    reply = local.post("/v1/predictions/batch", {"texts": [REVIEW, "pendek", REVIEW], "consent": True})

    problem = reply.json()
    assert (reply.status_code, problem["code"], problem["index"]) == (422, "review_too_short", 1)
    with services.store.reading() as tx:
        assert tx.predictions.all_rows() == []


def test_feedback_is_taken_once(local, stored):
    path, body = (
        f"/v1/predictions/{stored['id']}/feedback",
        {
            "token": stored["feedback_token"],
            "correct": True,
        },
    )

    first, second = local.post(path, body), local.post(path, body)

    assert (first.status_code, first.json()["label"]) == (201, stored["label"])
    assert (second.status_code, second.json()["code"]) == (409, "already_answered")


@pytest.mark.parametrize("forged", ["", "f1.AAAAAAAAAAAAAAAAAAAAAAAA", "é", "x" * 200])
def test_a_forged_token_is_refused(local, stored, forged):
    reply = local.post(f"/v1/predictions/{stored['id']}/feedback", {"token": forged, "correct": True})

    assert (reply.status_code, reply.json()["code"]) == (403, "feedback_token_invalid")


def test_a_token_of_another_prediction_is_refused(local, stored):
    other = local.post("/v1/predictions", {"text": REVIEW, "consent": True}).json()

    path = f"/v1/predictions/{stored['id']}/feedback"
    reply = local.post(path, {"token": other["feedback_token"], "correct": True})

    assert (reply.status_code, reply.json()["code"]) == (403, "feedback_token_invalid")


def test_a_good_token_for_a_prediction_that_is_gone_finds_nothing(local, services):
    gone = "01a208d5-f29e-75f3-b856-894039c73710"
    token = sign(services.feedback.secret, gone)

    reply = local.post(f"/v1/predictions/{gone}/feedback", {"token": token, "correct": True})

    assert (reply.status_code, reply.json()["code"]) == (404, "prediction_not_found")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"correct": False}, "label_missing"),
        ({"correct": False, "label": "bagus"}, "unknown_label"),
        ({"correct": "ya"}, "body_invalid"),
        ({}, "body_invalid"),
    ],
)
def test_feedback_that_says_nothing_is_refused(local, stored, answer, code):
    path = f"/v1/predictions/{stored['id']}/feedback"
    reply = local.post(path, {"token": stored["feedback_token"], **answer})

    assert (reply.status_code, reply.json()["code"]) == (422, code)


def test_a_label_that_contradicts_itself_is_refused(local, stored):
    body = {"token": stored["feedback_token"], "correct": False, "label": stored["label"]}
    reply = local.post(f"/v1/predictions/{stored['id']}/feedback", body)

    assert (reply.status_code, reply.json()["code"]) == (422, "label_contradicts")


def test_who_holds_the_token_withdraws_a_text(local, stored, services):
    path, token = f"/v1/predictions/{stored['id']}", stored["feedback_token"]
    refused = local("DELETE", path, headers={"X-Feedback-Token": token[:-2] + "AA"})
    silent = local("DELETE", path)
    done = local("DELETE", path, headers={"X-Feedback-Token": token})
    again = local("DELETE", path, headers={"X-Feedback-Token": token})

    assert (refused.status_code, refused.json()["code"]) == (403, "feedback_token_invalid")
    assert (silent.status_code, silent.json()["code"]) == (422, "parameter_invalid")
    found = done.json()
    assert (done.status_code, found["kind"], found["texts"], found["state"]) == (200, "prediction", 1, "done")
    assert (again.status_code, again.json()["code"]) == (404, "prediction_not_found")
    with services.store.reading() as tx:
        assert tx.predictions.all_rows() == []


PERSONAL = "Hubungi Pak Budi di 0812-3456-7890, harganya Rp1.250.000 dan barangnya rusak"


def test_what_would_be_kept_is_shown_and_nothing_is_kept(local, services):
    found = local.post("/v1/anonymise", {"text": PERSONAL}).json()

    assert found["text"] == "Hubungi Pak [NAMA] di [TELEPON], harganya Rp1.250.000 dan barangnya rusak"
    assert {(one["kind"], one["count"], one["placeholder"]) for one in found["found"]} == {
        ("name", 1, "[NAMA]"),
        ("phone", 1, "[TELEPON]"),
    }
    with services.store.reading() as tx:
        assert tx.predictions.all_rows() == []


def test_what_is_shown_is_what_is_kept(local, services):
    shown = local.post("/v1/anonymise", {"text": f"  {PERSONAL} ① "}).json()["text"]
    kept = local.post("/v1/predictions", {"text": f"  {PERSONAL} ① ", "consent": True}).json()

    with services.store.reading() as tx:
        assert tx.inputs.text_of_prediction(kept["id"]) == shown


def test_a_text_that_is_no_review_is_not_shown_anonymised_either(local):
    reply = local.post("/v1/anonymise", {"text": "terlalu pendek"})

    assert (reply.status_code, reply.json()["code"]) == (422, "review_too_short")
