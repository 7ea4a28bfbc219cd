"""train, models, activate, rollback, status, retrain, evaluate: the figures that scripts read."""

import csv
import json

import pytest


def test_the_first_training_is_active_and_the_second_waits_to_be_chosen(trained_twice):
    _, (first, second) = trained_twice
    assert (first.code, second.code) == (0, 0)
    assert (first.json["version"], first.json["active"]) == (1, True)
    assert first.json["imported"]["added"] == 300
    assert first.json["golden"]["n"] > 0
    assert second.rows[0][0] == "v2"
    assert "siklus activate v2" in second.err


def test_models_are_listed(siklus):
    assert [(row[0], row[1]) for row in siklus("models").rows] == [("v1", "active"), ("v2", "candidate")]
    assert [one["version"] for one in siklus("models", "--json").json] == [1, 2]


def test_the_baseline_is_trained_by_name_and_says_what_it_is(siklus, small_csv):
    trained = siklus("train", "--data", str(small_csv), "--kind", "naive_bayes", "--json").json
    [made] = [one for one in siklus("models", "--json").json if one["version"] == trained["version"]]
    assert made["recipe"]["kind"] == "naive_bayes"
    judged = siklus("evaluate", f"v{trained['version']}", "--data", str(small_csv), "--json").json
    assert judged["accuracy"] > 0.5


def test_activate_and_roll_back(siklus):
    link = siklus("activate", "v2", "--reason", "tried it", "--json").json
    assert (link["version"], link["previous"], link["reason"]) == (2, 1, "tried it")
    assert siklus("status", "--json").json["active_version"] == "v2"

    assert siklus("rollback").rows == [["3", "v1", "rollback", "was v2"]]
    assert siklus("status", "--json").json["active_version"] == "v1"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["activate", "v1"], 1, "v1 is active"),
        (["activate", "v9"], 2, "no model version '9'"),
        (["activate", "terbaru"], 2, "no model version 'terbaru'"),
        (["activate", "active"], 2, "no model version 'active'"),
        (["rollback"], 1, "nothing was active before v1"),
        (["evaluate", "v9", "--data", "small.csv"], 2, "no model version '9'"),
        (["evaluate", "v1", "--data", "missing.csv"], 2, "cannot read missing.csv"),
        (["train", "--data", "missing.csv"], 2, "cannot read missing.csv"),
        (["train", "--data", "few.csv"], 2, "at least"),
        (["train", "--data", "header.csv"], 2, "at least"),
        (["train", "--data", "no-label.csv"], 2, "column 'label' is missing"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_right_code(siklus, small_csv, words, code, told):
    folder = siklus.home.parent
    (folder / "small.csv").write_bytes(small_csv.read_bytes())
    (folder / "few.csv").write_text("text,label\nsatu dua tiga empat lima enam tujuh unik,positif\n")
    (folder / "header.csv").write_text("text,label\n")
    (folder / "no-label.csv").write_text("text\nsatu dua tiga\n")
    done = siklus(*words)
    assert (done.code, done.out) == (code, "")
    assert told in done.err
    assert len(done.err.splitlines()) >= 2  # what happened, and what to do


def test_evaluate_prints_the_figures_that_scripts_read(siklus, small_csv):
    done = siklus("evaluate", "v1", "--data", small_csv, "--json")
    figures = done.json
    assert figures.keys() - {"confusion"} == {"version", "n", "accuracy", "macro_f1", "ece", "labels"}
    assert (figures["version"], figures["n"]) == (1, 300)
    assert set(figures["labels"]) == {"positif", "netral", "negatif"}
    assert 0.5 < figures["macro_f1"] <= 1


def test_evaluate_the_active_version_from_stdin_in_rows(siklus, small_csv):
    done = siklus("evaluate", "active", "--data", "-", stdin=small_csv.read_bytes() + b"tanpa label\n")
    figures = {row[0]: row[1:] for row in done.rows}
    assert figures["n"] == ["300"]
    assert "line 302 left out" in done.err
    assert len(figures["positif"]) == 4


def test_macro_f1_counts_only_the_labels_that_are_there(siklus, small_csv):
    with small_csv.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["label"] != "netral"]
    lines = "\n".join(json.dumps(row) for row in rows).encode()
    figures = siklus("evaluate", "1", "--data", "-", "--json", stdin=lines).json
    present = [each["f1"] for each in figures["labels"].values() if each["support"]]
    assert len(present) == 2
    assert figures["macro_f1"] == pytest.approx(sum(present) / 2)


def test_status_names_the_active_version_and_why_names_the_last_evaluation(siklus):
    assert siklus("retrain", "--reason", "for the test").code == 0
    brief, full = siklus("status", "--json").json, siklus("status", "--why", "--json").json
    assert brief["active_version"] == "v1"
    assert "last_evaluation" not in brief
    assert (full["last_evaluation"]["note"], full["last_evaluation"]["state"]) == ("for the test", "queued")
    rows = dict(row[:2] for row in siklus("status", "--why").rows)
    assert rows["active_version"] == "v1"
    assert rows["why.note"] == "for the test"
    assert rows["reason.manual"] == "holds"


def test_before_any_evaluation_why_asks_after_the_worker(siklus):
    assert "is a worker running?" in siklus("status", "--why").err


def test_a_dry_run_says_what_would_be_done_and_keeps_nothing(siklus):
    done = siklus("retrain", "--dry-run")
    assert done.code == 1
    assert ["reason.labels", "no", "0 new labels; 20 are needed"] in done.rows
    assert "nothing would be started" in done.err
    found = siklus("retrain", "--dry-run", "--json").json
    assert (found["fires"], found["reasons"], found["holds"]) == (False, [], ["nothing_new"])
    assert siklus("status", "--why", "--json").json["last_evaluation"] is None


def test_on_an_installation_without_a_version_a_dry_run_is_refused(newcomer):
    newcomer("db", "upgrade")
    assert newcomer("retrain", "--dry-run").code not in (0, 1)


def test_a_second_retraining_is_refused_and_the_first_one_waits_for_a_worker(siklus, monkeypatch):
    monkeypatch.setattr("siklus.cli.models.WITHOUT_WORKER_SECONDS", 0)
    waited = siklus("retrain", "--wait")
    assert waited.code == 3
    assert "siklus worker" in waited.err
    again = siklus("retrain")
    assert again.code == 1
    assert "is under way" in again.err


def test_two_versions_are_compared_on_the_same_rows(siklus):
    golden, audited = siklus("models", "compare", "v1", "2").rows
    found = siklus("models", "compare", "v1", "v2", "--json").json
    assert (golden[0], audited) == (
        "golden",
        ["audited", "0", "", "", "0.0000", "-1.0000", "1.0000", "1.0000"],
    )
    assert [part["rows"] for part in found["same_rows"]] == ["golden", "audited"]
    assert int(golden[1]) == found["same_rows"][0]["n"] > 0
    assert siklus("models", "compare", "v1", "v9").code == 2
    assert siklus("models", "compare", "v1", "active").code == 2


def test_status_says_in_a_sentence_what_is_known(siklus):
    assert "how often v1 is right is not known" in siklus("status").err
    assert siklus("status", "--json").json["estimated"]["value"] is None


def test_behaviour_is_shown_by_capability_for_each_version_and_the_baseline(siklus):
    done = siklus("behaviour", "v1", "v2", "--baseline")
    head, *rows = done.rows
    assert (done.code, head) == (0, ["capability", "cases", "naive_bayes", "v1", "v2"])
    assert rows[-1][0] == "all"
    assert int(rows[-1][1]) == sum(int(row[1]) for row in rows[:-1]) >= 300
    assert "95 % interval" in done.err
    found = siklus("behaviour", "v1", "--json").json
    [stored] = [one for one in siklus("models", "--json").json if one["version"] == 1]
    assert found["v1"] == stored["scores"]["behaviour"]


def test_behaviour_lists_the_cases_that_the_active_version_fails(siklus):
    rows = siklus("behaviour", "--failures").rows
    found = siklus("behaviour", "active", "--failures", "--json").json["v1"]
    assert len(rows) == len(found["failures"]) == found["cases"] - found["passed"]
    assert {row[0] for row in rows} == {"v1"}
    assert siklus("behaviour", "v9").code == 2
