"""predict and feedback, with whatever comes in."""

import pytest

from .conftest import REVIEW


def test_predict_prints_label_and_confidence_and_stores_nothing_unasked(siklus):
    done = siklus("predict", REVIEW)
    [[label, confidence]] = done.rows
    assert label in ("positif", "netral", "negatif")
    assert 0 < float(confidence) <= 1
    assert done.err == ""
    assert siklus("status", "--json").json["predictions"] == 0


def test_predict_from_stdin_as_json_with_reasons(siklus):
    found = siklus("predict", "-", "--json", "--explain", stdin=REVIEW.encode()).json
    assert (found["stored"], found["id"], found["not_stored"]) == (False, None, "no_consent")
    assert sum(found["probabilities"].values()) == pytest.approx(1)
    assert found["model_version"] == 1
    assert all(isinstance(word, str) for word, _ in found["explanation"])


def test_a_stored_prediction_is_answered_once(siklus, stored):
    answer = ("feedback", stored["id"], stored["feedback_token"], "--right")
    assert siklus(*answer).rows == [[stored["id"], stored["label"]]]
    again = siklus(*answer)
    assert again.code == 1
    assert "answered already" in again.err


@pytest.mark.parametrize(
    ("more", "code", "told"),
    [
        (["--wrong"], 2, "needs the right label"),
        (["--wrong", "--label", "bagus"], 2, "none of positif, netral, negatif"),
        ([], 2, "--right"),
    ],
)
def test_an_answer_that_says_too_little_is_refused(siklus, stored, more, code, told):
    done = siklus("feedback", stored["id"], stored["feedback_token"], *more)
    assert done.code == code
    assert told in done.err


def test_a_forged_token_is_refused(siklus, stored):
    done = siklus("feedback", stored["id"], "dipalsukan", "--right")
    assert done.code == 2
    assert "does not belong" in done.err


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"enam kata saja tidak cukup panjang", "6 words; at least 7"),
        (b"kata " * 1_200, "at most 5000"),
        (b"", "0 words"),
        (b"Barangnya bagus \xff sekali dan pengirimannya cepat", "U+DCFF at position 16"),
        (b"Barangnya bagus \0 sekali dan pengirimannya cepat", "U+0000 at position 16"),
    ],
    ids=["6 words", "6,000 characters", "empty", "not UTF-8", "NUL"],
)
def test_what_is_no_review_is_refused_in_words(siklus, content, told):
    done = siklus("predict", "-", stdin=content)
    assert (done.code, done.out) == (2, "")
    assert told in done.err


def test_without_a_version_the_advice_is_to_train_one(newcomer):
    assert newcomer("db", "upgrade").code == 0
    done = newcomer("predict", REVIEW)
    assert (done.code, done.out) == (3, "")
    assert "siklus train" in done.err
    assert newcomer("models").err == "no version yet: siklus train\n"
    assert newcomer("status", "--json").json["active_version"] is None


def test_where_nothing_was_set_up_it_is_said_how_to_begin(newcomer):
    done = newcomer("predict", REVIEW)
    assert done.code == 3
    assert "siklus up" in done.err
    assert not (newcomer.home / "siklus.db").exists()
