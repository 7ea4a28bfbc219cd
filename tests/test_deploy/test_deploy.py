"""What deploy/ asks for exists at a real service, with those labels, and the alerts do what they say."""

import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import promql_parser
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from siklus.domain.access import Caller, Role
from siklus.domain.alerts import DEFAULT_RULES
from siklus.domain.reviews import LABELS
from siklus.services.prediction import Request
from support.api import served
from support.clock import NOON
from support.rows import REVIEW
from support.servers import absent

ROOT = Path(__file__).resolve().parents[2]
RULES, DASHBOARD = ROOT / "deploy/prometheus/alerts.yml", ROOT / "deploy/grafana/dashboard.json"
PAGE = ROOT / "docs/how-to/prometheus.md"
# What Prometheus itself adds to every sample.
SCRAPED = {"job", "instance"}


def busy(services, clock):
    """A week of texts and a day on which everything happened that a metric can tell of."""
    clock.time = NOON - timedelta(days=3)
    services.prediction.predict_many([Request(REVIEW, consent=True)] * 200)
    clock.time = NOON
    audited = replace(services.prediction, draw=lambda: 0.0)
    replies = audited.predict_many([Request(REVIEW, consent=True)] * 30)
    for reply in replies[1:]:
        services.feedback.answer(reply.id, reply.feedback_token, correct=True)
    sari = Caller("Sari", Role.REVIEWER)
    [item] = services.review.next(sari, 1)
    services.review.answer(item.ask.id, sari, LABELS[0])
    assert services.drift.measure() is not None
    clock.advance(seconds=1)
    with services.store.transaction() as tx:
        tx.workers.join("w", pid=1, host="h", now=clock())
    return replies[0]


@pytest.fixture
def exposed(sqlite_url, request):
    """name → the labels that its samples have, at a service on a socket after a busy day."""
    services, clock = request.getfixturevalue("trained"), request.getfixturevalue("clock")
    reply = busy(services, clock)
    with served(services) as address, httpx.Client(base_url=address, timeout=60) as http:
        answer = {"token": reply.feedback_token, "correct": True}
        assert http.post(f"/v1/predictions/{reply.id}/feedback", json=answer).status_code == 201
        assert http.post("/v1/predictions", json={"text": REVIEW}).status_code == 200
        assert http.post("/v1/predictions", json={"text": "pendek"}).status_code == 422
        http.get("/metrics")
        printed = http.get("/metrics").text
    found = {}
    for family in text_string_to_metric_families(printed):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


def alert_expressions():
    groups = yaml.safe_load(RULES.read_text())["groups"]
    return {rule["alert"]: rule["expr"] for group in groups for rule in group["rules"]}


def dashboard_expressions():
    board = json.loads(DASHBOARD.read_text())
    panels = {
        f"{panel['title']} {target['refId']}": target["expr"]
        for panel in board["panels"]
        for target in panel.get("targets", [])
    }
    notes = {note["name"]: note["expr"] for note in board["annotations"]["list"]}
    variables = {
        variable["name"]: re.sub(r"label_values\((\w+), \w+\)", r"\1", variable["query"]["query"])
        for variable in board["templating"]["list"]
        if variable["type"] == "query"
    }
    return panels | notes | variables


def asked_for(expression):
    """(metric, labels that it must have) of every selector; labels of a grouping belong to all below it."""
    found = []

    def visit(node):
        if isinstance(node, promql_parser.VectorSelector):
            found.append((node.name, {matcher.name for matcher in node.matchers.matchers}))
        if isinstance(node, promql_parser.AggregateExpr) and node.modifier is not None:
            for name, labels in asked_for(node.expr.prettify()):
                found.append((name, labels | set(node.modifier.labels)))

    promql_parser.walk(promql_parser.parse(expression), visit)
    return found


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_metric_that_deploy_names_exists_with_its_labels(exposed, database_url):
    wrong = [
        (where, name, sorted(labels - SCRAPED - exposed.get(name, set())))
        for where, expression in (alert_expressions() | dashboard_expressions()).items()
        for name, labels in asked_for(expression)
        if name != "up" and (name not in exposed or labels - SCRAPED - exposed[name])
    ]
    assert wrong == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_metric_of_ours_is_on_the_page_and_no_other(exposed, database_url):
    ours = {re.sub(r"_(bucket|count|sum)$", "", name) for name in exposed if name.startswith("siklus_")}
    named = set(re.findall(r"`(siklus_[a-z_]+)`", PAGE.read_text()))
    assert named == ours


def test_a_metric_that_does_not_exist_would_be_noticed():
    found = asked_for("sum by (le) (rate(siklus_no_such{route='/x'}[5m]))")
    assert ("siklus_no_such", {"le", "route"}) in found


def test_every_alert_says_what_is_wrong_and_how_bad_that_is():
    for group in yaml.safe_load(RULES.read_text())["groups"]:
        for rule in group["rules"]:
            assert rule["annotations"]["summary"], rule["alert"]
            assert rule["labels"]["severity"] in ("critical", "warning", "info"), rule["alert"]


def test_no_panel_of_the_dashboard_is_twice_or_over_another():
    panels = json.loads(DASHBOARD.read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    fields = [
        (x, y)
        for at in (panel["gridPos"] for panel in panels)
        for x in range(at["x"], at["x"] + at["w"])
        for y in range(at["y"], at["y"] + at["h"])
    ]
    assert len(set(fields)) == len(fields)
    assert max(x for x, _ in fields) < 24


@pytest.fixture(scope="module")
def promtool():
    """Runs promtool; whatever it complains of fails the test."""
    program = shutil.which("promtool")
    if program is None:
        absent("promtool")

    def run(*words):
        done = subprocess.run([program, *words], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    return run


def test_promtool_reads_the_rules_and_the_example(promtool):
    promtool("check", "rules", str(RULES))
    promtool("check", "config", str(RULES.with_name("prometheus.yml")))


def test_the_alerts_fire_when_they_should_and_not_before(promtool):
    promtool("test", "rules", str(Path(__file__).with_name("alerts_test.yml")))


def test_the_page_on_alerts_names_every_rule_and_every_figure():
    page = (ROOT / "docs/how-to/alerts.md").read_text()
    assert [rule.name for rule in DEFAULT_RULES if f"| `{rule.name}` |" not in page] == []
    assert [rule.figure for rule in DEFAULT_RULES if f"`{rule.figure}`" not in page] == []
