"""Simulations beside the service: real processes, small files."""

import json
import os
import signal
import sys
import time
from datetime import UTC, datetime

import pytest

from siklus.errors import SimulationNotDone, SimulationNotFound, SimulationUnclear, TooManySimulations
from siklus.services.simulating.service import MOST_STARTS, MOST_WAITING, SimulationService
from siklus.services.simulating.shelf import State
from siklus.services.simulating.wish import Habits, Wish
from support.starter import as_csv, starter_rows

WAIT_SECONDS = 180
SLEEPER = (sys.executable, "-c", "import time; time.sleep(600)")
DIES = (sys.executable, "-c", "import os; os.kill(os.getpid(), 9)")


def now():
    return datetime.now(UTC)


@pytest.fixture
def simulating(tmp_path):
    service = SimulationService(tmp_path / "simulations", now)
    yield service
    service.stop()


@pytest.fixture
def small():
    """Two blocks of a stream, by one arm that learns nothing."""
    base, stream = as_csv(starter_rows(150)).decode(), as_csv(starter_rows(50, skip=150)).decode()
    return Wish(name="kecil", base=base, stream=stream, arms=("static",), block=25)


def until(service, simulation_id, holds):
    deadline = time.monotonic() + WAIT_SECONDS
    while not holds(found := service.get(simulation_id)):
        assert time.monotonic() < deadline, found
        service.turn()
        time.sleep(0.1)
    return found


def ended(found):
    return found.state in (State.DONE, State.FAILED)


def test_a_simulation_runs_beside_the_service_and_keeps_its_report_alone(simulating, small):
    asked = simulating.request(small, actor="rina")
    assert (asked.state, asked.actor, asked.asked["name"]) == (State.RUNNING, "rina", "kecil")
    assert asked.asked["stream"] is True
    with pytest.raises(SimulationNotDone):
        simulating.report(asked.id, "report.json")

    found = until(simulating, asked.id, ended)

    assert (found.state, found.error, found.share) == (State.DONE, None, 1)
    assert (found.outlook["items"], found.outlook["block"]) == (50, 25)
    [curve] = found.curves
    report = json.loads(simulating.report(asked.id, "report.json"))
    assert curve["blocks"] == report["arms"]["static"]["seeds"][0]["blocks"]
    assert "--stream stream.csv" in report["command"]
    assert b"Would the loop have helped?" in simulating.report(asked.id, "report.html")
    place = simulating.folder / asked.id
    kept = {path.name for path in place.rglob("*") if path.is_file()}
    assert kept == {"asked.json", "ended.json", "plan.json", "progress.json", "report.json", "report.html"}
    text = starter_rows(1, skip=150)[0]["text"]
    for path in place.rglob("*.*"):
        if path.is_file():
            assert text not in path.read_text()
            assert path.suffix in (".html", ".json")
            assert path.name == "plan.json" or str(place) not in path.read_text()


@pytest.mark.parametrize(
    ("change", "code", "facts"),
    [
        (
            {"stream": "text,label\nlama sekali,biasa\n"},
            "stream_label_unknown",
            {"line": 2, "label": "biasa"},
        ),
        ({"block": 500}, "not_enough_data", {"found": 50, "needed": 500}),
        ({"stream": None, "base": None, "scenario": "storm"}, "simulation_unclear", {"option": "--scenario"}),
    ],
)
def test_bad_inputs_are_told_as_facts_without_the_folder(simulating, small, change, code, facts):
    asked = {name: getattr(small, name) for name in Wish.__dataclass_fields__} | change
    found = until(simulating, simulating.request(Wish(**asked), actor="rina").id, ended)

    assert found.state == State.FAILED
    assert found.error is not None
    assert found.error["code"] == code
    assert facts.items() <= found.error["facts"].items()
    assert str(simulating.folder) not in json.dumps(found.error)
    assert not (simulating.folder / found.id / "stream.csv").exists()


def test_a_wish_that_contradicts_itself_is_not_kept(simulating, small):
    for wish in (Wish(), Wish(scenario="quiet", stream="text,label\n"), Wish(scenario="quiet", base="x")):
        with pytest.raises(SimulationUnclear):
            simulating.request(wish, actor="rina")
    assert simulating.all() == []


def test_readers_are_described_to_the_command(simulating, small):
    wish = Wish(stream=small.stream, readers=Habits(click_right=0.2, click_wrong=0.9, noise=0.0))
    service = SimulationService(simulating.folder, now, SLEEPER)
    asked = service.request(wish, actor="rina")
    written = (simulating.folder / asked.id / "readers.toml").read_text()
    service.stop()

    assert "click_wrong = 0.9" in written


def test_one_runs_at_a_time_whoever_asks_and_whoever_looks(simulating):
    first, second = (SimulationService(simulating.folder, now, SLEEPER) for _ in range(2))
    one = first.request(Wish(scenario="quiet"), actor="a")
    other = second.request(Wish(scenario="quiet"), actor="b")
    second.turn()
    assert [found.state for found in second.all()] == [State.QUEUED, State.RUNNING]

    second.remove(one.id)  # another service has started it
    first.turn()
    second.turn()
    with pytest.raises(SimulationNotFound):
        first.get(one.id)
    assert first.get(other.id).state == State.RUNNING

    for service in (first, second):
        service.stop()
    assert first.get(other.id).state == State.QUEUED


def test_one_that_is_removed_leaves_neither_process_nor_file(simulating):
    service = SimulationService(simulating.folder, now, SLEEPER)
    asked = service.request(Wish(stream="text,label\n"), actor="a")
    pid = json.loads((simulating.folder / "running").read_text())["pid"]
    assert os.getpriority(os.PRIO_PROCESS, pid) > os.getpriority(os.PRIO_PROCESS, 0)

    service.remove(asked.id)

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert [path.name for path in simulating.folder.iterdir()] == ["running"]
    with pytest.raises(SimulationNotFound):
        service.remove(asked.id)


def test_a_service_that_was_killed_leaves_its_simulation_to_the_next(simulating, small):
    killed = SimulationService(simulating.folder, now)
    asked = killed.request(small, actor="a")
    assert simulating.get(asked.id).state == State.RUNNING

    pid = json.loads((simulating.folder / "running").read_text())["pid"]
    os.kill(pid, signal.SIGKILL)
    killed.stop()
    assert simulating.get(asked.id).state == State.QUEUED

    assert until(simulating, asked.id, ended).state == State.DONE


def test_one_that_dies_without_a_word_is_given_up(simulating):
    service = SimulationService(simulating.folder, now, DIES)
    found = until(service, service.request(Wish(scenario="quiet"), actor="a").id, ended)

    assert found.error == {
        "code": "simulation_died",
        "detail": "it ended without a word",
        "facts": {"times": MOST_STARTS},
    }


def test_so_many_may_wait_and_no_more(simulating):
    service = SimulationService(simulating.folder, now, SLEEPER)
    for _ in range(MOST_WAITING):
        service.request(Wish(scenario="quiet"), actor="a")
    with pytest.raises(TooManySimulations):
        service.request(Wish(scenario="quiet"), actor="a")
    service.stop()


@pytest.mark.parametrize("name", ["..", "../..", "none", "0189d6f2-7b5a-7c3e-8a51-1f2e3d4c5b6a"])
def test_only_its_own_folders_are_looked_into(simulating, name):
    with pytest.raises(SimulationNotFound):
        simulating.get(name)
