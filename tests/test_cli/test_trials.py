"""shadow, canary, trial: begin, look, end."""

import pytest

from siklus.cli.trials import in_a_sentence

REVIEW = "Pengirimannya cepat sekali dan barangnya sesuai dengan pesanan saya"


def test_a_version_goes_through_shadow_and_canary_to_its_end(siklus):
    assert siklus("shadow", "v2", "--reason", "coba dulu").rows[0][:2] == ["v2", "shadow"]
    begun = siklus("canary", "v2", "--share", "25%", "--json").json
    assert (begun["mode"], begun["share"], begun["actor"]) == ("canary", 0.25, "cli")
    told = siklus("trial")
    assert told.code == 0
    assert ["trial.mode", "canary"] in told.rows
    assert ["figures.finding", "open"] in told.rows
    assert told.rows[-1][:3] == ["past", "v2", "shadow"]
    assert "no text that both judged was audited" in told.err
    ended = siklus("trial", "end", "--reason", "cukup", "--json").json
    assert (ended["outcome"], ended["ended_by"], ended["why_ended"]) == ("stopped", "cli", "cukup")
    none = siklus("trial", "--json")
    assert (none.code, none.json["trial"]) == (1, None)
    assert [one["outcome"] for one in none.json["past"]] == ["stopped", "replaced"]


def test_what_is_asked_on_the_command_line_is_judged_by_both(siklus):
    siklus("shadow", "v2")
    siklus("predict", REVIEW, "--consent")
    siklus("predict", REVIEW)
    assert siklus("trial", "--json").json["figures"]["scored"] == 1


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["shadow", "v1"], 1, "v1 is active"),
        (["shadow", "v9"], 2, "no model version '9'"),
        (["canary", "v2", "--share", "banyak"], 2, "no share"),
        (["canary", "v2", "--share", "100%"], 2, "a share of the requests"),
        (["canary", "v2", "--share", "nan"], 2, "a share of the requests"),
        (["trial", "end"], 1, "no version is on trial"),
        (["trial"], 1, "no version is on trial"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_right_code(siklus, words, code, told):
    done = siklus(*words)
    assert (done.code, done.out) == (code, "")
    assert told in done.err


def test_status_says_who_is_on_trial(siklus):
    assert siklus("status", "--json").json["on_trial"] is None
    siklus("canary", "v2", "--share", "2,5%")
    assert siklus("status", "--json").json["on_trial"] == "v2 beside v1: canary, 2.5 %"


def test_activating_ends_the_trial(siklus):
    siklus("canary", "v2")
    siklus("activate", "v2", "--reason", "terbukti")
    assert siklus("trial", "--json").json["past"][0]["outcome"] == "promoted"


@pytest.mark.parametrize(
    ("finding", "words"),
    [("worse", "will take it out"), ("better", "siklus activate v3"), ("unharmed", "does no harm")],
)
def test_every_finding_has_a_sentence(finding, words):
    figures = {"audits": 60, "champion_right": 30, "challenger_right": 33, "finding": finding}
    assert words in in_a_sentence({"version": 3, "champion": 2}, figures)
