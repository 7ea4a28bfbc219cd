"""What runs on every change: commands that exist, actions that cannot be exchanged, no needless rights."""

import os
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


@pytest.fixture(params=WORKFLOWS, ids=lambda path: path.stem)
def workflow(request):
    return yaml.safe_load(request.param.read_text())


def steps(workflow) -> list[dict]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_every_command_is_a_target_or_a_script_that_can_be_run(workflow):
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for step in steps(workflow):
        if "run" not in step:
            continue
        first, *rest = step["run"].split()
        if first == "make":
            assert rest[0] in targets
        else:
            assert os.access(ROOT / first, os.X_OK), first


def test_actions_of_others_are_named_by_their_commit(workflow):
    used = [step["uses"] for step in steps(workflow) if "uses" in step]
    assert [one for one in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", one)] == []


def test_a_job_may_read_and_nothing_else_and_ends(workflow):
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert "permissions" not in job
        assert job["timeout-minutes"] <= 90
    checkouts = [step for step in steps(workflow) if step.get("uses", "").startswith("actions/checkout@")]
    assert len(checkouts) == len(workflow["jobs"])
    assert all(step["with"] == {"persist-credentials": False} for step in checkouts)


def test_what_is_promised_is_looked_at_on_every_change_and_every_week():
    [checks] = [path for path in WORKFLOWS if path.stem == "checks"]
    said = [step["run"] for step in steps(yaml.safe_load(checks.read_text())) if "run" in step]
    wanted = {"make check", "make test", "make scan", "make sbom", "make site"}
    assert wanted - set(said) == set()
    # YAML reads the word `on` as a truth.
    when = yaml.safe_load(checks.read_text())[True]
    assert {"push", "pull_request", "schedule"} == set(when)
    assert all((ROOT / script).exists() for script in ("scripts/check-files", "scripts/try-containers"))
