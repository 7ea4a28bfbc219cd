"""Drift as the worker measures it: windows, levels, the alert, and what the triggers make of it."""

from dataclasses import replace

import pytest

from siklus.database.alerts import DriftWindow
from siklus.domain.feedback import Answer, Ask, AskReason, Source, Trust
from siklus.domain.identity import new_id
from siklus.domain.reviews import LABELS, count_words
from siklus.domain.triggers import Hold, Reason
from siklus.monitoring.comparison import Level
from siklus.services.drift import DriftPolicy
from siklus.services.prediction import Request
from support.clock import NOON
from support.starter import starter_rows

POS, NET, NEG = LABELS
FIFTY = DriftPolicy(window=50, step=50)
ENGLISH = "The parcel number {} arrived late and the whole box was broken again"


@pytest.fixture
def former(services, small_model, clock):
    """An installation whose version was made when a reference had quantiles of probabilities only."""
    reference = {name: small_model.version.reference[name] for name in ("n", "labels", "quantiles")}
    replace(small_model, version=replace(small_model.version, reference=reference)).install(services)
    clock.advance(minutes=1)
    return services


@pytest.fixture
def window(former, make_prediction, clock):
    """Stores fifty predictions, as of texts like the version's own or all alike, and measures."""
    drift = replace(former.drift, policy=FIFTY)
    judged = former.serving.current().model.judge(unseen(400))

    def store(*, shifted: bool):
        with former.store.transaction() as tx:
            for _ in range(50):
                known = judged.pop().probabilities
                probabilities = (0.34, 0.33, 0.33) if shifted else known
                make_prediction(probabilities=probabilities, at=clock.advance(seconds=1), tx=tx)
        return drift.measure()

    store.measure, store.store = drift.measure, former.store
    return store


@pytest.fixture
def watched(trained, clock):
    """Answers texts with the real model, audits none of them, and measures."""

    def answer(texts):
        for text in texts:
            clock.advance(seconds=1)
            trained.prediction.predict(Request(text, consent=True))
        return replace(trained.drift, policy=FIFTY).measure()

    return answer


def alerts(services) -> list:
    with services.store.reading() as tx:
        return [(alert.kind, alert.model_version) for alert in tx.alerts.open()]


def unseen(count: int) -> list[str]:
    """Starter reviews that the small model has not learnt from."""
    texts = [row["text"] for row in starter_rows(skip=400) if count_words(row["text"]) >= 7]
    return texts[:count]


# --- windows --------------------------------------------------------------------------------------


def test_a_window_is_measured_once_and_only_when_enough_came(window, make_prediction, clock):
    found = window(shifted=False)
    assert (found.n, found.level) == (50, Level.QUIET)
    assert window.measure() is None
    with window.store.transaction() as tx:
        for _ in range(49):
            make_prediction(at=clock.advance(seconds=1), tx=tx)
    assert window.measure() is None
    make_prediction(at=clock.advance(seconds=1))
    assert window.measure().n == 50


def test_windows_overlap_so_that_a_change_is_seen_before_a_whole_one_is_full_of_it(
    former, make_prediction, clock
):
    drift = replace(former.drift, policy=DriftPolicy(window=90, step=20))

    def come(count):
        with former.store.transaction() as tx:
            for _ in range(count):
                make_prediction(at=clock.advance(seconds=1), tx=tx)
        return drift.measure()

    assert come(59) is None
    assert [come(count).n for count in (1, 20, 20, 20)] == [60, 80, 90, 90]


def test_the_reference_of_a_new_version_finds_its_own_kind_of_texts_quiet(watched, trained):
    assert watched(unseen(100)).level in (Level.QUIET, Level.WATCH)
    found = trained.drift.show(None)
    assert found["figures"].keys() >= {"confidence", "words", "oov", "labels", "language"}
    assert found["label_shift"].keys() == set(map(str, LABELS))
    assert all(mix["low"] <= mix["value"] <= mix["high"] for mix in found["label_shift"].values())


def test_another_language_is_found_and_explained_by_its_words(watched, trained):
    watched(ENGLISH.format("one") for _ in range(50))
    found = trained.drift.show(None)
    assert found["level"] == Level.SHIFTED
    assert found["figures"]["language"]["level"] == Level.SHIFTED
    came = {word["word"]: word["now"] for word in found["words"]["came"]}
    assert came["parcel"] == 50
    assert all(word["before"] >= 5 for word in found["words"]["went"])


def test_a_word_that_few_texts_hold_is_never_shown(watched, trained):
    rare = [f"{ENGLISH.format('one')} sincerely Wulandari" for _ in range(4)]
    watched([*rare, *(ENGLISH.format("two") for _ in range(46))])
    shown = {word["word"] for word in trained.drift.show(None)["words"]["came"]}
    assert "parcel" in shown
    assert "wulandari" not in shown


def test_a_window_measured_before_there_were_details_is_shown_without_them(trained):
    old = {"p_value": 0.2, "distances": {"positif": 0.1}, "label_shift": {"positif": 0.1}}
    with trained.store.transaction() as tx:
        tx.drift.add(DriftWindow(new_id(), 1, 100, 0.1, "quiet", old, NOON, NOON))
    found = trained.drift.show(None)
    assert (found["level"], found["figures"], found["label_shift"]) == ("quiet", None, None)


# --- the alert ------------------------------------------------------------------------------------


def test_two_shifted_windows_in_a_row_raise_an_alert_and_a_quiet_one_resolves_it(former, window):
    assert window(shifted=True).level == Level.SHIFTED
    assert alerts(former) == []
    window(shifted=True)
    assert alerts(former) == [("drift", 1)]
    window(shifted=True)
    assert alerts(former) == [("drift", 1)]
    window(shifted=False)
    assert alerts(former) == []
    levels = [one["level"] for one in former.drift.show(None)["windows"]]
    assert levels == ["quiet", "shifted", "shifted", "shifted"]


def test_one_shifted_window_between_quiet_ones_raises_nothing(former, window):
    for shifted in (True, False, True, False):
        window(shifted=shifted)
        assert alerts(former) == []


def test_the_alert_raises_the_audit_share_at_once(former, window):
    draw = replace(former.prediction, draw=lambda: 0.05)
    text = unseen(1)[0]
    window(shifted=True)
    before = draw.predict(Request(text, consent=True))
    window(shifted=True)
    after = draw.predict(Request(text, consent=True))
    with former.store.reading() as tx:
        shares = [tx.predictions.get(str(one.id)).audit_propensity for one in (before, after)]
        assert tx.asks.open_by_reason()[AskReason.AUDIT] == 1
    assert shares == [former.prediction.audit.usual, former.prediction.audit.while_drifting]


def test_a_new_version_begins_without_the_old_ones_alert(former, window, small_model):
    window(shifted=True)
    window(shifted=True)
    with former.store.transaction() as tx:
        tx.versions.add(replace(small_model.version, version=2))
        tx.versions.move(tx.versions.get(2), "refused")
    former.deployment.activate(2, actor="Ani", reason="")
    assert window.measure() is None
    assert alerts(former) == [("unproven", 2)]
    assert former.drift.show(1)["level"] == "shifted"
    assert former.drift.show(None)["level"] == "too_little"


# --- what the triggers make of it -----------------------------------------------------------------


def labelled(services, count: int, at: int = 0) -> None:
    rows = "\n".join(f"Ulasan baru nomor ke {at + i},positif" for i in range(count))
    services.importing.add(f"text,label\n{rows}".encode(), actor="Ani")


def test_a_shift_asks_for_a_retraining_once_there_are_labels_from_after_it(former, window, clock):
    labelled(former, 12)
    clock.advance(minutes=1)
    window(shifted=False)
    window(shifted=True)
    window(shifted=True)
    held = former.retraining.consider()
    assert (held.reasons, held.holds) == ((Reason.DRIFT,), (Hold.BEFORE_SHIFT,))
    assert (held.figures["new_labels"], held.figures["labels_since_shift"]) == (12, 0)
    labelled(former, 7, at=100)
    assert former.retraining.consider().state == "not_needed"
    labelled(former, 3, at=200)
    assert former.retraining.consider().state == "queued"


def test_the_shift_begins_where_the_last_other_window_ended_and_keeps_its_beginning(former, window, clock):
    quiet = window(shifted=False)
    for _ in range(3):
        found = window(shifted=True)
    began = found.figures["shifted_since"]
    assert quiet.until.isoformat() <= began < found.until.isoformat()
    assert former.drift.show(None)["shifted_since"] == began
    window(shifted=False)
    assert former.drift.show(None)["shifted_since"] is None


@pytest.fixture
def audit(store, make_prediction, clock):
    """An answered audit of version 1, a minute after the last one."""

    def add(*, right: bool) -> None:
        prediction = make_prediction(POS, at=clock.advance(minutes=1))
        with store.transaction() as tx:
            ask = Ask(new_id(), prediction.id, AskReason.AUDIT, 0.03, clock(), None)
            tx.asks.add(ask)
            label = POS if right else NEG
            tx.feedback.add(
                Answer(new_id(), prediction.id, label, Source.AUDIT, None, Trust.TRUSTED, clock())
            )
            tx.asks.close(prediction.id, clock())

    return add


def test_errors_that_rise_are_a_reason_although_the_total_still_looks_well(trained, audit):
    for at in range(400):
        audit(right=at % 20 != 0)
    assert Reason.DECLINE not in trained.retraining.consider().reasons
    for _ in range(30):
        audit(right=False)
    found = trained.retraining.consider()
    assert Reason.DECLINE in found.reasons
    assert Reason.ACCURACY not in found.reasons
    assert found.figures["errors_rose"] > 0.2


def test_errors_and_their_change_are_kept_with_the_window(trained, audit, watched):
    for at in range(100):
        audit(right=at < 60)
    watched(unseen(50))
    errors = trained.drift.show(None)["errors"]
    assert errors["audits"] == 100
    assert errors["before"] < 0.1
    assert errors["now"] > 0.6
    assert errors["since"] is not None


def test_an_hour_without_predictions_is_measured_no_second_time(window, clock):
    window(shifted=True)
    clock.advance(hours=1)
    assert window.measure() is None
