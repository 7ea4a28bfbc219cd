"""Whole simulations, small: reproducible bit for bit, whoever runs them and however often they stop."""

import io
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from rich.console import Console

from siklus.errors import NotEnoughData, ResultsOfOtherInputs, SimulationUnclear
from siklus.simulation import words
from siklus.simulation.arms import USUAL, Arm
from siklus.simulation.base import DATABASE, Base, Clock, installation, prepare
from siklus.simulation.page import write_report
from siklus.simulation.plan import Options, Plan, command_of, make_plan, outlook
from siklus.simulation.report import make_report
from siklus.simulation.run import Results, read_arms, run_all
from siklus.simulation.scenarios import SCENARIOS
from siklus.simulation.setting import START
from siklus.simulation.tables import show
from siklus.simulation.track import NOBODY
from siklus.simulation.watch import PROGRESS
from support.servers import absent

CHROMIUM = Path("/usr/bin/chromium")
SEEDS = (3, 4)


def silent(what, share):
    assert what
    assert 0 <= share <= 1


def run(plan, arms=USUAL, seeds=SEEDS, jobs=1, results=None):
    return run_all(plan, list(arms), list(seeds), jobs=jobs, results=results, tell=silent)


@pytest.fixture(scope="module")
def tracks(small_plan):
    return run(small_plan)


@pytest.fixture(scope="module")
def report(small_plan, tracks):
    return make_report(small_plan, tracks, "siklus simulate …")


def test_the_same_simulation_gives_the_same_bits_in_other_processes(small_plan, tracks):
    assert run(small_plan, jobs=2) == tracks


def test_a_base_is_copied_whole_while_others_read_in_it(small_plan, tmp_path):
    base = prepare(tmp_path / "base", small_plan.base_of(SEEDS[0]), small_plan.origin)
    with installation(base.folder, Clock(START)) as reader, reader.store.reading() as tx:
        assert tx.versions.get(1).version == 1
        base.copy_to(tmp_path / "copy")

    assert sorted(path.name for path in (tmp_path / "copy").glob(f"{DATABASE}*")) == [DATABASE]
    assert Base(tmp_path / "copy").learnt() == base.learnt()


def test_all_arms_meet_the_same_readers(small_plan, tracks):
    for seed in SEEDS:
        draws = small_plan.setting(seed).draws
        audited = {at for at, one in enumerate(draws) if one.audit < small_plan.options.audit}
        for arm in USUAL:
            track = tracks[arm, seed]
            assert {at for at, said in enumerate(track.audits) if said != NOBODY} >= audited
            static = tracks[Arm.STATIC, seed]
            alike = [at for at, shown in enumerate(track.shown) if shown == static.shown[at]]
            assert [track.readers[at] for at in alike] == [static.readers[at] for at in alike]


def test_until_its_first_deployment_the_loop_is_version_1(tracks):
    for seed in SEEDS:
        loop, static = tracks[Arm.SIKLUS, seed], tracks[Arm.STATIC, seed]
        first = loop.changes[0].at if loop.changes else len(loop.shown)
        assert loop.shown[:first] == static.shown[:first]
        assert loop.probabilities[:first] == static.probabilities[:first]
        assert set(loop.versions[:first]) == {1}
        assert loop.retrains >= 1


def test_the_oracle_knows_every_label_of_the_blocks_that_passed(small_plan, tracks):
    assert tracks[Arm.ORACLE, 3].labels_used == 80
    assert [change.at for change in tracks[Arm.ORACLE, 3].changes] == [40, 80]
    assert tracks[Arm.STATIC, 3].labels_used == 0


def test_what_an_arm_is_without_it_is_without(small_plan):
    found = run(small_plan, [Arm.NO_AUDIT, Arm.NO_GATE, Arm.NO_TRUST], SEEDS[:1])
    assert set(found[Arm.NO_AUDIT, 3].audits) == {NOBODY}
    open_gate = found[Arm.NO_GATE, 3]
    assert len(open_gate.changes) == open_gate.retrains >= 1
    assert found[Arm.NO_TRUST, 3].retrains >= 1


# --- taking up where it stopped -------------------------------------------------------------------


def test_what_is_done_is_not_done_again(small_plan, tracks, tmp_path):
    results = Results(tmp_path / "out", small_plan.digest())
    results.open("siklus simulate …")
    arms = [Arm.STATIC, Arm.ONLINE]
    assert run(small_plan, arms, results=results) == {key: tracks[key] for key in tracks if key[0] in arms}
    done = {path: path.stat().st_mtime_ns for path in results.folder.glob("*-*.json")}
    assert len(done) == 4
    gone = results.folder / "online-4.json"
    gone.unlink()
    results.open("siklus simulate …")
    assert run(small_plan, arms, results=results)[Arm.ONLINE, 4] == tracks[Arm.ONLINE, 4]
    assert gone.exists()
    assert all(path.stat().st_mtime_ns == at for path, at in done.items() if path != gone)


def test_results_of_other_inputs_are_refused(small_plan, tmp_path):
    Results(tmp_path, small_plan.digest()).open("siklus simulate …")
    other = make_plan(replace(small_plan.options, audit=0.1))
    with pytest.raises(ResultsOfOtherInputs, match="other inputs or settings"):
        Results(tmp_path, other.digest()).open("siklus simulate …")


def test_the_digest_looks_into_the_files_not_at_their_names(small_plan, tmp_path):
    stream = shutil.copy(small_plan.options.streams[0], tmp_path / "stream.csv")
    moved = replace(small_plan.options, streams=(str(stream),))
    assert make_plan(moved).digest() == small_plan.digest()
    with Path(stream).open("a") as file:
        file.write("Satu baris lagi yang cukup panjang untuk dinilai,positif\n")
    assert make_plan(moved).digest() != small_plan.digest()


# --- options --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, "either at least one --stream or a --scenario"),
        ({"scenario": "quiet", "streams": ("a.csv",)}, "either at least one --stream or a --scenario"),
        ({"scenario": "storm"}, "'storm' is none of quiet, new-domain"),
        ({"scenario": "quiet", "base": "a.csv"}, "a scenario brings its own base"),
        ({"scenario": "quiet", "audit": 1.5}, "between 0 and 1, not 1.5"),
        ({"scenario": "quiet", "audit": float("nan")}, "between 0 and 1"),
        ({"scenario": "quiet", "per_day": 0.0}, "must be above 0"),
    ],
)
def test_options_that_do_not_go_together_are_refused(options, told):
    with pytest.raises(SimulationUnclear, match=re.escape(told)):
        make_plan(Options(**options))


def test_arms_are_named_once_and_must_exist():
    assert read_arms("oracle,static,oracle") == [Arm.ORACLE, Arm.STATIC]
    for written in ("", "static,siklos"):
        with pytest.raises(SimulationUnclear, match="--arms"):
            read_arms(written)


def test_more_rows_than_the_base_has_are_refused(small_plan):
    with pytest.raises(NotEnoughData, match="rows of the base"):
        make_plan(replace(small_plan.options, base_rows=201))


def test_a_base_of_some_rows_is_drawn_by_the_seed(small_plan):
    plan = make_plan(replace(small_plan.options, base_rows=50))
    assert len(plan.base_of(1)) == 50
    assert plan.base_of(1) == plan.base_of(1) != plan.base_of(2)
    assert set(plan.base_of(1)) <= set(small_plan.base)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_brings_some_hundred_items_that_its_base_does_not_hold(name):
    plan: Plan = make_plan(Options(scenario=name))
    items = plan.setting(0).items
    assert 600 <= len(items) <= 800
    assert len(plan.base_of(0)) >= 700
    assert {text for text, _ in plan.base_of(0)} & {item.text for item in items} == set()
    assert plan.setting(0).items == items != plan.setting(1).items
    assert any(kind.malicious for kind in plan.profile.kinds) == (name in ("attack", "flood"))


def test_the_command_is_one_that_a_shell_reads_back():
    options = Options(
        base="my base.csv", streams=("a.csv:30", "b.csv"), mix="positif=1", shuffle=True, attack=0.2
    )
    told = command_of(options, 3, 2, ["static", "siklus"])
    assert told == (
        "siklus simulate --base 'my base.csv' --stream a.csv:30 --stream b.csv --attack 0.2 --audit 0.03 "
        "--mix positif=1 --per-day 300 --seed 3 --seeds 2 --arms static,siklus --shuffle"
    )


# --- the report -----------------------------------------------------------------------------------


def test_the_report_has_the_names_that_scripts_rely_on(report):
    assert set(report["arms"]) == {str(arm) for arm in USUAL}
    for arm in report["arms"].values():
        assert arm.keys() >= {
            "accuracy", "macro_f1", "headroom_recovered", "labels_used", "deployments", "harmful_deployments",
        }  # fmt: skip
        assert [row["seed"] for row in arm["seeds"]] == list(SEEDS)
        assert len(arm["blocks"]) == 3
    assert json.loads(json.dumps(report, allow_nan=False)) == report


def test_the_table_says_the_verdict_and_every_arm(report):
    written = io.StringIO()
    show(report, Console(file=written, width=200))
    told = written.getvalue()
    assert told.startswith("On this data the loop would have")
    assert all(f" {arm} " in told for arm in USUAL)
    assert words.ESTIMATORS["combined"] in told


@pytest.mark.parametrize(
    ("gain", "p", "told"),
    [
        (
            (0.03, 0.02, 0.04),
            1.0,
            "would have helped: 83.0 % right instead of 80.0 % (+3.0 points, 95 % interval",
        ),
        ((-0.03, -0.04, -0.02), 1.0, "would have done harm: "),
        ((0.03, -0.01, 0.07), 0.001, "would have made no clear difference: "),
        ((0.03, None, None), 0.01, "would have helped: 83.0 % right instead of 80.0 % (+3.0 points), "),
        ((0.03, None, None), 0.2, "would have made no clear difference: "),
    ],
)
def test_the_verdict_claims_no_more_than_is_beyond_chance(gain, p, told):
    mean, low, high = gain
    siklus = {
        "accuracy": 0.8 + mean,
        "label_share": 0.14,
        "headroom_recovered": None,
        "gain": {"mean": mean, "low": low, "high": high},
        "seeds": [{"mcnemar": {"p": p}}],
    }
    assert told in words.verdict({"arms": {"static": {"accuracy": 0.8}, "siklus": siklus}})
    assert words.verdict({"arms": {"siklus": siklus}}) == words.NO_VERDICT


def test_the_page_names_no_file_and_no_host_to_load(report, tmp_path):
    written = write_report(report, tmp_path)
    assert json.loads(written[0].read_text()) == report
    html = written[1].read_text()
    plain = re.sub(r"(<script[^>]*>).*?</script>", r"\1", html, flags=re.DOTALL)
    assert re.findall(r"\ssrc=|<link\b|@import|@font-face|url\(|https?:", plain) == []


def test_the_page_draws_both_charts_and_asks_nobody(report, tmp_path):
    if not CHROMIUM.exists():
        absent(str(CHROMIUM))
    written = write_report(report, tmp_path)
    asked, faults = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto(written[1].as_uri())
        page.wait_for_selector("#vis svg")
        told = page.inner_text("body")
        browser.close()
    assert told.startswith(f"{words.TITLE}\n\n{words.verdict(report)}")
    assert words.ACCURACY in told
    assert words.ESTIMATES in told
    assert (asked, faults) == ([written[1].as_uri()], [])


def test_how_far_it_has_come_can_be_read_while_it_runs(small_plan, tracks, tmp_path):
    results = Results(tmp_path / "out", small_plan.digest())
    results.open("siklus simulate …")
    results.begin(outlook(small_plan, SEEDS))
    seen = []

    def look(_what, _share):
        seen.append(json.loads((results.folder / PROGRESS).read_text()))

    run_all(small_plan, [Arm.STATIC, Arm.ORACLE], [3], jobs=1, results=results, tell=look)
    last = json.loads((results.folder / PROGRESS).read_text())

    assert (seen[0]["share"], seen[0]["curves"]) == (0, [])
    lengths = [sum(len(curve["blocks"]) for curve in one["curves"]) for one in seen]
    assert lengths == sorted(lengths)
    assert set(lengths) == {0, 1, 2, 3, 4, 5}
    assert (last["share"], last["outlook"]["items"], last["outlook"]["blocks"]) == (1, 120, 3)
    report = make_report(small_plan, {(arm, 3): tracks[arm, 3] for arm in (Arm.STATIC, Arm.ORACLE)}, "…")
    for curve in last["curves"]:
        assert curve["blocks"] == report["arms"][curve["arm"]]["seeds"][0]["blocks"]
        assert curve["changes"] == [one.at for one in tracks[Arm(curve["arm"]), 3].changes]
