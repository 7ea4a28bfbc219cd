"""Both languages say everything, and nothing twice."""

import ast
import inspect
import re
import string
from pathlib import Path

import pytest

from siklus import errors
from siklus.api import refusals
from siklus.domain.feedback import AskReason, Held
from siklus.domain.gate import Decision
from siklus.domain.lifecycle import Action, VersionState
from siklus.domain.reviews import MAX_CHARACTERS, MIN_WORDS, Label
from siklus.domain.trials import Ending, Finding, Mode
from siklus.domain.triggers import Outcome, Reason, RunState
from siklus.monitoring.comparison import Level
from siklus.ui import SCRIPT, text, text_en, text_id, word_count

SOURCES = [*SCRIPT.parent.rglob("*.py"), Path(__file__).parents[2] / "app.py"]
WRITTEN = "\n".join(
    path.read_text("utf-8") for path in SOURCES if path.parent.name not in ("text_id", "text_en")
)


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def keys_asked_for() -> set[str]:
    """The keys that the pages name outright: `t("…")`."""
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("t", "t_or") and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    found.add(first.value)
    return found


def families_asked_for() -> set[str]:
    """The beginnings of the keys that the pages put together: `t(f"label.{label}")` gives `label.`."""
    return set(re.findall(r"""f["']((?:[a-z_]+\.)+)\{""", WRITTEN))


def test_both_languages_have_the_same_keys_in_the_same_order():
    assert list(text_id.TEXTS) == list(text_en.TEXTS)


@pytest.mark.parametrize("key", text_id.TEXTS)
def test_both_sentences_have_the_same_blanks(key):
    assert blanks(text_id.TEXTS[key]) == blanks(text_en.TEXTS[key])


def test_every_key_that_a_page_asks_for_exists():
    assert keys_asked_for() - set(text_id.TEXTS) == set()


def test_every_key_is_asked_for_by_some_page():
    families, asked = tuple(families_asked_for()), keys_asked_for()
    unused = {
        key
        for key in text_id.TEXTS
        if key not in asked and not key.startswith(families) and f'"{key}"' not in WRITTEN
    }
    assert unused == set()


@pytest.mark.parametrize(
    ("family", "names"),
    [
        ("label", Label),
        ("drift", Level),
        ("drift.means", Level),
        ("state", VersionState),
        ("action", Action),
        ("run.state", RunState),
        ("run.outcome", Outcome),
        ("trigger", Reason),
        ("gate.verdict", Decision),
        ("trial.mode", Mode),
        ("trial.finding", Finding),
        ("trial.outcome", Ending),
        ("review.why", AskReason),
        ("review.because", AskReason),
        ("quarantine.why", Held),
        ("quarantine.because", Held),
    ],
)
def test_every_word_of_the_service_has_a_sentence(family, names):
    assert {f"{family}.{name}" for name in names} <= set(text_id.TEXTS)


# Codes that no page of ours can meet: they belong to files, keys, reviews and the start of a process.
ELSEWHERE = {
    "child_keeps_dying", "data_file_missing",
    "key_name_invalid", "key_not_found", "method_not_allowed", "not_json", "not_utf8", "port_taken",
    "route_not_found", "secret_mismatch", "service_slow", "setting_invalid", "subject_not_found",
    "unknown_consent_wording",
}  # fmt: skip
KINDS = {"siklus_error", "invalid", "not_found", "conflict", "denied", "unavailable"}


def test_every_error_that_a_page_can_meet_has_a_sentence():
    codes = {
        kind.code
        for module in (errors, refusals)
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, errors.SiklusError)
    }
    said = {key.removeprefix("error.") for key in text_id.TEXTS if key.startswith("error.")}
    missing = {code for code in codes if code not in said | ELSEWHERE | KINDS}
    # A new error falls back to the service's own words; these are the ones we promise.
    assert missing & PROMISED == set()
    assert said >= PROMISED


PROMISED = {
    "review_too_short", "review_too_long", "review_unreadable", "already_answered", "label_contradicts",
    "prediction_not_found", "feedback_token_invalid", "no_active_version", "version_not_servable",
    "nothing_to_roll_back_to", "deployment_raced", "retraining_under_way", "key_missing", "key_unknown",
    "no_trial", "role_too_low", "database_unavailable", "database_outdated", "too_many_requests", "not_ready",
    "answer_revealed", "answer_too_old", "ask_not_answered", "ask_not_found", "ask_not_yours",
    "internal_error", "body_invalid", "body_too_large", "parameter_invalid", "reply_unreadable",
}  # fmt: skip


def test_an_unknown_error_is_told_in_the_services_own_words():
    assert text.explain("from_the_future", "it is *new*", {}) == r"Permintaan ditolak: it is \*new\*"


def test_a_fact_that_an_older_service_does_not_send_is_no_failure():
    assert "incident" in text.explain("internal_error", "incident 7", {})


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("golden macro-F1 may fall by 0.075 (margin 0.02)", "bisa turun 0,075 (batas 0,02)"),
        ("recall of netral falls by 0.071 (margin 0.05)", "recall Netral turun 0,071 (batas 0,05)"),
        ("12 new labels; 20 are needed", "baru 12 label baru; perlu 20"),
        ("net gain of +7.00 weighted labels, +1.15 standard errors", "+7,00 label berbobot, +1,15"),
        ("net gain of -0.10 weighted labels, -0.05 standard errors; not enough either way", "-0,10 label"),
        (
            "behaviour cases passed fall from 0.812 to 0.771 (19 lost, 4 won, p = 0.0013)",
            "turun dari 0,812 ke 0,771 (19 hilang, 4 bertambah, p = 0,0013)",
        ),
        ("there is no golden set to compare on", "tidak ada teks emas"),
        ("on audited labels alone 6 lost, 0 won, p = 0.0156", "kalah 6 dan menang 0 (p = 0,0156)"),
        (
            "accuracy on fresh texts of length:short falls by 0.350 (margin 0.05, 40 texts, p = 0.0001)",
            r"teks fresh dari length\:short turun 0,350",
        ),
        (
            "accuracy on golden texts of domain:![x](y) falls by 0.350 (margin 0.05, 40 texts, p = 0.0001)",
            r"domain\:\!\[x\]\(y\) turun",
        ),
        ("gain in likelihood of -0.012 nats a label, -0.50 standard errors", "-0,012 nat per label"),
        ("look 3 at these labels: +2.66 standard errors are needed", "penilaian ke-3"),
        ("something [new](http://a.b)", r"something \[new\]"),
    ],
)
def test_the_gates_reasons_are_told_in_indonesian(said, shown):
    assert shown in text.gate_reason(said)


def test_the_page_shows_the_limits_that_the_service_keeps():
    assert (word_count.MIN_WORDS, word_count.MAX_CHARACTERS) == (MIN_WORDS, MAX_CHARACTERS)
    for key in ("analysis.count.missing", "error.review_too_short"):
        assert str(MIN_WORDS) in text_id.TEXTS[key]


@pytest.mark.parametrize(
    "hostile", ["![x](http://a.b/c.png)", "[a](javascript:b)", "<script>", "**a** `b` $c$ :d:"]
)
def test_plain_words_keep_no_mark_that_markdown_reads(hostile):
    assert re.search(r"(?<!\\)[!\[\]()<>*`$:]", text.plain(hostile)) is None
