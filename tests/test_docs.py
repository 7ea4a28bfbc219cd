"""What the documentation names exists, and what is generated is not stale."""

import importlib.util
import re
from collections import Counter
from pathlib import Path

import pytest

from siklus.api.app import ROOMS
from siklus.domain import looks
from siklus.domain.limits import GatePolicy
from siklus.models import adaptation
from siklus.services.behaviour import suite
from siklus.services.doubt import MOST
from siklus.services.training import RECENT
from siklus.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
CODE = re.compile(r"^```\w*\n(.*?)^```|`([^`\n]+)`", re.MULTILINE | re.DOTALL)

_spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
generate = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(generate)


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def code_in(page: Path) -> str:
    return "\n".join(block or span for block, span in CODE.findall(page.read_text()))


@pytest.mark.parametrize("page", generate.pages(), ids=name_of)
def test_a_generated_page_is_what_the_code_says(page):
    assert page.read_text() == generate.pages()[page], "run: python docs/generate.py"


def options_of(command) -> set[str]:
    found = {"--help"}
    for parameter in command.params:
        found |= {*parameter.opts, *parameter.secondary_opts}
    return found


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_named_exists_with_its_options(page):
    known = dict(generate.commands())
    groups = {name.split()[0] for name in known if " " in name}
    missing = []
    # `from siklus.client`, `with Client(…) as siklus:` and `siklus.predict(…)` are no commands.
    for line in re.findall(r"(?:^|[\s/(])siklus ([a-z][^\n|;#`]*)", code_in(page)):
        words = line.split()
        name = " ".join(words[:2]) if words[0] in groups else words[0]
        name = name.rstrip(".,:")
        if words[0] in known and words[1:2] != [word for word in words[1:2] if word.isalpha()]:
            name = words[0]  # a group that does something by itself
        if name not in known:
            missing.append(name)
            continue
        given = {word.split("=")[0].rstrip(".,") for word in words if word.startswith("--")}
        missing += [f"{name} {option}" for option in given - options_of(known[name])]
    assert missing == []


def test_every_command_that_an_error_advises_exists():
    names = {name.split()[0] for name, _ in generate.commands()}
    advised = re.findall(r"\bsiklus ([a-z]+)", (ROOT / "docs/reference/errors.md").read_text())
    assert set(advised) - names == set()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_setting_named_exists(page):
    named = set(re.findall(r"\b(?:SIKLUS|SUPABASE)_[A-Z][A-Z_]*\b", page.read_text()))
    known = {generate.variable_of(name, field) for name, field in Settings.model_fields.items()}
    assert named - known == set()


def test_every_setting_is_in_the_reference():
    page = (ROOT / "docs/reference/settings.md").read_text()
    known = {generate.variable_of(name, field) for name, field in Settings.model_fields.items()}
    assert {name for name in known if f"`{name}`" not in page} == set()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_make_target_named_exists(page):
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:^|\s)make ([a-z][a-z-]*)", code_in(page)))
    assert named - targets == set()


def test_the_reference_has_every_call_and_no_other():
    known = {
        f"{method} {route.path.replace(':path', '')}"
        for room in ROOMS
        for route in room.router.routes
        for method in route.methods - {"HEAD"}
    }
    page = (ROOT / "docs/reference/http.md").read_text()
    named = set(re.findall(r"^\| `((?:GET|POST|DELETE) [^`]+)`", page, re.MULTILINE))
    assert named == known - {"GET /docs"}


def test_every_page_is_in_the_index():
    index = (ROOT / "docs/README.md").read_text()
    missing = [
        name_of(page)
        for page in (ROOT / "docs").rglob("*.md")
        if page.name != "README.md" and f"({page.relative_to(ROOT / 'docs')})" not in index
    ]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_python_in_the_pages_can_be_read(page):
    for block in re.findall(r"^```python\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL):
        compile(block, name_of(page), "exec")


def test_the_page_on_the_gate_has_its_figures():
    page, policy = (ROOT / "docs/why/gate.md").read_text(), GatePolicy()
    for words in (
        f"fewer than {policy.min_fresh} labels",
        f"fewer than {policy.min_changes} of them",
        f"at most {policy.false_accept:.0%} in the end",
        f"the chance is {policy.false_accept_shifted:.0%} instead of {100 * policy.false_accept:.0f} %",
        f"p < {policy.audits_p} on audits",
        f"at least {policy.slice_rows} rows",
        f"by more than {policy.slice_margin} and",
        f"1 − √({looks.FROM_ROWS:g} / n)",
        f"z ≤ −{-policy.refuse_z}",
        f"z ≤ −{-policy.hits_z}",
        f"below −{policy.golden_margin}",
        f"more than {policy.recall_margin}",
        f"drawn {policy.draws:,} times",
        f"falls by more than {policy.behaviour_margin} and",
        f"p < {policy.behaviour_p}",
    ):
        assert words in page


def test_the_page_on_models_has_the_figures_of_an_adaptation():
    page = (ROOT / "docs/why/models.md").read_text()
    *first, last = adaptation.ANCHOR_MASSES
    for words in (
        f"{adaptation.ANCHORS:,} of them",
        f"{', '.join(f'{mass:g}' for mass in first)} or {last:g} labels",
        f"{adaptation.FOLDS} folds",
        f"more than {adaptation.TOLERANCE} of accuracy or {adaptation.RECALL_TOLERANCE} of a label's recall",
        f"the newest {RECENT} ",
    ):
        assert words in page


def test_the_page_on_behaviour_counts_the_cases_that_there_are():
    page = (ROOT / "docs/why/behaviour.md").read_text()
    kinds = Counter(case.kind for case in suite().cases)
    assert f"{len(suite().cases)} small cases" in page
    for kind, cases in kinds.items():
        assert f"| `{kind}` ({cases}) |" in page
    for name, cases in suite().sizes.items():
        assert f"| `{name}` | {cases} |" in page


def test_the_page_on_doubted_labels_has_their_number():
    page = (ROOT / "docs/why/doubted-labels.md").read_text()
    assert MOST == 5
    assert "## Why five" in page


def test_every_test_that_the_page_on_threats_names_exists():
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs/why/threats.md").read_text()))
    known = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text(), re.MULTILINE)
    }
    assert len(named) > 20
    assert named - known == set()
